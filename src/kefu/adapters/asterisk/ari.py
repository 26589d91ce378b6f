"""A thin client of Asterisk's REST interface (ARI): events and requests share one WebSocket.

Requests over the WebSocket keep their order and save the HTTP hop. Those whose answer is long or slow (snapshots,
provisioning) go over HTTP, so that they hold nobody up; so does everything while the WebSocket is away.
"""

import asyncio
import itertools
import json
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp

from kefu.adapters.asterisk.address import SwitchAddress

log = logging.getLogger(__name__)

APP = "kefu"
PING_INTERVAL_S = 1.0
PING_TIMEOUT_S = 2.5  # a frozen switch is noticed within the sum of both
REQUEST_TIMEOUT_S = 10.0
RECONNECT_S = (0.2, 5.0)

# A request that races with a hang-up is refused with one of these; the event that tells is already on its way.
_HANG_UP_RACE = frozenset({404, 409, 412, 422})

Json = Any
Event = Mapping[str, Any]
OnRefused = Callable[[int, str], None]


class AriError(Exception):
    """The switch refused a request, or is away (status 503)."""

    def __init__(self, status: int, message: str, what: str) -> None:
        super().__init__(f"{what}: {status} {message}")
        self.status = status


class AriLostError(Exception):
    """The event connection ended or went silent."""


def path_of(*parts: str) -> str:
    """Join parts of a resource's path, quoting each."""
    return "/".join(quote(part, safe="") for part in parts)


class Ari:
    """One ARI application on one switch.

    `on_event` gets every event in order; `on_open` prepares each new connection (failing it means trying again);
    `on_lost` tells that the switch does not answer.
    """

    def __init__(
        self,
        address: SwitchAddress,
        *,
        on_event: Callable[[Event], None],
        on_open: Callable[[], Awaitable[None]],
        on_lost: Callable[[], None],
    ) -> None:
        self._address = address
        self._on_event, self._on_open, self._on_lost = on_event, on_open, on_lost
        self._ids = itertools.count(1)
        self._pending: dict[str, Callable[[int, str], None]] = {}
        self._session: aiohttp.ClientSession | None = None
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._order = asyncio.Lock()  # is fair: requests over HTTP keep their order too
        self._late: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Keep the connection until cancelled; reconnects with a growing pause."""
        pause_s = RECONNECT_S[0]
        connector = aiohttp.TCPConnector(keepalive_timeout=10)  # the switch closes idle connections after 15 s
        async with aiohttp.ClientSession(headers=self._address.headers, connector=connector) as self._session:
            while True:
                started = asyncio.get_running_loop().time()
                try:
                    await self._serve(self._session)
                except* (AriLostError, AriError, aiohttp.ClientError, OSError) as group:  # TimeoutError is an OSError
                    log.warning("switch %s is away: %s", self._address.url, "; ".join(map(repr, group.exceptions)))
                if asyncio.get_running_loop().time() - started > RECONNECT_S[1]:
                    pause_s = RECONNECT_S[0]
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, RECONNECT_S[1])

    async def send(self, method: str, path: str, on_refused: OnRefused | None = None, **params: object) -> None:
        """Send a request without waiting for its answer; losing a race with a hang-up is no error.

        `on_refused` hears every refusal instead.
        """
        what = f"{method} {path}"

        def answered(status: int, text: str) -> None:
            if status < 400:
                return
            if on_refused is not None:
                on_refused(status, text)
            elif status not in _HANG_UP_RACE:
                log.warning("switch refused %s: %d %s", what, status, text[:200])

        if self._socket is not None:
            await self._write(self._socket, method, path, params, None, answered)
            return
        self.later(self._send_late(method, path, params, answered))

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something as soon as the loop is free."""
        task = asyncio.create_task(work)
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    async def post_json(self, path: str, body: Json, on_refused: OnRefused, **params: object) -> None:
        """Send a POST with a body without waiting for its answer; `on_refused` hears a refusal."""

        def answered(status: int, text: str) -> None:
            if status >= 400:
                on_refused(status, text)

        if self._socket is None:
            on_refused(503, "not connected")
        else:
            await self._write(self._socket, "POST", path, params, body, answered)

    async def fetch(self, method: str, path: str, body: Json = None, **params: object) -> Json:
        """Send a request over HTTP and return the answer.

        Raises: AriError.
        """
        status, text = await self._http(method, path, params, body)
        if status >= 400:
            raise AriError(status, text[:200], f"{method} {path}")
        return json.loads(text) if text else None

    async def _serve(self, session: aiohttp.ClientSession) -> None:
        url = f"{self._address.url}/ari/events?{urlencode({'app': APP, 'subscribeAll': 'false'})}"
        async with asyncio.timeout(PING_TIMEOUT_S):
            timeout = aiohttp.ClientWSTimeout(ws_close=0.2)
            socket = await session.ws_connect(url, timeout=timeout, max_msg_size=0)
        self._socket = socket
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._read(socket))
                group.create_task(self._keep_alive(socket))
                group.create_task(self._prepare())
        finally:
            self._socket = None
            self._on_lost()
            self._pending.clear()  # what became of them is learnt when the switch is back
            await socket.close()

    async def _prepare(self) -> None:
        async with asyncio.timeout(REQUEST_TIMEOUT_S):
            await self._on_open()

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            if message.type is not aiohttp.WSMsgType.TEXT:
                continue
            event = json.loads(message.data)
            if event["type"] == "ApplicationReplaced":
                # A switch that thaws serves connections too that we gave up waiting for; the last one gets the events.
                raise AriLostError("another connection has taken the application over")
            if event["type"] != "RESTResponse":
                self._on_event(event)
            elif answered := self._pending.pop(event["request_id"], None):
                answered(event["status_code"], event.get("message_body") or "")
        raise AriLostError("connection closed")

    async def _keep_alive(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Ask something small every second: TCP alone does not notice a frozen switch."""
        loop = asyncio.get_running_loop()
        while True:
            answer: asyncio.Future[None] = loop.create_future()

            def answered(status: int, text: str, answer: asyncio.Future[None] = answer) -> None:
                if not answer.done():
                    answer.set_result(None)

            await self._write(socket, "GET", "asterisk/ping", {}, None, answered)
            try:
                async with asyncio.timeout(PING_TIMEOUT_S):  # wait_for would now and then lose a cancellation (3.11)
                    await answer
            except TimeoutError as error:
                raise AriLostError("no answer") from error
            await asyncio.sleep(PING_INTERVAL_S)

    async def _write(
        self,
        socket: aiohttp.ClientWebSocketResponse,
        method: str,
        path: str,
        params: Mapping[str, object],
        body: Json,
        answered: Callable[[int, str], None],
    ) -> None:
        request_id = str(next(self._ids))
        message = {"type": "RESTRequest", "request_id": request_id, "method": method, "uri": path + _query(params)}
        if body is not None:
            message |= {"content_type": "application/json", "message_body": json.dumps(body)}
        self._pending[request_id] = answered
        try:
            await socket.send_str(json.dumps(message))
        except (OSError, aiohttp.ClientError) as error:
            if self._pending.pop(request_id, None):
                answered(503, str(error))

    async def _send_late(
        self, method: str, path: str, params: Mapping[str, object], answered: Callable[[int, str], None]
    ) -> None:
        async with self._order:
            try:
                answered(*await self._http(method, path, params, None))
            except AriError as error:
                answered(error.status, str(error))

    async def _http(self, method: str, path: str, params: Mapping[str, object], body: Json) -> tuple[int, str]:
        what = f"{method} {path}"
        if self._session is None or self._session.closed:
            raise AriError(503, "not started", what)
        url = f"{self._address.url}/ari/{path}{_query(params)}"
        timeout = aiohttp.ClientTimeout(total=REQUEST_TIMEOUT_S)
        try:
            async with self._session.request(method, url, json=body, timeout=timeout) as answer:
                return answer.status, await answer.text()
        except (aiohttp.ClientError, OSError) as error:
            raise AriError(503, str(error) or type(error).__name__, what) from error


def _query(params: Mapping[str, object]) -> str:
    given = {name: value for name, value in params.items() if value is not None}
    return "?" + urlencode(given) if given else ""
