"""Business hours: the calendar's own zone, holidays, working weekends, and when it changes next."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu.calls.hours import Calendar, Hours, WeekHours, is_open, is_zone, next_change_ms
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


@pytest.mark.parametrize(("name", "is_known"), [("Asia/Shanghai", True), ("Asia/Nowhere", False), ("", False)])
def test_zones(name: str, is_known: bool) -> None:
    assert is_zone(name) is is_known
