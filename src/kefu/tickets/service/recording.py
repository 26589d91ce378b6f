"""What every change of a ticket leaves behind: the row, its history, its timers, what the others are told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.calendars import store as calendar_store
from kefu.calendars.model import Calendar
from kefu.kernel.ids import CalendarId, PersonId, TenantId
from kefu.platform import jobs
from kefu.platform.events import publish
from kefu.platform.ids import new_id
from kefu.tickets import rules, store
from kefu.tickets.events import TicketEvent, TicketOverdue
from kefu.tickets.model import Department, Ticket, TicketStep

OVERDUE, UNANSWERED = "ticket.overdue", "ticket.unanswered"
E = TypeVar("E", bound=TicketEvent)


def told(kind: type[E], tenant_id: TenantId, ticket: Ticket, now: datetime, **facts: Any) -> E:
    """Make an event of a ticket."""
    return kind(
        tenant_id=tenant_id,
        at=now,
        ticket_id=ticket.ticket_id,
        ticket_no=ticket.ticket_no,
        kind=ticket.kind.value,
        category_code=ticket.category_code,
        local_network_id=ticket.local_network_id,
        customer_id=ticket.customer_id,
        department_id=ticket.department_id,
        **facts,
    )


async def write_down(
    session: AsyncSession,
    *,
    tenant_id: TenantId,
    before: Ticket,
    after: Ticket,
    action: str,
    detail: Mapping[str, Any],
    key: str,
    who: PersonId | None,
    now: datetime,
) -> None:
    """Write what has changed of a ticket, and the line of its history."""
    step = TicketStep(
        event_id=new_id(),
        at=now,
        action=action,
        from_state=before.state,
        to_state=after.state,
        detail=detail,
        person_id=who,
    )
    await store.save(session, tenant_id, after, step, key or str(step.event_id))


async def set_timers(
    session: AsyncSession,
    *,
    tenant_id: TenantId,
    before: Ticket | None,
    after: Ticket,
    department: Department | None,
    was_department: Department | None,
) -> None:
    """Set the alarms that have changed; one that is not wanted any more is taken back."""
    alarm = rules.next_alarm(after, department)
    if before is None or alarm != rules.next_alarm(before, was_department) or before.stay != after.stay:
        await set_alarm(session, tenant_id=tenant_id, ticket=after, alarm=alarm)
    first_at, key = after.first_answer_due_at, str(after.ticket_id)
    if first_at is None:
        return
    if before is None and after.first_answer_at is None:
        await jobs.schedule(session, tenant_id=tenant_id, kind=UNANSWERED, key=key, run_at=first_at)
    elif before is not None and _waits(before) and not _waits(after):
        await jobs.cancel(session, tenant_id=tenant_id, kind=UNANSWERED, key=key)


def _waits(ticket: Ticket) -> bool:
    return ticket.first_answer_at is None and not ticket.is_final


async def set_alarm(session: AsyncSession, *, tenant_id: TenantId, ticket: Ticket, alarm: rules.Alarm | None) -> None:
    """Have the next rung told at its time, or nobody."""
    key = str(ticket.ticket_id)
    if alarm is None:
        await jobs.cancel(session, tenant_id=tenant_id, kind=OVERDUE, key=key)
        return
    payload = {"level": alarm.level, "stay": ticket.stay}
    await jobs.schedule(session, tenant_id=tenant_id, kind=OVERDUE, key=key, run_at=alarm.at, payload=payload)


async def tell_of_climbing(
    session: AsyncSession, *, tenant_id: TenantId, before: Ticket, after: Ticket, now: datetime
) -> None:
    """Tell that another level knows, and who they are."""
    known = set(before.watcher_ids)
    people = tuple(each for each in after.watcher_ids if each not in known)
    facts = {"level": after.level, "person_ids": people, "due_at": after.due_at}
    await publish(session, told(TicketOverdue, tenant_id, after, now, **facts))


async def calendar(session: AsyncSession, *, calendar_id: CalendarId | None) -> Calendar | None:
    """Load the hours that a limit counts; None for the wall clock."""
    if calendar_id is None:
        return None
    found = await calendar_store.calendars(session, calendar_id)
    return found[0].as_hours() if found else None
