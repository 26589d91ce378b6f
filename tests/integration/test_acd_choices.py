"""Reasons for not ready and the tree of results, administered over HTTP."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from kefu.acd import service as acd
from kefu.acd.choices.http import router
from kefu.acd.events import RoutingChanged
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from support import web
from support.administration import faults, problem
from support.organisation import Organisation, add_person

Tenants = tuple[Organisation, Organisation]
REASONS, RESULTS = "/api/not-ready-reasons", "/api/result-codes"


def named(name: str, **more: Any) -> dict[str, Any]:
    return {"name": {"zh-CN": name, "en": name.title()}, **more}


@pytest.fixture
def told() -> list[RoutingChanged]:
    return []


@pytest.fixture
def app(database: Database, told: list[RoutingChanged]) -> FastAPI:
    app = web.make_app(database, router)
    app.state.on_routing_changed = told.append
    return app


@pytest_asyncio.fixture
async def admin(app: FastAPI, two_tenants: Tenants) -> AsyncIterator[httpx.AsyncClient]:
    async with web.browse(app, "admin", tenant="east") as client:
        yield client


async def desk(database: Database, organisation: Organisation) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """Return what an agent may choose: reasons, and results with those below them."""
    async with database.transaction(organisation.scope) as session:
        reasons = await acd.not_ready_reasons(session)
        results = await acd.result_codes(session)
    return [each.code for each in reasons], [(each.code, [child.code for child in each.children]) for each in results]


async def test_what_is_set_is_what_agents_choose_from(
    admin: httpx.AsyncClient,
    database: Database,
    two_tenants: Tenants,
    told: list[RoutingChanged],
    superuser: asyncpg.Connection,
) -> None:
    east, west = two_tenants
    assert (await admin.put(f"{REASONS}/meal", json=named("吃饭", position=2))).json()["version"] == 1
    training = (await admin.put(f"{REASONS}/training", json=named("培训", position=1))).json()
    assert (await admin.put(f"{RESULTS}/fault", json=named("故障"))).status_code == 200
    for place, code in enumerate(("no-signal", "slow")):
        body = named(code, parent_code="fault", position=place)
        assert (await admin.put(f"{RESULTS}/{code}", json=body)).status_code == 200
    assert await desk(database, east) == (["training", "meal"], [("fault", ["no-signal", "slow"])])
    assert await desk(database, west) == ([], [])
    out = {name: training[name] for name in ("name", "position", "version")} | {"is_active": False}
    assert (await admin.put(f"{REASONS}/training", json=out)).json()["version"] == 2
    gone = named("slow", parent_code="fault", version=1, is_active=False)
    assert (await admin.put(f"{RESULTS}/slow", json=gone)).status_code == 200
    assert await desk(database, east) == (["meal"], [("fault", ["no-signal"])])
    assert [(each["code"], each["is_active"]) for each in (await admin.get(REASONS)).json()] == [
        ("training", False),
        ("meal", True),
    ]
    assert {each["code"]: each["is_active"] for each in (await admin.get(RESULTS)).json()}["slow"] is False
    written = await superuser.fetchval("SELECT count(*) FROM audit_entry WHERE action = 'call-choice-changed'")
    assert (written, len(told)) == (7, 7)


async def test_what_cannot_be_set_changes_nothing(
    app: FastAPI,
    admin: httpx.AsyncClient,
    database: Database,
    two_tenants: Tenants,
    told: list[RoutingChanged],
    superuser: asyncpg.Connection,
) -> None:
    for code, parent in (("a", None), ("b", "a"), ("c", "b"), ("d", "c")):
        await admin.put(f"{RESULTS}/{code}", json=named(code, parent_code=parent))
    await admin.put(f"{REASONS}/meal", json=named("meal"))
    before = ((await admin.get(REASONS)).json(), (await admin.get(RESULTS)).json())
    changes = len(told)
    for code, body, expected in (
        ("x", named("x", parent_code="nowhere"), ("parent_code", "unknown")),
        ("x", named("x", parent_code="d"), ("parent_code", "too-deep")),
        ("a", named("a", parent_code="c", version=1), ("parent_code", "circular")),
        ("a", named("a", parent_code="a", version=1), ("parent_code", "circular")),
        ("a", named("a"), ("code", "taken")),
        ("x", named("x", queue_id=str(new_id())), ("queue_id", "unknown")),
        ("X!", named("x"), ("code", "malformed")),
    ):
        assert faults(await admin.put(f"{RESULTS}/{code}", json=body)) == [expected]
    assert faults(await admin.put(f"{REASONS}/forced", json=named("x"))) == [("code", "reserved")]
    assert faults(await admin.put(f"{REASONS}/y", json=named(" "))) == [
        ("name.zh-CN", "missing"),
        ("name.en", "missing"),
    ]
    assert problem(await admin.put(f"{REASONS}/meal", json=named("y", version=7))) == (409, "routing-changed")
    async with database.transaction(two_tenants[0].scope) as session:
        networks = [two_tenants[0].networks["changzhou"]]
        await add_person(session, two_tenants[0], "city-admin", role="admin", networks=networks)
    for login, tenant in (("agent", "east"), ("city-admin", "east")):
        async with web.browse(app, login, tenant=tenant) as client:
            for path in (f"{REASONS}/meal", f"{RESULTS}/a"):
                assert problem(await client.put(path, json=named("y", version=1))) == (403, "forbidden")
    async with web.browse(app, "admin", tenant="west") as stranger:
        assert problem(await stranger.put(f"{REASONS}/meal", json=named("y", version=1))) == (409, "routing-changed")
        assert (await stranger.get(RESULTS)).json() == []
    assert ((await admin.get(REASONS)).json(), (await admin.get(RESULTS)).json()) == before
    assert len(told) == changes
    assert await superuser.fetchval("SELECT count(*) FROM audit_entry WHERE action LIKE 'call-choice%'") == changes
