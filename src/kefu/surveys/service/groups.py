"""Survey groups: what an operator sets."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.calendars.model import Calendar, CalendarNotFoundError
from kefu.calendars.store import calendars
from kefu.forms.library import Form
from kefu.forms.model import Purpose
from kefu.forms.service import forms
from kefu.identity.model import Principal
from kefu.identity.service import record_audit
from kefu.kernel.errors import ForbiddenError
from kefu.kernel.ids import CalendarId, SurveyGroupId, TenantId
from kefu.platform import jobs
from kefu.surveys.model import Group, Policy, SourceKind
from kefu.surveys.model.errors import (
    SurveyGroupChangedError,
    SurveyGroupCodeTakenError,
    SurveyGroupInvalidError,
    SurveyGroupNotFoundError,
)
from kefu.surveys.rules.groups import group_faults
from kefu.surveys.rules.timing import next_import_at
from kefu.surveys.store import groups as store

PERMISSION = "survey.manage"
IMPORT = "survey.import"
"""The job that fetches a group's closed orders; its key is the group."""
FETCHED = (SourceKind.WORK_ORDER, SourceKind.COMPLAINT)


def require_all_networks(principal: Principal) -> None:
    """Refuse who may manage some local networks only: groups are the whole tenant's.

    Raises: ForbiddenError.
    """
    if principal.scope_for(PERMISSION).local_network_ids is not None:
        raise ForbiddenError("survey groups belong to all local networks", permission=PERMISSION)


async def list_groups(session: AsyncSession) -> list[Group]:
    """List the tenant's groups by code."""
    return await store.groups(session)


async def group(session: AsyncSession, *, group_id: SurveyGroupId) -> Group:
    """Return a group.

    Raises: SurveyGroupNotFoundError.
    """
    found = await store.groups(session, group_id)
    if not found:
        raise SurveyGroupNotFoundError(group_id=str(group_id))
    return found[0]


async def hours_of(session: AsyncSession, *, calendar_id: CalendarId) -> Calendar:
    """Return calling hours.

    Raises: CalendarNotFoundError.
    """
    found = await calendars(session, calendar_id)
    if not found:
        raise CalendarNotFoundError(calendar_id=str(calendar_id))
    return found[0].as_hours()


async def policy_of(session: AsyncSession, *, group: Group) -> Policy:
    """Return what of a group decides its cases' lives."""
    return Policy(
        attempts_max=group.attempts_max,
        retry_after_min=group.retry_after_min,
        hours=await hours_of(session, calendar_id=group.calendar_id),
        satisfied_pct=group.satisfied_pct,
    )


async def questionnaires(session: AsyncSession) -> list[Form]:
    """List the questionnaires that are published."""
    found = await forms(session, purpose=Purpose.SURVEY)
    return [form for form in found if form.live_version and form.archived_at is None]


async def add_group(
    session: AsyncSession, *, tenant_id: TenantId, principal: Principal | None, group: Group, now: datetime
) -> None:
    """Add a group and, from its next time on, fetch closed orders for it.

    Raises: ForbiddenError, SurveyGroupInvalidError, SurveyGroupCodeTakenError.
    """
    await _require_usable(session, principal, group)
    try:
        await store.insert(session, tenant_id, group)
    except IntegrityError as error:
        raise SurveyGroupCodeTakenError(group_code=group.code) from error
    await plan_import(session, tenant_id=tenant_id, group=group, now=now)
    await _audit(session, tenant_id, principal, "survey-group-added", group, now)


async def change_group(
    session: AsyncSession, *, tenant_id: TenantId, principal: Principal | None, group: Group, now: datetime
) -> None:
    """Change a group; cases under way follow it.

    Raises: ForbiddenError, SurveyGroupNotFoundError, SurveyGroupInvalidError, SurveyGroupCodeTakenError,
    SurveyGroupChangedError.
    """
    await _require_usable(session, principal, group)
    try:
        is_changed = await store.change(session, group)
    except IntegrityError as error:
        raise SurveyGroupCodeTakenError(group_code=group.code) from error
    if not is_changed:
        found = await store.groups(session, group.group_id)
        if not found:
            raise SurveyGroupNotFoundError(group_id=str(group.group_id))
        raise SurveyGroupChangedError(version=found[0].version)
    await plan_import(session, tenant_id=tenant_id, group=group, now=now)
    await _audit(session, tenant_id, principal, "survey-group-changed", group, now)


async def plan_import(session: AsyncSession, *, tenant_id: TenantId, group: Group, now: datetime) -> None:
    """Have a group's closed orders fetched at its next time, or not at all."""
    key = str(group.group_id)
    if not group.is_active or not any(group.takes(kind) for kind in FETCHED):
        await jobs.cancel(session, tenant_id=tenant_id, kind=IMPORT, key=key)
        return
    hours = await hours_of(session, calendar_id=group.calendar_id)
    run_at = next_import_at(hours.time_zone, group.import_at, now)
    await jobs.schedule(session, tenant_id=tenant_id, kind=IMPORT, key=key, run_at=run_at)


async def note_import(session: AsyncSession, *, group: Group, now: datetime) -> None:
    """Remember that a group's closed orders have been fetched."""
    await store.note_import(session, group.group_id, now)


async def _require_usable(session: AsyncSession, principal: Principal | None, group: Group) -> None:
    if principal is not None:
        require_all_networks(principal)
    known = [calendar.calendar_id for calendar in await calendars(session)]
    faults = group_faults(group, known, [form.code for form in await questionnaires(session)])
    if faults:
        raise SurveyGroupInvalidError(errors=faults)


async def _audit(
    session: AsyncSession, tenant_id: TenantId, principal: Principal | None, action: str, group: Group, now: datetime
) -> None:
    await record_audit(
        session,
        action=action,
        subject_kind="survey_group",
        subject_id=str(group.group_id),
        now=now,
        detail={"code": group.code, "is_active": group.is_active},
        principal=principal,
        tenant_id=None if principal else tenant_id,
    )
