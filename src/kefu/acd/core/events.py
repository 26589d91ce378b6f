"""What happens to the engine (events in) and what it wants done (effects out)."""

from dataclasses import dataclass
from enum import StrEnum

from kefu.acd.core.model import AgentConfig, AgentState, QueueConfig, Relaxation, SkillNeed, Strategy, WrapUpMode
from kefu.kernel.ids import AgentId, CallId, QueueId


class OfferFailure(StrEnum):
    """Why an offered call did not reach the agent."""

    NO_ANSWER = "no_answer"  # the engine's own ring time-out, or the switch's
    REJECTED = "rejected"  # the agent declined
    UNREACHABLE = "unreachable"  # his phone is not there
    WITHDRAWN = "withdrawn"  # he was forced out, logged off or is on another call


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueDefined:
    """A queue exists or has changed."""

    config: QueueConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRemoved:
    """A queue is gone; its waiting calls leave with `CallRefused`."""

    queue_id: QueueId


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentDefined:
    """An agent's queues or skills are known or have changed; takes effect at once."""

    config: AgentConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentLoggedOn:
    """An agent signed in on a seat; he becomes not_ready(logged_on)."""

    agent_id: AgentId


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentLoggedOff:
    """An agent signed out; during a call it becomes his pending state."""

    agent_id: AgentId
    is_forced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentStateRequested:
    """Someone asks for ready or not_ready. During a call or an offer it becomes the pending state."""

    agent_id: AgentId
    state: AgentState
    reason: str | None = None
    is_forced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CallQueued:
    """A call asks for an agent of a queue.

    `needs` are added to the queue's. `entered_at_ms` keeps an earlier queue entry (put back after a failure or a lost
    agent): with `is_front` it goes before all calls of equal priority.
    """

    call_id: CallId
    queue_id: QueueId
    priority: int = 0
    needs: tuple[SkillNeed, ...] = ()
    entered_at_ms: int | None = None
    is_front: bool = False
    preferred_agent_id: AgentId | None = None  # who is waited for, if he is signed in and not away,
    preferred_s: int = 0  # for so long, before others may come
    is_virtual: bool = False  # nobody is on the line: a place kept for a callback, without a limit of waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDirected:
    """A call asks for one agent (transfer, consultation). Offered at once or refused; never waits.

    `queue_id` is the queue whose wrap-up rule follows; without one there is no wrap-up.
    """

    call_id: CallId
    agent_id: AgentId
    ring_timeout_s: int = 20
    queue_id: QueueId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAbandoned:
    """A call left (hung up, transferred away) while it waited or rang."""

    call_id: CallId


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferAccepted:
    """The offered agent has answered; he is busy with the call."""

    call_id: CallId
    agent_id: AgentId


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferFailed:
    """The offered agent did not take it; the call goes to the front of its queue, the agent not_ready."""

    call_id: CallId
    agent_id: AgentId
    failure: OfferFailure


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentEngaged:
    """An agent is on a call that the engine did not offer (he dialled, or picked up again).

    `queue_id` is the queue whose wrap-up rule follows; without one there is none, except that a call made during
    wrap-up leads back to it.
    """

    agent_id: AgentId
    call_id: CallId
    queue_id: QueueId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentReleased:
    """An agent's part in a call is over; wrap-up begins as its queue says (none for calls without a queue).

    A contact that leaves room for others is over when everything is: it has no wrap-up.
    """

    agent_id: AgentId
    call_id: CallId


@dataclass(frozen=True, slots=True, kw_only=True)
class WrapUpFinished:
    """The agent has finished the after-call work; his pending or asked state follows."""

    agent_id: AgentId


@dataclass(frozen=True, slots=True, kw_only=True)
class WrapUpExtended:
    """The agent asks for more time."""

    agent_id: AgentId
    extra_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerFired:
    """A timer that an effect started has run out. Unknown and late ones are legal."""

    timer_id: str


AcdEvent = (
    QueueDefined
    | QueueRemoved
    | AgentDefined
    | AgentLoggedOn
    | AgentLoggedOff
    | AgentStateRequested
    | CallQueued
    | CallDirected
    | CallAbandoned
    | OfferAccepted
    | OfferFailed
    | AgentEngaged
    | AgentReleased
    | WrapUpFinished
    | WrapUpExtended
    | TimerFired
)


class Choice(StrEnum):
    """How a call and an agent found each other."""

    DIRECTED = "directed"  # it asked for him and nobody else (transfer, consultation)
    PREFERRED = "preferred"  # it would rather have him than others
    FIRST_IDLE = "first_idle"  # it came, or more may serve it now, and he was the first of those who were ready
    BEST_CALL = "best_call"  # he became free and took the best of what waited for him


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferReason:
    """Why this call came to this agent, as it was at that moment."""

    choice: Choice
    candidates: int  # first_idle: ready agents, he among them; best_call: lines of calls whose heads were compared
    strategy: Strategy | None = None  # first_idle: how the first of them was found
    is_skill_preferred: bool = False  # first_idle: before that, whoever has more of what is preferred
    priority: int = 0  # of its queue and its own, raised by recipes and by ageing so far
    waited_ms: int = 0
    is_front: bool = False  # it was put back, and so went before others of equal priority
    guest_of: QueueId | None = None  # the agent serves it for this other queue, not for its own


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferMade:
    """Ring this agent with this call."""

    call_id: CallId
    agent_id: AgentId
    queue_id: QueueId | None
    ring_timeout_s: int
    entered_at_ms: int | None
    reason: OfferReason


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferWithdrawn:
    """This offer is over, stop ringing the agent; the call waits again or is gone. Sent for every failed offer."""

    call_id: CallId
    agent_id: AgentId
    failure: OfferFailure | None  # None: the call itself left


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRefused:
    """The engine does not keep this call: queue full, waited too long, queue gone, agent not free."""

    call_id: CallId
    queue_id: QueueId | None
    code: str  # queue-full | waited-too-long | no-such-queue | agent-not-available


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOverflowed:
    """A waiting call has moved to another queue; its entry time stays."""

    call_id: CallId
    from_queue_id: QueueId
    to_queue_id: QueueId


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRelaxed:
    """A step of its queue's recipe was taken for a waiting call; what the engine cannot do itself is to be done."""

    call_id: CallId
    queue_id: QueueId
    step: int  # counts from 1
    action: Relaxation
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentStateChanged:
    """An agent is in a new state (or has a new pending one); since_ms is when the state began.

    At most one for each agent and step; a step's effects are its timers, these, then all others in their order.
    """

    agent_id: AgentId
    state: AgentState
    reason: str | None
    since_ms: int
    pending_state: AgentState | None
    pending_reason: str | None
    call_id: CallId | None
    wrap_up_until_ms: int | None
    wrap_up_mode: WrapUpMode | None = None  # of the wrap-up that he is in
    queue_id: QueueId | None = None  # of the call
    handled: int = 0  # contacts that he has beside it, or while he is ready for more


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerStarted:
    """Send TimerFired(timer_id) at due_ms; starting again moves it."""

    timer_id: str
    due_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerCancelled:
    """The timer is not needed any more."""

    timer_id: str


AcdEffect = (
    OfferMade
    | OfferWithdrawn
    | CallRefused
    | CallOverflowed
    | CallRelaxed
    | AgentStateChanged
    | TimerStarted
    | TimerCancelled
)
