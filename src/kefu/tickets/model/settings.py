"""How tickets are set up, by each tenant: categories, departments with their ladders, regulators, state tables."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from kefu.kernel.ids import CalendarId, DepartmentId, LocalNetworkId, PersonId
from kefu.kernel.lifecycle import Lifecycle
from kefu.kernel.words import Text


class TicketKind(StrEnum):
    """What somebody wants: report 故障申报, complaint 投诉, enquiry 咨询查询, consultation 业务咨询."""

    REPORT = "report"
    COMPLAINT = "complaint"
    ENQUIRY = "enquiry"
    CONSULTATION = "consultation"


class Severity(StrEnum):
    """How bad it is."""

    URGENT = "urgent"
    ORDINARY = "ordinary"


class RungTo(StrEnum):
    """Whom a level of a ladder tells: the department's people of this level, one person, whoever holds a permission."""

    LEAD = "lead"
    PERSON = "person"
    PERMISSION = "permission"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One level of a ladder: so many hours after the deadline these people know."""

    after_h: int
    to: RungTo = RungTo.LEAD
    person_id: PersonId | None = None
    permission: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody of a department: level 0 does the work, level n is told by the n-th rung of the ladder."""

    person_id: PersonId
    level: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """Who answers for some categories: in one local network, or in all that have no department of this code."""

    department_id: DepartmentId
    code: str
    name: Text
    local_network_id: LocalNetworkId | None = None
    ladder: tuple[Rung, ...] = ()
    members: tuple[Member, ...] = ()
    is_active: bool = True
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """What a ticket is about, in a tree; only leaves are accepted.

    The limits count a calendar's hours, or the wall clock's without one. `work_order_type`: the order that it makes.
    """

    code: str
    kind: TicketKind
    name: Text
    parent_code: str | None = None
    form_code: str | None = None
    department_code: str | None = None
    severity: Severity = Severity.ORDINARY
    work_order_type: str | None = None
    limit_h: int = 48
    first_answer_h: int | None = None
    calendar_id: CalendarId | None = None
    position: int = 0
    is_active: bool = True
    version: int = 0

    @property
    def limit(self) -> timedelta:
        """Return the time until a reply is due."""
        return timedelta(hours=self.limit_h)


@dataclass(frozen=True, slots=True, kw_only=True)
class Regulator:
    """Who passes complaints on, and is to be answered in time: 12300, 12345, the ministry, the press."""

    code: str
    name: Text
    limit_h: int | None = None
    position: int = 0
    is_active: bool = True
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class KindLifecycle:
    """The state table of a kind; version 0 is the one that is shipped."""

    kind: TicketKind
    lifecycle: Lifecycle
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All of it."""

    categories: tuple[Category, ...] = ()
    departments: tuple[Department, ...] = ()
    regulators: tuple[Regulator, ...] = ()
    lifecycles: tuple[KindLifecycle, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What an acceptance is judged by, read in one statement."""

    zone: ZoneInfo
    local_network_id: LocalNetworkId | None = None
    category: Category | None = None
    is_leaf: bool = True
    department: Department | None = None
    lifecycle: dict[str, Any] | None = None
    regulator: Regulator | None = None
    repeat_of: UUID | None = None
    """The ticket that is said to be repeated, if there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What an action is judged by, read in one statement after the ticket was locked."""

    is_done: bool = False
    """The action's key is known: it was done before."""
    lifecycle: dict[str, Any] | None = None
    department: Department | None = None
    """The ticket's own."""
    target: Department | None = None
    """The one that it is handed over to."""
    person: str | None = None
    """The name of the person that it is handed over to, if he works here."""
    reply: dict[str, Any] | None = None
    """The newest reply."""
