"""Tickets over HTTP on a real database: accept, act, list; walls, denials, conflicts."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest
import pytest_asyncio

from kefu.platform.db import Database
from kefu.platform.ids import new_id
from kefu.tickets import service
from kefu.tickets.events import TicketAccepted, TicketClosed, TicketHandedOver, TicketReplied
from kefu.tickets.model import Category, TicketKind
from kefu_lab.seed.forms import publish_forms
from support import web
from support.organisation import NOW, Organisation
from support.tickets import ServiceDesk, complaint, set_up

Tenants = tuple[Organisation, Organisation]


@pytest.fixture
async def desk(database: Database, two_tenants: Tenants) -> ServiceDesk:
    await set_up(database, two_tenants[1])
    return await set_up(database, two_tenants[0])


@pytest_asyncio.fixture
async def asked(desk: ServiceDesk) -> AsyncIterator[httpx.AsyncClient]:
    """Give whoever is asked first; he sees numbers."""
    async with web.browse(desk.app, "asked", tenant="east") as client:
        yield client


@pytest_asyncio.fixture
async def clerk(desk: ServiceDesk) -> AsyncIterator[httpx.AsyncClient]:
    async with web.browse(desk.app, "clerk", tenant="east") as client:
        yield client


async def accept(client: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    answer = await client.post("/api/tickets", json=complaint(**more))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def act(client: httpx.AsyncClient, ticket: dict[str, Any], action: str, **more: Any) -> httpx.Response:
    body = {"action": action, "version": ticket["version"], "key": str(new_id())} | more
    return await client.post(f"/api/tickets/{ticket['ticket_id']}/actions", json=body)


async def did(client: httpx.AsyncClient, ticket: dict[str, Any], action: str, **more: Any) -> dict[str, Any]:
    answer = await act(client, ticket, action, **more)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def wrong_fields(answer: httpx.Response) -> set[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return {(each["field"], each["code"]) for each in answer.json()["errors"]}


async def rows(superuser: asyncpg.Connection) -> list[Any]:
    found = []
    for table in ("ticket", "ticket_event", "ticket_reply", "job", "ticket_draft"):
        found += [tuple(row) for row in await superuser.fetch(f"SELECT * FROM {table} ORDER BY 1")]
    return found


async def test_what_is_accepted_is_there_with_its_deadline_and_its_first_line(
    desk: ServiceDesk, asked: httpx.AsyncClient
) -> None:
    made = await accept(asked)
    assert made["ticket_no"][:8] == "C260302-"
    assert len(made["ticket_no"]) == 15
    assert made | {"ticket_id": "", "ticket_no": ""} == {
        "ticket_id": "",
        "ticket_no": "",
        "state": "accepted",
        "is_final": False,
        "version": 1,
        "due_at": "2026-03-04T01:00:00Z",
        "department_id": str(desk.departments["service-quality"]),
    }
    file = (await asked.get(f"/api/tickets/{made['ticket_id']}")).json()
    assert file["category"] == {"zh-CN": "服务态度", "en": "attitude"}
    assert file["department"]["zh-CN"] == "服务质量部"
    assert (file["first_responsible"], file["handler"]) == ("Asked", None)
    assert file["local_network_id"] is None  # a number of Lianyungang, where this operator has no network
    assert file["first_answer_due_at"] == "2026-03-02T05:00:00Z"
    assert (file["caller_number"], file["reply_to"]) == ("138 1234 2246", "138 1234 2246")
    assert file["actions"] == ["take", "hand_over", "note", "answer", "cancel"]
    assert [(each["action"], each["person"], each["to_state"]) for each in file["events"]] == [
        ("accept", "Asked", "accepted")
    ]
    [told] = desk.told(TicketAccepted)
    assert (str(told.ticket_id), told.caller_number, told.is_settled_now) == (
        made["ticket_id"],
        "+8613812342246",
        False,
    )


async def test_a_customer_needs_neither_name_nor_number(
    desk: ServiceDesk, asked: httpx.AsyncClient, clerk: httpx.AsyncClient, two_tenants: Tenants
) -> None:
    network = two_tenants[0].networks["suzhou"]
    customer = desk.customer("吴倩", "+8613912340001", network)
    made = await accept(asked, customer_id=customer, caller_name="", caller_number="")
    file = (await clerk.get(f"/api/tickets/{made['ticket_id']}")).json()
    assert (file["caller_name"], file["caller_number"]) == ("吴倩", "139 **** 0001")
    assert file["local_network_id"] == str(network)
    answer = await asked.post("/api/tickets", json=complaint(customer_id=str(new_id())))
    assert problem(answer) == (404, "ticket-customer-not-found")


async def test_phone_numbers_in_a_form_are_masked_like_the_others(
    desk: ServiceDesk, asked: httpx.AsyncClient, clerk: httpx.AsyncClient
) -> None:
    tenant_id = desk.organisation.tenant_id
    category = Category(
        code="fees", kind=TicketKind.COMPLAINT, name={"zh-CN": "资费", "en": "Fees"}, form_code="complaint"
    )
    async with desk.database.transaction(desk.organisation.scope) as session:
        await publish_forms(session, tenant_id, now=NOW)
        await service.define_category(session, tenant_id=tenant_id, wanted=category)
    answers = {"about": "other", "happened": "多收了三个月的费用", "demand": "退费", "contact": "13812342246"}
    made = await accept(asked, category_code="fees", answers=answers)
    seen = [(await each.get(f"/api/tickets/{made['ticket_id']}")).json()["answers"] for each in (asked, clerk)]
    assert [each.pop("contact") for each in seen] == ["138 1234 2246", "138 **** 2246"]
    assert seen[0] == seen[1] == {code: answer for code, answer in answers.items() if code != "contact"}


async def test_what_is_wrong_is_told_by_field_and_leaves_nothing(
    asked: httpx.AsyncClient, superuser: asyncpg.Connection
) -> None:
    before = await rows(superuser)
    for body, wrong in (
        ({"category_code": "nothing"}, {("category_code", "unknown")}),
        ({"category_code": "bill"}, {("category_code", "unknown")}),
        ({"kind": "report", "category_code": "faults"}, {("category_code", "not-a-leaf")}),
        ({"caller_name": "", "caller_number": ""}, {("caller_number", "required"), ("reply_to", "unreachable")}),
        ({"reply_by": "mail"}, {("reply_to", "unreachable")}),
        ({"is_settled_now": True}, {("is_settled_now", "not-of-this-kind")}),
        ({"regulator": {"code": "99"}}, {("regulator.code", "unknown")}),
        ({"repeat_of": str(new_id())}, {("repeat_of", "unknown")}),
    ):
        assert wrong_fields(await asked.post("/api/tickets", json=complaint(**body))) == wrong
    strange = complaint(local_network_id=str(new_id()))
    assert problem(await asked.post("/api/tickets", json=strange)) == (403, "forbidden")
    assert await rows(superuser) == before


async def test_the_same_key_is_the_same_ticket(asked: httpx.AsyncClient, superuser: asyncpg.Connection) -> None:
    body = complaint()
    first, second = [(await asked.post("/api/tickets", json=body)).json() for _ in range(2)]
    assert first == second
    assert await superuser.fetchval("SELECT count(*) FROM ticket") == 1
    assert await superuser.fetchval("SELECT count(*) FROM ticket_event") == 1
    body = complaint()
    both = await asyncio.gather(*(asked.post("/api/tickets", json=body) for _ in range(2)))
    assert both[0].json() == both[1].json() != first
    assert await superuser.fetchval("SELECT count(*) FROM ticket") == 2


async def test_an_enquiry_is_settled_at_once(desk: ServiceDesk, asked: httpx.AsyncClient) -> None:
    made = await accept(asked, kind="enquiry", category_code="bill", is_settled_now=True)
    assert (made["state"], made["is_final"]) == ("closed", True)
    assert [event.is_cancelled for event in desk.told(TicketClosed)] == [False]
    assert await desk.rings(NOW + timedelta(days=30)) == 0
    desk.watch.now = NOW
    file = (await asked.get(f"/api/tickets/{made['ticket_id']}")).json()
    assert file["actions"] == ["note", "reopen"]
    assert (await asked.get("/api/tasks")).json()["tasks"] == []


async def test_the_stricter_deadline_counts(asked: httpx.AsyncClient) -> None:
    made = await accept(asked, regulator={"code": "12300", "case_no": "GX-17", "received_on": "2026-03-02"})
    assert made["due_at"] == "2026-03-02T16:00:00Z"  # a day from midnight in Shanghai
    made = await accept(asked, regulator={"code": "12300", "due_at": "2026-04-01T00:00:00Z"})
    assert made["due_at"] == "2026-03-04T01:00:00Z"


async def test_two_handlers_at_once_get_one_ticket_and_one_conflict(
    desk: ServiceDesk, asked: httpx.AsyncClient, clerk: httpx.AsyncClient
) -> None:
    made = await accept(asked)
    async with web.browse(desk.app, "clerk2", tenant="east") as other:
        answers = await asyncio.gather(act(clerk, made, "take"), act(other, made, "take"))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    [refused] = [answer for answer in answers if answer.status_code == 409]
    assert problem(refused) == (409, "ticket-changed")
    assert refused.json()["facts"] == {"state": "in_progress", "version": 2}


async def test_done_again_under_the_same_key_changes_nothing(
    asked: httpx.AsyncClient, clerk: httpx.AsyncClient, superuser: asyncpg.Connection
) -> None:
    made = await accept(asked)
    taken = await did(clerk, made, "take", key="once")
    before = await rows(superuser)
    again = await did(clerk, made, "take", key="once")
    assert again == taken
    assert await rows(superuser) == before


async def test_nothing_is_closed_without_a_reply(
    desk: ServiceDesk, asked: httpx.AsyncClient, clerk: httpx.AsyncClient, superuser: asyncpg.Connection
) -> None:
    made = await accept(asked)
    before = await rows(superuser)
    assert problem(await act(asked, made, "close")) == (409, "ticket-not-answered")
    refused = await act(asked, made, "confirm", is_satisfied=True)
    assert problem(refused) == (409, "action-not-possible")
    assert refused.json()["facts"]["state"] == "accepted"
    assert await rows(superuser) == before
    answered = await did(clerk, made, "answer", text="已道歉", by="sms")
    assert (answered["state"], answered["actions"]) == ("answered", ["note", "confirm", "close", "reopen"])
    [reply] = answered["replies"]
    assert (reply["by"], reply["recipient"], reply["state"]) == ("sms", "138 **** 2246", "sent")
    [told] = desk.told(TicketReplied)
    assert (told.recipient, told.text, str(told.reply_id)) == ("+8613812342246", "已道歉", reply["reply_id"])
    closed = await did(asked, answered, "close")
    assert (closed["state"], closed["is_final"]) == ("closed", True)


async def test_a_reply_by_phone_is_a_call_for_whoever_was_asked_first(
    desk: ServiceDesk, asked: httpx.AsyncClient, clerk: httpx.AsyncClient
) -> None:
    made = await accept(asked)
    waiting = await did(clerk, made, "answer", text="请致歉并赠送一个月", by="phone")
    assert (waiting["state"], waiting["answered_at"], waiting["is_call_pending"]) == ("awaiting_call", None, True)
    assert [task["expected"] for task in (await asked.get("/api/tasks")).json()["tasks"]] == ["call_back"]
    assert (await clerk.get("/api/tasks")).json()["tasks"] == []
    assert problem(await act(asked, waiting, "close")) == (409, "ticket-not-answered")
    missed = await did(asked, waiting, "call_made", is_reached=False, note="无人接听")
    assert (missed["state"], missed["replies"][0]["attempts"]) == ("awaiting_call", 1)
    reached = await did(asked, missed, "call_made", is_reached=True)
    assert (reached["state"], reached["replies"][0]["state"]) == ("answered", "given")
    assert [task["expected"] for task in (await asked.get("/api/tasks")).json()["tasks"]] == ["confirm"]


async def test_it_is_handed_over_and_who_was_asked_first_stays_responsible(
    desk: ServiceDesk, asked: httpx.AsyncClient, clerk: httpx.AsyncClient, two_tenants: Tenants
) -> None:
    made = await accept(asked)
    desk.watch.pass_time(timedelta(minutes=20))
    network = str(desk.departments["network"])
    file = await did(asked, made, "hand_over", department_id=network, note="线路问题")
    assert (file["state"], file["department_id"], file["first_responsible"]) == ("handed_over", network, "Asked")
    assert file["due_at"] == "2026-03-04T01:20:00Z"
    assert file["events"][-1]["detail"]["department"] == {"zh-CN": "网络部", "en": "Network"}
    person = str(two_tenants[0].people["clerk"])
    file = await did(asked, file, "hand_over", person_id=person)
    assert (file["handler"], file["department_id"], file["first_responsible"]) == ("Clerk", network, "Asked")
    assert len(desk.told(TicketHandedOver)) == 2
    assert [task["expected"] for task in (await clerk.get("/api/tasks")).json()["tasks"]] == ["answer"]
    for wrong in ({}, {"department_id": str(new_id())}, {"person_id": str(new_id())}):
        assert problem(await act(asked, file, "hand_over", **wrong)) == (422, "ticket-invalid")


async def test_duplicates_are_found_with_reasons(desk: ServiceDesk, asked: httpx.AsyncClient) -> None:
    customer = desk.customer("吴倩", "+8613912340001", None)
    here = {"address": "常州市天宁区翠竹路1号", "district_path": "常州/天宁区"}
    first = await accept(asked, customer_id=customer, **here)
    asking = {"customer_id": customer, "category": "attitude", **here}
    [found] = (await asked.get("/api/tickets/duplicates", params=asking)).json()
    assert (found["ticket_id"], found["reasons"]) == (
        first["ticket_id"],
        ["same_customer", "same_address", "same_district"],
    )
    [found] = (await asked.get("/api/tickets/duplicates", params=asking | {"customer_id": str(new_id())})).json()
    assert found["reasons"] == ["same_address", "same_district"]
    assert (await asked.get("/api/tickets/duplicates")).json() == []
    repeat = await accept(asked, repeat_of=first["ticket_id"])
    assert (await asked.get(f"/api/tickets/{repeat['ticket_id']}")).json()["repeat_of"] == first["ticket_id"]
    desk.watch.pass_time(timedelta(days=7, seconds=1))
    async with web.browse(desk.app, "asked", tenant="east") as later:
        assert (await later.get("/api/tickets/duplicates", params=asking)).json() == []


async def test_lists_are_filtered_counted_and_paged(
    desk: ServiceDesk, asked: httpx.AsyncClient, clerk: httpx.AsyncClient
) -> None:
    made = [await accept(asked, category_code="billing" if number % 2 else "attitude") for number in range(52)]
    page = (await clerk.get("/api/tickets")).json()
    assert [each["ticket_id"] for each in page["tickets"]] == [each["ticket_id"] for each in made[:1:-1]]
    rest = (await clerk.get("/api/tickets", params={"before": page["next_before"]})).json()
    assert ([each["ticket_id"] for each in rest["tickets"]], rest["next_before"]) == (
        [made[1]["ticket_id"], made[0]["ticket_id"]],
        None,
    )
    due = (await clerk.get("/api/tickets", params={"sort": "due"})).json()
    more = (await clerk.get("/api/tickets", params={"sort": "due", "before": due["next_before"]})).json()
    times = [each["due_at"] for each in (*due["tickets"], *more["tickets"])]
    assert (len(times), times) == (52, sorted(times))

    async def many(**params: Any) -> int:
        return len((await clerk.get("/api/tickets", params=params)).json()["tickets"])

    assert await many(category="billing") == 26
    assert await many(no=made[0]["ticket_no"].lower()) == 1
    assert await many(mine=True) == 0
    assert await many(kind="report") == 0
    assert await many(department_id=str(desk.departments["network"])) == 0
    assert await many(is_open=False) == 0
    assert await many(overdue=True) == 0
    desk.watch.pass_time(timedelta(hours=25))
    async with web.browse(desk.app, "asked", tenant="east") as later:
        assert len((await later.get("/api/tickets", params={"overdue": True})).json()["tickets"]) == 26
        counted = (await later.get("/api/tickets/counts")).json()
    assert counted == [{"kind": "complaint", "state": "accepted", "open": 52, "overdue": 26, "mine": 52}]


async def test_a_city_sees_its_own_and_another_tenant_nothing(
    desk: ServiceDesk, asked: httpx.AsyncClient, two_tenants: Tenants, superuser: asyncpg.Connection
) -> None:
    east = two_tenants[0]
    made = await accept(asked, local_network_id=str(east.networks["suzhou"]))
    before = await rows(superuser)
    async with web.browse(desk.app, "changzhou", tenant="east") as changzhou:
        assert (await changzhou.get("/api/tickets")).json()["tickets"] == []
        assert problem(await changzhou.get(f"/api/tickets/{made['ticket_id']}")) == (404, "ticket-not-found")
        assert problem(await act(changzhou, made, "take")) == (404, "ticket-not-found")
        strange = complaint(local_network_id=str(east.networks["suzhou"]))
        assert problem(await changzhou.post("/api/tickets", json=strange)) == (403, "forbidden")
        settings = (await changzhou.get("/api/ticket-settings")).json()
        assert {each["code"] for each in settings["departments"]} == {"service-quality", "network"}
    async with web.browse(desk.app, "clerk", tenant="west") as west:
        assert (await west.get("/api/tickets")).json()["tickets"] == []
        assert problem(await act(west, made, "take")) == (404, "ticket-not-found")
    async with web.browse(desk.app, "reader", tenant="east") as reader:
        assert problem(await act(reader, made, "take")) == (403, "forbidden")
        assert problem(await reader.post("/api/tickets", json=complaint())) == (403, "forbidden")
        assert len((await reader.get("/api/tickets")).json()["tickets"]) == 1
    async with web.browse(desk.app, "agent", tenant="east") as agent:
        assert problem(await agent.get("/api/tickets")) == (403, "forbidden")
    assert await rows(superuser) == before
    async with web.browse(desk.app, "suzhou", tenant="east") as suzhou:
        assert (await did(suzhou, made, "take"))["handler"] == "Suzhou"


async def test_a_number_that_is_taken_is_drawn_again(asked: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([7, 7, 8])
    monkeypatch.setattr("secrets.randbelow", lambda most: next(drawn))
    first, second = await accept(asked), await accept(asked)
    assert (first["ticket_no"], second["ticket_no"]) == ("C260302-0000007", "C260302-0000008")
