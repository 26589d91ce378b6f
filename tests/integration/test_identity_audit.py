import asyncio

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from kefu.identity import service
from kefu.identity.model import AuditVerdict
from kefu.kernel.errors import InvalidError
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from support import web
from support.organisation import NOW, Organisation

Tenants = tuple[Organisation, Organisation]
_AT_ONCE = 12
_REWRITE = "UPDATE audit_entry SET detail = '{}' WHERE seq = 3"


async def _record(database: Database, organisation: Organisation, subject_id: str) -> None:
    async with database.transaction(organisation.scope) as session:
        await service.record_audit(
            session,
            tenant_id=organisation.tenant_id,
            action="note",
            subject_kind="thing",
            subject_id=subject_id,
            detail={"数": subject_id},
            now=NOW,
        )


async def _verify(database: Database, organisation: Organisation) -> AuditVerdict:
    async with database.transaction(organisation.scope) as session:
        return await service.verify_audit(session)


async def test_coming_going_and_being_refused_are_audited(
    database: Database, superuser: asyncpg.Connection, two_tenants: Tenants
) -> None:
    east, west = two_tenants
    before = (await _verify(database, west)).entries
    async with web.browse(web.make_app(database)) as client:
        await client.post("/api/session", json={"tenant": "east", "login": "agent", "password": "my secret"})
        await client.post("/api/session", json={"tenant": "east", "login": "my secret", "password": "x"})
    async with web.browse(web.make_app(database), "agent", tenant="east") as client:
        await client.delete("/api/session")
    rows = await superuser.fetch(
        "SELECT action, actor_name, actor_id, subject_kind, subject_id, detail FROM audit_entry"
        " WHERE tenant_id = $1 AND action LIKE 'log-%' ORDER BY seq",
        east.tenant_id,
    )
    agent = east.people["agent"]
    assert [tuple(row)[:4] for row in rows] == [
        ("log-in-refused", "agent", agent, "person"),
        ("log-in-refused", "unknown", None, "person"),
        ("log-in", "agent", agent, "session"),
        ("log-out", "agent", agent, "session"),
    ]
    assert rows[0]["subject_id"] == str(agent)
    assert rows[2]["subject_id"] == rows[3]["subject_id"]
    assert "my secret" not in str(rows)
    assert (await _verify(database, east)).broken_at is None
    assert (await _verify(database, west)).entries == before


async def test_entries_written_at_once_form_one_chain(
    database: Database, superuser: asyncpg.Connection, two_tenants: Tenants
) -> None:
    east, west = two_tenants
    before = (await _verify(database, east)).entries
    tasks = [_record(database, organisation, str(n)) for n in range(_AT_ONCE) for organisation in (east, west)]
    await asyncio.gather(*tasks)
    for organisation in two_tenants:
        verdict = await _verify(database, organisation)
        assert (verdict.entries, verdict.broken_at) == (before + _AT_ONCE, None)
    seqs = await superuser.fetch("SELECT seq FROM audit_entry WHERE tenant_id = $1 ORDER BY seq", east.tenant_id)
    assert [row["seq"] for row in seqs] == list(range(1, before + _AT_ONCE + 1))


async def test_a_transaction_that_fails_leaves_no_gap(database: Database, two_tenants: Tenants) -> None:
    east, _ = two_tenants

    async def fail() -> None:
        async with database.transaction(east.scope) as session:
            await service.record_audit(
                session, tenant_id=east.tenant_id, action="note", subject_kind="t", subject_id="x", now=NOW
            )
            raise ZeroDivisionError

    before = await _verify(database, east)
    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await _verify(database, east) == before
    await _record(database, east, "1")
    after = await _verify(database, east)
    assert (after.entries, after.broken_at) == (before.entries + 1, None)


@pytest.mark.parametrize(
    ("tampering", "broken_at"),
    [
        ("UPDATE audit_entry SET actor_name = 'somebody else' WHERE seq = 3", 3),
        ("UPDATE audit_entry SET at = at + interval '1 microsecond' WHERE seq = 2", 2),
        (_REWRITE, 3),
        ("UPDATE audit_entry SET tenant_id = (SELECT id FROM tenant WHERE code = 'west'), seq = 99 WHERE seq = 3", 4),
        ("DELETE FROM audit_entry WHERE seq = 1", 2),
        ("DELETE FROM audit_entry WHERE seq = 3", 4),
        (f"{_REWRITE}; UPDATE audit_entry e SET hash = kefu_audit_hash(e) WHERE seq = 3", 4),
        ("UPDATE audit_entry SET seq = CASE seq WHEN 3 THEN 1003 ELSE 3 END WHERE seq IN (3, 4)", 3),
    ],
)
async def test_every_change_of_the_past_is_found(
    database: Database, superuser: asyncpg.Connection, two_tenants: Tenants, tampering: str, broken_at: int
) -> None:
    east, _ = two_tenants
    for n in range(4):
        await _record(database, east, str(n))
    await superuser.execute("SET session_replication_role = replica")  # past the triggers, as only a superuser can
    await superuser.execute("DELETE FROM audit_entry WHERE tenant_id <> $1", east.tenant_id)
    await superuser.execute(tampering)
    assert (await _verify(database, east)).broken_at == broken_at


async def test_a_cut_off_tail_shows_in_the_head(
    database: Database, superuser: asyncpg.Connection, two_tenants: Tenants
) -> None:
    east, _ = two_tenants
    await _record(database, east, "1")
    noted = await _verify(database, east)
    await superuser.execute("SET session_replication_role = replica")
    await superuser.execute("DELETE FROM audit_entry WHERE seq = $1", noted.entries)
    found = await _verify(database, east)
    assert found.broken_at is None
    assert found.head != noted.head


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry"]
)
async def test_neither_the_application_nor_the_owner_changes_the_past(
    database: Database, owner: asyncpg.Connection, two_tenants: Tenants, statement: str
) -> None:
    async def change() -> None:
        async with database.transaction(two_tenants[0].scope) as session:
            await session.execute(text(statement))

    before = await _verify(database, two_tenants[0])
    with pytest.raises(DBAPIError, match="permission denied"):
        await change()
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
        await owner.execute(statement)
    assert await _verify(database, two_tenants[0]) == before


async def test_nobody_can_forge_his_place_in_the_chain(database: Database, two_tenants: Tenants) -> None:
    east, _ = two_tenants
    before = await _verify(database, east)
    async with database.transaction(east.scope) as session:
        await session.execute(
            text(
                "INSERT INTO audit_entry VALUES"
                " (:id, :tenant_id, 999, :now, NULL, 'system', 'note', 't', 'x', '{}', 'forged', 'forged')"
            ),
            {"id": new_id(), "tenant_id": east.tenant_id, "now": NOW},
        )
        seq = (await session.execute(text("SELECT max(seq) FROM audit_entry"))).scalar_one()
    assert seq == before.entries + 1
    assert (await _verify(database, east)).broken_at is None


async def test_a_role_holds_known_permissions_only(database: Database, two_tenants: Tenants) -> None:
    east, _ = two_tenants
    async with database.transaction(east.scope) as session:
        with pytest.raises(InvalidError, match=r"no such permission: root"):
            await service.create_role(
                session, tenant_id=east.tenant_id, code="r", name="R", permissions={"desk.use", "root"}, now=NOW
            )


async def test_work_that_runs_for_every_tenant_finds_them_all(database: Database, two_tenants: Tenants) -> None:
    async with database.transaction(None) as session:
        assert set(await service.list_tenant_ids(session)) == {organisation.tenant_id for organisation in two_tenants}
