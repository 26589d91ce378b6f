"""HTTP of the dispatcher's board: lists, one order, and what can be done with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response
from starlette.responses import StreamingResponse

from kefu.identity.http import Tx
from kefu.identity.model import Principal
from kefu.kernel.errors import InvalidError
from kefu.kernel.ids import AreaId, CrewId, CustomerId, LocalNetworkId, PersonId, TicketId, WorkOrderId
from kefu.kernel.lifecycle import ActionNotPossibleError
from kefu.platform.numbering import parse_number
from kefu.platform.web import ClockDep
from kefu.workorders import service
from kefu.workorders.http import views
from kefu.workorders.http.filters import Filter, unless_known
from kefu.workorders.http.parts import BlobsDep, ContactsDep, Dispatcher, OrderView, Viewer, order_view, step_of
from kefu.workorders.model.errors import PhoneUnusableError, WorkOrderChangedError
from kefu.workorders.model.orders import Action, Detail, NewWorkOrder, Via
from kefu.workorders.rules.life import DISPATCHED
from kefu.workorders.service import appointments, field, organisation, watching
from kefu.workorders.service.acting import Done
from kefu.workorders.service.opening import named_area

router = APIRouter(prefix="/api/work-orders", tags=["work orders"])


@contextmanager
def shown(viewer: Principal, now: datetime) -> Iterator[None]:
    """Let a refusal carry the order as its reader may see it, so that the screen can show how it stands."""
    try:
        yield
    except (WorkOrderChangedError, ActionNotPossibleError) as error:
        facts = dict(error.facts)
        facts["order"] = order_view(facts["order"], viewer, now).model_dump(mode="json")
        raise type(error)(error.detail, **facts) from None


@router.get("", response_model=views.PageView)
async def list_orders(
    viewer: Viewer,
    session: Tx,
    clock: ClockDep,
    wanted: Filter,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """List orders: the open ones by deadline, those that are over by age; 304 when nothing has changed."""
    now = clock()
    board = await watching.board(session, wanted=replace(wanted, limit=limit), cursor=cursor, now=now)
    page = views.PageView(
        items=[order_view(order, viewer, now) for order in board.orders],
        counts=views.Counts(**board.counts),
        next_cursor=board.next_cursor,
    )
    return unless_known(page, if_none_match)


@router.get("/by-area")
async def count_by_area(viewer: Viewer, session: Tx, clock: ClockDep, wanted: Filter) -> list[views.AreaCountView]:
    """Count the open orders by area, for the map."""
    found = await watching.by_area(session, wanted=wanted, now=clock())
    return [views.AreaCountView.model_validate(each) for each in found]


@router.post("", status_code=201)
async def open_order(
    body: views.NewOrderBody, dispatcher: Dispatcher, session: Tx, clock: ClockDep, contacts: ContactsDep
) -> views.DoneView:
    """Open an order by hand, once however often it is sent with its key; the other way is a ticket.

    What is left away of a customer's contact is taken from his file: screens know masked numbers only.
    """
    now, phone = clock(), body.contact_phone
    number = parse_number(phone)
    if phone and number.e164 is None:
        raise PhoneUnusableError(f"{phone!r} cannot be dialled from everywhere")
    customer_id = CustomerId(body.customer_id) if body.customer_id else None
    on_file = await contacts(session, customer_id=customer_id) if customer_id else None
    is_at_home = on_file is not None and on_file.address == body.address
    known = on_file.number if on_file and not phone else ""
    new = NewWorkOrder(
        type_code=body.type_code,
        severity_code=body.severity_code,
        address=body.address,
        district_path=body.district_path or (on_file.district_path if on_file and is_at_home else ""),
        local_network_id=LocalNetworkId(body.local_network_id) if body.local_network_id else None,
        customer_id=customer_id,
        ticket_id=TicketId(body.ticket_id) if body.ticket_id else None,
        product=body.product,
        contact_name=body.contact_name or (on_file.name if on_file else ""),
        contact_phone=number.e164 or parse_number(known).e164 or "",
        description=body.description,
        is_assigned_at_once=body.is_assigned_at_once,
        area_id=AreaId(body.area_id) if body.area_id else None,
        key=body.key,
    )
    opened = await service.open_order(
        session, tenant_id=dispatcher.tenant_id, principal=dispatcher, new=new, now=now, via=Via.CONSOLE
    )
    view = order_view(opened.order, dispatcher, now)
    return views.DoneView(order=view, is_duplicate=opened.is_duplicate, warnings=sorted(opened.cautions))


@router.post("/assign")
async def assign_many(body: views.AssignBody, dispatcher: Dispatcher, session: Tx, clock: ClockDep) -> views.ManyView:
    """Give many orders to one crew, or one person of it; those that have changed meanwhile are left and named."""
    now = clock()
    detail = Detail(crew_id=CrewId(body.crew_id), person_id=PersonId(body.person_id) if body.person_id else None)
    done, refused = await service.assign_many(
        session,
        tenant_id=dispatcher.tenant_id,
        versions={WorkOrderId(each.work_order_id): each.version for each in body.orders},
        step=step_of(Action.ASSIGN, dispatcher, now, version=None, key=body.key, detail=detail),
    )
    return views.ManyView(
        done=[_done(each, dispatcher, now) for each in done],
        refused=[
            views.RefusedView(
                work_order_id=each.order_id,
                code=each.code,
                order=order_view(each.order, dispatcher, now) if each.order else None,
            )
            for each in refused
        ],
    )


@router.get("/conflicts")
async def list_conflicts(viewer: Viewer, session: Tx) -> list[views.ConflictView]:
    """List what repairmen sent that could not be done any more, until somebody has looked at it."""
    return [views.ConflictView.model_validate(each) for each in await watching.conflicts(session)]


@router.post("/conflicts/{conflict_id}/resolve", status_code=204)
async def resolve_conflict(
    conflict_id: UUID, body: views.ResolveBody, dispatcher: Dispatcher, session: Tx, clock: ClockDep
) -> None:
    """Mark a conflict as looked at, with what was done about it."""
    await watching.resolve(
        session, principal=dispatcher, conflict_id=conflict_id, resolution=body.resolution, now=clock()
    )


@router.get("/{work_order_id}")
async def show(work_order_id: UUID, viewer: Viewer, session: Tx, clock: ClockDep) -> views.WholeView:
    """Show an order with its history, and what can be done with it now."""
    found = await watching.whole(session, order_id=WorkOrderId(work_order_id))
    order = order_view(found.order, viewer, clock())
    return views.WholeView.model_validate(
        order.model_dump()
        | {
            "id": found.order.id,
            "form_code": found.form_code,
            "actions": found.actions,
            "signature": found.order.signature,
            "events": found.events,
            "photos": found.photos,
            "conflicts": found.conflicts,
            "related": found.related,
        }
    )


@router.get("/{work_order_id}/suggestions")
async def suggest(work_order_id: UUID, viewer: Viewer, session: Tx) -> list[views.SuggestionView]:
    """Suggest crews, the best first, each with what speaks for and against it."""
    suggested = await organisation.suggest(session, order_id=WorkOrderId(work_order_id))
    crews = {crew.crew_id: crew for crew in await organisation.crews(session)}
    names = {member.person_id: member.name for crew in crews.values() for member in crew.members}
    return [
        views.SuggestionView(
            crew_id=each.crew_id,
            crew=crews[each.crew_id].text,
            person_id=each.person_id,
            person=names[each.person_id] if each.person_id else "",
            points=each.points,
            reasons=[views.ReasonView.model_validate(reason) for reason in each.reasons],
        )
        for each in suggested
    ]


@router.get("/{work_order_id}/same-address")
async def same_address(work_order_id: UUID, viewer: Viewer, session: Tx, clock: ClockDep) -> list[OrderView]:
    """List the other open orders at an order's address: what could be merged."""
    found = await watching.same_address(session, order_id=WorkOrderId(work_order_id))
    return [order_view(order, viewer, clock()) for order in found]


@router.post("/{work_order_id}/actions")
async def act(
    work_order_id: UUID, body: views.ActionBody, dispatcher: Dispatcher, session: Tx, clock: ClockDep
) -> views.DoneView:
    """Take a step; when the order has changed meanwhile, the refusal carries it as it stands."""
    if body.action not in DISPATCHED:
        raise InvalidError(f"{body.action} has a route of its own", action=body.action)
    now, detail = clock(), body.as_detail()
    if body.action is Action.ASSIGN:
        person_id = PersonId(body.person_id) if body.person_id else None
        detail = Detail(crew_id=CrewId(body.crew_id) if body.crew_id else None, person_id=person_id, note=body.note)
    if body.action is Action.PLACE:
        if body.area_id is None:
            raise InvalidError("an area is missing", action=body.action)
        area = await named_area(session, area_id=AreaId(body.area_id))
        detail = Detail(area_id=area.area_id, local_network_id=area.local_network_id)
    if body.action is Action.COMPLETE:
        detail = await field.resolve_result(session, detail=detail)
    step = step_of(body.action, dispatcher, now, version=body.version, key=body.key, detail=detail)
    with shown(dispatcher, now):
        done = await service.act(
            session, tenant_id=dispatcher.tenant_id, order_id=WorkOrderId(work_order_id), step=step
        )
    return _done(done, dispatcher, now)


@router.post("/{work_order_id}/merge")
async def merge(
    work_order_id: UUID, body: views.MergeBody, dispatcher: Dispatcher, session: Tx, clock: ClockDep
) -> views.DoneView:
    """Let this order do what duplicates ask for as well: all of them, or none."""
    now = clock()
    detail = Detail(reason=body.reason)
    with shown(dispatcher, now):
        done = await service.merge(
            session,
            tenant_id=dispatcher.tenant_id,
            order_id=WorkOrderId(work_order_id),
            duplicates={WorkOrderId(each.work_order_id): each.version for each in body.duplicates},
            step=step_of(Action.MERGE, dispatcher, now, version=None, key=body.key, detail=detail),
        )
    return _done(done, dispatcher, now)


@router.put("/{work_order_id}/appointment")
async def book(
    work_order_id: UUID, body: views.AppointmentBody, dispatcher: Dispatcher, session: Tx, clock: ClockDep
) -> views.DoneView:
    """Make an appointment, or move it."""
    now = clock()
    with shown(dispatcher, now):
        done = await appointments.book(
            session,
            tenant_id=dispatcher.tenant_id,
            order_id=WorkOrderId(work_order_id),
            slot_id=body.slot_id,
            on=body.on,
            step=step_of(Action.BOOK, dispatcher, now, version=body.version, key=body.key),
        )
    return _done(done, dispatcher, now)


@router.delete("/{work_order_id}/appointment")
async def unbook(
    work_order_id: UUID, version: int, dispatcher: Dispatcher, session: Tx, clock: ClockDep
) -> views.DoneView:
    """Take an appointment back."""
    now = clock()
    with shown(dispatcher, now):
        done = await appointments.unbook(
            session,
            tenant_id=dispatcher.tenant_id,
            order_id=WorkOrderId(work_order_id),
            step=step_of(Action.BOOK, dispatcher, now, version=version),
        )
    return _done(done, dispatcher, now)


@router.get("/{work_order_id}/photos/{photo_id}")
async def photo(work_order_id: UUID, photo_id: UUID, viewer: Viewer, session: Tx, blobs: BlobsDep) -> StreamingResponse:
    """Show a photo."""
    found = await field.photo(session, order_id=WorkOrderId(work_order_id), photo_id=photo_id)
    return StreamingResponse(blobs.read(viewer.tenant_id, found["blob_key"]), media_type=found["media_type"])


def _done(done: Done, viewer: Principal, now: datetime) -> views.DoneView:
    return views.DoneView(
        order=order_view(done.order, viewer, now), is_duplicate=done.is_duplicate, warnings=sorted(done.cautions)
    )
