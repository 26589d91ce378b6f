"""The single writer: one event after another goes to the journal, through the machine, out as effects. No locks."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from heapq import heappop, heappush
from typing import Any, Generic, Protocol, TypeVar

import structlog

from kefu.acd.core.events import TimerCancelled, TimerFired, TimerStarted
from kefu.acd.journal import Journal, Record
from kefu.kernel.codec import Codec, CodecError

E = TypeVar("E")
F = TypeVar("F")
E_contra = TypeVar("E_contra", contravariant=True)
F_co = TypeVar("F_co", covariant=True)
logger = structlog.get_logger(__name__)


class Machine(Protocol[E_contra, F_co]):
    """A pure state machine. Its timers are `TimerStarted` and `TimerCancelled` effects and `TimerFired` events."""

    def step(self, at_ms: int, event: E_contra) -> Iterable[F_co]:
        """Take one event and return what is to be done, in order."""
        ...


class Timers:
    """Timers by name, and the next that is due. Cancelled and moved ones stay in the heap until their time."""

    def __init__(self) -> None:
        self.due_ms: dict[str, int] = {}
        self._heap: list[tuple[int, str]] = []

    def start(self, timer_id: str, due_ms: int) -> None:
        """Start or move a timer."""
        self.due_ms[timer_id] = due_ms
        heappush(self._heap, (due_ms, timer_id))

    def cancel(self, timer_id: str) -> None:
        """Cancel a timer, if it runs."""
        self.due_ms.pop(timer_id, None)

    def next_ms(self) -> int | None:
        """Return when to look again; None when no timer runs."""
        while self._heap and self.due_ms.get(self._heap[0][1]) != self._heap[0][0]:
            heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def take_due(self, at_ms: int) -> list[str]:
        """Return the timers that are due, each once, in the order of their times; `expire` ends them."""
        due = []
        while (next_ms := self.next_ms()) is not None and next_ms <= at_ms:
            due.append(heappop(self._heap)[1])
        return due

    def expire(self, timer_id: str, at_ms: int) -> bool:
        """End a timer that has fired; False when it has been cancelled or moved since."""
        due_ms = self.due_ms.get(timer_id)
        if due_ms is None or due_ms > at_ms:
            return False
        del self.due_ms[timer_id]
        return True


class Runtime(Generic[E, F]):
    """Runs a machine in the present event loop.

    `post` may be called at any time from the loop's thread, also while effects are carried out; what is posted
    together is journalled in one write. An event is in the hands of the operating system before its effects begin,
    and on the disk `sync_interval_s` later (None: whenever the system writes it). A journal that cannot be written,
    an event that fails: both are logged, and work goes on.
    """

    def __init__(
        self,
        machine: Machine[E | TimerFired, F],
        *,
        clock_ms: Callable[[], int],
        on_effects: Callable[[int, list[F]], None],
        journal: Journal | None = None,
        codec: Codec | None = None,
        sync_interval_s: float | None = 1.0,
    ) -> None:
        """Prepare. `on_effects` gets each event's time and effects, timers apart; a journal needs the events' codec."""
        self._machine = machine
        self._clock_ms = clock_ms
        self._on_effects = on_effects
        self._journal = journal
        self._codec = codec or Codec([TimerFired])
        self._sync_interval_s = sync_interval_s
        self._loop = asyncio.get_running_loop()
        self._at_ms = self._ahead_ms = 0
        self._inbox: list[E | TimerFired] = []
        self._is_closed = False
        self._timers = Timers()
        self._alarm: asyncio.TimerHandle | None = None
        self._alarm_ms: int | None = None
        self._is_synced = True
        self._sync_alarm: asyncio.TimerHandle | None = None
        self._syncing: asyncio.Future[None] | None = None

    def post(self, event: E | TimerFired) -> None:
        """Let the machine take an event, after those that were posted before. Nothing happens after `close`."""
        if self._is_closed:
            return
        if not self._inbox:
            self._loop.call_soon(self._work)
        self._inbox.append(event)

    @property
    def at_ms(self) -> int:
        """Return the time of the last event taken; 0 before the first."""
        return self._at_ms

    def recover(
        self, snapshot: Record | None = None, on_effects: Callable[[int, list[F]], None] = lambda at_ms, effects: None
    ) -> int:
        """Bring a machine, made of this snapshot or new, to where the journal ends.

        The effects were carried out then, all but the last ones perhaps: `on_effects` gets them again.
        Return the number of events taken. Raises: JournalDamagedError, CodecError.
        """
        if self._journal is None:
            return 0
        if snapshot is not None:
            self._at_ms = snapshot.at_ms
            for timer_id, due_ms in snapshot.data["timers"].items():
                self._timers.start(timer_id, due_ms)
        count = 0
        for record in self._journal.read(snapshot.number if snapshot else 0):
            count += 1
            self._at_ms = record.at_ms
            if effects := self._step(self._codec.decode(record.data)):
                on_effects(self._at_ms, effects)
        self._ahead_ms = max(0, self._at_ms - self._clock_ms())
        self._arm()
        return count

    def forget(self) -> None:
        """Drop what was recovered: the journal cannot be read to its end."""
        self._timers, self._at_ms, self._ahead_ms = Timers(), 0, 0

    async def checkpoint(
        self, machine: dict[str, Any], carried_out: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        """Save the machine as JSON, as it is now, for `recover`; the journal up to here is not needed any more.

        Before it is thrown away `carried_out` waits until what was decided so far is safe elsewhere.
        """
        if self._journal is not None:
            data = {"machine": machine, "timers": dict(self._timers.due_ms)}
            snapshot = Record(self._journal.number, self._at_ms, data)
            if carried_out is not None:
                await carried_out()
            await self._loop.run_in_executor(None, self._journal.save_snapshot, snapshot)

    async def close(self) -> None:
        """Take what has been posted, stop all timers, close the journal."""
        self._is_closed = True
        self._work()
        for alarm in (self._alarm, self._sync_alarm):
            if alarm is not None:
                alarm.cancel()
        if self._syncing is not None:
            await asyncio.wait([self._syncing])
        if self._journal is not None:
            self._journal.close()

    def _work(self) -> None:
        events, self._inbox = self._inbox, []
        self._at_ms = max(self._at_ms, self._now_ms())
        if self._journal is not None and events:
            self._record(self._journal, events)
        for event in events:
            effects = self._step(event)
            if effects:
                try:
                    self._on_effects(self._at_ms, effects)
                except Exception:
                    logger.exception("effects failed", at_ms=self._at_ms, taken=event)
        self._arm()

    def _step(self, event: E | TimerFired) -> list[F]:
        effects: list[F] = []
        if isinstance(event, TimerFired) and not self._timers.expire(event.timer_id, self._at_ms):
            return effects
        try:
            for effect in self._machine.step(self._at_ms, event):
                if isinstance(effect, TimerStarted):
                    self._timers.start(effect.timer_id, effect.due_ms)
                elif isinstance(effect, TimerCancelled):
                    self._timers.cancel(effect.timer_id)
                else:
                    effects.append(effect)
        except Exception:
            logger.exception("event failed", at_ms=self._at_ms, taken=event)
        return effects

    def _record(self, journal: Journal, events: list[E | TimerFired]) -> None:
        for event in events:
            try:
                journal.append(self._at_ms, self._codec.encode(event))
            except (CodecError, TypeError):
                logger.exception("event not journalled", at_ms=self._at_ms, taken=event)
        try:
            journal.flush()
        except OSError:
            logger.exception("journal not written", at_ms=self._at_ms, number=journal.number)
        self._is_synced = False
        self._sync_soon(journal)

    def _sync_soon(self, journal: Journal) -> None:
        if self._sync_interval_s is not None and self._sync_alarm is None:
            self._sync_alarm = self._loop.call_later(self._sync_interval_s, self._sync, journal)

    def _sync(self, journal: Journal) -> None:
        self._is_synced = True
        self._syncing = self._loop.run_in_executor(None, journal.syncing())
        self._syncing.add_done_callback(partial(self._on_synced, journal))

    def _on_synced(self, journal: Journal, syncing: asyncio.Future[None]) -> None:
        self._sync_alarm = self._syncing = None
        if (error := syncing.exception()) is not None:
            logger.error("journal not synced", exc_info=error)
        if not self._is_synced and not self._is_closed:  # written meanwhile
            self._sync_soon(journal)

    def _now_ms(self) -> int:
        """Return the clock's time; one that was set back while we were away goes on from the last life's end."""
        return self._clock_ms() + self._ahead_ms

    def _arm(self) -> None:
        next_ms = self._timers.next_ms()
        if next_ms == self._alarm_ms:
            return
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm_ms, self._alarm = next_ms, None
        if next_ms is not None:
            self._alarm = self._loop.call_later(max(0, next_ms - self._now_ms()) / 1000, self._ring)

    def _ring(self) -> None:
        """Fire what is due and take it in the same breath: no snapshot can come between."""
        self._alarm = self._alarm_ms = None
        self._at_ms = max(self._at_ms, self._now_ms())
        self._inbox.extend(TimerFired(timer_id=timer_id) for timer_id in self._timers.take_due(self._at_ms))
        self._work()
