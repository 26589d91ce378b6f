"""What tickets tell the others."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kefu.kernel.events import DomainEvent
from kefu.kernel.ids import CustomerId, DepartmentId, LocalNetworkId, PersonId, TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketEvent(DomainEvent):
    """Something happened to a ticket."""

    ticket_id: TicketId
    ticket_no: str
    kind: str
    category_code: str
    local_network_id: LocalNetworkId | None
    customer_id: CustomerId | None
    department_id: DepartmentId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketAccepted(TicketEvent):
    """Somebody wants something; `work_order_type`: somebody has to go there."""

    first_responsible_id: PersonId
    severity: str
    is_settled_now: bool
    work_order_type: str | None
    caller_name: str
    caller_number: str
    address: str
    district_path: str
    resource: str
    description: str
    due_at: datetime
    place_id: UUID | None
    product_id: UUID | None
    repeat_of: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketHandedOver(TicketEvent):
    """Another department, or a person, has it now."""

    person_id: PersonId | None
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketOverdue(TicketEvent):
    """The reply is late, and the next level knows; also told of a ticket that climbs because it is reopened."""

    level: int
    person_ids: tuple[PersonId, ...]
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketUnanswered(TicketEvent):
    """The customer should have heard from us by now."""

    first_answer_due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReplied(TicketEvent):
    """A reply is to be sent, by "sms" or "mail"; what becomes of it comes back by `service.note_delivery`."""

    reply_id: UUID
    by: str
    recipient: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketClosed(TicketEvent):
    """Nothing is left to be done; cancelled: nothing was done."""

    is_cancelled: bool
    is_satisfied: bool | None
    work_order_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReopened(TicketEvent):
    """The customer is not satisfied."""

    reopened_count: int
    level: int
    reason: str
    work_order_id: UUID | None
