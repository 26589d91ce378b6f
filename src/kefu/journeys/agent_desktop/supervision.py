"""What a supervisor may do to the agents in his care, as far as it can be known before the machine's turn."""

from dataclasses import dataclass

from kefu.acd.core.model import AgentState
from kefu.calls.model import Participation
from kefu.identity.model import Principal
from kefu.journeys.agent_desktop import commands
from kefu.journeys.agent_desktop.board import care_of
from kefu.journeys.agent_desktop.errors import (
    AgentNotSignedOnError,
    AgentNotTalkingError,
    AgentPhoneNotRegisteredError,
    BusyWithCallError,
    NobodySignedOnError,
    NotPossibleNowError,
)
from kefu.journeys.agent_desktop.hub import Hub
from kefu.journeys.inbound_call import inputs, monitoring, taking_over
from kefu.journeys.inbound_call.model import LiveCall, Role, Seat
from kefu.kernel.ids import AgentId

PERMISSIONS = {
    Participation.LISTEN: "call.listen",
    Participation.WHISPER: "call.whisper",
    Participation.BARGE: "call.barge",
}


@dataclass(frozen=True, slots=True)
class Intervention:
    """What is posted to the machine, and the call that it is about."""

    command: inputs.AgentCommand
    call: LiveCall


def agent_in_care(hub: Hub, principal: Principal, permission: str, agent_id: AgentId) -> Seat:
    """Return the seat of an agent over whom this permission was given.

    Raises: AgentNotSignedOnError, also for an agent of another network or tenant.
    """
    seat = hub.centre.state.seats.get(agent_id)
    if seat is None or not care_of(principal, permission).has(seat):
        raise AgentNotSignedOnError
    return seat


def forced_state(seat: Seat, state: AgentState, reason: str) -> inputs.RequestState:
    """Make the input that puts an agent into a state; the reason of a break is shown, that of an end of it is not.

    Raises: AgentPhoneNotRegisteredError.
    """
    if state is AgentState.READY:
        if not seat.is_registered:
            raise AgentPhoneNotRegisteredError
        return inputs.RequestState(agent_id=seat.agent_id, state=state, is_forced=True)
    return inputs.RequestState(agent_id=seat.agent_id, state=state, reason=reason, is_forced=True)


def monitor(hub: Hub, principal: Principal, agent_id: AgentId, participation: Participation) -> Intervention:
    """Make the input that puts a supervisor beside an agent, or changes how he is there.

    Raises: ForbiddenError, AgentNotSignedOnError, NotSignedOnError, AgentNotTalkingError, BusyWithCallError,
    PhoneNotRegisteredError.
    """
    principal.require(PERMISSIONS[participation])
    agent = agent_in_care(hub, principal, PERMISSIONS[participation], agent_id)
    own = commands.seat_of(hub, principal)
    call = hub.centre.state.calls.get(agent.call_id) if agent.call_id is not None else None
    if call is None or own is agent or not monitoring.is_open_to(call, agent.agent_id):
        raise AgentNotTalkingError
    if not _is_beside(call, own, agent):
        commands.require_free_phone(own)
        change = hub.states.get(own.agent_id)
        if change is None or change.state not in monitoring.FREE:
            raise BusyWithCallError
    command = inputs.MonitorCall(agent_id=own.agent_id, monitored_id=agent.agent_id, participation=participation)
    return Intervention(command, call)


def _is_beside(call: LiveCall, own: Seat, agent: Seat) -> bool:
    party = call.agent_party(own.agent_id)
    return party is not None and party.role is Role.MONITOR and party.monitored_id == agent.agent_id


def take_over(hub: Hub, principal: Principal, agent_id: AgentId) -> Intervention:
    """Make the input that puts a supervisor, who is beside an agent, in his place.

    Raises: ForbiddenError, AgentNotSignedOnError, NotSignedOnError, NotPossibleNowError.
    """
    principal.require("call.take_over")
    agent = agent_in_care(hub, principal, "call.take_over", agent_id)
    own = commands.seat_of(hub, principal)
    call = hub.centre.state.calls.get(own.call_id) if own.call_id is not None else None
    party = call.agent_party(own.agent_id) if call is not None else None
    if call is None or call.agent_id != agent.agent_id or not taking_over.is_possible(call, party):
        raise NotPossibleNowError(service="take_over", phase=call.phase if call is not None else "none")
    return Intervention(inputs.TakeCallOver(agent_id=own.agent_id, call_id=call.call_id), call)


def receivers(hub: Hub, principal: Principal, *, agent_id: AgentId | None, group: str | None) -> list[Seat]:
    """List whose desks get a message: one agent's, a group's, or those of all in the supervisor's care.

    Raises: AgentNotSignedOnError, NobodySignedOnError.
    """
    if agent_id is not None:
        return [agent_in_care(hub, principal, "agent.message", agent_id)]
    care = care_of(principal, "agent.message")
    there = [
        seat
        for seat in hub.centre.state.seats.values()
        if care.has(seat) and group in (None, seat.group) and seat.agent_id != principal.agent_id
    ]
    if not there:
        raise NobodySignedOnError
    return there
