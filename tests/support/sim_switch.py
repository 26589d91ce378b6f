"""A simulated switch behind a network that delays, repeats, reorders and loses; and the line of one life to it.

Events of one connection keep their order, those of different ones do not. When the line is cut, what is on the way is
lost; as the port promises, the product then hears that the switch is away, and what it has missed when it is back.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

from kefu.calls.events import ConnectionEvent, DeviceRegistered, Offered, Originated, RecordingEnded, SwitchEvent
from kefu.calls.model import ConnectionSnapshot, ConnectionState
from kefu.calls.ports import SwitchUnavailableError
from kefu.kernel.ids import RecordingId
from kefu_lab.switch import SimulatedSwitch
from support.sim_dice import Dice
from support.sim_loop import VirtualTime

Note = Callable[..., None]


class FaultySwitch(SimulatedSwitch):
    """One switch for the whole run; what its adapter remembers is forgotten with each life of the product."""

    def __init__(self, name: str, time: VirtualTime, dice: Dice, note: Note, *, noise: float) -> None:
        self._time, self._dice, self._note, self.noise = time, dice, note, noise
        self._epoch = 0
        self._is_down, self._is_cut = False, False
        self._frozen_until_us = 0
        self._last_request_us = 0
        self._last_event_us: dict[object, int] = {}
        self._is_product_there = False
        self.on_the_way: list[object] = []
        """Events that have left and have not arrived."""
        self._finished: dict[RecordingId, RecordingEnded] = {}
        super().__init__(name, clock=time, on_event=self._arrived, is_silent=True)
        self._is_available = False

    # -- the network ------------------------------------------------------------------------------------------------

    def _delay_us(self) -> int:
        return round(1000 * self._dice.delay_ms(1 + 20 * self.noise, 20 + 1500 * self.noise))

    def _ask(self, action: Callable[[], None]) -> None:
        """Let a request travel; requests share a line and keep their order."""
        if not self._is_available:
            return
        epoch = self._epoch

        def reached() -> None:
            if epoch == self._epoch and not self._is_cut and not self._is_down:
                action()

        due_us = max(self._time.us + self._delay_us(), self._last_request_us, self._frozen_until_us)
        self._last_request_us = due_us
        self._time.call_later((due_us - self._time.us) / 1000, reached)

    def _heard(self, event: SwitchEvent) -> None:
        """Let an event travel, perhaps twice."""
        if isinstance(event, RecordingEnded):
            self._finished[event.recording_id] = event
        key = next((getattr(event, n) for n in ("connection_id", "recording_id", "address") if hasattr(event, n)), "")
        due_us = max(self._time.us + self._delay_us(), self._last_event_us.get(key, 0), self._frozen_until_us)
        self._last_event_us[key] = due_us
        self._send(event, due_us)
        if isinstance(event, ConnectionEvent | Offered | Originated) and self._dice.chance(0.05 * self.noise):
            self._send(event, due_us + self._delay_us() * (1 + self._dice.below(30)))

    def _send(self, event: SwitchEvent, due_us: int) -> None:
        epoch = self._epoch
        self.on_the_way.append(event)

        def reached() -> None:
            self.on_the_way.remove(event)
            if epoch == self._epoch and not self._is_cut:
                self._deliver(event)

        self._time.call_later((due_us - self._time.us) / 1000, reached)

    def _arrived(self, event: SwitchEvent) -> None:
        if self._is_product_there:
            self._note("switch", event)
            self._queue.put_nowait(event)

    # -- faults -----------------------------------------------------------------------------------------------------

    def cut(self, noticed_ms: int, back_ms: int) -> None:
        """Lose all that is said for a while; it is noticed, and later mended."""
        if self._is_cut or not self._is_available:
            return
        self._is_cut = True
        self._note("fault", f"{self.name} cut")
        self._time.call_later(noticed_ms, self._lose)
        self._time.call_later(noticed_ms + back_ms, self.restore)

    def crash(self, back_ms: float = 0) -> None:
        """Kill the switch with all its calls."""
        if self._is_down:
            return
        self._note("fault", f"{self.name} crash")
        self._is_down = True
        self._exchange.crash()
        self._lose()
        self._time.call_later(back_ms, self._start_again)

    def freeze(self, ms: int) -> None:
        """Do and say nothing for a while."""
        self._note("fault", f"{self.name} freeze {ms}")
        self._frozen_until_us = max(self._frozen_until_us, self._time.us + ms * 1000)

    def _start_again(self) -> None:
        self._is_down = False
        self.restore()

    def _lose(self) -> None:
        self._epoch += 1
        self.lose_connection()

    def heal(self) -> None:
        """Work without faults from now on."""
        self.noise = 0.0
        self._frozen_until_us = 0
        if not self._is_down:
            self.restore()

    def restore(self) -> None:
        """Connect (again), unless the switch is down or nobody is there to connect."""
        if self._is_product_there and not self._is_down:
            self._is_cut = False
            if not self._is_available:
                self._epoch += 1
            super().restore()
            for address in self._devices:
                is_there = address in self._exchange._registered
                self._heard(DeviceRegistered(**self._exchange.about(), address=address, is_registered=is_there))

    # -- lives of the product ---------------------------------------------------------------------------------------

    def begin_life(self) -> None:
        """Let a new process connect in a moment; it learns what the switch holds."""
        self._queue = asyncio.Queue()
        self._known.clear()
        self._plays.clear()
        self._devices.clear()
        self._is_product_there = True
        self._time.call_later(5 + self._dice.below(300), self._adopt)

    def _adopt(self) -> None:
        if not self._is_available and not self._is_down and self._is_product_there:
            held = self._exchange.snapshot()
            self._known |= {each.connection_id: each.state is ConnectionState.CONNECTED for each in held}
            self.restore()

    def end_life(self) -> None:
        """Lose the process that listened."""
        self._epoch += 1
        self._is_product_there = self._is_available = self._is_cut = False

    # -- the port ---------------------------------------------------------------------------------------------------

    async def stop_recording(self, recording_id: RecordingId) -> None:
        """End a recording; one whose end was missed is found by its files."""
        if (finished := self._finished.get(recording_id)) is not None:
            self._ask(lambda: self._heard(finished))
        else:
            await super().stop_recording(recording_id)


class Line:
    """The Switch port as one life of the product has it: every answer takes its time, events may come before it."""

    def __init__(self, switch: FaultySwitch, dice: Dice, note: Note) -> None:
        self._switch, self._dice, self._note = switch, dice, note
        self.name = switch.name

    @property
    def is_available(self) -> bool:
        """Tell whether the switch answers now."""
        return self._switch.is_available

    def events(self) -> AsyncIterator[SwitchEvent]:
        """Yield events."""
        return self._switch.events()

    async def snapshot(self) -> list[ConnectionSnapshot]:
        """List the connections; they may have changed when the answer is there."""
        await self._pause()
        held = await self._switch.snapshot()
        await asyncio.sleep(self._dice.delay_ms(100, 1500) / 1000)
        if not self._switch.is_available:
            raise SwitchUnavailableError(self.name)
        return held

    async def add_device(self, *arguments: Any) -> None:
        """Make a seat's phone known."""
        await self._pause()
        await self._switch.add_device(*arguments)

    async def remove_device(self, *arguments: Any) -> None:
        """Forget a seat's phone."""
        await self._pause()
        await self._switch.remove_device(*arguments)

    def __getattr__(self, service: str) -> Callable[..., Any]:
        async def ask(*arguments: Any, **named: Any) -> None:
            self._note("ask", f"{self.name} {service}", *arguments, *named.values())
            await getattr(self._switch, service)(*arguments, **named)
            if self._dice.chance(0.5 * self._switch.noise):
                await self._pause()

        return ask

    async def _pause(self) -> None:
        await asyncio.sleep(self._dice.delay_ms(1 + 10 * self._switch.noise, 10 + 800 * self._switch.noise) / 1000)
