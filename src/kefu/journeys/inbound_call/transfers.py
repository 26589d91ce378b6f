"""Consultation, transfer, conference: a second conversation, and who stays with the customer."""

from kefu.acd.core.events import CallAbandoned, CallDirected, CallQueued
from kefu.calls.model import Cause, Device, DeviceKind
from kefu.journeys.inbound_call import dialling, ending, hours, queueing, recording
from kefu.journeys.inbound_call.inputs import ConferenceCall, ConsultationCall, ReconnectCall, TransferCall
from kefu.journeys.inbound_call.model import (
    Consultation,
    ConsultationState,
    Direction,
    LiveCall,
    Party,
    Phase,
    Role,
    Target,
    TargetKind,
)
from kefu.journeys.inbound_call.turn import Turn


def consult(turn: Turn, call: LiveCall, command: ConsultationCall) -> None:
    """Put the customer on hold and ring the other."""
    customer = turn.customer(call)
    if not _may_send(turn, call, command.target) or customer is None:
        turn.state.ignored += 1
        return
    if call.phase is Phase.CONNECTED:
        turn.hold(call, customer)
    call.phase = Phase.HELD
    call.consultation = dialling.plan(turn, call, command.target, command.consultation_id)
    turn.fact(call, "consulted", agent_id=command.agent_id, **_target_data(command.target))
    turn.show(call, "consulted")
    _ring_target(turn, call, call.consultation)


def _may_send(turn: Turn, call: LiveCall, target: Target) -> bool:
    """Tell whether the agent's call can go there; a queue may have closed since he was told otherwise."""
    is_his = call.phase in (Phase.CONNECTED, Phase.HELD) and not _is_busy(call)
    return is_his and hours.is_open(turn, target.queue_id)


def _is_busy(call: LiveCall) -> bool:
    return call.consultation is not None and call.consultation.state is not ConsultationState.FAILED


def _ring_target(turn: Turn, call: LiveCall, consultation: Consultation) -> None:
    target = consultation.target
    if target.kind is TargetKind.AGENT and target.agent_id is not None:
        turn.acd(CallDirected(call_id=consultation.acd_id, agent_id=target.agent_id))
    elif target.kind is TargetKind.QUEUE and target.queue_id is not None:
        turn.acd(CallQueued(call_id=consultation.acd_id, queue_id=target.queue_id, priority=1))
    elif target.number:
        third = turn.add_party(call, Role.THIRD, Device(DeviceKind.TRUNK, target.number), label=target.label)
        consultation.connection_id = third.connection_id
        turn.ring(call, third, turn.state.outbound_callers.get(call.tenant_id, ""), dialling.RING_OUT_S)


def on_third_answered(turn: Turn, call: LiveCall, third: Party) -> None:
    """The other has answered: the agent talks to him, or he takes over a call that was sent to him."""
    consultation = call.consultation
    if call.direction is Direction.INTERNAL and call.phase is Phase.DIALING:
        dialling.on_far_answered(turn, call, third)
        return
    if consultation is None:
        turn.drop(call, third)
        return
    consultation.state, consultation.connection_id = ConsultationState.CONNECTED, third.connection_id
    turn.join(call, third)
    if consultation.is_transfer:
        _take_over(turn, call, third)
        return
    call.phase = Phase.CONSULTING
    turn.fact(call, "consultation_established", agent_id=third.agent_id)
    turn.show(call, "established")


def on_consultation_failed(turn: Turn, call: LiveCall, consultation: Consultation, cause: Cause) -> None:
    """The other is not to be had: the agent is told and still holds his customer; a sent call comes back."""
    consultation.state, consultation.cause, consultation.connection_id = ConsultationState.FAILED, cause, None
    if consultation.acd_id != call.call_id:
        turn.state.by_acd_id.pop(consultation.acd_id, None)
    turn.fact(call, "consultation_failed", cause=cause)
    if call.direction is Direction.INTERNAL:
        ending.end(turn, call, cause, ended_by="called")
    elif consultation.is_transfer:
        put_back(turn, call)
    else:
        call.phase = Phase.HELD
        turn.show(call, "failed")


def on_third_gone(turn: Turn, call: LiveCall, cause: Cause) -> None:
    """The third party is gone: a conference becomes a conversation, a consultation leaves the customer on hold."""
    if call.phase is Phase.CONFERENCE:
        turn.forget_consultation(call)
        call.phase = Phase.CONNECTED
        turn.show(call, "connection_cleared")
    elif call.consultation is not None:
        on_consultation_failed(turn, call, call.consultation, cause)
    else:  # the customer was alone with him
        ending.end(turn, call, cause, ended_by="third")


def transfer(turn: Turn, call: LiveCall, command: TransferCall) -> None:
    """Hand the customer over: to the consulted party, or to a target without asking it first."""
    agent = call.agent_party(command.agent_id)
    if agent is None or agent.role is not Role.AGENT:
        turn.state.ignored += 1
    elif command.target is not None:
        _single_step(turn, call, agent, command.target)
    elif call.consultation is not None and _is_busy(call) and call.direction is not Direction.INTERNAL:
        complete(turn, call, agent, call.consultation)
    else:
        turn.state.ignored += 1


def complete(turn: Turn, call: LiveCall, agent: Party, consultation: Consultation) -> None:
    """The agent leaves; the consulted party gets the customer, at once or as soon as he answers."""
    turn.fact(call, "transferred", agent_id=agent.agent_id, **_target_data(consultation.target))
    turn.drop(call, agent)
    third = call.parties.get(consultation.connection_id) if consultation.connection_id else None
    if consultation.state is ConsultationState.CONNECTED and third is not None:
        _take_over(turn, call, third)
    else:
        recording.stop(turn, call)
        consultation.is_transfer, call.agent_id = True, None
        call.phase = Phase.WAITING
    ending.release(turn, call, agent)
    _show_leaver(turn, call, agent)


def _show_leaver(turn: Turn, call: LiveCall, agent: Party) -> None:
    if agent.agent_id is not None:
        turn.show(call, "transferred", agent.agent_id)


def _take_over(turn: Turn, call: LiveCall, third: Party) -> None:
    """The third party has the customer for himself now."""
    turn.forget_consultation(call)
    call.agent_id = third.agent_id
    third.role = Role.AGENT if third.agent_id is not None else Role.THIRD
    if customer := turn.customer(call):
        turn.retrieve(call, customer)
    call.phase = Phase.CONNECTED
    turn.fact(call, "established", agent_id=third.agent_id, queue_id=call.queue_id)
    if third.agent_id is not None:
        recording.on_talk(turn, call)
    turn.show(call, "transferred")


def _single_step(turn: Turn, call: LiveCall, agent: Party, target: Target) -> None:
    customer = turn.customer(call)
    if not _may_send(turn, call, target) or customer is None:
        turn.state.ignored += 1
        return
    if call.phase is Phase.CONNECTED:
        turn.hold(call, customer)
    turn.fact(call, "transferred", agent_id=agent.agent_id, **_target_data(target))
    turn.drop(call, agent)
    call.agent_id = None
    call.phase = Phase.WAITING
    ending.release(turn, call, agent)
    send(turn, call, target)
    _show_leaver(turn, call, agent)


def send(turn: Turn, call: LiveCall, target: Target) -> None:
    """Send a call whose customer hears music to a target; if that fails it goes to the front of its queue."""
    recording.stop(turn, call)
    turn.forget_consultation(call)
    if target.kind is TargetKind.QUEUE and target.queue_id is not None:
        queueing.enqueue(turn, call, target.queue_id, priority=call.priority + 1)
        return
    call.phase = Phase.WAITING
    if target.kind is TargetKind.AGENT and target.agent_id is not None:
        turn.acd(CallDirected(call_id=call.call_id, agent_id=target.agent_id))
    else:
        call.consultation = Consultation(acd_id=call.call_id, target=target, is_transfer=True)
        _ring_target(turn, call, call.consultation)


def put_back(turn: Turn, call: LiveCall) -> None:
    """Give a call that nobody has taken to the front of its queue; one that never had a queue ends."""
    recording.stop(turn, call)
    turn.forget_consultation(call)
    if call.queue_id is not None and turn.customer(call) is not None:
        queueing.enqueue(turn, call, call.queue_id, priority=call.priority, is_front=True)
    else:
        ending.announce_and_clear(turn, call, "system-busy", Cause.NO_ANSWER, outcome="failed")


def on_reconnect(turn: Turn, call: LiveCall, command: ReconnectCall) -> None:
    """Back to the customer, without the other."""
    if call.phase in (Phase.HELD, Phase.CONSULTING):
        reconnect(turn, call)


def reconnect(turn: Turn, call: LiveCall) -> None:
    """Drop the consulted party and take the customer off hold."""
    end_consultation(turn, call)
    if customer := turn.customer(call):
        turn.retrieve(call, customer)
    call.phase = Phase.CONNECTED
    turn.fact(call, "retrieved", agent_id=call.agent_id)
    turn.show(call, "retrieved")


def end_consultation(turn: Turn, call: LiveCall) -> None:
    """Drop the second conversation in whatever state it is."""
    consultation, call.consultation = call.consultation, None
    if consultation is None or consultation.state is ConsultationState.FAILED:
        return
    if consultation.state is ConsultationState.RINGING:
        turn.acd(CallAbandoned(call_id=consultation.acd_id))  # withdraws an offer to an agent
    third = call.parties.get(consultation.connection_id) if consultation.connection_id else None
    if third is not None:
        turn.drop(call, third, Cause.CANCELLED)
        ending.release(turn, call, third)
        if third.agent_id is not None:
            turn.show(call, "connection_cleared", third.agent_id)
    turn.state.by_acd_id.pop(consultation.acd_id, None)


def conference(turn: Turn, call: LiveCall, command: ConferenceCall) -> None:
    """All three talk."""
    customer = turn.customer(call)
    if call.phase is Phase.CONSULTING and customer is not None:
        turn.retrieve(call, customer)
        call.phase = Phase.CONFERENCE
        turn.fact(call, "conferenced", agent_id=command.agent_id)
        turn.show(call, "conferenced")


def leave_conference(turn: Turn, call: LiveCall, agent: Party) -> None:
    """The agent leaves; customer and third party go on."""
    third = call.party(Role.THIRD)
    if third is None:
        ending.end(turn, call, Cause.NORMAL, ended_by="agent")
        return
    turn.drop(call, agent)
    turn.forget_consultation(call)
    call.agent_id = third.agent_id
    third.role = Role.AGENT if third.agent_id is not None else Role.THIRD
    call.phase = Phase.CONNECTED
    ending.release(turn, call, agent)
    _show_leaver(turn, call, agent)


def _target_data(target: Target) -> dict[str, object]:
    return {
        "target": target.kind,
        "to_agent_id": target.agent_id,
        "to_queue_id": target.queue_id,
        "to_number": target.number,
    }
