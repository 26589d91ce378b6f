"""Customers over HTTP: masked by role, revealed with a trace, made in a call."""

from uuid import UUID

import asyncpg
import httpx
import pytest

from kefu.customers import service
from kefu.identity import service as identity
from kefu.kernel.instant import to_ms
from kefu.kernel.phone import phone_parts
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from kefu.platform.numbering import parse_number
from kefu_lab.people import Person
from support import web
from support.customers import VAULT, ids_of, make_app, settle
from support.organisation import NOW, Organisation, add_person
from support.postgres import DatabaseUrls

Tenants = tuple[Organisation, Organisation]


def masked(e164: str) -> str:
    head, _, tail = phone_parts(e164)
    return f"{head} **** {tail}"


async def audited(superuser: asyncpg.Connection, organisation: Organisation) -> list[tuple[str, str, str]]:
    query = """
        SELECT action, subject_id, detail::text FROM audit_entry
        WHERE tenant_id = $1 AND action LIKE 'customer-%' ORDER BY seq
    """
    return [tuple(row) for row in await superuser.fetch(query, organisation.tenant_id)]


def problem(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]


@pytest.fixture
async def people(database: Database, database_urls: DatabaseUrls, two_tenants: Tenants) -> tuple[Person, ...]:
    await settle(database, database_urls, two_tenants[1])
    return await settle(database, database_urls, two_tenants[0])


@pytest.mark.parametrize("login", ["agent", "admin"])
async def test_numbers_are_masked_unless_one_may_see_personal_data(
    login: str, database: Database, superuser: asyncpg.Connection, two_tenants: Tenants, people: tuple[Person, ...]
) -> None:
    one = people[0]
    ids = await ids_of(superuser, two_tenants[0])
    head, middle, tail = phone_parts(one.phones[0])
    async with web.browse(make_app(database), login, tenant="east") as client:
        (found,) = (await client.get("/api/customers", params={"phone": one.phones[0]})).json()["candidates"]
        file = (await client.get(f"/api/customers/{ids[one.account_no]}")).json()
    shown = f"{head} {middle} {tail}" if login == "admin" else f"{head} **** {tail}"
    assert found["phone"] == file["phone_masked"] == shown
    assert file["id_masked"] == f"{'*' * 14}{one.id_card[-4:]}"
    assert (found["customer_id"], found["name"]) == (file["customer_id"], file["name"])
    assert await audited(superuser, two_tenants[0]) == []


async def test_personal_data_of_one_city_opens_no_other_city(
    database: Database, superuser: asyncpg.Connection, two_tenants: Tenants, people: tuple[Person, ...]
) -> None:
    """A role that shows personal data, held for Changzhou beside one for all customers."""
    east, _ = two_tenants
    async with database.transaction(east.scope) as session:
        role_id = await identity.create_role(
            session, tenant_id=east.tenant_id, code="pii", name="pii", permissions={"customer.pii.view"}, now=NOW
        )
        person_id = await add_person(session, east, "both", role="desk")
        await identity.grant_role(
            session,
            tenant_id=east.tenant_id,
            person_id=person_id,
            role_id=role_id,
            local_network_ids=[east.networks["changzhou"]],
            now=NOW,
        )
    ids = await ids_of(superuser, east)
    shown = {}
    async with web.browse(make_app(database), "both", tenant="east") as client:
        for one in people[:2]:
            file = (await client.get(f"/api/customers/{ids[one.account_no]}")).json()
            body = {"field": "phone"}
            revealed = await client.post(f"/api/customers/{ids[one.account_no]}/reveal", json=body)
            shown[one.network.name_zh] = ("****" in file["phone_masked"], revealed.status_code)
    assert shown == {"常州": (False, 200), "苏州": (True, 404)}


async def test_a_reveal_shows_the_whole_and_is_written_down(
    database: Database, superuser: asyncpg.Connection, two_tenants: Tenants, people: tuple[Person, ...]
) -> None:
    one = next(person for person in people if person.id_card)
    customer_id = (await ids_of(superuser, two_tenants[0]))[one.account_no]
    head, middle, tail = phone_parts(one.phones[0])
    async with web.browse(make_app(database), "admin", tenant="east") as client:
        for field, value in (("id_card", one.id_card), ("phone", f"{head} {middle} {tail}")):
            answer = await client.post(f"/api/customers/{customer_id}/reveal", json={"field": field})
            assert answer.json() == {"field": field, "value": value}
            assert answer.headers["cache-control"] == "no-store"
    assert await audited(superuser, two_tenants[0]) == [
        ("customer-revealed", str(customer_id), '{"field": "id_card"}'),
        ("customer-revealed", str(customer_id), '{"field": "phone"}'),
    ]


async def test_a_refused_reveal_shows_and_writes_nothing(
    database: Database, superuser: asyncpg.Connection, two_tenants: Tenants, people: tuple[Person, ...]
) -> None:
    firm = next(person for person in people if not person.id_card)
    east, west = [await ids_of(superuser, organisation) for organisation in two_tenants]
    app = make_app(database)
    async with web.browse(app, "agent", tenant="east") as client:
        answer = await client.post(f"/api/customers/{east[firm.account_no]}/reveal", json={"field": "phone"})
        assert problem(answer) == (403, "forbidden")
    async with web.browse(app, "admin", tenant="east") as client:
        path = f"/api/customers/{east[firm.account_no]}/reveal"
        assert problem(await client.post(path, json={"field": "id_card"})) == (404, "nothing-to-reveal")
        assert problem(await client.post(path, json={"field": "password"})) == (422, "invalid-input")
        for stranger in (west[firm.account_no], new_id()):
            answer = await client.post(f"/api/customers/{stranger}/reveal", json={"field": "phone"})
            assert problem(answer) == (404, "customer-not-found")
        del client.headers["x-csrf-token"]
        assert problem(await client.post(path, json={"field": "phone"})) == (403, "csrf-token-wrong")
    assert await audited(superuser, two_tenants[0]) == []


async def test_a_city_sees_its_own_customers_only(
    database: Database, superuser: asyncpg.Connection, two_tenants: Tenants, people: tuple[Person, ...]
) -> None:
    ids = await ids_of(superuser, two_tenants[0])
    async with web.browse(make_app(database), "city", tenant="east") as client:
        for one in people[:6]:
            is_mine = one.network.name_zh == "常州"
            customer_id = ids[one.account_no]
            for path in ("", "/timeline"):
                answer = await client.get(f"/api/customers/{customer_id}{path}")
                assert answer.status_code == (200 if is_mine else 404)
            found = (await client.get("/api/customers", params={"q": one.account_no})).json()["candidates"]
            assert [each["customer_id"] for each in found] == ([str(customer_id)] if is_mine else [])


async def test_search_wants_something_to_look_for(database: Database, people: tuple[Person, ...]) -> None:
    async with web.browse(make_app(database), "agent", tenant="east") as client:
        assert problem(await client.get("/api/customers")) == (422, "search-too-short")
        assert problem(await client.get("/api/customers", params={"q": "z"})) == (422, "search-too-short")
        assert problem(await client.get("/api/customers", params={"q": "常" * 300})) == (422, "invalid-input")
        nothing = (await client.get("/api/customers", params={"phone": "anonymous"})).json()
        assert nothing == {"candidates": [], "has_more": False}


async def test_nobody_searches_without_permission(database: Database, two_tenants: Tenants) -> None:
    east, _ = two_tenants
    async with database.transaction(east.scope) as session:
        east.roles["bare"] = await identity.create_role(
            session, tenant_id=east.tenant_id, code="bare", name="bare", permissions={"board.view"}, now=NOW
        )
        await add_person(session, east, "bare", role="bare")
    app = make_app(database)
    async with web.browse(app, "bare", tenant="east") as client:
        for path in ("?q=张", f"/{new_id()}", f"/{new_id()}/timeline", f"/{new_id()}/billing"):
            assert problem(await client.get(f"/api/customers{path}")) == (403, "forbidden")
        answer = await client.post("/api/customers", json={"name": "张三", "phone": "13812345678"})
        assert problem(answer) == (403, "forbidden")
    async with web.browse(app) as stranger:
        assert problem(await stranger.get("/api/customers?q=张")) == (401, "not-authenticated")


async def test_an_unknown_caller_becomes_a_customer(
    database: Database, superuser: asyncpg.Connection, two_tenants: Tenants, people: tuple[Person, ...]
) -> None:
    east, west = two_tenants
    body = {"name": " 曾小满 ", "phone": "0519-86998877", "address": "常州市天宁区翠竹新村9幢", "level": "gold"}
    app = make_app(database)
    async with web.browse(app, "city", tenant="east") as client:
        answer = await client.post("/api/customers", json=body)
        assert answer.status_code == 201
        customer_id = answer.json()["customer_id"]
        file = (await client.get(f"/api/customers/{customer_id}")).json()
        for typed in ("曾小满", "zengxiao", "zxm", "天宁区翠竹新村9幢", "051986998877"):
            found = (await client.get("/api/customers", params={"q": typed})).json()["candidates"]
            assert customer_id in [each["customer_id"] for each in found], typed
    assert file == {
        "customer_id": customer_id,
        "name": "曾小满",
        "level": {"code": "gold", "text": {"zh-CN": "金卡", "en": "Gold"}, "priority": 2},
        "account_manager": None,
        "tags": [],
        "id_masked": "",
        "phone_masked": "0519 **** 8877",
        "address": "常州市天宁区翠竹新村9幢",
        "account_no": "",
        "since_on": NOW.date().isoformat(),
        "products": [],
        "billing": None,
        "situation": {"as_of_ms": to_ms(NOW), "work": [], "outages": [], "repeat": None},
        "timeline": [],
        "timeline_before": None,
        "accounts": [],
        "version": 1,
    }
    network = await superuser.fetchval("SELECT local_network_id FROM customer WHERE id = $1", UUID(customer_id))
    assert network == east.networks["changzhou"]
    assert await audited(superuser, east) == [("customer-created", customer_id, "{}")]
    async with database.read(east.scope) as mine, database.read(west.scope) as theirs:
        number = parse_number("+8651986998877")
        match = await service.match(reader=mine, vault=VAULT, number=number)
        assert match.customer is not None
        assert str(match.customer.customer_id) == customer_id
        assert (await service.match(reader=theirs, vault=VAULT, number=number)).customer is None


async def test_a_customer_of_another_city_belongs_to_all_when_its_own_is_not_in_scope(
    database: Database, superuser: asyncpg.Connection, people: tuple[Person, ...]
) -> None:
    async with web.browse(make_app(database), "city", tenant="east") as client:
        answer = await client.post("/api/customers", json={"name": "苏先生", "phone": "0512-65998877"})
        customer_id = answer.json()["customer_id"]
        assert (await client.get(f"/api/customers/{customer_id}")).status_code == 200
    assert await superuser.fetchval("SELECT local_network_id FROM customer WHERE id = $1", UUID(customer_id)) is None


async def test_bad_input_makes_no_customer(
    database: Database, superuser: asyncpg.Connection, two_tenants: Tenants, people: tuple[Person, ...]
) -> None:
    east, west = two_tenants
    good = {"name": "张三", "phone": "13812345678"}
    before = await superuser.fetchval("SELECT count(*) FROM customer")
    refusals = [
        ({"phone": "12"}, (422, "phone-number-unusable")),
        ({"phone": "anonymous"}, (422, "phone-number-unusable")),
        ({"level": "platinum"}, (422, "customer-level-unknown")),
        ({"name": "   "}, (422, "invalid-input")),
        ({"name": "长" * 101}, (422, "invalid-input")),
        ({"local_network_id": str(west.networks["changzhou"])}, (403, "forbidden")),
        ({"local_network_id": str(new_id())}, (403, "forbidden")),
    ]
    app = make_app(database)
    async with web.browse(app, "admin", tenant="east") as client:
        for wrong, expected in refusals:
            assert problem(await client.post("/api/customers", json=good | wrong)) == expected
    async with web.browse(app, "city", tenant="east") as client:
        suzhou = {"local_network_id": str(east.networks["suzhou"])}
        assert problem(await client.post("/api/customers", json=good | suzhou)) == (403, "forbidden")
    assert await superuser.fetchval("SELECT count(*) FROM customer") == before
    assert await audited(superuser, east) == []
