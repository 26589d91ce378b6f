"""SQL of what surveys expect of an agent."""

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import PersonId
from kefu.kernel.words import Text
from kefu.surveys.model import Case, Outcome, State
from kefu.surveys.store.cases import case_of
from kefu.surveys.tables import SurveyAttemptRow, SurveyCaseRow, SurveyGroupRow


async def held(session: AsyncSession, person_id: PersonId) -> list[tuple[Case, Text]]:
    """Return the case on an agent's screen, with its group's name."""
    return await _found(session, SurveyCaseRow.state == State.DEALT, SurveyCaseRow.dealt_to == person_id)


async def promised(session: AsyncSession, person_id: PersonId, since: datetime) -> list[tuple[Case, Text]]:
    """List the cases whose customers told this agent last to call later, since then, and that nobody has taken."""
    own = SurveyAttemptRow
    said_later = (
        select(own.case_id)
        .where(
            own.person_id == person_id,
            own.at >= since,
            own.outcome == Outcome.LATER,
            own.case_id == SurveyCaseRow.id,
            own.number == SurveyCaseRow.attempts,
        )
        .exists()
    )
    return await _found(session, SurveyCaseRow.state == State.PENDING, SurveyCaseRow.attempts > 0, said_later)


async def _found(session: AsyncSession, *where: ColumnElement[bool]) -> list[tuple[Case, Text]]:
    asked = (
        select(SurveyCaseRow, SurveyGroupRow.name_zh, SurveyGroupRow.name_en)
        .join(SurveyGroupRow, SurveyGroupRow.id == SurveyCaseRow.group_id)
        .where(*where)
        .order_by(SurveyCaseRow.next_at)
    )
    return [(case_of(row), {"zh-CN": zh, "en": en}) for row, zh, en in await session.execute(asked)]
