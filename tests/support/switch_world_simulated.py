"""The world around the simulated switch."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from kefu.calls.events import SwitchAvailability
from kefu.calls.model import Cause
from kefu.calls.ports import Switch
from kefu_lab.switch import RINGS_ON, Behaviour, PartyState, SeatPhone, SimulatedSwitch
from kefu_lab.switch import Party as SimulatedParty
from support.switch_world import SECRET, EventLog, Party, Phone, World, until
from support.telephony import PROMPTS_MS

_MOMENT_S = 0.2  # to hear something takes time


class SimulatedWorldParty:
    """A simulated party."""

    def __init__(self, party: SimulatedParty) -> None:
        self._party = party
        self.is_auto_answer = party.is_auto_answer
        self.answer, self.reject, self.hang_up = party.answer, party.reject, party.hang_up

    @property
    def caller(self) -> str:
        return self._party.caller

    @property
    def digits(self) -> str:
        return self._party.digits

    @property
    def is_ringing(self) -> bool:
        return self._party.state is PartyState.RINGING

    @property
    def is_connected(self) -> bool:
        return self._party.state is PartyState.CONNECTED

    async def hears(self, *what: str) -> None:
        await until(lambda: self._party.hears == set(what), f"he hears {what}")
        await asyncio.sleep(_MOMENT_S)

    async def press(self, digits: str) -> None:
        self._party.press(digits)

    async def has_ended(self) -> None:
        await until(lambda: self._party.state is PartyState.ENDED, "end of the call")


class SimulatedWorldPhone:
    """A simulated phone."""

    def __init__(self, phone: SeatPhone) -> None:
        self._phone = phone
        self._seen = 0

    async def register(self, password: str = SECRET) -> bool:
        return self._phone.register(password)

    async def leave(self) -> None:
        self._phone.unregister()

    async def rings(self) -> Party:
        await until(lambda: len(self._phone.calls) > self._seen, "the phone rings")
        self._seen += 1
        return SimulatedWorldParty(self._phone.calls[self._seen - 1])

    def dial(self, number: str) -> Party:
        self._seen += 1
        return SimulatedWorldParty(self._phone.dial(number))


class SimulatedWorld:
    """The simulated switch and its people."""

    def __init__(self, folder: Path) -> None:
        self._switch = SimulatedSwitch(latency_ms=1, prompts=PROMPTS_MS, recordings=folder)
        self.switch: Switch = self._switch
        self.heard = EventLog(self._switch)
        self._outside: list[SimulatedParty] = []

    def call_in(self, caller: str | None = "13812345678", called: str = "96296") -> Party:
        return SimulatedWorldParty(self._switch.call_in(caller or "", called, voice="customer"))

    def phone(self, address: str, *, answers: bool = False) -> Phone:
        return SimulatedWorldPhone(self._switch.phone(address, Behaviour(0) if answers else RINGS_ON))

    def number(self, number: str, *, answers: bool = False, refuses: Cause | None = None) -> None:
        self._switch.number(number, Behaviour(0 if answers else None, refuses), voice="outside")

    async def outside_rings(self) -> Party:
        seen = len(self._outside)
        await until(lambda: len(self._switch.outside_calls) > seen, "the number outside rings")
        self._outside.append(self._switch.outside_calls[seen])
        return SimulatedWorldParty(self._outside[-1])

    async def lose_sight(self) -> None:
        self._switch.lose_connection()

    async def regain_sight(self) -> None:
        self._switch.restore()

    async def crash(self) -> None:
        self._switch.crash()
        self._switch.restore()

    async def leftovers(self) -> list[str]:
        return [str(connection) for connection in await self._switch.snapshot()]

    def pitch_hz(self, voice: str) -> int:
        return self._switch.pitch_hz(voice)


@asynccontextmanager
async def simulated_world(folder: Path) -> AsyncIterator[World]:
    """Open the simulated world."""
    world = SimulatedWorld(folder)
    await world.heard.next(SwitchAvailability, is_available=True)
    try:
        yield world
    finally:
        await world.heard.close()
