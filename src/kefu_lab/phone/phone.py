"""A telephone: registers, rings, dials."""

import asyncio
import re

from kefu_lab.phone.audio import Sound
from kefu_lab.phone.call import Call, Credentials
from kefu_lab.phone.endpoint import Endpoint
from kefu_lab.phone.message import Headers, NameAddress, Response, uri_address
from kefu_lab.phone.registration import Registration, RegistrationError
from kefu_lab.phone.transactions import T1_S, Address


class Phone:
    """One SIP phone; made by `open`, and an asynchronous context manager.

        async with await Phone.open("127.0.0.3", user="2001", password="...", registrar=("127.0.0.1", 5060)) as phone:
            call = phone.dial("96296")
            await call.wait_answered(timeout_s=10)
            call.play(Tone(400))
            await call.press("1")
            async for event in call:
                ...

    Inbound calls ring and wait in `next_call()`.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        credentials: Credentials,
        *,
        registration: Registration | None = None,
        registrar: Address | None = None,
        sound: Sound | None = None,
        lines: int = 2,
    ) -> None:
        self._endpoint, self._credentials = endpoint, credentials
        self._registration, self._registrar = registration, registrar
        self._lines = lines
        self._inbound: asyncio.Queue[Call] = asyncio.Queue()
        self.sound = sound
        """What the phone says from the moment a call is connected."""
        self.answers_after_s: float | None = None
        """Answer inbound calls by itself after so long; None: only when the INVITE asks for it."""
        endpoint.on_call = self._on_call

    @classmethod
    async def open(
        cls,
        ip: str,
        port: int = 0,
        *,
        user: str,
        password: str = "",
        registrar: Address | None = None,
        answers_after_s: float | None = None,
        sound: Sound | None = None,
        lines: int = 2,
        keeps_s: float = 60,
        expires_s: int = 300,
        t1_s: float = T1_S,
    ) -> "Phone":
        """Open a phone; with a registrar it is registered when this returns, and stays so.

        `lines` is how many calls it takes at once (more get 486), `keeps_s` how much of each call it keeps for
        `Call.heard`, `t1_s` the round-trip estimate of RFC 3261.
        Raises: RegistrationError when the registrar refuses it, OSError when the port is taken.
        """
        endpoint = await Endpoint.open(ip, port, keeps_s=keeps_s, t1_s=t1_s)
        credentials = Credentials(user, password)
        registration = None
        if registrar is not None:
            registration = Registration(endpoint, registrar, credentials, expires_s=expires_s)
        phone = cls(endpoint, credentials, registration=registration, registrar=registrar, sound=sound, lines=lines)
        phone.answers_after_s = answers_after_s
        try:
            if registration is not None:
                await registration.begin()
        except (RegistrationError, asyncio.CancelledError):
            endpoint.close()
            raise
        return phone

    @property
    def user(self) -> str:
        """Return the phone's user name."""
        return self._credentials.user

    @property
    def uri(self) -> str:
        """Return the phone's own URI, for calls past any registrar."""
        return self._endpoint.uri(self.user)

    @property
    def is_registered(self) -> bool:
        """Tell whether the registrar knows the phone."""
        return self._registration is not None and self._registration.is_active

    @property
    def calls(self) -> list[Call]:
        """Return the live calls."""
        return list(self._endpoint.calls.values())

    async def close(self) -> None:
        """Hang up everything, unregister, close the socket."""
        for call in self.calls:
            call.hang_up()
        if self._registration is not None:
            await self._registration.end()
        self._endpoint.close()

    def vanish(self) -> None:
        """Go away without a word, like a phone whose cable is pulled."""
        if self._registration is not None:
            self._registration.forget()
        self._endpoint.close()

    async def __aenter__(self) -> "Phone":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def dial(
        self, number: str, *, caller: str = "", sound: Sound | None = None, headers: Headers | None = None
    ) -> Call:
        """Call a number at the registrar, or a whole `sip:` URI directly.

        Raises: ValueError for a bare number without a registrar.
        """
        if number.startswith("sip:"):
            uri, next_hop = number, uri_address(number)
        elif self._registrar is not None:
            next_hop = self._registrar
            uri = f"sip:{number}@{next_hop[0]}:{next_hop[1]}"
        else:
            raise ValueError("a phone without a registrar dials whole URIs")
        sender = NameAddress(f"sip:{caller or self.user}@{next_hop[0]}:{next_hop[1]}")
        dialog = self._endpoint.dialog(uri, sender=sender, next_hop=next_hop)
        call = self._endpoint.dial(dialog, credentials=self._credentials, headers=headers)
        if said := sound or self.sound:
            call.play(said)
        return call

    @property
    def has_unanswered(self) -> bool:
        """Tell whether a call has come that nobody has taken with `next_call` yet."""
        return not self._inbound.empty()

    async def next_call(self, timeout_s: float | None = None) -> Call:
        """Wait for the next inbound call.

        Raises: TimeoutError.
        """
        async with asyncio.timeout(timeout_s):
            return await self._inbound.get()

    async def options(self, to: Address, user: str = "") -> Response:
        """Send OPTIONS and return the response; 408: none came."""
        uri = f"sip:{user}{'@' if user else ''}{to[0]}:{to[1]}"
        dialog = self._endpoint.dialog(uri, sender=NameAddress(self.uri), next_hop=to)
        return await self._endpoint.ask(dialog, "OPTIONS", Headers(), credentials=self._credentials)

    def _on_call(self, call: Call) -> None:
        if len(self._endpoint.calls) > self._lines:
            call.reject(486)
            return
        call.ring()
        if self.sound is not None:
            call.play(self.sound)
        after_s = 0.0 if _asks_to_answer(call) else self.answers_after_s
        if after_s is not None:
            asyncio.get_running_loop().call_later(after_s, call.answer)
        self._inbound.put_nowait(call)


def _asks_to_answer(call: Call) -> bool:
    """Tell whether the INVITE asks the phone to answer by itself (RFC 5373, and what makers use)."""
    headers = call.invitation.headers if call.invitation else Headers()
    return (
        "answer-after=0" in headers.get("Call-Info").lower()
        or "auto" in headers.get("Answer-Mode").lower()
        or re.search(r"info=(alert-)?auto-?answer", headers.get("Alert-Info"), re.IGNORECASE) is not None
    )
