"""Callers and agents around the product's own distribution engine, under a virtual clock."""

from collections.abc import Iterable, Sequence
from functools import partial
from heapq import heappop, heappush
from itertools import count
from typing import Any
from uuid import UUID

from kefu.acd.core.engine import Engine
from kefu.acd.core.events import (
    AcdEvent,
    AgentDefined,
    AgentLoggedOff,
    AgentLoggedOn,
    AgentReleased,
    AgentStateChanged,
    AgentStateRequested,
    CallAbandoned,
    CallQueued,
    OfferAccepted,
    OfferMade,
    QueueDefined,
    TimerCancelled,
    TimerFired,
    TimerStarted,
)
from kefu.acd.core.model import AgentConfig, AgentState, QueueConfig, WrapUpMode
from kefu.acd.runtime import Timers
from kefu.insight.rules.intervals import Fate, Outcome
from kefu.insight.simulation.model import Caller, Course, Habits, Worker
from kefu.kernel.ids import AgentId, CallId, QueueId

_RING_TIMEOUT_S = 20
_WORK = (AgentState.BUSY, AgentState.WORKING_AFTER_CALL)
_CALLS_FROM = 2**127  # identifiers of calls begin here, far above those of agents


class World:
    """One simulated stretch of time. What happens in one millisecond happens in the order in which it was planned."""

    def __init__(self, callers: Sequence[Caller], workers: Sequence[Worker], habits: Habits) -> None:
        self.course = Course()
        self._engine = Engine()
        self._timers = Timers()
        self._agenda: list[tuple[int, int, Any]] = []
        self._order = count()
        self._at_ms = 0
        self._habits = habits
        self._ring_ms = round(habits.ring_s * 1000)
        self._callers = callers
        self._answered_ms: dict[int, int] = {}
        self._abandoned_ms: dict[int, int] = {}
        self._names = {AgentId(UUID(int=1 + n)): worker.name for n, worker in enumerate(workers)}
        self._states: dict[AgentId, tuple[AgentState, int]] = {}
        names = sorted({caller.queue for caller in callers}.union(*(worker.queues for worker in workers)))
        self._queue_ids = {name: QueueId(UUID(int=1 + n)) for n, name in enumerate(names)}
        self._open(workers)

    def _open(self, workers: Sequence[Worker]) -> None:
        is_wrapping_up = self._habits.wrap_up_s > 0
        for name, queue_id in self._queue_ids.items():
            config = QueueConfig(
                queue_id=queue_id,
                name=name,
                ring_timeout_s=_RING_TIMEOUT_S + int(self._habits.ring_s),
                wrap_up_mode=WrapUpMode.TIMED if is_wrapping_up else WrapUpMode.NONE,
                wrap_up_s=self._habits.wrap_up_s,
            )
            self._take(QueueDefined(config=config))
        for agent_id, worker in zip(self._names, workers, strict=True):
            queue_ids = frozenset(self._queue_ids[name] for name in worker.queues)
            self._take(AgentDefined(config=AgentConfig(agent_id=agent_id, queue_ids=queue_ids)))
            self._states[agent_id] = AgentState.NULL, 0
            self.course.busy[worker.name], self.course.staffed[worker.name] = [], []
            for begin_ms, end_ms in worker.shifts:
                self._plan(begin_ms, partial(self._begin_work, agent_id))
                if end_ms is not None:
                    self._plan(end_ms, AgentLoggedOff(agent_id=agent_id))

    def run(self) -> Course:
        """Let everything happen that will; return what it was."""
        for number, caller in enumerate(self._callers):
            self._plan(caller.arrived_ms, partial(self._arrive, number))
        agenda, timers = self._agenda, self._timers
        while True:
            due_ms = timers.next_ms()
            if due_ms is not None and (not agenda or due_ms < agenda[0][0]):
                self._at_ms = due_ms
                for timer_id in timers.take_due(due_ms):
                    if timers.expire(timer_id, due_ms):
                        self._take(TimerFired(timer_id=timer_id))
            elif agenda:
                self._at_ms, _, happening = heappop(agenda)
                if callable(happening):
                    happening()
                else:
                    self._take(happening)
            else:
                break
        self._conclude()
        return self.course

    # -- what happens ------------------------------------------------------------------------------------------------

    def _plan(self, at_ms: int, happening: Any) -> None:
        """Let an event, or what a function does, happen at its time."""
        heappush(self._agenda, (at_ms, next(self._order), happening))

    def _begin_work(self, agent_id: AgentId) -> None:
        self._take(AgentLoggedOn(agent_id=agent_id))
        self._take(AgentStateRequested(agent_id=agent_id, state=AgentState.READY))

    def _arrive(self, number: int) -> None:
        caller = self._callers[number]
        call_id = CallId(UUID(int=_CALLS_FROM + number))
        if caller.patience_ms is not None:
            self._plan(self._at_ms + caller.patience_ms, partial(self._abandon, number, call_id))
        self._take(CallQueued(call_id=call_id, queue_id=self._queue_ids[caller.queue], priority=caller.priority))

    def _abandon(self, number: int, call_id: CallId) -> None:
        if number not in self._answered_ms:
            self._abandoned_ms[number] = self._at_ms
            self._take(CallAbandoned(call_id=call_id))

    def _pick_up(self, number: int, offer: OfferMade) -> None:
        if number in self._abandoned_ms:
            return
        self._answered_ms[number] = self._at_ms
        release = AgentReleased(agent_id=offer.agent_id, call_id=offer.call_id)
        self._plan(self._at_ms + self._callers[number].talk_ms, release)
        self._take(OfferAccepted(call_id=offer.call_id, agent_id=offer.agent_id))

    # -- what the engine wants ---------------------------------------------------------------------------------------

    def _take(self, event: AcdEvent) -> None:
        """Let the engine take an event, and do what it wants."""
        for effect in self._engine.step(self._at_ms, event):
            if isinstance(effect, TimerStarted):
                self._timers.start(effect.timer_id, effect.due_ms)
            elif isinstance(effect, TimerCancelled):
                self._timers.cancel(effect.timer_id)
            elif isinstance(effect, AgentStateChanged):
                self._note(effect.agent_id, effect.state)
            elif isinstance(effect, OfferMade):
                number = effect.call_id.int - _CALLS_FROM
                if self._ring_ms:
                    self._plan(self._at_ms + self._ring_ms, partial(self._pick_up, number, effect))
                else:
                    self._pick_up(number, effect)

    def _note(self, agent_id: AgentId, state: AgentState) -> None:
        """Keep what an agent did until now."""
        before, since_ms = self._states[agent_id]
        if before is state:
            return
        if before in _WORK:
            self.course.busy[self._names[agent_id]].append((since_ms, self._at_ms))
        if before is not AgentState.NULL:
            self.course.staffed[self._names[agent_id]].append((since_ms, self._at_ms))
        self._states[agent_id] = state, self._at_ms

    def _conclude(self) -> None:
        self.course.end_ms = self._at_ms
        for agent_id in self._states:
            self._note(agent_id, AgentState.NULL)
        for number, caller in enumerate(self._callers):
            fate, until_ms, handle_ms = Fate.LEFT_WAITING, self._at_ms, 0
            if number in self._answered_ms:
                fate, until_ms = Fate.ANSWERED, self._answered_ms[number]
                handle_ms = caller.talk_ms + self._habits.wrap_up_s * 1000
            elif number in self._abandoned_ms:
                fate, until_ms = Fate.ABANDONED, self._abandoned_ms[number]
            outcome = Outcome(
                arrived_ms=caller.arrived_ms,
                queue=caller.queue,
                fate=fate,
                wait_ms=until_ms - caller.arrived_ms,
                handle_ms=handle_ms,
                priority=caller.priority,
            )
            self.course.outcomes.append(outcome)


def simulate(callers: Iterable[Caller], workers: Sequence[Worker], *, habits: Habits | None = None) -> Course:
    """Let the callers call and the agents work."""
    return World(sorted(callers, key=lambda caller: caller.arrived_ms), workers, habits or Habits()).run()
