"""What agents do: sign in and out, ask for a state, talk, wrap up."""

from kefu.acd.core.events import (
    AgentEngaged,
    AgentLoggedOff,
    AgentLoggedOn,
    AgentReleased,
    AgentStateRequested,
    OfferAccepted,
    OfferFailed,
    OfferFailure,
    WrapUpExtended,
    WrapUpFinished,
)
from kefu.acd.core.model import WHOLE, AgentState, SystemReason, WrapUpMode
from kefu.acd.core.offers import end_offer, end_offers, fail_offer, follow, forget_call, make_ready, put_back
from kefu.acd.core.records import Agent, Call, Pending
from kefu.acd.core.turn import Turn, ring_timer, wrap_up_timer
from kefu.kernel.ids import AgentId, CallId


def logged_on(turn: Turn, event: AgentLoggedOn) -> None:
    """Sign an agent in; one who was about to leave stays."""
    agent = turn.state.agents.get(event.agent_id)
    if agent and agent.state is AgentState.NULL:
        agent.logged_on_ms, agent.worked_ms, agent.missed = turn.at_ms, 0, 0
        turn.enter(agent, AgentState.NOT_READY, SystemReason.LOGGED_ON)
    elif agent and agent.pending and agent.pending.state is AgentState.NULL and not agent.pending.is_forced:
        agent.pending = None
        turn.touch(agent)
    else:
        turn.ignore()


def logged_off(turn: Turn, event: AgentLoggedOff) -> None:
    """Sign an agent out."""
    _ask(turn, event.agent_id, Pending(AgentState.NULL, None, event.is_forced))


def state_requested(turn: Turn, event: AgentStateRequested) -> None:
    """Bring an agent into ready or not_ready."""
    if event.state is AgentState.READY:
        _ask(turn, event.agent_id, Pending(AgentState.READY))
    elif event.state is AgentState.NOT_READY:
        reason = event.reason or (SystemReason.FORCED if event.is_forced else None)
        _ask(turn, event.agent_id, Pending(AgentState.NOT_READY, reason, event.is_forced))
    else:
        turn.ignore()


def _ask(turn: Turn, agent_id: AgentId, wish: Pending) -> None:
    """Grant a state now, or keep it for the end of the call. What was forced outlasts what the agent asks."""
    agent = turn.state.agents.get(agent_id)
    if agent is None or agent.state is AgentState.NULL:
        turn.ignore()
    elif agent.state in (AgentState.READY, AgentState.NOT_READY):
        if (agent.state, agent.reason) == (wish.state, wish.reason):
            turn.ignore()
        else:
            _grant(turn, agent, wish)
    elif _may_leave(agent, wish):
        _grant(turn, agent, wish)
    elif agent.state is AgentState.RESERVED and wish.is_forced:
        end_offer(turn, agent, agent.offered, OfferFailure.WITHDRAWN)
        _grant(turn, agent, wish)
        put_back(turn, agent.offered)
    elif agent.pending == wish or (agent.pending and agent.pending.is_forced and not wish.is_forced):
        turn.ignore()
    else:
        agent.pending = wish
        turn.touch(agent)


def _may_leave(agent: Agent, wish: Pending) -> bool:
    is_free_to_go = wish.is_forced or agent.wrap_up_mode is WrapUpMode.OPTIONAL
    return agent.state is AgentState.WORKING_AFTER_CALL and is_free_to_go


def _grant(turn: Turn, agent: Agent, wish: Pending) -> None:
    if wish.state is AgentState.READY:
        make_ready(turn, agent)
    else:
        turn.enter(agent, wish.state, wish.reason)


def _rings_at(turn: Turn, agent_id: AgentId, call_id: CallId) -> tuple[Agent, Call] | None:
    call = turn.state.calls.get(call_id)
    if call is None or agent_id not in call.ringing:
        return None
    return turn.state.agents[agent_id], call


def offer_accepted(turn: Turn, event: OfferAccepted) -> None:
    """Connect an agent with the call that rings at his phone."""
    found = _rings_at(turn, event.agent_id, event.call_id)
    if found is None:
        turn.ignore()
    else:
        _answer(turn, *found)


def _answer(turn: Turn, agent: Agent, call: Call) -> None:
    turn.cancel_timer(ring_timer(agent.agent_id))
    agent.missed = 0
    call.ringing.remove(agent.agent_id)
    others = end_offers(turn, call)
    del turn.state.calls[call.call_id]
    queue = turn.state.queue(call.queue_id)
    if queue and not call.is_directed:
        queue.note_answer(call.joined_at_ms, turn.at_ms)
    part = agent.config.part_for(call.channel) or WHOLE
    if part == WHOLE:
        turn.enter(agent, AgentState.BUSY)
    else:
        agent.handled[call.call_id] = part
        follow(turn, agent)
    for other in others:
        follow(turn, other, keeps_place=True)


def offer_failed(turn: Turn, event: OfferFailed) -> None:
    """Put a call back whose agent did not take it."""
    found = _rings_at(turn, event.agent_id, event.call_id)
    if found is None:
        turn.ignore()
    else:
        fail_offer(turn, *found, event.failure)


def engaged(turn: Turn, event: AgentEngaged) -> None:
    """Count an agent as busy with a call that he made or took himself."""
    agent = turn.state.agents.get(event.agent_id)
    if agent is None or agent.state in (AgentState.NULL, AgentState.BUSY):
        turn.ignore()
        return
    rings = _rings_at(turn, event.agent_id, event.call_id)
    if rings:
        _answer(turn, *rings)
        return
    missed = agent.offered if agent.state is AgentState.RESERVED else None
    if missed:
        end_offer(turn, agent, missed, OfferFailure.WITHDRAWN)
    if agent.state is AgentState.NOT_READY:
        agent.pending = Pending(AgentState.NOT_READY, agent.reason)
    is_wrapping_up = agent.state is AgentState.WORKING_AFTER_CALL
    agent.call_id = event.call_id
    agent.queue_id = event.queue_id or (agent.queue_id if is_wrapping_up else None)
    turn.enter(agent, AgentState.BUSY)
    if missed:
        put_back(turn, missed)  # before anybody becomes free: it may be his
    taken = turn.state.calls.get(event.call_id)
    if taken:
        forget_call(turn, taken)


def released(turn: Turn, event: AgentReleased) -> None:
    """End an agent's part in a call; his wrap-up begins, if his queue has one and nobody forced him out."""
    agent = turn.state.agents.get(event.agent_id)
    if agent is not None and event.call_id in agent.handled:
        _finish(turn, agent, event.call_id)
        return
    if agent is None or agent.state is not AgentState.BUSY or agent.call_id != event.call_id:
        turn.ignore()
        return
    queue = turn.state.queue(agent.queue_id)
    mode = queue.config.wrap_up_mode if queue else WrapUpMode.NONE
    if mode is WrapUpMode.NONE or (agent.pending and agent.pending.is_forced):
        follow(turn, agent)
        return
    agent.wrap_up_mode = mode
    turn.enter(agent, AgentState.WORKING_AFTER_CALL)
    if queue and mode is WrapUpMode.TIMED:
        _wrap_up_until(turn, agent, turn.at_ms + queue.config.wrap_up_s * 1000)


def _finish(turn: Turn, agent: Agent, call_id: CallId) -> None:
    """End one of the contacts that an agent handles beside each other; who is ready has room again."""
    agent.leave_idle()
    del agent.handled[call_id]
    if agent.state is AgentState.READY:
        make_ready(turn, agent, keeps_place=True)
    turn.touch(agent)


def _wrap_up_until(turn: Turn, agent: Agent, until_ms: int) -> None:
    agent.wrap_up_until_ms = until_ms
    turn.start_timer(wrap_up_timer(agent.agent_id), until_ms)


def wrap_up_finished(turn: Turn, event: WrapUpFinished) -> None:
    """End a wrap-up."""
    agent = turn.state.agents.get(event.agent_id)
    if agent and agent.state is AgentState.WORKING_AFTER_CALL:
        follow(turn, agent)
    else:
        turn.ignore()


def wrap_up_extended(turn: Turn, event: WrapUpExtended) -> None:
    """Give an agent more time for a wrap-up that ends by itself."""
    agent = turn.state.agents.get(event.agent_id)
    if agent and agent.wrap_up_until_ms is not None and event.extra_s > 0:
        _wrap_up_until(turn, agent, agent.wrap_up_until_ms + event.extra_s * 1000)
        turn.touch(agent)
    else:
        turn.ignore()


def ring_timed_out(turn: Turn, agent_id: AgentId) -> None:
    """Put a call back that rang too long."""
    agent = turn.state.agents[agent_id]
    fail_offer(turn, agent, agent.offered, OfferFailure.NO_ANSWER)


def wrap_up_timed_out(turn: Turn, agent_id: AgentId) -> None:
    """End a wrap-up whose time is over."""
    follow(turn, turn.state.agents[agent_id])
