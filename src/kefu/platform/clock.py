"""The wall clock, as a value that can be handed over, and one that does not jump when it is set."""

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


def running_s() -> float:
    """Return the seconds since the machine started, those of its sleep included; nobody can set them."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class SteadyClock:
    """The wall clock without its jumps: when it is set, forward or back, it is followed a tenth faster or slower.

    So no timer fires an hour early or late, and no time is told twice.
    """

    def __init__(self, wall_ms: ClockMs = now_ms, elapsed_s: Callable[[], float] = running_s) -> None:
        self._wall_ms, self._elapsed_s = wall_ms, elapsed_s
        self._at_ms, self._read_s = float(wall_ms()), elapsed_s()

    def __call__(self) -> int:
        """Return the time in Unix milliseconds."""
        now_s = self._elapsed_s()
        passed_ms = max(0.0, now_s - self._read_s) * 1000
        wrong_ms = self._wall_ms() - (self._at_ms + passed_ms)
        most_ms = passed_ms / 10
        self._at_ms += passed_ms + min(max(wrong_ms, -most_ms), most_ms)
        self._read_s = now_s
        return int(self._at_ms)
