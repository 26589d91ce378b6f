"""What can be done with a ticket, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from kefu.kernel.ids import DepartmentId, PersonId
from kefu.tickets.model.ticket import ReplyBy, ReplyState, Ticket


class Step(StrEnum):
    """The actions of a state table. What people do with a ticket may be one of several, by what is true of it."""

    TAKE = "take"
    HAND_OVER = "hand_over"
    NOTE = "note"
    ANSWER = "answer"
    CALL_BACK = "call_back"
    CALLED = "called"
    NOT_REACHED = "not_reached"
    UNDELIVERED = "undelivered"
    CONFIRM = "confirm"
    CLOSE = "close"
    SETTLE = "settle"
    REOPEN = "reopen"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """Start to work on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """Give it to another department, to a person, or to both."""

    department_id: DepartmentId | None = None
    person_id: PersonId | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Write something down; `has_contacted`: the customer has heard from us."""

    text: str
    has_contacted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Reply to the customer; by phone it is a call that whoever accepted the ticket makes."""

    text: str
    by: ReplyBy
    recipient: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMade:
    """Tell how the call that carries the reply went."""

    is_reached: bool
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm:
    """Write down what the customer says to the reply; who is not satisfied has his ticket reopened."""

    is_satisfied: bool
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """Leave nothing to be done."""

    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen:
    """Begin again, one level higher."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """Do nothing about it."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Tell what became of a reply that was sent."""

    reply_id: UUID
    is_delivered: bool


Action = Take | HandOver | Note | Answer | CallMade | Confirm | Close | Reopen | Cancel | Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReply:
    """A reply that comes of an action."""

    by: ReplyBy
    recipient: str
    text: str
    state: ReplyState


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What comes of an action: the ticket afterwards, the line of its history, a reply or a reply's new state."""

    ticket: Ticket
    step: Step
    detail: Mapping[str, Any] = field(default_factory=dict)
    reply: NewReply | None = None
    reply_state: ReplyState | None = None
    has_climbed: bool = False
