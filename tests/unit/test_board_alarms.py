"""What alarms are told of the live centre, whose boards show them, and boards narrowed to a part."""

import json
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from unittest.mock import AsyncMock

import pytest
import pytest_asyncio

from kefu.acd.core.model import AgentConfig, AgentState
from kefu.acd.model import QueueSwitch, SwitchKind
from kefu.app.alarms import queue_subjects, sense
from kefu.identity.model import Grant
from kefu.insight.rules.alarms import Kind
from kefu.journeys.agent_desktop.board import UNKNOWN_DAY, BoardAlarm, Wanted, board_view, care_of
from kefu.journeys.agent_desktop.page import Page
from kefu.journeys.agent_desktop.screens import Screens
from kefu.journeys.agent_desktop.ws import _take
from kefu.journeys.inbound_call import inputs
from kefu.kernel.ids import LocalNetworkId, QueueId, TenantId
from support.desk_scene import ALL, ANNA, BOB, CHIEF, TEAM_ONE, TEAM_TWO, WHISPER, WUXI, Scene, care, opened, principal
from support.live_centre import CHANGZHOU, FAULT, GENERAL, GROUP, TENANT

MINUTE = 60_000


@pytest_asyncio.fixture
async def scene() -> AsyncIterator[Scene]:
    async with opened() as made:
        yield made


def told(scene: Scene, *kinds: Kind) -> dict[tuple[Kind, str], float]:
    readings = sense(scene.hub, TENANT, frozenset(kinds))
    return {(each.kind, each.subject.subject_id): each.value for each in readings}


async def test_agents_who_are_not_ready_are_told_in_minutes(scene: Scene) -> None:
    await scene.post(inputs.RequestState(agent_id=BOB, state=AgentState.READY, reason=None))
    scene.at_ms += 31 * MINUTE
    found = told(scene, Kind.NOT_READY)
    assert found[Kind.NOT_READY, str(ANNA)] == pytest.approx(31, abs=0.1)
    assert found[Kind.NOT_READY, str(BOB)] == 0
    [reading] = [
        each for each in sense(scene.hub, TENANT, frozenset({Kind.NOT_READY})) if each.subject.subject_id == str(ANNA)
    ]
    assert (reading.subject.name["en"], reading.subject.group) == ("Agent 1001", "one")
    assert reading.subject.local_network_id == CHANGZHOU
    assert list(sense(scene.hub, TenantId(uuid.uuid4()), frozenset(Kind) - {Kind.TRUNKS})) == []


async def test_queues_are_told_with_who_waits_and_for_how_long(scene: Scene) -> None:
    assert told(scene, Kind.TRUNKS) == {(Kind.TRUNKS, "trunks"): 0}
    found = told(scene, Kind.WAITING, Kind.LONGEST_WAIT)
    assert found[Kind.WAITING, str(GENERAL)] == found[Kind.LONGEST_WAIT, str(GENERAL)] == 0
    assert set(queue_subjects(scene.centre.state, TENANT)) >= {FAULT, GENERAL}


async def test_the_part_of_the_lines_that_is_busy_is_told(scene: Scene) -> None:
    state = scene.centre.state
    state.limits["s1"], state.inside[TENANT] = 40, 30
    state.inside[TenantId(uuid.uuid4())] = 8
    state.switches["s1"] = True
    assert told(scene, Kind.TRUNKS) == {(Kind.TRUNKS, "trunks"): 95}


def alarm(**more: Any) -> BoardAlarm:
    return BoardAlarm(**({"subject_kind": "queue", "subject_id": str(FAULT), "view": {}} | more))


@pytest.mark.parametrize(
    ("shown", "networks", "expected"),
    [
        (alarm(), None, True),
        (alarm(), {WUXI}, True),
        (alarm(subject_id=str(uuid.UUID(int=999))), None, False),
        (alarm(subject_kind="trunks", subject_id="trunks"), {WUXI}, True),
        (alarm(subject_kind="agent", subject_id=str(ANNA)), {WUXI}, False),
        (alarm(subject_kind="agent", subject_id=str(ANNA)), None, True),
        (alarm(subject_kind="agent", subject_id=str(ANNA)), {CHANGZHOU}, True),
        (alarm(subject_kind="agent", subject_id=str(BOB)), {CHANGZHOU}, False),
    ],
)
async def test_boards_show_the_alarms_of_those_whom_one_looks_after(
    scene: Scene, shown: BoardAlarm, networks: set[LocalNetworkId] | None, expected: bool
) -> None:
    marked = replace(shown, view={"alarm_id": "x"})
    own = care(None if networks is None else frozenset(networks))
    view = board_view(scene.centre.state, scene.hub.states, own, day=UNKNOWN_DAY, delay_ms=0, alarms=[marked])
    assert view["alarms"] == ([{"alarm_id": "x"}] if expected else [])


# -- boards narrowed ---------------------------------------------------------------------------------------------------


def shown_with(
    scene: Scene, wanted: Wanted, networks: set[LocalNetworkId] | None = None
) -> tuple[set[str], set[QueueId]]:
    own = care(None if networks is None else frozenset(networks))
    view = board_view(scene.centre.state, scene.hub.states, own, day=UNKNOWN_DAY, delay_ms=0, wanted=wanted)
    return {agent["number"] for agent in view["agents"]}, {QueueId(uuid.UUID(q["queue_id"])) for q in view["queues"]}


@pytest.mark.parametrize(
    ("wanted", "numbers", "queues"),
    [
        (Wanted(), {"1001", "1002", "1003"}, {FAULT, GENERAL, GROUP}),
        (Wanted(group="one"), {"1001", "1003"}, {FAULT, GENERAL}),
        (Wanted(group="three"), set(), set()),
        (Wanted(site="hq"), set(), set()),
        (Wanted(network_id=CHANGZHOU), {"1001"}, set()),
        (Wanted(queue_id=FAULT), {"1001", "1002", "1003"}, {FAULT}),
        (Wanted(queue_id=GROUP), set(), {GROUP}),
    ],
)
async def test_a_board_is_narrowed(scene: Scene, wanted: Wanted, numbers: set[str], queues: set[QueueId]) -> None:
    assert shown_with(scene, wanted) == (numbers, queues)


async def test_wanting_more_than_one_may_see_shows_no_more(scene: Scene) -> None:
    assert shown_with(scene, Wanted(group="two"), {CHANGZHOU}) == (set(), set())
    assert shown_with(scene, Wanted(queue_id=FAULT), {CHANGZHOU})[0] == {"1001"}
    assert shown_with(scene, Wanted(), {WUXI})[0] == set()


async def test_queues_of_other_cities_are_nobody_s(scene: Scene) -> None:
    info = scene.centre.state.queues[FAULT]
    scene.centre.state.queues[FAULT] = replace(info, local_network_id=CHANGZHOU)
    assert shown_with(scene, Wanted(), {WUXI})[1] == {GENERAL, GROUP}
    assert shown_with(scene, Wanted(network_id=CHANGZHOU), {CHANGZHOU}) == ({"1001"}, {FAULT})


async def test_on_the_wall_nobody_has_a_name(scene: Scene) -> None:
    by = alarm(subject_kind="trunks", view={"alarm_id": "x", "acknowledged_by": "陈立华"})
    info = scene.centre.state.queues[FAULT]
    on = QueueSwitch(queue_id=FAULT, kind=SwitchKind.CLOSED, set_at=datetime(2026, 3, 2, tzinfo=UTC), set_by="陈立华")
    scene.centre.state.queues[FAULT] = replace(info, switches=(on,))
    await scene.talk()
    await scene.monitor(WHISPER)
    state, states = scene.centre.state, scene.hub.states
    for wanted, is_named in ((Wanted(), True), (Wanted(is_wall=True), False)):
        view = board_view(state, states, care(), day=UNKNOWN_DAY, delay_ms=0, wanted=wanted, alarms=[by])
        text = json.dumps(view, ensure_ascii=False, default=str)
        assert ("陈立华" in text, "agent 1001" in text) == (is_named, is_named)
        assert {agent["number"] for agent in view["agents"]} == {"1001", "1002", "1003"}


def hear(scene: Scene, page: Page, frame: dict[str, Any]) -> None:
    """Let a page send a frame."""
    _take(scene.hub, Screens(scene.hub, AsyncMock()), page, json.dumps(frame))


def frames(page: Page) -> list[dict[str, Any]]:
    found = []
    while not page._queue.empty():
        found.append(json.loads(page._queue.get_nowait()))
    return found


async def test_who_asks_for_a_team_is_sent_that_team_only(scene: Scene) -> None:
    page, other = [await scene.hub.open(principal(CHIEF), name) for name in ("page", "other")]
    nobody = await scene.hub.open(principal(ANNA, ALL - {"board.view"}), "nobody")
    for each in (page, other, nobody):
        hear(scene, each, {"t": "subscribe", "d": {"topics": ["board"]}})
        frames(each)
    hear(scene, page, {"t": "board_scope", "d": {"group": "two"}})
    hear(scene, nobody, {"t": "board_scope", "d": {"group": "two"}})
    [at_once] = frames(page)
    await scene.hub.tick()
    boards = [frame for frame in frames(page) if frame["t"] == "board"]
    assert [agent["number"] for frame in (at_once, *boards) for agent in frame["d"]["agents"]] == ["1002", "1002"]
    [all_of_them] = [frame for frame in frames(other) if frame["t"] == "board"]
    assert len(all_of_them["d"]["agents"]) == 3
    assert all_of_them["d"]["scopes"]["groups"] == [["", "one"], ["", "two"]]
    assert "board" not in {frame["t"] for frame in frames(nobody)}
    for nonsense in ({"queue": "x"}, {"network": 5}, "x"):
        hear(scene, page, {"t": "board_scope", "d": nonsense})
    assert frames(page) == []
    assert page.wanted == Wanted(group="two")


async def test_a_team_s_supervisor_is_sent_his_team_s_rows_only(scene: Scene) -> None:
    config = AgentConfig(agent_id=BOB, queue_ids=frozenset({GROUP}))
    await scene.post(inputs.AgentConfigured(config=config))
    about_anna, about_bob = (alarm(subject_kind="agent", subject_id=str(each)) for each in (ANNA, BOB))
    scene.hub.boards.alarms = lambda tenant_id: [
        replace(about_anna, view={"alarm_id": "anna"}),
        replace(about_bob, view={"alarm_id": "bob"}),
    ]
    page = await scene.hub.open(principal(CHIEF, teams=frozenset({TEAM_TWO})), "page")
    hear(scene, page, {"t": "subscribe", "d": {"topics": ["board"]}})
    for wanted in ({}, {"group": "one"}, {"queue": str(FAULT)}):
        hear(scene, page, {"t": "board_scope", "d": wanted})
    *_, everything, others_team, others_queue = frames(page)
    assert [agent["number"] for agent in everything["d"]["agents"]] == ["1002"]
    assert [queue["queue_id"] for queue in everything["d"]["queues"]] == [str(GROUP)]
    assert everything["d"]["alarms"] == [{"alarm_id": "bob"}]
    assert everything["d"]["scopes"]["groups"] == [["", "two"]]
    for frame in (others_team, others_queue):
        assert (frame["d"]["agents"], frame["d"]["queues"], frame["d"]["alarms"]) == ([], [], [])


def test_one_role_for_all_teams_opens_all() -> None:
    grants = (Grant(ALL, None, frozenset({TEAM_ONE})), Grant(frozenset({"board.view"}), frozenset({CHANGZHOU})))
    both = replace(principal(None), grants=grants)
    assert not care_of(both, "board.view").is_of_teams
    assert care_of(both, "call.listen").is_of_teams
