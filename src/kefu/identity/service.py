"""Use cases: log in and out, recognise a session, hand out tickets, keep the audit."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity import rules, secrets, store
from kefu.identity.model import (
    PERMISSIONS,
    TICKET_LIFETIME,
    AuditVerdict,
    DeviceKind,
    NotAuthenticatedError,
    Principal,
    RecordingPolicy,
    SessionExpiredError,
    TooManyAttemptsError,
    WrongCredentialsError,
)
from kefu.identity.tables import (
    AgentGroupRow,
    AgentRow,
    AuditEntryRow,
    LocalNetworkRow,
    PersonRoleRow,
    PersonRow,
    RealtimeTicketRow,
    RoleRow,
    SessionRow,
    SiteRow,
    TenantRow,
)
from kefu.kernel.errors import InvalidError
from kefu.kernel.ids import AgentId, GroupId, LocalNetworkId, PersonId, SiteId, TenantId
from kefu.kernel.scope import Scope
from kefu.platform.db import Database, enter_scope
from kefu.platform.ids import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class LogIn:
    """Somebody asking to be let in."""

    tenant_code: str | None
    login: str
    password: str
    address: str

    @property
    def keys(self) -> tuple[bytes, bytes]:
        """What attempts are counted by: the log-in, and where it comes from."""
        login_key = secrets.throttle_key("login", self.tenant_code or "", rules.normal_login(self.login))
        return login_key, secrets.throttle_key("address", rules.throttled_address(self.address))


async def log_in(*, database: Database, asked: LogIn, now: datetime) -> str:
    """Let somebody in; returns the session token.

    Two transactions: the attempt is counted before the password is looked at, whatever happens afterwards, and no
    connection is held while the password is hashed. An unknown log-in takes the same path as a known one.
    Raises: TooManyAttemptsError, WrongCredentialsError.
    """
    async with database.transaction(None) as session:
        wait_s = await _count_attempt(session, asked, now)
        tenant_id = None if wait_s else await store.find_tenant(session, asked.tenant_code)
        person = None
        if tenant_id is not None:
            await enter_scope(session, Scope(tenant_id))
            person = await store.person_by_login(session, rules.normal_login(asked.login))
    if wait_s:
        raise TooManyAttemptsError(f"try again in {wait_s} s", retry_after_s=wait_s)

    is_right = await secrets.is_password(asked.password, person.password_hash if person else None)

    if tenant_id is None:
        raise WrongCredentialsError
    token = secrets.make_token(tenant_id)
    async with database.transaction(Scope(tenant_id)) as session:
        if person is not None and is_right:
            session_id = new_id()
            await store.sweep_sessions(session, person.id, rules.alive_since(now))
            session.add(
                SessionRow(
                    id=session_id,
                    tenant_id=tenant_id,
                    person_id=person.id,
                    token_hash=secrets.hash_token(token),
                    created_at=now,
                    last_seen_at=now,
                )
            )
            await store.forgive_attempts(session, *asked.keys, now)
        await record_audit(
            session,
            tenant_id=tenant_id,
            actor_id=person.id if person else None,
            actor_name=person.login if person else "unknown",
            action="log-in" if is_right else "log-in-refused",
            subject_kind="session" if is_right else "person",
            subject_id=str(session_id) if is_right else str(person.id) if person else "",
            now=now,
        )
    if not is_right:
        raise WrongCredentialsError
    return token


async def log_out(session: AsyncSession, *, principal: Principal, now: datetime) -> None:
    """End the principal's session."""
    await store.delete_session(session, principal.session_id)
    await record_audit(
        session,
        principal=principal,
        action="log-out",
        subject_kind="session",
        subject_id=str(principal.session_id),
        now=now,
    )


async def authenticate(session: AsyncSession, *, token: str, now: datetime) -> Principal:
    """Recognise the holder of a session token and narrow the transaction to what he may see.

    Raises: NotAuthenticatedError, SessionExpiredError.
    """
    tenant_id = secrets.tenant_of(token)
    if tenant_id is None:
        raise NotAuthenticatedError
    await enter_scope(session, Scope(tenant_id))
    return await _resume(session, SessionRow.token_hash == secrets.hash_token(token), now)


async def make_ticket(session: AsyncSession, *, principal: Principal, now: datetime) -> str:
    """Make a ticket that opens one WebSocket within 30 s."""
    ticket = secrets.make_token(principal.tenant_id)
    session.add(
        RealtimeTicketRow(
            tenant_id=principal.tenant_id,
            ticket_hash=secrets.hash_token(ticket),
            session_id=principal.session_id,
            expires_at=now + TICKET_LIFETIME,
        )
    )
    return ticket


async def redeem_ticket(session: AsyncSession, *, ticket: str, now: datetime) -> Principal:
    """Use up a ticket and narrow the transaction to what its holder may see.

    Raises: NotAuthenticatedError, SessionExpiredError.
    """
    tenant_id = secrets.tenant_of(ticket)
    if tenant_id is None:
        raise NotAuthenticatedError
    await enter_scope(session, Scope(tenant_id))
    session_id = await store.take_ticket(session, secrets.hash_token(ticket), now)
    if session_id is None:
        raise NotAuthenticatedError
    return await _resume(session, SessionRow.id == session_id, now)


async def session_is_alive(session: AsyncSession, *, principal: Principal, now: datetime) -> bool:
    """Tell whether a session still holds; asking counts as use, for an open desk asks on and on."""
    await enter_scope(session, principal.scope)
    try:
        await _resume(session, SessionRow.id == principal.session_id, now)
    except SessionExpiredError:
        return False
    return True


async def record_audit(
    session: AsyncSession,
    *,
    action: str,
    subject_kind: str,
    subject_id: str,
    now: datetime,
    detail: Mapping[str, Any] | None = None,
    principal: Principal | None = None,
    tenant_id: TenantId | None = None,
    actor_id: UUID | None = None,
    actor_name: str = "system",
) -> None:
    """Write who did what to what; by a principal, or by the system (then with `tenant_id`).

    `detail` holds ids and codes, never personal data. The tenant's audit stays locked until the transaction ends:
    call this last.
    """
    if principal is not None:
        tenant_id, actor_id, actor_name = principal.tenant_id, principal.person_id, principal.login
    session.add(
        AuditEntryRow(
            id=new_id(),
            tenant_id=tenant_id,
            at=now,
            actor_id=actor_id,
            actor_name=actor_name,
            action=action,
            subject_kind=subject_kind,
            subject_id=subject_id,
            detail=dict(detail or {}),
        )
    )
    await session.flush()


async def verify_audit(session: AsyncSession) -> AuditVerdict:
    """Check the audit chain of the scope's tenant."""
    return await store.verify_audit(session)


async def list_tenant_ids(session: AsyncSession) -> list[TenantId]:
    """List every tenant; needs no scope."""
    return await store.list_tenant_ids(session)


async def create_tenant(
    session: AsyncSession,
    *,
    tenant_id: TenantId,
    code: str,
    name: str,
    now: datetime,
    languages: Sequence[str] = ("zh-CN", "en"),
) -> TenantId:
    """Create a tenant; the transaction must already be in its scope."""
    session.add(TenantRow(id=tenant_id, code=code, name=name, languages=list(languages), created_at=now))
    await session.flush()
    return tenant_id


async def create_local_network(
    session: AsyncSession,
    *,
    tenant_id: TenantId,
    code: str,
    name_zh: str,
    name_en: str,
    area_code: str,
    parent_id: LocalNetworkId | None = None,
    now: datetime,
) -> LocalNetworkId:
    """Create a local network; `area_code` as people dial it, "0519"."""
    row = LocalNetworkRow(
        id=new_id(),
        tenant_id=tenant_id,
        code=code,
        name_zh=name_zh,
        name_en=name_en,
        area_code=area_code,
        parent_id=parent_id,
    )
    session.add(row)
    await session.flush()
    return LocalNetworkId(row.id)


async def create_site(
    session: AsyncSession,
    *,
    tenant_id: TenantId,
    code: str,
    name: str,
    time_zone: str = "Asia/Shanghai",
    local_network_id: LocalNetworkId | None = None,
    now: datetime,
) -> SiteId:
    """Create a site."""
    row = SiteRow(
        id=new_id(), tenant_id=tenant_id, local_network_id=local_network_id, code=code, name=name, time_zone=time_zone
    )
    session.add(row)
    await session.flush()
    return SiteId(row.id)


async def create_group(
    session: AsyncSession, *, tenant_id: TenantId, site_id: SiteId, name: str, now: datetime
) -> GroupId:
    """Create a group of agents at a site."""
    row = AgentGroupRow(id=new_id(), tenant_id=tenant_id, site_id=site_id, name=name)
    session.add(row)
    await session.flush()
    return GroupId(row.id)


async def create_person(
    session: AsyncSession, *, tenant_id: TenantId, login: str, name: str, password: str, now: datetime
) -> PersonId:
    """Create somebody who can log in."""
    row = PersonRow(
        id=new_id(),
        tenant_id=tenant_id,
        login=rules.normal_login(login),
        name=name,
        password_hash=await secrets.hash_password(password),
        is_active=True,
        created_at=now,
    )
    session.add(row)
    await session.flush()
    return PersonId(row.id)


async def create_agent(
    session: AsyncSession,
    *,
    tenant_id: TenantId,
    person_id: PersonId,
    group_id: GroupId,
    number: str,
    device_kind: DeviceKind = DeviceKind.WEB_PHONE,
    recording_policy: RecordingPolicy = RecordingPolicy.BY_QUEUE,
    now: datetime,
) -> AgentId:
    """Make a person an agent with a number and a device."""
    row = AgentRow(
        id=new_id(),
        tenant_id=tenant_id,
        person_id=person_id,
        group_id=group_id,
        number=number,
        device_kind=device_kind,
        recording_policy=recording_policy,
    )
    session.add(row)
    await session.flush()
    return AgentId(row.id)


async def create_role(
    session: AsyncSession, *, tenant_id: TenantId, code: str, name: str, permissions: Collection[str], now: datetime
) -> UUID:
    """Create a role.

    Raises: InvalidError for a permission that does not exist.
    """
    if unknown := sorted(set(permissions) - PERMISSIONS):
        raise InvalidError(f"no such permission: {', '.join(unknown)}", permissions=unknown)
    row = RoleRow(id=new_id(), tenant_id=tenant_id, code=code, name=name, permissions=sorted(permissions))
    session.add(row)
    await session.flush()
    return row.id


async def grant_role(
    session: AsyncSession,
    *,
    tenant_id: TenantId,
    person_id: PersonId,
    role_id: UUID,
    local_network_ids: Collection[LocalNetworkId] | None = None,
    now: datetime,
) -> None:
    """Give a person a role, in all local networks (None) or in some; audited."""
    networks = None if local_network_ids is None else sorted(local_network_ids)
    session.add(PersonRoleRow(tenant_id=tenant_id, person_id=person_id, role_id=role_id, local_network_ids=networks))
    await record_audit(
        session,
        tenant_id=tenant_id,
        action="role-granted",
        subject_kind="person",
        subject_id=str(person_id),
        detail={"role_id": str(role_id), "local_network_ids": None if networks is None else list(map(str, networks))},
        now=now,
    )


async def _count_attempt(session: AsyncSession, asked: LogIn, now: datetime) -> int | None:
    """Count an attempt by log-in and by address; return how long to wait when it is one too many."""
    waits = []
    for key, policy in zip(asked.keys, (rules.PER_LOGIN, rules.PER_ADDRESS), strict=True):
        attempts, window_ends_at = await store.count_attempt(session, key, now, policy)
        waits.append(rules.retry_after_s(attempts, window_ends_at, now, policy) or 0)
    return max(waits) or None


async def _resume(session: AsyncSession, condition: Any, now: datetime) -> Principal:
    found = await store.open_session(session, condition)
    if found is None or not rules.is_session_alive(
        created_at=found.row.created_at, last_seen_at=found.row.last_seen_at, now=now
    ):
        raise SessionExpiredError
    if rules.is_touch_due(last_seen_at=found.row.last_seen_at, now=now):
        await store.touch_session(session, found.row.id, now)
    principal = await store.principal(session, found)
    await enter_scope(session, principal.scope)
    return principal
