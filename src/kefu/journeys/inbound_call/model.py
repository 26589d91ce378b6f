"""The live state of the centre: calls, parties, seats. Facts go to the database; this lives in memory only."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from kefu.acd.core.model import WrapUpMode
from kefu.acd.model import QueueSwitch
from kefu.calendars.model import Calendar
from kefu.calendars.rules import is_open
from kefu.calls.model import Cause, ConnectionState, Device, Participation
from kefu.ivr.model import Value
from kefu.ivr.session import Session
from kefu.kernel.ids import (
    AgentId,
    CallId,
    ConnectionId,
    CustomerId,
    GroupId,
    LocalNetworkId,
    QueueId,
    RecordingId,
    TenantId,
)
from kefu.kernel.phone import PhoneNumber
from kefu.kernel.words import Text
from kefu.recordings.model import Policy


class Direction(StrEnum):
    """Who began the call."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    INTERNAL = "internal"


class Phase(StrEnum):
    """Where a call stands, as the desk shows it."""

    SELF_SERVICE = "self_service"
    WAITING = "waiting"
    RINGING = "ringing"
    DIALING = "dialing"
    CONNECTED = "connected"
    HELD = "held"
    CONSULTING = "consulting"
    CONFERENCE = "conference"
    LOST = "lost"  # the agent's leg is gone without his wish; the customer hears music
    VOICEMAIL = "voicemail"
    CLEARING = "clearing"
    WRAP_UP = "wrap_up"
    ENDED = "ended"


TALKING = frozenset({Phase.CONNECTED, Phase.HELD, Phase.CONSULTING, Phase.CONFERENCE, Phase.LOST})


class Role(StrEnum):
    """What a party is in the call."""

    CUSTOMER = "customer"
    AGENT = "agent"
    THIRD = "third"
    CELL = "cell"  # another cell, where the waiting call rings as well
    MONITOR = "monitor"  # a supervisor beside one of its agents


@dataclass(slots=True, kw_only=True)
class Party:
    """One connection of a live call. `acd_id` is the id under which the distribution engine knows this agent's part.

    A supervisor's says beside whom he is, and how.
    """

    connection_id: ConnectionId
    role: Role
    device: Device
    state: ConnectionState
    label: str = ""
    agent_id: AgentId | None = None
    acd_id: CallId | None = None
    monitored_id: AgentId | None = None
    participation: Participation | None = None


class TargetKind(StrEnum):
    """What a call can be sent to."""

    AGENT = "agent"
    QUEUE = "queue"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a transfer, consultation or deflection goes; exactly the field of its kind is set."""

    kind: TargetKind
    agent_id: AgentId | None = None
    queue_id: QueueId | None = None
    number: str | None = None
    label: str = ""


class ConsultationState(StrEnum):
    """How far a consultation is."""

    RINGING = "ringing"
    CONNECTED = "connected"
    FAILED = "failed"


@dataclass(slots=True, kw_only=True)
class Consultation:
    """An agent's second conversation while his customer is on hold."""

    acd_id: CallId
    target: Target
    state: ConsultationState = ConsultationState.RINGING
    connection_id: ConnectionId | None = None
    cause: Cause | None = None
    is_transfer: bool = False  # the agent has left; the target gets the customer as soon as he answers


class RecordingState(StrEnum):
    """Whether what is said now is kept."""

    OFF = "off"
    ON = "on"
    PAUSED = "paused"


@dataclass(slots=True, kw_only=True)
class LiveCall:
    """One call with everything that the next decision needs."""

    call_id: CallId
    tenant_id: TenantId
    switch: str
    direction: Direction
    number: PhoneNumber  # the customer's
    called: str
    offered_at_ms: int
    is_inside: bool = False  # was let in, and counts
    language: str = "zh-CN"
    phase: Phase = Phase.SELF_SERVICE
    local_network_id: LocalNetworkId | None = None
    customer_id: CustomerId | None = None
    last_agent_id: AgentId | None = None  # who has talked with this customer before
    account_manager_id: AgentId | None = None  # who looks after him
    level: str = ""
    level_priority: int = 0  # on top of `priority`, in every queue
    parties: dict[ConnectionId, Party] = field(default_factory=dict)
    connections_made: int = 0
    facts: int = 0
    ivr: Session | None = None
    path: list[Text] = field(default_factory=list)
    noted: dict[str, Value] = field(default_factory=dict)  # what the flow knows of what he wants
    queue_id: QueueId | None = None
    priority: int = 0
    human_requested_at_ms: int | None = None
    queued_at_ms: int | None = None
    delivered_at_ms: int | None = None
    ring_until_ms: int | None = None
    established_at_ms: int | None = None
    ended_at_ms: int | None = None
    agent_id: AgentId | None = None  # who is offered the call, talks, or wraps up
    agents: list[AgentId] = field(default_factory=list)  # everyone who has talked, in order
    wrapping: set[AgentId] = field(default_factory=set)  # in after-call work for this call
    wrapped: set[AgentId] = field(default_factory=set)  # have said what it was
    consultation: Consultation | None = None
    recording: RecordingState = RecordingState.OFF
    is_recording_policy: bool = False
    flow_id: str | None = None
    lost_acd_id: CallId | None = None  # the engine's id of the lost agent's part
    recording_id: RecordingId | None = None
    segments: int = 0
    plays: int = 0
    closed_play_id: str | None = None  # he is being told that his queue is closed
    is_turned_away: bool = False  # the queue that he wanted was closed
    notices: list[str] = field(default_factory=list)  # prompts that he has heard before he waited
    short_abandon_s: int = 0  # of the queue that he came into
    is_short_abandon: bool = False
    is_callback_offered: bool = False  # while he waits: a key is enough
    callback_of: CallId | None = None  # the call whose caller is called back
    attempt: int = 0
    cause: Cause | None = None
    outcome: str | None = None

    def party(self, role: Role) -> Party | None:
        """Return the first party of a role."""
        return next((p for p in self.parties.values() if p.role is role), None)

    def waits_as(self, acd_id: CallId) -> bool:
        """Tell whether it has a consultation, known to the engine by this id, that still looks for an agent."""
        second = self.consultation
        return second is not None and second.acd_id == acd_id and second.state is ConsultationState.RINGING

    def agent_party(self, agent_id: AgentId) -> Party | None:
        """Return an agent's own party."""
        return next((p for p in self.parties.values() if p.agent_id == agent_id), None)

    def monitors(self, agent_id: AgentId | None = None) -> list[Party]:
        """List the supervisors beside an agent, or beside all."""
        there = [p for p in self.parties.values() if p.role is Role.MONITOR]
        return there if agent_id is None else [p for p in there if p.monitored_id == agent_id]


@dataclass(slots=True, kw_only=True)
class DeskMessage:
    """A line from a supervisor on an agent's desk; it stays until he has acknowledged it."""

    message_id: UUID
    sender: str
    text: str
    sent_at_ms: int


@dataclass(slots=True, kw_only=True)
class Seat:
    """A signed-in agent's place: his phone and his page."""

    agent_id: AgentId
    tenant_id: TenantId
    number: str
    name: str
    group: str
    device: Device
    opened_at_ms: int = 0
    recording: Policy = Policy.ON_DEMAND
    is_page_present: bool = False
    is_registered: bool = False
    call_id: CallId | None = None  # the call on his screen
    wrapping: CallId | None = None  # the call whose after-call work he does
    local_network_id: LocalNetworkId | None = None  # of his site; headquarters belong to none
    site: str = ""
    group_id: GroupId | None = None
    help_since_ms: int | None = None  # he asks a supervisor to help him with his call
    messages: list[DeskMessage] = field(default_factory=list)  # not yet acknowledged, the oldest first


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueInfo:
    """What the journey knows of a queue beyond its distribution."""

    queue_id: QueueId
    tenant_id: TenantId
    code: str
    name: Text
    recording: Policy
    wrap_up_mode: WrapUpMode
    last_agent_s: int = 0  # so long a call waits for whom the customer knows already
    local_network_id: LocalNetworkId | None = None
    is_open: bool = True  # nobody has closed it by hand
    calendar: Calendar | None = None  # its hours; None: round the clock
    closed_prompt: str = "closed"
    notice_prompt: str | None = None  # what callers hear before they wait
    short_abandon_s: int = 0
    offers_callback: bool = False
    switches: tuple[QueueSwitch, ...] = ()

    def takes_calls(self, at_ms: int) -> bool:
        """Tell whether new calls may come in."""
        return self.is_open and (self.calendar is None or is_open(self.calendar, at_ms))


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A local network as far as routing a caller needs it."""

    local_network_id: LocalNetworkId
    code: str
    name: Text
    area_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingContext:
    """What a finished recording belongs to."""

    recording_id: RecordingId
    call_id: CallId
    tenant_id: TenantId
    agent_id: AgentId | None
    queue_id: QueueId | None
    customer_id: CustomerId | None
    local_network_id: LocalNetworkId | None
    segment: int
    started_at_ms: int
    is_voicemail: bool
