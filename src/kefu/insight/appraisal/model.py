"""Scorecards as people see them, and what can go wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from kefu.insight.rules.appraisal import Line, Score, Scored, Subject
from kefu.insight.rules.measures import Unit
from kefu.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from kefu.kernel.ids import AgentId, LocalNetworkId
from kefu.kernel.words import Text


class AppraisalNotFoundError(NotFoundError):
    """There is no such template, month, scorecard or appeal for this reader."""

    code = "appraisal-not-found"
    title = "No such scorecard"


class AppraisalInvalidError(InvalidError):
    """It cannot be like this; `errors` says why."""

    code = "appraisal-invalid"
    title = "A scorecard cannot be set up like this"


class AppraisalChangedError(ConflictError):
    """Somebody else has changed or computed it since it was read."""

    code = "appraisal-changed"
    title = "Somebody else has changed this meanwhile"


class AppraisalPublishedError(ConflictError):
    """It is published: nothing in it changes any more."""

    code = "appraisal-published"
    title = "This is published already"


class AppraisalMonthNotOverError(ConflictError):
    """The month is not over, or not all that was told of it was counted when it was computed."""

    code = "appraisal-month-not-over"
    title = "The month is not over, or was computed before it was"


class AppraisalStaleError(ConflictError):
    """The template has changed since the scorecards were computed."""

    code = "appraisal-stale"
    title = "Compute the scorecards again first"


class AppealTooLateError(ConflictError):
    """The time for appeals is over."""

    code = "appeal-too-late"
    title = "The time for appeals is over"


class AppealMadeError(ConflictError):
    """There is an appeal against this scorecard already, or it has its answer."""

    code = "appeal-made"
    title = "There is an appeal already, or it is answered"


class AppealOwnError(ForbiddenError):
    """Nobody answers his own appeal."""

    code = "appeal-own"
    title = "Nobody answers his own appeal"


class AppraisalEverywhereOnlyError(ForbiddenError):
    """Scorecards are made of everybody's figures: who sees some networks would make others."""

    code = "appraisal-everywhere-only"
    title = "Only who sees all networks makes scorecards"


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """What a scorecard is made of."""

    template_id: UUID
    name: Text
    subject: Subject
    lines: tuple[Line, ...]
    is_active: bool = True
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A measure as it was when a month was computed: its line, its name, its formula in words."""

    line: Line
    name: Text
    unit: Unit
    formula: Text
    has_calls: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """The scorecards of a month by one template. `known_until`: what was told up to then is in them."""

    month_id: UUID
    template_id: UUID
    template_version: int
    name: Text
    subject: Subject
    month: date
    measures: tuple[Told, ...]
    computed_at: datetime
    known_until: datetime
    published_at: datetime | None = None
    published_name: str | None = None
    is_stale: bool = False

    @property
    def lines(self) -> tuple[Line, ...]:
        """Return what it was made of."""
        return tuple(each.line for each in self.measures)


class AppealState(StrEnum):
    """How an appeal stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """What somebody has against his scorecard, and what he was answered; `score` is what then holds."""

    appeal_id: UUID
    text: str
    made_at: datetime
    state: AppealState = AppealState.OPEN
    answer: str = ""
    answered_name: str | None = None
    answered_at: datetime | None = None
    corrections: Mapping[str, float | None] | None = None
    score: Score | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An agent's scorecard, or without one his team's, as it was computed."""

    card_id: UUID
    month_id: UUID
    agent_id: AgentId | None
    group_id: UUID
    name: str
    number: str
    group: str
    local_network_id: LocalNetworkId | None
    scored: tuple[Scored, ...]
    score: Score
    published_at: datetime | None = None
    appeal: Appeal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A scorecard with its month."""

    card: Card
    month: Month
