"""A call comes in: who calls, whom he dialled, which flow answers."""

from kefu.calls.events import Offered, TurnedAway
from kefu.calls.model import Cause, Device, DeviceKind
from kefu.journeys.inbound_call import admission, ending, hours, queueing
from kefu.journeys.inbound_call.effects import CallArrived, CallTurnedAway
from kefu.journeys.inbound_call.inputs import CustomerLinked, LoadChanged
from kefu.journeys.inbound_call.model import Direction, LiveCall, Network, Party, Phase, Role
from kefu.journeys.inbound_call.turn import Turn
from kefu.kernel.ids import QueueId, TenantId
from kefu.kernel.phone import PhoneNumber
from kefu.platform.numbering import parse_number


def on_offered(turn: Turn, event: Offered) -> None:
    """Begin the call's history and answer it; a number that nobody has gets an announcement."""
    if event.call_id in turn.state.calls or event.call_id in turn.state.gone:
        turn.state.ignored += 1
        return
    dialled = turn.state.numbers.get(event.called)
    tenant_id = dialled.tenant_id if dialled else turn.state.default_tenant_id
    if tenant_id is None:  # nothing is configured yet
        turn.refuse(event)
        return
    number = parse_number(event.caller)
    network = network_of(turn, tenant_id, number)
    call = LiveCall(
        call_id=event.call_id,
        tenant_id=tenant_id,
        switch=event.switch,
        direction=Direction.INBOUND,
        number=number,
        called=event.called,
        offered_at_ms=turn.at_ms,
        local_network_id=network.local_network_id if network else None,
        flow_id=dialled.flow_id if dialled else None,
    )
    turn.state.calls[call.call_id] = call
    trunk = Device(DeviceKind.TRUNK, event.caller)
    customer = turn.add_party(call, Role.CUSTOMER, trunk, connection_id=event.connection_id, label=number.display)
    turn.fact(
        call,
        "offered_in",
        caller=event.caller,
        called=event.called,
        trunk=event.trunk,
        number=number.key,
        direction=call.direction,
        local_network_id=call.local_network_id,
    )
    if not admission.enter(turn.state, call):
        _refuse(turn, call, customer)
        return
    if dialled is not None and dialled.queue_id is not None:
        turn.effects.append(CallArrived(call=call))
        _wait(turn, call, dialled.queue_id)
        return
    turn.ask(call, "answer_call", connection_id=customer.connection_id)
    if dialled is None:
        call.outcome, call.cause = "unknown_number", Cause.UNALLOCATED
        call.phase = Phase.CLEARING
    else:
        turn.effects.append(CallArrived(call=call))


def _refuse(turn: Turn, call: LiveCall, customer: Party) -> None:
    """Send away a call for which there is no room."""
    call.outcome = "refused"
    turn.drop(call, customer, Cause.CONGESTION)
    ending.end(turn, call, Cause.CONGESTION, ended_by="system")


def _wait(turn: Turn, call: LiveCall, queue_id: QueueId) -> None:
    """Let it ring until an agent of the queue answers; a queue that is closed or full refuses it."""
    if hours.is_open(turn, queue_id):
        if customer := turn.customer(call):
            turn.ask(call, "accept_call", connection_id=customer.connection_id)
        queueing.enqueue(turn, call, queue_id)
    else:
        turn.fact(call, "refused", code="queue-closed", queue_id=queue_id)
        call.outcome = "closed"
        ending.end(turn, call, Cause.CONGESTION, ended_by="system")


def on_turned_away(turn: Turn, event: TurnedAway) -> None:
    """The switch was full: count the call for whom it was for."""
    dialled = turn.state.numbers.get(event.called)
    tenant_id = dialled.tenant_id if dialled else turn.state.default_tenant_id
    if tenant_id is not None:
        turn.effects.append(CallTurnedAway(tenant_id=tenant_id))


def on_load_changed(turn: Turn, event: LoadChanged) -> None:
    """Refuse new calls, or take them again."""
    turn.state.is_overloaded = event.is_over


def network_of(turn: Turn, tenant_id: TenantId, number: PhoneNumber) -> Network | None:
    """Return the local network that a number's area code belongs to."""
    return turn.state.networks.get((tenant_id, number.area_code)) if number.area_code else None


def on_customer_linked(turn: Turn, event: CustomerLinked) -> None:
    """The caller is known now; his own network counts for more than the number's."""
    call = turn.state.calls.get(event.call_id)
    if call is None:
        turn.state.ignored += 1
        return
    call.customer_id = event.customer_id
    call.last_agent_id, call.account_manager_id = event.last_agent_id, event.account_manager_id
    call.level, call.level_priority = event.level, event.level_priority
    if event.local_network_id is not None:
        call.local_network_id = event.local_network_id
    turn.fact(
        call,
        "customer_linked",
        customer_id=event.customer_id,
        local_network_id=event.local_network_id,
        level=event.level,
        level_priority=event.level_priority,
        account_manager_id=event.account_manager_id,
        last_agent_id=event.last_agent_id,
    )
    turn.show(call, "customer")
