"""A case's life: dealt to one agent, called, concluded; never called more often than its group allows.

Each function takes a case and returns it changed, with the attempt that is over, if one is.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from kefu.forms.model import Score
from kefu.kernel.ids import CallId, PersonId
from kefu.surveys.model import Attempt, Case, Holding, Outcome, Policy, State
from kefu.surveys.model.cases import HOLD, LATER_WITHIN
from kefu.surveys.model.errors import (
    SurveyAttemptsUsedUpError,
    SurveyCaseChangedError,
    SurveyCaseNotAvailableError,
    SurveyCaseNotYoursError,
    SurveyLaterInvalidError,
    SurveyNotDialledError,
    SurveyOutcomeMissingError,
    SurveyOutsideHoursError,
)
from kefu.surveys.rules.timing import is_calling_time, next_attempt_at, within_hours

_REACHED_NOBODY = frozenset({Outcome.NO_ANSWER, Outcome.BUSY, Outcome.CUT_OFF, Outcome.UNRECORDED})


def deal(case: Case, person_id: PersonId, now: datetime) -> Case:
    """Put a case on an agent's screen.

    Raises: SurveyCaseNotAvailableError.
    """
    if case.state is not State.PENDING or case.next_at > now:
        raise SurveyCaseNotAvailableError(state=case.state)
    return _changed(case, state=State.DEALT, holding=Holding(person_id=person_id, until=now + HOLD))


def require_held(case: Case, person_id: PersonId, version: int | None = None) -> Holding:
    """Return an agent's holding of a case, which he must have seen in this version.

    Raises: SurveyCaseNotYoursError, SurveyCaseChangedError.
    """
    if case.state is not State.DEALT or case.holding is None or case.holding.person_id != person_id:
        raise SurveyCaseNotYoursError(state=case.state)
    if version is not None and case.version != version:
        raise SurveyCaseChangedError(version=case.version)
    return case.holding


def dial(
    case: Case, person_id: PersonId, call_id: CallId, policy: Policy, now: datetime
) -> tuple[Case, Attempt | None]:
    """Note that the customer is called; a call before that in the same sitting was cut off, and counts.

    Raises: SurveyCaseNotYoursError, SurveyOutsideHoursError, SurveyAttemptsUsedUpError.
    """
    holding = require_held(case, person_id)
    if not is_calling_time(policy.hours, now):
        raise SurveyOutsideHoursError(opens_at=within_hours(policy.hours, now).isoformat())
    over = _attempt(case, holding, Outcome.CUT_OFF, now)
    attempts = case.attempts + (over is not None)
    if attempts >= policy.attempts_max:
        raise SurveyAttemptsUsedUpError(attempts=policy.attempts_max)
    dialled = Holding(person_id=person_id, until=now + HOLD, call_id=call_id, dialled_at=now)
    return _changed(case, attempts=attempts, holding=dialled), over


def hold(case: Case, person_id: PersonId, until: datetime) -> Case:
    """Let an agent keep a case until then, or longer if he may already.

    Raises: SurveyCaseNotYoursError.
    """
    holding = require_held(case, person_id)
    return replace(case, holding=replace(holding, until=max(holding.until, until)))


def save(case: Case, person_id: PersonId, version: int, answers: Mapping[str, Any], now: datetime) -> Case:
    """Keep the answers so far.

    Raises: SurveyCaseNotYoursError, SurveyCaseChangedError.
    """
    holding = require_held(case, person_id, version)
    return _changed(case, answers=answers, holding=replace(holding, until=max(holding.until, now + HOLD)))


def conclude(
    case: Case,
    person_id: PersonId,
    version: int,
    outcome: Outcome,
    policy: Policy,
    now: datetime,
    later_at: datetime | None,
) -> tuple[Case, Attempt]:
    """End a call with what came of it; `later_at` is when the customer wants to be called.

    Raises: SurveyCaseNotYoursError, SurveyCaseChangedError, SurveyNotDialledError, SurveyLaterInvalidError.
    """
    holding = require_held(case, person_id, version)
    attempt = _attempt(case, holding, outcome, now)
    if attempt is None:
        raise SurveyNotDialledError
    if outcome is Outcome.LATER and (later_at is None or not now < later_at <= now + LATER_WITHIN):
        raise SurveyLaterInvalidError(errors=[{"field": "later_at", "code": "later-invalid", "detail": ""}])
    return _after(case, attempt, policy, now, later_at), attempt


def rate(case: Case, answers: Mapping[str, Any], score: Score, policy: Policy) -> Case:
    """Note what the answers come to."""
    is_satisfied = score.is_satisfied
    if is_satisfied is None and score.max_points:
        is_satisfied = score.points * 100 >= policy.satisfied_pct * score.max_points
    return replace(
        case,
        answers=answers,
        points=score.points,
        max_points=score.max_points,
        is_satisfied=is_satisfied,
        nps=score.nps,
    )


def put_back(case: Case, person_id: PersonId, next_at: datetime) -> Case:
    """Give a case back that was not called.

    Raises: SurveyCaseNotYoursError, SurveyOutcomeMissingError.
    """
    holding = require_held(case, person_id)
    if holding.call_id is not None:
        raise SurveyOutcomeMissingError
    return _changed(case, state=State.PENDING, holding=None, next_at=next_at)


def lapse(case: Case, policy: Policy, now: datetime) -> tuple[Case, Attempt | None]:
    """Take a case back whose agent gives no sign of life; a call of which he said nothing counts."""
    if case.state is not State.DEALT or case.holding is None or case.holding.until > now:
        return case, None
    attempt = _attempt(case, case.holding, Outcome.UNRECORDED, now)
    if attempt is None:
        return _changed(case, state=State.PENDING, holding=None), None
    return _after(case, attempt, policy, now, None), attempt


def give_up(case: Case, now: datetime) -> Case:
    """Take a case out of the pool for good.

    Raises: SurveyCaseNotAvailableError while an agent has it, or when it is over.
    """
    if case.state is not State.PENDING:
        raise SurveyCaseNotAvailableError(state=case.state)
    return _changed(case, state=State.GIVEN_UP, ended_at=now)


def _after(case: Case, attempt: Attempt, policy: Policy, now: datetime, later_at: datetime | None) -> Case:
    case = _changed(case, attempts=attempt.number, outcome=attempt.outcome, holding=None)
    if attempt.outcome is Outcome.SUCCESS:
        return replace(case, state=State.DONE, ended_at=now)
    is_last = attempt.number >= policy.attempts_max
    if attempt.outcome in _REACHED_NOBODY and not is_last:
        return replace(case, state=State.PENDING, next_at=next_attempt_at(policy, attempt.number, now))
    if later_at is not None and attempt.outcome is Outcome.LATER and not is_last:
        return replace(case, state=State.PENDING, next_at=within_hours(policy.hours, later_at))
    return replace(case, state=State.GIVEN_UP, ended_at=now)


def _attempt(case: Case, holding: Holding, outcome: Outcome, now: datetime) -> Attempt | None:
    if holding.dialled_at is None:
        return None
    return Attempt(
        case_id=case.case_id,
        number=case.attempts + 1,
        person_id=holding.person_id,
        call_id=holding.call_id,
        dialled_at=holding.dialled_at,
        at=now,
        outcome=outcome,
    )


def _changed(case: Case, **values: Any) -> Case:
    return replace(case, version=case.version + 1, **values)
