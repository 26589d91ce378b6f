"""Alarms from the rule to the short message: set up over HTTP, raised by the watcher, acknowledged, over."""

import uuid
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import timedelta

import asyncpg
import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from kefu.acd import service as acd
from kefu.acd.core.model import QueueConfig
from kefu.acd.model import Queue
from kefu.identity import service as identity
from kefu.insight.alarms import service
from kefu.insight.alarms.http import router
from kefu.insight.alarms.jobs import Watcher
from kefu.insight.alarms.model import AlarmsChanged
from kefu.insight.rules.alarms import CALM, Kind, Reading, Subject
from kefu.kernel.ids import GroupId, QueueId, TenantId
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from support import web
from support.administration import faults, problem
from support.alarms import Live, audited, body, kept, sent, shown
from support.figures import MORNING, Books
from support.organisation import NOW, Organisation, add_person

Tenants = tuple[Organisation, Organisation]
RULES = "/api/alarm-rules"
FAULTS, CITY = QueueId(uuid.UUID(int=41)), QueueId(uuid.UUID(int=42))
MOBILE = "13812345678"


@pytest.fixture
def clock() -> web.Wristwatch:
    return web.Wristwatch()


@pytest.fixture
def live(two_tenants: Tenants) -> Live:
    return Live({FAULTS: 0, CITY: 0}, {CITY: two_tenants[0].networks["suzhou"]})


@pytest.fixture
def watcher(database: Database, clock: web.Wristwatch, live: Live) -> Watcher:
    return Watcher(database, clock, cell="hq", sense=live.sense, queue_names=live.subjects)


@pytest.fixture
def told() -> list[AlarmsChanged]:
    return []


@pytest.fixture
def app(database: Database, clock: web.Wristwatch, watcher: Watcher, told: list[AlarmsChanged]) -> FastAPI:
    app = web.make_app(database, router, clock=clock)

    def changed(change: AlarmsChanged) -> None:
        told.append(change)
        watcher.changed(change)

    app.state.on_alarms_changed = changed
    return app


@pytest_asyncio.fixture
async def admin(app: FastAPI, two_tenants: Tenants, database: Database) -> AsyncIterator[httpx.AsyncClient]:
    east, _ = two_tenants
    async with database.transaction(east.scope) as session:
        for queue_id, code, network in ((FAULTS, "faults", None), (CITY, "city", east.networks["suzhou"])):
            queue = Queue(
                config=QueueConfig(queue_id=queue_id, name=code),
                code=code,
                name_zh=code,
                name_en=code,
                local_network_id=network,
            )
            await acd.create_queue(session, tenant_id=east.tenant_id, queue=queue, now=NOW)
    async with web.browse(app, "admin", tenant="east") as client:
        yield client


async def test_an_alarm_s_life(
    admin: httpx.AsyncClient,
    watcher: Watcher,
    live: Live,
    clock: web.Wristwatch,
    two_tenants: Tenants,
    superuser: asyncpg.Connection,
) -> None:
    east, west = two_tenants
    rule = (await admin.post(RULES, json=body())).json()
    live.waiting[FAULTS] = 3
    await watcher.look()
    assert watcher.standing(east.tenant_id) == []
    live.waiting[FAULTS] = 4
    for _ in range(3):
        await watcher.look()
    [standing] = watcher.standing(east.tenant_id)
    assert watcher.standing(west.tenant_id) == []
    [alarm] = await shown(admin)
    assert (alarm["rule_id"], alarm["value"], alarm["threshold"]) == (rule["rule_id"], 4, 3)
    assert (alarm["subject"]["name"]["en"], alarm["acknowledged_at"], alarm["cleared_at"]) == ("Faults", None, None)
    path = f"/api/alarms/{standing.alarm_id}/acknowledge"
    assert (await admin.post(path, json={"note": "加人"})).status_code == 204
    assert (await admin.post(path, json={"note": "again"})).status_code == 204
    await watcher.look()
    assert [each.acknowledged_name for each in watcher.standing(east.tenant_id)] == ["Admin"]
    live.waiting[FAULTS] = 0
    await watcher.look()
    assert len(watcher.standing(east.tenant_id)) == 1
    clock.pass_time(CALM)
    await watcher.look()
    assert watcher.standing(east.tenant_id) == []
    [alarm] = await shown(admin)
    assert (alarm["acknowledged_by"], alarm["note"]) == ("Admin", "加人")
    assert alarm["cleared_at"] is not None
    assert problem(await admin.post(path, json={})) == (409, "alarm-over")
    assert await audited(superuser) == [
        ("alarm-rule-created", "admin"),
        ("alarm-raised", "system"),
        ("alarm-acknowledged", "admin"),
        ("alarm-cleared", "system"),
    ]
    assert await sent(superuser) == []


async def test_a_restart_raises_nothing_twice_and_another_cell_is_left_alone(
    admin: httpx.AsyncClient,
    database: Database,
    watcher: Watcher,
    live: Live,
    clock: web.Wristwatch,
    two_tenants: Tenants,
) -> None:
    await admin.post(RULES, json=body())
    live.waiting[FAULTS] = 9
    await watcher.look()
    again = Watcher(database, clock, cell="hq", sense=live.sense, queue_names=live.subjects)
    quiet = Live({FAULTS: 0})
    other = Watcher(database, clock, cell="suzhou", sense=quiet.sense, queue_names=quiet.subjects)
    for _ in range(2):
        await again.look()
        await other.look()
        clock.pass_time(CALM + timedelta(seconds=1))
    assert len(await shown(admin)) == 1
    east = two_tenants[0].tenant_id
    assert (len(again.standing(east)), len(other.standing(east))) == (1, 0)


async def test_short_messages_go_once_to_persons_and_roles(
    admin: httpx.AsyncClient,
    database: Database,
    watcher: Watcher,
    live: Live,
    two_tenants: Tenants,
    superuser: asyncpg.Connection,
) -> None:
    east, _ = two_tenants
    for login, number in (("admin", MOBILE), ("agent", "13987654321")):
        answer = await admin.put(f"/api/alarm-contacts/{east.people[login]}", json={"phone": number})
        assert answer.status_code == 204, answer.text
    choices = (await admin.get(f"{RULES}/choices")).json()
    assert {each["login"]: each["phone"] for each in choices["contacts"]} == {
        "admin": "+8613812345678",
        "agent": "+8613987654321",
        "city": None,
    }
    who = {
        "sms_person_ids": [str(east.people["admin"]), str(east.people["city"])],
        "sms_role_ids": [str(east.roles["admin"])],
    }
    made = await admin.post(RULES, json=body(**who))
    assert made.status_code == 201, made.text
    live.waiting[FAULTS] = 5
    for _ in range(2):
        await watcher.look()
    words = "[客服告警] 人多: 障碍, 排队 5 人, 超过 3 人 (09:00)"
    assert await sent(superuser) == [("+8613812345678", words)]
    assert (await admin.put(f"/api/alarm-contacts/{east.people['admin']}", json={"phone": None})).status_code == 204
    live.waiting[CITY] = 5
    await watcher.look()
    assert len(watcher.standing(east.tenant_id)) == 2
    assert len(await sent(superuser)) == 1


async def test_a_rule_that_is_off_or_narrowed_ends_what_it_has_raised(
    admin: httpx.AsyncClient, watcher: Watcher, live: Live, two_tenants: Tenants
) -> None:
    east = two_tenants[0].tenant_id
    rule = (await admin.post(RULES, json=body())).json()
    live.waiting |= {FAULTS: 9, CITY: 9}
    await watcher.look()
    assert len(watcher.standing(east)) == 2
    path = f"{RULES}/{rule['rule_id']}"
    narrowed = await admin.put(path, json=body(queue_id=str(CITY), version=1))
    assert narrowed.json()["version"] == 2
    await watcher.look()
    assert [each.subject["id"] for each in watcher.standing(east)] == [str(CITY)]
    assert (await admin.put(path, json=body(is_on=False, version=2))).status_code == 200
    await watcher.look()
    assert watcher.standing(east) == []
    assert problem(await admin.put(path, json=body(version=2))) == (409, "alarm-rule-changed")


@dataclass
class Raised:
    """A rule and the alarm that it has raised, and where requests about them go."""

    rule: str
    acknowledge: str
    contact: str


@pytest_asyncio.fixture
async def raised(admin: httpx.AsyncClient, watcher: Watcher, live: Live, two_tenants: Tenants) -> Raised:
    rule = (await admin.post(RULES, json=body())).json()
    live.waiting[FAULTS] = 9
    await watcher.look()
    [alarm] = await shown(admin)
    return Raised(
        f"{RULES}/{rule['rule_id']}",
        f"/api/alarms/{alarm['alarm_id']}/acknowledge",
        f"/api/alarm-contacts/{two_tenants[0].people['agent']}",
    )


async def test_who_only_looks_at_the_board_sees_alarms_and_changes_nothing(
    app: FastAPI, database: Database, raised: Raised, two_tenants: Tenants, superuser: asyncpg.Connection
) -> None:
    east, _ = two_tenants
    async with database.transaction(east.scope) as session:
        east.roles["viewer"] = await identity.create_role(
            session, tenant_id=east.tenant_id, code="viewer", name="viewer", permissions={"board.view"}, now=NOW
        )
        await add_person(session, east, "viewer", role="viewer")
    before = await kept(superuser)
    async with web.browse(app, "viewer", tenant="east") as viewer:
        assert len(await shown(viewer)) == 1
        for answer in (
            await viewer.post(raised.acknowledge, json={}),
            await viewer.get(RULES),
            await viewer.get(f"{RULES}/templates"),
            await viewer.get(f"{RULES}/choices"),
            await viewer.post(RULES, json=body()),
            await viewer.put(raised.rule, json=body(version=1)),
            await viewer.put(raised.contact, json={"phone": MOBILE}),
        ):
            assert problem(answer) == (403, "forbidden")
    async with web.browse(app, "agent", tenant="east") as agent:
        assert problem(await agent.get("/api/alarms")) == (403, "forbidden")
    assert await kept(superuser) == before


async def test_others_rules_and_alarms_are_nobody_s(
    app: FastAPI, database: Database, raised: Raised, two_tenants: Tenants, superuser: asyncpg.Connection
) -> None:
    east, _ = two_tenants
    async with database.transaction(east.scope) as session:
        await add_person(session, east, "city-admin", role="admin", networks=[east.networks["changzhou"]])
    before = await kept(superuser)
    async with web.browse(app, "city-admin", tenant="east") as city:
        assert problem(await city.post(RULES, json=body())) == (403, "forbidden")
        assert problem(await city.put(raised.rule, json=body(version=1))) == (403, "forbidden")
        mine = body(local_network_id=str(east.networks["changzhou"]), version=1)
        assert problem(await city.put(raised.rule, json=mine)) == (403, "forbidden")
    async with web.browse(app, "admin", tenant="west") as stranger:
        assert (await shown(stranger), (await stranger.get(RULES)).json()) == ([], [])
        assert problem(await stranger.post(raised.acknowledge, json={})) == (404, "alarm-not-found")
        assert problem(await stranger.put(raised.rule, json=body(version=1))) == (404, "alarm-rule-not-found")
        assert problem(await stranger.put(raised.contact, json={"phone": MOBILE})) == (404, "person-not-found")
    assert await kept(superuser) == before


async def test_what_cannot_be_set_up_changes_nothing(
    admin: httpx.AsyncClient, raised: Raised, superuser: asyncpg.Connection, told: list[AlarmsChanged]
) -> None:
    before, count = await kept(superuser), len(told)
    answer = await admin.put(raised.contact, json={"phone": "051988123456"})
    assert problem(answer) == (422, "number-cannot-receive-messages")
    for wrong, expected in (
        ({"threshold": -1}, ("threshold", "out-of-range")),
        ({"queue_id": str(new_id())}, ("queue_id", "unknown")),
        ({"name": {"zh-CN": "", "en": "x"}}, ("name.zh-CN", "missing")),
        ({"sms_person_ids": [str(new_id())]}, ("sms_person_ids", "unknown")),
    ):
        assert faults(await admin.post(RULES, json=body(**wrong))) == [expected]
    assert await kept(superuser) == before
    assert len(told) == count


async def test_who_sees_one_city_sees_its_alarms_and_the_whole_tenant_s(
    app: FastAPI, admin: httpx.AsyncClient, database: Database, watcher: Watcher, live: Live, two_tenants: Tenants
) -> None:
    east, _ = two_tenants
    await admin.post(RULES, json=body())
    live.waiting |= {FAULTS: 9, CITY: 9}
    await watcher.look()
    async with database.transaction(east.scope) as session:
        for city in ("changzhou", "suzhou"):
            await add_person(session, east, city, role="admin", networks=[east.networks[city]])
    for city, queues in (("changzhou", {str(FAULTS)}), ("suzhou", {str(FAULTS), str(CITY)})):
        async with web.browse(app, city, tenant="east") as client:
            assert {each["subject"]["id"] for each in await shown(client)} == queues


async def test_alarms_of_other_teams_agents_are_nobody_s(
    app: FastAPI,
    admin: httpx.AsyncClient,
    database: Database,
    clock: web.Wristwatch,
    two_tenants: Tenants,
    superuser: asyncpg.Connection,
) -> None:
    east, _ = two_tenants
    night = GroupId(new_id())
    agents = [
        Subject(kind="agent", subject_id=number, name={"zh-CN": number, "en": number}, group_id=group)
        for number, group in (("1001", east.group_id), ("1002", night))
    ]

    def sense(tenant_id: TenantId, kinds: frozenset[Kind]) -> Iterable[Reading]:
        return [Reading(kind=Kind.NOT_READY, subject=each, value=99) for each in agents]

    await admin.post(RULES, json=body(kind="not_ready", threshold=30))
    await Watcher(database, clock, cell="hq", sense=sense, queue_names=lambda tenant_id: {}).look()
    assert {each["subject"]["id"] for each in await shown(admin)} == {"1001", "1002"}
    async with database.transaction(east.scope) as session:
        await add_person(session, east, "chief", role="admin")
    teams = "UPDATE person_role SET agent_group_ids = ARRAY[$1::uuid] WHERE person_id = $2"
    await superuser.execute(teams, night, east.people["chief"])
    before = await kept(superuser)
    async with web.browse(app, "chief", tenant="east") as chief:
        assert {each["subject"]["id"] for each in await shown(chief)} == {"1002"}
        ids = {each["subject"]["id"]: each["alarm_id"] for each in await shown(admin)}
        answer = await chief.post(f"/api/alarms/{ids['1001']}/acknowledge", json={})
        assert problem(answer) == (404, "alarm-not-found")
        assert await kept(superuser) == before
        assert (await chief.post(f"/api/alarms/{ids['1002']}/acknowledge", json={})).status_code == 204


async def test_a_missed_service_level_is_known_from_the_figures(
    admin: httpx.AsyncClient, database: Database, live: Live, two_tenants: Tenants
) -> None:
    east, _ = two_tenants
    books = Books(database, east)
    queued = {"queue_id": FAULTS, "short_abandon_s": 5}
    answered = {"agent_id": east.agent_id, "queue_id": FAULTS}
    end = {"outcome": "answered", "ended_by": "agent", "cause": "normal"}
    for quarter in range(3):
        for number, wait_s in enumerate((10, 40, 50)):
            at_s = quarter * 900 + number * 60
            script = [(1, "queued", queued), (1 + wait_s, "established", answered), (200, "cleared", end)]
            await books.append(books.call(at_s, script))
    await books.refresh()
    now = MORNING + timedelta(minutes=46)
    async with database.transaction(east.scope) as session:
        levels = await service.service_levels(session, within_s=20, now=now)
    assert {queue: tuple(round(x or 0, 1) for x in each) for queue, each in levels.items()} == {
        FAULTS: (33.3, 33.3, 33.3)
    }
    made = await admin.post(RULES, json=body(kind="service_level", threshold=80))
    assert made.status_code == 201, made.text
    watch = web.Wristwatch(now)
    for cell in ("hq", "suzhou"):
        watcher = Watcher(database, watch, cell=cell, sense=live.sense, queue_names=live.subjects)
        await watcher.look()
        [alarm] = watcher.standing(east.tenant_id)
        assert (alarm.kind, round(alarm.value or 0)) == (Kind.SERVICE_LEVEL, 33)
    assert len(await shown(admin)) == 1
