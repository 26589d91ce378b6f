"""What the engine remembers about each agent, call and queue.

Fields with `init=False` are derived from the others; they are not part of a snapshot.
"""

from dataclasses import dataclass, field, replace
from typing import Protocol

from kefu.acd.core.model import WHOLE, AgentConfig, AgentState, Channel, QueueConfig, SkillNeed, WrapUpMode
from kefu.acd.core.ranked import Rank, Ranked
from kefu.kernel.ids import AgentId, CallId, QueueId

Needs = tuple[SkillNeed, ...]
PACE_MEMORY = 32
"""So many times between answers make a queue's pace: fewer are a matter of luck, more are of another hour."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A state that an agent takes as soon as his call allows it."""

    state: AgentState
    reason: str | None = None
    is_forced: bool = False


@dataclass(slots=True, kw_only=True, eq=False)
class Agent:
    """An agent; `call_id` is set exactly while he is reserved, busy or working after a call.

    A contact that takes all of him makes him busy; of others he handles several beside each other, and stays ready.
    """

    config: AgentConfig
    state: AgentState = AgentState.NULL
    reason: str | None = None
    since_ms: int = 0
    pending: Pending | None = None
    call_id: CallId | None = None
    queue_id: QueueId | None = None  # whose wrap-up rule the call follows
    wrap_up_mode: WrapUpMode = WrapUpMode.NONE
    wrap_up_until_ms: int | None = None
    idle_sequence: int = 0  # when he became ready; survives an offer whose caller hung up: he keeps his place
    logged_on_ms: int = 0
    worked_ms: int = 0  # talk and wrap-up that are over, since he signed in
    occupancy: int = 0  # in permille, when he became ready
    offered_sequence: int = 0  # of his last offer
    missed: int = 0  # calls in a row that rang in vain
    handled: dict[CallId, int] = field(default_factory=dict)  # and which part of him each takes
    lines: list["Line"] = field(init=False, default_factory=list)
    idle_in: "list[tuple[Ranked[int, Agent], int]]" = field(init=False, default_factory=list)  # among whom, and where
    offered: "Call" = field(init=False)  # there while he is reserved
    own: "Ranked[Rank, Call]" = field(init=False, default_factory=Ranked)  # calls that wait for him alone

    @property
    def agent_id(self) -> AgentId:
        """Return whose record this is."""
        return self.config.agent_id

    def has_room_for(self, channel: Channel) -> bool:
        """Tell whether he can handle one more contact of a channel."""
        part = self.config.part_for(channel)
        return part is not None and sum(self.handled.values()) + part <= WHOLE

    def open_lines(self) -> list["Line"]:
        """List the lines of which he can handle one more call."""
        if not self.handled:
            return self.lines
        return [line for line in self.lines if self.has_room_for(line.queue.config.channel)]

    def join_idle(self) -> None:
        """Stand among the idle of every line that he has room for."""
        self.idle_in = [(line.idle, line.order.rank(self, line.needs)) for line in self.open_lines()]
        for idle, rank in self.idle_in:
            idle.add(rank, self)

    def leave_idle(self) -> None:
        """Stand among the idle nowhere."""
        for idle, rank in self.idle_in:
            idle.remove(rank)
        self.idle_in = []

    def work_of_state_ms(self, at_ms: int) -> int:
        """Return how long the present state has been work."""
        is_work = self.state in (AgentState.BUSY, AgentState.WORKING_AFTER_CALL)
        return at_ms - self.since_ms if is_work else 0


@dataclass(slots=True, kw_only=True, eq=False)
class Call:
    """A call that rings (at the phones of `ringing`) or else waits (in `lines`). An answered call is its agent's alone.

    It belongs to one queue; recipes may let it wait in lines of others too. While `is_courting` it waits for its
    preferred agent alone.
    """

    call_id: CallId
    queue_id: QueueId | None
    channel: Channel = Channel.VOICE
    is_directed: bool = False  # for one agent only: it never waits
    priority: int = 0
    needs: Needs = ()
    entered_at_ms: int = 0
    joined_at_ms: int = 0  # when it came into this queue, or came back to the engine
    is_front: bool = False
    sequence: int = 0
    ringing: list[AgentId] = field(default_factory=list)  # more than one in a ring group
    preferred_agent_id: AgentId | None = None
    preferred_until_ms: int = 0
    is_courting: bool = False
    is_virtual: bool = False  # its caller has hung up and will be called back
    steps_done: int = 0  # of its queue's recipe
    lowered: int = 0
    added: list[QueueId] = field(default_factory=list)
    lines: list["Line"] = field(init=False, default_factory=list)
    rank: Rank = field(init=False)


@dataclass(slots=True, kw_only=True, eq=False)
class Queue:
    """A queue, its lines, and how fast it moves."""

    config: QueueConfig
    pace_us: int | None = None  # mean time between two answers while calls wait
    paced: int = 0  # how many of these times it is made of
    answered_at_ms: int | None = None
    lines: dict[Needs, "Line"] = field(init=False, default_factory=dict)
    waiting: dict[CallId, Call] = field(init=False, default_factory=dict)  # calls of this queue, in whatever lines

    def note_answer(self, joined_at_ms: int, at_ms: int) -> None:
        """Learn from an answer how fast calls leave, when this one has waited since the answer before it."""
        last, self.answered_at_ms = self.answered_at_ms, at_ms
        if last is not None and joined_at_ms <= last:
            self.paced = min(self.paced + 1, PACE_MEMORY)
            before_us = self.pace_us or 0
            self.pace_us = before_us + ((at_ms - last) * 1000 - before_us) // self.paced


class AgentOrder(Protocol):
    """Decides which of the idle agents of a line gets the next call; see `strategies`."""

    def rank(self, agent: Agent, needs: Needs) -> int:
        """Return the agent's rank; the lowest is taken. It must not change while he is idle."""
        ...


class Line:
    """Calls of one queue with equal needs: whoever may serve one of them may serve all.

    Calls of other queues may wait here as guests. `idle` holds every ready agent who may serve them; so either `idle`
    or `waiting` is empty.
    """

    __slots__ = ("idle", "needs", "order", "queue", "waiting")

    def __init__(self, queue: Queue, needs: Needs, order: AgentOrder) -> None:
        self.queue = queue
        self.needs = needs
        self.order = order
        self.waiting: Ranked[Rank, Call] = Ranked()
        self.idle: Ranked[int, Agent] = Ranked()

    def is_served_by(self, agent: Agent) -> bool:
        """Tell whether the agent has every skill that is needed, at its level or above, and handles the channel."""
        skills = agent.config.skills
        if agent.config.part_for(self.queue.config.channel) is None:
            return False
        return all(need.is_preferred or skills.get(need.skill_id, 0) >= need.level for need in self.needs)

    def admit(self, agent: Agent) -> None:
        """Count an agent who may serve this line among those who do."""
        agent.lines.append(self)
        if agent.state is AgentState.READY and agent.has_room_for(self.queue.config.channel):
            rank = self.order.rank(agent, self.needs)
            agent.idle_in.append((self.idle, rank))
            self.idle.add(rank, agent)


def merge_needs(queue_needs: Needs, call_needs: Needs) -> Needs:
    """Join what a queue and a call need: the highest level of each skill, in a fixed order."""
    if not call_needs:
        return queue_needs
    levels = {(need.skill_id, need.is_preferred): need.level for need in queue_needs}
    for need in call_needs:
        key = need.skill_id, need.is_preferred
        levels[key] = max(need.level, levels.get(key, 0))
    return tuple(
        SkillNeed(skill_id=skill_id, level=levels[skill_id, is_preferred], is_preferred=is_preferred)
        for skill_id, is_preferred in sorted(levels)
    )


def lower_needs(needs: Needs, by: int) -> Needs:
    """Ask for `by` levels less; what comes below 1 is not needed any more."""
    if by == 0:
        return needs
    return tuple(replace(need, level=need.level - by) for need in needs if need.level > by)
