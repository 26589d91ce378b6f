"""Tickets, their replies, their duplicates, the drafts of their acceptance. Source: TMF621 Trouble Ticket."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from kefu.kernel.ids import CalendarId, CallId, CustomerId, DepartmentId, LocalNetworkId, PersonId, TicketId
from kefu.kernel.words import Text
from kefu.tickets.model.settings import Severity, TicketKind


class Origin(StrEnum):
    """How somebody came to us."""

    CALL = "call"
    WEB = "web"
    CHAT = "chat"
    MAIL = "mail"
    SMS = "sms"
    HALL = "hall"
    REGULATOR = "regulator"


class ReplyBy(StrEnum):
    """How the customer is, or wants to be, answered."""

    PHONE = "phone"
    SMS = "sms"
    MAIL = "mail"
    NONE = "none"


class ReplyState(StrEnum):
    """How far a reply has come: to be called, on its way, there, lost."""

    PENDING = "pending"
    SENT = "sent"
    GIVEN = "given"
    FAILED = "failed"


class Reason(StrEnum):
    """Why a ticket looks like another one."""

    SAME_CUSTOMER = "same_customer"
    SAME_ADDRESS = "same_address"
    SAME_DISTRICT = "same_district"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegulatorCase:
    """Through whom a complaint has come, and until when he wants it answered."""

    code: str
    case_no: str = ""
    received_on: date | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTicket:
    """What somebody wants, as it was said. Who is a customer needs neither name nor number: his file has them.

    `key` makes it one ticket however often it is sent; `draft_slot` is the draft that it was written in.
    `about_order_id`, `survey_case_id`: what it complains of, and the callback in which it was said.
    """

    kind: TicketKind
    category_code: str
    key: str = ""
    customer_id: CustomerId | None = None
    caller_name: str = ""
    caller_number: str = ""
    local_network_id: LocalNetworkId | None = None
    origin: Origin = Origin.CALL
    call_id: CallId | None = None
    interaction_id: UUID | None = None
    place_id: UUID | None = None
    address: str = ""
    district_path: str = ""
    product_id: UUID | None = None
    resource: str = ""
    form_version: int | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    description: str = ""
    severity: Severity | None = None
    reply_by: ReplyBy = ReplyBy.PHONE
    reply_to: str = ""
    is_settled_now: bool = False
    repeat_of: TicketId | None = None
    about_order_id: UUID | None = None
    survey_case_id: UUID | None = None
    regulator: RegulatorCase | None = None
    draft_slot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCard:
    """What a ticket keeps of its customer."""

    local_network_id: LocalNetworkId | None
    name: str
    number: str
    address: str = ""
    district_path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """The part of a ticket that changes; `version` counts its changes.

    `level` is the rung of the ladder that was told last, `stay` counts the departments that had it. Until `answered_at`
    is known the deadline runs; a reopened ticket is not answered any more. `is_order_open`: somebody is being sent.
    """

    state: str
    version: int = 1
    department_id: DepartmentId | None = None
    handler_id: PersonId | None = None
    due_at: datetime
    first_answer_due_at: datetime | None = None
    first_answer_at: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    is_final: bool = False
    is_settled_now: bool = False
    is_satisfied: bool | None = None
    is_unanswered: bool = False
    is_call_pending: bool = False
    is_reply_lost: bool = False
    level: int = 0
    stay: int = 0
    reopened_count: int = 0
    watcher_ids: tuple[PersonId, ...] = ()
    watcher_permissions: tuple[str, ...] = ()
    work_order_id: UUID | None = None
    is_order_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket(Life):
    """A ticket; who accepted it is the first to be asked and stays responsible (首问负责)."""

    ticket_id: TicketId
    ticket_no: str
    kind: TicketKind
    category_code: str
    severity: Severity
    local_network_id: LocalNetworkId | None
    first_responsible_id: PersonId
    accepted_at: datetime
    customer_id: CustomerId | None
    caller_name: str
    caller_number: str
    origin: Origin
    call_id: CallId | None
    interaction_id: UUID | None
    place_id: UUID | None
    address: str
    district_path: str
    product_id: UUID | None
    resource: str
    form_code: str | None
    form_version: int | None
    answers: Mapping[str, Any]
    description: str
    reply_by: ReplyBy
    reply_to: str
    repeat_of: UUID | None
    about_order_id: UUID | None
    survey_case_id: UUID | None
    regulator_code: str | None
    regulator_case_no: str
    regulator_received_on: date | None
    regulator_due_at: datetime | None
    work_order_type: str | None
    limit_h: int
    calendar_id: CalendarId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The words that people read instead of ids."""

    category: Text
    department: Text | None
    first_responsible: str
    handler: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A ticket in a list."""

    ticket: Ticket
    names: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a customer was told, or is to be told."""

    reply_id: UUID
    ticket_id: TicketId
    by: ReplyBy
    recipient: str
    text: str
    state: ReplyState
    at: datetime
    done_at: datetime | None = None
    attempts: int = 0
    person_id: PersonId | None = None
    person_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketStep:
    """One line of a ticket's history."""

    event_id: UUID
    at: datetime
    action: str
    from_state: str
    to_state: str
    detail: Mapping[str, Any]
    person_id: PersonId | None = None
    person_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A ticket with all that has happened to it; `actions`: what can be done now; `phone_items`: of its form."""

    line: Line
    phone_items: frozenset[str]
    actions: tuple[str, ...]
    steps: tuple[TicketStep, ...]
    replies: tuple[Reply, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """An open ticket that may be about the same thing, and why."""

    ticket_id: TicketId
    ticket_no: str
    kind: TicketKind
    category: Text
    state: str
    accepted_at: datetime
    due_at: datetime
    address: str
    description: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """By what duplicates are looked for."""

    customer_id: CustomerId | None = None
    address: str = ""
    district_path: str = ""
    category_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTicket:
    """What the pop says of a customer's open ticket."""

    ticket_id: TicketId
    ticket_no: str
    kind: TicketKind
    category: Text
    state: str
    due_at: datetime
    accepted_at: datetime
    is_answered: bool
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which tickets are listed; `before` is the last one of the page above."""

    kind: TicketKind | None = None
    state: str | None = None
    is_open: bool | None = None
    category_code: str | None = None
    department_id: DepartmentId | None = None
    customer_id: CustomerId | None = None
    mine: PersonId | None = None
    overdue_at: datetime | None = None
    ticket_no: str = ""
    by_due: bool = False
    before: TicketId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A form of acceptance that is still being filled in; version 0: not saved yet."""

    slot: str
    version: int
    content: Mapping[str, Any]
    updated_at: datetime
