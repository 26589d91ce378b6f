"""SQL that finds the calls behind a figure, by the same words in which they were counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, and_, cast, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.calls.tables import CallRecordRow
from kefu.identity.tables import AgentGroupRow, AgentRow, PersonRow
from kefu.insight.figures.store.counting import COUNTS_OF_AGENTS, COUNTS_OF_QUEUES, Count
from kefu.insight.figures.tables import AgentContactRow, QueueStayRow
from kefu.insight.rules.bases import Source
from kefu.insight.rules.tables import Dimension, Question

_ROWS: Any = {Source.QUEUE: QueueStayRow, Source.AGENT: AgentContactRow}
_COUNTS = {Source.QUEUE: COUNTS_OF_QUEUES, Source.AGENT: COUNTS_OF_AGENTS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """A call that counts in a figure; what is not in its record yet is None."""

    call_id: UUID
    at: datetime
    local_network_id: UUID | None
    queue_id: UUID | None
    agent: str | None
    outcome: str | None
    waited_ms: int | None
    number: str | None
    direction: str | None
    is_recorded: bool | None


async def calls_behind(
    session: AsyncSession, question: Question, source: Source, bases: Sequence[str], most: int
) -> list[Behind]:
    """List the calls that any of some sums counts, the latest first."""
    row, counts = _ROWS[source], [_COUNTS[source][name] for name in bases]
    asked = (
        _columns_of(row, source)
        .where(or_(*(_is_counted(row, count, question) for count in counts)))
        .order_by(text("at DESC"), row.call_id)
        .limit(most)
    )
    columns = {
        Dimension.QUEUE: row.queue_id,
        Dimension.NETWORK: row.local_network_id,
        Dimension.AGENT: row.agent_id,
        Dimension.GROUP: AgentRow.group_id,
        Dimension.SITE: AgentGroupRow.site_id,
    }
    if source is Source.AGENT:
        columns[Dimension.DIRECTION] = row.direction
    for dimension, wanted in question.where_of(source).items():
        asked = asked.where(columns[dimension].in_(wanted))
    return [Behind(**each) for each in (await session.execute(asked)).mappings()]


def _columns_of(row: Any, source: Source) -> Select[Any]:
    outcome = row.exit if source is Source.QUEUE else row.outcome
    begin = row.entered_at if source is Source.QUEUE else row.started_at
    end = row.ended_at if source is Source.QUEUE else row.answered_at
    return (
        select(
            row.call_id,
            begin.label("at"),
            row.local_network_id,
            row.queue_id,
            PersonRow.name.label("agent"),
            outcome.label("outcome"),
            cast(func.extract("epoch", end - begin) * 1000, Integer).label("waited_ms"),
            CallRecordRow.number,
            CallRecordRow.direction,
            CallRecordRow.is_recorded,
        )
        .outerjoin(AgentRow, AgentRow.id == row.agent_id)
        .outerjoin(PersonRow, PersonRow.id == AgentRow.person_id)
        .outerjoin(AgentGroupRow, AgentGroupRow.id == AgentRow.group_id)
        .outerjoin(CallRecordRow, CallRecordRow.call_id == row.call_id)
    )


def _is_counted(row: Any, count: Count, question: Question) -> Any:
    at = getattr(row, count.at)
    return and_(at >= question.since, at < question.until, text(f"({_of(row, count.where)})"))


def _of(row: Any, where: str) -> str:
    """Say of which table the columns are: others have some of the same name."""
    names = sorted((column.name for column in row.__table__.columns), key=len, reverse=True)
    words = where.split(" ")
    return " ".join(f"{row.__tablename__}.{word}" if word.strip("()") in names else word for word in words)
