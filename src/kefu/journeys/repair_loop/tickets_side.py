"""What tickets ask of work orders: send somebody, and nobody any more."""

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.errors import ConflictError
from kefu.kernel.ids import WorkOrderId
from kefu.tickets import service as tickets
from kefu.tickets.events import TicketAccepted, TicketClosed
from kefu.workorders import service as work_orders
from kefu.workorders.model.errors import SettingUnknownError
from kefu.workorders.model.orders import Action, Detail, NewWorkOrder, Step, Via

logger = structlog.get_logger(__name__)


async def open_order(session: AsyncSession, event: TicketAccepted) -> None:
    """Send somebody when the category says so. A type that nobody has set up must not cost the customer his ticket."""
    if event.work_order_type is None:
        return
    new = NewWorkOrder(
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
    """Send nobody any more when a ticket is cancelled; an order that is over already stays as it is."""
    if not event.is_cancelled or event.work_order_id is None:
        return
    step = Step(
        action=Action.CANCEL,
        key=f"ticket-cancelled-{event.ticket_id}",
        at=event.at,
        via=Via.SYSTEM,
        detail=Detail(reason=event.ticket_no),
    )
    try:
        await work_orders.act(session, tenant_id=event.tenant_id, order_id=WorkOrderId(event.work_order_id), step=step)
    except ConflictError as refusal:
        logger.info("the order of a cancelled ticket goes on", code=refusal.code, ticket_no=event.ticket_no)
