"""A centre on a simulated switch with its hub: three agents on their seats, and whoever looks after them."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

from kefu.acd.core.model import AgentConfig, AgentState
from kefu.calls.model import Device, DeviceKind, Participation
from kefu.identity.model import PERMISSIONS, Grant, Principal, united_permissions, united_scope
from kefu.journeys.agent_desktop import supervision
from kefu.journeys.agent_desktop.board import Care, care_of
from kefu.journeys.agent_desktop.hub import Hub
from kefu.journeys.inbound_call import inputs
from kefu.journeys.inbound_call.centre import Centre
from kefu.kernel.ids import AgentId, GroupId, LocalNetworkId, PersonId, TenantId
from kefu.recordings.model import Policy
from kefu_lab.switch import ANSWERS, SeatPhone, SimulatedSwitch
from support.live_centre import AGENTS, CHANGZHOU, FAULT, GENERAL, TENANT, LiveCentre

ANNA, BOB, CHIEF = AGENTS
WUXI = LocalNetworkId(uuid.UUID(int=51))
ALL = frozenset(PERMISSIONS)
LISTEN, WHISPER, BARGE = Participation
GROUPS = {ANNA: "one", BOB: "two", CHIEF: "one"}
TEAM_ONE, TEAM_TWO = (GroupId(uuid.UUID(int=n)) for n in (81, 82))
TEAMS = {ANNA: TEAM_ONE, BOB: TEAM_TWO, CHIEF: TEAM_ONE}
NETWORKS = {ANNA: CHANGZHOU, BOB: None, CHIEF: None}


def principal(
    agent_id: AgentId | None,
    permissions: frozenset[str] = ALL,
    networks: frozenset[LocalNetworkId] | None = None,
    tenant_id: TenantId = TENANT,
    teams: frozenset[GroupId] | None = None,
) -> Principal:
    grants = (Grant(permissions, networks, teams),)
    return Principal(
        tenant_id=tenant_id,
        person_id=PersonId(uuid.uuid4()),
        login="x",
        name="陈立华",
        permissions=united_permissions(grants),
        scope=united_scope(tenant_id, grants),
        agent_id=agent_id,
        session_id=uuid.uuid4(),
        grants=grants,
    )


def care(networks: frozenset[LocalNetworkId] | None = None, teams: frozenset[GroupId] | None = None) -> Care:
    """Look after some agents, as a supervisor may."""
    return care_of(principal(None, ALL, networks, teams=teams), "board.view")


class Scene:
    """A centre on a simulated switch, its hub, the agents' phones."""

    def __init__(self) -> None:
        self.switch = SimulatedSwitch("s1", is_silent=True)
        self.at_ms = 1_000_000
        self.centre = Centre([self.switch], lambda: self.at_ms)
        pops = SimpleNamespace(view=lambda call, viewer: None, prepare=lambda call: None, on_changed=None)

        async def config(viewer: Principal) -> dict[str, Any]:
            return {"reasons": [], "results": []}

        self.hub = Hub(
            self.centre,
            pops=pops,  # type: ignore[arg-type]
            config=config,
            password_of=lambda seat: f"secret of {seat.number}",
        )
        self.phones: dict[AgentId, SeatPhone] = {}

    async def open(self) -> None:
        """Put three agents on their seats."""
        self.centre.start()
        await self.post(LiveCentre().configured)
        for number, agent_id in enumerate(AGENTS, 1001):
            await self.post(
                inputs.LogOn(
                    agent_id=agent_id,
                    tenant_id=TENANT,
                    number=str(number),
                    name=f"agent {number}",
                    group=GROUPS[agent_id],
                    device=Device(DeviceKind.SIP_PHONE, str(number)),
                    recording=Policy.ON_DEMAND,
                    config=AgentConfig(agent_id=agent_id, queue_ids=frozenset({FAULT, GENERAL})),
                    local_network_id=NETWORKS[agent_id],
                    group_id=TEAMS[agent_id],
                )
            )
            self.phones[agent_id] = self.switch.phone(str(number), ANSWERS)
            assert self.phones[agent_id].register()
        await self.calm()

    async def post(self, event: object) -> None:
        """Let something happen, and all that follows."""
        self.centre.post(event)
        await self.calm()

    async def calm(self) -> None:
        """Give switch and centre time to talk."""
        for _ in range(30):
            await asyncio.sleep(0)

    async def talk(self, agent_id: AgentId = ANNA) -> None:
        """Let an agent talk with a customer."""
        await self.post(inputs.RequestState(agent_id=agent_id, state=AgentState.READY))
        self.switch.call_in("051988001234", "8001")
        async with asyncio.timeout(2):
            while self.centre.state.engine.agent_state(agent_id).state is not AgentState.BUSY:  # type: ignore[union-attr]
                await asyncio.sleep(0.01)
        await self.calm()

    async def monitor(self, how: Participation, who: Principal | None = None) -> None:
        """Let the supervisor take part, as his POST would."""
        found = supervision.monitor(self.hub, who or principal(CHIEF), ANNA, how)
        await self.post(found.command)
        await asyncio.sleep(0.02)
        await self.calm()


@asynccontextmanager
async def opened() -> AsyncIterator[Scene]:
    """Open a scene, and close it afterwards."""
    made = Scene()
    await made.open()
    yield made
    await made.centre.stop()
