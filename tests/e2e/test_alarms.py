"""The board on the real product: an alarm calls the supervisor, a switch holds at once, a wall names nobody."""

from pathlib import Path
from typing import Any

from playwright.async_api import Browser, expect

from kefu.journeys.inbound_call.model import Phase
from support.browser import desk_of
from support.stage import HOTLINE, Stage, until

ALARM = {
    "name": {"zh-CN": "有人等待", "en": "Somebody waits"},
    "kind": "waiting",
    "threshold": 0,
    "severity": "critical",
}


async def test_somebody_waits_and_the_queue_is_closed(stage: Stage, browser: Browser, shots: Path) -> None:
    async with (
        desk_of(browser, stage.url, "supervisor", size=(1366, 768)) as chief,
        stage.client("supervisor") as client,
    ):
        rule = await client.post("/api/alarm-rules", json=ALARM)
        assert rule.status_code == 201, rule.text
        await chief.page.goto(f"{stage.url}/board")
        caller = stage.carrier.dial(HOTLINE, caller=stage.estate.subscribers[70])
        await caller.wait_answered(10)
        await caller.heard.wait_for_sound()
        await caller.press("0")
        await until(lambda: stage.live_calls and stage.live_calls[0].phase is Phase.WAITING)
        queue_id = str(stage.live_calls[0].queue_id)
        alarm = chief.part("alarm-waiting")
        await expect(alarm).to_be_visible(timeout=10_000)
        await chief.page.screenshot(path=shots / "board-alarm.png")
        assert await chief.violations() == []
        await chief.part("alarm-acknowledge").first.click()
        await expect(alarm).to_contain_text("已确认")

        await chief.part(f"switch-{queue_id}").click()
        await chief.part("switch-closed-on").click()
        await expect(chief.part("switch-closed")).to_contain_text("陈立华")
        await until(lambda: any(str(each) == queue_id for each in stage.parts.centre.state.closed_queues))
        await chief.page.screenshot(path=shots / "board-switched.png")
        await chief.part("switch-closed-off").click()
        await until(lambda: all(str(each) != queue_id for each in stage.parts.centre.state.closed_queues))

        caller.hang_up()
        await until(lambda: not stage.live_calls)
        changed = {**ALARM, "is_on": False, "version": 1}
        answer = await client.put(f"/api/alarm-rules/{rule.json()['rule_id']}", json=changed)
        assert answer.status_code == 200, answer.text
        await expect(alarm).to_have_count(0, timeout=10_000)
        found: list[dict[str, Any]] = (await client.get("/api/alarms")).json()
        [past] = [each for each in found if each["rule_id"] == rule.json()["rule_id"]]
        assert past["cleared_at"] is not None
        assert past["acknowledged_by"] == "陈立华"


async def test_a_wall_shows_numbers_and_no_names(stage: Stage, browser: Browser, shots: Path) -> None:
    async with (
        desk_of(browser, stage.url, "agent") as agent,
        desk_of(browser, stage.url, "supervisor", size=(1920, 1080)) as chief,
    ):
        await agent.ready()
        await chief.page.goto(f"{stage.url}/board")
        await expect(chief.part("agent-1001")).to_contain_text("林晓燕")
        await chief.part("board-wall").click()
        await expect(chief.part("wall-1001")).to_be_visible()
        await expect(chief.part("wall")).not_to_contain_text("林晓燕")
        await expect(chief.part("user-menu")).to_have_count(0)
        await chief.page.screenshot(path=shots / "wall.png")
        assert await chief.violations() == []
