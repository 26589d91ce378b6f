"""A supervisor gives an agent other queues and skills; the live centre is told, and what he cannot see is kept."""

import uuid
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import asyncpg
import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from kefu.acd import service as acd
from kefu.acd.core.model import AgentConfig, QueueConfig
from kefu.acd.events import RoutingChanged
from kefu.acd.model import Queue, Skill
from kefu.calls.model import Device, DeviceKind
from kefu.journeys.agent_desktop.assigning_http import router
from kefu.journeys.inbound_call.model import Seat
from kefu.kernel.ids import AgentId, LocalNetworkId, QueueId, SkillId
from kefu.platform.db import Database
from support import web
from support.administration import faults, problem
from support.organisation import NOW, Organisation, add_person

Tenants = tuple[Organisation, Organisation]
HQ, CITY, OTHER = (QueueId(uuid.UUID(int=n)) for n in (61, 62, 63))
FAULT, ENGLISH = (SkillId(uuid.UUID(int=n)) for n in (71, 72))


@pytest.fixture
def told() -> list[RoutingChanged]:
    return []


@pytest.fixture
def app(database: Database, two_tenants: Tenants, told: list[RoutingChanged]) -> FastAPI:
    """Let the agent sit at a desk in Changzhou."""
    east, _ = two_tenants
    assert east.agent_id is not None
    seat = Seat(
        agent_id=east.agent_id,
        tenant_id=east.tenant_id,
        number="1001",
        name="x",
        group="Day",
        device=Device(DeviceKind.WEB_PHONE, "1001"),
        local_network_id=east.networks["changzhou"],
    )
    app = web.make_app(database, router)
    app.state.on_routing_changed = told.append
    app.state.hub = SimpleNamespace(centre=SimpleNamespace(state=SimpleNamespace(seats={east.agent_id: seat})))
    return app


@pytest_asyncio.fixture
async def admin(app: FastAPI, database: Database, two_tenants: Tenants) -> AsyncIterator[httpx.AsyncClient]:
    east, _ = two_tenants
    assert east.agent_id is not None
    places: dict[QueueId, LocalNetworkId | None] = {
        HQ: None,
        CITY: east.networks["changzhou"],
        OTHER: east.networks["suzhou"],
    }
    async with database.transaction(east.scope) as session:
        for skill_id, code in ((FAULT, "fault"), (ENGLISH, "english")):
            skill = Skill(skill_id=skill_id, code=code, name_zh=code, name_en=code)
            await acd.create_skill(session, tenant_id=east.tenant_id, skill=skill, now=NOW)
        for queue_id, network in places.items():
            code = f"q{queue_id.int}"
            queue = Queue(
                config=QueueConfig(queue_id=queue_id, name=code),
                code=code,
                name_zh=code,
                name_en=code,
                local_network_id=network,
            )
            await acd.create_queue(session, tenant_id=east.tenant_id, queue=queue, now=NOW)
        config = AgentConfig(agent_id=east.agent_id, queue_ids=frozenset({HQ, OTHER}), skills={FAULT: 5})
        await acd.set_agent_routing(session, tenant_id=east.tenant_id, config=config, now=NOW)
        for city in ("changzhou", "suzhou"):
            await add_person(session, east, city, role="admin", networks=[east.networks[city]])
    async with web.browse(app, "admin", tenant="east") as client:
        yield client


def path(agent_id: AgentId | None) -> str:
    return f"/api/agents/{agent_id}/assignment"


def serving(queue_ids: set[QueueId], **skills: int) -> dict[str, Any]:
    ids = {"fault": FAULT, "english": ENGLISH}
    return {
        "queue_ids": sorted(map(str, queue_ids)),
        "skills": [{"skill_id": str(ids[code]), "level": level} for code, level in skills.items()],
    }


async def kept(database: Database, organisation: Organisation) -> AgentConfig:
    assert organisation.agent_id is not None
    async with database.transaction(organisation.scope) as session:
        return (await acd.routed_agent(session, agent_id=organisation.agent_id)).config


async def test_an_agent_is_moved_at_once(
    admin: httpx.AsyncClient,
    database: Database,
    two_tenants: Tenants,
    told: list[RoutingChanged],
    superuser: asyncpg.Connection,
) -> None:
    east, _ = two_tenants
    shown = (await admin.get(path(east.agent_id))).json()
    before = serving({HQ, OTHER}, fault=5)
    assert {name: shown[name] for name in before} == before
    assert {each["queue_id"] for each in shown["queues"]} == {str(HQ), str(CITY), str(OTHER)}
    assert [each["name"]["en"] for each in shown["known_skills"]] == ["english", "fault"]
    body = serving({CITY, OTHER}, english=3) | {"was": before}
    assert (await admin.put(path(east.agent_id), json=body)).status_code == 204
    config = await kept(database, east)
    assert (config.queue_ids, config.skills) == ({CITY, OTHER}, {ENGLISH: 3})
    assert [change.agent_ids for change in told] == [{east.agent_id}]
    detail = await superuser.fetchval("SELECT detail::text FROM audit_entry WHERE action = 'agent-assigned'")
    assert str(CITY) in detail
    assert str(HQ) in detail


async def test_queues_that_the_supervisor_does_not_see_are_kept(
    app: FastAPI, admin: httpx.AsyncClient, database: Database, two_tenants: Tenants
) -> None:
    east, _ = two_tenants
    async with web.browse(app, "changzhou", tenant="east") as city:
        shown = (await city.get(path(east.agent_id))).json()
        assert shown["queue_ids"] == [str(HQ)]
        assert {each["queue_id"] for each in shown["queues"]} == {str(HQ), str(CITY)}
        body = serving({CITY}, fault=5) | {"was": serving({HQ}, fault=5)}
        assert (await city.put(path(east.agent_id), json=body)).status_code == 204
        unseen = serving({OTHER}, fault=5) | {"was": serving({CITY}, fault=5)}
        assert faults(await city.put(path(east.agent_id), json=unseen)) == [("queue_ids", "unknown")]
    assert (await kept(database, east)).queue_ids == {CITY, OTHER}


async def test_who_may_not_moves_nobody(
    app: FastAPI,
    admin: httpx.AsyncClient,
    database: Database,
    two_tenants: Tenants,
    told: list[RoutingChanged],
    superuser: asyncpg.Connection,
) -> None:
    east, _ = two_tenants
    was = serving({HQ, OTHER}, fault=5)
    body = serving(set()) | {"was": was}
    before = await kept(database, east)
    for login, tenant, expected in (
        ("agent", "east", (403, "forbidden")),
        ("suzhou", "east", (404, "colleague-not-signed-on")),
        ("admin", "west", (404, "colleague-not-signed-on")),
    ):
        async with web.browse(app, login, tenant=tenant) as client:
            assert problem(await client.get(path(east.agent_id))) == expected
            assert problem(await client.put(path(east.agent_id), json=body)) == expected
    assert problem(await admin.put(path(AgentId(uuid.uuid4())), json=body)) == (404, "colleague-not-signed-on")
    stale = serving(set()) | {"was": serving({HQ}, fault=5)}
    assert problem(await admin.put(path(east.agent_id), json=stale)) == (409, "routing-changed")
    for wrong, expected in (
        (serving({QueueId(uuid.uuid4())}), ("queue_ids", "unknown")),
        (serving({HQ}, fault=11), ("skills", "out-of-range")),
        (serving({HQ}) | {"skills": serving(set(), fault=1)["skills"] * 2}, ("skills", "repeated")),
    ):
        assert faults(await admin.put(path(east.agent_id), json=wrong | {"was": was})) == [expected]
    assert await kept(database, east) == before
    assert told == []
    assert await superuser.fetchval("SELECT count(*) FROM audit_entry WHERE action = 'agent-assigned'") == 0
