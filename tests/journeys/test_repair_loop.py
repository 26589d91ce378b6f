"""A report makes a work order, whose end answers it; a reply goes out by SMS, and comes back when it is lost."""

from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from kefu.journeys import repair_loop
from kefu.journeys.repair_loop.cards import customer_card
from kefu.kernel.ids import WorkOrderId
from kefu.messaging.events import MessageDelivered, MessageUndeliverable
from kefu.platform.db import Database
from kefu.platform.events import publish
from kefu.platform.ids import new_id
from kefu.workorders import service as work_orders
from kefu.workorders.http import router as work_orders_router
from kefu.workorders.model.orders import Action, Detail, Step, Via
from support import web
from support.customers import ids_of
from support.customers import settle as people_of
from support.organisation import NOW, Organisation
from support.postgres import DatabaseUrls
from support.tickets import ServiceDesk, complaint, set_up
from support.workorders import Field, settle

Tenants = tuple[Organisation, Organisation]
HERE = {"address": "常州市天宁区翠竹新村12号3幢2单元501室", "district_path": "常州/天宁区", "resource": "8200 1234"}


@pytest.fixture
async def desk(database: Database, two_tenants: Tenants) -> ServiceDesk:
    repair_loop.subscribe(database.subscriptions, field_url="https://field.test")
    return await set_up(database, two_tenants[0], work_orders_router)


@pytest.fixture
async def field(database: Database, two_tenants: Tenants) -> Field:
    return await settle(database, two_tenants[0])


async def accept(client: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    said = {"kind": "report", "category_code": "no-signal", "description": "全部频道无信号"}
    body = complaint(**(said | HERE | more))
    answer = await client.post("/api/tickets", json=body)
    assert answer.status_code == 201, answer.text
    return await read(client, answer.json()["ticket_id"])


async def read(client: httpx.AsyncClient, ticket_id: str) -> dict[str, Any]:
    return dict((await client.get(f"/api/tickets/{ticket_id}")).json())


async def act(client: httpx.AsyncClient, ticket: dict[str, Any], action: str, **more: Any) -> dict[str, Any]:
    body = {"action": action, "version": ticket["version"], "key": str(new_id())} | more
    answer = await client.post(f"/api/tickets/{ticket['ticket_id']}/actions", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def step(desk: ServiceDesk, ticket: dict[str, Any], action: Action, **detail: Any) -> None:
    async with desk.database.transaction(desk.organisation.scope) as session:
        await work_orders.act(
            session,
            tenant_id=desk.organisation.tenant_id,
            order_id=WorkOrderId(UUID(ticket["work_order_id"])),
            step=Step(action=action, key=str(new_id()), at=NOW, via=Via.CONSOLE, detail=Detail(**detail)),
        )


async def expected(client: httpx.AsyncClient) -> list[str]:
    return [task["expected"] for task in (await client.get("/api/tasks")).json()["tasks"]]


async def test_a_report_is_answered_by_its_work_order(desk: ServiceDesk, field: Field) -> None:
    async with web.browse(desk.app, "asked", tenant="east") as asked, web.browse(desk.app, "hq", tenant="east") as hq:
        ticket = await accept(asked)
        assert (ticket["state"], ticket["is_order_open"]) == ("accepted", True)
        order = (await hq.get(f"/api/work-orders/{ticket['work_order_id']}")).json()
        assert (order["type_code"], order["severity_code"], order["address"]) == ("repair", "ordinary", HERE["address"])
        assert (order["ticket_id"], order["description"]) == (ticket["ticket_id"], "全部频道无信号")
        assert ticket["events"][-1]["detail"]["order_no"] == order["order_no"]
        assert await expected(asked) == ["see_to_the_end"]

        crew = {"crew_id": field.crews["tianning"], "person_id": field.people["li"]}
        await step(desk, ticket, Action.ASSIGN, **crew)
        await step(desk, ticket, Action.RETURN, reason="不在家")
        ticket = await read(asked, ticket["ticket_id"])
        assert (ticket["state"], ticket["is_order_open"]) == ("accepted", True)
        assert ticket["events"][-1]["detail"]["text"] == f"{order['order_no']} 不在家"

        await step(desk, ticket, Action.ASSIGN, **crew)
        await step(desk, ticket, Action.COMPLETE, result_code="fixed", is_fixed=True)
        ticket = await read(asked, ticket["ticket_id"])
        assert (ticket["state"], ticket["is_order_open"]) == ("answered", False)
        assert [reply["text"] for reply in ticket["replies"]] == [f"{order['order_no']} 已修复"]
        assert await expected(asked) == ["confirm"]
        closed = await act(asked, ticket, "close")
        assert closed["is_final"]

        again = await act(asked, closed, "reopen", reason="又没有信号了")
        assert (again["state"], again["is_order_open"]) == ("reopened", True)
        order = (await hq.get(f"/api/work-orders/{ticket['work_order_id']}")).json()
        assert (order["state"], order["reopened_count"]) == ("pending", 1)
        await act(asked, await act(asked, again, "answer", text="x", by="none"), "reopen", reason="x")  # it is open


async def test_what_is_not_fixed_answers_nothing(desk: ServiceDesk, field: Field) -> None:
    async with web.browse(desk.app, "asked", tenant="east") as asked:
        ticket = await accept(asked)
        await step(desk, ticket, Action.ASSIGN, crew_id=field.crews["tianning"])
        await step(desk, ticket, Action.COMPLETE, result_code="not-fixed", is_fixed=False)
        ticket = await read(asked, ticket["ticket_id"])
        assert (ticket["state"], ticket["is_order_open"], ticket["replies"]) == ("accepted", False, [])
        assert ticket["events"][-1]["detail"]["text"].endswith("未修复")
        assert await expected(asked) == ["answer"]
        await step(desk, ticket, Action.REOPEN, reason="再去一次")
        assert (await read(asked, ticket["ticket_id"]))["is_order_open"]
        await step(desk, ticket, Action.ASSIGN, crew_id=field.crews["tianning"])
        await step(desk, ticket, Action.COMPLETE, result_code="fixed", is_fixed=True)
        assert (await read(asked, ticket["ticket_id"]))["state"] == "answered"


async def test_a_cancelled_ticket_sends_nobody_and_a_cancelled_order_is_noted(
    desk: ServiceDesk, field: Field, superuser: asyncpg.Connection
) -> None:
    async with web.browse(desk.app, "asked", tenant="east") as asked:
        first, second = await accept(asked), await accept(asked)
        await act(asked, first, "cancel", reason="重复报修")
        await step(desk, second, Action.CANCEL, reason="区域性故障")
        assert [row[0] for row in await superuser.fetch("SELECT state FROM work_order")] == ["cancelled"] * 2
        assert (await read(asked, first["ticket_id"]))["state"] == "cancelled"
        second = await read(asked, second["ticket_id"])
        assert (second["state"], second["is_order_open"]) == ("accepted", False)
        await act(asked, second, "cancel", reason="x")  # its order is over


async def test_a_type_that_nobody_has_set_up_costs_nobody_his_ticket(
    desk: ServiceDesk, superuser: asyncpg.Connection
) -> None:
    async with web.browse(desk.app, "asked", tenant="east") as asked:
        ticket = await accept(asked)
        assert (ticket["state"], ticket["work_order_id"]) == ("accepted", None)
        settled = complaint(kind="report", category_code="no-signal", is_settled_now=True)
        assert (await asked.post("/api/tickets", json=settled)).status_code == 201
    assert await superuser.fetchval("SELECT count(*) FROM work_order") == 0


async def test_a_reply_goes_out_by_sms_and_what_becomes_of_it_comes_back(
    desk: ServiceDesk, superuser: asyncpg.Connection, two_tenants: Tenants
) -> None:
    async with web.browse(desk.app, "asked", tenant="east") as asked:
        ticket = await accept(asked, category_code="slow")
        ticket = await act(asked, ticket, "answer", text="已提速", by="sms")
        [row] = await superuser.fetch("SELECT * FROM message")
        assert (row["to_number"], row["text"], row["subject_id"]) == (
            "+8613812342246",
            "已提速",
            ticket["replies"][0]["reply_id"],
        )
        about = {
            "tenant_id": two_tenants[0].tenant_id,
            "at": NOW,
            "message_id": row["id"],
            "purpose": row["purpose"],
            "subject_kind": row["subject_kind"],
            "subject_id": row["subject_id"],
        }
        await tell(desk, MessageUndeliverable(**about, reason="expired"))
        ticket = await read(asked, ticket["ticket_id"])
        assert (ticket["state"], ticket["is_reply_lost"]) == ("in_progress", True)
        ticket = await act(asked, ticket, "answer", text="已提速", by="sms")
        again = about | {"subject_id": ticket["replies"][-1]["reply_id"]}
        await tell(desk, MessageDelivered(**again))
        await tell(desk, MessageDelivered(**(about | {"subject_kind": "other"})))
        ticket = await read(asked, ticket["ticket_id"])
        assert (ticket["state"], [each["state"] for each in ticket["replies"]]) == ("answered", ["failed", "given"])
        by_mail = await act(asked, await act(asked, ticket, "reopen", reason="x"), "note", text="x")
        assert by_mail["state"] == "reopened"


async def test_a_fixed_line_gets_no_sms(desk: ServiceDesk, superuser: asyncpg.Connection) -> None:
    async with web.browse(desk.app, "asked", tenant="east") as asked:
        ticket = await accept(asked, category_code="slow", caller_number="051988123456")
        body = {"action": "answer", "version": ticket["version"], "key": "k", "text": "x", "by": "sms"}
        refused = await asked.post(f"/api/tickets/{ticket['ticket_id']}/actions", json=body)
        assert refused.status_code == 422
        assert await read(asked, ticket["ticket_id"]) == ticket
        mailed = await act(asked, ticket, "answer", text="x", by="mail", recipient="wu@example.cn")
        assert mailed["replies"][0]["recipient"] == "wu@example.cn"
    assert await superuser.fetchval("SELECT count(*) FROM message") == 0


async def test_a_customers_file_says_who_he_is_and_where(
    desk: ServiceDesk, database_urls: DatabaseUrls, two_tenants: Tenants, superuser: asyncpg.Connection
) -> None:
    desk.app.state.ticket_cards = customer_card
    people = await people_of(desk.database, database_urls, two_tenants[0], 6)
    ids = await ids_of(superuser, two_tenants[0])
    somebody = next(each for each in people if each.network.name_zh == "苏州")
    known = {"customer_id": str(ids[somebody.account_no]), "caller_name": "", "caller_number": ""}
    async with web.browse(desk.app, "asked", tenant="east") as asked:
        ticket = await accept(asked, **known)
    assert (ticket["caller_name"], ticket["local_network_id"]) == (
        somebody.name,
        str(two_tenants[0].networks["suzhou"]),
    )
    assert ticket["caller_number"].replace(" ", "") in {phone.removeprefix("+86") for phone in somebody.phones}
    async with web.browse(desk.app, "changzhou", tenant="east") as elsewhere:
        refused = await elsewhere.post("/api/tickets", json=complaint(**known))
        assert (refused.status_code, refused.json()["code"]) == (404, "ticket-customer-not-found")


async def tell(desk: ServiceDesk, event: Any) -> None:
    async with desk.database.transaction(desk.organisation.scope) as session:
        await publish(session, event)
