"""Spans of whole days that reports begin with; a day is one of the operator's zone, also when clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from kefu.kernel.errors import InvalidError


class Span(StrEnum):
    """Days up to and with today; those that are over: `yesterday`, the calendar's last week and last month."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    LAST_WEEK = "last_week"
    LAST_MONTH = "last_month"


_DAYS = {Span.TODAY: (0, 1), Span.YESTERDAY: (1, 0), Span.WEEK: (6, 1), Span.MONTH: (29, 1), Span.QUARTER: (89, 1)}
"""How many days before today it begins, and after the beginning of today it ends."""


def moments_of(span: Span, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the half-open span as points in time."""
    first, end = (datetime.combine(day, time(), zone).astimezone(UTC) for day in _of(span, now.astimezone(zone).date()))
    return first, end


def _of(span: Span, today: date) -> tuple[date, date]:
    if span is Span.LAST_WEEK:
        monday = today - timedelta(days=today.weekday())
        return monday - timedelta(days=7), monday
    if span is Span.LAST_MONTH:
        first = today.replace(day=1)
        return (first - timedelta(days=1)).replace(day=1), first
    before, after = _DAYS[span]
    return today - timedelta(days=before), today + timedelta(days=after)


class DaysUnknownError(InvalidError):
    """It is not said from when to when, or the span is too long, or it ends before it begins."""

    code = "days-unknown"
    title = "Say from which day to which, up to 400 days"


DAYS_MAX = 400


def days_of(
    span: Span | None, first: date | None, end: date | None, now: datetime, zone: ZoneInfo
) -> tuple[date, date]:
    """Return the half-open days that are asked for: by a name, or from when to when.

    Raises: DaysUnknownError.
    """
    if span is not None:
        since, until = moments_of(span, now, zone)
        return since.astimezone(zone).date(), until.astimezone(zone).date()
    if first is None or end is None or not 0 < (end - first).days <= DAYS_MAX:
        raise DaysUnknownError(days_max=DAYS_MAX)
    return first, end
