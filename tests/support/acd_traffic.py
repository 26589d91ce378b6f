"""A centre at random: what may happen next to the agents and calls that an engine holds, drawn from a seed."""

from collections.abc import Callable, Iterator
from random import Random
from uuid import UUID

from kefu.acd.core.events import (
    AcdEvent,
    AgentDefined,
    AgentEngaged,
    AgentLoggedOff,
    AgentLoggedOn,
    AgentReleased,
    AgentStateRequested,
    CallAbandoned,
    CallDirected,
    CallQueued,
    OfferAccepted,
    OfferFailed,
    OfferFailure,
    QueueDefined,
    QueueRemoved,
    TimerFired,
    WrapUpExtended,
    WrapUpFinished,
)
from kefu.acd.core.model import (
    AgentConfig,
    AgentState,
    Channel,
    QueueConfig,
    Relaxation,
    RelaxStep,
    SkillNeed,
    Strategy,
    WrapUpMode,
)
from kefu.acd.core.records import Agent
from kefu.acd.core.state import EngineState
from kefu.kernel.ids import AgentId, CallId, QueueId, SkillId

CHANNELS = [[Channel.VOICE] * 3, [Channel.VOICE, Channel.VOICE, Channel.CHAT], list(Channel)]
READY, NOT_READY = AgentState.READY, AgentState.NOT_READY


class Traffic:
    """Draws events for a small, overloaded centre: 3 queues, 8 agents, 3 skills."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.at_ms = 1_000_000
        self.calls = 0
        self.ageing_s = self.random.choice([None, 30])
        self.queues = [QueueId(UUID(int=n)) for n in range(1, 4)]
        self.agents = [AgentId(UUID(int=n)) for n in range(11, 19)]
        self.channels = dict(zip(self.queues, self.random.choice(CHANNELS), strict=True))
        self.skills = [SkillId(UUID(int=n)) for n in range(21, 24)]
        self._draws: list[tuple[int, Callable[[EngineState], AcdEvent | None]]] = [
            (1, lambda _: QueueDefined(config=self._queue(self.random.choice(self.queues)))),
            (1, lambda _: AgentDefined(config=self._agent(self.random.choice(self.agents)))),
            (1, self._rare),
            (30, self._queued),
            (2, self._directed),
            (8, self._abandoned),
            (22, self._answered),
            (5, self._failed),
            (18, self._released),
            (8, self._wish),
            (10, self._back_to_work),
            (3, self._engaged),
            (8, self._wrapped_up),
            (12, self._timer),
        ]

    def opening(self) -> Iterator[AcdEvent]:
        """Open the centre with everybody at work."""
        yield from (QueueDefined(config=self._queue(queue_id)) for queue_id in self.queues)
        for agent_id in self.agents:
            yield AgentDefined(config=self._agent(agent_id))
            yield AgentLoggedOn(agent_id=agent_id)
            yield AgentStateRequested(agent_id=agent_id, state=READY)

    def next(self, state: EngineState) -> AcdEvent:
        """Draw what happens next, and when."""
        self.at_ms += self.random.choice([0, 1, 50, 900, 4000])
        weights, draws = zip(*self._draws, strict=True)
        event: AcdEvent | None = None
        while event is None:
            (draw,) = self.random.choices(draws, weights)
            event = draw(state)
        return event

    def _some(self, *shares: float) -> int:
        return self.random.choices(range(len(shares)), shares)[0]

    def _needs(self) -> tuple[SkillNeed, ...]:
        chosen = self.random.sample(self.skills, self._some(0.6, 0.3, 0.1))
        return tuple(
            SkillNeed(skill_id=skill_id, level=self.random.randint(1, 3), is_preferred=self.random.random() < 0.2)
            for skill_id in chosen
        )

    def _queue(self, queue_id: QueueId) -> QueueConfig:
        random = self.random
        return QueueConfig(
            queue_id=queue_id,
            name="",
            channel=self.channels[queue_id],
            needs=self._needs(),
            priority=random.choice([5, 5, 6]),
            ring_timeout_s=random.randint(5, 30),
            wrap_up_mode=random.choice(list(WrapUpMode)),
            wrap_up_s=random.randint(0, 30),
            max_wait_s=random.choice([None, 20, 60]),
            max_length=random.choice([None, 0, 4, 8]),
            strategy=random.choice(list(Strategy)),
            ageing_s=self.ageing_s,
            ring_no_answer_limit=random.choice([1, 2]),
            recipe=tuple(
                sorted((self._step() for _ in range(self._some(0.4, 0.3, 0.2, 0.1))), key=lambda step: step.after_s)
            ),
        )

    def _step(self) -> RelaxStep:
        random = self.random
        return RelaxStep(
            action=random.choice(list(Relaxation)),
            after_s=random.choice([1, 10, 30]),
            over_length=random.choice([None, None, 1]),
            if_unstaffed=random.random() < 0.2,
            by=random.randint(1, 3),
            queue_id=random.choice(self.queues),
        )

    def _agent(self, agent_id: AgentId) -> AgentConfig:
        queues = self.random.sample(self.queues, self._some(0.05, 0.3, 0.4, 0.25))
        skills = {skill_id: self.random.randint(0, 3) for skill_id in self.skills}
        capacity = {Channel.CHAT: self.random.randint(0, 4), Channel.MAIL: self.random.randint(1, 3)}
        return AgentConfig(agent_id=agent_id, queue_ids=frozenset(queues), skills=skills, capacity=capacity)

    def _pick(self, state: EngineState, *wanted: AgentState) -> Agent | None:
        agents = [agent for agent in state.agents.values() if agent.state in wanted]
        return self.random.choice(agents) if agents else None

    def _call(self, state: EngineState) -> CallId | None:
        return self.random.choice(list(state.calls)) if state.calls else None

    def _new_call(self) -> CallId:
        self.calls += 1
        return CallId(UUID(int=1000 + self.calls))

    def _rare(self, state: EngineState) -> AcdEvent:
        events: list[AcdEvent] = [
            QueueRemoved(queue_id=self.random.choice(self.queues)),
            TimerFired(timer_id="acd/ring/nobody"),
            AgentReleased(agent_id=self.agents[0], call_id=CallId(UUID(int=1))),
        ]
        return self.random.choice(events)

    def _queued(self, state: EngineState) -> AcdEvent:
        return CallQueued(
            call_id=self._new_call(),
            queue_id=self.random.choice(self.queues),
            priority=self._some(0.8, 0.2),
            needs=self._needs(),
            entered_at_ms=self.random.choice([None, None, self.at_ms, self.at_ms - 30_000]),
            is_front=self.random.random() < 0.1,
            preferred_agent_id=self.random.choice([None, None, None, *self.agents]),
            is_virtual=self.random.random() < 0.1,
            preferred_s=self.random.choice([0, 10, 30]),
        )

    def _directed(self, state: EngineState) -> AcdEvent:
        agent_id, queue_id = self.random.choice(self.agents), self.random.choice([None, *self.queues])
        return CallDirected(call_id=self._new_call(), agent_id=agent_id, queue_id=queue_id)

    def _abandoned(self, state: EngineState) -> AcdEvent | None:
        call_id = self._call(state)
        return CallAbandoned(call_id=call_id) if call_id else None

    def _answered(self, state: EngineState) -> AcdEvent | None:
        agent = self._pick(state, AgentState.RESERVED)
        return OfferAccepted(call_id=agent.offered.call_id, agent_id=agent.agent_id) if agent else None

    def _failed(self, state: EngineState) -> AcdEvent | None:
        agent = self._pick(state, AgentState.RESERVED)
        failure = self.random.choice(list(OfferFailure))
        return OfferFailed(call_id=agent.offered.call_id, agent_id=agent.agent_id, failure=failure) if agent else None

    def _released(self, state: EngineState) -> AcdEvent | None:
        able = [agent for agent in state.agents.values() if agent.handled]
        if able and self.random.random() < 0.5:
            chosen = self.random.choice(able)
            return AgentReleased(agent_id=chosen.agent_id, call_id=self.random.choice(list(chosen.handled)))
        agent = self._pick(state, AgentState.BUSY)
        return AgentReleased(agent_id=agent.agent_id, call_id=agent.call_id) if agent and agent.call_id else None

    def _wish(self, state: EngineState) -> AcdEvent:
        agent_id, is_forced = self.random.choice(self.agents), self.random.random() < 0.3
        if self.random.random() < 0.2:
            return AgentLoggedOff(agent_id=agent_id, is_forced=is_forced)
        wish = self.random.choice([READY, NOT_READY])
        return AgentStateRequested(agent_id=agent_id, state=wish, reason="lunch", is_forced=is_forced)

    def _back_to_work(self, state: EngineState) -> AcdEvent | None:
        agent = self._pick(state, AgentState.NULL, NOT_READY)
        if agent is None:
            return None
        if agent.state is AgentState.NULL:
            return AgentLoggedOn(agent_id=agent.agent_id)
        return AgentStateRequested(agent_id=agent.agent_id, state=READY)

    def _engaged(self, state: EngineState) -> AcdEvent:
        call_id = self.random.choice([self._call(state), None]) or self._new_call()
        queue_id = self.random.choice([None, *self.queues])
        return AgentEngaged(agent_id=self.random.choice(self.agents), call_id=call_id, queue_id=queue_id)

    def _wrapped_up(self, state: EngineState) -> AcdEvent | None:
        agent = self._pick(state, AgentState.WORKING_AFTER_CALL)
        if agent is None:
            return None
        if self.random.random() < 0.3:
            return WrapUpExtended(agent_id=agent.agent_id, extra_s=self.random.randint(0, 20))
        return WrapUpFinished(agent_id=agent.agent_id)

    def _timer(self, state: EngineState) -> AcdEvent | None:
        """Fire the next timer; now and then wait for it, or fire one too early."""
        if not state.timers:
            return None
        timer_id = min(state.timers, key=lambda each: (state.timers[each], each))
        if self.random.random() < 0.9:
            self.at_ms = max(self.at_ms, state.timers[timer_id])
        return TimerFired(timer_id=timer_id)
