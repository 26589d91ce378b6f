"""What is new for somebody: his scorecard is published, his appeal answered; for who leads, appeals that wait for him.

It stands among his tasks until he has looked at it, on whichever computer.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.model import Principal
from kefu.insight.appraisal import service, store
from kefu.insight.appraisal.model import AppraisalNotFoundError, Whole
from kefu.insight.rules.appraisal import APPEAL_WITHIN, is_appealable
from kefu.kernel.tasks import Task
from kefu.platform.db import Scope, enter_scope

NEWS_FOR = timedelta(days=31)
"""Then the next month's is there; and who joins a team is not asked to read years of its scorecards."""


async def unseen(session: AsyncSession, *, principal: Principal, now: datetime) -> list[Whole]:
    """List one's own scorecards and one's team's that one has not looked at since they were published or answered."""
    if principal.agent_id is None:
        return []
    # one's own is one's own wherever the site lies
    await enter_scope(session, Scope(principal.tenant_id))
    since = now - NEWS_FOR
    return await store.unseen(session, principal.person_id, principal.agent_id, since, service.CARDS_MAX)


async def see(session: AsyncSession, *, principal: Principal, card_id: UUID, now: datetime) -> None:
    """Note that somebody has looked at a scorecard of his or of his team.

    Raises: AppraisalNotFoundError.
    """
    if card_id not in {each.card.card_id for each in await service.list_mine(session, principal=principal)}:
        raise AppraisalNotFoundError(f"no scorecard {card_id}")
    await store.mark_seen(session, principal.tenant_id, principal.person_id, card_id, now)


async def tasks(session: AsyncSession, *, principal: Principal, now: datetime) -> list[Task]:
    """List scorecards and answers to read."""
    return [_to_read(each, now) for each in await unseen(session, principal=principal, now=now)]


async def appeals(session: AsyncSession, *, principal: Principal, now: datetime) -> list[Task]:
    """List appeals to answer; not one's own."""
    found = await service.list_open(session, principal=principal)
    return [_task(each, "appeal", each.card.name, "answer_appeal") for each in found]


def _to_read(whole: Whole, now: datetime) -> Task:
    card = whole.card
    subject = card.name if card.agent_id is None else ""
    if card.appeal is not None and card.appeal.answered_at is not None:
        return _task(whole, "appraisal", subject, "read_answer")
    can_appeal = card.agent_id is not None and card.appeal is None and is_appealable(card.published_at, now)
    until = card.published_at + APPEAL_WITHIN if can_appeal and card.published_at else None
    return _task(whole, "appraisal", subject, "read_score", until)


def _task(whole: Whole, kind: str, subject: str, expected: str, due_at: datetime | None = None) -> Task:
    appeal = whole.card.appeal
    return Task(
        kind=kind,
        id=whole.card.card_id,
        no=f"{whole.month.month:%Y-%m}",
        title=whole.month.name,
        subject=subject,
        state="published" if appeal is None else appeal.state,
        due_at=due_at,
        is_overdue=False,
        expected=expected,
    )
