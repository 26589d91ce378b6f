"""How tickets are set up, over HTTP: categories, departments, regulators, tables, forms; walls, conflicts, audit."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import httpx
import pytest
import pytest_asyncio

from kefu.forms import service as forms
from kefu.forms.model import Purpose
from kefu.forms.parsing import load_definition
from kefu.forms.service import Editor
from kefu.identity import service as identity
from kefu.kernel.ids import CustomerId
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from kefu.tickets import service
from kefu.tickets.rules import lifecycles
from kefu.tickets.rules.lifecycles import SHIPPED
from support import web
from support.organisation import NOW, Organisation, add_person
from support.tickets import FORM, ServiceDesk, complaint, set_up, words

Tenants = tuple[Organisation, Organisation]


@pytest.fixture
async def desk(database: Database, two_tenants: Tenants) -> ServiceDesk:
    await set_up(database, two_tenants[1])
    return await set_up(database, two_tenants[0])


@pytest_asyncio.fixture
async def admin(desk: ServiceDesk) -> AsyncIterator[httpx.AsyncClient]:
    async with web.browse(desk.app, "admin", tenant="east") as client:
        yield client


def problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def audited(superuser: asyncpg.Connection, organisation: Organisation) -> list[tuple[str, str]]:
    rows = await superuser.fetch(
        "SELECT action, subject_id FROM audit_entry WHERE tenant_id = $1 AND action LIKE 'ticket-%' ORDER BY seq",
        organisation.tenant_id,
    )
    return [(row["action"], row["subject_id"]) for row in rows]


async def setting(client: httpx.AsyncClient, kind: str, code: str) -> dict[str, Any]:
    found = (await client.get("/api/ticket-settings")).json()[kind]
    return next(each for each in found if each.get("code", each.get("kind")) == code)


CATEGORY = {"kind": "complaint", "name": words("安装", "Installation"), "limit_h": 12, "version": 0}


async def test_a_category_is_added_and_changed_by_one_at_a_time(
    admin: httpx.AsyncClient, superuser: asyncpg.Connection, two_tenants: Tenants
) -> None:
    path = "/api/ticket-settings/categories/installation"
    added = (await admin.put(path, json=CATEGORY)).json()
    assert (added["code"], added["version"], added["limit_h"], added["is_active"]) == ("installation", 1, 12, True)
    changed = (await admin.put(path, json=CATEGORY | {"version": 1, "limit_h": 24})).json()
    assert changed == await setting(admin, "categories", "installation") == added | {"version": 2, "limit_h": 24}
    for version in (0, 1):
        refused = await admin.put(path, json=CATEGORY | {"version": version})
        assert problem(refused) == (409, "ticket-setting-changed")
        assert refused.json()["facts"] == {"version": 2}
    assert await setting(admin, "categories", "installation") == changed
    assert await audited(superuser, two_tenants[0]) == [("ticket-category-set", "installation")] * 2


async def test_what_cannot_work_is_refused_by_field(
    admin: httpx.AsyncClient, superuser: asyncpg.Connection, two_tenants: Tenants
) -> None:
    before = (await admin.get("/api/ticket-settings")).json()
    for path, body, field in (
        ("categories/installation", CATEGORY | {"parent_code": "no-signal"}, "parent_code"),
        ("categories/installation", CATEGORY | {"form_code": "nothing"}, "form_code"),
        ("categories/UPPER", CATEGORY, "code"),
        ("categories/installation", CATEGORY | {"calendar_id": str(new_id())}, "calendar_id"),
        ("regulators/miit", {"name": words("工信部", "MIIT"), "limit_h": 0}, "limit_h"),
        ("lifecycles/complaint", {"version": 0, "lifecycle": {"states": [], "transitions": []}}, "lifecycle"),
        ("lifecycles/complaint", {"version": 0, "lifecycle": {"states": 3}}, "lifecycle"),
    ):
        refused = await admin.put(f"/api/ticket-settings/{path}", json=body)
        assert problem(refused) == (422, "ticket-setting-invalid"), refused.text
        assert [each["field"] for each in refused.json()["errors"]] == [field]
    assert (await admin.get("/api/ticket-settings")).json() == before
    assert await audited(superuser, two_tenants[0]) == []


async def test_a_department_has_a_ladder_and_people(
    desk: ServiceDesk, admin: httpx.AsyncClient, two_tenants: Tenants, superuser: asyncpg.Connection
) -> None:
    east = two_tenants[0]
    clerk, lead = str(east.people["clerk"]), str(east.people["lead"])
    body = {
        "code": "care",
        "name": words("关怀组", "Care"),
        "ladder": [{"after_h": 0, "to": "lead"}, {"after_h": 8, "to": "permission", "permission": "figures.view"}],
        "members": [{"person_id": clerk, "level": 0}, {"person_id": lead, "level": 1}],
    }
    made = (await admin.post("/api/ticket-settings/departments", json=body)).json()
    assert [(each["name"], each["level"]) for each in made["members"]] == [("Clerk", 0), ("Lead", 1)]
    path = f"/api/ticket-settings/departments/{made['department_id']}"
    fewer = body | {"ladder": [], "members": [], "version": 1}
    changed = (await admin.put(path, json=fewer)).json()
    assert (changed["members"], changed["ladder"], changed["version"]) == ([], [], 2)
    assert problem(await admin.put(path, json=fewer)) == (409, "ticket-setting-changed")
    missing = f"/api/ticket-settings/departments/{new_id()}"
    assert problem(await admin.put(missing, json=fewer)) == (404, "department-not-found")
    again = await admin.post("/api/ticket-settings/departments", json=body)
    assert problem(again) == (422, "ticket-setting-invalid")
    assert again.json()["errors"] == [{"field": "code", "code": "taken", "detail": ""}]
    own = body | {"local_network_id": str(east.networks["suzhou"])}
    assert (await admin.post("/api/ticket-settings/departments", json=own)).status_code == 201
    stranger = body | {"code": "other", "members": [{"person_id": str(two_tenants[1].people["clerk"])}], "ladder": []}
    refused = await admin.post("/api/ticket-settings/departments", json=stranger)
    assert [each["code"] for each in refused.json()["errors"]] == ["unknown"]
    nowhere = body | {"code": "other", "local_network_id": str(two_tenants[1].networks["suzhou"])}
    refused = await admin.post("/api/ticket-settings/departments", json=nowhere)
    assert refused.json()["errors"] == [{"field": "local_network_id", "code": "unknown", "detail": ""}]
    assert [action for action, _ in await audited(superuser, east)] == ["ticket-department-set"] * 3


async def test_a_city_has_the_department_of_its_own(
    desk: ServiceDesk, admin: httpx.AsyncClient, two_tenants: Tenants
) -> None:
    suzhou = str(two_tenants[0].networks["suzhou"])
    body = {"code": "service-quality", "name": words("苏州", "Suzhou"), "local_network_id": suzhou}
    own = (await admin.post("/api/ticket-settings/departments", json=body)).json()["department_id"]
    async with web.browse(desk.app, "asked", tenant="east") as asked:
        here = (await asked.post("/api/tickets", json=complaint(local_network_id=suzhou))).json()
        there = (await asked.post("/api/tickets", json=complaint(caller_number="051988123456"))).json()
    assert (here["department_id"], there["department_id"]) == (own, str(desk.departments["service-quality"]))


async def test_who_administers_one_city_sets_up_his_city_only(
    desk: ServiceDesk, database: Database, two_tenants: Tenants
) -> None:
    east = two_tenants[0]
    async with database.transaction(east.scope) as session:
        east.roles["city-admin"] = await identity.create_role(
            session,
            tenant_id=east.tenant_id,
            code="city-admin",
            name="x",
            permissions={"admin.service"},
            now=NOW,
        )
        await add_person(session, east, "cityadmin", role="city-admin", networks=[east.networks["suzhou"]])
    async with web.browse(desk.app, "cityadmin", tenant="east") as client:
        before = (await client.get("/api/ticket-settings")).json()
        assert problem(await client.put("/api/ticket-settings/categories/x", json=CATEGORY)) == (403, "forbidden")
        regulator = await client.put("/api/ticket-settings/regulators/x", json={"name": words("某", "x")})
        assert problem(regulator) == (403, "forbidden")
        department = {"code": "x", "name": words("某", "x")}
        assert problem(await client.post("/api/ticket-settings/departments", json=department)) == (403, "forbidden")
        other = department | {"local_network_id": str(east.networks["changzhou"])}
        assert problem(await client.post("/api/ticket-settings/departments", json=other)) == (403, "forbidden")
        assert (await client.get("/api/ticket-settings")).json() == before
        own = department | {"local_network_id": str(east.networks["suzhou"])}
        assert (await client.post("/api/ticket-settings/departments", json=own)).status_code == 201
    async with web.browse(desk.app, "clerk", tenant="east") as clerk:
        assert problem(await clerk.put("/api/ticket-settings/categories/x", json=CATEGORY)) == (403, "forbidden")
        people = (await clerk.get("/api/ticket-settings/people")).json()
    assert {"person_id": str(east.people["lead"]), "name": "Lead", "login": "lead"} in people
    assert {each["person_id"] for each in people}.isdisjoint(str(each) for each in two_tenants[1].people.values())


async def test_regulators_and_state_tables_are_set(
    desk: ServiceDesk, admin: httpx.AsyncClient, superuser: asyncpg.Connection, two_tenants: Tenants
) -> None:
    regulator = {"name": words("市长热线", "Mayor's line"), "limit_h": 120}
    made = (await admin.put("/api/ticket-settings/regulators/12345", json=regulator)).json()
    assert (made["code"], made["version"], made["limit_h"]) == ("12345", 1, 120)
    assert problem(await admin.put("/api/ticket-settings/regulators/12345", json=regulator)) == (
        409,
        "ticket-setting-changed",
    )
    shipped = await setting(admin, "lifecycles", "enquiry")
    assert shipped["version"] == 0
    table: Any = lifecycles.to_json(SHIPPED[next(iter(SHIPPED))])
    quick = table | {"transitions": [each for each in table["transitions"] if each["action"] != "settle"]}
    path = "/api/ticket-settings/lifecycles/enquiry"
    assert (await admin.put(path, json={"version": 0, "lifecycle": quick})).json()["version"] == 1
    assert problem(await admin.put(path, json={"version": 0, "lifecycle": quick})) == (409, "ticket-setting-changed")
    assert (await setting(admin, "lifecycles", "enquiry"))["version"] == 1
    async with web.browse(desk.app, "asked", tenant="east") as asked:
        body = complaint(kind="enquiry", category_code="bill", is_settled_now=True)
        assert (await asked.post("/api/tickets", json=body)).json()["errors"] == [
            {"field": "is_settled_now", "code": "not-of-this-kind", "detail": ""}
        ]
    assert await audited(superuser, two_tenants[0]) == [
        ("ticket-regulator-set", "12345"),
        ("ticket-lifecycle-set", "enquiry"),
    ]


async def test_answers_are_judged_by_the_version_that_was_filled_in(
    desk: ServiceDesk, admin: httpx.AsyncClient, two_tenants: Tenants, superuser: asyncpg.Connection
) -> None:
    east = two_tenants[0]
    editor = Editor(tenant_id=east.tenant_id)
    async with desk.database.transaction(east.scope) as session:
        await forms.create(
            session,
            editor=editor,
            code="complaint",
            purpose=Purpose.TICKET,
            name=words("投诉单", "Complaint"),
            definition=load_definition(FORM),
            now=NOW,
        )
        await forms.publish(session, editor=editor, code="complaint", base_version=1, note="", now=NOW)
    body = CATEGORY | {"form_code": "complaint"}
    assert (await admin.put("/api/ticket-settings/categories/installation", json=body)).status_code == 200
    async with web.browse(desk.app, "asked", tenant="east") as asked:

        async def accept(**more: Any) -> httpx.Response:
            return await asked.post("/api/tickets", json=complaint(category_code="installation", **more))

        refused = await accept()
        assert problem(refused) == (422, "form-answers-refused")
        assert [(each["field"], each["code"]) for each in refused.json()["errors"]] == [
            ("answers.when", "answer-missing")
        ]
        assert await superuser.fetchval("SELECT count(*) FROM ticket") == 0
        assert problem(await accept(form_version=7)) == (404, "form-not-found")
        made = (await accept(answers={"when": "昨天"}, form_version=1)).json()
        file = (await asked.get(f"/api/tickets/{made['ticket_id']}")).json()
        assert (file["form_code"], file["form_version"], file["answers"]) == ("complaint", 1, {"when": "昨天"})


async def test_the_pop_reads_a_customers_open_tickets_in_one_statement(
    desk: ServiceDesk, database: Database, two_tenants: Tenants
) -> None:
    customer = desk.customer("吴倩", "+8613912340001", two_tenants[0].networks["suzhou"])
    async with web.browse(desk.app, "asked", tenant="east") as asked:
        later = (await asked.post("/api/tickets", json=complaint(customer_id=customer))).json()
        sooner = (
            await asked.post("/api/tickets", json=complaint(customer_id=customer, category_code="billing"))
        ).json()
        over = complaint(customer_id=customer, kind="enquiry", category_code="bill", is_settled_now=True)
        assert (await asked.post("/api/tickets", json=over)).json()["is_final"]
    customer_id = CustomerId(next(iter(desk.customers)))
    async with database.read(two_tenants[0].scope) as reader:
        found = await service.open_of_customer(reader=reader, customer_id=customer_id)
    assert [(str(each.ticket_id), each.state, each.is_answered, each.level) for each in found] == [
        (sooner["ticket_id"], "accepted", False, 0),
        (later["ticket_id"], "accepted", False, 0),
    ]
    for scope in (two_tenants[0].city_scope, two_tenants[1].scope):
        async with database.read(scope) as reader:
            assert await service.open_of_customer(reader=reader, customer_id=customer_id) == ()
