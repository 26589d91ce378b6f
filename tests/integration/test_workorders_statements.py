"""How many statements the hot use cases cost: a count that grows is a bench that gets worse."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import WorkOrderId
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from kefu.workorders import service
from kefu.workorders.model.orders import Action, Detail, NewWorkOrder, Step, Via
from kefu.workorders.service import field as field_service
from kefu.workorders.service import watching
from support.organisation import NOW, Organisation
from support.workorders import settle

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


def step(action: Action, version: int, **detail: Any) -> Step:
    return Step(
        action=action, key=str(new_id()), at=NOW, via=Via.CONSOLE, detail=Detail(**detail), base_version=version
    )


async def test_open_assign_accept_close_are_twelve_statements(database: Database, two_tenants: Tenants) -> None:
    east = two_tenants[0]
    field = await settle(database, east)
    new = NewWorkOrder(type_code="repair", severity_code="urgent", address="1号", district_path="常州/天宁区")
    async with counted(database, east, 3) as session:  # what it stands on; order and event; alarm
        opened = await service.open_order(session, tenant_id=east.tenant_id, principal=None, new=new, now=NOW)
    order_id = WorkOrderId(opened.order.id)
    to_li = {"crew_id": field.crews["tianning"], "person_id": field.people["li"]}
    async with counted(database, east, 4) as session:  # order; whom to tell; order and event; alarm
        await service.act(session, tenant_id=east.tenant_id, order_id=order_id, step=step(Action.ASSIGN, 1, **to_li))
    async with counted(database, east, 2) as session:  # order; order and event: the alarm looks for itself
        await service.act(session, tenant_id=east.tenant_id, order_id=order_id, step=step(Action.ACCEPT, 2))
    async with counted(database, east, 3) as session:  # order; order and event; no alarm any more
        closing = step(Action.COMPLETE, 3, result_code="fixed", is_fixed=True)
        await service.act(session, tenant_id=east.tenant_id, order_id=order_id, step=closing)


async def test_boards_and_snapshots_do_not_grow_with_what_they_show(database: Database, two_tenants: Tenants) -> None:
    east = two_tenants[0]
    field = await settle(database, east)
    async with database.transaction(east.scope) as session:
        for number in range(20):
            new = NewWorkOrder(
                type_code="repair",
                severity_code="urgent",
                address=f"{number}号",
                district_path="常州/天宁区",
                is_assigned_at_once=True,
            )
            await service.open_order(session, tenant_id=east.tenant_id, principal=None, new=new, now=NOW)
    async with counted(database, east, 2) as session:  # a page; counts
        await watching.board(session, wanted=watching.Wanted(), cursor=None, now=NOW)
    async with counted(database, east, 2) as session:  # orders; settings
        found = await field_service.snapshot(session, person_id=field.people["li"], done_since=NOW)
    assert len(found.open) == 20
