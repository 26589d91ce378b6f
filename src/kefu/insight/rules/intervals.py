"""Measures of a group of calls and agents, over a stretch of time.

Source of the measures: COPC CX Standard, metrics of inbound calls; calls belong to the interval in which they came.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What became of a call."""

    ANSWERED = "answered"
    ABANDONED = "abandoned"
    LEFT_WAITING = "left_waiting"  # the last agent went home and it still waited


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One call, and what became of it."""

    arrived_ms: int
    queue: str
    fate: Fate
    wait_ms: int
    handle_ms: int = 0  # talk and wrap-up
    priority: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What is told of calls and agents; None where nothing happened that could be measured."""

    offered: int
    answered: int
    abandoned: int
    left_waiting: int
    service_level: float | None  # answered within the time, of all offered
    abandonment_rate: float | None
    average_speed_of_answer_s: float | None  # over answered calls
    average_wait_s: float | None  # over all calls
    longest_wait_s: float | None
    average_handle_time_s: float | None
    occupancy: float | None  # talk and wrap-up, of the time at work
    agents: float  # at work, on average


Span = tuple[int, int]


def measure(outcomes: Sequence[Outcome], *, within_s: float, busy_ms: int, staffed_ms: int, length_ms: int) -> Measures:
    """Sum up calls, and the agents who might serve them, over a stretch of this length."""
    answered = [each for each in outcomes if each.fate is Fate.ANSWERED]
    abandoned = sum(each.fate is Fate.ABANDONED for each in outcomes)
    in_time = sum(each.wait_ms <= within_s * 1000 for each in answered)
    return Measures(
        offered=len(outcomes),
        answered=len(answered),
        abandoned=abandoned,
        left_waiting=len(outcomes) - len(answered) - abandoned,
        service_level=_ratio(in_time, len(outcomes)),
        abandonment_rate=_ratio(abandoned, len(outcomes)),
        average_speed_of_answer_s=_mean_s([each.wait_ms for each in answered]),
        average_wait_s=_mean_s([each.wait_ms for each in outcomes]),
        longest_wait_s=max((each.wait_ms / 1000 for each in outcomes), default=None),
        average_handle_time_s=_mean_s([each.handle_ms for each in answered]),
        occupancy=_ratio(busy_ms, staffed_ms),
        agents=staffed_ms / length_ms,
    )


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _mean_s(values_ms: Sequence[int]) -> float | None:
    return sum(values_ms) / len(values_ms) / 1000 if values_ms else None


def share_out(spans: Iterable[Span], *, from_ms: int, length_ms: int, count: int) -> list[int]:
    """Return how much of the spans lies in each of `count` intervals of equal length."""
    shares = [0] * count
    for begin, end in spans:
        begin, end = max(begin, from_ms), min(end, from_ms + count * length_ms)
        while begin < end:
            index = (begin - from_ms) // length_ms
            border = min(end, from_ms + (index + 1) * length_ms)
            shares[index] += border - begin
            begin = border
    return shares


def apportion(agents: int, weights: Mapping[str, float]) -> dict[str, int]:
    """Divide agents in proportion (largest remainder; ties by name), one each at least where they are enough."""
    names = sorted(weights)
    least = 1 if agents >= len(names) else 0
    rest, total = agents - least * len(names), sum(weights.values())
    shares = {name: rest * weights[name] / total if total else rest / len(names) for name in names}
    parts = {name: least + int(shares[name]) for name in names}
    by_remainder = sorted(names, key=lambda name: (int(shares[name]) - shares[name], name))
    for name in by_remainder[: agents - sum(parts.values())]:
        parts[name] += 1
    return parts


def islands_of(groups: Iterable[frozenset[str]]) -> dict[str, frozenset[str]]:
    """Return for each queue all that are joined with it by agents who serve several."""
    joined: dict[str, frozenset[str]] = {}
    for group in groups:
        whole = group.union(*(joined.get(queue, frozenset()) for queue in group))
        joined.update(dict.fromkeys(whole, whole))
    return joined
