"""The work of `bench-router`: everybody's configuration, and a stretch of calls; see there."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

from kefu.acd.core.events import (
    AcdEvent,
    AgentDefined,
    AgentEngaged,
    AgentLoggedOn,
    AgentReleased,
    AgentStateRequested,
    CallAbandoned,
    CallQueued,
    QueueDefined,
)
from kefu.acd.core.model import AgentConfig, AgentState, QueueConfig, SkillNeed, WrapUpMode
from kefu.kernel.ids import AgentId, CallId, QueueId, SkillId

NETWORKS, QUEUES_EACH, SKILLS = 14, 8, 300
LEVELS = (1, 2)  # that calls need; agents have 1 to 5
LOAD, MEAN_TALK_S = 0.95, 190
LOG_TALK = 4.7707, 0.976  # mean and deviation of the logarithm: median 118 s, mean 190 s


@dataclass(slots=True)
class Work:
    """What a router is told: everybody's configuration, then calls with their talk."""

    staff: list[AcdEvent] = field(default_factory=list)
    seen: list[tuple[CallQueued, CallAbandoned]] = field(default_factory=list)  # a call of each kind that there is
    engaged: list[tuple[int, AgentReleased]] = field(default_factory=list)  # calls in progress, and their ends
    calls: list[tuple[int, CallQueued]] = field(default_factory=list)
    talks_ms: dict[CallId, int] = field(default_factory=dict)


def work_for(agents: int, calls: int, *, has_needs: bool = True) -> Work:
    """Draw the work of so many agents; without needs of the calls everybody of a queue may serve them."""
    random, work = Random(agents), Work()
    queues = [QueueId(UUID(int=1 + n)) for n in range(NETWORKS * QUEUES_EACH)]
    skills: dict[QueueId, list[SkillId]] = {queue_id: [] for queue_id in queues}
    for n in range(SKILLS):
        skills[queues[n % len(queues)]].append(SkillId(UUID(int=10**4 + n)))
    for queue_id in queues:
        config = QueueConfig(queue_id=queue_id, name="", wrap_up_mode=WrapUpMode.NONE)
        work.staff.append(QueueDefined(config=config))
    for n in range(agents):
        agent_id, home = AgentId(UUID(int=10**6 + n)), random.randrange(NETWORKS) * QUEUES_EACH
        own = [*random.sample(queues[home : home + QUEUES_EACH], 4), random.choice(queues)]
        levels = {skill_id: random.randint(1, 5) for queue_id in own for skill_id in skills[queue_id]}
        config_ = AgentConfig(agent_id=agent_id, queue_ids=frozenset(own), skills=levels)
        work.staff += [AgentDefined(config=config_), AgentLoggedOn(agent_id=agent_id)]
        work.staff.append(AgentStateRequested(agent_id=agent_id, state=AgentState.READY))
        if random.random() < LOAD:
            call_id = CallId(UUID(int=2 * 10**9 + n))
            work.staff.append(AgentEngaged(agent_id=agent_id, call_id=call_id, queue_id=own[0]))
            rest_ms = int(_length_biased_s(random) * random.random() * 1000)
            work.engaged.append((rest_ms, AgentReleased(agent_id=agent_id, call_id=call_id)))
    needs_of: dict[QueueId, list[tuple[SkillNeed, ...]]] = {
        queue_id: [(SkillNeed(skill_id=skill_id, level=level),) for skill_id in own for level in LEVELS]
        if has_needs
        else [()]
        for queue_id, own in skills.items()
    }
    for n, (queue_id, needs) in enumerate((queue_id, each) for queue_id, own in needs_of.items() for each in own):
        call_id = CallId(UUID(int=3 * 10**9 + n))
        work.seen.append((CallQueued(call_id=call_id, queue_id=queue_id, needs=needs), CallAbandoned(call_id=call_id)))
    at_s = 0.0
    for n in range(calls):
        at_s += random.expovariate(agents * LOAD / MEAN_TALK_S)
        queue_id = random.choice(queues)
        needs = random.choice(needs_of[queue_id])
        call = CallQueued(call_id=CallId(UUID(int=10**9 + n)), queue_id=queue_id, needs=needs)
        work.talks_ms[call.call_id] = int(random.lognormvariate(*LOG_TALK) * 1000)
        work.calls.append((int(at_s * 1000), call))
    return work


def _length_biased_s(random: Random) -> float:
    """Draw the talk of a call in progress: long calls are met more often."""
    return random.lognormvariate(LOG_TALK[0] + LOG_TALK[1] ** 2, LOG_TALK[1])


class Agenda:
    """What happens next: calls come, agents get free."""

    def __init__(self, work: Work) -> None:
        self._talks_ms = work.talks_ms
        self._order = len(work.calls)
        self._items: list[tuple[int, int, AcdEvent]] = [(at, n, call) for n, (at, call) in enumerate(work.calls)]
        for at_ms, release in work.engaged:
            self._add(at_ms, release)
        heapq.heapify(self._items)
        self._calls = len(work.calls)
        self.at_ms = 0

    def _add(self, at_ms: int, event: AcdEvent) -> None:
        self._order += 1
        self._items.append((at_ms, self._order, event))

    def talk(self, call_id: CallId, agent_id: AgentId) -> None:
        """Let an agent talk with a caller from now on."""
        self._order += 1
        end = AgentReleased(agent_id=agent_id, call_id=call_id)
        heapq.heappush(self._items, (self.at_ms + self._talks_ms[call_id], self._order, end))

    def __iter__(self) -> Iterator[AcdEvent]:
        """Yield what happens until the last call has come."""
        while self._calls:
            self.at_ms, _, event = heapq.heappop(self._items)
            self._calls -= isinstance(event, CallQueued)
            yield event


def serves(config: AgentConfig, call: CallQueued) -> bool:
    """Tell whether an agent may serve a call."""
    is_skilled = all(config.skills.get(need.skill_id, 0) >= need.level for need in call.needs)
    return is_skilled and call.queue_id in config.queue_ids
