"""Virtual time, and an asyncio event loop in it: one callback a step, no threads, no sockets, no real clock.

What is to happen stands in one heap, ordered by time and by when it was asked for. Some of it is the world's, some the
timers of a product's loop; a loop that is killed never runs anything again, the world goes on.
"""

import asyncio
import contextlib
import heapq
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any

from support.sim_dice import Dice

SECOND_US = 1_000_000
START_MS = 1_800_000_000_000
START_US = 1000 * SECOND_US


class Timer:
    """Something of the world that will happen."""

    __slots__ = ("action",)

    def __init__(self, action: Callable[[], None]) -> None:
        self.action: Callable[[], None] | None = action

    def cancel(self) -> None:
        """See to it that it does not."""
        self.action = None


class VirtualTime:
    """Time that moves only from one thing to the next; also the clock of the simulated switches."""

    def __init__(self) -> None:
        self.us = START_US
        self.skew_ms = 0
        """How wrong the product's wall clock is."""
        self._order = 0
        self.heap: list[tuple[int, int, Timer | asyncio.TimerHandle]] = []

    def now_ms(self) -> int:
        """Return the true time, as the switches know it."""
        return START_MS + self.us // 1000

    def wall_ms(self) -> int:
        """Return the time as the product's machine has it."""
        return self.now_ms() + self.skew_ms

    def at(self, us: int, what: Timer | asyncio.TimerHandle) -> None:
        """Let something happen at a time; things of one time happen in the order they were asked for."""
        self._order += 1
        heapq.heappush(self.heap, (max(us, self.us), self._order, what))

    def call_later(self, delay_ms: float, action: Callable[[], None]) -> Timer:
        """Let something of the world happen after a delay."""
        timer = Timer(action)
        self.at(self.us + round(delay_ms * 1000), timer)
        return timer


class Loop(asyncio.AbstractEventLoop):
    """The event loop of one life of the product."""

    def __init__(self, time: VirtualTime, dice: Dice) -> None:
        self._time, self._dice = time, dice
        self.ready: deque[asyncio.Handle] = deque()
        self.is_dead = False
        self.tasks: list[asyncio.Task[Any]] = []
        self.complaints: list[dict[str, Any]] = []
        self.threads: list[Callable[[], object]] = []
        """What runs in threads now; a killed process takes some of it down."""

    # -- what asyncio asks ------------------------------------------------------------------------------------------

    def time(self) -> float:
        """Return the monotonic clock."""
        return self._time.us / SECOND_US

    def call_soon(self, callback: Callable[..., Any], *args: Any, context: Any = None) -> asyncio.Handle:
        """Run a callback as soon as those before it have run."""
        handle = asyncio.Handle(callback, args, self, context)
        if not self.is_dead:
            self.ready.append(handle)
        return handle

    call_soon_threadsafe = call_soon

    def call_later(
        self, delay: float, callback: Callable[..., Any], *args: Any, context: Any = None
    ) -> asyncio.TimerHandle:
        """Run a callback after a delay."""
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def call_at(
        self, when: float, callback: Callable[..., Any], *args: Any, context: Any = None
    ) -> asyncio.TimerHandle:
        """Run a callback at a time."""
        handle = asyncio.TimerHandle(when, callback, args, self, context)
        if not self.is_dead:
            self._time.at(round(when * SECOND_US), handle)
        return handle

    def create_future(self) -> asyncio.Future[Any]:
        """Make a future of this loop."""
        return asyncio.Future(loop=self)

    def create_task(self, coro: Any, *, name: str | None = None, context: Any = None, **_: Any) -> asyncio.Task[Any]:
        """Make a task of this loop."""
        task = asyncio.Task(coro, loop=self, name=name, context=context)
        self.tasks.append(task)
        task.add_done_callback(self.tasks.remove)
        return task

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:
        """Do something "in a thread": at once, but at a later moment."""
        future, work = self.create_future(), partial(func, *args)
        self.threads.append(work)

        def run() -> None:
            self.threads.remove(work)
            if future.cancelled():
                return
            try:
                future.set_result(work())
            except Exception as error:  # noqa: BLE001 - whoever waits gets it
                future.set_exception(error)

        self.call_later(self._dice.below(20) / 1000, run)
        return future

    def get_debug(self) -> bool:
        """Say that nothing is debugged."""
        return False

    def is_running(self) -> bool:
        """Tell whether callbacks are run."""
        return not self.is_dead

    def is_closed(self) -> bool:
        """Tell whether this life is over."""
        return self.is_dead

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Keep what went wrong unseen."""
        self.complaints.append(context)

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """Leave a cancelled timer in the heap until its time."""

    # -- what the simulation asks -----------------------------------------------------------------------------------

    def run(self, function: Callable[..., Any], *args: Any) -> Any:
        """Call something as if from this loop."""
        asyncio.events._set_running_loop(self)
        try:
            return function(*args)
        finally:
            asyncio.events._set_running_loop(None)

    def step(self, *, is_shuffled: bool) -> None:
        """Run one ready callback: the first, or any."""
        place = self._dice.below(len(self.ready)) if is_shuffled and len(self.ready) > 1 else 0
        handle = self.ready[place]
        del self.ready[place]
        if not handle.cancelled():
            self.run(handle._run)

    def kill(self) -> None:
        """Stop in the middle of everything."""
        self.is_dead = True
        self.ready.clear()

    def bury(self) -> None:
        """Let go of a dead loop's tasks without a word; what they would still say is not heard."""
        for task in list(self.tasks):
            task._log_destroy_pending = False
            coroutine = task.get_coro()
            with contextlib.suppress(BaseException):
                coroutine.close()
        self.tasks.clear()
