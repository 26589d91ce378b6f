"""SQL of what people write to us."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import MessageId, TenantId
from kefu.messaging.model import Arrived
from kefu.messaging.tables import InboundMessageRow, InboundPartRow


async def insert_inbound(session: AsyncSession, row: InboundMessageRow) -> bool:
    """Write down what somebody wrote, unless the gateway has said it before; tell whether it was new."""
    values = {column.name: getattr(row, column.name) for column in InboundMessageRow.__table__.columns}
    added = await session.scalar(
        upsert(InboundMessageRow).values(values).on_conflict_do_nothing().returning(InboundMessageRow.id)
    )
    return added is not None


async def inbound(session: AsyncSession, before: UUID | None, most: int) -> Sequence[InboundMessageRow]:
    """List what people wrote, the latest first."""
    asked = select(InboundMessageRow).order_by(InboundMessageRow.id.desc()).limit(most)
    if before is not None:
        asked = asked.where(InboundMessageRow.id < before)
    return (await session.scalars(asked)).all()


async def replies(session: AsyncSession, message_id: MessageId) -> Sequence[InboundMessageRow]:
    """List what was written in answer to a message."""
    asked = select(InboundMessageRow).where(InboundMessageRow.in_reply_to == message_id)
    return (await session.scalars(asked.order_by(InboundMessageRow.id))).all()


async def add_inbound_part(
    session: AsyncSession, tenant_id: TenantId, gateway: str, arrived: Arrived, now: datetime, forget_before: datetime
) -> None:
    """Keep a part of what somebody writes; older ones belong to an older message with the same number."""
    row = InboundPartRow
    await session.execute(delete(row).where(*_of(gateway, arrived), row.at < forget_before))
    await session.execute(
        upsert(row)
        .values(
            tenant_id=tenant_id,
            gateway=gateway,
            sender=arrived.sender,
            to_number=arrived.to,
            reference=arrived.reference,
            total=arrived.total,
            position=arrived.position,
            encoding=arrived.encoding,
            content=arrived.content,
            at=now,
        )
        .on_conflict_do_nothing()
    )


async def inbound_parts(session: AsyncSession, gateway: str, arrived: Arrived) -> dict[int, bytes]:
    """Load what is there of a long message, by position."""
    row = InboundPartRow
    found = await session.execute(select(row.position, row.content).where(*_of(gateway, arrived)))
    return {each.position: each.content for each in found}


async def forget_inbound_parts(session: AsyncSession, gateway: str, arrived: Arrived) -> None:
    """Keep no part of a long message any longer."""
    await session.execute(delete(InboundPartRow).where(*_of(gateway, arrived)))


def _of(gateway: str, arrived: Arrived) -> tuple[ColumnElement[bool], ...]:
    row = InboundPartRow
    return (
        row.gateway == gateway,
        row.sender == arrived.sender,
        row.to_number == arrived.to,
        row.reference == arrived.reference,
        row.total == arrived.total,
    )
