"""The operator's billing system (BOSS), simulated: balances over HTTP, well, slow or down as asked."""

import asyncio
from collections import Counter
from enum import StrEnum

from aiohttp import web

from kefu.platform.clock import Clock, utc_now
from kefu_lab.people.person import balance_of


class Mode(StrEnum):
    """How the billing system feels."""

    NORMAL = "normal"
    SLOW = "slow"  # answers after `slow_s`
    DOWN = "down"  # 503 to everything
    BROKEN = "broken"  # answers, but not what was agreed


class Boss:
    """One billing system: GET /balance?account=NUMBER, and POST /mode {"mode": "slow"} to make it sick.

    It keeps every account number of twelve digits, and says of each what the seed says.
    """

    def __init__(self, *, clock: Clock = utc_now, slow_s: float = 2.0) -> None:
        self.mode = Mode.NORMAL
        self.asked: Counter[str] = Counter()
        self._clock = clock
        self._slow_s = slow_s
        self._runner: web.AppRunner | None = None

    async def start(self, port: int = 0, *, host: str = "127.0.0.1") -> str:
        """Open the door; return the address."""
        app = web.Application()
        app.add_routes([web.get("/balance", self._balance), web.post("/mode", self._set_mode)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        return f"http://{host}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Close the door."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> "Boss":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def _balance(self, request: web.Request) -> web.Response:
        account_no = request.query.get("account", "")
        self.asked[account_no] += 1
        if self.mode is Mode.SLOW:
            await asyncio.sleep(self._slow_s)
        if self.mode is Mode.DOWN:
            return web.json_response({"error": "down for maintenance"}, status=503)
        if self.mode is Mode.BROKEN:
            return web.Response(text="<html>ORA-00600</html>")
        if len(account_no) != 12 or not account_no.isdecimal():
            return web.json_response({"error": "no such account"}, status=404)
        balance_minor, due_minor = balance_of(account_no)
        as_of = self._clock().isoformat()
        return web.json_response({"balance_minor": balance_minor, "due_minor": due_minor, "as_of": as_of})

    async def _set_mode(self, request: web.Request) -> web.Response:
        try:
            self.mode = Mode((await request.json())["mode"])
        except (ValueError, KeyError, TypeError):
            return web.json_response({"error": f"mode is one of {', '.join(Mode)}"}, status=422)
        return web.json_response({"mode": self.mode})
