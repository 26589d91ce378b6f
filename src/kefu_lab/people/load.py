"""Puts synthetic customers into a database by COPY, two thousand or two million."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from multiprocessing import get_context
from typing import Any

import asyncpg

from kefu.customers.model import DEFAULT_LEVELS, LookupKind
from kefu.customers.service import ID_CARD_COLUMN, lookup_hash
from kefu.kernel.ids import AgentId, LocalNetworkId, TenantId
from kefu.platform.crypto import Vault
from kefu_lab.people import words
from kefu_lab.people.person import Network, Person, person

CHUNK = 5_000
_MANY = 50_000
_PROCESSES = 2
_FIRST_MS = 1_735_689_600_000  # 2025-01-01: customers are older than the day on which the laboratory makes them
_CREATED_AT = datetime(2025, 1, 1, tzinfo=UTC).isoformat()

_MANAGED = DEFAULT_LEVELS[-1].code
_NULL = r"\N"

_OWNED = "customer_id, id, tenant_id, local_network_id"
COLUMNS = {
    "customer": "id, tenant_id, local_network_id, name, name_pinyin, name_initials, level_code,"
    " account_manager_agent_id, tag_codes, since_on, version, created_at",
    "party": f"{_OWNED}, kind, name, id_card_sealed, id_card_last_four",
    "contact_medium": f"{_OWNED}, kind, value, is_preferred, has_consent",
    "billing_account": f"{_OWNED}, account_no, name, is_default",
    "place": f"{_OWNED}, kind, address, district_path",
    "product": f"{_OWNED}, billing_account_id, place_id, name_zh, name_en, resource, monthly_fee_minor, status,"
    " activated_on, expires_on",
    "customer_lookup": "tenant_id, kind, value_hash, customer_id",
}
"""What is filled, in an order in which every row finds what it points to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Which customers to make, and where to put them. `key` is the installation's secret key.

    The best customers are shared out among the account managers, if there are any.
    """

    owner_url: str
    tenant_id: TenantId
    networks: tuple[Network, ...]
    key: bytes
    seed: int = 1
    managers: tuple[AgentId, ...] = ()


async def networks_of(owner_url: str, tenant_id: TenantId) -> tuple[Network, ...]:
    """Read the tenant's local networks, by area code."""
    async with _owner(owner_url, tenant_id) as connection:
        rows = await connection.fetch(
            "SELECT id, name_zh, area_code FROM local_network WHERE tenant_id = $1 ORDER BY area_code", tenant_id
        )
    return tuple(Network(LocalNetworkId(row["id"]), row["name_zh"], row["area_code"]) for row in rows)


async def agents_of(owner_url: str, tenant_id: TenantId) -> tuple[AgentId, ...]:
    """Read the tenant's agents, by number."""
    async with _owner(owner_url, tenant_id) as connection:
        rows = await connection.fetch("SELECT id FROM agent WHERE tenant_id = $1 ORDER BY number", tenant_id)
    return tuple(AgentId(row["id"]) for row in rows)


async def populate(town: Town, count: int, *, first: int = 0) -> None:
    """Make the customers numbered from `first`; levels and tags of the tenant must be there (`define_levels`).

    Many at once are made without indexes and foreign keys, by two processes; these come back at the end.
    """
    async with _owner(town.owner_url, town.tenant_id) as connection:
        for table in COLUMNS:  # COPY does not look through a policy; the application stays behind its wall meanwhile
            await connection.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        try:
            if count < _MANY:
                await _copy_range(connection, town, range(first, first + count))
            else:
                put_back = await _strip(connection)
                await _copy_in_processes(town, range(first, first + count))
                await connection.execute("SET maintenance_work_mem = '512MB'")
                for statement in put_back:
                    await connection.execute(statement)
        finally:
            for table in COLUMNS:
                await connection.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        await connection.execute(f"ANALYZE {', '.join(COLUMNS)}")


@asynccontextmanager
async def _owner(url: str, tenant_id: TenantId) -> Any:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SELECT set_config('kefu.tenant_id', $1, false)", str(tenant_id))
        await connection.execute("SET synchronous_commit = off")
        yield connection
    finally:
        await connection.close()


async def _copy_range(connection: asyncpg.Connection, town: Town, numbers: range) -> None:
    vault = Vault(town.key)
    for start in range(numbers.start, numbers.stop, CHUNK):
        chunk = range(start, min(start + CHUNK, numbers.stop))
        people = (person(town.seed, index, town.networks) for index in chunk)
        tables = lines(people, tenant_id=town.tenant_id, vault=vault, managers=town.managers)
        async with connection.transaction():
            for table, columns in COLUMNS.items():
                source = BytesIO("".join(tables[table]).encode())
                await connection.copy_to_table(table, source=source, columns=columns.split(", "))


async def _copy_in_processes(town: Town, numbers: range) -> None:
    share = -(-len(numbers) // _PROCESSES)
    shares = [range(start, min(start + share, numbers.stop)) for start in range(numbers.start, numbers.stop, share)]
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(_PROCESSES, mp_context=get_context("spawn")) as pool:
        await asyncio.gather(*(loop.run_in_executor(pool, _copy_share, town, each) for each in shares))


def _copy_share(town: Town, numbers: range) -> None:
    async def copy() -> None:
        async with _owner(town.owner_url, town.tenant_id) as connection:
            await _copy_range(connection, town, numbers)

    asyncio.run(copy())


async def _strip(connection: asyncpg.Connection) -> list[str]:
    """Take away what slows COPY down; return the statements that put it back: keys, indexes, then foreign keys."""
    tables = list(COLUMNS)
    constraints = await connection.fetch(
        """
        SELECT conrelid::regclass::text AS owner, conname AS name, contype = 'f' AS is_foreign,
               pg_get_constraintdef(oid) AS definition
        FROM pg_constraint
        WHERE conrelid = ANY ($1::text[]::regclass[])
          AND (contype IN ('f', 'u') OR (contype = 'p' AND conrelid = 'customer_lookup'::regclass))
        ORDER BY is_foreign
        """,
        tables,
    )
    indexes = await connection.fetch(
        """
        SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition
        FROM pg_index AS i
        WHERE i.indrelid = ANY ($1::text[]::regclass[])
          AND NOT EXISTS (SELECT FROM pg_constraint AS c WHERE c.conindid = i.indexrelid)
        """,
        tables,
    )
    for each in reversed(constraints):
        await connection.execute(f"ALTER TABLE {each['owner']} DROP CONSTRAINT {each['name']}")
    for each in indexes:
        await connection.execute(f"DROP INDEX {each['name']}")

    def restored(*, is_foreign: bool) -> list[str]:
        chosen = [each for each in constraints if each["is_foreign"] is is_foreign]
        return [f"ALTER TABLE {each['owner']} ADD CONSTRAINT {each['name']} {each['definition']}" for each in chosen]

    return [*restored(is_foreign=False), *(each["definition"] for each in indexes), *restored(is_foreign=True)]


def lines(
    people: Iterable[Person], *, tenant_id: TenantId, vault: Vault, managers: Sequence[AgentId] = ()
) -> dict[str, list[str]]:
    """Write customers as lines of COPY text, by table."""
    tables: dict[str, list[str]] = defaultdict(list)
    for each in people:
        manager = managers[each.index % len(managers)].hex if managers and each.level == _MANAGED else _NULL
        _write(tables, each, tenant_id.hex, vault, manager)
    return tables


def _write(tables: dict[str, list[str]], who: Person, tenant: str, vault: Vault, manager: str) -> None:
    owner = (
        f"{_FIRST_MS + who.index:012x}7000{(int(tenant[-15:], 16) ^ int.from_bytes(who.entropy[:7])) | 8 << 60:016x}"
    )
    network = who.network.local_network_id.hex

    def owned(part: int) -> str:
        return f"{owner}\t{owner[:13]}{part:03x}{owner[16:]}\t{tenant}\t{network}"

    since = who.since_on.isoformat()
    tables["customer"].append(
        f"{owner}\t{tenant}\t{network}\t{who.name}\t{who.pinyin}\t{who.initials}\t{who.level}\t{manager}"
        f"\t{{{','.join(who.tags)}}}\t{since}\t1\t{_CREATED_AT}\n"
    )
    sealed = _NULL
    if who.id_card:
        nonce = who.entropy[4:].ljust(12, b"\0")
        sealed = f"\\\\x{vault.encrypt(who.id_card, column=ID_CARD_COLUMN, entropy=lambda _: nonce).hex()}"
    tables["party"].append(f"{owned(1)}\t{who.kind}\t{who.name}\t{sealed}\t{who.id_card[-4:] or _NULL}\n")
    for at, phone in enumerate(who.phones):
        tables["contact_medium"].append(f"{owned(16 + at)}\tphone\t{phone}\t{'f' if at else 't'}\tt\n")
    tables["billing_account"].append(f"{owned(2)}\t{who.account_no}\t{who.name}\tt\n")
    tables["place"].append(f"{owned(3)}\tinstallation\t{who.address}\t{who.district_path}\n")
    account, place = f"{owner[:13]}002{owner[16:]}", f"{owner[:13]}003{owner[16:]}"
    for at, holding in enumerate(who.holdings):
        zh, en, fee = words.PRODUCTS[holding.product]
        tables["product"].append(
            f"{owned(32 + at)}\t{account}\t{place}\t{zh}\t{en}\t{holding.resource}\t{fee}\t{holding.status}"
            f"\t{since}\t{holding.expires_on.isoformat()}\n"
        )
    for kind, value in _numbers(who):
        value_hash = lookup_hash(vault=vault, kind=kind, value=value)
        tables["customer_lookup"].append(f"{tenant}\t{kind}\t{value_hash}\t{owner}\n")


def _numbers(who: Person) -> Iterator[tuple[LookupKind, str]]:
    for phone in who.phones:
        yield LookupKind.PHONE, phone
    yield LookupKind.ACCOUNT, who.account_no
    if who.id_card:
        yield LookupKind.ID_CARD, who.id_card
    for holding in who.holdings:
        yield LookupKind.RESOURCE, holding.resource
