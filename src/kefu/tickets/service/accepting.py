"""Accept what somebody wants; find what is there of it already."""

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.forms import rules as form_rules
from kefu.forms import service as forms
from kefu.identity.model import Principal
from kefu.kernel.errors import ForbiddenError
from kefu.kernel.ids import TenantId
from kefu.kernel.lifecycle import Lifecycle
from kefu.platform.events import publish
from kefu.platform.ids import new_id
from kefu.platform.numbering import parse_number
from kefu.tickets import rules, store
from kefu.tickets.events import TicketAccepted, TicketClosed
from kefu.tickets.model import (
    Basis,
    Category,
    CustomerCard,
    Department,
    Duplicate,
    Likeness,
    NewTicket,
    Ticket,
    TicketCustomerNotFoundError,
    TicketInvalidError,
    TicketNumberTakenError,
    TicketStep,
)
from kefu.tickets.ports import CustomerCards
from kefu.tickets.rules import lifecycles
from kefu.tickets.service.recording import calendar, set_timers, told

ATTEMPTS = 5
PERMISSION = "ticket.handle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What an acceptance now would make: the ticket, whose it would be, what others would be told."""

    ticket: Ticket
    department: Department | None
    told: TicketAccepted


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """What is to be accepted, with all that decides about it."""

    new: NewTicket
    basis: Basis
    category: Category
    card: CustomerCard | None
    lifecycle: Lifecycle


async def accept(
    session: AsyncSession, *, principal: Principal, new: NewTicket, cards: CustomerCards, now: datetime
) -> Ticket:
    """Accept what somebody wants; who accepts it is the first to be asked, and stays responsible.

    Sent again with the same key it is the same ticket.
    Raises: TicketInvalidError, TicketCustomerNotFoundError, AnswersRefusedError, FormNotFoundError, ForbiddenError,
    TicketNumberTakenError.
    """
    case = await _judge(session, principal, new, cards)
    form_version, answers = await _answers(session, case.category, case.new)
    wanted = await _wanted(session, principal, case, form_version, answers, now)
    today = now.astimezone(case.basis.zone).date()
    ticket, is_new = await _insert(session, principal.tenant_id, new.key, wanted, today)
    if is_new:
        await _follow_up(session, principal, ticket, case.basis, now)
    if new.draft_slot:
        await store.delete_draft(session, principal.person_id, new.draft_slot)
    return ticket


async def prospect(
    session: AsyncSession, *, principal: Principal, new: NewTicket, cards: CustomerCards, now: datetime
) -> Prospect:
    """Return what an acceptance now would make of something half written; nothing is kept.

    Raises: TicketInvalidError for category and regulator, TicketCustomerNotFoundError, ForbiddenError.
    """
    case = await _judge(session, principal, new, cards, only=("category_code", "regulator.code"))
    ticket = await _wanted(session, principal, case, None, {}, now)
    return Prospect(ticket=ticket, department=case.basis.department, told=_accepted(principal.tenant_id, ticket, now))


async def place(session: AsyncSession, *, new: NewTicket, cards: CustomerCards) -> tuple[str, str]:
    """Return where something half written is: an address and its district path.

    Raises: TicketCustomerNotFoundError.
    """
    new = rules.at_home(new, await _card(session, new, cards))
    return new.address, new.district_path


async def duplicates(session: AsyncSession, *, like: Likeness, now: datetime) -> list[Duplicate]:
    """List the open tickets of the last week that may be about the same thing, and why."""
    found = await store.alike(session, like, now - rules.DUPLICATES_WITHIN)
    return [
        Duplicate(
            ticket_id=each.ticket.ticket_id,
            ticket_no=each.ticket.ticket_no,
            kind=each.ticket.kind,
            category=each.names.category,
            state=each.ticket.state,
            accepted_at=each.ticket.accepted_at,
            due_at=each.ticket.due_at,
            address=each.ticket.address,
            description=each.ticket.description,
            reasons=rules.reasons(
                like,
                each.ticket.customer_id,
                each.ticket.address,
                each.ticket.district_path,
                each.ticket.category_code,
            ),
        )
        for each in found
    ]


async def _judge(
    session: AsyncSession,
    principal: Principal,
    new: NewTicket,
    cards: CustomerCards,
    only: Collection[str] | None = None,
) -> _Case:
    """Find out what is to be accepted, and refuse what is wrong with it: everything, or `only` some fields."""
    card = await _card(session, new, cards)
    new, basis = await _basis(session, principal, rules.at_home(new, card), card)
    lifecycle = lifecycles.from_json(new.kind, basis.lifecycle)
    faults = [each for each in rules.faults(new, basis, lifecycle, card) if only is None or each[0] in only]
    category = _judged(basis.category, faults)
    return _Case(new=new, basis=basis, category=category, card=card, lifecycle=lifecycle)


async def _wanted(
    session: AsyncSession,
    principal: Principal,
    case: _Case,
    form_version: int | None,
    answers: Mapping[str, Any],
    now: datetime,
) -> Ticket:
    """Make the ticket; it has no number yet."""
    return rules.accept(
        case.new,
        ticket_id=new_id(),
        ticket_no="",
        basis=case.basis,
        category=case.category,
        card=case.card,
        lifecycle=case.lifecycle,
        calendar=await calendar(session, calendar_id=case.category.calendar_id),
        form_version=form_version,
        answers=answers,
        who=principal.person_id,
        now=now,
    )


async def _card(session: AsyncSession, new: NewTicket, cards: CustomerCards) -> CustomerCard | None:
    if new.customer_id is None:
        return None
    card = await cards(session, customer_id=new.customer_id)
    if card is None:
        raise TicketCustomerNotFoundError(customer_id=str(new.customer_id))
    return card


async def _basis(
    session: AsyncSession, principal: Principal, new: NewTicket, card: CustomerCard | None
) -> tuple[NewTicket, Basis]:
    """Load what the acceptance is judged by, and find out to which local network it belongs."""
    number = parse_number(new.caller_number or (card.number if card else ""))
    if new.caller_number:
        new = replace(new, caller_number=number.e164 or new.caller_number.strip())
    if new.reply_to:
        new = replace(new, reply_to=parse_number(new.reply_to).e164 or new.reply_to.strip())
    network_id = (card.local_network_id if card else None) or new.local_network_id
    basis = await store.basis(
        session,
        {
            "category_code": new.category_code,
            "kind": new.kind,
            "local_network_id": network_id,
            "area_code": f"0{number.area_code}" if number.area_code else None,
            "regulator_code": new.regulator and new.regulator.code,
            "repeat_of": new.repeat_of,
        },
    )
    scope = principal.scope_for(PERMISSION)
    if network_id is not None and (basis.local_network_id is None or not scope.sees(network_id)):
        raise ForbiddenError("this local network is not yours", local_network_id=str(network_id))
    return new, basis if scope.sees(basis.local_network_id) else replace(basis, local_network_id=None)


async def _answers(session: AsyncSession, category: Category, new: NewTicket) -> tuple[int | None, Mapping[str, Any]]:
    """Judge what was filled in by the form that was filled in; what is settled at once needs no form."""
    if category.form_code is None or (new.is_settled_now and not new.answers):
        return None, {}
    if new.form_version is not None:
        form = await forms.version(session, code=category.form_code, version=new.form_version)
    elif (live := await forms.published(session, code=category.form_code)) is not None:
        form = live
    else:
        return None, {}
    return form.version, form_rules.accept(form.definition, new.answers)


async def _insert(
    session: AsyncSession, tenant_id: TenantId, key: str, wanted: Ticket, on: date
) -> tuple[Ticket, bool]:
    """Add a ticket under a free number; tell whether it is new."""
    key = key or str(wanted.ticket_id)
    for _ in range(ATTEMPTS):
        number = rules.ticket_no(wanted.kind, on, secrets.randbelow(rules.SERIALS))
        ticket = replace(wanted, ticket_no=number)
        if await store.insert_ticket(session, tenant_id, key, ticket, _first_step(ticket)):
            return ticket, True
        if (before := await store.find_by_key(session, key)) is not None:
            return before, False
    raise TicketNumberTakenError


def _first_step(ticket: Ticket) -> TicketStep:
    return TicketStep(
        event_id=new_id(),
        at=ticket.accepted_at,
        action="accept",
        from_state=ticket.state,
        to_state=ticket.state,
        detail={
            "is_settled_now": ticket.is_settled_now,
            "repeat_of": str(ticket.repeat_of) if ticket.repeat_of else None,
        },
        person_id=ticket.first_responsible_id,
    )


async def _follow_up(session: AsyncSession, principal: Principal, ticket: Ticket, basis: Basis, now: datetime) -> None:
    tenant_id = principal.tenant_id
    if not ticket.is_final:
        department = basis.department
        await set_timers(
            session, tenant_id=tenant_id, before=None, after=ticket, department=department, was_department=None
        )
    await publish(session, _accepted(tenant_id, ticket, now))
    if ticket.is_final:
        facts = {"is_cancelled": False, "is_satisfied": None, "work_order_id": None}
        await publish(session, told(TicketClosed, tenant_id, ticket, now, **facts))


def _accepted(tenant_id: TenantId, ticket: Ticket, now: datetime) -> TicketAccepted:
    return told(
        TicketAccepted,
        tenant_id,
        ticket,
        now,
        first_responsible_id=ticket.first_responsible_id,
        severity=ticket.severity.value,
        is_settled_now=ticket.is_settled_now,
        work_order_type=ticket.work_order_type,
        caller_name=ticket.caller_name,
        caller_number=ticket.caller_number,
        address=ticket.address,
        district_path=ticket.district_path,
        resource=ticket.resource,
        description=ticket.description,
        due_at=ticket.due_at,
        place_id=ticket.place_id,
        product_id=ticket.product_id,
        repeat_of=ticket.repeat_of,
    )


def _judged(category: Category | None, faults: Iterable[tuple[str, str]]) -> Category:
    """Return the category of what can be accepted; an unknown one is among the faults."""
    errors = [{"field": field, "code": code, "detail": ""} for field, code in faults]
    if category is None or errors:
        raise TicketInvalidError(errors=errors)
    return category
