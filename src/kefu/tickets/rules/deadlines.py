"""Until when a ticket is to be answered, who is told when it is not, and by what number it is known."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from kefu.calendars.model import Calendar
from kefu.calendars.rules import deadline
from kefu.kernel.ids import PersonId
from kefu.tickets.model import Department, Regulator, RegulatorCase, Rung, RungTo, Ticket, TicketKind

SERIALS = 10_000_000
DUPLICATES_WITHIN = timedelta(days=7)
DRAFTS_LAST = timedelta(days=7)
_LETTERS = {
    TicketKind.REPORT: "R",
    TicketKind.COMPLAINT: "C",
    TicketKind.ENQUIRY: "E",
    TicketKind.CONSULTATION: "N",
}
_ALONE = Rung(after_h=0, to=RungTo.PERSON)
"""Where no department answers, whoever accepted the ticket is told."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """The next rung of a ladder, and when it is told."""

    level: int
    at: datetime


def ticket_no(kind: TicketKind, on: date, serial: int) -> str:
    """Write a ticket's number: a letter for the kind, the local day, seven digits."""
    return f"{_LETTERS[kind]}{on:%y%m%d}-{serial:07d}"


def regulator_due(
    case: RegulatorCase | None, regulator: Regulator | None, now: datetime, zone: ZoneInfo
) -> datetime | None:
    """Return when the regulator wants an answer: as he said, or by his usual limit from the day he was told."""
    if case is None or case.due_at is not None or regulator is None or regulator.limit_h is None:
        return None if case is None else case.due_at
    begins_at = now
    if case.received_on is not None:
        received_at = datetime.combine(case.received_on, datetime.min.time(), zone).astimezone(UTC)
        begins_at = min(now, received_at)
    return begins_at + timedelta(hours=regulator.limit_h)


def due(limit: timedelta, calendar: Calendar | None, begins_at: datetime, at_latest: datetime | None) -> datetime:
    """Return when a reply is due: within the limit, and never later than the regulator wants it."""
    own = deadline(calendar, begins_at, limit)
    return own if at_latest is None else min(own, at_latest)


def due_again(ticket: Ticket, calendar: Calendar | None, now: datetime) -> datetime:
    """Return when a reply is due if the time begins anew."""
    return due(timedelta(hours=ticket.limit_h), calendar, now, ticket.regulator_due_at)


def ladder(department: Department | None) -> Sequence[Rung]:
    """Return who is told of what is late, one after the other."""
    return (_ALONE,) if department is None or not department.ladder else department.ladder


def next_alarm(ticket: Ticket, department: Department | None) -> Alarm | None:
    """Return which rung is told next if nobody answers; None when the customer has a reply, or all know."""
    rungs = ladder(department)
    if ticket.is_final or ticket.answered_at is not None or ticket.level >= len(rungs):
        return None
    return Alarm(ticket.level + 1, ticket.due_at + timedelta(hours=rungs[ticket.level].after_h))


def climb(ticket: Ticket, department: Department | None) -> Ticket:
    """Tell the next rung, if there is one; who was told before goes on knowing."""
    rungs = ladder(department)
    if ticket.level >= len(rungs):
        return ticket
    rung, level = rungs[ticket.level], ticket.level + 1
    told = _people(ticket, department, rung, level)
    permissions = {*ticket.watcher_permissions, *([rung.permission] if rung.to is RungTo.PERMISSION else [])}
    return replace(
        ticket,
        level=level,
        watcher_ids=tuple(dict.fromkeys((*ticket.watcher_ids, *told))),
        watcher_permissions=tuple(sorted(permissions)),
    )


def _people(ticket: Ticket, department: Department | None, rung: Rung, level: int) -> tuple[PersonId, ...]:
    if rung is _ALONE:
        return (ticket.first_responsible_id,)
    if rung.to is RungTo.PERSON and rung.person_id is not None:
        return (rung.person_id,)
    if rung.to is RungTo.LEAD and department is not None:
        return tuple(member.person_id for member in department.members if member.level == level)
    return ()
