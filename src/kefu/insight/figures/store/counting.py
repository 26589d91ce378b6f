"""What each sum counts, said once: in these words it is made, and in the same words its calls are found again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kefu.insight.rules.bases import EDGES_S, STATES


@dataclass(frozen=True, slots=True)
class Count:
    """Which rows count, at which of their times, and what of them is summed when it is not their number."""

    at: str
    where: str
    what: str = ""
    how: str = "sum"

    @property
    def sql(self) -> str:
        """Write the sum over rows that stand once for each of their times, named by `booked`."""
        which = f"FILTER (WHERE booked = '{self.at}' AND {self.where})"
        if not self.what:
            return f"count(*) {which}"
        return f"coalesce({self.how}({self.what}) {which}, 0)"


def _ms(until: str, since: str) -> str:
    return f"(extract(epoch FROM {until} - {since}) * 1000)::bigint"


_WAIT_MS, _REQUEST_MS = _ms("ended_at", "entered_at"), _ms("reached_at", "requested_at")
_IN, _OUT = "entered_at", "ended_at"
_STARTED, _ANSWERED, _WRAPPED = "started_at", "answered_at", "wrapped_at"


def _exit(*names: str) -> str:
    return f"exit IN ({', '.join(repr(name) for name in names)})"


def _queue() -> Iterator[tuple[str, Count]]:
    for base, entry in (
        ("offered", "offered"),
        ("transferred_in", "transferred"),
        ("overflowed_in", "overflowed"),
        ("returned", "returned"),
    ):
        yield base, Count(_IN, f"entry = '{entry}'")
    yield "waiting", Count(_IN, "exit IS NULL")
    for name in ("answered", "abandoned", "overflowed", "callback", "timed_out", "refused", "deflected", "failed"):
        yield name, Count(_IN, _exit(name))
    yield "left_queue", Count(_IN, _exit("left"))
    yield "short_abandoned", Count(_IN, f"{_exit('abandoned')} AND is_short")
    yield "requested", Count(_IN, "requested_at IS NOT NULL")
    yield "requests_answered", Count(_IN, "requested_at IS NOT NULL AND reached_at IS NOT NULL")
    for edge in EDGES_S:
        for name in ("answered", "abandoned"):
            yield f"{name}_{edge}", Count(_IN, f"{_exit(name)} AND ended_at - entered_at <= interval '{edge} s'")
        yield f"request_{edge}", Count(_IN, f"reached_at - requested_at <= interval '{edge} s'")
    for name in ("answered", "abandoned", "overflowed", "callback", "timed_out"):
        yield f"ended_{name}", Count(_OUT, _exit(name))
    yield "ended_other", Count(_OUT, _exit("refused", "left", "deflected", "failed"))
    yield "answer_wait_ms", Count(_IN, _exit("answered"), _WAIT_MS)
    yield "abandon_wait_ms", Count(_IN, _exit("abandoned"), _WAIT_MS)
    yield "request_wait_ms", Count(_IN, "requested_at IS NOT NULL AND reached_at IS NOT NULL", _REQUEST_MS)
    yield "longest_wait_ms", Count(_IN, "ended_at IS NOT NULL", _WAIT_MS, "max")


def _agent() -> Iterator[tuple[str, Count]]:
    rung, handled = "NOT is_own AND NOT is_consultation", "outcome = 'handled' AND NOT is_consultation"
    yield "offers", Count(_STARTED, rung)
    yield "missed", Count(_STARTED, f"{rung} AND outcome IN ('no_answer', 'unreachable')")
    yield "rejected", Count(_STARTED, f"{rung} AND outcome = 'rejected'")
    yield "dialled", Count(_STARTED, "is_own")
    yield "answered", Count(_ANSWERED, rung)
    yield "reached", Count(_ANSWERED, "is_own")
    yield "consultations", Count(_ANSWERED, "is_consultation")
    yield "ring_ms", Count(_ANSWERED, rung, _ms("answered_at", "started_at"))
    yield "handled", Count(_WRAPPED, handled)
    yield "transfers", Count(_WRAPPED, f"{handled} AND is_transferred")
    for name in ("holds", "talk_ms", "hold_ms", "wrap_ms"):
        yield name, Count(_WRAPPED, handled, name)
    yield "longest_talk_ms", Count(_WRAPPED, handled, "talk_ms", "max")


COUNTS_OF_QUEUES: Mapping[str, Count] = dict(_queue())
COUNTS_OF_AGENTS: Mapping[str, Count] = dict(_agent())
TIMES: Mapping[str, str] = {
    "signed_in_ms": "coalesce(sum(ms) FILTER (WHERE state <> 'null'), 0)",
    **{f"{state}_ms": f"coalesce(sum(ms) FILTER (WHERE state = '{state}'), 0)" for state in STATES},
}


def written(counts: Mapping[str, Count], facts: str, owner: str) -> tuple[str, str, str]:
    """Write the columns of sums, the sums, and the rows that they are over: each once for each of its times."""
    booked = " UNION ALL ".join(
        f"(SELECT '{at}' AS booked, f.* FROM {facts} AS f WHERE f.tenant_id = $1 AND f.{owner} = w.owner"
        f" AND f.{at} >= w.starts_at AND f.{at} < w.starts_at + interval '15 min')"
        for at in sorted({count.at for count in counts.values()})
    )
    return ", ".join(counts), ", ".join(count.sql for count in counts.values()), booked


def totals(counts: Mapping[str, Count]) -> str:
    """Write the sums of sums, in the same order."""
    return ", ".join(f"{'max' if count.how == 'max' else 'sum'}(t.{name})" for name, count in counts.items())
