"""What the repair day hears."""

from kefu.journeys.repair_loop import orders_side, replies_side, tickets_side
from kefu.journeys.repair_loop.crew_side import CrewSide
from kefu.messaging.events import LetterSettled, MessageDelivered, MessageReceived, MessageUndeliverable
from kefu.platform.events import Subscriptions
from kefu.tickets.events import TicketAccepted, TicketClosed, TicketReopened, TicketReplied
from kefu.workorders.events import (
    WorkOrderAssigned,
    WorkOrderCancelled,
    WorkOrderClosed,
    WorkOrderHastened,
    WorkOrderOverdue,
    WorkOrderReopened,
    WorkOrderReturned,
    WorkOrderUnaccepted,
)


def subscribe(subscriptions: Subscriptions, *, field_url: str) -> None:
    """Let tickets, work orders and short messages hear of each other; `field_url` is where repairmen look."""
    crew = CrewSide(field_url)
    subscriptions.on(TicketAccepted, tickets_side.open_order)
    subscriptions.on(TicketClosed, tickets_side.cancel_order)
    subscriptions.on(TicketReopened, tickets_side.reopen_order)
    subscriptions.on(TicketReplied, replies_side.send)
    subscriptions.on(MessageDelivered, replies_side.arrived)
    subscriptions.on(MessageUndeliverable, replies_side.lost)
    subscriptions.on(LetterSettled, replies_side.settled)
    subscriptions.on(WorkOrderClosed, orders_side.closed)
    subscriptions.on(WorkOrderReturned, orders_side.returned)
    subscriptions.on(WorkOrderCancelled, orders_side.cancelled)
    subscriptions.on(WorkOrderReopened, orders_side.reopened)
    subscriptions.on(WorkOrderAssigned, crew.assigned)
    subscriptions.on(WorkOrderHastened, crew.hastened)
    subscriptions.on(WorkOrderUnaccepted, crew.unaccepted)
    subscriptions.on(WorkOrderOverdue, crew.overdue)
    subscriptions.on(MessageReceived, crew.replied)
