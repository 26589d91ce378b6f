"""HTTP of my tasks."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import HTTPConnection

from kefu.identity.http import VisitDep
from kefu.journeys.my_tasks.model import MyTasks, Source
from kefu.journeys.my_tasks.rules import put_in_order
from kefu.kernel.tasks import Task
from kefu.platform.db import enter_scope
from kefu.platform.web import ClockDep

router = APIRouter(prefix="/api/tasks", tags=["tasks"])


async def sources_of(connection: HTTPConnection) -> Sequence[Source]:
    """Give a route where tasks come from: the composition root sets `task_sources`."""
    sources: Sequence[Source] = connection.app.state.task_sources
    return sources


@router.get("")
async def list_tasks(
    visit: VisitDep, sources: Annotated[Sequence[Source], Depends(sources_of)], clock: ClockDep
) -> MyTasks:
    """List what is expected of me."""
    found: list[Task] = []
    for source in sources:
        if source.permission in visit.principal.permissions:
            await enter_scope(visit.session, visit.principal.scope_for(source.permission))
            found += await source.load(visit.session, principal=visit.principal, now=clock())
    return put_in_order(found)
