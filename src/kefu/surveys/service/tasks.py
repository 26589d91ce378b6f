"""What surveys expect of an agent, among his tasks."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.model import Principal
from kefu.kernel.tasks import Task
from kefu.kernel.words import Text
from kefu.surveys.model import Case, State
from kefu.surveys.model.cases import LATER_WITHIN
from kefu.surveys.store import tasks as store


async def tasks(session: AsyncSession, *, principal: Principal, now: datetime) -> list[Task]:
    """List the case that somebody has to finish, and whom he has told that he will call again."""
    held = await store.held(session, principal.person_id)
    # a time that was promised lies within so many days, and is forgotten as many after it
    promised = await store.promised(session, principal.person_id, now - 2 * LATER_WITHIN)
    return [_task(case, group, now) for case, group in (*held, *promised)]


def _task(case: Case, group: Text, now: datetime) -> Task:
    is_held = case.state is State.DEALT
    return Task(
        kind="survey",
        id=case.case_id,
        no=str(case.subject.get("order_no") or ""),
        title=group,
        subject=case.name,
        state=case.state,
        due_at=None if is_held else case.next_at,
        is_overdue=not is_held and case.next_at < now,
        expected="ask" if is_held else "call_again",
    )
