"""Reports are run, taken away as files, composed and kept, by who may."""

import io
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from kefu.acd import service as acd
from kefu.acd.core.model import AgentState, QueueConfig
from kefu.acd.model import Queue
from kefu.insight.figures import http as figures_http
from kefu.insight.reports import http as reports_http
from kefu.insight.reports.catalogue import BUILT_IN
from kefu.insight.targets import http as targets_http
from kefu.kernel.ids import AgentId, QueueId
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from support import web
from support.figures import MORNING, Books
from support.organisation import Organisation

Tenants = tuple[Organisation, Organisation]
DAYS = {"from": "2026-03-02", "to": "2026-03-03"}
OURS = {
    "name": {"zh-CN": "咱们的", "en": "Ours"},
    "branch": "queue",
    "measures": ["contacts", "answered"],
    "by": ["day"],
    "span": "week",
    "chart": "bars",
}


@pytest.fixture
def app(database: Database, two_tenants: Tenants) -> FastAPI:
    return web.make_app(
        database, figures_http.router, targets_http.router, reports_http.router, clock=web.Wristwatch(MORNING)
    )


@pytest.fixture
async def queue_id(database: Database, two_tenants: Tenants) -> str:
    """A queue with two calls, called like a formula."""
    books = Books(database, two_tenants[0])
    found = QueueId(new_id())
    config = QueueConfig(queue_id=found, name="faults")
    queue = Queue(config=config, code="faults", name_zh="=1+1 报修", name_en="Faults", local_network_id=None)
    async with database.transaction(books.scope) as session:
        await acd.create_queue(session, tenant_id=books.tenant_id, queue=queue, now=MORNING)
    for after_s in (0, 60):
        script = [
            (5, "queued", {"queue_id": found, "short_abandon_s": 5}),
            (20, "cleared", {"outcome": "abandoned", "ended_by": "customer", "cause": "normal"}),
        ]
        await books.append(books.call(after_s - 600, script))
    await books.refresh()
    return str(found)


async def get(client: httpx.AsyncClient, code: str, **asked: Any) -> dict[str, Any]:
    answer = await client.get(f"/api/reports/{code}/table", params=DAYS | asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_every_report_that_is_shipped_runs(app: FastAPI, queue_id: str) -> None:
    async with web.browse(app, "admin", tenant="east") as client:
        shown = (await client.get("/api/reports")).json()
        assert [each["code"] for each in shown["reports"]] == list(BUILT_IN)
        assert shown["scopes"]["queue"] == [{"id": queue_id, "name": {"zh-CN": "=1+1 报修", "en": "Faults"}}]
        assert [each["name"]["zh-CN"] for each in shown["scopes"]["network"]] == ["常州", "苏州"]
        for code in BUILT_IN:
            answer = await client.get(f"/api/reports/{code}/table")
            assert answer.status_code == 200, answer.text
        assert (await get(client, "queue", within_s=15))["total"][:3] == [2, 0, 2]


async def test_files_say_what_the_screen_says(app: FastAPI, queue_id: str, superuser: asyncpg.Connection) -> None:
    async with web.browse(app, "admin", tenant="east") as client:
        shown = await get(client, "queue")
        assert [line["labels"] for line in shown["lines"]] == [["=1+1 报修"]]
        made = {}
        for form in ("xlsx", "csv", "pdf"):
            answer = await client.get("/api/reports/queue/file", params={**DAYS, "format": form})
            assert answer.status_code == 200, answer.text
            made[form] = answer.content
        assert "filename*=UTF-8''%E9%98%9F%E5%88%97" in answer.headers["content-disposition"]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(made["xlsx"])).get_sheet_by_index(0).to_python()
    figures = [value if value is not None else "" for value in shown["lines"][0]["values"]]
    assert ["=1+1 报修", *figures] in rows
    assert "'=1+1 报修," + ",".join("" if value == "" else str(value) for value in figures) in made["csv"].decode()
    assert "=1+1 报修" in PdfReader(io.BytesIO(made["pdf"])).pages[0].extract_text()
    told = await superuser.fetch("SELECT detail FROM audit_entry WHERE action = 'report-exported' ORDER BY seq")
    assert len(told) == 3


async def test_reports_count_as_the_tenant_promises(app: FastAPI, queue_id: str) -> None:
    ours = {"measure": "service_level_4", "within_s": 30, "goal": 85, "since": "2026-01-01", "source": "省公司"}
    async with web.browse(app, "admin", tenant="east") as client:
        for code, within_s in (("service_level_2", 20), ("service_level_4", 30)):
            found = await get(client, "queue")
            assert (found["columns"][5]["code"], found["within_s"]) == (code, within_s)
            assert (await client.put("/api/figures/targets/service_level", json=ours)).status_code == 204
        assert (await get(client, "queue", within_s=60))["within_s"] == 60


async def test_scope_and_grain(app: FastAPI, queue_id: str) -> None:
    async with web.browse(app, "admin", tenant="east") as client:
        assert (await get(client, "queue", queue=queue_id))["total"][0] == 2
        nobody = "00000000-0000-7000-8000-000000000000"
        assert (await get(client, "queue", queue=nobody))["lines"] == []
        assert (await get(client, "queue", by="day"))["heads"] == ["日期"]
        assert (await get(client, "queue", language="en"))["heads"] == ["Queue"]
        wrong = await client.get("/api/reports/queue/table", params={"by": "reason"})
        assert (wrong.status_code, wrong.json()["code"]) == (422, "measure-not-by-dimension")


async def test_the_nearest_days_with_figures(app: FastAPI, queue_id: str) -> None:
    async def nearest(client: httpx.AsyncClient, code: str, **asked: Any) -> Any:
        answer = await client.get(f"/api/reports/{code}/nearest", params=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()["day"]

    earlier, later = {"from": "2026-02-20", "to": "2026-02-27"}, {"from": "2026-03-05", "to": "2026-03-06"}
    nobody = "00000000-0000-7000-8000-000000000000"
    async with web.browse(app, "admin", tenant="east") as client:
        assert await nearest(client, "queue", **later) == "2026-03-02"
        assert await nearest(client, "queue", **earlier, queue=queue_id) == "2026-03-02"
        assert await nearest(client, "queue", **later, queue=nobody) is None
        assert await nearest(client, "group", **later, group=nobody, site=nobody) is None
    async with web.browse(app, "admin", tenant="west") as client:
        assert await nearest(client, "queue", **later) is None


async def test_reports_of_a_promise_say_so(app: FastAPI, queue_id: str) -> None:
    async with web.browse(app, "admin", tenant="east") as client:
        shown = (await client.get("/api/reports")).json()["reports"]
    told = {each["code"]: each["has_promise"] for each in shown}
    assert (told["queue"], told["agent"], told["lost"]) == (True, False, False)


async def test_times_of_day_to_the_minute(app: FastAPI, queue_id: str, superuser: asyncpg.Connection) -> None:
    """Of the two calls one came ten minutes to nine, the other a minute later."""
    async with web.browse(app, "admin", tenant="east") as client:
        for times, contacts, said in (
            ({"after": "08:00", "before": "08:51"}, 1, "08:00–08:51"),
            ({"after": "08:51"}, 1, "08:51–24:00"),
            ({"before": "08:50"}, 0, "00:00–08:50"),
            ({}, 2, ""),
        ):
            found = await get(client, "queue", **times)
            assert (found["total"][0] or 0, found["times"]) == (contacts, said)
        by_minute = await get(client, "queue", by="minute", after="08:45", before="09:00")
        assert [line["labels"] for line in by_minute["lines"]] == [["2026-03-02 08:50"], ["2026-03-02 08:51"]]
        asked = DAYS | {"format": "csv", "after": "08:00", "before": "08:51"}
        file = await client.get("/api/reports/queue/file", params=asked)
        assert "2026-03-02 08:00–08:51" in file.text
        wrong = await client.get("/api/reports/queue/table", params=DAYS | {"after": "09:00", "before": "08:00"})
        assert (wrong.status_code, wrong.json()["code"]) == (422, "days-unknown")
        long = await client.get("/api/reports/queue/table", params={"span": "week", "after": "09:07"})
        assert (long.status_code, long.json()["code"]) == (422, "span-too-long-for-minutes")
    detail = await superuser.fetchval("SELECT detail ->> 'times' FROM audit_entry WHERE action = 'report-exported'")
    assert detail == "08:00–08:51"


async def test_own_reports(app: FastAPI, queue_id: str, superuser: asyncpg.Connection) -> None:
    async with web.browse(app, "admin", tenant="east") as client:
        made = await client.post("/api/reports", json=OURS)
        assert made.status_code == 201, made.text
        code = made.json()["code"]
        assert (await get(client, code))["total"] == [2, 0]
        for status, name in ((200, "改"), (409, "迟")):
            body = OURS | {"name": {"zh-CN": name, "en": "x"}, "version": 1}
            assert (await client.put(f"/api/reports/{code}", json=body)).status_code == status
        assert (await get(client, code))["title"] == "改"
        wrong = await client.post("/api/reports", json=OURS | {"by": ["agent"]})
        assert (wrong.status_code, wrong.json()["code"]) == (422, "measure-not-by-dimension")
        async with web.browse(app, "admin", tenant="west") as other:
            assert (await other.get(f"/api/reports/{code}/table")).status_code == 404
            assert (await other.delete(f"/api/reports/{code}")).status_code == 404
        for status in (204, 404):
            assert (await client.delete(f"/api/reports/{code}")).status_code == status
    told = await superuser.fetch("SELECT action FROM audit_entry WHERE subject_kind = 'report' ORDER BY seq")
    assert [row["action"] for row in told] == ["report-composed", "report-changed", "report-removed"]


async def test_favourites_and_views_are_ones_own(app: FastAPI, queue_id: str) -> None:
    async with web.browse(app, "admin", tenant="east") as client:
        assert (await client.put("/api/reports/queue/favourite")).status_code == 204
        assert (await client.put("/api/reports/none/favourite")).status_code == 404
        kept = {"report": "queue", "name": "早会", "asked": {"span": "yesterday"}}
        saved = await client.post("/api/reports/views", json=kept)
        assert saved.status_code == 201, saved.text
        shown = (await client.get("/api/reports")).json()
        assert [each["code"] for each in shown["reports"] if each["is_favourite"]] == ["queue"]
        assert shown["views"] == [saved.json()]
        for status in (204, 404):
            assert (await client.delete(f"/api/reports/views/{saved.json()['view_id']}")).status_code == status
        assert (await client.delete("/api/reports/queue/favourite")).status_code == 204
        assert not any(each["is_favourite"] for each in (await client.get("/api/reports")).json()["reports"])


async def test_who_is_kept_to_a_team_sees_its_agents_and_whole_queues(
    app: FastAPI, database: Database, two_tenants: Tenants, queue_id: str, superuser: asyncpg.Connection
) -> None:
    own, queue = two_tenants[0], QueueId(UUID(queue_id))
    books = Books(database, own)
    anna, stranger = own.agent_id, AgentId(new_id())
    assert anna is not None
    for agent in (anna, anna, stranger):
        talk = {"agent_id": agent}
        told = [(2, "offered", {**talk, "queue_id": queue}), (5, "established", {**talk, "queue_id": queue})]
        script = [(1, "queued", {"queue_id": queue, "short_abandon_s": 5}), *told, (65, "agent_left", talk)]
        ended = (65, "cleared", {"outcome": "answered", "ended_by": "customer", "cause": "normal"})
        await books.append(books.call(-900, [*script, ended]))
        await books.state(agent, AgentState.READY, -1000, -600)
    await books.refresh()
    by_queue, by_agent = ("contacts",), ("agent_answered", "signed_in_s")
    teams = "UPDATE person_role SET agent_group_ids = $1 WHERE person_id = $2"
    for groups, totals in ((None, [3, 800]), ([own.group_id], [2, 400]), ([new_id()], [0, 0])):
        await superuser.execute(teams, groups, own.people["admin"])
        async with web.browse(app, "admin", tenant="east") as client:
            asked = DAYS | {"measures": by_agent, "by": "agent"}
            found = (await client.get("/api/figures/table", params=asked)).json()
            assert found["total"] == totals, groups
            asked = DAYS | {"measures": by_queue, "by": "queue"}
            assert (await client.get("/api/figures/table", params=asked)).json()["total"] == [5]
            asked = DAYS | {"measure": "agent_answered", "agent": [str(anna), str(stranger)]}
            assert len((await client.get("/api/figures/calls", params=asked)).json()["calls"]) == totals[0]
            scopes = (await client.get("/api/reports")).json()["scopes"]
            seen = groups is None or groups == [own.group_id]
            assert [len(scopes[each]) for each in ("agent", "group", "site")] == [seen] * 3


async def test_who_may_not(app: FastAPI, superuser: asyncpg.Connection) -> None:
    async with web.browse(app, "agent", tenant="east") as client:
        for answer in (
            await client.get("/api/reports"),
            await client.get("/api/reports/queue/table"),
            await client.get("/api/reports/queue/file"),
            await client.post("/api/reports", json=OURS),
            await client.put("/api/reports/queue/favourite"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert await superuser.fetchval("SELECT count(*) FROM report_definition") == 0
    assert await superuser.fetchval("SELECT count(*) FROM audit_entry WHERE subject_kind = 'report'") == 0
