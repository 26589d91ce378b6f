"""Who may look at an agent's screen, what passes between the two pages, and how it ends."""

import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from kefu.identity.model import Principal
from kefu.journeys.agent_desktop.errors import (
    AgentNotSignedOnError,
    AgentPageAwayError,
    OwnPageAwayError,
    ScreenViewedError,
)
from kefu.journeys.agent_desktop.page import Page
from kefu.journeys.agent_desktop.screens import (
    ASK_EVERY_MS,
    BACKLOG_LIMIT,
    LONGEST_MS,
    PERMISSION,
    PIECE_LENGTH,
    Screens,
    Viewing,
)
from kefu.journeys.inbound_call import inputs
from kefu.kernel.errors import ForbiddenError
from support.desk_scene import ALL, ANNA, BOB, CHIEF, TEAM_TWO, WUXI, Scene, opened, principal


class Sight:
    """An agent's page, a supervisor's, a third that has nothing to do with it."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.hub = scene, scene.hub
        self.ended: list[tuple[str, int]] = []
        self.screens = Screens(scene.hub, self._note)
        self.viewing_id = uuid.uuid4()

    async def _note(self, viewing: Viewing, reason: str, seconds: int) -> None:
        self.ended.append((reason, seconds))

    async def open(self) -> None:
        self.agent = await self.hub.open(principal(ANNA), "anna")
        self.chief = await self.hub.open(principal(CHIEF), "chief")
        self.other = await self.hub.open(principal(BOB), "other")
        for page in (self.agent, self.chief, self.other):
            frames(page)

    def begin(self) -> None:
        agent_page, viewer_page = self.screens.find(self.chief.principal, ANNA, "chief")
        self.screens.show(ANNA, self.viewing_id, agent_page=agent_page, viewer_page=viewer_page)

    def record(self, text: str = "[]", *, is_full: bool = False, page: Page | None = None) -> None:
        data = {"viewing_id": str(self.viewing_id), "part": 0, "parts": 1, "text": text, "is_full": is_full}
        self.screens.take(page or self.agent, data)

    async def is_over(self, reason: str) -> bool:
        await self.scene.calm()
        told = [d for t, d in frames(self.agent) if t == "screen_view"]
        self.record("late", is_full=True)
        return (
            [each for each, _ in self.ended] == [reason]
            and told[-1] is None
            and self.agent.watched is None
            and "screen" not in [t for t, _ in frames(self.chief)]
        )


@pytest_asyncio.fixture
async def sight() -> AsyncIterator[Sight]:
    async with opened() as scene:
        made = Sight(scene)
        await made.open()
        yield made


def frames(page: Page) -> list[tuple[str, Any]]:
    """Take all frames that wait for a page."""
    found = []
    while page.backlog:
        frame = json.loads(page._queue.get_nowait())
        found.append((frame["t"], frame["d"]))
    return found


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        (principal(CHIEF, ALL - {PERMISSION}), ForbiddenError),
        (principal(CHIEF, networks=frozenset({WUXI})), AgentNotSignedOnError),
        (principal(CHIEF, teams=frozenset({TEAM_TWO})), AgentNotSignedOnError),
        (principal(ANNA), AgentPageAwayError),
        (principal(CHIEF), OwnPageAwayError),
    ],
    ids=["permission", "network", "team", "himself", "another session's page"],
)
async def test_who_may_not_look(sight: Sight, who: Principal, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        sight.screens.find(who, ANNA, "chief")
    assert frames(sight.agent) == []


async def test_an_agent_without_a_page_cannot_be_looked_at(sight: Sight) -> None:
    sight.hub.close(sight.agent, is_farewell=False)
    with pytest.raises(AgentPageAwayError):
        sight.begin()


async def test_the_agent_s_page_says_who_looks_for_as_long_as_it_lasts(sight: Sight) -> None:
    sight.begin()
    notice = {"viewing_id": str(sight.viewing_id), "viewer": "陈立华"}
    assert frames(sight.agent) == [("screen_view", notice)]
    sight.hub.push_snapshot(sight.agent)
    assert frames(sight.agent)[0][1]["screen"] == notice
    assert frames(sight.other) == []
    sight.screens.stop(sight.other, str(sight.viewing_id))
    sight.screens.stop(sight.chief, "another")
    assert sight.agent.watched == notice
    sight.screens.stop(sight.chief, str(sight.viewing_id))
    assert frames(sight.chief) == [("screen_ended", {"viewing_id": str(sight.viewing_id), "reason": "stopped"})]
    assert await sight.is_over("stopped")


async def test_a_record_goes_to_the_page_that_asked_and_to_no_other(sight: Sight) -> None:
    second = await sight.hub.open(sight.chief.principal, "chief-2")
    frames(second)
    sight.begin()
    sight.record('[{"type":4}]', is_full=True)
    sight.record("of another", page=sight.other, is_full=True)
    data = {"viewing_id": str(sight.viewing_id), "part": 0, "parts": 1, "text": '[{"type":4}]'}
    assert frames(sight.chief) == [("screen", data)]
    assert frames(second) == frames(sight.other) == []


async def test_two_do_not_look_at_once(sight: Sight) -> None:
    sight.begin()
    third = await sight.hub.open(principal(BOB), "third")
    with pytest.raises(ScreenViewedError):
        sight.screens.find(third.principal, ANNA, "third")
    sight.begin()  # the same page again is a new beginning
    await sight.scene.calm()
    assert [reason for reason, _ in sight.ended] == ["replaced"]
    assert sight.agent.watched is not None


async def test_a_page_that_cannot_keep_up_gets_a_whole_picture_later(sight: Sight) -> None:
    sight.begin()
    sight.record("before any picture")
    assert frames(sight.chief) == []
    sight.record("whole", is_full=True)
    for _ in range(BACKLOG_LIMIT * 2):
        sight.record("piece")
    assert sight.chief.backlog == BACKLOG_LIMIT
    sight.scene.at_ms += ASK_EVERY_MS
    frames(sight.agent)
    sight.screens.tick()
    assert frames(sight.agent) == [], "not asked while frames wait"
    frames(sight.chief)
    sight.record("a piece of a broken picture")
    assert frames(sight.chief) == []
    sight.screens.tick()
    sight.screens.tick()
    assert frames(sight.agent) == [("screen_refresh", {"viewing_id": str(sight.viewing_id)})]
    sight.record("whole", is_full=True)
    sight.record("piece")
    assert [d["text"] for _, d in frames(sight.chief)] == ["whole", "piece"]


async def test_a_frame_has_a_limit(sight: Sight) -> None:
    sight.begin()
    sight.record("x" * (PIECE_LENGTH + 1), is_full=True)
    assert frames(sight.chief) == []


async def test_it_ends_when_the_supervisor_s_page_goes(sight: Sight) -> None:
    sight.begin()
    sight.hub.close(sight.chief, is_farewell=True)
    sight.screens.left(sight.chief)
    assert await sight.is_over("viewer-left")


async def test_it_ends_when_the_agent_s_page_goes(sight: Sight) -> None:
    sight.begin()
    sight.hub.close(sight.agent, is_farewell=True)
    sight.screens.left(sight.agent)
    assert await sight.is_over("agent-left")


async def test_it_ends_when_another_page_takes_the_phone(sight: Sight) -> None:
    sight.begin()
    await sight.hub.open(sight.agent.principal, "anna-2")
    sight.hub.take_over(sight.agent.principal, "anna-2")
    sight.screens.tick()
    assert await sight.is_over("agent-left")


async def test_it_ends_when_the_agent_signs_out(sight: Sight) -> None:
    sight.begin()
    await sight.scene.post(inputs.LogOff(agent_id=ANNA))
    sight.screens.tick()
    assert await sight.is_over("agent-signed-out")


async def test_it_ends_with_the_supervisor_s_session(sight: Sight) -> None:
    sight.begin()
    sight.chief.is_expired = True
    sight.screens.tick()
    assert await sight.is_over("viewer-left")


async def test_it_ends_after_ten_minutes(sight: Sight) -> None:
    sight.begin()
    sight.scene.at_ms += LONGEST_MS - 1
    sight.screens.tick()
    assert sight.ended == []
    sight.scene.at_ms += 1
    sight.screens.tick()
    assert await sight.is_over("time-over")
    assert sight.ended[0][1] == LONGEST_MS // 1000
