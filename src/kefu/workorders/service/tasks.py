"""What late orders expect of somebody, among his tasks."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.model import Principal
from kefu.kernel.tasks import Task
from kefu.workorders.store import tasks as store

DISPATCHER = "workorder.dispatch"
MANAGER = frozenset({DISPATCHER, "figures.view"})
"""Who stands for the level `manager`: dispatchers who answer for the figures."""


async def tasks(session: AsyncSession, *, principal: Principal, now: datetime) -> list[Task]:
    """List the late orders whose alarm has climbed to somebody's level."""
    found = await store.alarms(
        session,
        person_id=principal.person_id,
        is_dispatcher=DISPATCHER in principal.permissions,
        is_manager=principal.permissions >= MANAGER,
    )
    return [
        Task(
            kind="work_order",
            id=order.id,
            no=order.order_no,
            title=kind,
            subject=order.address,
            state=order.state,
            due_at=order.due_at,
            is_overdue=order.due_at < now,
            expected="escalated",
            is_alarm=True,
        )
        for order, kind in found
    ]
