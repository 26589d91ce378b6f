"""What if: the least staffing that reaches a target, and one pool beside islands. Both by simulation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil

from kefu.insight.rules.intervals import Fate, Outcome, apportion
from kefu.insight.simulation.model import Caller, Habits, Worker
from kefu.insight.simulation.world import simulate


@dataclass(frozen=True, slots=True)
class Grid:
    """Intervals of equal length, one after another."""

    from_ms: int
    length_ms: int
    count: int

    def index(self, at_ms: int) -> int:
        """Return the interval of a moment."""
        return (at_ms - self.from_ms) // self.length_ms

    def begin_ms(self, index: int) -> int:
        """Return when an interval begins."""
        return self.from_ms + index * self.length_ms


@dataclass(frozen=True, slots=True)
class Target:
    """So much of what is offered is to be answered within so many seconds: 0.8, 20."""

    level: float
    within_s: float


def grid_of(callers: Sequence[Caller], length_ms: int) -> Grid:
    """Return the intervals from the first call to the last."""
    moments = [caller.arrived_ms for caller in callers]
    first, last = min(moments) // length_ms, max(moments) // length_ms
    return Grid(first * length_ms, length_ms, last - first + 1)


def levels(outcomes: Iterable[Outcome], grid: Grid, within_s: float) -> list[float | None]:
    """Return each interval's service level; None where nobody called."""
    offered, in_time = [0] * grid.count, [0] * grid.count
    for outcome in outcomes:
        index = grid.index(outcome.arrived_ms)
        offered[index] += 1
        in_time[index] += outcome.fate is Fate.ANSWERED and outcome.wait_ms <= within_s * 1000
    return [part / whole if whole else None for part, whole in zip(in_time, offered, strict=True)]


def shifts_for(counts: Sequence[int], grid: Grid, queues: frozenset[str]) -> list[Worker]:
    """Return agents so that so many are at work in each interval; who works in the last one sees it through."""
    workers = []
    for number in range(max(counts, default=0)):
        shifts: list[tuple[int, int | None]] = []
        for index, agents in enumerate(counts):
            if agents <= number:
                continue
            begin, end = grid.begin_ms(index), grid.begin_ms(index + 1)
            if shifts and shifts[-1][1] == begin:
                begin = shifts.pop()[0]
            shifts.append((begin, None if index == len(counts) - 1 else end))
        workers.append(Worker(name=f"{number + 1:05}", queues=queues, shifts=tuple(shifts)))
    return workers


class Search:
    """Looks for the least staffing of one pool: no interval could do with one agent fewer."""

    def __init__(self, callers: Sequence[Caller], grid: Grid, target: Target, habits: Habits) -> None:
        self._callers, self._grid, self._target, self._habits = callers, grid, target, habits
        self._queues = frozenset(caller.queue for caller in callers)
        enough = [min(len(callers), self._most())] * grid.count
        self._wanted = [None if best is None else min(best, target.level) for best in self.reached(enough)]

    def _most(self) -> int:
        """Return how many calls are there at once when nobody waits: more agents cannot be used."""
        extra_ms = round((self._habits.ring_s + self._habits.wrap_up_s) * 1000)
        steps = [(caller.arrived_ms, 1) for caller in self._callers]
        steps += [(caller.arrived_ms + caller.talk_ms + extra_ms + 1, -1) for caller in self._callers]
        now = most = 0
        for _, step in sorted(steps):
            now += step
            most = max(most, now)
        return most

    def reached(self, counts: Sequence[int]) -> list[float | None]:
        """Simulate a staffing; return each interval's service level."""
        course = simulate(self._callers, shifts_for(counts, self._grid, self._queues), habits=self._habits)
        return levels(course.outcomes, self._grid, self._target.within_s)

    def _missed(self, counts: Sequence[int]) -> list[int]:
        got = self.reached(counts)
        return [
            index
            for index, (level, wanted) in enumerate(zip(got, self._wanted, strict=True))
            if level is not None and wanted is not None and level < wanted
        ]

    def least(self) -> list[int]:
        """Add agents where the target is missed, then take away whoever is not needed."""
        counts = self._guess()
        while missed := self._missed(counts):
            for index in missed:
                counts[index] += 1
        is_changed = True
        while is_changed:
            is_changed = False
            for index in range(len(counts)):
                while counts[index] > 0:
                    fewer = [*counts[:index], counts[index] - 1, *counts[index + 1 :]]
                    if self._missed(fewer):
                        break
                    counts, is_changed = fewer, True
        return counts

    def _guess(self) -> list[int]:
        """Begin with the offered work: less would do for patient callers of the last minutes only."""
        work_ms = [0] * self._grid.count
        extra_ms = round((self._habits.ring_s + self._habits.wrap_up_s) * 1000)
        for caller in self._callers:
            work_ms[self._grid.index(caller.arrived_ms)] += caller.talk_ms + extra_ms
        return [ceil(work / self._grid.length_ms) for work in work_ms]


# -- pool and islands ----------------------------------------------------------------------------------------------


def workload(callers: Iterable[Caller]) -> dict[str, float]:
    """Return the talk of each queue, in seconds."""
    work: dict[str, float] = {}
    for caller in callers:
        work[caller.queue] = work.get(caller.queue, 0.0) + caller.talk_ms / 1000
    return work


def pooled(workers: Iterable[Worker], queues: frozenset[str]) -> list[Worker]:
    """Let every agent serve every queue."""
    return [replace(worker, queues=queues) for worker in workers]


def divided(workers: Iterable[Worker], work: dict[str, float]) -> list[Worker]:
    """Give each queue agents of its own in proportion to its work, separately among those of equal shifts."""
    by_shifts: dict[tuple[tuple[int, int | None], ...], list[Worker]] = {}
    for worker in workers:
        by_shifts.setdefault(worker.shifts, []).append(worker)
    parts = []
    for alike in by_shifts.values():
        rest = iter(alike)
        for queue, number in apportion(len(alike), work).items():
            parts += [replace(next(rest), queues=frozenset({queue})) for _ in range(number)]
    return parts
