"""People brought in by a file: what is wrong is told by line, what is good is added once."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from kefu.identity.administration.events import OrganisationChanged
from kefu.platform.db import Database
from kefu.platform.sheets import write_xlsx
from support import web
from support.administration import add_people, audited, faults, make_app, problem, state
from support.organisation import Organisation

Tenants = tuple[Organisation, Organisation]
HEAD = ("登录名", "姓名", "角色", "本地网", "班组", "坐席号", "话机", "备注")
GOOD = (
    ("A3001", "赵敏", "desk", "常州", "Day", "3001", "", "new"),
    ("a3002", "=黄磊", "desk", "", "day", 3002, "sip", ""),
    ("clerk", "吴倩", "", "", "", "", "", ""),
)
BAD = (
    ("agent", "已有", "desk", "", "", "", "", ""),
    ("a3001", "重复", "desk", "", "", "", "", ""),
    ("a3003", "徐强", "root", "", "", "", "", ""),
    ("a3004", "孙丽", "desk", "南京", "", "", "", ""),
    ("a3005", "马超", "desk", "", "夜班", "3005", "", ""),
    ("a3006", "", "desk", "", "", "", "", ""),
    ("a3007", "钱多", "desk", "", "Day", "1001", "", ""),
    ("a3008", "钱少", "desk", "", "Day", "", "", ""),
    ("", "无名", "desk", "", "", "", "", ""),
)
WRONG = [
    (5, "login", "taken"),
    (6, "login", "repeated"),
    (7, "roles", "unknown"),
    (8, "networks", "unknown"),
    (9, "group", "unknown"),
    (10, "name", "missing"),
    (11, "number", "taken"),
    (12, "number", "missing"),
    (13, "login", "missing"),
]


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


def wrong(view: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [(each["line"], each["field"], each["code"]) for each in view["bad_lines"]]


async def test_a_file_is_looked_at_and_then_taken(
    app: FastAPI, admin: httpx.AsyncClient, told: list[OrganisationChanged], superuser: asyncpg.Connection
) -> None:
    content = write_xlsx([HEAD, *GOOD, *BAD])
    before = await state(superuser)
    looked = (await admin.post("/api/people/files/dry-run", content=content)).json()
    assert (looked["good"], looked["agents"], looked["bad"], looked["added"]) == (3, 2, len(BAD), None)
    assert wrong(looked) == WRONG
    assert looked["ignored"] == ["备注"]
    assert (await state(superuser), told, await audited(superuser)) == (before, [], [])
    answer = await admin.post("/api/people/files", content=content)
    assert answer.status_code == 201
    added = answer.json()["added"]
    assert [(each["login"], each["name"]) for each in added] == [
        ("a3001", "赵敏"),
        ("a3002", "=黄磊"),
        ("clerk", "吴倩"),
    ]
    assert (len(told), await audited(superuser)) == (1, [("people-imported", "tenant")])
    async with web.browse(app) as browser:
        asked = {"tenant": "east", "login": "a3001", "password": added[0]["password"]}
        me = (await browser.post("/api/session", json=asked)).json()
    assert (me["agent"]["number"], [each["name_en"] for each in me["local_networks"]]) == ("3001", ["Changzhou"])
    again = (await admin.post("/api/people/files", content=content)).json()
    assert (again["good"], again["added"]) == (0, [])


async def test_a_file_may_have_mail_addresses(admin: httpx.AsyncClient, superuser: asyncpg.Connection) -> None:
    rows = [
        ("登录名", "姓名", "邮箱"),
        ("a3001", "赵敏", "zhao@kefu.example"),
        ("a3002", "黄磊", ""),
        ("a3003", "孙丽", "孙丽"),
    ]
    made = (await admin.post("/api/people/files", content=write_xlsx(rows))).json()
    assert (made["good"], wrong(made)) == (2, [(4, "mail", "malformed")])
    found = await superuser.fetch("SELECT login, mail FROM person WHERE login LIKE 'a300%' ORDER BY login")
    assert [tuple(row) for row in found] == [("a3001", "zhao@kefu.example"), ("a3002", None)]


async def test_an_older_spreadsheets_csv_is_read(admin: httpx.AsyncClient) -> None:
    content = "工号,姓名,角色\na3001,赵敏,desk\n".encode("gbk")
    assert (await admin.post("/api/people/files/dry-run", content=content)).json()["good"] == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"login,name\n", "file-empty"),
        (b"login,roles\na,desk\n", "file-without-name"),
        (b"name,roles\na,desk\n", "file-without-login"),
        (b"login,user,name\na,b,c\n", "file-column-repeated"),
    ],
)
async def test_files_that_cannot_be_used(
    admin: httpx.AsyncClient, superuser: asyncpg.Connection, content: bytes, code: str
) -> None:
    before = await state(superuser)
    for path in ("/api/people/files/dry-run", "/api/people/files"):
        assert faults(await admin.post(path, content=content)) == [("file", code)]
    assert await state(superuser) == before


async def test_a_file_gives_nobody_more_than_who_brings_it_has(
    app: FastAPI, admin: httpx.AsyncClient, superuser: asyncpg.Connection
) -> None:
    content = "login,name,role,network\nx1,X,desk,Changzhou\nx2,X,desk,\nx3,X,desk,苏州\n".encode()
    before = await state(superuser)
    async with web.browse(app, "city-boss", tenant="east") as city:
        looked = (await city.post("/api/people/files/dry-run", content=content)).json()
        assert (looked["good"], wrong(looked)) == (1, [(3, "roles", "beyond"), (4, "roles", "beyond")])
    async with web.browse(app, "boss", tenant="east") as boss:
        assert (await boss.post("/api/people/files", content=content)).json()["added"] == []
    async with web.browse(app, "agent", tenant="east") as desk:
        for path in ("/api/people/files/dry-run", "/api/people/files"):
            assert problem(await desk.post(path, content=content)) == (403, "forbidden")
    assert await state(superuser) == before
