"""Makes figures of what has been told, and makes them anew from the beginning."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.service import set_zone, zone_of
from kefu.insight.figures.store import making, recounting
from kefu.insight.figures.store.making import Touched, WrapUp
from kefu.insight.rules.bases import quarter_of
from kefu.insight.rules.contacts import tell
from kefu.insight.rules.told import Contact, Told
from kefu.kernel.ids import AgentId, CallId, TenantId
from kefu.kernel.instant import from_ms, to_ms

MOST = 2000
"""So many things that were told are taken at once."""
_QUARTER = timedelta(minutes=15)


async def refresh(session: AsyncSession, *, tenant_id: TenantId) -> int:
    """Make the figures that what was told since touches; return how many things were taken from the backlog."""
    if not await making.take_turn(session, tenant_id):
        return 0
    backlog = await making.take_backlog(session, tenant_id, MOST)
    queues, agents = await _tell_anew(session, tenant_id, backlog.calls)
    await _sum_up(session, tenant_id, queues, agents, _quarters_of(backlog.agents))
    return backlog.taken


async def recount(session: AsyncSession, *, tenant_id: TenantId, day: date) -> bool:
    """Make a UTC day's figures anew from the facts alone, whatever stands there; tell whether anything changed.

    Calls that began on the day are read again; the sums of all its quarters are made again.
    """
    since = datetime(day.year, day.month, day.day, tzinfo=UTC)
    until = since + timedelta(days=1)
    await recounting.wait_for_turn(session, tenant_id)
    before = await recounting.fingerprint(session, tenant_id, since, until)
    calls = await recounting.calls_between(session, tenant_id, since, until)
    await recounting.forget_strays(session, tenant_id, since, until, calls)
    queues, agents = await _tell_anew(session, tenant_id, calls)
    standing = await recounting.standing(session, tenant_id, since, until)
    spans = await recounting.states_between(session, tenant_id, since, until)
    time = {each for each in _quarters_of(spans) if since <= each[0] < until}
    await _sum_up(session, tenant_id, queues | standing.queues, agents | standing.agents, time | standing.time)
    return before != await recounting.fingerprint(session, tenant_id, since, until)


async def set_clock(session: AsyncSession, *, tenant_id: TenantId, time_zone: str, now: datetime) -> None:
    """Let a tenant's days begin by another clock; every day that was ever summed up is summed up anew.

    Raises: TimeZoneUnknownError.
    """
    await recounting.wait_for_turn(session, tenant_id)
    zone = await set_zone(session, tenant_id=tenant_id, time_zone=time_zone, now=now)
    await recounting.forget_days(session, tenant_id)
    standing = await recounting.days(session, tenant_id, zone)
    await making.make_queue_days(session, tenant_id, standing.queues, zone)
    await making.make_agent_days(session, tenant_id, standing.agents, zone)
    await making.make_time_days(session, tenant_id, standing.time, zone)


async def _tell_anew(
    session: AsyncSession, tenant_id: TenantId, call_ids: Collection[CallId]
) -> tuple[Touched, Touched]:
    if not call_ids:
        return set(), set()
    facts = await making.facts_of(session, tenant_id, call_ids)
    wrap_ups = await making.wrap_ups_of(session, tenant_id, call_ids)
    told = [each for call in facts.values() if (each := tell(call)) is not None]
    stays = [(call, stay) for call in told for stay in call.stays]
    contacts = [each for call in told for each in _with_wrap_ups(call, wrap_ups)]
    beginnings = [stay.entered_at_ms for _, stay in stays] + [each.started_at_ms for _, each, _ in contacts]
    await making.prepare_months(session, sorted({from_ms(at_ms).date().replace(day=1) for at_ms in beginnings}))
    queues, agents = await making.replace_calls(session, tenant_id, call_ids, stays, contacts)
    return _in_quarters(queues), _in_quarters(agents)


def _with_wrap_ups(
    call: Told, wrap_ups: Mapping[tuple[CallId, AgentId], list[WrapUp]]
) -> Iterable[tuple[Told, Contact, WrapUp | None]]:
    """Give each part of an agent the work after it: what began before his next part in the same call."""
    for contact in call.contacts:
        later = [c.started_at_ms for c in call.contacts if c.agent_id == contact.agent_id and c.number > contact.number]
        mine = [
            each
            for each in wrap_ups.get((call.call_id, contact.agent_id), ())
            if contact.ended_at_ms is not None
            and each.ended_at_ms >= contact.ended_at_ms
            and not any(each.ended_at_ms > at_ms >= contact.ended_at_ms for at_ms in later)
        ]
        if mine and contact.answered_at_ms is not None:
            yield call, contact, WrapUp(max(e.ended_at_ms for e in mine), sum(e.length_ms for e in mine))
        else:
            yield call, contact, None


async def _sum_up(session: AsyncSession, tenant_id: TenantId, queues: Touched, agents: Touched, time: Touched) -> None:
    zone = await zone_of(session)
    await making.make_queues(session, tenant_id, queues, zone)
    await making.make_agents(session, tenant_id, agents, zone)
    await making.make_time(session, tenant_id, time, zone)


def _in_quarters(touched: Touched) -> Touched:
    return {(_quarter(at), owner) for at, owner in touched}


def _quarters_of(spans: Sequence[tuple[AgentId, datetime, datetime]]) -> Touched:
    """List the quarters that agents' new states touch."""
    found: Touched = set()
    for agent_id, since, until in spans:
        quarter = _quarter(since)
        while quarter <= until:
            found.add((quarter, agent_id))
            quarter += _QUARTER
    return found


def _quarter(at: datetime) -> datetime:
    return from_ms(quarter_of(to_ms(at)))
