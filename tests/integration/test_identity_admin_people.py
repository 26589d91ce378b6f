"""People and agents, administered over HTTP."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from kefu.identity.administration.events import OrganisationChanged
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from support import web
from support.administration import add_people, audited, faults, make_app, problem, state
from support.organisation import Organisation

Tenants = tuple[Organisation, Organisation]


@pytest.fixture
def told() -> list[OrganisationChanged]:
    return []


@pytest.fixture
def app(database: Database, told: list[OrganisationChanged]) -> FastAPI:
    return make_app(database, told)


@pytest_asyncio.fixture
async def east(database: Database, two_tenants: Tenants) -> Organisation:
    await add_people(database, two_tenants[0])
    return two_tenants[0]


@pytest_asyncio.fixture
async def admin(app: FastAPI, east: Organisation) -> AsyncIterator[httpx.AsyncClient]:
    async with web.browse(app, "admin", tenant="east") as client:
        yield client


async def of(client: httpx.AsyncClient, login: str) -> dict[str, Any]:
    """Return somebody by log-in."""
    found = (await client.get("/api/people", params={"words": login})).json()["people"]
    return next(each for each in found if each["login"] == login)


SHOWN_ONLY = {"person_id", "agent_id", "created_at", "last_seen_at", "is_manageable"}


def body_of(person: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return what is sent to change somebody."""
    return {name: value for name, value in person.items() if name not in SHOWN_ONLY} | changes


def new(east: Organisation, **changes: Any) -> dict[str, Any]:
    """Return what is sent to add an agent."""
    return {
        "login": " Wang.Fang ",
        "name": "王芳",
        "roles": [{"role_id": str(east.roles["desk"]), "local_network_ids": [str(east.networks["suzhou"])]}],
        "agent": {"group_id": str(east.group_id), "number": "2001"},
    } | changes


async def test_somebody_is_added_and_logs_in(
    app: FastAPI,
    admin: httpx.AsyncClient,
    east: Organisation,
    told: list[OrganisationChanged],
    superuser: asyncpg.Connection,
) -> None:
    answer = await admin.post("/api/people", json=new(east))
    assert answer.status_code == 201
    added = answer.json()
    assert (added["login"], added["version"], added["is_active"], added["is_manageable"]) == (
        "wang.fang",
        1,
        True,
        True,
    )
    assert added["agent"] == {
        "group_id": str(east.group_id),
        "number": "2001",
        "device_kind": "web_phone",
        "recording_policy": "by_queue",
    }
    assert [change.tenant_id for change in told] == [east.tenant_id]
    async with web.browse(app) as browser:
        asked = {"tenant": "east", "login": "Wang.Fang", "password": added["password"]}
        me = (await browser.post("/api/session", json=asked)).json()
    assert [network["name_en"] for network in me["local_networks"]] == ["Suzhou"]
    assert me["agent"]["number"] == "2001"
    assert "desk.use" in me["permissions"]
    assert await audited(superuser) == [("person-created", "person")]
    written = str(await superuser.fetch("SELECT detail FROM audit_entry"))
    assert "王芳" not in written
    assert added["password"] not in written


async def test_somebody_has_a_mail_address(
    admin: httpx.AsyncClient, east: Organisation, superuser: asyncpg.Connection
) -> None:
    added = (await admin.post("/api/people", json=new(east, mail=" wang.fang@kefu.example "))).json()
    assert (added.pop("mail"), bool(added.pop("password"))) == ("wang.fang@kefu.example", True)
    for wrong in ("wang.fang", "wang@localhost", "wang@kefu.example\r\nBcc: x@y.cn", "王@kefu.example", "a..b@c.cn"):
        refused = await admin.put(f"/api/people/{added['person_id']}", json=body_of(added, mail=wrong))
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "mail"), wrong
    assert await superuser.fetchval("SELECT mail FROM person WHERE login = 'wang.fang'") == "wang.fang@kefu.example"
    changed = await admin.put(f"/api/people/{added['person_id']}", json=body_of(added, mail=""))
    assert (changed.status_code, changed.json()["mail"]) == (200, "")
    assert await superuser.fetchval("SELECT mail FROM person WHERE login = 'wang.fang'") is None
    detail = await superuser.fetchval("SELECT detail::text FROM audit_entry ORDER BY seq DESC LIMIT 1")
    assert '"fields": ["mail"]' in detail
    assert "kefu.example" not in detail


async def test_people_are_found(admin: httpx.AsyncClient, east: Organisation) -> None:
    async def logins(**params: Any) -> list[str]:
        page = (await admin.get("/api/people", params=params)).json()
        assert page["total"] >= len(page["people"])
        return [each["login"] for each in page["people"]]

    assert await logins() == ["admin", "agent", "boss", "city", "city-boss"]
    assert await logins(words="CITY") == ["city", "city-boss"]
    assert await logins(words="100") == ["agent"]
    assert await logins(words="%") == []
    assert await logins(role_id=str(east.roles["desk"])) == ["agent", "city"]
    assert await logins(group_id=str(east.group_id)) == ["agent"]
    assert await logins(is_active=False) == []
    first = (await admin.get("/api/people", params={"limit": 2})).json()
    assert ([each["login"] for each in first["people"]], first["total"], first["next"]) == (
        ["admin", "agent"],
        5,
        "agent",
    )
    assert await logins(limit=3, after=first["next"]) == ["boss", "city", "city-boss"]


async def test_somebody_is_changed(
    admin: httpx.AsyncClient, east: Organisation, told: list[OrganisationChanged], superuser: asyncpg.Connection
) -> None:
    agent = await of(admin, "agent")
    group = (await admin.post("/api/agent-groups", json={"name": "Night", "site_id": str(east.site_id)})).json()
    told.clear()
    moved = agent["agent"] | {"group_id": group["group_id"], "number": "1009", "device_kind": "sip_phone"}
    answer = await admin.put(f"/api/people/{agent['person_id']}", json=body_of(agent, name="李强", agent=moved))
    assert answer.status_code == 200, answer.text
    assert (answer.json()["name"], answer.json()["agent"], answer.json()["version"]) == ("李强", moved, 2)
    assert answer.json()["agent_id"] == str(east.agent_id)
    assert len(told) == 1
    detail = await superuser.fetchval("SELECT detail::text FROM audit_entry ORDER BY seq DESC LIMIT 1")
    assert '"fields": ["name", "agent"]' in detail
    assert "李强" not in detail


async def test_what_somebody_else_has_changed_is_not_overwritten(
    admin: httpx.AsyncClient, superuser: asyncpg.Connection
) -> None:
    agent = await of(admin, "agent")
    path = f"/api/people/{agent['person_id']}"
    assert (await admin.put(path, json=body_of(agent, name="First"))).status_code == 200
    before = await state(superuser)
    assert problem(await admin.put(path, json=body_of(agent, name="Second"))) == (409, "organisation-changed")
    assert await state(superuser) == before


async def test_who_is_out_of_use_is_logged_out_and_stays_out(
    app: FastAPI, admin: httpx.AsyncClient, superuser: asyncpg.Connection
) -> None:
    async with web.browse(app, "agent", tenant="east") as desk:
        assert (await desk.get("/api/me")).status_code == 200
        agent = await of(admin, "agent")
        assert agent["last_seen_at"] is not None
        path = f"/api/people/{agent['person_id']}"
        out = (await admin.put(path, json=body_of(agent, is_active=False))).json()
        assert problem(await desk.get("/api/me")) == (401, "session-expired")
    async with web.browse(app) as desk:
        asked = {"tenant": "east", "login": "agent", "password": "correct horse battery"}
        assert problem(await desk.post("/api/session", json=asked)) == (401, "wrong-credentials")
        assert (await admin.put(path, json=body_of(out, is_active=True))).status_code == 200
        assert (await desk.post("/api/session", json=asked)).status_code == 200
    assert await superuser.fetchval("SELECT count(*) FROM person WHERE login = 'agent'") == 2  # never deleted


async def test_a_password_is_reset(app: FastAPI, admin: httpx.AsyncClient, superuser: asyncpg.Connection) -> None:
    agent = await of(admin, "agent")
    async with web.browse(app, "agent", tenant="east") as desk:
        password = (await admin.post(f"/api/people/{agent['person_id']}/password")).json()["password"]
        assert problem(await desk.get("/api/me")) == (401, "session-expired")
    async with web.browse(app) as desk:
        asked = {"tenant": "east", "login": "agent", "password": "correct horse battery"}
        assert problem(await desk.post("/api/session", json=asked)) == (401, "wrong-credentials")
        assert (await desk.post("/api/session", json=asked | {"password": password})).status_code == 200
    assert await audited(superuser) == [("password-reset", "person")]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"login": "agent"}, [("login", "taken")]),
        ({"login": "two words"}, [("login", "malformed")]),
        ({"name": " "}, [("name", "missing")]),
        ({"name": "x" * 101}, [("name", "too-long")]),
        ({"roles": [{"role_id": str(new_id())}]}, [("roles.1.role_id", "unknown")]),
        ({"agent": {"group_id": str(new_id()), "number": "2001"}}, [("agent.group_id", "unknown")]),
    ],
)
async def test_what_cannot_be_saved_changes_nothing(
    admin: httpx.AsyncClient,
    east: Organisation,
    told: list[OrganisationChanged],
    superuser: asyncpg.Connection,
    changes: dict[str, Any],
    expected: list[tuple[str, str]],
) -> None:
    before = await state(superuser)
    assert faults(await admin.post("/api/people", json=new(east, **changes))) == expected
    assert (await state(superuser), told, await audited(superuser)) == (before, [], [])


async def test_numbers_and_scopes_that_cannot_be(
    admin: httpx.AsyncClient, east: Organisation, superuser: asyncpg.Connection
) -> None:
    before = await state(superuser)
    group, desk = str(east.group_id), str(east.roles["desk"])
    for changes, expected in (
        ({"agent": {"group_id": group, "number": "1001"}}, ("agent.number", "taken")),
        ({"agent": {"group_id": group, "number": "10 01"}}, ("agent.number", "malformed")),
        ({"roles": [{"role_id": desk}, {"role_id": desk}]}, ("roles", "repeated")),
        ({"roles": [{"role_id": desk, "local_network_ids": []}]}, ("roles.1.local_network_ids", "missing")),
        (
            {"roles": [{"role_id": desk, "local_network_ids": [str(new_id())]}]},
            ("roles.1.local_network_ids", "unknown"),
        ),
    ):
        assert faults(await admin.post("/api/people", json=new(east, **changes))) == [expected]
    agent = await of(admin, "agent")
    answer = await admin.put(f"/api/people/{agent['person_id']}", json=body_of(agent, agent=None))
    assert faults(answer) == [("agent", "stays")]
    assert await state(superuser) == before


async def test_nobody_gives_or_touches_what_he_does_not_have(
    app: FastAPI, admin: httpx.AsyncClient, east: Organisation, superuser: asyncpg.Connection
) -> None:
    """`boss` administers people everywhere but has nothing else; `city-boss` has everything in Changzhou only."""
    agent, city, chief = [await of(admin, login) for login in ("agent", "city", "admin")]
    desk, changzhou, suzhou = str(east.roles["desk"]), str(east.networks["changzhou"]), str(east.networks["suzhou"])
    before = await state(superuser)
    refused = (403, "more-than-your-own")
    async with web.browse(app, "boss", tenant="east") as boss:
        assert problem(await boss.post("/api/people", json=new(east))) == refused
        assert problem(await boss.post(f"/api/people/{chief['person_id']}/password")) == refused
        assert problem(await boss.put(f"/api/people/{agent['person_id']}", json=body_of(agent, name="X"))) == refused
        assert not (await of(boss, "agent"))["is_manageable"]
        assert (await of(boss, "boss"))["is_manageable"]
    async with web.browse(app, "city-boss", tenant="east") as boss:
        for networks in (None, [suzhou], [suzhou, changzhou]):
            roles = [{"role_id": desk, "local_network_ids": networks}]
            assert problem(await boss.post("/api/people", json=new(east, roles=roles))) == refused
        assert problem(await boss.post(f"/api/people/{agent['person_id']}/password")) == refused
        wider = body_of(city, roles=[{"role_id": desk, "local_network_ids": None}])
        assert problem(await boss.put(f"/api/people/{city['person_id']}", json=wider)) == refused
        assert await state(superuser) == before
        assert (await boss.put(f"/api/people/{city['person_id']}", json=body_of(city, name="X"))).status_code == 200
    assert [action for action, _ in await audited(superuser)] == ["person-changed"]


async def test_what_nobody_has_yet_is_the_administrators_to_give(
    app: FastAPI, east: Organisation, superuser: asyncpg.Connection
) -> None:
    """A release brings a permission: somebody must be able to give it first."""
    await superuser.execute("UPDATE role SET permissions = array_remove(permissions, 'recording.play')")
    role = {"code": "listeners", "name": "Listeners", "permissions": ["recording.play"]}
    async with web.browse(app, "city-boss", tenant="east") as boss:
        assert problem(await boss.post("/api/roles", json=role)) == (403, "forbidden")
    async with web.browse(app, "boss", tenant="east") as boss:
        answer = await boss.post("/api/roles", json=role)
        assert (answer.status_code, answer.json()["permissions"]) == (201, ["recording.play"])


async def test_the_last_administrator_stays_and_nobody_locks_himself_out(
    app: FastAPI, admin: httpx.AsyncClient, east: Organisation, superuser: asyncpg.Connection
) -> None:
    chief = await of(admin, "admin")
    path = f"/api/people/{chief['person_id']}"
    narrow = [{"role_id": str(east.roles["admin"]), "local_network_ids": [str(east.networks["suzhou"])]}]
    before = await state(superuser)
    harmful: list[dict[str, Any]] = [{"is_active": False}, {"roles": []}, {"roles": narrow}]
    for changes in harmful:
        assert problem(await admin.put(path, json=body_of(chief, **changes))) == (409, "would-lock-you-out")
    assert await state(superuser) == before
    boss = await of(admin, "boss")
    out = await admin.put(f"/api/people/{boss['person_id']}", json=body_of(boss, is_active=False))
    assert out.status_code == 200
    before = await state(superuser)
    async with web.browse(app, "city-boss", tenant="east") as city:
        # he may not reach the last one for all networks either way
        answer = await city.put(path, json=body_of(chief, is_active=False))
        assert problem(answer) == (403, "more-than-your-own")
    assert await state(superuser) == before


async def test_who_may_not_sees_and_changes_nothing(
    app: FastAPI, admin: httpx.AsyncClient, east: Organisation, superuser: asyncpg.Connection
) -> None:
    agent = await of(admin, "agent")
    before = await state(superuser)
    path = f"/api/people/{agent['person_id']}"
    async with web.browse(app, "agent", tenant="east") as desk:
        for answer in (
            await desk.get("/api/people"),
            await desk.get(path),
            await desk.get("/api/organisation"),
            await desk.post("/api/people", json=new(east)),
            await desk.put(path, json=body_of(agent, name="X")),
            await desk.post(f"{path}/password"),
        ):
            assert problem(answer) == (403, "forbidden")
    async with web.browse(app, "admin", tenant="west") as stranger:
        for answer in (
            await stranger.get(path),
            await stranger.put(path, json=body_of(agent, roles=[], agent=None)),
            await stranger.post(f"{path}/password"),
        ):
            assert problem(answer) == (404, "organisation-not-found")
        ids = {each["person_id"] for each in (await stranger.get("/api/people")).json()["people"]}
        assert agent["person_id"] not in ids
        assert faults(await stranger.post("/api/people", json=new(east))) == [
            ("roles.1.role_id", "unknown"),
            ("roles.1.local_network_ids", "unknown"),
            ("agent.group_id", "unknown"),
        ]
    assert await state(superuser) == before
