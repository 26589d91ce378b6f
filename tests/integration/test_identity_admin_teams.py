"""A role over some teams' agents: given, shown, kept, audited; never more than one's own; known in the session."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from kefu.identity import service, store
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from support import web
from support.administration import faults, make_app, problem, state
from support.organisation import NOW, Organisation, add_person

Tenants = tuple[Organisation, Organisation]


@pytest.fixture
def app(database: Database) -> FastAPI:
    return make_app(database, [])


@pytest_asyncio.fixture
async def night(database: Database, two_tenants: Tenants) -> str:
    """Add a second team."""
    east, _ = two_tenants
    assert east.site_id is not None
    async with database.transaction(east.scope) as session:
        return str(
            await service.create_group(session, tenant_id=east.tenant_id, site_id=east.site_id, name="Night", now=NOW)
        )


@pytest_asyncio.fixture
async def admin(app: FastAPI, night: str) -> AsyncIterator[httpx.AsyncClient]:
    async with web.browse(app, "admin", tenant="east") as client:
        yield client


async def give(client: httpx.AsyncClient, person_id: Any, role_id: Any, groups: list[str] | None) -> httpx.Response:
    """Give somebody one role, over the agents of some teams."""
    shown = (await client.get(f"/api/people/{person_id}")).json()
    kept = {name: shown[name] for name in ("login", "name", "is_active", "agent", "version")}
    roles = [{"role_id": str(role_id), "local_network_ids": None, "agent_group_ids": groups}]
    return await client.put(f"/api/people/{person_id}", json=kept | {"roles": roles})


async def test_a_role_over_a_team_is_given_shown_kept_and_audited(
    admin: httpx.AsyncClient, database: Database, two_tenants: Tenants, superuser: asyncpg.Connection
) -> None:
    east, _ = two_tenants
    day, person_id = str(east.group_id), east.people["city"]
    answer = await give(admin, person_id, east.roles["desk"], [day])
    assert answer.status_code == 200, answer.text
    assert [each["agent_group_ids"] for each in answer.json()["roles"]] == [[day]]
    async with database.transaction(east.scope) as session:
        [grant] = await store.grants_of(session, person_id)
    assert (grant.local_network_ids, grant.agent_group_ids) == (None, frozenset({east.group_id}))
    said = await superuser.fetchval("SELECT detail::text FROM audit_entry WHERE action = 'person-changed'")
    assert f'"agent_group_ids": ["{day}"]' in said
    assert (await give(admin, person_id, east.roles["desk"], None)).json()["roles"][0]["agent_group_ids"] is None


async def test_teams_that_cannot_be_change_nothing(
    admin: httpx.AsyncClient, two_tenants: Tenants, superuser: asyncpg.Connection
) -> None:
    east, _ = two_tenants
    before = await state(superuser)
    for groups, code in (([], "missing"), ([str(new_id())], "unknown")):
        answer = await give(admin, east.people["city"], east.roles["desk"], groups)
        assert faults(answer) == [("roles.1.agent_group_ids", code)]
    assert await state(superuser) == before


async def test_who_has_one_team_gives_one_team(
    app: FastAPI,
    admin: httpx.AsyncClient,
    night: str,
    database: Database,
    two_tenants: Tenants,
    superuser: asyncpg.Connection,
) -> None:
    east, _ = two_tenants
    day = str(east.group_id)
    async with database.transaction(east.scope) as session:
        for role, permissions in (("board", {"board.view"}), ("people", {"admin.people"})):
            east.roles[role] = await service.create_role(
                session, tenant_id=east.tenant_id, code=role, name=role, permissions=permissions, now=NOW
            )
        for login in ("chief", "junior"):
            await add_person(session, east, login, role="board")
        await service.grant_role(
            session,
            tenant_id=east.tenant_id,
            person_id=east.people["chief"],
            role_id=east.roles["people"],
            local_network_ids=None,
            now=NOW,
        )
    shown = (await admin.get(f"/api/people/{east.people['chief']}")).json()
    kept = {name: shown[name] for name in ("login", "name", "is_active", "agent", "version")}
    roles = [
        {"role_id": str(east.roles["board"]), "agent_group_ids": [day]},
        {"role_id": str(east.roles["people"])},
    ]
    assert (await admin.put(f"/api/people/{east.people['chief']}", json=kept | {"roles": roles})).status_code == 200
    assert (await give(admin, east.people["junior"], east.roles["board"], [day])).status_code == 200
    before = await state(superuser)
    async with web.browse(app, "chief", tenant="east") as chief:
        for groups in (None, [night], [day, night]):
            answer = await give(chief, east.people["junior"], east.roles["board"], groups)
            assert problem(answer) == (403, "more-than-your-own")
        assert await state(superuser) == before
        assert (await give(chief, east.people["junior"], east.roles["board"], [day])).status_code == 200
