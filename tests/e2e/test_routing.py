"""Routing on the real product: a recipe changed in the browser is stored, and takes effect at once."""

from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from playwright.async_api import Browser, expect

from kefu.kernel.ids import QueueId
from support.browser import desk_of
from support.stage import Stage, until

CODE = "changzhou-service"


async def queue_of(client: httpx.AsyncClient) -> dict[str, Any]:
    """Read the queue as it is stored."""
    queues: list[dict[str, Any]] = (await client.get("/api/queues")).raise_for_status().json()
    return next(queue for queue in queues if queue["code"] == CODE)


async def test_a_recipe_is_changed_by_keyboard_and_stored(stage: Stage, browser: Browser, shots: Path) -> None:
    async with desk_of(browser, stage.url, "admin") as desk, stage.client("admin") as client:
        before = await queue_of(client)
        assert [step["action"] for step in before["recipe"]] == ["lower_levels", "add_queue"]
        await desk.page.get_by_role("link", name="路由").click()
        await desk.part(f"queue-{CODE}").get_by_role("button").press("Enter")
        await desk.part("step-1").get_by_label("等待满").press("Alt+ArrowDown")
        await desk.part("step-2").get_by_label("等待满").fill("75")
        await desk.part("step-add").press("Enter")
        await expect(desk.part("step-3").get_by_label("等待满")).to_be_focused()
        await desk.page.screenshot(path=shots / "routing-zh-CN.png")
        assert await desk.violations() == []
        await desk.page.keyboard.press("Control+Enter")
        await expect(desk.part("queue-save")).to_be_hidden()
        await expect(desk.part(f"queue-{CODE}")).to_contain_text("75 秒后技能要求降 2 级")
        after = await queue_of(client)
        helped, lowered = before["recipe"][1], before["recipe"][0]
        assert after == {
            **before,
            "version": before["version"] + 1,
            "recipe": [
                {**helped, "after_s": 30},
                {**lowered, "after_s": 75},
                {**lowered, "after_s": 105, "by": 1},
            ],
        }
        live = stage.parts.centre.state.engine.state.queues
        await until(lambda: len(live[QueueId(UUID(after["queue_id"]))].config.recipe) == 3)


async def test_what_somebody_else_has_changed_is_shown_and_not_overwritten(stage: Stage, browser: Browser) -> None:
    async with desk_of(browser, stage.url, "admin", locale="en") as desk, stage.client("admin") as client:
        await desk.page.goto(f"{stage.url}/routing")
        await desk.part(f"queue-{CODE}").get_by_role("button").click()
        await desk.page.get_by_label("Longest wait").fill("600")
        other = await queue_of(client)
        (await client.put(f"/api/queues/{other['queue_id']}", json={**other, "max_length": 40})).raise_for_status()
        await desk.part("queue-save").click()
        await expect(desk.part("queue-conflict")).to_contain_text("Most calls waiting40not changed")
        await desk.part("conflict-mine").click()
        await desk.part("queue-save").click()
        await expect(desk.part("queue-save")).to_be_hidden()
        stored = await queue_of(client)
        assert (stored["max_length"], stored["max_wait_s"]) == (40, 600)


async def test_who_does_not_administer_routing_is_told_so(stage: Stage, browser: Browser) -> None:
    async with desk_of(browser, stage.url, "supervisor") as desk:
        await expect(desk.page.get_by_role("link", name="监控")).to_be_visible()
        await expect(desk.page.get_by_role("link", name="路由")).to_have_count(0)
        await desk.page.goto(f"{stage.url}/routing")
        await expect(desk.part("forbidden")).to_be_visible()
