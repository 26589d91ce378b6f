"""A floor of signed-in agents whose states change all the time, served to desks: a process of its own for bench-fanout.

The live centre, its hub and the WebSocket are the product's; the switch is simulated, and who a desk belongs to stands
in its address, because logging 4,400 people in is not what is measured. `naive` tells every desk of every change.
"""

import asyncio
import sys
import time
import uuid
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import uvicorn
import uvloop
from fastapi import FastAPI, WebSocket

from benches import harness
from kefu.acd.core.events import AgentStateChanged
from kefu.acd.core.model import AgentConfig, AgentState, QueueConfig, WrapUpMode
from kefu.calls.model import Device, DeviceKind
from kefu.identity.model import Grant, Principal, united_permissions, united_scope
from kefu.journeys.agent_desktop import views, ws
from kefu.journeys.agent_desktop.hub import Hub
from kefu.journeys.agent_desktop.screens import Screens, Viewing
from kefu.journeys.inbound_call import inputs
from kefu.journeys.inbound_call.centre import Centre
from kefu.journeys.inbound_call.model import QueueInfo
from kefu.kernel.ids import AgentId, GroupId, PersonId, QueueId, TenantId
from kefu.recordings.model import Policy
from kefu_lab.switch import ANSWERS, SimulatedSwitch

TEAM = 20
TENANT = TenantId(UUID(int=1))
REASONS = ("meal", "meeting")


def agent(number: int) -> AgentId:
    """Name an agent."""
    return AgentId(UUID(int=10_000 + number))


def principal(number: int | None) -> Principal:
    """Say who looks at a desk: an agent, or somebody who looks after everybody."""
    permissions = frozenset({"desk.use"} if number is not None else {"desk.use", "board.view"})
    grants = (Grant(permissions, None, None),)
    return Principal(
        tenant_id=TENANT,
        person_id=PersonId(uuid.uuid4()),
        login="x",
        name="x",
        permissions=united_permissions(grants),
        scope=united_scope(TENANT, grants),
        agent_id=agent(number) if number is not None else None,
        session_id=uuid.uuid4(),
        grants=grants,
    )


class Floor:
    """So many agents at their places."""

    def __init__(self, agents: int, *, is_naive: bool) -> None:
        self.agents = agents
        self.switch = SimulatedSwitch("s1", is_silent=True)
        self.centre = Centre([self.switch], lambda: time.time_ns() // 1_000_000)
        self.hub = Hub(
            self.centre,
            pops=SimpleNamespace(view=lambda call, viewer: None, prepare=lambda call: None, on_changed=None),  # type: ignore[arg-type]
            config=_no_config,
            password_of=lambda seat: "secret",
        )
        self.screens = Screens(self.hub, _nobody_looks)
        if is_naive:
            self.hub.directory.note = lambda agent_id: None  # type: ignore[method-assign]
            self.centre.on(AgentStateChanged, self._tell_everybody)

    def _tell_everybody(self, change: AgentStateChanged) -> None:
        """Do it the plain way: each change to each desk."""
        seat = self.centre.state.seats[change.agent_id]
        for page in self.hub.pages():
            page.push("directory_changes", {"agents": [views.directory_entry(seat, change)], "gone": []})

    async def open(self) -> None:
        """Sign everybody in."""
        self.centre.start()
        config = QueueConfig(queue_id=QueueId(UUID(int=2)), name="q", wrap_up_mode=WrapUpMode.NONE)
        info = QueueInfo(
            queue_id=config.queue_id,
            tenant_id=TENANT,
            code="q",
            name={"zh-CN": "q", "en": "q"},
            recording=Policy.NEVER,
            wrap_up_mode=WrapUpMode.NONE,
        )
        self.centre.post(inputs.CentreConfigured(tenant_id=TENANT, queues=((config, info),), networks=(), numbers=()))
        for number in range(self.agents):
            self.centre.post(_log_on(number, config.queue_id))
            self.switch.phone(str(10_000 + number), ANSWERS).register()
            if number % 50 == 0:
                await asyncio.sleep(0)
        await harness.until(self._is_full, within_s=120)

    async def _is_full(self) -> bool:
        return len(self.hub.states) == self.agents

    async def live(self, rate: float) -> None:
        """Change states, one agent after another."""
        begin, done = time.monotonic(), 0
        while True:
            await asyncio.sleep(max(0.0, begin + done / rate - time.monotonic()))
            number, turn = done * 7 % self.agents, done // self.agents
            self.centre.post(
                inputs.RequestState(
                    agent_id=agent(number), state=AgentState.NOT_READY, reason=REASONS[(number + turn) % 2]
                )
            )
            done += 1

    async def tick(self) -> None:
        """Do what the product does each second."""
        while True:
            await asyncio.sleep(1)
            await self.hub.tick()


async def _nobody_looks(viewing: Viewing, reason: str, seconds: int) -> None:
    """Tell nobody: nobody looks at an agent's screen here."""


async def _no_config(viewer: Principal) -> dict[str, Any]:
    return {"reasons": [], "results": []}


def _log_on(number: int, queue_id: QueueId) -> inputs.LogOn:
    team = number // TEAM
    return inputs.LogOn(
        agent_id=agent(number),
        tenant_id=TENANT,
        number=str(10_000 + number),
        name=f"agent {number}",
        group=f"team {team}",
        site="site",
        group_id=GroupId(UUID(int=500_000 + team)),
        device=Device(DeviceKind.SIP_PHONE, str(10_000 + number)),
        recording=Policy.NEVER,
        config=AgentConfig(agent_id=agent(number), queue_ids=frozenset({queue_id})),
        is_page=False,
    )


def make_app(floor: Floor) -> FastAPI:
    """Serve desks, over the product's own WebSocket; the rate of changes is set over HTTP."""
    app = FastAPI()
    work: list[asyncio.Task[None]] = []

    @app.websocket("/ws")
    async def desk(socket: WebSocket, number: int | None = None) -> None:
        await socket.accept()
        page = await floor.hub.open(principal(number), str(number))
        await ws._serve(socket, floor.hub, floor.screens, page)
        floor.hub.close(page, is_farewell=False)

    @app.post("/rate")
    async def rate(a_second: float) -> None:
        while work:
            work.pop().cancel()
        if a_second:
            work.append(asyncio.create_task(floor.live(a_second)))

    return app


async def serve(port: int, agents: int, *, is_naive: bool) -> None:
    """Serve until told to stop."""
    floor = Floor(agents, is_naive=is_naive)
    await floor.open()
    ticking = asyncio.create_task(floor.tick())
    config = uvicorn.Config(
        make_app(floor),
        host="127.0.0.1",
        port=port,
        access_log=False,
        log_level="warning",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_ping_interval=20,
        ws_ping_timeout=20,
    )
    await uvicorn.Server(config).serve()
    ticking.cancel()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]), int(sys.argv[2]), is_naive=sys.argv[3] == "naive"))
