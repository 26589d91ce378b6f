"""What the form of acceptance is told before anything is accepted, beside what then becomes of it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
import pytest_asyncio

from kefu.journeys import repair_loop
from kefu.journeys.acceptance.http import router as acceptance_router
from kefu.kernel.ids import LocalNetworkId
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from kefu.tickets.model import CustomerCard
from kefu.workorders.http import router as work_orders_router
from support import web
from support.organisation import NOW, Organisation
from support.tickets import ServiceDesk, complaint, set_up
from support.workorders import Field, settle

Tenants = tuple[Organisation, Organisation]
HOME = {"address": "天宁区翠竹新村 5-101", "district_path": "常州/天宁区"}


@dataclass(slots=True)
class Outlook:
    """A service desk with crews, somebody in the whole of it and in each city, and a customer in Tianning."""

    desk: ServiceDesk
    field: Field
    everyone: dict[str, httpx.AsyncClient]
    customer_id: str

    async def ask(self, login: str = "clerk", **asked: Any) -> dict[str, Any]:
        """Ask what would come of it."""
        answer = await self.refused(login, **asked)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def refused(self, login: str = "clerk", **asked: Any) -> httpx.Response:
        """Ask, and take whatever is answered."""
        params = {"kind": "report"} | asked
        return await self.everyone[login].get("/api/acceptance/prospect", params=params)

    async def declare(self, area: str = "tianning", **more: Any) -> str:
        """Let something be out of order in an area."""
        body = {
            "area_id": str(self.field.areas[area]),
            "text": {"zh-CN": "光缆被挖断", "en": "Fibre cut"},
            "begins_at": NOW.isoformat(),
            "expected_until": (NOW + timedelta(hours=3)).isoformat(),
        }
        answer = await self.everyone["hq"].post("/api/outages", json=body | more)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["outage_id"])


@pytest_asyncio.fixture
async def outlook(database: Database, two_tenants: Tenants) -> AsyncIterator[Outlook]:
    east = two_tenants[0]
    desk = await set_up(database, east, acceptance_router, work_orders_router)
    field = await settle(database, east)
    repair_loop.subscribe(database.subscriptions, field_url="https://kefu.example/field")
    customer_id = new_id()
    desk.customers[customer_id] = CustomerCard(
        local_network_id=LocalNetworkId(east.networks["changzhou"]), name="吴倩", number="+8613912340001", **HOME
    )
    async with AsyncExitStack() as stack:
        everyone = {
            login: await stack.enter_async_context(web.browse(desk.app, login, tenant="east"))
            for login in ("clerk", "changzhou", "suzhou", "reader", "hq")
        }
        yield Outlook(desk, field, everyone, str(customer_id))


async def written(superuser: asyncpg.Connection) -> list[Any]:
    tables = ("ticket", "ticket_event", "work_order", "job", "ticket_draft")
    return [tuple(row) for table in tables for row in await superuser.fetch(f"SELECT * FROM {table} ORDER BY 1")]


async def test_what_is_foretold_is_what_comes(outlook: Outlook, superuser: asyncpg.Connection) -> None:
    before = await written(superuser)
    told = await outlook.ask(category_code="no-signal", customer_id=outlook.customer_id, severity="urgent")
    assert await written(superuser) == before
    body = complaint(kind="report", category_code="no-signal", customer_id=outlook.customer_id, severity="urgent")
    made = (await outlook.everyone["clerk"].post("/api/tickets", json=body)).json()
    file = (await outlook.everyone["clerk"].get(f"/api/tickets/{made['ticket_id']}")).json()
    for name in ("due_at", "first_answer_due_at", "regulator_due_at", "limit_h", "severity", "local_network_id"):
        assert told["ticket"][name] == file[name], name
    order = (await outlook.everyone["hq"].get(f"/api/work-orders/{file['work_order_id']}")).json()
    assert told["order"]["due_at"] == order["due_at"] == "2026-03-03T01:00:00Z"
    assert order["area"] == {"zh-CN": "tianning", "en": "tianning"}
    area = {"area_id": str(outlook.field.areas["tianning"]), "text": {"zh-CN": "tianning", "en": "tianning"}}
    assert told["order"]["area"] == area
    crew = {"crew_id": str(outlook.field.crews["tianning"]), "text": {"zh-CN": "tianning", "en": "tianning"}}
    assert told["order"]["crew"] == crew | {"open_orders": 0}
    assert told["order"]["is_repeat"] is False
    again = await outlook.ask(category_code="no-signal", customer_id=outlook.customer_id)
    assert again["order"]["is_repeat"] is True


async def test_a_complaint_goes_to_its_department_and_the_regulator_may_want_it_sooner(outlook: Outlook) -> None:
    own = await outlook.ask(kind="complaint", category_code="attitude", caller_number="13812342246")
    assert own["order"] is None
    assert own["ticket"]["department"] == {
        "department_id": str(outlook.desk.departments["service-quality"]),
        "name": {"zh-CN": "服务质量部", "en": "Service quality"},
    }
    assert (own["ticket"]["due_at"], own["ticket"]["regulator_due_at"]) == ("2026-03-04T01:00:00Z", None)
    sooner = await outlook.ask(
        kind="complaint", category_code="attitude", regulator_code="12300", regulator_received_on="2026-03-02"
    )
    assert sooner["ticket"]["due_at"] == sooner["ticket"]["regulator_due_at"] == "2026-03-02T16:00:00Z"
    said = await outlook.ask(
        kind="complaint",
        category_code="attitude",
        regulator_code="12300",
        regulator_due_at="2026-03-02T04:00:00Z",
    )
    assert said["ticket"]["due_at"] == "2026-03-02T04:00:00Z"


async def test_an_outage_is_known_before_and_after_a_category_is_chosen(outlook: Outlook) -> None:
    customer = {"customer_id": outlook.customer_id}
    assert await outlook.ask(**customer) == {"ticket": None, "order": None, "outages": []}
    outage_id = await outlook.declare()
    await outlook.declare("mute")
    await outlook.declare(begins_at=(NOW + timedelta(hours=1)).isoformat())
    for asked in (
        {},
        {"category_code": "no-signal"},
        {"category_code": "slow"},
        {"kind": "complaint", "category_code": "attitude"},
    ):
        [outage] = (await outlook.ask(**customer, **asked))["outages"]
        assert outage == {
            "outage_id": outage_id,
            "text": {"zh-CN": "光缆被挖断", "en": "Fibre cut"},
            "area": {"zh-CN": "tianning", "en": "tianning"},
            "begins_at": "2026-03-02T01:00:00Z",
            "expected_until": "2026-03-02T04:00:00Z",
        }
    stranger = {"category_code": "no-signal", "address": "翠竹新村 9-202"}  # nobody says in which district
    assert [each["outage_id"] for each in (await outlook.ask(**stranger))["outages"]] == [outage_id]
    elsewhere = await outlook.ask(**customer, category_code="no-signal", address="某处")
    assert (elsewhere["order"]["area"], elsewhere["outages"]) == (None, [])
    ended = await outlook.everyone["hq"].post(f"/api/outages/{outage_id}/close", json={"version": 1})
    assert ended.status_code == 200, ended.text
    assert (await outlook.ask(**customer))["outages"] == []


async def test_nobody_is_sent_for_what_is_settled_or_not_set_up(
    outlook: Outlook, superuser: asyncpg.Connection
) -> None:
    asked = {"category_code": "no-signal", "customer_id": outlook.customer_id}
    settled = await outlook.ask(**asked, is_settled_now=True)
    assert (settled["order"], settled["ticket"]["limit_h"]) == (None, 24)
    await superuser.execute("UPDATE work_order_type SET is_active = false")
    assert (await outlook.ask(**asked))["order"] is None


@pytest.mark.parametrize(
    ("asked", "field", "code"),
    [
        ({"category_code": "nothing"}, "category_code", "unknown"),
        ({"category_code": "attitude"}, "category_code", "unknown"),  # not of this kind
        ({"category_code": "faults"}, "category_code", "not-a-leaf"),
        ({"category_code": "no-signal", "regulator_code": "12345"}, "regulator.code", "unknown"),
    ],
)
async def test_what_cannot_be_accepted_is_said(outlook: Outlook, asked: dict[str, str], field: str, code: str) -> None:
    answer = await outlook.refused(**asked)
    assert (answer.status_code, answer.json()["code"]) == (422, "ticket-invalid")
    assert [(each["field"], each["code"]) for each in answer.json()["errors"]] == [(field, code)]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"kind": "wish"}, 422),
        ({"customer_id": "me"}, 422),
        ({"customer_id": str(UUID(int=1))}, 404),
        ({"severity": "awful"}, 422),
        ({"regulator_due_at": "soon"}, 422),
        ({"address": "路" * 201}, 422),
        ({"category_code": "no-signal", "local_network_id": str(UUID(int=1))}, 403),
        ({"wrong": "field"}, 422),
    ],
)
async def test_bad_questions_have_clear_answers(outlook: Outlook, asked: dict[str, str], status: int) -> None:
    answer = await outlook.refused(**asked)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_city_sees_its_own_only(outlook: Outlook) -> None:
    await outlook.declare()
    there = {"category_code": "no-signal", **HOME}
    ours = await outlook.ask("changzhou", **there)
    assert (ours["order"]["area"]["text"]["en"], len(ours["outages"])) == ("tianning", 1)
    theirs = await outlook.ask("suzhou", **there)
    assert (theirs["order"]["area"], theirs["order"]["crew"], theirs["outages"]) == (None, None, [])
    assert (await outlook.ask("suzhou", **HOME))["outages"] == []
    network = str(outlook.desk.organisation.networks["changzhou"])
    refused = await outlook.refused("suzhou", category_code="no-signal", local_network_id=network)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    unheard = await outlook.refused("reader", **there)
    assert (unheard.status_code, unheard.json()["code"]) == (403, "forbidden")


async def test_what_a_complaint_is_about_stays_with_it(outlook: Outlook) -> None:
    about = {"about_order_id": str(new_id()), "survey_case_id": str(new_id())}
    made = (await outlook.everyone["clerk"].post("/api/tickets", json=complaint(**about))).json()
    file = (await outlook.everyone["clerk"].get(f"/api/tickets/{made['ticket_id']}")).json()
    assert {name: file[name] for name in about} == about
