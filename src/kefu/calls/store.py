"""All SQL of the calls room."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, func, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.calls.model import CallFact, CallRecord
from kefu.calls.tables import CallEventRow, CallRecordRow
from kefu.kernel.ids import CallId
from kefu.kernel.instant import from_ms

_FACTS = cast("Table", CallEventRow.__table__)  # the plain table: rows by the dozen need no objects
_TIMES = ("started_at", "answered_at", "human_requested_at", "queued_at", "established_at", "ended_at")
_IDS = ("local_network_id", "customer_id", "queue_id", "agent_id")


async def append_facts(session: AsyncSession, facts: Sequence[CallFact]) -> None:
    """Append facts of one tenant; those that are there already are left alone."""
    rows = [
        {
            "tenant_id": fact.tenant_id,
            "call_id": fact.call_id,
            "seq": fact.seq,
            "at": from_ms(fact.at_ms),
            "kind": fact.kind,
            "data": fact.data,
        }
        for fact in facts
    ]
    await session.execute(upsert(_FACTS).on_conflict_do_nothing(), rows)


async def save_record(session: AsyncSession, record: CallRecord) -> None:
    """Write a call's record, or replace an earlier derivation."""
    values: dict[str, Any] = {
        column.name: getattr(record, column.name)
        for column in CallRecordRow.__table__.columns
        if hasattr(record, column.name)
    }
    for name in _TIMES:
        at_ms = getattr(record, f"{name}_ms")
        values[name] = from_ms(at_ms) if at_ms is not None else None
    for name in _IDS:
        values[name] = UUID(values[name]) if values[name] is not None else None
    values["ivr_path"] = list(record.ivr_path)
    statement = upsert(CallRecordRow).values(values)
    await session.execute(statement.on_conflict_do_update(index_elements=["call_id"], set_=values))


async def facts_of(session: AsyncSession, call_id: CallId) -> Sequence[CallEventRow]:
    """Return a call's facts in their order."""
    found = await session.scalars(
        select(CallEventRow).where(CallEventRow.call_id == call_id).order_by(CallEventRow.seq)
    )
    return found.all()


async def records_between(
    session: AsyncSession, since: datetime, until: datetime, limit: int
) -> Sequence[CallRecordRow]:
    """Return the calls that began in a half-open span, latest first."""
    found = await session.scalars(
        select(CallRecordRow)
        .where(CallRecordRow.started_at >= since, CallRecordRow.started_at < until)
        .order_by(CallRecordRow.started_at.desc())
        .limit(limit)
    )
    return found.all()


async def record_exists(session: AsyncSession, call_id: CallId) -> bool:
    """Tell whether the reader may see a call."""
    return await session.scalar(select(CallRecordRow.call_id).where(CallRecordRow.call_id == call_id)) is not None


async def ensure_month(session: AsyncSession, month: date) -> None:
    """Create the partition of a month if it is missing."""
    await session.execute(select(func.kefu_call_event_month(month)))
