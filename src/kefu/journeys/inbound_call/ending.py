"""How a call ends, in whatever state it is, and what stays to be done."""

from kefu.acd.core.events import AgentReleased, CallAbandoned
from kefu.calls.model import Cause, ConnectionState
from kefu.calls.rules import is_short_abandon
from kefu.journeys.inbound_call import admission, callbacks, monitoring, recording
from kefu.journeys.inbound_call.effects import CallEnded
from kefu.journeys.inbound_call.model import TALKING, Direction, LiveCall, Party, Phase
from kefu.journeys.inbound_call.timers import (
    announce_timer,
    clearing_timer,
    closed_timer,
    ivr_timer,
    lost_timer,
    opening_timer,
)
from kefu.journeys.inbound_call.turn import Turn
from kefu.kernel.ids import AgentId

REMEMBERED = 200
"""So many calls that have ended are known for a while: a switch may say once more that one of them has come."""
ANNOUNCEMENT_LIMIT_MS = 30_000


def release(turn: Turn, call: LiveCall, party: Party) -> None:
    """Tell the engine that an agent's part is over; what follows for him is its decision."""
    if party.agent_id is not None:
        monitoring.stop_beside(turn, call, party.agent_id)
        turn.fact(call, "agent_left", agent_id=party.agent_id)
        turn.acd(AgentReleased(agent_id=party.agent_id, call_id=party.acd_id or call.call_id))
        seat = turn.state.seats.get(party.agent_id)
        if seat is not None and seat.call_id == call.call_id and party.agent_id not in call.wrapping:
            seat.call_id = None


def announce_and_clear(turn: Turn, call: LiveCall, prompt: str, cause: Cause, *, outcome: str) -> None:
    """Tell the customer why, then hang up."""
    customer = turn.customer(call)
    leave_flow(turn, call)
    call.cause, call.outcome = cause, outcome
    if customer is None or (
        customer.state is not ConnectionState.CONNECTED and customer.state is not ConnectionState.HOLD
    ):
        end(turn, call, cause, ended_by="system")
        return
    call.phase = Phase.CLEARING
    turn.fact(call, "announced", prompt=prompt)
    turn.ask(
        call,
        "play",
        connection_id=customer.connection_id,
        play_id=f"{call.call_id}.bye",
        media=(f"{call.language}/{prompt}",),
    )
    turn.start_timer(clearing_timer(call.call_id), turn.at_ms + ANNOUNCEMENT_LIMIT_MS)


def end(turn: Turn, call: LiveCall, cause: Cause, *, ended_by: str) -> None:
    """Clear every party, free every agent, close the history. Doing it twice changes nothing."""
    if call.ended_at_ms is not None:
        return
    watchers = [p.agent_id for p in call.parties.values() if p.agent_id is not None]
    call.ended_at_ms = turn.at_ms
    admission.leave(turn.state, call)
    call.outcome = call.outcome or _outcome(call)
    call.cause = call.cause or cause
    call.is_short_abandon = is_short_abandon(call.outcome, ended_by, _waited_ms(call), call.short_abandon_s)
    was_phase, call.phase = call.phase, Phase.ENDED
    _stop_timers(turn, call)
    _leave_engine(turn, call, was_phase)
    for party in call.monitors():
        monitoring.stop(turn, call, party)
    for party in list(call.parties.values()):
        is_talking = party.state in (ConnectionState.CONNECTED, ConnectionState.HOLD)
        turn.drop(call, party, Cause.NORMAL if is_talking else Cause.CANCELLED)
        if is_talking or (party.agent_id is not None and call.direction is not Direction.INBOUND):
            release(turn, call, party)
    if was_phase is Phase.LOST and call.agent_id is not None:
        monitoring.stop_beside(turn, call, call.agent_id)
        turn.acd(AgentReleased(agent_id=call.agent_id, call_id=call.lost_acd_id or call.call_id))
    call.consultation = call.ivr = None
    recording.expect_end(turn, call)
    turn.ask(call, "clear_call", call_id=call.call_id)
    turn.fact(
        call,
        "cleared",
        cause=call.cause,
        outcome=call.outcome,
        ended_by=ended_by,
        local_network_id=call.local_network_id,
        customer_id=call.customer_id,
    )
    turn.effects.append(CallEnded(call=call))
    callbacks.on_ended(turn, call)
    turn.show(call, "call_cleared", *watchers)
    forget_if_done(turn, call)


def _outcome(call: LiveCall) -> str:
    if call.agents or call.established_at_ms is not None:
        return "answered"
    if call.direction is not Direction.INBOUND:
        return "failed"
    if call.queued_at_ms is not None:
        return "abandoned"
    return "closed" if call.is_turned_away else "ivr_only"


def _waited_ms(call: LiveCall) -> int | None:
    return call.ended_at_ms - call.queued_at_ms if call.ended_at_ms and call.queued_at_ms else None


def _stop_timers(turn: Turn, call: LiveCall) -> None:
    for timer_id in (announce_timer, clearing_timer, closed_timer, lost_timer, opening_timer):
        turn.cancel_timer(timer_id(call.call_id))
    leave_flow(turn, call)


def leave_flow(turn: Turn, call: LiveCall) -> None:
    """Take the caller out of the flow, whatever it waits for."""
    if call.ivr is not None and call.ivr.timer is not None:
        turn.cancel_timer(ivr_timer(call.call_id, call.ivr.timer))
    call.ivr = None


def _leave_engine(turn: Turn, call: LiveCall, phase: Phase) -> None:
    """Take waiting and ringing parts of the call out of the engine; it withdraws its offers."""
    if phase not in TALKING or (call.consultation is not None and call.consultation.acd_id == call.call_id):
        turn.acd(CallAbandoned(call_id=call.call_id))
    if call.consultation is not None and call.consultation.acd_id != call.call_id:
        turn.acd(CallAbandoned(call_id=call.consultation.acd_id))
        turn.state.by_acd_id.pop(call.consultation.acd_id, None)


def on_wrapping(turn: Turn, call: LiveCall, agent_id: AgentId, *, is_wrapping: bool) -> None:
    """An agent begins or ends his after-call work for this call."""
    seat = turn.state.seats.get(agent_id)
    if is_wrapping:
        call.wrapping.add(agent_id)
    else:
        call.wrapping.discard(agent_id)
    if seat is not None:
        seat.wrapping = call.call_id if is_wrapping else None
        if not is_wrapping and seat.call_id == call.call_id:
            seat.call_id = None
    turn.show(call, "call_cleared", agent_id)
    forget_if_done(turn, call)


def forget_if_done(turn: Turn, call: LiveCall) -> None:
    """Drop a call from memory once it has ended and nobody wraps it up."""
    if call.ended_at_ms is not None and not call.wrapping:
        turn.state.calls.pop(call.call_id, None)
        turn.state.gone[call.call_id] = turn.at_ms
        if len(turn.state.gone) > REMEMBERED:
            turn.state.gone.pop(next(iter(turn.state.gone)))
        for seat in [turn.state.seats.get(a) for a in call.agents]:
            if seat is not None and seat.call_id == call.call_id:
                seat.call_id = None
