"""Use cases: record a contact, say whose it was, say what came of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.interactions import store
from kefu.interactions.model import Interaction, WrapUp
from kefu.kernel.ids import AgentId, CustomerId, InteractionId, TenantId


async def record(session: AsyncSession, *, entries: Sequence[Interaction]) -> None:
    """Write finished contacts down; again changes nothing. What was said before about whose they were stands."""
    await store.insert_interactions(session, entries)
    await store.insert_first_links(session, [contact for contact in entries if contact.customer_id is not None])


async def link(
    session: AsyncSession,
    *,
    tenant_id: TenantId,
    interaction_id: InteractionId,
    customer_id: CustomerId,
    started_at: datetime,
    agent_id: AgentId | None,
    now: datetime,
) -> None:
    """Say whose contact it was, before or after it is recorded; the newest word counts. `started_at`: the contact's."""
    if await store.linked_customer(session, interaction_id) == customer_id:
        return
    await store.insert_link(
        session,
        tenant_id=tenant_id,
        interaction_id=interaction_id,
        customer_id=customer_id,
        started_at=started_at,
        agent_id=agent_id,
        now=now,
    )


async def wrap_up(session: AsyncSession, *, entries: Sequence[WrapUp]) -> None:
    """Write down what agents say came of contacts; they may say it again, the newest counts."""
    await store.insert_wrap_ups(session, entries)


async def prepare_months(session: AsyncSession, *, now: datetime) -> None:
    """Have partitions ready for this month and the next."""
    for day in (now.date(), (now + timedelta(days=31)).date()):
        await store.ensure_month(session, day)
