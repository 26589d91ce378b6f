"""An agent's desk without a screen: the same HTTP and WebSocket that the page uses."""

import asyncio
import json
import logging
import secrets
from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp

log = logging.getLogger(__name__)

Frame = Mapping[str, Any]

_IDLE_S = 3.0
"""Connections idle for longer are not used again: the product closes them after 5 s, perhaps just then."""
_PING_S = 15.0
_RECONNECT_S = 1.0
_TRIES = 3


class DeskError(Exception):
    """The product refused a request; `code` is its problem code."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status, self.code = status, code


class Desk:
    """A session of one person with the product.

    async with await Desk.log_in("http://127.0.0.1:8080", "agent", "password") as desk:
        phone = await desk.post("/api/desk/log_on")
        async for frame in desk.frames(): ...
    """

    def __init__(self, http: aiohttp.ClientSession) -> None:
        self._http = http
        self._page = secrets.token_hex(8)
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self.me: Frame = {}

    @classmethod
    async def log_in(cls, base_url: str, login: str, password: str) -> "Desk":
        """Log in.

        Raises: DeskError.
        """
        desk = cls(
            aiohttp.ClientSession(
                base_url,
                connector=aiohttp.TCPConnector(keepalive_timeout=_IDLE_S),
                cookie_jar=aiohttp.CookieJar(unsafe=True),  # else it takes no cookies from bare addresses
                timeout=aiohttp.ClientTimeout(total=10),
            )
        )
        try:
            desk.me = await desk.post("/api/session", {"login": login, "password": password})
        except BaseException:
            await desk.close()
            raise
        desk._http.headers["X-CSRF-Token"] = desk.me["csrf_token"]
        return desk

    async def __aenter__(self) -> "Desk":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the page."""
        if self._socket is not None:
            await self._socket.close()
        await self._http.close()

    async def get(self, path: str) -> Any:
        """Read something.

        Raises: DeskError.
        """
        async with self._http.get(path) as answer:
            return await _content(answer)

    async def post(self, path: str, body: Mapping[str, Any] | None = None, *, key: str | None = None) -> Any:
        """Ask for something; with an idempotency key it is done once, however often it is asked.

        Raises: DeskError.
        """
        headers = {"Idempotency-Key": key} if key else None
        async with self._http.post(path, json=body or {}, headers=headers) as answer:
            return await _content(answer)

    async def put_bytes(self, path: str, content: bytes) -> None:
        """Hand something over as it is.

        Raises: DeskError.
        """
        async with self._http.put(path, data=content) as answer:
            await _content(answer)

    async def attempt(self, path: str, body: Mapping[str, Any] | None = None) -> bool:
        """Ask for something that may have become impossible meanwhile; tell whether it was accepted."""
        key = secrets.token_hex(8)
        for _ in range(_TRIES):
            try:
                await self.post(path, body, key=key)
            except DeskError as error:
                log.info("%s: %s", path, error)
                return False
            except (aiohttp.ClientError, TimeoutError) as error:
                log.warning("%s: %r", path, error)
            else:
                return True
        return False

    async def subscribe(self, *topics: str) -> None:
        """Ask for frames that are not sent to everybody, on the socket that is open now."""
        await self._send("subscribe", {"topics": topics})

    async def frames(self) -> AsyncIterator[Frame]:
        """Yield the desk's frames for ever, over one WebSocket after another.

        Raises: DeskError when the session is over.
        """
        while True:
            try:
                async for frame in self._one_socket():
                    yield frame
            except (aiohttp.ClientError, TimeoutError) as error:
                log.info("desk of %s: %r", self.me["person"]["login"], error)
            await asyncio.sleep(_RECONNECT_S)

    async def _one_socket(self) -> AsyncIterator[Frame]:
        ticket = (await self.post("/api/realtime/ticket"))["ticket"]
        async with self._http.ws_connect("/ws", params={"ticket": ticket, "page": self._page}) as socket:
            self._socket = socket
            await self._send("hello", {"has_session": False})
            await self.subscribe("directory")
            pinging = asyncio.create_task(self._ping())
            try:
                async for message in socket:
                    if message.type is aiohttp.WSMsgType.TEXT:
                        yield json.loads(message.data)
            finally:
                pinging.cancel()

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(_PING_S)
            await self._send("ping", {})

    async def _send(self, kind: str, data: Mapping[str, Any]) -> None:
        if self._socket is not None and not self._socket.closed:
            await self._socket.send_json({"t": kind, "d": data})


async def _content(answer: aiohttp.ClientResponse) -> Any:
    body = await answer.text()
    if answer.status >= 400:
        problem = json.loads(body) if "json" in answer.content_type else {}
        raise DeskError(answer.status, problem.get("code", "unknown"))
    return json.loads(body) if body else {}
