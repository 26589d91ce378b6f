"""One life of the product: the real centre, runtime, journal, ledger and bookkeeping, in a loop that can be killed."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from kefu.acd.lease import is_in_use
from kefu.calls.ports import Switch, SwitchUnavailableError
from kefu.journeys.inbound_call.bookkeeping import Bookkeeping
from kefu.journeys.inbound_call.centre import Centre
from kefu.journeys.inbound_call.effects import LookUpRequested, SeatClosed, SeatOpened, SwitchChanged, SwitchRequest
from kefu.journeys.inbound_call.ledger import Ledger
from kefu.kernel.instant import from_ms
from kefu.kernel.scope import Scope
from kefu.platform.clock import SteadyClock
from kefu.platform.db import table_of
from kefu.recordings.model import FinishedRecording
from kefu.recordings.tables import RecordingRow
from support.sim_books import Books
from support.sim_centre import Settings
from support.sim_database import SimDatabase
from support.sim_dice import Dice
from support.sim_journal import CrashingJournal
from support.sim_log import Log
from support.sim_loop import Loop, VirtualTime
from support.sim_switch import FaultySwitch, Line

assert is_in_use  # the lock is real: two lives never overlap


class Life:
    """The product from its start to its death."""

    def __init__(
        self,
        *,
        time: VirtualTime,
        dice: Dice,
        folder: Path,
        switches: Iterable[FaultySwitch],
        database: SimDatabase,
        settings: Settings,
        books: Books,
        log: Log,
        snapshot_every: int,
    ) -> None:
        self.time, self.dice, self.database, self.settings = time, dice, database, settings
        self.books, self.log = books, log
        self.loop = Loop(time, dice.fork("threads"))
        self.is_hung_until_us = 0
        self.is_stopped = False
        self.is_stopping = False
        self.is_recovered = False
        self.is_dirty = True
        """Something was decided since this was last cleared."""
        self.steps = 0
        self.deadlines_us: dict[tuple[str, int], int] = {}
        self._device_work: dict[Any, asyncio.Future[None]] = {}
        for switch in switches:
            switch.begin_life()
        lines: list[Any] = [Line(switch, dice.fork(switch.name), log.note) for switch in switches]
        self.lines: list[Switch] = lines
        self.loop.run(self._begin, folder, snapshot_every)

    def _begin(self, folder: Path, snapshot_every: int) -> None:
        self.journal = CrashingJournal(folder, self.dice.fork("journal"), segment_bytes=20_000)
        self.ledger = Ledger(self.database, self._now)
        self.centre = Centre(
            self.lines,
            SteadyClock(self.time.wall_ms, self.loop.time),
            self.journal,
            carried_out=self.ledger.flushed,
            records_a_snapshot=snapshot_every,
        )
        self._watch()
        Bookkeeping(self.centre, self.ledger, self._store)
        self.books.listen(self.centre)
        self.centre.recover()
        self.is_recovered = True
        self.centre.look_up("billing.balance", self._balance)
        self.centre.on(SeatOpened, lambda effect: self._provision(effect.agent_id))
        self.centre.on(SwitchChanged, self._on_switch)
        self.centre.on(
            SeatClosed, lambda effect: self._tell(effect.agent_id, lambda line: line.remove_device(effect.device))
        )
        self.ledger.start()
        self.centre.start()
        self.loop.create_task(self._configure())

    def _watch(self) -> None:
        """Write down what the machine is told and what it wants, and count."""
        machine = self.centre.machine
        step = machine.step

        def watched(at_ms: int, event: object) -> list[Any]:
            self.log.note("in" if self.is_recovered else "again", at_ms, event)
            self.steps += 1
            self.is_dirty = True
            effects = step(at_ms, event)
            for effect in effects:
                if not isinstance(effect, SwitchRequest):
                    self.log.note("out", effect)
            self.books.stepped(at_ms, event, effects)
            return effects

        machine.step = watched

    # -- what surrounds the centre ----------------------------------------------------------------------------------

    async def _configure(self) -> None:
        """Tell the centre its routing, as is read from the database at the start."""
        await asyncio.sleep(self.dice.below(100) / 1000)
        self.configure()

    def configure(self) -> None:
        """Tell the centre its routing as it is now."""
        for configured in self.settings.configured():
            self.centre.post(configured)

    def _now(self) -> datetime:
        return from_ms(self.time.wall_ms()).astimezone(UTC)

    async def _balance(self, request: LookUpRequested) -> dict[str, Any] | None:
        await asyncio.sleep(self.dice.delay_ms(100, 6000) / 1000)
        if self.dice.chance(0.2):
            raise OSError("billing is gone")
        return {"balance_minor": 100} if self.dice.chance(0.7) else {}

    async def _store(self, finished: FinishedRecording) -> None:
        scope = Scope(finished.tenant_id)
        async with self.database.transaction(scope) as session:
            is_filed = await session.get(RecordingRow, finished.recording_id) is not None
        if not is_filed:
            await asyncio.sleep(self.dice.below(50) / 1000)
            async with self.database.transaction(scope) as session:
                row = {"id": finished.recording_id, "call_id": finished.call_id, "tenant_id": finished.tenant_id}
                await session.execute(insert(table_of(RecordingRow)), [row])

    def _provision(self, agent_id: Any) -> None:
        seat = self.centre.state.seats.get(agent_id)
        if seat is not None:
            self._tell(agent_id, lambda line: line.add_device(seat.device, "secret"))

    def _on_switch(self, effect: SwitchChanged) -> None:
        if effect.is_available:
            for agent_id in self.centre.state.seats:
                self._provision(agent_id)

    def _on_closed(self, effect: SeatClosed) -> None:
        self._tell(effect.agent_id, lambda line: line.remove_device(effect.device))

    def _tell(self, agent_id: Any, work: Callable[[Switch], Awaitable[None]]) -> None:
        """Let every switch know of a seat's phone, one change after the other, as the hub does."""
        before = self._device_work.get(agent_id)

        async def at(line: Switch) -> None:
            try:
                await work(line)
            except SwitchUnavailableError:
                self.log.note("desk", f"{line.name} away")

        async def tell() -> None:
            if before is not None:
                await asyncio.wait([before])
            await asyncio.gather(*map(at, self.lines))

        self._device_work[agent_id] = asyncio.ensure_future(tell())

    # -- how it ends ------------------------------------------------------------------------------------------------

    def post(self, event: object) -> None:
        """Let somebody ask something of the centre."""
        self.loop.run(self.centre.post, event)

    def stop(self) -> None:
        """Stop as on SIGTERM."""
        if not self.is_stopping:
            self.is_stopping = True
            self.loop.run(self.loop.create_task, self._stop())

    async def _stop(self) -> None:
        await self.centre.stop()
        await self.ledger.stop()
        self.is_stopped = True

    def die(self) -> None:
        """Be killed."""
        threads = list(self.loop.threads)
        self.loop.kill()
        for work in threads:
            if "_sync_and_close" in repr(work):
                work()  # only lets go of a file
        self.database.client_died()
        self.journal.die()
        self.loop.bury()
