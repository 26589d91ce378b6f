"""Administrators set up routing over HTTP; the walls; the facts that distribution leaves."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
import pytest_asyncio
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from kefu.acd import http, service, store
from kefu.acd.core.model import AgentConfig, AgentState, QueueConfig
from kefu.acd.events import RoutingChanged
from kefu.acd.model import (
    AgentStateInterval,
    CallbackWish,
    NotReadyReason,
    Queue,
    ResultCode,
    RoutingInvalidError,
    Skill,
)
from kefu.acd.tables import AgentStateIntervalRow, CallbackRequestRow, QueueRow, SkillRow
from kefu.identity.tables import AuditEntryRow
from kefu.kernel.ids import CallId, QueueId, SkillId
from kefu.kernel.instant import to_ms
from kefu.platform.db import Database, DatabaseUnavailableError
from kefu.platform.ids import new_id
from support import organisation, web
from support.organisation import NOW, Organisation

FAULTS = {"code": "faults", "name": {"zh-CN": "报障", "en": "Faults"}}
ENGLISH = {"code": "english", "name": {"zh-CN": "英语", "en": "English"}}


class Admin:
    """The administrator's browser, and what the live engine was told."""

    def __init__(self, client: httpx.AsyncClient, told: list[RoutingChanged]) -> None:
        self.client = client
        self.told = told

    async def send(self, method: str, path: str, body: Any = None, *, expect: int = 200) -> Any:
        answer = await self.client.request(method, path, json=body)
        assert answer.status_code == expect, answer.text
        return answer.json()


@pytest.fixture
def told() -> list[RoutingChanged]:
    return []


@pytest_asyncio.fixture
async def admin(
    database: Database, two_tenants: tuple[Organisation, Organisation], told: list[RoutingChanged]
) -> AsyncIterator[Admin]:
    """Log the administrator of "east" in."""
    app = web.make_app(database, http.router)
    app.state.on_routing_changed = told.append
    async with web.browse(app, "admin", tenant="east") as client:
        yield Admin(client, told)


async def audit(database: Database, tenant: Organisation) -> list[tuple[str, str, dict[str, Any]]]:
    """Read what was audited about routing."""
    async with database.transaction(tenant.scope) as session:
        rows = await session.scalars(
            select(AuditEntryRow)
            .where(AuditEntryRow.subject_kind.in_(["queue", "skill", "agent"]))
            .order_by(AuditEntryRow.seq)
        )
        return [(row.action, row.subject_id, row.detail) for row in rows]


async def test_a_queue_is_made_and_changed(
    admin: Admin, database: Database, two_tenants: tuple[Organisation, Organisation]
) -> None:
    skill = await admin.send("POST", "/api/skills", ENGLISH, expect=201)
    made = await admin.send("POST", "/api/queues", FAULTS, expect=201)
    needs = [{"skill_id": skill["skill_id"], "level": 3}]
    changed = await admin.send(
        "PUT", f"/api/queues/{made['queue_id']}", {**made, "needs": needs, "max_wait_s": 60, "is_open": False}
    )
    assert changed == {
        **FAULTS,
        "queue_id": made["queue_id"],
        "local_network_id": None,
        "needs": needs,
        "priority": 5,
        "ring_timeout_s": 20,
        "wrap_up_mode": "timed",
        "wrap_up_s": 30,
        "max_wait_s": 60,
        "max_length": None,
        "overflow_queue_id": None,
        "overflow_after_s": None,
        "recording": "all",
        "is_open": False,
        "version": 2,
    }
    assert await admin.send("GET", "/api/queues") == [changed]
    assert admin.told == [RoutingChanged(tenant_id=two_tenants[0].tenant_id, at=NOW)] * 3
    assert await audit(database, two_tenants[0]) == [
        ("skill-created", skill["skill_id"], {"code": "english"}),
        ("queue-created", made["queue_id"], {"code": "faults"}),
        (
            "queue-changed",
            made["queue_id"],
            {"needs": [{}, {skill["skill_id"]: 3}], "max_wait_s": [None, 60], "is_open": [True, False]},
        ),
    ]


async def test_the_live_engine_hears_of_a_change_when_others_can_see_it(
    admin: Admin, database: Database, two_tenants: tuple[Organisation, Organisation]
) -> None:
    await admin.send("POST", "/api/queues", FAULTS, expect=201)
    async with database.transaction(two_tenants[0].scope) as session:
        assert [queue.code for queue in await service.queues(session)] == ["faults"]
    assert len(admin.told) == 1


async def test_who_is_late_does_not_overwrite(admin: Admin) -> None:
    made = await admin.send("POST", "/api/queues", FAULTS, expect=201)
    path = f"/api/queues/{made['queue_id']}"
    await admin.send("PUT", path, {**made, "priority": 6})
    problem = await admin.send("PUT", path, {**made, "priority": 7}, expect=409)
    assert (problem["code"], problem["facts"]) == ("routing-changed", {"version": 2})
    assert (await admin.send("GET", "/api/queues"))[0]["priority"] == 6
    assert len(admin.told) == 2


async def test_a_skill_is_renamed(
    admin: Admin, database: Database, two_tenants: tuple[Organisation, Organisation]
) -> None:
    made = await admin.send("POST", "/api/skills", ENGLISH, expect=201)
    renamed = {**made, "code": "en"}
    assert await admin.send("PUT", f"/api/skills/{made['skill_id']}", renamed) == renamed
    assert await admin.send("GET", "/api/skills") == [renamed]
    assert (await audit(database, two_tenants[0]))[-1] == ("skill-changed", made["skill_id"], {"code": "en"})


async def test_an_agent_gets_queues_and_skills(
    admin: Admin, database: Database, two_tenants: tuple[Organisation, Organisation]
) -> None:
    east = two_tenants[0]
    skill = await admin.send("POST", "/api/skills", ENGLISH, expect=201)
    queue = await admin.send("POST", "/api/queues", FAULTS, expect=201)
    path = f"/api/agents/{east.agent_id}/routing"
    nothing = {"agent_id": str(east.agent_id), "number": "1001", "name": "Agent", "queue_ids": [], "skills": []}
    assert await admin.send("GET", "/api/agents/routing") == [nothing]
    body = {"queue_ids": [queue["queue_id"]], "skills": [{"skill_id": skill["skill_id"], "level": 7}]}
    assert await admin.send("PUT", path, body) == {**nothing, **body}
    assert await admin.send("GET", path) == {**nothing, **body}
    assert admin.told[-1] == RoutingChanged(
        tenant_id=east.tenant_id,
        at=NOW,
        agent_ids=frozenset({east.agent_id}),  # type: ignore[arg-type]
    )
    assert (await audit(database, east))[-1] == (
        "agent-routing-changed",
        str(east.agent_id),
        {"queue_ids": [queue["queue_id"]], "skills": {skill["skill_id"]: 7}},
    )
    assert await admin.send("PUT", path, {"queue_ids": [], "skills": []}) == nothing


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "/api/queues", {**FAULTS, "priority": 10}, 422, "routing-invalid"),
        ("POST", "/api/queues", {**FAULTS, "overflow_queue_id": str(new_id())}, 422, "routing-invalid"),
        ("POST", "/api/queues", {**FAULTS, "wrap_up_mode": "sometimes"}, 422, "invalid-input"),
        ("POST", "/api/queues", {"code": "x"}, 422, "invalid-input"),
        ("PUT", f"/api/queues/{new_id()}", FAULTS, 404, "queue-not-found"),
        ("POST", "/api/skills", {**ENGLISH, "code": "EN"}, 422, "routing-invalid"),
        ("PUT", f"/api/skills/{new_id()}", ENGLISH, 404, "skill-not-found"),
        ("GET", f"/api/agents/{new_id()}/routing", None, 404, "agent-not-found"),
        ("PUT", f"/api/agents/{new_id()}/routing", {"queue_ids": [], "skills": []}, 404, "agent-not-found"),
    ],
)
async def test_nonsense_is_refused_and_changes_nothing(
    admin: Admin, method: str, path: str, body: Any, status: int, code: str
) -> None:
    assert (await admin.send(method, path, body, expect=status))["code"] == code
    assert (await admin.send("GET", "/api/queues"), await admin.send("GET", "/api/skills")) == ([], [])
    assert admin.told == []


async def test_an_agent_s_nonsense_is_refused(admin: Admin, two_tenants: tuple[Organisation, Organisation]) -> None:
    path = f"/api/agents/{two_tenants[0].agent_id}/routing"
    skill = (await admin.send("POST", "/api/skills", ENGLISH, expect=201))["skill_id"]
    for skills in ([{"skill_id": skill, "level": 11}], [{"skill_id": skill, "level": 1}] * 2):
        problem = await admin.send("PUT", path, {"queue_ids": [], "skills": skills}, expect=422)
        assert problem["code"] == "routing-invalid"
        assert problem["errors"][0]["field"] == "skills"
    assert (await admin.send("GET", path))["skills"] == []


@pytest.mark.parametrize(("path", "body"), [("/api/queues", FAULTS), ("/api/skills", ENGLISH)])
async def test_a_code_belongs_to_one(admin: Admin, path: str, body: Any) -> None:
    await admin.send("POST", path, body, expect=201)
    problem = await admin.send("POST", path, body, expect=422)
    assert problem["errors"] == [{"field": "code", "code": "taken", "detail": f"{body['code']} is in use"}]
    assert len(await admin.send("GET", path)) == 1
    assert len(admin.told) == 1


# -- who may -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/queues"),
        ("POST", "/api/queues"),
        ("PUT", f"/api/queues/{new_id()}"),
        ("GET", "/api/skills"),
        ("POST", "/api/skills"),
        ("PUT", f"/api/skills/{new_id()}"),
        ("GET", "/api/agents/routing"),
        ("GET", f"/api/agents/{new_id()}/routing"),
        ("PUT", f"/api/agents/{new_id()}/routing"),
    ],
)
async def test_routing_is_for_administrators(
    database: Database,
    two_tenants: tuple[Organisation, Organisation],
    told: list[RoutingChanged],
    method: str,
    path: str,
) -> None:
    app = web.make_app(database, http.router)
    app.state.on_routing_changed = told.append
    body = FAULTS if "queues" in path else ENGLISH if "skills" in path else {"queue_ids": [], "skills": []}
    async with web.browse(app, "agent", tenant="east") as client:
        answer = await client.request(method, path, json=None if method == "GET" else body)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    async with database.transaction(two_tenants[0].scope) as session:
        assert await session.scalar(select(func.count()).select_from(QueueRow)) == 0
        assert await session.scalar(select(func.count()).select_from(SkillRow)) == 0
    assert told == []


async def test_an_administrator_of_one_network_changes_its_queues_only(
    admin: Admin, database: Database, two_tenants: tuple[Organisation, Organisation], told: list[RoutingChanged]
) -> None:
    east = two_tenants[0]
    async with database.transaction(east.scope) as session:
        await organisation.add_person(session, east, "mayor", role="admin", networks=[east.networks["changzhou"]])
    of = {name: str(east.networks[name]) for name in ("changzhou", "suzhou")}
    whole, own, other = [
        await admin.send("POST", "/api/queues", {**FAULTS, "code": code, "local_network_id": network}, expect=201)
        for code, network in (("whole", None), ("own", of["changzhou"]), ("other", of["suzhou"]))
    ]
    told.clear()
    app = web.make_app(database, http.router)
    app.state.on_routing_changed = told.append
    async with web.browse(app, "mayor", tenant="east") as client:
        mayor = Admin(client, told)
        assert [each["code"] for each in await mayor.send("GET", "/api/queues")] == ["own", "whole"]
        for queue, status in ((whole, 403), (other, 404)):
            await mayor.send("PUT", f"/api/queues/{queue['queue_id']}", {**queue, "priority": 9}, expect=status)
        path = f"/api/queues/{own['queue_id']}"
        await mayor.send("PUT", path, {**own, "local_network_id": of["suzhou"]}, expect=403)
        await mayor.send("POST", "/api/queues", {**FAULTS, "code": "mine"}, expect=403)
        taken = await mayor.send(
            "POST", "/api/queues", {**FAULTS, "code": "other", "local_network_id": of["changzhou"]}, expect=422
        )
        assert taken["errors"][0]["code"] == "taken"
        assert told == []
        assert (await mayor.send("PUT", path, {**own, "priority": 9}))["priority"] == 9
    assert len(told) == 1
    assert [each["priority"] for each in await admin.send("GET", "/api/queues")] == [5, 9, 5]


async def test_tenants_do_not_see_each_other_s_routing(
    admin: Admin, database: Database, two_tenants: tuple[Organisation, Organisation]
) -> None:
    east, west = two_tenants
    queue_id, skill_id = await set_up(database, west)
    assert (await admin.send("GET", "/api/queues"), await admin.send("GET", "/api/skills")) == ([], [])
    await admin.send("PUT", f"/api/queues/{queue_id}", FAULTS, expect=404)
    await admin.send("PUT", f"/api/skills/{skill_id}", ENGLISH, expect=404)
    body = {"queue_ids": [str(queue_id)], "skills": []}
    await admin.send("PUT", f"/api/agents/{east.agent_id}/routing", body, expect=422)
    await admin.send("GET", f"/api/agents/{west.agent_id}/routing", expect=404)
    async with database.transaction(east.scope) as session:
        for table in ("queue_skill", "agent_queue", "agent_skill", "not_ready_reason", "result_code"):
            assert await session.scalar(text(f"SELECT count(*) FROM {table}")) == 0


# -- what the engine and the desk read ---------------------------------------------------------------------------------


async def set_up(database: Database, tenant: Organisation) -> tuple[QueueId, SkillId]:
    """Set up a tenant's routing as the laboratory does."""
    queue_id, skill_id = QueueId(new_id()), SkillId(new_id())
    assert tenant.agent_id is not None
    async with database.transaction(tenant.scope) as session:
        await service.create_skill(
            session,
            tenant_id=tenant.tenant_id,
            skill=Skill(skill_id=skill_id, code="fibre", name_zh="光纤", name_en="Fibre"),
            now=NOW,
        )
        config = QueueConfig(queue_id=queue_id, name="fibre")
        queue = Queue(config=config, code="fibre", name_zh="光纤", name_en="Fibre")
        await service.create_queue(session, tenant_id=tenant.tenant_id, queue=queue, now=NOW)
        await service.set_agent_routing(
            session,
            tenant_id=tenant.tenant_id,
            config=AgentConfig(agent_id=tenant.agent_id, queue_ids=frozenset({queue_id}), skills={skill_id: 4}),
            now=NOW,
        )
        await service.set_not_ready_reasons(session, tenant_id=tenant.tenant_id, reasons=REASONS)
        await service.create_result_codes(session, tenant_id=tenant.tenant_id, results=results(queue_id))
    return queue_id, skill_id


REASONS = [
    NotReadyReason(code="lunch", name_zh="午餐", name_en="Lunch"),
    NotReadyReason(code="break", name_zh="小休", name_en="Break"),
]


def results(queue_id: QueueId) -> tuple[ResultCode, ...]:
    """Make a small tree of results."""
    leaf = ResultCode(code="no-light", name_zh="无光", name_en="No light", queue_id=queue_id)
    return (
        ResultCode(code="fault", name_zh="故障", name_en="Fault", children=(leaf,)),
        ResultCode(code="other", name_zh="其他", name_en="Other"),
    )


async def test_what_was_set_up_is_read_back(database: Database, two_tenants: tuple[Organisation, Organisation]) -> None:
    east = two_tenants[0]
    queue_id, skill_id = await set_up(database, east)
    async with database.transaction(east.scope) as session:
        assert [queue.config for queue in await service.queues(session)] == [
            QueueConfig(queue_id=queue_id, name="fibre")
        ]
        (agent,) = await service.routed_agents(session)
        assert agent.config == AgentConfig(
            agent_id=agent.config.agent_id, queue_ids=frozenset({queue_id}), skills={skill_id: 4}
        )
        assert await service.not_ready_reasons(session) == REASONS
        assert await service.result_codes(session) == results(queue_id)
        await service.set_not_ready_reasons(session, tenant_id=east.tenant_id, reasons=REASONS[1:])
        assert await service.not_ready_reasons(session) == REASONS[1:]


async def test_setting_up_is_checked_like_changing(
    database: Database, two_tenants: tuple[Organisation, Organisation]
) -> None:
    east = two_tenants[0]
    bad = Queue(config=QueueConfig(queue_id=QueueId(new_id()), name="x"), code="X", name_zh="x", name_en="x")
    async with database.transaction(east.scope) as session:
        with pytest.raises(RoutingInvalidError):
            await service.create_queue(session, tenant_id=east.tenant_id, queue=bad, now=NOW)


# -- facts -------------------------------------------------------------------------------------------------------------


async def test_intervals_are_appended_once_in_their_month(
    database: Database, two_tenants: tuple[Organisation, Organisation], superuser: asyncpg.Connection
) -> None:
    east = two_tenants[0]
    assert east.agent_id is not None
    interval = AgentStateInterval(
        agent_id=east.agent_id,
        state=AgentState.BUSY,
        reason=None,
        started_at_ms=to_ms(NOW),
        ended_at_ms=to_ms(NOW) + 61_007,
        call_id=CallId(UUID(int=1)),
        queue_id=QueueId(UUID(int=2)),
    )
    for _ in range(2):
        async with database.transaction(east.scope) as session:
            await service.prepare_months(session, now=NOW)
            await service.append_intervals(session, tenant_id=east.tenant_id, intervals=[interval])
            await service.append_intervals(session, tenant_id=east.tenant_id, intervals=[])
    (row,) = await superuser.fetch("SELECT *, tableoid::regclass::text AS part FROM agent_state_interval")
    assert (row["state"], row["started_at"], row["part"]) == ("busy", NOW, "agent_state_interval_2026_03")
    assert row["ended_at"] == datetime(2026, 3, 2, 1, 1, 1, 7000, tzinfo=UTC)
    async with database.transaction(two_tenants[1].scope) as session:
        assert await session.scalar(select(func.count()).select_from(AgentStateIntervalRow)) == 0
    with pytest.raises((DBAPIError, DatabaseUnavailableError)):
        async with database.transaction(east.scope) as session:
            await session.execute(text("DELETE FROM agent_state_interval"))


async def test_a_call_asks_once_to_be_called_back(
    database: Database, two_tenants: tuple[Organisation, Organisation]
) -> None:
    east = two_tenants[0]
    wish = CallbackWish(
        call_id=CallId(new_id()), queue_id=None, local_network_id=east.networks["suzhou"], number="+8613812345678"
    )
    for _ in range(2):
        async with database.transaction(east.scope) as session:
            await service.request_callback(session, tenant_id=east.tenant_id, wish=wish, now=NOW)
    async with database.transaction(east.scope) as session:
        (row,) = await session.scalars(select(CallbackRequestRow))
        assert (row.number, row.status, row.requested_at) == ("+8613812345678", "open", NOW)
    async with database.transaction(east.city_scope) as session:
        assert (await session.scalars(select(CallbackRequestRow))).all() == []
    async with database.transaction(two_tenants[1].scope) as session:
        assert (await session.scalars(select(CallbackRequestRow))).all() == []
        assert await store.queues(session) == []
