"""Repairmen are told of their orders by SMS, and answer by SMS; what carries messages is not part of this."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import select

from kefu.journeys import repair_loop
from kefu.journeys.repair_loop.http import router
from kefu.kernel.scope import Scope
from kefu.messaging.events import MessageReceived
from kefu.messaging.tables import MessageRow
from kefu.platform.db import Database
from kefu.platform.events import publish
from kefu.platform.ids import new_id
from kefu.platform.jobs import Worker
from kefu.workorders import jobs
from kefu_lab.seed.messages import write_templates
from support import web
from support.organisation import NOW, Organisation
from support.workorders import PHONES, Field, make_app, opened, settle

Tenants = tuple[Organisation, Organisation]


class Office:
    """A dispatcher at his screen, and the outbox."""

    def __init__(
        self, database: Database, field: Field, app: FastAPI, client: httpx.AsyncClient, clock: web.Wristwatch
    ) -> None:
        self.database, self.field, self.app, self.client, self.clock = database, field, app, client, clock
        self.scope = Scope(field.organisation.tenant_id)

    async def assigned(self, login: str) -> dict[str, object]:
        """Open an order and give it to somebody."""
        return await self.assign(await opened(self.client), login)

    async def assign(self, order: dict[str, Any], login: str) -> dict[str, object]:
        """Give an order to somebody."""
        body = {
            "action": "assign",
            "version": order["version"],
            "key": "assign-1",
            "crew_id": str(self.field.crews["tianning"]),
            "person_id": str(self.field.people[login]),
        }
        for _ in range(2):  # pressed twice: told once
            answer = await self.client.post(f"/api/work-orders/{order['work_order_id']}/actions", json=body)
            assert answer.status_code == 200, answer.text
        return dict(answer.json()["order"])

    async def outbox(self) -> list[tuple[str, str]]:
        """List what is to be sent to whom."""
        async with self.database.transaction(self.scope) as session:
            rows = await session.scalars(select(MessageRow).order_by(MessageRow.id))
            return [(row.to_number, row.text) for row in rows]

    async def writes(self, login: str, text: str) -> None:
        """Let a repairman's message arrive."""
        async with self.database.transaction(self.scope) as session:
            event = MessageReceived(
                tenant_id=self.scope.tenant_id,
                at=self.clock(),
                inbound_id=new_id(),
                sender=PHONES[login],
                to="96296",
                text=text,
                in_reply_to=None,
            )
            await publish(session, event)

    async def state(self, order: dict[str, object]) -> str:
        """Tell how an order stands."""
        answer = await self.client.get(f"/api/work-orders/{order['work_order_id']}")
        return str(answer.json()["state"])


@pytest_asyncio.fixture
async def office(database: Database, two_tenants: Tenants) -> AsyncIterator[Office]:
    east = two_tenants[0]
    field = await settle(database, east)
    async with database.transaction(east.scope) as session:
        await write_templates(session, east.tenant_id)
    repair_loop.subscribe(database.subscriptions, field_url="https://kefu.example/field")
    clock = web.Wristwatch(NOW)
    app = make_app(database, clock)
    app.include_router(router)
    app.state.field_url = "https://kefu.example/field"
    async with web.browse(app, "hq", tenant="east") as client:
        yield Office(database, field, app, client, clock)


async def test_a_repairman_is_told_once_and_closes_by_sms(office: Office) -> None:
    order = await office.assigned("li")
    [(to, text)] = await office.outbox()
    assert to == PHONES["li"]
    for part in (
        order["order_no"],
        "王芳",
        "13812342246",
        "翠竹新村12号",
        "无信号",
        f"/field?order={order['order_no']}",
    ):
        assert str(part) in text
    number = str(order["order_no"]).replace("-", "")
    await office.writes("li", f"１　{number}")
    assert await office.state(order) == "accepted"
    await office.writes("li", f"9 {number} 已修复，更换接头")
    assert await office.state(order) == "completed"
    assert [to for to, _ in await office.outbox()] == [PHONES["li"]] * 3
    assert (await office.outbox())[-1][1] == f"工单{order['order_no']}：已登记。"


@pytest.mark.parametrize(
    ("login", "text", "answer"),
    [
        ("wang", "9 {number}", "没有找到您的工单"),
        ("li", "9 2611220000000", "没有找到您的工单"),
        ("li", "新年快乐", None),
    ],
)
async def test_what_is_no_step_of_his_changes_nothing(
    office: Office, login: str, text: str, answer: str | None
) -> None:
    order = await office.assigned("li")
    await office.writes(login, text.format(number=str(order["order_no"]).replace("-", "")))
    assert await office.state(order) == "assigned"
    sent = [words for _, words in await office.outbox()][1:]
    assert [words.startswith(answer or "") for words in sent] == ([True] if answer else [])


async def test_a_crew_lead_hears_that_an_order_is_not_accepted_and_then_late(office: Office) -> None:
    await office.assigned("wang")
    worker = Worker(office.database, office.clock, jobs.HANDLERS)
    office.clock.now += timedelta(minutes=31)
    await worker.run_due()
    office.clock.now += timedelta(hours=24)
    await worker.run_due()
    (_, told), (hurried, unaccepted), (lead, late) = await office.outbox()
    assert "尚未接单" in unaccepted
    assert "已超时" in late
    assert lead == PHONES["li"]
    assert hurried in (PHONES["wang"], PHONES["li"])
    assert told != late


async def test_a_dispatcher_reads_beforehand_what_the_repairman_gets(office: Office) -> None:
    order = await opened(office.client)
    before = (await office.client.get(f"/api/work-orders/{order['work_order_id']}/message")).json()
    assert await office.outbox() == []
    await office.assign(order, "li")
    [(_, text)] = await office.outbox()
    assert before["text"] == text.replace("13812342246", "138****2246")  # he may not read customers' numbers
    assert "".join(before["parts"]) == before["text"]


async def test_what_a_repairman_would_get_is_shown_to_dispatchers_only(office: Office) -> None:
    order = await opened(office.client)
    path = f"/api/work-orders/{order['work_order_id']}/message"
    async with web.browse(office.app, "li", tenant="east") as repairman:
        assert (await repairman.get(path)).status_code == 403
    assert (await office.client.get(f"/api/work-orders/{new_id()}/message")).status_code == 404


async def test_an_operator_without_words_still_assigns(database: Database, two_tenants: Tenants) -> None:
    west = two_tenants[1]
    field = await settle(database, west)
    repair_loop.subscribe(database.subscriptions, field_url="https://kefu.example/field")
    app = make_app(database, web.Wristwatch(NOW))
    async with web.browse(app, "hq", tenant="west") as client:
        office = Office(database, field, app, client, web.Wristwatch(NOW))
        order = await office.assigned("li")
        assert order["state"] == "assigned"
        assert await office.outbox() == []
