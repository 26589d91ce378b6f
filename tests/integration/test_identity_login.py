import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from kefu.identity import rules, secrets
from kefu.platform.db import Database
from support import web
from support.organisation import PASSWORD, Organisation

Tenants = tuple[Organisation, Organisation]


@pytest.fixture
def clock() -> web.Wristwatch:
    return web.Wristwatch()


@pytest.fixture
def app(database: Database, two_tenants: Tenants, clock: web.Wristwatch) -> FastAPI:
    return web.make_app(database, clock=clock)


async def _log_in(
    client: httpx.AsyncClient, login: str = "agent", password: str = PASSWORD, tenant: str | None = "east"
) -> httpx.Response:
    return await client.post("/api/session", json={"tenant": tenant, "login": login, "password": password})


def _refusal(answer: httpx.Response) -> dict[str, Any]:
    body: dict[str, Any] = answer.json()
    del body["trace_id"]
    return body


async def test_logging_in_tells_who_one_is(app: FastAPI, two_tenants: Tenants) -> None:
    east, _ = two_tenants
    async with web.browse(app) as client:
        answer = await _log_in(client)
        me = answer.json()
        assert me == (await client.get("/api/me")).json()
    assert me.pop("csrf_token") == secrets.csrf_token(answer.cookies["kefu_session"])
    assert me == {
        "person": {"id": str(east.people["agent"]), "name": "Agent", "login": "agent"},
        "tenant": {"id": str(east.tenant_id), "code": "east", "name": "East", "time_zone": "Asia/Shanghai"},
        "agent": {"id": str(east.agent_id), "number": "1001", "device_kind": "web_phone"},
        "permissions": [
            "call.outbound",
            "customer.edit",
            "customer.view",
            "desk.use",
            "recording.play",
            "recording.record",
        ],
        "local_networks": "all",
        "languages": ["zh-CN", "en"],
    }


async def test_who_works_for_a_city_sees_its_network_only(app: FastAPI, two_tenants: Tenants) -> None:
    async with web.browse(app, "city", tenant="east") as client:
        me = (await client.get("/api/me")).json()
        names = (await client.get("/api/local_networks")).json()
    changzhou = {"id": str(two_tenants[0].networks["changzhou"]), "name_zh": "常州", "name_en": "Changzhou"}
    assert me["local_networks"] == [changzhou]
    assert me["agent"] is None
    assert {each["id"] for each in names} == set(map(str, two_tenants[0].networks.values()))
    assert changzhou in names


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    database: Database, two_tenants: Tenants, app: FastAPI
) -> None:
    async with web.browse(app) as client:
        cookie = (await _log_in(client)).headers["set-cookie"]
    name, *attributes = cookie.split("; ")
    assert name.startswith("kefu_session=")
    assert sorted(attributes) == ["HttpOnly", "Max-Age=43200", "Path=/", "SameSite=strict"]
    app.state.is_secure_cookie = True
    async with web.browse(app) as client:
        assert "; Secure" in (await _log_in(client)).headers["set-cookie"]


async def test_the_database_keeps_no_token_and_no_password(app: FastAPI, superuser: asyncpg.Connection) -> None:
    async with web.browse(app) as client:
        token = (await _log_in(client)).cookies["kefu_session"]
    session, person = await superuser.fetchrow("SELECT * FROM session"), await superuser.fetch("SELECT * FROM person")
    assert session is not None
    assert session["token_hash"] == secrets.hash_token(token)
    assert token not in str(session)
    assert all(row["password_hash"].startswith("$argon2id$v=19$m=19456,t=2,p=1$") for row in person)


async def test_one_tenant_needs_not_be_named_and_two_must(
    database: Database, superuser: asyncpg.Connection, app: FastAPI, two_tenants: Tenants
) -> None:
    async with web.browse(app) as client:
        assert (await _log_in(client, tenant=None)).status_code == 401
        await superuser.execute("SET session_replication_role = replica")  # without foreign keys
        await superuser.execute("DELETE FROM tenant WHERE code = 'west'")
        assert (await _log_in(client, tenant=None)).status_code == 200


async def test_a_login_is_found_however_it_is_typed(app: FastAPI) -> None:
    async with web.browse(app) as client:
        assert (await _log_in(client, login=" ＡＧＥＮＴ ")).status_code == 200


@pytest.mark.parametrize(
    ("login", "password", "tenant"),
    [
        ("agent", "wrong", "east"),
        ("nobody", PASSWORD, "east"),
        ("retired", PASSWORD, "east"),
        ("agent", PASSWORD, "nowhere"),
        ("agent", "", "east"),
        ("agent' OR true --", PASSWORD, "east"),
    ],
)
async def test_a_refusal_does_not_tell_what_was_wrong(
    app: FastAPI,
    superuser: asyncpg.Connection,
    monkeypatch: pytest.MonkeyPatch,
    login: str,
    password: str,
    tenant: str,
) -> None:
    await superuser.execute("UPDATE person SET login = 'retired', is_active = false WHERE login = 'city'")
    verified: list[str] = []
    verify = secrets._verify
    monkeypatch.setattr(secrets, "_verify", lambda kept, given: verified.append(kept) or verify(kept, given))
    async with web.browse(app) as client:
        answer = await _log_in(client, login, password, tenant)
    assert _refusal(answer) == {
        "type": "/errors/wrong-credentials",
        "title": "Log-in name or password is wrong",
        "status": 401,
        "code": "wrong-credentials",
        "detail": "Log-in name or password is wrong",
        "facts": {},
        "errors": [],
    }
    assert "set-cookie" not in answer.headers
    assert len(verified) == 1  # the same work for every refusal, so that its duration tells nothing either
    assert await superuser.fetchval("SELECT count(*) FROM session") == 0


async def test_a_tenants_person_is_nobody_elsewhere(
    app: FastAPI, superuser: asyncpg.Connection, two_tenants: Tenants
) -> None:
    await superuser.execute("UPDATE person SET login = 'easterner' WHERE id = $1", two_tenants[0].people["agent"])
    async with web.browse(app) as client:
        assert (await _log_in(client, "easterner", tenant="west")).status_code == 401
        assert (await _log_in(client, "easterner", tenant="east")).status_code == 200


async def test_too_many_attempts_close_a_login_for_a_while(app: FastAPI, clock: web.Wristwatch) -> None:
    async with web.browse(app) as client:
        for _ in range(rules.PER_LOGIN.attempts):
            assert (await _log_in(client, password="guess")).status_code == 401
            clock.pass_time(timedelta(seconds=1))
        for password in ("guess", PASSWORD):
            answer = await _log_in(client, password=password)
            assert (answer.status_code, answer.json()["code"]) == (429, "too-many-attempts")
            assert answer.headers["retry-after"] == "292"
            assert answer.json()["facts"] == {"retry_after_s": 292}
        assert (await _log_in(client, login="admin")).status_code == 200
        assert (await _log_in(client, tenant="west")).status_code == 200
        clock.pass_time(timedelta(seconds=292))
        assert (await _log_in(client)).status_code == 200


async def test_an_unknown_login_is_closed_just_the_same(app: FastAPI) -> None:
    async with web.browse(app) as client:
        answers = [await _log_in(client, login="nobody") for _ in range(rules.PER_LOGIN.attempts + 1)]
    assert [answer.status_code for answer in answers] == [401] * rules.PER_LOGIN.attempts + [429]


async def test_a_success_forgets_the_failures_before_it(app: FastAPI) -> None:
    async with web.browse(app) as client:
        for _ in range(2):
            for _ in range(rules.PER_LOGIN.attempts - 1):
                assert (await _log_in(client, password="guess")).status_code == 401
            assert (await _log_in(client)).status_code == 200


async def test_too_many_attempts_close_an_address_for_every_login(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "PER_ADDRESS", rules.ThrottlePolicy(attempts=3, window=timedelta(minutes=5)))
    async with web.browse(app, address="10.9.9.9") as client:
        for login in ("a", "b", "c"):
            assert (await _log_in(client, login)).status_code == 401
        assert (await _log_in(client)).status_code == 429
    async with web.browse(app, address="10.9.9.8") as client:
        assert [(await _log_in(client)).status_code for _ in range(9)] == [200] * 9


async def test_guesses_made_at_once_are_counted_one_by_one(app: FastAPI) -> None:
    async with web.browse(app) as client:
        answers = await asyncio.gather(*(_log_in(client, password=f"guess {n}") for n in range(20)))
    codes = [answer.status_code for answer in answers]
    assert (codes.count(401), codes.count(429)) == (rules.PER_LOGIN.attempts, 20 - rules.PER_LOGIN.attempts)


async def test_attempts_are_kept_without_names_and_swept(
    app: FastAPI, clock: web.Wristwatch, superuser: asyncpg.Connection
) -> None:
    async with web.browse(app, address="10.9.9.9") as client:
        await _log_in(client, login="nobody")
        kept = await superuser.fetch("SELECT * FROM login_throttle")
        assert len(kept) == 2
        assert all(len(row["key"]) == 32 for row in kept)
    clock.pass_time(timedelta(minutes=5))
    async with web.browse(app, address="10.9.9.8") as client:
        await _log_in(client)
    assert [row["attempts"] for row in await superuser.fetch("SELECT attempts FROM login_throttle")] == [0]


@pytest.mark.parametrize("body", [{}, {"login": "", "password": "x"}, {"login": "x"}, {"login": 5, "password": "x"}])
async def test_an_incomplete_form_is_invalid_input(app: FastAPI, body: dict[str, Any]) -> None:
    async with web.browse(app) as client:
        answer = await client.post("/api/session", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-input")


async def test_many_log_ins_at_once_from_one_address(app: FastAPI) -> None:
    async def status() -> int:
        async with web.browse(app) as client:
            return (await _log_in(client)).status_code

    assert await asyncio.gather(*(status() for _ in range(8))) == [200] * 8
