"""An observer of the distribution engine, who knows only what goes in and comes out, searches instead of indexing, and
says when the engine does wrong.
"""

from dataclasses import dataclass

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
    CallRelaxed,
    Choice,
    OfferAccepted,
    OfferFailed,
    OfferFailure,
    OfferMade,
    OfferReason,
    OfferWithdrawn,
    QueueDefined,
    QueueRemoved,
    TimerCancelled,
    TimerFired,
    TimerStarted,
    WrapUpExtended,
    WrapUpFinished,
)
from kefu.acd.core.model import RING_GROUP_SIZE, WHOLE, AgentState, Relaxation, Strategy
from kefu.kernel.ids import AgentId, QueueId
from support.acd import ring, step, wait, wrap_up
from support.acd_seen import Seen, SeenCall, Shift

AVAILABLE = frozenset({AgentState.READY, AgentState.RESERVED})
ON_CALL = frozenset({AgentState.RESERVED, AgentState.BUSY, AgentState.WORKING_AFTER_CALL})


@dataclass(slots=True)
class Observer(Seen):
    """Follows one engine step by step."""

    def watch(self, at_ms: int, event: AcdEvent, *, is_thorough: bool = True) -> list[AcdEffect]:
        """Let the engine take an event; check its answer, and (if thorough) that what it ignores changes nothing."""
        self.steps += 1
        self._arrived, self._event, self._at_ms = None, event, at_ms
        self._fresh = set()
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
        arrived = self._arrived
        if arrived and arrived.event.call_id in self.calls and not arrived.is_front and not arrived.event.is_virtual:
            assert arrived.ringing or self._has_room(arrived), "no more wait than may"
        states = [effect.agent_id for effect in effects if isinstance(effect, AgentStateChanged)]
        assert len(states) == len(set(states)), "one state a step"
        offers = [effect for effect in effects if isinstance(effect, OfferMade)]
        for offer in offers:
            self._check_choice(offer)
            self._check_reason(offer, len(offers))
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
                self._arrived.prefers_until_ms = at_ms + event.preferred_s * 1000
            case CallDirected():
                self.calls[event.call_id] = SeenCall(event, self.steps, 0, at_ms, event.queue_id, False)
            case CallAbandoned():
                del self.calls[event.call_id]
            case OfferAccepted():
                assert event.agent_id in self.calls[event.call_id].ringing
                self._answer(event)
            case OfferFailed():
                assert event.agent_id in self.calls[event.call_id].ringing
            case AgentEngaged():
                assert self.agents[event.agent_id].state not in (AgentState.NULL, AgentState.BUSY), "one call at a time"
                if event.call_id in self.calls and event.agent_id in self.calls[event.call_id].ringing:
                    self._answer(event)
            case AgentReleased():
                agent = self.agents[event.agent_id]
                if self.handled.get(event.agent_id, {}).pop(event.call_id, None) is None:
                    assert (agent.state, agent.call_id) == (AgentState.BUSY, event.call_id)
            case WrapUpFinished() | WrapUpExtended():
                assert self.agents[event.agent_id].state is AgentState.WORKING_AFTER_CALL
            case TimerFired():
                assert self.timers.pop(event.timer_id) <= at_ms

    def _answer(self, event: OfferAccepted | AgentEngaged) -> None:
        part = self.configs[event.agent_id].part_for(self.calls.pop(event.call_id).channel)
        if part is not None and part < WHOLE:
            self.handled.setdefault(event.agent_id, {})[event.call_id] = part

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
                to_come = self.queues[effect.from_queue_id].recipe[call.steps_done :]
                moves = [
                    step for step in to_come if (step.action, step.queue_id) == (Relaxation.MOVE, effect.to_queue_id)
                ]
                assert any(at_ms >= call.joined_at_ms + step.after_s * 1000 for step in moves)
                call.queue_id, call.joined_at_ms, call.steps_done = effect.to_queue_id, at_ms, 0
                self._arrived = call
            case CallRelaxed():
                self._relax(at_ms, effect)
            case OfferMade():
                call = self.calls[effect.call_id]
                assert call.queue_id == effect.queue_id
                assert not call.ringing or self._is_group(effect), "at one phone at a time"
                assert self.has_room(effect.agent_id, self._channel(call)), "no more than he can handle"
                call.ringing.add(effect.agent_id)
                call.channel = self._channel(call)
            case OfferWithdrawn() if effect.call_id in self.calls:
                call = self.calls[effect.call_id]
                call.ringing.remove(effect.agent_id)
                call.is_front = call.is_front or not call.ringing
            case AgentStateChanged():
                self._follow_agent(at_ms, effect)

    @staticmethod
    def _is_group(offer: OfferMade) -> bool:
        return (offer.reason.choice, offer.reason.strategy) == (Choice.FIRST_IDLE, Strategy.RING_GROUP)

    def _follow_agent(self, at_ms: int, effect: AgentStateChanged) -> None:
        was = self.agents.get(effect.agent_id)
        shift = self.shifts.setdefault(effect.agent_id, Shift())
        if was and was.state in (AgentState.BUSY, AgentState.WORKING_AFTER_CALL):
            shift.worked_ms += effect.since_ms - was.since_ms
        if effect.state is not AgentState.NULL and (was is None or was.state is AgentState.NULL):
            shift.since_ms, shift.worked_ms = at_ms, 0
        if effect.state in AVAILABLE and (
            was is None or was.state not in AVAILABLE or self._is_missed(effect.agent_id)
        ):
            self.available_from[effect.agent_id] = self.steps
            shift.occupancy = shift.worked_ms * 1000 // max(1, at_ms - shift.since_ms)
        if effect.state is AgentState.READY and (was is None or was.state is not AgentState.READY):
            self._fresh.add(effect.agent_id)
        self.agents[effect.agent_id] = effect

    def _is_missed(self, agent_id: AgentId) -> bool:
        """Tell whether in this step an agent's phone has rung in vain, or he has taken one of several contacts.

        If he stays ready he is the last one.
        """
        match self._event:
            case OfferAccepted() | AgentEngaged():
                return self._event.call_id in self.handled.get(agent_id, {})
            case OfferFailed():
                return (self._event.agent_id, self._event.failure) == (agent_id, OfferFailure.NO_ANSWER)
            case TimerFired():
                return self._event.timer_id == ring(agent_id)
        return False

    def _relax(self, at_ms: int, effect: CallRelaxed) -> None:
        """Follow a step; those between were not taken because their conditions did not hold."""
        call = self.calls[effect.call_id]
        assert call.queue_id == effect.queue_id
        assert call.steps_done < effect.step
        call.steps_done = effect.step
        taken = self.queues[effect.queue_id].recipe[effect.step - 1]
        assert (taken.action, taken.value) == (effect.action, effect.value)
        assert at_ms >= call.joined_at_ms + taken.after_s * 1000
        assert taken.over_length is None or self._length(effect.queue_id) > taken.over_length
        assert not (taken.if_unstaffed and self._is_staffed(effect.queue_id))
        if taken.action is Relaxation.LOWER_LEVELS:
            call.lowered += taken.by
        elif taken.action is Relaxation.RAISE_PRIORITY:
            call.raised += taken.by
        elif taken.action is Relaxation.ADD_QUEUE and taken.queue_id in self.queues:
            call.added.append(taken.queue_id)

    def _length(self, queue_id: QueueId) -> int:
        return sum(call.queue_id == queue_id for call in self.waiting())

    def _is_staffed(self, queue_id: QueueId) -> bool:
        return any(
            queue_id in self.configs[agent_id].queue_ids and seen.state is not AgentState.NULL
            for agent_id, seen in self.agents.items()
        )

    def _forget_taken(self, event: AcdEvent) -> None:
        """A call that an agent has taken himself waits no more."""
        if isinstance(event, AgentEngaged):
            agent = self.agents.get(event.agent_id)
            if agent and agent.state is AgentState.BUSY and agent.call_id == event.call_id:
                self.calls.pop(event.call_id, None)

    def _check_choice(self, offer: OfferMade) -> None:
        """The oracle: nobody better was left behind, neither an agent for this call nor a call for this agent."""
        call = self.calls[offer.call_id]
        if isinstance(call.event, CallQueued) and offer.agent_id != call.event.preferred_agent_id:
            assert self.may_serve(offer.agent_id, call)
            others = [a for a in self.ready() if a not in self._fresh and self.may_serve(a, call)]
            able = [[a for a in (offer.agent_id, *others) if self._is_able(a, call, q)] for q in self.lines(call)]
            line, rivals = next((q, some) for q, some in zip(self.lines(call), able, strict=True) if some)
            assert offer.agent_id in rivals, "the own queue's agents first"
            first = min(rivals, key=lambda agent_id: self.order(agent_id, call, line))
            assert first == offer.agent_id, "the first by the queue's strategy"
        self.offers += 1
        self.shifts[offer.agent_id].offered = self.offers
        if isinstance(call.event, CallDirected):
            return
        for other in self.waiting():
            if self.may_serve(offer.agent_id, other):
                assert self.rank(call) < self.rank(other), "priority and entry"

    def _check_reason(self, offer: OfferMade, made: int) -> None:
        """What an offer says of itself is true, as far as it can still be seen after a step that made so many."""
        call, reason = self.calls[offer.call_id], offer.reason
        if isinstance(call.event, CallDirected):
            assert reason == OfferReason(choice=Choice.DIRECTED, candidates=1)
            return
        assert call.queue_id is not None
        config = self.queues[call.queue_id]
        waited_ms = self._at_ms - call.entered_at_ms
        aged = waited_ms // (config.ageing_s * 1000) if config.ageing_s else 0
        assert (reason.waited_ms, reason.is_front) == (waited_ms, call.is_front)
        assert reason.priority == config.priority + call.event.priority + call.raised + aged
        if reason.choice is Choice.PREFERRED:
            assert (offer.agent_id, reason.candidates) == (call.event.preferred_agent_id, 1)
            assert reason.guest_of is None
            return
        line = next(queue_id for queue_id in self.lines(call) if self._is_able(offer.agent_id, call, queue_id))
        assert reason.guest_of == (None if line == call.queue_id else line)
        if reason.choice is Choice.FIRST_IDLE:
            self._check_first(offer, call, line)
        else:
            assert reason.choice is Choice.BEST_CALL
            served = [(other, each) for other in self.waiting() for each in self.lines(other)]
            most = [each for other, each in served if self._is_able(offer.agent_id, other, each)]
            assert 1 <= reason.candidates <= len(self.lines(call)) + len(most) + made

    def _check_first(self, offer: OfferMade, call: SeenCall, line: QueueId) -> None:
        rivals = [a for a in self.ready() if a not in self._fresh and self._is_able(a, call, line)]
        assert offer.reason.candidates >= 1 + len(rivals)
        if isinstance(self._event, CallQueued):  # nobody else was offered anything in this step
            assert offer.reason.candidates == len(call.ringing) + len(rivals)
            is_group = self.queues[line].strategy is Strategy.RING_GROUP
            assert len(call.ringing) == (min(RING_GROUP_SIZE, offer.reason.candidates) if is_group else 1)
        assert offer.reason.strategy is self.queues[line].strategy
        assert offer.reason.is_skill_preferred == any(need.is_preferred for need in self.needs(call, line))

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
        lined = [call_id for queue in state.queues.values() for call_id in queue.waiting]
        for queue in state.queues.values():
            for call in queue.waiting.values():
                own = state.agents[call.preferred_agent_id].own if call.is_courting else ()
                places = [line.queue.config.queue_id for line in call.lines if call in list(line.waiting)]
                assert places == ([] if call.is_courting else self.lines(self.calls[call.call_id]))
                assert not call.is_courting or call in list(own)
        rung = {agent.call_id for agent in state.agents.values() if agent.state is AgentState.RESERVED}
        assert len({*lined, *rung}) == len(lined) + len(rung), "a call is in one place"
        assert {*lined, *rung} == state.calls.keys() == self.calls.keys()
        for call_id, seen in self.calls.items():
            call = state.calls[call_id]
            assert (set(call.ringing), call.queue_id) == (seen.ringing, seen.queue_id)
            assert bool(call.ringing) == (call_id not in lined)

    def _check_agents(self) -> None:
        for agent_id, agent in self.engine.state.agents.items():
            assert agent.config == self.configs[agent_id]
            assert (agent.call_id is not None) == (agent.state in ON_CALL)
            assert agent.pending is None or agent.state in ON_CALL
            if agent.state is AgentState.RESERVED:
                assert agent.call_id is not None
                assert agent_id in self.calls[agent.call_id].ringing
            seen = self.agents.get(agent_id)
            if seen is None:
                assert agent.state is AgentState.NULL
                continue
            pending = (agent.pending.state, agent.pending.reason) if agent.pending else (None, None)
            assert (seen.state, seen.reason, seen.since_ms) == (agent.state, agent.reason, agent.since_ms)
            assert (seen.pending_state, seen.pending_reason) == pending
            assert (seen.call_id, seen.wrap_up_until_ms) == (agent.call_id, agent.wrap_up_until_ms)
            assert agent.handled == self.handled.get(agent_id, {})
            assert seen.handled == len(agent.handled)
            assert sum(agent.handled.values()) <= WHOLE

    def _check_nobody_waits_in_vain(self) -> None:
        for call in self.waiting():
            assert not any(self.may_serve(agent_id, call) for agent_id in self.ready()), "served when somebody is ready"

    def _check_lines(self) -> None:
        for queue in self.engine.state.queues.values():
            for line in queue.lines.values():
                seen = [self.calls[call.call_id] for call in line.waiting]
                ranks = [self.rank(call) for call in seen]
                assert ranks == sorted(ranks)
                able = {
                    agent_id
                    for agent_id in self.ready()
                    if queue.config.queue_id in self.configs[agent_id].queue_ids
                    and self.has_room(agent_id, queue.config.channel)
                    and all(
                        n.is_preferred or self.configs[agent_id].skills.get(n.skill_id, 0) >= n.level
                        for n in line.needs
                    )
                }
                assert {agent.agent_id for agent in line.idle} == able

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
            if config.max_wait_s is not None and not call.event.is_virtual:
                expected[wait(call.event.call_id)] = call.joined_at_ms + config.max_wait_s * 1000
            timer_id = step(call.event.call_id)
            known = self.engine.state.calls[call.event.call_id]
            moments = [known.preferred_until_ms] if known.is_courting else []
            if known.steps_done < len(config.recipe):
                moments.append(call.joined_at_ms + config.recipe[known.steps_done].after_s * 1000)
            if moments:
                expected[timer_id] = max(min(moments), self.timers[timer_id])
        assert expected == self.timers == self.engine.state.timers

    def _check_positions(self) -> None:
        waiting = list(self.waiting())
        for call in waiting:
            ahead = [
                other
                for other in waiting
                if not self.is_courting(other)
                and call.queue_id in self.lines(other)
                and self.rank(other) < self.rank(call)
            ]
            assert self.engine.position(call.event.call_id) == 1 + len(ahead)
