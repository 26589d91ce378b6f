"""HTTP of the field page: a repairman's orders as one snapshot, his steps, his photos, where he is."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request, Response
from pydantic import AwareDatetime, BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import StreamingResponse

from kefu.identity.http import Tx
from kefu.identity.model import Principal
from kefu.kernel.ids import WorkOrderId
from kefu.kernel.lifecycle import Lifecycle
from kefu.platform.web import MIB, ClockDep, body_limit
from kefu.workorders.http.parts import (
    BlobsDep,
    DetailBody,
    Key,
    OrderView,
    Repairman,
    Words,
    order_view,
    step_of,
)
from kefu.workorders.model.errors import PhotoTooLargeError
from kefu.workorders.model.orders import FIELD_ACTIONS, Action, Via, WorkOrder
from kefu.workorders.model.organisation import Position
from kefu.workorders.model.settings import ChoiceKind, OrderType, Settings
from kefu.workorders.rules.photos import PHOTO_BYTES_MAX
from kefu.workorders.service import field, organisation
from kefu.workorders.service.field import Outcome

router = APIRouter(prefix="/api/field", tags=["field"])
DONE_FOR = timedelta(hours=24)


class ChoiceView(BaseModel):
    """A result, cause or part to choose from."""

    code: str
    text: Words
    is_fixed: bool


class TypeView(BaseModel):
    """A kind of order: its states with their words, and which actions lead on from each; the form that completes it."""

    code: str
    text: Words
    form_code: str
    states: dict[str, Words]
    actions: dict[str, list[str]]


class FieldOrderView(OrderView):
    """An order with what can be done with it now and the photos that have been sent."""

    actions: list[str]
    photo_ids: list[UUID]


class OpenConflictView(BaseModel):
    """A step of his that could not be done, until a dispatcher has looked at it."""

    key: str
    work_order_id: UUID
    action: str
    code: str
    at: datetime


class SnapshotView(BaseModel):
    """All that a repairman needs without a connection."""

    person_id: UUID
    name: str
    orders: list[FieldOrderView]
    done: list[FieldOrderView]
    conflicts: list[OpenConflictView]
    types: list[TypeView]
    severities: dict[str, Words]
    results: list[ChoiceView]
    causes: list[ChoiceView]
    parts: list[ChoiceView]


class FieldActionBody(BaseModel):
    """One step, perhaps done long ago; the same `key` again is the same step. `base_version`: what he saw then."""

    key: Key
    work_order_id: UUID
    action: Action
    client_at: AwareDatetime
    base_version: int
    detail: DetailBody = DetailBody()


class FieldActionsBody(BaseModel):
    """Steps in the order in which they were taken."""

    actions: Annotated[list[FieldActionBody], Field(min_length=1, max_length=100)]


class AnswerView(BaseModel):
    """What has come of a step, and how the order stands."""

    key: str
    outcome: Outcome
    code: str
    order: FieldOrderView | None


class PositionBody(BaseModel):
    """Where he is, in WGS 84."""

    lon: Annotated[float, Field(ge=-180, le=180)]
    lat: Annotated[float, Field(ge=-90, le=90)]
    accuracy_m: Annotated[float | None, Field(ge=0, le=100_000)] = None
    at: AwareDatetime | None = None


async def image_of(request: Request) -> bytes:
    """Read a photo before anything is looked up: a slow line must not hold a connection to the database.

    Raises: PhotoTooLargeError.
    """
    try:
        return await request.body()
    except HTTPException as error:
        if error.status_code != PhotoTooLargeError.status:
            raise
        raise PhotoTooLargeError(limit=PHOTO_BYTES_MAX) from None


@router.get("/orders", response_model=SnapshotView)
async def snapshot(
    repairman: Repairman,
    session: Tx,
    clock: ClockDep,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """Give a repairman all that he needs without a connection; 304 when nothing has changed."""
    now = clock()
    found = await field.snapshot(session, person_id=repairman.person_id, done_since=now - DONE_FOR)
    possible = {each.code: each.lifecycle for each in found.settings.types}
    view = SnapshotView(
        person_id=repairman.person_id,
        name=repairman.name,
        orders=[_order(order, repairman, now, possible, found.photo_ids.get(order.id, [])) for order in found.open],
        done=[_order(order, repairman, now, possible) for order in found.done],
        conflicts=[OpenConflictView.model_validate(each) for each in found.conflicts],
        types=[_type(each) for each in found.settings.types],
        severities={each.code: Words.of(each.text) for each in found.settings.severities},
        results=_choices(found.settings, ChoiceKind.RESULT),
        causes=_choices(found.settings, ChoiceKind.CAUSE),
        parts=_choices(found.settings, ChoiceKind.PART),
    )
    body = view.model_dump_json(by_alias=True).encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"etag": etag, "cache-control": "private, no-cache"}
    if if_none_match == etag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


@router.post("/actions")
@body_limit(4 * MIB)
async def act(body: FieldActionsBody, repairman: Repairman, session: Tx, clock: ClockDep) -> list[AnswerView]:
    """Take a repairman's steps one after the other; each gets its own answer, and none is dropped."""
    now = clock()
    kit = await field.kit_of(session, person_id=repairman.person_id)
    answers = [
        await field.act_in_field(
            session,
            tenant_id=repairman.tenant_id,
            order_id=WorkOrderId(each.work_order_id),
            step=step_of(
                each.action,
                repairman,
                now,
                version=each.base_version,
                key=each.key,
                via=Via.FIELD,
                detail=each.detail.as_detail(),
                client_at=each.client_at,
            ),
            kit=kit,
            sent=each.model_dump(mode="json"),
        )
        for each in body.actions
    ]
    possible = {each.code: each.lifecycle for each in kit.settings.types}
    return [
        AnswerView(
            key=each.key,
            outcome=each.outcome,
            code=each.code,
            order=_order(each.order, repairman, now, possible) if each.order else None,
        )
        for each in answers
    ]


@router.put("/orders/{work_order_id}/photos/{photo_id}", status_code=204)
@body_limit(PHOTO_BYTES_MAX)
async def put_photo(
    image: Annotated[bytes, Depends(image_of)],
    work_order_id: UUID,
    photo_id: UUID,
    repairman: Repairman,
    session: Tx,
    blobs: BlobsDep,
    clock: ClockDep,
) -> None:
    """Take a photo (JPEG, PNG or WebP as the whole body); the same one again is fine."""
    await field.put_photo(
        session,
        blobs=blobs,
        principal=repairman,
        order_id=WorkOrderId(work_order_id),
        photo_id=photo_id,
        image=image,
        now=clock(),
    )


@router.get("/orders/{work_order_id}/photos/{photo_id}")
async def photo(
    work_order_id: UUID, photo_id: UUID, repairman: Repairman, session: Tx, blobs: BlobsDep
) -> StreamingResponse:
    """Show a repairman a photo of his order."""
    found = await field.own_photo(
        session, person_id=repairman.person_id, order_id=WorkOrderId(work_order_id), photo_id=photo_id
    )
    return StreamingResponse(blobs.read(repairman.tenant_id, found["blob_key"]), media_type=found["media_type"])


@router.put("/position", status_code=204)
async def report_position(body: PositionBody, repairman: Repairman, session: Tx, clock: ClockDep) -> None:
    """Say where he is; where he was before is forgotten."""
    now = clock()
    position = Position(lon=body.lon, lat=body.lat, accuracy_m=body.accuracy_m, at=min(body.at or now, now))
    await organisation.report_position(session, principal=repairman, position=position)


def _order(
    order: WorkOrder,
    repairman: Principal,
    now: datetime,
    possible: Mapping[str, Lifecycle],
    photo_ids: Sequence[UUID] = (),
) -> FieldOrderView:
    shown = order_view(order, repairman, now).model_dump()
    actions = [each for each in possible[order.type_code].actions(order.state) if each in FIELD_ACTIONS]
    # the bucket changes with time alone: the page counts down by itself, and the snapshot stays the same
    return FieldOrderView.model_validate(
        shown | {"id": order.id, "bucket": None, "actions": actions, "photo_ids": list(photo_ids)}
    )


def _type(each: OrderType) -> TypeView:
    table = each.lifecycle
    return TypeView(
        code=each.code,
        text=Words.of(each.text),
        form_code=each.form_code,
        states={state.code: Words.of(state.text) for state in table.states},
        actions={
            state.code: [action for action in table.actions(state.code) if action in FIELD_ACTIONS]
            for state in table.states
        },
    )


def _choices(settings: Settings, kind: ChoiceKind) -> list[ChoiceView]:
    return [
        ChoiceView(code=each.code, text=Words.of(each.text), is_fixed=each.is_fixed)
        for each in settings.choices
        if each.kind is kind and each.is_active
    ]
