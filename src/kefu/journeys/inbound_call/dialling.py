"""Calls that an agent begins: from his desk, or on his own telephone."""

import uuid

from kefu.acd.core.events import AgentEngaged, CallDirected
from kefu.calls.events import Originated
from kefu.calls.model import ConnectionState, Device, DeviceKind
from kefu.journeys.inbound_call import recording
from kefu.journeys.inbound_call.inputs import MakeCall
from kefu.journeys.inbound_call.model import (
    Consultation,
    ConsultationState,
    Direction,
    LiveCall,
    Party,
    Phase,
    Role,
    Seat,
    Target,
    TargetKind,
)
from kefu.journeys.inbound_call.turn import Turn
from kefu.kernel.ids import CallId, CustomerId
from kefu.kernel.phone import NumberKind, PhoneNumber
from kefu.platform.numbering import parse_number

RING_OWN_S = 20
RING_OUT_S = 60


def make_call(turn: Turn, command: MakeCall) -> None:
    """Ring the agent's own phone first, then the other side."""
    seat = turn.state.seats.get(command.agent_id)
    if seat is None or seat.call_id is not None or command.call_id in turn.state.calls:
        turn.state.ignored += 1
        return
    call = _begin(turn, seat, command.call_id, command.switch, command.target, command.customer_id)
    own = _own_party(turn, call, seat)
    turn.ring(call, own, call.number.key, RING_OWN_S, is_auto_answer=True)
    turn.show(call, "originated")


def on_originated(turn: Turn, event: Originated) -> None:
    """A seat's own telephone has dialled: treat it like a call from his desk."""
    agent_id = turn.state.by_address.get(event.device.address)
    seat = turn.state.seats.get(agent_id) if agent_id else None
    if event.call_id in turn.state.calls or event.call_id in turn.state.gone:
        turn.state.ignored += 1
        return
    if seat is None or seat.call_id is not None:  # nobody's, or busy with another call
        turn.refuse(event)
        return
    colleague = turn.state.by_address.get(event.called)
    target = (
        Target(kind=TargetKind.AGENT, agent_id=colleague, label=event.called)
        if colleague
        else Target(kind=TargetKind.OUTSIDE, number=event.called, label=event.called)
    )
    call = _begin(turn, seat, event.call_id, event.switch, target, None)
    own = _own_party(turn, call, seat, event)
    turn.ask(call, "answer_call", connection_id=own.connection_id)
    turn.show(call, "originated")


def _begin(
    turn: Turn, seat: Seat, call_id: CallId, switch: str, target: Target, customer_id: CustomerId | None
) -> LiveCall:
    is_internal = target.kind is TargetKind.AGENT
    number = (
        PhoneNumber(raw=target.label, kind=NumberKind.SERVICE, e164=None, display=target.label)
        if is_internal
        else parse_number(target.number or "")
    )
    call = LiveCall(
        call_id=call_id,
        tenant_id=seat.tenant_id,
        switch=switch,
        direction=Direction.INTERNAL if is_internal else Direction.OUTBOUND,
        number=number,
        called=target.number or target.label,
        offered_at_ms=turn.at_ms,
        phase=Phase.DIALING,
        customer_id=customer_id,
        agent_id=seat.agent_id,
    )
    turn.state.calls[call_id] = call
    seat.call_id = call_id
    turn.fact(
        call,
        "originated",
        agent_id=seat.agent_id,
        caller=seat.number,
        called=call.called,
        direction=call.direction,
        number=number.key,
        customer_id=customer_id,
    )
    turn.acd(AgentEngaged(agent_id=seat.agent_id, call_id=call_id))
    if is_internal:
        call.consultation = plan(turn, call, target, CallId(uuid.uuid5(call_id, "colleague")))
    return call


def _own_party(turn: Turn, call: LiveCall, seat: Seat, event: Originated | None = None) -> Party:
    return turn.add_party(
        call,
        Role.AGENT,
        seat.device,
        connection_id=event.connection_id if event else None,
        label=f"{seat.name} {seat.number}",
        agent_id=seat.agent_id,
        acd_id=call.call_id,
    )


def plan(turn: Turn, call: LiveCall, target: Target, acd_id: CallId) -> Consultation:
    """Note whom the agent wants to talk to; the engine knows that second conversation as `acd_id`."""
    turn.state.by_acd_id[acd_id] = call.call_id
    return Consultation(acd_id=acd_id, target=target)


def on_own_phone_answered(turn: Turn, call: LiveCall, own: Party) -> None:
    """The dialling agent has his phone in hand: now ring the other side."""
    own.state = ConnectionState.CONNECTED
    if call.consultation is not None and call.consultation.target.agent_id is not None:
        turn.acd(CallDirected(call_id=call.consultation.acd_id, agent_id=call.consultation.target.agent_id))
        return
    ring_far(turn, call)


def ring_far(turn: Turn, call: LiveCall) -> None:
    """Ring whom the agent, who has his phone in hand, wants to talk to."""
    call.phase = Phase.DIALING
    far = turn.add_party(call, Role.CUSTOMER, Device(DeviceKind.TRUNK, call.called), label=call.number.display)
    turn.ring(call, far, turn.state.outbound_callers.get(call.tenant_id, ""), RING_OUT_S)
    turn.show(call, "originated")


def on_far_answered(turn: Turn, call: LiveCall, far: Party) -> None:
    """The dialled party has answered: they talk."""
    call.established_at_ms = turn.at_ms
    if call.agent_id is not None:
        call.agents.append(call.agent_id)
    if call.consultation is not None:
        call.consultation.state = ConsultationState.CONNECTED
    call.phase = Phase.CONNECTED
    turn.join(call, call.party(Role.AGENT), far)
    turn.fact(call, "established", agent_id=call.agent_id, queue_id=None)
    recording.on_talk(turn, call)
    turn.show(call, "established")
