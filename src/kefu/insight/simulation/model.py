"""Words of a simulation. Times are milliseconds since its zero, which is 00:00 of the first day."""

from dataclasses import dataclass, field

from kefu.insight.rules.intervals import Outcome, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Somebody who will call."""

    arrived_ms: int
    queue: str
    talk_ms: int
    patience_ms: int | None = None  # None: for ever
    priority: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """An agent; a shift without an end lasts until no call is left."""

    name: str
    queues: frozenset[str]
    shifts: tuple[tuple[int, int | None], ...] = ((0, None),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What agents do beside talking."""

    ring_s: float = 0.0  # until they pick up
    wrap_up_s: int = 0


@dataclass(slots=True, kw_only=True)
class Course:
    """What happened: each call, in the order in which they came, and each agent's work."""

    outcomes: list[Outcome] = field(default_factory=list)
    busy: dict[str, list[Span]] = field(default_factory=dict)
    staffed: dict[str, list[Span]] = field(default_factory=dict)
    end_ms: int = 0


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that could not be used, and why."""

    file: str
    line: int
    code: str
    value: str
