"""When a report is due: on its day, at its time by the operator's clock, also when clocks change."""

from calendar import monthrange
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu.insight.rules.schedules import Cadence, Rhythm, due

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
SEVEN = time(7)
ZONES = st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"]).map(
    ZoneInfo
)
RHYTHMS = st.builds(
    Rhythm,
    cadence=st.sampled_from(Cadence),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    weekday=st.integers(1, 7),
    day=st.integers(1, 31),
)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("rhythm", "now", "then"),
    [
        (Rhythm(cadence=Cadence.DAILY, at=SEVEN), (2026, 3, 2, 6, 59), (2026, 3, 2, 7)),
        (Rhythm(cadence=Cadence.DAILY, at=SEVEN), (2026, 3, 2, 7, 0), (2026, 3, 3, 7)),
        (Rhythm(cadence=Cadence.WEEKLY, at=SEVEN, weekday=1), (2026, 3, 2, 7, 0), (2026, 3, 9, 7)),
        (Rhythm(cadence=Cadence.WEEKLY, at=SEVEN, weekday=7), (2026, 3, 2, 7, 0), (2026, 3, 8, 7)),
        (Rhythm(cadence=Cadence.MONTHLY, at=SEVEN, day=31), (2026, 2, 27, 0, 0), (2026, 2, 28, 7)),
        (Rhythm(cadence=Cadence.MONTHLY, at=SEVEN, day=31), (2026, 2, 28, 7, 0), (2026, 3, 31, 7)),
        (Rhythm(cadence=Cadence.MONTHLY, at=SEVEN, day=29), (2028, 2, 1, 0, 0), (2028, 2, 29, 7)),
        (Rhythm(cadence=Cadence.MONTHLY, at=SEVEN, day=1), (2026, 12, 1, 7, 0), (2027, 1, 1, 7)),
    ],
)
def test_it_is_due_next(rhythm: Rhythm, now: tuple[int, ...], then: tuple[int, ...]) -> None:
    at = datetime(*now, tzinfo=SHANGHAI)  # type: ignore[misc, arg-type]
    assert due(rhythm, at, SHANGHAI) == datetime(*then, tzinfo=SHANGHAI)  # type: ignore[misc, arg-type]


def test_an_hour_that_is_left_out_is_an_hour_later_and_one_that_comes_twice_comes_once() -> None:
    rhythm = Rhythm(cadence=Cadence.DAILY, at=time(2, 30))
    spring = due(rhythm, datetime(2026, 3, 28, 12, tzinfo=UTC), BERLIN)
    assert spring == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # 03:30 there
    autumn = due(rhythm, datetime(2026, 10, 24, 12, tzinfo=UTC), BERLIN)
    assert autumn == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert due(rhythm, autumn, BERLIN) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


@given(rhythm=RHYTHMS, now=MOMENTS, zone=ZONES)
def test_it_is_later_and_on_its_day_and_nothing_is_left_out(rhythm: Rhythm, now: datetime, zone: ZoneInfo) -> None:
    then = due(rhythm, now, zone)
    local = then.astimezone(zone)
    assert then > now
    assert rhythm.is_on(local.date())
    late = local.replace(tzinfo=None) - datetime.combine(local.date(), rhythm.at)
    assert timedelta(0) <= late <= timedelta(hours=1)
    # whoever asks any time before is told the same, unless there is one before it
    assert due(rhythm, then - timedelta(seconds=1), zone) == then
    days = {Cadence.DAILY: 1, Cadence.WEEKLY: 7, Cadence.MONTHLY: 31}[rhythm.cadence]
    assert then - now <= timedelta(days=days, hours=2)


@given(now=MOMENTS, day=st.integers(1, 31), zone=ZONES)
def test_twelve_times_a_year(now: datetime, day: int, zone: ZoneInfo) -> None:
    rhythm, days = Rhythm(cadence=Cadence.MONTHLY, at=SEVEN, day=day), []
    for _ in range(12):
        now = due(rhythm, now, zone)
        days.append(now.astimezone(zone).date())
    assert len({(each.year, each.month) for each in days}) == 12
    assert all(each.day == min(day, monthrange(each.year, each.month)[1]) for each in days)
