"""SQL of single orders: read one with all that decides about it, write one with its event."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import AreaId, CrewId, LocalNetworkId, OutageId, PersonId, TenantId, WorkOrderId
from kefu.kernel.lifecycle import Lifecycle
from kefu.workorders.model.orders import Detail, Step, WorkOrder
from kefu.workorders.model.settings import Severity
from kefu.workorders.store.driver import driver_of

_FIXED = {
    "id",
    "order_no",
    "type_code",
    "severity_code",
    "opened_at",
    "opened_by",
    "customer_id",
    "ticket_id",
    "product",
    "contact_name",
    "contact_phone",
    "address",
    "district_path",
    "address_key",
    "is_address_vague",
    "description",
    "repeat_of",
    "key",
}
_NAMES = [each.name for each in fields(WorkOrder)]
_COLUMNS = ", ".join(_NAMES)
_CHANGES = ", ".join(f"{name} = r.{name}" for name in _NAMES if name not in _FIXED)

_EVENT_COLUMNS = """id, tenant_id, local_network_id, work_order_id, version, key, action, from_state, to_state, at,
    client_at, actor_id, actor_name, via, detail"""

_INSERT = f"""
    WITH made AS (
        INSERT INTO work_order (tenant_id, {_COLUMNS})
        SELECT $1, {_COLUMNS} FROM jsonb_populate_record(NULL::work_order, $2::text::jsonb)
        ON CONFLICT DO NOTHING RETURNING id),
    noted AS (
        INSERT INTO work_order_event ({_EVENT_COLUMNS})
        SELECT {_EVENT_COLUMNS}
        FROM jsonb_populate_record(NULL::work_order_event, $3::text::jsonb) WHERE EXISTS (SELECT FROM made))
    SELECT count(*) FROM made"""

_UPDATE = f"""
    WITH changed AS (
        UPDATE work_order AS o SET {_CHANGES}
        FROM jsonb_populate_record(NULL::work_order, $1::text::jsonb) AS r WHERE o.id = r.id RETURNING o.id)
    INSERT INTO work_order_event ({_EVENT_COLUMNS})
    SELECT {_EVENT_COLUMNS}
    FROM jsonb_populate_record(NULL::work_order_event, $2::text::jsonb) WHERE EXISTS (SELECT FROM changed)"""

_SEVERITY = """json_build_object(
    'code', s.code, 'text', json_build_object('zh-CN', s.name_zh, 'en', s.name_en), 'within_min', s.within_min,
    'accept_within_min', s.accept_within_min, 'calendar_id', s.calendar_id, 'ladder', s.ladder,
    'version', s.version)"""

_STANDING = f"""
    SELECT json_build_object(
        'order', to_jsonb(o), 'lifecycle', t.lifecycle::text, 'form_code', t.form_code, 'severity', {_SEVERITY},
        'is_known', EXISTS (SELECT FROM work_order_event AS e WHERE e.work_order_id = o.id AND e.key = $2),
        'is_disturbed', EXISTS (
            SELECT FROM work_order_event AS e
            WHERE e.work_order_id = o.id AND e.version > $3 AND e.actor_id IS DISTINCT FROM $4
              AND e.action <> ALL ($5)))::text
    FROM work_order AS o
    JOIN work_order_type AS t ON t.tenant_id = o.tenant_id AND t.code = o.type_code
    JOIN work_order_severity AS s ON s.tenant_id = o.tenant_id AND s.code = o.severity_code
    WHERE o.id = ANY ($1) ORDER BY o.id FOR UPDATE OF o"""

_LOCK = "SELECT count(*) FROM (SELECT id FROM work_order WHERE id = ANY ($1) ORDER BY id FOR UPDATE) AS locked"

# For an array PostgreSQL plans anew each time, at three times the cost of the plan: one order is asked for as one.
_STANDING_OF_ONE = _STANDING.replace("o.id = ANY ($1)", "o.id = $1")
_LOCK_ONE = "SELECT id FROM work_order WHERE id = $1 FOR UPDATE"
_IS_KNOWN = "SELECT EXISTS (SELECT FROM work_order_event WHERE work_order_id = $1 AND key = $2)"

# Each by an index of its own, newest first: asked with OR, PostgreSQL reads the orders of a whole month instead.
_BEFORE = """(
    SELECT o.id, o.repeat_count, o.opened_at FROM work_order AS o
    WHERE o.tenant_id = t.tenant_id AND {} AND o.opened_at > $7 AND o.merged_into IS NULL
    ORDER BY o.opened_at DESC LIMIT 1)"""
_BEFORE_OF_HIM = _BEFORE.format("o.customer_id = $5 AND o.product = $8")
_BEFORE_THERE = _BEFORE.format("o.address_key = $6 AND o.address_key <> ''")

_GROUND = f"""
    SELECT json_build_object(
        'lifecycle', t.lifecycle::text, 'zone', (SELECT time_zone FROM tenant WHERE id = $9), 'severity', {_SEVERITY},
        'area', CASE WHEN a.area_id IS NOT NULL THEN to_jsonb(a) END,
        'outage_id', (SELECT u.id FROM outage AS u JOIN service_area AS w ON w.id = u.area_id
                      WHERE u.tenant_id = t.tenant_id AND u.closed_at IS NULL AND u.begins_at <= $10
                        AND (w.id = a.area_id OR w.district_path = ANY ($3::text[])) ORDER BY u.id DESC LIMIT 1),
        'previous', (
            SELECT json_build_object('id', p.id, 'repeat_count', p.repeat_count)
            FROM ({_BEFORE_OF_HIM} UNION ALL {_BEFORE_THERE}) AS p
            ORDER BY p.opened_at DESC, p.id DESC LIMIT 1))::text
    FROM work_order_type AS t
    JOIN work_order_severity AS s ON s.tenant_id = t.tenant_id
    LEFT JOIN LATERAL (
        (SELECT a.id AS area_id, a.local_network_id, a.crew_id
         FROM unnest($3::text[]) AS w (path) CROSS JOIN LATERAL (  -- one look into the index for each
             SELECT * FROM service_area WHERE tenant_id = t.tenant_id AND district_path = w.path OFFSET 0) AS a
         ORDER BY length(a.district_path) DESC, a.code LIMIT 1)
        UNION ALL
        (SELECT a.id AS area_id, a.local_network_id, a.crew_id FROM service_area AS a
         WHERE NOT EXISTS (
             SELECT FROM service_area AS n WHERE n.tenant_id = $9 AND n.district_path = ANY ($3::text[]))
           AND a.tenant_id = t.tenant_id AND (
             EXISTS (SELECT FROM unnest(a.address_fragments) AS f WHERE f <> '' AND position(f IN $4) > 0)
             OR NOT EXISTS (  -- 泰州市靖江市健康路: the names of 泰州/靖江市 stand in it
               SELECT FROM unnest(string_to_array(a.district_path, '/')) AS d WHERE position(d IN $4) = 0))
         ORDER BY length(a.district_path) DESC, a.code LIMIT 1)
        LIMIT 1) AS a ON true
    WHERE t.tenant_id = $9 AND t.code = $1 AND t.is_active
      AND s.code = $2 AND s.is_active"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An order with all that decides what can be done with it; locked until the transaction ends."""

    order: WorkOrder
    lifecycle: str
    form_code: str
    severity: Severity
    is_known: bool
    is_disturbed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundArea:
    """Where an address lies, and who looks after it."""

    area_id: AreaId
    local_network_id: LocalNetworkId | None
    crew_id: CrewId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Previous:
    """The order before this one at the same place or for the same product."""

    id: WorkOrderId
    repeat_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a new order stands on."""

    lifecycle: str
    zone: ZoneInfo
    severity: Severity
    area: FoundArea | None
    outage_id: OutageId | None
    previous: Previous | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """By what a new order's ground is found; `since`: repeats are looked for from then on."""

    type_code: str
    severity_code: str
    paths: list[str]
    address: str
    customer_id: UUID | None
    address_key: str
    since: datetime
    now: datetime
    product: str


_ORDER = TypeAdapter(WorkOrder)
_SPOKEN = TypeAdapter(Detail)
_LIFECYCLE = TypeAdapter(Lifecycle)
_STANDINGS = TypeAdapter(Standing)
_GROUNDS = TypeAdapter(Ground)
REPEAT_WITHIN = timedelta(days=30)


@lru_cache(maxsize=256)
def lifecycle_of(text: str) -> Lifecycle:
    """Read a state table; the same few come again and again."""
    return _LIFECYCLE.validate_json(text)


async def ground(session: AsyncSession, tenant_id: TenantId, asked: Asked) -> Ground | None:
    """Find what a new order stands on; None when there is no such type or severity."""
    found = await (await driver_of(session)).fetchval(
        _GROUND,
        asked.type_code,
        asked.severity_code,
        asked.paths,
        asked.address,
        asked.customer_id,
        asked.address_key,
        asked.since,
        asked.product,
        tenant_id,
        asked.now,
    )
    return None if found is None else _GROUNDS.validate_json(found)


async def insert(session: AsyncSession, tenant_id: TenantId, order: WorkOrder, event_id: UUID, step: Step) -> bool:
    """Write a new order and its first event; tell whether its number and its key were free."""
    event = _event(tenant_id, event_id, step, before=None, after=order)
    made: int = await (await driver_of(session)).fetchval(_INSERT, tenant_id, _dump(order), event)
    return made > 0


async def update(
    session: AsyncSession, tenant_id: TenantId, before: WorkOrder, after: WorkOrder, event_id: UUID, step: Step
) -> None:
    """Write what has become of a locked order, and how."""
    event = _event(tenant_id, event_id, step, before=before, after=after)
    await (await driver_of(session)).execute(_UPDATE, _dump(after), event)


async def update_many(
    session: AsyncSession, tenant_id: TenantId, changes: Sequence[tuple[WorkOrder, WorkOrder, UUID, Step]]
) -> None:
    """Write what has become of many locked orders, in one go."""
    values = [
        (_dump(after), _event(tenant_id, event_id, step, before=before, after=after))
        for before, after, event_id, step in changes
    ]
    await (await driver_of(session)).executemany(_UPDATE, values)


async def standing(
    session: AsyncSession,
    order_ids: Collection[WorkOrderId],
    step: Step,
    harmless: Collection[str],
    *,
    is_locked_first: bool = False,
) -> dict[WorkOrderId, Standing]:
    """Lock orders and load all that decides about a step.

    Who waits for a lock sees the order as it is then, but events as they were before: one who does not know the
    order's version (`is_locked_first`) locks first and looks afterwards.
    """
    driver, ids = await driver_of(session), sorted(order_ids)
    lock, ask, wanted = (_LOCK_ONE, _STANDING_OF_ONE, ids[0]) if len(ids) == 1 else (_LOCK, _STANDING, ids)
    if is_locked_first:
        await driver.fetchval(lock, wanted)
    base = step.base_version if step.base_version is not None else 0
    rows = await driver.fetch(ask, wanted, step.key, base, step.actor_id, sorted(harmless))
    found = (_STANDINGS.validate_json(row[0]) for row in rows)
    return {each.order.id: each for each in found}


async def is_known(session: AsyncSession, order_id: WorkOrderId, key: str) -> bool:
    """Tell whether a step has been taken."""
    known: bool = await (await driver_of(session)).fetchval(_IS_KNOWN, order_id, key)
    return known


_PHONES = """
    SELECT json_build_object(
        'is_crew', EXISTS (SELECT FROM crew WHERE id = $1 AND is_active),
        'has_members', EXISTS (SELECT FROM crew_member WHERE crew_id = $1 AND is_active),
        'is_member', EXISTS (SELECT FROM crew_member WHERE crew_id = $1 AND person_id = $2 AND is_active),
        'crew_phone', coalesce((SELECT phone FROM crew WHERE id = $1), ''),
        'person_phone', coalesce((SELECT phone FROM crew_member WHERE crew_id = $1 AND person_id = $2), ''),
        'lead_phone', coalesce((
            SELECT m.phone FROM crew AS c JOIN crew_member AS m ON m.crew_id = c.id AND m.person_id = c.lead_id
            WHERE c.id = $1), ''))::text"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """Whom an order goes to, and under which numbers they are reached."""

    is_crew: bool
    has_members: bool
    is_member: bool
    crew_phone: str
    person_phone: str
    lead_phone: str


_REACHED = TypeAdapter(Reached)
_HAS_HAD = """
    SELECT EXISTS (
        SELECT FROM work_order_event AS e
        WHERE e.work_order_id = $1 AND (
            e.actor_id = $2::uuid OR e.detail ->> 'person_id' = ($2::uuid)::text
            OR (e.detail ->> 'crew_id')::uuid IN (SELECT crew_id FROM crew_member WHERE person_id = $2::uuid)))"""
_CREWS_OF = "SELECT crew_id FROM crew_member WHERE person_id = $1 AND is_active"


async def reached(session: AsyncSession, crew_id: CrewId | None, person_id: PersonId | None) -> Reached:
    """Find under which numbers a crew and one of its members are reached."""
    return _REACHED.validate_json(await (await driver_of(session)).fetchval(_PHONES, crew_id, person_id))


async def crews_of(session: AsyncSession, person_id: PersonId) -> frozenset[CrewId]:
    """List the crews that somebody belongs to."""
    return frozenset(CrewId(row[0]) for row in await (await driver_of(session)).fetch(_CREWS_OF, person_id))


async def has_had(session: AsyncSession, order_id: WorkOrderId, person_id: PersonId) -> bool:
    """Tell whether an order was ever given to somebody, to his crew, or moved by him."""
    had: bool = await (await driver_of(session)).fetchval(_HAS_HAD, order_id, person_id)
    return had


_NOTE = f"""
    INSERT INTO work_order_event ({_EVENT_COLUMNS})
    SELECT {_EVENT_COLUMNS} FROM jsonb_populate_record(NULL::work_order_event, $1::text::jsonb)"""
_DETAILS = TypeAdapter(dict[str, Any])


async def note(
    session: AsyncSession,
    tenant_id: TenantId,
    order: WorkOrder,
    *,
    event_id: UUID,
    action: str,
    key: str,
    at: datetime,
    detail: dict[str, Any],
    actor_id: PersonId | None = None,
    actor_name: str = "system",
    via: str = "system",
) -> None:
    """Write down something that does not move an order: an alarm, a photo, a merged duplicate."""
    event = {
        "id": event_id,
        "tenant_id": tenant_id,
        "local_network_id": order.local_network_id,
        "work_order_id": order.id,
        "version": order.version,
        "key": key,
        "action": action,
        "from_state": order.state,
        "to_state": order.state,
        "at": at,
        "actor_id": actor_id,
        "actor_name": actor_name,
        "via": via,
        "detail": detail,
    }
    await (await driver_of(session)).execute(_NOTE, _DETAILS.dump_json(event).decode())


_ALARMS = """
    UPDATE work_order SET overdue_level = $2, is_unaccepted = $3, alarm_at = $4 WHERE id = $1"""


async def update_alarms(session: AsyncSession, order: WorkOrder) -> None:
    """Remember which alarms have gone off; nobody's version changes by that."""
    driver = await driver_of(session)
    await driver.execute(_ALARMS, order.id, order.overdue_level, order.is_unaccepted, order.alarm_at)


def _dump(order: WorkOrder) -> str:
    return _ORDER.dump_json(order, exclude_none=True).decode()  # what is left out becomes null, and most is null


def _event(tenant_id: TenantId, event_id: UUID, step: Step, *, before: WorkOrder | None, after: WorkOrder) -> str:
    detail = _SPOKEN.dump_python(step.detail, mode="json", exclude_defaults=True)
    event = {
        "id": event_id,
        "tenant_id": tenant_id,
        "local_network_id": after.local_network_id,
        "work_order_id": after.id,
        "version": after.version,
        "key": step.key,
        "action": step.action if before is not None else "open",
        "from_state": before.state if before is not None else "",
        "to_state": after.state,
        "at": step.at,
        "client_at": step.client_at,
        "actor_id": step.actor_id,
        "actor_name": step.actor_name,
        "via": step.via,
        "detail": detail,
    }
    return _DETAILS.dump_json(event).decode()
