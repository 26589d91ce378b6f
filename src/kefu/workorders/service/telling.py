"""Tells the other rooms what has become of an order, and sets its alarm clock."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.events import DomainEvent
from kefu.kernel.ids import TenantId
from kefu.platform import jobs
from kefu.platform.events import publish
from kefu.workorders import events
from kefu.workorders.model.orders import Action, Step, WorkOrder

OVERDUE = "workorder.overdue"


async def set_clock(session: AsyncSession, *, tenant_id: TenantId, before: WorkOrder | None, after: WorkOrder) -> None:
    """Have the order looked at when its next alarm is due; nothing is written when that has not changed."""
    was = before.alarm_at if before else None
    if after.alarm_at == was:
        return
    key = str(after.id)
    if after.alarm_at is None:
        await jobs.cancel(session, tenant_id=tenant_id, kind=OVERDUE, key=key)
    else:
        await jobs.schedule(session, tenant_id=tenant_id, kind=OVERDUE, key=key, run_at=after.alarm_at)


def facts(tenant_id: TenantId, order: WorkOrder) -> dict[str, Any]:
    """Say which order, and whose."""
    return {
        "tenant_id": tenant_id,
        "order_id": order.id,
        "order_no": order.order_no,
        "type_code": order.type_code,
        "severity_code": order.severity_code,
        "local_network_id": order.local_network_id,
        "customer_id": order.customer_id,
        "ticket_id": order.ticket_id,
        "area_id": order.area_id,
        "crew_id": order.crew_id,
        "person_id": order.person_id,
        "address": order.address,
        "description": order.description,
    }


async def tell(
    session: AsyncSession, *, tenant_id: TenantId, before: WorkOrder, after: WorkOrder, step: Step, phone: str
) -> None:
    """Publish what a step means to others; most mean nothing."""
    event = _meaning(facts(tenant_id, after) | {"at": step.at}, before, after, step, phone)
    if event is not None:
        await publish(session, event)


def _meaning(
    common: Mapping[str, Any], before: WorkOrder, after: WorkOrder, step: Step, phone: str
) -> DomainEvent | None:
    match step.action:
        case Action.ASSIGN:
            return assigned(common, after, step, phone)
        case Action.HASTEN:
            count, due_at = after.hastened_count, after.due_at
            return events.WorkOrderHastened(**common, phone=phone, key=step.key, count=count, due_at=due_at)
        case Action.RETURN:
            held = {"crew_id": before.crew_id, "person_id": before.person_id}
            return events.WorkOrderReturned(**{**common, **held}, reason=step.detail.reason)
        case Action.CANCEL | Action.MERGE:
            return events.WorkOrderCancelled(**common, reason=step.detail.reason, merged_into=after.merged_into)
        case Action.REOPEN:
            return events.WorkOrderReopened(**common, reason=step.detail.reason)
        case Action.COMPLETE:
            return events.WorkOrderClosed(
                **common,
                closed_at=step.at,
                result_code=after.result_code,
                is_fixed=after.is_fixed,
                round_=after.reopened_count,
            )
    return None


def assigned(common: Mapping[str, Any], order: WorkOrder, step: Step, phone: str) -> events.WorkOrderAssigned:
    """Say who has got an order, and what he must know before he looks at it."""
    return events.WorkOrderAssigned(
        **common,
        phone=phone,
        key=step.key,
        contact_name=order.contact_name,
        contact_phone=order.contact_phone,
        due_at=order.due_at,
        appointment_from=order.appointment_from,
        appointment_to=order.appointment_to,
    )
