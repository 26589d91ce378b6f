"""Use cases: record a contact, say whose it was, say what came of it."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.interactions import store
from kefu.interactions.model import Interaction, WrapUp
from kefu.kernel.ids import AgentId, CustomerId, InteractionId, TenantId


async def record(session: AsyncSession, *, interaction: Interaction, now: datetime) -> None:
    """Write a finished contact down; doing it again changes nothing. What was said before about whose it was stands."""
    await store.insert_interaction(session, interaction)
    if interaction.customer_id is not None and await store.linked_customer(session, interaction.interaction_id) is None:
        await store.insert_link(
            session,
            tenant_id=interaction.tenant_id,
            interaction_id=interaction.interaction_id,
            customer_id=interaction.customer_id,
            started_at=interaction.started_at,
            agent_id=interaction.agent_id,
            now=now,
        )


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


async def wrap_up(session: AsyncSession, *, wrap_up: WrapUp, now: datetime) -> None:
    """Write down what an agent says came of it; he may say it again, the newest counts."""
    await store.insert_wrap_up(session, wrap_up, now)


async def prepare_months(session: AsyncSession, *, now: datetime) -> None:
    """Have partitions ready for this month and the next."""
    for day in (now.date(), (now + timedelta(days=31)).date()):
        await store.ensure_month(session, day)
