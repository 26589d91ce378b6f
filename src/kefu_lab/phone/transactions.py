"""SIP transactions over UDP: retransmission, matching, acknowledging. Source: RFC 3261 section 17, RFC 6026.

Sends through a function that it is given and keeps its timers on the running loop; knows nothing of calls.
"""

import asyncio
from collections.abc import Callable

from kefu_lab.phone.message import Headers, Request, Response, response_to

Address = tuple[str, int]
Send = Callable[[bytes, Address], None]

T1_S = 0.5
_T2_S = 4.0
_LIFE = 64  # a transaction lives 64 x T1
MAGIC_COOKIE = "z9hG4bK"


class _Retransmitter:
    """Sends a datagram again and again, at T1, 2 T1, 4 T1 ... up to T2, until stopped."""

    def __init__(self, send: Callable[[], None], t1_s: float, on_timeout: Callable[[], None]) -> None:
        self._send, self._t1_s, self._on_timeout = send, t1_s, on_timeout
        self._interval_s = t1_s
        self._loop = asyncio.get_running_loop()
        self._give_up_at = self._loop.time() + _LIFE * t1_s
        send()
        self._timer = self._loop.call_later(t1_s, self._again)

    def _again(self) -> None:
        if self._loop.time() >= self._give_up_at:
            self._on_timeout()
            return
        self._send()
        self._interval_s = min(2 * self._interval_s, _T2_S)
        self._timer = self._loop.call_later(self._interval_s, self._again)

    def stop(self) -> None:
        self._timer.cancel()


class ClientTransaction:
    """A request of ours. `on_response` gets every response once, an INVITE's 2xx each time it comes again."""

    def __init__(
        self, owner: "Transactions", request: Request, to: Address, on_response: Callable[[Response], None]
    ) -> None:
        self.request, self.to = request, to
        self._owner, self._on_response = owner, on_response
        self._is_final = False
        data = request.to_bytes()
        self._sender = _Retransmitter(lambda: owner.send(data, to), owner.t1_s, self._timed_out)

    @property
    def key(self) -> tuple[str, str]:
        """Return what responses are matched by."""
        return self.request.branch, self.request.method

    def stop(self) -> None:
        """Send no more."""
        self._sender.stop()

    def received(self, response: Response) -> None:
        """Take a response."""
        is_invite = self.request.method == "INVITE"
        if response.status < 200:
            if is_invite:
                self._sender.stop()
            if not self._is_final:
                self._on_response(response)
            return
        if is_invite and response.status >= 300:
            self._owner.send(self._acknowledgement(response).to_bytes(), self.to)
        if not self._is_final or (is_invite and response.status < 300):
            self._finish(response)

    def _finish(self, response: Response) -> None:
        self._sender.stop()
        if not self._is_final:
            self._owner.retire_client(self)
        self._is_final = True
        self._on_response(response)

    def _acknowledgement(self, response: Response) -> Request:
        headers = Headers(("Via", self.request.headers.get("Via")), ("Max-Forwards", "70"))
        headers.add("From", self.request.headers.get("From"))
        headers.add("To", response.headers.get("To"))
        headers.add("Call-ID", self.request.call_id)
        headers.add("CSeq", f"{self.request.cseq[0]} ACK")
        for route in self.request.headers.all("Route"):
            headers.add("Route", route)
        return Request(method="ACK", uri=self.request.uri, headers=headers)

    def _timed_out(self) -> None:
        self._finish(response_to(self.request, 408))


class ServerTransaction:
    """A request of theirs; answers repeats by itself, and repeats an INVITE's final response until the ACK."""

    def __init__(self, owner: "Transactions", request: Request, source: Address) -> None:
        self.request, self.source = request, source
        self._owner = owner
        self._last = b""
        self._sender: _Retransmitter | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Return what repeats are matched by."""
        return self.request.branch, self.request.method

    def respond(self, response: Response) -> None:
        """Send a response."""
        self._last = response.to_bytes()
        if response.status < 200 or self.request.method != "INVITE":
            self.repeat()
        else:
            self._sender = _Retransmitter(self.repeat, self._owner.t1_s, self.stop)
        if response.status >= 200:
            self._owner.retire_server(self)

    def repeat(self) -> None:
        """Send the last response again."""
        if self._last:
            self._owner.send(self._last, self.source)

    def stop(self) -> None:
        """Send no more: acknowledged."""
        if self._sender:
            self._sender.stop()


class Transactions:
    """All transactions of one socket. `on_request` gets new requests, and each ACK of a 2xx."""

    def __init__(self, send: Send, on_request: Callable[[ServerTransaction], None], *, t1_s: float = T1_S) -> None:
        self.send, self.t1_s = send, t1_s
        self._on_request = on_request
        self._loop = asyncio.get_running_loop()
        self._clients: dict[tuple[str, str], ClientTransaction] = {}
        self._servers: dict[tuple[str, str], ServerTransaction] = {}
        self._unacknowledged: dict[tuple[str, int], ServerTransaction] = {}

    def request(self, request: Request, to: Address, on_response: Callable[[Response], None]) -> ClientTransaction:
        """Send a request and begin its transaction."""
        client = ClientTransaction(self, request, to, on_response)
        self._clients[client.key] = client
        return client

    def received(self, message: Request | Response, source: Address) -> None:
        """Take a message from the network."""
        if isinstance(message, Response):
            if client := self._clients.get((message.branch, message.cseq[1])):
                client.received(message)
        elif message.method == "ACK":
            self._received_ack(message, source)
        elif server := self._servers.get((message.branch, message.method)):
            server.repeat()
        else:
            server = ServerTransaction(self, message, source)
            self._servers[server.key] = server
            if message.method == "INVITE":
                self._unacknowledged[message.call_id, message.cseq[0]] = server
            self._on_request(server)

    def _received_ack(self, ack: Request, source: Address) -> None:
        if server := self._unacknowledged.pop((ack.call_id, ack.cseq[0]), None):
            server.stop()
            if ack.branch != server.request.branch:  # of a 2xx: an own transaction
                self._on_request(ServerTransaction(self, ack, source))

    def invitation(self, cancel: Request) -> ServerTransaction | None:
        """Find the INVITE that a CANCEL means."""
        return self._servers.get((cancel.branch, "INVITE"))

    def retire_client(self, client: ClientTransaction) -> None:
        """Keep a finished transaction for repeats, then forget it."""
        self._loop.call_later(_LIFE * self.t1_s, self._clients.pop, client.key, None)

    def retire_server(self, server: ServerTransaction) -> None:
        """Keep a finished transaction for repeats, then forget it."""
        self._loop.call_later(_LIFE * self.t1_s, self._forget_server, server)

    def _forget_server(self, server: ServerTransaction) -> None:
        self._servers.pop(server.key, None)
        self._unacknowledged.pop((server.request.call_id, server.request.cseq[0]), None)

    def close(self) -> None:
        """Send nothing any more."""
        for client in self._clients.values():
            client.stop()
        for server in self._servers.values():
            server.stop()
        self._clients.clear()
        self._servers.clear()
