"""Every way of finding a customer, inside the walls of tenant and local network, and by an index."""

import re
from collections.abc import Callable

import asyncpg
import pytest
from sqlalchemy import text

from kefu.customers import service, store
from kefu.customers.model import LookupKind, Match, SearchTooShortError
from kefu.kernel.scope import Scope
from kefu.platform.db import Database
from kefu.platform.numbering import parse_number
from kefu_lab.people import Person
from support.customers import VAULT, ids_of, settle
from support.organisation import Organisation
from support.postgres import DatabaseUrls

Tenants = tuple[Organisation, Organisation]
Matches = Callable[[Person, str], bool]

WAYS: dict[str, tuple[Callable[[Person], str], Matches]] = {
    "surname": (lambda p: p.name[0], lambda p, typed: p.name.startswith(typed)),
    "name": (lambda p: p.name, lambda p, typed: p.name.startswith(typed)),
    "pinyin": (lambda p: p.pinyin, lambda p, typed: p.pinyin.startswith(typed) or p.initials.startswith(typed)),
    "initials": (lambda p: p.initials, lambda p, typed: p.pinyin.startswith(typed) or p.initials.startswith(typed)),
    "address": (lambda p: p.address[6:12], lambda p, typed: typed in p.address),
    "mobile": (lambda p: p.phones[0][3:], lambda p, typed: f"+86{typed}" in p.phones),
    "+86 mobile": (lambda p: f"+86 {p.phones[0][3:]}", lambda p, typed: typed.replace(" ", "") in p.phones),
    "account": (lambda p: p.account_no, lambda p, typed: p.account_no == typed),
    "card": (
        lambda p: p.holdings[0].resource.lower(),
        lambda p, typed: typed.upper() in [holding.resource for holding in p.holdings],
    ),
    "identity card": (lambda p: p.id_card.lower() or "11010519491231002X", lambda p, typed: p.id_card == typed.upper()),
}


async def search(database: Database, scope: Scope, typed: str) -> list[object]:
    async with database.transaction(scope) as session:
        found = await service.search(session, vault=VAULT, text=typed)
    assert not found.has_more
    return [candidate.customer_id for candidate in found.candidates]


@pytest.mark.parametrize("way", WAYS)
async def test_everybody_in_scope_is_found_and_nobody_else(
    way: str, database: Database, database_urls: DatabaseUrls, superuser: asyncpg.Connection, two_tenants: Tenants
) -> None:
    typed_for, matches = WAYS[way]
    for organisation in two_tenants:
        people = await settle(database, database_urls, organisation)
        everybody, city = organisation.scope, organisation.city_scope
        ids = await ids_of(superuser, organisation)
        for one in people[:4]:
            typed = typed_for(one)
            meant = [person for person in people if matches(person, typed)]
            assert one in meant or not one.id_card
            for scope in (everybody, city, Scope(organisation.tenant_id, frozenset())):
                visible = {ids[p.account_no] for p in meant if scope.sees(p.network.local_network_id)}
                found = await search(database, scope, typed)
                assert set(found) == visible
                assert len(found) == len(visible)


async def test_the_same_number_in_two_tenants_is_two_customers(
    database: Database, database_urls: DatabaseUrls, superuser: asyncpg.Connection, two_tenants: Tenants
) -> None:
    east, west = two_tenants
    for organisation in two_tenants:
        people = await settle(database, database_urls, organisation, 10)
    async with database.read(east.scope) as eastern, database.read(west.scope) as western:
        for one in people:
            number = parse_number(one.phones[0])
            matches = [await service.match(reader=reader, vault=VAULT, number=number) for reader in (eastern, western)]
            ids = [(await ids_of(superuser, organisation))[one.account_no] for organisation in two_tenants]
            assert [match.customer and match.customer.customer_id for match in matches] == ids


@pytest.mark.parametrize("fragment", ["%%%", "___", "%州%", "\\\\\\", "州市", "", "'; --"])
async def test_a_fragment_is_text_and_no_pattern(
    fragment: str, database: Database, database_urls: DatabaseUrls, two_tenants: Tenants
) -> None:
    east, _ = two_tenants
    await settle(database, database_urls, east, 10)
    async with database.transaction(east.scope) as session:
        assert await store.find_by_address(session, fragment, 100) == []
        assert len(await store.find_by_address(session, "常州市", 100)) == 5


async def test_the_way_round_the_wall_draws_the_same_wall(
    database: Database, database_urls: DatabaseUrls, superuser: asyncpg.Connection, two_tenants: Tenants
) -> None:
    east, west = two_tenants
    for organisation in two_tenants:
        await settle(database, database_urls, organisation, 10)
    eastern = set((await ids_of(superuser, east)).values())
    ask = text("SELECT kefu_find_customers_by_address(:fragment, 100)")
    async with database.transaction(None) as session:
        assert (await session.scalars(ask, {"fragment": "常州市"})).all() == []
    async with database.transaction(east.scope) as session:
        assert (await session.scalars(ask, {"fragment": "市"})).all() == []
        assert set(await session.scalars(ask, {"fragment": "常州市"})) < eastern
        assert set(await session.scalars(ask, {"fragment": "苏州市"})) < eastern
    async with database.transaction(east.city_scope) as session:
        assert len((await session.scalars(ask, {"fragment": "常州市"})).all()) == 5
        assert (await session.scalars(ask, {"fragment": "苏州市"})).all() == []
    stranger = Scope(east.tenant_id, frozenset(west.networks.values()))
    async with database.transaction(stranger) as session:
        assert (await session.scalars(ask, {"fragment": "常州市"})).all() == []


async def test_nobody_but_the_application_may_go_that_way(superuser: asyncpg.Connection) -> None:
    function = "kefu_find_customers_by_address(text, integer)"
    assert await superuser.fetchval("SELECT has_function_privilege('kefu_app', $1, 'EXECUTE')", function) is True
    assert await superuser.fetchval("SELECT has_function_privilege('public', $1, 'EXECUTE')", function) is False


@pytest.mark.parametrize("typed", ["", "  ", "z", "-"])
async def test_too_little_is_refused(typed: str, database: Database, two_tenants: Tenants) -> None:
    async with database.transaction(two_tenants[0].scope) as session:
        with pytest.raises(SearchTooShortError):
            await service.search(session, vault=VAULT, text=typed)


async def test_more_than_a_screenful_is_cut_and_said_to_be(
    database: Database, database_urls: DatabaseUrls, two_tenants: Tenants
) -> None:
    east, _ = two_tenants
    await settle(database, database_urls, east)
    async with database.transaction(east.scope) as session:
        found = await service.search(session, vault=VAULT, text="常州市")
    assert (len(found.candidates), found.has_more) == (20, True)


@pytest.mark.parametrize("caller", ["", "anonymous", "12", "sip:bob@example.com", "+86999", "96296"])
async def test_no_number_is_nobodys(
    caller: str, database: Database, database_urls: DatabaseUrls, two_tenants: Tenants
) -> None:
    await settle(database, database_urls, two_tenants[0], 4)
    async with database.read(two_tenants[0].scope) as reader:
        assert await service.match(reader=reader, vault=VAULT, number=parse_number(caller)) == Match()


async def _plan(connection: asyncpg.Connection, query: str, *types: str) -> str:
    """Explain a prepared statement's generic plan, with sequential scans only where nothing else is possible."""
    await connection.execute("SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan")
    await connection.execute(f"PREPARE wanted ({', '.join(types)}) AS {query}")
    arguments = ", ".join("NULL" for _ in types)
    plan = "\n".join(row[0] for row in await connection.fetch(f"EXPLAIN EXECUTE wanted ({arguments})"))
    await connection.execute("DEALLOCATE wanted")
    return plan


async def test_the_pop_reads_by_index_behind_the_wall(
    database: Database, database_urls: DatabaseUrls, two_tenants: Tenants
) -> None:
    await settle(database, database_urls, two_tenants[0])
    async with database.read(two_tenants[0].city_scope) as reader:
        plan = await _plan(reader, store.MATCH_BY_PHONE, "bigint")
    assert "Seq Scan" not in plan
    for index in ("pk_customer_lookup", "pk_customer", "pk_place", "pk_party", "pk_billing_account", "pk_product"):
        assert re.search(rf"(using|on) {index}\b", plan), index
    assert "(kind = 'phone'::text) AND (value_hash = $1)" in plan


@pytest.mark.parametrize("column", ["name", "name_pinyin", "name_initials"])
async def test_prefixes_are_read_by_index_behind_the_wall(
    column: str, database: Database, database_urls: DatabaseUrls, two_tenants: Tenants
) -> None:
    await settle(database, database_urls, two_tenants[0])
    query = f"SELECT id FROM customer WHERE {column} >= $1 AND {column} < $2 ORDER BY {column} LIMIT 21"
    async with database.read(two_tenants[0].city_scope) as reader:
        plan = await _plan(reader, query, "text", "text")
    assert f"Index Scan using ix_customer_tenant_id_{column} " in plan
    assert f"({column} >= $1) AND ({column} < $2)" in plan.split("Index Cond:")[1].split("\n")[0]


async def test_addresses_are_read_by_trigrams_only_on_the_way_round_the_wall(
    database: Database, database_urls: DatabaseUrls, owner: asyncpg.Connection, two_tenants: Tenants
) -> None:
    """The reason for the function; when PostgreSQL makes LIKE leakproof, it can go."""
    await settle(database, database_urls, two_tenants[0])
    query = "SELECT customer_id FROM place WHERE address LIKE $1 AND tenant_id = (SELECT kefu_tenant_id())"
    assert "Bitmap Index Scan on ix_place_address" in await _plan(owner, query, "text")
    async with database.read(two_tenants[0].scope) as reader:
        assert "ix_place_address" not in await _plan(reader, query, "text")


async def test_lookups_hold_no_numbers(
    database: Database, database_urls: DatabaseUrls, superuser: asyncpg.Connection, two_tenants: Tenants
) -> None:
    people = await settle(database, database_urls, two_tenants[0], 4)
    rows = await superuser.fetch("SELECT kind, value_hash FROM customer_lookup")
    hashes = {service.lookup_hash(vault=VAULT, kind=LookupKind.PHONE, value=people[0].phones[0])}
    assert hashes <= {row["value_hash"] for row in rows if row["kind"] == "phone"}
    stored = await superuser.fetch("SELECT id_card_sealed, id_card_last_four FROM party")
    for row in stored:
        assert row["id_card_sealed"] is None or people[0].id_card.encode() not in row["id_card_sealed"]
    assert {row["id_card_last_four"] for row in stored} == {p.id_card[-4:] or None for p in people}
