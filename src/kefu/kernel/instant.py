"""Points in time. Stored and passed as aware UTC datetimes; the real-time core counts Unix milliseconds."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def from_ms(at_ms: int) -> datetime:
    """Turn Unix milliseconds into an aware UTC datetime."""
    return _EPOCH + at_ms * _MS


def to_ms(at: datetime) -> int:
    """Turn an aware datetime into Unix milliseconds, rounding down.

    Raises: ValueError when the datetime is naive.
    """
    if at.tzinfo is None:
        raise ValueError("a point in time needs a time zone")
    return (at - _EPOCH) // _MS


def is_zone(name: str) -> bool:
    """Tell whether there is such a time zone, "Asia/Shanghai"."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
