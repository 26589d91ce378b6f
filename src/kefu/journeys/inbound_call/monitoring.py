"""A supervisor beside an agent: he listens, whispers or joins in; and the agent's call for help (ADR 30)."""

import uuid

from kefu.acd.core.events import AgentEngaged, AgentReleased
from kefu.acd.core.model import AgentState
from kefu.calls.model import ConnectionState, Participation
from kefu.journeys.inbound_call.inputs import MonitorCall, RequestHelp
from kefu.journeys.inbound_call.model import TALKING, Direction, LiveCall, Party, Role, Seat
from kefu.journeys.inbound_call.turn import Turn
from kefu.kernel.ids import AgentId, CallId

RING_OWN_S = 20
FREE = frozenset({AgentState.READY, AgentState.NOT_READY})
"""In which states a supervisor can go beside somebody."""


def call_of(turn: Turn, agent_id: AgentId) -> LiveCall | None:
    """Return the call in which an agent talks with a customer: the one that can be listened to."""
    seat = turn.state.seats.get(agent_id)
    call = turn.state.calls.get(seat.call_id) if seat is not None and seat.call_id is not None else None
    return call if call is not None and is_open_to(call, agent_id) else None


def is_open_to(call: LiveCall, agent_id: AgentId) -> bool:
    """Tell whether a supervisor may go beside this agent; what colleagues say to each other is theirs."""
    party = call.agent_party(agent_id)
    is_talking = party is not None and party.role is not Role.MONITOR and party.state is ConnectionState.CONNECTED
    return is_talking and call.phase in TALKING and call.direction is not Direction.INTERNAL


def monitor(turn: Turn, command: MonitorCall) -> None:
    """Ring the supervisor's own phone; who is beside the agent already takes part in another way."""
    seat, call = turn.state.seats.get(command.agent_id), call_of(turn, command.monitored_id)
    if seat is None or call is None or seat.tenant_id != call.tenant_id:
        turn.state.ignored += 1
        return
    party = call.agent_party(seat.agent_id)
    if party is not None and party.role is Role.MONITOR and party.monitored_id == command.monitored_id:
        _change(turn, call, party, command.participation)
    elif _is_free(turn, seat):
        _begin(turn, call, seat, command)
    else:
        turn.state.ignored += 1


def _is_free(turn: Turn, seat: Seat) -> bool:
    change = turn.state.engine.agent_state(seat.agent_id)
    return seat.call_id is None and seat.is_registered and change is not None and change.state in FREE


def _begin(turn: Turn, call: LiveCall, seat: Seat, command: MonitorCall) -> None:
    acd_id = CallId(uuid.uuid5(call.call_id, f"monitor.{call.connections_made + 1}"))
    party = turn.add_party(
        call, Role.MONITOR, seat.device, label=f"{seat.name} {seat.number}", agent_id=seat.agent_id, acd_id=acd_id
    )
    party.monitored_id, party.participation = command.monitored_id, command.participation
    turn.state.by_acd_id[acd_id] = call.call_id
    seat.call_id = call.call_id
    turn.acd(AgentEngaged(agent_id=seat.agent_id, call_id=acd_id))
    turn.ring(call, party, call.number.key, RING_OWN_S, is_auto_answer=True)
    _take_up(turn, call, command)
    turn.show(call, "monitored")


def _take_up(turn: Turn, call: LiveCall, command: MonitorCall) -> None:
    """Whoever comes beside an agent who asks for help has taken that up."""
    asking = turn.state.seats[command.monitored_id]
    if asking.help_since_ms is not None:
        asking.help_since_ms = None
        turn.fact(call, "help_taken", agent_id=command.agent_id, monitored_id=command.monitored_id)


def _change(turn: Turn, call: LiveCall, party: Party, participation: Participation) -> None:
    if party.participation is participation:
        turn.state.ignored += 1
        return
    party.participation = participation
    if party.state is ConnectionState.CONNECTED:
        attach(turn, call, party)
        _note(turn, call, party)
    turn.show(call, "monitored")


def on_answered(turn: Turn, call: LiveCall, party: Party) -> None:
    """The supervisor has his phone in hand: let him hear."""
    party.state = ConnectionState.CONNECTED
    attach(turn, call, party)
    _note(turn, call, party)
    turn.show(call, "monitored")


def _note(turn: Turn, call: LiveCall, party: Party) -> None:
    turn.fact(
        call,
        "monitored",
        agent_id=party.agent_id,
        monitored_id=party.monitored_id,
        participation=party.participation,
    )


def attach(turn: Turn, call: LiveCall, party: Party) -> None:
    """Put the supervisor's ear to his agent's connection; a lost agent is waited for."""
    beside = call.agent_party(party.monitored_id) if party.monitored_id is not None else None
    if beside is not None and beside.state is ConnectionState.CONNECTED:
        turn.ask(
            call,
            "intrude_call",
            call_id=call.call_id,
            connection_id=party.connection_id,
            into=beside.connection_id,
            participation=party.participation,
        )


def attach_all(turn: Turn, call: LiveCall, agent_id: AgentId | None = None) -> None:
    """Attach again those who have answered: their agent has another connection, or the switch may have missed it."""
    for party in call.monitors(agent_id):
        if party.state is ConnectionState.CONNECTED:
            attach(turn, call, party)


def stop(turn: Turn, call: LiveCall, party: Party) -> None:
    """Hang the supervisor up."""
    turn.drop(call, party)
    _end(turn, call, party)


def on_gone(turn: Turn, call: LiveCall, party: Party) -> None:
    """The supervisor has hung up, or never answered: only his own part ends."""
    turn.forget(call, party)
    _end(turn, call, party)


def stop_beside(turn: Turn, call: LiveCall, agent_id: AgentId) -> None:
    """End what is about an agent whose part in the call is over: his supervisors, his call for help."""
    if seat := turn.state.seats.get(agent_id):
        seat.help_since_ms = None
    for party in call.monitors(agent_id):
        stop(turn, call, party)


def _end(turn: Turn, call: LiveCall, party: Party) -> None:
    if party.agent_id is None:
        return
    if (seat := turn.state.seats.get(party.agent_id)) is not None and seat.call_id == call.call_id:
        seat.call_id = None
    if party.state is ConnectionState.CONNECTED:
        turn.fact(call, "monitoring_ended", agent_id=party.agent_id, monitored_id=party.monitored_id)
    turn.acd(AgentReleased(agent_id=party.agent_id, call_id=party.acd_id or call.call_id))
    turn.show(call, "connection_cleared", party.agent_id)


def request_help(turn: Turn, call: LiveCall, command: RequestHelp) -> None:
    """Raise an agent's flag for the supervisors, or take it down."""
    seat = turn.state.seats.get(command.agent_id)
    is_raised = seat is not None and seat.help_since_ms is not None
    if seat is None or is_raised == command.is_wanted or (command.is_wanted and call.phase not in TALKING):
        turn.state.ignored += 1
        return
    seat.help_since_ms = turn.at_ms if command.is_wanted else None
    turn.fact(call, "help_requested" if command.is_wanted else "help_cancelled", agent_id=command.agent_id)
    turn.show(call, "help")
