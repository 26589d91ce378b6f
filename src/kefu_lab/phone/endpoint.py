"""A SIP address on UDP: one socket, its transactions, its calls."""

import asyncio
import logging
import secrets
from collections.abc import Callable
from typing import cast

from kefu_lab.phone import digest, sdp
from kefu_lab.phone.call import Call, Credentials
from kefu_lab.phone.dialog import Dialog
from kefu_lab.phone.media import MediaStream
from kefu_lab.phone.message import Headers, MalformedMessageError, NameAddress, Response, parse, response_to
from kefu_lab.phone.transactions import T1_S, Address, ServerTransaction, Transactions

log = logging.getLogger(__name__)


class Endpoint(asyncio.DatagramProtocol):
    """Sends and receives SIP. Addresses are numbers, never names.

    `on_call` gets each inbound call; until it is set they are refused. `keeps_s` is how much of each call's sound is
    kept for `Call.heard`.
    """

    transactions: Transactions
    address: Address

    def __init__(self, *, keeps_s: float, t1_s: float) -> None:
        self._keeps_s, self._t1_s = keeps_s, t1_s
        self.on_call: Callable[[Call], None] = _refuse
        self.calls: dict[tuple[str, str], Call] = {}
        """Live calls by Call-ID and our own tag."""

    @classmethod
    async def open(cls, ip: str, port: int = 0, *, keeps_s: float = 0, t1_s: float = T1_S) -> "Endpoint":
        """Bind the socket.

        Raises: OSError when the port is taken.
        """
        loop = asyncio.get_running_loop()
        _, endpoint = await loop.create_datagram_endpoint(
            lambda: cls(keeps_s=keeps_s, t1_s=t1_s), local_addr=(ip, port)
        )
        return endpoint

    def close(self) -> None:
        """Drop every call without a word and close the socket."""
        for call in list(self.calls.values()):
            call.abandon()
        self.transactions.close()
        self._transport.close()

    def uri(self, user: str) -> str:
        """Return the URI of a user at this address."""
        return f"sip:{user}@{self.address[0]}:{self.address[1]}"

    # -- socket --------------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.DatagramTransport", transport)
        self.address = transport.get_extra_info("sockname")
        self.transactions = Transactions(self._transport.sendto, self._on_request, t1_s=self._t1_s)

    def datagram_received(self, data: bytes, source: Address) -> None:
        """Take a datagram; what is no SIP message is dropped."""
        if len(data) <= 4:  # keep-alive
            return
        try:
            message = parse(data)
        except MalformedMessageError as error:
            log.warning("dropped a datagram from %s: %s", source, error)
            return
        self.transactions.received(message, source)

    def error_received(self, error: Exception) -> None:
        """Ignore what ICMP says: the retransmission goes on, or times out."""

    # -- in ------------------------------------------------------------------------------------------------------

    def _on_request(self, server: ServerTransaction) -> None:
        request = server.request
        if request.method == "CANCEL":
            self._on_cancel(server)
        elif tag := request.recipient.tag:
            if call := self.calls.get((request.call_id, tag)):
                call.received(server)
            elif request.method != "ACK":
                server.respond(response_to(request, 481))
        elif request.method == "INVITE":
            self._on_invite(server)
        elif request.method != "ACK":
            server.respond(
                response_to(request, 200 if request.method == "OPTIONS" else 405, to_tag=secrets.token_hex(4))
            )

    def _on_invite(self, server: ServerTransaction) -> None:
        request, tag = server.request, secrets.token_hex(8)
        try:
            if request.body:
                sdp.parse(request.body)
        except sdp.UnacceptableSessionError:
            server.respond(response_to(request, 488, to_tag=tag))
            return
        contact = self.uri(request.recipient.user)
        dialog = Dialog.incoming(request, tag=tag, contact=contact, source=server.source)
        call = self._new_call(dialog, is_outbound=False)
        call.offered(server)
        self.on_call(call)

    def _on_cancel(self, server: ServerTransaction) -> None:
        invitation = self.transactions.invitation(server.request)
        server.respond(response_to(server.request, 200 if invitation else 481, to_tag=secrets.token_hex(4)))
        for call in list(self.calls.values()):
            if invitation and call.invitation is invitation.request:
                call.cancelled()

    def _new_call(self, dialog: Dialog, *, is_outbound: bool, credentials: Credentials | None = None) -> Call:
        key = (dialog.call_id, dialog.local.tag)
        calls = self.calls

        def on_digit(digit: str) -> None:
            call.digit_heard(digit)

        call = Call(
            self.transactions,
            dialog,
            MediaStream(self.address[0], keeps_s=self._keeps_s, on_digit=on_digit),
            is_outbound=is_outbound,
            on_ended=lambda: calls.pop(key, None),
            credentials=credentials,
        )
        calls[key] = call
        return call

    # -- out -----------------------------------------------------------------------------------------------------

    def dialog(self, uri: str, *, sender: NameAddress, next_hop: Address) -> Dialog:
        """Begin a dialog of ours with a URI, its first request to go to `next_hop`."""
        return Dialog(
            call_id=f"{secrets.token_hex(12)}@{self.address[0]}",
            local=NameAddress(sender.uri, sender.display, {"tag": secrets.token_hex(8)}),
            remote=NameAddress(uri),
            target=uri,
            contact=self.uri(sender.user or "phone"),
            next_hop=next_hop,
        )

    def dial(self, dialog: Dialog, *, credentials: Credentials | None = None, headers: Headers | None = None) -> Call:
        """Place a call; its events tell what becomes of it."""
        call = self._new_call(dialog, is_outbound=True, credentials=credentials)
        call.invite(headers or Headers())
        return call

    async def ask(
        self, dialog: Dialog, method: str, headers: Headers, *, credentials: Credentials | None = None
    ) -> Response:
        """Send a request that makes no call (REGISTER, OPTIONS) and return its final response; 408: none came.

        A challenge is answered once when there are credentials.
        """
        response = await self._ask_once(dialog, method, headers)
        challenge = digest.choose(response.headers.lines("WWW-Authenticate")) if response.status == 401 else None
        if challenge is None or credentials is None:
            return response
        proof = credentials.prove(challenge, method=method, uri=dialog.target)
        return await self._ask_once(dialog, method, Headers(*headers, ("Authorization", proof)))

    async def _ask_once(self, dialog: Dialog, method: str, headers: Headers) -> Response:
        request = dialog.request(method, branch=secrets.token_hex(8))
        for name, value in headers:
            request.headers.add(name, value)
        answer: asyncio.Future[Response] = asyncio.get_running_loop().create_future()

        def on_response(response: Response) -> None:
            if response.status >= 200 and not answer.done():
                answer.set_result(response)

        client = self.transactions.request(request, dialog.next_hop, on_response)
        try:
            return await answer
        finally:
            client.stop()


def _refuse(call: Call) -> None:
    call.reject(480)
