"""The agent's services while he talks: hold, retrieve, hang up, digits."""

from kefu.calls.model import Cause
from kefu.journeys.inbound_call import ending, monitoring, offers, transfers
from kefu.journeys.inbound_call.inputs import ClearConnection, GenerateDigits, HoldCall, RetrieveCall
from kefu.journeys.inbound_call.model import LiveCall, Phase, Role
from kefu.journeys.inbound_call.turn import Turn


def hold(turn: Turn, call: LiveCall, command: HoldCall) -> None:
    """Let the customer hear music."""
    customer = turn.customer(call)
    if call.phase is Phase.CONNECTED and customer is not None:
        turn.hold(call, customer)
        call.phase = Phase.HELD
        turn.fact(call, "held", agent_id=command.agent_id)
        turn.show(call, "held")


def retrieve(turn: Turn, call: LiveCall, command: RetrieveCall) -> None:
    """Talk to the customer again; a consultation that rings or has failed is over with it."""
    if call.phase is Phase.HELD:
        transfers.reconnect(turn, call)


def digits(turn: Turn, call: LiveCall, command: GenerateDigits) -> None:
    """Send digits to whom the agent talks."""
    far = call.party(Role.THIRD) if call.phase is Phase.CONSULTING else turn.customer(call)
    if far is not None:
        turn.ask(call, "generate_digits", connection_id=far.connection_id, digits=command.digits)


def clear(turn: Turn, call: LiveCall, command: ClearConnection) -> None:
    """Hang up: declines a ringing call, ends a conversation of two, leaves a conference or a consultation."""
    party = call.agent_party(command.agent_id)
    if party is None:
        if call.phase is Phase.LOST and call.agent_id == command.agent_id:
            ending.end(turn, call, Cause.NORMAL, ended_by="agent")
    elif party.role is Role.MONITOR:
        monitoring.stop(turn, call, party)
    elif offers.is_offered(call, party):
        offers.on_failed(turn, call, party, Cause.REJECTED)
    elif party.role is Role.THIRD and call.consultation is not None:
        turn.drop(call, party)
        ending.release(turn, call, party)
        transfers.on_third_gone(turn, call, Cause.NORMAL)
        turn.show(call, "connection_cleared", command.agent_id)
    elif call.phase is Phase.CONFERENCE:
        transfers.leave_conference(turn, call, party)
    elif call.phase is Phase.CONSULTING:
        transfers.reconnect(turn, call)
    else:
        ending.end(turn, call, Cause.NORMAL, ended_by="agent")
