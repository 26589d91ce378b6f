"""Bringing calls and agents together, and apart again.

Two moves keep everyone served: an agent who becomes ready takes the best waiting call (`make_ready`), and a call that
comes takes the first idle agent (`place`). So a ready agent and a call that he may serve never exist side by side.
"""

from typing import TypeGuard

from kefu.acd.core.events import CallRefused, Choice, OfferFailure, OfferMade, OfferReason, OfferWithdrawn
from kefu.acd.core.model import RING_GROUP_SIZE, AgentState, Strategy, SystemReason
from kefu.acd.core.records import Agent, Call, Line, Pending, Queue
from kefu.acd.core.strategies import Preferring, effective_priority
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


def step_timer(call_id: CallId) -> str:
    """Name the timer of the next step of a call's recipe, or of the end of its waiting for one agent."""
    return f"acd/step/{call_id}"


def place(turn: Turn, call: Call, queue: Queue) -> None:
    """Offer a call of this queue to its preferred agent or the first idle one, or let it wait."""
    config = queue.config
    call.channel = config.channel
    if found := taker(turn, call, queue):
        agent, line = found
        reason = _why_him(turn, call, queue, line)
        for each in line.idle.head(RING_GROUP_SIZE) if is_ring_group(line) else (agent,):
            offer(turn, each, call, config.ring_timeout_s, reason)
        return
    if suitor := _suitor(turn, call, queue):
        turn.state.court(call, queue, suitor)
    else:
        turn.state.wait(call, queue, turn.state.lines_of(call, queue))
    if config.max_wait_s is not None and not call.is_virtual:
        turn.start_timer(wait_timer(call.call_id), call.joined_at_ms + config.max_wait_s * 1000)
    if (due_ms := next_step_ms(call, queue)) is not None:
        turn.start_timer(step_timer(call.call_id), due_ms)


def taker(turn: Turn, call: Call, queue: Queue) -> tuple[Agent, Line | None] | None:
    """Find who gets a call now: its preferred agent, or the first idle one of its first line that has one."""
    if suitor := _suitor(turn, call, queue):
        is_free = suitor.state is AgentState.READY and suitor.has_room_for(queue.config.channel)
        return (suitor, None) if is_free else None
    return next(((line.idle.first, line) for line in turn.state.lines_of(call, queue) if line.idle.ranks), None)


def is_ring_group(line: Line | None) -> TypeGuard[Line]:
    """Tell whether a line's calls ring at several phones at once."""
    return line is not None and line.queue.config.strategy is Strategy.RING_GROUP


def _suitor(turn: Turn, call: Call, queue: Queue) -> Agent | None:
    """Find the agent whom a call prefers, while it is worth waiting for him."""
    if call.preferred_agent_id is None or turn.at_ms >= call.preferred_until_ms:
        return None
    agent = turn.state.agents.get(call.preferred_agent_id)
    if agent is None or agent.state in (AgentState.NULL, AgentState.NOT_READY):
        return None
    return agent if agent.config.part_for(queue.config.channel) is not None else None


def next_step_ms(call: Call, queue: Queue) -> int | None:
    """Return when something about a waiting call is to be done; None when nothing is."""
    recipe = queue.config.recipe
    moments = [call.preferred_until_ms] if call.is_courting else []
    if call.steps_done < len(recipe):
        moments.append(call.joined_at_ms + recipe[call.steps_done].after_s * 1000)
    return min(moments, default=None)


def leave(turn: Turn, call: Call) -> None:
    """Take a waiting call out of its lines."""
    turn.state.stop_waiting(call)
    turn.cancel_timer(wait_timer(call.call_id))
    turn.cancel_timer(step_timer(call.call_id))


def refuse(turn: Turn, call_id: CallId, queue_id: QueueId | None, code: str) -> None:
    """Give a call back to whoever sent it; the engine forgets it."""
    turn.state.calls.pop(call_id, None)
    turn.emit(CallRefused(call_id=call_id, queue_id=queue_id, code=code))


def _why_him(turn: Turn, call: Call, queue: Queue, line: Line | None) -> OfferReason:
    """Say why a call got this agent; `line` is where he was the first, None when it preferred him."""
    if line is None:
        return _reason(turn, call, queue, Choice.PREFERRED, 1)
    return _reason(turn, call, queue, Choice.FIRST_IDLE, len(line.idle), line)


def _why_it(turn: Turn, agent: Agent, call: Call, queue: Queue, heads: int) -> OfferReason:
    """Say why an agent took this call, while it is still in its lines."""
    if call.is_courting:
        return _reason(turn, call, queue, Choice.PREFERRED, 1)
    line = next(line for line in call.lines if _serves(agent, line))  # its own queue's first
    return _reason(turn, call, queue, Choice.BEST_CALL, heads, line)


def _serves(agent: Agent, line: Line) -> bool:
    return line.queue.config.queue_id in agent.config.queue_ids and line.is_served_by(agent)


def _reason(
    turn: Turn, call: Call, queue: Queue | None, choice: Choice, candidates: int, line: Line | None = None
) -> OfferReason:
    idle = line if choice is Choice.FIRST_IDLE else None
    return OfferReason(
        choice=choice,
        candidates=candidates,
        strategy=idle.queue.config.strategy if idle else None,
        is_skill_preferred=idle is not None and isinstance(idle.order, Preferring),
        priority=effective_priority(call, queue.config, turn.at_ms) if queue else call.priority,
        waited_ms=turn.at_ms - call.entered_at_ms,
        is_front=call.is_front,
        guest_of=line.queue.config.queue_id if line and line.queue is not queue else None,
    )


def offer(turn: Turn, agent: Agent, call: Call, ring_timeout_s: int, reason: OfferReason) -> None:
    """Ring an agent with a call."""
    call.ringing.append(agent.agent_id)
    agent.offered = call
    agent.call_id, agent.queue_id = call.call_id, call.queue_id
    turn.emit(
        OfferMade(
            call_id=call.call_id,
            agent_id=agent.agent_id,
            queue_id=call.queue_id,
            ring_timeout_s=ring_timeout_s,
            entered_at_ms=None if call.is_directed else call.entered_at_ms,
            reason=reason,
        )
    )
    turn.start_timer(ring_timer(agent.agent_id), turn.at_ms + ring_timeout_s * 1000)
    turn.enter(agent, AgentState.RESERVED)
    agent.offered_sequence = turn.state.next_sequence()


def serve(turn: Turn, agent: Agent) -> bool:
    """Offer an agent who is free the best call that waits for him; tell whether there was one."""
    found = turn.state.next_call(agent)
    if found is None:
        return False
    call, heads = found
    queue = turn.state.home_of(call)
    reason = _why_it(turn, agent, call, queue, heads)
    leave(turn, call)
    offer(turn, agent, call, queue.config.ring_timeout_s, reason)
    return True


def make_ready(turn: Turn, agent: Agent, *, keeps_place: bool = False) -> None:
    """Let an agent take the next call, or be idle; `keeps_place` among the idle when an offer came to nothing."""
    if not keeps_place:
        agent.idle_sequence = turn.state.next_sequence()
        worked_ms = agent.worked_ms + agent.work_of_state_ms(turn.at_ms)
        agent.occupancy = worked_ms * 1000 // max(1, turn.at_ms - agent.logged_on_ms)
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
    call.ringing.remove(agent.agent_id)
    turn.emit(OfferWithdrawn(call_id=call.call_id, agent_id=agent.agent_id, failure=failure))


def end_offers(turn: Turn, call: Call) -> list[Agent]:
    """Stop ringing wherever a call rings that needs nobody any more; return whose phones those were."""
    agents = [turn.state.agents[agent_id] for agent_id in call.ringing]
    for agent in agents:
        end_offer(turn, agent, call, None)
    return agents


def fail_offer(turn: Turn, agent: Agent, call: Call, failure: OfferFailure) -> None:
    """End an offer that the agent did not take: he is not ready (or as he has asked), the call is put back.

    Who has missed fewer calls in a row than his queue allows stays ready, behind whoever is ready now; so does who did
    not answer in a ring group, where nobody is meant in person.
    """
    end_offer(turn, agent, call, failure)
    queue = turn.state.queue(call.queue_id)
    is_missed = failure is OfferFailure.NO_ANSWER and queue is not None
    is_in_group = queue is not None and queue.config.strategy is Strategy.RING_GROUP
    agent.missed += is_missed and not is_in_group
    if is_missed and queue and agent.missed < queue.config.ring_no_answer_limit:
        put_back(turn, call)
        follow(turn, agent)
        return
    agent.missed = 0
    if agent.pending is None or agent.pending.state is AgentState.READY:
        agent.pending = Pending(AgentState.NOT_READY, _REASONS[failure])
    follow(turn, agent)
    put_back(turn, call)


def put_back(turn: Turn, call: Call) -> None:
    """Bring a call whose offer came to nothing to the front of its queue; a call for one agent is refused.

    While it rings at other phones it stays there.
    """
    queue = turn.state.queue(call.queue_id)
    if call.ringing:
        return
    if call.is_directed:
        refuse(turn, call.call_id, call.queue_id, "agent-not-available")
    elif queue is None:
        refuse(turn, call.call_id, call.queue_id, "no-such-queue")
    else:
        call.is_front = True
        place(turn, call, queue)


def forget_call(turn: Turn, call: Call) -> None:
    """Take a call that has left out of its queue, or off the phone where it rings."""
    if not call.ringing:
        leave(turn, call)
    for agent in end_offers(turn, call):
        follow(turn, agent, keeps_place=True)
    del turn.state.calls[call.call_id]
