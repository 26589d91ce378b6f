"""A supervisor looks at an agent's screen: the agent is told, nothing of the customer is shown, and it ends."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, WebSocket, expect

from kefu_lab.phone.call import Call
from support.browser import Desk, browsers, desk_of
from support.stage import HOTLINE, Stage, until

LANGUAGES = pytest.mark.parametrize(
    ("locale", "size", "subscriber", "says"),
    [("zh-CN", (1366, 768), 72, "正在查看您的屏幕"), ("en", (1920, 1080), 73, "is looking at your screen")],
)


@pytest_asyncio.fixture(scope="module")
async def chief_browser(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    """Start the supervisor's browser."""
    async with browsers(tmp_path_factory.mktemp("chief"), 1300) as running:
        yield running


def listen(desk: Desk) -> list[dict[str, Any]]:
    """Note every frame that a page receives from now on."""
    heard: list[dict[str, Any]] = []

    def follow(socket: WebSocket) -> None:
        if "/ws?" in socket.url:
            socket.on("framereceived", lambda payload: heard.append(json.loads(payload)))

    desk.page.on("websocket", follow)
    return heard


async def talking(stage: Stage, agent: Desk, number: str) -> Call:
    """Let an agent talk with a customer."""
    caller = stage.carrier.dial(HOTLINE, caller=number)
    await caller.wait_answered(10)
    await caller.heard.wait_for_sound()
    await caller.press("0")
    await agent.phase_is("ringing")
    await agent.part("answer").click()
    await agent.phase_is("connected")
    return caller


def hides_the_customer(heard: list[dict[str, Any]], name: str, number: str) -> None:
    """Check that what passed to the supervisor's page holds dots instead of the customer."""
    passed = "".join(frame["d"]["text"] for frame in heard if frame["t"] == "screen")
    assert "•••" in passed
    assert name not in passed
    assert number not in passed
    assert number[-6:] not in passed


async def audited(stage: Stage) -> list[str]:
    """List what the audit says of screens, the newest first."""
    async with stage.client("admin") as client:
        entries = (await client.get("/api/audit/entries")).json()
    return [each["action"] for each in entries if each["action"].startswith("screen-")]


@LANGUAGES
async def test_a_supervisor_sees_the_screen_and_nobody_s_data(
    stage: Stage,
    browser: Browser,
    chief_browser: Browser,
    shots: Path,
    locale: str,
    size: tuple[int, int],
    subscriber: int,
    says: str,
) -> None:
    async with (
        desk_of(browser, stage.url, "agent", locale=locale, size=size) as agent,
        desk_of(chief_browser, stage.url, "supervisor", locale=locale, size=size) as chief,
    ):
        heard = listen(chief)
        errors: list[str] = []
        for desk in (agent, chief):
            desk.page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        await agent.ready()
        await chief.page.goto(f"{stage.url}/board")
        await chief.phone_is("registered")
        number = stage.estate.subscribers[subscriber]
        caller = await talking(stage, agent, number)
        name = await agent.part("customer-name").inner_text()

        await chief.part("agent-1001").click()
        await chief.part("view-screen").click()
        await expect(agent.part("screen-notice")).to_contain_text(says)
        picture = chief.page.frame_locator("[data-testid=agent-screen] iframe")
        await expect(picture.locator("[data-phase=connected]").first).to_be_visible(timeout=15_000)
        await agent.part("hold").click()
        await expect(picture.locator("[data-phase=held]").first).to_be_visible()
        await agent.page.screenshot(path=shots / f"agent-is-looked-at-{locale}.png")
        await chief.page.screenshot(path=shots / f"supervisor-sees-screen-{locale}.png")
        assert await agent.violations() == []
        assert await chief.violations() == []

        hides_the_customer(heard, name, number)
        assert [each for each in errors if "Content Security Policy" in each] == []

        await chief.part("screen-stop").click()
        await expect(agent.part("screen-notice")).to_have_count(0)
        await expect(chief.part("agent-screen")).to_have_count(0)
        assert (await audited(stage))[:2] == ["screen-view-ended", "screen-viewed"]
        await agent.part("hold").click()
        caller.hang_up()
        await until(lambda: not stage.live_calls)
