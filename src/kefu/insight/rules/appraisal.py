"""How a scorecard is made: points of every measure between where there are none and its target, then weighted."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from kefu.insight.rules.catalogue import MEASURES
from kefu.insight.rules.tables import Dimension, dimensions_of
from kefu.kernel.words import Text

FULL = 100.0
WEIGHTS = 100
LEAST_WEIGHT = 50
"""Where less than this weight could be measured, a score would tell nothing: there is none."""
LINES_MAX = 20
APPEAL_WITHIN = timedelta(days=10)
"""For so long after its publication a scorecard can be appealed against."""
_DIGITS = 1


class Subject(StrEnum):
    """Whose scorecard it is."""

    AGENT = "agent"
    GROUP = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A measure of a scorecard: its weight, where it has all points, and where it has none.

    Which way is better is told by which of the two is greater.
    """

    measure: str
    weight: int
    target: float
    zero_at: float

    @property
    def is_higher_better(self) -> bool:
        """Tell whether more is better."""
        return self.target > self.zero_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A measure as somebody did in it; without a value, or left out, it has no points and no weight."""

    measure: str
    weight: int
    value: float | None
    points: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What all measures come to; `weight` is what could be counted of 100, and without enough there is no score."""

    points: float | None
    weight: int


def points(line: Line, value: float | None) -> float | None:
    """Give the points of a value: none at `zero_at`, all at the target, even steps between, never more or less."""
    if value is None:
        return None
    share = (value - line.zero_at) / (line.target - line.zero_at)
    return round(min(max(share, 0.0), 1.0) * FULL, _DIGITS)


def scored(lines: Sequence[Line], values: Sequence[float | None]) -> list[Scored]:
    """Give every measure its points."""
    return [
        Scored(measure=line.measure, weight=line.weight, value=value, points=points(line, value))
        for line, value in zip(lines, values, strict=True)
    ]


def corrected(lines: Sequence[Line], found: Sequence[Scored], corrections: Mapping[str, float | None]) -> list[Scored]:
    """Put other values in some places; None leaves the measure out."""
    return [
        replace(each, value=corrections[each.measure], points=points(line, corrections[each.measure]))
        if each.measure in corrections
        else each
        for line, each in zip(lines, found, strict=True)
    ]


def total(found: Sequence[Scored]) -> Score:
    """Weigh the points; what could not be measured gives its weight to the rest."""
    counted = [(each.weight, each.points) for each in found if each.points is not None]
    weight = sum(weight for weight, _ in counted)
    if weight < LEAST_WEIGHT:
        return Score(points=None, weight=weight)
    return Score(points=round(sum(part * each for part, each in counted) / weight, _DIGITS), weight=weight)


def month_of(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return when the month of a day begins and ends on a clock."""
    first = day.replace(day=1)
    end = (first + timedelta(days=31)).replace(day=1)
    return datetime(first.year, first.month, 1, tzinfo=zone), datetime(end.year, end.month, 1, tzinfo=zone)


def is_appealable(published_at: datetime | None, now: datetime) -> bool:
    """Tell whether a scorecard can still be appealed against."""
    return published_at is not None and now.astimezone(UTC) <= published_at + APPEAL_WITHIN


def beginnings() -> list[tuple[Text, Subject, tuple[Line, ...]]]:
    """List what a centre may begin with: how much, how fast, how present; an operator sets his own targets."""
    lines = (
        Line(measure="handled_per_hour", weight=40, target=12, zero_at=4),
        Line(measure="average_handle_time_s", weight=20, target=240, zero_at=480),
        Line(measure="missed", weight=20, target=0, zero_at=10),
        Line(measure="occupancy", weight=20, target=75, zero_at=40),
    )
    return [
        ({"zh-CN": "坐席月度考核", "en": "Agents by month"}, Subject.AGENT, lines),
        ({"zh-CN": "班组月度考核", "en": "Teams by month"}, Subject.GROUP, lines),
    ]


def template_faults(name: Text, subject: Subject, lines: Sequence[Line]) -> list[dict[str, str]]:
    """List what is wrong with a template, by field."""
    found = [_fault("name", "empty", "say what it is called")] if not all(name.values()) else []
    if not 0 < len(lines) <= LINES_MAX:
        found.append(_fault("lines", "count", f"1 to {LINES_MAX} measures"))
    seen: set[str] = set()
    for place, line in enumerate(lines):
        found += _line_faults(f"lines.{place}", subject, line, seen)
        seen.add(line.measure)
    if lines and sum(line.weight for line in lines) != WEIGHTS:
        found.append(_fault("lines", "weights", f"weights come to {WEIGHTS}"))
    return found


def _line_faults(field: str, subject: Subject, line: Line, seen: set[str]) -> list[dict[str, str]]:
    measure = MEASURES.get(line.measure)
    found = []
    if measure is None or Dimension(subject) not in dimensions_of(measure):
        found.append(_fault(f"{field}.measure", "unknown", f"not measured by {subject}"))
    elif line.measure in seen:
        found.append(_fault(f"{field}.measure", "twice", "named before"))
    if not 0 < line.weight <= WEIGHTS:
        found.append(_fault(f"{field}.weight", "out-of-range", f"1 to {WEIGHTS}"))
    if not (math.isfinite(line.target) and math.isfinite(line.zero_at)):
        found.append(_fault(f"{field}.target", "malformed", "a number"))
    elif line.target == line.zero_at:
        found.append(_fault(f"{field}.zero_at", "equal", "differs from the target"))
    return found


def _fault(field: str, code: str, detail: str) -> dict[str, str]:
    return {"field": field, "code": code, "detail": detail}
