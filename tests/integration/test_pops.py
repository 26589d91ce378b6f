"""Who calls, and how he is to be served, is told to the machine; his file on a desk follows what people change."""

import asyncio
from collections.abc import Awaitable
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import asyncpg
import pytest

from kefu.identity.model import Grant, Principal
from kefu.journeys.agent_desktop.pops import Pops
from kefu.journeys.customer_360.service import Customer360
from kefu.journeys.inbound_call.centre import Centre
from kefu.journeys.inbound_call.inputs import CustomerLinked
from kefu.journeys.inbound_call.model import Direction, LiveCall
from kefu.kernel.ids import CallId, CustomerId
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from kefu.platform.numbering import parse_number
from kefu_lab.people import Person
from support.customers import VAULT, ids_of, settle
from support.organisation import NOW, Organisation
from support.postgres import DatabaseUrls

Tenants = tuple[Organisation, Organisation]


class Listening:
    """What pops need of a centre; keeps what is posted."""

    def __init__(self) -> None:
        self.posted: list[object] = []
        self.state = SimpleNamespace(calls={})
        self.tasks: list[asyncio.Future[Any]] = []

    def on(self, effect_type: type, listener: object) -> None:
        """Hear of nothing: the test says what happens."""

    def spawn(self, work: Awaitable[Any], name: str) -> None:
        self.tasks.append(asyncio.ensure_future(work))

    def post(self, event: object) -> None:
        self.posted.append(event)

    async def settled(self) -> None:
        while self.tasks:
            await self.tasks.pop()


@pytest.fixture
async def people(database: Database, database_urls: DatabaseUrls, two_tenants: Tenants) -> tuple[Person, ...]:
    return await settle(database, database_urls, two_tenants[0])


async def test_level_and_account_manager_are_told_and_changes_reach_the_desk(
    database: Database, superuser: asyncpg.Connection, two_tenants: Tenants, people: tuple[Person, ...]
) -> None:
    east, _ = two_tenants
    one = next(each for each in people if each.level == "gold")
    customer_id = CustomerId((await ids_of(superuser, east))[one.account_no])
    manage = "UPDATE customer SET account_manager_agent_id = $1, level_code = $2 WHERE id = $3"
    await superuser.execute(manage, east.agent_id, "gold", customer_id)
    centre = Listening()
    pops = Pops(cast("Centre", centre), database, Customer360(vault=VAULT), lambda: NOW)
    call = LiveCall(
        call_id=CallId(new_id()),
        tenant_id=east.tenant_id,
        switch="node1",
        direction=Direction.INBOUND,
        number=parse_number(one.phones[0]),
        called="96296",
        offered_at_ms=0,
    )
    centre.state.calls[call.call_id] = call
    pops.prepare(call)
    await centre.settled()
    assert centre.posted == [
        CustomerLinked(
            call_id=call.call_id,
            customer_id=customer_id,
            local_network_id=one.network.local_network_id,
            account_manager_id=east.agent_id,
            level="gold",
            level_priority=2,
        )
    ]
    call.customer_id = customer_id
    shown: list[LiveCall] = []
    pops.on_changed = shown.append
    await superuser.execute(manage, None, "diamond", customer_id)
    pops.refresh(CustomerId(UUID(int=0)))
    assert centre.tasks == []
    pops.refresh(customer_id)
    await centre.settled()
    assert (shown, len(centre.posted)) == ([call], 1)
    customer = pops.view(call, _viewer(east))["customer"]
    assert (customer["level"]["code"], customer["account_manager"]) == ("diamond", None)


def _viewer(organisation: Organisation) -> Principal:
    may = frozenset({"customer.view"})
    return Principal(
        tenant_id=organisation.tenant_id,
        person_id=organisation.people["agent"],
        login="agent",
        name="Agent",
        permissions=may,
        scope=organisation.scope,
        agent_id=organisation.agent_id,
        session_id=new_id(),
        grants=(Grant(may, None),),
    )
