"""Business hours: the calendar's own zone, holidays, working weekends, and when it changes next."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu.calendars.model import Calendar, Hours, WeekHours
from kefu.calendars.rules import deadline, is_open, next_change_ms
from kefu.kernel.instant import from_ms, to_ms

SHANGHAI = ZoneInfo("Asia/Shanghai")
WORKDAYS = frozenset({1, 2, 3, 4, 5})
OFFICE = Calendar(
    time_zone="Asia/Shanghai",
    week=(
        WeekHours(weekdays=WORKDAYS, opens="08:30", closes="12:00"),
        WeekHours(weekdays=WORKDAYS, opens="13:00", closes="24:00"),
    ),
    exceptions={
        **{date(2026, 10, day): () for day in range(1, 8)},
        date(2026, 10, 10): (Hours(opens="09:00", closes="17:00"),),  # a working Saturday
    },
)


def at(local: str, zone: ZoneInfo = SHANGHAI) -> int:
    return to_ms(datetime.fromisoformat(local).replace(tzinfo=zone))


@pytest.mark.parametrize(
    ("now", "is_open_now", "change"),
    [
        ("2026-03-02T08:29", False, "2026-03-02T08:30"),  # a Monday
        ("2026-03-02T08:30", True, "2026-03-02T12:00"),
        ("2026-03-02T12:00", False, "2026-03-02T13:00"),
        ("2026-03-02T23:59", True, "2026-03-03T00:00"),
        ("2026-03-06T13:00", True, "2026-03-07T00:00"),
        ("2026-03-07T10:00", False, "2026-03-09T08:30"),  # over the weekend
        ("2026-09-30T23:00", True, "2026-10-01T00:00"),
        ("2026-10-01T10:00", False, "2026-10-08T08:30"),  # over a holiday of a week
        ("2026-10-09T23:59", True, "2026-10-10T00:00"),
        ("2026-10-10T08:00", False, "2026-10-10T09:00"),
        ("2026-10-10T16:59", True, "2026-10-10T17:00"),
    ],
)
def test_the_next_change_is_known(now: str, is_open_now: bool, change: str) -> None:
    assert is_open(OFFICE, at(now)) is is_open_now
    assert next_change_ms(OFFICE, at(now)) == at(change)


def test_hours_round_the_clock_never_change_and_none_never_open() -> None:
    always = Calendar(
        time_zone="UTC", week=(WeekHours(weekdays=frozenset(range(1, 8)), opens="00:00", closes="24:00"),)
    )
    assert (is_open(always, 0), next_change_ms(always, 0)) == (True, None)
    never = Calendar(time_zone="UTC", week=())
    assert (is_open(never, 0), next_change_ms(never, 0)) == (False, None)


def test_hours_that_touch_are_one_and_another_zone_has_its_own_clock() -> None:
    split = Calendar(
        time_zone="Europe/Berlin",
        week=(
            WeekHours(weekdays=frozenset({7}), opens="00:00", closes="12:00"),
            WeekHours(weekdays=frozenset({7}), opens="12:00", closes="24:00"),
        ),
    )
    berlin = ZoneInfo("Europe/Berlin")
    # the night in which summer time ends has 25 hours
    assert next_change_ms(split, at("2026-10-25T00:00", berlin)) == at("2026-10-26T00:00", berlin)


@given(st.integers(at("2026-01-01"), at("2026-12-31")))
def test_between_now_and_the_next_change_nothing_changes(now_ms: int) -> None:
    change_ms = next_change_ms(OFFICE, now_ms)
    assert change_ms is not None
    assert now_ms < change_ms
    assert is_open(OFFICE, change_ms - 1) is is_open(OFFICE, now_ms), from_ms(change_ms)
    assert is_open(OFFICE, change_ms) is not is_open(OFFICE, now_ms)


@pytest.mark.parametrize(
    ("begins", "hours", "ends"),
    [
        ("2026-03-02T09:00", 2, "2026-03-02T11:00"),
        ("2026-03-02T09:00", 3, "2026-03-02T12:00"),  # the last moment before lunch is in time
        ("2026-03-02T09:00", 4, "2026-03-02T14:00"),  # lunch does not count
        ("2026-03-02T20:00", 4, "2026-03-03T00:00"),
        ("2026-03-02T20:00", 5, "2026-03-03T09:30"),
        ("2026-03-07T10:00", 1, "2026-03-09T09:30"),  # a weekend
        ("2026-09-30T23:00", 2, "2026-10-08T09:30"),  # seven days of National Day
        ("2026-10-10T06:00", 8, "2026-10-10T17:00"),  # a working Saturday
        ("2026-10-10T06:00", 9, "2026-10-12T09:30"),
        ("2026-03-02T09:00", 0, "2026-03-02T09:00"),
    ],
)
def test_a_deadline_counts_the_hours_of_its_calendar(begins: str, hours: int, ends: str) -> None:
    assert to_ms(deadline(OFFICE, from_ms(at(begins)), timedelta(hours=hours))) == at(ends)


def test_a_deadline_without_a_calendar_or_with_one_that_never_changes_is_by_the_wall_clock() -> None:
    always = Calendar(time_zone="UTC", week=(WeekHours(weekdays=WORKDAYS | {6, 7}, opens="00:00", closes="24:00"),))
    never = Calendar(time_zone="UTC", week=())
    begins = from_ms(at("2026-03-02T09:00"))
    for calendar in (None, always, never):
        assert deadline(calendar, begins, timedelta(hours=48)) == begins + timedelta(hours=48)


def test_a_deadline_counts_hours_that_pass_also_when_the_clock_is_changed() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    night = Calendar(
        time_zone="Europe/Berlin", week=(WeekHours(weekdays=frozenset({7}), opens="00:00", closes="08:00"),)
    )
    spring = deadline(night, from_ms(at("2026-03-29T00:00", berlin)), timedelta(hours=6))
    autumn = deadline(night, from_ms(at("2026-10-25T00:00", berlin)), timedelta(hours=6))
    assert (to_ms(spring), to_ms(autumn)) == (at("2026-03-29T07:00", berlin), at("2026-10-25T05:00", berlin))
