"""What calls do: come for a queue or for one agent, leave, wait too long."""

from kefu.acd.core.events import CallAbandoned, CallDirected, CallQueued, Choice, OfferReason
from kefu.acd.core.model import AgentState, Channel
from kefu.acd.core.offers import forget_call, leave, offer, place, refuse, taker
from kefu.acd.core.records import Call, Queue
from kefu.acd.core.turn import Turn
from kefu.kernel.ids import CallId


def queued(turn: Turn, event: CallQueued) -> None:
    """Take a call in; put-back calls (`is_front`) and callbacks find room in a full queue too."""
    state = turn.state
    if event.call_id in state.calls:
        turn.ignore()
        return
    queue = state.queues.get(event.queue_id)
    if queue is None:
        refuse(turn, event.call_id, event.queue_id, "no-such-queue")
        return
    call = Call(
        call_id=event.call_id,
        queue_id=event.queue_id,
        priority=event.priority,
        needs=event.needs,
        entered_at_ms=turn.at_ms if event.entered_at_ms is None else event.entered_at_ms,
        joined_at_ms=turn.at_ms,
        is_front=event.is_front,
        sequence=state.next_sequence(),
        preferred_agent_id=event.preferred_agent_id,
        is_virtual=event.is_virtual,
        preferred_until_ms=turn.at_ms + event.preferred_s * 1000,
    )
    if not event.is_front and not event.is_virtual and is_full_for(turn, call, queue):
        refuse(turn, event.call_id, event.queue_id, "queue-full")
        return
    state.calls[call.call_id] = call
    place(turn, call, queue)


def is_full_for(turn: Turn, call: Call, queue: Queue) -> bool:
    limit = queue.config.max_length
    return limit is not None and len(queue.waiting) >= limit and taker(turn, call, queue) is None


def directed(turn: Turn, event: CallDirected) -> None:
    """Offer a call to one agent, if he is ready."""
    if event.call_id in turn.state.calls:
        turn.ignore()
        return
    agent = turn.state.agents.get(event.agent_id)
    queue = turn.state.queue(event.queue_id)
    channel = queue.config.channel if queue else Channel.VOICE
    if agent is None or agent.state is not AgentState.READY or not agent.has_room_for(channel):
        refuse(turn, event.call_id, event.queue_id, "agent-not-available")
        return
    call = Call(call_id=event.call_id, queue_id=event.queue_id, channel=channel, is_directed=True)
    turn.state.calls[call.call_id] = call
    offer(turn, agent, call, event.ring_timeout_s, OfferReason(choice=Choice.DIRECTED, candidates=1))


def abandoned(turn: Turn, event: CallAbandoned) -> None:
    """Forget a call that has left."""
    call = turn.state.calls.get(event.call_id)
    if call is None:
        turn.ignore()
    else:
        forget_call(turn, call)


def waited_too_long(turn: Turn, call_id: CallId) -> None:
    """Give a call back that has reached its queue's longest wait."""
    call = turn.state.calls[call_id]
    leave(turn, call)
    refuse(turn, call_id, call.queue_id, "waited-too-long")
