"""Roles, sites and groups, administered over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from kefu.identity.administration.events import OrganisationChanged
from kefu.identity.model import PERMISSIONS
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from support import web
from support.administration import add_people, audited, faults, make_app, problem, state
from support.organisation import Organisation, add_person

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


async def role_of(client: httpx.AsyncClient, code: str) -> dict[str, Any]:
    roles = (await client.get("/api/organisation")).json()["roles"]
    return next(role for role in roles if role["code"] == code)


def body_of(shown: dict[str, Any], *names: str, **changes: Any) -> dict[str, Any]:
    return {name: shown[name] for name in (*names, "version")} | changes


async def test_the_organisation_is_shown_with_what_one_may_give(app: FastAPI, admin: httpx.AsyncClient) -> None:
    shown = (await admin.get("/api/organisation")).json()
    assert [site["code"] for site in shown["sites"]] == ["hq"]
    assert [(group["name"], group["agents"]) for group in shown["groups"]] == [("Day", 1)]
    assert {role["code"]: role["holders"] for role in shown["roles"]} == {"admin": 2, "desk": 2, "people": 1}
    assert [each["code"] for each in shown["permissions"]] == sorted(PERMISSIONS)
    assert all(each["is_grantable"] for each in shown["permissions"] + shown["roles"])
    assert (shown["is_everywhere"], {each["is_administered"] for each in shown["networks"]}) == (True, {True})
    async with web.browse(app, "boss", tenant="east") as boss:
        theirs = (await boss.get("/api/organisation")).json()
    assert [each["code"] for each in theirs["permissions"] if each["is_grantable"]] == ["admin.people"]
    async with web.browse(app, "city-boss", tenant="east") as city:
        theirs = (await city.get("/api/organisation")).json()
    assert not any(each["is_grantable"] for each in theirs["permissions"])
    assert all(role["is_grantable"] for role in theirs["roles"])
    administered = [each["name_en"] for each in theirs["networks"] if each["is_administered"]]
    assert (theirs["is_everywhere"], administered) == (False, ["Changzhou"])


async def test_a_role_holds_at_once_for_all_who_have_it(
    app: FastAPI, admin: httpx.AsyncClient, superuser: asyncpg.Connection
) -> None:
    desk = await role_of(admin, "desk")
    async with web.browse(app, "agent", tenant="east") as browser:
        assert "board.view" not in (await browser.get("/api/me")).json()["permissions"]
        permissions = [*desk["permissions"], "board.view"]
        body = body_of(desk, name="Desk", permissions=permissions)
        answer = await admin.put(f"/api/roles/{desk['role_id']}", json=body)
        assert (answer.status_code, answer.json()["version"], answer.json()["code"]) == (200, 2, "desk")
        assert "board.view" in (await browser.get("/api/me")).json()["permissions"]
    detail = await superuser.fetchval("SELECT detail::text FROM audit_entry WHERE action = 'role-changed'")
    assert '"added": ["board.view"]' in detail
    stale = await admin.put(f"/api/roles/{desk['role_id']}", json=body)
    assert problem(stale) == (409, "organisation-changed")


async def test_roles_that_cannot_be_change_nothing(
    app: FastAPI, admin: httpx.AsyncClient, superuser: asyncpg.Connection
) -> None:
    desk, chief = await role_of(admin, "desk"), await role_of(admin, "admin")
    before = await state(superuser)
    new = {"code": "night", "name": "Night", "permissions": ["desk.use"]}
    for changes, expected in (
        ({"code": "desk"}, ("code", "taken")),
        ({"code": "No!"}, ("code", "malformed")),
        ({"permissions": ["root"]}, ("permissions", "unknown")),
        ({"name": ""}, ("name", "missing")),
    ):
        assert faults(await admin.post("/api/roles", json=new | changes)) == [expected]
    without = [each for each in chief["permissions"] if each != "admin.people"]
    answer = await admin.put(f"/api/roles/{chief['role_id']}", json=body_of(chief, "name", permissions=without))
    assert problem(answer) == (409, "would-lock-you-out")
    unknown = await admin.put(f"/api/roles/{new_id()}", json=body_of(desk, "name", "permissions"))
    assert problem(unknown) == (404, "organisation-not-found")
    async with web.browse(app, "boss", tenant="east") as boss:
        for body in (body_of(desk, "name", permissions=[]), body_of(desk, "permissions", name="X")):
            answer = await boss.put(f"/api/roles/{desk['role_id']}", json=body)
            assert problem(answer) == (403, "more-than-your-own")
        assert problem(await boss.post("/api/roles", json=new)) == (403, "more-than-your-own")
    async with web.browse(app, "city-boss", tenant="east") as city:
        assert problem(await city.post("/api/roles", json=new)) == (403, "forbidden")
    async with web.browse(app, "admin", tenant="west") as stranger:
        answer = await stranger.put(f"/api/roles/{desk['role_id']}", json=body_of(desk, "name", permissions=[]))
        assert problem(answer) == (404, "organisation-not-found")
    assert (await state(superuser), await audited(superuser)) == (before, [])


async def test_two_administrators_cannot_take_the_last_rights_from_each_other_at_once(
    database: Database, app: FastAPI, admin: httpx.AsyncClient, east: Organisation, superuser: asyncpg.Connection
) -> None:
    async with database.transaction(east.scope) as session:
        await add_person(session, east, "second", role="admin")
    people = (await admin.get("/api/people")).json()["people"]
    sent = {
        each["login"]: {name: each[name] for name in ("login", "name", "roles", "agent", "version")} for each in people
    }
    paths = {each["login"]: f"/api/people/{each['person_id']}" for each in people}
    gone = await admin.put(paths["boss"], json=sent["boss"] | {"is_active": False})
    assert gone.status_code == 200
    async with web.browse(app, "second", tenant="east") as second:
        answers = await asyncio.gather(
            admin.put(paths["second"], json=sent["second"] | {"is_active": False}),
            second.put(paths["admin"], json=sent["admin"] | {"is_active": False}),
        )
    assert min(answer.status_code for answer in answers) == 200
    assert [answer.json()["code"] for answer in answers if answer.status_code != 200] in (
        [["would-lock-you-out"], ["session-expired"]]
    )
    left = "SELECT count(*) FROM person WHERE is_active AND login IN ('admin', 'second') AND tenant_id = $1"
    assert await superuser.fetchval(left, east.tenant_id) == 1


async def test_sites_and_groups(
    app: FastAPI,
    admin: httpx.AsyncClient,
    east: Organisation,
    told: list[OrganisationChanged],
    superuser: asyncpg.Connection,
) -> None:
    suzhou = str(east.networks["suzhou"])
    body = {"code": "sz", "name": "苏州", "time_zone": "Asia/Shanghai", "local_network_id": suzhou}
    site = (await admin.post("/api/sites", json=body)).json()
    assert {name: site[name] for name in body} == body
    changed = body_of(site, "name", "local_network_id", time_zone="Asia/Urumqi")
    path = f"/api/sites/{site['site_id']}"
    answer = (await admin.put(path, json=changed)).json()
    assert (answer["time_zone"], answer["version"], answer["code"]) == ("Asia/Urumqi", 2, "sz")
    group = (await admin.post("/api/agent-groups", json={"name": "苏南组", "site_id": site["site_id"]})).json()
    assert len(told) == 1
    renamed = body_of(group, "site_id", name="苏南一组")
    answer = (await admin.put(f"/api/agent-groups/{group['group_id']}", json=renamed)).json()
    assert (answer["name"], answer["version"], len(told)) == ("苏南一组", 2, 2)
    assert await audited(superuser) == [
        ("site-created", "site"),
        ("site-changed", "site"),
        ("group-created", "agent_group"),
        ("group-changed", "agent_group"),
    ]
    before = await state(superuser)
    assert problem(await admin.put(path, json=changed)) == (409, "organisation-changed")
    again = await admin.put(f"/api/agent-groups/{group['group_id']}", json=renamed)
    assert problem(again) == (409, "organisation-changed")
    for wrong, expected in (
        ({"time_zone": "Mars/Olympus"}, ("time_zone", "unknown")),
        ({"local_network_id": str(new_id())}, ("local_network_id", "unknown")),
        ({"code": "sz"}, ("code", "taken")),
    ):
        assert faults(await admin.post("/api/sites", json=body | {"code": "new"} | wrong)) == [expected]
    taken = await admin.post("/api/agent-groups", json={"name": "苏南一组", "site_id": site["site_id"]})
    assert faults(taken) == [("name", "taken")]
    await _city_stays_in_its_city(app, east, site)
    assert await state(superuser) == before
    assert len(told) == 2


async def _city_stays_in_its_city(app: FastAPI, east: Organisation, site: dict[str, Any]) -> None:
    """An administrator of Changzhou does not even see Suzhou's site; headquarters he sees and leaves alone."""
    async with web.browse(app, "city-boss", tenant="east") as city:
        shown = (await city.get("/api/organisation")).json()
        assert [each["code"] for each in shown["sites"]] == ["hq"]
        assert [each["name"] for each in shown["groups"]] == ["Day"]
        theirs = await city.put(f"/api/sites/{site['site_id']}", json=body_of(site, "name"))
        assert problem(theirs) == (404, "organisation-not-found")
        for body in ({"name": "X", "site_id": str(east.site_id)}, {"name": "X", "site_id": site["site_id"]}):
            answer = await city.post("/api/agent-groups", json=body)
            assert answer.status_code in (403, 422)
        body = {"code": "x", "name": "X", "local_network_id": None}
        assert problem(await city.post("/api/sites", json=body)) == (403, "forbidden")
