"""What the routes of tickets take."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from kefu.kernel.ids import CallId, CustomerId, DepartmentId, LocalNetworkId, PersonId, TicketId
from kefu.tickets.model import (
    Action,
    Answer,
    CallMade,
    Cancel,
    Close,
    Confirm,
    HandOver,
    NewTicket,
    Note,
    Origin,
    RegulatorCase,
    Reopen,
    ReplyBy,
    Severity,
    Take,
    TicketKind,
)

Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,80}$")]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Long = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]


class RegulatorBody(BaseModel):
    """Through whom a complaint has come."""

    code: Short
    case_no: Short = ""
    received_on: date | None = None
    due_at: AwareDatetime | None = None


class AcceptBody(BaseModel):
    """What somebody wants; `key` is made by the page, so that sending it twice is accepting it once."""

    model_config = ConfigDict(extra="forbid")

    key: Key
    kind: TicketKind
    category_code: Short
    customer_id: UUID | None = None
    caller_name: Short = ""
    caller_number: Short = ""
    local_network_id: UUID | None = None
    origin: Origin = Origin.CALL
    call_id: UUID | None = None
    interaction_id: UUID | None = None
    place_id: UUID | None = None
    address: Short = ""
    district_path: Short = ""
    product_id: UUID | None = None
    resource: Short = ""
    form_version: int | None = None
    answers: dict[str, Any] = {}
    description: Long = ""
    severity: Severity | None = None
    reply_by: ReplyBy = ReplyBy.PHONE
    reply_to: Short = ""
    is_settled_now: bool = False
    repeat_of: UUID | None = None
    about_order_id: UUID | None = None
    survey_case_id: UUID | None = None
    regulator: RegulatorBody | None = None
    draft_slot: Short = ""

    def as_new(self) -> NewTicket:
        """Return it as the service takes it."""
        typed = {
            "customer_id": None if self.customer_id is None else CustomerId(self.customer_id),
            "local_network_id": None if self.local_network_id is None else LocalNetworkId(self.local_network_id),
            "call_id": None if self.call_id is None else CallId(self.call_id),
            "repeat_of": None if self.repeat_of is None else TicketId(self.repeat_of),
            "regulator": None if self.regulator is None else RegulatorCase(**dict(self.regulator)),
        }
        return NewTicket(**(dict(self) | typed))


class _ActBody(BaseModel):
    """Something to be done with the ticket of this version; `key` makes it done once."""

    model_config = ConfigDict(extra="forbid")

    version: int
    key: Key


class TakeBody(_ActBody):
    """Start to work on it."""

    action: Literal["take"]

    def as_action(self) -> Action:
        """Return it as the service takes it."""
        return Take()


class HandOverBody(_ActBody):
    """Give it to a department, to a person, or to both."""

    action: Literal["hand_over"]
    department_id: UUID | None = None
    person_id: UUID | None = None
    note: Long = ""

    def as_action(self) -> Action:
        """Return it as the service takes it."""
        return HandOver(
            department_id=DepartmentId(self.department_id) if self.department_id else None,
            person_id=PersonId(self.person_id) if self.person_id else None,
            note=self.note,
        )


class NoteBody(_ActBody):
    """Write something down."""

    action: Literal["note"]
    text: Said
    has_contacted: bool = False

    def as_action(self) -> Action:
        """Return it as the service takes it."""
        return Note(text=self.text, has_contacted=self.has_contacted)


class AnswerBody(_ActBody):
    """Reply to the customer."""

    action: Literal["answer"]
    text: Said
    by: ReplyBy
    recipient: Short = ""

    def as_action(self) -> Action:
        """Return it as the service takes it."""
        return Answer(text=self.text, by=self.by, recipient=self.recipient)


class CallMadeBody(_ActBody):
    """Tell how the call that carries the reply went."""

    action: Literal["call_made"]
    is_reached: bool
    note: Long = ""

    def as_action(self) -> Action:
        """Return it as the service takes it."""
        return CallMade(is_reached=self.is_reached, note=self.note)


class ConfirmBody(_ActBody):
    """Write down what the customer says to the reply."""

    action: Literal["confirm"]
    is_satisfied: bool
    note: Long = ""

    def as_action(self) -> Action:
        """Return it as the service takes it."""
        return Confirm(is_satisfied=self.is_satisfied, note=self.note)


class CloseBody(_ActBody):
    """Leave nothing to be done."""

    action: Literal["close"]
    note: Long = ""

    def as_action(self) -> Action:
        """Return it as the service takes it."""
        return Close(note=self.note)


class ReopenBody(_ActBody):
    """Begin again."""

    action: Literal["reopen"]
    reason: Said

    def as_action(self) -> Action:
        """Return it as the service takes it."""
        return Reopen(reason=self.reason)


class CancelBody(_ActBody):
    """Do nothing about it."""

    action: Literal["cancel"]
    reason: Said

    def as_action(self) -> Action:
        """Return it as the service takes it."""
        return Cancel(reason=self.reason)


ActBody = Annotated[
    TakeBody | HandOverBody | NoteBody | AnswerBody | CallMadeBody | ConfirmBody | CloseBody | ReopenBody | CancelBody,
    Field(discriminator="action"),
]


class DraftBody(BaseModel):
    """What is typed so far; `version` is that of the draft it was made from, 0 when there was none."""

    version: Annotated[int, Field(ge=0)]
    content: dict[str, Any]


class DraftView(DraftBody):
    """A draft as it is saved."""

    model_config = ConfigDict(from_attributes=True)

    slot: str
    updated_at: datetime
