"""Callers who hang up and are called back when their turn comes: a call without a caller keeps the place."""

import uuid

from kefu.calls.model import Cause
from kefu.journeys.inbound_call import hours, queueing
from kefu.journeys.inbound_call.effects import CallbackRequested, CallbackSettled
from kefu.journeys.inbound_call.model import Direction, LiveCall, Phase
from kefu.journeys.inbound_call.timers import callback_timer, opening_timer
from kefu.journeys.inbound_call.turn import Turn
from kefu.kernel.ids import CallId, QueueId
from kefu.platform.numbering import parse_number

ATTEMPTS = 2
LIFE_MS = 4 * 3_600_000
"""After that a place is given up: nobody expects the call any more. Outside the queue's hours it does not count."""
LOOK_AGAIN_MS = 60_000
"""How often a queue that is closed by hand is looked at."""


def book(turn: Turn, call: LiveCall, queue_id: QueueId | None, number: str) -> None:
    """Note that the caller is to be called back, and keep his place in the queue for him."""
    call.outcome = "callback"
    turn.fact(call, "callback_requested", number=number, queue_id=queue_id)
    turn.effects.append(
        CallbackRequested(
            tenant_id=call.tenant_id,
            call_id=call.call_id,
            queue_id=queue_id,
            local_network_id=call.local_network_id,
            number=number,
            at_ms=turn.at_ms,
        )
    )
    if queue_id in turn.state.queues:
        _keep_place(turn, call, queue_id, number, entered_at_ms=call.queued_at_ms or turn.at_ms)


def on_ended(turn: Turn, call: LiveCall) -> None:
    """A callback is over: done, tried once more, or given up."""
    if call.callback_of is None:
        return
    turn.cancel_timer(callback_timer(call.call_id))
    is_reached, is_last = bool(call.agents), call.attempt >= ATTEMPTS or call.cause is Cause.CANCELLED
    if not is_reached and not is_last and call.queue_id in turn.state.queues:
        _keep_place(turn, call, call.queue_id, call.number.key, entered_at_ms=turn.at_ms)
    else:
        turn.effects.append(CallbackSettled(tenant_id=call.tenant_id, call_id=call.callback_of, is_reached=is_reached))


def _keep_place(turn: Turn, call: LiveCall, queue_id: QueueId, number: str, *, entered_at_ms: int) -> None:
    origin, attempt = call.callback_of or call.call_id, call.attempt + 1
    place = LiveCall(
        call_id=CallId(uuid.uuid5(origin, f"callback.{attempt}")),
        tenant_id=call.tenant_id,
        switch=call.switch,
        direction=Direction.OUTBOUND,
        number=parse_number(number),
        called=number,
        offered_at_ms=turn.at_ms,
        language=call.language,
        phase=Phase.WAITING,
        local_network_id=call.local_network_id,
        customer_id=call.customer_id,
        account_manager_id=call.account_manager_id,
        level=call.level,
        level_priority=call.level_priority,
        path=list(call.path),
        noted=dict(call.noted),
        callback_of=origin,
        attempt=attempt,
    )
    turn.state.calls[place.call_id] = place
    turn.fact(
        place,
        "originated",
        direction=place.direction,
        number=place.number.key,
        called=number,
        customer_id=place.customer_id,
        local_network_id=place.local_network_id,
        callback_of=origin,
        attempt=attempt,
    )
    place.queue_id, place.priority, place.queued_at_ms = queue_id, call.priority, entered_at_ms
    turn.start_timer(callback_timer(place.call_id), turn.at_ms + LIFE_MS)
    line_up(turn, place)


def line_up(turn: Turn, place: LiveCall) -> None:
    """Let a callback wait for its turn: nobody is rung up outside his queue's hours."""
    if place.queue_id is None or place.phase is not Phase.WAITING:
        turn.state.ignored += 1
    elif hours.is_open(turn, place.queue_id):
        queueing.enqueue(
            turn,
            place,
            place.queue_id,
            priority=place.priority,
            entered_at_ms=place.queued_at_ms,
            is_virtual=True,
        )
    else:
        opens_at_ms = hours.opens_at_ms(turn, place.queue_id)
        turn.start_timer(opening_timer(place.call_id), opens_at_ms or turn.at_ms + LOOK_AGAIN_MS)
        if opens_at_ms is not None:
            turn.start_timer(callback_timer(place.call_id), opens_at_ms + LIFE_MS)
