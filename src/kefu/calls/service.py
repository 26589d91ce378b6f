"""Use cases of the calls room."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.calls import store
from kefu.calls.model import CallFact, EndedCall
from kefu.calls.rules import derive_record
from kefu.calls.tables import CallEventRow, CallRecordRow
from kefu.kernel.errors import NotFoundError
from kefu.kernel.ids import CallId, TenantId
from kefu.kernel.instant import to_ms


class CallNotFoundError(NotFoundError):
    """There is no such call, or the reader may not see it."""

    code = "call-not-found"
    title = "No such call"


async def append_facts(session: AsyncSession, *, entries: Sequence[CallFact]) -> None:
    """Append facts of one tenant's calls; repeating it changes nothing."""
    await store.append_facts(session, entries)


async def close_calls(session: AsyncSession, *, entries: Sequence[EndedCall]) -> None:
    """Derive and write the records of calls that have ended; of one known in part only the facts are read."""
    records = []
    for call in entries:
        is_whole = bool(call.facts) and call.facts[0].seq == 1
        facts = call.facts if is_whole else [_fact(row) for row in await store.facts_of(session, call.call_id)]
        records.append(derive_record(facts))
    await store.save_records(session, [record for record in records if record is not None])


def _fact(row: CallEventRow) -> CallFact:
    return CallFact(
        tenant_id=TenantId(row.tenant_id),
        call_id=CallId(row.call_id),
        seq=row.seq,
        at_ms=to_ms(row.at),
        kind=row.kind,
        data=row.data,
    )


async def list_calls(
    session: AsyncSession, *, since: datetime, until: datetime, before: CallId | None = None, limit: int
) -> Sequence[CallRecordRow]:
    """Return the calls that began in a half-open span, latest first; of those only what comes after `before`.

    Raises: CallNotFoundError.
    """
    last = None if before is None else await _record(session, before)
    return await store.records_between(session, since, until, last, limit)


async def call_history(session: AsyncSession, *, call_id: CallId) -> tuple[CallRecordRow, Sequence[CallEventRow]]:
    """Return a call's record and its facts in their order.

    Raises: CallNotFoundError.
    """
    return await _record(session, call_id), await store.facts_of(session, call_id)


async def _record(session: AsyncSession, call_id: CallId) -> CallRecordRow:
    record = await store.record(session, call_id)
    if record is None:
        raise CallNotFoundError(call_id=str(call_id))
    return record


async def prepare_months(session: AsyncSession, *, now: datetime) -> None:
    """Have partitions ready for this month and the next."""
    for day in (now.date(), (now + timedelta(days=31)).date()):
        await store.ensure_month(session, day)
