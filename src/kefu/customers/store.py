"""All SQL of customers. The hot reads ask the driver itself, for one JSON value."""

import sys
from collections.abc import Collection, Iterable
from typing import Any, Protocol, cast
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Select, func, select, tuple_, union_all, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from kefu.customers.model import (
    AccountManager,
    Candidate,
    Choice,
    Level,
    LookupKind,
    Match,
    Profile,
    SetLevel,
    Standing,
)
from kefu.customers.tables import CustomerLevelRow, CustomerLookupRow, CustomerRow, CustomerTagRow, PartyRow
from kefu.identity.tables import AgentRow, LocalNetworkRow, PersonRow
from kefu.kernel.ids import AgentId, CustomerId, LocalNetworkId, TenantId

CANDIDATES_MAX = 20
_LAST_CODE_POINT = chr(sys.maxunicode)

_MATCH = TypeAdapter(Match)
_CANDIDATES = TypeAdapter(tuple[Candidate, ...])

_LEVEL = """(
    SELECT json_build_object(
        'code', v.code, 'text', json_build_object('zh-CN', v.name_zh, 'en', v.name_en), 'priority', v.priority)
    FROM customer_level AS v WHERE v.tenant_id = c.tenant_id AND v.code = c.level_code)"""
_ACCOUNT_MANAGER = """(
    SELECT json_build_object('agent_id', g.id, 'number', g.number, 'name', w.name)
    FROM agent AS g JOIN person AS w ON w.id = g.person_id WHERE g.id = c.account_manager_agent_id)"""
_ADDRESS = """coalesce((
    SELECT p.address FROM place AS p WHERE p.customer_id = c.id
    ORDER BY p.kind = 'installation' DESC, p.id LIMIT 1), '')"""
_PHONE = """coalesce((
    SELECT m.value FROM contact_medium AS m WHERE m.customer_id = c.id AND m.kind = 'phone'
    ORDER BY m.is_preferred DESC, m.id LIMIT 1), '')"""
_BRIEF = f"""
    'customer_id', c.id, 'local_network_id', c.local_network_id, 'name', c.name,
    'level', {_LEVEL}, 'address', {_ADDRESS}, 'phone', {_PHONE}"""
_CANDIDATE = f"json_build_object({_BRIEF})"
_PROFILE = f"""json_build_object({_BRIEF},
    'since_on', c.since_on, 'version', c.version, 'account_manager', {_ACCOUNT_MANAGER},
    'tags', coalesce((
        SELECT json_agg(json_build_object('zh-CN', t.name_zh, 'en', t.name_en) ORDER BY t.position)
        FROM customer_tag AS t WHERE t.tenant_id = c.tenant_id AND t.code = ANY (c.tag_codes)), '[]'),
    'id_last_four', coalesce((SELECT min(y.id_card_last_four) FROM party AS y WHERE y.customer_id = c.id), ''),
    'accounts', coalesce((
        SELECT json_agg(json_build_object('account_no', a.account_no, 'name', a.name) ORDER BY a.is_default DESC, a.id)
        FROM billing_account AS a WHERE a.customer_id = c.id), '[]'),
    'products', coalesce((
        SELECT json_agg(json_build_object(
            'product_id', r.id, 'name', json_build_object('zh-CN', r.name_zh, 'en', r.name_en), 'resource', r.resource,
            'monthly_fee_minor', r.monthly_fee_minor, 'status', r.status, 'expires_on', r.expires_on) ORDER BY r.id)
        FROM product AS r WHERE r.customer_id = c.id), '[]'))"""
_AS_MATCH = f"""json_build_object(
    'customer', CASE WHEN (SELECT count(*) FROM hit) = 1 THEN (SELECT {_PROFILE} FROM hit AS c) END,
    'candidates', CASE WHEN (SELECT count(*) FROM hit) > 1
        THEN (SELECT json_agg({_CANDIDATE} ORDER BY c.name, c.id) FROM hit AS c) ELSE '[]' END)"""

MATCH_BY_PHONE = f"""
    WITH hit AS MATERIALIZED (
        SELECT c.* FROM customer_lookup AS l JOIN customer AS c ON c.id = l.customer_id
        WHERE l.tenant_id = (SELECT kefu_tenant_id()) AND l.kind = 'phone' AND l.value_hash = $1
        LIMIT {CANDIDATES_MAX})
    SELECT ({_AS_MATCH})::text"""
"""Who answers to a telephone number: the pop. One statement, one round trip; benches and their peers use the same."""

MATCH_BY_ID = f"""
    WITH hit AS MATERIALIZED (SELECT * FROM customer WHERE id = $1)
    SELECT ({_AS_MATCH})::text"""

_CANDIDATES_BY_ID = f"""
    SELECT coalesce(json_agg({_CANDIDATE} ORDER BY c.name, c.id), '[]')::text
    FROM customer AS c WHERE c.id = ANY ($1)"""

_HOME = """
    SELECT p.address, p.district_path FROM place AS p
    WHERE p.customer_id = $1 ORDER BY p.kind = 'installation' DESC, p.id LIMIT 1"""


class Reader(Protocol):
    """A bare connection of the driver: `Database.read` lends one, `reader_of` gives a transaction's own."""

    async def fetchval(self, query: str, *args: Any) -> Any:
        """Return the only value of the only row."""
        ...

    async def fetchrow(self, query: str, *args: Any) -> Any:
        """Return the only row, or None."""
        ...


async def reader_of(session: AsyncSession) -> Reader:
    """Return the driver's connection of this transaction, scope and all."""
    connection = (await (await session.connection()).get_raw_connection()).driver_connection
    return cast("Reader", connection)


async def match_by_phone(reader: Reader, value_hash: int) -> Match:
    """Find who answers to a telephone number, by its hash."""
    return _MATCH.validate_json(await reader.fetchval(MATCH_BY_PHONE, value_hash))


async def profile(reader: Reader, customer_id: CustomerId) -> Profile | None:
    """Load what a customer's file says at one glance."""
    return _MATCH.validate_json(await reader.fetchval(MATCH_BY_ID, customer_id)).customer


async def candidates(reader: Reader, customer_ids: Collection[UUID]) -> tuple[Candidate, ...]:
    """Load customers to choose from, by name; whom the scope hides is left out."""
    return _CANDIDATES.validate_json(await reader.fetchval(_CANDIDATES_BY_ID, list(customer_ids)))


async def home(reader: Reader, customer_id: CustomerId) -> tuple[str, str]:
    """Load where a customer's products are: address and district path, both "" when nothing is known."""
    row = await reader.fetchrow(_HOME, customer_id)
    return (row["address"], row["district_path"]) if row else ("", "")


async def find_exactly(session: AsyncSession, hashes: Collection[tuple[LookupKind, int]]) -> list[UUID]:
    """Find customers by the hashes of whole numbers."""
    wanted = tuple_(CustomerLookupRow.kind, CustomerLookupRow.value_hash).in_(hashes)
    return list(await session.scalars(select(CustomerLookupRow.customer_id).where(wanted)))


async def find_by_name(session: AsyncSession, prefix: str, most: int) -> list[UUID]:
    """Find customers whose name begins so."""
    return list(await session.scalars(_beginning(CustomerRow.name, prefix, most)))


async def find_by_pinyin(session: AsyncSession, prefix: str, most: int) -> list[UUID]:
    """Find customers whose name in pinyin, or its initials, begin so."""
    columns = (CustomerRow.name_pinyin, CustomerRow.name_initials)
    return list(await session.scalars(union_all(*(_beginning(column, prefix, most) for column in columns))))


async def find_by_address(session: AsyncSession, fragment: str, most: int) -> list[UUID]:
    """Find customers by a piece of an address, through the function that may use the trigram index."""
    return list(await session.scalars(select(func.kefu_find_customers_by_address(fragment, most))))


async def sealed_id_card(session: AsyncSession, customer_id: CustomerId) -> bytes | None:
    """Load the sealed identity number of a customer."""
    query = select(PartyRow.id_card_sealed).where(
        PartyRow.customer_id == customer_id, PartyRow.id_card_sealed.is_not(None)
    )
    found: bytes | None = await session.scalar(query.order_by(PartyRow.id).limit(1))
    return found


async def level_codes(session: AsyncSession) -> set[str]:
    """List the tenant's levels of service."""
    return set(await session.scalars(select(CustomerLevelRow.code)))


async def levels(session: AsyncSession) -> list[SetLevel]:
    """Load the tenant's levels of service in their order."""
    rows = await session.scalars(select(CustomerLevelRow).order_by(CustomerLevelRow.position, CustomerLevelRow.code))
    return [
        SetLevel(
            code=row.code,
            text={"zh-CN": row.name_zh, "en": row.name_en},
            priority=row.priority,
            version=row.version,
        )
        for row in rows
    ]


async def update_level(session: AsyncSession, code: str, *, priority: int, version: int) -> bool:
    """Change a level that is still in this version; tell whether it was."""
    row = CustomerLevelRow
    changed = await session.execute(
        update(row)
        .where(row.code == code, row.version == version)
        .values(priority=priority, version=version + 1)
        .returning(row.code)
    )
    return changed.first() is not None


async def account_managers(session: AsyncSession) -> list[AccountManager]:
    """List the agents who can look after customers, by number."""
    rows = await session.execute(
        select(AgentRow.id, AgentRow.number, PersonRow.name)
        .join(PersonRow, PersonRow.id == AgentRow.person_id)
        .where(PersonRow.is_active)
        .order_by(AgentRow.number)
    )
    return [AccountManager(agent_id=AgentId(each), number=number, name=name) for each, number, name in rows]


async def has_agent(session: AsyncSession, agent_id: AgentId) -> bool:
    """Tell whether the tenant has this agent."""
    return await session.scalar(select(AgentRow.id).where(AgentRow.id == agent_id)) is not None


async def update_standing(session: AsyncSession, customer_id: CustomerId, standing: Standing) -> bool:
    """Change a customer who is still in the version that was read; tell whether he was."""
    row = CustomerRow
    changed = await session.execute(
        update(row)
        .where(row.id == customer_id, row.version == standing.version)
        .values(
            level_code=standing.level_code,
            account_manager_agent_id=standing.account_manager_id,
            version=standing.version + 1,
        )
        .returning(row.id)
    )
    return changed.first() is not None


async def upsert_choices(
    session: AsyncSession,
    table: type[CustomerLevelRow | CustomerTagRow],
    tenant_id: TenantId,
    choices: Iterable[Choice],
) -> None:
    """Add levels or tags, or change their words and order; the priority of a level stays as people have set it."""
    for position, choice in enumerate(choices):
        words = {"name_zh": choice.text["zh-CN"], "name_en": choice.text["en"], "position": position}
        first = {"priority": choice.priority} if isinstance(choice, Level) else {}
        statement = upsert(table).values(tenant_id=tenant_id, code=choice.code, **words, **first)
        await session.execute(statement.on_conflict_do_update(index_elements=["tenant_id", "code"], set_=words))


async def insert_lookup(
    session: AsyncSession, tenant_id: TenantId, kind: LookupKind, value_hash: int, customer_id: CustomerId
) -> None:
    """Let a customer be found by a number."""
    row = {"tenant_id": tenant_id, "kind": kind, "value_hash": value_hash, "customer_id": customer_id}
    await session.execute(upsert(CustomerLookupRow).values(row).on_conflict_do_nothing())


async def has_local_network(session: AsyncSession, local_network_id: LocalNetworkId) -> bool:
    """Tell whether the tenant has this local network."""
    return await session.get(LocalNetworkRow, local_network_id) is not None


async def local_network_by_area(session: AsyncSession, area_code: str) -> LocalNetworkId | None:
    """Find the local network that an area code belongs to."""
    query = select(LocalNetworkRow.id).where(LocalNetworkRow.area_code == area_code).order_by(LocalNetworkRow.code)
    found = await session.scalar(query.limit(1))
    return None if found is None else LocalNetworkId(found)


def _beginning(column: InstrumentedAttribute[str], prefix: str, most: int) -> Select[UUID]:
    """Select by prefix as a range: unlike LIKE, comparing is leakproof, so the index works behind the wall."""
    return (
        select(CustomerRow.id)
        .where(column >= prefix, column < prefix + _LAST_CODE_POINT)
        .order_by(column, CustomerRow.id)
        .limit(most)
    )
