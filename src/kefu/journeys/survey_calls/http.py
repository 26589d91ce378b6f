"""HTTP of survey calls: take a case, dial its customer. The rest of a case's life is in `kefu.surveys.http`."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from kefu.acd.core.model import AgentState
from kefu.identity.http import Tx, require
from kefu.identity.model import Principal
from kefu.journeys.agent_desktop import commands
from kefu.journeys.agent_desktop.http import HubDep
from kefu.journeys.agent_desktop.hub import Hub
from kefu.kernel.errors import ConflictError
from kefu.kernel.ids import CallId, SurveyCaseId, SurveyGroupId
from kefu.platform.ids import new_id
from kefu.platform.web import ClockDep
from kefu.surveys.http.cases import whole
from kefu.surveys.http.views import CaseView
from kefu.surveys.model import Case
from kefu.surveys.service import dealing
from kefu.surveys.service.dealing import Choice

router = APIRouter(prefix="/api/surveys", tags=["surveys"])
Caller = Annotated[Principal, Depends(require("survey.call"))]


class AgentNotFreeError(ConflictError):
    """Cases are dealt to agents who are ready and have no call."""

    code = "survey-agent-not-free"
    title = "Become ready before you take a survey case"


class CustomerElsewhereError(ConflictError):
    """Somebody else is talking with this customer now."""

    code = "survey-customer-elsewhere"
    title = "This customer is in another call now"


class TakeBody(BaseModel):
    """Which case an agent wants: the one that he has seen, or the first of some."""

    model_config = ConfigDict(extra="forbid")

    case_id: UUID | None = None
    group_id: UUID | None = None
    language: str = Field(default="", max_length=10)
    is_retry_only: bool = False


class CalledView(BaseModel):
    """A case whose customer is being called."""

    call_id: UUID
    case: CaseView


@router.post("/cases/take")
async def take(body: TakeBody, caller: Caller, session: Tx, hub: HubDep, clock: ClockDep) -> CaseView:
    """Take a case; whoever has one gets it again."""
    if await dealing.held(session, person_id=caller.person_id) is None:
        _require_free(hub, caller)
    case = await dealing.take(
        session,
        tenant_id=caller.tenant_id,
        person_id=caller.person_id,
        choice=Choice(
            group_id=SurveyGroupId(body.group_id) if body.group_id else None,
            language=body.language,
            is_retry_only=body.is_retry_only,
        ),
        case_id=SurveyCaseId(body.case_id) if body.case_id else None,
        now=clock(),
    )
    return await whole(session, case, caller)


@router.post("/cases/{case_id}/calls", status_code=202)
async def dial(case_id: UUID, caller: Caller, session: Tx, hub: HubDep, clock: ClockDep) -> CalledView:
    """Call the customer of the case; the agent's own phone rings first."""
    caller.require("call.outbound")
    call_id = CallId(new_id())
    case = await dealing.dial(
        session,
        tenant_id=caller.tenant_id,
        person_id=caller.person_id,
        case_id=SurveyCaseId(case_id),
        call_id=call_id,
        now=clock(),
    )
    view = await whole(session, case, caller)
    if is_elsewhere(hub, caller, case):
        raise CustomerElsewhereError
    commands.begin_call(hub, caller, call_id=call_id, to=case.number, customer_id=case.customer_id)
    return CalledView(call_id=call_id, case=view)


def is_elsewhere(hub: Hub, caller: Principal, case: Case) -> bool:
    """Tell whether the customer is in a live call, which cannot be this agent's: he has none when he dials."""
    return any(
        call.tenant_id == caller.tenant_id
        and call.ended_at_ms is None
        and (call.number.key == case.number or (call.customer_id is not None and call.customer_id == case.customer_id))
        for call in hub.centre.state.calls.values()
    )


def _require_free(hub: Hub, caller: Principal) -> None:
    seat = commands.seat_of(hub, caller)
    change = hub.states.get(seat.agent_id)
    if change is None or change.state is not AgentState.READY or seat.call_id is not None:
        raise AgentNotFreeError
