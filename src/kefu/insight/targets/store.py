"""SQL of targets."""

from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.model import Principal
from kefu.insight.rules.targets import Target, Topic
from kefu.insight.targets.tables import FigureTargetRow


async def targets(session: AsyncSession) -> list[Target]:
    """List all that was ever set, by topic, the latest first."""
    rows = await session.scalars(select(FigureTargetRow).order_by(FigureTargetRow.topic, FigureTargetRow.since.desc()))
    return [
        Target(
            topic=Topic(row.topic),
            measure=row.measure,
            within_s=row.within_s,
            goal=row.goal,
            since=row.since,
            source=row.source,
        )
        for row in rows
    ]


async def put(session: AsyncSession, principal: Principal, target: Target, now: datetime) -> None:
    """Write a target; one of the same topic and day is replaced."""
    values = {
        "measure": target.measure,
        "within_s": target.within_s,
        "goal": target.goal,
        "source": target.source,
        "set_by": principal.person_id,
        "set_at": now,
    }
    keys = {"tenant_id": principal.tenant_id, "topic": target.topic, "since": target.since}
    await session.execute(
        insert(FigureTargetRow).values(**keys, **values).on_conflict_do_update(index_elements=list(keys), set_=values)
    )


async def remove(session: AsyncSession, topic: Topic, since: date) -> bool:
    """Take a target away; tell whether it was there."""
    row = FigureTargetRow
    gone = await session.scalar(delete(row).where(row.topic == topic, row.since == since).returning(row.since))
    return gone is not None
