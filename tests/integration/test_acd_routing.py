"""Administrators set up routing over HTTP; the walls; the facts that distribution leaves."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import func, select

from kefu.acd import http, service
from kefu.acd.core.model import QueueConfig
from kefu.acd.events import RoutingChanged
from kefu.acd.model import (
    Queue,
    Skill,
)
from kefu.acd.tables import QueueRow, SkillRow
from kefu.identity.tables import AuditEntryRow
from kefu.kernel.ids import QueueId, SkillId
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from support import organisation, web
from support.organisation import NOW, Organisation

FAULTS = {"code": "faults", "name": {"zh-CN": "报障", "en": "Faults"}}
ENGLISH = {"code": "english", "name": {"zh-CN": "英语", "en": "English"}}
NOBODY = "01900000-0000-7000-8000-000000000000"  # an id of nothing; the same in every test process


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


RECIPE = [
    {
        "action": "lower_levels",
        "after_s": 30,
        "over_length": None,
        "if_unstaffed": False,
        "by": 2,
        "queue_id": None,
        "value": "",
    }
]


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
    needs = [{"skill_id": skill["skill_id"], "level": 3, "is_preferred": False}]
    changed = await admin.send(
        "PUT", f"/api/queues/{made['queue_id']}", {**made, "needs": needs, "recipe": RECIPE, "is_open": False}
    )
    assert changed == {
        **FAULTS,
        "queue_id": made["queue_id"],
        "local_network_id": None,
        "needs": needs,
        "strategy": "longest_idle",
        "priority": 5,
        "ageing_s": None,
        "ring_timeout_s": 20,
        "ring_no_answer_limit": 1,
        "wrap_up_mode": "timed",
        "wrap_up_s": 30,
        "max_wait_s": None,
        "max_length": None,
        "recipe": RECIPE,
        "recording": "all",
        "last_agent_s": 0,
        "is_open": False,
        "calendar_id": None,
        "direct_number": None,
        "closed_prompt": "closed",
        "notice_prompt": None,
        "short_abandon_s": 5,
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
            {"needs": [[], needs], "recipe": [[], RECIPE], "is_open": [True, False]},
        ),
    ]


async def test_a_number_leads_to_one_queue(admin: Admin) -> None:
    await admin.send("POST", "/api/queues", {**FAULTS, "direct_number": "8001"}, expect=201)
    other = {**FAULTS, "code": "sales", "direct_number": "8001"}
    problem = await admin.send("POST", "/api/queues", other, expect=422)
    assert problem["errors"] == [{"field": "direct_number", "code": "taken", "detail": "this number is in use"}]
    problem = await admin.send("POST", "/api/queues", {**other, "direct_number": "+86 8002"}, expect=422)
    assert [(error["field"], error["code"]) for error in problem["errors"]] == [("direct_number", "malformed")]


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
        agent_ids=frozenset({east.agent_id}),
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
        (
            "POST",
            "/api/queues",
            {**FAULTS, "recipe": [{"action": "add_queue", "queue_id": NOBODY}]},
            422,
            "routing-invalid",
        ),
        ("POST", "/api/queues", {**FAULTS, "wrap_up_mode": "sometimes"}, 422, "invalid-input"),
        ("POST", "/api/queues", {"code": "x"}, 422, "invalid-input"),
        ("PUT", f"/api/queues/{NOBODY}", FAULTS, 404, "queue-not-found"),
        ("POST", "/api/skills", {**ENGLISH, "code": "EN"}, 422, "routing-invalid"),
        ("PUT", f"/api/skills/{NOBODY}", ENGLISH, 404, "skill-not-found"),
        ("GET", f"/api/agents/{NOBODY}/routing", None, 404, "agent-not-found"),
        ("PUT", f"/api/agents/{NOBODY}/routing", {"queue_ids": [], "skills": []}, 404, "agent-not-found"),
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
        ("PUT", f"/api/queues/{NOBODY}"),
        ("GET", "/api/skills"),
        ("POST", "/api/skills"),
        ("PUT", f"/api/skills/{NOBODY}"),
        ("GET", "/api/agents/routing"),
        ("GET", f"/api/agents/{NOBODY}/routing"),
        ("PUT", f"/api/agents/{NOBODY}/routing"),
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
    async with database.transaction(west.scope) as session:
        queue = Queue(config=QueueConfig(queue_id=QueueId(new_id()), name="x"), code="x", name_zh="x", name_en="x")
        queue_id = await service.create_queue(session, tenant_id=west.tenant_id, queue=queue, now=NOW)
        skill = Skill(skill_id=SkillId(new_id()), code="x", name_zh="x", name_en="x")
        skill_id = await service.create_skill(session, tenant_id=west.tenant_id, skill=skill, now=NOW)
    assert (await admin.send("GET", "/api/queues"), await admin.send("GET", "/api/skills")) == ([], [])
    await admin.send("PUT", f"/api/queues/{queue_id}", FAULTS, expect=404)
    await admin.send("PUT", f"/api/skills/{skill_id}", ENGLISH, expect=404)
    body = {"queue_ids": [str(queue_id)], "skills": []}
    await admin.send("PUT", f"/api/agents/{east.agent_id}/routing", body, expect=422)
    await admin.send("GET", f"/api/agents/{west.agent_id}/routing", expect=404)
