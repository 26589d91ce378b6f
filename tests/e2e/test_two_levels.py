"""A complaint from the counter to the director and back: late twice, alarms climb, an answer by SMS, a yes, the end."""

from datetime import timedelta
from pathlib import Path

from playwright.async_api import Browser, expect

from support.browser import Desk, desk_of
from support.stage import HOTLINE, Stage

COMPLAINANT = "13900007788"
ANSWER = "已核实，维修组组长明早九点上门并致歉。"


async def test_a_complaint_climbs_two_levels_and_is_answered(stage: Stage, browser: Browser, shots: Path) -> None:
    async with desk_of(browser, stage.url, "agent") as desk:
        ticket_no = await accept_at_the_counter(desk, stage.url, shots)
    stage.clock.crank(timedelta(hours=48, minutes=1))
    await sees_the_alarm(stage, browser, "dept2-lead", ticket_no, shots)
    async with stage.client("director") as director:
        assert (await director.get("/api/tasks")).json()["tasks"] == []  # it is not his yet
    stage.clock.crank(timedelta(hours=4))
    await sees_the_alarm(stage, browser, "director", ticket_no, shots)
    async with desk_of(browser, stage.url, "dept2", locale="en") as desk:
        await answer_by_sms(desk, stage.url, ticket_no, shots)
    messages = await stage.sms.phones.until(lambda told: any(ANSWER in each.text for each in told))
    [told] = [each for each in messages if ANSWER in each.text]
    assert (told.to.removeprefix("+86"), told.sender) == (COMPLAINANT, HOTLINE)
    async with desk_of(browser, stage.url, "agent") as desk:
        await confirm_and_close(desk, stage.url, ticket_no, shots)


async def accept_at_the_counter(desk: Desk, url: str, shots: Path) -> str:
    """Write a complaint down that nobody has called about; return its number."""
    page = desk.page
    await page.goto(f"{url}/tickets/new?kind=complaint")
    form = page.get_by_role("region", name="业务受理")  # by its role: the desk keeps a call's own, unseen
    await form.get_by_label("联系人").fill("郑一鸣")
    await form.get_by_label("联系电话").fill(COMPLAINANT)
    await form.get_by_test_id("acceptance-category").click()
    await page.get_by_role("menuitemcheckbox", name="服务态度").click()
    await page.get_by_role("menuitemcheckbox", name="未按时上门").click()
    await form.get_by_label("维修不及时").check()
    await form.get_by_label("事情经过").fill("约好昨天下午上门，没有人来，也没有电话")
    await form.get_by_label("客户的要求").fill("今天上门，并说明原因")
    await form.get_by_label("回复电话").fill(COMPLAINANT)
    await form.get_by_label("回复方式").click()
    await page.locator(".ant-select-item").get_by_text("短信").click()
    await page.screenshot(path=shots / "complaint-form.png", full_page=True)
    await form.get_by_test_id("acceptance-submit").click()
    number = await form.get_by_test_id("acceptance-number").text_content(timeout=10_000)
    assert number is not None
    return number.strip()


async def sees_the_alarm(stage: Stage, browser: Browser, login: str, ticket_no: str, shots: Path) -> None:
    """Find the late complaint among somebody's tasks."""
    async with desk_of(browser, stage.url, login) as desk:
        await desk.page.goto(f"{stage.url}/tasks")
        task = desk.part("task").filter(has_text=ticket_no)
        await expect(task).to_contain_text("已升级", timeout=40_000)  # the list looks again by itself
        await expect(task).to_contain_text("告警")
        await desk.page.screenshot(path=shots / f"complaint-alarm-{login}.png")


async def open_ticket(desk: Desk, url: str, ticket_no: str) -> None:
    """Open a ticket from one's tasks."""
    await desk.page.goto(f"{url}/tasks")
    await desk.part("tasks-page").get_by_test_id("task-open").filter(has_text=ticket_no).click()
    await desk.part("ticket-detail").wait_for()


async def answer_by_sms(desk: Desk, url: str, ticket_no: str, shots: Path) -> None:
    """Take it, and answer as the customer has asked to be answered."""
    await open_ticket(desk, url, ticket_no)
    await desk.part("ticket-action-take").click()
    await desk.part("ticket-action-answer").click()
    await desk.part("ticket-answer-text").fill(ANSWER)
    await desk.part("ticket-answer-submit").click()
    await expect(desk.part("ticket-reply")).to_contain_text(ANSWER)
    await desk.page.screenshot(path=shots / "complaint-answered.png")


async def confirm_and_close(desk: Desk, url: str, ticket_no: str, shots: Path) -> None:
    """Who was asked first asks the customer, and sees it to the end."""
    await open_ticket(desk, url, ticket_no)
    await expect(desk.part("ticket-history").get_by_text("超时催办")).to_have_count(2)
    await desk.part("ticket-action-confirm").click()
    await desk.part("ticket-words-yes").click()
    await desk.part("ticket-action-close").click()
    await desk.part("ticket-words-ok").click()
    await expect(desk.part("ticket-state")).to_contain_text("已办结")
    await desk.page.screenshot(path=shots / "complaint-closed.png")
