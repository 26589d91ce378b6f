"""The words for what a call was to its queues and to its agents.

A stay is the time a call belongs to a queue; it has one entry and, when it is over, one exit. A contact is one agent's
part in a call, from the first ring. Source of the words: COPC CX Standard (offered, abandoned); ECMA-269 (events).
"""

from dataclasses import dataclass
from enum import StrEnum

from kefu.kernel.ids import AgentId, CallId, LocalNetworkId, QueueId, TenantId


class Entry(StrEnum):
    """How a call came into a queue."""

    OFFERED = "offered"  # by itself: from a flow, or by the number that was dialled
    TRANSFERRED = "transferred"  # an agent sent it, or the one it rang at
    OVERFLOWED = "overflowed"  # from another queue
    RETURNED = "returned"  # it had an agent, who was lost, or to whom it was sent in vain


class Exit(StrEnum):
    """How a stay ended."""

    ANSWERED = "answered"
    ABANDONED = "abandoned"  # the caller hung up
    OVERFLOWED = "overflowed"  # to another queue, or answered by another cell
    CALLBACK = "callback"  # he wants to be called back instead
    TIMED_OUT = "timed_out"  # it waited as long as the queue allows
    REFUSED = "refused"  # the queue was full, or is gone
    LEFT = "left"  # he went back to the menu
    DEFLECTED = "deflected"  # the agent at whom it rang sent it to another queue
    FAILED = "failed"  # it was cleared, but not by him


class Part(StrEnum):
    """What became of an agent's part."""

    HANDLED = "handled"
    NO_ANSWER = "no_answer"
    REJECTED = "rejected"
    UNREACHABLE = "unreachable"
    WITHDRAWN = "withdrawn"  # he was forced out, or somebody else of the ring group had it
    ABANDONED = "abandoned"  # the caller left while it rang
    NOT_REACHED = "not_reached"  # whom he called did not answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A call in a queue; without an exit it waits still. `number` counts from 1 within the call."""

    number: int
    queue_id: QueueId
    entry: Entry
    entered_at_ms: int
    exit: Exit | None = None
    ended_at_ms: int | None = None
    agent_id: AgentId | None = None
    is_short: bool = False
    requested_at_ms: int | None = None
    """When the caller asked for a person; of the first stay only, as is when he had one."""
    reached_at_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """An agent's part in a call; without an end it goes on. Hold is what the customer hears of music because of him."""

    number: int
    agent_id: AgentId
    queue_id: QueueId | None
    started_at_ms: int
    is_own: bool = False  # he dialled
    is_consultation: bool = False  # a colleague asked him; it may become his
    outcome: Part | None = None
    answered_at_ms: int | None = None
    ended_at_ms: int | None = None
    talk_ms: int = 0
    hold_ms: int = 0
    holds: int = 0
    is_transferred: bool = False  # he sent it on


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A call as figures see it."""

    call_id: CallId
    tenant_id: TenantId
    direction: str
    started_at_ms: int
    local_network_id: LocalNetworkId | None
    ended_at_ms: int | None
    stays: tuple[Stay, ...]
    contacts: tuple[Contact, ...]
