"""SQL that makes figures: what was told since, the facts of calls, their sums anew for each quarter touched."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.calls.model import CallFact
from kefu.insight.figures.store.counting import COUNTS_OF_AGENTS, COUNTS_OF_QUEUES, totals, written
from kefu.insight.rules.bases import day_of
from kefu.insight.rules.told import Contact, Stay, Told
from kefu.kernel.ids import AgentId, CallId, TenantId
from kefu.kernel.instant import from_ms, to_ms
from kefu.platform.db import driver_of

_TAKE_TURN = "SELECT pg_try_advisory_xact_lock(hashtextextended('figures ' || ($1::uuid)::text, 0))"
_TAKE_BACKLOG = """
    DELETE FROM figure_backlog WHERE id IN (SELECT id FROM figure_backlog WHERE tenant_id = $1 ORDER BY id LIMIT $2)
    RETURNING call_id, agent_id, since, until"""
_MONTH = "SELECT kefu_figures_month($1)"
_FACTS = """
    SELECT call_id, seq, at, kind, data::text FROM call_event WHERE tenant_id = $1 AND call_id = ANY ($2)"""
_WRAP_UPS = """
    SELECT call_id, agent_id, started_at, ended_at FROM agent_state_interval
    WHERE tenant_id = $1 AND call_id = ANY ($2) AND state = 'working_after_call'"""
_HIS_NETWORK = """(
    SELECT s.local_network_id FROM agent AS a
    JOIN agent_group AS g ON g.id = a.group_id JOIN site AS s ON s.id = g.site_id
    WHERE a.id = w.owner)"""
_DROP_STAYS = (
    "DELETE FROM queue_stay WHERE tenant_id = $1 AND call_id = ANY ($2) RETURNING queue_id, entered_at, ended_at"
)
_DROP_CONTACTS = """
    DELETE FROM agent_contact WHERE tenant_id = $1 AND call_id = ANY ($2)
    RETURNING agent_id, started_at, answered_at, wrapped_at"""
_ADD_STAY = """
    INSERT INTO queue_stay (call_id, tenant_id, local_network_id, number, queue_id, entry, entered_at, exit, ended_at,
        agent_id, is_short, requested_at, reached_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"""
_ADD_CONTACT = f"""
    INSERT INTO agent_contact (call_id, tenant_id, direction, number, agent_id, queue_id, is_own, is_consultation,
        started_at, outcome, answered_at, ended_at, wrapped_at, talk_ms, hold_ms, wrap_ms, holds, is_transferred,
        local_network_id)
    SELECT $1, $2, $3, $4, w.owner, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, {_HIS_NETWORK}
    FROM (SELECT $5::uuid AS owner) AS w"""
_WANTED = "(SELECT DISTINCT * FROM unnest($2::timestamptz[], $3::uuid[]) AS w (starts_at, owner))"
_DROP_QUEUES = f"""
    DELETE FROM queue_interval AS t USING {_WANTED} AS w
    WHERE t.tenant_id = $1 AND t.starts_at = w.starts_at AND t.queue_id = w.owner"""
_DROP_AGENTS = f"""
    DELETE FROM agent_interval AS t USING {_WANTED} AS w
    WHERE t.tenant_id = $1 AND t.starts_at = w.starts_at AND t.agent_id = w.owner"""
_DROP_TIME = f"""
    DELETE FROM agent_time_interval AS t USING {_WANTED} AS w
    WHERE t.tenant_id = $1 AND t.starts_at = w.starts_at AND t.agent_id = w.owner"""
_QUEUE_COLUMNS, _QUEUE_SUMS, _STAYS_BOOKED = written(COUNTS_OF_QUEUES, "queue_stay", "queue_id")
_AGENT_COLUMNS, _AGENT_SUMS, _CONTACTS_BOOKED = written(COUNTS_OF_AGENTS, "agent_contact", "agent_id")
_MAKE_QUEUES = f"""
    INSERT INTO queue_interval (tenant_id, starts_at, queue_id, local_network_id, {_QUEUE_COLUMNS})
    SELECT $1, w.starts_at, w.owner, b.local_network_id, {_QUEUE_SUMS}
    FROM {_WANTED} AS w CROSS JOIN LATERAL ({_STAYS_BOOKED}) AS b
    GROUP BY w.starts_at, w.owner, b.local_network_id"""
_MAKE_AGENTS = f"""
    INSERT INTO agent_interval (tenant_id, starts_at, agent_id, queue_id, direction, local_network_id, {_AGENT_COLUMNS})
    SELECT $1, w.starts_at, w.owner, b.queue_id, b.direction, {_HIS_NETWORK}, {_AGENT_SUMS}
    FROM {_WANTED} AS w CROSS JOIN LATERAL ({_CONTACTS_BOOKED}) AS b
    GROUP BY w.starts_at, w.owner, b.queue_id, b.direction"""
# States of an agent do not overlap: of those that began before the quarter only the last can reach into it.
_MAKE_TIME = f"""
    INSERT INTO agent_time_interval (tenant_id, starts_at, agent_id, state, reason, local_network_id, ms)
    SELECT $1, w.starts_at, w.owner, s.state, coalesce(s.reason, ''), {_HIS_NETWORK},
        sum((extract(epoch FROM least(s.ended_at, w.starts_at + interval '15 min')
            - greatest(s.started_at, w.starts_at)) * 1000)::bigint)
    FROM {_WANTED} AS w CROSS JOIN LATERAL (
        SELECT * FROM agent_state_interval AS i
        WHERE i.agent_id = w.owner AND i.started_at >= w.starts_at AND i.started_at < w.starts_at + interval '15 min'
        UNION ALL
        (SELECT * FROM agent_state_interval AS i WHERE i.agent_id = w.owner AND i.started_at < w.starts_at
         ORDER BY i.started_at DESC LIMIT 1)) AS s
    WHERE s.tenant_id = $1 AND s.ended_at > w.starts_at AND s.ended_at > s.started_at
    GROUP BY w.starts_at, w.owner, s.state, coalesce(s.reason, '')"""

_DAY = """
    FROM (SELECT DISTINCT * FROM unnest($2::timestamptz[], $3::timestamptz[], $4::uuid[])
          AS w (starts_at, ends_at, owner)) AS w"""
_DROP_QUEUE_DAYS = _DROP_QUEUES.replace("queue_interval", "queue_day")
_DROP_AGENT_DAYS = _DROP_AGENTS.replace("agent_interval", "agent_day")
_DROP_TIME_DAYS = _DROP_TIME.replace("agent_time_interval", "agent_time_day")
_QUEUE_TOTALS, _AGENT_TOTALS = totals(COUNTS_OF_QUEUES), totals(COUNTS_OF_AGENTS)
_MAKE_QUEUE_DAYS = f"""
    INSERT INTO queue_day (tenant_id, starts_at, queue_id, local_network_id, {_QUEUE_COLUMNS})
    SELECT $1, w.starts_at, w.owner, t.local_network_id, {_QUEUE_TOTALS} {_DAY}
    JOIN queue_interval AS t ON t.tenant_id = $1 AND t.queue_id = w.owner
        AND t.starts_at >= w.starts_at AND t.starts_at < w.ends_at
    GROUP BY w.starts_at, w.owner, t.local_network_id"""
_MAKE_AGENT_DAYS = f"""
    INSERT INTO agent_day (tenant_id, starts_at, agent_id, queue_id, direction, local_network_id, {_AGENT_COLUMNS})
    SELECT $1, w.starts_at, w.owner, t.queue_id, t.direction, {_HIS_NETWORK}, {_AGENT_TOTALS} {_DAY}
    JOIN agent_interval AS t ON t.tenant_id = $1 AND t.agent_id = w.owner
        AND t.starts_at >= w.starts_at AND t.starts_at < w.ends_at
    GROUP BY w.starts_at, w.owner, t.queue_id, t.direction"""
_MAKE_TIME_DAYS = f"""
    INSERT INTO agent_time_day (tenant_id, starts_at, agent_id, state, reason, local_network_id, ms)
    SELECT $1, w.starts_at, w.owner, t.state, t.reason, {_HIS_NETWORK}, sum(t.ms) {_DAY}
    JOIN agent_time_interval AS t ON t.tenant_id = $1 AND t.agent_id = w.owner
        AND t.starts_at >= w.starts_at AND t.starts_at < w.ends_at
    GROUP BY w.starts_at, w.owner, t.state, t.reason"""

Touched = set[tuple[datetime, Any]]
"""Quarters, each with the queue or the agent whose sums are to be made anew."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """What has been told: calls, and agents with the span of their new states."""

    calls: frozenset[CallId]
    agents: tuple[tuple[AgentId, datetime, datetime], ...]
    taken: int


@dataclass(frozen=True, slots=True)
class WrapUp:
    """An agent worked on after a call."""

    ended_at_ms: int
    length_ms: int


async def take_turn(session: AsyncSession, tenant_id: TenantId) -> bool:
    """Keep others from making this tenant's figures until the transaction ends; tell whether nobody does."""
    is_ours: bool = await driver_of(session).fetchval(_TAKE_TURN, tenant_id)
    return is_ours


async def take_backlog(session: AsyncSession, tenant_id: TenantId, most: int) -> Backlog:
    """Take away what has been told, the oldest first."""
    rows = await driver_of(session).fetch(_TAKE_BACKLOG, tenant_id, most)
    return Backlog(
        calls=frozenset(CallId(row["call_id"]) for row in rows if row["call_id"]),
        agents=tuple((AgentId(row["agent_id"]), row["since"], row["until"]) for row in rows if row["agent_id"]),
        taken=len(rows),
    )


async def facts_of(
    session: AsyncSession, tenant_id: TenantId, call_ids: Collection[CallId]
) -> Mapping[CallId, list[CallFact]]:
    """Load everything that was told of calls."""
    found: dict[CallId, list[CallFact]] = {call_id: [] for call_id in call_ids}
    for row in await driver_of(session).fetch(_FACTS, tenant_id, list(call_ids)):
        call_id, at_ms = CallId(row["call_id"]), to_ms(row["at"])
        fact = CallFact(
            tenant_id=tenant_id,
            call_id=call_id,
            seq=row["seq"],
            at_ms=at_ms,
            kind=row["kind"],
            data=json.loads(row["data"]),
        )
        found[call_id].append(fact)
    return found


async def wrap_ups_of(
    session: AsyncSession, tenant_id: TenantId, call_ids: Collection[CallId]
) -> Mapping[tuple[CallId, AgentId], list[WrapUp]]:
    """Load how long agents worked on after calls."""
    found: dict[tuple[CallId, AgentId], list[WrapUp]] = {}
    for row in await driver_of(session).fetch(_WRAP_UPS, tenant_id, list(call_ids)):
        ended_at_ms = to_ms(row["ended_at"])
        wrap_up = WrapUp(ended_at_ms, ended_at_ms - to_ms(row["started_at"]))
        found.setdefault((CallId(row["call_id"]), AgentId(row["agent_id"])), []).append(wrap_up)
    return found


async def prepare_months(session: AsyncSession, months: Iterable[date]) -> None:
    """Have partitions for what begins in these months."""
    for month in months:
        await driver_of(session).execute(_MONTH, month)


async def replace_calls(
    session: AsyncSession,
    tenant_id: TenantId,
    call_ids: Collection[CallId],
    stays: Sequence[tuple[Told, Stay]],
    contacts: Sequence[tuple[Told, Contact, WrapUp | None]],
) -> tuple[Touched, Touched]:
    """Write calls anew; return which quarters of queues, and of agents, that touches, by what was there before too."""
    driver, ids = driver_of(session), list(call_ids)
    queues: Touched = set()
    agents: Touched = set()
    for row in await driver.fetch(_DROP_STAYS, tenant_id, ids):
        queues.update((at, row["queue_id"]) for at in (row["entered_at"], row["ended_at"]) if at)
    for row in await driver.fetch(_DROP_CONTACTS, tenant_id, ids):
        times = (row["started_at"], row["answered_at"], row["wrapped_at"])
        agents.update((at, row["agent_id"]) for at in times if at)
    new_stays = [_stay(told, stay) for told, stay in stays]
    new_contacts = [_contact(*each) for each in contacts]
    if new_stays:
        await driver.executemany(_ADD_STAY, new_stays)
    if new_contacts:
        await driver.executemany(_ADD_CONTACT, new_contacts)
    queues.update((at, row[4]) for row in new_stays for at in (row[6], row[8]) if at)
    agents.update((at, row[4]) for row in new_contacts for at in (row[8], row[10], row[12]) if at)
    return queues, agents


def _at(at_ms: int | None) -> datetime | None:
    return None if at_ms is None else from_ms(at_ms)


def _stay(told: Told, stay: Stay) -> tuple[Any, ...]:
    return (
        told.call_id,
        told.tenant_id,
        told.local_network_id,
        stay.number,
        stay.queue_id,
        stay.entry,
        from_ms(stay.entered_at_ms),
        stay.exit,
        _at(stay.ended_at_ms),
        stay.agent_id,
        stay.is_short,
        _at(stay.requested_at_ms),
        _at(stay.reached_at_ms if stay.requested_at_ms is not None else None),
    )


def _contact(told: Told, contact: Contact, wrap_up: WrapUp | None) -> tuple[Any, ...]:
    return (
        told.call_id,
        told.tenant_id,
        told.direction,
        contact.number,
        contact.agent_id,
        contact.queue_id,
        contact.is_own,
        contact.is_consultation,
        from_ms(contact.started_at_ms),
        contact.outcome,
        _at(contact.answered_at_ms),
        _at(contact.ended_at_ms),
        _at(wrap_up.ended_at_ms if wrap_up else contact.ended_at_ms),
        contact.talk_ms,
        contact.hold_ms,
        wrap_up.length_ms if wrap_up else 0,
        contact.holds,
        contact.is_transferred,
    )


async def make_queues(session: AsyncSession, tenant_id: TenantId, touched: Touched, zone: ZoneInfo) -> None:
    """Sum up queues' quarters anew, and their days."""
    await _make(session, tenant_id, (_DROP_QUEUES, _MAKE_QUEUES), touched)
    await make_queue_days(session, tenant_id, touched, zone)


async def make_agents(session: AsyncSession, tenant_id: TenantId, touched: Touched, zone: ZoneInfo) -> None:
    """Sum up agents' quarters anew, and their days."""
    await _make(session, tenant_id, (_DROP_AGENTS, _MAKE_AGENTS), touched)
    await make_agent_days(session, tenant_id, touched, zone)


async def make_time(session: AsyncSession, tenant_id: TenantId, touched: Touched, zone: ZoneInfo) -> None:
    """Sum up the time of agents in their states anew, by quarters and days."""
    await _make(session, tenant_id, (_DROP_TIME, _MAKE_TIME), touched)
    await make_time_days(session, tenant_id, touched, zone)


async def make_queue_days(session: AsyncSession, tenant_id: TenantId, touched: Touched, zone: ZoneInfo) -> None:
    """Sum up queues' days anew, from their quarters."""
    await _make_days(session, tenant_id, (_DROP_QUEUE_DAYS, _MAKE_QUEUE_DAYS), touched, zone)


async def make_agent_days(session: AsyncSession, tenant_id: TenantId, touched: Touched, zone: ZoneInfo) -> None:
    """Sum up agents' days anew, from their quarters."""
    await _make_days(session, tenant_id, (_DROP_AGENT_DAYS, _MAKE_AGENT_DAYS), touched, zone)


async def make_time_days(session: AsyncSession, tenant_id: TenantId, touched: Touched, zone: ZoneInfo) -> None:
    """Sum up the time of agents in their states anew, by days, from their quarters."""
    await _make_days(session, tenant_id, (_DROP_TIME_DAYS, _MAKE_TIME_DAYS), touched, zone)


async def _make(session: AsyncSession, tenant_id: TenantId, drop_make: tuple[str, str], touched: Touched) -> None:
    if touched:
        quarters, owners = [list(each) for each in zip(*touched, strict=True)]
        for statement in drop_make:
            await driver_of(session).execute(statement, tenant_id, quarters, owners)


async def _make_days(
    session: AsyncSession, tenant_id: TenantId, drop_make: tuple[str, str], touched: Touched, zone: ZoneInfo
) -> None:
    days = {(*day_of(at, zone), owner) for at, owner in touched}
    if days:
        begins, ends, owners = [list(each) for each in zip(*days, strict=True)]
        drop, make = drop_make
        await driver_of(session).execute(drop, tenant_id, begins, owners)
        await driver_of(session).execute(make, tenant_id, begins, ends, owners)
