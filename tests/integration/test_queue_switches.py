"""Supervisors switch queues over HTTP; the live centre is told at once; who may not changes nothing."""

from collections.abc import AsyncIterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import asyncpg
import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from kefu.acd import service as acd
from kefu.acd.core.model import QueueConfig, Relaxation
from kefu.acd.events import RoutingChanged
from kefu.acd.model import Queue
from kefu.acd.switches.http import router
from kefu.identity import service as identity
from kefu.journeys.inbound_call.centre import Centre
from kefu.journeys.inbound_call.inputs import CentreConfigured
from kefu.journeys.inbound_call.model import QueueInfo
from kefu.journeys.inbound_call.routing import Routing
from kefu.kernel.ids import LocalNetworkId, QueueId
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from support import web
from support.administration import faults, problem
from support.organisation import NOW, Organisation, add_person

Tenants = tuple[Organisation, Organisation]
FAULTS, GENERAL = QueueId(new_id()), QueueId(new_id())
PROMPTS = [SimpleNamespace(name=name, languages=frozenset({"zh-CN"}), text=None) for name in ("closed", "outage")]
SOON = (NOW + timedelta(minutes=20)).isoformat()


class Live:
    """Stands where the live centre stands, and keeps how the queues are."""

    def __init__(self, database: Database, clock: web.Wristwatch) -> None:
        self.routing = Routing(cast("Centre", self), database, clock)
        self.queues: dict[QueueId, tuple[QueueConfig, QueueInfo]] = {}

    def post(self, posted: Any) -> None:
        if isinstance(posted, CentreConfigured):
            self.queues |= {info.queue_id: (config, info) for config, info in posted.queues}

    async def faults(self) -> tuple[QueueConfig, QueueInfo]:
        await self.routing.look()
        return self.queues[FAULTS]


@pytest.fixture
def clock() -> web.Wristwatch:
    return web.Wristwatch()


@pytest.fixture
def told() -> list[RoutingChanged]:
    return []


@pytest.fixture
def app(database: Database, clock: web.Wristwatch, told: list[RoutingChanged]) -> FastAPI:
    app = web.make_app(database, router, clock=clock)
    app.state.on_routing_changed = told.append
    app.state.prompts = lambda: PROMPTS
    return app


@pytest_asyncio.fixture
async def admin(app: FastAPI, database: Database, two_tenants: Tenants) -> AsyncIterator[httpx.AsyncClient]:
    east, _ = two_tenants
    async with database.transaction(east.scope) as session:
        networks: dict[QueueId, LocalNetworkId | None] = {FAULTS: east.networks["suzhou"], GENERAL: None}
        for queue_id, network in networks.items():
            config = QueueConfig(queue_id=queue_id, name=f"q{queue_id}"[:20])
            queue = Queue(config=config, code=config.name, name_zh="x", name_en="x", local_network_id=network)
            await acd.create_queue(session, tenant_id=east.tenant_id, queue=queue, now=NOW)
    async with web.browse(app, "admin", tenant="east") as client:
        yield client


def path(kind: str, queue_id: QueueId = FAULTS) -> str:
    return f"/api/queues/{queue_id}/switches/{kind}"


async def audited(superuser: asyncpg.Connection) -> list[tuple[str, str]]:
    query = "SELECT action, detail->>'kind' FROM audit_entry WHERE action LIKE 'queue-switched%' ORDER BY seq"
    return [tuple(row) for row in await superuser.fetch(query)]


async def test_what_is_switched_on_holds_for_the_live_centre_until_it_is_switched_off(
    admin: httpx.AsyncClient,
    database: Database,
    clock: web.Wristwatch,
    told: list[RoutingChanged],
    superuser: asyncpg.Connection,
) -> None:
    live = Live(database, clock)
    as_it_is = await live.faults()
    assert (as_it_is[1].is_open, as_it_is[1].switches) == (True, ())
    for kind, body in (
        ("closed", {}),
        ("notice", {"prompt": "outage"}),
        ("overflow", {"to_queue_id": str(GENERAL)}),
        ("callback", {}),
    ):
        answer = await admin.put(path(kind), json=body)
        assert answer.status_code == 204, answer.text
    config, info = await live.faults()
    assert (info.is_open, info.notice_prompt, info.offers_callback) == (False, "outage", True)
    assert (config.recipe[0].action, config.recipe[0].queue_id) == (Relaxation.MOVE, GENERAL)
    assert {(each.kind, each.set_by, each.set_at) for each in info.switches} == {
        (kind, "Admin", NOW) for kind in ("closed", "notice", "overflow", "callback")
    }
    for kind in ("closed", "notice", "overflow", "callback", "callback"):
        assert (await admin.delete(path(kind))).status_code == 204
    assert await live.faults() == as_it_is
    kinds = ("closed", "notice", "overflow", "callback")
    assert await audited(superuser) == [(f"queue-switched-{way}", kind) for way in ("on", "off") for kind in kinds]
    assert len(told) == 8


async def test_what_has_an_end_ends_by_itself_and_can_be_switched_on_again(
    admin: httpx.AsyncClient, database: Database, clock: web.Wristwatch
) -> None:
    live = Live(database, clock)
    assert (await admin.put(path("closed"), json={"until": SOON})).status_code == 204
    assert not (await live.faults())[1].is_open
    clock.pass_time(timedelta(minutes=20))
    assert (await live.faults())[1].is_open
    later = (NOW + timedelta(hours=2)).isoformat()
    for until in (later, None):
        assert (await admin.put(path("closed"), json={"until": until})).status_code == 204
        _, info = await live.faults()
        assert (info.is_open, len(info.switches)) == (False, 1)


async def test_who_may_not_switches_nothing(
    app: FastAPI,
    admin: httpx.AsyncClient,
    database: Database,
    two_tenants: Tenants,
    told: list[RoutingChanged],
    superuser: asyncpg.Connection,
) -> None:
    east, _ = two_tenants
    assert (await admin.put(path("closed", GENERAL), json={})).status_code == 204
    async with database.transaction(east.scope) as session:
        east.roles["viewer"] = await identity.create_role(
            session, tenant_id=east.tenant_id, code="viewer", name="viewer", permissions={"board.view"}, now=NOW
        )
        await add_person(session, east, "viewer", role="viewer")
        await add_person(session, east, "suzhou", role="admin", networks=[east.networks["suzhou"]])
        await add_person(session, east, "changzhou", role="admin", networks=[east.networks["changzhou"]])
    before = (await superuser.fetch("SELECT to_jsonb(s) FROM queue_switch s"), await audited(superuser), len(told))
    for login, tenant, queue_id, expected in (
        ("viewer", "east", FAULTS, (403, "forbidden")),
        ("agent", "east", FAULTS, (403, "forbidden")),
        ("suzhou", "east", GENERAL, (403, "forbidden")),  # the whole tenant's
        ("changzhou", "east", FAULTS, (404, "queue-not-found")),
        ("admin", "west", FAULTS, (404, "queue-not-found")),
    ):
        async with web.browse(app, login, tenant=tenant) as client:
            assert problem(await client.put(path("callback", queue_id), json={})) == expected
            assert problem(await client.delete(path("closed", queue_id))) == expected
    async with web.browse(app, "viewer", tenant="east") as viewer:
        assert problem(await viewer.get("/api/queue-switches/prompts")) == (403, "forbidden")
    for kind, body, wrong in (
        ("notice", {}, ("prompt", "missing")),
        ("notice", {"prompt": "nothing"}, ("prompt", "unknown")),
        ("overflow", {"to_queue_id": str(GENERAL)}, ("to_queue_id", "closed")),
        ("callback", {"until": NOW.isoformat()}, ("until", "out-of-range")),
    ):
        assert faults(await admin.put(path(kind), json=body)) == [wrong]
    assert (await admin.put(path("anything"), json={})).status_code == 422
    after = (await superuser.fetch("SELECT to_jsonb(s) FROM queue_switch s"), await audited(superuser), len(told))
    assert after == before
    async with web.browse(app, "suzhou", tenant="east") as client:
        assert (await client.put(path("callback"), json={})).status_code == 204
