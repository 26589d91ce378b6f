"""Tickets and departments for tests of the rules, without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from kefu.kernel.ids import DepartmentId, PersonId, TicketId
from kefu.platform.ids import new_id
from kefu.tickets import rules
from kefu.tickets.model import (
    Basis,
    Category,
    Department,
    Member,
    NewTicket,
    Rung,
    RungTo,
    Ticket,
    TicketKind,
)
from kefu.tickets.rules.lifecycles import SHIPPED
from support.organisation import ZONE

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
ASKED, CLERK, LEAD, BOSS, STRANGER = (PersonId(new_id()) for _ in range(5))
WORDS = {"zh-CN": "某", "en": "some"}
QUALITY = Department(
    department_id=DepartmentId(new_id()),
    code="quality",
    name=WORDS,
    ladder=(
        Rung(after_h=0),
        Rung(after_h=4, to=RungTo.PERSON, person_id=BOSS),
        Rung(after_h=24, to=RungTo.PERMISSION, permission="figures.view"),
    ),
    members=(Member(person_id=CLERK), Member(person_id=LEAD, level=1)),
)
NETWORK = Department(department_id=DepartmentId(new_id()), code="network", name=WORDS)
CATEGORY = Category(code="attitude", kind=TicketKind.COMPLAINT, name=WORDS, limit_h=48, first_answer_h=4)


def wish(**more: Any) -> NewTicket:
    """Make what somebody wants."""
    said = {"kind": TicketKind.COMPLAINT, "category_code": "attitude", "caller_number": "+8613812342246"}
    return NewTicket(**(said | more))


def ticket(new: NewTicket | None = None, *, basis: Basis | None = None, **more: Any) -> Ticket:
    """Accept it."""
    new = new or wish()
    basis = basis or Basis(zone=ZONE, category=CATEGORY, department=QUALITY)
    made = rules.accept(
        new,
        ticket_id=TicketId(new_id()),
        ticket_no="C",
        basis=basis,
        category=basis.category or CATEGORY,
        card=None,
        lifecycle=SHIPPED[new.kind],
        calendar=None,
        form_version=None,
        answers={},
        who=ASKED,
        now=NOW,
    )
    return replace(made, **more)


def around(after: timedelta = timedelta(), **more: Any) -> rules.Circumstances:
    """Let a clerk of the quality department act."""
    given = {"who": CLERK, "now": NOW + after, "lifecycle": SHIPPED[TicketKind.COMPLAINT], "department": QUALITY}
    return rules.Circumstances(**(given | more))
