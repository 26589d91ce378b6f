"""Use cases of reports: find, run, compose, keep."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.model import Principal
from kefu.identity.service import record_audit
from kefu.insight.figures import reading
from kefu.insight.reports import layout, store
from kefu.insight.reports.catalogue import BUILT_IN
from kefu.insight.reports.files import Form
from kefu.insight.reports.model import Grid, Report, ReportNotFoundError, View, require_sound
from kefu.insight.rules.tables import Question
from kefu.kernel.errors import ConflictError
from kefu.kernel.ids import TenantId

ADMINISTRATOR = "admin.service"
_QUARTER = timedelta(minutes=15)


class ReportChangedError(ConflictError):
    """Somebody else has changed or removed it since it was read."""

    code = "report-changed"
    title = "Somebody else has changed this report"


async def reports(session: AsyncSession, *, principal: Principal) -> Sequence[Report]:
    """List the reports that somebody sees."""
    own = await store.definitions(session)
    roles = await store.role_ids(session, principal.person_id)
    return [*BUILT_IN.values(), *(each for each in own if _sees(principal, roles, each))]


async def report(session: AsyncSession, *, principal: Principal, code: str) -> Report:
    """Find a report that somebody sees.

    Raises: ReportNotFoundError.
    """
    if code in BUILT_IN:
        return BUILT_IN[code]
    found = None if (report_id := _id(code)) is None else await store.definition(session, report_id)
    if found is None or not _sees(principal, await store.role_ids(session, principal.person_id), found):
        raise ReportNotFoundError(code)
    return found


async def sees_report(session: AsyncSession, *, principal: Principal, code: str) -> bool:
    """Tell whether there is such a report for somebody."""
    try:
        await report(session, principal=principal, code=code)
    except ReportNotFoundError:
        return False
    return True


def _sees(principal: Principal, roles: frozenset[UUID], report: Report) -> bool:
    return not report.role_ids or bool(report.role_ids & roles) or ADMINISTRATOR in principal.permissions


def _id(code: str) -> UUID | None:
    try:
        return UUID(code)
    except ValueError:
        return None


async def run(
    session: AsyncSession,
    *,
    report: Report,
    question: Question,
    days: tuple[date, date],
    language: str,
    now: datetime,
) -> Grid:
    """Make a report's table.

    Raises: MeasureUnknownError, MeasureNotByDimensionError, ThresholdUnknownError.
    """
    found = await reading.table(session, question=question, now=now)
    before = None
    if report.against_days:
        back = timedelta(days=report.against_days)
        so_far = (
            min(question.until, now - (now - question.since) % _QUARTER) if now > question.since else question.until
        )
        earlier = replace(question, since=question.since - back, until=so_far - back)
        before = await reading.table(session, question=earlier, now=now)
    return layout.grid(report, question, days, language, found, before)


async def note_export(
    session: AsyncSession, *, principal: Principal, grid: Grid, form: Form, where: dict[str, object], now: datetime
) -> None:
    """Write down who has taken which figures away."""
    await record_audit(
        session,
        principal=principal,
        action="report-exported",
        subject_kind="report",
        subject_id=grid.report.code,
        detail=_taken(grid, form, where),
        now=now,
    )


async def note_mailed(
    session: AsyncSession, *, tenant_id: TenantId, grid: Grid, form: Form, where: dict[str, object], now: datetime
) -> None:
    """Write down which figures were sent out by the clock; `where` says to whom, too."""
    await record_audit(
        session,
        tenant_id=tenant_id,
        action="report-mailed",
        subject_kind="report",
        subject_id=grid.report.code,
        detail=_taken(grid, form, where),
        now=now,
    )


def _taken(grid: Grid, form: Form, where: dict[str, object]) -> dict[str, object]:
    taken = {"format": form, "rows": len(grid.lines), "from": grid.first, "to": grid.end, **where}
    return taken | {"times": grid.times} if grid.times else taken


async def put(session: AsyncSession, *, principal: Principal, report: Report, now: datetime) -> Report:
    """Add a report that somebody has composed (version 0), or change it.

    Raises: ReportInvalidError, MeasureUnknownError, MeasureNotByDimensionError, ReportChangedError.
    """
    require_sound(report, at=now)
    if not await store.put(session, principal.tenant_id, report):
        raise ReportChangedError(report.code)
    await _audit(session, principal, "report-changed" if report.version else "report-composed", report, now)
    return replace(report, version=report.version + 1)


async def remove(session: AsyncSession, *, principal: Principal, code: str, now: datetime) -> None:
    """Take a composed report away.

    Raises: ReportNotFoundError.
    """
    found = await report(session, principal=principal, code=code)
    if found.is_built_in or not await store.remove(session, UUID(code)):
        raise ReportNotFoundError(code)
    await _audit(session, principal, "report-removed", found, now)


async def _audit(session: AsyncSession, principal: Principal, action: str, report: Report, now: datetime) -> None:
    await record_audit(
        session,
        principal=principal,
        action=action,
        subject_kind="report",
        subject_id=report.code,
        detail={"name": dict(report.name), "measures": list(report.measures), "by": list(report.by)},
        now=now,
    )


async def set_favourite(session: AsyncSession, *, principal: Principal, code: str, is_on: bool) -> None:
    """Note that somebody wants a report at hand, or no longer.

    Raises: ReportNotFoundError.
    """
    if is_on:
        await report(session, principal=principal, code=code)
    await store.set_favourite(session, principal, code, is_on=is_on)


async def save_view(session: AsyncSession, *, principal: Principal, view: View, now: datetime) -> None:
    """Keep parameters under a name.

    Raises: ReportNotFoundError.
    """
    await report(session, principal=principal, code=view.report)
    await store.save_view(session, principal, view, view.asked, now)


async def remove_view(session: AsyncSession, *, principal: Principal, view_id: UUID) -> None:
    """Forget parameters that one has kept.

    Raises: ReportNotFoundError.
    """
    if not await store.remove_view(session, principal, view_id):
        raise ReportNotFoundError(str(view_id))
