"""Reports are sent by mail, by the clock, to each as much as he may see; what is in the way is told."""

import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from python_calamine import CalamineWorkbook

from kefu.acd import service as acd
from kefu.acd.core.model import AgentState, QueueConfig
from kefu.acd.model import Queue
from kefu.adapters.mail.smtp import SmtpServer
from kefu.app.reactions import handlers as product_handlers
from kefu.app.reactions import subscribe
from kefu.identity import service as identity
from kefu.insight.reports import http as reports_http
from kefu.insight.schedules import http as schedules_http
from kefu.insight.schedules.jobs import TRIES_MAX, handlers, note_letter
from kefu.kernel.ids import AgentId, QueueId
from kefu.messaging import jobs as messaging
from kefu.messaging.events import LetterSettled
from kefu.platform.db import Database
from kefu.platform.events import Subscriptions
from kefu.platform.ids import new_id
from kefu.platform.jobs import Worker
from kefu.platform.settings import Settings
from support import web
from support.figures import MORNING, Books
from support.mail import Post, Postmaster, listening
from support.organisation import Organisation, add_person

Tenants = tuple[Organisation, Organisation]
PATH = "/api/report-schedules"
NEXT_DAY = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)
"""Seven o'clock in Changzhou, the day after MORNING."""


@pytest.fixture
def clock() -> web.Wristwatch:
    return web.Wristwatch(MORNING)


@pytest.fixture
def postmaster() -> Postmaster:
    return Postmaster()


@pytest_asyncio.fixture
async def server(postmaster: Postmaster) -> AsyncIterator[SmtpServer]:
    async with listening(postmaster) as found:
        yield found


@pytest.fixture
def app(database: Database, two_tenants: Tenants, clock: web.Wristwatch) -> FastAPI:
    database.subscriptions.on(LetterSettled, note_letter)
    app = web.make_app(database, reports_http.router, schedules_http.router, clock=clock)
    app.state.has_mail = True
    return app


@pytest.fixture
def post(database: Database, clock: web.Wristwatch, server: SmtpServer, postmaster: Postmaster) -> Post:
    done = {**handlers(has_mail=True), **messaging.handlers(server)}
    return Post(Worker(database, clock, done), clock, postmaster)


@pytest_asyncio.fixture
async def staff(database: Database, two_tenants: Tenants, superuser: asyncpg.Connection, app: FastAPI) -> Organisation:
    """Who may see figures: of all cities two, of one city one, without an address one, and one who is gone."""
    east = two_tenants[0]
    async with database.transaction(east.scope) as session:
        await add_person(session, east, "chief", role="admin")
        await add_person(session, east, "head", role="admin", networks=[east.networks["changzhou"]])
        await add_person(session, east, "poor", role="admin")
        await add_person(session, east, "gone", role="admin")
    await superuser.execute("UPDATE person SET mail = login || '@kefu.example' WHERE login <> 'poor'")
    await superuser.execute("UPDATE person SET is_active = false WHERE login = 'gone'")
    return east


@pytest_asyncio.fixture
async def three_calls(database: Database, staff: Organisation) -> None:
    """One call from Changzhou and two from Suzhou, that nobody answered."""
    books = Books(database, staff)
    queue_id = QueueId(new_id())
    config = QueueConfig(queue_id=queue_id, name="faults")
    queue = Queue(config=config, code="faults", name_zh="=1+1 报修", name_en="Faults", local_network_id=None)
    async with database.transaction(staff.scope) as session:
        await acd.create_queue(session, tenant_id=staff.tenant_id, queue=queue, now=MORNING)
    for city, after_s in (("changzhou", 0), ("suzhou", 60), ("suzhou", 120)):
        cleared = {"outcome": "abandoned", "ended_by": "customer", "cause": "normal"}
        script = [(5, "queued", {"queue_id": queue_id, "short_abandon_s": 5}), (20, "cleared", cleared)]
        await books.append(books.call(after_s - 600, script, local_network_id=staff.networks[city]))
    await books.refresh()


def wanted(staff: Organisation, **otherwise: Any) -> dict[str, Any]:
    asked = {"report": "queue", "asked": {"span": "yesterday"}, "cadence": "daily", "at": "07:00"}
    return asked | {"format": "csv", "role_id": str(staff.roles["admin"])} | otherwise


async def add(app: FastAPI, staff: Organisation, **otherwise: Any) -> dict[str, Any]:
    async with web.browse(app, "admin", tenant="east") as client:
        answer = await client.post(PATH, json=wanted(staff, **otherwise))
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made


async def shown(app: FastAPI) -> dict[str, Any]:
    async with web.browse(app, "admin", tenant="east") as client:
        found: dict[str, Any] = (await client.get(PATH)).json()
        return found


async def last_run(app: FastAPI) -> tuple[str, dict[str, Any]]:
    """Return what was in the way of the latest time, and whose letters stand how."""
    run = (await shown(app))["schedules"][0]["runs"][0]
    return run["error"], {f"{each['state']} {each['error']}".strip(): each["names"] for each in run["outcomes"]}


def attached(letter: EmailMessage) -> tuple[str | None, bytes]:
    (file,) = letter.iter_attachments()
    content: Any = file.get_payload(decode=True)
    return file.get_filename(), content


async def test_each_gets_as_much_as_he_may_see(
    app: FastAPI, post: Post, staff: Organisation, three_calls: None, superuser: asyncpg.Connection
) -> None:
    made = await add(app, staff, asked={"span": "yesterday", "by": ["network"]}, format="xlsx")
    assert datetime.fromisoformat(made["next_at"]) == NEXT_DAY
    assert await post.at(NEXT_DAY - timedelta(seconds=1)) == []
    letters = {str(letter["to"]): letter for letter in await post.at(NEXT_DAY)}
    assert set(letters) == {f"{login}@kefu.example" for login in ("admin", "chief", "head")}
    tables = {}
    for to, letter in letters.items():
        name, content = attached(letter)
        assert (name, letter["subject"]) == ("队列汇总-2026-03-02.xlsx", "队列汇总 2026-03-02")
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        assert "定时发送（admin）" in str(rows[1][0])
        tables[to.partition("@")[0]] = {row[0]: row[1] for row in rows[4:]}
    assert tables["admin"] == tables["chief"] == {"常州": 1, "苏州": 2, "合计": 3}
    assert tables["head"] == {"常州": 1, "合计": 1}
    assert await superuser.fetchval("SELECT count(*) FROM letter_content") == 2
    assert await last_run(app) == ("", {"no_mail": ["Poor"], "sent": ["Admin", "Chief", "Head"]})
    (schedule,) = (await shown(app))["schedules"]
    assert datetime.fromisoformat(schedule["next_at"]) == NEXT_DAY + timedelta(days=1)
    told = await superuser.fetch("SELECT detail->'sent_to' AS sent FROM audit_entry WHERE action = 'report-mailed'")
    assert sorted(len(row["sent"].split(",")) for row in told) == [1, 2]


async def test_who_is_kept_to_a_team_is_sent_its_agents_only(
    app: FastAPI, post: Post, database: Database, staff: Organisation, superuser: asyncpg.Connection
) -> None:
    books, stranger = Books(database, staff), AgentId(new_id())
    assert staff.agent_id is not None
    for agent in (staff.agent_id, stranger):
        await books.state(agent, AgentState.READY, -1000, -600)
    await books.refresh()
    teams = "UPDATE person_role SET agent_group_ids = $1 WHERE person_id = $2"
    await superuser.execute(teams, [staff.group_id], staff.people["chief"])
    await superuser.execute(teams, [new_id()], staff.people["head"])
    await add(app, staff, report="agent-time", language="en")
    found = {}
    for letter in await post.at(NEXT_DAY):
        (total,) = [line for line in attached(letter)[1].decode("utf-8-sig").splitlines() if line.startswith("Total")]
        found[str(letter["to"]).partition("@")[0]] = total.split(",")[1]
    assert found == {"admin": "800", "chief": "400", "head": "0"}


async def test_times_that_were_missed_are_one(
    app: FastAPI, post: Post, staff: Organisation, superuser: asyncpg.Connection
) -> None:
    await add(app, staff)
    letters = await post.at(NEXT_DAY + timedelta(days=3, hours=5))
    assert sorted(str(each["subject"]) for each in letters) == ["队列汇总 2026-03-05"] * 3
    assert await superuser.fetchval("SELECT count(*) FROM report_schedule_run") == 1
    (schedule,) = (await shown(app))["schedules"]
    assert datetime.fromisoformat(schedule["next_at"]) == NEXT_DAY + timedelta(days=4)
    assert await superuser.fetchval("SELECT run_at FROM job WHERE kind = 'report-schedule'") == NEXT_DAY + timedelta(4)


async def test_the_calendars_last_week_and_month(app: FastAPI, post: Post, staff: Organisation) -> None:
    await add(app, staff, cadence="weekly", weekday=2, asked={"span": "last_week"}, language="en")
    await add(app, staff, cadence="monthly", day=31, asked={"span": "last_month"})
    weekly = await post.at(NEXT_DAY)
    assert {str(each["subject"]) for each in weekly} == {"Queues 2026-02-23 to 2026-03-01"}
    monthly = await post.at(datetime(2026, 3, 30, 23, 0, tzinfo=UTC))
    assert "队列汇总 2026-02-01 至 2026-02-28" in {str(each["subject"]) for each in monthly}


async def test_what_pauses_or_is_removed_is_not_sent(
    app: FastAPI, post: Post, staff: Organisation, superuser: asyncpg.Connection
) -> None:
    made = await add(app, staff)
    path = f"{PATH}/{made['schedule_id']}"
    async with web.browse(app, "admin", tenant="east") as client:
        paused = await client.put(path, json=wanted(staff, is_active=False, version=1))
        assert (paused.status_code, paused.json()["next_at"], paused.json()["version"]) == (200, None, 2)
    assert await superuser.fetchval("SELECT count(*) FROM job") == 0
    assert await post.at(NEXT_DAY + timedelta(days=1)) == []
    async with web.browse(app, "admin", tenant="east") as client:
        late = await client.put(path, json=wanted(staff, at="08:00", version=1))
        assert (late.status_code, late.json()["code"]) == (409, "report-schedule-changed")
        assert await superuser.fetchval("SELECT count(*) FROM job") == 0
        on = await client.put(path, json=wanted(staff, at="08:00", version=2))
        assert on.json()["next_at"] is not None
    assert len(await post.at(NEXT_DAY + timedelta(days=1, hours=1))) == 3
    async with web.browse(app, "admin", tenant="east") as client:
        for status in (204, 404):
            assert (await client.delete(path)).status_code == status
        assert (await client.post(f"{path}/run", json={})).json()["code"] == "report-schedule-not-found"
    assert await post.at(NEXT_DAY + timedelta(days=5)) == []
    for table in ("report_schedule", "report_schedule_run", "report_schedule_delivery"):
        assert await superuser.fetchval(f"SELECT count(*) FROM {table}") == 0
    actions = await superuser.fetch(
        "SELECT action FROM audit_entry WHERE subject_kind = 'report_schedule' ORDER BY seq"
    )
    assert [row["action"].removeprefix("report-schedule-") for row in actions] == [
        *("added", "changed", "changed", "removed")
    ]


async def test_a_letter_that_does_not_arrive_is_told(
    app: FastAPI, post: Post, staff: Organisation, superuser: asyncpg.Connection
) -> None:
    await superuser.execute("UPDATE person SET mail = 'nobody@kefu.example' WHERE login = 'head'")
    await add(app, staff)
    post.postmaster.answer = "451 later"
    await post.at(NEXT_DAY)
    assert await last_run(app) == ("", {"no_mail": ["Poor"], "undelivered": ["Head"], "waiting": ["Admin", "Chief"]})
    post.postmaster.answer = "250 OK"
    assert len(await post.at(NEXT_DAY + timedelta(minutes=3))) == 2
    assert await last_run(app) == ("", {"no_mail": ["Poor"], "undelivered": ["Head"], "sent": ["Admin", "Chief"]})


async def test_a_report_that_is_gone_is_told(
    app: FastAPI, post: Post, staff: Organisation, superuser: asyncpg.Connection
) -> None:
    own = {"name": {"zh-CN": "短命", "en": "Short"}, "branch": "queue", "span": "week", "chart": "bars"}
    async with web.browse(app, "admin", tenant="east") as client:
        composed = await client.post("/api/reports", json=own | {"measures": ["contacts"], "by": ["day"]})
        code = composed.json()["code"]
    await add(app, staff, report=code)
    async with web.browse(app, "admin", tenant="east") as client:
        await client.delete(f"/api/reports/{code}")
    assert await post.at(NEXT_DAY) == []
    assert await last_run(app) == ("", {"failed report-not-found": ["Admin", "Chief", "Head", "Poor"]})
    assert await superuser.fetchval("SELECT count(*) FROM job WHERE kind = 'report-schedule'") == 1


async def test_who_does_not_see_the_report_is_sent_none(
    app: FastAPI, post: Post, database: Database, staff: Organisation
) -> None:
    async with database.transaction(staff.scope) as session:
        staff.roles["viewer"] = await identity.create_role(
            session, tenant_id=staff.tenant_id, code="viewer", name="viewer", permissions={"figures.view"}, now=MORNING
        )
        for login in ("chief", "agent"):
            await identity.grant_role(
                session,
                tenant_id=staff.tenant_id,
                person_id=staff.people[login],
                role_id=staff.roles["viewer"],
                now=MORNING,
            )
    own = {"name": {"zh-CN": "内部", "en": "Ours"}, "branch": "queue", "span": "week", "measures": ["contacts"]}
    async with web.browse(app, "admin", tenant="east") as client:
        body = own | {"by": ["day"], "role_ids": [str(staff.roles["admin"])]}
        code = (await client.post("/api/reports", json=body)).json()["code"]
    await add(app, staff, report=code, role_id=str(staff.roles["viewer"]))
    assert [letter["to"] for letter in await post.at(NEXT_DAY)] == ["chief@kefu.example"]
    assert await last_run(app) == ("", {"failed report-not-found": ["Agent"], "sent": ["Chief"]})


async def test_who_may_no_longer_see_figures_is_sent_none(
    app: FastAPI, post: Post, staff: Organisation, superuser: asyncpg.Connection
) -> None:
    await add(app, staff)
    await superuser.execute("UPDATE role SET permissions = array_remove(permissions, 'figures.view')")
    assert await post.at(NEXT_DAY) == []
    assert await last_run(app) == ("", {"failed forbidden": ["Admin", "Chief", "Head", "Poor"]})
    assert await superuser.fetchval("SELECT count(*) FROM letter_content") == 0
    assert await superuser.fetchval("SELECT count(*) FROM audit_entry WHERE action = 'report-mailed'") == 0


async def test_what_breaks_again_and_again_is_told_and_the_next_time_stays(
    app: FastAPI, post: Post, staff: Organisation, superuser: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> bytes:
        raise RuntimeError

    monkeypatch.setattr("kefu.insight.schedules.jobs.written", broken)
    await add(app, staff)
    for minutes in range(TRIES_MAX + 2):
        assert await post.at(NEXT_DAY + timedelta(minutes=minutes)) == []
    assert await last_run(app) == ("", {"no_mail": ["Poor"], "failed internal-error": ["Admin", "Chief", "Head"]})
    left = await superuser.fetch("SELECT kind, run_at FROM job")
    assert [tuple(row) for row in left] == [("report-schedule", NEXT_DAY + timedelta(days=1))]


async def test_it_is_tried(app: FastAPI, post: Post, staff: Organisation, superuser: asyncpg.Connection) -> None:
    made = await add(app, staff)
    path = f"{PATH}/{made['schedule_id']}/run"
    for to, arrive in (("me", 1), ("everybody", 3)):
        async with web.browse(app, "admin", tenant="east") as client:
            assert (await client.post(path, json={"to": to})).status_code == 202
        assert len(await post.at(post.clock.now + timedelta(seconds=1))) == arrive
        run = (await shown(app))["schedules"][0]["runs"][0]
        assert run["is_trial"] is (to == "me")
    async with web.browse(app, "poor", tenant="east") as client:
        refused = await client.post(path, json={"to": "me"})
        assert (refused.status_code, refused.json()["code"]) == (409, "own-mail-missing")
    assert await superuser.fetchval("SELECT run_at FROM job WHERE kind = 'report-schedule'") == NEXT_DAY
    assert await superuser.fetchval("SELECT count(*) FROM job WHERE kind = 'report-schedule-now'") == 0


async def test_without_a_mail_server_it_is_said(
    app: FastAPI, database: Database, clock: web.Wristwatch, staff: Organisation, superuser: asyncpg.Connection
) -> None:
    app.state.has_mail = False
    made = await add(app, staff)
    assert (await shown(app))["has_mail"] is False
    async with web.browse(app, "admin", tenant="east") as client:
        refused = await client.post(f"{PATH}/{made['schedule_id']}/run", json={})
        assert (refused.status_code, refused.json()["code"]) == (409, "mail-not-configured")
    clock.now = NEXT_DAY
    await Worker(database, clock, handlers(has_mail=False)).run_due()
    assert await last_run(app) == ("mail-not-configured", {})
    assert await superuser.fetch("SELECT kind FROM job") == [("report-schedule",)]


async def test_what_cannot_be_is_refused(app: FastAPI, staff: Organisation, superuser: asyncpg.Connection) -> None:
    async with web.browse(app, "admin", tenant="east") as client:
        for wrong, status, code in (
            ({"report": "none"}, 404, "report-not-found"),
            ({"role_id": str(new_id())}, 422, "report-schedule-invalid"),
            ({"asked": {"span": "week", "by": ["reason"]}}, 422, "measure-not-by-dimension"),
            ({"asked": {"span": "week", "within_s": 17}}, 422, "threshold-unknown"),
            ({"asked": {"from": "2026-03-01", "to": "2026-03-02"}}, 422, "invalid-input"),
            ({"at": "24:00"}, 422, "invalid-input"),
            ({"cadence": "weekly", "weekday": 0}, 422, "invalid-input"),
            ({"cadence": "monthly", "day": 32}, 422, "invalid-input"),
        ):
            answer = await client.post(PATH, json=wanted(staff, **wrong))
            assert (answer.status_code, answer.json()["code"]) == (status, code), wrong
        lost = await client.put(f"{PATH}/{new_id()}", json=wanted(staff, version=1))
        assert (lost.status_code, lost.json()["code"]) == (409, "report-schedule-changed")
    assert await superuser.fetchval("SELECT count(*) FROM report_schedule") == 0
    assert await superuser.fetchval("SELECT count(*) FROM job") == 0


async def test_who_may_not(
    app: FastAPI, post: Post, staff: Organisation, two_tenants: Tenants, superuser: asyncpg.Connection
) -> None:
    path = f"{PATH}/{(await add(app, staff))['schedule_id']}"

    async def each(client: httpx.AsyncClient, own: Organisation) -> list[httpx.Response]:
        body = wanted(own, at="08:00", version=1)
        return [
            await client.put(path, json=body),
            await client.delete(path),
            await client.post(f"{path}/run", json={}),
            await client.post(PATH, json=body | {"role_id": str(staff.roles["admin"])}),
            await client.get(PATH),
        ]

    before = await superuser.fetch("SELECT * FROM report_schedule"), await superuser.fetch("SELECT * FROM job")
    async with web.browse(app, "agent", tenant="east") as client:
        assert [answer.status_code for answer in await each(client, staff)] == [403] * 5
    async with web.browse(app, "admin", tenant="west") as client:
        *changed, refused, listed = await each(client, two_tenants[1])
        assert refused.json()["errors"] == [{"field": "role_id", "code": "unknown"}]
        assert listed.json()["schedules"] == []
        assert {UUID(each["role_id"]) for each in listed.json()["audiences"]} == set(two_tenants[1].roles.values())
        assert [answer.status_code for answer in changed] == [409, 404, 404]
    after = await superuser.fetch("SELECT * FROM report_schedule"), await superuser.fetch("SELECT * FROM job")
    assert before == after


def test_the_product_sends_them_and_hears_of_its_letters() -> None:
    subscriptions = Subscriptions()
    subscribe(subscriptions, Settings())
    assert note_letter in subscriptions._handlers[LetterSettled]
    for mail in ("", "smtp://mail.kefu.example?from=service@kefu.example"):
        assert set(handlers(has_mail=True)) <= set(product_handlers(Settings(mail=mail)))
