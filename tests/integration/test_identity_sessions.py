import base64
from datetime import timedelta
from typing import Annotated

import asyncpg
import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI
from sqlalchemy import text
from starlette.requests import Request

from kefu.identity import service
from kefu.identity.http import Current, Tx, principal_of, require
from kefu.identity.model import CsrfTokenWrongError, NotAuthenticatedError, Principal, SessionExpiredError
from kefu.platform.db import Database
from support import web
from support.organisation import NOW, PASSWORD, Organisation

Tenants = tuple[Organisation, Organisation]
MINUTE = timedelta(minutes=1)
router = APIRouter(prefix="/api/notes")


@router.get("")
async def list_networks(principal: Current, session: Tx) -> list[str]:
    return list(await session.scalars(text("SELECT code FROM site ORDER BY code")))


@router.put("/{name}")
async def rename(name: str, session: Tx) -> None:
    await session.execute(text("UPDATE tenant SET name = :name"), {"name": name})
    if name == "broken":
        raise ZeroDivisionError


@router.get("/board")
async def board(session: Tx, _: Annotated[Principal, Depends(require("board.view"))]) -> list[str]:
    return list(await session.scalars(text("SELECT code FROM site ORDER BY code")))


@pytest.fixture
def clock() -> web.Wristwatch:
    return web.Wristwatch()


@pytest.fixture
def app(database: Database, two_tenants: Tenants, clock: web.Wristwatch) -> FastAPI:
    return web.make_app(database, router, clock=clock)


async def _names(superuser: asyncpg.Connection) -> set[str]:
    return {row["name"] for row in await superuser.fetch("SELECT name FROM tenant")}


async def _add_sites(database: Database, organisation: Organisation) -> None:
    async with database.transaction(organisation.scope) as session:
        for code, network in organisation.networks.items():
            await service.create_site(
                session, tenant_id=organisation.tenant_id, code=code, name=code, local_network_id=network, now=NOW
            )


async def test_who_has_not_logged_in_is_told_to(app: FastAPI) -> None:
    async with web.browse(app) as client:
        for method, path in (
            ("GET", "/api/me"),
            ("GET", "/api/notes"),
            ("PUT", "/api/notes/x"),
            ("DELETE", "/api/session"),
        ):
            answer = await client.request(method, path)
            assert (answer.status_code, answer.json()["code"]) == (401, "not-authenticated")


@pytest.mark.parametrize("cookie", [b"x", b"", b"A" * 64, b"\xc3\xa9", b"\xff"])
async def test_a_forged_cookie_opens_nothing(app: FastAPI, cookie: bytes) -> None:
    async with web.browse(app) as client:
        answer = await client.get("/api/me", headers={"cookie": b"kefu_session=" + cookie})
    assert answer.status_code == 401
    assert answer.json()["code"] in {"not-authenticated", "session-expired"}


async def test_the_secret_of_one_tenant_opens_no_other(app: FastAPI, two_tenants: Tenants) -> None:
    async with web.browse(app, "agent", tenant="east") as client:
        token = base64.urlsafe_b64decode(client.cookies["kefu_session"])
    forged = base64.urlsafe_b64encode(two_tenants[1].tenant_id.bytes + token[16:]).decode()
    async with web.browse(app) as client:
        answer = await client.get("/api/me", headers={"cookie": f"kefu_session={forged}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "session-expired")


async def test_an_unsafe_request_needs_the_token_of_its_own_session(
    app: FastAPI, superuser: asyncpg.Connection
) -> None:
    async with web.browse(app, "admin", tenant="east") as other:
        foreign = other.headers["x-csrf-token"]
    async with web.browse(app, "admin", tenant="east") as client:
        mine = client.headers.pop("x-csrf-token")
        for token in (None, "", "wrong", foreign, mine.upper()):
            headers = {} if token is None else {"x-csrf-token": token}
            answer = await client.put("/api/notes/changed", headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "csrf-token-wrong")
        assert await _names(superuser) == {"East", "West"}
        assert (await client.put("/api/notes/changed", headers={"x-csrf-token": mine})).status_code == 200
        assert await _names(superuser) == {"changed", "West"}
        assert (await client.get("/api/notes")).status_code == 200


async def test_a_request_is_one_transaction(app: FastAPI, superuser: asyncpg.Connection) -> None:
    async with web.browse(app, "admin", tenant="east") as client:
        assert (await client.put("/api/notes/broken")).status_code == 500
        assert await _names(superuser) == {"East", "West"}
        await client.put("/api/notes/done")
        assert await _names(superuser) == {"done", "West"}  # committed before the answer came


async def test_a_session_left_idle_expires(app: FastAPI, clock: web.Wristwatch) -> None:
    async with web.browse(app, "agent", tenant="east") as client:
        clock.pass_time(29 * MINUTE)
        assert (await client.get("/api/me")).status_code == 200
        clock.pass_time(29 * MINUTE)
        assert (await client.get("/api/me")).status_code == 200
        clock.pass_time(30 * MINUTE)
        answer = await client.get("/api/me")
        assert (answer.status_code, answer.json()["code"]) == (401, "session-expired")


async def test_a_session_in_use_expires_after_a_shift(app: FastAPI, clock: web.Wristwatch) -> None:
    async with web.browse(app, "agent", tenant="east") as client:
        codes = []
        for _ in range(37):
            clock.pass_time(20 * MINUTE)
            codes.append((await client.get("/api/me")).status_code)
    assert codes == [200] * 35 + [401] * 2


async def _in_the_field(client: httpx.AsyncClient, login: str) -> httpx.Response:
    body = {"tenant": "east", "login": login, "password": PASSWORD, "device": "field"}
    return await client.post("/api/session", json=body)


async def test_a_session_in_the_field_lasts_a_week_and_allows_the_field_only(
    app: FastAPI, clock: web.Wristwatch
) -> None:
    async with web.browse(app, address="127.0.0.9") as client:
        answer = await _in_the_field(client, "admin")
        assert answer.json()["permissions"] == ["field.use"]
        assert "Max-Age=604800" in answer.headers["set-cookie"]
        for _ in range(6):
            clock.pass_time(timedelta(days=1))
            assert (await client.get("/api/me")).json()["permissions"] == ["field.use"]
        async with web.browse(app, "admin", tenant="east"):  # the desk's log-in sweeps, but not what lives longer
            assert (await client.get("/api/me")).status_code == 200
        clock.pass_time(timedelta(days=1))
        assert (await client.get("/api/me")).json()["code"] == "session-expired"


async def test_who_has_nothing_to_do_in_the_field_gets_no_session_there(
    app: FastAPI, superuser: asyncpg.Connection
) -> None:
    async with web.browse(app) as client:
        answer = await _in_the_field(client, "agent")
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
        assert "set-cookie" not in answer.headers
    assert await superuser.fetchval("SELECT count(*) FROM session") == 0
    assert await superuser.fetchval("SELECT count(*) FROM audit_entry WHERE action = 'log-in-refused'") == 1


async def test_expired_sessions_are_swept_at_the_next_log_in(
    app: FastAPI, clock: web.Wristwatch, superuser: asyncpg.Connection
) -> None:
    for login in ("agent", "admin"):
        async with web.browse(app, login, tenant="east") as client:
            await client.post("/api/realtime/ticket")
    clock.pass_time(31 * MINUTE)
    async with web.browse(app, "agent", tenant="east"):
        assert await superuser.fetchval("SELECT count(*) FROM session") == 2
        assert await superuser.fetchval("SELECT count(*) FROM realtime_ticket") == 1


async def test_who_logs_out_or_is_sent_away_is_out(app: FastAPI, superuser: asyncpg.Connection) -> None:
    async with web.browse(app, "agent", tenant="east") as client, web.browse(app, "admin", tenant="east") as other:
        cookie = {"cookie": f"kefu_session={client.cookies['kefu_session']}"}
        answer = await client.delete("/api/session")
        assert answer.status_code == 204
        assert 'kefu_session=""' in answer.headers["set-cookie"]
        assert (await client.get("/api/me", headers=cookie)).json()["code"] == "session-expired"
        assert (await other.get("/api/me")).status_code == 200
        await superuser.execute("UPDATE person SET is_active = false WHERE login = 'admin'")
        assert (await other.get("/api/me")).json()["code"] == "session-expired"


async def test_a_route_sees_the_scope_of_its_caller(app: FastAPI, database: Database, two_tenants: Tenants) -> None:
    for organisation in two_tenants:
        await _add_sites(database, organisation)
    async with web.browse(app, "agent", tenant="east") as client:
        assert (await client.get("/api/notes")).json() == ["changzhou", "hq", "suzhou"]
    async with web.browse(app, "city", tenant="east") as client:
        assert (await client.get("/api/notes")).json() == ["changzhou", "hq"]


async def test_a_permission_is_needed_and_reaches_as_far_as_its_role(
    app: FastAPI, database: Database, two_tenants: Tenants
) -> None:
    east, _ = two_tenants
    await _add_sites(database, east)
    async with web.browse(app, "city", tenant="east") as client:
        answer = await client.get("/api/notes/board")
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
        assert answer.json()["facts"] == {"permission": "board.view"}
        async with database.transaction(east.scope) as session:
            await service.grant_role(
                session,
                tenant_id=east.tenant_id,
                person_id=east.people["city"],
                role_id=east.roles["admin"],
                local_network_ids=[east.networks["suzhou"]],
                now=NOW,
            )
        assert (await client.get("/api/notes")).json() == ["changzhou", "hq", "suzhou"]
        assert (await client.get("/api/notes/board")).json() == ["hq", "suzhou"]


async def test_a_ticket_opens_one_socket_within_half_a_minute(
    app: FastAPI, database: Database, two_tenants: Tenants
) -> None:
    async with web.browse(app, "city", tenant="east") as client:
        tickets = [(await client.post("/api/realtime/ticket")).json()["ticket"] for _ in range(2)]
    late = NOW + timedelta(seconds=30)
    async with database.transaction(None) as session:
        principal = await service.redeem_ticket(session, ticket=tickets[0], now=NOW + timedelta(seconds=29))
        assert (principal.login, principal.scope) == ("city", two_tenants[0].city_scope)
        assert await session.scalar(text("SELECT count(*) FROM tenant")) == 1
    for ticket, now in ((tickets[0], NOW), (tickets[1], late), (tickets[1], NOW), ("x", NOW), ("A" * 64, NOW)):
        async with database.transaction(None) as session:
            with pytest.raises(NotAuthenticatedError):
                await service.redeem_ticket(session, ticket=ticket, now=now)


async def test_a_ticket_ends_with_its_session(app: FastAPI, database: Database) -> None:
    async with web.browse(app, "agent", tenant="east") as client:
        ticket = (await client.post("/api/realtime/ticket")).json()["ticket"]
        await client.delete("/api/session")
    async with database.transaction(None) as session:
        with pytest.raises(NotAuthenticatedError):
            await service.redeem_ticket(session, ticket=ticket, now=NOW)


async def test_an_open_desk_keeps_its_session_alive_until_it_ends(
    app: FastAPI, database: Database, clock: web.Wristwatch
) -> None:
    async def is_alive() -> bool:
        async with database.transaction(principal.scope) as session:
            return await service.session_is_alive(session, principal=principal, now=clock())

    async with web.browse(app, "agent", tenant="east") as client:
        ticket = (await client.post("/api/realtime/ticket")).json()["ticket"]
        async with database.transaction(None) as session:
            principal = await service.redeem_ticket(session, ticket=ticket, now=NOW)
        for _ in range(5):
            clock.pass_time(20 * MINUTE)
            assert await is_alive()
        assert (await client.get("/api/me")).status_code == 200
        await client.delete("/api/session")
        assert not await is_alive()


def _handshake(app: FastAPI, cookie: str, **headers: str) -> Request:
    raw = {"cookie": cookie, "host": "desk.test", **headers}
    return Request(
        {"type": "http", "app": app, "headers": [(name.encode(), value.encode()) for name, value in raw.items()]}
    )


async def test_a_socket_is_recognised_by_cookie_from_our_own_page_only(app: FastAPI) -> None:
    async with web.browse(app, "agent", tenant="east") as client:
        cookie = f"kefu_session={client.cookies['kefu_session']}"
        for headers in ({}, {"origin": "http://desk.test"}):
            assert (await principal_of(_handshake(app, cookie, **headers))).login == "agent"
        for origin in ("http://evil.test", "http://desk.test.evil.test", "null"):
            with pytest.raises(CsrfTokenWrongError):
                await principal_of(_handshake(app, cookie, origin=origin))
        with pytest.raises(NotAuthenticatedError):
            await principal_of(_handshake(app, "other=1"))
        await client.delete("/api/session")
        with pytest.raises(SessionExpiredError):
            await principal_of(_handshake(app, cookie))
