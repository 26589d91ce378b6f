"""A morning of calls whose outcomes are known gives exactly that table: on screens, in files, in a letter."""

import asyncio
import csv
import io
from collections import Counter
from collections.abc import AsyncIterator, Collection
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from kefu.journeys.inbound_call.model import LiveCall, Phase
from kefu_lab.phone.call import Call
from support import postgres
from support.browser import Desk, desk_of
from support.mail import Postmaster, addressed
from support.stage import HOTLINE, Stage, serve_stage, until

MEASURES = (
    "contacts",
    "answered",
    "abandoned",
    "short_abandoned",
    "abandonment_rate",
    "service_level_1",
    "service_level_2",
    "service_level_3",
    "agent_answered",
    "handled",
)
ANSWERED = (1, 1, 0, 0, 0.0, 100.0, 100.0, 100.0, 1, 1)
GAVE_UP = (1, 0, 1, 0, 100.0, 0.0, 0.0, None, 0, 0)
HUNG_UP_AT_ONCE = (1, 0, 1, 1, 100.0, 0.0, None, None, 0, 0)
LINES = Counter([ANSWERED, ANSWERED, GAVE_UP, HUNG_UP_AT_ONCE])
"""Each caller is of another city, and so in another queue; a fifth hung up in the menu, which is nobody's."""
TOTAL = (4, 2, 2, 1, 50.0, 50.0, 66.7, 100.0, 2, 2)
Line = tuple[Any, ...]


def written(line: Line) -> Line:
    """Write a line as people read it."""
    return tuple(
        "—" if value is None else f"{value:.1f}%" if isinstance(value, float) else str(value) for value in line
    )


REPORT = {
    "name": {"zh-CN": "早晨", "en": "The morning"},
    "branch": "queue",
    "measures": MEASURES,
    "by": ["queue"],
    "span": "today",
    "chart": "none",
}


@pytest.fixture
def postmaster() -> Postmaster:
    return Postmaster()


@pytest_asyncio.fixture
async def stage(database_server: postgres.Server, tmp_path: Path, postmaster: Postmaster) -> AsyncIterator[Stage]:
    """Serve a centre that has had no calls today."""
    async with (
        database_server.fresh_database() as urls,
        addressed(postmaster) as mail,
        serve_stage(tmp_path, urls, mail=mail) as running,
    ):
        yield running


async def dial(stage: Stage, subscriber: int) -> Call:
    """Call the hotline, up to its menu."""
    caller = stage.carrier.dial(HOTLINE, caller=stage.estate.subscribers[subscriber])
    await caller.wait_answered(10)
    await caller.heard.wait_for_sound()
    return caller


async def served(stage: Stage, agent: Desk, caller: Call) -> None:
    """Press 0 and be answered."""
    await caller.press("0")
    await agent.phase_is("ringing")
    await agent.part("answer").click()
    await agent.phase_is("connected")


async def lost(stage: Stage, subscriber: int, after_s: float) -> None:
    """Wait for a person so long, and hang up."""
    known = {call.call_id for call in stage.live_calls}
    caller = await dial(stage, subscriber)
    await caller.press("0")

    def mine() -> list[LiveCall]:
        return [call for call in stage.live_calls if call.call_id not in known and call.phase is Phase.WAITING]

    await until(mine)
    await asyncio.sleep(after_s)
    caller.hang_up()
    await until(lambda: not [call for call in stage.live_calls if call.call_id not in known])


async def the_morning(stage: Stage, agent: Desk) -> None:
    first = await dial(stage, 70)
    await served(stage, agent, first)
    first.hang_up()
    await agent.phase_is("wrap_up")
    await agent.ready()
    second = await dial(stage, 71)
    await served(stage, agent, second)
    await lost(stage, 72, after_s=7)
    await lost(stage, 73, after_s=1)
    in_the_menu = await dial(stage, 74)
    in_the_menu.hang_up()
    second.hang_up()
    await agent.phase_is("wrap_up")
    await agent.ready()
    await until(lambda: not stage.live_calls)
    await stage.parts.ledger.flushed()


async def total(client: httpx.AsyncClient, code: str) -> list[Any]:
    """Ask for the report's total."""
    answer = await client.get(f"/api/reports/{code}/table")
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json()["total"]
    return found


def in_xlsx(content: bytes, names: Collection[str]) -> dict[str, Line]:
    """Read the lines of these names."""
    found = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    return {str(row[0]): tuple(None if each == "" else each for each in row[1:]) for row in found if row[0] in names}


def in_csv(content: bytes, names: Collection[str]) -> dict[str, Line]:
    """Read the lines of these names."""
    found = [row for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) if row and row[0] in names]
    return {row[0]: tuple(float(each) if each else None for each in row[1:]) for row in found}


async def mailed(client: httpx.AsyncClient, code: str, postmaster: Postmaster) -> bytes:
    """Have the report sent to oneself as a spreadsheet, and open the letter."""
    schedules = (await client.get("/api/report-schedules")).json()
    assert schedules["has_mail"]
    to = schedules["audiences"][0]["role_id"]
    wanted = {"report": code, "asked": {"span": "today"}, "cadence": "daily", "at": "07:00", "role_id": to}
    made = (await client.post("/api/report-schedules", json=wanted)).json()
    sent = await client.post(f"/api/report-schedules/{made['schedule_id']}/run", json={"to": "me"})
    assert sent.status_code == 202, sent.text
    await until(lambda: bool(postmaster.letters))
    (file,) = postmaster.letters[0].iter_attachments()
    content: Any = file.get_payload(decode=True)
    return bytes(content)


async def exported(chief: Desk) -> bytes:
    """Have the report on the screen made in the background, go elsewhere, and take it from the notice there."""
    await chief.part("export-menu").click()
    await chief.part("export-xlsx").click()
    await chief.page.get_by_role("link", name="任务").click()
    async with chief.page.expect_download() as downloading:
        await chief.part("export-notice-fetch").click(timeout=30_000)
    return Path(await (await downloading.value).path()).read_bytes()


async def test_the_table_is_what_has_happened(
    stage: Stage, postmaster: Postmaster, browser: Browser, shots: Path
) -> None:
    async with desk_of(browser, stage.url, "agent") as agent:
        await agent.ready()
        await the_morning(stage, agent)
    async with stage.client("admin") as client:
        composed = await client.post("/api/reports", json=REPORT)
        assert composed.status_code == 201, composed.text
        code = composed.json()["code"]
        async with asyncio.timeout(10):
            while (await total(client, code))[0] != 4 or (await total(client, code))[-1] != 2:
                await asyncio.sleep(0.3)
        table = (await client.get(f"/api/reports/{code}/table")).json()
        assert Counter(tuple(line["values"]) for line in table["lines"]) == LINES
        assert tuple(table["total"]) == TOTAL
        files = {
            form: (await client.get(f"/api/reports/{code}/file", params={"format": form})).content
            for form in ("xlsx", "csv", "pdf")
        }
        letter = await mailed(client, code, postmaster)
    rows = {line["labels"][0]: tuple(line["values"]) for line in table["lines"]} | {"合计": TOTAL}
    assert in_xlsx(files["xlsx"], rows.keys()) == rows
    assert in_xlsx(letter, rows.keys()) == rows
    assert in_csv(files["csv"], rows.keys()) == rows
    words = PdfReader(io.BytesIO(files["pdf"])).pages[0].extract_text().split()
    for name, values in rows.items():
        start = words.index(name)
        assert tuple(words[start + 1 : start + 1 + len(values)]) == written(values)
    async with desk_of(browser, stage.url, "admin", size=(1920, 1080)) as chief:
        await chief.page.goto(f"{stage.url}/reports?report={code}")
        grid = chief.part("report-table")
        for name, values in rows.items():
            row = grid.locator("tr", has=chief.page.get_by_role("rowheader", name=name, exact=True))
            await expect(row.locator("th, td")).to_have_text([name, *written(values)])
        await chief.page.screenshot(path=shots / "the-morning.png")
        assert in_xlsx(await exported(chief), rows.keys()) == rows
        await chief.page.goto(f"{stage.url}/reports?report={code}")
        await grid.locator("tbody").get_by_test_id("report-figure").first.click()
        await expect(chief.part("report-behind").locator("tbody tr")).to_have_count(1)
        assert await chief.violations() == []
        await chief.page.goto(f"{stage.url}/board")
        await expect(chief.part("board-contacts")).to_have_text(str(TOTAL[0]))
        await expect(chief.part("board-level")).to_have_text(f"{TOTAL[6]}%")
        await expect(chief.part("day-chart")).to_be_visible()
        await chief.page.screenshot(path=shots / "the-morning-on-the-board.png")
        assert await chief.violations() == []
