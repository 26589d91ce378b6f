"""All SQL of switches."""

from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.acd.model import QueueSwitch, SwitchKind
from kefu.acd.tables import QueueRow, QueueSwitchRow
from kefu.identity.model import Principal
from kefu.kernel.ids import QueueId
from kefu.platform.ids import new_id


async def switched_on(session: AsyncSession, now: datetime) -> list[QueueSwitch]:
    """List what is switched on for the queues in scope."""
    row = QueueSwitchRow
    asked = (
        select(row)
        .join(QueueRow, QueueRow.id == row.queue_id)
        .where(row.ended_at.is_(None), or_(row.until_at.is_(None), row.until_at > now))
        .order_by(row.queue_id, row.kind)
    )
    return [
        QueueSwitch(
            queue_id=QueueId(each.queue_id),
            kind=SwitchKind(each.kind),
            set_at=each.set_at,
            set_by=each.set_by_name,
            until_at=each.until_at,
            prompt=each.prompt,
            to_queue_id=None if each.to_queue_id is None else QueueId(each.to_queue_id),
        )
        for each in await session.scalars(asked)
    ]


async def one_at_a_time(session: AsyncSession, queue_id: QueueId) -> None:
    """Keep others from switching this queue until the transaction ends."""
    await session.execute(select(QueueRow.id).where(QueueRow.id == queue_id).with_for_update())


async def end(session: AsyncSession, queue_id: QueueId, kind: SwitchKind, now: datetime) -> bool:
    """Switch something off; tell whether it was on. What has run out by itself ended then."""
    row = QueueSwitchRow
    ended = (
        update(row)
        .where(row.queue_id == queue_id, row.kind == kind, row.ended_at.is_(None))
        .values(ended_at=now)
        .returning(row.until_at)
    )
    found = (await session.execute(ended)).first()
    return found is not None and (found.until_at is None or found.until_at > now)


async def insert(session: AsyncSession, principal: Principal, switch: QueueSwitch) -> None:
    """Switch something on."""
    session.add(
        QueueSwitchRow(
            id=new_id(),
            tenant_id=principal.tenant_id,
            queue_id=switch.queue_id,
            kind=switch.kind,
            prompt=switch.prompt,
            to_queue_id=switch.to_queue_id,
            set_at=switch.set_at,
            set_by=principal.person_id,
            set_by_name=switch.set_by,
            until_at=switch.until_at,
        )
    )
    await session.flush()
