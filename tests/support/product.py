"""The product in a process of its own, and agents with ordinary telephones whose sessions outlive it."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from kefu_lab.phone import Phone
from kefu_lab.phone.audio import Tone
from kefu_lab.phone.call import Call
from kefu_lab.processes import Child
from support import postgres
from support.stage import PHONES_IP, World, client_of


class Product:
    """`kefu serve` in a process of its own."""

    def __init__(self, world: World, urls: postgres.DatabaseUrls, folder: Path) -> None:
        settings = world.settings
        self.url = f"http://127.0.0.1:{settings.http_port}"
        self._folder = folder
        self._environment = {
            "KEFU_DATA_DIR": str(settings.data_dir),
            "KEFU_DATABASE_URL": urls.app_url,
            "KEFU_SWITCHES": settings.switches,
            "KEFU_HTTP_PORT": str(settings.http_port),
            "KEFU_BILLING": settings.billing,
        }

    @asynccontextmanager
    async def started(self, *arguments: str) -> AsyncIterator[Child]:
        """Start it."""
        command = (str(Path(sys.executable).with_name("kefu")), "serve", *arguments)
        child = await Child.start("kefu", command, environment=self._environment, log=self._folder / "kefu.log")
        try:
            yield child
        finally:
            await child.stop()

    async def stands_by(self, child: Child, count: int = 1) -> None:
        """Wait until a standby has loaded everything, as the `count`-th one that says so."""
        log = self._folder / "kefu.log"
        async with asyncio.timeout(60):
            while log.read_text().count('"standing by"') < count:
                assert child.is_running, await child.wait()
                await asyncio.sleep(0.1)

    async def serves(self, child: Child) -> None:
        """Wait until it serves calls."""
        async with asyncio.timeout(30), httpx.AsyncClient() as client:
            while not await self._is_healthy(client):
                assert child.is_running, await child.wait()
                await asyncio.sleep(0.05)

    async def _is_healthy(self, client: httpx.AsyncClient) -> bool:
        try:
            answer = await client.get(f"{self.url}/api/health", timeout=1)
        except httpx.TransportError:
            return False
        return answer.status_code == 200 and all(answer.json()["switches"].values())


class Agent:
    """Somebody with an ordinary telephone, whose session outlives the product's process."""

    def __init__(self, client: httpx.AsyncClient, phone: Phone) -> None:
        self._client, self.phone = client, phone

    @classmethod
    @asynccontextmanager
    async def at_work(cls, product: Product, world: World, login: str) -> AsyncIterator["Agent"]:
        """Sign somebody on, not ready."""
        async with client_of(product.url, login) as client:
            view = (await client.post("/api/desk/log_on")).json()["phone"]
            registrar = ("127.0.0.1", world.node.sip_port)
            phone = await Phone.open(PHONES_IP, user=view["address"], password=view["password"], registrar=registrar)
            try:
                yield cls(client, phone)
            finally:
                await phone.close()

    async def ready(self) -> None:
        """Take calls from now on."""
        assert (await self._client.post("/api/desk/state", json={"state": "ready"})).status_code == 202

    async def hangs_up(self, call: Call) -> None:
        """End a conversation, say that there is nothing to write about it, and be ready."""
        call.hang_up()
        assert call.invitation is not None
        call_id = call.invitation.headers.get("X-Kefu-Call")
        said = {"result_code": None, "note": "", "next_state": "ready"}
        assert (await self._client.post(f"/api/calls/{call_id}/wrap_up", json=said)).status_code == 202

    async def takes_call(self, hz: int) -> Call:
        """Answer the next call, humming."""
        call = await self.phone.next_call(10)
        call.answer()
        call.play(Tone(hz))
        return call
