"""When calls are taken: a calendar of business hours, and whether a moment lies within them.

The dataclasses are also the part of the flow format that says hours (`kefu.ivr.model`); queues have them too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import ConfigDict, Field

from kefu.kernel.instant import from_ms, to_ms

Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]

LOOK_AHEAD_DAYS = 400
"""How far the next change is looked for: a year with its holidays."""

_STRICT = ConfigDict(extra="forbid", strict=True)
_zone = cache(ZoneInfo)


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


def is_zone(name: str) -> bool:
    """Tell whether there is such a time zone."""
    try:
        _zone(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def is_open(calendar: Calendar, at_ms: int) -> bool:
    """Tell whether a moment lies within a calendar's hours, in the calendar's own zone."""
    local = from_ms(at_ms).astimezone(_zone(calendar.time_zone))
    return any(h.opens <= f"{local:%H:%M}" < h.closes for h in _hours_on(calendar, local.date()))


def next_change_ms(calendar: Calendar, at_ms: int) -> int | None:
    """Return when it opens, if it is closed at a moment, or else closes; None when not within a year."""
    is_open_now = is_open(calendar, at_ms)
    return next((edge for edge in _edges(calendar, at_ms) if is_open(calendar, edge) is not is_open_now), None)


def _hours_on(calendar: Calendar, day: date) -> tuple[Hours, ...]:
    own = calendar.exceptions.get(day)
    return tuple(h for h in calendar.week if day.isoweekday() in h.weekdays) if own is None else own


def _edges(calendar: Calendar, at_ms: int) -> Iterator[int]:
    """List the moments after this one at which some hours begin or end, in their order."""
    zone = _zone(calendar.time_zone)
    first = from_ms(at_ms).astimezone(zone).date()
    for ahead in range(LOOK_AHEAD_DAYS):
        day = first + timedelta(days=ahead)
        clocks = {clock for h in _hours_on(calendar, day) for clock in (h.opens, h.closes)}
        for clock in sorted(clocks):
            edge_ms = to_ms(_moment(day, clock, zone))
            if edge_ms > at_ms:
                yield edge_ms


def _moment(day: date, clock: str, zone: ZoneInfo) -> datetime:
    if clock == "24:00":
        return datetime.combine(day + timedelta(days=1), time(), zone)
    return datetime.combine(day, time.fromisoformat(clock), zone)
