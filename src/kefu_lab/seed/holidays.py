"""The demonstration's business hours: an office week, and China's public holidays with the weekends worked for them.

Source: notice of the General Office of the State Council on the holidays of 2026 (4 November 2025). Of 2027 only the
statutory days are in, by the Regulation on Public Holidays; which weekends are worked is decided year by year.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from kefu.calendars.model import CalendarDay, Hours, ServiceCalendar, WeekHours
from kefu.kernel.ids import CalendarId
from kefu.platform.ids import new_id

_MORNING, _AFTERNOON = ("08:30", "12:00"), ("13:30", "17:30")
_NEW_YEAR = ("元旦", "New Year's Day")
_SPRING = ("春节", "Spring Festival")
_TOMBS = ("清明节", "Tomb-Sweeping Day")
_LABOUR = ("劳动节", "Labour Day")
_DRAGON_BOAT = ("端午节", "Dragon Boat Festival")
_MID_AUTUMN = ("中秋节", "Mid-Autumn Festival")
_NATIONAL = ("国庆节", "National Day")

_CLOSED = (
    (date(2026, 1, 1), 3, _NEW_YEAR),
    (date(2026, 2, 15), 9, _SPRING),
    (date(2026, 4, 4), 3, _TOMBS),
    (date(2026, 5, 1), 5, _LABOUR),
    (date(2026, 6, 19), 3, _DRAGON_BOAT),
    (date(2026, 9, 25), 3, _MID_AUTUMN),
    (date(2026, 10, 1), 7, _NATIONAL),
    (date(2027, 1, 1), 1, _NEW_YEAR),
    (date(2027, 2, 5), 4, _SPRING),
    (date(2027, 4, 5), 1, _TOMBS),
    (date(2027, 5, 1), 2, _LABOUR),
    (date(2027, 6, 9), 1, _DRAGON_BOAT),
    (date(2027, 9, 15), 1, _MID_AUTUMN),
    (date(2027, 10, 1), 3, _NATIONAL),
)
"""First day, number of days, name."""
_WORKED = (
    (date(2026, 1, 4), _NEW_YEAR),
    (date(2026, 2, 14), _SPRING),
    (date(2026, 2, 28), _SPRING),
    (date(2026, 5, 9), _LABOUR),
    (date(2026, 9, 20), _NATIONAL),
    (date(2026, 10, 10), _NATIONAL),
)
"""Days of weekends that are worked instead."""


def office() -> ServiceCalendar:
    """Make the calendar of the queues that keep office hours."""
    return ServiceCalendar(
        calendar_id=CalendarId(new_id()),
        code="office",
        name_zh="办公时间",
        name_en="Office hours",
        week=tuple(
            WeekHours(weekdays=frozenset(range(1, 6)), opens=opens, closes=closes)
            for opens, closes in (_MORNING, _AFTERNOON)
        ),
        days=tuple(sorted(_days(), key=lambda day: day.on)),
    )


def _days() -> Iterator[CalendarDay]:
    for first, length, (zh, en) in _CLOSED:
        for number in range(length):
            yield CalendarDay(on=first + timedelta(days=number), name_zh=zh, name_en=en)
    hours = tuple(Hours(opens=opens, closes=closes) for opens, closes in (_MORNING, _AFTERNOON))
    for on, (zh, en) in _WORKED:
        yield CalendarDay(on=on, name_zh=f"{zh}调休上班", name_en=f"{en}: working weekend", hours=hours)
