"""The supervisor's commands: each is audited, and answered 202; what comes of it arrives as events."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field, model_validator

from kefu.acd.core.model import AgentState
from kefu.calls.model import Participation
from kefu.identity import service as identity
from kefu.identity.http import Tx, require
from kefu.identity.model import Principal
from kefu.journeys.agent_desktop import supervision
from kefu.journeys.agent_desktop.http import HubDep
from kefu.journeys.agent_desktop.screens import PERMISSION, Screens
from kefu.journeys.agent_desktop.supervision import Intervention
from kefu.journeys.inbound_call import inputs
from kefu.kernel.ids import AgentId
from kefu.platform.ids import new_id
from kefu.platform.web import ClockDep

router = APIRouter(prefix="/api", tags=["supervision"])
Forcer = Annotated[Principal, Depends(require("agent.force_state"))]
Speaker = Annotated[Principal, Depends(require("agent.message"))]
Viewer = Annotated[Principal, Depends(require(PERMISSION))]
Supervisor = Annotated[Principal, Depends(require("desk.use"))]


async def screens_of(request: Request) -> Screens:
    """Give a route the screens that are looked at."""
    screens: Screens = request.app.state.screens
    return screens


ScreensDep = Annotated[Screens, Depends(screens_of)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class ForcedStateBody(_Body):
    """The state that a supervisor puts an agent into, and why."""

    state: Literal[AgentState.READY, AgentState.NOT_READY]
    reason: str = Field(min_length=1, max_length=64)


class ForcedLogOffBody(_Body):
    """Why a supervisor signs an agent off."""

    reason: str = Field(min_length=1, max_length=64)


class ScreenBody(_Body):
    """The supervisor's page that is to show the agent's screen."""

    page_id: str = Field(min_length=1, max_length=64)


class MonitorBody(_Body):
    """How a supervisor takes part."""

    participation: Participation


class MessageBody(_Body):
    """A line for one agent, for a group, or for everybody in the supervisor's care."""

    agent_id: UUID | None = None
    group: str | None = Field(default=None, min_length=1, max_length=64)
    text: str = Field(min_length=1, max_length=500)

    @model_validator(mode="after")
    def _one_receiver(self) -> Self:
        if self.agent_id is not None and self.group is not None:
            raise ValueError("one receiver: an agent or a group")
        return self


@router.post("/agents/{agent_id}/state", status_code=202)
async def force_state(
    agent_id: UUID, body: ForcedStateBody, principal: Forcer, session: Tx, hub: HubDep, clock: ClockDep
) -> dict[str, Any]:
    """Put an agent into ready or not ready."""
    seat = supervision.agent_in_care(hub, principal, "agent.force_state", AgentId(agent_id))
    command = supervision.forced_state(seat, AgentState(body.state), body.reason)
    action = "force-ready" if body.state is AgentState.READY else "force-not-ready"
    await _audit(session, principal, action, agent_id, clock, {"reason": body.reason})
    hub.centre.post(command)
    return {}


@router.post("/agents/{agent_id}/log_off", status_code=202)
async def force_log_off(
    agent_id: UUID, body: ForcedLogOffBody, principal: Forcer, session: Tx, hub: HubDep, clock: ClockDep
) -> dict[str, Any]:
    """Sign an agent off, after his call if he has one."""
    seat = supervision.agent_in_care(hub, principal, "agent.force_state", AgentId(agent_id))
    await _audit(session, principal, "force-log-off", agent_id, clock, {"reason": body.reason})
    hub.centre.post(inputs.LogOff(agent_id=seat.agent_id, is_forced=True))
    return {}


@router.post("/agents/{agent_id}/monitor", status_code=202)
async def monitor(
    agent_id: UUID, body: MonitorBody, principal: Supervisor, session: Tx, hub: HubDep, clock: ClockDep
) -> dict[str, Any]:
    """Listen to an agent's call, whisper to him or join in; the supervisor's own phone answers by itself."""
    intervention = supervision.monitor(hub, principal, AgentId(agent_id), body.participation)
    return await _intervene(session, principal, hub, clock, f"call-{body.participation}", agent_id, intervention)


@router.post("/agents/{agent_id}/take_over", status_code=202)
async def take_over(agent_id: UUID, principal: Supervisor, session: Tx, hub: HubDep, clock: ClockDep) -> dict[str, Any]:
    """Take an agent's place in the call that the supervisor listens to."""
    intervention = supervision.take_over(hub, principal, AgentId(agent_id))
    return await _intervene(session, principal, hub, clock, "call-take-over", agent_id, intervention)


@router.post("/agents/{agent_id}/screen", status_code=202)
async def view_screen(
    agent_id: UUID, body: ScreenBody, principal: Viewer, session: Tx, screens: ScreensDep, clock: ClockDep
) -> dict[str, Any]:
    """Show an agent's screen on the supervisor's page, while the agent's says so; frames follow, and say the end."""
    agent_page, viewer_page = screens.find(principal, AgentId(agent_id), body.page_id)
    viewing_id = new_id()
    await _audit(session, principal, "screen-viewed", agent_id, clock, {"viewing_id": str(viewing_id)})
    screens.show(AgentId(agent_id), viewing_id, agent_page=agent_page, viewer_page=viewer_page)
    return {"viewing_id": str(viewing_id)}


@router.post("/desk/messages", status_code=202)
async def send_message(
    body: MessageBody, principal: Speaker, session: Tx, hub: HubDep, clock: ClockDep
) -> dict[str, Any]:
    """Write a line on agents' desks, where it stays until they acknowledge it."""
    agent_id = AgentId(body.agent_id) if body.agent_id is not None else None
    seats = supervision.receivers(hub, principal, agent_id=agent_id, group=body.group)
    message_id = new_id()
    for seat in seats:
        await _audit(session, principal, "message-agent", seat.agent_id, clock, {"message_id": str(message_id)})
    for seat in seats:
        hub.centre.post(
            inputs.TakeMessage(agent_id=seat.agent_id, message_id=message_id, sender=principal.name, text=body.text)
        )
    return {"message_id": str(message_id), "receivers": len(seats)}


async def _intervene(
    session: Tx,
    principal: Principal,
    hub: HubDep,
    clock: ClockDep,
    action: str,
    agent_id: UUID,
    intervention: Intervention,
) -> dict[str, Any]:
    call_id = str(intervention.call.call_id)
    await _audit(session, principal, action, agent_id, clock, {"call_id": call_id})
    hub.centre.post(intervention.command)
    return {"call_id": call_id}


async def _audit(
    session: Tx, principal: Principal, action: str, agent_id: UUID, clock: ClockDep, detail: dict[str, Any]
) -> None:
    await identity.record_audit(
        session,
        principal=principal,
        action=action,
        subject_kind="agent",
        subject_id=str(agent_id),
        detail=detail,
        now=clock(),
    )
