"""When customers are called and closed orders fetched: by a calendar, in its zone, whatever the clocks do there."""

import hashlib
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kefu.calendars.model import Calendar
from kefu.calendars.rules import is_open, next_change_ms
from kefu.kernel.instant import from_ms, to_ms
from kefu.surveys.model import Policy

CATCH_UP_DAYS = 31
"""How far back an import looks that has not run for a while."""


def within_hours(hours: Calendar, at: datetime) -> datetime:
    """Return a moment, or the next one at which calling hours begin; hours that never begin are not heeded."""
    if is_open(hours, to_ms(at)):
        return at
    opens_ms = next_change_ms(hours, to_ms(at))
    return at if opens_ms is None else from_ms(opens_ms)


def is_calling_time(hours: Calendar, at: datetime) -> bool:
    """Tell whether customers may be called."""
    return is_open(hours, to_ms(at))


def next_attempt_at(policy: Policy, attempts: int, now: datetime) -> datetime:
    """Return when to call again after so many calls that reached nobody: a while later, or on the next day."""
    if attempts <= len(policy.retry_after_min):
        return within_hours(policy.hours, now + timedelta(minutes=policy.retry_after_min[attempts - 1]))
    zone = ZoneInfo(policy.hours.time_zone)
    return within_hours(policy.hours, midnight(_day(now, zone) + timedelta(days=1), zone))


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return when a day begins there."""
    return _moment(day, time(), zone)


def next_import_at(zone_name: str, clock: str, after: datetime) -> datetime:
    """Return the next moment at which the wall clock shows a time; one that is skipped comes an hour later."""
    zone, wanted = ZoneInfo(zone_name), time.fromisoformat(clock)
    today = _day(after, zone)
    at = _moment(today, wanted, zone)
    return at if at > after else _moment(today + timedelta(days=1), wanted, zone)


def import_window(
    zone_name: str, days_back: int, last_import_at: datetime | None, now: datetime, *, is_now: bool
) -> tuple[datetime, datetime]:
    """Return from when to when orders must have been closed: whole days before today, or up to now.

    Days on which no import ran are made up for.
    """
    zone = ZoneInfo(zone_name)
    today = _day(now, zone)
    first = today - timedelta(days=days_back)
    if last_import_at is not None:
        first = max(min(first, _day(last_import_at, zone)), today - timedelta(days=CATCH_UP_DAYS))
    return midnight(first, zone), now if is_now else midnight(today, zone)


def is_sampled(source_id: str, sample_pct: int) -> bool:
    """Tell whether something belongs to the sample; asked again, the answer is the same."""
    return int.from_bytes(hashlib.sha256(source_id.encode()).digest()[:4], "big") % 100 < sample_pct


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def _moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return from_ms(to_ms(datetime.combine(day, clock, zone)))
