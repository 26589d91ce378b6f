"""A waiting call is rung at another cell as well: it keeps its place here, and goes to whoever answers first.

So a province hands its calls to headquarters, and has taken them back as soon as one of its own agents is free. The
other cell takes them on a number that leads straight to a queue (`DialledNumber.queue_id`): it answers when an agent
does, not before.
"""

from kefu.acd.core.events import CallAbandoned
from kefu.calls.model import Cause, Device, DeviceKind
from kefu.journeys.inbound_call.model import LiveCall, Party, Phase, Role
from kefu.journeys.inbound_call.timers import announce_timer
from kefu.journeys.inbound_call.turn import Turn

RING_S = 3600
"""How long it may ring there: the caller's patience and this queue's longest wait end it before."""


def begin(turn: Turn, call: LiveCall, number: str) -> None:
    """Ring the other cell, unless it rings already."""
    if call.party(Role.CELL) is None and turn.customer(call) is not None:
        cell = turn.add_party(call, Role.CELL, Device(DeviceKind.TRUNK, number), label=number)
        turn.fact(call, "handed_over", number=number, queue_id=call.queue_id)
        turn.ring(call, cell, call.number.key, RING_S)


def withdraw(turn: Turn, call: LiveCall) -> None:
    """Stop ringing there: the call is served here, or does not wait any more."""
    if (cell := call.party(Role.CELL)) is not None:
        turn.drop(call, cell, Cause.CANCELLED)
        turn.fact(call, "taken_back", number=cell.device.address)


def on_answered(turn: Turn, call: LiveCall, cell: Party) -> None:
    """The other cell has an agent for the customer; whoever rang here is free again."""
    customer = turn.customer(call)
    turn.acd(CallAbandoned(call_id=call.call_id))
    turn.cancel_timer(announce_timer(call.call_id))
    cell.role, call.phase, call.ivr = Role.THIRD, Phase.CONNECTED, None
    call.agent_id = call.ring_until_ms = None
    call.established_at_ms = turn.at_ms
    turn.answer(call)
    turn.join(call, customer, cell)
    turn.fact(call, "established", agent_id=None, queue_id=call.queue_id, number=cell.device.address)


def on_failed(turn: Turn, call: LiveCall, cell: Party, cause: Cause) -> None:
    """The other cell does not take it: it waits here as before."""
    turn.forget(call, cell)
    turn.fact(call, "handover_failed", number=cell.device.address, cause=cause)
