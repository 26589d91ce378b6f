"""Who may intervene with whom; and what desks and boards are shown of it, frame by frame."""

import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from kefu.acd.core.model import AgentState
from kefu.calls.model import Participation
from kefu.identity.model import Principal
from kefu.journeys.agent_desktop import commands, supervision
from kefu.journeys.agent_desktop.board import UNKNOWN_DAY, board_view, care_of
from kefu.journeys.agent_desktop.errors import (
    AgentNotSignedOnError,
    AgentNotTalkingError,
    AgentPhoneNotRegisteredError,
    BusyWithCallError,
    CallGoneError,
    NobodySignedOnError,
    NotPossibleNowError,
    NotSignedOnError,
    PhoneNotRegisteredError,
)
from kefu.journeys.agent_desktop.page import Page
from kefu.journeys.inbound_call import inputs
from kefu.kernel.errors import ForbiddenError, KefuError
from kefu.kernel.ids import AgentId, GroupId, LocalNetworkId, TenantId
from support.desk_scene import (
    ALL,
    ANNA,
    BARGE,
    BOB,
    CHIEF,
    LISTEN,
    TEAM_ONE,
    TEAM_TWO,
    WHISPER,
    WUXI,
    Scene,
    opened,
    principal,
)
from support.live_centre import CHANGZHOU


@pytest_asyncio.fixture
async def scene() -> AsyncIterator[Scene]:
    async with opened() as made:
        yield made


@pytest.mark.parametrize(
    ("agent_id", "teams", "is_his"),
    [(ANNA, {TEAM_ONE}, True), (BOB, {TEAM_ONE}, False), (BOB, {TEAM_ONE, TEAM_TWO}, True), (ANNA, set(), False)],
)
async def test_a_team_s_supervisor_has_its_agents_only(
    scene: Scene, agent_id: AgentId, teams: set[GroupId], is_his: bool
) -> None:
    await scene.talk(agent_id)
    who = principal(CHIEF, teams=frozenset(teams))
    attempts = [
        lambda: supervision.agent_in_care(scene.hub, who, "agent.force_state", agent_id),
        lambda: supervision.monitor(scene.hub, who, agent_id, LISTEN),
        lambda: supervision.receivers(scene.hub, who, agent_id=agent_id, group=None),
    ]
    for attempt in attempts:
        if is_his:
            attempt()
        else:
            with pytest.raises(AgentNotSignedOnError):
                attempt()


async def test_a_message_to_all_goes_to_one_s_teams(scene: Scene) -> None:
    who = principal(CHIEF, teams=frozenset({TEAM_TWO}))
    assert [seat.agent_id for seat in supervision.receivers(scene.hub, who, agent_id=None, group=None)] == [BOB]


@pytest.mark.parametrize("how", list(Participation))
async def test_each_participation_needs_its_own_permission(scene: Scene, how: Participation) -> None:
    await scene.talk()
    needed = supervision.PERMISSIONS[how]
    with pytest.raises(ForbiddenError):
        supervision.monitor(scene.hub, principal(CHIEF, ALL - {needed}), ANNA, how)
    found = supervision.monitor(scene.hub, principal(CHIEF, frozenset({needed})), ANNA, how)
    assert found.command == inputs.MonitorCall(agent_id=CHIEF, monitored_id=ANNA, participation=how)


@pytest.mark.parametrize(
    ("agent_id", "networks", "is_his"),
    [
        (ANNA, None, True),
        (ANNA, frozenset({CHANGZHOU}), True),
        (ANNA, frozenset({WUXI}), False),
        (BOB, frozenset({CHANGZHOU}), False),  # of the headquarters
        (BOB, None, True),
        (ANNA, frozenset(), False),
    ],
)
async def test_a_supervisor_has_the_agents_of_his_networks(
    scene: Scene, agent_id: AgentId, networks: frozenset[LocalNetworkId] | None, is_his: bool
) -> None:
    await scene.talk(agent_id)
    who = principal(CHIEF, ALL, networks)
    attempts = [
        lambda: supervision.agent_in_care(scene.hub, who, "agent.force_state", agent_id),
        lambda: supervision.monitor(scene.hub, who, agent_id, LISTEN),
        lambda: supervision.receivers(scene.hub, who, agent_id=agent_id, group=None),
    ]
    for attempt in attempts:
        if is_his:
            assert attempt()
        else:
            with pytest.raises(AgentNotSignedOnError):
                attempt()
    shown = board_view(scene.centre.state, scene.hub.states, care_of(who, "board.view"), day=UNKNOWN_DAY, delay_ms=0)[
        "agents"
    ]
    assert (str(agent_id) in {agent["agent_id"] for agent in shown}) is is_his


async def test_another_tenants_supervisor_finds_nobody(scene: Scene) -> None:
    stranger = principal(CHIEF, tenant_id=TenantId(uuid.uuid4()))
    with pytest.raises(AgentNotSignedOnError):
        supervision.agent_in_care(scene.hub, stranger, "agent.force_state", ANNA)
    with pytest.raises(NobodySignedOnError):
        supervision.receivers(scene.hub, stranger, agent_id=None, group=None)


async def refused(scene: Scene, error: type[KefuError], who: Principal, agent_id: AgentId = ANNA) -> None:
    legs, states = len(scene.phones[CHIEF].calls), dict(scene.hub.states)
    with pytest.raises(error):
        supervision.monitor(scene.hub, who, agent_id, LISTEN)
    await scene.calm()
    assert (len(scene.phones[CHIEF].calls), scene.hub.states) == (legs, states)


async def test_what_cannot_be_done_now_is_refused_before_it_is_asked(scene: Scene) -> None:
    await refused(scene, AgentNotTalkingError, principal(CHIEF))
    await scene.talk()
    await refused(scene, NotSignedOnError, principal(None))
    await refused(scene, AgentNotTalkingError, principal(ANNA))  # himself
    await refused(scene, AgentNotTalkingError, principal(CHIEF), BOB)
    scene.phones[CHIEF].unregister()
    await scene.calm()
    await refused(scene, PhoneNotRegisteredError, principal(CHIEF))
    assert scene.phones[CHIEF].register()
    await scene.calm()
    await scene.talk(CHIEF)
    await refused(scene, BusyWithCallError, principal(CHIEF))


async def test_taking_over_needs_its_permission_and_a_place_beside_the_agent(scene: Scene) -> None:
    await scene.talk()
    with pytest.raises(NotPossibleNowError):
        supervision.take_over(scene.hub, principal(CHIEF), ANNA)
    await scene.monitor(LISTEN)
    with pytest.raises(ForbiddenError):
        supervision.take_over(scene.hub, principal(CHIEF, ALL - {"call.take_over"}), ANNA)
    with pytest.raises(AgentNotSignedOnError):
        supervision.take_over(scene.hub, principal(CHIEF, ALL, frozenset({WUXI})), ANNA)
    found = supervision.take_over(scene.hub, principal(CHIEF), ANNA)
    await scene.post(found.command)
    assert found.call.agent_id == CHIEF


async def test_a_call_that_is_only_listened_to_is_not_served(scene: Scene) -> None:
    await scene.talk()
    await scene.monitor(BARGE)
    seat = scene.centre.state.seats[CHIEF]
    assert seat.call_id is not None
    call = commands.call_of(scene.hub, seat, seat.call_id)
    with pytest.raises(NotPossibleNowError):
        commands.served_call_of(scene.hub, seat, seat.call_id)
    for service in commands.POSSIBLE:
        if service != "clear_connection":
            with pytest.raises(NotPossibleNowError):
                commands.service_input(scene.hub, seat, call, service, commands.ServiceBody())
    await scene.post(commands.service_input(scene.hub, seat, call, "clear_connection", commands.ServiceBody()))
    with pytest.raises(CallGoneError):
        commands.call_of(scene.hub, seat, call.call_id)


async def test_nobody_is_made_ready_whose_phone_is_away(scene: Scene) -> None:
    scene.phones[ANNA].unregister()
    await scene.calm()
    seat = scene.centre.state.seats[ANNA]
    with pytest.raises(AgentPhoneNotRegisteredError):
        supervision.forced_state(seat, AgentState.READY, "peak")
    assert supervision.forced_state(seat, AgentState.NOT_READY, "break").reason == "break"


async def test_messages_go_to_one_to_a_group_or_to_all_in_care(scene: Scene) -> None:
    who = principal(CHIEF)
    got = [
        [seat.agent_id for seat in supervision.receivers(scene.hub, who, agent_id=agent_id, group=group)]
        for agent_id, group in ((BOB, None), (None, "one"), (None, None))
    ]
    assert got == [[BOB], [ANNA], [ANNA, BOB]]  # not to oneself
    with pytest.raises(NobodySignedOnError):
        supervision.receivers(scene.hub, who, agent_id=None, group="three")


class Screen:
    """What a page has been told: a snapshot, then frame by frame."""

    def __init__(self, page: Page) -> None:
        self.page, self.seq = page, 0
        self.shown: dict[str, Any] = {}

    def read(self) -> dict[str, Any]:
        """Apply the frames that have come, as the console's reducer does; none is missing."""
        while not self.page._queue.empty():
            frame = json.loads(self.page._queue.get_nowait())
            self.seq += 1
            assert frame["seq"] == self.seq
            if frame["t"] == "snapshot":
                self.shown |= frame["d"]
            elif frame["t"] == "call":
                others = [c for c in self.shown["calls"] if c["call_id"] != frame["d"]["call_id"]]
                self.shown["calls"] = others + ([frame["d"]] if frame["d"]["phase"] != "ended" else [])
            else:
                self.shown[frame["t"]] = frame["d"]
        calls = [call | {"event": ""} for call in self.shown["calls"]]
        return self.shown | {"calls": calls, "phone": None, "board": self.shown.get("board")}


async def test_snapshot_and_frames_equal_a_fresh_snapshot(scene: Scene) -> None:
    people = {ANNA: principal(ANNA), CHIEF: principal(CHIEF)}
    screens = {agent_id: Screen(await scene.hub.open(who, f"page {agent_id}")) for agent_id, who in people.items()}
    for screen in screens.values():
        screen.page.topics.add("board")

    async def all_agree() -> None:
        await scene.calm()
        await scene.hub.tick()
        for agent_id, who in people.items():
            fresh = Screen(await scene.hub.open(who, "another"))
            fresh.page.topics.add("board")
            await scene.hub.tick()
            assert screens[agent_id].read() == fresh.read()
            scene.hub.close(fresh.page, is_farewell=True)

    message_id = uuid.uuid4()
    await all_agree()
    await scene.talk()
    await all_agree()
    call_id = scene.centre.state.seats[ANNA].call_id
    assert call_id is not None
    await scene.post(inputs.RequestHelp(agent_id=ANNA, call_id=call_id, is_wanted=True))
    await all_agree()
    assert screens[CHIEF].shown["board"]["agents"][0]["help_since_ms"] == scene.at_ms
    for how in (LISTEN, WHISPER, BARGE, LISTEN):
        await scene.monitor(how)
        await all_agree()
        told = [each["participation"] for each in screens[ANNA].shown["calls"][0]["monitors"]]
        assert told == ([] if how is LISTEN else [how])
    await scene.post(inputs.TakeMessage(agent_id=ANNA, message_id=message_id, sender="x", text="y"))
    await all_agree()
    assert screens[CHIEF].shown["board"]["agents"][0]["unread_messages"] == 1
    await scene.post(inputs.LogOff(agent_id=ANNA, is_forced=True))
    await all_agree()
    assert screens[CHIEF].shown["board"]["agents"][0]["pending_state"] == "null"
    await scene.post(inputs.TakeCallOver(agent_id=CHIEF, call_id=call_id))
    await all_agree()
    assert screens[ANNA].shown["agent"] is None
    await scene.post(inputs.ClearConnection(agent_id=CHIEF, call_id=call_id))
    await all_agree()
    assert screens[CHIEF].shown["calls"] == []
