"""What tickets ask of work orders: send somebody, and nobody any more."""

from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.errors import ConflictError
from kefu.kernel.ids import WorkOrderId
from kefu.tickets import service as tickets
from kefu.tickets.events import TicketAccepted, TicketClosed, TicketEvent, TicketReopened
from kefu.workorders import service as work_orders
from kefu.workorders.model.errors import SettingUnknownError
from kefu.workorders.model.orders import Action, Detail, NewWorkOrder, Step, Via

logger = structlog.get_logger(__name__)


def order_of(event: TicketAccepted) -> NewWorkOrder | None:
    """Return whom to send when a ticket is accepted; None when its category sends nobody."""
    if event.work_order_type is None:
        return None
    return NewWorkOrder(
        type_code=event.work_order_type,
        severity_code=event.severity,
        address=event.address,
        district_path=event.district_path,
        local_network_id=event.local_network_id,
        customer_id=event.customer_id,
        ticket_id=event.ticket_id,
        product=event.resource,
        contact_name=event.caller_name,
        contact_phone=event.caller_number,
        description=event.description,
    )


async def open_order(session: AsyncSession, event: TicketAccepted) -> None:
    """Send somebody when the category says so. A type that nobody has set up must not cost the customer his ticket."""
    if (new := order_of(event)) is None:
        return
    try:
        opened = await work_orders.open_order(session, tenant_id=event.tenant_id, principal=None, new=new, now=event.at)
    except SettingUnknownError:
        logger.warning("no such work order", type=event.work_order_type, severity=event.severity)
        return
    await tickets.link_order(
        session,
        tenant_id=event.tenant_id,
        ticket_id=event.ticket_id,
        work_order_id=opened.order.id,
        order_no=opened.order.order_no,
        now=event.at,
    )


async def cancel_order(session: AsyncSession, event: TicketClosed) -> None:
    """Send nobody any more when a ticket is cancelled."""
    if event.is_cancelled and event.work_order_id is not None:
        await _try(session, event, event.work_order_id, Action.CANCEL, "cancelled", event.ticket_no)


async def reopen_order(session: AsyncSession, event: TicketReopened) -> None:
    """Send somebody again when the customer says that it is not right."""
    if event.work_order_id is not None:
        key = f"reopened:{event.reopened_count}"
        await _try(session, event, event.work_order_id, Action.REOPEN, key, event.reason or event.ticket_no)


async def _try(
    session: AsyncSession, event: TicketEvent, order_id: UUID, action: Action, key: str, reason: str
) -> None:
    """Do something with a ticket's order; one that is in no state for it stays as it is."""
    step = Step(
        action=action,
        key=f"ticket:{event.ticket_id}:{key}",
        at=event.at,
        via=Via.SYSTEM,
        detail=Detail(reason=reason),
    )
    try:
        await work_orders.act(session, tenant_id=event.tenant_id, order_id=WorkOrderId(order_id), step=step)
    except ConflictError as refusal:
        logger.info("a ticket's order stays as it is", action=action, code=refusal.code, ticket_no=event.ticket_no)
