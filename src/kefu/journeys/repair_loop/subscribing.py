"""What the repair day hears."""

from kefu.journeys.repair_loop import orders_side, replies_side, tickets_side
from kefu.messaging.events import MessageDelivered, MessageUndeliverable
from kefu.platform.events import Subscriptions
from kefu.tickets.events import TicketAccepted, TicketClosed, TicketReplied
from kefu.workorders.events import WorkOrderCancelled, WorkOrderClosed, WorkOrderReopened, WorkOrderReturned


def subscribe(subscriptions: Subscriptions) -> None:
    """Let tickets, work orders and short messages hear of each other."""
    subscriptions.on(TicketAccepted, tickets_side.open_order)
    subscriptions.on(TicketClosed, tickets_side.cancel_order)
    subscriptions.on(TicketReplied, replies_side.send)
    subscriptions.on(MessageDelivered, replies_side.arrived)
    subscriptions.on(MessageUndeliverable, replies_side.lost)
    subscriptions.on(WorkOrderClosed, orders_side.closed)
    subscriptions.on(WorkOrderReturned, orders_side.returned)
    subscriptions.on(WorkOrderCancelled, orders_side.cancelled)
    subscriptions.on(WorkOrderReopened, orders_side.reopened)
