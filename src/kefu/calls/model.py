"""The call model: calls, connections, devices and their states.

Source: ECMA-269 (CSTA Phase III), clauses 6.1.3-6.1.5; names are the standard's in snake case.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from kefu.kernel.ids import CallId, ConnectionId, TenantId


class ConnectionState(StrEnum):
    """State of one party's connection (ECMA-269, 6.1.5)."""

    INITIATED = "initiated"
    ALERTING = "alerting"
    CONNECTED = "connected"
    HOLD = "hold"
    QUEUED = "queued"
    FAIL = "fail"
    NULL = "null"


class DeviceKind(StrEnum):
    """What a connection reaches."""

    TRUNK = "trunk"  # a number outside, through the operator's SIP trunk
    SIP_PHONE = "sip_phone"
    WEB_PHONE = "web_phone"


@dataclass(frozen=True, slots=True)
class Device:
    """An addressable end: `address` is a dialled number for TRUNK, a device name such as "1001" for a seat."""

    kind: DeviceKind
    address: str


class Cause(StrEnum):
    """Why a connection was cleared or failed; adapters map Q.850 causes to these."""

    NORMAL = "normal"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    REJECTED = "rejected"
    UNREACHABLE = "unreachable"  # not registered, network failure
    UNALLOCATED = "unallocated"  # no such number
    CONGESTION = "congestion"
    CANCELLED = "cancelled"  # we gave up ringing
    SWITCH_LOST = "switch_lost"
    INTERNAL = "internal"


class Participation(StrEnum):
    """How somebody takes part in another's conversation (ECMA-269, Intrude Call: silently or actively)."""

    LISTEN = "listen"  # hears both sides, is heard by nobody
    WHISPER = "whisper"  # is heard by the one whom he joined, and by nobody else
    BARGE = "barge"  # is heard by everybody


@dataclass(frozen=True, slots=True)
class ConnectionSnapshot:
    """One connection as the switch holds it now (CSTA SnapshotCall)."""

    call_id: CallId | None
    connection_id: ConnectionId
    state: ConnectionState
    is_joined: bool  # it is in a conversation with at least one other party


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFact:
    """One thing that happened in a call; `seq` counts from 1 within the call."""

    tenant_id: TenantId
    call_id: CallId
    seq: int
    at_ms: int
    kind: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedCall:
    """A call whose history is complete, with the facts at hand: all, or the last ones, in their order."""

    call_id: CallId
    facts: Sequence[CallFact]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord:
    """One call, derived from its facts. Times are Unix milliseconds; ids are text as the facts carry them."""

    call_id: CallId
    tenant_id: TenantId
    direction: str
    number: str
    called: str
    local_network_id: str | None
    customer_id: str | None
    queue_id: str | None
    agent_id: str | None
    started_at_ms: int
    answered_at_ms: int | None
    human_requested_at_ms: int | None
    queued_at_ms: int | None
    established_at_ms: int | None
    ended_at_ms: int
    wait_ms: int | None
    talk_ms: int
    hold_ms: int
    transfers: int
    is_recorded: bool
    is_short_abandon: bool = False
    ivr_path: tuple[dict[str, str], ...]
    outcome: str
    cause: str
