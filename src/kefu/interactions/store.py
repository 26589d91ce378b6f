"""All SQL of interactions; the joined timeline lies in journeys/customer_360."""

from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.interactions.model import Interaction, WrapUp
from kefu.interactions.tables import InteractionLinkRow, InteractionRow, InteractionWrapUpRow
from kefu.kernel.ids import AgentId, CustomerId, InteractionId, TenantId
from kefu.platform.ids import new_id


async def insert_interaction(session: AsyncSession, interaction: Interaction) -> None:
    """Write a fact; twice is once."""
    values = asdict(interaction)
    values["id"] = values.pop("interaction_id")
    await session.execute(upsert(InteractionRow).values(values).on_conflict_do_nothing())


async def insert_link(
    session: AsyncSession,
    *,
    tenant_id: TenantId,
    interaction_id: InteractionId,
    customer_id: CustomerId,
    started_at: datetime,
    agent_id: AgentId | None,
    now: datetime,
) -> None:
    """Say whose contact it was."""
    await session.execute(
        insert(InteractionLinkRow).values(
            id=new_id(),
            tenant_id=tenant_id,
            interaction_id=interaction_id,
            customer_id=customer_id,
            started_at=started_at,
            linked_at=now,
            agent_id=agent_id,
        )
    )


async def linked_customer(session: AsyncSession, interaction_id: InteractionId) -> UUID | None:
    """Find the customer whom the newest link names."""
    link = InteractionLinkRow
    query = select(link.customer_id).where(link.interaction_id == interaction_id).order_by(link.id.desc()).limit(1)
    found: UUID | None = await session.scalar(query)
    return found


async def insert_wrap_up(session: AsyncSession, wrap_up: WrapUp, now: datetime) -> None:
    """Write what an agent says came of it."""
    await session.execute(insert(InteractionWrapUpRow).values(id=new_id(), at=now, **asdict(wrap_up)))


async def ensure_month(session: AsyncSession, month: date) -> None:
    """Create the partition of a month if it is missing."""
    await session.execute(select(func.kefu_interaction_month(month)))
