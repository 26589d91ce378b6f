"""After a restart, and whenever a switch comes back: bring what we remember and what the switch holds together."""

from collections.abc import Mapping

from kefu.calls import events as calls
from kefu.calls.model import Cause, ConnectionSnapshot, ConnectionState
from kefu.ivr import events as ivr
from kefu.journeys.inbound_call import callbacks, ending, monitoring, queueing, recording, seats, self_service
from kefu.journeys.inbound_call.effects import SeatChanged, SwitchChanged, SwitchRequest
from kefu.journeys.inbound_call.inputs import LogOff, LookUpAnswered, Restarted, SwitchReconciled
from kefu.journeys.inbound_call.model import TALKING, LiveCall, Phase, RecordingState, Role
from kefu.journeys.inbound_call.timers import away_timer, page_timer
from kefu.journeys.inbound_call.turn import Turn
from kefu.kernel.ids import ConnectionId

ANSWERED = frozenset({ConnectionState.CONNECTED, ConnectionState.HOLD})
AWAY_MS = 10_000
"""How long a switch may be away before its calls are given up."""
RETURN_MS = 15_000
"""How long switches, and the pages of signed-in agents, may take to come back after a restart."""
FORGET_MS = 300_000
"""After a longer standstill nobody is at work any more."""

Held = Mapping[ConnectionId, ConnectionSnapshot]


def on_restarted(turn: Turn, event: Restarted) -> None:
    """Begin again where the journal ended: until they say otherwise no switch, no phone and no page is there."""
    turn.state.is_overloaded = False
    for switch in turn.state.switches:
        turn.state.switches[switch] = False
        turn.start_timer(away_timer(switch), turn.at_ms + RETURN_MS)
        turn.effects.append(SwitchChanged(switch=switch, is_available=False))
    for seat in list(turn.state.seats.values()):
        seat.is_registered = seat.is_page_present = False
        turn.effects.append(SeatChanged(agent_id=seat.agent_id))
        if event.away_ms > FORGET_MS:
            seats.log_off(turn, LogOff(agent_id=seat.agent_id, is_forced=True))
        else:
            turn.start_timer(page_timer(seat.agent_id), turn.at_ms + RETURN_MS)


def on_availability(turn: Turn, event: calls.SwitchAvailability) -> None:
    """A switch has gone or come back; its calls wait a while for it."""
    turn.state.switches[event.switch] = event.is_available
    if event.max_calls is not None:
        turn.state.limits[event.switch] = event.max_calls
    turn.effects.append(SwitchChanged(switch=event.switch, is_available=event.is_available))
    if event.is_available:
        turn.cancel_timer(away_timer(event.switch))
    else:
        turn.start_timer(away_timer(event.switch), turn.at_ms + AWAY_MS)


def on_away_timer(turn: Turn, switch: str) -> None:
    """The switch stays away: its calls are over, its agents are free for calls of another one."""
    for call in [call for call in turn.state.calls.values() if call.switch == switch]:
        lose(turn, call)


def lose(turn: Turn, call: LiveCall) -> None:
    """End a call that the switch has lost; who waited for an agent is to be called back."""
    is_waiting = call.ended_at_ms is None and call.phase in (Phase.WAITING, Phase.RINGING)
    if is_waiting and call.callback_of is None and call.number.e164:
        callbacks.book(turn, call, call.queue_id, call.number.key)
    ending.end(turn, call, Cause.SWITCH_LOST, ended_by="switch")


def on_reconciled(turn: Turn, event: SwitchReconciled) -> list[calls.ConnectionEvent]:
    """Believe the switch: clear what nobody knows, take up what goes on.

    Return what must have happened meanwhile: connections that it does not hold are over, answered ones established.
    """
    held = {c.connection_id: c for c in event.connections}
    missed: list[calls.ConnectionEvent] = []
    for call in list(turn.state.calls.values()):
        if call.switch == event.switch and call.ended_at_ms is None:
            missed += _missed(turn, call, held, event.known)
    for connection_id, snapshot in held.items():
        is_foreign = event.is_first and event.is_memory_lost and snapshot.is_joined
        if connection_id not in turn.state.by_connection and not is_foreign:
            arguments = {"connection_id": connection_id, "cause": Cause.NORMAL}
            turn.effects.append(
                SwitchRequest(switch=event.switch, call_id=None, service="clear_connection", arguments=arguments)
            )
    return missed


def resume(turn: Turn, event: SwitchReconciled) -> None:
    """Ask again for what may not have been heard; after a restart, also do without answers that were missed."""
    held = {c.connection_id: c for c in event.connections}
    for call in list(turn.state.calls.values()):
        if call.switch == event.switch and call.ended_at_ms is None:
            _resume_call(turn, call, held)
            if event.is_first and call.phase is Phase.SELF_SERVICE:
                _resume_flow(turn, call)
    recording.finish_orphans(turn, event.switch)


def _missed(
    turn: Turn, call: LiveCall, held: Held, known: frozenset[ConnectionId] | None
) -> list[calls.ConnectionEvent]:
    missed: list[calls.ConnectionEvent] = []
    for party in call.parties.values():
        if known is not None and party.connection_id not in known:
            continue
        snapshot = held.get(party.connection_id)
        is_answered = party.state in ANSWERED
        if snapshot is None:
            missed.append(
                calls.ConnectionCleared(
                    at_ms=turn.at_ms, switch=call.switch, connection_id=party.connection_id, cause=Cause.SWITCH_LOST
                )
            )
        elif snapshot.state is ConnectionState.CONNECTED and not is_answered:
            missed.append(calls.Established(at_ms=turn.at_ms, switch=call.switch, connection_id=party.connection_id))
    return missed


def _resume_call(turn: Turn, call: LiveCall, held: Held) -> None:
    customer = turn.customer(call)
    if customer is None:
        return
    for party in call.parties.values():
        snapshot = held.get(party.connection_id)
        if snapshot is not None and snapshot.state is ConnectionState.ALERTING and party.state in ANSWERED:
            turn.ask(call, "answer_call", connection_id=party.connection_id)  # it was asked for and not heard
    is_unanswered = customer.state is ConnectionState.INITIATED and customer.connection_id in held
    if is_unanswered and call.phase in (Phase.SELF_SERVICE, Phase.CLEARING):
        turn.ask(call, "answer_call", connection_id=customer.connection_id)
    elif call.phase in (Phase.WAITING, Phase.RINGING):
        queueing.play_music(turn, call)
    elif call.phase in TALKING:
        _resume_talk(turn, call, held)
    if call.recording is RecordingState.ON:
        recording.resume(turn, call)


def _resume_flow(turn: Turn, call: LiveCall) -> None:
    """A prompt whose end was missed has ended; a look-up that was on its way has failed."""
    session = call.ivr
    if session is None:
        return
    if call.closed_play_id is not None:
        self_service.on_closed_told(turn, call)
    elif session.look_up_id is not None:
        answer = LookUpAnswered(call_id=call.call_id, look_up_id=session.look_up_id, result=None)
        self_service.on_look_up_answered(turn, answer)
    elif session.play_id is not None:
        self_service.feed(turn, call, ivr.PlayEnded(session.play_id))


def _resume_talk(turn: Turn, call: LiveCall, held: Held) -> None:
    apart = [
        party
        for party in call.parties.values()
        if party.state is ConnectionState.CONNECTED
        and party.role is not Role.MONITOR
        and party.connection_id in held
        and not held[party.connection_id].is_joined
    ]
    if apart:
        turn.join(call, *apart)
    for party in call.parties.values():
        if party.state is ConnectionState.HOLD:
            turn.ask(call, "start_music", connection_id=party.connection_id)
    monitoring.attach_all(turn, call)
