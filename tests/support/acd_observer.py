"""An observer of the distribution engine, who knows only what goes in and comes out, searches instead of indexing, and
says when the engine does wrong.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from kefu.acd.core.engine import Engine
from kefu.acd.core.events import (
    AcdEffect,
    AcdEvent,
    AgentDefined,
    AgentEngaged,
    AgentReleased,
    AgentStateChanged,
    CallAbandoned,
    CallDirected,
    CallOverflowed,
    CallQueued,
    CallRefused,
    OfferAccepted,
    OfferFailed,
    OfferMade,
    OfferWithdrawn,
    QueueDefined,
    QueueRemoved,
    TimerCancelled,
    TimerFired,
    TimerStarted,
    WrapUpExtended,
    WrapUpFinished,
)
from kefu.acd.core.model import AgentConfig, AgentState, QueueConfig
from kefu.kernel.ids import AgentId, CallId, QueueId
from support.acd import overflow, ring, wait, wrap_up

AVAILABLE = frozenset({AgentState.READY, AgentState.RESERVED})
ON_CALL = frozenset({AgentState.RESERVED, AgentState.BUSY, AgentState.WORKING_AFTER_CALL})


@dataclass(slots=True)
class SeenCall:
    """A call that waits or rings, as the observer knows it."""

    event: CallQueued | CallDirected
    number: int
    entered_at_ms: int
    joined_at_ms: int
    queue_id: QueueId | None
    is_front: bool
    agent_id: AgentId | None = None


@dataclass(slots=True)
class Observer:
    """Follows one engine step by step."""

    engine: Engine
    queues: dict[QueueId, QueueConfig] = field(default_factory=dict)
    configs: dict[AgentId, AgentConfig] = field(default_factory=dict)
    agents: dict[AgentId, AgentStateChanged] = field(default_factory=dict)
    available_from: dict[AgentId, int] = field(default_factory=dict)  # number of the step
    calls: dict[CallId, SeenCall] = field(default_factory=dict)
    timers: dict[str, int] = field(default_factory=dict)
    steps: int = 0
    _arrived: SeenCall | None = None  # in a queue, in this step

    def watch(self, at_ms: int, event: AcdEvent, *, is_thorough: bool = True) -> list[AcdEffect]:
        """Let the engine take an event; check its answer, and (if thorough) that what it ignores changes nothing."""
        self.steps += 1
        self._arrived = None
        ignored, before = self.engine.state.ignored, self.engine.to_json() if is_thorough else {}
        effects = self.engine.step(at_ms, event)
        if self.engine.state.ignored != ignored:
            assert effects == []
            assert not is_thorough or self.engine.to_json() == {**before, "ignored": ignored + 1}
        else:
            self._follow_event(at_ms, event)
        for effect in effects:
            self._follow_effect(at_ms, effect)
        self._forget_taken(event)
        if self._arrived and self._arrived.event.call_id in self.calls and not self._arrived.is_front:
            assert self._arrived.agent_id or self._has_room(self._arrived), "no more wait than may"
        states = [effect.agent_id for effect in effects if isinstance(effect, AgentStateChanged)]
        assert len(states) == len(set(states)), "one state a step"
        for effect in effects:
            if isinstance(effect, OfferMade):
                self._check_choice(effect)
        return effects

    def _follow_event(self, at_ms: int, event: AcdEvent) -> None:
        match event:
            case QueueDefined():
                self.queues[event.config.queue_id] = event.config
            case QueueRemoved():
                self.queues.pop(event.queue_id, None)
            case AgentDefined():
                self.configs[event.config.agent_id] = event.config
            case CallQueued():
                entered_at_ms = at_ms if event.entered_at_ms is None else event.entered_at_ms
                self._arrived = self.calls[event.call_id] = SeenCall(
                    event, self.steps, entered_at_ms, at_ms, event.queue_id, event.is_front
                )
            case CallDirected():
                self.calls[event.call_id] = SeenCall(event, self.steps, 0, at_ms, event.queue_id, False)
            case CallAbandoned():
                del self.calls[event.call_id]
            case OfferAccepted():
                assert self.calls.pop(event.call_id).agent_id == event.agent_id
            case OfferFailed():
                assert self.calls[event.call_id].agent_id == event.agent_id
            case AgentEngaged():
                assert self.agents[event.agent_id].state not in (AgentState.NULL, AgentState.BUSY), "one call at a time"
            case AgentReleased():
                agent = self.agents[event.agent_id]
                assert (agent.state, agent.call_id) == (AgentState.BUSY, event.call_id)
            case WrapUpFinished() | WrapUpExtended():
                assert self.agents[event.agent_id].state is AgentState.WORKING_AFTER_CALL
            case TimerFired():
                assert self.timers.pop(event.timer_id) <= at_ms

    def _follow_effect(self, at_ms: int, effect: AcdEffect) -> None:
        match effect:
            case TimerStarted():
                self.timers[effect.timer_id] = effect.due_ms
            case TimerCancelled():
                del self.timers[effect.timer_id]
            case CallRefused():
                call = self.calls.pop(effect.call_id)
                if effect.code == "queue-full":
                    assert not call.is_front
                    assert not self._has_room(call)
            case CallOverflowed():
                call = self.calls[effect.call_id]
                assert call.queue_id == effect.from_queue_id
                call.queue_id, call.joined_at_ms = effect.to_queue_id, at_ms
                self._arrived = call
            case OfferMade():
                call = self.calls[effect.call_id]
                assert (call.agent_id, call.queue_id) == (None, effect.queue_id)
                call.agent_id = effect.agent_id
            case OfferWithdrawn() if effect.call_id in self.calls:
                call = self.calls[effect.call_id]
                assert call.agent_id == effect.agent_id
                call.agent_id, call.is_front = None, True
            case AgentStateChanged():
                was = self.agents.get(effect.agent_id)
                if effect.state in AVAILABLE and (was is None or was.state not in AVAILABLE):
                    self.available_from[effect.agent_id] = self.steps
                self.agents[effect.agent_id] = effect

    def _forget_taken(self, event: AcdEvent) -> None:
        """A call that an agent has taken himself waits no more."""
        if isinstance(event, AgentEngaged):
            agent = self.agents.get(event.agent_id)
            if agent and agent.state is AgentState.BUSY and agent.call_id == event.call_id:
                self.calls.pop(event.call_id, None)

    def _check_choice(self, offer: OfferMade) -> None:
        """The oracle: nobody better was left behind, neither an agent for this call nor a call for this agent."""
        call = self.calls[offer.call_id]
        if isinstance(call.event, CallDirected):
            return
        assert self.may_serve(offer.agent_id, call)
        for agent_id in self.ready():
            if self.may_serve(agent_id, call):
                assert self.available_from[offer.agent_id] < self.available_from[agent_id], "longest idle first"
        for other in self.waiting():
            if self.may_serve(offer.agent_id, other):
                assert self.rank(call) < self.rank(other), "priority and entry"

    # -- what a search finds -----------------------------------------------------------------------------------------

    def ready(self) -> Iterator[AgentId]:
        """List the agents who are ready."""
        return (agent_id for agent_id, seen in self.agents.items() if seen.state is AgentState.READY)

    def waiting(self) -> Iterator[SeenCall]:
        """List the calls that wait."""
        return (call for call in self.calls.values() if call.agent_id is None)

    def may_serve(self, agent_id: AgentId, call: SeenCall) -> bool:
        """Tell whether an agent belongs to the call's queue and has what both need."""
        assert isinstance(call.event, CallQueued)
        config = self.configs[agent_id]
        if call.queue_id not in config.queue_ids:
            return False
        needs = (*self.queues[call.queue_id].needs, *call.event.needs)
        return all(config.skills.get(need.skill_id, 0) >= need.level for need in needs)

    def _has_room(self, call: SeenCall) -> bool:
        assert call.queue_id is not None
        limit = self.queues[call.queue_id].max_length
        others = sum(other.queue_id == call.queue_id and other is not call for other in self.waiting())
        is_served = any(self.may_serve(agent_id, call) for agent_id in self.ready())
        return limit is None or others < limit or is_served

    def rank(self, call: SeenCall) -> tuple[int, bool, int, int]:
        """Say where a call stands among all others."""
        assert isinstance(call.event, CallQueued)
        assert call.queue_id is not None
        priority = self.queues[call.queue_id].priority + call.event.priority
        return -priority, not call.is_front, call.entered_at_ms, call.number

    # -- invariants --------------------------------------------------------------------------------------------------

    def check(self) -> None:
        """Compare the engine's memory with what was seen, and with itself."""
        self._check_places()
        self._check_agents()
        self._check_nobody_waits_in_vain()
        self._check_lines()
        self._check_timers()
        self._check_positions()

    def _check_places(self) -> None:
        state = self.engine.state
        lined = [
            call.call_id for queue in state.queues.values() for line in queue.lines.values() for call in line.waiting
        ]
        rung = [agent.call_id for agent in state.agents.values() if agent.state is AgentState.RESERVED]
        assert len({*lined, *rung}) == len(lined) + len(rung), "a call is in one place"
        assert {*lined, *rung} == state.calls.keys() == self.calls.keys()
        for call_id, seen in self.calls.items():
            call = state.calls[call_id]
            assert (call.agent_id, call.queue_id) == (seen.agent_id, seen.queue_id)
            assert (call.agent_id is None) == (call_id in lined)

    def _check_agents(self) -> None:
        for agent_id, agent in self.engine.state.agents.items():
            assert agent.config == self.configs[agent_id]
            assert (agent.call_id is not None) == (agent.state in ON_CALL)
            assert agent.pending is None or agent.state in ON_CALL
            if agent.state is AgentState.RESERVED:
                assert agent.call_id is not None
                assert self.calls[agent.call_id].agent_id == agent_id
            seen = self.agents.get(agent_id)
            if seen is None:
                assert agent.state is AgentState.NULL
                continue
            pending = (agent.pending.state, agent.pending.reason) if agent.pending else (None, None)
            assert (seen.state, seen.reason, seen.since_ms) == (agent.state, agent.reason, agent.since_ms)
            assert (seen.pending_state, seen.pending_reason) == pending
            assert (seen.call_id, seen.wrap_up_until_ms) == (agent.call_id, agent.wrap_up_until_ms)

    def _check_nobody_waits_in_vain(self) -> None:
        for call in self.waiting():
            assert not any(self.may_serve(agent_id, call) for agent_id in self.ready()), "served when somebody is ready"

    def _check_lines(self) -> None:
        for queue in self.engine.state.queues.values():
            for line in queue.lines.values():
                ranks = [self.rank(self.calls[call.call_id]) for call in line.waiting]
                assert ranks == sorted(ranks)
                able = {
                    agent_id
                    for agent_id in self.ready()
                    if queue.config.queue_id in self.configs[agent_id].queue_ids
                    and all(self.configs[agent_id].skills.get(n.skill_id, 0) >= n.level for n in line.needs)
                }
                idle = [agent.agent_id for agent in line.idle]
                assert idle == sorted(able, key=self.available_from.__getitem__)

    def _check_timers(self) -> None:
        expected = {}
        for agent_id, seen in self.agents.items():
            if seen.state is AgentState.RESERVED:
                expected[ring(agent_id)] = self.timers[ring(agent_id)]
            if seen.wrap_up_until_ms is not None:
                expected[wrap_up(agent_id)] = seen.wrap_up_until_ms
        for call in self.waiting():
            assert call.queue_id is not None
            config = self.queues[call.queue_id]
            if config.max_wait_s is not None:
                expected[wait(call.event.call_id)] = call.joined_at_ms + config.max_wait_s * 1000
            if config.overflow_queue_id is not None and config.overflow_after_s is not None:
                first_ms = call.joined_at_ms + config.overflow_after_s * 1000
                expected[overflow(call.event.call_id)] = max(first_ms, self.timers[overflow(call.event.call_id)])
        assert expected == self.timers == self.engine.state.timers

    def _check_positions(self) -> None:
        waiting = list(self.waiting())
        for call in waiting:
            ahead = [
                other for other in waiting if other.queue_id == call.queue_id and self.rank(other) < self.rank(call)
            ]
            assert self.engine.position(call.event.call_id) == 1 + len(ahead)
