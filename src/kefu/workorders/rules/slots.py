"""When customers can be visited: windows of the week on real days."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from kefu.workorders.model.organisation import Slot, Window

DAYS_MAX = 31


def windows(
    slots: Iterable[Slot], booked: Mapping[tuple[UUID, date], int], first: date, days: int, now: datetime
) -> list[Window]:
    """List the windows of some days that have not ended, in their order, with what is left of each."""
    found = [
        window
        for slot in slots
        if slot.is_active
        for ahead in range(min(days, DAYS_MAX))
        if (window := window_on(slot, first + timedelta(days=ahead), booked)) is not None and window.to_at > now
    ]
    return sorted(found, key=lambda window: (window.from_at, window.to_at, str(window.slot_id)))


def window_on(slot: Slot, day: date, booked: Mapping[tuple[UUID, date], int]) -> Window | None:
    """Return a slot on a day; None when it is not on that day of the week."""
    if day.isoweekday() not in slot.weekdays:
        return None
    zone = ZoneInfo(slot.time_zone)
    return Window(
        slot_id=slot.slot_id,
        on=day,
        from_at=datetime.combine(day, time.fromisoformat(slot.begins), zone).astimezone(UTC),
        to_at=datetime.combine(day, time.fromisoformat(slot.ends), zone).astimezone(UTC),
        capacity=slot.capacity,
        left=max(0, slot.capacity - booked.get((slot.slot_id, day), 0)),
    )


def slot_problems(slot: Slot) -> Iterator[str]:
    """List why a window could never be used."""
    if not slot.weekdays or not slot.weekdays <= frozenset(range(1, 8)):
        yield "weekdays are 1 to 7, at least one"
    if slot.begins >= slot.ends:
        yield "a window ends after it begins, on the same day"
    if slot.capacity < 0:
        yield "a capacity is not negative"
