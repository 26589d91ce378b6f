"""What a schedule is: which report, how asked, how often, to whom; and what became of each time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from kefu.insight.rules.schedules import Rhythm
from kefu.kernel.errors import ConflictError, InvalidError, NotFoundError
from kefu.kernel.ids import PersonId

PERMISSION = "figures.view"
RUNS_SHOWN = 5
KEPT = timedelta(days=30)
"""So long it is known what became of a time."""
NAMES_MAX = 20


class State(StrEnum):
    """How far one person's letter has come. `failed`: his file could not be made."""

    WAITING = "waiting"
    SENT = "sent"
    UNDELIVERED = "undelivered"
    NO_MAIL = "no_mail"
    FAILED = "failed"


class ScheduleNotFoundError(NotFoundError):
    """There is no such schedule."""

    code = "report-schedule-not-found"
    title = "There is no such schedule any more"


class ScheduleInvalidError(InvalidError):
    """A report cannot be sent like this; `errors` says why."""

    code = "report-schedule-invalid"
    title = "A report cannot be sent like this"


class ScheduleChangedError(ConflictError):
    """Somebody else has changed or removed it since it was read."""

    code = "report-schedule-changed"
    title = "Somebody else has changed this schedule"


class MailMissingError(ConflictError):
    """This installation has no mail server: KEFU_MAIL is not set."""

    code = "mail-not-configured"
    title = "No mail server is set up"


class OwnMailMissingError(ConflictError):
    """Who wants to try it has no mail address."""

    code = "own-mail-missing"
    title = "You have no mail address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A report that is sent by the clock to who holds a role; version 0 is new.

    `asked` has no fixed days: a span is of the day on which it is sent.
    """

    schedule_id: UUID
    report: str
    asked: Mapping[str, Any]
    form: str
    language: str
    rhythm: Rhythm
    role_id: UUID
    is_active: bool = True
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How many letters of one time have come so far; `names` are the first of those whose they are."""

    state: State
    error: str
    count: int
    names: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One time that it was sent, or should have been: `error` says why not. `is_trial`: to one person only."""

    run_id: UUID
    schedule_id: UUID
    at: datetime
    is_trial: bool = False
    error: str = ""
    outcomes: Sequence[Outcome] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far one person's letter has come."""

    person_id: PersonId
    state: State
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """A role with how many active people hold it, and how many of them have no mail address."""

    role_id: UUID
    name: str
    people: int
    without_mail: int
