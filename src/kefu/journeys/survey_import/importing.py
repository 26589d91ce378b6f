"""Fetches what was closed into a group's pool."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.model import Principal
from kefu.identity.service import record_audit
from kefu.journeys.survey_import import store
from kefu.kernel.ids import TenantId
from kefu.surveys.model import Group, NewCase
from kefu.surveys.model.files import Added
from kefu.surveys.rules.timing import import_window
from kefu.surveys.service import add_cases
from kefu.surveys.service.groups import hours_of, note_import


async def import_closed(
    session: AsyncSession, *, tenant_id: TenantId, group: Group, principal: Principal | None, now: datetime
) -> Added:
    """Put what was closed on the days before into a group's pool; by hand (`principal`), what was closed up to now.

    Fetched twice, nothing is there twice.
    """
    hours = await hours_of(session, calendar_id=group.calendar_id)
    since, until = import_window(
        hours.time_zone, group.days_back, group.last_import_at, now, is_now=principal is not None
    )
    found: list[NewCase] = []
    for source in group.sources:
        found += await store.closed(session, source, since, until)
    added = await add_cases(session, tenant_id=tenant_id, group=group, cases=found, now=now)
    if principal is None:
        await note_import(session, group=group, now=now)
    await record_audit(
        session,
        action="survey-cases-imported",
        subject_kind="survey_group",
        subject_id=str(group.group_id),
        detail={"added": added.added, "repeated": added.repeated, "quiet": added.quiet, "unusable": added.unusable},
        now=now,
        principal=principal,
        tenant_id=None if principal else tenant_id,
    )
    return added
