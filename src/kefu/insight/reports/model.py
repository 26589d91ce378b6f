"""What a report is: data, not a program; and the one table that screen, files and paper show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from kefu.insight.rules.bases import EDGES_S
from kefu.insight.rules.measures import Unit
from kefu.insight.rules.spans import Span
from kefu.insight.rules.tables import Dimension, Question
from kefu.kernel.errors import InvalidError, NotFoundError
from kefu.kernel.words import Text

NAME_MAX = 60
MEASURES_MAX = 40
DIMENSIONS_MAX = 4


class Branch(StrEnum):
    """Under what a report is found."""

    QUEUE = "queue"
    INTERVAL = "interval"
    AGENT = "agent"
    NETWORK = "network"
    DIRECTION = "direction"
    ORGANISATION = "organisation"


class Chart(StrEnum):
    """How a report's first measure is drawn."""

    NONE = "none"
    BARS = "bars"
    LINE = "line"


class ReportNotFoundError(NotFoundError):
    """There is no such report for this person."""

    code = "report-not-found"
    title = "There is no such report"


class ReportInvalidError(InvalidError):
    """The report cannot be as it was composed."""

    code = "report-invalid"
    title = "The report cannot be composed like this"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A definition: which measures by which dimensions. `role_ids`: who sees it; nobody named is everybody.

    `against_days`: each figure stands beside that of so many days before.
    """

    code: str
    name: Text
    branch: Branch
    measures: tuple[str, ...]
    by: tuple[Dimension, ...]
    span: Span
    chart: Chart = Chart.NONE
    role_ids: frozenset[UUID] = frozenset()
    against_days: int = 0
    version: int = 0

    @property
    def is_built_in(self) -> bool:
        """Tell whether it comes with the product; others have versions."""
        return self.version == 0


def require_sound(report: Report, *, at: datetime) -> None:
    """Refuse a report that could not be made.

    Raises: ReportInvalidError, MeasureUnknownError, MeasureNotByDimensionError.
    """
    faults = []
    if not all(0 < len(report.name.get(language, "").strip()) <= NAME_MAX for language in ("zh-CN", "en")):
        faults.append({"field": "name", "code": "required"})
    if not 0 < len(report.measures) <= MEASURES_MAX or len(set(report.measures)) < len(report.measures):
        faults.append({"field": "measures", "code": "required"})
    if not 0 < len(report.by) <= DIMENSIONS_MAX or len(set(report.by)) < len(report.by):
        faults.append({"field": "by", "code": "required"})
    if faults:
        raise ReportInvalidError(errors=faults)
    Question(
        measures=report.measures, by=report.by, since=at, until=at, zone="Asia/Shanghai", within_s=EDGES_S[0]
    ).needed()


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of figures with its formula. `before_days`: it tells of so many days earlier."""

    code: str
    name: str
    unit: Unit
    formula: str
    remark: str
    before_days: int = 0


Value = float | int | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its key, what the key is called, and its figures, rounded as they are told."""

    key: tuple[str | None, ...]
    labels: tuple[str, ...]
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table of figures in one language, as it is written. `first` and `end`: the half-open days.

    `times`: from what time of the first day to what time of the last, where they are not whole; all times are told by
    the clock of `zone`. Without a `total` there is nothing to add up.
    """

    title: str
    language: str
    first: str
    end: str
    times: str = ""
    heads: tuple[str, ...]
    columns: Sequence[Column]
    lines: Sequence[Line]
    total: Sequence[Value]
    known_until: datetime
    zone: ZoneInfo
    is_cut: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid(Sheet):
    """A report's table."""

    report: Report
    within_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Parameters of a report that somebody keeps under a name."""

    view_id: UUID
    report: str
    name: str
    asked: Mapping[str, Any]
