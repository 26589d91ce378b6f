"""All SQL of the calls room."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.calls.model import CallFact, CallRecord
from kefu.calls.tables import CallEventRow, CallRecordRow
from kefu.kernel.ids import CallId
from kefu.kernel.instant import from_ms
from kefu.platform.db import table_of

_FACTS = table_of(CallEventRow)
_RECORDS = table_of(CallRecordRow)
_NAMES = [column.name for column in _RECORDS.columns]
_SAVE_RECORD = (_new := upsert(_RECORDS)).on_conflict_do_update(
    index_elements=["call_id"], set_={name: _new.excluded[name] for name in _NAMES}
)
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


async def save_records(session: AsyncSession, records: Sequence[CallRecord]) -> None:
    """Write calls' records, or replace earlier derivations."""
    if records:
        await session.execute(_SAVE_RECORD, [_row_of(record) for record in records])


def _row_of(record: CallRecord) -> dict[str, Any]:
    row = {name: getattr(record, name) for name in _NAMES if hasattr(record, name)}
    for name in _TIMES:
        at_ms = getattr(record, f"{name}_ms")
        row[name] = from_ms(at_ms) if at_ms is not None else None
    for name in _IDS:
        row[name] = UUID(row[name]) if row[name] is not None else None
    row["ivr_path"] = list(record.ivr_path)
    return row


async def facts_of(session: AsyncSession, call_id: CallId) -> Sequence[CallEventRow]:
    """Return a call's facts in their order."""
    found = await session.scalars(
        select(CallEventRow).where(CallEventRow.call_id == call_id).order_by(CallEventRow.seq)
    )
    return found.all()


async def records_between(
    session: AsyncSession, since: datetime, until: datetime, last: CallRecordRow | None, limit: int
) -> Sequence[CallRecordRow]:
    """Return the calls that began in a half-open span, latest first, from behind the last one of the page before."""
    row = CallRecordRow
    asked = select(row).where(row.started_at >= since, row.started_at < until)
    if last is not None:
        asked = asked.where(tuple_(row.started_at, row.call_id) < (last.started_at, last.call_id))
    found = await session.scalars(asked.order_by(row.started_at.desc(), row.call_id.desc()).limit(limit))
    return found.all()


async def record(session: AsyncSession, call_id: CallId) -> CallRecordRow | None:
    """Find the record of a call, if the reader may see it."""
    found: CallRecordRow | None = await session.scalar(select(CallRecordRow).where(CallRecordRow.call_id == call_id))
    return found


async def ensure_month(session: AsyncSession, month: date) -> None:
    """Create the partition of a month if it is missing."""
    await session.execute(select(func.kefu_call_event_month(month)))
