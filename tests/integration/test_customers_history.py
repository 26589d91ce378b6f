"""Everything that passed between a customer and us, and what is going on with him: joined from every room."""

import json
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest

from kefu.journeys.customer_360.service import Customer360
from kefu.kernel.ids import WorkOrderId
from kefu.kernel.instant import to_ms
from kefu.messaging import service as messaging
from kefu.messaging.model import Arrived
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from kefu.platform.numbering import parse_number
from kefu.workorders import service as workorders
from kefu.workorders.model.orders import Action, Detail, Step, Via
from support import history, web
from support.customers import VAULT
from support.history import House
from support.organisation import NOW, Organisation
from support.postgres import DatabaseUrls

Tenants = tuple[Organisation, Organisation]
KINDS = ["survey", "message", "message", "order", "ticket", "call"]


@pytest.fixture
async def house(
    database: Database, database_urls: DatabaseUrls, superuser: asyncpg.Connection, two_tenants: Tenants
) -> House:
    return await history.build(database, database_urls, superuser, two_tenants[0])


async def test_every_kind_is_told_newest_first_each_with_its_state(house: House) -> None:
    call_id = await house.call(0)
    ticket = await house.ticket(1)
    order_id = await house.order(2)
    sms_id = await house.sms(3)
    await house.writes(4, "收到")
    case_id = await house.survey(5)
    items = await house.timeline()
    assert [item["kind"] for item in items] == KINDS
    assert [item["at_ms"] for item in items] == [
        to_ms(NOW + timedelta(minutes=minutes)) for minutes in range(5, -1, -1)
    ]
    survey, received, sent, order, complaint, call = items
    assert (survey["item_id"], survey["state"]["text"]["en"]) == (str(case_id), "Success")
    assert (survey["subject"]["en"], survey["result"]["en"]) == ("Repairs", "Satisfied")
    assert (received["direction"], received["detail"], received["state"]) == ("inbound", "收到", None)
    assert (sent["item_id"], sent["detail"], sent["state"]["code"]) == (str(sms_id), "您的工单已受理", "queued")
    assert (order["item_id"], order["subject"]["en"], order["state"]["text"]["en"]) == (
        str(order_id),
        "Repair",
        "To be dispatched",
    )
    assert (complaint["no"], complaint["title"]["en"]) == (ticket["ticket_no"], "Complaint")
    assert complaint["state"]["text"] == {"zh-CN": "已受理", "en": "Accepted"}
    assert (call["item_id"], call["call_id"], call["title"]["en"]) == (str(call_id), str(call_id), "Call received")
    assert all(item["can_open"] for item in items)


async def test_kinds_can_be_chosen_and_pages_follow_each_other(house: House) -> None:
    for minutes in range(14):
        await house.sms(minutes, f"第{minutes}条")
    for minutes in range(9):
        await house.order(minutes)
    assert {item["kind"] for item in await house.timeline(kind="order")} == {"order"}
    assert len(await house.timeline(kind=["order", "ticket"])) == 9
    seen: list[tuple[int, str]] = []
    before, sizes = "", []
    async with web.browse(house.desk.app, "admin", tenant="east") as client:
        while before is not None:
            path = f"/api/customers/{house.zhou_id}/timeline"
            page = (await client.get(path, params={"before": before} if before else {})).json()
            seen += [(item["at_ms"], item["item_id"]) for item in page["items"]]
            sizes.append(len(page["items"]))
            before = page["next_before"]
        answer = await client.get(f"/api/customers/{house.zhou_id}/timeline", params={"kind": "fax"})
        assert answer.status_code == 422
    assert sizes == [20, 3]
    assert seen == sorted(set(seen), reverse=True)


async def test_words_are_for_those_who_may_read_them_there(house: House) -> None:
    await house.call(0)
    await house.ticket(1)
    await house.order(2)
    await house.sms(3, "验证码 4711")
    items = await house.timeline("agent")  # sees customers, but neither tickets nor orders nor messages
    assert [(item["kind"], item["detail"], item["can_open"]) for item in items] == [
        ("message", "", False),
        ("order", "", False),
        ("ticket", "", False),
        ("call", "", False),
    ]
    assert "4711" not in json.dumps(items)
    assert [item["no"] != "" for item in items] == [False, True, True, False]
    assert items[-1]["call_id"] is None


async def test_another_citys_and_other_tenants_lines_are_hidden(house: House) -> None:
    suzhou = house.organisation.networks["suzhou"]
    await house.sms(0, "常州")
    await house.sms(1, "苏州", local_network_id=suzhou)
    await house.superuser.execute(
        "UPDATE work_order SET local_network_id = $1 WHERE id = $2", suzhou, await house.order(2)
    )
    await house.order(3)
    assert [item["kind"] for item in await house.timeline()] == ["order", "order", "message", "message"]
    assert [item["kind"] for item in await house.timeline("city")] == ["order", "message"]
    assert len((await house.situation())["work"]) == 2
    assert len((await house.situation("city"))["work"]) == 1


async def test_a_pop_leaves_out_what_lies_outside_the_viewers_network(house: House) -> None:
    """A pop is read for all viewers at once: what row security would hide is left out for each."""
    await house.superuser.execute(
        "UPDATE work_order SET local_network_id = $1 WHERE id = $2",
        house.organisation.networks["suzhou"],
        await house.order(2),
    )
    view = Customer360(vault=VAULT)
    async with house.database.read(house.organisation.scope) as reader:
        file = await view.pop(reader, parse_number(house.zhou.phones[0]), now=NOW)
    assert [len(file.situation.work), len(file.contacts)] == [1, 1]


async def test_a_repairmans_own_messages_are_not_his_as_a_customer(house: House) -> None:
    sent = await house.sms(0, "工单 261122-0000001 王芳 翠竹新村", purpose="work-order")
    async with house.database.transaction(house.organisation.scope) as session:
        await messaging.receive(
            session,
            tenant_id=house.organisation.tenant_id,
            gateway="lab",
            arrived=Arrived(sender=house.zhou.phones[0], to="10650", text="1", external_id="x"),
            in_reply_to=sent,
            local_network_id=None,
            now=NOW,
        )
    await house.sms(1, "给别人", to="+8613987654321")
    assert await house.timeline() == []


async def test_a_survey_of_a_file_is_known_by_its_number_but_not_taken_from_another(house: House) -> None:
    by_number = await house.survey(0, "no_answer", customer_id=None)
    await house.survey(1, customer_id=new_id())
    (item,) = await house.timeline()
    assert (item["item_id"], item["state"]["code"], item["result"]) == (str(by_number), "no_answer", None)


async def test_open_work_is_told_with_its_deadline_what_is_due_first_comes_first(house: House) -> None:
    ticket = await house.ticket(category_code="billing")  # 24 h
    order_id = await house.order(-60)  # due an hour earlier
    closed = await house.order(0)
    step = Step(
        action=Action.CANCEL,
        key=str(new_id()),
        at=NOW,
        via=Via.CONSOLE,
        detail=Detail(reason="误报"),
        base_version=1,
    )
    async with house.database.transaction(house.organisation.scope) as session:
        await workorders.act(session, tenant_id=house.organisation.tenant_id, order_id=WorkOrderId(closed), step=step)
    work = (await house.situation())["work"]
    assert [(each["kind"], each["item_id"]) for each in work] == [
        ("order", str(order_id)),
        ("ticket", ticket["ticket_id"]),
    ]
    order, complaint = work
    assert order["due_at_ms"] == to_ms(NOW + timedelta(hours=23))
    assert (order["subject"]["en"], order["state"]["code"], order["is_waiting"]) == ("Repair", "pending", False)
    assert complaint["unit"] == {"zh-CN": "服务质量部", "en": "Service quality"}
    assert (complaint["no"], complaint["subject"]["zh-CN"]) == (ticket["ticket_no"], "资费")
    assert complaint["due_at_ms"] == to_ms(datetime.fromisoformat(ticket["due_at"]))
    hidden = (await house.situation("agent"))["work"]
    assert [each["can_open"] for each in hidden] == [False, False]


async def test_an_outage_of_the_district_or_of_the_whole_city_is_known(house: House) -> None:
    city = await house.outage("常州", "changzhou", begins=NOW - timedelta(hours=2))
    district = await house.outage("常州/天宁区", "changzhou")
    await house.outage("常州/天宁", "changzhou")  # another place whose name begins alike
    await house.outage("常州/钟楼区", "changzhou")
    await house.outage("苏州", "suzhou")
    await house.outage("常州", "changzhou", closed_at=NOW)
    await house.outage("常州", "changzhou", begins=NOW + timedelta(hours=2))  # announced, not begun
    found = (await house.situation("city"))["outages"]
    assert [each["outage_id"] for each in found] == [str(city), str(district)]
    assert found[0]["text"] == {"zh-CN": "光缆被挖断", "en": "Cable cut"}
    assert found[0]["expected_until_ms"] == to_ms(NOW + timedelta(hours=3))


async def test_faults_that_come_again_are_warned_of_with_the_earlier_ones(house: House) -> None:
    card = house.zhou.holdings[0].resource
    report: dict[str, Any] = {"kind": "report", "category_code": "no-signal", "resource": card}
    first = await house.ticket(at=NOW - timedelta(days=20), **report)
    assert (await house.situation())["repeat"] is None
    second = await house.ticket(at=NOW - timedelta(days=3), **report)
    await house.ticket(at=NOW - timedelta(days=2))  # a complaint is no fault
    repeat = (await house.situation())["repeat"]
    assert (repeat["days"], repeat["product"]) == (30, card)
    assert [each["no"] for each in repeat["faults"]] == [second["ticket_no"], first["ticket_no"]]
    assert repeat["faults"][0]["subject"]["zh-CN"] == "无信号"
    assert (await house.situation(now=NOW + timedelta(days=11)))["repeat"] is None


async def test_orders_without_a_ticket_count_orders_of_other_kinds_do_not(house: House) -> None:
    await house.order(-60 * 24)
    await house.order(-60 * 24 * 2)
    assert len((await house.situation())["repeat"]["faults"]) == 2
    await house.superuser.execute("UPDATE ticket_category SET work_order_type = NULL")
    assert (await house.situation())["repeat"] is None


async def test_what_is_nobodys_or_not_in_scope_is_not_found(house: House) -> None:
    suzhou = await house.superuser.fetchval(
        "SELECT id FROM customer WHERE local_network_id = $1 LIMIT 1", house.organisation.networks["suzhou"]
    )
    for login, customer_id, status in (("city", suzhou, 404), ("admin", new_id(), 404), ("reader", suzhou, 403)):
        async with web.browse(house.desk.app, login, tenant="east") as client:
            for what in ("timeline", "situation"):
                assert (await client.get(f"/api/customers/{customer_id}/{what}")).status_code == status, (login, what)


async def test_whom_he_talked_with_last_is_found_behind_many_messages(house: House) -> None:
    await house.call(0)
    for minutes in range(1, 13):
        await house.sms(minutes)
    view = Customer360(vault=VAULT)
    async with house.database.read(house.organisation.scope) as reader:
        file = await view.pop(reader, parse_number(house.zhou.phones[0]), now=NOW)
    assert file.situation.last_agent_id == house.organisation.agent_id
    assert {contact.kind for contact in file.contacts} == {"message"}


async def test_a_pop_is_three_statements(house: House) -> None:
    sent: list[str] = []
    async with house.database.read(house.organisation.scope) as reader:
        driver: Any = reader
        with driver.query_logger(lambda record: sent.append(record.query)):
            await Customer360(vault=VAULT).pop(reader, parse_number(house.zhou.phones[0]), now=NOW)
    assert len(sent) == 3, sent
