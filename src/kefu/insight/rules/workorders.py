"""Figures of work orders, by their definitions."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What was counted of the orders closed in a period. `hours`: from opening to closing, summed up."""

    opened: int = 0
    closed: int = 0
    followed: int = 0
    """Closed, and by now followed by another order for the same product or address within 30 days."""
    first_time: int = 0
    """Closed with the fault gone, never reopened, no repeat, and not followed."""
    on_time: int = 0
    """Closed no later than due."""
    hours: float = 0.0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            opened=self.opened + other.opened,
            closed=self.closed + other.closed,
            followed=self.followed + other.followed,
            first_time=self.first_time + other.first_time,
            on_time=self.on_time + other.on_time,
            hours=self.hours + other.hours,
        )


def repeat_repair_rate_pct(tally: Tally) -> float | None:
    """Return the share of closed orders that another order followed within 30 days, in percent; None of none.

    Source: the operators' measure 重复报修率; "repeat trouble report rate" in TM Forum GB988 (Metrics).
    """
    return _pct(tally.followed, tally.closed)


def first_time_fixed_pct(tally: Tally) -> float | None:
    """Return the share of closed orders whose fault was gone at the first visit and stayed so, in percent.

    Counted: result says fixed, never reopened, itself no repeat, not followed within 30 days.
    Source: "first-time fix rate", COPC CX Standard, field service metrics.
    """
    return _pct(tally.first_time, tally.closed)


def on_time_pct(tally: Tally) -> float | None:
    """Return the share of closed orders closed no later than due, in percent.

    Source: "cycle time, on-time performance", COPC CX Standard; the deadline is the severity's, moved by appointments
    and suspensions (ADR 0023).
    """
    return _pct(tally.on_time, tally.closed)


def average_hours(tally: Tally) -> float | None:
    """Return the hours from opening to closing on average, by the wall clock: mean time to repair.

    Source: ITU-T E.800 (2008), 3.4.3 "mean time to repair".
    """
    return round(tally.hours / tally.closed, 2) if tally.closed else None


def total(tallies: Iterable[Tally]) -> Tally:
    """Add tallies up."""
    return sum(tallies, Tally())


def _pct(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None
