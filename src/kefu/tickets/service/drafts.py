"""Drafts of acceptance: saved as one types, one for each call, gone when the ticket is accepted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.model import Principal
from kefu.kernel.ids import PersonId, TenantId
from kefu.platform import jobs
from kefu.tickets import rules, store
from kefu.tickets.model import Draft, DraftChangedError, DraftNotFoundError

PURGE = "ticket.draft"


async def draft(session: AsyncSession, *, principal: Principal, slot: str) -> Draft:
    """Return one's own draft.

    Raises: DraftNotFoundError.
    """
    found = await store.draft(session, principal.person_id, slot)
    if found is None:
        raise DraftNotFoundError(slot=slot)
    return found


async def save_draft(
    session: AsyncSession, *, principal: Principal, slot: str, version: int, content: Mapping[str, Any], now: datetime
) -> Draft:
    """Save one's own draft as the version after the one that was read; 0: there was none.

    Raises: DraftChangedError, with what is saved now.
    """
    wanted = Draft(slot=slot, version=version, content=content, updated_at=now)
    if not await store.put_draft(session, principal.tenant_id, principal.person_id, wanted):
        stored = await store.draft(session, principal.person_id, slot)
        raise DraftChangedError(draft=stored)
    if version == 0:
        await _purge_later(session, principal.tenant_id, principal.person_id, slot, now)
    return Draft(slot=slot, version=version + 1, content=content, updated_at=now)


async def drop_draft(session: AsyncSession, *, principal: Principal, slot: str) -> None:
    """Forget one's own draft; that there is none is fine."""
    await store.delete_draft(session, principal.person_id, slot)


async def purge_draft(
    session: AsyncSession, *, tenant_id: TenantId, person_id: PersonId, slot: str, now: datetime
) -> None:
    """Forget a draft that nobody has touched for a week; look again later at one that somebody has."""
    touched_at = await store.delete_old_draft(session, person_id, slot, now - rules.DRAFTS_LAST)
    if touched_at is not None:
        await _purge_later(session, tenant_id, person_id, slot, touched_at)


async def _purge_later(
    session: AsyncSession, tenant_id: TenantId, person_id: PersonId, slot: str, touched_at: datetime
) -> None:
    await jobs.schedule(
        session,
        tenant_id=tenant_id,
        kind=PURGE,
        key=f"{person_id}:{slot}",
        run_at=touched_at + rules.DRAFTS_LAST,
        payload={"person_id": str(person_id), "slot": slot},
    )
