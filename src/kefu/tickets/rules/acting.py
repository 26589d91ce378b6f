"""What comes of what somebody does with a ticket."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kefu.calendars.model import Calendar
from kefu.kernel.ids import PersonId
from kefu.kernel.lifecycle import ActionNotPossibleError, Lifecycle, step
from kefu.tickets.model import (
    Action,
    Answer,
    CallMade,
    Close,
    Confirm,
    Delivery,
    Department,
    HandOver,
    NewReply,
    Note,
    Outcome,
    Reopen,
    ReplyBy,
    ReplyState,
    Step,
    Take,
    Ticket,
    TicketInvalidError,
    TicketNotAnsweredError,
)
from kefu.tickets.rules.acceptance import can_reach, recipient_of
from kefu.tickets.rules.deadlines import climb, due_again

_STATE_OF = {
    ReplyBy.PHONE: ReplyState.PENDING,
    ReplyBy.SMS: ReplyState.SENT,
    ReplyBy.MAIL: ReplyState.SENT,
    ReplyBy.NONE: ReplyState.GIVEN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """Who acts when, by which table; `target` gets the ticket, or somebody who works here (`has_person`)."""

    who: PersonId | None
    now: datetime
    lifecycle: Lifecycle
    department: Department | None = None
    target: Department | None = None
    has_person: bool = True
    calendar: Calendar | None = None


def act(ticket: Ticket, action: Action, around: Circumstances) -> Outcome:
    """Do something with a ticket.

    Raises: ActionNotPossibleError, TicketNotAnsweredError, TicketInvalidError.
    """
    match action:
        case Take():
            return _moved(ticket, Step.TAKE, around, handler_id=around.who)
        case HandOver():
            return _hand_over(ticket, action, around)
        case Note():
            first_at = ticket.first_answer_at or (around.now if action.has_contacted else None)
            detail = {"text": action.text, "has_contacted": action.has_contacted}
            return _moved(ticket, Step.NOTE, around, detail, first_answer_at=first_at)
        case Answer():
            return _answer(ticket, action, around)
        case CallMade():
            return _call_made(ticket, action, around)
        case Delivery():
            return _delivery(ticket, action, around)
        case Confirm(is_satisfied=True):
            detail = {"is_satisfied": True, "text": action.note}
            return _moved(ticket, Step.CONFIRM, around, detail, is_satisfied=True)
        case Confirm():
            return _reopen(ticket, {"is_satisfied": False, "text": action.note}, around)
        case Close():
            return _close(ticket, action, around)
        case Reopen():
            return _reopen(ticket, {"text": action.reason}, around)
        case _:
            detail = {"text": action.reason}
            return _moved(ticket, Step.CANCEL, around, detail, closed_at=around.now, is_call_pending=False)


def _moved(
    ticket: Ticket, what: Step, around: Circumstances, detail: Mapping[str, Any] | None = None, **changes: Any
) -> Outcome:
    state = step(around.lifecycle, ticket.state, what)
    is_final = around.lifecycle.is_final(state)
    after = replace(ticket, state=state, is_final=is_final, version=ticket.version + 1, **changes)
    return Outcome(ticket=after, step=what, detail=detail or {})


def _hand_over(ticket: Ticket, action: HandOver, around: Circumstances) -> Outcome:
    if action.department_id is None and action.person_id is None:
        raise _wrong("department_id", "required")
    if action.department_id is not None and (around.target is None or not around.target.is_active):
        raise _wrong("department_id", "unknown")
    if action.person_id is not None and not around.has_person:
        raise _wrong("person_id", "unknown")
    moves = action.department_id is not None and action.department_id != ticket.department_id
    anew: dict[str, Any] = {}
    if moves:
        anew = {
            "department_id": action.department_id,
            "due_at": due_again(ticket, around.calendar, around.now),
            "level": 0,
            "stay": ticket.stay + 1,
            "watcher_ids": (),
            "watcher_permissions": (),
        }
    detail = {
        "department_id": str(action.department_id) if action.department_id else None,
        "person_id": str(action.person_id) if action.person_id else None,
        "text": action.note,
    }
    return _moved(ticket, Step.HAND_OVER, around, detail, handler_id=action.person_id, **anew)


def _answer(ticket: Ticket, action: Answer, around: Circumstances) -> Outcome:
    recipient = recipient_of(action.by, action.recipient, "" if action.by is ReplyBy.MAIL else ticket.caller_number)
    if not recipient and ticket.reply_by is action.by:
        recipient = ticket.reply_to
    if not can_reach(action.by, recipient):
        raise _wrong("recipient", "unreachable")
    detail = {"by": action.by.value, "text": action.text}
    if action.by is ReplyBy.PHONE:
        outcome = _moved(ticket, Step.CALL_BACK, around, detail, is_call_pending=True, is_reply_lost=False)
    else:
        outcome = _moved(ticket, Step.ANSWER, around, detail, is_call_pending=False, **_told(ticket, around))
    reply = NewReply(by=action.by, recipient=recipient, text=action.text, state=_STATE_OF[action.by])
    given_up = ReplyState.FAILED if ticket.is_call_pending else None  # the call that was to be made is not made
    return replace(outcome, reply=reply, reply_state=given_up)


def _call_made(ticket: Ticket, action: CallMade, around: Circumstances) -> Outcome:
    detail = {"is_reached": action.is_reached, "text": action.note}
    if not action.is_reached:
        return replace(_moved(ticket, Step.NOT_REACHED, around, detail), reply_state=ReplyState.PENDING)
    outcome = _moved(ticket, Step.CALLED, around, detail, is_call_pending=False, **_told(ticket, around))
    return replace(outcome, reply_state=ReplyState.GIVEN)


def _told(ticket: Ticket, around: Circumstances) -> dict[str, Any]:
    """Return what is true of a ticket whose customer has a reply."""
    return {
        "answered_at": around.now,
        "first_answer_at": ticket.first_answer_at or around.now,
        "is_satisfied": None,
        "is_reply_lost": False,
    }


def _delivery(ticket: Ticket, action: Delivery, around: Circumstances) -> Outcome:
    """Note a delivery; a reply that was lost is none, as long as nobody has closed the ticket."""
    detail = {"reply_id": str(action.reply_id), "is_delivered": action.is_delivered}
    state = ReplyState.GIVEN if action.is_delivered else ReplyState.FAILED
    if action.is_delivered or Step.UNDELIVERED not in around.lifecycle.actions(ticket.state):
        return replace(_moved(ticket, Step.NOTE, around, detail), reply_state=state)
    outcome = _moved(ticket, Step.UNDELIVERED, around, detail, answered_at=None, is_reply_lost=True)
    return replace(outcome, reply_state=state)


def _close(ticket: Ticket, action: Close, around: Circumstances) -> Outcome:
    if not ticket.is_final and ticket.answered_at is None:
        raise TicketNotAnsweredError(state=ticket.state)
    return _moved(ticket, Step.CLOSE, around, {"text": action.note}, closed_at=around.now)


def _reopen(ticket: Ticket, detail: Mapping[str, Any], around: Circumstances) -> Outcome:
    """Begin again: another deadline, one level higher."""
    outcome = _moved(
        ticket,
        Step.REOPEN,
        around,
        detail,
        answered_at=None,
        closed_at=None,
        is_settled_now=False,
        is_satisfied=False,
        is_reply_lost=False,
        reopened_count=ticket.reopened_count + 1,
        due_at=due_again(ticket, around.calendar, around.now),
    )
    after = climb(outcome.ticket, around.department)
    return replace(outcome, ticket=after, has_climbed=after.level > ticket.level)


def _wrong(field: str, code: str) -> TicketInvalidError:
    return TicketInvalidError(errors=[{"field": field, "code": code, "detail": ""}])


def can_answer(ticket: Ticket, lifecycle: Lifecycle) -> bool:
    """Tell whether a reply can be given in the present state."""
    try:
        step(lifecycle, ticket.state, Step.ANSWER)
    except ActionNotPossibleError:
        return False
    return True


_PEOPLE_DO = {
    Step.TAKE: "take",
    Step.HAND_OVER: "hand_over",
    Step.NOTE: "note",
    Step.ANSWER: "answer",
    Step.CALLED: "call_made",
    Step.CONFIRM: "confirm",
    Step.CLOSE: "close",
    Step.REOPEN: "reopen",
    Step.CANCEL: "cancel",
}
"""What people can do, by the action of the state table that it needs."""


def possible(ticket: Ticket, lifecycle: Lifecycle) -> tuple[str, ...]:
    """List what people can do with a ticket now."""
    ways = set(lifecycle.actions(ticket.state))
    if ticket.answered_at is None:
        ways.discard(Step.CLOSE)
    return tuple(name for step_, name in _PEOPLE_DO.items() if step_ in ways)
