"""Opens orders: finds where they belong, what they repeat, and by when they must be done."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.calendars.model import Calendar
from kefu.calendars.store import calendars
from kefu.identity.model import Principal
from kefu.kernel.errors import ForbiddenError
from kefu.kernel.ids import AreaId, TenantId, WorkOrderId
from kefu.platform.events import publish
from kefu.platform.ids import new_id
from kefu.workorders import events
from kefu.workorders.model.errors import AreaNotFoundError, NumberSpentError, SettingUnknownError
from kefu.workorders.model.orders import Action, Caution, Detail, NewWorkOrder, Step, Via, WorkOrder
from kefu.workorders.model.settings import Severity
from kefu.workorders.rules import deadlines, life, places
from kefu.workorders.service.telling import assigned, facts, set_clock
from kefu.workorders.store import orders as store
from kefu.workorders.store import repeats

_ATTEMPTS = 5
"""Whose date an order number begins with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A new order, and what somebody should know about it."""

    order: WorkOrder
    cautions: tuple[Caution, ...] = ()
    is_duplicate: bool = False
    """It had been opened before with the same key."""


async def open_order(
    session: AsyncSession,
    *,
    tenant_id: TenantId,
    principal: Principal | None,
    new: NewWorkOrder,
    now: datetime,
    via: Via = Via.SYSTEM,
) -> Opened:
    """Open an order; one whose area nobody knows goes to the dispatchers without one.

    Sent again with the same key it is the same order.
    Raises: SettingUnknownError, AreaNotFoundError, ForbiddenError for a local network that is not the principal's.
    """
    _refuse_strange_network(principal, new)
    ground, due_at = await ground_of(session, tenant_id=tenant_id, new=new, now=now)
    order = _made(new, ground, principal, due_at, now)
    step = _step(Action.ASSIGN, order, principal, now, via)
    cautions, phone = _cautions(order), ""
    if new.is_assigned_at_once and ground.area and ground.area.crew_id:
        found = await store.reached(session, ground.area.crew_id, None)
        phone, step = found.crew_phone, replace(step, detail=Detail(crew_id=ground.area.crew_id))
        order = replace(life.advance(store.lifecycle_of(ground.lifecycle), order, step), version=1)
        cautions += () if phone else (Caution.CREW_WITHOUT_PHONE,)
    order = deadlines.set_alarm(order, ground.severity)
    order, is_new = await _insert(session, tenant_id, order, step, ground.zone)
    if not is_new:
        return Opened(order=order, cautions=_cautions(order), is_duplicate=True)
    await set_clock(session, tenant_id=tenant_id, before=None, after=order)
    common = facts(tenant_id, order) | {"at": now}
    await publish(session, events.WorkOrderOpened(**common, repeat_of=order.repeat_of, due_at=order.due_at))
    if order.assigned_at is not None:
        await publish(session, assigned(common, order, step, phone))
    return Opened(order=order, cautions=cautions)


async def ground_of(
    session: AsyncSession, *, tenant_id: TenantId, new: NewWorkOrder, now: datetime
) -> tuple[store.Ground, datetime]:
    """Find what an order stands on, and by when it must be done if it is opened now.

    Raises: SettingUnknownError, AreaNotFoundError.
    """
    ground = await store.ground(session, tenant_id, _asked(new, now))
    if ground is None:
        unknown = {"type_code": new.type_code, "severity_code": new.severity_code}
        raise SettingUnknownError("no such type or severity", **unknown)
    if new.area_id is not None:
        ground = replace(ground, area=await named_area(session, area_id=new.area_id))
    return ground, deadlines.due_at(ground.severity, await calendar_of(session, severity=ground.severity), now)


async def named_area(session: AsyncSession, *, area_id: AreaId) -> store.FoundArea:
    """Return the area that somebody names.

    Raises: AreaNotFoundError.
    """
    found = await repeats.area(session, area_id)
    if found is None:
        raise AreaNotFoundError(area_id=str(area_id))
    return found


async def calendar_of(session: AsyncSession, *, severity: Severity) -> Calendar | None:
    """Load the calendar that a severity's time counts by; None for the wall clock."""
    if severity.calendar_id is None:
        return None
    [found] = await calendars(session, severity.calendar_id)
    return found.as_hours()


def _refuse_strange_network(principal: Principal | None, new: NewWorkOrder) -> None:
    if principal is not None and not principal.scope.sees(new.local_network_id):
        raise ForbiddenError("this local network is not yours", local_network_id=str(new.local_network_id))


def _asked(new: NewWorkOrder, now: datetime) -> store.Asked:
    return store.Asked(
        type_code=new.type_code,
        severity_code=new.severity_code,
        paths=places.prefixes(new.district_path),
        address=new.address,
        customer_id=new.customer_id,
        address_key=places.address_key(new.address),
        since=now - store.REPEAT_WITHIN,
        now=now,
        product=new.product,
    )


def _made(
    new: NewWorkOrder, ground: store.Ground, principal: Principal | None, due_at: datetime, now: datetime
) -> WorkOrder:
    area, previous = ground.area, ground.previous
    return WorkOrder(
        id=WorkOrderId(new_id()),
        order_no=_number(now, ground.zone),
        type_code=new.type_code,
        severity_code=new.severity_code,
        state=store.lifecycle_of(ground.lifecycle).initial,
        opened_at=now,
        opened_by=principal.person_id if principal else None,
        due_at=due_at,
        local_network_id=(area.local_network_id if area else None) or new.local_network_id,
        area_id=area.area_id if area else None,
        outage_id=ground.outage_id,
        customer_id=new.customer_id,
        ticket_id=new.ticket_id,
        product=new.product,
        contact_name=new.contact_name,
        contact_phone=new.contact_phone,
        address=new.address,
        district_path=new.district_path,
        address_key=places.address_key(new.address),
        is_address_vague=places.is_vague(new.address),
        description=new.description,
        repeat_of=previous.id if previous else None,
        repeat_count=previous.repeat_count + 1 if previous else 0,
        key=new.key,
    )


def _step(action: Action, order: WorkOrder, principal: Principal | None, now: datetime, via: Via) -> Step:
    return Step(
        action=action,
        key=f"open-{order.id}",
        at=now,
        via=via,
        actor_id=principal.person_id if principal else None,
        actor_name=principal.name if principal else "system",
    )


async def _insert(
    session: AsyncSession, tenant_id: TenantId, order: WorkOrder, step: Step, zone: ZoneInfo
) -> tuple[WorkOrder, bool]:
    """Write an order under a number that is free, or return the one that has its key; tell whether it is new.

    Raises: NumberSpentError.
    """
    for _ in range(_ATTEMPTS):
        if await store.insert(session, tenant_id, order, new_id(), step):
            return order, True
        if order.key is not None and (before := await repeats.find_by_key(session, order.key)) is not None:
            return before, False
        order = replace(order, order_no=_number(order.opened_at, zone))
    raise NumberSpentError(order_no=order.order_no)


def _number(now: datetime, zone: ZoneInfo) -> str:
    return f"{now.astimezone(zone):%y%m%d}-{secrets.randbelow(10**7):07d}"


def _cautions(order: WorkOrder) -> tuple[Caution, ...]:
    found = {
        Caution.NO_AREA: order.area_id is None,
        Caution.ADDRESS_WITHOUT_NUMBER: order.is_address_vague,
        Caution.REPEAT: order.repeat_of is not None,
        Caution.OUTAGE: order.outage_id is not None,
    }
    return tuple(caution for caution, is_so in found.items() if is_so)
