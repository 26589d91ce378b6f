"""Timers of work orders; the composition root hands them to the worker."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import WorkOrderId
from kefu.platform.jobs import Handler, Job
from kefu.workorders.service import alarms
from kefu.workorders.service.telling import OVERDUE


async def overdue(session: AsyncSession, job: Job, now: datetime) -> None:
    """Look at an order whose next alarm is due."""
    await alarms.ring(session, tenant_id=job.tenant_id, order_id=WorkOrderId(UUID(job.key)), now=now)


HANDLERS: Mapping[str, Handler] = {OVERDUE: overdue}
