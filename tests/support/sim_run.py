"""Runs a plan to its end and says what came of it."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from kefu.calls.ports import SwitchUnavailableError
from support.sim_books import BrokenError
from support.sim_invariants import CHECKS
from support.sim_journal import Killed
from support.sim_lasting import Watch
from support.sim_loop import SECOND_US, Timer
from support.sim_memory import check_replay
from support.sim_plan import Plan
from support.sim_records import check_records
from support.sim_world import World

DRAIN_S = 400
"""So long after the last fault nothing may be left."""
MOST_STEPS = 400_000
REPLAY_EVERY = 300
"""Steps of the machine between two replays of the journal."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run."""

    digest: str
    lines: int
    wrong: str | None
    tail: tuple[str, ...]
    calls: int
    lives: int
    deeds: int
    """So many deeds were done before it went wrong."""


class Run:
    """One run: a step is one callback of the product, or one thing that happens in the world."""

    def __init__(self, plan: Plan, folder: Path, *, keep: int | None = 400) -> None:
        self.world = World(plan, folder, keep=keep)
        self.watch = Watch(self.world)
        self.done = 0
        self._steps = 0
        self._replayed_at = 0
        self._errors: list[str] = []

    def go(self) -> Outcome:
        """Do what is planned, then heal everything and see whether it drains."""
        wrong: str | None = None
        with self._logs_heard():
            try:
                self._deeds()
                self._drain()
            except BrokenError as error:
                wrong = str(error)
            finally:
                world = self.world
                if world.life is not None:
                    world.life.die()
                    world.life = None
        log = world.log
        return Outcome(log.digest, log.lines, wrong, tuple(log.tail), len(world.books.begun), world.lives, self.done)

    # -- the course of a run ----------------------------------------------------------------------------------------

    def _deeds(self) -> None:
        world = self.world
        for deed in world.plan.deeds:
            self._until(world.time.us + deed.after_ms * 1000)
            self.done += 1
            world.do(deed)
            self._check()
        self._until(world.time.us + SECOND_US)

    def _drain(self) -> None:
        """Faults end, everybody goes home: nothing may be left after a while."""
        world = self.world
        world.heal()
        until_us = world.time.us + DRAIN_S * SECOND_US
        while world.time.us < until_us:
            if world.life is None:
                self._until(world.time.us + 30 * SECOND_US)
                until_us = max(until_us, world.time.us + DRAIN_S * SECOND_US) if world.life is None else until_us
                world.heal()
                continue
            world.drain()
            self._until(world.time.us + 2 * SECOND_US)
            if self._is_empty():
                break
        for left in self._left():
            raise BrokenError(f"not drained: {left}")
        self._until(world.time.us + 10 * SECOND_US)
        check_records(world, is_final=True)

    def _left(self) -> Iterator[str]:
        world = self.world
        if world.life is None:
            yield "nobody serves"
            return
        state = world.life.centre.state
        for name in ("calls", "by_connection", "by_acd_id", "recordings"):
            if left := getattr(state, name):
                yield f"{name}: {left}"
        for switch in world.switches:
            if held := switch._exchange.snapshot():
                yield f"{switch.name} holds {held}"
            if switch._exchange._tapes:
                yield f"{switch.name} records {list(switch._exchange._tapes)}"
        if world.books.begun != world.books.cleared:
            yield f"{world.books.begun - world.books.cleared} have not ended"
        if open_wishes := {w for w in world.books.attempts if w not in world.books.settled}:
            yield f"callbacks {open_wishes}"

    def _is_empty(self) -> bool:
        return next(self._left(), None) is None

    def _until(self, us: int) -> None:
        time = self.world.time
        while True:
            life = self.world.life
            is_busy = life is not None and life.loop.ready and life.is_hung_until_us <= time.us
            if not is_busy and (not time.heap or time.heap[0][0] > us):
                break
            self._step(is_busy=bool(is_busy))
        time.us = max(time.us, us)

    # -- one step ---------------------------------------------------------------------------------------------------

    def _step(self, *, is_busy: bool) -> None:
        world = self.world
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise BrokenError(f"no end after {MOST_STEPS} steps")
        time, life = world.time, world.life
        is_due = bool(time.heap) and time.heap[0][0] <= time.us
        try:
            if is_busy and life is not None and not (is_due and world.dice.chance(0.3)):
                life.loop.step(is_shuffled=world.plan.is_shuffled)
                if world.kill_after is not None:
                    world.kill_after -= 1
                    if world.kill_after < 0:
                        raise Killed
            else:
                self._happen()
        except Killed:
            self._dies()
        if world.life is not None and world.life.is_stopped:
            self._dies()
        self._check()

    def _dies(self) -> None:
        world = self.world
        if world.life is not None and not world.life.journal.is_closed and not world.life.journal.doom:
            check_replay(world.life)
        world.life_ends()

    def _happen(self) -> None:
        world = self.world
        us, _, what = heapq_pop(world)
        world.time.us = max(world.time.us, us)
        if isinstance(what, Timer):
            if what.action is not None:
                what.action()
            return
        life = world.life
        if life is None or what._loop is not life.loop or what.cancelled():
            return
        if life.is_hung_until_us > world.time.us:
            world.time.at(life.is_hung_until_us, what)
        else:
            life.loop.ready.append(what)

    # -- what must hold ---------------------------------------------------------------------------------------------

    def _check(self) -> None:
        world, life = self.world, self.world.life
        if self._errors:
            raise BrokenError(f"the product reports an error: {self._errors[0]}")
        if world.books.broken is not None:
            raise world.books.broken
        if life is None:
            return
        if life.loop.complaints:
            raise BrokenError(f"unseen: {life.loop.complaints[0]}")
        if life.is_dirty and not life.journal.is_closed:
            life.is_dirty = False
            state, timers = life.centre.state, life.centre._runtime._timers.due_ms
            for check in CHECKS:
                if (wrong := check(state, timers, world.books)) is not None:
                    raise BrokenError(f"{check.__name__}: {wrong}")
            if life.steps - self._replayed_at >= REPLAY_EVERY or life.steps < self._replayed_at:
                self._replayed_at = life.steps
                check_replay(life)
                check_records(world, is_final=False)
        self.watch.look()

    @contextmanager
    def _logs_heard(self) -> Iterator[None]:
        """Take what the product logs: errors are failures, the rest stands in the log."""
        processors = structlog.get_config()["processors"]
        before = processors.copy()
        processors[:] = [self._logged]
        try:
            yield
        finally:
            processors[:] = before

    def _logged(self, logger: object, level: str, entry: dict[str, Any]) -> dict[str, Any]:
        error = entry.get("exc_info")
        if error is True:
            import sys

            error = sys.exc_info()[1]
        if level in ("error", "exception", "critical") and not _is_expected(entry["event"], error):
            self._errors.append(f"{entry} {error!r}")
            if isinstance(error, BaseException):
                import traceback

                self._errors[-1] += "\n" + "".join(traceback.format_exception(error)[-6:])
        self.world.log.note("log", level, entry["event"])
        raise structlog.DropEvent


def _is_expected(event: str, error: object) -> bool:
    return event == "look-up failed" or (event == "task failed" and isinstance(error, SwitchUnavailableError))


def heapq_pop(world: World) -> tuple[int, int, Timer | asyncio.TimerHandle]:
    """Take what is next."""
    import heapq

    return heapq.heappop(world.time.heap)


def run(plan: Plan, *, keep: int | None = 400) -> Outcome:
    """Run a plan in a folder of its own."""
    root = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="kefu-sim-", dir=root if root.is_dir() else None))
    try:
        return Run(plan, folder / "journal", keep=keep).go()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
