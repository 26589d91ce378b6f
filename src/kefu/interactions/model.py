"""Interactions: every contact with a customer, on any channel. Source: TMF683 Party Interaction."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kefu.kernel.ids import AgentId, CallId, CustomerId, InteractionId, LocalNetworkId, QueueId, TenantId
from kefu.kernel.words import Text


class Channel(StrEnum):
    """By what means the contact was made."""

    VOICE = "voice"


class Direction(StrEnum):
    """Who began."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Outcome(StrEnum):
    """How far it got."""

    ANSWERED = "answered"
    ABANDONED = "abandoned"
    IVR_ONLY = "ivr_only"
    VOICEMAIL = "voicemail"
    CALLBACK = "callback"  # the caller left his number instead of waiting
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """One finished contact; a fact, written once.

    A call's interaction has the call's id, so that what is said about it (link, wrap-up) may arrive before it is over.
    """

    interaction_id: InteractionId
    tenant_id: TenantId
    channel: Channel
    direction: Direction
    number: str
    started_at: datetime
    ended_at: datetime
    outcome: Outcome
    answered_at: datetime | None = None
    call_id: CallId | None = None
    customer_id: CustomerId | None = None
    local_network_id: LocalNetworkId | None = None
    queue_id: QueueId | None = None
    agent_id: AgentId | None = None
    ivr_path: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WrapUp:
    """What an agent says came of a contact; the newest counts. `result_code` is one of the tenant's results (acd)."""

    interaction_id: InteractionId
    tenant_id: TenantId
    agent_id: AgentId
    at: datetime
    result_code: str | None
    note: str = ""
