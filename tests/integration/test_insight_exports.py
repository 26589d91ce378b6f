"""Exports are made in the background, say what the screen said, are one's own, and expire."""

import io
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from kefu.acd import service as acd
from kefu.acd.core.model import QueueConfig
from kefu.acd.model import Queue
from kefu.insight.exports import http as exports_http
from kefu.insight.exports.jobs import HANDLERS, TRIES_MAX
from kefu.insight.exports.model import KEPT, UNFINISHED_MAX
from kefu.insight.reports import http as reports_http
from kefu.kernel.ids import QueueId
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from kefu.platform.jobs import Worker
from support import web
from support.figures import MORNING, Books
from support.organisation import Organisation, add_person

Tenants = tuple[Organisation, Organisation]
DAYS = {"from": "2026-03-02", "to": "2026-03-03"}


@pytest.fixture
def clock() -> web.Wristwatch:
    return web.Wristwatch(MORNING)


@pytest.fixture
def app(database: Database, two_tenants: Tenants, clock: web.Wristwatch) -> FastAPI:
    return web.make_app(database, reports_http.router, exports_http.router, clock=clock)


@pytest.fixture
def worker(database: Database, clock: web.Wristwatch) -> Worker:
    return Worker(database, clock, HANDLERS)


async def _queue(database: Database, organisation: Organisation, code: str, name: str) -> QueueId:
    found = QueueId(new_id())
    config = QueueConfig(queue_id=found, name=code)
    queue = Queue(config=config, code=code, name_zh=name, name_en=code, local_network_id=None)
    async with database.transaction(organisation.scope) as session:
        await acd.create_queue(session, tenant_id=organisation.tenant_id, queue=queue, now=MORNING)
    return found


@pytest.fixture
async def two_lost(database: Database, two_tenants: Tenants) -> None:
    """A queue, called like a formula, with two calls that nobody answered."""
    books = Books(database, two_tenants[0])
    found = await _queue(database, two_tenants[0], "faults", "=1+1 报修")
    for after_s in (0, 60):
        cleared = {"outcome": "abandoned", "ended_by": "customer", "cause": "normal"}
        script = [(5, "queued", {"queue_id": found, "short_abandon_s": 5}), (20, "cleared", cleared)]
        await books.append(books.call(after_s - 600, script))
    await books.refresh()


async def ask(client: httpx.AsyncClient, code: str = "queue", **asked: Any) -> dict[str, Any]:
    answer = await client.post(f"/api/reports/{code}/exports", json=DAYS | asked)
    assert answer.status_code == 202, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def listed(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await client.get("/api/report-exports")).json()
    return found


async def test_it_is_made_later_and_says_what_the_screen_says(
    app: FastAPI, worker: Worker, two_lost: None, superuser: asyncpg.Connection
) -> None:
    async with web.browse(app, "admin", tenant="east") as client:
        export = await ask(client, format="xlsx")
        path = f"/api/report-exports/{export['export_id']}/file"
        states = []
        for _ in range(3):
            states.append((await listed(client))[0]["state"])
            if states[-1] != "done":
                early = await client.get(path)
                assert (early.status_code, early.json()["code"]) == (409, "report-export-not-ready")
            await worker.run_due()
        assert states == ["waiting", "running", "done"]
        (done,) = await listed(client)
        assert (done["rows"], done["name"], done["error"]) == (1, "队列汇总", "")
        assert done["asked"] == DAYS | {"language": "zh-CN"}
        again = await ask(client, **done["asked"], format=done["format"])
        assert (again["asked"], again["state"]) == (done["asked"], "waiting")
        assert (await client.delete(f"/api/report-exports/{again['export_id']}")).status_code == 204
        answer = await client.get(path)
        assert "filename*=UTF-8''%E9%98%9F%E5%88%97" in answer.headers["content-disposition"]
        shown = (await client.get("/api/reports/queue/table", params=DAYS)).json()
    (line,) = shown["lines"]
    figures = [value if value is not None else "" for value in line["values"]]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert ["=1+1 报修", *figures] in rows
    assert figures[:3] == [2, 0, 2]
    told = await superuser.fetch("SELECT actor_name, detail FROM audit_entry WHERE action = 'report-exported'")
    assert [row["actor_name"] for row in told] == ["admin"]
    assert await superuser.fetchval("SELECT count(*) FROM job WHERE kind = 'report-export'") == 0


async def test_its_days_are_those_of_when_it_was_asked_for(
    app: FastAPI, worker: Worker, clock: web.Wristwatch, two_lost: None
) -> None:
    async with web.browse(app, "admin", tenant="east") as client:
        answer = await client.post("/api/reports/queue/exports", json={"span": "today", "format": "csv"})
        clock.pass_time(timedelta(hours=20))
        while await worker.run_due():
            pass
    async with web.browse(app, "admin", tenant="east") as client:
        made = await client.get(f"/api/report-exports/{answer.json()['export_id']}/file")
    assert "2026-03-02 至 2026-03-02" in made.content.decode()
    assert "'=1+1 报修,2,0,2" in made.content.decode()


async def test_it_expires(
    app: FastAPI, worker: Worker, clock: web.Wristwatch, two_lost: None, superuser: asyncpg.Connection
) -> None:
    async with web.browse(app, "admin", tenant="east") as client:
        export = await ask(client, format="csv")
        while await worker.run_due():
            pass
    clock.pass_time(KEPT)
    async with web.browse(app, "admin", tenant="east") as client:
        assert await listed(client) == []
        gone = await client.get(f"/api/report-exports/{export['export_id']}/file")
        assert (gone.status_code, gone.json()["code"]) == (404, "report-export-not-found")
    await worker.run_due()
    assert await superuser.fetchval("SELECT count(*) FROM report_export") == 0


async def test_what_cannot_be_made_says_why(
    app: FastAPI, worker: Worker, two_lost: None, superuser: asyncpg.Connection
) -> None:
    async with web.browse(app, "admin", tenant="east") as client:
        for wrong, code in (({"by": ["reason"]}, "measure-not-by-dimension"), ({"within_s": 17}, "threshold-unknown")):
            answer = await client.post("/api/reports/queue/exports", json=DAYS | wrong)
            assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert await listed(client) == []
        own = {"name": {"zh-CN": "短命", "en": "Short"}, "branch": "queue", "span": "week", "chart": "bars"}
        composed = await client.post("/api/reports", json=own | {"measures": ["contacts"], "by": ["day"]})
        code = composed.json()["code"]
        await ask(client, code)
        await client.delete(f"/api/reports/{code}")
        while await worker.run_due():
            pass
        assert [(each["state"], each["error"]) for each in await listed(client)] == [("failed", "report-not-found")]
    assert await superuser.fetchval("SELECT count(*) FROM audit_entry WHERE action = 'report-exported'") == 0


async def test_paper_is_made_too(app: FastAPI, worker: Worker, two_lost: None) -> None:
    async with web.browse(app, "admin", tenant="east") as client:
        export = await ask(client, format="pdf", language="en")
        while await worker.run_due():
            pass
        made = await client.get(f"/api/report-exports/{export['export_id']}/file")
    text = PdfReader(io.BytesIO(made.content)).pages[0].extract_text()
    assert "Exported by Admin (admin)" in text
    assert "faults" in text


async def test_who_breaks_it_again_and_again_is_told(
    app: FastAPI, worker: Worker, clock: web.Wristwatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> bytes:
        raise RuntimeError

    monkeypatch.setattr("kefu.insight.exports.jobs.written", broken)
    async with web.browse(app, "admin", tenant="east") as client:
        await ask(client)
        for _ in range(TRIES_MAX + 2):
            assert (await listed(client))[0]["state"] in ("waiting", "running")
            await worker.run_due()
            clock.pass_time(timedelta(minutes=1))
        assert [(each["state"], each["error"]) for each in await listed(client)] == [("failed", "internal-error")]


async def test_it_is_made_of_what_one_may_see_then(
    app: FastAPI, worker: Worker, two_lost: None, superuser: asyncpg.Connection
) -> None:
    async with web.browse(app, "admin", tenant="east") as client:
        await ask(client)
        await superuser.execute("UPDATE role SET permissions = array_remove(permissions, 'figures.view')")
        while await worker.run_due():
            pass
    state = await superuser.fetchrow("SELECT state, error, content FROM report_export")
    assert tuple(state) == ("failed", "forbidden", None)


async def test_who_sees_one_city_gets_one_city(
    app: FastAPI, worker: Worker, database: Database, two_tenants: Tenants, two_lost: None
) -> None:
    east = two_tenants[0]
    books = Books(database, east)
    queue_id = await _queue(database, east, "billing", "账务")
    async with database.transaction(books.scope) as session:
        await add_person(session, east, "head", role="admin", networks=[east.networks["changzhou"]])
    for city, after_s in (("changzhou", 0), ("suzhou", 60), ("suzhou", 120)):
        cleared = {"outcome": "abandoned", "ended_by": "customer", "cause": "normal"}
        script = [(5, "queued", {"queue_id": queue_id, "short_abandon_s": 5}), (20, "cleared", cleared)]
        await books.append(books.call(after_s - 600, script, local_network_id=east.networks[city]))
    await books.refresh()
    totals = {}
    for login in ("admin", "head"):
        async with web.browse(app, login, tenant="east") as client:
            export = await ask(client, format="csv", by=["network"])
            while await worker.run_due():
                pass
            made = await client.get(f"/api/report-exports/{export['export_id']}/file")
            shown = (await client.get("/api/reports/queue/table", params=DAYS | {"by": "network"})).json()
            totals[login] = shown["total"][0]
            lines = made.content.decode("utf-8-sig").splitlines()
            assert [line.split(",")[:2] for line in lines[1 : 1 + len(shown["lines"])]] == [
                [line["labels"][0], str(line["values"][0])] for line in shown["lines"]
            ]
            assert ("苏州" in made.content.decode()) is (login == "admin")
    assert totals["admin"] - totals["head"] == 2


async def test_exports_are_ones_own(app: FastAPI, worker: Worker, two_lost: None) -> None:
    async with web.browse(app, "admin", tenant="east") as client:
        export = await ask(client, format="csv")
        while await worker.run_due():
            pass
        path = f"/api/report-exports/{export['export_id']}"
        async with web.browse(app, "admin", tenant="west") as other:
            assert await listed(other) == []
            assert (await other.get(f"{path}/file")).status_code == 404
            assert (await other.delete(path)).status_code == 404
        assert (await client.get(f"{path}/file")).status_code == 200
        for status in (204, 404):
            assert (await client.delete(path)).status_code == status
        assert await listed(client) == []


async def test_what_was_thrown_away_is_not_made(app: FastAPI, worker: Worker, superuser: asyncpg.Connection) -> None:
    async with web.browse(app, "admin", tenant="east") as client:
        for _ in range(UNFINISHED_MAX):
            export = await ask(client)
        many = await client.post("/api/reports/queue/exports", json=DAYS)
        assert (many.status_code, many.json()["code"]) == (409, "report-exports-too-many")
        assert (await client.delete(f"/api/report-exports/{export['export_id']}")).status_code == 204
        await ask(client)
    assert await superuser.fetchval("SELECT count(*) FROM job WHERE kind = 'report-export'") == UNFINISHED_MAX
    assert await superuser.fetchval("SELECT count(*) FROM job WHERE kind = 'report-export-expiry'") == UNFINISHED_MAX


async def test_who_may_not(app: FastAPI, superuser: asyncpg.Connection) -> None:
    async with web.browse(app, "agent", tenant="east") as client:
        for answer in (
            await client.post("/api/reports/queue/exports", json=DAYS),
            await client.get("/api/report-exports"),
            await client.get(f"/api/report-exports/{new_id()}/file"),
            await client.delete(f"/api/report-exports/{new_id()}"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    async with web.browse(app, "admin", tenant="east") as client:
        assert (await client.post("/api/reports/none/exports", json=DAYS)).status_code == 404
        wrong = await client.post("/api/reports/queue/exports", json={"from": "2026-03-02"})
        assert (wrong.status_code, wrong.json()["code"]) == (422, "days-unknown")
    assert await superuser.fetchval("SELECT count(*) FROM report_export") == 0
    assert await superuser.fetchval("SELECT count(*) FROM job") == 0
