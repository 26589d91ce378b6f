"""Words of the distribution engine. All times are Unix milliseconds unless the name says otherwise."""

from dataclasses import dataclass, field
from enum import StrEnum

from kefu.kernel.ids import AgentId, QueueId, SkillId


class AgentState(StrEnum):
    """State of an agent. Source: ECMA-269, clause 6.1.2.2 (agent states), plus `reserved`."""

    NULL = "null"
    NOT_READY = "not_ready"
    READY = "ready"
    RESERVED = "reserved"
    BUSY = "busy"
    WORKING_AFTER_CALL = "working_after_call"


class SystemReason(StrEnum):
    """Reasons for not_ready that the engine itself gives; people's reasons are data of the tenant."""

    LOGGED_ON = "logged_on"
    RING_NO_ANSWER = "ring_no_answer"
    REJECTED = "rejected"
    DEVICE_LOST = "device_lost"
    FORCED = "forced"


class WrapUpMode(StrEnum):
    """What follows a call. timed: ends by itself after wrap_up_s; mandatory: only by WrapUpFinished."""

    NONE = "none"
    OPTIONAL = "optional"  # the agent may leave it at once by asking for ready
    MANDATORY = "mandatory"
    TIMED = "timed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillNeed:
    """A call needs this skill at this level (1-10) or higher."""

    skill_id: SkillId
    level: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueConfig:
    """How one queue distributes."""

    queue_id: QueueId
    name: str
    needs: tuple[SkillNeed, ...] = ()
    priority: int = 5  # 0 (lowest) - 9; a call's own priority is added
    ring_timeout_s: int = 20
    wrap_up_mode: WrapUpMode = WrapUpMode.TIMED
    wrap_up_s: int = 30
    max_wait_s: int | None = None
    max_length: int | None = None
    overflow_queue_id: QueueId | None = None
    overflow_after_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentConfig:
    """Whom an agent can serve: which queues, and his skill levels."""

    agent_id: AgentId
    queue_ids: frozenset[QueueId]
    skills: dict[SkillId, int] = field(default_factory=dict)
