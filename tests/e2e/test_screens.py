"""Every screen in both languages: free of axe findings, worked by keyboard alone, honest about what is not allowed."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from kefu_lab.phone.audio import Tone
from support.browser import Desk, desk_of
from support.stage import HOTLINE, Stage, until

LANGUAGES = pytest.mark.parametrize(("locale", "size"), [("zh-CN", (1366, 768)), ("en", (1920, 1080))])


async def look(desk: Desk, shots: Path, name: str) -> None:
    """Take a picture and ask axe."""
    await desk.page.screenshot(path=shots / f"{name}.png")
    assert await desk.violations() == []


@LANGUAGES
async def test_desk_in_every_phase(
    stage: Stage, browser: Browser, shots: Path, locale: str, size: tuple[int, int]
) -> None:
    async with desk_of(browser, stage.url, "agent", locale=locale, size=size) as desk:
        await desk.ready()
        await look(desk, shots, f"idle-{locale}")
        caller = stage.carrier.dial(HOTLINE, caller=stage.estate.subscribers[40])
        await caller.wait_answered(10)
        caller.play(Tone(400))
        await caller.heard.wait_for_sound()
        await caller.press("0")
        await desk.phase_is("ringing")
        await look(desk, shots, f"ringing-{locale}")
        await desk.page.keyboard.press("F2")
        await desk.phase_is("connected")
        await look(desk, shots, f"talking-{locale}")
        await desk.page.keyboard.press("F4")
        await desk.phase_is("held")
        await look(desk, shots, f"held-{locale}")
        await desk.page.keyboard.press("F9")
        await expect(desk.part("transfer-find")).to_be_visible()
        await look(desk, shots, f"transfer-{locale}")
        await desk.page.keyboard.press("Escape")
        await desk.page.keyboard.press("F4")
        await desk.phase_is("connected")
        await desk.page.keyboard.press("Control+Shift+E")
        await desk.phase_is("wrap_up")
        await look(desk, shots, f"wrap-up-{locale}")
        await desk.page.keyboard.press("Control+Enter")
        await desk.state_is("ready")
        await until(lambda: not stage.live_calls)


@LANGUAGES
async def test_an_unknown_caller_is_searched_or_made_a_customer(
    stage: Stage, browser: Browser, shots: Path, locale: str, size: tuple[int, int]
) -> None:
    async with desk_of(browser, stage.url, "agent", locale=locale, size=size) as desk:
        await desk.ready()
        caller = stage.carrier.dial(HOTLINE, caller="anonymous")
        await caller.wait_answered(10)
        await caller.heard.wait_for_sound()
        await caller.press("0")
        await desk.phase_is("ringing")
        await desk.page.keyboard.press("F2")
        await desk.phase_is("connected")
        await expect(desk.part("unknown-caller")).to_be_visible()
        await look(desk, shots, f"unknown-{locale}")
        caller.hang_up()
        await desk.phase_is("wrap_up")
        await desk.page.keyboard.press("Control+Enter")
        await until(lambda: not stage.live_calls)


@LANGUAGES
async def test_board_shows_agents_and_forces_them(
    stage: Stage, browser: Browser, shots: Path, locale: str, size: tuple[int, int]
) -> None:
    async with (
        desk_of(browser, stage.url, "agent2") as agent,
        desk_of(browser, stage.url, "supervisor", locale=locale, size=size) as board,
    ):
        await agent.ready()
        await board.page.goto(f"{stage.url}/board")
        await board.part("agent-1002").click()
        await look(board, shots, f"board-{locale}")
        await board.part("force-not-ready").click()
        await board.page.get_by_role("radio").first.click()
        await board.part("force-confirm").click()
        await agent.state_is("not_ready")


async def test_who_may_not_see_the_board_is_told_so(stage: Stage, browser: Browser) -> None:
    async with desk_of(browser, stage.url, "agent") as desk:
        await expect(desk.part("state-button")).to_be_visible()
        await desk.page.goto(f"{stage.url}/board")
        await expect(desk.part("forbidden")).to_be_visible()


@LANGUAGES
async def test_login_says_what_is_wrong(
    stage: Stage, browser: Browser, shots: Path, locale: str, size: tuple[int, int]
) -> None:
    context = await browser.new_context(locale=locale, viewport={"width": size[0], "height": size[1]})
    desk = Desk(await context.new_page(), context)
    await desk.page.goto(stage.url)
    await look(desk, shots, f"login-{locale}")
    await desk.part("login-name").fill("nobody")
    await desk.part("login-password").fill("wrong")
    await desk.part("login-submit").click()
    await expect(desk.part("login-error")).not_to_be_empty()
    await look(desk, shots, f"login-wrong-{locale}")
    await context.close()
