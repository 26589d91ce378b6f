"""Administrators set up business hours over HTTP, and the prompts of queues; the walls, the versions, the audit."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import func, select

from kefu.acd import http, service
from kefu.acd.events import RoutingChanged
from kefu.calendars.model import ServiceCalendar
from kefu.calendars.tables import CalendarRow
from kefu.identity import service as identity
from kefu.identity.tables import AuditEntryRow
from kefu.ivr.prompts import SpokenPrompt
from kefu.kernel.ids import CalendarId
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from support import organisation, web
from support.organisation import NOW, Organisation

Tenants = tuple[Organisation, Organisation]
NOBODY = "01900000-0000-7000-8000-000000000000"
OFFICE = {
    "code": "office",
    "name": {"zh-CN": "工作时间", "en": "Office hours"},
    "time_zone": "Asia/Shanghai",
    "week": [
        {"weekdays": [1, 2, 3, 4, 5], "opens": "08:30", "closes": "12:00"},
        {"weekdays": [1, 2, 3, 4, 5], "opens": "13:30", "closes": "17:30"},
    ],
    "days": [
        {"on": "2026-10-01", "name": {"zh-CN": "国庆节", "en": "National Day"}, "hours": []},
        {
            "on": "2026-10-10",
            "name": {"zh-CN": "国庆节调休", "en": "Working day"},
            "hours": [{"opens": "08:30", "closes": "17:30"}],
        },
    ],
}
FAULTS = {"code": "faults", "name": {"zh-CN": "报障", "en": "Faults"}}


@dataclass
class Admin:
    """An administrator's browser, and what the live engine was told."""

    client: httpx.AsyncClient
    told: list[RoutingChanged]

    async def send(self, method: str, path: str, body: Any = None, *, expect: int = 200) -> Any:
        answer = await self.client.request(method, path, json=body)
        assert answer.status_code == expect, answer.text
        return answer.json()


async def log_in(database: Database, login: str) -> AsyncIterator[Admin]:
    told: list[RoutingChanged] = []
    app = web.make_app(database, http.router)
    app.state.on_routing_changed = told.append
    hello = SpokenPrompt(name="hello", languages=frozenset({"zh-CN", "en"}), text={"zh-CN": "您好。", "en": "Hello."})
    app.state.prompts = lambda: [hello]
    async with web.browse(app, login, tenant="east") as client:
        yield Admin(client, told)


@pytest_asyncio.fixture
async def admin(database: Database, two_tenants: Tenants) -> AsyncIterator[Admin]:
    async for each in log_in(database, "admin"):
        yield each


@pytest_asyncio.fixture
async def mayor(database: Database, two_tenants: Tenants) -> AsyncIterator[Admin]:
    """Log the administrator of one city in."""
    east = two_tenants[0]
    async with database.transaction(east.scope) as session:
        await organisation.add_person(session, east, "mayor", role="admin", networks=[east.networks["changzhou"]])
    async for each in log_in(database, "mayor"):
        yield each


async def test_a_calendar_is_made_and_changed(admin: Admin, database: Database, two_tenants: Tenants) -> None:
    made = await admin.send("POST", "/api/calendars", OFFICE, expect=201)
    # 9 o'clock on a Monday in Shanghai
    stands = {"is_open_now": True, "changes_at": "2026-03-02T04:00:00Z"}
    assert made == {**OFFICE, **stands, "calendar_id": made["calendar_id"], "version": 1}
    closed = {**made, "days": [{"on": "2026-03-02", "name": {"zh-CN": "停业", "en": "Closed"}, "hours": []}]}
    changed = await admin.send("PUT", f"/api/calendars/{made['calendar_id']}", closed)
    assert changed == {**closed, "is_open_now": False, "changes_at": "2026-03-03T00:30:00Z", "version": 2}
    assert await admin.send("GET", "/api/calendars") == [changed]
    assert admin.told == [RoutingChanged(tenant_id=two_tenants[0].tenant_id, at=NOW)] * 2
    async with database.transaction(two_tenants[0].scope) as session:
        rows = (
            await session.scalars(
                select(AuditEntryRow).where(AuditEntryRow.subject_kind == "calendar").order_by(AuditEntryRow.seq)
            )
        ).all()
    assert [(row.action, row.subject_id) for row in rows] == [
        ("calendar-created", made["calendar_id"]),
        ("calendar-changed", made["calendar_id"]),
    ]
    assert rows[0].detail == {"code": "office"}
    before, after = rows[1].detail["days"]
    assert [day["on"] for day in before] == ["2026-10-01", "2026-10-10"]
    assert after == [{"on": "2026-03-02", "name_zh": "停业", "name_en": "Closed", "hours": []}]
    assert rows[1].detail.keys() == {"days"}


async def test_who_is_late_does_not_overwrite(admin: Admin) -> None:
    made = await admin.send("POST", "/api/calendars", OFFICE, expect=201)
    path = f"/api/calendars/{made['calendar_id']}"
    await admin.send("PUT", path, {**made, "week": []})
    problem = await admin.send("PUT", path, {**made, "time_zone": "UTC"}, expect=409)
    assert (problem["code"], problem["facts"]) == ("routing-changed", {"version": 2})
    [stored] = await admin.send("GET", "/api/calendars")
    assert (stored["week"], stored["time_zone"]) == ([], "Asia/Shanghai")
    assert len(admin.told) == 2


async def test_a_queue_has_hours_and_prompts(admin: Admin) -> None:
    calendar_id = (await admin.send("POST", "/api/calendars", OFFICE, expect=201))["calendar_id"]
    own = {
        "calendar_id": calendar_id,
        "closed_prompt": "goodbye",
        "notice_prompt": "outage",
        "short_abandon_s": 8,
    }
    made = await admin.send("POST", "/api/queues", {**FAULTS, **own}, expect=201)
    [stored] = await admin.send("GET", "/api/queues")
    assert stored == made
    assert {name: stored[name] for name in own} == own
    nothing = {**own, "calendar_id": None, "notice_prompt": None}
    changed = await admin.send("PUT", f"/api/queues/{made['queue_id']}", {**made, **nothing})
    assert {name: changed[name] for name in own} == nothing


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"calendar_id": NOBODY}, "calendar_id", "unknown"),
        ({"closed_prompt": "../x"}, "closed_prompt", "malformed"),
        ({"notice_prompt": ""}, "notice_prompt", "malformed"),
        ({"short_abandon_s": 61}, "short_abandon_s", "out-of-range"),
    ],
)
async def test_a_queue_s_nonsense_is_refused(admin: Admin, change: dict[str, Any], field: str, code: str) -> None:
    problem = await admin.send("POST", "/api/queues", {**FAULTS, **change}, expect=422)
    assert [(each["field"], each["code"]) for each in problem["errors"]] == [(field, code)]
    assert await admin.send("GET", "/api/queues") == []


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "/api/calendars", {**OFFICE, "time_zone": "Asia/Nowhere"}, 422, "routing-invalid"),
        ("POST", "/api/calendars", {**OFFICE, "days": [{"on": "31 December"}]}, 422, "invalid-input"),
        ("PUT", f"/api/calendars/{NOBODY}", OFFICE, 404, "calendar-not-found"),
    ],
)
async def test_nonsense_is_refused_and_changes_nothing(
    admin: Admin, method: str, path: str, body: Any, status: int, code: str
) -> None:
    assert (await admin.send(method, path, body, expect=status))["code"] == code
    assert await admin.send("GET", "/api/calendars") == []
    assert admin.told == []


async def test_a_code_belongs_to_one(admin: Admin) -> None:
    await admin.send("POST", "/api/calendars", OFFICE, expect=201)
    problem = await admin.send("POST", "/api/calendars", OFFICE, expect=422)
    assert problem["errors"] == [{"field": "code", "code": "taken", "detail": "office is in use"}]
    assert len(await admin.send("GET", "/api/calendars")) == 1


async def test_prompts_are_listed_with_what_they_say(admin: Admin) -> None:
    assert await admin.send("GET", "/api/prompts") == [
        {"name": "hello", "languages": ["en", "zh-CN"], "text": {"zh-CN": "您好。", "en": "Hello."}}
    ]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/calendars"),
        ("POST", "/api/calendars"),
        ("PUT", f"/api/calendars/{NOBODY}"),
        ("GET", "/api/prompts"),
        ("GET", "/api/calendars/names"),
    ],
)
async def test_calendars_are_for_administrators(
    database: Database, two_tenants: Tenants, method: str, path: str
) -> None:
    async for agent in log_in(database, "agent"):
        body = None if method == "GET" else OFFICE
        assert (await agent.send(method, path, body, expect=403))["code"] == "forbidden"
        assert agent.told == []
    async with database.transaction(two_tenants[0].scope) as session:
        assert await session.scalar(select(func.count()).select_from(CalendarRow)) == 0


async def test_an_administrator_of_one_network_reads_calendars_only(admin: Admin, mayor: Admin) -> None:
    made = await admin.send("POST", "/api/calendars", OFFICE, expect=201)
    assert await mayor.send("GET", "/api/calendars") == [made]
    await mayor.send("POST", "/api/calendars", {**OFFICE, "code": "mine"}, expect=403)
    await mayor.send("PUT", f"/api/calendars/{made['calendar_id']}", {**made, "week": []}, expect=403)
    assert await admin.send("GET", "/api/calendars") == [made]
    assert mayor.told == []


async def test_who_sets_deadlines_reads_what_calendars_there_are_and_no_more(
    admin: Admin, database: Database, two_tenants: Tenants
) -> None:
    made = await admin.send("POST", "/api/calendars", OFFICE, expect=201)
    east = two_tenants[0]
    async with database.transaction(east.scope) as session:
        east.roles["setter"] = await identity.create_role(
            session, tenant_id=east.tenant_id, code="setter", name="x", permissions={"admin.service"}, now=NOW
        )
        await organisation.add_person(session, east, "setter", role="setter")
    async for setter in log_in(database, "setter"):
        names = await setter.send("GET", "/api/calendars/names")
        assert names == [{"calendar_id": made["calendar_id"], "name": made["name"]}]
        assert (await setter.send("GET", "/api/calendars", expect=403))["code"] == "forbidden"


async def test_tenants_do_not_see_each_other_s_calendars(
    admin: Admin, database: Database, two_tenants: Tenants
) -> None:
    west = two_tenants[1]
    theirs = ServiceCalendar(calendar_id=CalendarId(new_id()), code="x", name_zh="x", name_en="x")
    async with database.transaction(west.scope) as session:
        await service.create_calendar(session, tenant_id=west.tenant_id, calendar=theirs, now=NOW)
    assert await admin.send("GET", "/api/calendars") == []
    await admin.send("PUT", f"/api/calendars/{theirs.calendar_id}", OFFICE, expect=404)
    queue = {**FAULTS, "calendar_id": str(theirs.calendar_id)}
    problem = await admin.send("POST", "/api/queues", queue, expect=422)
    assert [each["field"] for each in problem["errors"]] == ["calendar_id"]
