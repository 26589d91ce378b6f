"""Spans of whole days that reports begin with; a day is one of the operator's zone, also when clocks change."""

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Span(StrEnum):
    """Days up to and with today, but `yesterday`."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


_DAYS = {Span.TODAY: (0, 1), Span.YESTERDAY: (1, 0), Span.WEEK: (6, 1), Span.MONTH: (29, 1), Span.QUARTER: (89, 1)}
"""How many days before today it begins, and after the beginning of today it ends."""


def moments_of(span: Span, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the half-open span as points in time."""
    today = now.astimezone(zone).date()
    before, after = _DAYS[span]
    first, end = (
        datetime.combine(today + timedelta(days=days), time(), zone).astimezone(UTC) for days in (-before, after)
    )
    return first, end
