"""The engine under any order of events: live, late, repeated, nonsensical; restarted at any time; replayed."""

import json
import os
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kefu.acd.core.engine import Engine
from kefu.acd.core.events import (
    AcdEffect,
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
    QueueConfig,
    Relaxation,
    RelaxStep,
    SkillNeed,
    Strategy,
    WrapUpMode,
)
from kefu.kernel.ids import AgentId, CallId, QueueId, SkillId
from support.acd_observer import ON_CALL, Observer

QUEUES = [QueueId(UUID(int=n)) for n in range(1, 4)]
AGENTS = [AgentId(UUID(int=n)) for n in range(11, 17)]
SKILLS = [SkillId(UUID(int=n)) for n in range(21, 23)]

needs = st.sampled_from(
    [
        (),
        (),
        (SkillNeed(skill_id=SKILLS[0], level=1),),
        (SkillNeed(skill_id=SKILLS[1], level=2),),
        (SkillNeed(skill_id=SKILLS[0], level=1, is_preferred=True),),
        (SkillNeed(skill_id=SKILLS[0], level=2), SkillNeed(skill_id=SKILLS[1], level=1)),
    ]
)
seconds = st.integers(1, 90)
steps = st.builds(
    RelaxStep,
    action=st.sampled_from(Relaxation),
    after_s=st.sampled_from([1, 10, 30]),
    over_length=st.sampled_from([None, None, 1]),
    if_unstaffed=st.booleans(),
    by=st.integers(1, 3),
    queue_id=st.sampled_from(QUEUES),
)
queue_configs = st.builds(
    QueueConfig,
    queue_id=st.sampled_from(QUEUES),
    name=st.just(""),
    needs=needs,
    priority=st.sampled_from([5, 5, 6]),
    ring_timeout_s=seconds,
    wrap_up_mode=st.sampled_from(WrapUpMode),
    wrap_up_s=seconds,
    max_wait_s=st.none() | seconds,
    max_length=st.none() | st.integers(0, 3),
    strategy=st.sampled_from(Strategy),
    ageing_s=st.sampled_from([None, None, 30]),
    ring_no_answer_limit=st.sampled_from([1, 1, 2]),
    recipe=st.lists(steps, max_size=3).map(lambda found: tuple(sorted(found, key=lambda each: each.after_s))),
)
agent_configs = st.builds(
    AgentConfig,
    agent_id=st.sampled_from(AGENTS),
    queue_ids=st.sampled_from([frozenset(QUEUES), frozenset(QUEUES[:2]), frozenset(QUEUES[1:]), frozenset()]),
    skills=st.sampled_from([{}, {SKILLS[0]: 2}, {SKILLS[1]: 2}, {SKILLS[0]: 1, SKILLS[1]: 3}]),
)
gaps_ms = st.sampled_from([0, 0, 1, 700, 20_000])


class EngineMachine(RuleBasedStateMachine):
    """Draws what is alive from the engine's state, so that most events mean something."""

    def __init__(self) -> None:
        super().__init__()
        self.observer = Observer(Engine())
        self.at_ms = 1_000_000
        self.log: list[tuple[int, AcdEvent]] = []
        self.effects: list[list[AcdEffect]] = []
        self.calls = 0

    def do(self, event: AcdEvent, gap_ms: int = 1) -> None:
        self.at_ms += gap_ms
        self.log.append((self.at_ms, event))
        self.effects.append(self.observer.watch(self.at_ms, event))

    def new_call(self) -> CallId:
        self.calls += 1
        return CallId(UUID(int=1000 + self.calls))

    def pick(self, data: st.DataObject, *states: AgentState) -> Any:
        agents = [agent for agent in self.state.agents.values() if agent.state in states]
        return data.draw(st.sampled_from(sorted(agents, key=lambda agent: agent.agent_id)))

    def has(self, *states: AgentState) -> bool:
        return any(agent.state in states for agent in self.state.agents.values())

    @property
    def state(self) -> Any:
        return self.observer.engine.state

    @initialize(
        queues=st.lists(queue_configs, min_size=1, max_size=3),
        agents=st.lists(agent_configs, min_size=2, max_size=6, unique_by=lambda config: config.agent_id),
    )
    def open_centre(self, queues: list[QueueConfig], agents: list[AgentConfig]) -> None:
        for queue in queues:
            self.do(QueueDefined(config=queue))
        for config in agents:
            self.do(AgentDefined(config=config))
            self.do(AgentLoggedOn(agent_id=config.agent_id))
            self.do(AgentStateRequested(agent_id=config.agent_id, state=AgentState.READY))

    # -- configuration -----------------------------------------------------------------------------------------------

    @rule(config=queue_configs)
    def define_queue(self, config: QueueConfig) -> None:
        self.do(QueueDefined(config=config))

    @rule(queue_id=st.sampled_from(QUEUES))
    def remove_queue(self, queue_id: QueueId) -> None:
        self.do(QueueRemoved(queue_id=queue_id))

    @rule(config=agent_configs)
    def define_agent(self, config: AgentConfig) -> None:
        self.do(AgentDefined(config=config))

    # -- calls -------------------------------------------------------------------------------------------------------

    @rule(
        queue_id=st.sampled_from(QUEUES),
        priority=st.sampled_from([0, 0, 0, 1]),
        needs=needs,
        age_ms=st.sampled_from([None, None, 0, 30_000]),
        is_front=st.sampled_from([False, False, True]),
        is_virtual=st.sampled_from([False, False, True]),
        preferred=st.none() | st.tuples(st.sampled_from(AGENTS), seconds),
        gap_ms=gaps_ms,
    )
    def queue_call(
        self,
        queue_id: QueueId,
        priority: int,
        needs: Any,
        age_ms: int | None,
        is_front: bool,
        preferred: Any,
        is_virtual: bool,
        gap_ms: int,
    ) -> None:
        event = CallQueued(
            call_id=self.new_call(),
            queue_id=queue_id,
            priority=priority,
            needs=needs,
            entered_at_ms=None if age_ms is None else self.at_ms - age_ms,
            is_front=is_front,
            is_virtual=is_virtual,
            preferred_agent_id=preferred[0] if preferred else None,
            preferred_s=preferred[1] if preferred else 0,
        )
        self.do(event, gap_ms)

    @rule(agent_id=st.sampled_from(AGENTS), queue_id=st.none() | st.sampled_from(QUEUES))
    def direct_call(self, agent_id: AgentId, queue_id: QueueId | None) -> None:
        self.do(CallDirected(call_id=self.new_call(), agent_id=agent_id, queue_id=queue_id))

    @precondition(lambda self: self.state.calls)
    @rule(data=st.data())
    def abandon(self, data: st.DataObject) -> None:
        self.do(CallAbandoned(call_id=data.draw(st.sampled_from(sorted(self.state.calls)))))

    @precondition(lambda self: self.has(AgentState.RESERVED))
    @rule(data=st.data(), gap_ms=gaps_ms)
    def accept(self, data: st.DataObject, gap_ms: int) -> None:
        agent = self.pick(data, AgentState.RESERVED)
        self.do(OfferAccepted(call_id=agent.call_id, agent_id=agent.agent_id), gap_ms)

    @precondition(lambda self: self.has(AgentState.RESERVED))
    @rule(data=st.data(), failure=st.sampled_from(OfferFailure))
    def fail(self, data: st.DataObject, failure: OfferFailure) -> None:
        agent = self.pick(data, AgentState.RESERVED)
        self.do(OfferFailed(call_id=agent.call_id, agent_id=agent.agent_id, failure=failure))

    @precondition(lambda self: self.has(AgentState.BUSY))
    @rule(data=st.data(), gap_ms=gaps_ms)
    def release(self, data: st.DataObject, gap_ms: int) -> None:
        agent = self.pick(data, AgentState.BUSY)
        self.do(AgentReleased(agent_id=agent.agent_id, call_id=agent.call_id), gap_ms)

    # -- agents ------------------------------------------------------------------------------------------------------

    @rule(agent_id=st.sampled_from(AGENTS), is_on=st.booleans(), is_forced=st.booleans())
    def log_on_or_off(self, agent_id: AgentId, is_on: bool, is_forced: bool) -> None:
        event = AgentLoggedOn(agent_id=agent_id) if is_on else AgentLoggedOff(agent_id=agent_id, is_forced=is_forced)
        self.do(event)

    @precondition(lambda self: self.has(AgentState.NOT_READY, AgentState.WORKING_AFTER_CALL))
    @rule(data=st.data(), gap_ms=gaps_ms)
    def become_ready(self, data: st.DataObject, gap_ms: int) -> None:
        agent = self.pick(data, AgentState.NOT_READY, AgentState.WORKING_AFTER_CALL)
        self.do(AgentStateRequested(agent_id=agent.agent_id, state=AgentState.READY), gap_ms)

    @rule(
        agent_id=st.sampled_from(AGENTS),
        state=st.sampled_from(AgentState),
        reason=st.none() | st.just("lunch"),
        is_forced=st.booleans(),
    )
    def request_state(self, agent_id: AgentId, state: AgentState, reason: str | None, is_forced: bool) -> None:
        self.do(AgentStateRequested(agent_id=agent_id, state=state, reason=reason, is_forced=is_forced))

    @rule(data=st.data(), agent_id=st.sampled_from(AGENTS), queue_id=st.none() | st.sampled_from(QUEUES))
    def engage(self, data: st.DataObject, agent_id: AgentId, queue_id: QueueId | None) -> None:
        call_id = data.draw(st.sampled_from([self.new_call(), *sorted(self.state.calls)]))
        self.do(AgentEngaged(agent_id=agent_id, call_id=call_id, queue_id=queue_id))

    @precondition(lambda self: self.has(AgentState.WORKING_AFTER_CALL))
    @rule(data=st.data(), extra_s=st.none() | st.integers(-1, 30))
    def wrap_up(self, data: st.DataObject, extra_s: int | None) -> None:
        agent_id = self.pick(data, AgentState.WORKING_AFTER_CALL).agent_id
        event = WrapUpFinished(agent_id=agent_id)
        self.do(event if extra_s is None else WrapUpExtended(agent_id=agent_id, extra_s=extra_s))

    # -- time, noise, restart ----------------------------------------------------------------------------------------

    @precondition(lambda self: self.state.timers)
    @rule(data=st.data(), late_ms=gaps_ms)
    def fire(self, data: st.DataObject, late_ms: int) -> None:
        timer_id = data.draw(st.sampled_from(sorted(self.state.timers)))
        self.do(TimerFired(timer_id=timer_id), max(0, self.state.timers[timer_id] - self.at_ms) + late_ms)

    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        """Old news: events come late and more than once; a call that has gone may come back."""
        self.do(data.draw(st.sampled_from(self.log))[1])

    @rule(data=st.data(), agent_id=st.sampled_from(AGENTS))
    def confuse(self, data: st.DataObject, agent_id: AgentId) -> None:
        """News of one agent's call under another's name."""
        calls = [CallId(UUID(int=1)), *self.state.calls, *(a.call_id for a in self.state.agents.values() if a.call_id)]
        call_id = data.draw(st.sampled_from(calls))
        agent = self.state.agents.get(agent_id)
        if agent is None or agent.state not in ON_CALL or agent.call_id != call_id:
            self.do(OfferAccepted(call_id=call_id, agent_id=agent_id))
            self.do(OfferFailed(call_id=call_id, agent_id=agent_id, failure=OfferFailure.REJECTED))
            self.do(AgentReleased(agent_id=agent_id, call_id=call_id))

    @rule()
    def restart(self) -> None:
        """Go on from a snapshot that has been text in between."""
        self.observer.engine = Engine.from_json(json.loads(json.dumps(self.observer.engine.to_json())))

    @invariant()
    def holds(self) -> None:
        self.observer.check()

    def teardown(self) -> None:
        """The same events in a fresh engine, never restarted, have the same effects and lead to the same state."""
        engine = Engine()
        assert [engine.step(at_ms, event) for at_ms, event in self.log] == self.effects
        assert engine.to_json() == self.observer.engine.to_json()


TestEngine = EngineMachine.TestCase
TestEngine.settings = settings(
    max_examples=int(os.environ.get("EXAMPLES", "30")),
    stateful_step_count=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],  # machines under load draw slowly
)
