"""Bringing calls and agents together, and apart again.

Two moves keep everyone served: an agent who becomes ready takes the best waiting call (`make_ready`), and a call that
comes takes the first idle agent (`place`). So a ready agent and a call that he may serve never exist side by side.
"""

from kefu.acd.core.events import CallRefused, OfferFailure, OfferMade, OfferWithdrawn
from kefu.acd.core.model import AgentState, SystemReason
from kefu.acd.core.records import Agent, Call, Pending, Queue
from kefu.acd.core.turn import Turn, ring_timer
from kefu.kernel.ids import CallId, QueueId

_REASONS = {
    OfferFailure.NO_ANSWER: SystemReason.RING_NO_ANSWER,
    OfferFailure.REJECTED: SystemReason.REJECTED,
    OfferFailure.UNREACHABLE: SystemReason.DEVICE_LOST,
    OfferFailure.WITHDRAWN: SystemReason.FORCED,
}


def wait_timer(call_id: CallId) -> str:
    """Name the timer of a call's longest wait."""
    return f"acd/wait/{call_id}"


def overflow_timer(call_id: CallId) -> str:
    """Name the timer of a call's overflow."""
    return f"acd/overflow/{call_id}"


def place(turn: Turn, call: Call, queue: Queue) -> None:
    """Offer a call of this queue to its first idle agent, or let it wait."""
    line = turn.state.line_of(call, queue)
    if line.idle:
        offer(turn, line.idle.first[1], call, queue.config.ring_timeout_s)
        return
    turn.state.join_line(call, line)
    config = queue.config
    if config.max_wait_s is not None:
        turn.start_timer(wait_timer(call.call_id), call.joined_at_ms + config.max_wait_s * 1000)
    if config.overflow_after_s is not None and config.overflow_queue_id is not None:
        turn.start_timer(overflow_timer(call.call_id), call.joined_at_ms + config.overflow_after_s * 1000)


def leave_line(turn: Turn, call: Call) -> Queue:
    """Take a waiting call out of its queue, which is returned."""
    call.line.waiting.remove(call.rank)
    turn.cancel_timer(wait_timer(call.call_id))
    turn.cancel_timer(overflow_timer(call.call_id))
    return call.line.queue


def refuse(turn: Turn, call_id: CallId, queue_id: QueueId | None, code: str) -> None:
    """Give a call back to whoever sent it; the engine forgets it."""
    turn.state.calls.pop(call_id, None)
    turn.emit(CallRefused(call_id=call_id, queue_id=queue_id, code=code))


def offer(turn: Turn, agent: Agent, call: Call, ring_timeout_s: int) -> None:
    """Ring an agent with a call."""
    call.agent_id, agent.offered = agent.agent_id, call
    agent.call_id, agent.queue_id = call.call_id, call.queue_id
    turn.emit(
        OfferMade(
            call_id=call.call_id,
            agent_id=agent.agent_id,
            queue_id=call.queue_id,
            ring_timeout_s=ring_timeout_s,
            entered_at_ms=None if call.is_directed else call.entered_at_ms,
        )
    )
    turn.start_timer(ring_timer(agent.agent_id), turn.at_ms + ring_timeout_s * 1000)
    turn.enter(agent, AgentState.RESERVED)


def serve(turn: Turn, agent: Agent) -> bool:
    """Offer an agent who is free the best call that waits for him; tell whether there was one."""
    call = turn.state.next_call(agent)
    if call is None:
        return False
    queue = leave_line(turn, call)
    offer(turn, agent, call, queue.config.ring_timeout_s)
    return True


def make_ready(turn: Turn, agent: Agent, *, keeps_place: bool = False) -> None:
    """Let an agent take the next call, or be idle; `keeps_place` among the idle when an offer came to nothing."""
    if not keeps_place:
        agent.idle_since_ms, agent.idle_sequence = turn.at_ms, turn.state.next_sequence()
    agent.pending = None
    if not serve(turn, agent):
        turn.enter(agent, AgentState.READY)


def follow(turn: Turn, agent: Agent, *, keeps_place: bool = False) -> None:
    """Bring an agent whose call is over into his pending state; without one he is ready."""
    pending = agent.pending
    if pending is None or pending.state is AgentState.READY:
        make_ready(turn, agent, keeps_place=keeps_place)
    else:
        turn.enter(agent, pending.state, pending.reason)


def end_offer(turn: Turn, agent: Agent, call: Call, failure: OfferFailure | None) -> None:
    """Stop ringing; the agent's next state and the call's next place are up to the caller."""
    turn.cancel_timer(ring_timer(agent.agent_id))
    call.agent_id = None
    turn.emit(OfferWithdrawn(call_id=call.call_id, agent_id=agent.agent_id, failure=failure))


def fail_offer(turn: Turn, agent: Agent, call: Call, failure: OfferFailure) -> None:
    """End an offer that the agent did not take: he is not ready (or as he has asked), the call is put back."""
    end_offer(turn, agent, call, failure)
    if agent.pending is None or agent.pending.state is AgentState.READY:
        agent.pending = Pending(AgentState.NOT_READY, _REASONS[failure])
    follow(turn, agent)
    put_back(turn, call)


def put_back(turn: Turn, call: Call) -> None:
    """Bring a call whose offer came to nothing to the front of its queue; a call for one agent is refused."""
    queue = turn.state.queue(call.queue_id)
    if call.is_directed:
        refuse(turn, call.call_id, call.queue_id, "agent-not-available")
    elif queue is None:
        refuse(turn, call.call_id, call.queue_id, "no-such-queue")
    else:
        call.is_front = True
        place(turn, call, queue)


def forget_call(turn: Turn, call: Call) -> None:
    """Take a call that has left out of its queue, or off the phone where it rings."""
    if call.agent_id is None:
        leave_line(turn, call)
    else:
        agent = turn.state.agents[call.agent_id]
        end_offer(turn, agent, call, None)
        follow(turn, agent, keeps_place=True)
    del turn.state.calls[call.call_id]
