"""Timers of surveys; the composition root hands them to the worker."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import SurveyCaseId
from kefu.platform.jobs import Handler, Job
from kefu.surveys.service import dealing


async def take_back(session: AsyncSession, job: Job, now: datetime) -> None:
    """Take a case back whose agent may have gone."""
    await dealing.take_back(session, tenant_id=job.tenant_id, case_id=SurveyCaseId(UUID(job.key)), now=now)


HANDLERS: Mapping[str, Handler] = {dealing.RETURN: take_back}
