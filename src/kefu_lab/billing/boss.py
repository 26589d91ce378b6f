"""One simulated billing system: two doors, one set of books, one mood."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aiohttp import web

from kefu.platform.clock import Clock, utc_now
from kefu_lab.billing import soap
from kefu_lab.billing.books import Books
from kefu_lab.billing.moods import DownError, Mode, Moods, NonsenseError
from kefu_lab.people.person import Network

_NONSENSE = "<html>ORA-00600</html>"
_STATUS = {"account-unknown": 404, "device-unknown": 404, "not-offered": 501, "unavailable": 503}


class RefusedError(Exception):
    """It says no, and why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Boss:
    """One billing system: JSON (GET /balance?account=NUMBER ...), SOAP (POST /soap), POST /mode {"mode": "slow"}.

    It keeps every account number of twelve digits, and says of each what the seed says.
    """

    def __init__(
        self,
        *,
        clock: Clock = utc_now,
        slow_s: float = 2.0,
        seed: int = 1,
        networks: Sequence[Network] = (),
        offers: frozenset[str] | None = None,
    ) -> None:
        self.moods = Moods(slow_s=slow_s)
        self.asked: Counter[tuple[str, str]] = Counter()
        """Questions by operation and account."""
        self.received: Counter[str] = Counter()
        """How often a wish of this key arrived."""
        self.carried_out: Counter[str] = Counter()
        """How often it was carried out: once, whatever arrived."""
        self.most_at_once = 0
        self._inside = 0
        self._done: dict[str, datetime] = {}
        self._refreshed: dict[str, set[str]] = {}
        self._books = Books(seed=seed, networks=networks)
        self._offers = offers
        self._clock = clock
        self._runner: web.AppRunner | None = None

    @property
    def mode(self) -> Mode:
        """Return how it feels."""
        return self.moods.mode

    @mode.setter
    def mode(self, mode: Mode) -> None:
        self.moods.mode = mode

    async def start(self, port: int = 0, *, host: str = "127.0.0.1") -> str:
        """Open the door; return the address (SOAP: /soap below it)."""
        app = web.Application()
        for name in ("balance", "bills", "payments", "products", "devices"):
            app.router.add_get(f"/{name}", self._json)
        app.router.add_get("/refreshes", self._json)
        app.router.add_post("/refreshes", self._json)
        app.router.add_post("/soap", self._soap)
        app.router.add_post("/mode", self._set_mode)
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

    async def _json(self, request: web.Request) -> web.Response:
        operation = request.path.strip("/")
        if operation == "refreshes":
            operation = "refresh" if request.method == "POST" else "find_refresh"
        fields = await request.json() if request.method == "POST" else dict(request.query)
        try:
            return web.json_response(await self._answer(operation, fields))
        except RefusedError as refused:
            return web.json_response({"code": refused.code}, status=_STATUS[refused.code])
        except DownError:
            return web.json_response({"code": "unavailable"}, status=503)
        except NonsenseError:
            return web.Response(text=_NONSENSE)

    async def _soap(self, request: web.Request) -> web.Response:
        try:
            operation, fields = soap.read(await request.read())
            answer = soap.write(operation, await self._answer(soap.OPERATIONS[operation], fields))
        except RefusedError as refused:
            return web.Response(body=soap.fault(refused.code, refused.code), status=500, content_type="text/xml")
        except DownError:
            return web.Response(body=soap.fault("unavailable", "down"), status=500, content_type="text/xml")
        except NonsenseError:
            return web.Response(text=_NONSENSE)
        except (ValueError, KeyError):
            return web.Response(body=soap.fault("not-understood", "?"), status=500, content_type="text/xml")
        return web.Response(body=answer, content_type="text/xml")

    async def _answer(self, operation: str, fields: dict[str, str]) -> dict[str, Any]:
        self._inside += 1
        self.most_at_once = max(self.most_at_once, self._inside)
        try:
            account_no = fields.get("account", "")
            self.asked[operation, account_no] += 1
            await self.moods.before()
            if self._offers is not None and operation not in self._offers:
                raise RefusedError("not-offered")
            if operation == "find_refresh":
                return self._outcome(fields["key"])
            if not self._books.is_known(account_no):
                raise RefusedError("account-unknown")
            if operation == "refresh":
                return await self._refresh(fields["key"], account_no, fields["resource"])
            return {"as_of": self._clock().isoformat(), **self._said(operation, account_no, fields)}
        finally:
            self._inside -= 1

    def _said(self, operation: str, account_no: str, fields: dict[str, str]) -> dict[str, Any]:
        now, months = self._clock(), int(fields.get("months", 12))
        match operation:
            case "balance":
                return self._books.balance(account_no)
            case "bills":
                return {"bills": self._books.bills(account_no, now, months)}
            case "payments":
                return {"payments": self._books.payments(account_no, now, months)}
            case "products":
                return {"products": self._books.products(account_no)}
        return {"devices": self._devices(account_no)}

    def _devices(self, account_no: str) -> list[dict[str, Any]]:
        refreshed = frozenset(self._refreshed.get(account_no, ()))
        return self._books.devices(account_no, self._clock(), refreshed)

    async def _refresh(self, key: str, account_no: str, resource: str) -> dict[str, Any]:
        if resource not in {device["resource"] for device in self._devices(account_no)}:
            raise RefusedError("device-unknown")
        for _ in range(2 if self.mode is Mode.DUPLICATES else 1):
            self.received[key] += 1
            await self.moods.loses(key)
            if key not in self._done:
                self.carried_out[key] += 1
                self._done[key] = self._clock()
                self._refreshed.setdefault(account_no, set()).add(resource)
        await self.moods.after_change()
        return self._outcome(key)

    def _outcome(self, key: str) -> dict[str, Any]:
        done_at = self._done.get(key)
        return {"is_done": done_at is not None, "done_at": done_at.isoformat() if done_at else None}

    async def _set_mode(self, request: web.Request) -> web.Response:
        try:
            said = await request.json()
            self.mode = Mode(said["mode"])
            self.moods.nth = max(1, int(said.get("nth", self.moods.nth)))
            after = said.get("recovers_after")
            self.moods.recovers_after = None if after is None else int(after)
        except (ValueError, KeyError, TypeError):
            return web.json_response({"error": f"mode is one of {', '.join(Mode)}"}, status=422)
        return web.json_response({"mode": self.mode})
