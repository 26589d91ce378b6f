"""Boards say of today what the figures say: a restart forgets nothing, and no board differs from its report."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from kefu.app.today import Today
from kefu.insight.figures import reading
from kefu.insight.rules.bases import day_of
from kefu.insight.rules.tables import Dimension, Question
from kefu.insight.rules.targets import Target, Topic
from kefu.insight.targets import service as targets
from kefu.journeys.agent_desktop.board import UNKNOWN_DAY, Day
from kefu.kernel.ids import AgentId, QueueId
from kefu.kernel.instant import to_ms
from kefu.platform.db import Database, Scope
from kefu.platform.ids import new_id
from support.figures import MORNING, Books
from support.organisation import ZONE, Organisation

Tenants = tuple[Organisation, Organisation]
FAULTS, BILLS, ANNA = QueueId(new_id()), QueueId(new_id()), AgentId(new_id())
NOW = MORNING + timedelta(hours=1)


@pytest.fixture
async def books(database: Database, two_tenants: Tenants) -> Books:
    """Four calls for one queue, one of them gone at once, one that waits; one for the other; one of yesterday."""
    made = Books(database, two_tenants[0])
    for at_s, queue, waited_s, is_answered in (
        (0, FAULTS, 10, True),
        (60, FAULTS, 50, True),
        (120, FAULTS, 3, False),
        (180, FAULTS, 70, False),
        (240, BILLS, 5, True),
        (-86_400, FAULTS, 5, True),
    ):
        told: list[tuple[float, str, dict[str, Any]]] = [(0, "queued", {"queue_id": queue, "short_abandon_s": 5})]
        if is_answered:
            told.append((waited_s, "established", {"agent_id": ANNA, "queue_id": queue}))
        outcome = "answered" if is_answered else "abandoned"
        told.append(
            (waited_s + 30 * is_answered, "cleared", {"outcome": outcome, "ended_by": "customer", "cause": "x"})
        )
        await made.append(made.call(at_s, told))
    await made.append(made.call(300, [(0, "queued", {"queue_id": FAULTS, "short_abandon_s": 5})]))
    await made.refresh()
    return made


async def read(database: Database, *pages: Any) -> Today:
    """Start anew, as after a restart, and read once."""
    hub: Any = SimpleNamespace(pages=lambda: pages, boards=SimpleNamespace(day=None))
    today = Today(hub, database, lambda: NOW)
    await today.read()
    assert hub.boards.day == today.of
    return today


def page(organisation: Organisation, *, topics: frozenset[str] = frozenset({"board"})) -> Any:
    principal = SimpleNamespace(tenant_id=organisation.tenant_id, permissions={"board.view"})
    return SimpleNamespace(principal=principal, topics=topics)


async def test_a_board_says_what_the_figures_say(database: Database, two_tenants: Tenants, books: Books) -> None:
    day = (await read(database, page(two_tenants[0]))).of(books.tenant_id)
    assert day.level == {"measure": "service_level_2", "within_s": 20, "goal": 80}
    assert day.known_until_ms == to_ms(NOW)
    assert day.of(FAULTS, books.scope) == {
        "contacts": 5,
        "answered": 2,
        "abandoned": 2,
        "short_abandoned": 1,
        "settled": 4,
        "in_time": 1,
        "judged": 3,
    }
    assert day.of(BILLS, books.scope)["contacts"] == 1
    assert set(day.of(QueueId(new_id()), books.scope).values()) == {0}
    since, until = day_of(NOW, ZONE)
    question = Question(
        measures=("contacts", "answered", "abandoned", "short_abandoned", "abandonment_rate", "service_level_2"),
        by=(Dimension.QUEUE,),
        since=since,
        until=until,
        zone=ZONE.key,
        is_tenants_clock=True,
        within_s=20,
    )
    async with database.transaction(books.scope) as session:
        table = await reading.table(session, question=question, now=NOW)
    assert {row.key[0]: row.values for row in table.rows} == shown(day, books.scope)


def shown(day: Day, scope: Scope) -> dict[Any, tuple[float, ...]]:
    return {
        queue_id: (
            *(each[name] for name in ("contacts", "answered", "abandoned", "short_abandoned")),
            each["abandoned"] / each["settled"] * 100,
            each["in_time"] / each["judged"] * 100,
        )
        for queue_id in (FAULTS, BILLS)
        for each in (day.of(queue_id, scope),)
    }


async def test_who_sees_one_city_is_told_of_its_callers(database: Database, two_tenants: Tenants, books: Books) -> None:
    own = two_tenants[0]
    told: list[tuple[float, str, dict[str, Any]]] = [
        (0, "queued", {"queue_id": FAULTS, "short_abandon_s": 5, "local_network_id": own.networks["suzhou"]}),
        (9, "cleared", {"outcome": "abandoned", "ended_by": "customer", "cause": "x"}),
    ]
    await books.append(books.call(600, told))
    await books.refresh()
    day = (await read(database, page(own))).of(books.tenant_id)
    assert [day.of(FAULTS, scope)["contacts"] for scope in (own.scope, own.city_scope)] == [6, 5]


async def test_a_board_judges_as_the_tenant_promises(database: Database, two_tenants: Tenants, books: Books) -> None:
    target = Target(
        topic=Topic.SERVICE_LEVEL,
        measure="service_level_3",
        goal=90,
        since=MORNING.date(),
        source="合同",
        within_s=60,
    )
    async with database.transaction(books.scope) as session:
        principal: Any = SimpleNamespace(tenant_id=books.tenant_id, person_id=two_tenants[0].people["admin"], login="a")
        await targets.set_target(session, principal=principal, target=target, now=MORNING)
    day = (await read(database, page(two_tenants[0]))).of(books.tenant_id)
    faults = day.of(FAULTS, books.scope)
    assert (faults["in_time"], faults["judged"]) == (2, 2)


async def test_only_what_is_looked_at_is_read(database: Database, two_tenants: Tenants, books: Books) -> None:
    asleep = page(two_tenants[0], topics=frozenset())
    today = await read(database, asleep, page(two_tenants[1]))
    assert today.of(books.tenant_id) is UNKNOWN_DAY
    assert today.of(two_tenants[1].tenant_id).queues == {}
