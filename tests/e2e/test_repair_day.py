"""One whole repair day: a call, an order, an SMS, a repairman on his phone without a connection, the callback, figures.

The caller, the carrier, the short message centre and the repairman's thumb are of the laboratory; the rest is ours.
"""

import asyncio
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from playwright.async_api import Browser, BrowserContext, Page, expect

from kefu_lab.fieldwork.people import PHOTO
from kefu_lab.phone.audio import Tone
from support.browser import Desk, desk_of
from support.stage import HOTLINE, PASSWORD, Stage, until

CUSTOMER_HZ, AGENT_HZ, HUM = 400, 700, 300
MOBILE = {"width": 390, "height": 844}
TICKET_NO, ORDER_NO = re.compile(r"R\d{6}-\d{7}"), re.compile(r"\d{6}-\d{7}")


async def test_a_repair_from_the_call_to_the_figures(stage: Stage, browser: Browser, shots: Path) -> None:
    number = next(each for each in stage.estate.subscribers[100:] if each.startswith("1"))
    async with desk_of(browser, stage.url, "agent") as desk, stage.client("admin") as office:
        await desk.ready()
        ticket_no = await accept_in_the_call(stage, desk, number, shots)
        ticket = await ticket_of(office, ticket_no)
    async with stage.client("dispatcher") as dispatcher:
        order, login = await dispatch(dispatcher, ticket["work_order_id"])
        link = await told_by_sms(stage, order)
        await mend_without_a_connection(browser, dispatcher, link, login, order, shots)
    async with stage.client("admin") as office:
        assert (await ticket_of(office, ticket_no))["state"] == "answered"
    await next_morning(stage)
    async with desk_of(browser, stage.url, "agent") as desk:
        await ask_the_customer(stage, desk, order, shots)
        await desk.page.close()
    async with desk_of(browser, stage.url, "admin") as desk:
        await look_at_figures(desk, stage.url, shots)


async def accept_in_the_call(stage: Stage, desk: Desk, number: str, shots: Path) -> str:
    """Take a call about a fault and write the report down while the customer talks."""
    caller = stage.carrier.dial(HOTLINE, caller=number)
    await caller.wait_answered(10)
    caller.play(Tone(CUSTOMER_HZ))
    await caller.heard.wait_for_sound()
    await caller.press("1")
    await desk.phase_is("ringing")
    await desk.page.keyboard.press("F2")
    await desk.phase_is("connected")
    ticket_no = await report(desk, shots)
    caller.hang_up()
    await desk.phase_is("wrap_up")
    await desk.part("wrap-up-submit").click()
    await until(lambda: not stage.live_calls)
    await stage.parts.ledger.flushed()
    return ticket_no


async def report(desk: Desk, shots: Path) -> str:
    """Fill the form in as an agent does, with what he is told while he listens, and read the number out."""
    page = desk.page
    chosen = page.get_by_role("radio", name="报修", exact=True)
    await expect(chosen).to_be_checked()  # the caller has pressed 1
    await desk.part("acceptance-category").click()
    for words in ("电视故障", "无信号"):
        await page.get_by_role("menuitemcheckbox").filter(has_text=words).click()
    await expect(desk.part("acceptance-sla")).to_contain_text("24 小时")
    await expect(desk.part("acceptance-sla")).to_contain_text("在办")  # the crew of his area
    await desk.part("acceptance-description").fill("昨晚起电视没有信号")
    await desk.part("field-fault_kind").get_by_role("radio", name="电视无信号", exact=True).check()
    for known in ("address", "contact"):
        await expect(desk.part(f"field-{known}").get_by_role("textbox")).not_to_have_value("")
    await page.screenshot(path=shots / "acceptance.png")
    assert await desk.violations() == []
    await desk.part("acceptance-submit").click()
    number = desk.part("acceptance-number")
    await expect(number).to_have_text(TICKET_NO)
    await expect(desk.part("acceptance-next")).to_be_focused()
    await expect(desk.part("acceptance-order")).to_have_text(ORDER_NO)
    await page.screenshot(path=shots / "accepted.png")
    assert await desk.violations() == []
    ticket_no = (await number.inner_text()).strip()
    await page.keyboard.press("Escape")
    await expect(desk.part("acceptance-description")).to_have_value("")
    return ticket_no


async def ticket_of(client: httpx.AsyncClient, ticket_no: str) -> dict[str, Any]:
    """Read a ticket by its number."""
    found = (await client.get("/api/tickets", params={"no": ticket_no})).json()["tickets"]
    assert len(found) == 1
    return dict(found[0])


async def dispatch(client: httpx.AsyncClient, order_id: str) -> tuple[dict[str, Any], str]:
    """Give the order to whom the product suggests first; return it, and that repairman's log-in."""
    order = (await client.get(f"/api/work-orders/{order_id}")).json()
    assert order["area"] is not None
    best = (await client.get(f"/api/work-orders/{order_id}/suggestions")).json()[0]
    body = {"action": "assign", "version": order["version"], "crew_id": best["crew_id"], "person_id": best["person_id"]}
    answer = await client.post(f"/api/work-orders/{order_id}/actions", json=body)
    assert answer.status_code == 200, answer.text
    crews = (await client.get("/api/crews")).json()
    serial = next(
        int(m["phone"][-4:]) for crew in crews for m in crew["members"] if m["person_id"] == best["person_id"]
    )
    return dict(answer.json()["order"]), f"repair{serial}"


async def told_by_sms(stage: Stage, order: dict[str, Any]) -> str:
    """Wait for the repairman's SMS over SMPP; return the link in it."""

    def is_told(messages: list[Any]) -> bool:
        return any(order["order_no"] in each.text for each in messages)

    messages = await stage.sms.phones.until(is_told)
    [told] = [each for each in messages if order["order_no"] in each.text]
    [link] = re.findall(r"http\S+", told.text)
    return link


async def mend_without_a_connection(
    browser: Browser, office: httpx.AsyncClient, link: str, login: str, order: dict[str, Any], shots: Path
) -> None:
    """Accept, go there, mend and sign in a cellar; the office hears of it when there is a connection again."""
    context = await browser.new_context(viewport=MOBILE, locale="zh-CN", is_mobile=True, has_touch=True)
    try:
        page = await context.new_page()
        await page.goto(link)
        await page.get_by_test_id("field-login").fill(login)
        await page.get_by_test_id("field-password").fill(PASSWORD)
        await page.get_by_test_id("field-submit").click()
        await expect(page.get_by_test_id("action-accept")).to_be_visible(timeout=15_000)
        await page.screenshot(path=shots / "field-order.png")
        await work_offline(context, page, shots)
        assert await state_of(office, order) == "assigned"
        await context.set_offline(False)
        await until_async(lambda: state_of(office, order), "completed")
        await expect(page.get_by_test_id("outbox-bar")).to_be_hidden(timeout=15_000)
        detail = (await office.get(f"/api/work-orders/{order['work_order_id']}")).json()
        assert len(detail["photos"]) == 2  # the meter, and the customer's signature
        assert [each["action"] for each in detail["events"] if each["via"] == "field"] == [
            "accept",
            "set_out",
            "arrive",
            "photo",
            "photo",
            "complete",
        ]
    finally:
        await context.close()


async def work_offline(context: BrowserContext, page: Page, shots: Path) -> None:
    """Do everything by thumb while nothing gets out."""
    await context.set_offline(True)
    for action in ("accept", "set_out", "arrive"):
        await page.get_by_test_id(f"action-{action}").tap()
    await page.get_by_test_id("action-complete").tap()
    await page.get_by_test_id("result-fixed").tap()
    await page.get_by_test_id("photo-input").set_input_files(
        {"name": "meter.png", "mimeType": "image/png", "buffer": PHOTO}
    )
    await page.get_by_test_id("signature-name").fill("王芳")
    await page.screenshot(path=shots / "field-complete.png", full_page=True)
    await page.get_by_test_id("complete-submit").tap()
    await expect(page.get_by_test_id("outbox-bar")).to_be_visible()
    await page.screenshot(path=shots / "field-offline.png")


async def state_of(client: httpx.AsyncClient, order: dict[str, Any]) -> str:
    """Ask how an order stands in the office."""
    return str((await client.get(f"/api/work-orders/{order['work_order_id']}")).json()["state"])


async def until_async(look: Any, wanted: str) -> None:
    """Look until it is as wanted."""
    async with asyncio.timeout(20):
        while await look() != wanted:
            await asyncio.sleep(0.1)


async def next_morning(stage: Stage) -> None:
    """Crank the clock to tomorrow at nine in China."""
    now = stage.clock() + timedelta(hours=8)
    nine = (now + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
    stage.clock.crank(nine - now)


async def ask_the_customer(stage: Stage, desk: Desk, order: dict[str, Any], shots: Path) -> None:
    """Take the case, dial the customer, ask, write his answers down."""
    await desk.ready()
    await desk.page.goto(f"{stage.url}/survey")
    await expect(desk.part("survey-take")).to_be_enabled(timeout=20_000)
    await desk.part("survey-take").click()
    await expect(desk.part("survey")).to_contain_text(order["order_no"])
    await desk.part("survey-dial").click()
    customer = await stage.carrier.next_call(15)
    customer.play(Tone(CUSTOMER_HZ))
    await desk.phase_is("connected")
    await customer.heard.wait_for_tone(AGENT_HZ, amplitude=HUM)
    await desk.page.keyboard.press("1")  # he himself speaks
    await desk.part("survey-next-section").click()
    for question in ("solved", "on_time", "charged"):
        await desk.part(f"field-{question}").get_by_role("radio").first.check()
    await desk.part("survey-next-section").click()
    for question in ("overall", "nps"):
        await desk.part(f"field-{question}").locator("label").last.click()
    await desk.page.screenshot(path=shots / "survey.png")
    assert await desk.violations() == []
    customer.hang_up()
    await desk.phase_is("idle")
    await desk.part("survey-success").click()
    await expect(desk.part("survey-success")).to_be_hidden()
    await until(lambda: not stage.live_calls)
    await stage.parts.ledger.flushed()


async def look_at_figures(desk: Desk, url: str, shots: Path) -> None:
    """See what came of it."""
    await desk.page.goto(f"{url}/figures?room=satisfaction")
    await expect(desk.part("satisfaction-table")).to_contain_text("100")
    await desk.page.screenshot(path=shots / "figures.png")
    assert await desk.violations() == []
