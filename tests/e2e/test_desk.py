"""What can happen to a desk: a reload in the middle of a call, a second tab, a lost session, a switch that is gone."""

import os
import signal
import time

import pytest
from playwright.async_api import Browser, expect

from kefu.journeys.inbound_call.model import Phase
from kefu_lab.phone.audio import Tone
from kefu_lab.phone.call import Call
from support.browser import Desk, desk_of
from support.stage import HOTLINE, Stage, until

AGENT_HZ = 700


async def talk(stage: Stage, desk: Desk, subscriber: int) -> Call:
    """Bring a caller to a ready agent, and the two to talk."""
    await desk.ready()
    caller = stage.carrier.dial(HOTLINE, caller=stage.estate.subscribers[subscriber])
    await caller.wait_answered(10)
    caller.play(Tone(400))
    await caller.heard.wait_for_sound()
    await caller.press("0")
    await desk.phase_is("ringing")
    await desk.part("answer").click()
    await desk.phase_is("connected")
    await caller.heard.wait_for_tone(AGENT_HZ, amplitude=300)
    return caller


async def finish(stage: Stage, caller: Call) -> None:
    """Let the caller hang up and wait until the switch is empty."""
    caller.hang_up()
    await until(lambda: not stage.live_calls)


async def test_a_reload_puts_the_agent_back_on_his_call(stage: Stage, browser: Browser) -> None:
    async with desk_of(browser, stage.url, "agent") as desk:
        caller = await talk(stage, desk, 20)
        call = stage.live_calls[0]
        await desk.page.reload(wait_until="commit")
        reloaded = time.monotonic()
        await until(lambda: call.phase is Phase.LOST)
        await until(lambda: call.phase is Phase.CONNECTED, 15)
        back_s = time.monotonic() - reloaded
        await desk.phase_is("connected")
        await caller.heard.wait_for_tone(AGENT_HZ, amplitude=300)
        print(f"back on the call {back_s:.1f} s after the reload")
        await expect(desk.part("customer-name")).not_to_be_empty()
        await finish(stage, caller)


async def test_a_page_that_stays_away_loses_its_call_to_a_colleague(
    stage: Stage, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kefu.journeys.inbound_call.seats.COME_BACK_MS", 1_500)
    async with desk_of(browser, stage.url, "agent2") as other:
        async with desk_of(browser, stage.url, "agent") as desk:
            caller = await talk(stage, desk, 21)
            await other.ready()
        await other.phase_is("ringing")
        await other.part("answer").click()
        await other.phase_is("connected")
        await caller.heard.wait_for_tone(AGENT_HZ, amplitude=300)
        await finish(stage, caller)


async def test_a_second_tab_says_where_the_phone_is_and_takes_it_over(stage: Stage, browser: Browser) -> None:
    async with desk_of(browser, stage.url, "agent") as desk:
        await desk.phone_is("registered")
        second = Desk(await desk.context.new_page(), desk.context)
        await second.page.goto(stage.url)
        await second.phone_is("elsewhere")
        await second.part("take-over").click()
        await second.phone_is("registered")
        await desk.phone_is("elsewhere")


async def test_a_lost_session_is_a_dialog_over_the_page_and_the_call_goes_on(stage: Stage, browser: Browser) -> None:
    async with desk_of(browser, stage.url, "agent") as desk:
        caller = await talk(stage, desk, 22)
        await desk.context.clear_cookies()
        await desk.part("hold").click()
        await expect(desk.part("relogin-dialog")).to_be_visible()
        await caller.heard.wait_for_tone(AGENT_HZ, amplitude=300)
        dialog = desk.part("relogin-dialog")
        await dialog.get_by_test_id("login-password").fill("stage-password")
        await dialog.get_by_test_id("login-submit").click()
        await expect(dialog).to_be_hidden()
        await desk.phase_is("connected")
        await desk.part("hold").click()
        await desk.phase_is("held")
        await finish(stage, caller)


async def test_a_switch_that_hangs_is_told_within_five_seconds_and_comes_back(stage: Stage, browser: Browser) -> None:
    async with desk_of(browser, stage.url, "agent") as desk:
        await desk.phone_is("registered")
        os.kill(stage.node.pid, signal.SIGSTOP)
        try:
            await expect(desk.part("switch-bar")).to_be_visible(timeout=6_000)
        finally:
            os.kill(stage.node.pid, signal.SIGCONT)
        await expect(desk.part("switch-bar")).to_be_hidden(timeout=15_000)
        await desk.phone_is("registered")
        caller = await talk(stage, desk, 23)
        await finish(stage, caller)
