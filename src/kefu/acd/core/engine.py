"""The distribution engine: what it does next follows from its state, the time and the event, and from nothing else."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from kefu.acd.core import agents, events, relaxing, routing, waiting
from kefu.acd.core.events import AcdEffect, AcdEvent, AgentStateChanged, TimerFired
from kefu.acd.core.outlook import QueueLoad, estimate_wait_s, position, queue_load
from kefu.acd.core.state import EngineState
from kefu.acd.core.turn import Turn, state_of
from kefu.kernel.ids import AgentId, CallId, QueueId

_HANDLERS: dict[type, Callable[[Turn, Any], None]] = {
    events.QueueDefined: routing.queue_defined,
    events.QueueRemoved: routing.queue_removed,
    events.AgentDefined: routing.agent_defined,
    events.AgentLoggedOn: agents.logged_on,
    events.AgentLoggedOff: agents.logged_off,
    events.AgentStateRequested: agents.state_requested,
    events.AgentEngaged: agents.engaged,
    events.AgentReleased: agents.released,
    events.WrapUpFinished: agents.wrap_up_finished,
    events.WrapUpExtended: agents.wrap_up_extended,
    events.OfferAccepted: agents.offer_accepted,
    events.OfferFailed: agents.offer_failed,
    events.CallQueued: waiting.queued,
    events.CallDirected: waiting.directed,
    events.CallAbandoned: waiting.abandoned,
}
_TIMERS: dict[str, Callable[[Turn, Any], None]] = {
    "ring": agents.ring_timed_out,
    "wrap_up": agents.wrap_up_timed_out,
    "wait": waiting.waited_too_long,
    "step": relaxing.stepped,
}


def step(state: EngineState, at_ms: int, event: AcdEvent) -> list[AcdEffect]:
    """Change the state by one event and return what is to be done.

    Every event is legal at any time; late, repeated and unknown ones are counted in `state.ignored`.
    """
    turn = Turn(state, at_ms)
    if isinstance(event, TimerFired):
        _fire(turn, event.timer_id)
    else:
        _HANDLERS.get(type(event), _unknown)(turn, event)
    return turn.close()


def _unknown(turn: Turn, event: object) -> None:
    turn.ignore()


def _fire(turn: Turn, timer_id: str) -> None:
    due_ms = turn.state.timers.get(timer_id)
    if due_ms is None or turn.at_ms < due_ms:  # cancelled or moved while its firing was on the way
        turn.ignore()
        return
    del turn.state.timers[timer_id]
    _, kind, subject = timer_id.split("/")
    _TIMERS[kind](turn, UUID(subject))


class Engine:
    """An engine with its state: the `step` of a machine, and what people ask about queues."""

    def __init__(self, state: EngineState | None = None) -> None:
        self.state = state or EngineState()

    def step(self, at_ms: int, event: AcdEvent) -> list[AcdEffect]:
        """Take one event; see `step`."""
        return step(self.state, at_ms, event)

    def position(self, call_id: CallId) -> int | None:
        """Return a waiting call's place in its queue, 1 being the next; None when it does not wait."""
        return position(self.state, call_id)

    def estimate_wait_s(self, call_id: CallId) -> int | None:
        """Estimate how much longer a call will wait; see `outlook.estimate_wait_s`."""
        return estimate_wait_s(self.state, call_id)

    def load(self, queue_id: QueueId) -> QueueLoad | None:
        """Return what a board shows of a queue; None when there is no such queue."""
        return queue_load(self.state, queue_id)

    def agent_state(self, agent_id: AgentId) -> AgentStateChanged | None:
        """Return an agent's state as it was told last; None when he is not known."""
        agent = self.state.agents.get(agent_id)
        return state_of(agent) if agent else None

    def to_json(self) -> dict[str, Any]:
        """Return the state as a JSON object."""
        return self.state.to_json()

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Engine":
        """Restore an engine that goes on exactly like the one that was saved.

        Raises: CodecError.
        """
        return cls(EngineState.from_json(data))
