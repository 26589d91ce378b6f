"""SQL that makes sums to the minute, from the rows that the sums by quarters are made of, in the same words.

$1 and $2 are the half-open span, $3 the present.
"""

from collections.abc import Sequence

from kefu.insight.figures.store.counting import COUNTS_OF_AGENTS, COUNTS_OF_QUEUES
from kefu.insight.rules.bases import Source

_BIN = "date_bin('{step}', {at}, '2000-01-01T00:00:00Z')"
_ROWS = {
    Source.QUEUE: ("queue_stay", COUNTS_OF_QUEUES, "queue_id, local_network_id"),
    Source.AGENT: ("agent_contact", COUNTS_OF_AGENTS, "agent_id, queue_id, direction, local_network_id"),
}
_BOOKED = "SELECT '{at}' AS booked, f.{at} AS booked_at, f.* FROM {facts} AS f WHERE f.{at} >= $1 AND f.{at} < $2"
_COUNTED = "(SELECT {begin} AS starts_at, {keys}, {sums} FROM ({rows}) AS b GROUP BY {begin}, {keys})"
# States of an agent do not overlap: of those that began before the span only the last can reach into it.
# Whose site one does not see, of him one is told nothing: this table has no wall of local networks.
_STATES = """
    SELECT a.id AS agent_id, i.state, coalesce(i.reason, '') AS reason, h.local_network_id, i.started_at, i.ended_at
    FROM agent AS a JOIN agent_group AS o ON o.id = a.group_id JOIN site AS h ON h.id = o.site_id
    CROSS JOIN LATERAL (
        SELECT * FROM agent_state_interval AS s
        WHERE s.agent_id = a.id AND s.started_at >= $1 AND s.started_at < $2
        UNION ALL
        (SELECT * FROM agent_state_interval AS s WHERE s.agent_id = a.id AND s.started_at < $1
         ORDER BY s.started_at DESC LIMIT 1)) AS i
    UNION ALL
    SELECT agent_id, state, coalesce(reason, ''), local_network_id, since, $3::timestamptz FROM agent_state
    WHERE state <> 'null' AND since > $3::timestamptz - interval '1 day'"""
_SPLIT = """(
    SELECT q AS starts_at, s.agent_id, s.state, s.reason, s.local_network_id,
        (extract(epoch FROM {end} - {begin}) * 1000)::bigint AS ms
    FROM ({states}) AS s, generate_series({first}, least(s.ended_at, $2), '{step}') AS q
    WHERE {end} > {begin})"""


def counted(source: Source, names: Sequence[str], step: str) -> str:
    """Write sums of what happened in each step."""
    facts, counts, keys = _ROWS[source]
    needed = [counts[name] for name in names]
    booked = [_BOOKED.format(at=at, facts=facts) for at in sorted({count.at for count in needed})]
    sums = ", ".join(f"{count.sql} AS {name}" for name, count in zip(names, needed, strict=True))
    begin = _BIN.format(step=step, at="booked_at")
    return _COUNTED.format(begin=begin, keys=keys, sums=sums, rows=" UNION ALL ".join(booked))


def states(step: str) -> str:
    """Write how long agents were in each state, in each step."""
    return _SPLIT.format(
        begin="greatest(s.started_at, q, $1)",
        end=f"least(s.ended_at, q + interval '{step}', $2)",
        first=_BIN.format(step=step, at="greatest(s.started_at, $1)"),
        states=_STATES,
        step=step,
    )
