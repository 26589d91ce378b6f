"""What is published and answered reaches whom it concerns; a month goes into a file. As two people, over HTTP."""

import csv
import io
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from python_calamine import CalamineWorkbook

from kefu.insight.appraisal import notices
from kefu.insight.appraisal.http import router
from kefu.journeys.my_tasks import http as my_tasks_http
from kefu.journeys.my_tasks.model import Source
from kefu.platform.db import Database
from support import web
from support.administration import problem
from support.appraisal import APRIL, add_people, body, tell
from support.figures import Books
from support.organisation import Organisation

Tenants = tuple[Organisation, Organisation]
TEMPLATES, MONTHS = "/api/appraisal/templates", "/api/appraisal/months"
MINE, APPEALED = "/api/appraisal/cards/mine", "/api/appraisal/cards/appealed"


@pytest.fixture
def clock() -> web.Wristwatch:
    return web.Wristwatch(APRIL)


@pytest.fixture
def app(database: Database, clock: web.Wristwatch) -> FastAPI:
    app = web.make_app(database, router, my_tasks_http.router, clock=clock)
    app.state.task_sources = (
        Source("desk.use", notices.tasks),
        Source("appraisal.answer", notices.appeals),
    )
    return app


@pytest_asyncio.fixture
async def books(database: Database, two_tenants: Tenants) -> Books:
    books = Books(database, two_tenants[0])
    await add_people(database, two_tenants[0])
    await tell(books)
    return books


async def computed(admin: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    template = (await admin.post(TEMPLATES, json=body(**more))).raise_for_status().json()
    asked = {"template_id": template["template_id"], "month": "2026-03-15"}
    found: dict[str, Any] = (await admin.post(MONTHS, json=asked)).raise_for_status().json()
    return found


async def publish(app: FastAPI, **more: Any) -> dict[str, Any]:
    async with web.browse(app, "admin", tenant="east") as admin:
        month = await computed(admin, **more)
        path = f"{MONTHS}/{month['month_id']}/publication"
        (await admin.post(path, json={"computed_at": month["computed_at"]})).raise_for_status()
    return month


async def tasks(client: httpx.AsyncClient) -> list[tuple[str, str, str]]:
    found = (await client.get("/api/tasks")).raise_for_status().json()["tasks"]
    return [(each["kind"], each["expected"], each["state"]) for each in found]


async def mine(client: httpx.AsyncClient) -> dict[str, Any]:
    [found] = (await client.get(MINE)).json()
    return found  # type: ignore[no-any-return]


async def see(client: httpx.AsyncClient, card_id: str) -> httpx.Response:
    return await client.put(f"/api/appraisal/cards/{card_id}/seen", json={})


async def test_published_seen_appealed_answered_seen(app: FastAPI, books: Books, clock: web.Wristwatch) -> None:
    async with web.browse(app, "agent", tenant="east") as agent, web.browse(app, "chief", tenant="east") as chief:
        assert (await tasks(agent), await tasks(chief)) == ([], [])
        await publish(app)
        assert await tasks(agent) == [("appraisal", "read_score", "published")]
        card = await mine(agent)
        card_id = card["card"]["card_id"]
        assert card["is_new"]
        [task] = (await agent.get("/api/tasks")).json()["tasks"]
        assert (task["id"], task["no"], task["due_at"]) == (card_id, "2026-03", card["month"]["appeals_until"])
        clock.pass_time(timedelta(minutes=5))
        assert (await see(agent, card_id)).status_code == 204
        assert (await tasks(agent), (await mine(agent))["is_new"]) == ([], False)

        path = f"/api/appraisal/cards/{card_id}/appeal"
        (await agent.post(path, json={"text": "The phone did not ring."})).raise_for_status()
        assert await tasks(agent) == []  # what he has done himself is no news to him
        own = (await chief.get(MINE)).json()[0]["card"]["card_id"]
        assert (await see(chief, own)).status_code == 204
        assert await tasks(chief) == [("appeal", "answer_appeal", "open")]
        clock.pass_time(timedelta(minutes=5))
        answer = {"answer": "True.", "corrections": [{"measure": "missed", "value": 0}]}
        (await chief.post(f"{path}/answer", json=answer)).raise_for_status()
        assert await tasks(chief) == []

        assert await tasks(agent) == [("appraisal", "read_answer", "accepted")]
        card = await mine(agent)
        assert (card["is_new"], card["card"]["appeal"]["answer"], card["card"]["appeal"]["points"]) == (
            True,
            "True.",
            58.0,
        )
        assert (await see(agent, card_id)).status_code == 204
        assert (await tasks(agent), (await mine(agent))["is_new"]) == ([], False)


async def test_a_team_s_is_news_to_each_of_its_agents_for_a_month(
    app: FastAPI, books: Books, clock: web.Wristwatch
) -> None:
    await publish(app, subject="group")
    async with web.browse(app, "agent", tenant="east") as agent, web.browse(app, "chief", tenant="east") as chief:
        [task] = (await agent.get("/api/tasks")).json()["tasks"]
        assert (task["subject"], task["due_at"]) == ("Day", None)
        await see(agent, task["id"])
        assert (await tasks(agent), await tasks(chief)) == ([], [("appraisal", "read_score", "published")])
    clock.pass_time(notices.NEWS_FOR + timedelta(minutes=1))
    async with web.browse(app, "chief", tenant="east") as chief:
        assert await tasks(chief) == []
        assert not (await mine(chief))["is_new"]


async def test_nobody_answers_his_own_appeal_nor_is_asked_to(app: FastAPI, books: Books) -> None:
    await publish(app)
    async with web.browse(app, "chief", tenant="east") as chief:
        own = (await mine(chief))["card"]["card_id"]
        (await chief.post(f"/api/appraisal/cards/{own}/appeal", json={"text": "I was ill."})).raise_for_status()
        await see(chief, own)
        assert await tasks(chief) == []
    async with web.browse(app, "south", tenant="east") as south:
        assert await tasks(south) == [("appeal", "answer_appeal", "open")]


async def test_nobody_looks_for_another(app: FastAPI, books: Books, superuser: asyncpg.Connection) -> None:
    await publish(app)
    async with web.browse(app, "agent", tenant="east") as agent:
        card_id = (await mine(agent))["card"]["card_id"]
        for login, tenant in (("idle", "east"), ("south", "east"), ("admin", "west")):
            async with web.browse(app, login, tenant=tenant) as other:
                assert problem(await see(other, card_id)) == (404, "appraisal-not-found")
        assert await tasks(agent) == [("appraisal", "read_score", "published")]
    assert await superuser.fetchval("SELECT count(*) FROM appraisal_seen") == 0


async def test_a_month_goes_into_a_file(app: FastAPI, books: Books, superuser: asyncpg.Connection) -> None:
    async with web.browse(app, "agent", tenant="east") as agent:
        month = await publish(app)
        path = f"{MONTHS}/{month['month_id']}/file"
        card_id = (await mine(agent))["card"]["card_id"]
        appeal = f"/api/appraisal/cards/{card_id}/appeal"
        (await agent.post(appeal, json={"text": "The phone did not ring."})).raise_for_status()
        assert problem(await agent.get(path)) == (403, "forbidden")
    async with web.browse(app, "chief", tenant="east") as chief:
        answer = {"answer": "True.", "corrections": [{"measure": "missed", "value": 0}]}
        (await chief.post(f"{appeal}/answer", json=answer)).raise_for_status()
        xlsx = await chief.get(path)
        text = await chief.get(path, params={"format": "csv", "language": "en"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx.content))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[3][:7] == ["姓名", "工号", "班组", "申诉", "得分", "发布得分", "计入权重"]
    assert rows[4][1:] == ["1001", "Day", "成立", 58, 53, 100, 2, 50, 0, 100, 50, 40]
    assert rows[5][1:5] == ["1002", "South", "", ""]
    assert len(rows) == 7  # a heading, three people, and no total
    assert len(book.get_sheet_by_index(1).to_python()) == 1 + 3 + 2 * 3
    lines = list(csv.reader(io.StringIO(text.content.decode("utf-8-sig"))))
    assert lines[1][1:8] == ["1001", "Day", "accepted", "58.0", "53.0", "100", "2"]
    assert "%202026-03.csv" in text.headers["content-disposition"]
    told = await superuser.fetch("SELECT actor_name, detail FROM audit_entry WHERE action = 'appraisal-exported'")
    assert [row["actor_name"] for row in told] == ["chief", "chief"]


async def test_a_file_has_whom_one_sees_and_says_that_it_is_a_draft(
    app: FastAPI, books: Books, superuser: asyncpg.Connection
) -> None:
    async with web.browse(app, "admin", tenant="east") as admin:
        month = await computed(admin)
        path = f"{MONTHS}/{month['month_id']}/file"
        draft = await admin.get(path, params={"format": "csv"})
    async with web.browse(app, "chief", tenant="east") as chief:
        assert problem(await chief.get(path)) == (404, "appraisal-not-found")
    async with web.browse(app, "admin", tenant="west") as west:
        assert problem(await west.get(path)) == (404, "appraisal-not-found")
    assert "坐席月度考核 2026-03 (未发布)" in draft.content.decode("utf-8-sig")
    assert await superuser.fetchval("SELECT count(*) FROM audit_entry WHERE action = 'appraisal-exported'") == 1
    await superuser.execute(
        "UPDATE person_role SET agent_group_ids = ARRAY(SELECT id FROM agent_group WHERE name = 'South')"
        " WHERE person_id = $1",
        books.organisation.people["chief"],
    )
    async with web.browse(app, "admin", tenant="east") as admin:
        at = {"computed_at": month["computed_at"]}
        (await admin.post(f"{MONTHS}/{month['month_id']}/publication", json=at)).raise_for_status()
    async with web.browse(app, "chief", tenant="east") as chief:
        own = (await chief.get(path, params={"format": "csv"})).content.decode("utf-8-sig")
    assert [row[1] for row in csv.reader(io.StringIO(own)) if len(row) > 5] == ["工号", "1002"]
