"""Read tickets: lists, one with all that happened to it, what is expected of somebody, the pop's."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.forms import rules as form_rules
from kefu.forms import service as forms
from kefu.identity.model import Principal
from kefu.kernel.ids import CustomerId, TicketId
from kefu.kernel.tasks import Task
from kefu.tickets import rules, store
from kefu.tickets.model import File, Filter, Line, OpenTicket, Ticket, TicketNotFoundError, TicketWithoutNumberError
from kefu.tickets.rules import lifecycles
from kefu.tickets.store import Reader


@dataclass(frozen=True, slots=True)
class Page:
    """A page of tickets; `next_before` is where the next one begins, None when this is the last."""

    lines: tuple[Line, ...]
    next_before: TicketId | None


async def listing(session: AsyncSession, *, wanted: Filter) -> Page:
    """List a page of tickets."""
    found = await store.lines(session, wanted)
    shown = tuple(found[: store.PAGE])
    return Page(shown, shown[-1].ticket.ticket_id if len(found) > store.PAGE else None)


async def counts(session: AsyncSession, *, principal: Principal, now: datetime) -> list[tuple[str, str, int, int, int]]:
    """Count the open tickets by kind and state: all, overdue, mine."""
    return await store.counts(session, principal.person_id, now)


async def file(session: AsyncSession, *, ticket_id: TicketId) -> File:
    """Return a ticket with all that happened to it, and what can be done with it now.

    Raises: TicketNotFoundError.
    """
    line = await store.line(session, ticket_id)
    if line is None:
        raise TicketNotFoundError(ticket_id=str(ticket_id))
    stored = (await store.lifecycles(session)).get(line.ticket.kind)
    lifecycle = lifecycles.from_json(line.ticket.kind, stored and stored[0])
    return File(
        line=line,
        phone_items=await _phone_items(session, line.ticket),
        actions=rules.possible(line.ticket, lifecycle),
        steps=await store.steps(session, ticket_id),
        replies=await store.replies(session, ticket_id),
    )


async def whom_to_call(session: AsyncSession, *, ticket_id: TicketId) -> tuple[str, CustomerId | None]:
    """Return the number that waits for a ticket's reply, and whose it is.

    Raises: TicketNotFoundError, TicketWithoutNumberError.
    """
    line = await store.line(session, ticket_id)
    if line is None:
        raise TicketNotFoundError(ticket_id=str(ticket_id))
    number = rules.number_to_call(line.ticket, await store.replies(session, ticket_id))
    if number is None:
        raise TicketWithoutNumberError(ticket_id=str(ticket_id))
    return number, line.ticket.customer_id


async def _phone_items(session: AsyncSession, ticket: Ticket) -> frozenset[str]:
    if ticket.form_code is None or ticket.form_version is None or not ticket.answers:
        return frozenset()
    form = await forms.version(session, code=ticket.form_code, version=ticket.form_version)
    return form_rules.phone_items(form.definition)


async def tasks(session: AsyncSession, *, principal: Principal, now: datetime) -> list[Task]:
    """List what is expected of somebody, ticket by ticket."""
    found = []
    for line, is_member in await store.tasks(session, principal.person_id, principal.permissions):
        ticket = line.ticket
        expected = rules.expected(ticket, principal.person_id, permissions=principal.permissions, is_member=is_member)
        if expected is not None:
            found.append(
                Task(
                    kind="ticket",
                    id=ticket.ticket_id,
                    no=ticket.ticket_no,
                    title=line.names.category,
                    subject=ticket.caller_name,
                    state=ticket.state,
                    due_at=ticket.due_at,
                    is_overdue=ticket.answered_at is None and ticket.due_at < now,
                    expected=expected,
                    is_alarm=ticket.answered_at is None and (ticket.level > 0 or ticket.is_unanswered),
                )
            )
    return found


async def open_of_customer(*, reader: Reader, customer_id: CustomerId) -> tuple[OpenTicket, ...]:
    """Return a customer's open tickets, the most pressing first; one statement, for the pop."""
    return await store.open_of_customer(reader, customer_id)
