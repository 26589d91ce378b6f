"""Use cases of scorecards: templates, computed, published, appealed against, answered; every step is audited."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.model import Principal
from kefu.identity.service import record_audit, zone_of
from kefu.insight.appraisal import store
from kefu.insight.appraisal.model import (
    Appeal,
    AppealMadeError,
    AppealOwnError,
    AppealState,
    AppealTooLateError,
    AppraisalChangedError,
    AppraisalEverywhereOnlyError,
    AppraisalInvalidError,
    AppraisalMonthNotOverError,
    AppraisalNotFoundError,
    AppraisalPublishedError,
    AppraisalStaleError,
    Card,
    Month,
    Template,
    Told,
    Whole,
)
from kefu.insight.figures import reading
from kefu.insight.figures.reading import Calls
from kefu.insight.rules import appraisal as rules
from kefu.insight.rules.appraisal import Line, Subject
from kefu.insight.rules.bases import EDGES_S, Source
from kefu.insight.rules.catalogue import MEASURES
from kefu.insight.rules.measures import formula
from kefu.insight.rules.tables import Dimension, Question
from kefu.kernel.ids import AgentId, TenantId
from kefu.platform.db import Scope, enter_scope
from kefu.platform.ids import new_id

MANAGE, ANSWER = "appraisal.manage", "appraisal.answer"
MONTHS_MAX, CARDS_MAX = 60, 200


async def list_templates(session: AsyncSession) -> list[Template]:
    """List the templates."""
    return await store.templates(session)


async def seed_templates(session: AsyncSession, *, tenant_id: TenantId) -> None:
    """Give a new tenant the templates that a centre may begin with."""
    for name, subject, lines in rules.beginnings():
        template = Template(template_id=new_id(), name=name, subject=subject, lines=lines)
        await store.put_template(session, tenant_id, template)


async def put_template(session: AsyncSession, *, principal: Principal, template: Template, now: datetime) -> Template:
    """Add a template (version 0), or change one; whose scorecards it makes stays.

    Raises: AppraisalEverywhereOnlyError, AppraisalInvalidError, AppraisalNotFoundError, AppraisalChangedError.
    """
    _require_everywhere(principal)
    if template.version:
        before = await _template(session, template.template_id)
        template = replace(template, subject=before.subject)
    faults = rules.template_faults(template.name, template.subject, template.lines)
    if faults:
        raise AppraisalInvalidError("; ".join(fault["detail"] for fault in faults), errors=faults)
    if not await store.put_template(session, principal.tenant_id, template):
        raise AppraisalChangedError(f"version {template.version} is not the latest")
    is_new = template.version == 0
    await _note(
        session,
        principal,
        "appraisal-template-created" if is_new else "appraisal-template-changed",
        ("appraisal_template", template.template_id),
        {"version": template.version + 1, "weights": {line.measure: line.weight for line in template.lines}},
        now,
    )
    return replace(template, version=template.version + 1)


async def _template(session: AsyncSession, template_id: UUID) -> Template:
    found = await store.template(session, template_id)
    if found is None:
        raise AppraisalNotFoundError(f"no template {template_id}")
    return found


def _require_everywhere(principal: Principal) -> None:
    grants = [grant for grant in principal.grants if MANAGE in grant.permissions]
    if not any(grant.local_network_ids is None and grant.agent_group_ids is None for grant in grants):
        raise AppraisalEverywhereOnlyError


def _sees(principal: Principal, card: Card, *permissions: str) -> bool:
    """Tell whether one of somebody's roles opens a scorecard, by its network and its team at once."""
    return any(
        (grant.local_network_ids is None or card.local_network_id in {None, *grant.local_network_ids})
        and (grant.agent_group_ids is None or card.group_id in grant.agent_group_ids)
        for grant in principal.grants
        if grant.permissions.intersection(permissions)
    )


# -- months ----------------------------------------------------------------------------------------------------------


async def compute(
    session: AsyncSession, *, principal: Principal, template_id: UUID, month: date, now: datetime
) -> Month:
    """Make the scorecards of a month from the figures as they are now; again, until it is published.

    Raises: AppraisalEverywhereOnlyError, AppraisalNotFoundError, AppraisalPublishedError.
    """
    _require_everywhere(principal)
    template, first = await _template(session, template_id), month.replace(day=1)
    before = await store.month_of_template(session, template_id, first)
    if before is not None and before.published_at is not None:
        raise AppraisalPublishedError(f"published at {before.published_at}")
    values, known_until = await _values(session, template, first, now)
    made = Month(
        month_id=before.month_id if before else new_id(),
        template_id=template_id,
        template_version=template.version,
        name=template.name,
        subject=template.subject,
        month=first,
        measures=tuple(_told(line) for line in template.lines),
        computed_at=now,
        known_until=known_until,
    )
    cards = [
        _card(made, each, values.get(each.key))
        for each in await store.candidates(session, template.subject)
        if each.is_active or each.key in values
    ]
    await store.put_month(session, principal.tenant_id, made)
    await store.add_cards(session, principal.tenant_id, cards)
    detail = {"month": first.isoformat(), "template_version": template.version, "cards": len(cards)}
    await _note(session, principal, "appraisal-computed", ("appraisal_month", made.month_id), detail, now)
    return made


async def _values(
    session: AsyncSession, template: Template, first: date, now: datetime
) -> tuple[Mapping[Any, tuple[float | int | None, ...]], datetime]:
    zone = await zone_of(session)
    since, until = rules.month_of(first, zone)
    question = Question(
        measures=tuple(line.measure for line in template.lines),
        by=(Dimension(template.subject),),
        since=since,
        until=until,
        zone=zone.key,
        is_tenants_clock=True,
        within_s=EDGES_S[0],
    )
    found = await reading.table(session, question=question, now=now)
    return {row.key[0]: row.values for row in found.rows}, found.known_until


def _told(line: Line) -> Told:
    measure = MEASURES[line.measure]
    return Told(
        line=line,
        name=measure.name,
        unit=measure.unit,
        formula={language: formula(measure, language) for language in measure.name},
        has_calls=measure.source is not Source.TIME,
    )


def _card(month: Month, of: store.Candidate, values: tuple[float | int | None, ...] | None) -> Card:
    scored = rules.scored(month.lines, values or (None,) * len(month.lines))
    return Card(
        card_id=new_id(),
        month_id=month.month_id,
        agent_id=AgentId(of.key) if month.subject is Subject.AGENT else None,
        group_id=of.group_id,
        name=of.name,
        number=of.number,
        group=of.group,
        local_network_id=of.local_network_id,
        scored=tuple(scored),
        score=rules.total(scored),
    )


async def publish(
    session: AsyncSession, *, principal: Principal, month_id: UUID, computed_at: datetime, now: datetime
) -> Month:
    """Publish the scorecards that were looked at: computed after the month was over, by the template as it is.

    Raises: AppraisalEverywhereOnlyError, AppraisalNotFoundError, AppraisalPublishedError, AppraisalChangedError,
    AppraisalStaleError, AppraisalMonthNotOverError.
    """
    _require_everywhere(principal)
    month = await _month(session, month_id, is_kept=True)
    if month.published_at is not None:
        raise AppraisalPublishedError(f"published at {month.published_at}")
    if month.computed_at != computed_at:
        raise AppraisalChangedError(f"computed again at {month.computed_at}")
    if month.is_stale:
        raise AppraisalStaleError
    if month.known_until < rules.month_of(month.month, await zone_of(session))[1]:
        raise AppraisalMonthNotOverError(f"known until {month.known_until}")
    await store.publish(session, month_id, principal.person_id, principal.name, now)
    detail = {"month": month.month.isoformat(), "computed_at": computed_at.isoformat()}
    await _note(session, principal, "appraisal-published", ("appraisal_month", month_id), detail, now)
    return replace(month, published_at=now, published_name=principal.name)


async def note_export(
    session: AsyncSession, *, principal: Principal, month: Month, form: str, cards: int, now: datetime
) -> None:
    """Write down who has taken which scorecards away."""
    detail = {"format": form, "month": month.month.isoformat(), "cards": cards}
    await _note(session, principal, "appraisal-exported", ("appraisal_month", month.month_id), detail, now)


async def list_months(session: AsyncSession, *, principal: Principal) -> list[Month]:
    """List the months, the latest first; who does not make scorecards sees the published ones."""
    return await store.months(session, MANAGE not in principal.permissions, MONTHS_MAX)


async def month_with_cards(session: AsyncSession, *, principal: Principal, month_id: UUID) -> tuple[Month, list[Card]]:
    """Return a month with the scorecards in scope.

    Raises: AppraisalNotFoundError.
    """
    month = await _month(session, month_id)
    if month.published_at is None and MANAGE not in principal.permissions:
        raise AppraisalNotFoundError(f"no month {month_id}")
    cards = await store.cards(session, month_id)
    return month, [card for card in cards if _sees(principal, card, MANAGE, ANSWER)]


async def _month(session: AsyncSession, month_id: UUID, *, is_kept: bool = False) -> Month:
    found = await store.month(session, month_id, is_kept=is_kept)
    if found is None:
        raise AppraisalNotFoundError(f"no month {month_id}")
    return found


# -- scorecards ------------------------------------------------------------------------------------------------------


async def list_mine(session: AsyncSession, *, principal: Principal) -> list[Whole]:
    """List one's own published scorecards and one's team's."""
    if principal.agent_id is None:
        return []
    await _enter_own(session, principal)
    return await store.published_to(session, principal.agent_id, CARDS_MAX)


async def _enter_own(session: AsyncSession, principal: Principal) -> None:
    """One's own scorecard is one's own wherever the site lies; what is read there is narrowed to oneself."""
    await enter_scope(session, Scope(principal.tenant_id))


async def calls_behind(session: AsyncSession, *, principal: Principal, card_id: UUID, measure: str) -> Calls:
    """List the calls behind a figure of a scorecard: of one's own, or of those in scope.

    Raises: AppraisalNotFoundError, NoCallsBehindError.
    """
    whole = await _readable(session, principal, card_id)
    if measure not in {line.measure for line in whole.month.lines}:
        raise AppraisalNotFoundError(f"no {measure} in it")
    zone = await zone_of(session)
    since, until = rules.month_of(whole.month.month, zone)
    subject = whole.card.agent_id if whole.month.subject is Subject.AGENT else whole.card.group_id
    question = Question(
        measures=(measure,),
        by=(),
        since=since,
        until=until,
        zone=zone.key,
        is_tenants_clock=True,
        within_s=EDGES_S[0],
        where={Dimension(whole.month.subject): frozenset({subject})},
    )
    return await reading.behind(session, question=question)


async def _readable(session: AsyncSession, principal: Principal, card_id: UUID) -> Whole:
    """Find a scorecard that is one's own, or that one may look at."""
    mine = [each for each in await list_mine(session, principal=principal) if each.card.card_id == card_id]
    if mine and mine[0].card.agent_id is not None:
        return mine[0]
    held = [permission for permission in (MANAGE, ANSWER) if permission in principal.permissions]
    if not held:
        raise AppraisalNotFoundError(f"no scorecard {card_id}")
    await enter_scope(session, principal.scope_for(held[0]))
    card = await store.card(session, card_id)
    if card is None or not _sees(principal, card, *held) or (card.published_at is None and MANAGE not in held):
        raise AppraisalNotFoundError(f"no scorecard {card_id}")
    return Whole(card=card, month=await _month(session, card.month_id))


# -- appeals ---------------------------------------------------------------------------------------------------------


async def appeal(session: AsyncSession, *, principal: Principal, card_id: UUID, text: str, now: datetime) -> Appeal:
    """Appeal against one's own scorecard, once, in the days after its publication.

    Raises: AppraisalNotFoundError, AppraisalInvalidError, AppealTooLateError, AppealMadeError.
    """
    mine = [each.card for each in await list_mine(session, principal=principal)]
    found = next((card for card in mine if card.card_id == card_id and card.agent_id == principal.agent_id), None)
    if found is None:
        raise AppraisalNotFoundError(f"no scorecard {card_id}")
    if not text:
        raise _invalid("text", "empty", "say what is wrong")
    if not rules.is_appealable(found.published_at, now):
        raise AppealTooLateError(days=rules.APPEAL_WITHIN.days)
    made = Appeal(appeal_id=new_id(), text=text, made_at=now)
    if not await store.add_appeal(session, principal.tenant_id, found, made):
        raise AppealMadeError
    await _note(session, principal, "appraisal-appealed", ("appraisal_card", card_id), {"text": text}, now)
    return made


async def list_appealed(session: AsyncSession, *, principal: Principal) -> list[Whole]:
    """List the scorecards in scope that were appealed against, the open ones first."""
    found = await store.appealed(session, CARDS_MAX)
    return [each for each in found if _sees(principal, each.card, ANSWER)]


async def list_open(session: AsyncSession, *, principal: Principal) -> list[Whole]:
    """List the scorecards in scope whose appeal waits for an answer; nobody answers his own."""
    found = await store.appealed(session, CARDS_MAX, is_open=True)
    return [each for each in found if _sees(principal, each.card, ANSWER) and each.card.agent_id != principal.agent_id]


async def answer(
    session: AsyncSession,
    *,
    principal: Principal,
    card_id: UUID,
    text: str,
    corrections: Mapping[str, float | None] | None,
    now: datetime,
) -> Appeal:
    """Answer an appeal: corrections accept it and make another score, by the same rules; None rejects it.

    Raises: AppraisalNotFoundError, AppealOwnError, AppraisalInvalidError, AppealMadeError.
    """
    card = await store.card(session, card_id)
    if card is None or card.appeal is None or not _sees(principal, card, ANSWER):
        raise AppraisalNotFoundError(f"no appeal against {card_id}")
    if card.agent_id is not None and card.agent_id == principal.agent_id:
        raise AppealOwnError
    month = await _month(session, card.month_id)
    if not text:
        raise _invalid("answer", "empty", "say why")
    unknown = set(corrections or {}) - {line.measure for line in month.lines}
    if unknown or (corrections is not None and not corrections):
        raise _invalid("corrections", "unknown" if unknown else "empty", "measures of this scorecard")
    scored = rules.corrected(month.lines, card.scored, corrections or {})
    answered = replace(
        card.appeal,
        state=AppealState.REJECTED if corrections is None else AppealState.ACCEPTED,
        answer=text,
        answered_name=principal.name,
        answered_at=now,
        corrections=corrections,
        score=rules.total(scored),
    )
    if not await store.answer_appeal(session, card_id, principal.person_id, answered):
        raise AppealMadeError
    detail = {"state": answered.state, "corrections": corrections, "before": card.score.points}
    detail["after"] = None if answered.score is None else answered.score.points
    await _note(session, principal, "appraisal-appeal-answered", ("appraisal_card", card_id), detail, now)
    return answered


def _invalid(field: str, code: str, detail: str) -> AppraisalInvalidError:
    return AppraisalInvalidError(detail, errors=[{"field": field, "code": code, "detail": detail}])


async def _note(
    session: AsyncSession,
    principal: Principal,
    action: str,
    subject: tuple[str, UUID],
    detail: Mapping[str, Any],
    now: datetime,
) -> None:
    kind, id_ = subject
    await record_audit(
        session, principal=principal, action=action, subject_kind=kind, subject_id=str(id_), detail=detail, now=now
    )
