"""An agent's phone rings for a call: he answers, or he does not."""

from dataclasses import asdict

from kefu.acd.core.events import (
    CallAbandoned,
    CallRefused,
    Choice,
    OfferAccepted,
    OfferFailed,
    OfferFailure,
    OfferMade,
    OfferWithdrawn,
)
from kefu.acd.core.model import AgentState
from kefu.calls.model import Cause, ConnectionState
from kefu.journeys.inbound_call import callbacks, dialling, ending, handovers, hours, recording, self_service, transfers
from kefu.journeys.inbound_call.inputs import AnswerCall, DeflectCall
from kefu.journeys.inbound_call.model import Consultation, ConsultationState, LiveCall, Party, Phase, Role
from kefu.journeys.inbound_call.timers import announce_timer
from kefu.journeys.inbound_call.turn import Turn
from kefu.kernel.ids import AgentId, CallId

SWITCH_GRACE_S = 2
"""The engine's ring time-out rules; the switch's own comes a little later."""
_FAILURES = {
    Cause.BUSY: OfferFailure.REJECTED,
    Cause.REJECTED: OfferFailure.REJECTED,
    Cause.NO_ANSWER: OfferFailure.NO_ANSWER,
}


def find(turn: Turn, acd_id: CallId) -> LiveCall | None:
    """Return the call behind an id of the engine."""
    return turn.state.calls.get(turn.state.by_acd_id.get(acd_id, acd_id))


def on_offer(turn: Turn, offer: OfferMade) -> None:
    """Ring the agent whom the engine has chosen, unless what it told before has taken the call away again."""
    change = turn.state.engine.agent_state(offer.agent_id)
    if change is None or change.state is not AgentState.RESERVED or change.call_id != offer.call_id:
        return
    call = find(turn, offer.call_id)
    seat = turn.state.seats.get(offer.agent_id)
    if call is None:
        turn.acd(CallAbandoned(call_id=offer.call_id))
        return
    if not call.parties and not hours.is_open(turn, call.queue_id):
        turn.acd(CallAbandoned(call_id=offer.call_id))
        callbacks.line_up(turn, call)
        return
    if not call.parties:  # a callback: nobody is on any switch yet
        call.switch = next((name for name, is_there in turn.state.switches.items() if is_there), call.switch)
    if seat is None or not seat.is_registered or not turn.state.switches.get(call.switch, True):
        turn.acd(OfferFailed(call_id=offer.call_id, agent_id=offer.agent_id, failure=OfferFailure.UNREACHABLE))
        return
    consultation = _consultation(call, offer.call_id)
    party = turn.add_party(
        call,
        Role.THIRD if consultation else Role.AGENT,
        seat.device,
        label=f"{seat.name} {seat.number}",
        agent_id=seat.agent_id,
        acd_id=offer.call_id,
    )
    seat.call_id = call.call_id
    call.ring_until_ms = turn.at_ms + offer.ring_timeout_s * 1000
    if consultation:
        consultation.connection_id = party.connection_id
    else:
        call.agent_id = seat.agent_id
        call.phase = Phase.RINGING
    turn.ring(call, party, call.number.key, offer.ring_timeout_s + SWITCH_GRACE_S)
    more = _preferred_as(call, seat.agent_id) if offer.reason.choice is Choice.PREFERRED else {}
    turn.fact(call, "offered", agent_id=seat.agent_id, queue_id=offer.queue_id, why=asdict(offer.reason), **more)


def _preferred_as(call: LiveCall, agent_id: AgentId) -> dict[str, str]:
    return {"preferred_as": "account_manager" if agent_id == call.account_manager_id else "last_agent"}


def on_delivered(turn: Turn, call: LiveCall, party: Party) -> None:
    """A phone rings: show the call where it rings."""
    party.state = ConnectionState.ALERTING
    if party.role is Role.AGENT:
        call.delivered_at_ms = turn.at_ms
    turn.fact(call, "delivered", role=party.role, agent_id=party.agent_id)
    turn.show(call, "delivered")


def answer(turn: Turn, call: LiveCall, command: AnswerCall) -> None:
    """Have the page's phone answer: it does so when it sees the word."""
    turn.show(call, "answering")


def on_agent_answered(turn: Turn, call: LiveCall, party: Party) -> None:
    """The agent to whom the call was offered has answered."""
    party.state = ConnectionState.CONNECTED
    if party.agent_id is None:
        return
    turn.acd(OfferAccepted(call_id=party.acd_id or call.call_id, agent_id=party.agent_id))
    if party.role is Role.AGENT:
        call.agent_id = party.agent_id
    call.ring_until_ms = None
    if call.callback_of is not None and turn.customer(call) is None and party.role is Role.AGENT:
        dialling.ring_far(turn, call)
        return
    call.agents.append(party.agent_id)
    handovers.withdraw(turn, call)
    if party.role is Role.THIRD:
        transfers.on_third_answered(turn, call, party)
        return
    turn.cancel_timer(announce_timer(call.call_id))
    ending.leave_flow(turn, call)
    call.established_at_ms = turn.at_ms
    call.phase = Phase.CONNECTED
    turn.answer(call)
    turn.join(call, turn.customer(call), party)
    turn.fact(call, "established", agent_id=party.agent_id, queue_id=call.queue_id)
    recording.on_talk(turn, call)
    turn.show(call, "established")


def on_failed(turn: Turn, call: LiveCall, party: Party, cause: Cause) -> None:
    """The agent's phone did not take it; the engine puts the call back and the agent aside."""
    if party.agent_id is not None:
        failure = _FAILURES.get(cause, OfferFailure.UNREACHABLE)
        turn.acd(OfferFailed(call_id=party.acd_id or call.call_id, agent_id=party.agent_id, failure=failure))


def is_offered(call: LiveCall, party: Party) -> bool:
    """Tell whether a phone rings, or is about to, because the engine has offered the call; not for one's own call."""
    is_own_call = party.role is Role.AGENT and call.phase is not Phase.RINGING
    return not is_own_call and party.state in (ConnectionState.INITIATED, ConnectionState.ALERTING)


def deflect(turn: Turn, call: LiveCall, command: DeflectCall) -> None:
    """Decline a ringing call, or send it elsewhere without answering."""
    party = call.agent_party(command.agent_id)
    if party is None or not is_offered(call, party):
        turn.state.ignored += 1
        return
    if command.target is not None and not hours.is_open(turn, command.target.queue_id):
        turn.state.ignored += 1  # it has closed since he was told
        return
    turn.fact(call, "deflected", agent_id=command.agent_id)
    has_caller = turn.customer(call) is not None  # else a callback, which can only be declined
    if command.target is not None and party.role is Role.AGENT and has_caller:
        turn.acd(CallAbandoned(call_id=call.call_id))
        transfers.send(turn, call, command.target)
    else:
        on_failed(turn, call, party, Cause.REJECTED)


def on_withdrawn(turn: Turn, offer: OfferWithdrawn) -> None:
    """Stop ringing an agent; his screen goes back to what it was."""
    call = find(turn, offer.call_id)
    if call is None or (party := call.agent_party(offer.agent_id)) is None:
        return
    consultation = _consultation(call, offer.call_id)
    turn.drop(call, party, Cause.CANCELLED)
    turn.fact(call, "offer_failed", agent_id=offer.agent_id, failure=offer.failure)
    if seat := turn.state.seats.get(offer.agent_id):
        seat.call_id = None
    still_rings = [p for p in call.parties.values() if p.acd_id == offer.call_id and p.agent_id is not None]
    if not still_rings:
        call.ring_until_ms = None
    if consultation is not None and offer.failure is not None and consultation.target.queue_id is None:
        transfers.on_consultation_failed(turn, call, consultation, Cause.NO_ANSWER)
    elif call.phase is Phase.RINGING and still_rings:  # of a ring group
        call.agent_id = still_rings[0].agent_id
    elif call.phase is Phase.RINGING:
        call.agent_id = None
        call.phase = Phase.WAITING
    turn.show(call, "diverted", offer.agent_id)


def on_refused(turn: Turn, refusal: CallRefused) -> None:
    """The engine does not keep the call: a consultation fails, a transfer comes back, a waiting caller is told."""
    call = find(turn, refusal.call_id)
    if call is None or call.ended_at_ms is not None:
        return
    handovers.withdraw(turn, call)
    turn.fact(call, "refused", code=refusal.code, queue_id=refusal.queue_id)
    if consultation := _consultation(call, refusal.call_id):
        transfers.on_consultation_failed(turn, call, consultation, Cause.BUSY)
    elif refusal.code == "agent-not-available":
        transfers.put_back(turn, call)
    elif call.ivr is not None:
        self_service.on_refused(turn, call)
    else:
        ending.announce_and_clear(turn, call, "system-busy", Cause.CONGESTION, outcome="refused")


def _consultation(call: LiveCall, acd_id: CallId) -> Consultation | None:
    consultation = call.consultation
    if consultation is None or consultation.acd_id != acd_id or consultation.state is ConsultationState.FAILED:
        return None
    return consultation
