"""My tasks from surveys and work orders, on a real PostgreSQL; tickets' are in test_tickets_http."""

from datetime import timedelta
from typing import Any

import httpx
from fastapi import FastAPI

from kefu.identity import service as identity
from kefu.journeys.my_tasks import http as my_tasks_http
from kefu.journeys.my_tasks.model import Source
from kefu.platform.db import Database
from kefu.platform.jobs import Worker
from kefu.surveys.service.tasks import tasks as survey_tasks
from kefu.workorders.jobs import HANDLERS
from kefu.workorders.service.tasks import tasks as work_order_tasks
from support import survey_desk, web
from support.organisation import NOW, Organisation, add_person
from support.survey_desk import API, fill, ok
from support.workorders import act, assigned, make_app, settle

Tenants = tuple[Organisation, Organisation]
SOURCES = (Source("survey.call", survey_tasks), Source("workorder.view", work_order_tasks))
HOUR = timedelta(hours=1)


async def tasks(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await ok(await client.get("/api/tasks")))["tasks"]
    return found


async def test_a_case_on_the_screen_and_a_promised_call_are_tasks(database: Database, two_tenants: Tenants) -> None:
    desk = await survey_desk.set_up(database, two_tenants[0])
    desk.app.include_router(my_tasks_http.router)
    desk.app.state.task_sources = SOURCES
    await fill(desk, "13812342240")
    async with desk.log_in("anna") as anna, desk.log_in("ben") as ben:
        assert await tasks(anna) == []
        case = await ok(await anna.post(f"{API}/cases/take", json={}))
        [task] = await tasks(anna)
        assert (task["kind"], task["id"], task["expected"], task["due_at"]) == ("survey", case["case_id"], "ask", None)
        assert task["title"] == {"zh-CN": "维修回访", "en": "Repairs"}
        called = await ok(await anna.post(f"{API}/cases/{case['case_id']}/calls"), 202)
        at = (desk.watch() + 2 * HOUR).isoformat()
        body = {"version": called["case"]["version"], "outcome": "later", "later_at": at}
        await ok(await anna.post(f"{API}/cases/{case['case_id']}/outcome", json=body))
        [task] = await tasks(anna)
        assert (task["expected"], task["is_overdue"]) == ("call_again", False)
        assert task["due_at"] == at.replace("+00:00", "Z")
    desk.watch.pass_time(3 * HOUR)
    async with desk.log_in("anna") as anna, desk.log_in("ben") as ben:
        assert [each["is_overdue"] for each in await tasks(anna)] == [True]
        assert await tasks(ben) == []
        await ok(await ben.post(f"{API}/cases/take", json={}))  # whoever takes it has the task
        assert [len(await tasks(each)) for each in (anna, ben)] == [0, 1]


async def let_lead(app: FastAPI, crew_id: str, lead_id: str) -> None:
    """Make somebody the lead of a crew."""
    async with web.browse(app, "admin", tenant="east") as admin:
        crews = await ok(await admin.get("/api/crews"))
        crew = next(each for each in crews if each["crew_id"] == crew_id)
        members = [*crew["members"], {"person_id": lead_id, "phone": "", "skills": [], "is_active": True}]
        kept = {name: crew[name] for name in ("code", "text", "local_network_id", "phone", "is_active", "version")}
        own = [{name: each[name] for name in ("person_id", "phone", "skills", "is_active")} for each in members]
        await ok(await admin.put(f"/api/crews/{crew['crew_id']}", json=kept | {"lead_id": lead_id, "members": own}))


async def test_a_late_order_is_a_task_of_the_level_it_has_climbed_to(database: Database, two_tenants: Tenants) -> None:
    clock, east = web.Wristwatch(), two_tenants[0]
    field = await settle(database, east)
    async with database.transaction(east.scope) as session:
        for code, more in (("lead", set[str]()), ("manager", {"workorder.dispatch", "figures.view"})):
            permissions = {"workorder.view", "field.use"} | more
            east.roles[code] = await identity.create_role(
                session, tenant_id=east.tenant_id, code=code, name=code, permissions=permissions, now=NOW
            )
        await add_person(session, east, "head", role="manager")
        await add_person(session, east, "suzhou-head", role="manager", networks=[east.networks["suzhou"]])
        lead_id = await add_person(session, east, "chief", role="lead", networks=[east.networks["changzhou"]])
    app = make_app(database, clock)
    app.include_router(my_tasks_http.router)
    app.state.task_sources = SOURCES
    await let_lead(app, str(field.crews["tianning"]), str(lead_id))
    async with web.browse(app, "hq", tenant="east") as hq:
        order = await assigned(hq, field)

    async def whose() -> list[str]:
        found = []
        for login in ("chief", "hq", "head", "suzhou-head"):
            async with web.browse(app, login, tenant="east") as client:
                found += [login for each in await tasks(client) if each["id"] == order["work_order_id"]]
        return found

    async def until(hours: float) -> list[str]:
        clock.now = NOW + hours * HOUR
        while await Worker(database, clock, HANDLERS).run_due():
            pass
        return await whose()

    assert await until(23) == []
    assert await until(25) == ["chief"]
    async with web.browse(app, "chief", tenant="east") as chief:
        [task] = await tasks(chief)
    assert (task["kind"], task["no"], task["expected"]) == ("work_order", order["order_no"], "escalated")
    assert (task["is_overdue"], task["is_alarm"], task["title"]["en"]) == (True, True, "Repair")
    assert await until(27) == ["head"]
    async with web.browse(app, "hq", tenant="east") as hq:
        now = await ok(await hq.get(f"/api/work-orders/{order['work_order_id']}"))
        assert (await act(hq, now, "complete", result_code="fixed")).status_code == 200
    assert await whose() == []
