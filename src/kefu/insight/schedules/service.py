"""Use cases of schedules: set up, change, take away, try; and hear what became of the letters."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.model import Principal
from kefu.identity.service import record_audit, zone_of
from kefu.insight.rules.schedules import due
from kefu.insight.schedules import store
from kefu.insight.schedules.model import (
    PERMISSION,
    RUNS_SHOWN,
    Audience,
    MailMissingError,
    OwnMailMissingError,
    Run,
    Schedule,
    ScheduleChangedError,
    ScheduleInvalidError,
    ScheduleNotFoundError,
)
from kefu.kernel.ids import TenantId
from kefu.platform import jobs

RUN = "report-schedule"
"""The job that sends it by the clock."""
NOW = "report-schedule-now"
"""The job that sends it because somebody wants to see it."""
SUBJECT = "report_schedule_run"
"""What its letters are about."""


async def schedules(session: AsyncSession) -> Sequence[Schedule]:
    """List the schedules."""
    return await store.schedules(session)


async def runs(session: AsyncSession) -> Mapping[UUID, list[Run]]:
    """List what became of the latest times of each schedule."""
    return await store.runs(session, RUNS_SHOWN)


async def audiences(session: AsyncSession) -> Sequence[Audience]:
    """List to whom a report can be sent."""
    return await store.audiences(session)


async def put(session: AsyncSession, *, principal: Principal, schedule: Schedule, now: datetime) -> Schedule:
    """Add a schedule (version 0), or change it; its next time is counted anew.

    Raises: ScheduleInvalidError, ScheduleChangedError.
    """
    if await store.role_name(session, schedule.role_id) is None:
        raise ScheduleInvalidError(errors=[{"field": "role_id", "code": "unknown"}])
    if not await store.put(session, principal.tenant_id, schedule):
        raise ScheduleChangedError(str(schedule.schedule_id))
    if schedule.is_active:
        await set_next(session, tenant_id=principal.tenant_id, schedule=schedule, now=now)
    else:
        await _cancel(session, principal.tenant_id, schedule.schedule_id)
    await _audit(
        session, principal, "report-schedule-changed" if schedule.version else "report-schedule-added", schedule, now
    )
    return replace(schedule, version=schedule.version + 1)


async def remove(session: AsyncSession, *, principal: Principal, schedule_id: UUID, now: datetime) -> None:
    """Take a schedule away: nothing is sent any more.

    Raises: ScheduleNotFoundError.
    """
    found = await _found(session, schedule_id)
    if not await store.remove(session, schedule_id):
        raise ScheduleNotFoundError(str(schedule_id))
    await _cancel(session, principal.tenant_id, schedule_id)
    await _audit(session, principal, "report-schedule-removed", found, now)


async def send_now(
    session: AsyncSession, *, principal: Principal, schedule_id: UUID, is_trial: bool, has_mail: bool, now: datetime
) -> None:
    """Send it now: to everybody, or to try it to oneself only. Its next time stays.

    Raises: ScheduleNotFoundError, MailMissingError, ForbiddenError, OwnMailMissingError.
    """
    found = await _found(session, schedule_id)
    if not has_mail:
        raise MailMissingError
    if is_trial:
        principal.require(PERMISSION)
        (person,) = await store.people(session, [principal.person_id])
        if not person.mail:
            raise OwnMailMissingError
    to = str(principal.person_id) if is_trial else ""
    await jobs.schedule(
        session,
        tenant_id=principal.tenant_id,
        kind=NOW,
        key=f"{schedule_id}:{to}",
        run_at=now,
        payload={"schedule": str(schedule_id), "to": to},
    )
    await _audit(session, principal, "report-schedule-tried" if is_trial else "report-schedule-sent", found, now)


async def set_next(session: AsyncSession, *, tenant_id: TenantId, schedule: Schedule, now: datetime) -> None:
    """Have it sent the next time; times that were missed are not made up for."""
    schedule_id = str(schedule.schedule_id)
    await jobs.schedule(
        session,
        tenant_id=tenant_id,
        kind=RUN,
        key=schedule_id,
        run_at=due(schedule.rhythm, now, await zone_of(session)),
        payload={"schedule": schedule_id},
    )


def subject_of(run_id: UUID, person_id: UUID) -> str:
    """Name what a letter is about: one person's of one time."""
    return f"{run_id}:{person_id}"


async def _found(session: AsyncSession, schedule_id: UUID) -> Schedule:
    found = await store.schedule(session, schedule_id)
    if found is None:
        raise ScheduleNotFoundError(str(schedule_id))
    return found


async def _cancel(session: AsyncSession, tenant_id: TenantId, schedule_id: UUID) -> None:
    await jobs.cancel(session, tenant_id=tenant_id, kind=RUN, key=str(schedule_id))


async def _audit(session: AsyncSession, principal: Principal, action: str, schedule: Schedule, now: datetime) -> None:
    detail = {
        "report": schedule.report,
        "asked": dict(schedule.asked),
        "format": schedule.form,
        "cadence": schedule.rhythm.cadence,
        "at": schedule.rhythm.at.isoformat("minutes"),
        "role_id": str(schedule.role_id),
        "is_active": schedule.is_active,
    }
    await record_audit(
        session,
        principal=principal,
        action=action,
        subject_kind="report_schedule",
        subject_id=str(schedule.schedule_id),
        detail=detail,
        now=now,
    )
