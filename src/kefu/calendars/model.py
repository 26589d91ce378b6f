"""Business hours: of the week, and of days that are different.

`Hours`, `WeekHours` and `Calendar` are also the part of the flow format that says hours (`kefu.ivr.model`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from kefu.kernel.errors import NotFoundError
from kefu.kernel.ids import CalendarId

Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]

_STRICT = ConfigDict(extra="forbid", strict=True)


class CalendarNotFoundError(NotFoundError):
    """There is no such calendar."""

    code = "calendar-not-found"
    title = "No such calendar"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """A time of day, half-open; `closes` may be "24:00"."""

    __pydantic_config__ = _STRICT

    opens: Clock
    closes: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekHours(Hours):
    """Opening hours on some days of the week (1 Monday - 7 Sunday)."""

    weekdays: Annotated[frozenset[Annotated[int, Field(ge=1, le=7)]], Field(min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Business hours. A date in `exceptions` (holiday, working weekend) has its own hours, or none."""

    __pydantic_config__ = _STRICT

    time_zone: Annotated[str, Field(max_length=60)]
    week: Annotated[tuple[WeekHours, ...], Field(max_length=50)]
    exceptions: Annotated[Mapping[date, tuple[Hours, ...]], Field(max_length=400)] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """A date with hours of its own, none for closed: a holiday, a weekend that is worked instead."""

    on: date
    name_zh: str
    name_en: str
    hours: tuple[Hours, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceCalendar:
    """The business hours of some queues: hours of the week, and days that are different."""

    calendar_id: CalendarId
    code: str
    name_zh: str
    name_en: str
    time_zone: str = "Asia/Shanghai"
    week: tuple[WeekHours, ...] = ()
    days: tuple[CalendarDay, ...] = ()
    version: int = 1

    def as_hours(self) -> Calendar:
        """Return what decides whether it is open."""
        return Calendar(time_zone=self.time_zone, week=self.week, exceptions={day.on: day.hours for day in self.days})
