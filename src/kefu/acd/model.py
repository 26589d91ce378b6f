"""Routing as administrators see it: queues, skills, who serves what; and the facts that distribution leaves."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kefu.acd.core.model import AgentConfig, AgentState, QueueConfig
from kefu.kernel.errors import ConflictError, InvalidError, NotFoundError
from kefu.kernel.ids import AgentId, CalendarId, CallId, LocalNetworkId, QueueId, SkillId, TenantId


class QueueNotFoundError(NotFoundError):
    """There is no such queue for this reader."""

    code = "queue-not-found"
    title = "No such queue"


class SkillNotFoundError(NotFoundError):
    """There is no such skill."""

    code = "skill-not-found"
    title = "No such skill"


class RoutedAgentNotFoundError(NotFoundError):
    """There is no such agent."""

    code = "agent-not-found"
    title = "No such agent"


class RoutingInvalidError(InvalidError):
    """A queue, a skill or an agent's routing cannot be like this; `errors` says why."""

    code = "routing-invalid"
    title = "Routing cannot be set up like this"


class RoutingChangedError(ConflictError):
    """Somebody else has changed it since it was read."""

    code = "routing-changed"
    title = "Somebody else has changed this meanwhile"


class QueueRecording(StrEnum):
    """Which calls of a queue are recorded without being asked."""

    ALL = "all"
    NONE = "none"


class SwitchKind(StrEnum):
    """What a supervisor may switch on for a queue while things are as they are."""

    CLOSED = "closed"  # no new calls; who waits is served
    NOTICE = "notice"  # every caller hears it, those who wait already too
    OVERFLOW = "overflow"  # whom nobody takes at once goes over into another queue
    CALLBACK = "callback"  # who waits is offered to be called back


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueSwitch:
    """Something that is switched on for a queue: by whom, since when, and until when, if that is known."""

    queue_id: QueueId
    kind: SwitchKind
    set_at: datetime
    set_by: str
    until_at: datetime | None = None
    prompt: str | None = None
    to_queue_id: QueueId | None = None


class CallbackStatus(StrEnum):
    """What became of a wish to be called back."""

    OPEN = "open"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """Something that calls need and agents can do, at levels 1-10."""

    skill_id: SkillId
    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A queue: how it distributes (`config`, whose name is the code), and what else belongs to it.

    A queue that is not open takes no calls, nor does one outside the hours of its calendar (None: round the clock).
    `local_network_id` None: a queue of the whole tenant.
    """

    config: QueueConfig
    code: str
    name_zh: str
    name_en: str
    local_network_id: LocalNetworkId | None = None
    recording: QueueRecording = QueueRecording.ALL
    last_agent_s: int = 0  # so long a call waits for the agent whom the customer had last
    is_open: bool = True
    calendar_id: CalendarId | None = None
    direct_number: str | None = None  # who dials it comes straight here and hears it ring, until an agent answers
    closed_prompt: str = "closed"  # what a caller hears whom the queue does not take
    notice_prompt: str | None = None  # what every caller hears before he waits: an outage, say
    short_abandon_s: int = 5  # who hangs up sooner has not really waited
    version: int = 1
    offers_callback: bool = False  # who waits is offered to be called back, whatever the recipe says
    switches: tuple[QueueSwitch, ...] = ()  # what has made it so for now; never written with it


@dataclass(frozen=True, slots=True, kw_only=True)
class NotReadyReason:
    """A reason for not_ready that agents may choose."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultCode:
    """What a call was about: a branch or a leaf; of one queue, or (None) of all."""

    code: str
    name_zh: str
    name_en: str
    queue_id: QueueId | None = None
    children: tuple["ResultCode", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutedAgent:
    """An agent, and whom he serves."""

    config: AgentConfig
    number: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackWish:
    """A caller wants to be called back."""

    tenant_id: TenantId
    call_id: CallId
    queue_id: QueueId | None
    local_network_id: LocalNetworkId | None
    number: str
    requested_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """A wish to be called back as it stands; `queue` is its name in both languages, if the reader may see it."""

    call_id: CallId
    queue: dict[str, str] | None
    local_network_id: LocalNetworkId | None
    number: str
    requested_at: datetime
    status: CallbackStatus


@dataclass(frozen=True, slots=True)
class SettledCallback:
    """What became of the wish that a call left."""

    call_id: CallId
    status: CallbackStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentStateInterval:
    """An agent was in a state from then to then, for a call perhaps."""

    tenant_id: TenantId
    agent_id: AgentId
    state: AgentState
    reason: str | None
    started_at_ms: int
    ended_at_ms: int
    call_id: CallId | None = None
    queue_id: QueueId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentStateBegun:
    """An agent is in a state since then; NULL when he is signed in no more."""

    tenant_id: TenantId
    agent_id: AgentId
    local_network_id: LocalNetworkId | None
    state: AgentState
    reason: str | None
    since_ms: int


@dataclass(frozen=True, slots=True)
class Known:
    """Ids that may be referred to."""

    skill_ids: frozenset[SkillId] = field(default_factory=frozenset)
    queue_ids: frozenset[QueueId] = field(default_factory=frozenset)
    local_network_ids: frozenset[LocalNetworkId] = field(default_factory=frozenset)
    calendar_ids: frozenset[CalendarId] = field(default_factory=frozenset)
