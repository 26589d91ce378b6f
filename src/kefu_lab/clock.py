"""Time for simulations: the event loop's, or one that is cranked by hand."""

import asyncio
import heapq
import itertools
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from kefu.platform.clock import now_ms, utc_now


class Timer(Protocol):
    """Something that will happen."""

    def cancel(self) -> None:
        """See to it that it does not."""
        ...


class Clock(Protocol):
    """Tells the time and does things later."""

    def now_ms(self) -> int:
        """Return the time in Unix milliseconds."""
        ...

    def call_later(self, delay_ms: int, action: Callable[[], None]) -> Timer:
        """Do something after a delay; things due at the same time are done in the order they were asked for."""
        ...


class LoopClock:
    """The running event loop's time."""

    def now_ms(self) -> int:
        """Return the time in Unix milliseconds."""
        return now_ms()

    def call_later(self, delay_ms: int, action: Callable[[], None]) -> Timer:
        """Do something after a delay."""
        return asyncio.get_running_loop().call_later(delay_ms / 1000, action)


class _HandTimer:
    def __init__(self, action: Callable[[], None]) -> None:
        self.action: Callable[[], None] | None = action

    def cancel(self) -> None:
        self.action = None


class HandClock:
    """Time that moves only when it is cranked; nothing in it is random or real."""

    def __init__(self, start_ms: int = 1_800_000_000_000) -> None:
        self._now_ms = start_ms
        self._order = itertools.count()
        self._due: list[tuple[int, int, _HandTimer]] = []

    def now_ms(self) -> int:
        """Return the time in Unix milliseconds."""
        return self._now_ms

    def call_later(self, delay_ms: int, action: Callable[[], None]) -> Timer:
        """Do something after a delay.

        Raises: ValueError for a delay that is negative.
        """
        if delay_ms < 0:
            raise ValueError("time does not run backwards")
        timer = _HandTimer(action)
        heapq.heappush(self._due, (self._now_ms + delay_ms, next(self._order), timer))
        return timer

    def advance(self, ms: int) -> None:
        """Let time pass and do what becomes due, also what that asks for in its turn."""
        until = self._now_ms + ms
        while self._due and self._due[0][0] <= until:
            self._step()
        self._now_ms = until

    def run(self, limit: int = 100_000) -> None:
        """Let time pass until nothing is left to do.

        Raises: RuntimeError after `limit` steps: something asks for itself again and again.
        """
        for _ in range(limit):
            if not self._due:
                return
            self._step()
        raise RuntimeError(f"still busy after {limit} steps")

    def _step(self) -> None:
        self._now_ms, _, timer = heapq.heappop(self._due)
        if timer.action is not None:
            timer.action()


class CrankedClock:
    """The wall clock, put forward by hand: goes on by itself, as a product's clock must."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        """Return the present, as far as it has been cranked."""
        return utc_now() + self.ahead

    def crank(self, by: timedelta) -> None:
        """Put it forward."""
        self.ahead += by
