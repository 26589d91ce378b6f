"""Sessions and the tickets that carry them over to a WebSocket."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity import rules, secrets, store
from kefu.identity.model import TICKET_LIFETIME, NotAuthenticatedError, Principal, SessionExpiredError, SessionKind
from kefu.identity.tables import RealtimeTicketRow, SessionRow
from kefu.kernel.scope import Scope
from kefu.platform.db import enter_scope


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


async def _resume(session: AsyncSession, condition: Any, now: datetime) -> Principal:
    found = await store.open_session(session, condition)
    if found is None or not rules.is_session_alive(
        kind=SessionKind(found.row.kind), created_at=found.row.created_at, last_seen_at=found.row.last_seen_at, now=now
    ):
        raise SessionExpiredError
    if rules.is_touch_due(last_seen_at=found.row.last_seen_at, now=now):
        await store.touch_session(session, found.row.id, now)
    principal = await store.principal(session, found)
    await enter_scope(session, principal.scope)
    return principal
