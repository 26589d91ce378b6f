"""The wall clock, as a value that can be handed over."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
ClockMs = Callable[[], int]


def utc_now() -> datetime:
    """Return the present as an aware UTC datetime."""
    return datetime.now(UTC)


def now_ms() -> int:
    """Return the present in Unix milliseconds."""
    return time.time_ns() // 1_000_000
