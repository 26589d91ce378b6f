"""When a report is due that is sent by the clock."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Cadence(StrEnum):
    """How often."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often, and at which local time. `weekday`: 1 is Monday; a `day` that a month does not have is its last."""

    cadence: Cadence
    at: time
    weekday: int = 1
    day: int = 1

    def is_on(self, day: date) -> bool:
        """Tell whether a day has its turn."""
        if self.cadence is Cadence.DAILY:
            return True
        if self.cadence is Cadence.WEEKLY:
            return day.isoweekday() == self.weekday
        return day.day == min(self.day, monthrange(day.year, day.month)[1])


_DAYS = range(-1, 63)
"""Among so many days around today every rhythm has a turn that is still to come."""


def due(rhythm: Rhythm, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the next moment after `now`.

    A time that clocks leave out is as much later as they are put forward; of one that they show twice it is the first.
    """
    today = now.astimezone(zone).date()
    days = (day for day in (today + timedelta(days=each) for each in _DAYS) if rhythm.is_on(day))
    moments = (datetime.combine(day, rhythm.at, zone).astimezone(UTC) for day in days)
    return next(moment for moment in moments if moment > now)
