"""What acceptance, actions and the pop are judged by: one JSON value each, from the driver itself."""

from collections.abc import Mapping
from typing import Any, Protocol, cast
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import CustomerId
from kefu.tickets.model import Basis, Ground, OpenTicket

_CATEGORY = """json_build_object(
    'code', c.code, 'kind', c.kind, 'name', json_build_object('zh-CN', c.name_zh, 'en', c.name_en),
    'parent_code', c.parent_code, 'form_code', c.form_code, 'department_code', c.department_code,
    'severity', c.severity, 'work_order_type', c.work_order_type, 'limit_h', c.limit_h,
    'first_answer_h', c.first_answer_h, 'calendar_id', c.calendar_id, 'position', c.position,
    'is_active', c.is_active, 'version', c.version)"""
_DEPARTMENT = """json_build_object(
    'department_id', d.id, 'code', d.code, 'name', json_build_object('zh-CN', d.name_zh, 'en', d.name_en),
    'local_network_id', d.local_network_id, 'ladder', d.ladder, 'is_active', d.is_active, 'version', d.version,
    'members', coalesce((
        SELECT json_agg(json_build_object('person_id', m.person_id, 'level', m.level, 'name', p.name)
                        ORDER BY m.level, p.name)
        FROM department_member AS m JOIN person AS p ON p.id = m.person_id WHERE m.department_id = d.id), '[]'))"""

_BASIS = f"""
    WITH cat AS MATERIALIZED (SELECT * FROM ticket_category WHERE code = $1),
         net AS MATERIALIZED (
             SELECT id FROM local_network WHERE id = $3 OR ($3 IS NULL AND area_code = $4) ORDER BY code LIMIT 1)
    SELECT (json_build_object(
        'zone', (SELECT time_zone FROM tenant),
        'local_network_id', (SELECT id FROM net),
        'category', (SELECT {_CATEGORY} FROM cat AS c),
        'is_leaf', NOT EXISTS (SELECT FROM ticket_category WHERE parent_code = $1),
        'department', (
            SELECT {_DEPARTMENT} FROM department AS d JOIN cat ON cat.department_code = d.code
            WHERE d.is_active AND (d.local_network_id IS NULL OR d.local_network_id = (SELECT id FROM net))
            ORDER BY d.local_network_id IS NULL LIMIT 1),
        'lifecycle', (SELECT lifecycle FROM ticket_lifecycle WHERE kind = $2),
        'regulator', (
            SELECT json_build_object('code', r.code, 'name', json_build_object('zh-CN', r.name_zh, 'en', r.name_en),
                                     'limit_h', r.limit_h, 'is_active', r.is_active)
            FROM ticket_regulator AS r WHERE r.code = $5),
        'repeat_of', (SELECT id FROM ticket WHERE id = $6)))::text"""

_GROUND = f"""
    SELECT (json_build_object(
        'is_done', EXISTS (SELECT FROM ticket_event WHERE ticket_id = $1 AND key = $2),
        'lifecycle', (SELECT lifecycle FROM ticket_lifecycle WHERE kind = $3),
        'department', (SELECT {_DEPARTMENT} FROM department AS d WHERE d.id = $4),
        'target', (SELECT {_DEPARTMENT} FROM department AS d WHERE d.id = $5),
        'person', (SELECT name FROM person WHERE id = $6 AND is_active),
        'reply', (
            SELECT json_build_object('reply_id', y.id, 'state', y.state) FROM ticket_reply AS y
            WHERE y.ticket_id = $1 ORDER BY y.id DESC LIMIT 1)))::text"""

OPEN_OF_CUSTOMER = """
    SELECT coalesce(json_agg(line ORDER BY due_at, ticket_id), '[]')::text FROM (
        SELECT t.id AS ticket_id, t.ticket_no, t.kind, t.state, t.due_at, t.accepted_at, t.level,
               json_build_object('zh-CN', c.name_zh, 'en', c.name_en) AS category,
               t.answered_at IS NOT NULL AS is_answered
        FROM ticket AS t JOIN ticket_category AS c ON c.tenant_id = t.tenant_id AND c.code = t.category_code
        WHERE t.customer_id = $1 AND NOT t.is_final
        ORDER BY t.due_at, t.id LIMIT 50) AS line"""
"""A customer's open tickets, the most pressing first: part of the pop."""

_BASES, _GROUNDS, _OPEN = TypeAdapter(Basis), TypeAdapter(Ground), TypeAdapter(tuple[OpenTicket, ...])


class Reader(Protocol):
    """A bare connection of the driver: `Database.read` lends one, `reader_of` gives a transaction's own."""

    async def fetchval(self, query: str, *args: Any) -> Any:
        """Return the only value of the only row."""
        ...


async def reader_of(session: AsyncSession) -> Reader:
    """Return the driver's connection of this transaction, scope and all."""
    connection = (await (await session.connection()).get_raw_connection()).driver_connection
    return cast("Reader", connection)


async def basis(session: AsyncSession, asked: Mapping[str, Any]) -> Basis:
    """Load what an acceptance is judged by."""
    order = ("category_code", "kind", "local_network_id", "area_code", "regulator_code", "repeat_of")
    reader = await reader_of(session)
    return _BASES.validate_json(await reader.fetchval(_BASIS, *(asked[name] for name in order)))


async def ground(
    session: AsyncSession,
    *,
    ticket_id: UUID,
    key: str,
    kind: str,
    department_id: UUID | None,
    target_id: UUID | None = None,
    person_id: UUID | None = None,
) -> Ground:
    """Load what an action is judged by."""
    reader = await reader_of(session)
    return _GROUNDS.validate_json(
        await reader.fetchval(_GROUND, ticket_id, key, kind, department_id, target_id, person_id)
    )


async def open_of_customer(reader: Reader, customer_id: CustomerId) -> tuple[OpenTicket, ...]:
    """Load a customer's open tickets, the most pressing first."""
    return _OPEN.validate_json(await reader.fetchval(OPEN_OF_CUSTOMER, customer_id))
