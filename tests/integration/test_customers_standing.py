"""How a customer is served: levels with a priority, account managers; the walls, the conflicts, the trace."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from kefu.customers.model import DEFAULT_LEVELS
from kefu.identity import service as identity
from kefu.kernel.ids import CustomerId
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from kefu_lab.people import Person, Town, agents_of, networks_of, person, populate
from support import web
from support.customers import KEY, ids_of, make_app, settle
from support.organisation import NOW, Organisation, add_person
from support.postgres import DatabaseUrls

Tenants = tuple[Organisation, Organisation]


@pytest.fixture
async def people(database: Database, database_urls: DatabaseUrls, two_tenants: Tenants) -> tuple[Person, ...]:
    await settle(database, database_urls, two_tenants[1])
    return await settle(database, database_urls, two_tenants[0])


@pytest.fixture
def told() -> list[CustomerId]:
    """Collect who is said to have changed."""
    return []


@pytest.fixture
def app(database: Database, told: list[CustomerId]) -> FastAPI:
    app = make_app(database)
    app.state.on_customer_changed = told.append
    return app


@pytest_asyncio.fixture
async def agent(app: FastAPI, people: tuple[Person, ...]) -> AsyncIterator[httpx.AsyncClient]:
    async with web.browse(app, "agent", tenant="east") as client:
        yield client


@pytest_asyncio.fixture
async def one(people: tuple[Person, ...], superuser: asyncpg.Connection, two_tenants: Tenants) -> str:
    """Return the first customer of Changzhou."""
    first = next(each for each in people if each.network.name_zh == "常州" and each.level == "standard")
    return str((await ids_of(superuser, two_tenants[0]))[first.account_no])


def problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def audited(superuser: asyncpg.Connection, organisation: Organisation) -> list[tuple[str, str, Any]]:
    query = "SELECT action, subject_id, detail::text FROM audit_entry WHERE tenant_id = $1 AND action LIKE 'customer%'"
    rows = await superuser.fetch(f"{query} ORDER BY seq", organisation.tenant_id)
    return [(action, subject, json.loads(detail)) for action, subject, detail in rows]


async def test_a_customer_gets_another_level_and_an_account_manager(
    agent: httpx.AsyncClient, one: str, superuser: asyncpg.Connection, two_tenants: Tenants, told: list[CustomerId]
) -> None:
    east, _ = two_tenants
    [manager] = (await agent.get("/api/customers/account_managers")).json()
    assert manager == {"agent_id": str(east.agent_id), "number": "1001", "name": "Agent"}
    before = (await agent.get(f"/api/customers/{one}")).json()
    assert (before["level"]["code"], before["account_manager"], before["version"]) == ("standard", None, 1)
    body = {"level": "gold", "account_manager_agent_id": manager["agent_id"], "version": 1}
    assert (await agent.put(f"/api/customers/{one}/standing", json=body)).status_code == 204
    after = (await agent.get(f"/api/customers/{one}")).json()
    assert after["level"] == {"code": "gold", "text": {"zh-CN": "金卡", "en": "Gold"}, "priority": 2}
    assert (after["account_manager"], after["version"]) == (manager, 2)
    assert told == [UUID(one)]
    body = {"level": "gold", "version": 2}
    assert (await agent.put(f"/api/customers/{one}/standing", json=body)).status_code == 204
    assert (await agent.get(f"/api/customers/{one}")).json()["account_manager"] is None
    assert await audited(superuser, east) == [
        ("customer-changed", one, {"level": ["standard", "gold"], "account_manager": [None, manager["agent_id"]]}),
        ("customer-changed", one, {"account_manager": [manager["agent_id"], None]}),
    ]


async def test_who_was_changed_by_somebody_else_is_not_overwritten(
    agent: httpx.AsyncClient, one: str, superuser: asyncpg.Connection, two_tenants: Tenants, told: list[CustomerId]
) -> None:
    path = f"/api/customers/{one}/standing"
    answers = await asyncio.gather(
        *(agent.put(path, json={"level": level, "version": 1}) for level in ("silver", "gold", "diamond"))
    )
    assert sorted(answer.status_code for answer in answers) == [204, 409, 409]
    assert {problem(answer)[1] for answer in answers if answer.status_code == 409} == {"customer-changed"}
    assert (len(told), len(await audited(superuser, two_tenants[0]))) == (1, 1)


async def test_what_is_no_level_or_no_agent_is_refused(
    agent: httpx.AsyncClient, one: str, superuser: asyncpg.Connection, two_tenants: Tenants, told: list[CustomerId]
) -> None:
    _, west = two_tenants
    path = f"/api/customers/{one}/standing"
    good = {"level": "gold", "version": 1}
    for wrong, expected in [
        ({"level": "platinum"}, (422, "customer-level-unknown")),
        ({"account_manager_agent_id": str(new_id())}, (422, "account-manager-unknown")),
        ({"account_manager_agent_id": str(west.agent_id)}, (422, "account-manager-unknown")),
        ({"version": "latest"}, (422, "invalid-input")),
    ]:
        assert problem(await agent.put(path, json=good | wrong)) == expected
    stranger = next(iter((await ids_of(superuser, west)).values()))
    for nobody in (stranger, new_id()):
        answer = await agent.put(f"/api/customers/{nobody}/standing", json=good)
        assert problem(answer) == (404, "customer-not-found")
    assert (told, await audited(superuser, two_tenants[0])) == ([], [])


async def test_even_the_database_lets_no_agent_of_another_tenant_look_after_a_customer(
    superuser: asyncpg.Connection, one: str, two_tenants: Tenants
) -> None:
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await superuser.execute(
            "UPDATE customer SET account_manager_agent_id = $1 WHERE id = $2", two_tenants[1].agent_id, UUID(one)
        )


async def test_a_city_changes_its_own_customers_only(
    app: FastAPI, people: tuple[Person, ...], superuser: asyncpg.Connection, two_tenants: Tenants
) -> None:
    ids = await ids_of(superuser, two_tenants[0])
    async with web.browse(app, "city", tenant="east") as client:
        for each in people[:4]:
            path = f"/api/customers/{ids[each.account_no]}/standing"
            answer = await client.put(path, json={"level": "gold", "version": 1})
            assert answer.status_code == (204 if each.network.name_zh == "常州" else 404)


async def test_an_administrator_sets_the_priority_of_a_level(
    app: FastAPI, agent: httpx.AsyncClient, superuser: asyncpg.Connection, two_tenants: Tenants
) -> None:
    east, west = two_tenants
    levels = (await agent.get("/api/customers/levels")).json()
    assert [(each["code"], each["priority"], each["version"]) for each in levels] == [
        (each.code, each.priority, 1) for each in DEFAULT_LEVELS
    ]
    path = "/api/customers/levels/gold"
    assert problem(await agent.put(path, json={"priority": 9, "version": 1})) == (403, "forbidden")
    async with web.browse(app, "admin", tenant="east") as admin:
        for wrong in (-1, 10, "high"):
            assert problem(await admin.put(path, json={"priority": wrong, "version": 1})) == (422, "invalid-input")
        answer = await admin.put("/api/customers/levels/platinum", json={"priority": 1, "version": 1})
        assert problem(answer) == (404, "customer-level-not-found")
        saved = (await admin.put(path, json={"priority": 5, "version": 1})).json()
        assert saved == levels[2] | {"priority": 5, "version": 2}
        answer = await admin.put(path, json={"priority": 6, "version": 1})
        assert problem(answer) == (409, "customer-level-changed")
        assert (await admin.get("/api/customers/levels")).json()[2] == saved
    async with web.browse(app, "admin", tenant="west") as other:
        assert (await other.get("/api/customers/levels")).json() == levels
    assert await audited(superuser, east) == [("customer-level-changed", "gold", {"priority": [2, 5]})]
    assert await audited(superuser, west) == []


async def test_who_administers_one_city_changes_no_level(
    app: FastAPI, database: Database, people: tuple[Person, ...], two_tenants: Tenants
) -> None:
    east, _ = two_tenants
    async with database.transaction(east.scope) as session:
        east.roles["city-admin"] = await identity.create_role(
            session, tenant_id=east.tenant_id, code="ca", name="ca", permissions={"admin.routing"}, now=NOW
        )
        await add_person(session, east, "changzhou", role="city-admin", networks=[east.networks["changzhou"]])
    async with web.browse(app, "changzhou", tenant="east") as client:
        answer = await client.put("/api/customers/levels/gold", json={"priority": 5, "version": 1})
        assert problem(answer) == (403, "forbidden")
        assert (await client.get("/api/customers/account_managers")).status_code == 403


async def test_the_laboratory_gives_the_best_customers_account_managers(
    database: Database, database_urls: DatabaseUrls, superuser: asyncpg.Connection, two_tenants: Tenants
) -> None:
    east, _ = two_tenants
    await settle(database, database_urls, east, count=0)
    url = database_urls.owner_url
    networks, managers = await networks_of(url, east.tenant_id), await agents_of(url, east.tenant_id)
    assert managers == (east.agent_id,)
    town = Town(owner_url=url, tenant_id=east.tenant_id, networks=networks, key=KEY, managers=managers)
    await populate(town, 200)
    query = "SELECT count(*) FROM customer WHERE tenant_id = $1 AND account_manager_agent_id = $2"
    found = await superuser.fetchval(query, east.tenant_id, east.agent_id)
    assert found == sum(person(1, index, networks).level == "diamond" for index in range(200)) > 0
