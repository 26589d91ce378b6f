"""Tables of figures: which measures by which dimensions, and how sums of several kinds make one row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from kefu.insight.rules import measures
from kefu.insight.rules.bases import EDGES_S, QUARTER_MS, Source, day_of
from kefu.insight.rules.catalogue import MEASURES
from kefu.insight.rules.measures import THRESHOLD, Measure, is_greatest, values
from kefu.kernel.errors import InvalidError
from kefu.kernel.ids import GroupId
from kefu.kernel.instant import to_ms

MINUTES_WITHIN = timedelta(days=2)
Key = tuple[Any, ...]


class Dimension(StrEnum):
    """By what figures are told apart: times as the operator's clock shows them, or whose they are."""

    MINUTE = "minute"
    QUARTER = "quarter"
    HALF_HOUR = "half_hour"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    WEEKDAY = "weekday"
    HOUR_OF_DAY = "hour_of_day"
    QUEUE = "queue"
    NETWORK = "network"
    AGENT = "agent"
    GROUP = "group"
    SITE = "site"
    DIRECTION = "direction"
    REASON = "reason"


TIMES = tuple(Dimension)[: tuple(Dimension).index(Dimension.QUEUE)]
_WITHIN_A_DAY = frozenset(
    {Dimension.MINUTE, Dimension.QUARTER, Dimension.HALF_HOUR, Dimension.HOUR, Dimension.HOUR_OF_DAY}
)
_EVERY = frozenset(Source)
_OF_AGENTS = frozenset({Source.AGENT, Source.TIME})
_PEOPLE = frozenset({Dimension.AGENT, Dimension.GROUP, Dimension.SITE})
_KNOWN_BY: Mapping[Dimension, frozenset[Source]] = {
    Dimension.QUEUE: frozenset({Source.QUEUE, Source.AGENT}),
    Dimension.AGENT: _OF_AGENTS,
    Dimension.GROUP: _OF_AGENTS,
    Dimension.SITE: _OF_AGENTS,
    Dimension.DIRECTION: frozenset({Source.AGENT}),
    Dimension.REASON: frozenset({Source.TIME}),
}
"""Which sums can be told apart by what; by time and by network all can."""


def dimensions_of(measure: Measure) -> list[Dimension]:
    """List by what a measure can be told apart."""
    return [dimension for dimension in Dimension if measure.sources <= _KNOWN_BY.get(dimension, _EVERY)]


class MeasureUnknownError(InvalidError):
    """There is no such measure."""

    code = "measure-unknown"
    title = "There is no such measure"


class MeasureNotByDimensionError(InvalidError):
    """What the measure counts does not belong to one of these."""

    code = "measure-not-by-dimension"
    title = "This measure cannot be told apart like that"


class SpanTooLongError(InvalidError):
    """Minutes are told of some days, not of more: they are counted from the rows."""

    code = "span-too-long-for-minutes"
    title = "Minutes are told of two days at most"


class ThresholdUnknownError(InvalidError):
    """Waits are not counted up to this many seconds."""

    code = "threshold-unknown"
    title = "Waits are not counted up to this many seconds"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked for. `where` holds identifiers, or words, by dimension; an empty set asks for nothing.

    Days and hours are those of the clock of `zone`.
    """

    measures: tuple[str, ...]
    by: tuple[Dimension, ...]
    since: datetime
    until: datetime
    zone: str
    within_s: int
    where: Mapping[Dimension, frozenset[Any]] = field(default_factory=dict)
    teams: frozenset[GroupId] | None = None
    """Of whose agents may be told; None: of all. What a queue took in is no agent's and stays whole."""
    is_tenants_clock: bool = False
    """The clock is the tenant's: by it, days are kept summed up."""

    @property
    def is_of_days(self) -> bool:
        """Tell whether it is of whole days, and nothing less is asked for: days are kept summed up."""
        is_fine = any(dimension in _WITHIN_A_DAY for dimension in (*self.by, *self.where))
        bounds, zone = (self.since, self.until), ZoneInfo(self.zone)
        return self.is_tenants_clock and not is_fine and all(at == day_of(at, zone)[0] for at in bounds)

    @property
    def is_to_the_minute(self) -> bool:
        """Tell whether sums by quarters do not do: it is of minutes, or begins or ends within a quarter."""
        bounds = (self.since, self.until)
        return Dimension.MINUTE in self.by or any(to_ms(at) % QUARTER_MS for at in bounds)

    def where_of(self, source: Source) -> Mapping[Dimension, frozenset[Any]]:
        """Return what is wanted of one kind of sums: where they are agents', of those teams only."""
        is_of_agents = source is Source.TIME or not _PEOPLE.isdisjoint((*self.by, *self.where))
        if self.teams is None or not is_of_agents:
            return self.where
        return {**self.where, Dimension.GROUP: self.where.get(Dimension.GROUP, self.teams) & self.teams}

    def needed(self) -> Mapping[Source, tuple[str, ...]]:
        """List the sums that are needed, by where they are kept.

        Raises: MeasureUnknownError, MeasureNotByDimensionError, ThresholdUnknownError, SpanTooLongError.
        """
        if self.is_to_the_minute and self.until - self.since > MINUTES_WITHIN:
            raise SpanTooLongError(days_max=MINUTES_WITHIN.days)
        if self.within_s not in EDGES_S:
            raise ThresholdUnknownError(f"one of {', '.join(map(str, EDGES_S))}", known=list(EDGES_S))
        found: dict[Source, dict[str, None]] = {}
        for measure in self.asked():
            self._require_known(measure)
            for source, base in measure.bases(self.within_s):
                found.setdefault(source, {})[base] = None
        return {source: tuple(names) for source, names in found.items()}

    def asked(self) -> list[Measure]:
        """Return the measures.

        Raises: MeasureUnknownError.
        """
        unknown = [code for code in self.measures if code not in MEASURES]
        if unknown:
            raise MeasureUnknownError(", ".join(unknown), measures=unknown)
        return [MEASURES[code] for code in self.measures]

    def _require_known(self, measure: Measure) -> None:
        for dimension in (*self.by, *self.where):
            if not measure.sources <= _KNOWN_BY.get(dimension, _EVERY):
                raise MeasureNotByDimensionError(
                    f"{measure.code} by {dimension}", measure=measure.code, dimension=dimension
                )


class Row(NamedTuple):
    """One line of a table: what it is of, and its figures in the order in which they were asked for."""

    key: Key
    values: tuple[float | int | None, ...]


class Part(NamedTuple):
    """Sums of one kind: the lines' keys, in their order, and a column for each sum in the order of what is needed."""

    keys: Sequence[Key]
    columns: Sequence[Sequence[int]]


def table(question: Question, parts: Sequence[Part]) -> tuple[list[Row], Row]:
    """Make the rows, in the order of their keys, and the total, from sums in the order of `question.needed()`."""
    keys, sums = _sums(question, parts)
    total = {
        place: [max(column, default=0) if is_greatest(place[1]) else sum(column)] for place, column in sums.items()
    }
    return list(map(Row, keys, _lines(question, sums))), Row((), next(_lines(question, total)))


def terms(question: Question, parts: Sequence[Part]) -> Mapping[Key, tuple[tuple[int, int], ...]]:
    """Return for each line what stands above and below the line of each measure; below a plain count: nothing, 0."""
    keys, sums = _sums(question, parts)
    found = [measures.terms(measure, sums, question.within_s) for measure in question.asked()]
    pairs = [list(zip(above, below or [0] * len(keys), strict=True)) for above, below in found]
    return dict(zip(keys, zip(*pairs, strict=True), strict=True))


def _sums(
    question: Question, parts: Sequence[Part]
) -> tuple[Sequence[Key], Mapping[tuple[Source, str], Sequence[int]]]:
    keys, columns = (parts[0].keys, parts[0].columns) if len(parts) == 1 else _merged(parts)
    places = [(source, name) for source, names in question.needed().items() for name in names]
    return keys, dict(zip(places, columns, strict=True))


def _merged(parts: Sequence[Part]) -> tuple[Sequence[Key], Sequence[Sequence[int]]]:
    keys = sorted({key for part in parts for key in part.keys}, key=_order)
    columns: list[Sequence[int]] = []
    for part in parts:
        for column in part.columns:
            known = dict(zip(part.keys, column, strict=True))
            columns.append([known.get(key, 0) for key in keys])
    return keys, columns


def _order(key: Key) -> Key:
    return tuple((part is None, part) for part in key)


def _lines(
    question: Question, sums: Mapping[tuple[Source, str], Sequence[int]]
) -> Iterator[tuple[float | int | None, ...]]:
    return zip(*(values(measure, sums, question.within_s) for measure in question.asked()), strict=True)


def bases_behind(measure: Measure, within_s: int) -> tuple[str, ...]:
    """List the sums whose calls are behind a measure: of a share those of which it is a share of."""
    return tuple(name.replace(THRESHOLD, str(within_s)) for name, sign in measure.above.items() if sign > 0)
