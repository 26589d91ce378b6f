"""Measures of callback surveys; a case belongs to the day on which it ended.

Sources: AAPOR, Standard Definitions (response rate 1, contact rate 1), cases with wrong numbers counted as eligible;
Reichheld, "The One Number You Need to Grow", 2003 (net promoter score).
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts over cases that have ended."""

    cases: int = 0
    reached: int = 0
    """Somebody spoke with us: answered, refused, or asked to be called later."""
    answered: int = 0
    rated: int = 0
    """Answered so that we know whether he is satisfied."""
    satisfied: int = 0
    points: int = 0
    max_points: int = 0
    promoters: int = 0
    passives: int = 0
    detractors: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What is told of cases; None where there was nothing to measure."""

    contact_rate_pct: float | None
    """Reached, of all cases."""
    response_rate_pct: float | None
    """Answered, of all cases."""
    satisfied_rate_pct: float | None
    """Satisfied, of those who rated."""
    average_score_pct: float | None
    """Points, of those that could be had."""
    net_promoter_score: float | None
    """Share of promoters (9, 10) less that of detractors (0 to 6), from -100 to 100."""


def measure(tally: Tally) -> Measures:
    """Sum up."""
    asked = tally.promoters + tally.passives + tally.detractors
    return Measures(
        contact_rate_pct=_share(tally.reached, tally.cases),
        response_rate_pct=_share(tally.answered, tally.cases),
        satisfied_rate_pct=_share(tally.satisfied, tally.rated),
        average_score_pct=_share(tally.points, tally.max_points),
        net_promoter_score=_share(tally.promoters - tally.detractors, asked),
    )


def total(tallies: Iterable[Tally]) -> Tally:
    """Add counts up."""
    listed = list(tallies)
    return Tally(**{each.name: sum(getattr(tally, each.name) for tally in listed) for each in fields(Tally)})


def _share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None
