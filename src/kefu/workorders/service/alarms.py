"""Alarms: each goes off once, at its time, whoever has been restarted meanwhile."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import TenantId, WorkOrderId
from kefu.platform import jobs
from kefu.platform.events import publish
from kefu.platform.ids import new_id
from kefu.workorders import events
from kefu.workorders.model.orders import Action, Alarm, Step, Via, WorkOrder
from kefu.workorders.model.settings import Whom
from kefu.workorders.rules import deadlines
from kefu.workorders.service.telling import OVERDUE, facts
from kefu.workorders.store import orders as store


async def ring(session: AsyncSession, *, tenant_id: TenantId, order_id: WorkOrderId, now: datetime) -> None:
    """Let go off what is due with an order, and have it looked at again when the next alarm is."""
    look = Step(action=Action.HASTEN, key="", at=now, via=Via.SYSTEM)
    standing = (await store.standing(session, [order_id], look, ())).get(order_id)
    if standing is None:
        return
    order, rung = deadlines.ring(standing.order, standing.severity, now)
    if order != standing.order:
        await store.update_alarms(session, order)
    for alarm in rung:
        await _tell(session, tenant_id, order, alarm, now)
    if order.alarm_at is not None:
        await jobs.schedule(session, tenant_id=tenant_id, kind=OVERDUE, key=str(order_id), run_at=order.alarm_at)


async def _tell(session: AsyncSession, tenant_id: TenantId, order: WorkOrder, alarm: Alarm, now: datetime) -> None:
    """Write an alarm into the order's history and publish it."""
    reached = await store.reached(session, order.crew_id, order.person_id)
    common = facts(tenant_id, order) | {"at": now}
    round_ = order.reopened_count
    if alarm.level is None:
        key = f"unaccepted-{round_}-{order.assigned_at:%Y%m%dT%H%M%S%f}"
        action, detail = "unaccepted", dict[str, Any](assigned_at=str(order.assigned_at))
        phone = reached.person_phone or reached.crew_phone
        event: events.WorkOrderUnaccepted | events.WorkOrderOverdue = events.WorkOrderUnaccepted(
            **common, assigned_at=order.assigned_at or now, phone=phone
        )
    else:
        key, action = f"overdue-{round_}-{alarm.number}", "overdue"
        detail = {"number": alarm.number, "whom": alarm.level.whom, "due_at": order.due_at.isoformat()}
        phone = (reached.lead_phone or reached.crew_phone) if alarm.level.whom is Whom.CREW_LEAD else ""
        event = events.WorkOrderOverdue(
            **common, number=alarm.number, whom=alarm.level.whom, due_at=order.due_at, phone=phone
        )
    await store.note(session, tenant_id, order, event_id=new_id(), action=action, key=key, at=now, detail=detail)
    await publish(session, event)
