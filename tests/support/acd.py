"""A distribution engine under a hand-cranked clock, and short names for what it is told and says."""

from typing import Any
from uuid import UUID

from kefu.acd.core.engine import Engine
from kefu.acd.core.events import (
    AcdEffect,
    AcdEvent,
    AgentDefined,
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
from kefu.acd.core.model import AgentConfig, AgentState, QueueConfig, Relaxation, RelaxStep, SkillNeed
from kefu.kernel.ids import AgentId, CallId, QueueId, SkillId

ANN, BOB, CAI = (AgentId(UUID(int=n)) for n in (0xA1, 0xA2, 0xA3))
FAULTS, SALES = (QueueId(UUID(int=n)) for n in (0xB1, 0xB2))
ENGLISH, FIBRE = (SkillId(UUID(int=n)) for n in (0xC1, 0xC2))
C1, C2, C3, C4 = (CallId(UUID(int=n)) for n in (0xD1, 0xD2, 0xD3, 0xD4))


def need(skill_id: SkillId, level: int = 1) -> SkillNeed:
    """Make a need."""
    return SkillNeed(skill_id=skill_id, level=level)


def ring(agent_id: AgentId) -> str:
    """Name an agent's ring timer."""
    return f"acd/ring/{agent_id}"


def wrap_up(agent_id: AgentId) -> str:
    """Name an agent's wrap-up timer."""
    return f"acd/wrap_up/{agent_id}"


def wait(call_id: CallId) -> str:
    """Name a call's timer of the longest wait."""
    return f"acd/wait/{call_id}"


def step(call_id: CallId) -> str:
    """Name the timer of a call's next step."""
    return f"acd/step/{call_id}"


def move(queue_id: QueueId, after_s: int) -> RelaxStep:
    """Make the step of a recipe that moves a call into another queue."""
    return RelaxStep(action=Relaxation.MOVE, after_s=after_s, queue_id=queue_id)


class Centre:
    """An engine and its clock, which starts at second 0; every event happens a second after the one before."""

    def __init__(self) -> None:
        self.engine = Engine()
        self.at_ms = 0

    def do(self, event: AcdEvent, *, after_s: int = 1) -> list[AcdEffect]:
        """Let something happen."""
        self.at_ms += after_s * 1000
        return self.engine.step(self.at_ms, event)

    def fire(self, timer_id: str) -> list[AcdEffect]:
        """Go on to where a timer is due, and fire it."""
        self.at_ms = self.engine.state.timers[timer_id]
        return self.do(TimerFired(timer_id=timer_id), after_s=0)

    def queue(self, queue_id: QueueId = FAULTS, **config: Any) -> list[AcdEffect]:
        """Define a queue."""
        return self.do(QueueDefined(config=QueueConfig(queue_id=queue_id, name="", **config)))

    def agent(
        self, agent_id: AgentId, *queues: QueueId, skills: dict[SkillId, int] | None = None, is_ready: bool = True
    ) -> list[AcdEffect]:
        """Define an agent (of FAULTS, when no queue is named), sign him in, bring him to ready."""
        config = AgentConfig(agent_id=agent_id, queue_ids=frozenset(queues or {FAULTS}), skills=skills or {})
        self.do(AgentDefined(config=config))
        effects = self.do(AgentLoggedOn(agent_id=agent_id))
        return self.ready(agent_id) if is_ready else effects

    def ready(self, agent_id: AgentId) -> list[AcdEffect]:
        """Let an agent ask for ready."""
        return self.do(AgentStateRequested(agent_id=agent_id, state=AgentState.READY))

    def not_ready(self, agent_id: AgentId, reason: str | None = None, *, is_forced: bool = False) -> list[AcdEffect]:
        """Let somebody ask for not_ready."""
        return self.do(
            AgentStateRequested(agent_id=agent_id, state=AgentState.NOT_READY, reason=reason, is_forced=is_forced)
        )

    def call(self, call_id: CallId, queue_id: QueueId = FAULTS, **kw: Any) -> list[AcdEffect]:
        """Queue a call."""
        return self.do(CallQueued(call_id=call_id, queue_id=queue_id, **kw))

    def accept(self, call_id: CallId, agent_id: AgentId) -> list[AcdEffect]:
        """Let the agent answer."""
        return self.do(OfferAccepted(call_id=call_id, agent_id=agent_id))

    def release(self, agent_id: AgentId, call_id: CallId) -> list[AcdEffect]:
        """End the agent's part."""
        return self.do(AgentReleased(agent_id=agent_id, call_id=call_id))

    def abandon(self, call_id: CallId) -> list[AcdEffect]:
        """Let a caller hang up."""
        return self.do(CallAbandoned(call_id=call_id))

    def restart(self) -> None:
        """Go on from a snapshot."""
        self.engine = Engine.from_json(self.engine.to_json())

    def talk(self, agent_id: AgentId, call_id: CallId, **kw: Any) -> None:
        """Queue a call that this agent, who is ready, gets and answers."""
        assert self.offered(self.call(call_id, **kw)) == [(call_id, agent_id)]
        self.accept(call_id, agent_id)

    def state(self, agent_id: AgentId) -> tuple[AgentState, str | None]:
        """Return an agent's state and reason."""
        agent = self.engine.state.agents[agent_id]
        return agent.state, agent.reason

    def changed(
        self,
        agent_id: AgentId,
        state: AgentState,
        reason: str | None = None,
        *,
        call: CallId | None = None,
        since_ms: int | None = None,
        pending: tuple[AgentState, str | None] = (None, None),
        **kw: Any,
    ) -> AgentStateChanged:
        """Expect a state, entered now; a call is of FAULTS."""
        fields: dict[str, Any] = {"wrap_up_until_ms": None, "queue_id": FAULTS if call else None, **kw}
        return AgentStateChanged(
            agent_id=agent_id,
            state=state,
            reason=reason,
            since_ms=self.at_ms if since_ms is None else since_ms,
            pending_state=pending[0],
            pending_reason=pending[1],
            call_id=call,
            **fields,
        )

    def started(self, timer_id: str, after_s: int) -> TimerStarted:
        """Expect a timer due so many seconds from now."""
        return TimerStarted(timer_id=timer_id, due_ms=self.at_ms + after_s * 1000)

    @staticmethod
    def cancelled(timer_id: str) -> TimerCancelled:
        """Expect a timer's end."""
        return TimerCancelled(timer_id=timer_id)

    @staticmethod
    def offered(effects: list[AcdEffect]) -> list[tuple[CallId, AgentId]]:
        """Pick the offers out of effects."""
        return [(effect.call_id, effect.agent_id) for effect in effects if isinstance(effect, OfferMade)]
