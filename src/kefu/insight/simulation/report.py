"""What a simulation says: measures by interval and queue, beside what theory expects of the same load."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from kefu.insight.rules.intervals import Outcome, Span, islands_of, measure, share_out
from kefu.insight.rules.queueing import Expectation, Load, expect_impatient, expect_patient
from kefu.insight.simulation.model import Caller, Course, Habits, Worker
from kefu.insight.simulation.staffing import Grid

ALL = "*"
_DIGITS = 4
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How a course is looked at."""

    grid: Grid
    within_s: float
    patience_mean_s: float | None
    habits: Habits
    label: Callable[[int], str]  # of a moment


class Tables:
    """Measures of one course, for all queues together (`*`) and for each."""

    def __init__(self, callers: Sequence[Caller], workers: Sequence[Worker], course: Course, view: View) -> None:
        self._view, self._workers = view, workers
        self.queues = sorted({caller.queue for caller in callers})
        self._groups = islands_of([worker.queues for worker in workers] + [frozenset({q}) for q in self.queues])
        self._busy = self._shares(course.busy)
        self._staffed = self._shares(course.staffed)
        self._rows: dict[tuple[str, int], Row] = {}
        self._outcomes: dict[tuple[str, int], list[Outcome]] = {}
        self._work_s: dict[tuple[str, int], list[float]] = {}
        extra_s = view.habits.ring_s + view.habits.wrap_up_s
        for outcome, caller in zip(course.outcomes, sorted(callers, key=lambda each: each.arrived_ms), strict=True):
            index = view.grid.index(outcome.arrived_ms)
            for scope in (ALL, outcome.queue):
                self._outcomes.setdefault((scope, index), []).append(outcome)
            self._work_s.setdefault((outcome.queue, index), []).append(caller.talk_ms / 1000 + extra_s)

    def _shares(self, spans: Mapping[str, list[Span]]) -> dict[str, list[int]]:
        grid = self._view.grid
        return {
            name: share_out(worked, from_ms=grid.from_ms, length_ms=grid.length_ms, count=grid.count)
            for name, worked in spans.items()
        }

    def intervals(self) -> list[Row]:
        """Return a row for each interval in which somebody called or worked, of each scope."""
        rows = []
        grid = self._view.grid
        for index in range(grid.count):
            for scope in (ALL, *self.queues):
                row = self._interval(scope, index)
                if row["offered"] or row["agents"]:
                    place = {"from": self._view.label(grid.begin_ms(index)), "queue": scope}
                    rows.append(place | row)
        return rows

    def totals(self) -> dict[str, Row]:
        """Return a row over the whole time for each scope; theory is its intervals' mean, weighted by calls."""
        return {scope: self._total(scope) for scope in (ALL, *self.queues)}

    def _interval(self, scope: str, index: int) -> Row:
        if (found := self._rows.get((scope, index))) is not None:
            return found
        outcomes = self._outcomes.get((scope, index), [])
        row = self._measured(scope, outcomes, range(index, index + 1))
        row |= {"erlang_c": self._expected(scope, index, None)} | self._impatient(scope, index)
        self._rows[scope, index] = row
        return row

    def _impatient(self, scope: str, index: int) -> Row:
        patience_s = self._view.patience_mean_s
        return {} if patience_s is None else {"erlang_a": self._expected(scope, index, patience_s)}

    def _total(self, scope: str) -> Row:
        indices = range(self._view.grid.count)
        row = self._measured(scope, [each for n in indices for each in self._outcomes.get((scope, n), [])], indices)
        rows = [self._interval(scope, n) for n in indices if self._outcomes.get((scope, n))]
        return row | {name: _mean(rows, name) for name in ("erlang_c", "erlang_a") if rows and name in rows[0]}

    def _measured(self, scope: str, outcomes: Sequence[Outcome], indices: range) -> Row:
        mine = [worker.name for worker in self._workers if scope in (ALL, *worker.queues)]
        measures = measure(
            outcomes,
            within_s=self._view.within_s,
            busy_ms=sum(self._busy[name][index] for name in mine for index in indices),
            staffed_ms=sum(self._staffed[name][index] for name in mine for index in indices),
            length_ms=self._view.grid.length_ms * len(indices),
        )
        return rounded(asdict(measures))

    def _expected(self, scope: str, index: int, patience_s: float | None) -> Row | None:
        """Expect of the queues that share agents with this one, as if each of them served all; None of islands."""
        group = self._groups[self.queues[0] if scope == ALL else scope]
        if scope == ALL and not group.issuperset(self.queues):
            return None
        work_s = [each for queue in sorted(group) for each in self._work_s.get((queue, index), [])]
        staffed_ms = sum(self._staffed[worker.name][index] for worker in self._workers if worker.queues & group)
        if not work_s:
            return None
        load = Load(
            calls_per_s=len(work_s) * 1000 / self._view.grid.length_ms,
            handle_s=sum(work_s) / len(work_s),
            agents=round(staffed_ms / self._view.grid.length_ms),
        )
        ring_s = self._view.habits.ring_s
        within_s = max(0.0, self._view.within_s - ring_s)
        found = expect_patient(load, within_s=within_s)
        if patience_s is not None:
            found = expect_impatient(load, patience_s=patience_s, within_s=within_s)
        return _shown(found, ring_s) if found else None


def _shown(found: Expectation, ring_s: float) -> Row:
    row = asdict(found)
    row["average_speed_of_answer_s"] += ring_s
    return rounded(row)


def _mean(rows: Sequence[Row], theory: str) -> Row | None:
    """Weigh by calls; None when one interval has no steady state."""
    if any(row[theory] is None for row in rows):
        return None
    calls = sum(row["offered"] for row in rows)
    names = ("service_level", "average_speed_of_answer_s", "abandonment_rate")
    return {name: round(sum(row[theory][name] * row["offered"] for row in rows) / calls, _DIGITS) for name in names}


def rounded(row: Row) -> Row:
    """Round what is no count."""
    return {name: round(value, _DIGITS) if isinstance(value, float) else value for name, value in row.items()}
