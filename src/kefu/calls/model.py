"""The call model: calls, connections, devices and their states.

Source: ECMA-269 (CSTA Phase III), clauses 6.1.3-6.1.5; names are the standard's in snake case.
"""

from dataclasses import dataclass
from enum import StrEnum

from kefu.kernel.ids import CallId, ConnectionId


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


@dataclass(frozen=True, slots=True)
class ConnectionSnapshot:
    """One connection as the switch holds it now (CSTA SnapshotCall)."""

    call_id: CallId | None
    connection_id: ConnectionId
    state: ConnectionState
    is_joined: bool  # it is in a conversation with at least one other party
