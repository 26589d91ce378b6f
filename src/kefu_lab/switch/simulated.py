"""A telephone switch in memory, behind the same port as the real one."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path

from kefu.calls.events import (
    ConnectionCleared,
    Established,
    Failed,
    Offered,
    Originated,
    PlayEnded,
    RecordingEnded,
    RecordingFailed,
    SwitchAvailability,
    SwitchEvent,
)
from kefu.calls.model import Cause, ConnectionSnapshot, ConnectionState, Device, Participation
from kefu.calls.ports import SwitchUnavailableError
from kefu.kernel.ids import CallId, ConnectionId, RecordingId
from kefu_lab.clock import Clock, LoopClock
from kefu_lab.switch.exchange import Exchange
from kefu_lab.switch.parties import RINGS_ON, Behaviour, Party, SeatPhone


class SimulatedSwitch:
    """Implements `kefu.calls.ports.Switch`, and gives the people and phones around it.

        switch = SimulatedSwitch()
        caller = switch.call_in("13812345678", "96296")       # Offered
        phone = switch.phone("1001", ANSWERS); phone.register()   # after add_device
        caller.press("1"); caller.hears; phone.call.hang_up()

    `latency_ms` is how long requests take to the switch and events back; with 0 both are immediate. `on_event`, if
    given, gets the events instead of `events()`: with a HandClock nothing then depends on an event loop.
    `prompts` says which prompts there are and how long (ms); without it every prompt exists and takes a second.
    `is_silent`: recordings begin and end, but nothing is written.
    """

    def __init__(
        self,
        name: str = "simulated",
        *,
        clock: Clock | None = None,
        latency_ms: int = 0,
        prompts: Mapping[str, int] | None = None,
        recordings: Path | None = None,
        on_event: Callable[[SwitchEvent], None] | None = None,
        is_silent: bool = False,
    ) -> None:
        self._name, self._latency_ms = name, latency_ms
        self._clock = clock or LoopClock()
        self._queue: asyncio.Queue[SwitchEvent] = asyncio.Queue()
        self._on_event = on_event or self._queue.put_nowait
        self._is_available = False
        self._known: dict[ConnectionId, bool] = {}  # what the product has heard of, and whether it was established
        self._plays: dict[str, ConnectionId] = {}  # announcements whose end the product has not heard of
        self._devices: dict[str, tuple[Device, str]] = {}
        self._exchange = Exchange(
            name,
            self._clock,
            self._heard,
            prompts=prompts,
            recordings=recordings or Path(tempfile.gettempdir()),
            is_silent=is_silent,
        )
        self.restore()

    # -- the world --------------------------------------------------------------------------------------------------

    def call_in(self, caller: str, called: str, *, voice: str = "") -> Party:
        """Let someone call from outside ("" withholds his number); `voice` is what others hear of him."""
        return self._exchange.call_in(caller, called, voice or caller)

    def phone(self, address: str, behaviour: Behaviour = RINGS_ON) -> SeatPhone:
        """Put a phone at a seat; it still has to register."""
        return SeatPhone(self._exchange, address, behaviour)

    def number(self, number: str, behaviour: Behaviour, *, voice: str = "") -> None:
        """Say what a number outside does when it is called (others answer at once)."""
        self._exchange.number(number, behaviour, voice or number)

    @property
    def outside_calls(self) -> list[Party]:
        """Return all calls to numbers outside so far, the latest last."""
        return self._exchange.outside_calls

    def pitch_hz(self, voice: str) -> int:
        """Return the tone that stands for a voice (also "music" and prompts) in the recordings."""
        return self._exchange.pitches[voice]

    def lose_connection(self) -> None:
        """Cut the product off; calls go on."""
        if self._is_available:
            self._is_available = False
            self._on_event(SwitchAvailability(**self._exchange.about(), is_available=False))

    def crash(self) -> None:
        """Kill the switch and all its calls; it stays away until it is restored."""
        self.lose_connection()
        self._exchange.crash()

    def restore(self) -> None:
        """Let the product reach the switch (again)."""
        if self._is_available:
            return
        self._is_available = True
        for device, password in self._devices.values():
            self._exchange.add_device(device, password)
        for play_id in sorted(self._plays.keys() - self._exchange.playing):
            about = self._exchange.about(self._plays[play_id])
            self._deliver(PlayEnded(**about, play_id=play_id, is_complete=False))
        held = {snapshot.connection_id: snapshot for snapshot in self._exchange.snapshot()}
        for connection_id, was_established in tuple(self._known.items()):
            self._catch_up(connection_id, held.get(connection_id), was_established=was_established)
        self._on_event(SwitchAvailability(**self._exchange.about(), is_available=True))

    # -- the port ---------------------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """Return the switch's name."""
        return self._name

    @property
    def is_available(self) -> bool:
        """Tell whether the switch answers now."""
        return self._is_available

    async def events(self) -> AsyncIterator[SwitchEvent]:
        """Yield events in the order they happened, for ever."""
        while True:
            yield await self._queue.get()

    async def answer_call(self, connection_id: ConnectionId) -> None:
        """Answer an offered connection."""
        self._ask(lambda: self._exchange.answer(connection_id))

    async def accept_call(self, connection_id: ConnectionId) -> None:
        """Let the caller hear that it rings."""
        self._ask(lambda: self._exchange.accept(connection_id))

    async def make_call(
        self,
        *,
        call_id: CallId,
        connection_id: ConnectionId,
        device: Device,
        caller: str,
        timeout_s: int,
        is_auto_answer: bool = False,
    ) -> None:
        """Ring one device for a call."""
        if not self._is_available:
            self._on_event(Failed(**self._exchange.about(connection_id), cause=Cause.SWITCH_LOST))
            return
        self._known[connection_id] = False

        def make() -> None:
            self._exchange.make(
                call_id, connection_id, device, caller=caller, timeout_s=timeout_s, is_auto_answer=is_auto_answer
            )

        self._ask(make)

    async def join(self, call_id: CallId, *connection_ids: ConnectionId) -> None:
        """Put connections into the call's conversation."""
        self._ask(lambda: self._exchange.join(call_id, connection_ids))

    async def hold_call(self, call_id: CallId, connection_id: ConnectionId) -> None:
        """Take a connection out of the conversation and play music to it."""
        await self.start_music(connection_id)

    async def retrieve_call(self, call_id: CallId, connection_id: ConnectionId) -> None:
        """Take the music off a held connection and join it again."""
        await self.join(call_id, connection_id)

    async def intrude_call(
        self, call_id: CallId, connection_id: ConnectionId, *, into: ConnectionId, participation: Participation
    ) -> None:
        """Let a connection listen to another's party, whisper to it, or join in."""
        self._ask(lambda: self._exchange.intrude(call_id, connection_id, into, participation))

    async def start_music(self, connection_id: ConnectionId) -> None:
        """Play music to a connection, outside any conversation."""
        self._ask(lambda: self._exchange.music(connection_id))

    async def clear_connection(self, connection_id: ConnectionId, cause: Cause = Cause.NORMAL) -> None:
        """Hang up one party."""
        self._ask(lambda: self._exchange.clear(connection_id, cause))

    async def clear_call(self, call_id: CallId) -> None:
        """Release a call; the simulated switch keeps nothing for it."""

    async def generate_digits(self, connection_id: ConnectionId, digits: str) -> None:
        """Send DTMF digits to one party."""
        self._ask(lambda: self._exchange.send_digits(connection_id, digits))

    async def play(self, connection_id: ConnectionId, play_id: str, media: Sequence[str]) -> None:
        """Play prompts one after the other to a connection."""
        if self._is_available:
            self._plays[play_id] = connection_id
            self._ask(lambda: self._exchange.play(connection_id, play_id, media))
        else:
            self._on_event(PlayEnded(**self._exchange.about(connection_id), play_id=play_id, is_complete=False))

    async def stop_play(self, play_id: str) -> None:
        """Stop an announcement."""
        self._ask(lambda: self._exchange.stop_play(play_id))

    async def start_recording(
        self, connection_id: ConnectionId, recording_id: RecordingId, *, is_voicemail: bool = False
    ) -> None:
        """Record what the connection's party says and hears."""
        if self._is_available:
            self._ask(lambda: self._exchange.record(connection_id, recording_id, is_voicemail=is_voicemail))
        else:
            self._on_event(RecordingFailed(**self._exchange.about(), recording_id=recording_id))

    async def stop_recording(self, recording_id: RecordingId) -> None:
        """End a recording."""
        self._ask(lambda: self._exchange.stop_recording(recording_id))

    async def add_device(self, device: Device, password: str) -> None:
        """Make a seat's phone known.

        Raises: SwitchUnavailableError; the phone is made known as soon as the switch is back.
        """
        self._devices[device.address] = (device, password)
        self._require()
        self._exchange.add_device(device, password)

    async def remove_device(self, device: Device) -> None:
        """Forget a seat's phone.

        Raises: SwitchUnavailableError.
        """
        self._devices.pop(device.address, None)
        self._require()
        self._exchange.remove_device(device.address)

    async def snapshot(self) -> list[ConnectionSnapshot]:
        """List the connections that the switch holds now.

        Raises: SwitchUnavailableError.
        """
        self._require()
        return self._exchange.snapshot()

    # -- the line between product and switch ------------------------------------------------------------------------

    def _require(self) -> None:
        if not self._is_available:
            raise SwitchUnavailableError(self._name)

    def _ask(self, action: Callable[[], None]) -> None:
        if not self._is_available:
            return
        if self._latency_ms:
            self._clock.call_later(self._latency_ms, action)
        else:
            action()

    def _heard(self, event: SwitchEvent) -> None:
        if self._latency_ms:
            self._clock.call_later(self._latency_ms, lambda: self._deliver(event))
        else:
            self._deliver(event)

    def _deliver(self, event: SwitchEvent) -> None:
        if not self._is_available and not isinstance(event, RecordingEnded | RecordingFailed):
            return  # lost on the way; the files of recordings are found without the switch
        if isinstance(event, Offered | Originated):
            self._known[event.connection_id] = False
        elif isinstance(event, Established):
            self._known[event.connection_id] = True
        elif isinstance(event, ConnectionCleared | Failed):
            self._known.pop(event.connection_id, None)
        elif isinstance(event, PlayEnded):
            self._plays.pop(event.play_id, None)
        self._on_event(event)

    def _catch_up(self, connection_id: ConnectionId, held: ConnectionSnapshot | None, *, was_established: bool) -> None:
        """Tell what the product has missed about a connection."""
        about = self._exchange.about(connection_id)
        if held is None:
            is_ours = not str(connection_id).startswith(f"{self._name}-")
            event = Failed if is_ours and not was_established else ConnectionCleared
            self._deliver(event(**about, cause=Cause.SWITCH_LOST))
        elif held.state is ConnectionState.CONNECTED and not was_established:
            self._deliver(Established(**about))
