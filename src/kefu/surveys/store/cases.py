"""SQL of survey cases and attempts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.tables import PersonRow
from kefu.kernel.ids import CallId, CustomerId, LocalNetworkId, PersonId, SurveyCaseId, SurveyGroupId, TenantId
from kefu.platform.ids import new_id
from kefu.surveys.model import (
    Attempt,
    Case,
    Holding,
    NewCase,
    Outcome,
    ServiceKind,
    SourceKind,
    State,
    service_of,
)
from kefu.surveys.tables import SurveyAttemptRow, SurveyCaseRow

PAGE = 50
_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which cases somebody looks for; empty: all."""

    group_ids: Collection[SurveyGroupId] = ()
    states: Collection[State] = ()
    outcomes: Collection[Outcome] = ()
    number: str = ""
    order_no: str = ""
    before: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which cases an agent wants to be dealt."""

    group_ids: Collection[SurveyGroupId]
    language: str = ""
    is_retry_only: bool = False


# -- adding ----------------------------------------------------------------------------------------------------------


async def insert(
    session: AsyncSession,
    tenant_id: TenantId,
    group_id: SurveyGroupId,
    cases: Sequence[NewCase],
    next_at: datetime,
    now: datetime,
) -> int:
    """Add cases but those whose source has one already; return how many were new."""
    added = 0
    for first in range(0, len(cases), _BATCH):
        rows = [_new_row(tenant_id, group_id, case, next_at, now) for case in cases[first : first + _BATCH]]
        done = await session.execute(
            upsert(SurveyCaseRow)
            .values(rows)
            .on_conflict_do_nothing(constraint="uq_survey_case_source")
            .returning(SurveyCaseRow.id)
        )
        added += len(done.all())
    return added


async def known_sources(session: AsyncSession, kind: SourceKind, source_ids: Collection[str]) -> frozenset[str]:
    """Tell which sources have a case already."""
    asked = select(SurveyCaseRow.source_id).where(
        SurveyCaseRow.source_kind == kind, SurveyCaseRow.source_id.in_(source_ids)
    )
    return frozenset(await session.scalars(asked))


async def quiet_numbers(session: AsyncSession, numbers: Collection[str], since: datetime) -> frozenset[str]:
    """Tell which numbers are to be called already, or were in a case that ended since then."""
    asked = select(SurveyCaseRow.number).where(
        SurveyCaseRow.number.in_(numbers),
        SurveyCaseRow.ended_at.is_(None) | (SurveyCaseRow.ended_at >= since),
    )
    return frozenset(await session.scalars(asked))


def _new_row(
    tenant_id: TenantId, group_id: SurveyGroupId, case: NewCase, next_at: datetime, now: datetime
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "tenant_id": tenant_id,
        "local_network_id": case.local_network_id,
        "group_id": group_id,
        "source_kind": case.source_kind,
        "source_id": case.source_id,
        "service": service_of(case.source_kind, case.subject),
        "customer_id": case.customer_id,
        "name": case.name,
        "number": case.number,
        "language": case.language,
        "subject": dict(case.subject),
        "state": State.PENDING,
        "version": 1,
        "next_at": next_at,
        "attempts": 0,
        "created_at": now,
        "form_code": "",
        "answers": {},
        "points": 0,
        "max_points": 0,
    }


# -- dealing ---------------------------------------------------------------------------------------------------------


async def next_due(session: AsyncSession, filters: Filters, now: datetime, *, is_locked: bool) -> Case | None:
    """Find the case that is due first; locked, it is nobody else's, and cases locked by others are passed over."""
    asked = _due(select(SurveyCaseRow), filters, now).order_by(SurveyCaseRow.next_at, SurveyCaseRow.id).limit(1)
    if is_locked:
        asked = asked.with_for_update(skip_locked=True)
    row = await session.scalar(asked)
    return None if row is None else case_of(row)


async def due_case(session: AsyncSession, case_id: SurveyCaseId, filters: Filters, now: datetime) -> Case | None:
    """Find and lock one case, if it is due and nobody else is taking it."""
    asked = _due(select(SurveyCaseRow), filters, now).where(SurveyCaseRow.id == case_id)
    row = await session.scalar(asked.with_for_update(skip_locked=True))
    return None if row is None else case_of(row)


async def count_due(session: AsyncSession, filters: Filters, now: datetime) -> int:
    """Count the cases that are due."""
    return await session.scalar(_due(select(func.count()).select_from(SurveyCaseRow), filters, now)) or 0


async def next_to_come(session: AsyncSession, filters: Filters, now: datetime) -> datetime | None:
    """Return when the next case is due that is not due yet."""
    asked = select(func.min(SurveyCaseRow.next_at)).where(
        SurveyCaseRow.state == State.PENDING,
        SurveyCaseRow.group_id.in_(filters.group_ids),
        SurveyCaseRow.next_at > now,
    )
    return await session.scalar(asked)


def _due(asked: Select[Any], filters: Filters, now: datetime) -> Select[Any]:
    asked = asked.where(
        SurveyCaseRow.state == State.PENDING,
        SurveyCaseRow.group_id.in_(filters.group_ids),
        SurveyCaseRow.next_at <= now,
    )
    if filters.language:
        asked = asked.where(SurveyCaseRow.language == filters.language)
    if filters.is_retry_only:
        asked = asked.where(SurveyCaseRow.attempts > 0)
    return asked


async def held_by(session: AsyncSession, person_id: PersonId) -> Case | None:
    """Return the case on an agent's screen."""
    asked = select(SurveyCaseRow).where(SurveyCaseRow.state == State.DEALT, SurveyCaseRow.dealt_to == person_id)
    row = await session.scalar(asked.execution_options(populate_existing=True))
    return None if row is None else case_of(row)


# -- one case --------------------------------------------------------------------------------------------------------


async def find(session: AsyncSession, case_id: SurveyCaseId, *, is_locked: bool = False) -> Case | None:
    """Load a case; locked, nobody else changes it meanwhile."""
    asked = select(SurveyCaseRow).where(SurveyCaseRow.id == case_id)
    if is_locked:
        asked = asked.with_for_update()
    row = await session.scalar(asked.execution_options(populate_existing=True))
    return None if row is None else case_of(row)


async def find_free(session: AsyncSession, case_id: SurveyCaseId) -> Case | None:
    """Load and lock a case that nobody is changing right now."""
    asked = select(SurveyCaseRow).where(SurveyCaseRow.id == case_id).with_for_update(skip_locked=True)
    row = await session.scalar(asked.execution_options(populate_existing=True))
    return None if row is None else case_of(row)


async def write(session: AsyncSession, case: Case) -> None:
    """Write a case that is locked."""
    holding = case.holding
    await session.execute(
        update(SurveyCaseRow)
        .where(SurveyCaseRow.id == case.case_id)
        .values(
            state=case.state,
            version=case.version,
            next_at=case.next_at,
            attempts=case.attempts,
            dealt_to=holding and holding.person_id,
            dealt_until=holding and holding.until,
            call_id=holding and holding.call_id,
            dialled_at=holding and holding.dialled_at,
            outcome=case.outcome,
            ended_at=case.ended_at,
            form_code=case.form_code,
            form_version=case.form_version,
            answers=dict(case.answers),
            points=case.points,
            max_points=case.max_points,
            is_satisfied=case.is_satisfied,
            nps=case.nps,
        )
        .execution_options(synchronize_session=False)
    )


async def insert_attempt(session: AsyncSession, tenant_id: TenantId, case: Case, attempt: Attempt) -> None:
    """Write down a call that is over."""
    session.add(
        SurveyAttemptRow(
            case_id=attempt.case_id,
            number=attempt.number,
            tenant_id=tenant_id,
            local_network_id=case.local_network_id,
            person_id=attempt.person_id,
            call_id=attempt.call_id,
            dialled_at=attempt.dialled_at,
            at=attempt.at,
            outcome=attempt.outcome,
        )
    )
    await session.flush()


async def attempts(session: AsyncSession, case_id: SurveyCaseId) -> list[tuple[Attempt, str]]:
    """List the calls of a case with the agents' names."""
    asked = (
        select(SurveyAttemptRow, PersonRow.name)
        .outerjoin(PersonRow, PersonRow.id == SurveyAttemptRow.person_id)
        .where(SurveyAttemptRow.case_id == case_id)
        .order_by(SurveyAttemptRow.number)
    )
    return [
        (
            Attempt(
                case_id=SurveyCaseId(row.case_id),
                number=row.number,
                person_id=PersonId(row.person_id),
                call_id=CallId(row.call_id) if row.call_id else None,
                dialled_at=row.dialled_at,
                at=row.at,
                outcome=Outcome(row.outcome),
            ),
            name or "",
        )
        for row, name in (await session.execute(asked)).all()
    ]


# -- looking ---------------------------------------------------------------------------------------------------------


async def cases(session: AsyncSession, wanted: Wanted) -> list[tuple[Case, str]]:
    """List a page of cases, the latest first, with the name of who has them."""
    asked = (
        select(SurveyCaseRow, PersonRow.name)
        .outerjoin(PersonRow, PersonRow.id == SurveyCaseRow.dealt_to)
        .order_by(SurveyCaseRow.id.desc())
        .limit(PAGE)
    )
    if wanted.group_ids:
        asked = asked.where(SurveyCaseRow.group_id.in_(wanted.group_ids))
    if wanted.states:
        asked = asked.where(SurveyCaseRow.state.in_(wanted.states))
    if wanted.outcomes:
        asked = asked.where(SurveyCaseRow.outcome.in_(wanted.outcomes))
    if wanted.number:
        asked = asked.where(SurveyCaseRow.number == wanted.number)
    if wanted.order_no:
        asked = asked.where(SurveyCaseRow.subject["order_no"].astext == wanted.order_no)
    if wanted.before is not None:
        asked = asked.where(SurveyCaseRow.id < wanted.before)
    return [(case_of(row), name or "") for row, name in (await session.execute(asked)).all()]


async def counts(session: AsyncSession) -> dict[tuple[UUID, str], int]:
    """Count the cases of each group by state."""
    asked = select(SurveyCaseRow.group_id, SurveyCaseRow.state, func.count()).group_by(
        SurveyCaseRow.group_id, SurveyCaseRow.state
    )
    return {(group_id, state): count for group_id, state, count in (await session.execute(asked)).all()}


def case_of(row: SurveyCaseRow) -> Case:
    """Read a case as it is stored."""
    holding = None
    if row.dealt_to is not None and row.dealt_until is not None:
        holding = Holding(
            person_id=PersonId(row.dealt_to),
            until=row.dealt_until,
            call_id=CallId(row.call_id) if row.call_id else None,
            dialled_at=row.dialled_at,
        )
    return Case(
        case_id=SurveyCaseId(row.id),
        group_id=SurveyGroupId(row.group_id),
        source_kind=SourceKind(row.source_kind),
        source_id=row.source_id,
        service=ServiceKind(row.service),
        number=row.number,
        name=row.name,
        language=row.language,
        local_network_id=LocalNetworkId(row.local_network_id) if row.local_network_id else None,
        customer_id=CustomerId(row.customer_id) if row.customer_id else None,
        subject=row.subject,
        state=State(row.state),
        version=row.version,
        next_at=row.next_at,
        created_at=row.created_at,
        attempts=row.attempts,
        holding=holding,
        outcome=Outcome(row.outcome) if row.outcome else None,
        ended_at=row.ended_at,
        form_code=row.form_code,
        form_version=row.form_version,
        answers=row.answers,
        points=row.points,
        max_points=row.max_points,
        is_satisfied=row.is_satisfied,
        nps=row.nps,
    )
