"""Answers questions of figures: tables, and the calls behind a figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.insight.figures.store import asking, drilling
from kefu.insight.figures.store.drilling import Behind
from kefu.insight.rules import tables
from kefu.insight.rules.bases import Source
from kefu.insight.rules.tables import Key, Part, Question, Row
from kefu.kernel.errors import InvalidError
from kefu.kernel.words import Text

ROWS_MAX = 50_000
CALLS_MAX = 500


class NoCallsBehindError(InvalidError):
    """The figure is made of agents' time, not of calls."""

    code = "no-calls-behind"
    title = "There are no calls behind this figure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A table with its total, the names of those in it, and up to when everything is counted."""

    rows: Sequence[Row]
    total: Row
    names: Mapping[Any, Text]
    known_until: datetime
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls behind a figure."""

    calls: Sequence[Behind]
    is_cut: bool


async def table(session: AsyncSession, *, question: Question, now: datetime) -> Answer:
    """Answer a question with a table.

    Raises: MeasureUnknownError, MeasureNotByDimensionError, ThresholdUnknownError.
    """
    parts = await _parts(session, question, now)
    rows, total = tables.table(question, parts)
    names: dict[Any, Text] = {}
    for place, dimension in enumerate(question.by):
        keys = {row.key[place] for row in rows} - {None}
        names |= await asking.names(session, dimension, list(keys))
    known_until = await asking.known_until(session, now)
    return Answer(rows=rows[:ROWS_MAX], total=total, names=names, known_until=known_until, is_cut=len(rows) > ROWS_MAX)


async def nearest(session: AsyncSession, *, question: Question) -> datetime | None:
    """Find when the day begins that has figures and is nearest before a question's span, or else after it.

    Raises: MeasureUnknownError, MeasureNotByDimensionError, ThresholdUnknownError.
    """
    days = [await asking.nearest(session, question, source) for source in question.needed()]
    found = [day for day in days if day is not None]
    return max((day for day in found if day < question.since), default=min(found, default=None))


async def terms(
    session: AsyncSession, *, question: Question, now: datetime
) -> tuple[Mapping[Key, tuple[tuple[int, int], ...]], datetime]:
    """Answer a question with what stands above and below each measure's line, for who adds lines up himself.

    Raises: MeasureUnknownError, MeasureNotByDimensionError, ThresholdUnknownError.
    """
    parts = await _parts(session, question, now)
    return tables.terms(question, parts), await asking.known_until(session, now)


async def _parts(session: AsyncSession, question: Question, now: datetime) -> list[Part]:
    return [await asking.sums(session, question, source, names, now) for source, names in question.needed().items()]


async def behind(session: AsyncSession, *, question: Question) -> Calls:
    """List the calls behind the only figure of a question.

    Raises: MeasureUnknownError, MeasureNotByDimensionError, ThresholdUnknownError, NoCallsBehindError.
    """
    question.needed()
    [measure] = question.asked()
    if measure.source is Source.TIME:
        raise NoCallsBehindError(measure=measure.code)
    bases = tables.bases_behind(measure, question.within_s)
    found = await drilling.calls_behind(session, question, measure.source, bases, CALLS_MAX + 1)
    return Calls(found[:CALLS_MAX], len(found) > CALLS_MAX)
