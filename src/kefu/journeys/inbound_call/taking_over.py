"""A supervisor takes the place of the agent beside whom he is."""

from kefu.acd.core.events import AgentReleased
from kefu.calls.model import ConnectionState
from kefu.journeys.inbound_call import ending, monitoring, recording, transfers
from kefu.journeys.inbound_call.inputs import TakeCallOver
from kefu.journeys.inbound_call.model import TALKING, LiveCall, Party, Phase, Role
from kefu.journeys.inbound_call.timers import lost_timer
from kefu.journeys.inbound_call.turn import Turn
from kefu.kernel.ids import AgentId


def is_possible(call: LiveCall, party: Party | None) -> bool:
    """Tell whether this supervisor, who has his phone in hand, is beside the one who has the customer."""
    return (
        party is not None
        and party.role is Role.MONITOR
        and party.state is ConnectionState.CONNECTED
        and party.monitored_id == call.agent_id
        and call.phase in TALKING
        and call.party(Role.CUSTOMER) is not None
    )


def take_over(turn: Turn, call: LiveCall, command: TakeCallOver) -> None:
    """Join the supervisor to the customer, then let the agent go, as his queue lets him; a conference goes on."""
    party, customer, before = call.agent_party(command.agent_id), turn.customer(call), call.agent_id
    if party is None or customer is None or before is None or not is_possible(call, party):
        turn.state.ignored += 1
        return
    if call.phase is not Phase.CONFERENCE:
        transfers.end_consultation(turn, call)
    party.role, party.monitored_id, party.participation = Role.AGENT, None, None
    turn.fact(call, "taken_over", agent_id=command.agent_id, monitored_id=before)
    turn.join(call, party)
    if customer.state is not ConnectionState.CONNECTED:
        turn.retrieve(call, customer)
    _let_go(turn, call, before)
    call.agent_id = command.agent_id
    call.agents.append(command.agent_id)
    call.phase = call.phase if call.phase is Phase.CONFERENCE else Phase.CONNECTED
    turn.fact(call, "established", agent_id=command.agent_id, queue_id=call.queue_id)
    recording.on_talk(turn, call)
    turn.show(call, "transferred", before)


def _let_go(turn: Turn, call: LiveCall, agent_id: AgentId) -> None:
    """End the agent's part; the leg of a lost one is gone already, or rings."""
    leg = call.agent_party(agent_id)
    if leg is not None:
        turn.drop(call, leg)
        ending.release(turn, call, leg)
    else:
        monitoring.stop_beside(turn, call, agent_id)
        turn.acd(AgentReleased(agent_id=agent_id, call_id=call.lost_acd_id or call.call_id))
    turn.cancel_timer(lost_timer(call.call_id))
    call.lost_acd_id = None
