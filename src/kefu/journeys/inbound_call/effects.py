"""What the machine wants done. Timers and agent states pass through from the distribution engine as they are."""

from dataclasses import dataclass, field
from typing import Any

from kefu.acd.core.events import AgentStateChanged, TimerCancelled, TimerStarted
from kefu.calls.model import Device
from kefu.journeys.inbound_call.model import LiveCall, RecordingContext
from kefu.kernel.ids import AgentId, CallId, LocalNetworkId, QueueId, TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchRequest:
    """Ask a switch for one service of the Switch port, by its name there."""

    switch: str
    call_id: CallId | None  # requests of one call keep their order
    service: str
    arguments: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Append one fact to a call's history."""

    tenant_id: TenantId
    call_id: CallId
    seq: int
    at_ms: int
    kind: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallChanged:
    """Show a call's new state to these agents; `word` is the CSTA event."""

    call: LiveCall
    word: str
    agent_ids: tuple[AgentId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallArrived:
    """A call has begun; prepare what the screen will need."""

    call: LiveCall


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTurnedAway:
    """The switch was full and has refused a tenant's call: there is no record of it, only the count."""

    tenant_id: TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEnded:
    """Every party has gone; derive the record, write the interaction."""

    call: LiveCall


@dataclass(frozen=True, slots=True, kw_only=True)
class CallWrappedUp:
    """The agent has said what the call was."""

    tenant_id: TenantId
    call_id: CallId
    agent_id: AgentId
    at_ms: int
    result_code: str | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpRequested:
    """Ask a system outside on behalf of the IVR; LookUpAnswered comes back with the same id."""

    call: LiveCall
    look_up_id: str
    name: str
    arguments: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackSettled:
    """A callback was made, or cannot be; `call_id` is of the call that asked for it."""

    tenant_id: TenantId
    call_id: CallId
    is_reached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackRequested:
    """A caller wants to be called back."""

    tenant_id: TenantId
    call_id: CallId
    queue_id: QueueId | None
    local_network_id: LocalNetworkId | None
    number: str
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingFinished:
    """The parts of a recording lie at `path`; store them."""

    context: RecordingContext
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatOpened:
    """Make a seat's phone known to the switches."""

    agent_id: AgentId


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatClosed:
    """Forget a seat's phone; the agent has signed out."""

    agent_id: AgentId
    device: Device


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatChanged:
    """A seat's phone came or went."""

    agent_id: AgentId


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesChanged:
    """An agent's desk has another line to show, or one less."""

    agent_id: AgentId


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchChanged:
    """A switch became reachable or unreachable."""

    switch: str
    is_available: bool


Effect = (
    SwitchRequest
    | Fact
    | CallChanged
    | CallArrived
    | CallTurnedAway
    | CallEnded
    | CallWrappedUp
    | LookUpRequested
    | CallbackRequested
    | CallbackSettled
    | RecordingFinished
    | SeatOpened
    | SeatClosed
    | SeatChanged
    | MessagesChanged
    | SwitchChanged
    | AgentStateChanged
    | TimerStarted
    | TimerCancelled
)
