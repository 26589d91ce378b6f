"""The same phones by HTTP: a gateway as docs/how-to/connect-sms.md describes it, and a window into people's inboxes."""

import asyncio
import itertools
from dataclasses import asdict
from typing import Any

import aiohttp
from aiohttp import web

from kefu_lab.sms.centre import LAB_SECRET, Mode, SmsCentre
from kefu_lab.sms.phones import Phones, Sms


class HttpTwin:
    """POST /messages takes a message; a key that is known already is answered as before.

    GET /inbox?number=, POST /reply {"from", "text"} and POST /mode {"mode"} are for people and tests.
    """

    def __init__(
        self, phones: Phones, *, secret: str = LAB_SECRET, centre: SmsCentre | None = None, callback: str = ""
    ) -> None:
        self.phones, self.callback = phones, callback
        self.is_down = self.is_losing = False
        self.asked: list[dict[str, Any]] = []
        self._secret, self._centre = secret, centre
        self._taken: dict[str, str] = {}
        self._names = itertools.count(1)
        self._runner: web.AppRunner | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, port: int = 0) -> str:
        """Open the door; return the address."""
        app = web.Application()
        app.add_routes(
            [
                web.post("/messages", self._take),
                web.get("/inbox", self._inbox),
                web.post("/reply", self._reply),
                web.post("/mode", self._set_mode),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        return f"127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Close the door."""
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()

    async def write(self, sender: str, text: str, *, name: str) -> int:
        """Let somebody write to the product; return its status."""
        return await self._call("messages", {"id": name, "from": sender, "to": "96296", "text": text})

    async def _take(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("authorization") != f"Bearer {self._secret}":
            return web.json_response({"error": "unauthorized"}, status=401)
        if self.is_down:
            return web.json_response({"error": "maintenance"}, status=503)
        body = await request.json()
        self.asked.append(body)
        key = body["key"]
        if key not in self._taken:
            self._taken[key] = f"h{next(self._names)}"
            self.phones.take(Sms(body["to"], body["from"], body["text"]))
            if self.callback:
                task = asyncio.create_task(self._receipt(key, self._taken[key]))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        if self.is_losing:
            self.is_losing = False
            if request.transport is not None:
                request.transport.close()
        return web.json_response({"id": self._taken[key]}, status=202)

    async def _receipt(self, key: str, name: str) -> None:
        await self._call("receipts", {"key": key, "id": name, "state": "delivered"})

    async def _call(self, what: str, body: dict[str, Any]) -> int:
        headers = {"authorization": f"Bearer {self._secret}"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.post(f"{self.callback}/{what}", json=body) as answer,
        ):
            return answer.status

    async def _inbox(self, request: web.Request) -> web.Response:
        number = request.query.get("number", "")
        found = self.phones.inbox(f"+{number.strip().removeprefix('+')}") if number else self.phones.all
        return web.json_response([asdict(sms) for sms in found[-200:]])

    async def _reply(self, request: web.Request) -> web.Response:
        body = await request.json()
        if self._centre is None:
            return web.json_response({"error": "no SMPP here"}, status=409)
        await self._centre.write(body["from"], body["text"])
        return web.Response(status=204)

    async def _set_mode(self, request: web.Request) -> web.Response:
        try:
            mode = Mode((await request.json())["mode"])
        except (ValueError, KeyError, TypeError):
            return web.json_response({"error": f"mode is one of {', '.join(Mode)}"}, status=422)
        if self._centre is not None:
            await self._centre.feel(mode)
        return web.json_response({"mode": mode})
