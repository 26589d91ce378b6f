"""What work orders tell the other rooms."""

from dataclasses import dataclass
from datetime import datetime

from kefu.kernel.events import DomainEvent
from kefu.kernel.ids import AreaId, CrewId, CustomerId, LocalNetworkId, PersonId, TicketId, WorkOrderId
from kefu.workorders.model.settings import Whom


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfOrder(DomainEvent):
    """Which order, and whose."""

    order_id: WorkOrderId
    order_no: str
    type_code: str
    severity_code: str
    local_network_id: LocalNetworkId | None
    customer_id: CustomerId | None
    ticket_id: TicketId | None
    area_id: AreaId | None
    crew_id: CrewId | None
    person_id: PersonId | None
    address: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrderOpened(_OfOrder):
    """An order has been made."""

    repeat_of: WorkOrderId | None
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrderAssigned(_OfOrder):
    """An order has gone to a crew or to one of its members; `phone` is whom to tell, "" when nobody has a number."""

    phone: str
    key: str
    """Of the step: whoever tells about it does so once."""
    contact_name: str
    contact_phone: str
    due_at: datetime
    appointment_from: datetime | None
    appointment_to: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrderHastened(_OfOrder):
    """The customer asks where we are; `phone` as above."""

    phone: str
    key: str
    count: int
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrderReturned(_OfOrder):
    """A repairman has given an order back to dispatch."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrderCancelled(_OfOrder):
    """An order is not to be done; `merged_into`: because that one does it."""

    reason: str
    merged_into: WorkOrderId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrderReopened(_OfOrder):
    """An order that was over is to be done again."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrderClosed(_OfOrder):
    """An order is done. `round_`: 0, or how often it has been reopened."""

    closed_at: datetime
    result_code: str
    is_fixed: bool | None
    round_: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrderOverdue(_OfOrder):
    """An order is late, or late for another level of the ladder; `phone` is the crew lead's when he is to be told."""

    number: int
    whom: Whom
    due_at: datetime
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrderUnaccepted(_OfOrder):
    """Nobody has accepted an order in time."""

    assigned_at: datetime
    phone: str
