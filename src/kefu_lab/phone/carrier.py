"""The carrier on the other side of the trunk: subscribers call in with any number, and answer calls to them."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kefu_lab.phone.audio import Sound
from kefu_lab.phone.call import Call
from kefu_lab.phone.endpoint import Endpoint
from kefu_lab.phone.message import Headers, NameAddress
from kefu_lab.phone.transactions import T1_S, Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The subscriber answers after ringing, says something, hangs up after `talks_s` (None: lets the other)."""

    after_s: float = 2.0
    talks_s: float | None = None
    sound: Sound | None = None


@dataclass(frozen=True, slots=True)
class Refuses:
    """The network refuses at once: 486 busy, 404 no such number, 603 rejected, 503 congestion."""

    status: int = 486


@dataclass(frozen=True, slots=True)
class NeverAnswers:
    """It rings and rings."""


Behaviour = Answers | Refuses | NeverAnswers
BUSY, NO_SUCH_NUMBER, REJECTS = Refuses(486), Refuses(404), Refuses(603)


class Carrier:
    """Owns the trunk's address. Calls that come out of the switch behave as their number says.

    carrier = await Carrier.open("127.0.0.2", 15080, switch=("127.0.0.1", 15060), behaviours={"13900000001": BUSY})
    call = carrier.dial("96296", caller="13812345678")
    """

    def __init__(self, endpoint: Endpoint, switch: Address, behaviour: Callable[[str], Behaviour]) -> None:
        self._endpoint, self._behaviour = endpoint, behaviour
        self.exceptions: dict[str, Behaviour] = {}
        """Numbers that behave otherwise from now on."""
        self.switch = switch
        """Where subscribers' calls go; may be set later, for the switch has to know the carrier's address first."""
        self._outgoing: asyncio.Queue[Call] = asyncio.Queue()
        endpoint.on_call = self._on_call

    @classmethod
    async def open(
        cls,
        ip: str,
        port: int = 0,
        *,
        switch: Address = ("127.0.0.1", 5060),
        behaviours: Mapping[str, Behaviour] | Callable[[str], Behaviour] | None = None,
        keeps_s: float = 60,
        t1_s: float = T1_S,
    ) -> "Carrier":
        """Bind the trunk's address. Numbers without a behaviour answer after 2 s and say nothing.

        Raises: OSError when the port is taken.
        """
        endpoint = await Endpoint.open(ip, port, keeps_s=keeps_s, t1_s=t1_s)
        if callable(behaviours):
            return cls(endpoint, switch, behaviours)
        known = behaviours or {}
        return cls(endpoint, switch, lambda number: known.get(number, Answers()))

    @property
    def address(self) -> Address:
        """Return where the trunk listens."""
        return self._endpoint.address

    @property
    def calls(self) -> list[Call]:
        """Return the live calls."""
        return list(self._endpoint.calls.values())

    async def close(self) -> None:
        """Hang up everything and close the socket."""
        for call in self.calls:
            call.hang_up()
        await asyncio.sleep(0)
        self._endpoint.close()

    async def __aenter__(self) -> "Carrier":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def dial(self, called: str, *, caller: str | None, display: str = "", sound: Sound | None = None) -> Call:
        """Place a subscriber's call; `caller` None withholds the number (RFC 3323)."""
        host, port = self.switch
        headers = Headers()
        if caller is None:
            sender = NameAddress("sip:anonymous@anonymous.invalid", "Anonymous")
            headers.add("Privacy", "id")
        else:
            sender = NameAddress(f"sip:{caller}@{self.address[0]}", display)
        dialog = self._endpoint.dialog(f"sip:{called}@{host}:{port}", sender=sender, next_hop=self.switch)
        call = self._endpoint.dial(dialog, headers=headers)
        if sound is not None:
            call.play(sound)
        return call

    async def next_call(self, timeout_s: float | None = None) -> Call:
        """Wait for the next call that comes out of the switch.

        Raises: TimeoutError.
        """
        async with asyncio.timeout(timeout_s):
            return await self._outgoing.get()

    def _on_call(self, call: Call) -> None:
        behaviour = self.exceptions.get(call.called) or self._behaviour(call.called)
        if isinstance(behaviour, Refuses):
            call.reject(behaviour.status)
            return
        call.ring()
        self._outgoing.put_nowait(call)
        if isinstance(behaviour, Answers):
            if behaviour.sound is not None:
                call.play(behaviour.sound)
            loop = asyncio.get_running_loop()
            loop.call_later(behaviour.after_s, call.answer)
            if behaviour.talks_s is not None:
                loop.call_later(behaviour.after_s + behaviour.talks_s, call.hang_up)
