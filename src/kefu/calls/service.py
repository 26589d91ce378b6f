"""Use cases of the calls room."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.calls import store
from kefu.calls.model import CallFact
from kefu.calls.rules import derive_record
from kefu.calls.tables import CallEventRow, CallRecordRow
from kefu.kernel.errors import NotFoundError
from kefu.kernel.ids import CallId


class CallNotFoundError(NotFoundError):
    """There is no such call, or the reader may not see it."""

    code = "call-not-found"
    title = "No such call"


async def append_facts(session: AsyncSession, *, entries: Sequence[CallFact]) -> None:
    """Append facts of one tenant's calls; repeating it changes nothing."""
    await store.append_facts(session, entries)


async def close_calls(session: AsyncSession, *, entries: Sequence[Sequence[CallFact]]) -> None:
    """Derive and write the records of calls that have ended, each from all its facts."""
    await store.save_records(session, [record for facts in entries if (record := derive_record(facts)) is not None])


async def list_calls(session: AsyncSession, *, since: datetime, until: datetime, limit: int) -> Sequence[CallRecordRow]:
    """Return the calls that began in a half-open span, latest first."""
    return await store.records_between(session, since, until, limit)


async def call_history(session: AsyncSession, *, call_id: CallId) -> Sequence[CallEventRow]:
    """Return a call's facts in their order.

    Raises: CallNotFoundError.
    """
    if not await store.record_exists(session, call_id):
        raise CallNotFoundError(call_id=str(call_id))
    return await store.facts_of(session, call_id)


async def prepare_months(session: AsyncSession, *, now: datetime) -> None:
    """Have partitions ready for this month and the next."""
    for day in (now.date(), (now + timedelta(days=31)).date()):
        await store.ensure_month(session, day)
