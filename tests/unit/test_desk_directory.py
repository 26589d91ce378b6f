"""What a desk is told of colleagues: all of them in a small centre, its team in a large one; each change once."""

import asyncio
import json
from types import SimpleNamespace
from typing import Any

import pytest

from kefu.acd.core.events import AgentStateChanged
from kefu.acd.core.model import AgentState
from kefu.calls.model import Device, DeviceKind
from kefu.journeys.agent_desktop.directory import Directory
from kefu.journeys.agent_desktop.page import Page
from kefu.journeys.inbound_call.model import Seat
from kefu.kernel.ids import AgentId, GroupId, TenantId
from kefu.platform.ids import new_id

EAST, WEST = TenantId(new_id()), TenantId(new_id())
TEAM_A, TEAM_B = GroupId(new_id()), GroupId(new_id())


class Floor:
    """Agents at their places, and desks that listen."""

    def __init__(self, whole_up_to: int = 3) -> None:
        self.seats: dict[AgentId, Seat] = {}
        self.states: dict[AgentId, AgentStateChanged] = {}
        self.directory = Directory(lambda: self.seats, self.states, whole_up_to=whole_up_to)

    def sit(self, name: str, team: GroupId = TEAM_A, tenant: TenantId = EAST) -> AgentId:
        agent_id = AgentId(new_id())
        self.seats[agent_id] = Seat(
            agent_id=agent_id,
            tenant_id=tenant,
            number=f"8{len(self.seats):03}",
            name=name,
            group="A" if team == TEAM_A else "B",
            device=Device(DeviceKind.WEB_PHONE, "1001"),
            group_id=team,
        )
        self.change(agent_id, AgentState.NOT_READY)
        return agent_id

    def change(self, agent_id: AgentId, state: AgentState) -> None:
        self.states[agent_id] = AgentStateChanged(
            agent_id=agent_id,
            state=state,
            reason=None,
            since_ms=1,
            pending_state=None,
            pending_reason=None,
            call_id=None,
            wrap_up_until_ms=None,
        )
        self.directory.note(agent_id)

    def leave(self, agent_id: AgentId) -> None:
        del self.seats[agent_id]
        self.directory.note(agent_id)

    def desk(self, agent_id: AgentId | None, tenant: TenantId = EAST) -> Page:
        principal: Any = SimpleNamespace(tenant_id=tenant, agent_id=agent_id)
        page = Page(principal, "p", lambda: 0)
        self.directory.show(page)
        return page


def told(page: Page) -> list[tuple[str, Any]]:
    """Read what a desk has been told, as names."""
    frames = []
    while not page._queue.empty():
        frame = json.loads(page._queue.get_nowait())
        said = frame["d"]
        names = {each["name"]: each["state"] for each in said["agents"]}
        frames.append((frame["t"], names | ({"gone": len(said["gone"])} if said.get("gone") else {})))
    return frames


@pytest.fixture
def floor() -> Floor:
    return Floor()


async def test_a_small_centre_sees_itself(floor: Floor) -> None:
    anna, _ = floor.sit("Anna"), floor.sit("Bob", TEAM_B)
    floor.sit("Wim", tenant=WEST)
    floor.directory.flush()
    desk, chief, elsewhere = floor.desk(anna), floor.desk(None), floor.desk(None, WEST)
    everybody = ("directory", {"Anna": "not_ready", "Bob": "not_ready"})
    assert told(desk) == told(chief) == [everybody]
    assert told(elsewhere) == [("directory", {"Wim": "not_ready"})]
    floor.change(anna, AgentState.READY)
    floor.change(anna, AgentState.BUSY)
    assert told(desk) == []
    floor.directory.flush()
    assert told(desk) == told(chief) == [("directory_changes", {"Anna": "busy"})]
    assert told(elsewhere) == []
    floor.directory.leave(desk)
    floor.leave(anna)
    floor.directory.flush()
    assert told(chief) == [("directory_changes", {"gone": 1})]
    assert told(desk) == []


async def test_a_large_centre_is_told_of_by_teams(floor: Floor) -> None:
    anna, bob = floor.sit("Anna"), floor.sit("Bob", TEAM_B)
    floor.directory.flush()
    desks = [floor.desk(anna), floor.desk(bob), floor.desk(None)]
    for desk in desks:
        told(desk)
    others = [floor.sit("Carl"), floor.sit("Dora", TEAM_B)]
    floor.directory.flush()
    of_a, of_b, of_none = (told(desk)[-1] for desk in desks)
    assert of_a == ("directory", {"Anna": "not_ready", "Carl": "not_ready"})
    assert of_b == ("directory", {"Bob": "not_ready", "Dora": "not_ready"})
    assert of_none == ("directory", {}), "who has no team searches"
    floor.change(anna, AgentState.READY)
    floor.directory.flush()
    assert [told(desk) for desk in desks] == [[("directory_changes", {"Anna": "ready"})], [], []]
    assert [each["name"] for each in floor.directory.find(EAST, " DOR")] == ["Dora"]
    assert [each["name"] for each in floor.directory.find(WEST, "dora")] == []
    floor.leave(others[0])
    floor.directory.flush()
    assert told(desks[2])[-1] == ("directory", {"Anna": "ready", "Bob": "not_ready", "Dora": "not_ready"})


async def test_who_changes_his_team_sees_the_new_one(floor: Floor) -> None:
    floor = Floor(whole_up_to=1)
    anna, bob = floor.sit("Anna"), floor.sit("Bob", TEAM_B)
    floor.directory.flush()
    of_anna, of_bob = floor.desk(anna), floor.desk(bob)
    told(of_anna), told(of_bob)
    floor.seats[anna].group_id = TEAM_B
    floor.directory.note(anna)
    floor.directory.flush()
    assert told(of_anna)[-1] == ("directory", {"Anna": "not_ready", "Bob": "not_ready"})
    assert told(of_bob) == [("directory_changes", {"Anna": "not_ready"})]


async def test_it_is_told_by_itself_within_a_moment(floor: Floor) -> None:
    anna = floor.sit("Anna")
    desk = floor.desk(anna)
    floor.change(anna, AgentState.READY)
    await asyncio.sleep(0.2)
    assert told(desk)[-1] == ("directory_changes", {"Anna": "ready"})
