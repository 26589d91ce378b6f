"""The wall between tenants, proven with the application's own filters dropped; ADR 0003."""

import re

import asyncpg
import pytest
from sqlalchemy import column, func, select, table, text
from sqlalchemy.exc import DBAPIError

from kefu.kernel.ids import LocalNetworkId
from kefu.platform.db import Database, Scope
from kefu.platform.ids import new_id
from support.organisation import Organisation

Tenants = tuple[Organisation, Organisation]

# What a tenant's wall must be in the catalogue, whoever adds the table. A partition is reached through its parent's
# wall only, as long as nobody may touch it directly.
_UNWALLED = """
    SELECT c.relname FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND (NOT c.relispartition OR has_any_column_privilege('kefu_app', c.oid, 'SELECT, INSERT, UPDATE, REFERENCES')
           OR has_table_privilege('kefu_app', c.oid, 'DELETE, TRUNCATE'))
      AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND a.attnotnull AND EXISTS (
          SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd = '*' AND p.polpermissive
            AND pg_get_expr(p.polqual, c.oid) LIKE '%tenant_id = ( SELECT kefu_tenant_id()%'
            AND pg_get_expr(p.polwithcheck, c.oid) = pg_get_expr(p.polqual, c.oid)))
    ORDER BY 1
"""
_PERMISSIVE_EXTRAS = """
    SELECT polrelid::regclass || '.' || polname FROM pg_policy
    WHERE polname <> 'tenant_wall' AND (0 = ANY (polroles) OR 'kefu_app'::regrole = ANY (polroles)) ORDER BY 1
"""
_NETWORK_BLIND = """
    SELECT c.relname FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'local_network_id'
    JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = 'tenant_wall'
    WHERE pg_get_expr(p.polqual, c.oid) NOT LIKE '%kefu_local_network_ids()%' ORDER BY 1
"""
_TABLES = """
    SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1
"""
_OPEN_TABLES = {"login_throttle"}  # hashes of what was typed before anybody was known


async def _refused(database: Database, scope: Scope | None, statement: str, **values: object) -> str:
    """Run a statement that must fail; return PostgreSQL's reason."""

    async def run() -> None:
        async with database.transaction(scope) as session:
            await session.execute(text(statement), values)

    with pytest.raises(DBAPIError) as refusal:
        await run()
    return str(refusal.value.orig)


async def test_every_table_of_a_tenant_has_the_whole_wall(superuser: asyncpg.Connection) -> None:
    assert [row["relname"] for row in await superuser.fetch(_UNWALLED)] == []


async def test_no_other_policy_opens_a_table_to_the_application(superuser: asyncpg.Connection) -> None:
    assert [row[0] for row in await superuser.fetch(_PERMISSIVE_EXTRAS)] == []


async def test_every_table_with_a_local_network_keeps_networks_apart(superuser: asyncpg.Connection) -> None:
    assert [row["relname"] for row in await superuser.fetch(_NETWORK_BLIND)] == []


async def test_what_the_application_may_touch_without_a_wall_is_known(superuser: asyncpg.Connection) -> None:
    open_tables = await superuser.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')"
        " AND NOT relrowsecurity"
        " AND has_table_privilege('kefu_app', oid, 'SELECT, INSERT, UPDATE, DELETE')"
    )
    assert {row["relname"] for row in open_tables} == _OPEN_TABLES


async def test_without_a_filter_only_the_own_tenant_is_seen(
    database: Database, superuser: asyncpg.Connection, two_tenants: Tenants
) -> None:
    names = [row["relname"] for row in await superuser.fetch(_TABLES)]
    assert {"person", "agent", "audit_entry", "local_network", "role"} <= set(names)
    filled = set()
    for organisation in two_tenants:
        async with database.transaction(organisation.scope) as session:
            for name in names:
                owners = set(await session.scalars(select(column("tenant_id")).select_from(table(name))))
                assert owners <= {organisation.tenant_id}, name
                filled |= {name} if owners else set()
            assert set(await session.scalars(text("SELECT code FROM tenant"))) == {organisation.code}
    assert {"person", "agent", "agent_group", "audit_entry", "local_network", "person_role", "role", "site"} <= filled


async def test_readers_on_the_bare_driver_stand_behind_the_same_wall(database: Database, two_tenants: Tenants) -> None:
    for organisation in two_tenants:
        async with database.read(organisation.scope) as reader:
            assert {row["tenant_id"] for row in await reader.fetch("SELECT * FROM person")} == {organisation.tenant_id}


async def test_without_a_scope_nothing_is_seen(
    database: Database, superuser: asyncpg.Connection, two_tenants: Tenants
) -> None:
    async with database.transaction(None) as session:
        for row in await superuser.fetch(_TABLES):
            assert await session.scalar(select(func.count()).select_from(table(row["relname"]))) == 0
        assert await session.scalar(text("SELECT count(*) FROM tenant")) == 0


async def test_nothing_can_be_written_into_another_tenant(
    database: Database, superuser: asyncpg.Connection, two_tenants: Tenants
) -> None:
    east, west = two_tenants
    before = await superuser.fetch("SELECT * FROM role ORDER BY id")
    insert = "INSERT INTO role VALUES (:id, :tenant_id, 'spy', 'Spy', '{}')"
    reason = await _refused(database, east.scope, insert, id=new_id(), tenant_id=west.tenant_id)
    assert "row-level security policy" in reason
    reason = await _refused(database, east.scope, "UPDATE role SET tenant_id = :other", other=west.tenant_id)
    assert "row-level security policy" in reason
    reason = await _refused(database, None, insert, id=new_id(), tenant_id=west.tenant_id)
    assert "row-level security policy" in reason
    async with database.transaction(east.scope) as session:
        await session.execute(
            text("UPDATE role SET name = 'taken' WHERE tenant_id = :other"), {"other": west.tenant_id}
        )
        await session.execute(text("DELETE FROM role WHERE tenant_id = :other"), {"other": west.tenant_id})
    assert await superuser.fetch("SELECT * FROM role ORDER BY id") == before


async def test_other_local_networks_are_hidden_and_common_rows_are_not(
    database: Database, two_tenants: Tenants
) -> None:
    east, _ = two_tenants
    insert = text("INSERT INTO site VALUES (:id, :tenant_id, :network, :code, :code, 'Asia/Shanghai')")
    async with database.transaction(east.scope) as session:
        for code, network in east.networks.items():
            values = {"id": new_id(), "tenant_id": east.tenant_id, "network": network, "code": code}
            await session.execute(insert, values)
    nothing = Scope(east.tenant_id, frozenset())
    stranger = Scope(east.tenant_id, frozenset({LocalNetworkId(new_id())}))
    both = Scope(east.tenant_id, frozenset(east.networks.values()))
    for scope, seen in (
        (east.scope, {"hq", "changzhou", "suzhou"}),
        (both, {"hq", "changzhou", "suzhou"}),
        (east.city_scope, {"hq", "changzhou"}),
        (stranger, {"hq"}),
        (nothing, {"hq"}),
    ):
        async with database.transaction(scope) as session:
            assert set(await session.scalars(text("SELECT code FROM site"))) == seen
        async with database.read(scope) as reader:
            assert {row["code"] for row in await reader.fetch("SELECT code FROM site")} == seen


async def test_nothing_can_be_written_into_another_local_network(database: Database, two_tenants: Tenants) -> None:
    east, _ = two_tenants
    reason = await _refused(
        database,
        east.city_scope,
        "INSERT INTO site VALUES (:id, :tenant_id, :network, 'x', 'x', 'UTC')",
        id=new_id(),
        tenant_id=east.tenant_id,
        network=east.networks["suzhou"],
    )
    assert "row-level security policy" in reason


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE person DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE person NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY tenant_wall ON person",
        "CREATE POLICY door ON person USING (true)",
        "TRUNCATE person CASCADE",
        "SET ROLE kefu_owner",
        "SET SESSION AUTHORIZATION kefu_owner",
        "ALTER ROLE kefu_app BYPASSRLS",
        "CREATE OR REPLACE FUNCTION kefu_tenant_id() RETURNS uuid LANGUAGE sql RETURN null::uuid",
        "ALTER TABLE audit_entry DISABLE TRIGGER append_only",
    ],
)
async def test_the_application_cannot_take_the_wall_down(
    database: Database, two_tenants: Tenants, statement: str
) -> None:
    reason = await _refused(database, two_tenants[0].scope, statement)
    assert "permission denied" in reason or "must be owner" in reason


async def test_switching_row_security_off_gives_an_error_not_the_rows(database: Database, two_tenants: Tenants) -> None:
    async def peek() -> None:
        async with database.transaction(two_tenants[0].scope) as session:
            await session.execute(text("SET LOCAL row_security = off"))
            await session.execute(text("SELECT * FROM person"))

    with pytest.raises(DBAPIError, match="would be affected by row-level security"):
        await peek()


async def test_the_wall_binds_the_owner_too(owner: asyncpg.Connection, two_tenants: Tenants) -> None:
    assert await owner.fetchval("SELECT count(*) FROM person") == 0


async def test_a_wall_costs_one_evaluation_a_statement_not_one_a_row(database: Database, two_tenants: Tenants) -> None:
    async with database.read(two_tenants[0].city_scope) as reader:
        plan = "\n".join(row[0] for row in await reader.fetch("EXPLAIN SELECT * FROM site"))
    assert len(re.findall(r"^ *InitPlan", plan, re.MULTILINE)) == 3, plan
