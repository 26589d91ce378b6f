"""HTTP of scorecards: templates, months, the calls behind a figure, appeals and answers."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from kefu.calls.rules import mask_number, sees_numbers
from kefu.identity.http import Current, Tx, require, require_any
from kefu.identity.model import Principal
from kefu.insight.appraisal import service
from kefu.insight.appraisal.model import Appeal, AppealState, Card, Month, Template, Told
from kefu.insight.figures.store.drilling import Behind
from kefu.insight.rules.appraisal import APPEAL_WITHIN, Line, Scored, Subject, corrected
from kefu.insight.rules.catalogue import MEASURES
from kefu.insight.rules.measures import Unit, formula
from kefu.insight.rules.tables import Dimension, dimensions_of
from kefu.kernel.ids import LocalNetworkId
from kefu.kernel.words import Text
from kefu.platform.ids import new_id
from kefu.platform.web import ClockDep

router = APIRouter(prefix="/api/appraisal", tags=["appraisal"])
Manager = Annotated[Principal, Depends(require(service.MANAGE))]
Leader = Annotated[Principal, Depends(require(service.ANSWER))]
Viewer = Annotated[Principal, Depends(require_any(service.MANAGE, service.ANSWER))]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class LineBody(_Body):
    """A measure: all points at the target, none at `zero_at`; which way is better is told by which is greater."""

    measure: str = Field(max_length=64)
    weight: int
    target: float
    zero_at: float


class TemplateBody(_Body):
    """A template as it is to be; `version` is the one that was read, 0 of a new one."""

    name: Text
    subject: Subject = Subject.AGENT
    lines: list[LineBody] = Field(max_length=50)
    is_active: bool = True
    version: int = Field(0, ge=0)


class TemplateView(TemplateBody):
    """A template."""

    template_id: UUID


class ComputeBody(_Body):
    """Of which month scorecards are made: any day of it."""

    template_id: UUID
    month: date


class PublishBody(_Body):
    """When the scorecards that were looked at were computed."""

    computed_at: AwareDatetime


class AppealBody(_Body):
    """What somebody has against his scorecard."""

    text: str = Field(max_length=2000)


class Correction(_Body):
    """A value that holds instead; null leaves the measure out."""

    measure: str = Field(max_length=64)
    value: float | None = Field(allow_inf_nan=False)


class AnswerBody(_Body):
    """The answer to an appeal; corrections accept it, null rejects it."""

    answer: str = Field(max_length=2000)
    corrections: list[Correction] | None = Field(None, max_length=50)


class MeasureView(LineBody):
    """A measure of a scorecard, with its formula as it was when the month was computed."""

    name: Text
    unit: Unit
    formula: Text
    has_calls: bool


class MeasureChoice(BaseModel):
    """A measure that a template may have."""

    code: str
    name: Text
    unit: Unit
    formula: Text


class MonthView(BaseModel):
    """A month's scorecards by one template."""

    month_id: UUID
    template_id: UUID
    name: Text
    subject: Subject
    month: date
    measures: list[MeasureView]
    computed_at: datetime
    known_until: datetime
    is_stale: bool
    published_at: datetime | None
    published_by: str | None
    appeals_until: datetime | None


class ScoredView(BaseModel):
    """What somebody did in a measure; null where nothing could be measured."""

    measure: str
    value: float | None
    points: float | None


class AppealView(BaseModel):
    """An appeal, with its answer and the score that holds since."""

    text: str
    made_at: datetime
    state: AppealState
    answer: str
    answered_by: str | None
    answered_at: datetime | None
    corrections: dict[str, float | None] | None
    points: float | None
    weight: int | None


class CardView(BaseModel):
    """A scorecard: its score, how much of the weight could be counted; `held` is what holds after an appeal."""

    card_id: UUID
    agent_id: UUID | None
    group_id: UUID
    name: str
    number: str
    group: str
    scored: list[ScoredView]
    held: list[ScoredView]
    points: float | None
    weight: int
    appeal: AppealView | None


class MonthWithCards(BaseModel):
    """A month with the scorecards that the reader may see."""

    month: MonthView
    cards: list[CardView]


class WholeView(BaseModel):
    """A scorecard with its month."""

    month: MonthView
    card: CardView


class CallView(BaseModel):
    """A call behind a figure; its number is masked for who may not read it."""

    call_id: UUID
    at: datetime
    outcome: str | None
    direction: str | None
    number: str | None


class CallsView(BaseModel):
    """The calls behind a figure, the latest first; `is_cut` when there are more."""

    calls: list[CallView]
    is_cut: bool


@router.get("/measures")
async def list_measures(manager: Manager) -> list[MeasureChoice]:
    """List the measures that are known by agent, and so by team."""
    return [
        MeasureChoice(
            code=each.code,
            name=each.name,
            unit=each.unit,
            formula={language: formula(each, language) for language in each.name},
        )
        for each in MEASURES.values()
        if Dimension.AGENT in dimensions_of(each)
    ]


@router.get("/templates")
async def list_templates(manager: Manager, session: Tx) -> list[TemplateView]:
    """List the templates, those out of use last."""
    return [_template_view(each) for each in await service.list_templates(session)]


@router.post("/templates", status_code=201)
async def add_template(body: TemplateBody, manager: Manager, session: Tx, clock: ClockDep) -> TemplateView:
    """Add a template."""
    template = _template(new_id(), body, version=0)
    return _template_view(await service.put_template(session, principal=manager, template=template, now=clock()))


@router.put("/templates/{template_id}")
async def change_template(
    template_id: UUID, body: TemplateBody, manager: Manager, session: Tx, clock: ClockDep
) -> TemplateView:
    """Change a template; what is published stays as it is."""
    template = _template(template_id, body, version=max(1, body.version))
    return _template_view(await service.put_template(session, principal=manager, template=template, now=clock()))


@router.get("/months")
async def list_months(viewer: Viewer, session: Tx) -> list[MonthView]:
    """List the months, the latest first."""
    return [month_view(each) for each in await service.list_months(session, principal=viewer)]


@router.post("/months")
async def compute(body: ComputeBody, manager: Manager, session: Tx, clock: ClockDep) -> MonthView:
    """Make the scorecards of a month, again if there are some."""
    made = await service.compute(
        session, principal=manager, template_id=body.template_id, month=body.month, now=clock()
    )
    return month_view(made)


@router.get("/months/{month_id}")
async def month(month_id: UUID, viewer: Viewer, session: Tx) -> MonthWithCards:
    """Show a month with its scorecards, the best first."""
    found, cards = await service.month_with_cards(session, principal=viewer, month_id=month_id)
    return MonthWithCards(month=month_view(found), cards=[card_view(card, found) for card in cards])


@router.post("/months/{month_id}/publication")
async def publish(month_id: UUID, body: PublishBody, manager: Manager, session: Tx, clock: ClockDep) -> MonthView:
    """Publish the scorecards of a month: they never change again."""
    published = await service.publish(
        session, principal=manager, month_id=month_id, computed_at=body.computed_at, now=clock()
    )
    return month_view(published)


@router.get("/cards/appealed")
async def appealed(leader: Leader, session: Tx) -> list[WholeView]:
    """List scorecards that were appealed against, the open ones first."""
    found = await service.list_appealed(session, principal=leader)
    return [WholeView(month=month_view(each.month), card=card_view(each.card, each.month)) for each in found]


@router.get("/cards/{card_id}/calls")
async def calls(card_id: UUID, current: Current, session: Tx, measure: Annotated[str, Query()]) -> CallsView:
    """List the calls behind a figure of a scorecard."""
    found = await service.calls_behind(session, principal=current, card_id=card_id, measure=measure)
    return CallsView(calls=[_call_view(each, current) for each in found.calls], is_cut=found.is_cut)


@router.post("/cards/{card_id}/appeal", status_code=201)
async def appeal(card_id: UUID, body: AppealBody, current: Current, session: Tx, clock: ClockDep) -> AppealView:
    """Appeal against one's own scorecard."""
    return _appeal_view(await service.appeal(session, principal=current, card_id=card_id, text=body.text, now=clock()))


@router.post("/cards/{card_id}/appeal/answer")
async def answer(card_id: UUID, body: AnswerBody, leader: Leader, session: Tx, clock: ClockDep) -> AppealView:
    """Answer an appeal."""
    corrections = None if body.corrections is None else {each.measure: each.value for each in body.corrections}
    answered = await service.answer(
        session, principal=leader, card_id=card_id, text=body.answer, corrections=corrections, now=clock()
    )
    return _appeal_view(answered)


def _template(template_id: UUID, body: TemplateBody, *, version: int) -> Template:
    return Template(
        template_id=template_id,
        name={"zh-CN": body.name.get("zh-CN", ""), "en": body.name.get("en", "")},
        subject=body.subject,
        lines=tuple(Line(**line.model_dump()) for line in body.lines),
        is_active=body.is_active,
        version=version,
    )


def _template_view(template: Template) -> TemplateView:
    return TemplateView(
        template_id=template.template_id,
        name=template.name,
        subject=template.subject,
        lines=[_line_body(line) for line in template.lines],
        is_active=template.is_active,
        version=template.version,
    )


def _line_body(line: Line) -> LineBody:
    return LineBody(measure=line.measure, weight=line.weight, target=line.target, zero_at=line.zero_at)


def month_view(month: Month) -> MonthView:
    return MonthView(
        month_id=month.month_id,
        template_id=month.template_id,
        name=month.name,
        subject=month.subject,
        month=month.month,
        measures=[_measure_view(each) for each in month.measures],
        computed_at=month.computed_at,
        known_until=month.known_until,
        is_stale=month.is_stale,
        published_at=month.published_at,
        published_by=month.published_name,
        appeals_until=None if month.published_at is None else month.published_at + APPEAL_WITHIN,
    )


def _measure_view(told: Told) -> MeasureView:
    line = _line_body(told.line).model_dump()
    return MeasureView(**line, name=told.name, unit=told.unit, formula=told.formula, has_calls=told.has_calls)


def card_view(card: Card, month: Month) -> CardView:
    corrections = (card.appeal and card.appeal.corrections) or {}
    return CardView(
        card_id=card.card_id,
        agent_id=card.agent_id,
        group_id=card.group_id,
        name=card.name,
        number=card.number,
        group=card.group,
        scored=[_scored_view(each) for each in card.scored],
        held=[_scored_view(each) for each in corrected(month.lines, card.scored, corrections)],
        points=card.score.points,
        weight=card.score.weight,
        appeal=None if card.appeal is None else _appeal_view(card.appeal),
    )


def _scored_view(scored: Scored) -> ScoredView:
    return ScoredView(measure=scored.measure, value=scored.value, points=scored.points)


def _appeal_view(appeal: Appeal) -> AppealView:
    return AppealView(
        text=appeal.text,
        made_at=appeal.made_at,
        state=appeal.state,
        answer=appeal.answer,
        answered_by=appeal.answered_name,
        answered_at=appeal.answered_at,
        corrections=None if appeal.corrections is None else dict(appeal.corrections),
        points=None if appeal.score is None else appeal.score.points,
        weight=None if appeal.score is None else appeal.score.weight,
    )


def _call_view(call: Behind, reader: Principal) -> CallView:
    number = call.number
    network = None if call.local_network_id is None else LocalNetworkId(call.local_network_id)
    if number is not None and not sees_numbers(reader, network):
        number = mask_number(number)
    return CallView(call_id=call.call_id, at=call.at, outcome=call.outcome, direction=call.direction, number=number)
