"""What can happen to the machine besides switch events: people's commands, answers to look-ups, configuration."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from kefu.acd.core.model import AgentConfig, AgentState, QueueConfig
from kefu.calls.model import ConnectionSnapshot, Device, Participation
from kefu.ivr.model import Flow
from kefu.journeys.inbound_call.model import Network, QueueInfo, Target
from kefu.kernel.ids import (
    AgentId,
    CallId,
    ConnectionId,
    CustomerId,
    GroupId,
    LocalNetworkId,
    QueueId,
    SkillId,
    TenantId,
)
from kefu.recordings.model import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentCommand:
    """An agent asks for something at his desk."""

    agent_id: AgentId


@dataclass(frozen=True, slots=True, kw_only=True)
class LogOn(AgentCommand):
    """Sign in on a seat."""

    tenant_id: TenantId
    number: str
    name: str
    group: str
    device: Device
    recording: Policy
    config: AgentConfig
    local_network_id: LocalNetworkId | None = None  # of his site; headquarters belong to none
    site: str = ""
    group_id: GroupId | None = None
    is_page: bool = True  # a page with its own phone; ordinary phones stay registered without one


@dataclass(frozen=True, slots=True, kw_only=True)
class LogOff(AgentCommand):
    """Sign out; during a call at its end."""

    is_forced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestState(AgentCommand):
    """Ask for ready or not_ready."""

    state: AgentState
    reason: str | None = None
    is_forced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLost(AgentCommand):
    """The agent's page has gone (closed, reloading, crashed)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReturned(AgentCommand):
    """The agent's page is there; `has_session` tells whether it still holds its side of the conversation."""

    has_session: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneRegistered(AgentCommand):
    """The page says that its phone has registered (the switch says so too, sometimes later)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorCall(AgentCommand):
    """A supervisor goes beside an agent who talks with a customer; there already, he changes how he takes part."""

    monitored_id: AgentId
    participation: Participation


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeMessage(AgentCommand):
    """A supervisor's line for an agent's desk."""

    message_id: UUID
    sender: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgeMessage(AgentCommand):
    """The agent has read a line."""

    message_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CallCommand(AgentCommand):
    """An agent asks a telephone service for one call."""

    call_id: CallId


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeCall(CallCommand):
    """CSTA MakeCall: to a number outside, or to another agent. The id is the new call's."""

    switch: str
    target: Target
    customer_id: CustomerId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerCall(CallCommand):
    """CSTA AnswerCall; the page has its phone answer, an ordinary phone is answered by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearConnection(CallCommand):
    """CSTA ClearConnection: the agent hangs up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldCall(CallCommand):
    """CSTA HoldCall."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrieveCall(CallCommand):
    """CSTA RetrieveCall."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationCall(CallCommand):
    """CSTA ConsultationCall; `consultation_id` is a fresh call id for the second conversation."""

    target: Target
    consultation_id: CallId


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferCall(CallCommand):
    """CSTA TransferCall; with a target CSTA SingleStepTransferCall."""

    target: Target | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconnectCall(CallCommand):
    """CSTA ReconnectCall: drop the consulted party, back to the customer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceCall(CallCommand):
    """CSTA ConferenceCall."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeflectCall(CallCommand):
    """CSTA DeflectCall of a ringing call; without a target the agent declines."""

    target: Target | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerateDigits(CallCommand):
    """CSTA GenerateDigits."""

    digits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRecording(CallCommand):
    """Start, stop, pause or resume the recording."""

    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeCallOver(CallCommand):
    """A supervisor beside the agent takes his place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestHelp(CallCommand):
    """An agent asks for a supervisor, or does not need one any more."""

    is_wanted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WrapUp(CallCommand):
    """Finish the after-call work."""

    result_code: str | None
    note: str
    next_state: AgentState
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendWrapUp(CallCommand):
    """Ask for more after-call time."""

    extra_s: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerLinked:
    """The caller is known to be this customer: one match, or an agent's choice."""

    call_id: CallId
    customer_id: CustomerId
    local_network_id: LocalNetworkId | None = None
    last_agent_id: AgentId | None = None  # who has talked with him before
    account_manager_id: AgentId | None = None  # who looks after him
    level: str = ""
    level_priority: int = 0  # what his calls get on top, in every queue


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpAnswered:
    """A look-up of the IVR has its result; None when it failed."""

    call_id: CallId
    look_up_id: str
    result: dict[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DialledNumber:
    """A number that can be dialled, and the flow that answers it; or the queue whose agents do, and nobody before."""

    tenant_id: TenantId
    number: str
    flow_id: str | None = None
    queue_id: QueueId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreConfigured:
    """A tenant's routing as it stands now; replaces what was known of the tenant."""

    tenant_id: TenantId
    queues: tuple[tuple[QueueConfig, QueueInfo], ...]
    networks: tuple[Network, ...]
    numbers: tuple[DialledNumber, ...]
    flows: dict[str, Flow] = field(default_factory=dict)
    skills: dict[str, SkillId] = field(default_factory=dict)
    outbound_caller: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentConfigured:
    """A signed-in agent's queues or skills have changed, or what he is called and where he belongs.

    Without a name that is as before. His number and phone stay those with which he has signed in.
    """

    config: AgentConfig
    name: str = ""
    group: str = ""
    local_network_id: LocalNetworkId | None = None
    site: str = ""
    group_id: GroupId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchReconciled:
    """What a switch really holds, read after it came back."""

    switch: str
    connections: tuple[ConnectionSnapshot, ...]
    is_first: bool = False
    """Since we were started: what was asked of it before, and what it said meanwhile, is not known."""
    is_memory_lost: bool = False
    """We do not know of calls before this life: conversations that go on are let alone."""
    known: frozenset[ConnectionId] | None = None
    """The connections that we knew when we asked; what has come since is not missed in the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restarted:
    """We have been away and remember everything up to then."""

    away_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadChanged:
    """This process is late with everything, or is not any more."""

    is_over: bool
