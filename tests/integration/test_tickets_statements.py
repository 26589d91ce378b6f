"""How many statements tickets cost: a count that grows is a bench that gets worse."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.model import Grant, Principal
from kefu.kernel.ids import CustomerId
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from kefu.tickets import service
from kefu.tickets.model import Answer, CustomerCard, Filter, Likeness, NewTicket, ReplyBy, Take, TicketKind
from support.organisation import NOW, Organisation
from support.tickets import set_up

Tenants = tuple[Organisation, Organisation]


@asynccontextmanager
async def counted(database: Database, organisation: Organisation, most: int) -> AsyncIterator[AsyncSession]:
    """Open a transaction; exactly so many statements may be sent in it, those that open and scope it left out."""
    async with database.transaction(organisation.scope) as session:
        driver: Any = (await (await session.connection()).get_raw_connection()).driver_connection
        sent: list[str] = []

        def told(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
            sent.append(statement)

        event.listen(database.engine.sync_engine, "before_cursor_execute", told)
        with driver.query_logger(lambda record: sent.append(record.query)):
            yield session
            await asyncio.sleep(0)  # the driver tells of them a turn later
        event.remove(database.engine.sync_engine, "before_cursor_execute", told)
        assert len(sent) == most, sent


def principal(organisation: Organisation, login: str) -> Principal:
    grant = Grant(frozenset({"ticket.view", "ticket.handle"}), None)
    return Principal(
        tenant_id=organisation.tenant_id,
        person_id=organisation.people[login],
        login=login,
        name=login,
        permissions=grant.permissions,
        scope=organisation.scope,
        agent_id=None,
        session_id=new_id(),
        grants=(grant,),
    )


async def nobody(session: AsyncSession, *, customer_id: CustomerId) -> CustomerCard | None:
    return None


async def test_accepting_acting_and_reading_take_few_statements(database: Database, two_tenants: Tenants) -> None:
    east = two_tenants[0]
    await set_up(database, east)
    asked, clerk = principal(east, "asked"), principal(east, "clerk")
    new = NewTicket(
        kind=TicketKind.COMPLAINT,
        category_code="attitude",
        caller_number="13812342246",
        draft_slot="new",
        address="A",
    )
    async with counted(database, east, 5) as session:  # basis; ticket and its first line; two timers; the draft
        ticket = await service.accept(session, principal=asked, new=new, cards=nobody, now=NOW)
    about: dict[str, Any] = {"principal": clerk, "ticket_id": ticket.ticket_id, "now": NOW}
    async with counted(database, east, 3) as session:  # lock; ground; ticket and line
        await service.act(session, **about, version=1, key="a", action=Take())
    async with counted(database, east, 6) as session:  # and the reply; two timers taken back
        await service.act(session, **about, version=2, key="b", action=Answer(text="x", by=ReplyBy.NONE))
    for _ in range(20):
        async with database.transaction(east.scope) as session:
            await service.accept(session, principal=asked, new=new, cards=nobody, now=NOW)
    async with counted(database, east, 1) as session:
        assert len((await service.listing(session, wanted=Filter())).lines) == 21
    async with counted(database, east, 1) as session:
        assert len(await service.tasks(session, principal=asked, now=NOW)) == 21
    async with counted(database, east, 1) as session:
        assert len(await service.duplicates(session, like=Likeness(address="A"), now=NOW)) == 20
    async with counted(database, east, 4) as session:  # ticket with its words; tables; history; replies
        await service.file(session, ticket_id=ticket.ticket_id)
