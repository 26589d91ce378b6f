"""SQL of the field: what a repairman has to do, what he sent, his photos."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import PersonId, TenantId, WorkOrderId
from kefu.workorders.model.orders import Step, WorkOrder
from kefu.workorders.store.board import NamedOrder
from kefu.workorders.store.driver import driver_of
from kefu.workorders.tables import FieldConflictRow, WorkOrderPhotoRow

_MINE = """
    (o.person_id = $1 OR o.person_id IS NULL AND o.crew_id IN (
        SELECT m.crew_id FROM crew_member AS m WHERE m.person_id = $1 AND m.is_active))"""
_ROW = """(to_jsonb(o) || jsonb_build_object(
    'crew', (SELECT jsonb_build_object('zh-CN', c.name_zh, 'en', c.name_en) FROM crew AS c WHERE c.id = o.crew_id),
    'area', (SELECT jsonb_build_object('zh-CN', a.name_zh, 'en', a.name_en)
             FROM service_area AS a WHERE a.id = o.area_id)))"""
_SNAPSHOT = f"""
    SELECT json_build_object(
        'open', (SELECT coalesce(json_agg({_ROW} ORDER BY o.due_at, o.id), '[]')
                 FROM work_order AS o WHERE NOT o.is_final AND o.assigned_at IS NOT NULL AND {_MINE}),
        'done', (SELECT coalesce(json_agg({_ROW} ORDER BY o.closed_at DESC), '[]')
                 FROM work_order AS o WHERE o.closed_at >= $2 AND o.person_id = $1),
        'photos', (SELECT coalesce(json_agg(json_build_object(
                       'work_order_id', h.work_order_id, 'photo_id', h.id, 'at', h.at) ORDER BY h.at), '[]')
                   FROM work_order_photo AS h JOIN work_order AS o ON o.id = h.work_order_id
                   WHERE NOT o.is_final AND o.assigned_at IS NOT NULL AND {_MINE}),
        'conflicts', (SELECT coalesce(json_agg(json_build_object(
                          'key', f.key, 'work_order_id', f.work_order_id, 'action', f.action, 'code', f.code,
                          'at', f.at) ORDER BY f.at), '[]')
                      FROM field_conflict AS f WHERE f.person_id = $1 AND f.resolved_at IS NULL))::text"""
_ONE = f"""
    SELECT ({_ROW})::text FROM work_order AS o WHERE o.id = $2 AND ({_MINE} OR o.closed_by = $1)"""
_NUMBERED = f"""
    SELECT o.id FROM work_order AS o WHERE o.order_no = $2 AND ({_MINE} OR o.closed_by = $1)"""
_CANDIDATES = f"""
    SELECT o.id, o.state, o.type_code FROM work_order AS o
    WHERE NOT o.is_final AND o.assigned_at IS NOT NULL AND {_MINE} ORDER BY o.assigned_at LIMIT 100"""
_BY_PHONE = """
    SELECT p.id, p.name FROM crew_member AS m JOIN person AS p ON p.id = m.person_id
    WHERE m.phone = $1 AND m.is_active AND p.is_active ORDER BY p.id LIMIT 2"""
_CONFLICT = "SELECT (to_jsonb(f))::text FROM field_conflict AS f WHERE f.work_order_id = $1 AND f.key = $2"
_PHOTO = "SELECT (to_jsonb(h))::text FROM work_order_photo AS h WHERE h.work_order_id = $1 AND h.id = $2"

_OBJECT = TypeAdapter(dict[str, Any])
_ORDER = TypeAdapter(NamedOrder)


async def snapshot(session: AsyncSession, person_id: PersonId, done_since: datetime) -> dict[str, Any]:
    """Load what a repairman has to do, what he has done since, and what of his has come to a conflict."""
    found = _OBJECT.validate_json(await (await driver_of(session)).fetchval(_SNAPSHOT, person_id, done_since))
    for name in ("open", "done"):
        found[name] = [_ORDER.validate_python(each) for each in found[name]]
    return found


async def order_of(session: AsyncSession, person_id: PersonId, order_id: WorkOrderId) -> NamedOrder | None:
    """Load an order if it is a repairman's own, or his crew's and nobody's, or was closed by him."""
    found = await (await driver_of(session)).fetchval(_ONE, person_id, order_id)
    return None if found is None else _ORDER.validate_json(found)


async def order_id_of(session: AsyncSession, person_id: PersonId, order_no: str) -> WorkOrderId | None:
    """Find one of a repairman's orders by its number."""
    found = await (await driver_of(session)).fetchval(_NUMBERED, person_id, order_no)
    return None if found is None else WorkOrderId(found)


async def open_orders_of(session: AsyncSession, person_id: PersonId) -> list[tuple[WorkOrderId, str, str]]:
    """List a repairman's open orders with their state and type, the first assigned first."""
    return [(WorkOrderId(r[0]), r[1], r[2]) for r in await (await driver_of(session)).fetch(_CANDIDATES, person_id)]


async def people_with(session: AsyncSession, phone: str) -> list[tuple[PersonId, str]]:
    """Find who among the crews has a number: nobody, one, or more than that."""
    return [(PersonId(row[0]), row[1]) for row in await (await driver_of(session)).fetch(_BY_PHONE, phone)]


async def conflict(session: AsyncSession, order_id: WorkOrderId, key: str) -> dict[str, Any] | None:
    """Load the conflict that a step has come to before."""
    found = await (await driver_of(session)).fetchval(_CONFLICT, order_id, key)
    return None if found is None else _OBJECT.validate_json(found)


async def put_conflict(
    session: AsyncSession,
    tenant_id: TenantId,
    order: WorkOrder,
    step: Step,
    *,
    conflict_id: UUID,
    code: str,
    sent: dict[str, Any],
) -> None:
    """Keep what a repairman sent; the same once."""
    statement = upsert(FieldConflictRow).values(
        id=conflict_id,
        tenant_id=tenant_id,
        local_network_id=order.local_network_id,
        work_order_id=order.id,
        key=step.key,
        action=step.action,
        code=code,
        sent=sent,
        client_at=step.client_at,
        base_version=step.base_version or 0,
        server_version=order.version,
        server_state=order.state,
        person_id=step.actor_id,
        at=step.at,
        resolution="",
    )
    await session.execute(statement.on_conflict_do_nothing())


async def photo(session: AsyncSession, order_id: WorkOrderId, photo_id: UUID) -> dict[str, Any] | None:
    """Load what is known of a photo."""
    found = await (await driver_of(session)).fetchval(_PHOTO, order_id, photo_id)
    return None if found is None else _OBJECT.validate_json(found)


async def put_photo(
    session: AsyncSession, tenant_id: TenantId, order: WorkOrder, photo_id: UUID, **columns: Any
) -> bool:
    """Note a photo; tell whether it is a new one."""
    statement = upsert(WorkOrderPhotoRow).values(
        work_order_id=order.id,
        id=photo_id,
        tenant_id=tenant_id,
        local_network_id=order.local_network_id,
        **columns,
    )
    returned = statement.on_conflict_do_nothing().returning(WorkOrderPhotoRow.id)
    return (await session.execute(returned)).first() is not None
