"""SQL of counting anew: what a day consists of, what stands there, and whether both say the same."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.insight.figures.store.making import Touched
from kefu.insight.figures.tables import DAYS, QUARTERS
from kefu.insight.rules.bases import Source
from kefu.kernel.ids import AgentId, CallId, TenantId
from kefu.platform.db import driver_of

_WAIT_FOR_TURN = "SELECT pg_advisory_xact_lock(hashtextextended('figures ' || ($1::uuid)::text, 0))"
_CALLS = """
    SELECT DISTINCT call_id FROM call_event
    WHERE tenant_id = $1 AND at >= $2 AND at < $3 AND kind IN ('offered_in', 'originated')"""
_STATES = """
    SELECT agent_id, started_at, ended_at FROM agent_state_interval
    WHERE tenant_id = $1 AND started_at < $3 AND ended_at > $2 AND started_at > $2::timestamptz - interval '31 days'"""
# A call began on this day if any of its rows did, and no row of an earlier day is known.
_STRAYS = """
    DELETE FROM {table} WHERE tenant_id = $1 AND {at} >= $2 AND {at} < $3 AND NOT call_id = ANY ($4)
        AND NOT EXISTS (SELECT FROM call_event AS e WHERE e.call_id = {table}.call_id)"""
_STANDING = (
    "SELECT DISTINCT starts_at, {owner} FROM {table} WHERE tenant_id = $1 AND starts_at >= $2 AND starts_at < $3"
)
_DAYS = """
    SELECT DISTINCT date_trunc('day', starts_at, $2) AS day, {owner} FROM {table} WHERE tenant_id = $1"""
_FORGET_DAYS = "DELETE FROM {table} WHERE tenant_id = $1"
_FINGERPRINT = """
    SELECT md5(string_agg(line, chr(10) ORDER BY line)) FROM (
        SELECT t::text AS line FROM queue_interval AS t WHERE tenant_id = $1 AND starts_at >= $2 AND starts_at < $3
        UNION ALL
        SELECT t::text FROM agent_interval AS t WHERE tenant_id = $1 AND starts_at >= $2 AND starts_at < $3
        UNION ALL
        SELECT t::text FROM agent_time_interval AS t WHERE tenant_id = $1 AND starts_at >= $2 AND starts_at < $3
        UNION ALL
        SELECT t::text FROM queue_day AS t WHERE tenant_id = $1 AND starts_at >= $2::timestamptz - interval '1 day'
            AND starts_at < $3
        UNION ALL
        SELECT t::text FROM agent_day AS t WHERE tenant_id = $1 AND starts_at >= $2::timestamptz - interval '1 day'
            AND starts_at < $3
        UNION ALL
        SELECT t::text FROM agent_time_day AS t WHERE tenant_id = $1 AND starts_at >= $2::timestamptz - interval '1 day'
            AND starts_at < $3
        UNION ALL
        SELECT t::text FROM queue_stay AS t WHERE tenant_id = $1 AND entered_at >= $2 AND entered_at < $3
        UNION ALL
        SELECT t::text FROM agent_contact AS t WHERE tenant_id = $1 AND started_at >= $2 AND started_at < $3) AS rows"""


@dataclass(frozen=True, slots=True)
class Standing:
    """The quarters, or the days, that have sums."""

    queues: Touched
    agents: Touched
    time: Touched


async def wait_for_turn(session: AsyncSession, tenant_id: TenantId) -> None:
    """Keep others from making this tenant's figures until the transaction ends."""
    await driver_of(session).execute(_WAIT_FOR_TURN, tenant_id)


async def calls_between(
    session: AsyncSession, tenant_id: TenantId, since: datetime, until: datetime
) -> frozenset[CallId]:
    """List the calls that began in a span."""
    return frozenset(CallId(row[0]) for row in await driver_of(session).fetch(_CALLS, tenant_id, since, until))


async def states_between(
    session: AsyncSession, tenant_id: TenantId, since: datetime, until: datetime
) -> list[tuple[AgentId, datetime, datetime]]:
    """List agents' states that reach into a span."""
    rows = await driver_of(session).fetch(_STATES, tenant_id, since, until)
    return [(AgentId(row[0]), max(row[1], since), min(row[2], until)) for row in rows]


async def forget_strays(
    session: AsyncSession, tenant_id: TenantId, since: datetime, until: datetime, known: Collection[CallId]
) -> None:
    """Drop what stands for calls of which there are no facts."""
    for table, at in (("queue_stay", "entered_at"), ("agent_contact", "started_at")):
        await driver_of(session).execute(_STRAYS.format(table=table, at=at), tenant_id, since, until, list(known))


async def standing(session: AsyncSession, tenant_id: TenantId, since: datetime, until: datetime) -> Standing:
    """List the quarters of a span that have sums."""

    return await _found(session, _STANDING, tenant_id, since, until)


async def days(session: AsyncSession, tenant_id: TenantId, zone: ZoneInfo) -> Standing:
    """List the days, by a clock, in which quarters have sums."""
    return await _found(session, _DAYS, tenant_id, zone.key)


async def forget_days(session: AsyncSession, tenant_id: TenantId) -> None:
    """Drop the sums of all days."""
    for table in DAYS.values():
        await driver_of(session).execute(_FORGET_DAYS.format(table=table.name), tenant_id)


async def _found(session: AsyncSession, statement: str, *given: object) -> Standing:
    async def of(source: Source, owner: str) -> Touched:
        asked = statement.format(table=QUARTERS[source].name, owner=owner)
        return {(row[0], row[1]) for row in await driver_of(session).fetch(asked, *given)}

    return Standing(
        queues=await of(Source.QUEUE, "queue_id"),
        agents=await of(Source.AGENT, "agent_id"),
        time=await of(Source.TIME, "agent_id"),
    )


async def fingerprint(session: AsyncSession, tenant_id: TenantId, since: datetime, until: datetime) -> str | None:
    """Return what tells one state of a span's figures from any other."""
    said: str | None = await driver_of(session).fetchval(_FINGERPRINT, tenant_id, since, until)
    return said
