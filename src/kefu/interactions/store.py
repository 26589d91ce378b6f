"""All SQL of interactions; the joined timeline lies in journeys/customer_360."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from hashlib import blake2b
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.interactions.model import Interaction, WrapUp
from kefu.interactions.tables import InteractionLinkRow, InteractionRow, InteractionWrapUpRow
from kefu.kernel.ids import AgentId, CustomerId, InteractionId, TenantId, uuid7
from kefu.kernel.instant import to_ms
from kefu.platform.db import table_of
from kefu.platform.ids import new_id

_INTERACTIONS = table_of(InteractionRow)
_LINKS = table_of(InteractionLinkRow)
_WRAP_UPS = table_of(InteractionWrapUpRow)
_COLUMN = {"interaction_id": "id"}


async def insert_interactions(session: AsyncSession, interactions: Sequence[Interaction]) -> None:
    """Write facts; twice is once."""
    rows = [{_COLUMN.get(name, name): value for name, value in asdict(each).items()} for each in interactions]
    await session.execute(upsert(_INTERACTIONS).on_conflict_do_nothing(), rows)


async def insert_first_links(session: AsyncSession, interactions: Sequence[Interaction]) -> None:
    """Say whose contacts they were, where nothing has been said yet."""
    asked = {each.interaction_id: each for each in interactions}
    said = await session.scalars(select(_LINKS.c.interaction_id).where(_LINKS.c.interaction_id.in_(asked)))
    for interaction_id in said:
        asked.pop(InteractionId(interaction_id), None)
    rows = [
        {
            "id": new_id(),
            "tenant_id": each.tenant_id,
            "interaction_id": each.interaction_id,
            "customer_id": each.customer_id,
            "started_at": each.started_at,
            "linked_at": each.ended_at,
            "agent_id": each.agent_id,
        }
        for each in asked.values()
    ]
    if rows:
        await session.execute(insert(_LINKS), rows)


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


async def insert_wrap_ups(session: AsyncSession, said: Sequence[WrapUp]) -> None:
    """Write what agents say came of contacts, the newest with the highest id; twice is once."""
    rows = [{"id": uuid7(to_ms(each.at), _entropy(each)), **asdict(each)} for each in said]
    await session.execute(upsert(_WRAP_UPS).on_conflict_do_nothing(), rows)


def _entropy(said: WrapUp) -> bytes:
    return blake2b(f"{said.interaction_id} {said.agent_id}".encode(), digest_size=10).digest()


async def ensure_month(session: AsyncSession, month: date) -> None:
    """Create the partition of a month if it is missing."""
    await session.execute(select(func.kefu_interaction_month(month)))
