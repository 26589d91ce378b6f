"""Acts out what the machine decides: requests to the switches in order, look-ups, subscribers."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, TypeVar

import structlog

from kefu.acd.journal import Journal, JournalDamagedError
from kefu.acd.runtime import Runtime
from kefu.calls.events import Failed, SwitchAvailability, SwitchEvent
from kefu.calls.model import Cause
from kefu.calls.ports import Switch, SwitchUnavailableError
from kefu.journeys.inbound_call.effects import Effect, LookUpRequested, SwitchRequest
from kefu.journeys.inbound_call.inputs import LoadChanged, LookUpAnswered, Restarted, SwitchReconciled
from kefu.journeys.inbound_call.load import LOOK_EVERY_MS, Load
from kefu.journeys.inbound_call.machine import CODEC, STATE_CODEC, Machine
from kefu.journeys.inbound_call.turn import State
from kefu.kernel.codec import CodecError
from kefu.kernel.ids import CallId

LOOK_AT_JOURNAL_EVERY_S = 5.0
RECORDS_A_SNAPSHOT = 20_000
"""What is read again after a restart, at most: about half a second's work."""
LookUp = Callable[[LookUpRequested], Awaitable[dict[str, Any] | None]]
E = TypeVar("E", bound=Effect)
logger = structlog.get_logger(__name__)


class Centre:
    """The live centre of one process: one writer, many listeners. Everything runs in one event loop."""

    def __init__(
        self,
        switches: Iterable[Switch],
        clock_ms: Callable[[], int],
        journal: Journal | None = None,
        *,
        carried_out: Callable[[], Awaitable[None]] | None = None,
        records_a_snapshot: int = RECORDS_A_SNAPSHOT,
    ) -> None:
        """Prepare. `carried_out` waits until what listeners were told is safe; before that no journal is dropped."""
        self.switches: Mapping[str, Switch] = {switch.name: switch for switch in switches}
        self._journal = journal
        self._snapshot = journal.latest_snapshot() if journal else None
        self.machine = Machine(self._restored())
        self.clock_ms = clock_ms
        self._runtime: Runtime[object, Effect] = Runtime(
            self.machine, clock_ms=clock_ms, on_effects=self._act, journal=journal, codec=CODEC
        )
        self._carried_out = [carried_out] if carried_out else []
        self._records_a_snapshot = records_a_snapshot
        self.late_ms = 0
        """How late this process is with everything."""
        self._met: set[str] = set()
        self._remembers = False
        self._look_ups: dict[str, LookUp] = {}
        self._listeners: dict[type, list[Callable[[Any], None]]] = {}
        self._tails: dict[CallId | None, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def state(self) -> State:
        """Return the live state, to be read only."""
        return self.machine.state

    def on(self, effect_type: type[E], listener: Callable[[E], None]) -> None:
        """Call a listener for every effect of a type, in order, in the loop."""
        self._listeners.setdefault(effect_type, []).append(listener)

    def before_forgetting(self, carried_out: Callable[[], Awaitable[None]]) -> None:
        """Wait for something more before a journal is dropped."""
        self._carried_out.append(carried_out)

    def look_up(self, name: str, capability: LookUp) -> None:
        """Answer a look-up of IVR flows: fields found, {} for not found; an exception is a failure."""
        self._look_ups[name] = capability

    def post(self, event: object) -> None:
        """Tell the machine what has happened or what somebody asks."""
        self._runtime.post(event)

    async def settled(self) -> None:
        """Wait until what has been posted so far has been taken."""
        await asyncio.sleep(0)

    def spawn(self, work: Awaitable[Any], name: str) -> None:
        """Run something beside the calls; a failure is logged."""
        task = asyncio.ensure_future(work)
        task.set_name(name)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def recover(self) -> None:
        """Go on where the last life ended, as far as the journal tells; listeners hear the last effects again.

        What cannot be read is set aside: calls now matter more than calls before.
        """
        try:
            count = self._runtime.recover(self._snapshot, self._retell)
        except (JournalDamagedError, CodecError):
            self._set_aside()
            self._runtime.forget()
            self.machine.state = State()
            return
        if count or self._snapshot is not None:
            self._remembers = True
            away_ms = max(0, self.clock_ms() - self._runtime.at_ms)
            state = self.machine.state
            logger.info("recovered", records=count, calls=len(state.calls), seats=len(state.seats), away_ms=away_ms)
            self.post(Restarted(away_ms=away_ms))

    def start(self) -> None:
        """Begin to listen to the switches."""
        for switch in self.switches.values():
            self.spawn(self._listen(switch), f"switch {switch.name}")
        self.spawn(self._watch_load(), "load")
        if self._journal is not None:
            self.spawn(self._save_now_and_then(self._journal), "checkpoint")

    async def stop(self) -> None:
        """Stop listening; calls on the switches go on."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._runtime.close()

    def _restored(self) -> State | None:
        if self._snapshot is None:
            return None
        try:
            restored: State = STATE_CODEC.decode(self._snapshot.data["machine"])
        except (KeyError, CodecError):
            self._set_aside()
            return None
        return restored

    def _set_aside(self) -> None:
        if self._journal is not None:
            self._snapshot = None
            logger.exception("the journal cannot be read and is set aside", aside=str(self._journal.set_aside()))

    def _retell(self, at_ms: int, effects: Iterable[Effect]) -> None:
        for effect in effects:
            self._tell(effect)

    async def _watch_load(self) -> None:
        """Close the door to new calls while this loop is late with everything."""
        loop, load, every_s = asyncio.get_running_loop(), Load(), LOOK_EVERY_MS / 1000
        while True:
            due_s = loop.time() + every_s
            await asyncio.sleep(every_s)
            self.late_ms = round((loop.time() - due_s) * 1000)
            if load.note(self.late_ms):
                logger.warning("overload", is_over=load.is_over, calls=len(self.state.calls))
                self.post(LoadChanged(is_over=load.is_over))

    async def _save_now_and_then(self, journal: Journal) -> None:
        """Keep the journal short: what a snapshot holds need not be read again."""
        saved = journal.number
        while True:
            await asyncio.sleep(LOOK_AT_JOURNAL_EVERY_S)
            if journal.number - saved >= self._records_a_snapshot:
                saved = journal.number
                await self._runtime.checkpoint(STATE_CODEC.encode(self.machine.state), self._wait_until_safe)

    async def _wait_until_safe(self) -> None:
        for wait in self._carried_out:
            await wait()

    async def _listen(self, switch: Switch) -> None:
        async for event in switch.events():
            self._on_switch_event(switch, event)

    def _on_switch_event(self, switch: Switch, event: SwitchEvent) -> None:
        self.post(event)
        if isinstance(event, SwitchAvailability) and event.is_available:
            self.spawn(self._reconcile(switch), f"reconcile {switch.name}")

    async def _reconcile(self, switch: Switch) -> None:
        """Read the truth from a switch that is there (again), and renew its seats."""
        calls = self.state.calls
        known = frozenset(c for c, call_id in self.state.by_connection.items() if calls[call_id].switch == switch.name)
        connections = tuple(await switch.snapshot())
        is_first = switch.name not in self._met
        self._met.add(switch.name)
        self.post(
            SwitchReconciled(
                switch=switch.name,
                connections=connections,
                is_first=is_first,
                is_memory_lost=not self._remembers,
                known=known,
            )
        )

    def _act(self, at_ms: int, effects: Iterable[Effect]) -> None:
        for effect in effects:
            if isinstance(effect, SwitchRequest):
                self._request(effect)
            elif isinstance(effect, LookUpRequested):
                self.spawn(self._look(effect), f"look up {effect.name}")
            self._tell(effect)

    def _tell(self, effect: Effect) -> None:
        for listener in self._listeners.get(type(effect), ()):
            try:
                listener(effect)
            except Exception:
                logger.exception("listener failed", effect=type(effect).__name__)

    def _request(self, request: SwitchRequest) -> None:
        """Requests of one call reach the switch one after the other, those of different calls do not wait."""
        before = self._tails.get(request.call_id)
        task = asyncio.get_running_loop().create_task(self._ask(request, before))
        self._tails[request.call_id] = task
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        task.add_done_callback(lambda done: self._forget_tail(request.call_id, done))

    def _forget_tail(self, call_id: CallId | None, done: asyncio.Task[None]) -> None:
        if self._tails.get(call_id) is done:
            del self._tails[call_id]

    async def _ask(self, request: SwitchRequest, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        switch = self.switches.get(request.switch)
        if switch is None:
            return
        service = getattr(switch, request.service)
        arguments = dict(request.arguments)
        positional = arguments.pop("connection_ids", None)
        try:
            if positional is None:
                await service(**arguments)
            else:
                await service(arguments["call_id"], *positional)
        except SwitchUnavailableError:
            logger.warning("switch unavailable", switch=request.switch, service=request.service)
            if request.service == "make_call":
                self.post(
                    Failed(
                        at_ms=self.clock_ms(),
                        switch=request.switch,
                        connection_id=arguments["connection_id"],
                        cause=Cause.SWITCH_LOST,
                    )
                )

    async def _look(self, request: LookUpRequested) -> None:
        result: dict[str, Any] | None = None
        try:
            capability = self._look_ups.get(request.name)
            result = await capability(request) if capability else None
        except Exception:
            logger.exception("look-up failed", name=request.name)
        self.post(LookUpAnswered(call_id=request.call.call_id, look_up_id=request.look_up_id, result=result))

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("task failed", task=task.get_name(), exc_info=error)
