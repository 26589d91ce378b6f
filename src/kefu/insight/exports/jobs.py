"""Makes what was asked for, and deletes what has expired; the composition root hands this to the worker."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.model import Principal
from kefu.insight.exports import store
from kefu.insight.exports.model import PERMISSION, Export, State
from kefu.insight.exports.service import EXPIRE, MAKE
from kefu.insight.reports import http as reports
from kefu.insight.reports.files import Form, Mark
from kefu.insight.reports.service import note_export
from kefu.insight.reports.writing import written
from kefu.kernel.errors import ForbiddenError, KefuError
from kefu.platform.db import DatabaseUnavailableError, enter_scope
from kefu.platform.jobs import Handler, Job, schedule

TRIES_MAX = 3


async def make(session: AsyncSession, job: Job, now: datetime) -> None:
    """Say that it is being made; then make it, so that who waits sees both."""
    export_id = UUID(job.key)
    order = await store.order(session, export_id)
    if order is None:
        return
    export, holder = order.export, order.holder
    if export.state is State.WAITING:
        await store.settle(session, export_id, State.RUNNING)
        await schedule(session, tenant_id=job.tenant_id, kind=job.kind, key=job.key, run_at=now)
    elif job.attempts > TRIES_MAX:
        await store.settle(session, export_id, State.FAILED, error=KefuError.code)
    elif holder is None:
        await store.settle(session, export_id, State.FAILED, error=ForbiddenError.code)
    else:
        try:
            await _make(session, export, holder)
        except DatabaseUnavailableError:
            raise
        except KefuError as error:
            await store.settle(session, export_id, State.FAILED, error=error.code)


async def _make(session: AsyncSession, export: Export, holder: Principal) -> None:
    """Make a file of what its holder may see now, as it was asked then."""
    holder.require(PERMISSION)
    await enter_scope(session, holder.scope_for(PERMISSION))
    asked = reports.AskedReport.model_validate(export.asked)
    at, form = export.created_at, Form(export.form)
    grid, _ = await reports.grid_of(session, holder, export.report, asked, at)
    content = await written(grid, form, Mark(f"{holder.name} ({holder.login})", at))
    await store.settle(session, export.export_id, State.DONE, rows=len(grid.lines), title=grid.title, content=content)
    where: dict[str, object] = {dimension: sorted(map(str, wanted)) for dimension, wanted in asked.where().items()}
    where["export"] = str(export.export_id)
    await note_export(session, principal=holder, grid=grid, form=form, where=where, now=at)


async def expire(session: AsyncSession, job: Job, now: datetime) -> None:
    """Delete an export whose time is over."""
    await store.remove(session, UUID(job.key))


HANDLERS: Mapping[str, Handler] = {MAKE: make, EXPIRE: expire}
