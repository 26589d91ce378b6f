"""All SQL of identity."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity import rules
from kefu.identity.model import AuditVerdict, Grant, Principal, SessionKind, united_permissions, united_scope
from kefu.identity.tables import (
    AgentGroupRow,
    AgentRow,
    LocalNetworkRow,
    PersonRoleRow,
    PersonRow,
    RealtimeTicketRow,
    RoleRow,
    SessionRow,
    SiteRow,
    TenantRow,
)
from kefu.kernel.ids import AgentId, GroupId, LocalNetworkId, PersonId, TenantId


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session as found, and who holds it."""

    row: SessionRow
    person: PersonRow


@dataclass(frozen=True, slots=True)
class AgentPlace:
    """An agent's group, and the local network of its site; headquarters belong to none."""

    group: str
    local_network_id: LocalNetworkId | None
    site: str
    group_id: GroupId


_THROTTLE_LOCK = 0x6C6F67696E  # "login"


async def find_tenant(session: AsyncSession, code: str | None) -> TenantId | None:
    """Find a tenant by code; without a code, the only tenant there is."""
    found = (await session.execute(select(func.kefu_find_tenant(code)))).scalar_one()
    return None if found is None else TenantId(found)


async def list_tenant_ids(session: AsyncSession) -> list[TenantId]:
    """List every tenant, for work that runs once per tenant."""
    return [TenantId(row) for row in await session.scalars(text("SELECT kefu_list_tenants()"))]


async def person_by_login(session: AsyncSession, login: str) -> PersonRow | None:
    """Find an active person by normal log-in name in the scope's tenant."""
    return (await session.scalars(select(PersonRow).where(PersonRow.login == login, PersonRow.is_active))).one_or_none()


async def open_session(session: AsyncSession, condition: Any) -> OpenSession | None:
    """Find one session of an active person."""
    found = (
        await session.execute(
            select(SessionRow, PersonRow)
            .join(PersonRow, PersonRow.id == SessionRow.person_id)
            .where(condition, PersonRow.is_active)
        )
    ).one_or_none()
    return None if found is None else OpenSession(found[0], found[1])


async def grants_of(session: AsyncSession, person_id: UUID) -> list[Grant]:
    """Load what a person's roles allow."""
    rows = await session.execute(
        select(RoleRow.permissions, PersonRoleRow.local_network_ids, PersonRoleRow.agent_group_ids)
        .join(PersonRoleRow, PersonRoleRow.role_id == RoleRow.id)
        .where(PersonRoleRow.person_id == person_id)
    )
    return [
        Grant(
            frozenset(permissions),
            None if networks is None else frozenset(map(LocalNetworkId, networks)),
            None if groups is None else frozenset(map(GroupId, groups)),
        )
        for permissions, networks, groups in rows
    ]


async def principal(session: AsyncSession, found: OpenSession) -> Principal:
    """Load what the holder of a session may do in it."""
    grants = rules.grants_in(SessionKind(found.row.kind), await grants_of(session, found.person.id))
    agent_id = await session.scalar(select(AgentRow.id).where(AgentRow.person_id == found.person.id))
    tenant_id = TenantId(found.row.tenant_id)
    return Principal(
        tenant_id=tenant_id,
        person_id=PersonId(found.person.id),
        login=found.person.login,
        name=found.person.name,
        permissions=united_permissions(grants),
        scope=united_scope(tenant_id, grants),
        agent_id=None if agent_id is None else AgentId(agent_id),
        session_id=found.row.id,
        grants=grants,
    )


async def absent_principal(session: AsyncSession, person: PersonRow, cause: UUID) -> Principal | None:
    """Load what an active person may do who need not be logged in; `cause`, in place of a session, says why."""
    if not person.is_active:
        return None
    grants = tuple(await grants_of(session, person.id))
    tenant_id = TenantId(person.tenant_id)
    return Principal(
        tenant_id=tenant_id,
        person_id=PersonId(person.id),
        login=person.login,
        name=person.name,
        permissions=united_permissions(grants),
        scope=united_scope(tenant_id, grants),
        agent_id=None,
        session_id=cause,
        grants=grants,
    )


async def touch_session(session: AsyncSession, session_id: UUID, now: datetime) -> None:
    """Note that a session is in use."""
    await session.execute(update(SessionRow).where(SessionRow.id == session_id).values(last_seen_at=now))


async def sweep_sessions(session: AsyncSession, person_id: UUID, now: datetime) -> None:
    """Delete a person's sessions that have expired."""
    for kind in SessionKind:
        created_since, seen_since = rules.alive_since(kind, now)
        expired = or_(SessionRow.created_at <= created_since, SessionRow.last_seen_at <= seen_since)
        await session.execute(
            delete(SessionRow).where(SessionRow.person_id == person_id, SessionRow.kind == kind, expired)
        )


async def delete_session(session: AsyncSession, session_id: UUID) -> None:
    """End a session; its tickets go with it."""
    await session.execute(delete(SessionRow).where(SessionRow.id == session_id))


async def take_ticket(session: AsyncSession, ticket_hash: bytes, now: datetime) -> UUID | None:
    """Use up a ticket; return its session unless the ticket is too old."""
    found = (
        await session.execute(
            delete(RealtimeTicketRow)
            .where(RealtimeTicketRow.ticket_hash == ticket_hash)
            .returning(RealtimeTicketRow.session_id, RealtimeTicketRow.expires_at)
        )
    ).one_or_none()
    return found.session_id if found is not None and found.expires_at > now else None


async def _one_log_in_at_a_time(session: AsyncSession) -> None:
    """Keep two log-ins from locking each other's counters crosswise; no password is hashed meanwhile."""
    await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _THROTTLE_LOCK})


async def count_attempt(
    session: AsyncSession, key: bytes, now: datetime, policy: rules.ThrottlePolicy
) -> tuple[int, datetime]:
    """Count an attempt under a key; return how many there were in this window, and when it ends."""
    await _one_log_in_at_a_time(session)
    row = (
        await session.execute(
            text(
                """
                INSERT INTO login_throttle AS t (key, attempts, window_ends_at)
                VALUES (:key, 1, CAST(:now AS timestamptz) + CAST(:window AS interval))
                ON CONFLICT (key) DO UPDATE SET
                    attempts = CASE WHEN t.window_ends_at <= :now THEN 1 ELSE t.attempts + 1 END,
                    window_ends_at = CASE WHEN t.window_ends_at <= :now
                        THEN excluded.window_ends_at ELSE t.window_ends_at END
                RETURNING attempts, window_ends_at
                """
            ),
            {"key": key, "now": now, "window": policy.window},
        )
    ).one()
    return row.attempts, row.window_ends_at


async def forgive_attempts(session: AsyncSession, login_key: bytes, address_key: bytes, now: datetime) -> None:
    """After a success: forget the log-in's attempts, give the address its one back, sweep windows that are over."""
    await _one_log_in_at_a_time(session)
    await session.execute(
        text(
            """
            WITH swept AS (
                DELETE FROM login_throttle WHERE key = :login_key OR (window_ends_at <= :now AND key <> :address_key)
            )
            UPDATE login_throttle SET attempts = attempts - 1 WHERE key = :address_key AND attempts > 0
            """
        ),
        {"login_key": login_key, "address_key": address_key, "now": now},
    )


async def tenant(session: AsyncSession) -> TenantRow:
    """Load the scope's tenant."""
    return (await session.scalars(select(TenantRow))).one()


async def zones(session: AsyncSession, site_id: UUID | None) -> tuple[str, str]:
    """Name the time zones of the scope's tenant, and of a site if there is one; otherwise the tenant's again."""
    own = select(SiteRow.time_zone).where(SiteRow.id == site_id).scalar_subquery()
    row = (await session.execute(select(TenantRow.time_zone, func.coalesce(own, TenantRow.time_zone)))).one()
    return row[0], row[1]


async def set_zone(session: AsyncSession, time_zone: str) -> None:
    """Let the days of the scope's tenant begin by another clock."""
    await session.execute(update(TenantRow).values(time_zone=time_zone))


async def agent(session: AsyncSession, agent_id: AgentId) -> AgentRow:
    """Load an agent of the scope's tenant."""
    return (await session.scalars(select(AgentRow).where(AgentRow.id == agent_id))).one()


async def agent_places(session: AsyncSession, agent_id: AgentId | None = None) -> dict[AgentId, AgentPlace]:
    """Tell where each agent of the scope's tenant belongs, or one of them."""
    asked = (
        select(AgentRow.id, AgentGroupRow.name, SiteRow.local_network_id, SiteRow.name, AgentGroupRow.id)
        .join(AgentGroupRow, AgentGroupRow.id == AgentRow.group_id)
        .join(SiteRow, SiteRow.id == AgentGroupRow.site_id)
    )
    if agent_id is not None:
        asked = asked.where(AgentRow.id == agent_id)
    return {
        AgentId(each): AgentPlace(group, None if network is None else LocalNetworkId(network), site, GroupId(group_id))
        for each, group, network, site, group_id in await session.execute(asked)
    }


async def local_networks(session: AsyncSession) -> Sequence[LocalNetworkRow]:
    """List the local networks of the scope's tenant by area code."""
    return (await session.scalars(select(LocalNetworkRow).order_by(LocalNetworkRow.area_code))).all()


async def verify_audit(session: AsyncSession) -> AuditVerdict:
    """Walk along the audit chain of the scope's tenant."""
    row = (
        await session.execute(
            text(
                """
                SELECT count(*) AS entries, coalesce((array_agg(hash ORDER BY seq DESC))[1], '') AS head,
                       min(seq) FILTER (WHERE seq <> position OR previous_hash <> chained OR hash <> computed) AS broken
                FROM (SELECT seq, hash, previous_hash, kefu_audit_hash(e) AS computed,
                             row_number() OVER (ORDER BY seq) AS position,
                             lag(hash, 1, ''::bytea) OVER (ORDER BY seq) AS chained
                      FROM audit_entry AS e WHERE tenant_id = kefu_tenant_id()) AS walk
                """
            )
        )
    ).one()
    return AuditVerdict(entries=row.entries, head=row.head, broken_at=row.broken)
