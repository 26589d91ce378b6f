"""A centre to be measured: database, switch and product as processes of their own, and agents who sign on."""

import asyncio
import contextlib
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp

from benches.estate import PASSWORD, Team, furnish
from benches.traffic import CALLERS_IP, PHONES_IP, free_tcp_port
from kefu.adapters.asterisk.node import PREFIX, AsteriskNode, NodeSettings, install_asterisk
from kefu.ivr.prompts import SHIPPED, available
from kefu.platform.clock import utc_now
from kefu.platform.crypto import load_key
from kefu.platform.migrate import upgrade
from kefu.platform.postgres import EmbeddedPostgres
from kefu_lab import seed
from kefu_lab.agents.desk import Desk, DeskError, Frame
from kefu_lab.phone.call import Credentials
from kefu_lab.phone.endpoint import Endpoint
from kefu_lab.phone.registration import Registration, RegistrationError
from kefu_lab.processes import Child, Progress

_HEALTHY_WITHIN_S = 60.0
_READY_WITHIN_S = 90.0
_LOG_INS_AT_ONCE = 4
_LOOK_S = 0.1
_REGISTERED_FOR_S = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """A running centre."""

    folder: Path
    url: str
    node: AsteriskNode
    product: Child
    database_pid: int
    subscribers: tuple[str, ...]
    """Numbers from which customers call."""

    @property
    def sip(self) -> tuple[str, int]:
        """Return where the switch speaks SIP."""
        return "127.0.0.1", self.node.sip_port

    @property
    def pids(self) -> dict[str, int]:
        """Return whose CPU is read, by name."""
        return {"switch": self.node.pid, "product": self.product.pid, "database": self.database_pid}


@asynccontextmanager
async def open_centre(
    *, flows: Mapping[str, Any], teams: Sequence[Team] = (), additions: Mapping[str, str] | None = None
) -> AsyncIterator[Centre]:
    """Start a centre with a flow (as JSON) a dialled number, and its teams; `additions` go to the switch's files."""
    await install_asterisk(PREFIX)
    progress = Progress()
    async with AsyncExitStack() as stack:
        folder = _new_folder(stack)
        with progress.step("Database, 2,000 customers, teams"):
            postgres = await stack.enter_async_context(EmbeddedPostgres(folder / "postgres"))
            await upgrade(postgres.owner_url)
            premises = seed.Premises(
                app_url=postgres.app_url,
                owner_url=postgres.owner_url,
                key=load_key(folder / "secret.key"),
                password=PASSWORD,
                prompts=available(SHIPPED),
            )
            estate = await seed.ensure(premises, now=utc_now())
            await furnish(premises, estate.tenant_id, flows=flows, teams=teams, now=utc_now())
        with progress.step("Switch"):
            wanted = NodeSettings(
                run=folder / "switch", prompts=SHIPPED, carrier_addresses=(CALLERS_IP,), additions=additions or {}
            )
            node = await stack.enter_async_context(AsteriskNode(wanted))
        with progress.step("Product"):
            product, url = await _start_product(stack, folder, postgres.app_url, node)
        assert postgres.pid is not None
        yield Centre(
            folder=folder,
            url=url,
            node=node,
            product=product,
            database_pid=postgres.pid,
            subscribers=tuple(dict.fromkeys(estate.subscribers)),
        )


def _new_folder(stack: AsyncExitStack) -> Path:
    """Make a folder that the database's own user may enter; it is deleted in the end."""
    made = tempfile.TemporaryDirectory(prefix="kefu-bench-", ignore_cleanup_errors=True)
    folder = Path(stack.enter_context(made))
    folder.chmod(0o755)
    return folder


async def _start_product(stack: AsyncExitStack, folder: Path, app_url: str, node: AsteriskNode) -> tuple[Child, str]:
    address = node.address
    door = address.url.replace("://", f"://{quote(address.user)}:{quote(address.password, safe='')}@", 1)
    port = free_tcp_port("127.0.0.1")
    environment = {
        "KEFU_DATA_DIR": str(folder),
        "KEFU_DATABASE_URL": app_url,
        "KEFU_SWITCHES": f"node1={door}?ami={address.ami_port}&recordings={quote(str(address.recordings))}",
        "KEFU_HTTP_PORT": str(port),
        "KEFU_LOG_LEVEL": os.environ.get("KEFU_LOG_LEVEL", "WARNING"),
    }
    command = (str(Path(sys.executable).with_name("kefu")), "serve")
    product = await Child.start("The product", command, environment=environment, log=folder / "kefu.log")
    stack.push_async_callback(product.stop)
    url = f"http://127.0.0.1:{port}"
    async with asyncio.timeout(_HEALTHY_WITHIN_S), aiohttp.ClientSession() as session:
        while not await _is_healthy(session, url):
            if not product.is_running:
                raise RuntimeError(await product.wait())
            await asyncio.sleep(_LOOK_S)
    return product, url


async def _is_healthy(session: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with session.get(f"{url}/api/health") as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False


@dataclass(slots=True)
class Crew:
    """Agents at open desks whose telephones all ring at one address, where sipp answers them afterwards."""

    centre: Centre
    numbers: Sequence[str]
    port: int
    put_aside: int = 0
    """How often the product took a ready agent off the calls: he is sent back at once."""
    _states: dict[str, str] = field(default_factory=dict)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _endpoint: Endpoint | None = None

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator["Crew"]:
        """Log in, sign on, register, get ready; the port is free for sipp when the body begins."""
        async with AsyncExitStack() as stack:
            self._endpoint = await Endpoint.open(PHONES_IP, self.port)
            stack.callback(self._close_endpoint)
            gate = asyncio.Semaphore(_LOG_INS_AT_ONCE)
            tasks = [asyncio.create_task(self._work(number, gate)) for number in self.numbers]
            stack.push_async_callback(_cancelled, tasks)
            await self.all_ready()
            self._close_endpoint()
            yield self

    async def all_ready(self) -> None:
        """Wait until everybody is ready.

        Raises: TimeoutError.
        """
        async with asyncio.timeout(_READY_WITHIN_S), self._changed:
            await self._changed.wait_for(lambda: all(self._states.get(each) == "ready" for each in self.numbers))

    def _close_endpoint(self) -> None:
        if self._endpoint is not None:
            self._endpoint.close()
            self._endpoint = None

    async def _work(self, number: str, gate: asyncio.Semaphore) -> None:
        async with gate:
            desk = await Desk.log_in(self.centre.url, number, PASSWORD)
            try:
                await self._register((await desk.post("/api/desk/log_on"))["phone"])
            except BaseException:
                await desk.close()
                raise
        async with desk:
            async for frame in desk.frames():
                view = _agent_in(frame)
                if view is not None:
                    await self._follow(desk, number, view)

    async def _register(self, phone: Mapping[str, str]) -> None:
        """Register a telephone; the switch learns of the seat a moment after it was opened."""
        assert self._endpoint is not None
        credentials = Credentials(phone["address"], phone["password"])
        async with asyncio.timeout(_READY_WITHIN_S):
            while True:
                registration = Registration(self._endpoint, self.centre.sip, credentials, expires_s=_REGISTERED_FOR_S)
                with contextlib.suppress(RegistrationError):
                    await registration.begin()
                    registration.forget()
                    return
                await asyncio.sleep(_LOOK_S)

    async def _follow(self, desk: Desk, number: str, view: Frame) -> None:
        """Ask for ready whenever he is not."""
        state = self._states[number] = view["state"]
        async with self._changed:
            self._changed.notify_all()
        if state != "not_ready":
            return
        if view["reason"] != "logged_on":
            self.put_aside += 1
        for _ in range(20):  # the product hears of his telephone a moment later
            try:
                await desk.post("/api/desk/state", {"state": "ready"})
            except DeskError:
                await asyncio.sleep(_LOOK_S)
            else:
                return


def _agent_in(frame: Frame) -> Frame | None:
    """Return how a frame shows the desk's own agent, if it does."""
    view: Frame | None = None
    if frame["t"] == "agent":
        view = frame["d"]
    elif frame["t"] == "snapshot":
        view = frame["d"]["agent"]
    return view


async def _cancelled(tasks: Sequence["asyncio.Task[None]"]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
