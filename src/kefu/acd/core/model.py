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


class Channel(StrEnum):
    """How people reach us; every contact is a *call* here, whatever it comes through."""

    VOICE = "voice"
    CHAT = "chat"
    MAIL = "mail"


WHOLE = 2520
"""An agent's attention in parts, so that it can be halved, or divided by any number up to ten, without a rest."""


class Strategy(StrEnum):
    """Which of the idle agents who may serve a call gets it."""

    LONGEST_IDLE = "longest_idle"
    LEAST_OCCUPIED = "least_occupied"
    MOST_SKILLED = "most_skilled"
    ROUND_ROBIN = "round_robin"
    RING_GROUP = "ring_group"  # it rings at all of them, the longest idle first; who answers has it


class Relaxation(StrEnum):
    """What a step of a recipe does for a call that waits."""

    LOWER_LEVELS = "lower_levels"  # skills may be `by` levels lower; below 1 a need is dropped
    ADD_QUEUE = "add_queue"  # agents of `queue_id` may serve it too: a neighbour's, headquarters'
    MOVE = "move"  # it goes over into `queue_id`, with its entry time
    RAISE_PRIORITY = "raise_priority"
    ANNOUNCE = "announce"  # from here on the engine only tells that it is time
    OFFER_CALLBACK = "offer_callback"
    VOICEMAIL = "voicemail"
    OTHER_NUMBER = "other_number"
    HAND_OVER = "hand_over"  # it rings at another cell as well, whose number `value` is, and keeps its place


RING_GROUP_SIZE = 10
"""So many phones of a ring group ring for one call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillNeed:
    """A call needs this skill at this level (1-10) or higher; who has a preferred one comes first."""

    skill_id: SkillId
    level: int = 1
    is_preferred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RelaxStep:
    """One step of a recipe, looked at once, when a call has been in its queue for so long; all conditions must hold."""

    action: Relaxation
    after_s: int = 0
    over_length: int | None = None  # more calls than that wait in the queue
    if_unstaffed: bool = False  # nobody of the queue is signed in
    by: int = 0
    queue_id: QueueId | None = None
    value: str = ""  # a prompt, a number


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueConfig:
    """How one queue distributes."""

    queue_id: QueueId
    name: str
    channel: Channel = Channel.VOICE
    needs: tuple[SkillNeed, ...] = ()
    strategy: Strategy = Strategy.LONGEST_IDLE
    priority: int = 5  # 0 (lowest) - 9; a call's own priority is added
    ageing_s: int | None = None  # so much waiting is worth one priority; None: a lower priority waits for ever
    ring_timeout_s: int = 20
    ring_no_answer_limit: int = 1  # so many calls missed in a row make an agent not ready; not in a ring group
    wrap_up_mode: WrapUpMode = WrapUpMode.TIMED
    wrap_up_s: int = 30
    max_wait_s: int | None = None
    max_length: int | None = None
    recipe: tuple[RelaxStep, ...] = ()  # by after_s


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentConfig:
    """Whom an agent can serve: which queues, his skill levels, and how much at a time.

    `capacity` says how many contacts of a channel he can handle at once (1-10); of voice one, if nothing is said, of
    other channels none. Channels mix: who can handle three chats has a third of his attention on each.
    """

    agent_id: AgentId
    queue_ids: frozenset[QueueId]
    skills: dict[SkillId, int] = field(default_factory=dict)
    capacity: dict[Channel, int] = field(default_factory=dict)

    def part_for(self, channel: Channel) -> int | None:
        """Return the part of his attention that a contact takes; None when he handles none of this channel."""
        capacity = self.capacity.get(channel, int(channel is Channel.VOICE))
        return WHOLE // capacity if capacity else None
