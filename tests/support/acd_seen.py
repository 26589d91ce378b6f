"""What an observer has seen of a distribution engine, and what a search finds in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from kefu.acd.core.engine import Engine
from kefu.acd.core.events import (
    AcdEvent,
    AgentStateChanged,
    CallDirected,
    CallQueued,
)
from kefu.acd.core.model import WHOLE, AgentConfig, AgentState, Channel, QueueConfig, SkillNeed, Strategy
from kefu.kernel.ids import AgentId, CallId, QueueId, SkillId

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
    ringing: set[AgentId] = field(default_factory=set)
    channel: Channel = Channel.VOICE
    steps_done: int = 0
    prefers_until_ms: int = 0
    raised: int = 0
    lowered: int = 0
    added: list[QueueId] = field(default_factory=list)


@dataclass(slots=True)
class Shift:
    """What an agent has done since he signed in."""

    since_ms: int = 0
    worked_ms: int = 0
    occupancy: int = 0
    offered: int = 0  # number of the last offer


@dataclass(slots=True)
class Seen:
    """Everything that went in and came out so far."""

    engine: Engine
    queues: dict[QueueId, QueueConfig] = field(default_factory=dict)
    configs: dict[AgentId, AgentConfig] = field(default_factory=dict)
    agents: dict[AgentId, AgentStateChanged] = field(default_factory=dict)
    available_from: dict[AgentId, int] = field(default_factory=dict)  # number of the step
    calls: dict[CallId, SeenCall] = field(default_factory=dict)
    timers: dict[str, int] = field(default_factory=dict)
    shifts: dict[AgentId, Shift] = field(default_factory=dict)
    handled: dict[AgentId, dict[CallId, int]] = field(default_factory=dict)
    steps: int = 0
    offers: int = 0
    _arrived: SeenCall | None = None  # in a queue, in this step
    _event: AcdEvent | None = None  # of this step
    _at_ms: int = 0
    _fresh: set[AgentId] = field(default_factory=set)  # became ready in this step, too late for its offers

    # -- what a search finds -----------------------------------------------------------------------------------------

    def ready(self) -> Iterator[AgentId]:
        """List the agents who are ready."""
        return (agent_id for agent_id, seen in self.agents.items() if seen.state is AgentState.READY)

    def waiting(self) -> Iterator[SeenCall]:
        """List the calls that wait."""
        return (call for call in self.calls.values() if not call.ringing)

    def may_serve(self, agent_id: AgentId, call: SeenCall) -> bool:
        """Tell whether an agent belongs to the call's queue and has what both need."""
        assert isinstance(call.event, CallQueued)
        if self.is_courting(call):
            return agent_id == call.event.preferred_agent_id and self.has_room(agent_id, self._channel(call))
        return any(self._is_able(agent_id, call, queue_id) for queue_id in self.lines(call))

    def _channel(self, call: SeenCall) -> Channel:
        return self.queues[call.queue_id].channel if call.queue_id in self.queues else Channel.VOICE

    def has_room(self, agent_id: AgentId, channel: Channel) -> bool:
        """Tell whether an agent can handle one more contact of a channel."""
        part = self.configs[agent_id].part_for(channel)
        return part is not None and sum(self.handled.get(agent_id, {}).values()) + part <= WHOLE

    def is_courting(self, call: SeenCall) -> bool:
        """Tell whether a call waits for one agent alone."""
        known = self.engine.state.calls.get(call.event.call_id)
        return known is not None and known.is_courting

    def lines(self, call: SeenCall) -> list[QueueId]:
        """List the queues whose agents may serve a call, its own first."""
        channel = self._channel(call)
        known = [each for each in dict.fromkeys([call.queue_id, *call.added]) if each in self.queues]
        return [each for each in known if self.queues[each].channel is channel]

    def needs(self, call: SeenCall, queue_id: QueueId) -> list[SkillNeed]:
        """List what a call needs of a queue's agents."""
        assert isinstance(call.event, CallQueued)
        both = (*self.queues[queue_id].needs, *call.event.needs)
        return [replace(need, level=need.level - call.lowered) for need in both if need.level > call.lowered]

    def _is_able(self, agent_id: AgentId, call: SeenCall, queue_id: QueueId) -> bool:
        config = self.configs[agent_id]
        has_room = self.has_room(agent_id, self.queues[queue_id].channel)
        return (
            has_room
            and queue_id in config.queue_ids
            and all(
                config.skills.get(need.skill_id, 0) >= need.level
                for need in self.needs(call, queue_id)
                if not need.is_preferred
            )
        )

    def order(self, agent_id: AgentId, call: SeenCall, queue_id: QueueId) -> tuple[int, ...]:
        """Say where an agent stands among those who are ready, by the strategy of a queue."""
        skills, shift, needs = self.configs[agent_id].skills, self.shifts[agent_id], self.needs(call, queue_id)
        preferred: dict[SkillId, int] = {}
        for need in needs:
            if need.is_preferred:
                preferred[need.skill_id] = max(need.level, preferred.get(need.skill_id, 0))
        kinds = {(need.skill_id, need.is_preferred) for need in needs}
        met = sum(skills.get(skill_id, 0) >= level for skill_id, level in preferred.items())
        first = {
            Strategy.LONGEST_IDLE: 0,
            Strategy.RING_GROUP: 0,
            Strategy.LEAST_OCCUPIED: shift.occupancy,
            Strategy.MOST_SKILLED: -sum(skills.get(skill_id, 0) for skill_id, _ in kinds),
            Strategy.ROUND_ROBIN: shift.offered,
        }[self.queues[queue_id].strategy]
        return -met, first, self.available_from[agent_id]

    def _has_room(self, call: SeenCall) -> bool:
        assert call.queue_id is not None
        limit = self.queues[call.queue_id].max_length
        others = sum(other.queue_id == call.queue_id and other is not call for other in self.waiting())
        suitor = self._suitor(call)
        able = (agent_id for agent_id in self.ready() if self.may_serve(agent_id, call))
        is_free = suitor is not None and self.has_room(suitor.agent_id, self._channel(call))
        is_served = is_free and suitor.state is AgentState.READY if suitor else any(able)
        return limit is None or others < limit or is_served

    def _suitor(self, call: SeenCall) -> AgentStateChanged | None:
        """Find the agent whom a call would wait for now."""
        assert isinstance(call.event, CallQueued)
        found = self.agents.get(call.event.preferred_agent_id) if call.event.preferred_agent_id else None
        is_there = found is not None and found.state not in (AgentState.NULL, AgentState.NOT_READY)
        is_there = is_there and self.configs[found.agent_id].part_for(self._channel(call)) is not None
        return found if is_there and self._at_ms < call.prefers_until_ms else None

    def rank(self, call: SeenCall) -> tuple[int, ...]:
        """Say where a call stands among all others."""
        assert isinstance(call.event, CallQueued)
        assert call.queue_id is not None
        config = self.queues[call.queue_id]
        priority = config.priority + call.event.priority + call.raised
        if config.ageing_s is None:
            return -priority, not call.is_front, call.entered_at_ms, call.number
        bonus_ms = (priority + call.is_front) * config.ageing_s * 1000
        return call.entered_at_ms - bonus_ms, not call.is_front, call.entered_at_ms, call.number
