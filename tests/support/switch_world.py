"""A switch and the world around it, once real and once simulated, behind the same words for the contract suite."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Protocol, TypeVar

from kefu.adapters.asterisk.switch import AsteriskSwitch
from kefu.calls.events import DeviceRegistered, SwitchAvailability, SwitchEvent
from kefu.calls.model import Cause, Device, DeviceKind
from kefu.calls.ports import Switch
from kefu.kernel.ids import ConnectionId
from kefu_lab import phone as sip
from kefu_lab.switch import RINGS_ON, Behaviour, PartyState, SeatPhone, SimulatedSwitch
from kefu_lab.switch import Party as SimulatedParty
from support.telephony import (
    MUSIC_HZ,
    PHONES_IP,
    PROMPTS_HZ,
    PROMPTS_MS,
    VOICES_HZ,
    RunningSwitch,
)

E = TypeVar("E", bound=SwitchEvent)
PATIENCE_S = 8.0
_MOMENT_S = 0.05  # to hear something takes time
SECRET = "one-session-secret"
PITCHES_HZ = VOICES_HZ | PROMPTS_HZ | {"music": MUSIC_HZ}


class EventLog:
    """All that a switch says, in order."""

    def __init__(self, switch: Switch) -> None:
        self.all: list[SwitchEvent] = []
        self._taken: set[int] = set()
        self._fresh = asyncio.Event()
        self._task = asyncio.create_task(self._listen(switch))

    async def _listen(self, switch: Switch) -> None:
        async for event in switch.events():
            self.all.append(event)
            self._fresh.set()

    async def close(self) -> None:
        """Stop listening."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def next(self, kind: type[E], **fields: object) -> E:
        """Wait for the first event of a kind, with these fields, that nobody has waited for yet.

        Raises: TimeoutError.
        """
        async with asyncio.timeout(PATIENCE_S):
            while True:
                self._fresh.clear()
                for index, event in enumerate(self.all):
                    if index not in self._taken and isinstance(event, kind) and _matches(event, fields):
                        self._taken.add(index)
                        return event
                await self._fresh.wait()

    def about(self, connection_id: ConnectionId) -> list[str]:
        """Name the events of one connection."""
        return [type(event).__name__ for event in self.all if getattr(event, "connection_id", "") == connection_id]


def _matches(event: SwitchEvent, fields: dict[str, object]) -> bool:
    return all(getattr(event, name) == value for name, value in fields.items())


class Party(Protocol):
    """Someone at the far end of a connection."""

    is_auto_answer: bool

    @property
    def caller(self) -> str: ...
    @property
    def digits(self) -> str: ...
    @property
    def is_connected(self) -> bool: ...
    async def hears(self, *what: str) -> None:
        """Wait until he hears exactly this."""

    async def press(self, digits: str) -> None: ...
    def answer(self) -> None: ...
    def reject(self) -> None: ...
    def hang_up(self) -> None: ...
    async def has_ended(self) -> None: ...


class Phone(Protocol):
    """A seat's phone."""

    async def register(self, password: str = SECRET) -> bool: ...
    async def leave(self) -> None: ...
    async def rings(self) -> Party: ...
    def dial(self, number: str) -> Party: ...


class World(Protocol):
    """A switch, its events, and the people around it."""

    switch: Switch
    heard: EventLog

    def call_in(self, caller: str | None = "13812345678", called: str = "96296") -> Party: ...
    def phone(self, address: str, *, answers: bool = False) -> Phone: ...
    def number(self, number: str, *, answers: bool = False, refuses: Cause | None = None) -> None: ...
    async def outside_rings(self) -> Party: ...
    async def lose_sight(self) -> None:
        """Let the switch fall silent without dying."""

    async def regain_sight(self) -> None: ...
    async def crash(self) -> None:
        """Kill the switch; it starts anew by itself."""

    async def leftovers(self) -> list[str]:
        """Name what the switch still keeps."""

    def pitch_hz(self, voice: str) -> int: ...


async def until(is_met: Callable[[], bool], what: str) -> None:
    """Wait for something that is not an event."""
    for _ in range(round(PATIENCE_S / 0.005)):
        if is_met():
            return
        await asyncio.sleep(0.005)
    raise AssertionError(f"waited in vain: {what}")


# -- simulated ------------------------------------------------------------------------------------------------------


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


# -- real -----------------------------------------------------------------------------------------------------------


class RealParty:
    """A call at a SIP phone or at the carrier."""

    def __init__(self, call: sip.Call) -> None:
        self._call = call
        headers = call.invitation.headers if call.invitation else sip.Headers()
        self.is_auto_answer = headers.get("X-Kefu-Auto-Answer") == "1"
        self.answer, self.reject, self.hang_up = call.answer, lambda: call.reject(603), call.hang_up

    @property
    def caller(self) -> str:
        return self._call.caller

    @property
    def digits(self) -> str:
        return self._call.digits

    @property
    def is_connected(self) -> bool:
        return self._call.state is sip.CallState.CONNECTED

    async def hears(self, *what: str) -> None:
        heard: frozenset[str] | None = None
        for _ in range(20):
            heard = await self._listen()
            if heard == set(what):
                return
        raise AssertionError(f"hears {set(heard or ())}, not {set(what)}")

    async def _listen(self) -> frozenset[str]:
        """Listen for a moment: a switch that sends nothing is silence too."""
        sound = self._call.heard
        start = sound.seconds
        await asyncio.sleep(0.2)
        stop = sound.seconds
        if stop - start < 0.1:
            return frozenset()
        return frozenset(name for name, hz in PITCHES_HZ.items() if sound.tone(hz, start, stop) > 1500)

    async def press(self, digits: str) -> None:
        await self._call.press(digits)

    async def has_ended(self) -> None:
        await self._call.wait_ended(PATIENCE_S)


class RealPhone:
    """A SIP phone."""

    def __init__(self, world: "RealWorld", address: str, *, answers: bool) -> None:
        self._world, self._address, self._answers = world, address, answers
        self._phone: sip.Phone | None = None

    async def register(self, password: str = SECRET) -> bool:
        try:
            self._phone = await sip.Phone.open(
                PHONES_IP,
                user=self._address,
                password=password,
                registrar=self._world.running.sip,
                sound=sip.Tone(VOICES_HZ.get(self._address, 300)),
                answers_after_s=0 if self._answers else None,
            )
        except sip.RegistrationError:
            return False
        self._world.phones.append(self._phone)
        return True

    async def leave(self) -> None:
        assert self._phone is not None
        self._world.phones.remove(self._phone)
        await self._phone.close()

    async def rings(self) -> Party:
        assert self._phone is not None
        return RealParty(await self._phone.next_call(PATIENCE_S))

    def dial(self, number: str) -> Party:
        assert self._phone is not None
        return RealParty(self._phone.dial(number))


_REFUSALS = {Cause.BUSY: sip.BUSY, Cause.UNALLOCATED: sip.NO_SUCH_NUMBER, Cause.REJECTED: sip.REJECTS}


class RealWorld:
    """Asterisk, a carrier on the other side of its trunk, SIP phones."""

    def __init__(self, running: RunningSwitch, switch: AsteriskSwitch) -> None:
        self.running, self._switch = running, switch
        self.switch: Switch = switch
        self.heard = EventLog(switch)
        self.phones: list[sip.Phone] = []
        self.behaviours: dict[str, sip.Behaviour] = {}
        self.carrier: sip.Carrier

    def behaviour(self, number: str) -> sip.Behaviour:
        """Say what a number outside does when it is called."""
        return self.behaviours.get(number, sip.NeverAnswers())

    def call_in(self, caller: str | None = "13812345678", called: str = "96296") -> Party:
        return RealParty(self.carrier.dial(called, caller=caller, sound=sip.Tone(VOICES_HZ["customer"])))

    def phone(self, address: str, *, answers: bool = False) -> Phone:
        return RealPhone(self, address, answers=answers)

    def number(self, number: str, *, answers: bool = False, refuses: Cause | None = None) -> None:
        sound = sip.Tone(VOICES_HZ["outside"])
        answer = sip.Answers(after_s=0, sound=sound) if answers else sip.NeverAnswers()
        self.behaviours[number] = _REFUSALS[refuses] if refuses else answer

    async def outside_rings(self) -> Party:
        return RealParty(await self.carrier.next_call(PATIENCE_S))

    async def lose_sight(self) -> None:
        os.kill(self.running.node.pid, signal.SIGSTOP)

    async def regain_sight(self) -> None:
        os.kill(self.running.node.pid, signal.SIGCONT)

    async def crash(self) -> None:
        os.kill(self.running.node.pid, signal.SIGKILL)

    async def leftovers(self) -> list[str]:
        ari = self._switch._ari
        channels = [channel["name"] for channel in await ari.fetch("GET", "channels")]
        bridges = [bridge["id"] for bridge in await ari.fetch("GET", "bridges")]
        ours = [*self._switch._legs, *map(str, self._switch._bridges), *map(str, self._switch._recorder.live)]
        return channels + bridges + ours

    def pitch_hz(self, voice: str) -> int:
        return PITCHES_HZ[voice]


@asynccontextmanager
async def real_world(running: RunningSwitch) -> AsyncIterator[World]:
    """Open the world around a real Asterisk; afterwards nothing may be left in it."""
    switch = AsteriskSwitch("node1", running.node.address, media_address="127.0.0.1")
    world = RealWorld(running, switch)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(world.heard.close)
        await stack.enter_async_context(switch)
        await world.heard.next(SwitchAvailability, is_available=True)
        world.carrier = await stack.enter_async_context(await running.carrier(behaviours=world.behaviour))
        try:
            yield world
        finally:
            os.kill(running.node.pid, signal.SIGCONT)
            for phone in world.phones:
                await phone.close()
            for call_id in tuple(switch._bridges):  # of a test that failed
                await switch.clear_call(call_id)


async def add_seat(world: World, address: str, *, answers: bool = False, password: str = SECRET) -> Phone:
    """Make a seat's phone known and register it."""
    await world.switch.add_device(Device(DeviceKind.SIP_PHONE, address), password)
    phone = world.phone(address, answers=answers)
    assert await phone.register(password)
    await world.heard.next(DeviceRegistered, address=address, is_registered=True)
    return phone
