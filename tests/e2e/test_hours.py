"""Business hours on the real product: typed in the browser, stored, and followed by the live centre at once."""

from datetime import datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser, expect

from kefu.kernel.ids import QueueId
from support.browser import desk_of
from support.stage import Stage, until

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(("locale", "size"), [("zh-CN", (1366, 768)), ("en", (1920, 1080))])
async def test_a_queue_is_closed_on_a_day_off(
    stage: Stage, browser: Browser, shots: Path, locale: str, size: tuple[int, int]
) -> None:
    async with desk_of(browser, stage.url, "admin", locale=locale, size=size) as desk, stage.client("admin") as client:
        queues = (await client.get("/api/queues")).raise_for_status().json()
        queue_id = next(QueueId(UUID(queue["queue_id"])) for queue in queues if queue["code"] == "hq-business")
        await desk.page.goto(f"{stage.url}/routing?room=hours")
        await desk.part("calendar-office").get_by_role("button").press("Enter")
        await desk.part("calendar-standing").wait_for()
        await desk.page.screenshot(path=shots / f"hours-{locale}.png")
        assert await desk.violations() == []
        today = datetime.now(SHANGHAI).date().isoformat()
        await desk.part("day-add").press("Enter")
        line = desk.page.locator("[data-testid^=day-]:not([data-testid=day-add])").last
        fields = line.get_by_role("textbox")
        for number, text in enumerate((today.replace("-", "/"), today, "停业", "Closed")):
            await fields.nth(number).fill(text)
        await desk.page.screenshot(path=shots / f"hours-day-{locale}.png")
        assert await desk.violations() == []
        await desk.page.keyboard.press("Tab")
        await desk.page.keyboard.press("Control+Enter")
        await expect(desk.part("calendar-save")).to_be_hidden()
        await until(lambda: queue_id in stage.parts.centre.state.closed_queues)
        calendars = (await client.get("/api/calendars")).raise_for_status().json()
        [calendar] = [each for each in calendars if each["code"] == "office"]
        assert [(day["hours"], day["name"]["en"]) for day in calendar["days"] if day["on"] == today] == [([], "Closed")]
        open_again = {**calendar, "week": [{"weekdays": [1, 2, 3, 4, 5, 6, 7], "opens": "00:00", "closes": "24:00"}]}
        answer = await client.put(f"/api/calendars/{calendar['calendar_id']}", json={**open_again, "days": []})
        answer.raise_for_status()
        await until(lambda: queue_id not in stage.parts.centre.state.closed_queues)
        await desk.page.goto(f"{stage.url}/routing?queue={queue_id}")
        await desk.part("queue-standing").wait_for()
        await desk.page.screenshot(path=shots / f"queue-hours-{locale}.png")
        assert await desk.violations() == []
