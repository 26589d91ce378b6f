"""Whole days of the operator's zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from kefu.insight.rules.spans import Span, moments_of


@pytest.mark.parametrize(
    ("span", "first", "end"),
    [
        (Span.TODAY, (2026, 3, 1, 16), (2026, 3, 2, 16)),
        (Span.YESTERDAY, (2026, 2, 28, 16), (2026, 3, 1, 16)),
        (Span.WEEK, (2026, 2, 23, 16), (2026, 3, 2, 16)),
        (Span.MONTH, (2026, 1, 31, 16), (2026, 3, 2, 16)),
        (Span.QUARTER, (2025, 12, 2, 16), (2026, 3, 2, 16)),
        (Span.LAST_WEEK, (2026, 2, 22, 16), (2026, 3, 1, 16)),
        (Span.LAST_MONTH, (2026, 1, 31, 16), (2026, 2, 28, 16)),
    ],
)
def test_days_are_the_operators(span: Span, first: tuple[int, ...], end: tuple[int, ...]) -> None:
    now = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)  # half past midnight in Shanghai
    found = moments_of(span, now, ZoneInfo("Asia/Shanghai"))
    assert [tuple(at.timetuple())[:4] for at in found] == [first, end]


def test_a_day_may_have_23_hours() -> None:
    first, end = moments_of(Span.TODAY, datetime(2026, 3, 29, 12, tzinfo=UTC), ZoneInfo("Europe/Berlin"))
    assert (end - first).total_seconds() == 23 * 3600
