"""One call at a phone: what one can do with it, and what it tells."""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from kefu_lab.phone import digest, sdp
from kefu_lab.phone.audio import Sound
from kefu_lab.phone.dialog import METHODS, Dialog
from kefu_lab.phone.events import (
    Answered,
    CallEndedError,
    CallEvent,
    CallState,
    Digit,
    Ended,
    Held,
    Retrieved,
    Ringing,
)
from kefu_lab.phone.heard import Heard
from kefu_lab.phone.media import MediaStream
from kefu_lab.phone.message import Headers, Request, Response, response_to
from kefu_lab.phone.transactions import ClientTransaction, ServerTransaction, Transactions


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a phone proves itself with."""

    user: str
    password: str

    def prove(self, challenge: digest.Challenge, *, method: str, uri: str) -> str:
        """Answer a challenge."""
        return digest.authorization(
            challenge, user=self.user, password=self.password, method=method, uri=uri, cnonce=_token()
        )


class Call:
    """One call. Iterate over it for its events; the last one is Ended.

    Every deed is legal in every state: what makes no sense any more (answering a call that has ended) does nothing.
    """

    def __init__(
        self,
        transactions: Transactions,
        dialog: Dialog,
        media: MediaStream,
        *,
        is_outbound: bool,
        on_ended: Callable[[], object],
        credentials: Credentials | None = None,
    ) -> None:
        self._transactions, self._dialog, self._media = transactions, dialog, media
        self._on_ended, self._credentials = on_ended, credentials
        self.is_outbound = is_outbound
        self.state = CallState.DIALING if is_outbound else CallState.RINGING
        self.digits = ""
        """All keys that the far end has pressed."""
        self.invitation: Request | None = None
        """The INVITE, ours or theirs."""
        self._server: ServerTransaction | None = None
        self._client: ClientTransaction | None = None
        self._is_proceeding = self._is_cancelled = self._is_held = False
        self._description_version = 0
        self._events: asyncio.Queue[CallEvent] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        self._answered: asyncio.Future[None] = loop.create_future()
        self._ended: asyncio.Future[Ended] = loop.create_future()

    # -- what one sees -------------------------------------------------------------------------------------------

    @property
    def caller(self) -> str:
        """Return the caller's number."""
        return (self._dialog.local if self.is_outbound else self._dialog.remote).user

    @property
    def called(self) -> str:
        """Return the number dialled."""
        return (self._dialog.remote if self.is_outbound else self._dialog.local).user

    @property
    def is_live(self) -> bool:
        """Tell whether the call is not over."""
        return self.state is not CallState.ENDED

    @property
    def heard(self) -> Heard:
        """Return what the far end has said."""
        return self._media.heard

    @property
    def call_id(self) -> str:
        """Return the SIP Call-ID."""
        return self._dialog.call_id

    async def __aiter__(self) -> AsyncIterator[CallEvent]:
        while True:
            event = await self._events.get()
            yield event
            if isinstance(event, Ended):
                return

    async def wait_answered(self, timeout_s: float | None = None) -> None:
        """Wait until the call is connected.

        Raises: CallEndedError when it is refused, TimeoutError.
        """
        async with asyncio.timeout(timeout_s):
            await asyncio.wait((self._answered, self._ended), return_when=asyncio.FIRST_COMPLETED)
        if not self._answered.done():
            raise CallEndedError(self._ended.result())

    async def wait_ended(self, timeout_s: float | None = None) -> Ended:
        """Wait until the call is over.

        Raises: TimeoutError.
        """
        async with asyncio.timeout(timeout_s):
            return await asyncio.shield(self._ended)

    # -- what one does -------------------------------------------------------------------------------------------

    def ring(self, status: int = 180) -> None:
        """Tell the caller that it rings."""
        if self._server and self.state is CallState.RINGING:
            self._respond(self._server, status)

    def answer(self) -> None:
        """Answer a call that rings here."""
        if self._server is None or self.state is not CallState.RINGING:
            return
        offer = self._server.request.body  # without one, our own offer is answered by the ACK
        self._respond(self._server, 200, self._describe(sdp.parse(offer) if offer else None))
        self._connected()
        self._speak_to(offer)

    def reject(self, status: int = 486) -> None:
        """Refuse a call that rings here."""
        if self._server and self.state is CallState.RINGING:
            self._respond(self._server, status)
            self._finish(Ended(status, is_ours=True))

    def hang_up(self) -> None:
        """End the call in whatever state it is."""
        if self.state is CallState.CONNECTED:
            bye = self._dialog.request("BYE", branch=_token())
            self._transactions.request(bye, self._dialog.destination, _ignore)
            self._finish(Ended(200, is_ours=True))
        elif self.is_outbound and self.state is not CallState.ENDED:
            self._is_cancelled = True
            self._cancel()
        else:
            self.reject(603)

    def play(self, sound: Sound) -> "asyncio.Future[None]":
        """Play a sound; the returned future is done at its end (an endless one: when replaced)."""
        return self._media.play(sound)

    def stop_playing(self) -> None:
        """Fall silent."""
        self._media.stop()

    def press(self, digits: str) -> "asyncio.Future[None]":
        """Press keys; the returned future is done after the last.

        Raises: ValueError for a character that no key has.
        """
        return self._media.press(digits)

    # -- signalling: ours ----------------------------------------------------------------------------------------

    def invite(self, extra: Headers) -> None:
        """Send the INVITE of an outbound call, with additional fields."""
        self._extra = extra
        request = self._dialog.request("INVITE", branch=_token())
        for name, value in extra:
            request.headers.add(name, value)
        request.headers.add("Content-Type", "application/sdp")
        request.body = self._describe(None)
        self.invitation = request
        self._client = self._transactions.request(request, self._dialog.next_hop, self._on_response)

    def _on_response(self, response: Response) -> None:
        if response.status < 200:
            self._on_provisional(response)
        elif response.status < 300:
            self._on_accepted(response)
        elif self.state is not CallState.ENDED and not self._authenticate(response):
            self._finish(Ended(response.status, is_ours=self._is_cancelled, cause=_q850(response.headers)))

    def _on_provisional(self, response: Response) -> None:
        self._is_proceeding = True
        if self._is_cancelled:
            self._cancel()
        if response.status > 100 and self.state in {CallState.DIALING, CallState.RINGING}:
            self._speak_to(response.body)
            self.state = CallState.RINGING
            self._events.put_nowait(Ringing(response.status))

    def _on_accepted(self, response: Response) -> None:
        self._dialog.learn(response)
        ack = self._dialog.request("ACK", branch=_token(), cseq=response.cseq[0])
        self._transactions.send(ack.to_bytes(), self._dialog.destination)
        if self.state is CallState.CONNECTED:
            return  # a repeat: the acknowledgement got lost
        if self.state is not CallState.ENDED:
            self._connected()
            self._speak_to(response.body)
        if self._is_cancelled:
            self.hang_up()

    def _authenticate(self, response: Response) -> bool:
        """Try once more with a password, when that is asked, there is one, and it was not the one refused."""
        fields = {401: ("WWW-Authenticate", "Authorization"), 407: ("Proxy-Authenticate", "Proxy-Authorization")}
        asked, answered = fields.get(response.status, ("", ""))
        challenge = digest.choose(response.headers.lines(asked))
        sent = self.invitation.headers if self.invitation else Headers()
        if challenge is None or self._credentials is None or sent.get(answered):
            return False
        proof = self._credentials.prove(challenge, method="INVITE", uri=self._dialog.target)
        self.invite(Headers(*self._extra, (answered, proof)))
        return True

    def _cancel(self) -> None:
        """Send CANCEL once a provisional response has come (RFC 3261, 9.1)."""
        if not self._is_proceeding or self._client is None:
            return
        invitation = self._client.request
        cancel = self._dialog.request("CANCEL", branch="", cseq=invitation.cseq[0])
        kept = [item for item in cancel.headers if item[0] != "Via"]
        cancel.headers = Headers(("Via", invitation.headers.get("Via")), *kept)
        self._transactions.request(cancel, self._dialog.next_hop, _ignore)

    # -- signalling: theirs --------------------------------------------------------------------------------------

    def offered(self, server: ServerTransaction) -> None:
        """Take the INVITE of an inbound call."""
        self._server, self.invitation = server, server.request

    def received(self, server: ServerTransaction) -> None:
        """Take a request inside the dialog."""
        method = server.request.method
        if method == "ACK":
            self._speak_to(server.request.body)
        elif method == "BYE":
            self._respond(server, 200)
            self._finish(Ended(200, is_ours=False, cause=_q850(server.request.headers)))
        elif method == "INVITE":
            self._reinvited(server)
        else:
            self._respond(server, 200 if method in METHODS else 405)

    def cancelled(self) -> None:
        """Take the CANCEL of a call that rings here."""
        if self._server and self.state is CallState.RINGING:
            self._respond(self._server, 487)
            self._finish(Ended(487, is_ours=False))

    def _reinvited(self, server: ServerTransaction) -> None:
        try:
            offer = sdp.parse(server.request.body) if server.request.body else None
        except sdp.UnacceptableSessionError:
            self._respond(server, 488)
            return
        self._respond(server, 200, self._describe(offer))
        if offer is None:
            return
        self._media.connect(offer)
        is_held = offer.direction in {sdp.Direction.SENDONLY, sdp.Direction.INACTIVE}
        if is_held is not self._is_held:
            self._is_held = is_held
            self._events.put_nowait(Held() if is_held else Retrieved())

    # -- common --------------------------------------------------------------------------------------------------

    def _speak_to(self, description: bytes) -> None:
        """Begin the voice with what the other side has described; hang up when there is no common codec."""
        try:
            if description:
                self._media.connect(sdp.parse(description))
        except sdp.UnacceptableSessionError:
            self.hang_up()

    def _describe(self, offer: sdp.Session | None) -> bytes:
        self._description_version += 1
        ip, port, version = self._media.ip, self._media.port, self._description_version
        if offer is None:
            return sdp.Session(ip=ip, port=port, version=version).to_bytes()
        return offer.answer(ip=ip, port=port, version=version).to_bytes()

    def _respond(self, server: ServerTransaction, status: int, body: bytes = b"") -> None:
        response = response_to(server.request, status, to_tag=self._dialog.local.tag)
        response.headers.add("Contact", f"<{self._dialog.contact}>")
        response.headers.add("Allow", ", ".join(METHODS))
        if body:
            response.headers.add("Content-Type", "application/sdp")
            response.body = body
        server.respond(response)

    def digit_heard(self, digit: str) -> None:
        """Take a key that the far end pressed."""
        self.digits += digit
        self._events.put_nowait(Digit(digit))

    def _connected(self) -> None:
        self.state = CallState.CONNECTED
        self._answered.set_result(None)
        self._events.put_nowait(Answered())

    def _finish(self, ended: Ended) -> None:
        if self.state is CallState.ENDED:
            return
        self.state = CallState.ENDED
        self._media.close()
        self._ended.set_result(ended)
        self._events.put_nowait(ended)
        self._on_ended()

    def abandon(self) -> None:
        """Forget the call without a word: the phone goes away."""
        self._finish(Ended(503, is_ours=True))


def _token() -> str:
    return secrets.token_hex(8)


def _ignore(_response: Response) -> None:
    """Take a response that changes nothing."""


def _q850(headers: Headers) -> int | None:
    match = re.search(r"Q\.850\s*;.*?cause\s*=\s*(\d+)", headers.get("Reason"), re.IGNORECASE)
    return int(match[1]) if match else None
