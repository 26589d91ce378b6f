"""Whoever may not read a customer's number calls him about his ticket all the same."""

from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from kefu.identity import service as identity
from kefu.identity.model import DeviceKind
from kefu.journeys.inbound_call.inputs import MakeCall
from kefu.journeys.ticket_calls.http import router
from kefu.kernel.ids import AgentId
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from support import web
from support.organisation import NOW, Organisation, add_person
from support.tickets import ServiceDesk, complaint, set_up

Tenants = tuple[Organisation, Organisation]


@pytest.fixture
async def desk(database: Database, two_tenants: Tenants) -> ServiceDesk:
    east = two_tenants[0]
    desk = await set_up(database, east, router)
    async with database.transaction(east.scope) as session:
        for role, permissions in (
            ("dialler", {"desk.use", "ticket.view", "ticket.handle", "call.outbound"}),
            ("writer", {"desk.use", "ticket.view", "ticket.handle"}),
        ):
            east.roles[role] = await identity.create_role(
                session, tenant_id=east.tenant_id, code=role, name=role, permissions=permissions, now=NOW
            )
        suzhou = [east.networks["suzhou"]]
        seats = [
            await _seat(session, east, login, number, role, networks)
            for login, number, role, networks in (
                ("anna", "1201", "dialler", None),
                ("sue", "1202", "dialler", suzhou),
                ("bert", "1203", "writer", None),
            )
        ]
    state = SimpleNamespace(seats={seat.agent_id: seat for seat in seats}, calls={}, by_address={})
    posted: list[Any] = []
    switch = SimpleNamespace(name="node1", is_available=True)
    centre = SimpleNamespace(state=state, switches={"node1": switch}, post=posted.append, posted=posted)
    desk.app.state.hub = SimpleNamespace(centre=centre, states={})
    return desk


async def _seat(session: Any, east: Organisation, login: str, number: str, role: str, networks: Any) -> SimpleNamespace:
    person_id = await add_person(session, east, login, role=role, networks=networks)
    agent_id: AgentId = await identity.create_agent(
        session,
        tenant_id=east.tenant_id,
        person_id=person_id,
        group_id=east.group_id,
        number=number,
        device_kind=DeviceKind.WEB_PHONE,
        now=NOW,
    )
    return SimpleNamespace(agent_id=agent_id, tenant_id=east.tenant_id, call_id=None, wrapping=None, is_registered=True)


async def accept(client: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    answer = await client.post("/api/tickets", json=complaint(**more))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def dial(client: httpx.AsyncClient, ticket: dict[str, Any]) -> httpx.Response:
    return await client.post(f"/api/tickets/{ticket['ticket_id']}/calls")


def called(desk: ServiceDesk) -> list[tuple[str | None, str | None]]:
    posted: list[MakeCall] = desk.app.state.hub.centre.posted
    return [(each.target.number, each.customer_id and str(each.customer_id)) for each in posted]


async def test_the_number_that_waits_is_called_and_not_shown(desk: ServiceDesk) -> None:
    network = desk.organisation.networks["suzhou"]
    customer = desk.customer("吴倩", "+8613912340001", network)
    async with web.browse(desk.app, "anna", tenant="east") as anna:
        ticket = await accept(anna, customer_id=customer, caller_name="", caller_number="")
        file = (await anna.get(f"/api/tickets/{ticket['ticket_id']}")).json()
        assert file["reply_to"] == "139 **** 0001"
        answer = await dial(anna, ticket)
        assert answer.status_code == 202, answer.text
        assert list(answer.json()) == ["call_id"]
        assert called(desk) == [("+8613912340001", customer)]
        answered = await anna.post(
            f"/api/tickets/{ticket['ticket_id']}/actions",
            json={
                "action": "answer",
                "version": ticket["version"],
                "key": str(new_id()),
                "text": "已处理",
                "by": "phone",
                "recipient": "+8651288886666",
            },
        )
        assert answered.status_code == 200, answered.text
        assert (await dial(anna, ticket)).status_code == 202
    assert called(desk)[1:] == [("+8651288886666", customer)]


async def test_who_may_not_call_calls_nobody(desk: ServiceDesk) -> None:
    async with web.browse(desk.app, "anna", tenant="east") as anna:
        ticket = await accept(anna, caller_number="051988881111")
        by_mail = await accept(anna, caller_number="", reply_by="mail", reply_to="q@example.com")
        withheld = await dial(anna, by_mail)
        assert (withheld.status_code, withheld.json()["code"]) == (409, "ticket-without-number")
    for login, status, code in (("sue", 404, "ticket-not-found"), ("bert", 403, "forbidden")):
        async with web.browse(desk.app, login, tenant="east") as other:
            refused = await dial(other, ticket)
        assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert called(desk) == []


async def test_a_phone_that_cannot_ring_calls_nobody(desk: ServiceDesk) -> None:
    seats = desk.app.state.hub.centre.state.seats
    async with web.browse(desk.app, "anna", tenant="east") as anna:
        ticket = await accept(anna)
        for seat in seats.values():
            seat.is_registered = False
        refused = await dial(anna, ticket)
        assert (refused.status_code, refused.json()["code"]) == (409, "phone-not-registered")
        seats.clear()
        refused = await dial(anna, ticket)
        assert (refused.status_code, refused.json()["code"]) == (409, "agent-not-signed-on")
    assert called(desk) == []
