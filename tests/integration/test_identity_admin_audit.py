"""The audit as its viewers find it, and what verifying says when somebody has laid hands on it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from kefu.platform.db import Database
from support import web
from support.administration import add_people, make_app, problem
from support.organisation import NOW, Organisation

Tenants = tuple[Organisation, Organisation]


@pytest.fixture
def clock() -> web.Wristwatch:
    return web.Wristwatch()


@pytest.fixture
def app(database: Database, clock: web.Wristwatch) -> FastAPI:
    return make_app(database, [], clock)


@pytest_asyncio.fixture
async def east(database: Database, two_tenants: Tenants) -> Organisation:
    await add_people(database, two_tenants[0])
    return two_tenants[0]


@pytest_asyncio.fixture
async def admin(app: FastAPI, east: Organisation) -> AsyncIterator[httpx.AsyncClient]:
    async with web.browse(app, "admin", tenant="east") as client:
        yield client


async def entries(client: httpx.AsyncClient, **params: Any) -> list[dict[str, Any]]:
    answer = await client.get("/api/audit/entries", params=params)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


async def test_entries_are_found_by_person_action_subject_and_time(
    app: FastAPI, admin: httpx.AsyncClient, east: Organisation, clock: web.Wristwatch
) -> None:
    agent = str(east.people["agent"])
    clock.pass_time(timedelta(minutes=10))
    await admin.post(f"/api/people/{agent}/password")
    clock.pass_time(timedelta(minutes=10))
    async with web.browse(app, "boss", tenant="east"):
        pass
    everything = await entries(admin)
    assert [each["seq"] for each in everything] == list(range(len(everything), 0, -1))
    assert [each["action"] for each in everything[:3]] == ["log-in", "password-reset", "log-in"]
    assert len({each["hash"] for each in everything}) == len(everything)
    [reset] = await entries(admin, action="password-reset")
    assert (reset["actor_login"], reset["actor_name"], reset["subject_name"]) == ("admin", "Admin", "Agent")
    assert reset["detail"] == {"sessions_ended": 0}
    boss = await entries(admin, actor_id=str(east.people["boss"]))
    assert [each["action"] for each in boss] == ["log-in"]
    of_agent = await entries(admin, subject_kind="person", subject_id=agent)
    assert [each["action"] for each in of_agent] == ["password-reset", "role-granted"]
    assert {each["subject_kind"] for each in await entries(admin, subject_kind="session")} == {"session"}
    since, until = (NOW + timedelta(minutes=5)).isoformat(), (NOW + timedelta(minutes=10)).isoformat()
    assert await entries(admin, since=since, until=until) == []
    later = (NOW + timedelta(minutes=11)).isoformat()
    assert [each["action"] for each in await entries(admin, since=since, until=later)] == ["password-reset"]
    first = await entries(admin, limit=2)
    rest = await entries(admin, before=first[-1]["seq"])
    assert first + rest == everything


async def test_the_chain_is_verified_and_says_where_it_breaks(
    admin: httpx.AsyncClient, east: Organisation, superuser: asyncpg.Connection
) -> None:
    before = len(await entries(admin))
    whole = (await admin.post("/api/audit/verification")).json()
    assert (whole["entries"], whole["broken_at"], whole["broken"]) == (before, None, None)
    [noted] = await entries(admin, action="audit-verified")
    assert noted["detail"] == {"entries": before, "head": whole["head"], "broken_at": None}
    assert whole["head"] == (await entries(admin, before=noted["seq"]))[0]["hash"]
    await superuser.execute("SET session_replication_role = replica")  # past the triggers, as only a superuser can
    await superuser.execute(
        "UPDATE audit_entry SET actor_name = 'nobody' WHERE tenant_id = $1 AND seq = 2", east.tenant_id
    )
    broken = (await admin.post("/api/audit/verification")).json()
    assert (broken["broken_at"], broken["broken"]["seq"], broken["broken"]["actor_login"]) == (2, 2, "nobody")


async def test_who_may_not_see_the_audit(app: FastAPI, admin: httpx.AsyncClient, superuser: asyncpg.Connection) -> None:
    """Nor may who sees one city's: the audit has no cities."""
    before = await superuser.fetchval("SELECT count(*) FROM audit_entry")
    for login in ("agent", "boss", "city-boss"):
        async with web.browse(app, login, tenant="east") as client:
            assert problem(await client.get("/api/audit/entries")) == (403, "forbidden")
            assert problem(await client.post("/api/audit/verification")) == (403, "forbidden")
    logins = 3
    assert await superuser.fetchval("SELECT count(*) FROM audit_entry") == before + logins
    async with web.browse(app, "admin", tenant="west") as stranger:
        mine = {each["hash"] for each in await entries(admin)}
        assert mine.isdisjoint(each["hash"] for each in await entries(stranger))
        assert (await stranger.post("/api/audit/verification")).json()["broken_at"] is None
