"""Every measure once: what it is called, how it is computed, in which unit, what to know of it, whose word it is.

A measure is a sum over a sum of what `bases` counts, so that it is exact over any span, and two spans add up.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kefu.insight.rules.bases import EDGES_S, LONGEST, SOURCES, Source
from kefu.kernel.words import Text

COPC = "COPC CX Standard, release 7.0"
REGULATOR = "信息产业部令第 36 号《电信服务规范》 (2005)"
THRESHOLD = "{s}"
"""Stands for the seconds within which a tenant promises an answer."""


class Unit(StrEnum):
    """In what a measure is told."""

    COUNT = "count"
    SECONDS = "seconds"
    DURATION = "duration"
    PERCENT = "percent"
    PER_HOUR = "per_hour"
    RATIO = "ratio"


_SCALES = {Unit.COUNT: 1.0, Unit.SECONDS: 1e-3, Unit.DURATION: 1e-3, Unit.PERCENT: 100.0, Unit.PER_HOUR: 3.6e6}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A figure that people read. `above` and `below`: sums with their signs, of one source each."""

    code: str
    source: Source
    name: Text
    unit: Unit
    above: Mapping[str, int]
    below: Mapping[str, int] | None = None
    below_source: Source | None = None
    remark: Text | None = None
    authority: str = ""

    @property
    def sources(self) -> frozenset[Source]:
        """Return where its sums are kept."""
        return frozenset({self.source, self.below_source or self.source})

    def bases(self, within_s: int) -> Iterator[tuple[Source, str]]:
        """Yield the sums that it needs."""
        for source, names in ((self.source, self.above), (self.below_source or self.source, self.below or {})):
            for name in names:
                yield source, name.replace(THRESHOLD, str(within_s))


def values(
    measure: Measure, sums: Mapping[tuple[Source, str], Sequence[int]], within_s: int
) -> Sequence[float | int | None]:
    """Compute a measure for many lines, given their sums column by column; None where nothing could be measured."""
    above, below = terms(measure, sums, within_s)
    scale = _SCALES.get(measure.unit, 1.0)
    if below is None:
        return above if measure.unit is Unit.COUNT else [amount * scale for amount in above]
    return [part / whole * scale if whole else None for part, whole in zip(above, below, strict=True)]


def terms(
    measure: Measure, sums: Mapping[tuple[Source, str], Sequence[int]], within_s: int
) -> tuple[Sequence[int], Sequence[int] | None]:
    """Sum up what stands above and below a measure's line, which add up over lines: a share of shares does not."""
    above = _total(sums, measure.source, measure.above, within_s)
    if measure.below is None:
        return above, None
    return above, _total(sums, measure.below_source or measure.source, measure.below, within_s)


def _total(
    sums: Mapping[tuple[Source, str], Sequence[int]], source: Source, terms: Mapping[str, int], within_s: int
) -> Sequence[int]:
    columns = [
        column if sign > 0 else [-amount for amount in column]
        for name, sign in terms.items()
        for column in (sums[source, name.replace(THRESHOLD, str(within_s))],)
    ]
    return columns[0] if len(columns) == 1 else [sum(line) for line in zip(*columns, strict=True)]


def formula(measure: Measure, language: str, within_s: int | None = None) -> str:
    """Write how a measure is computed, in words; the promise stands in it as T where no seconds are given."""
    above = _words(measure.source, measure.above, language, within_s)
    if measure.below is None:
        return above
    below = _words(measure.below_source or measure.source, measure.below, language, within_s)
    return f"{_bracket(above)} ÷ {_bracket(below)}"


def _bracket(words: str) -> str:
    return f"({words})" if " + " in words or " - " in words else words


def _words(source: Source, terms: Mapping[str, int], language: str, within_s: int | None) -> str:
    said = ""
    for name, sign in terms.items():
        at = name.replace(THRESHOLD, str(within_s or EDGES_S[0]))
        word = SOURCES[source][at][language]
        if THRESHOLD in name and within_s is None:
            word = word.replace(str(EDGES_S[0]), "T")
        said += f" {'+' if sign > 0 else '-'} {word}" if said else word
    return said


def is_greatest(name: str) -> bool:
    """Tell whether of a base the greatest is told, not the sum."""
    return name in LONGEST
