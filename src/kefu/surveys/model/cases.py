"""A survey case: one customer to be asked about one thing that was done for him."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from kefu.calendars.model import Calendar
from kefu.kernel.ids import CallId, CustomerId, LocalNetworkId, PersonId, SurveyCaseId, SurveyGroupId
from kefu.surveys.model.groups import SourceKind

HOLD = timedelta(minutes=10)
"""How long an agent keeps a case without a sign of life."""
INTERRUPTED = timedelta(hours=1)
"""How long he keeps it while an incoming call takes precedence."""
LATER_WITHIN = timedelta(days=30)
ELSEWHERE_AGAIN = timedelta(minutes=15)
"""When to try again whom another agent is talking with."""

Subject = Mapping[str, Any]
"""What was done, as values: order_no, type, area, crew, person, hall, summary, closed_at."""


class ServiceKind(StrEnum):
    """What the customer judges."""

    REPAIR = "repair"
    HOTLINE = "hotline"
    HALL = "hall"


def service_of(kind: SourceKind, subject: Subject) -> ServiceKind:
    """Tell which service something was."""
    if kind is SourceKind.WORK_ORDER:
        return ServiceKind.REPAIR
    if kind is SourceKind.COMPLAINT:
        return ServiceKind.HOTLINE
    if subject.get("hall"):
        return ServiceKind.HALL
    return ServiceKind.REPAIR if subject.get("crew") else ServiceKind.HOTLINE


class State(StrEnum):
    """Where a case stands."""

    PENDING = "pending"
    DEALT = "dealt"
    DONE = "done"
    GIVEN_UP = "given_up"


FINAL = frozenset({State.DONE, State.GIVEN_UP})


class Outcome(StrEnum):
    """What came of a call; `cut_off`: the agent dialled anew; `unrecorded`: he never said."""

    SUCCESS = "success"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    WRONG_INFORMATION = "wrong_information"
    REFUSED = "refused"
    LATER = "later"
    CUT_OFF = "cut_off"
    UNRECORDED = "unrecorded"


ASKED = frozenset(Outcome) - {Outcome.CUT_OFF, Outcome.UNRECORDED}
"""What an agent may say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What of its group decides a case's life."""

    attempts_max: int
    retry_after_min: tuple[int, ...]
    hours: Calendar
    satisfied_pct: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """A case to be; `source_id` makes asking twice one case."""

    source_kind: SourceKind
    source_id: str
    number: str
    """E.164."""
    name: str = ""
    language: str = "zh-CN"
    local_network_id: LocalNetworkId | None = None
    customer_id: CustomerId | None = None
    subject: Subject = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Who has a case on his screen, since which call."""

    person_id: PersonId
    until: datetime
    call_id: CallId | None = None
    dialled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case as it stands; `version` counts what others must know before they change it."""

    case_id: SurveyCaseId
    group_id: SurveyGroupId
    source_kind: SourceKind
    source_id: str
    service: ServiceKind
    number: str
    name: str
    language: str
    local_network_id: LocalNetworkId | None
    customer_id: CustomerId | None
    subject: Subject
    state: State
    version: int
    next_at: datetime
    created_at: datetime
    attempts: int = 0
    holding: Holding | None = None
    outcome: Outcome | None = None
    ended_at: datetime | None = None
    form_code: str = ""
    form_version: int | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    points: int = 0
    max_points: int = 0
    is_satisfied: bool | None = None
    nps: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One call of a case; written once."""

    case_id: SurveyCaseId
    number: int
    person_id: PersonId
    call_id: CallId | None
    dialled_at: datetime
    at: datetime
    outcome: Outcome
