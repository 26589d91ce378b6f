"""SQL of what needs attention."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.insight.attention.tables import AttendedCallRow

# The last lost call of each number, unless he was talked to afterwards, is called back anyway, or was seen to.
_LOST = """
    WITH lost AS (
        SELECT DISTINCT ON (r.number) r.call_id, r.number, r.local_network_id, r.customer_id, s.queue_id,
            s.ended_at AS at, s.exit, (extract(epoch FROM s.ended_at - s.entered_at) * 1000)::bigint AS waited_ms,
            count(*) OVER (PARTITION BY r.number) AS times
        FROM queue_stay AS s JOIN call_record AS r ON r.call_id = s.call_id
        WHERE s.ended_at >= :since AND s.exit IN ('abandoned', 'timed_out', 'refused', 'failed') AND NOT s.is_short
          AND r.direction = 'inbound' AND r.outcome IN ('abandoned', 'refused', 'failed', 'closed')
          AND r.number ~ '^\\+?[0-9]{5,}$'
        ORDER BY r.number, s.ended_at DESC)
    SELECT l.*, q.name_zh, q.name_en, count(*) OVER () AS total
    FROM lost AS l LEFT JOIN queue AS q ON q.id = l.queue_id
    WHERE NOT EXISTS (SELECT FROM attended_call AS a WHERE a.call_id = l.call_id)
      AND NOT EXISTS (
        SELECT FROM call_record AS n WHERE n.tenant_id = CAST(:tenant_id AS uuid) AND n.number = l.number
          AND n.started_at >= :since AND n.ended_at > l.at AND n.established_at IS NOT NULL)
      AND NOT EXISTS (
        SELECT FROM callback_request AS c WHERE c.number = l.number AND c.requested_at >= :since
          AND c.requested_at >= l.at - interval '1 hour' AND c.status IN ('open', 'done'))
    ORDER BY l.at DESC LIMIT :most"""
_CALLBACKS = """
    SELECT c.call_id, c.number, c.local_network_id, c.queue_id, c.requested_at AS at, c.status, q.name_zh, q.name_en,
        count(*) OVER () AS total
    FROM callback_request AS c LEFT JOIN queue AS q ON q.id = c.queue_id
    WHERE (c.status = 'open' OR c.status = 'failed' AND c.requested_at >= :since)
      AND NOT EXISTS (SELECT FROM attended_call AS a WHERE a.call_id = c.call_id)
    ORDER BY c.requested_at LIMIT :most"""
_LATE = """
    SELECT (SELECT count(*) FROM work_order WHERE NOT is_final AND merged_into IS NULL AND due_at < :now) AS orders,
        (SELECT count(*) FROM ticket WHERE NOT is_final AND due_at < :now) AS tickets"""


async def lost(session: AsyncSession, tenant_id: UUID, since: datetime, most: int) -> Sequence[Any]:
    """List who was lost since then and nobody has talked to, the latest first."""
    values = {"since": since, "tenant_id": tenant_id, "most": most}
    return (await session.execute(text(_LOST), values)).all()


async def callbacks(session: AsyncSession, since: datetime, most: int) -> Sequence[Any]:
    """List who waits to be called back, the longest first, and whom we tried in vain since then."""
    return (await session.execute(text(_CALLBACKS), {"since": since, "most": most})).all()


async def late(session: AsyncSession, now: datetime) -> tuple[int, int]:
    """Count work orders, and tickets, that are late."""
    row = (await session.execute(text(_LATE), {"now": now})).one()
    return row.orders, row.tickets


async def attend(session: AsyncSession, row: AttendedCallRow) -> bool:
    """Write down that somebody has seen to a call; tell whether he was the first."""
    values = {column.name: getattr(row, column.name) for column in AttendedCallRow.__table__.columns}
    made = await session.scalar(
        upsert(AttendedCallRow).values(values).on_conflict_do_nothing().returning(AttendedCallRow.call_id)
    )
    return made is not None
