"""Makes the one table of a report that screen, files and paper show: what it says differs nowhere."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from kefu.insight.reports.model import Column, Grid, Line, Report, Value
from kefu.insight.rules.catalogue import MEASURES
from kefu.insight.rules.measures import Unit, formula
from kefu.insight.rules.tables import Dimension, Question, Row
from kefu.kernel.words import Text

DIMENSION_NAMES: Mapping[Dimension, Text] = {
    dimension: {"zh-CN": zh, "en": en}
    for dimension, zh, en in (
        (Dimension.MINUTE, "分钟", "Minute"),
        (Dimension.QUARTER, "15 分钟", "Quarter of an hour"),
        (Dimension.HALF_HOUR, "半小时", "Half hour"),
        (Dimension.HOUR, "小时", "Hour"),
        (Dimension.DAY, "日期", "Day"),
        (Dimension.WEEK, "周 (起始日)", "Week from"),
        (Dimension.MONTH, "月份", "Month"),
        (Dimension.YEAR, "年份", "Year"),
        (Dimension.WEEKDAY, "星期", "Weekday"),
        (Dimension.HOUR_OF_DAY, "时段", "Hour of day"),
        (Dimension.QUEUE, "队列", "Queue"),
        (Dimension.NETWORK, "分公司", "Local network"),
        (Dimension.AGENT, "坐席", "Agent"),
        (Dimension.GROUP, "班组", "Group"),
        (Dimension.SITE, "职场", "Site"),
        (Dimension.DIRECTION, "方向", "Direction"),
        (Dimension.REASON, "示忙原因", "Reason"),
    )
}
MIDNIGHT = "00:00"
_TIMES = {
    Dimension.MINUTE: "%Y-%m-%d %H:%M",
    Dimension.QUARTER: "%Y-%m-%d %H:%M",
    Dimension.HALF_HOUR: "%Y-%m-%d %H:%M",
    Dimension.HOUR: "%Y-%m-%d %H:%M",
    Dimension.DAY: "%Y-%m-%d",
    Dimension.WEEK: "%Y-%m-%d",
    Dimension.MONTH: "%Y-%m",
    Dimension.YEAR: "%Y",
}
_WEEKDAYS = {
    "zh-CN": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_DIRECTIONS: Mapping[str, Text] = {
    "inbound": {"zh-CN": "呼入", "en": "Inbound"},
    "outbound": {"zh-CN": "呼出", "en": "Outbound"},
    "internal": {"zh-CN": "内部", "en": "Internal"},
}
_NOBODY = {"zh-CN": "未指定", "en": "None"}
_BEFORE = {"zh-CN": "{name} ({days} 天前)", "en": "{name} ({days} days before)"}
_SIGNS = {Unit.PERCENT: "%", Unit.SECONDS: " s"}
TOTAL = {"zh-CN": "合计", "en": "Total"}


class Found(Protocol):
    """What was found for a question."""

    @property
    def rows(self) -> Sequence[Row]:
        """The lines."""
        ...

    @property
    def total(self) -> Row:
        """The line of all."""
        ...

    @property
    def names(self) -> Mapping[Any, Text]:
        """What those in it are called."""
        ...

    @property
    def known_until(self) -> datetime:
        """Up to when all is counted."""
        ...

    @property
    def is_cut(self) -> bool:
        """Whether there is more."""
        ...


def grid(
    report: Report, question: Question, days: tuple[date, date], language: str, found: Found, before: Found | None
) -> Grid:
    """Lay out what was found, beside what was found of some days before."""
    columns = _columns(report, question, language, 0)
    earlier: Mapping[Any, tuple[Any, ...]] = {}
    names = dict(found.names)
    keys = [row.key for row in found.rows]
    if before is not None:
        columns = _paired(columns, _columns(report, question, language, report.against_days))
        earlier = {row.key: row.values for row in before.rows}
        names |= before.names
        keys = sorted({*keys, *earlier}, key=lambda key: tuple((part is None, part) for part in key))
    now = {row.key: row.values for row in found.rows}
    nothing = (None,) * len(question.measures)
    zone = ZoneInfo(question.zone)
    units = [MEASURES[code].unit for code in question.measures]

    def values(current: Sequence[Value], past: Sequence[Value]) -> tuple[Value, ...]:
        told = list(map(rounded, current, units))
        return tuple(told if before is None else _paired(told, list(map(rounded, past, units))))

    return Grid(
        report=report,
        title=report.name.get(language) or report.name["zh-CN"],
        language=language,
        first=days[0].isoformat(),
        end=days[1].isoformat(),
        times=_times(question),
        within_s=question.within_s,
        heads=tuple(DIMENSION_NAMES[dimension][language] for dimension in question.by),
        columns=columns,
        lines=[
            Line(
                tuple(map(said, key)),
                tuple(
                    label(dimension, part, names, language, zone)
                    for dimension, part in zip(question.by, key, strict=True)
                ),
                values(now.get(key, nothing), earlier.get(key, nothing)),
            )
            for key in keys
        ],
        total=values(found.total.values, before.total.values if before is not None else nothing),
        known_until=found.known_until,
        zone=zone,
        is_cut=found.is_cut or (before is not None and before.is_cut),
    )


def _times(question: Question) -> str:
    since, until = (at.astimezone(ZoneInfo(question.zone)).strftime("%H:%M") for at in (question.since, question.until))
    return "" if since == until == MIDNIGHT else f"{since}–{until if until != MIDNIGHT else '24:00'}"


def _paired(first: list[Any], second: list[Any]) -> list[Any]:
    return [each for pair in zip(first, second, strict=True) for each in pair]


def _columns(report: Report, question: Question, language: str, before_days: int) -> list[Column]:
    columns = []
    for measure in question.asked():
        name = measure.name[language]
        columns.append(
            Column(
                code=measure.code,
                name=_BEFORE[language].format(name=name, days=before_days) if before_days else name,
                unit=measure.unit,
                formula=formula(measure, language, question.within_s),
                remark="" if measure.remark is None else measure.remark[language],
                before_days=before_days,
            )
        )
    return columns


def rounded(value: Value, unit: Unit) -> Value:
    """Round a figure as it is told everywhere."""
    if value is None or unit is Unit.COUNT:
        return value
    return round(value) if unit is Unit.DURATION else round(value, 1)


def said(part: Any) -> str | None:
    """Write a part of a key for the machine."""
    return None if part is None else part.isoformat() if isinstance(part, datetime) else str(part)


def label(dimension: Dimension, part: Any, names: Mapping[Any, Text], language: str, zone: ZoneInfo) -> str:
    """Write a part of a key for people."""
    if part is None or part == "":
        return _NOBODY[language]
    if dimension in _TIMES:
        return str(part.astimezone(zone).strftime(_TIMES[dimension]))
    if dimension is Dimension.WEEKDAY:
        return _WEEKDAYS[language][part - 1]
    if dimension is Dimension.HOUR_OF_DAY:
        return f"{part:02}:00"
    known = _DIRECTIONS.get(part) if dimension is Dimension.DIRECTION else names.get(part)
    return (known.get(language) or known.get("zh-CN") or str(part)) if known else str(part)


def written(value: Value, unit: Unit) -> str:
    """Write a figure for paper."""
    if value is None:
        return "—"
    if unit is Unit.DURATION:
        hours, seconds = divmod(int(value), 3600)
        return f"{hours}:{seconds // 60:02}:{seconds % 60:02}"
    if unit is Unit.COUNT:
        return f"{value:,}"
    return f"{value:.1f}{_SIGNS.get(unit, '')}"
