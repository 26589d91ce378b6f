"""SQL of scorecards. Where nothing is said of scope, row-level security hides what is not the reader's."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.tables import AgentGroupRow, AgentRow, PersonRow, SiteRow
from kefu.insight.appraisal.model import Appeal, AppealState, Card, Month, Template, Told, Whole
from kefu.insight.appraisal.tables import (
    AppraisalAppealRow,
    AppraisalCardRow,
    AppraisalMonthRow,
    AppraisalSeenRow,
    AppraisalTemplateRow,
)
from kefu.insight.rules.appraisal import Line, Score, Scored, Subject
from kefu.insight.rules.measures import Unit
from kefu.kernel.ids import AgentId, LocalNetworkId, PersonId, TenantId

# -- templates -------------------------------------------------------------------------------------------------------


async def templates(session: AsyncSession) -> list[Template]:
    """List the templates, those out of use last."""
    row = AppraisalTemplateRow
    found = await session.scalars(select(row).order_by(row.is_active.desc(), row.name_zh, row.id))
    return [_template(each) for each in found]


async def template(session: AsyncSession, template_id: UUID) -> Template | None:
    """Find a template, and keep it as it is until the end of the transaction."""
    row = AppraisalTemplateRow
    found = await session.scalar(select(row).where(row.id == template_id).with_for_update())
    return None if found is None else _template(found)


def _template(row: AppraisalTemplateRow) -> Template:
    return Template(
        template_id=row.id,
        name={"zh-CN": row.name_zh, "en": row.name_en},
        subject=Subject(row.subject),
        lines=tuple(Line(**line) for line in row.lines),
        is_active=row.is_active,
        version=row.version,
    )


async def put_template(session: AsyncSession, tenant_id: TenantId, template: Template) -> bool:
    """Add a template (version 0), or change one that is still in its version; tell whether that was so."""
    values = {
        "name_zh": template.name["zh-CN"],
        "name_en": template.name["en"],
        "lines": [asdict(line) for line in template.lines],
        "is_active": template.is_active,
        "version": template.version + 1,
    }
    row = AppraisalTemplateRow
    if template.version == 0:
        adding = insert(row).values(id=template.template_id, tenant_id=tenant_id, subject=template.subject, **values)
        await session.execute(adding)
        return True
    changed = update(row).where(row.id == template.template_id, row.version == template.version).values(**values)
    return (await session.execute(changed.returning(row.id))).first() is not None


# -- months ----------------------------------------------------------------------------------------------------------


async def months(session: AsyncSession, is_published: bool, limit: int) -> list[Month]:
    """List months, the latest first; only the published ones if so wanted."""
    asked = _MONTHS.order_by(AppraisalMonthRow.month.desc(), AppraisalMonthRow.name_zh).limit(limit)
    if is_published:
        asked = asked.where(AppraisalMonthRow.published_at.is_not(None))
    return [_month(row, version) for row, version in await session.execute(asked)]


async def month(session: AsyncSession, month_id: UUID, *, is_kept: bool = False) -> Month | None:
    """Find a month; keep others from changing it until the end of the transaction if so wanted."""
    asked = _MONTHS.where(AppraisalMonthRow.id == month_id)
    if is_kept:
        asked = asked.with_for_update(of=AppraisalMonthRow)
    found = (await session.execute(asked)).first()
    return None if found is None else _month(*found)


async def month_of_template(session: AsyncSession, template_id: UUID, first: date) -> Month | None:
    """Find what was computed of a month by a template, and keep it until the end of the transaction."""
    row = AppraisalMonthRow
    asked = _MONTHS.where(row.template_id == template_id, row.month == first).with_for_update(of=row)
    found = (await session.execute(asked)).first()
    return None if found is None else _month(*found)


_MONTHS: Any = select(AppraisalMonthRow, AppraisalTemplateRow.version).join(
    AppraisalTemplateRow, AppraisalTemplateRow.id == AppraisalMonthRow.template_id
)


def _month(row: AppraisalMonthRow, version: int) -> Month:
    return Month(
        month_id=row.id,
        template_id=row.template_id,
        template_version=row.template_version,
        name={"zh-CN": row.name_zh, "en": row.name_en},
        subject=Subject(row.subject),
        month=row.month,
        measures=tuple(_told(each) for each in row.measures),
        computed_at=row.computed_at,
        known_until=row.known_until,
        published_at=row.published_at,
        published_name=row.published_name,
        is_stale=row.published_at is None and row.template_version != version,
    )


def _told(values: Mapping[str, Any]) -> Told:
    return Told(
        line=Line(**values["line"]),
        name=values["name"],
        unit=Unit(values["unit"]),
        formula=values["formula"],
        has_calls=values["has_calls"],
    )


async def put_month(session: AsyncSession, tenant_id: TenantId, month: Month) -> None:
    """Write what a month was computed from; its scorecards of before are gone."""
    values = {
        "template_version": month.template_version,
        "name_zh": month.name["zh-CN"],
        "name_en": month.name["en"],
        "measures": [asdict(each) for each in month.measures],
        "computed_at": month.computed_at,
        "known_until": month.known_until,
    }
    adding = insert(AppraisalMonthRow).values(
        id=month.month_id,
        tenant_id=tenant_id,
        template_id=month.template_id,
        subject=month.subject,
        month=month.month,
        **values,
    )
    await session.execute(adding.on_conflict_do_update(index_elements=[AppraisalMonthRow.id], set_=values))
    await session.execute(delete(AppraisalCardRow).where(AppraisalCardRow.month_id == month.month_id))


async def publish(session: AsyncSession, month_id: UUID, person_id: PersonId, name: str, now: datetime) -> None:
    """Publish a month with its scorecards."""
    row, card = AppraisalMonthRow, AppraisalCardRow
    await session.execute(
        update(row).where(row.id == month_id).values(published_at=now, published_by=person_id, published_name=name)
    )
    await session.execute(update(card).where(card.month_id == month_id).values(published_at=now))


# -- scorecards ------------------------------------------------------------------------------------------------------


class Candidate(NamedTuple):
    """An agent or a team who gets a scorecard."""

    key: UUID
    group_id: UUID
    name: str
    number: str
    group: str
    local_network_id: LocalNetworkId | None
    is_active: bool


async def candidates(session: AsyncSession, subject: Subject) -> list[Candidate]:
    """List agents, or teams, whom a scorecard could be of."""
    if subject is Subject.GROUP:
        agents = select(func.count()).where(AgentRow.group_id == AgentGroupRow.id).scalar_subquery()
        asked: Any = select(
            AgentGroupRow.id,
            AgentGroupRow.id,
            AgentGroupRow.name,
            literal(""),
            SiteRow.name,
            SiteRow.local_network_id,
            agents > 0,
        ).join(SiteRow, SiteRow.id == AgentGroupRow.site_id)
    else:
        asked = (
            select(
                AgentRow.id,
                AgentRow.group_id,
                PersonRow.name,
                AgentRow.number,
                AgentGroupRow.name,
                SiteRow.local_network_id,
                PersonRow.is_active,
            )
            .join(PersonRow, PersonRow.id == AgentRow.person_id)
            .join(AgentGroupRow, AgentGroupRow.id == AgentRow.group_id)
            .join(SiteRow, SiteRow.id == AgentGroupRow.site_id)
        )
    return [Candidate(*row) for row in await session.execute(asked)]


async def add_cards(session: AsyncSession, tenant_id: TenantId, cards: Sequence[Card]) -> None:
    """Write scorecards."""
    if cards:
        await session.execute(insert(AppraisalCardRow), [_card_values(tenant_id, card) for card in cards])


def _card_values(tenant_id: TenantId, card: Card) -> dict[str, Any]:
    return {
        "id": card.card_id,
        "tenant_id": tenant_id,
        "local_network_id": card.local_network_id,
        "month_id": card.month_id,
        "agent_id": card.agent_id,
        "group_id": card.group_id,
        "name": card.name,
        "number": card.number,
        "group_name": card.group,
        "scored": [asdict(each) for each in card.scored],
        "points": card.score.points,
        "weight": card.score.weight,
    }


async def cards(session: AsyncSession, month_id: UUID) -> list[Card]:
    """List the scorecards of a month, the best first, those without a score last."""
    row = AppraisalCardRow
    asked = _CARDS.where(row.month_id == month_id).order_by(row.points.desc().nulls_last(), row.number, row.name)
    return [_card(card, appeal) for card, appeal in await session.execute(asked)]


async def card(session: AsyncSession, card_id: UUID) -> Card | None:
    """Find a scorecard."""
    found = (await session.execute(_CARDS.where(AppraisalCardRow.id == card_id))).first()
    return None if found is None else _card(*found)


async def published_to(session: AsyncSession, agent_id: AgentId, limit: int) -> list[Whole]:
    """List the scorecards of an agent that are published, and those of his team, the latest first."""
    return await _wholes(session, _his(agent_id), limit)


def _his(agent_id: AgentId) -> ColumnElement[bool]:
    row = AppraisalCardRow
    group = select(AgentRow.group_id).where(AgentRow.id == agent_id).scalar_subquery()
    is_his = or_(row.agent_id == agent_id, row.agent_id.is_(None) & (row.group_id == group))
    return is_his & row.published_at.is_not(None)


async def appealed(session: AsyncSession, limit: int, *, is_open: bool = False) -> list[Whole]:
    """List scorecards that were appealed against, the open ones first, the oldest of these first; or only these."""
    row = AppraisalAppealRow
    wanted = row.state == AppealState.OPEN if is_open else row.id.is_not(None)
    return await _wholes(session, wanted, limit, is_by_appeal=True)


async def unseen(
    session: AsyncSession, person_id: PersonId, agent_id: AgentId, since: datetime, limit: int
) -> list[Whole]:
    """List what is new since a time of an agent's scorecards and his team's, and what he has not looked at since."""
    card, seen = AppraisalCardRow, AppraisalSeenRow
    new_at = func.greatest(card.published_at, AppraisalAppealRow.answered_at)
    has_seen = exists().where(seen.person_id == person_id, seen.card_id == card.id, seen.seen_at >= new_at)
    return await _wholes(session, _his(agent_id) & (new_at >= since) & ~has_seen, limit)


async def mark_seen(
    session: AsyncSession, tenant_id: TenantId, person_id: PersonId, card_id: UUID, now: datetime
) -> None:
    """Note when somebody has last looked at a scorecard."""
    keys = {"person_id": person_id, "card_id": card_id}
    adding = insert(AppraisalSeenRow).values(tenant_id=tenant_id, seen_at=now, **keys)
    await session.execute(adding.on_conflict_do_update(index_elements=list(keys), set_={"seen_at": now}))


async def _wholes(
    session: AsyncSession, wanted: ColumnElement[bool], limit: int, *, is_by_appeal: bool = False
) -> list[Whole]:
    appeal = AppraisalAppealRow
    order = (
        ((appeal.state == AppealState.OPEN).desc(), appeal.made_at, appeal.id)
        if is_by_appeal
        else (AppraisalMonthRow.month.desc(), AppraisalCardRow.agent_id.is_(None), AppraisalCardRow.id)
    )
    asked = (
        select(AppraisalCardRow, appeal, AppraisalMonthRow, AppraisalMonthRow.template_version)
        .join(AppraisalMonthRow, AppraisalMonthRow.id == AppraisalCardRow.month_id)
        .outerjoin(appeal, appeal.card_id == AppraisalCardRow.id)
        .where(wanted)
        .order_by(*order)
        .limit(limit)
    )
    found = await session.execute(asked)
    return [Whole(card=_card(card, made), month=_month(month, version)) for card, made, month, version in found]


_CARDS: Any = select(AppraisalCardRow, AppraisalAppealRow).outerjoin(
    AppraisalAppealRow, AppraisalAppealRow.card_id == AppraisalCardRow.id
)


def _card(row: AppraisalCardRow, appeal: AppraisalAppealRow | None) -> Card:
    return Card(
        card_id=row.id,
        month_id=row.month_id,
        agent_id=None if row.agent_id is None else AgentId(row.agent_id),
        group_id=row.group_id,
        name=row.name,
        number=row.number,
        group=row.group_name,
        local_network_id=None if row.local_network_id is None else LocalNetworkId(row.local_network_id),
        scored=tuple(Scored(**each) for each in row.scored),
        score=Score(points=row.points, weight=row.weight),
        published_at=row.published_at,
        appeal=None if appeal is None else _appeal(appeal),
    )


# -- appeals ---------------------------------------------------------------------------------------------------------


def _appeal(row: AppraisalAppealRow) -> Appeal:
    return Appeal(
        appeal_id=row.id,
        text=row.text,
        made_at=row.made_at,
        state=AppealState(row.state),
        answer=row.answer,
        answered_name=row.answered_name,
        answered_at=row.answered_at,
        corrections=row.corrections,
        score=None if row.weight is None else Score(points=row.points, weight=row.weight),
    )


async def add_appeal(session: AsyncSession, tenant_id: TenantId, card: Card, appeal: Appeal) -> bool:
    """Write an appeal; tell whether it is the first against this scorecard."""
    adding = insert(AppraisalAppealRow).values(
        id=appeal.appeal_id,
        tenant_id=tenant_id,
        local_network_id=card.local_network_id,
        card_id=card.card_id,
        text=appeal.text,
        made_at=appeal.made_at,
        state=appeal.state,
        answer="",
    )
    adding = adding.on_conflict_do_nothing(index_elements=[AppraisalAppealRow.card_id])
    return await session.scalar(adding.returning(AppraisalAppealRow.id)) is not None


async def answer_appeal(session: AsyncSession, card_id: UUID, person_id: PersonId, answered: Appeal) -> bool:
    """Write the answer to an appeal; tell whether it was open."""
    row, score = AppraisalAppealRow, answered.score
    answering = (
        update(row)
        .where(row.card_id == card_id, row.state == AppealState.OPEN)
        .values(
            state=answered.state,
            answer=answered.answer,
            answered_by=person_id,
            answered_name=answered.answered_name,
            answered_at=answered.answered_at,
            corrections=answered.corrections,
            points=None if score is None else score.points,
            weight=None if score is None else score.weight,
        )
    )
    return (await session.execute(answering.returning(row.id))).first() is not None
