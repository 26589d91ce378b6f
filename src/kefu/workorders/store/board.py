"""SQL of the dispatcher's board: lists with counts, one order with all that belongs to it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import LocalNetworkId, PersonId, WorkOrderId
from kefu.workorders.model.orders import WorkOrder
from kefu.workorders.store.driver import driver_of
from kefu.workorders.store.orders import lifecycle_of

_NAMED = """to_jsonb(o) || jsonb_build_object(
    'area', (SELECT jsonb_build_object('zh-CN', a.name_zh, 'en', a.name_en)
             FROM service_area AS a WHERE a.id = o.area_id),
    'crew', (SELECT jsonb_build_object('zh-CN', c.name_zh, 'en', c.name_en) FROM crew AS c WHERE c.id = o.crew_id),
    'person', (SELECT p.name FROM person AS p WHERE p.id = o.person_id))"""

_BUCKET = """CASE WHEN o.suspended_at IS NOT NULL THEN 'waiting' WHEN o.due_at <= $1 THEN 'overdue'
    WHEN o.due_at <= $2 THEN 'soon' ELSE 'later' END"""

# An area is wanted with all that lies in it.
_INSIDE = """o.area_id IN (
    WITH RECURSIVE inside AS (
        SELECT a.id FROM service_area AS a WHERE a.id = ANY ($3)
        UNION SELECT a.id FROM service_area AS a JOIN inside AS i ON a.parent_id = i.id)
    SELECT id FROM inside)"""
_IN_OUTAGE = "EXISTS (SELECT FROM outage AS u WHERE u.id = o.outage_id AND u.closed_at IS NULL)"

# Every filter may be left out: PostgreSQL drops what is null when it plans for the values.
_FILTER = f"""
    ($3::uuid[] IS NULL OR {_INSIDE}) AND (NOT $4::boolean OR o.area_id IS NULL)
    AND ($5::uuid IS NULL OR o.crew_id = $5) AND ($6::uuid IS NULL OR o.person_id = $6)
    AND ($7::text IS NULL OR o.type_code = $7) AND ($8::text IS NULL OR o.state = $8)
    AND ($9::boolean IS NULL OR (o.repeat_of IS NOT NULL) = $9)
    AND ($10::boolean IS NULL OR (o.appointment_from IS NOT NULL) = $10)
    AND ($11::boolean IS NULL OR o.is_unaccepted = $11)
    AND ($12::text IS NULL OR {_BUCKET} = $12)
    AND ($13::text IS NULL OR starts_with(o.order_no, $13) OR position($13 IN o.address) > 0)
    AND ($14::uuid IS NULL OR o.customer_id = $14)
    AND ($15::boolean IS NULL OR {_IN_OUTAGE} = $15)
    AND ($16::boolean IS NULL OR (o.assigned_at IS NOT NULL) = $16)"""

_OPEN_PAGE = f"""
    SELECT ({_NAMED})::text FROM work_order AS o
    WHERE NOT o.is_final AND {_FILTER}
      AND ($17::timestamptz IS NULL OR (o.due_at, o.id) > ($17, $18::uuid))
    ORDER BY o.due_at, o.id LIMIT $19"""
_CLOSED_PAGE = f"""
    SELECT ({_NAMED})::text FROM work_order AS o
    WHERE o.is_final AND {_FILTER} AND ($17::timestamptz IS NULL OR o.id < $18::uuid)
    ORDER BY o.id DESC LIMIT $19"""

_BY_AREA = f"""
    SELECT o.area_id, count(*) AS open, count(*) FILTER (WHERE {_BUCKET} = 'overdue') AS overdue
    FROM work_order AS o WHERE NOT o.is_final AND {_FILTER} GROUP BY o.area_id"""

_COUNTS = f"""
    SELECT json_build_object(
        'open', count(*),
        'overdue', count(*) FILTER (WHERE b = 'overdue'), 'soon', count(*) FILTER (WHERE b = 'soon'),
        'later', count(*) FILTER (WHERE b = 'later'), 'waiting', count(*) FILTER (WHERE b = 'waiting'),
        'no_area', count(*) FILTER (WHERE o.area_id IS NULL),
        'unassigned', count(*) FILTER (WHERE o.assigned_at IS NULL),
        'unaccepted', count(*) FILTER (WHERE o.is_unaccepted),
        'repeat', count(*) FILTER (WHERE o.repeat_of IS NOT NULL),
        'appointment', count(*) FILTER (WHERE o.appointment_from IS NOT NULL),
        'outage', count(*) FILTER (WHERE {_IN_OUTAGE}),
        'conflicts', (SELECT count(*) FROM field_conflict WHERE resolved_at IS NULL))::text
    FROM work_order AS o, LATERAL (SELECT {_BUCKET} AS b) AS bucket
    WHERE NOT o.is_final AND ($3::uuid[] IS NULL OR {_INSIDE}) AND ($4::uuid IS NULL OR o.crew_id = $4)
      AND ($5::text IS NULL OR o.type_code = $5)"""

_WHOLE = f"""
    SELECT json_build_object(
        'order', {_NAMED}, 'lifecycle', t.lifecycle::text, 'form_code', t.form_code,
        'events', (
            SELECT coalesce(json_agg(to_jsonb(e) ORDER BY e.at, e.id), '[]')
            FROM work_order_event AS e WHERE e.work_order_id = o.id),
        'photos', (
            SELECT coalesce(json_agg(json_build_object(
                'photo_id', h.id, 'media_type', h.media_type, 'size_bytes', h.size_bytes, 'at', h.at)
                ORDER BY h.at), '[]')
            FROM work_order_photo AS h WHERE h.work_order_id = o.id),
        'conflicts', (
            SELECT coalesce(json_agg(to_jsonb(f) ORDER BY f.at), '[]')
            FROM field_conflict AS f WHERE f.work_order_id = o.id AND f.resolved_at IS NULL),
        'related', (
            SELECT coalesce(json_agg(json_build_object(
                'work_order_id', q.id, 'order_no', q.order_no, 'state', q.state, 'opened_at', q.opened_at,
                'kind', CASE WHEN q.merged_into = o.id THEN 'merged' ELSE 'repeat' END) ORDER BY q.id), '[]')
            FROM work_order AS q
            WHERE q.merged_into = o.id OR q.id = o.repeat_of OR q.repeat_of = o.id))::text
    FROM work_order AS o JOIN work_order_type AS t ON t.tenant_id = o.tenant_id AND t.code = o.type_code
    WHERE o.id = $1"""

_CONFLICTS = """
    SELECT (to_jsonb(f) || jsonb_build_object(
        'order_no', o.order_no, 'person', (SELECT p.name FROM person AS p WHERE p.id = f.person_id)))::text
    FROM field_conflict AS f JOIN work_order AS o ON o.id = f.work_order_id
    WHERE f.resolved_at IS NULL ORDER BY f.at LIMIT 200"""
_RESOLVE = """
    UPDATE field_conflict SET resolved_at = $2, resolved_by = $3, resolution = $4
    WHERE id = $1 AND resolved_at IS NULL RETURNING work_order_id"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedOrder(WorkOrder):
    """An order with the names of where it is and who has it."""

    area: dict[str, str] | None = None
    crew: dict[str, str] | None = None
    person: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which orders; what is None does not matter. `text`: beginning of an order number, or piece of an address."""

    is_closed: bool = False
    area_ids: tuple[UUID, ...] | None = None
    """With the areas that lie in them."""
    has_no_area: bool = False
    crew_id: UUID | None = None
    person_id: UUID | None = None
    type_code: str | None = None
    state: str | None = None
    is_repeat: bool | None = None
    has_appointment: bool | None = None
    is_unaccepted: bool | None = None
    bucket: str | None = None
    text: str | None = None
    customer_id: UUID | None = None
    is_in_outage: bool | None = None
    is_assigned: bool | None = None
    after: tuple[datetime, UUID] | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaCount:
    """How many open orders an area has; None: whose area nobody knows."""

    area_id: UUID | None
    open: int
    overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """One order with its history, photos, conflicts and relations."""

    order: NamedOrder
    actions: tuple[str, ...] = ()
    lifecycle: str
    form_code: str
    events: tuple[dict[str, Any], ...]
    photos: tuple[dict[str, Any], ...]
    conflicts: tuple[dict[str, Any], ...]
    related: tuple[dict[str, Any], ...]


_ORDER = TypeAdapter(NamedOrder)
_WHOLE_ORDER = TypeAdapter(Whole)
_OBJECT = TypeAdapter(dict[str, Any])


async def page(session: AsyncSession, wanted: Wanted, now: datetime, soon: datetime) -> list[NamedOrder]:
    """List orders: the open ones by deadline, those that are over by age, the youngest first."""
    after = wanted.after or (None, None)
    statement = _CLOSED_PAGE if wanted.is_closed else _OPEN_PAGE
    rows = await (await driver_of(session)).fetch(statement, *_filled(wanted, now, soon), *after, wanted.limit)
    return [_ORDER.validate_json(row[0]) for row in rows]


async def by_area(session: AsyncSession, wanted: Wanted, now: datetime, soon: datetime) -> list[AreaCount]:
    """Count open orders by area."""
    rows = await (await driver_of(session)).fetch(_BY_AREA, *_filled(wanted, now, soon))
    return [AreaCount(area_id=row["area_id"], open=row["open"], overdue=row["overdue"]) for row in rows]


def _filled(wanted: Wanted, now: datetime, soon: datetime) -> tuple[Any, ...]:
    """Return what a filter's statement is filled with, in its order."""
    return (
        now,
        soon,
        wanted.area_ids,
        wanted.has_no_area,
        wanted.crew_id,
        wanted.person_id,
        wanted.type_code,
        wanted.state,
        wanted.is_repeat,
        wanted.has_appointment,
        wanted.is_unaccepted,
        wanted.bucket,
        wanted.text,
        wanted.customer_id,
        wanted.is_in_outage,
        wanted.is_assigned,
    )


async def counts(session: AsyncSession, wanted: Wanted, now: datetime, soon: datetime) -> Mapping[str, int]:
    """Count the open orders by what is the matter with them."""
    driver = await driver_of(session)
    found = await driver.fetchval(_COUNTS, now, soon, wanted.area_ids, wanted.crew_id, wanted.type_code)
    return _OBJECT.validate_json(found)


async def whole(session: AsyncSession, order_id: WorkOrderId) -> Whole | None:
    """Load one order with all that belongs to it."""
    found = await (await driver_of(session)).fetchval(_WHOLE, order_id)
    if found is None:
        return None
    loaded = _WHOLE_ORDER.validate_json(found)
    return replace(loaded, actions=lifecycle_of(loaded.lifecycle).actions(loaded.order.state))


async def conflicts(session: AsyncSession) -> list[dict[str, Any]]:
    """List what repairmen sent that could not be done, the oldest first."""
    return [_OBJECT.validate_json(row[0]) for row in await (await driver_of(session)).fetch(_CONFLICTS)]


async def resolve_conflict(
    session: AsyncSession, conflict_id: UUID, *, person_id: PersonId, resolution: str, now: datetime
) -> WorkOrderId | None:
    """Mark a conflict as looked at; return its order, None when there is none to look at."""
    driver = await driver_of(session)
    found = await driver.fetchval(_RESOLVE, conflict_id, now, person_id, resolution)
    return None if found is None else WorkOrderId(found)


_DUPLICATES = """
    SELECT (to_jsonb(o))::text FROM work_order AS o
    WHERE NOT o.is_final AND o.address_key = $1 AND o.local_network_id IS NOT DISTINCT FROM $2 ORDER BY o.id LIMIT 20"""


async def at_address(
    session: AsyncSession, address_key: str, local_network_id: LocalNetworkId | None
) -> list[NamedOrder]:
    """List the open orders at one address."""
    rows = await (await driver_of(session)).fetch(_DUPLICATES, address_key, local_network_id)
    return [_ORDER.validate_json(row[0]) for row in rows]
