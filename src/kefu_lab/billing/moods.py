"""How the billing system feels, and what it does then with a request."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class Mode(StrEnum):
    """How the billing system feels."""

    NORMAL = "normal"
    SLOW = "slow"  # answers after `slow_s`
    DOWN = "down"  # 503 to everything
    BROKEN = "broken"  # answers, but not what was agreed
    HALF_OPEN = "half-open"  # works every `nth` time; well again after `recovers_after` failures, if that is set
    DONE_BUT_TIMED_OUT = "done-but-timed-out"  # does what changes something, and does not say so in time
    LOST = "lost"  # the first time, what changes something gets lost, and is done when it is sent again
    DUPLICATES = "duplicates"  # what changes something arrives twice, as behind a proxy that retries


class DownError(Exception):
    """It is down for maintenance."""


class NonsenseError(Exception):
    """It says something that nobody understands."""


@dataclass(slots=True)
class Moods:
    """The mood of one billing system."""

    mode: Mode = Mode.NORMAL
    slow_s: float = 2.0
    nth: int = 3
    recovers_after: int | None = None
    _requests: int = 0
    _failures: int = 0
    _lost: Counter[str] = field(default_factory=Counter)

    async def before(self) -> None:
        """Do to a request what the mood does to every one.

        Raises: DownError, NonsenseError.
        """
        match self.mode:
            case Mode.SLOW:
                await asyncio.sleep(self.slow_s)
            case Mode.DOWN:
                raise DownError
            case Mode.BROKEN:
                raise NonsenseError
            case Mode.HALF_OPEN:
                self._half_open()

    async def loses(self, key: str) -> None:
        """Swallow a change the first time it comes."""
        if self.mode is Mode.LOST and not self._lost[key]:
            self._lost[key] += 1
            await asyncio.sleep(self.slow_s)
            raise DownError

    async def after_change(self) -> None:
        """Keep quiet about a change that has been made."""
        if self.mode is Mode.DONE_BUT_TIMED_OUT:
            await asyncio.sleep(self.slow_s)

    def _half_open(self) -> None:
        self._requests += 1
        if self._requests % self.nth == 0:
            return
        self._failures += 1
        if self.recovers_after is not None and self._failures >= self.recovers_after:
            self.mode, self._requests, self._failures = Mode.NORMAL, 0, 0
        raise DownError
