"""SQL of areas, crews, appointment windows and outages."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import AreaId, CrewId, LocalNetworkId, OutageId, PersonId, TenantId
from kefu.platform.db import Base, table_of
from kefu.workorders.model.organisation import Area, Crew, Member, Outage, Position, Slot
from kefu.workorders.store.driver import driver_of
from kefu.workorders.tables import (
    AppointmentSlotRow,
    CrewMemberRow,
    CrewRow,
    FieldPositionRow,
    OutageRow,
    ServiceAreaRow,
)

_AREAS = """
    SELECT coalesce(json_agg(json_build_object(
        'area_id', a.id, 'code', a.code, 'text', json_build_object('zh-CN', a.name_zh, 'en', a.name_en),
        'local_network_id', a.local_network_id, 'district_path', a.district_path,
        'address_fragments', a.address_fragments, 'parent_id', a.parent_id, 'crew_id', a.crew_id,
        'polygon', a.polygon, 'version', a.version) ORDER BY a.code), '[]')::text
    FROM service_area AS a WHERE $1::uuid IS NULL OR a.id = $1"""

_CREWS = """
    SELECT coalesce(json_agg(json_build_object(
        'crew_id', c.id, 'code', c.code, 'text', json_build_object('zh-CN', c.name_zh, 'en', c.name_en),
        'local_network_id', c.local_network_id, 'phone', c.phone, 'lead_id', c.lead_id,
        'is_active', c.is_active, 'version', c.version,
        'open_orders', coalesce((SELECT sum(n) FROM load WHERE load.crew_id = c.id), 0),
        'members', (
            SELECT coalesce(json_agg(json_build_object(
                'person_id', m.person_id, 'phone', m.phone, 'skills', m.skills, 'is_active', m.is_active,
                'name', p.name,
                'open_orders', coalesce((
                    SELECT n FROM load WHERE load.crew_id = c.id AND load.person_id = m.person_id), 0),
                'position', CASE WHEN f.person_id IS NOT NULL THEN json_build_object(
                    'lon', f.lon, 'lat', f.lat, 'at', f.at, 'accuracy_m', f.accuracy_m) END)
                ORDER BY p.name, m.person_id), '[]')
            FROM crew_member AS m JOIN person AS p ON p.id = m.person_id
            LEFT JOIN field_position AS f ON f.person_id = m.person_id
            WHERE m.crew_id = c.id)) ORDER BY c.code), '[]')::text
    FROM crew AS c WHERE ($1::uuid IS NULL OR c.id = $1) AND ($2::uuid[] IS NULL OR c.id = ANY ($2))"""
_CREWS_WITH_LOAD = f"""
    WITH load AS MATERIALIZED (
        SELECT crew_id, person_id, count(*) AS n FROM work_order
        WHERE NOT is_final AND crew_id IS NOT NULL GROUP BY crew_id, person_id)
    {_CREWS}"""

_SLOTS = """
    SELECT coalesce(json_agg(json_build_object(
        'slot_id', s.id, 'area_id', s.area_id, 'weekdays', s.weekdays, 'begins', s.begins, 'ends', s.ends,
        'capacity', s.capacity, 'time_zone', s.time_zone, 'is_active', s.is_active, 'version', s.version)
        ORDER BY s.begins, s.id), '[]')::text
    FROM appointment_slot AS s WHERE s.area_id = $1"""
_BOOKED = """
    SELECT appointment_slot_id, appointment_on, count(*) FROM work_order
    WHERE appointment_slot_id = ANY ($1) AND appointment_on BETWEEN $2 AND $3 AND ($4::uuid IS NULL OR id <> $4)
      AND (NOT is_final OR closed_at IS NOT NULL)
    GROUP BY 1, 2"""
_LOCK_SLOT = """
    SELECT json_build_object(
        'slot_id', s.id, 'area_id', s.area_id, 'weekdays', s.weekdays, 'begins', s.begins, 'ends', s.ends,
        'capacity', s.capacity, 'time_zone', s.time_zone, 'is_active', s.is_active, 'version', s.version)::text
    FROM appointment_slot AS s WHERE s.id = $1 AND s.area_id = $2 AND s.is_active FOR UPDATE"""

_OUTAGE = """json_build_object(
    'outage_id', u.id, 'area_id', u.area_id, 'text', json_build_object('zh-CN', u.text_zh, 'en', u.text_en),
    'begins_at', u.begins_at, 'expected_until', u.expected_until, 'closed_at', u.closed_at,
    'local_network_id', u.local_network_id, 'version', u.version)"""
_OUTAGES = f"""
    SELECT coalesce(json_agg({_OUTAGE} ORDER BY u.closed_at IS NOT NULL, u.begins_at DESC), '[]')::text
    FROM outage AS u WHERE u.closed_at IS NULL OR u.closed_at > $1"""
_OUTAGES_AT = f"""
    SELECT coalesce(json_agg({_OUTAGE} ORDER BY u.begins_at DESC), '[]')::text
    FROM outage AS u JOIN service_area AS a ON a.id = u.area_id
    WHERE u.closed_at IS NULL AND u.begins_at <= $2 AND a.district_path <> '' AND a.district_path = ANY ($1)"""
_MARK = """
    WITH RECURSIVE inside AS (
        SELECT id FROM service_area WHERE id = $2
        UNION SELECT a.id FROM service_area AS a JOIN inside AS i ON a.parent_id = i.id)
    UPDATE work_order SET outage_id = $1
    WHERE NOT is_final AND outage_id IS NULL AND area_id IN (SELECT id FROM inside)"""

_AREA_LIST = TypeAdapter(tuple[Area, ...])
_CREW_LIST = TypeAdapter(tuple[Crew, ...])
_SLOT_LIST = TypeAdapter(tuple[Slot, ...])
_SLOT = TypeAdapter(Slot)
_OUTAGE_LIST = TypeAdapter(tuple[Outage, ...])


async def areas(session: AsyncSession, area_id: AreaId | None = None) -> tuple[Area, ...]:
    """List areas by code, or one of them."""
    return _AREA_LIST.validate_json(await (await driver_of(session)).fetchval(_AREAS, area_id))


async def crews(
    session: AsyncSession, crew_id: CrewId | None = None, crew_ids: Sequence[CrewId] | None = None
) -> tuple[Crew, ...]:
    """List crews by code, or some of them, with their members and what they have to do."""
    found = await (await driver_of(session)).fetchval(_CREWS_WITH_LOAD, crew_id, crew_ids)
    return _CREW_LIST.validate_json(found)


async def put_area(session: AsyncSession, tenant_id: TenantId, area: Area) -> bool:
    """Store an area that is new (version 0), or still in this version; tell whether it was."""
    values = {
        "local_network_id": area.local_network_id,
        "code": area.code,
        "name_zh": area.text["zh-CN"],
        "name_en": area.text["en"],
        "district_path": area.district_path,
        "address_fragments": list(area.address_fragments),
        "parent_id": area.parent_id,
        "crew_id": area.crew_id,
        "polygon": None if area.polygon is None else dict(area.polygon),
    }
    return await _put(session, ServiceAreaRow, tenant_id, area.area_id, area.version, values)


async def put_crew(session: AsyncSession, tenant_id: TenantId, crew: Crew) -> bool:
    """Store a crew that is new (version 0), or still in this version, with its members; tell whether it was."""
    values = {
        "local_network_id": crew.local_network_id,
        "code": crew.code,
        "name_zh": crew.text["zh-CN"],
        "name_en": crew.text["en"],
        "phone": crew.phone,
        "lead_id": crew.lead_id,
        "is_active": crew.is_active,
    }
    if not await _put(session, CrewRow, tenant_id, crew.crew_id, crew.version, values):
        return False
    await session.execute(delete(CrewMemberRow).where(CrewMemberRow.crew_id == crew.crew_id))
    if crew.members:
        await session.execute(insert(table_of(CrewMemberRow)), [_member(tenant_id, crew, m) for m in crew.members])
    return True


async def put_slot(session: AsyncSession, tenant_id: TenantId, network: LocalNetworkId | None, slot: Slot) -> bool:
    """Store a window that is new (version 0), or still in this version; tell whether it was."""
    values = {
        "local_network_id": network,
        "area_id": slot.area_id,
        "weekdays": sorted(slot.weekdays),
        "begins": slot.begins,
        "ends": slot.ends,
        "time_zone": slot.time_zone,
        "capacity": slot.capacity,
        "is_active": slot.is_active,
    }
    return await _put(session, AppointmentSlotRow, tenant_id, slot.slot_id, slot.version, values)


async def put_outage(session: AsyncSession, tenant_id: TenantId, outage: Outage, declared_by: PersonId) -> bool:
    """Store an outage that is new (version 0), or still in this version and open; tell whether it was."""
    values: dict[str, Any] = {
        "local_network_id": outage.local_network_id,
        "area_id": outage.area_id,
        "text_zh": outage.text["zh-CN"],
        "text_en": outage.text["en"],
        "begins_at": outage.begins_at,
        "expected_until": outage.expected_until,
        "closed_at": outage.closed_at,
    }
    if outage.version == 0:
        values["declared_by"] = declared_by
    return await _put(session, OutageRow, tenant_id, outage.outage_id, outage.version, values)


async def slots(session: AsyncSession, area_id: AreaId) -> tuple[Slot, ...]:
    """List the windows of an area."""
    return _SLOT_LIST.validate_json(await (await driver_of(session)).fetchval(_SLOTS, area_id))


async def lock_slot(session: AsyncSession, slot_id: UUID, area_id: AreaId) -> Slot | None:
    """Load a window of an area, and let nobody else book it until the transaction ends."""
    found = await (await driver_of(session)).fetchval(_LOCK_SLOT, slot_id, area_id)
    return None if found is None else _SLOT.validate_json(found)


async def booked(
    session: AsyncSession, slot_ids: Sequence[UUID], first: date, last: date, but: UUID | None = None
) -> dict[tuple[UUID, date], int]:
    """Count the appointments by window and day; `but`: not counting this order's."""
    rows = await (await driver_of(session)).fetch(_BOOKED, list(slot_ids), first, last, but)
    return {(UUID(str(row[0])), row[1]): row[2] for row in rows}


async def outages(session: AsyncSession, closed_since: datetime) -> tuple[Outage, ...]:
    """List the outages that are open, and those that were closed since."""
    return _OUTAGE_LIST.validate_json(await (await driver_of(session)).fetchval(_OUTAGES, closed_since))


async def outages_at(session: AsyncSession, paths: Sequence[str], now: datetime) -> tuple[Outage, ...]:
    """List the open outages of the areas that lead to a district."""
    return _OUTAGE_LIST.validate_json(await (await driver_of(session)).fetchval(_OUTAGES_AT, list(paths), now))


async def mark_outage(session: AsyncSession, outage_id: OutageId, area_id: AreaId) -> None:
    """Mark the open orders of an area, and of the areas within it, as caused by an outage."""
    await (await driver_of(session)).execute(_MARK, outage_id, area_id)


async def put_position(session: AsyncSession, tenant_id: TenantId, person_id: PersonId, position: Position) -> None:
    """Remember where somebody is now, for those who see his crew, and forget where he was."""
    network = select(CrewMemberRow.local_network_id).where(CrewMemberRow.person_id == person_id).limit(1)
    values = {
        "local_network_id": network.scalar_subquery(),
        "lon": position.lon,
        "lat": position.lat,
        "accuracy_m": position.accuracy_m,
        "at": position.at,
    }
    statement = upsert(FieldPositionRow).values(tenant_id=tenant_id, person_id=person_id, **values)
    newer = FieldPositionRow.at <= position.at
    await session.execute(statement.on_conflict_do_update(index_elements=["person_id"], set_=values, where=newer))


_REPAIRMEN = """
    SELECT p.id, p.name, p.login FROM person AS p
    WHERE p.is_active AND EXISTS (
        SELECT FROM person_role AS g JOIN role AS r ON r.id = g.role_id
        WHERE g.person_id = p.id AND 'field.use' = ANY (r.permissions))
    ORDER BY p.name, p.id"""
_PEOPLE = "SELECT count(*) FROM person WHERE id = ANY ($1) AND is_active"


async def are_people(session: AsyncSession, person_ids: set[PersonId]) -> bool:
    """Tell whether the tenant employs all of them."""
    found: int = await (await driver_of(session)).fetchval(_PEOPLE, sorted(person_ids))
    return found == len(person_ids)


async def repairmen(session: AsyncSession) -> list[tuple[PersonId, str, str]]:
    """List who may work in the field: id, name, login."""
    rows = await (await driver_of(session)).fetch(_REPAIRMEN)
    return [(PersonId(row["id"]), row["name"], row["login"]) for row in rows]


def _member(tenant_id: TenantId, crew: Crew, member: Member) -> dict[str, Any]:
    return {
        "tenant_id": tenant_id,
        "local_network_id": crew.local_network_id,
        "crew_id": crew.crew_id,
        "person_id": member.person_id,
        "phone": member.phone,
        "skills": sorted(member.skills),
        "is_active": member.is_active,
    }


async def _put(
    session: AsyncSession, row: type[Base], tenant_id: TenantId, id_: UUID, version: int, values: dict[str, Any]
) -> bool:
    table = table_of(row)
    if version == 0:
        made = upsert(table).values(id=id_, tenant_id=tenant_id, version=1, **values)
        statement = made.on_conflict_do_nothing().returning(table.c.id)
        return (await session.execute(statement)).first() is not None
    values.pop("code", None)  # others refer to it
    changed = update(table).where(table.c.id == id_, table.c.version == version)
    return (
        await session.execute(changed.values(version=version + 1, **values).returning(table.c.id))
    ).first() is not None
