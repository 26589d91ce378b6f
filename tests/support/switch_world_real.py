"""The world around a real Asterisk: a carrier on the other side of its trunk, SIP phones."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from kefu.adapters.asterisk.switch import AsteriskSwitch
from kefu.calls.events import SwitchAvailability
from kefu.calls.model import Cause
from kefu.calls.ports import Switch
from kefu_lab import phone as sip
from support.switch_world import PATIENCE_S, SECRET, EventLog, Party, Phone, World
from support.telephony import MUSIC_HZ, PHONES_IP, PROMPTS_HZ, VOICES_HZ, RunningSwitch

PITCHES_HZ = VOICES_HZ | PROMPTS_HZ | {"music": MUSIC_HZ}


class RealParty:
    """A call at a SIP phone or at the carrier."""

    def __init__(self, call: sip.Call) -> None:
        self.call = call
        headers = call.invitation.headers if call.invitation else sip.Headers()
        self.is_auto_answer = headers.get("X-Kefu-Auto-Answer") == "1"
        self.answer, self.reject, self.hang_up = call.answer, lambda: call.reject(603), call.hang_up

    @property
    def caller(self) -> str:
        return self.call.caller

    @property
    def digits(self) -> str:
        return self.call.digits

    @property
    def is_ringing(self) -> bool:
        return self.call.state is sip.CallState.RINGING

    @property
    def is_connected(self) -> bool:
        return self.call.state is sip.CallState.CONNECTED

    async def hears(self, *what: str) -> None:
        heard: frozenset[str] | None = None
        for _ in range(20):
            heard = await self._listen()
            if heard == set(what):
                return
        packets = self.call.heard.packets
        raise AssertionError(f"hears {set(heard or ())}, not {set(what)}; {packets} packets so far, {self.call.state}")

    async def _listen(self) -> frozenset[str]:
        """Listen for a moment: a switch that sends nothing is silence too."""
        sound = self.call.heard
        start = sound.seconds
        await asyncio.sleep(0.2)
        stop = sound.seconds
        if stop - start < 0.1:
            return frozenset()
        return frozenset(name for name, hz in PITCHES_HZ.items() if sound.tone(hz, start, stop) > 1500)

    async def press(self, digits: str) -> None:
        await self.call.press(digits)

    async def has_ended(self) -> None:
        await self.call.wait_ended(PATIENCE_S)


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
        ours = [*self._switch._legs, *map(str, self._switch._conversations), *map(str, self._switch._recorder.live)]
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
            for call_id in switch._conversations:  # of a test that failed
                await switch.clear_call(call_id)
