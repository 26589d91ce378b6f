"""Logging in and out."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity import rules, secrets, store
from kefu.identity.model import (
    FIELD_PERMISSIONS,
    Principal,
    SessionKind,
    TooManyAttemptsError,
    WrongCredentialsError,
    united_permissions,
)
from kefu.identity.service.audit import record_audit
from kefu.identity.tables import PersonRow, SessionRow
from kefu.kernel.errors import ForbiddenError
from kefu.kernel.ids import TenantId
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
    kind: SessionKind = SessionKind.DESK

    @property
    def keys(self) -> tuple[bytes, bytes]:
        """What attempts are counted by: the log-in, and where it comes from."""
        login_key = secrets.throttle_key("login", self.tenant_code or "", rules.normal_login(self.login))
        return login_key, secrets.throttle_key("address", rules.throttled_address(self.address))


async def log_in(*, database: Database, asked: LogIn, now: datetime) -> str:
    """Let somebody in; returns the session token.

    Two transactions: the attempt is counted before the password is looked at, whatever happens afterwards, and no
    connection is held while the password is hashed. An unknown log-in takes the same path as a known one.
    Raises: TooManyAttemptsError, WrongCredentialsError, ForbiddenError for the field without its permission.
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
    async with database.transaction(Scope(tenant_id)) as session:
        if person is not None and is_right and await _may(session, asked, person):
            return await _open_session(session, asked, person, now)
        await record_audit(
            session,
            tenant_id=tenant_id,
            actor_id=person.id if person else None,
            actor_name=person.login if person else "unknown",  # what was typed may be a password
            action="log-in-refused",
            subject_kind="person",
            subject_id=str(person.id) if person else "",
            now=now,
        )
    if is_right:
        raise ForbiddenError("nothing to do in the field", permission=min(FIELD_PERMISSIONS))
    raise WrongCredentialsError


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


async def _count_attempt(session: AsyncSession, asked: LogIn, now: datetime) -> int | None:
    """Count an attempt by log-in and by address; return how long to wait when it is one too many."""
    waits = []
    for key, policy in zip(asked.keys, (rules.PER_LOGIN, rules.PER_ADDRESS), strict=True):
        attempts, window_ends_at = await store.count_attempt(session, key, now, policy)
        waits.append(rules.retry_after_s(attempts, window_ends_at, now, policy) or 0)
    return max(waits) or None


async def _may(session: AsyncSession, asked: LogIn, person: PersonRow) -> bool:
    """Tell whether somebody may log in where he does: a telephone in the field stays logged in for days."""
    if asked.kind is SessionKind.DESK:
        return True
    return bool(united_permissions(await store.grants_of(session, person.id)) & FIELD_PERMISSIONS)


async def _open_session(session: AsyncSession, asked: LogIn, person: PersonRow, now: datetime) -> str:
    tenant_id = TenantId(person.tenant_id)
    token, session_id = secrets.make_token(tenant_id), new_id()
    await store.forgive_attempts(session, *asked.keys, now)
    await store.sweep_sessions(session, person.id, now)
    session.add(
        SessionRow(
            id=session_id,
            tenant_id=tenant_id,
            person_id=person.id,
            token_hash=secrets.hash_token(token),
            created_at=now,
            last_seen_at=now,
            kind=asked.kind,
        )
    )
    await record_audit(
        session,
        tenant_id=tenant_id,
        actor_id=person.id,
        actor_name=person.login,
        action="log-in",
        subject_kind="session",
        subject_id=str(session_id),
        now=now,
    )
    return token
