"""What an operator sets: types, severities, and what can be chosen when an order is closed."""

from dataclasses import dataclass
from enum import StrEnum

from kefu.kernel.ids import CalendarId
from kefu.kernel.lifecycle import Lifecycle
from kefu.kernel.words import Text


class ChoiceKind(StrEnum):
    """What is chosen when an order is closed."""

    RESULT = "result"
    CAUSE = "cause"
    PART = "part"


class Whom(StrEnum):
    """Who is told that an order is late."""

    CREW_LEAD = "crew_lead"
    DISPATCHER = "dispatcher"
    MANAGER = "manager"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A code with its words; `version` 0 is one that is not stored yet."""

    code: str
    text: Text
    position: int = 0
    is_active: bool = True
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderType(Setting):
    """A kind of work order. `form_code`: the form that completes it, "" for none."""

    form_code: str = ""
    lifecycle: Lifecycle


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A step of the ladder: so long after the deadline, this one is told."""

    after_min: int
    whom: Whom


@dataclass(frozen=True, slots=True, kw_only=True)
class Severity(Setting):
    """How soon an order must be done: by the wall clock, or by a calendar's hours."""

    within_min: int
    accept_within_min: int | None = None
    calendar_id: CalendarId | None = None
    ladder: tuple[Level, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Setting):
    """A result, cause or part. `is_fixed`: with this result the fault is gone."""

    kind: ChoiceKind
    is_fixed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All that an operator has set."""

    types: tuple[OrderType, ...] = ()
    severities: tuple[Severity, ...] = ()
    choices: tuple[Choice, ...] = ()
