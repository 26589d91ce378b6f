"""Use cases of exports: ask for a file, see how far it is, fetch it, throw it away."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.model import Principal
from kefu.insight.exports import store
from kefu.insight.exports.model import (
    KEPT,
    UNFINISHED_MAX,
    Export,
    ExportNotFoundError,
    ExportNotReadyError,
    State,
    TooManyExportsError,
)
from kefu.insight.reports.files import Form
from kefu.insight.reports.model import Report
from kefu.platform import jobs
from kefu.platform.ids import new_id

MAKE = "report-export"
EXPIRE = "report-export-expiry"


async def ask(
    session: AsyncSession, *, principal: Principal, report: Report, asked: Mapping[str, Any], form: Form, now: datetime
) -> Export:
    """Have a report written into a file as soon as somebody has time for it.

    Raises: TooManyExportsError.
    """
    if await store.unfinished(session, principal.person_id) >= UNFINISHED_MAX:
        raise TooManyExportsError(exports_max=UNFINISHED_MAX)
    export = Export(
        export_id=new_id(),
        report=report.code,
        asked=asked,
        form=form,
        title=report.name.get(asked["language"]) or report.name["zh-CN"],
        state=State.WAITING,
        error="",
        rows=None,
        created_at=now,
        expires_at=now + KEPT,
    )
    await store.add(session, principal, export)
    for kind, at in ((MAKE, now), (EXPIRE, export.expires_at)):
        await jobs.schedule(session, tenant_id=principal.tenant_id, kind=kind, key=str(export.export_id), run_at=at)
    return export


async def exports(session: AsyncSession, *, principal: Principal, now: datetime) -> Sequence[Export]:
    """List one's own exports that have not expired, the latest first."""
    return [each for each in await store.exports(session, principal.person_id) if each.expires_at > now]


async def file(session: AsyncSession, *, principal: Principal, export_id: UUID, now: datetime) -> tuple[Export, bytes]:
    """Fetch a file of one's own.

    Raises: ExportNotFoundError, ExportNotReadyError.
    """
    found = await store.content(session, principal, export_id)
    if found is None or found[0].expires_at <= now:
        raise ExportNotFoundError(str(export_id))
    export, content = found
    if content is None:
        raise ExportNotReadyError(str(export_id), state=export.state)
    return export, content


async def remove(session: AsyncSession, *, principal: Principal, export_id: UUID) -> None:
    """Throw an export of one's own away; one that is not made yet will not be.

    Raises: ExportNotFoundError.
    """
    if not await store.remove(session, export_id, [principal.person_id]):
        raise ExportNotFoundError(str(export_id))
    for kind in (MAKE, EXPIRE):
        await jobs.cancel(session, tenant_id=principal.tenant_id, kind=kind, key=str(export_id))
