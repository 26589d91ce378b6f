"""HTTP of cases: the pool for those who manage it, and what an agent does with the case on his screen."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from kefu.identity.http import Tx, require
from kefu.identity.model import Principal
from kefu.kernel.ids import SurveyCaseId, SurveyGroupId
from kefu.kernel.instant import to_ms
from kefu.kernel.words import Text
from kefu.platform.numbering import parse_number
from kefu.platform.web import ClockDep
from kefu.surveys.http.views import CaseSummary, CaseView, case_view, summary
from kefu.surveys.model import Case, Outcome, State
from kefu.surveys.service import dealing, groups, pool
from kefu.surveys.store.cases import PAGE, Wanted

router = APIRouter()
Manager = Annotated[Principal, Depends(require("survey.manage"))]
Caller = Annotated[Principal, Depends(require("survey.call"))]
Asked = Literal["success", "no_answer", "busy", "wrong_information", "refused", "later"]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class HoldBody(_Body):
    """Why a case is kept: somebody works at it, or an incoming call takes precedence."""

    is_interrupted: bool = False


class PutBackBody(_Body):
    """Why a case is given back; `is_elsewhere`: the customer is talking with somebody else of us."""

    is_elsewhere: bool = False


class AnswersBody(_Body):
    """The answers so far."""

    version: int = Field(ge=1, lt=2**31)
    answers: dict[str, Any] = Field(max_length=500)


class OutcomeBody(_Body):
    """What came of a call."""

    version: int = Field(ge=1, lt=2**31)
    outcome: Asked
    answers: dict[str, Any] | None = Field(default=None, max_length=500)
    later_at: AwareDatetime | None = None


class WaitingGroupView(BaseModel):
    """A group whose cases an agent may be dealt, and how many wait."""

    group_id: UUID
    name: Text
    due: int
    is_open: bool


class PoolView(BaseModel):
    """What waits for an agent; `more_at_ms`: when there will be something, if there is nothing now."""

    due: int
    groups: list[WaitingGroupView]
    next: CaseSummary | None
    more_at_ms: int | None


class CasesView(BaseModel):
    """A page of cases; `next_before` is where the next one begins."""

    cases: list[CaseSummary]
    next_before: UUID | None


async def choice_of(group_id: UUID | None = None, language: str = "", is_retry_only: bool = False) -> dealing.Choice:
    """Read which cases an agent wants."""
    return dealing.Choice(
        group_id=None if group_id is None else SurveyGroupId(group_id),
        language=language[:10],
        is_retry_only=is_retry_only,
    )


async def whole(session: Tx, case: Case, viewer: Principal) -> CaseView:
    """Return a case with its group and its calls."""
    group = await groups.group(session, group_id=case.group_id)
    _, history = await dealing.find(session, case_id=case.case_id)
    return case_view(case, group, history, viewer)


# -- agents ----------------------------------------------------------------------------------------------------------


@router.get("/pool")
async def look(
    caller: Caller, session: Tx, clock: ClockDep, choice: Annotated[dealing.Choice, Depends(choice_of)]
) -> PoolView:
    """Look at what waits."""
    found = await dealing.pool(session, choice=choice, now=clock())
    return PoolView(
        due=found.due,
        groups=[
            WaitingGroupView(
                group_id=group.group_id,
                name=group.name,
                due=found.by_group.get(group.group_id, 0),
                is_open=group.group_id in found.by_group,
            )
            for group in found.groups
        ],
        next=None if found.next is None else CaseSummary(**summary(found.next, "", caller)),
        more_at_ms=None if found.more_at is None else to_ms(found.more_at),
    )


@router.get("/cases/held")
async def held(caller: Caller, session: Tx) -> CaseView | None:
    """Show the case on this agent's screen, if there is one."""
    case = await dealing.held(session, person_id=caller.person_id)
    return None if case is None else await whole(session, case, caller)


@router.post("/cases/{case_id}/hold", status_code=204)
async def hold(case_id: UUID, body: HoldBody, caller: Caller, session: Tx, clock: ClockDep) -> None:
    """Keep the case a while longer."""
    await dealing.hold(
        session,
        person_id=caller.person_id,
        case_id=SurveyCaseId(case_id),
        is_interrupted=body.is_interrupted,
        now=clock(),
    )


@router.post("/cases/{case_id}/put_back", status_code=204)
async def put_back(case_id: UUID, body: PutBackBody, caller: Caller, session: Tx, clock: ClockDep) -> None:
    """Give the case back without a call."""
    await dealing.put_back(
        session,
        tenant_id=caller.tenant_id,
        person_id=caller.person_id,
        case_id=SurveyCaseId(case_id),
        is_elsewhere=body.is_elsewhere,
        now=clock(),
    )


@router.put("/cases/{case_id}/answers")
async def save(case_id: UUID, body: AnswersBody, caller: Caller, session: Tx, clock: ClockDep) -> CaseView:
    """Keep the answers so far."""
    case = await dealing.save(
        session,
        person_id=caller.person_id,
        case_id=SurveyCaseId(case_id),
        version=body.version,
        answers=body.answers,
        now=clock(),
    )
    return await whole(session, case, caller)


@router.post("/cases/{case_id}/outcome")
async def conclude(case_id: UUID, body: OutcomeBody, caller: Caller, session: Tx, clock: ClockDep) -> CaseView:
    """Say what came of the call."""
    case = await dealing.conclude(
        session,
        tenant_id=caller.tenant_id,
        person_id=caller.person_id,
        case_id=SurveyCaseId(case_id),
        version=body.version,
        outcome=Outcome(body.outcome),
        answers=body.answers,
        later_at=body.later_at,
        now=clock(),
    )
    return await whole(session, case, caller)


# -- managers --------------------------------------------------------------------------------------------------------


@router.get("/cases")
async def list_cases(
    manager: Manager,
    session: Tx,
    group_id: UUID | None = None,
    state: Annotated[tuple[State, ...], Query()] = (),
    number: Annotated[str, Query(max_length=40)] = "",
    order_no: Annotated[str, Query(max_length=64)] = "",
    before: UUID | None = None,
) -> CasesView:
    """List the cases, the latest first."""
    wanted = Wanted(
        group_ids=[SurveyGroupId(group_id)] if group_id else [],
        states=state,
        number=parse_number(number).key if number else "",
        order_no=order_no,
        before=before,
    )
    found = await pool.list_cases(session, wanted=wanted)
    return CasesView(
        cases=[CaseSummary(**summary(case, name, manager)) for case, name in found],
        next_before=found[-1][0].case_id if len(found) == PAGE else None,
    )


@router.get("/cases/{case_id}")
async def show(case_id: UUID, manager: Manager, session: Tx) -> CaseView:
    """Show a case with its answers and calls."""
    case, _ = await dealing.find(session, case_id=SurveyCaseId(case_id))
    return await whole(session, case, manager)


@router.post("/cases/{case_id}/give_up")
async def give_up(case_id: UUID, manager: Manager, session: Tx, clock: ClockDep) -> CaseView:
    """Take a case out of the pool for good."""
    case = await pool.give_up(session, principal=manager, case_id=SurveyCaseId(case_id), now=clock())
    return await whole(session, case, manager)
