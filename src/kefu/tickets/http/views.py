"""What the routes of tickets answer."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from kefu.identity.model import Principal
from kefu.kernel.phone import show_phone
from kefu.kernel.scope import Scope
from kefu.platform.numbering import parse_number
from kefu.tickets.model import File, Line, Reply, ReplyBy, ReplyState, Severity, Ticket, TicketKind, TicketStep

_TAKEN = (
    "ticket_id",
    "ticket_no",
    "kind",
    "category_code",
    "severity",
    "state",
    "is_final",
    "version",
    "customer_id",
    "caller_name",
    "address",
    "district_path",
    "local_network_id",
    "department_id",
    "first_responsible_id",
    "handler_id",
    "accepted_at",
    "due_at",
    "first_answer_due_at",
    "first_answer_at",
    "answered_at",
    "closed_at",
    "is_unanswered",
    "is_call_pending",
    "is_reply_lost",
    "is_settled_now",
    "is_satisfied",
    "level",
    "reopened_count",
    "regulator_code",
    "work_order_id",
    "is_order_open",
    "description",
)
_TAKEN_WHOLE = (
    "origin",
    "call_id",
    "interaction_id",
    "place_id",
    "product_id",
    "resource",
    "form_code",
    "form_version",
    "reply_by",
    "repeat_of",
    "about_order_id",
    "survey_case_id",
    "regulator_case_no",
    "regulator_received_on",
    "regulator_due_at",
    "work_order_type",
    "limit_h",
)


class LineView(BaseModel):
    """A ticket in a list; numbers are masked for who may not see them."""

    ticket_id: UUID
    ticket_no: str
    kind: TicketKind
    category_code: str
    category: dict[str, str]
    severity: Severity
    state: str
    is_final: bool
    version: int
    customer_id: UUID | None
    caller_name: str
    caller_number: str
    address: str
    district_path: str
    local_network_id: UUID | None
    department_id: UUID | None
    department: dict[str, str] | None
    first_responsible_id: UUID
    first_responsible: str
    handler_id: UUID | None
    handler: str | None
    accepted_at: datetime
    due_at: datetime
    first_answer_due_at: datetime | None
    first_answer_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
    is_overdue: bool
    is_unanswered: bool
    is_call_pending: bool
    is_reply_lost: bool
    is_settled_now: bool
    is_satisfied: bool | None
    level: int
    reopened_count: int
    regulator_code: str | None
    work_order_id: UUID | None
    is_order_open: bool
    description: str


class EventView(BaseModel):
    """One line of a ticket's history."""

    event_id: UUID
    at: datetime
    action: str
    from_state: str
    to_state: str
    person_id: UUID | None
    person: str | None
    detail: dict[str, Any]


class ReplyView(BaseModel):
    """What the customer was told, or is to be told."""

    reply_id: UUID
    by: ReplyBy
    recipient: str
    text: str
    state: ReplyState
    at: datetime
    done_at: datetime | None
    attempts: int
    person: str | None


class FileView(LineView):
    """A ticket with all that happened to it; `actions`: what can be done with it now."""

    origin: str
    call_id: UUID | None
    interaction_id: UUID | None
    place_id: UUID | None
    product_id: UUID | None
    resource: str
    form_code: str | None
    form_version: int | None
    answers: dict[str, Any]
    reply_by: ReplyBy
    reply_to: str
    repeat_of: UUID | None
    about_order_id: UUID | None
    survey_case_id: UUID | None
    regulator_case_no: str
    regulator_received_on: date | None
    regulator_due_at: datetime | None
    work_order_type: str | None
    limit_h: int
    actions: list[str]
    events: list[EventView]
    replies: list[ReplyView]


class PageView(BaseModel):
    """A page of tickets; `next_before` asks for the next one."""

    tickets: list[LineView]
    next_before: UUID | None


class CountView(BaseModel):
    """How many open tickets of a kind are in a state."""

    kind: TicketKind
    state: str
    open: int
    overdue: int
    mine: int


class AcceptedView(BaseModel):
    """The new ticket."""

    ticket_id: UUID
    ticket_no: str
    state: str
    is_final: bool
    version: int
    due_at: datetime
    department_id: UUID | None


class Sight:
    """What a reader may see of numbers."""

    def __init__(self, principal: Principal, now: datetime) -> None:
        may = "customer.pii.view" in principal.permissions
        self._scope: Scope | None = principal.scope_for("customer.pii.view") if may else None
        self._now = now

    def number(self, ticket: Ticket, number: str) -> str:
        """Write a number as this reader may see it; a mail address as it is."""
        if "@" in number:
            return number
        sees = self._scope is not None and self._scope.sees(ticket.local_network_id)
        return (
            show_phone(number, sees_pii=sees) if number.startswith("+") else (number if sees else "****"[: len(number)])
        )

    def line(self, line: Line) -> LineView:
        """Show a ticket in a list."""
        return LineView(**self._line(line))

    def file(self, file: File) -> FileView:
        """Show a ticket with all that happened to it."""
        ticket = file.line.ticket
        return FileView(
            **self._line(file.line),
            **{name: getattr(ticket, name) for name in _TAKEN_WHOLE},
            answers={
                code: self.number(ticket, parse_number(answer).key) if code in file.phone_items else answer
                for code, answer in ticket.answers.items()
            },
            reply_to=self.number(ticket, ticket.reply_to),
            actions=list(file.actions),
            events=[_event(each) for each in file.steps],
            replies=[self._reply(ticket, each) for each in file.replies],
        )

    def _line(self, line: Line) -> dict[str, Any]:
        ticket, names = line.ticket, line.names
        return {name: getattr(ticket, name) for name in _TAKEN} | {
            "category": names.category,
            "department": names.department,
            "first_responsible": names.first_responsible,
            "handler": names.handler,
            "caller_number": self.number(ticket, ticket.caller_number),
            "is_overdue": not ticket.is_final and ticket.answered_at is None and ticket.due_at < self._now,
        }

    def _reply(self, ticket: Ticket, reply: Reply) -> ReplyView:
        return ReplyView(
            reply_id=reply.reply_id,
            by=reply.by,
            recipient=self.number(ticket, reply.recipient),
            text=reply.text,
            state=reply.state,
            at=reply.at,
            done_at=reply.done_at,
            attempts=reply.attempts,
            person=reply.person_name,
        )


def _event(step: TicketStep) -> EventView:
    return EventView(
        event_id=step.event_id,
        at=step.at,
        action=step.action,
        from_state=step.from_state,
        to_state=step.to_state,
        person_id=step.person_id,
        person=step.person_name,
        detail=dict(step.detail),
    )
