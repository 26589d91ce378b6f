"""What a repairman does: his orders, his steps (also long ago, without a connection), replies by SMS, photos."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.forms.library import FormNotFoundError
from kefu.forms.model import AnswersRefusedError
from kefu.identity.model import Principal
from kefu.kernel.ids import CrewId, PersonId, TenantId, WorkOrderId
from kefu.platform.blobs import BlobExistsError, BlobStore
from kefu.platform.ids import new_id
from kefu.workorders.model.errors import (
    PhotoKindError,
    PhotoNotFoundError,
    PhotoTooLargeError,
    SettingUnknownError,
    WorkOrderNotFoundError,
)
from kefu.workorders.model.orders import FIELD_ACTIONS, Action, Detail, Step, Via, WorkOrder
from kefu.workorders.model.settings import Choice, ChoiceKind, Settings
from kefu.workorders.rules import life, photos, replies
from kefu.workorders.rules.life import Verdict
from kefu.workorders.service.acting import carry_out
from kefu.workorders.store import field as store
from kefu.workorders.store import orders as orders_store
from kefu.workorders.store.board import NamedOrder
from kefu.workorders.store.settings import settings


class Outcome(StrEnum):
    """What has come of a repairman's step."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    REFUSED = "refused"  # no order of his, or nothing that could ever be done


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What has come of a step; `code` says why it is a conflict or refused, `order` how the order stands."""

    key: str
    outcome: Outcome
    code: str = ""
    order: WorkOrder | None = None


class ReplyOutcome(StrEnum):
    """What has come of an SMS."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    NOT_UNDERSTOOD = "not-understood"
    SENDER_UNKNOWN = "sender-unknown"
    ORDER_UNKNOWN = "order-unknown"
    ORDER_AMBIGUOUS = "order-ambiguous"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replied:
    """What has come of an SMS, for an answer to it."""

    outcome: ReplyOutcome
    order_no: str = ""
    action: Action | None = None
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """What a repairman's steps are judged by."""

    crew_ids: frozenset[CrewId]
    settings: Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All that a repairman needs without a connection."""

    open: tuple[NamedOrder, ...]
    done: tuple[NamedOrder, ...]
    photo_ids: Mapping[UUID, list[UUID]]
    conflicts: tuple[dict[str, Any], ...]
    settings: Settings


async def kit_of(session: AsyncSession, *, person_id: PersonId) -> Kit:
    """Load what a repairman's steps are judged by."""
    return Kit(crew_ids=await orders_store.crews_of(session, person_id), settings=await settings(session))


async def snapshot(session: AsyncSession, *, person_id: PersonId, done_since: datetime) -> Snapshot:
    """Load all that a repairman needs without a connection."""
    found = await store.snapshot(session, person_id, done_since)
    photo_ids: dict[UUID, list[UUID]] = {}
    for each in found["photos"]:
        photo_ids.setdefault(UUID(each["work_order_id"]), []).append(UUID(each["photo_id"]))
    return Snapshot(
        open=tuple(found["open"]),
        done=tuple(found["done"]),
        photo_ids=photo_ids,
        conflicts=tuple(found["conflicts"]),
        settings=await settings(session),
    )


async def act_in_field(
    session: AsyncSession,
    *,
    tenant_id: TenantId,
    order_id: WorkOrderId,
    step: Step,
    kit: Kit,
    sent: Mapping[str, Any],
) -> Answered:
    """Take a repairman's step, or keep what he sent when that cannot be done any more."""
    if step.actor_id is None or step.action not in FIELD_ACTIONS:
        return Answered(key=step.key, outcome=Outcome.REFUSED, code="action-not-possible")
    found = await orders_store.standing(session, [order_id], step, life.HARMLESS, is_locked_first=True)
    standing = found.get(order_id)
    if standing is None:
        return Answered(key=step.key, outcome=Outcome.REFUSED, code="work-order-not-found")
    lifecycle = orders_store.lifecycle_of(standing.lifecycle)
    verdict: str = life.judge(
        lifecycle,
        standing.order,
        step,
        is_known=standing.is_known,
        is_disturbed=standing.is_disturbed,
        crew_ids=kit.crew_ids,
    )
    if verdict == Verdict.APPLY:
        try:
            if step.action is Action.COMPLETE:
                step = replace(step, detail=_with_result(step.detail, kit.settings.choices))
            done = await carry_out(session, tenant_id=tenant_id, standing=standing, step=step)
            return Answered(key=step.key, outcome=Outcome.APPLIED, order=done.order)
        except (SettingUnknownError, AnswersRefusedError, FormNotFoundError) as error:
            verdict = error.code  # codes or forms have changed since he left; what he found has not
    if verdict == Verdict.DUPLICATE:
        return Answered(key=step.key, outcome=Outcome.DUPLICATE, order=standing.order)
    if verdict == Verdict.NOT_YOURS and not await _was_theirs(session, standing.order, step.actor_id):
        return Answered(key=step.key, outcome=Outcome.REFUSED, code="work-order-not-found")
    await store.put_conflict(
        session, tenant_id, standing.order, step, conflict_id=new_id(), code=verdict, sent=dict(sent)
    )
    return Answered(key=step.key, outcome=Outcome.CONFLICT, code=verdict, order=standing.order)


async def resolve_result(session: AsyncSession, *, detail: Detail) -> Detail:
    """Fill in whether the fault is gone with a result, and refuse codes that there are not.

    Raises: SettingUnknownError.
    """
    return _with_result(detail, (await settings(session)).choices)


async def act_by_reply(
    session: AsyncSession, *, tenant_id: TenantId, from_number: str, text: str, key: str, now: datetime
) -> Replied:
    """Do what a repairman answers by SMS; `key` is the message's, so that the same message counts once."""
    reply = replies.parse_reply(text)
    if reply is None:
        return Replied(outcome=ReplyOutcome.NOT_UNDERSTOOD)
    people = await store.people_with(session, from_number)
    if len(people) != 1:
        return Replied(outcome=ReplyOutcome.SENDER_UNKNOWN, order_no=reply.order_no, action=reply.action)
    [(person_id, name)] = people
    kit = await kit_of(session, person_id=person_id)
    order_ids = await _meant(session, person_id, reply, kit)
    if len(order_ids) != 1:
        outcome = ReplyOutcome.ORDER_AMBIGUOUS if order_ids else ReplyOutcome.ORDER_UNKNOWN
        return Replied(outcome=outcome, order_no=reply.order_no, action=reply.action)
    step = Step(
        action=reply.action,
        key=key,
        at=now,
        via=Via.SMS,
        detail=_said(reply, kit.settings.choices),
        actor_id=person_id,
        actor_name=name,
    )
    answered = await act_in_field(
        session, tenant_id=tenant_id, order_id=order_ids[0], step=step, kit=kit, sent={"text": text}
    )
    order_no = answered.order.order_no if answered.order else reply.order_no
    refused = answered.outcome is Outcome.REFUSED
    outcome = ReplyOutcome.ORDER_UNKNOWN if refused else ReplyOutcome(answered.outcome)
    return Replied(outcome=outcome, order_no=order_no, action=reply.action, code=answered.code)


async def put_photo(
    session: AsyncSession,
    *,
    blobs: BlobStore,
    principal: Principal,
    order_id: WorkOrderId,
    photo_id: UUID,
    image: bytes,
    now: datetime,
) -> bool:
    """Keep a photo; the same one again is fine. Return whether it is new.

    Raises: PhotoTooLargeError, PhotoKindError, WorkOrderNotFoundError, BlobExistsError.
    """
    if len(image) > photos.PHOTO_BYTES_MAX:
        raise PhotoTooLargeError(limit=photos.PHOTO_BYTES_MAX)
    media_type = photos.media_type(image[:16])
    if media_type is None:
        raise PhotoKindError("JPEG, PNG or WebP, please")
    order = await store.order_of(session, principal.person_id, order_id)
    if order is None:
        raise WorkOrderNotFoundError(work_order_id=str(order_id))
    known = await store.photo(session, order_id, photo_id)
    digest = hashlib.sha256(image).hexdigest()
    if known is not None:
        if known["sha256"] != digest:
            raise BlobExistsError(str(photo_id))
        return False
    key = f"work-orders/{order_id}/{photo_id}.{photos.SUFFIXES[media_type]}"
    blob = await blobs.put(principal.tenant_id, key, image)
    is_new = await store.put_photo(
        session,
        principal.tenant_id,
        order,
        photo_id,
        media_type=media_type,
        blob_key=key,
        size_bytes=blob.size,
        sha256=blob.sha256,
        taken_by=principal.person_id,
        at=now,
    )
    if is_new:
        await _note_photo(session, principal, order, photo_id, now)
    return is_new


async def _note_photo(
    session: AsyncSession, principal: Principal, order: WorkOrder, photo_id: UUID, now: datetime
) -> None:
    await orders_store.note(
        session,
        principal.tenant_id,
        order,
        event_id=new_id(),
        action="photo",
        key=f"photo-{photo_id}",
        at=now,
        detail={"photo_id": str(photo_id)},
        actor_id=principal.person_id,
        actor_name=principal.name,
        via=Via.FIELD,
    )


async def photo(session: AsyncSession, *, order_id: WorkOrderId, photo_id: UUID) -> dict[str, Any]:
    """Find a photo.

    Raises: PhotoNotFoundError.
    """
    found = await store.photo(session, order_id, photo_id)
    if found is None:
        raise PhotoNotFoundError(photo_id=str(photo_id))
    return found


async def own_photo(
    session: AsyncSession, *, person_id: PersonId, order_id: WorkOrderId, photo_id: UUID
) -> dict[str, Any]:
    """Find a photo of a repairman's own order.

    Raises: PhotoNotFoundError.
    """
    if await store.order_of(session, person_id, order_id) is None:
        raise PhotoNotFoundError(photo_id=str(photo_id))
    return await photo(session, order_id=order_id, photo_id=photo_id)


async def _was_theirs(session: AsyncSession, order: WorkOrder, person_id: PersonId | None) -> bool:
    """Tell whether somebody has had to do with an order: then what he sends is kept, else it is none of his."""
    return person_id is not None and await orders_store.has_had(session, order.id, person_id)


async def _meant(session: AsyncSession, person_id: PersonId, reply: replies.Reply, kit: Kit) -> list[WorkOrderId]:
    """Find which order a reply means: the named one, or the only one with which this can be done."""
    if reply.order_no:
        named = await store.order_id_of(session, person_id, reply.order_no)
        return [named] if named else []
    types = {each.code: each.lifecycle for each in kit.settings.types}
    mine = await store.open_orders_of(session, person_id)
    return [order_id for order_id, state, type_code in mine if reply.action in types[type_code].actions(state)]


def _said(reply: replies.Reply, choices: tuple[Choice, ...]) -> Detail:
    if reply.action is not Action.COMPLETE:
        return Detail(reason=reply.words)
    results = _active(choices, ChoiceKind.RESULT).values()
    fitting = next((each.code for each in results if each.is_fixed is reply.is_fixed), "")
    return Detail(note=reply.words, result_code=fitting)


def _with_result(detail: Detail, choices: tuple[Choice, ...]) -> Detail:
    results = _active(choices, ChoiceKind.RESULT)
    wanted = {
        ChoiceKind.RESULT: {detail.result_code},
        ChoiceKind.CAUSE: {detail.cause_code} - {""},
        ChoiceKind.PART: {part.code for part in detail.parts},
    }
    for kind, codes in wanted.items():
        if unknown := codes - _active(choices, kind).keys():
            raise SettingUnknownError(f"no such {kind}", kind=kind, codes=sorted(unknown))
    return replace(detail, is_fixed=results[detail.result_code].is_fixed)


def _active(choices: tuple[Choice, ...], kind: ChoiceKind) -> dict[str, Choice]:
    return {each.code: each for each in choices if each.kind is kind and each.is_active}
