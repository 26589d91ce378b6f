"""What is accepted as a ticket, and what it then is."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kefu.calendars.model import Calendar
from kefu.kernel.ids import PersonId, TicketId
from kefu.kernel.lifecycle import Lifecycle, step
from kefu.tickets.model import (
    Basis,
    Category,
    CustomerCard,
    Likeness,
    NewTicket,
    Reason,
    Reply,
    ReplyBy,
    ReplyState,
    Step,
    Ticket,
)
from kefu.tickets.rules.deadlines import due, regulator_due

_E164 = re.compile(r"\+[1-9]\d{5,14}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_KEPT = (
    "kind",
    "customer_id",
    "origin",
    "call_id",
    "interaction_id",
    "place_id",
    "address",
    "district_path",
    "product_id",
    "resource",
    "description",
    "reply_by",
    "repeat_of",
    "about_order_id",
    "survey_case_id",
    "is_settled_now",
)
Fault = tuple[str, str]
"""The field, and what is wrong with it."""


def can_reach(by: ReplyBy, recipient: str) -> bool:
    """Tell whether a reply of this kind can get there."""
    if by is ReplyBy.NONE:
        return True
    return bool((_MAIL if by is ReplyBy.MAIL else _E164).fullmatch(recipient))


def recipient_of(by: ReplyBy, wanted: str, number: str) -> str:
    """Return where a reply goes: as was wished, or to the number that called."""
    return wanted or ("" if by in {ReplyBy.MAIL, ReplyBy.NONE} else number)


def number_to_call(ticket: Ticket, replies: Iterable[Reply]) -> str | None:
    """Return which number to call about a ticket: of the reply that waits, as was wished, as was called from."""
    waiting = [each.recipient for each in replies if each.by is ReplyBy.PHONE and each.state is ReplyState.PENDING]
    numbers = (*reversed(waiting), ticket.reply_to, ticket.caller_number)
    return next((each for each in numbers if can_reach(ReplyBy.PHONE, each)), None)


def faults(new: NewTicket, basis: Basis, lifecycle: Lifecycle, card: CustomerCard | None) -> Iterator[Fault]:
    """List what is wrong with what is to be accepted; the form's answers are judged by the form."""
    category = basis.category
    if category is None or category.kind is not new.kind:
        yield "category_code", "unknown"
    elif not basis.is_leaf:
        yield "category_code", "not-a-leaf"
    elif not category.is_active:
        yield "category_code", "inactive"
    number = new.caller_number or (card.number if card else "")
    if card is None and not new.caller_name and not number:
        yield "caller_number", "required"
    if not new.is_settled_now and not can_reach(new.reply_by, recipient_of(new.reply_by, new.reply_to, number)):
        yield "reply_to", "unreachable"
    if new.is_settled_now and Step.SETTLE not in lifecycle.actions(lifecycle.initial):
        yield "is_settled_now", "not-of-this-kind"
    if new.regulator is not None and (basis.regulator is None or not basis.regulator.is_active):
        yield "regulator.code", "unknown"
    if new.repeat_of is not None and basis.repeat_of is None:
        yield "repeat_of", "unknown"


def at_home(new: NewTicket, card: CustomerCard | None) -> NewTicket:
    """Say where it is when nobody has said otherwise: at the customer's own address, whose district is known."""
    if card is None or new.address not in ("", card.address):
        return new
    return replace(new, address=card.address, district_path=new.district_path or card.district_path)


def accept(
    new: NewTicket,
    *,
    ticket_id: UUID,
    ticket_no: str,
    basis: Basis,
    category: Category,
    card: CustomerCard | None,
    lifecycle: Lifecycle,
    calendar: Calendar | None,
    form_version: int | None,
    answers: Mapping[str, Any],
    who: PersonId,
    now: datetime,
) -> Ticket:
    """Make the ticket: who is asked is responsible, the stricter deadline counts."""
    state = step(lifecycle, lifecycle.initial, Step.SETTLE) if new.is_settled_now else lifecycle.initial
    done_at = now if new.is_settled_now else None
    return Ticket(
        ticket_id=TicketId(ticket_id),
        ticket_no=ticket_no,
        category_code=category.code,
        severity=new.severity or category.severity,
        local_network_id=basis.local_network_id,
        department_id=basis.department.department_id if basis.department else None,
        first_responsible_id=who,
        accepted_at=now,
        form_code=None if form_version is None else category.form_code,
        form_version=form_version,
        answers=answers,
        work_order_type=None if new.is_settled_now else category.work_order_type,
        calendar_id=category.calendar_id,
        state=state,
        is_final=lifecycle.is_final(state),
        first_answer_at=done_at,
        answered_at=done_at,
        closed_at=done_at,
        **_said(new, card),
        **_regulated(new),
        **_limits(category, calendar, regulator_due(new.regulator, basis.regulator, now, basis.zone), now),
    )


def _said(new: NewTicket, card: CustomerCard | None) -> dict[str, Any]:
    """Return what is kept as it was said; who is a customer is known."""
    number = new.caller_number or (card.number if card else "")
    known = {
        "caller_name": new.caller_name or (card.name if card else ""),
        "caller_number": number,
        "reply_to": recipient_of(new.reply_by, new.reply_to, number),
    }
    return {name: getattr(new, name) for name in _KEPT} | known


def _regulated(new: NewTicket) -> dict[str, Any]:
    case = new.regulator
    return {
        "regulator_code": case.code if case else None,
        "regulator_case_no": case.case_no if case else "",
        "regulator_received_on": case.received_on if case else None,
    }


def _limits(category: Category, calendar: Calendar | None, at_latest: datetime | None, now: datetime) -> dict[str, Any]:
    due_at = due(category.limit, calendar, now, at_latest)
    first = category.first_answer_h
    first_at = None if first is None else min(due(timedelta(hours=first), calendar, now, at_latest), due_at)
    return {
        "limit_h": category.limit_h,
        "due_at": due_at,
        "first_answer_due_at": first_at,
        "regulator_due_at": at_latest,
    }


def reasons(like: Likeness, customer_id: UUID | None, address: str, district: str, category: str) -> tuple[Reason, ...]:
    """Tell why an open ticket may be about the same thing."""
    found = []
    if like.customer_id is not None and like.customer_id == customer_id:
        found.append(Reason.SAME_CUSTOMER)
    if like.address and like.address == address:
        found.append(Reason.SAME_ADDRESS)
    if like.district_path and (like.district_path, like.category_code) == (district, category):
        found.append(Reason.SAME_DISTRICT)
    return tuple(found)
