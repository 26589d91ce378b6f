"""The morning's import; the composition root hands it to the worker."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.journeys.survey_import.importing import import_closed
from kefu.kernel.ids import SurveyGroupId
from kefu.platform.jobs import Handler, Job
from kefu.surveys.service import groups


async def fetch(session: AsyncSession, job: Job, now: datetime) -> None:
    """Fetch a group's closed orders, and have it done again on the next day."""
    group = await groups.group(session, group_id=SurveyGroupId(UUID(job.key)))
    if group.is_active:
        await import_closed(session, tenant_id=job.tenant_id, group=group, principal=None, now=now)
    await groups.plan_import(session, tenant_id=job.tenant_id, group=group, now=now)


HANDLERS: Mapping[str, Handler] = {groups.IMPORT: fetch}
