"""SQL that answers questions of figures, from sums only: it costs by quarters of an hour, not by calls.

Questions are asked all day, and each is a few rows: the driver is asked itself.
"""

from collections.abc import Mapping, Sequence, Set
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.insight.figures.store import minutes
from kefu.insight.figures.tables import DAYS, QUARTERS
from kefu.insight.rules.bases import STATES, Source
from kefu.insight.rules.measures import is_greatest
from kefu.insight.rules.tables import Dimension, Part, Question
from kefu.kernel.words import Text
from kefu.platform.db import driver_of

SHIFT = timedelta(days=1)
"""A state that lasts longer is a forgotten one."""
_QUARTER = "date_bin('15 min', {}, '2000-01-01T00:00:00Z')"
_KEYS: Mapping[Dimension, str] = {
    Dimension.MINUTE: "t.starts_at",
    Dimension.QUARTER: "t.starts_at",
    Dimension.HALF_HOUR: "date_bin('30 min', t.starts_at, '2000-01-01T00:00:00Z')",
    **{
        dimension: f"date_trunc('{dimension}', t.starts_at, '{{zone}}')"
        for dimension in (Dimension.HOUR, Dimension.DAY, Dimension.WEEK, Dimension.MONTH, Dimension.YEAR)
    },
    Dimension.WEEKDAY: "extract(isodow FROM t.starts_at AT TIME ZONE '{zone}')::integer",
    Dimension.HOUR_OF_DAY: "extract(hour FROM t.starts_at AT TIME ZONE '{zone}')::integer",
    Dimension.QUEUE: "t.queue_id",
    Dimension.NETWORK: "t.local_network_id",
    Dimension.AGENT: "t.agent_id",
    Dimension.GROUP: "a.group_id",
    Dimension.SITE: "g.site_id",
    Dimension.DIRECTION: "t.direction",
    Dimension.REASON: "t.reason",
}
_OWN: Mapping[Dimension, str] = {
    Dimension.QUEUE: "t.queue_id",
    Dimension.NETWORK: "t.local_network_id",
    **dict.fromkeys((Dimension.AGENT, Dimension.GROUP, Dimension.SITE), "t.agent_id"),
    Dimension.DIRECTION: "t.direction",
}
_COARSE = frozenset({Dimension.WEEK, Dimension.MONTH, Dimension.YEAR, Dimension.WEEKDAY})
_WORDS = frozenset({Dimension.DIRECTION, Dimension.REASON})
_AGENT = " LEFT JOIN agent AS a ON a.id = t.agent_id"
_GROUP = " LEFT JOIN agent_group AS g ON g.id = a.group_id"
# What agents are doing now is added as if it ended now ($3); quarters of an hour stand in for days: they lie within.
_TIME_WITH_NOW = f"""(
    SELECT starts_at, agent_id, state, reason, local_network_id, ms FROM {{table}}
    WHERE starts_at >= $1 AND starts_at < $2
    UNION ALL
    SELECT q, s.agent_id, s.state, coalesce(s.reason, ''), s.local_network_id,
        (extract(epoch FROM least($3, q + interval '15 min') - greatest(s.since, q)) * 1000)::bigint
    FROM agent_state AS s, generate_series({_QUARTER.format("s.since")}, $3::timestamptz, '15 min') AS q
    WHERE s.state <> 'null' AND s.since > $3::timestamptz - interval '1 day' AND s.since < $3 AND q < $3)"""
_ASKED = "SELECT {shown} FROM {joined} WHERE {conditions}"
_NEAREST = """
    SELECT coalesce(
        (SELECT t.starts_at FROM {joined} WHERE t.starts_at < $1{conditions} ORDER BY t.starts_at DESC LIMIT 1),
        (SELECT t.starts_at FROM {joined} WHERE t.starts_at >= $2{conditions} ORDER BY t.starts_at LIMIT 1))"""
_STATE_OF = {f"{state}_ms": state for state in STATES}
_NAMES: Mapping[Dimension, str] = {
    Dimension.QUEUE: "SELECT id, name_zh, name_en FROM queue WHERE id = ANY ($1)",
    Dimension.NETWORK: "SELECT id, name_zh, name_en FROM local_network WHERE id = ANY ($1)",
    Dimension.AGENT: """
        SELECT a.id, p.name || ' ' || a.number, p.name || ' ' || a.number
        FROM agent AS a JOIN person AS p ON p.id = a.person_id WHERE a.id = ANY ($1)""",
    Dimension.GROUP: "SELECT id, name, name FROM agent_group WHERE id = ANY ($1)",
    Dimension.SITE: "SELECT id, name, name FROM site WHERE id = ANY ($1)",
    Dimension.REASON: "SELECT code, name_zh, name_en FROM not_ready_reason WHERE code = ANY ($1)",
}


async def sums(
    session: AsyncSession, question: Question, source: Source, names: tuple[str, ...], now: datetime
) -> Part:
    """Sum up what is kept in one place, in the order of the names, by the dimensions of a question."""
    where = question.where_of(source)
    if question.is_to_the_minute:
        has_now = source is Source.TIME
        asked = _told_to_the_minute(source, names, question.by, tuple(where), question.zone)
    else:
        has_now = source is Source.TIME and question.until > now - SHIFT
        table = str((DAYS if question.is_of_days else QUARTERS)[source].name)
        asked = _written(table, names, question.by, tuple(where), question.zone, has_now)
    given = [question.since, question.until, *([now] if has_now else []), *map(list, where.values())]
    rows = await driver_of(session).fetch(asked, *given)
    width = len(question.by)
    columns = list(zip(*rows, strict=True)) or [()] * (width + len(names))
    keys = list(zip(*columns[:width], strict=True)) if width else [()] * len(rows)
    return Part(keys, columns[width:])


@lru_cache(1024)
def _written(
    table: str, names: Sequence[str], by: Sequence[Dimension], where: Sequence[Dimension], zone: str, has_now: bool
) -> str:
    """Write a statement, of this module's words only; what is asked of follows the span and the present time."""
    is_time = table.startswith("agent_time_")
    dimensions = {*by, *where}
    joined = _TIME_WITH_NOW.format(table=table) if has_now else table
    if not is_time and not dimensions.isdisjoint(_COARSE):
        joined = _by_day(table, names, {_OWN[each] for each in dimensions if each in _OWN})
    conditions = ["t.starts_at >= $1", "t.starts_at < $2", *_wanted(where, 4 if has_now else 3)]
    return _over(joined, conditions, names, by, where, zone, is_time=is_time)


@lru_cache(1024)
def _told_to_the_minute(
    source: Source, names: Sequence[str], by: Sequence[Dimension], where: Sequence[Dimension], zone: str
) -> str:
    """Write a statement over the rows that the sums are made of: it costs by calls, and is of two days at most."""
    step = "1 min" if Dimension.MINUTE in by else "15 min"
    is_time = source is Source.TIME
    rows = minutes.states(step) if is_time else minutes.counted(source, names, step)
    return _over(rows, ["true", *_wanted(where, 4 if is_time else 3)], names, by, where, zone, is_time=is_time)


def _over(
    rows: str,
    conditions: list[str],
    names: Sequence[str],
    by: Sequence[Dimension],
    where: Sequence[Dimension],
    zone: str,
    *,
    is_time: bool,
) -> str:
    """Write a question over sums, wherever they come from."""
    keys = [_KEYS[dimension].format(zone=ZoneInfo(zone).key) for dimension in by]
    dimensions = {*by, *where}
    joined = rows + _people(dimensions)
    if Dimension.REASON in dimensions:
        conditions.append("t.state = 'not_ready'")
    shown = ", ".join([*keys, *(_time(name) if is_time else _sum(name) for name in names)])
    asked = _ASKED.format(shown=shown, joined=joined, conditions=" AND ".join(conditions))
    places = ", ".join(str(place + 1) for place in range(len(keys)))
    return f"{asked} GROUP BY {places} ORDER BY {places}" if keys else asked


def _people(dimensions: Set[Dimension]) -> str:
    """Name the table `t`, and join what is needed to find an agent's team and site."""
    joined = " AS t"
    if dimensions & {Dimension.GROUP, Dimension.SITE}:
        joined += _AGENT
    return joined + _GROUP if Dimension.SITE in dimensions else joined


def _wanted(where: Sequence[Dimension], first: int) -> list[str]:
    """Write of whom is asked, as parameters from the first one on."""
    kinds = {dimension: "text[]" if dimension in _WORDS else "uuid[]" for dimension in where}
    return [f"{_KEYS[each]} = ANY (${place}::{kinds[each]})" for place, each in enumerate(where, first)]


def _by_day(table: str, names: Sequence[str], own: Set[str]) -> str:
    """Sum up each day first: to find the month of every row costs more than all its sums."""
    keys = ", ".join(["t.starts_at", *sorted(own)])
    shown = ", ".join(f"{_sum(name)} AS {name}" for name in names)
    return f"(SELECT {keys}, {shown} FROM {table} AS t WHERE t.starts_at >= $1 AND t.starts_at < $2 GROUP BY {keys})"


def _sum(name: str) -> str:
    return f"coalesce({'max' if is_greatest(name) else 'sum'}(t.{name}), 0)::bigint"


def _time(name: str) -> str:
    of_state = f" FILTER (WHERE t.state = '{_STATE_OF[name]}')" if name in _STATE_OF else ""
    return f"coalesce(sum(t.ms){of_state}, 0)::bigint"


async def nearest(session: AsyncSession, question: Question, source: Source) -> datetime | None:
    """Find the day with sums that is nearest before a question's span; if there is none, the one after it."""
    where = question.where_of(source)
    joined = DAYS[source].name + _people(where.keys())
    conditions = "".join(f" AND {each}" for each in _wanted(tuple(where), 3))
    asked = _NEAREST.format(joined=joined, conditions=conditions)
    found: datetime | None = await driver_of(session).fetchval(
        asked, question.since, question.until, *map(list, where.values())
    )
    return found


async def known_until(session: AsyncSession, now: datetime) -> datetime:
    """Return up to when everything that was told is in the figures."""
    oldest: datetime | None = await driver_of(session).fetchval("SELECT min(until) FROM figure_backlog")
    return now if oldest is None else min(now, oldest)


async def names(session: AsyncSession, dimension: Dimension, keys: Sequence[Any]) -> Mapping[Any, Text]:
    """Find what those are called who stand in a table's keys."""
    if dimension not in _NAMES or not keys:
        return {}
    rows = await driver_of(session).fetch(_NAMES[dimension], keys)
    return {key: {"zh-CN": zh, "en": en} for key, zh, en in rows}
