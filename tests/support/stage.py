"""The whole product on a stage: real database, real switch, real HTTP; the world outside is the laboratory's."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx
import uvicorn

from kefu.adapters.asterisk.node import PREFIX, AsteriskNode, NodeSettings, install_asterisk
from kefu.app.asgi import create_app
from kefu.app.wiring import Parts
from kefu.ivr.prompts import SHIPPED, available
from kefu.journeys.inbound_call.model import LiveCall
from kefu.platform.clock import utc_now
from kefu.platform.crypto import load_key
from kefu.platform.db import Database
from kefu.platform.settings import Settings
from kefu_lab import seed
from kefu_lab.billing import Boss
from kefu_lab.clock import CrankedClock
from kefu_lab.phone import Carrier
from kefu_lab.sms import SmsCentre
from support.postgres import DatabaseUrls

CARRIER_IP, PHONES_IP = "127.0.0.2", "127.0.0.3"
PASSWORD = "stage-password"
HOTLINE = "96296"


@dataclass(slots=True)
class Stage:
    """Everything that a story needs."""

    url: str
    parts: Parts
    node: AsteriskNode
    carrier: Carrier
    estate: seed.Estate
    folder: Path
    clock: CrankedClock
    sms: SmsCentre

    @property
    def sip(self) -> tuple[str, int]:
        """Return where the switch speaks SIP."""
        return "127.0.0.1", self.node.sip_port

    @property
    def live_calls(self) -> list[LiveCall]:
        """Return the calls that go on now."""
        return [call for call in self.parts.centre.state.calls.values() if call.ended_at_ms is None]

    def client(self, login: str) -> AbstractAsyncContextManager[httpx.AsyncClient]:
        """Open an HTTP client of somebody who has logged in."""
        return client_of(self.url, login)


@asynccontextmanager
async def client_of(url: str, login: str) -> AsyncIterator[httpx.AsyncClient]:
    """Open an HTTP client of somebody who has logged in."""
    async with httpx.AsyncClient(base_url=url, timeout=10) as client:
        answer = await client.post("/api/session", json={"login": login, "password": PASSWORD})
        answer.raise_for_status()
        client.headers["x-csrf-token"] = answer.json()["csrf_token"]
        yield client


@dataclass(slots=True)
class World:
    """What is around the product: a database with an estate in it, a switch, a carrier; and how it finds them."""

    settings: Settings
    node: AsteriskNode
    carrier: Carrier
    estate: seed.Estate
    sms: SmsCentre


@asynccontextmanager
async def serve_world(folder: Path, urls: DatabaseUrls) -> AsyncIterator[World]:
    """Start everything but the product, on free ports."""
    async with AsyncExitStack() as stack:
        await install_asterisk(PREFIX)
        data = folder / "data"
        data.mkdir()
        carrier = await Carrier.open(CARRIER_IP)
        stack.push_async_callback(carrier.close)
        node = await stack.enter_async_context(AsteriskNode(_node_settings(folder, carrier)))
        carrier.switch = ("127.0.0.1", node.sip_port)
        estate = await seed.ensure(_premises(urls, data), now=utc_now())
        boss = await stack.enter_async_context(Boss())
        sms = await stack.enter_async_context(SmsCentre())
        settings = Settings(
            data_dir=data,
            switches=_door(node),
            http_port=_free_port(),
            billing=await boss.start(),
            sms=sms.address,
        )
        yield World(settings, node, carrier, estate, sms)


@asynccontextmanager
async def serve_stage(folder: Path, urls: DatabaseUrls, *, mail: str = "") -> AsyncIterator[Stage]:
    """Start the product in this process with a switch of its own, and a mail server if one is named."""
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(serve_world(folder, urls))
        database = Database(urls.app_url)
        stack.push_async_callback(database.dispose)
        clock = CrankedClock()
        settings = world.settings.model_copy(update={"mail": mail})
        parts = await stack.enter_async_context(_served(settings, database, clock))
        await until(lambda: parts.hub.is_switch_available() and bool(parts.centre.state.numbers))
        url = f"http://127.0.0.1:{world.settings.http_port}"
        yield Stage(url, parts, world.node, world.carrier, world.estate, folder, clock, world.sms)


def _node_settings(folder: Path, carrier: Carrier) -> NodeSettings:
    return NodeSettings(
        run=folder / "switch",
        prompts=SHIPPED,
        carrier="{}:{}".format(*carrier.address),
        carrier_addresses=(CARRIER_IP,),
    )


def _premises(urls: DatabaseUrls, data: Path) -> seed.Premises:
    return seed.Premises(
        app_url=urls.app_url,
        owner_url=urls.owner_url,
        key=load_key(data / "secret.key"),
        password=PASSWORD,
        prompts=available(SHIPPED),
    )


@asynccontextmanager
async def _served(settings: Settings, database: Database, clock: CrankedClock) -> AsyncIterator[Parts]:
    app = create_app(settings, database, clock)
    config = uvicorn.Config(
        app,
        port=settings.http_port,
        log_config=None,
        access_log=False,
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    await until(lambda: server.started or serving.done())
    try:
        yield app.state.parts
    finally:
        server.should_exit = True
        with contextlib.suppress(asyncio.CancelledError):
            await serving


async def until(is_met: Callable[[], object], timeout_s: float = 15) -> None:
    """Wait until something has become true; looks every 20 ms."""
    async with asyncio.timeout(timeout_s):
        while not is_met():  # many kinds of things are waited for
            await asyncio.sleep(0.02)


def _door(node: AsteriskNode) -> str:
    address = node.address
    credentials = f"{quote(address.user)}:{quote(address.password, safe='')}"
    door = address.url.replace("://", f"://{credentials}@", 1)
    return f"node1={door}?ami={address.ami_port}&recordings={quote(str(address.recordings))}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
