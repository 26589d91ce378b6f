"""Areas, crews, appointment windows and outages: as administrators set them, as dispatchers declare them."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.model import Principal
from kefu.identity.service import record_audit
from kefu.kernel.errors import ForbiddenError, InvalidError
from kefu.kernel.ids import AreaId, LocalNetworkId, PersonId, TenantId, WorkOrderId
from kefu.platform.numbering import parse_number
from kefu.workorders.model.errors import (
    AreaChangedError,
    AreaNotFoundError,
    CodeTakenError,
    CrewChangedError,
    CrewNotFoundError,
    MemberUnknownError,
    OutageChangedError,
    OutageNotFoundError,
    PhoneUnusableError,
    PolygonUnusableError,
    SlotChangedError,
    WorkOrderNotFoundError,
)
from kefu.workorders.model.orders import Suggestion
from kefu.workorders.model.organisation import Area, Crew, Outage, Position, Slot
from kefu.workorders.rules import places, suggestions
from kefu.workorders.rules.slots import slot_problems
from kefu.workorders.store import board
from kefu.workorders.store import organisation as store

_CLOSED_OUTAGES_FOR = timedelta(days=7)


async def areas(session: AsyncSession) -> tuple[Area, ...]:
    """List the areas that the scope sees."""
    return await store.areas(session)


async def crews(session: AsyncSession) -> tuple[Crew, ...]:
    """List the crews that the scope sees, with their members and what they have to do."""
    return await store.crews(session)


async def repairmen(session: AsyncSession) -> list[tuple[PersonId, str, str]]:
    """List who may work in the field, and so can be in a crew: id, name, login."""
    return await store.repairmen(session)


async def put_area(session: AsyncSession, *, principal: Principal, area: Area, now: datetime) -> Area:
    """Add an area (version 0), or change one.

    Raises: PolygonUnusableError, AreaNotFoundError and CrewNotFoundError for what it refers to, CodeTakenError,
        AreaChangedError, ForbiddenError for a local network that is not the principal's.
    """
    _refuse_strange_network(principal, "admin.service", area.local_network_id)
    if area.polygon is not None and (faults := sorted(set(places.polygon_problems(area.polygon)))):
        raise PolygonUnusableError("; ".join(faults), problems=faults)
    if area.parent_id is not None and (
        area.parent_id == area.area_id or not await store.areas(session, area.parent_id)
    ):
        raise AreaNotFoundError(area_id=str(area.parent_id))
    if area.crew_id is not None and not await store.crews(session, area.crew_id):
        raise CrewNotFoundError(crew_id=str(area.crew_id))
    if not await store.put_area(session, principal.tenant_id, area):
        raise CodeTakenError(code=area.code) if area.version == 0 else AreaChangedError(area_id=str(area.area_id))
    await _audit(session, principal, "area-changed", "service_area", str(area.area_id), now, code=area.code)
    [stored] = await store.areas(session, area.area_id)
    return stored


async def put_crew(session: AsyncSession, *, principal: Principal, crew: Crew, now: datetime) -> Crew:
    """Add a crew (version 0), or change one with all of its members.

    Raises: PhoneUnusableError, MemberUnknownError, CodeTakenError, CrewChangedError,
        ForbiddenError for a local network that is not the principal's.
    """
    _refuse_strange_network(principal, "admin.service", crew.local_network_id)
    members = tuple(replace(member, phone=_phone(member.phone)) for member in crew.members)
    crew = replace(crew, phone=_phone(crew.phone), members=members)
    people = {member.person_id for member in members}
    if len(people) < len(members) or not await store.are_people(session, people):
        raise MemberUnknownError("a member stands twice, or is nobody that works here")
    if crew.lead_id is not None and crew.lead_id not in people:
        raise MemberUnknownError("the lead is no member", person_id=str(crew.lead_id))
    if not await store.put_crew(session, principal.tenant_id, crew):
        raise CodeTakenError(code=crew.code) if crew.version == 0 else CrewChangedError(crew_id=str(crew.crew_id))
    await _audit(session, principal, "crew-changed", "crew", str(crew.crew_id), now, code=crew.code)
    [stored] = await store.crews(session, crew.crew_id)
    return stored


async def slots(session: AsyncSession, *, area_id: AreaId) -> tuple[Slot, ...]:
    """List the windows of an area as they are set."""
    return await store.slots(session, area_id)


async def put_slot(session: AsyncSession, *, principal: Principal, slot: Slot, now: datetime) -> Slot:
    """Add a window (version 0), or change one; appointments that have been made stay.

    Raises: AreaNotFoundError, InvalidError, SlotChangedError, ForbiddenError.
    """
    area = next(iter(await store.areas(session, slot.area_id)), None)
    if area is None:
        raise AreaNotFoundError(area_id=str(slot.area_id))
    _refuse_strange_network(principal, "admin.service", area.local_network_id)
    if faults := list(slot_problems(slot)):
        raise InvalidError("; ".join(faults), problems=faults)
    if not await store.put_slot(session, principal.tenant_id, area.local_network_id, slot):
        raise SlotChangedError(slot_id=str(slot.slot_id))
    await _audit(session, principal, "slot-changed", "appointment_slot", str(slot.slot_id), now, area=area.code)
    return replace(slot, version=slot.version + 1)


async def suggest(session: AsyncSession, *, order_id: WorkOrderId) -> tuple[Suggestion, ...]:
    """Suggest crews for an order, the best first, each with what speaks for and against it.

    Raises: WorkOrderNotFoundError.
    """
    found = await board.whole(session, order_id)
    if found is None:
        raise WorkOrderNotFoundError(work_order_id=str(order_id))
    order, all_areas = found.order, await store.areas(session)
    by_id = {area.area_id: area for area in all_areas}
    area = by_id.get(order.area_id) if order.area_id else None
    above = suggestions.parents(order.area_id, {each.area_id: each.parent_id for each in all_areas})
    all_crews = await store.crews(session)
    crew_by_id = {crew.crew_id: crew for crew in all_crews}
    parent_crews = [crew_by_id[c] for a in above if (c := by_id[a].crew_id) is not None and c in crew_by_id]
    near = [crew for crew in all_crews if order.local_network_id in (None, crew.local_network_id)]
    return suggestions.suggest(
        near,
        type_code=order.type_code,
        crew_of_area=crew_by_id.get(area.crew_id) if area and area.crew_id else None,
        crew_of_parent=parent_crews[0] if parent_crews else None,
        place=places.centre(area.polygon) if area and area.polygon else None,
    )


async def outages(session: AsyncSession, *, now: datetime) -> tuple[Outage, ...]:
    """List the open outages, and those closed in the last week."""
    return await store.outages(session, now - _CLOSED_OUTAGES_FOR)


async def outages_at(session: AsyncSession, *, district_path: str, now: datetime) -> tuple[Outage, ...]:
    """List the outages that somebody at a district path has now."""
    return await store.outages_at(session, places.prefixes(district_path), now)


async def declare_outage(session: AsyncSession, *, principal: Principal, outage: Outage, now: datetime) -> Outage:
    """Declare an outage (version 0), or correct one; orders in its area are marked.

    Raises: AreaNotFoundError, OutageChangedError, ForbiddenError.
    """
    area = next(iter(await store.areas(session, outage.area_id)), None)
    if area is None:
        raise AreaNotFoundError(area_id=str(outage.area_id))
    _refuse_strange_network(principal, "workorder.dispatch", area.local_network_id)
    outage = replace(outage, local_network_id=area.local_network_id)
    if not await store.put_outage(session, principal.tenant_id, outage, principal.person_id):
        raise OutageChangedError(outage_id=str(outage.outage_id))
    await store.mark_outage(session, outage.outage_id, outage.area_id)
    await _audit(session, principal, "outage-declared", "outage", str(outage.outage_id), now, area=area.code)
    return replace(outage, version=outage.version + 1)


async def close_outage(
    session: AsyncSession, *, principal: Principal, outage: Outage, version: int, now: datetime
) -> Outage:
    """End an outage; one that has been ended stays so.

    Raises: OutageChangedError, ForbiddenError.
    """
    if outage.closed_at is not None:
        return outage
    _refuse_strange_network(principal, "workorder.dispatch", outage.local_network_id)
    closed = replace(outage, closed_at=now, version=version)
    if not await store.put_outage(session, principal.tenant_id, closed, principal.person_id):
        raise OutageChangedError(outage_id=str(outage.outage_id), version=outage.version)
    await _audit(session, principal, "outage-closed", "outage", str(outage.outage_id), now)
    return replace(closed, version=version + 1)


async def find_outage(session: AsyncSession, *, outage_id: UUID, now: datetime) -> Outage:
    """Find an outage that is open, or was so last week.

    Raises: OutageNotFoundError.
    """
    for outage in await outages(session, now=now):
        if outage.outage_id == outage_id:
            return outage
    raise OutageNotFoundError(outage_id=str(outage_id))


async def report_position(session: AsyncSession, *, principal: Principal, position: Position) -> None:
    """Remember where a repairman is; where he was before is forgotten."""
    await store.put_position(session, principal.tenant_id, principal.person_id, position)


async def set_up(
    session: AsyncSession, *, tenant_id: TenantId, crew: Crew, areas: tuple[Area, ...], slots: tuple[Slot, ...] = ()
) -> None:
    """Give a tenant a crew with its areas and their windows to begin with."""
    await store.put_crew(session, tenant_id, crew)
    for area in areas:
        await store.put_area(session, tenant_id, area)
    for slot in slots:
        await store.put_slot(session, tenant_id, crew.local_network_id, slot)


def _phone(text: str) -> str:
    """Read a number.

    Raises: PhoneUnusableError.
    """
    if not text.strip():
        return ""
    number = parse_number(text)
    if number.e164 is None:
        raise PhoneUnusableError(f"{text!r} cannot be dialled from everywhere")
    return number.e164


def _refuse_strange_network(principal: Principal, permission: str, network: LocalNetworkId | None) -> None:
    scope = principal.scope_for(permission)
    is_everybodys = network is None and scope.local_network_ids is not None
    if is_everybodys or not scope.sees(network):
        raise ForbiddenError("this local network is not yours", local_network_id=str(network))


async def _audit(
    session: AsyncSession, principal: Principal, action: str, kind: str, id_: str, now: datetime, **detail: str
) -> None:
    await record_audit(
        session, principal=principal, action=action, subject_kind=kind, subject_id=id_, detail=detail, now=now
    )
