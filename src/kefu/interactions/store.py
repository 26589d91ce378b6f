"""All SQL of interactions; the joined timeline lies in journeys/customer_360."""

from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.interactions.model import Interaction, ResultLine, WrapUp
from kefu.interactions.tables import InteractionLinkRow, InteractionResultRow, InteractionRow, InteractionWrapUpRow
from kefu.kernel.ids import AgentId, CustomerId, InteractionId, TenantId
from kefu.platform.ids import new_id


async def insert_interaction(session: AsyncSession, interaction: Interaction) -> bool:
    """Write a fact; tell whether it was new."""
    values = asdict(interaction)
    values["id"] = values.pop("interaction_id")
    written = await session.execute(
        upsert(InteractionRow).values(values).on_conflict_do_nothing().returning(InteractionRow.id)
    )
    return written.first() is not None


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


async def result_lines(session: AsyncSession) -> list[ResultLine]:
    """List the tenant's results that are in use."""
    rows = await session.scalars(select(InteractionResultRow).where(InteractionResultRow.is_active))
    return [
        ResultLine(
            code=row.code,
            parent_code=row.parent_code,
            text={"zh-CN": row.name_zh, "en": row.name_en},
            position=row.position,
        )
        for row in rows
    ]


async def upsert_result(session: AsyncSession, tenant_id: TenantId, line: ResultLine) -> None:
    """Add a result, or change its place and words."""
    changing = {
        "parent_code": line.parent_code,
        "name_zh": line.text["zh-CN"],
        "name_en": line.text["en"],
        "position": line.position,
        "is_active": True,
    }
    await session.execute(
        upsert(InteractionResultRow)
        .values(tenant_id=tenant_id, code=line.code, **changing)
        .on_conflict_do_update(index_elements=["tenant_id", "code"], set_=changing)
    )


async def ensure_month(session: AsyncSession, month: date) -> None:
    """Create the partition of a month if it is missing."""
    await session.execute(select(func.kefu_interaction_month(month)))
