"""Whether a moment lies within a calendar's hours, when that changes, and when so many of its hours are over."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from kefu.calendars.model import Calendar, Hours
from kefu.kernel.instant import from_ms, to_ms

LOOK_AHEAD_DAYS = 400
"""How far the next change is looked for: a year with its holidays."""

_zone = cache(ZoneInfo)


def is_open(calendar: Calendar, at_ms: int) -> bool:
    """Tell whether a moment lies within a calendar's hours, in the calendar's own zone."""
    local = from_ms(at_ms).astimezone(_zone(calendar.time_zone))
    return any(h.opens <= f"{local:%H:%M}" < h.closes for h in _hours_on(calendar, local.date()))


def next_change_ms(calendar: Calendar, at_ms: int) -> int | None:
    """Return when it opens, if it is closed at a moment, or else closes; None when not within a year."""
    is_open_now = is_open(calendar, at_ms)
    return next((edge for edge in _edges(calendar, at_ms) if is_open(calendar, edge) is not is_open_now), None)


def deadline(calendar: Calendar | None, begins_at: datetime, within: timedelta) -> datetime:
    """Return when so much time is over: by the wall clock (None), or counting only a calendar's hours.

    A calendar that does not open enough within a year is not heeded for the rest.
    """
    if calendar is None:
        return begins_at + within
    at_ms, left_ms = to_ms(begins_at), round(within / timedelta(milliseconds=1))
    while (change_ms := next_change_ms(calendar, at_ms)) is not None:
        if is_open(calendar, at_ms):
            if left_ms <= change_ms - at_ms:
                break
            left_ms -= change_ms - at_ms
        at_ms = change_ms
    return from_ms(at_ms + left_ms)


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
