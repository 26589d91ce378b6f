"""Timers of tickets: the reply is late, the customer has not heard from us, a draft is forgotten."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import PersonId, TicketId
from kefu.platform.jobs import Handler, Job
from kefu.tickets import service


async def overdue(session: AsyncSession, job: Job, now: datetime) -> None:
    """Tell the next rung of the ladder."""
    await service.climb(
        session,
        tenant_id=job.tenant_id,
        ticket_id=TicketId(UUID(job.key)),
        level=job.payload["level"],
        stay=job.payload["stay"],
        now=now,
    )


async def unanswered(session: AsyncSession, job: Job, now: datetime) -> None:
    """Note that the customer has not heard from us."""
    await service.miss_first_answer(session, tenant_id=job.tenant_id, ticket_id=TicketId(UUID(job.key)), now=now)


async def forget_draft(session: AsyncSession, job: Job, now: datetime) -> None:
    """Forget a draft that nobody has touched for a week."""
    await service.purge_draft(
        session,
        tenant_id=job.tenant_id,
        person_id=PersonId(UUID(job.payload["person_id"])),
        slot=job.payload["slot"],
        now=now,
    )


HANDLERS: dict[str, Handler] = {
    service.OVERDUE: overdue,
    service.UNANSWERED: unanswered,
    service.PURGE: forget_draft,
}
