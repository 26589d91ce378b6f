"""One step of the engine while it is being taken: the memory, the present, the effects so far."""

from functools import lru_cache

from kefu.acd.core.events import AcdEffect, AgentStateChanged, TimerCancelled, TimerStarted
from kefu.acd.core.model import AgentState
from kefu.acd.core.records import Agent
from kefu.acd.core.state import EngineState
from kefu.kernel.ids import AgentId

_ON_CALL = frozenset({AgentState.RESERVED, AgentState.BUSY, AgentState.WORKING_AFTER_CALL})


@lru_cache(maxsize=65_536)
def ring_timer(agent_id: AgentId) -> str:
    """Name the timer of an agent's offer."""
    return f"acd/ring/{agent_id}"


@lru_cache(maxsize=65_536)
def wrap_up_timer(agent_id: AgentId) -> str:
    """Name the timer of an agent's wrap-up."""
    return f"acd/wrap_up/{agent_id}"


class Turn:
    """Collects effects: each timer's last word, each touched agent's last state, and actions in their order.

    They are handed over in this order, so that a caller who answers an action at once (a phone that cannot be reached)
    never sees an older state after a newer one.
    """

    __slots__ = ("_actions", "_new_timers", "_timers", "_touched", "at_ms", "state")

    def __init__(self, state: EngineState, at_ms: int) -> None:
        self.state = state
        self.at_ms = at_ms
        self._timers: dict[str, AcdEffect] = {}
        self._new_timers: set[str] = set()
        self._touched: dict[AgentId, Agent] = {}
        self._actions: list[AcdEffect] = []

    def emit(self, action: AcdEffect) -> None:
        """Want something done."""
        self._actions.append(action)

    def ignore(self) -> None:
        """Count an event that is late, repeated or about something unknown."""
        self.state.ignored += 1

    def start_timer(self, timer_id: str, due_ms: int) -> None:
        """Start or move a timer."""
        if timer_id not in self.state.timers and timer_id not in self._timers:
            self._new_timers.add(timer_id)
        self.state.timers[timer_id] = due_ms
        self._timers[timer_id] = TimerStarted(timer_id=timer_id, due_ms=due_ms)

    def cancel_timer(self, timer_id: str) -> None:
        """Cancel a timer, if it runs; nobody hears of one that began and ended in this step."""
        if self.state.timers.pop(timer_id, None) is None:
            return
        if timer_id in self._new_timers:
            self._new_timers.remove(timer_id)
            del self._timers[timer_id]
        else:
            self._timers[timer_id] = TimerCancelled(timer_id=timer_id)

    def enter(self, agent: Agent, state: AgentState, reason: str | None = None) -> None:
        """Bring an agent into a state, and in or out of the idle ranks; off a call, all about it is forgotten."""
        agent.leave_idle()
        if agent.wrap_up_until_ms is not None:
            agent.wrap_up_until_ms = None
            self.cancel_timer(wrap_up_timer(agent.agent_id))
        agent.worked_ms += agent.work_of_state_ms(self.at_ms)
        if not (agent.state is state is AgentState.READY):  # he is ready for more, and has been all the time
            agent.state, agent.reason, agent.since_ms = state, reason, self.at_ms
        if state not in _ON_CALL:
            agent.call_id = agent.queue_id = agent.pending = None
        if state is AgentState.READY:
            agent.join_idle()
        self.touch(agent)

    def touch(self, agent: Agent) -> None:
        """Report an agent's state as it is at the end of the step."""
        self._touched[agent.agent_id] = agent

    def close(self) -> list[AcdEffect]:
        """Return the effects of the step."""
        return [*self._timers.values(), *map(state_of, self._touched.values()), *self._actions]


def state_of(agent: Agent) -> AgentStateChanged:
    """Describe an agent's state as it is told when it changes."""
    is_wrapping_up = agent.state is AgentState.WORKING_AFTER_CALL
    return AgentStateChanged(
        agent_id=agent.agent_id,
        state=agent.state,
        reason=agent.reason,
        since_ms=agent.since_ms,
        pending_state=agent.pending.state if agent.pending else None,
        pending_reason=agent.pending.reason if agent.pending else None,
        call_id=agent.call_id,
        wrap_up_until_ms=agent.wrap_up_until_ms,
        wrap_up_mode=agent.wrap_up_mode if is_wrapping_up else None,
        queue_id=agent.queue_id,
        handled=len(agent.handled),
    )
