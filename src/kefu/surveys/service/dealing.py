"""Dealing: one case to one agent, who sees it before he calls; back into the pool when he gives no sign of life."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.forms import rules as form_rules
from kefu.forms import service as forms
from kefu.kernel.ids import CallId, PersonId, SurveyCaseId, SurveyGroupId, TenantId
from kefu.platform import jobs
from kefu.platform.events import publish
from kefu.surveys.events import SurveyAnswered
from kefu.surveys.model import Attempt, Case, Group, Outcome
from kefu.surveys.model.cases import ELSEWHERE_AGAIN, HOLD, INTERRUPTED
from kefu.surveys.model.errors import (
    SurveyCaseHeldError,
    SurveyCaseNotFoundError,
    SurveyFormMissingError,
    SurveyPoolEmptyError,
)
from kefu.surveys.rules import life
from kefu.surveys.rules.timing import is_calling_time, within_hours
from kefu.surveys.service.groups import group as group_of
from kefu.surveys.service.groups import hours_of, list_groups, policy_of
from kefu.surveys.store import cases as store

RETURN = "survey.return"
"""The job that takes a case back; its key is the case."""
AGAIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which cases an agent wants; empty: any."""

    group_id: SurveyGroupId | None = None
    language: str = ""
    is_retry_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """What waits for an agent: how many cases, the first of them, and when there will be more if there are none."""

    due: int
    by_group: Mapping[SurveyGroupId, int]
    groups: tuple[Group, ...]
    next: Case | None
    more_at: datetime | None


# -- looking ---------------------------------------------------------------------------------------------------------


async def pool(session: AsyncSession, *, choice: Choice, now: datetime) -> Pool:
    """Look at what waits, without taking anything."""
    groups = [group for group in await list_groups(session) if group.is_active]
    open_groups = await _open_groups(session, groups, now)
    by_group = {
        group.group_id: await store.count_due(session, _filters(choice, [group.group_id]), now) for group in open_groups
    }
    filters = _filters(choice, by_group)
    due = sum(by_group[group_id] for group_id in filters.group_ids)
    return Pool(
        due=due,
        by_group=by_group,
        groups=tuple(groups),
        next=await store.next_due(session, filters, now, is_locked=False),
        more_at=None if due else await _more_at(session, groups, choice, now),
    )


async def held(session: AsyncSession, *, person_id: PersonId) -> Case | None:
    """Return the case on an agent's screen."""
    return await store.held_by(session, person_id)


async def find(session: AsyncSession, *, case_id: SurveyCaseId) -> tuple[Case, list[tuple[Attempt, str]]]:
    """Return a case with its calls and who made them.

    Raises: SurveyCaseNotFoundError.
    """
    case = await store.find(session, case_id)
    if case is None:
        raise SurveyCaseNotFoundError(case_id=str(case_id))
    return case, await store.attempts(session, case_id)


async def _open_groups(session: AsyncSession, groups: list[Group], now: datetime) -> list[Group]:
    hours = {
        calendar_id: await hours_of(session, calendar_id=calendar_id)
        for calendar_id in {group.calendar_id for group in groups}
    }
    return [group for group in groups if is_calling_time(hours[group.calendar_id], now)]


async def _more_at(session: AsyncSession, groups: list[Group], choice: Choice, now: datetime) -> datetime | None:
    """Return when somebody may be called: a case becomes due, or calling hours begin."""
    moments = []
    for group in groups:
        hours = await hours_of(session, calendar_id=group.calendar_id)
        filters = _filters(choice, [group.group_id])
        begins = within_hours(hours, now)
        if begins > now and await store.count_due(session, filters, begins):
            moments.append(begins)
        elif (at := await store.next_to_come(session, filters, now)) is not None:
            moments.append(within_hours(hours, at))
    return min(moments, default=None)


def _filters(choice: Choice, group_ids: "Mapping[SurveyGroupId, int] | list[SurveyGroupId]") -> store.Filters:
    wanted = [each for each in group_ids if choice.group_id in (None, each)]
    return store.Filters(group_ids=wanted, language=choice.language, is_retry_only=choice.is_retry_only)


# -- taking ----------------------------------------------------------------------------------------------------------


async def take(
    session: AsyncSession,
    *,
    tenant_id: TenantId,
    person_id: PersonId,
    choice: Choice,
    case_id: SurveyCaseId | None,
    now: datetime,
) -> Case:
    """Deal a case: the one that the agent has seen, or if somebody was quicker the next; he keeps what he has.

    Raises: SurveyPoolEmptyError, SurveyFormMissingError, SurveyCaseHeldError.
    """
    kept = await store.held_by(session, person_id)
    if kept is not None:
        return kept
    open_ids = [group.group_id for group in await _open_groups(session, await _active(session), now)]
    filters = _filters(choice, open_ids)
    case = await store.due_case(session, case_id, filters, now) if case_id else None
    case = case or await store.next_due(session, filters, now, is_locked=True)
    if case is None:
        raise SurveyPoolEmptyError
    case = life.deal(await _with_form(session, case), person_id, now)
    try:
        await store.write(session, case)
    except IntegrityError as error:  # he has taken another one on a second page at this very moment
        raise SurveyCaseHeldError from error
    await _await_sign(session, tenant_id, case)
    return case


async def _active(session: AsyncSession) -> list[Group]:
    return [group for group in await list_groups(session) if group.is_active]


async def _with_form(session: AsyncSession, case: Case) -> Case:
    """Give a case today's questionnaire, unless some of another version's is answered."""
    if case.answers:
        return case
    group = await group_of(session, group_id=case.group_id)
    published = await forms.published(session, code=group.form_code)
    if published is None:
        raise SurveyFormMissingError(form_code=group.form_code)
    return replace(case, form_code=published.code, form_version=published.version)


async def dial(
    session: AsyncSession,
    *,
    tenant_id: TenantId,
    person_id: PersonId,
    case_id: SurveyCaseId,
    call_id: CallId,
    now: datetime,
) -> Case:
    """Note that an agent calls the customer.

    Raises: SurveyCaseNotFoundError, SurveyCaseNotYoursError, SurveyOutsideHoursError, SurveyAttemptsUsedUpError.
    """
    case = await _locked(session, case_id)
    policy = await policy_of(session, group=await group_of(session, group_id=case.group_id))
    case, over = life.dial(case, person_id, call_id, policy, now)
    if over is not None:
        await store.insert_attempt(session, tenant_id, case, over)
    await store.write(session, case)
    await _await_sign(session, tenant_id, case)
    return case


async def hold(
    session: AsyncSession, *, person_id: PersonId, case_id: SurveyCaseId, is_interrupted: bool, now: datetime
) -> Case:
    """Let an agent keep his case a while longer; an hour when an incoming call takes precedence.

    Raises: SurveyCaseNotFoundError, SurveyCaseNotYoursError.
    """
    case = await _locked(session, case_id)
    case = life.hold(case, person_id, now + (INTERRUPTED if is_interrupted else HOLD))
    await store.write(session, case)
    return case


async def put_back(
    session: AsyncSession,
    *,
    tenant_id: TenantId,
    person_id: PersonId,
    case_id: SurveyCaseId,
    is_elsewhere: bool,
    now: datetime,
) -> None:
    """Take back a case that was not called; `is_elsewhere`: the customer is talking with somebody else of us.

    Raises: SurveyCaseNotFoundError, SurveyCaseNotYoursError, SurveyOutcomeMissingError.
    """
    case = await _locked(session, case_id)
    next_at = now + ELSEWHERE_AGAIN if is_elsewhere else case.next_at
    await store.write(session, life.put_back(case, person_id, next_at))
    await jobs.cancel(session, tenant_id=tenant_id, kind=RETURN, key=str(case_id))


async def take_back(session: AsyncSession, *, tenant_id: TenantId, case_id: SurveyCaseId, now: datetime) -> None:
    """Take a case back whose agent has given no sign of life; if he has, look again later.

    It does not wait for whoever is changing the case: he might be waiting for this job.
    """
    case = await store.find_free(session, case_id)
    if case is None:
        await jobs.schedule(session, tenant_id=tenant_id, kind=RETURN, key=str(case_id), run_at=now + AGAIN)
        return
    if case.holding is None:
        return
    if case.holding.until > now:
        await _await_sign(session, tenant_id, case)
        return
    policy = await policy_of(session, group=await group_of(session, group_id=case.group_id))
    case, over = life.lapse(case, policy, now)
    if over is not None:
        await store.insert_attempt(session, tenant_id, case, over)
    await store.write(session, case)


# -- answering -------------------------------------------------------------------------------------------------------


async def save(
    session: AsyncSession,
    *,
    person_id: PersonId,
    case_id: SurveyCaseId,
    version: int,
    answers: Mapping[str, Any],
    now: datetime,
) -> Case:
    """Keep the answers so far: what is asked for and fits its question.

    Raises: SurveyCaseNotFoundError, SurveyCaseNotYoursError, SurveyCaseChangedError.
    """
    case = await _locked(session, case_id)
    life.require_held(case, person_id, version)
    form = await forms.version(session, code=case.form_code, version=case.form_version or 0)
    case = life.save(case, person_id, version, form_rules.kept(form.definition, answers), now)
    await store.write(session, case)
    return case


async def conclude(
    session: AsyncSession,
    *,
    tenant_id: TenantId,
    person_id: PersonId,
    case_id: SurveyCaseId,
    version: int,
    outcome: Outcome,
    answers: Mapping[str, Any] | None,
    later_at: datetime | None,
    now: datetime,
) -> Case:
    """End a call with what came of it; answers are checked when it was a success.

    Raises: SurveyCaseNotFoundError, SurveyCaseNotYoursError, SurveyCaseChangedError, SurveyNotDialledError,
    SurveyLaterInvalidError, AnswersRefusedError.
    """
    case = await _locked(session, case_id)
    policy = await policy_of(session, group=await group_of(session, group_id=case.group_id))
    case, attempt = life.conclude(case, person_id, version, outcome, policy, now, later_at)
    given = case.answers if answers is None else answers
    form = await forms.version(session, code=case.form_code, version=case.form_version or 0)
    if outcome is Outcome.SUCCESS:
        accepted = form_rules.accept(form.definition, given)
        case = life.rate(case, accepted, form_rules.score(form.definition, accepted), policy)
    else:
        case = replace(case, answers=form_rules.kept(form.definition, given))
    await store.insert_attempt(session, tenant_id, case, attempt)
    await store.write(session, case)
    await jobs.cancel(session, tenant_id=tenant_id, kind=RETURN, key=str(case_id))
    if outcome is Outcome.SUCCESS:
        await publish(session, _answered(tenant_id, case, now))
    return case


def _answered(tenant_id: TenantId, case: Case, now: datetime) -> SurveyAnswered:
    return SurveyAnswered(
        tenant_id=tenant_id,
        at=now,
        case_id=case.case_id,
        group_id=case.group_id,
        local_network_id=case.local_network_id,
        customer_id=case.customer_id,
        source_kind=case.source_kind,
        source_id=case.source_id,
        is_satisfied=case.is_satisfied,
        nps=case.nps,
    )


async def _locked(session: AsyncSession, case_id: SurveyCaseId) -> Case:
    case = await store.find(session, case_id, is_locked=True)
    if case is None:
        raise SurveyCaseNotFoundError(case_id=str(case_id))
    return case


async def _await_sign(session: AsyncSession, tenant_id: TenantId, case: Case) -> None:
    if case.holding is not None:
        await jobs.schedule(session, tenant_id=tenant_id, kind=RETURN, key=str(case.case_id), run_at=case.holding.until)
