"""Alarms and events: each level once, at its time, whoever has been restarted meanwhile."""

from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.events import DomainEvent
from kefu.platform.db import Database
from kefu.platform.jobs import Worker
from kefu.workorders import events
from kefu.workorders.jobs import HANDLERS
from support import web
from support.organisation import NOW, Organisation
from support.workorders import Field, act, assigned, make_app, opened, settle

Tenants = tuple[Organisation, Organisation]
HOUR = timedelta(hours=1)
_EVENTS: tuple[type[Any], ...] = (
    events.WorkOrderOpened,
    events.WorkOrderAssigned,
    events.WorkOrderHastened,
    events.WorkOrderReturned,
    events.WorkOrderCancelled,
    events.WorkOrderReopened,
    events.WorkOrderClosed,
    events.WorkOrderOverdue,
    events.WorkOrderUnaccepted,
)


class Watch:
    """A day in dispatch: what is published, and a worker who does what is due."""

    def __init__(self, database: Database) -> None:
        self.database, self.clock = database, web.Wristwatch()
        self.heard: list[Any] = []
        for kind in _EVENTS:
            database.subscriptions.on(kind, self._hear)
        self.app = make_app(database, self.clock)

    async def _hear(self, session: AsyncSession, event: DomainEvent) -> None:
        self.heard.append(event)

    async def until(self, at: datetime) -> list[str]:
        """Let time pass; a new worker each time, as after a restart. Return what was heard."""
        self.heard.clear()
        self.clock.now = at
        while await Worker(self.database, self.clock, HANDLERS).run_due():
            pass
        return [type(each).__name__.removeprefix("WorkOrder") for each in self.heard]


@pytest.fixture
async def field(database: Database, two_tenants: Tenants) -> Field:
    return await settle(database, two_tenants[0])


@pytest.fixture
def watch(database: Database) -> Watch:
    return Watch(database)


async def test_every_level_goes_off_once_at_its_time(watch: Watch, field: Field, superuser: asyncpg.Connection) -> None:
    async with web.browse(watch.app, "hq", tenant="east") as hq:
        order = await assigned(hq, field)
    assert await watch.until(NOW + timedelta(minutes=29)) == []
    assert await watch.until(NOW + timedelta(minutes=31)) == ["Unaccepted"]
    assert watch.heard[0].phone == "+8613861230001"
    assert await watch.until(NOW + 23.9 * HOUR) == []
    assert await watch.until(NOW + 24 * HOUR) == ["Overdue"]
    assert (watch.heard[0].number, watch.heard[0].whom, watch.heard[0].phone) == (1, "crew_lead", "+8613861230001")
    assert await watch.until(NOW + 25 * HOUR) == []
    assert await watch.until(NOW + 26 * HOUR) == ["Overdue"]
    assert (watch.heard[0].number, watch.heard[0].whom, watch.heard[0].phone) == (2, "manager", "")
    assert await watch.until(NOW + 1000 * HOUR) == []
    assert await superuser.fetchval("SELECT count(*) FROM job") == 0
    async with web.browse(watch.app, "hq", tenant="east") as hq:
        whole = (await hq.get(f"/api/work-orders/{order['work_order_id']}")).json()
    assert (whole["overdue_level"], whole["is_unaccepted"], whole["version"]) == (2, True, 2)
    assert [each["action"] for each in whole["events"]] == ["open", "assign", "unaccepted", "overdue", "overdue"]


async def test_who_slept_through_both_levels_hears_of_both_once(watch: Watch, field: Field) -> None:
    async with web.browse(watch.app, "hq", tenant="east") as hq:
        await opened(hq)
    assert await watch.until(NOW + 100 * HOUR) == ["Overdue", "Overdue"]
    assert await watch.until(NOW + 200 * HOUR) == []


async def test_what_is_accepted_or_closed_in_time_rings_no_bell(
    watch: Watch, field: Field, superuser: asyncpg.Connection
) -> None:
    async with web.browse(watch.app, "hq", tenant="east") as hq:
        order = (await act(hq, await assigned(hq, field), "accept")).json()["order"]
        assert await watch.until(NOW + HOUR) == []
    async with web.browse(watch.app, "hq", tenant="east") as hq:
        watch.heard.clear()
        await act(hq, order, "complete", result_code="fixed")
    [closed] = watch.heard
    assert (closed.result_code, closed.is_fixed, closed.round_, closed.person_id) == (
        "fixed", True, 0, field.people["li"],
    )  # fmt: skip
    assert await superuser.fetchval("SELECT count(*) FROM job") == 0
    assert await watch.until(NOW + 100 * HOUR) == []


async def test_waiting_for_the_customer_does_not_count(watch: Watch, field: Field) -> None:
    async with web.browse(watch.app, "hq", tenant="east") as hq:
        order = (await act(hq, await assigned(hq, field), "accept")).json()["order"]
        order = (await act(hq, order, "suspend", reason="x")).json()["order"]
    assert await watch.until(NOW + 30 * HOUR) == []
    async with web.browse(watch.app, "hq", tenant="east") as hq:
        order = (await act(hq, order, "resume")).json()["order"]
    assert order["due_at"] == (NOW + 54 * HOUR).isoformat().replace("+00:00", "Z")
    assert await watch.until(NOW + 53 * HOUR) == []
    assert await watch.until(NOW + 54 * HOUR) == ["Overdue"]


async def test_a_reopened_order_climbs_anew(watch: Watch, field: Field) -> None:
    async with web.browse(watch.app, "hq", tenant="east") as hq:
        order = await assigned(hq, field)
        assert await watch.until(NOW + 24 * HOUR) == ["Unaccepted", "Overdue"]
    async with web.browse(watch.app, "hq", tenant="east") as hq:
        order = (await act(hq, order, "complete", result_code="not-fixed")).json()["order"]
        order = (await act(hq, order, "reopen", reason="x")).json()["order"]
    assert (order["overdue_level"], order["due_at"]) == (0, (NOW + 48 * HOUR).isoformat().replace("+00:00", "Z"))
    assert await watch.until(NOW + 47 * HOUR) == []
    assert await watch.until(NOW + 48 * HOUR) == ["Overdue"]


async def test_what_happens_is_told_and_what_is_refused_is_not(watch: Watch, field: Field) -> None:
    async with web.browse(watch.app, "hq", tenant="east") as hq:
        order = await opened(hq)
        stale = order
        order = (await act(hq, order, "assign", crew_id=str(field.crews["tianning"]), key="k")).json()["order"]
        await act(hq, stale, "assign", crew_id=str(field.crews["mute"]))
        await act(hq, stale, "assign", crew_id=str(field.crews["tianning"]), key="k")
        order = (await act(hq, order, "hasten")).json()["order"]
        order = (await act(hq, order, "return", reason="x")).json()["order"]
        await act(hq, order, "cancel", reason="y")
    assert [type(each).__name__.removeprefix("WorkOrder") for each in watch.heard] == [
        "Opened", "Assigned", "Hastened", "Returned", "Cancelled",
    ]  # fmt: skip
    _, assigned_, hastened, returned, _ = watch.heard
    assert (assigned_.phone, assigned_.key, assigned_.contact_phone) == ("+8613861239999", "k", "+8613812342246")
    assert (hastened.phone, hastened.count) == ("+8613861239999", 1)
    assert returned.crew_id == field.crews["tianning"]


async def test_an_order_can_go_to_the_areas_crew_at_once(watch: Watch, field: Field) -> None:
    async with web.browse(watch.app, "hq", tenant="east") as hq:
        order = await opened(hq, is_assigned_at_once=True)
        assert (order["state"], order["version"], order["crew_id"]) == ("assigned", 1, str(field.crews["tianning"]))
    assert [type(each).__name__ for each in watch.heard] == ["WorkOrderOpened", "WorkOrderAssigned"]
    assert await watch.until(NOW + HOUR) == ["Unaccepted"]
