"""The engine's whole memory, and the index that finds a partner without searching."""

from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, cast

from kefu.acd.core.model import AgentConfig, QueueConfig
from kefu.acd.core.records import Agent, Call, Line, Needs, Queue, lower_needs, merge_needs
from kefu.acd.core.strategies import call_rank, order_of
from kefu.kernel.codec import Codec
from kefu.kernel.ids import AgentId, CallId, QueueId

MAX_IDLE_LINES = 64
_CODEC = Codec([])
_NO_AGENTS: dict[AgentId, Agent] = {}


@dataclass(slots=True, kw_only=True, eq=False)
class EngineState:
    """Everything the engine knows. `calls` holds those that wait or ring; `ignored` counts events without effect."""

    queues: dict[QueueId, Queue] = field(default_factory=dict)
    agents: dict[AgentId, Agent] = field(default_factory=dict)
    calls: dict[CallId, Call] = field(default_factory=dict)
    timers: dict[str, int] = field(default_factory=dict)  # timer id -> due_ms
    sequence: int = 0
    ignored: int = 0
    members: dict[QueueId, dict[AgentId, Agent]] = field(init=False, default_factory=dict)

    def next_sequence(self) -> int:
        """Count on: orders what happens in one millisecond."""
        self.sequence += 1
        return self.sequence

    def queue(self, queue_id: QueueId | None) -> Queue | None:
        """Find a queue that exists."""
        return self.queues.get(queue_id) if queue_id else None

    def home_of(self, call: Call) -> Queue:
        """Return the queue of a call that waits; there always is one."""
        return self.queues[cast("QueueId", call.queue_id)]

    # -- who may serve what ------------------------------------------------------------------------------------------

    def enrol(self, agent: Agent, config: AgentConfig) -> None:
        """Give an agent his queues and skills, and a place in every line that he may serve."""
        agent.leave_idle()
        for queue_id in agent.config.queue_ids:
            self.members.get(queue_id, {}).pop(agent.agent_id, None)
        agent.lines.clear()
        agent.config = config
        self.agents[agent.agent_id] = agent
        for queue_id in config.queue_ids:
            self.members.setdefault(queue_id, {})[agent.agent_id] = agent
            queue = self.queues.get(queue_id)
            for line in queue.lines.values() if queue else ():
                if line.is_served_by(agent):
                    line.admit(agent)

    def open_queue(self, queue: Queue, config: QueueConfig) -> None:
        """Give a queue its configuration; its lines are empty then."""
        self.close_queue(queue)
        queue.config = config
        self.queues[config.queue_id] = queue
        self._open_line(queue, config.needs)

    def close_queue(self, queue: Queue) -> None:
        """Take a queue, whose calls have left it, out of the index."""
        self._close_lines(queue, list(queue.lines.values()))
        self.queues.pop(queue.config.queue_id, None)

    def lines_of(self, call: Call, queue: Queue) -> list[Line]:
        """Return the lines where a call of a queue belongs, its own queue's first.

        A combination of needs seen for the first time opens one.
        """
        lines = []
        for each in (queue, *self._hosts(call, queue)):
            needs = lower_needs(merge_needs(each.config.needs, call.needs), call.lowered)
            lines.append(each.lines.get(needs) or self._open_line(each, needs))
        return lines

    def _hosts(self, call: Call, queue: Queue) -> list[Queue]:
        """List the queues, of the same channel, that a recipe has added to a call's own."""
        found = [self.queues[queue_id] for queue_id in call.added if queue_id in self.queues]
        return [each for each in found if each is not queue and each.config.channel is queue.config.channel]

    def _open_line(self, queue: Queue, needs: Needs) -> Line:
        if len(queue.lines) > MAX_IDLE_LINES:
            own = queue.lines[queue.config.needs]
            self._close_lines(queue, [line for line in queue.lines.values() if line is not own and not line.waiting])
        line = queue.lines[needs] = Line(queue, needs, order_of(queue.config.strategy, needs))
        for agent in self.members.get(queue.config.queue_id, _NO_AGENTS).values():
            if line.is_served_by(agent):
                line.admit(agent)
        return line

    def _close_lines(self, queue: Queue, lines: list[Line]) -> None:
        closed, idle = set(lines), {line.idle for line in lines}
        for agent in self.members.get(queue.config.queue_id, _NO_AGENTS).values():
            agent.lines = [line for line in agent.lines if line not in closed]
            agent.idle_in = [place for place in agent.idle_in if place[0] not in idle]
        for line in lines:
            del queue.lines[line.needs]

    # -- who comes first ---------------------------------------------------------------------------------------------

    def wait(self, call: Call, queue: Queue, lines: list[Line]) -> None:
        """Let a call of a queue wait in lines, at its place."""
        call.rank, call.lines = call_rank(call, queue.config), lines
        for line in lines:
            line.waiting.add(call.rank, call)
        queue.waiting[call.call_id] = call

    def court(self, call: Call, queue: Queue, agent: Agent) -> None:
        """Let a call of a queue wait for its preferred agent alone."""
        call.rank, call.is_courting = call_rank(call, queue.config), True
        agent.own.add(call.rank, call)
        queue.waiting[call.call_id] = call

    def stop_waiting(self, call: Call) -> None:
        """Take a call out of wherever it waits."""
        if call.is_courting and call.preferred_agent_id is not None:
            self.agents[call.preferred_agent_id].own.remove(call.rank)
            call.is_courting = False
        for line in call.lines:
            line.waiting.remove(call.rank)
        call.lines = []
        self.home_of(call).waiting.pop(call.call_id, None)

    def next_call(self, agent: Agent) -> tuple[Call, int] | None:
        """Find the call that an agent should take: the best head of his lines, and of the calls for him alone.

        It comes with the number of heads that were compared.
        """
        heads = [line.waiting.first for line in agent.open_lines() if line.waiting.ranks]
        if own := next((call for call in agent.own if agent.has_room_for(call.channel)), None):
            heads.append(own)
        return (min(heads, key=attrgetter("rank")), len(heads)) if heads else None

    # -- snapshots ---------------------------------------------------------------------------------------------------

    def to_json(self) -> dict[str, Any]:
        """Return the state as a JSON object; `from_json` restores it exactly."""
        data: dict[str, Any] = _CODEC.dump(self)
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "EngineState":
        """Restore a state and rebuild its index.

        Raises: CodecError.
        """
        state = _CODEC.load(cls, data)
        for agent in state.agents.values():
            state.enrol(agent, agent.config)
        for queue in list(state.queues.values()):
            state.open_queue(queue, queue.config)
        calls = state.calls.values()
        for call in calls:
            for agent_id in call.ringing:
                state.agents[agent_id].offered = call
        for call in [call for call in calls if not call.ringing]:
            home = state.home_of(call)
            if call.is_courting and call.preferred_agent_id is not None:
                state.court(call, home, state.agents[call.preferred_agent_id])
            else:
                state.wait(call, home, state.lines_of(call, home))
        return state
