"""What a switch reports, in CSTA terms. `at_ms` is Unix milliseconds at the adapter.

Late, duplicate and unknown events are legal everywhere. Source: ECMA-269, clause 17 (call events).
"""

from dataclasses import dataclass

from kefu.calls.model import Cause, Device
from kefu.kernel.ids import CallId, ConnectionId, RecordingId


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchEvent:
    """Anything a switch says."""

    at_ms: int
    switch: str  # name of the switch


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered(SwitchEvent):
    """A call from a trunk waits for us to route it; nothing has been answered yet."""

    call_id: CallId
    connection_id: ConnectionId
    caller: str  # as it came; "" or "anonymous" when withheld
    called: str  # the number dialled
    trunk: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Originated(SwitchEvent):
    """A seat's own phone dialled `called`; its connection waits for us."""

    call_id: CallId
    connection_id: ConnectionId
    device: Device
    called: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionEvent(SwitchEvent):
    """Something about one connection."""

    connection_id: ConnectionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered(ConnectionEvent):
    """The far end rings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Established(ConnectionEvent):
    """The far end has answered; it waits for `join`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed(ConnectionEvent):
    """A connection that we made was never answered; it no longer exists."""

    cause: Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionCleared(ConnectionEvent):
    """An answered or offered connection is gone."""

    cause: Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitsDetected(ConnectionEvent):
    """The party pressed one key."""

    digit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayEnded(ConnectionEvent):
    """An announcement ended, or was stopped, or could not be played."""

    play_id: str
    is_complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingEnded(SwitchEvent):
    """A recording segment is finished; its parts lie at `path` on storage that the product can read."""

    recording_id: RecordingId
    path: str  # stem: STEM-customer.wav and STEM-agent.wav, or STEM.wav for one-sided (voicemail)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingFailed(SwitchEvent):
    """Nothing could be recorded; there are no files."""

    recording_id: RecordingId


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRegistered(SwitchEvent):
    """A seat's phone came or went."""

    address: str
    is_registered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnedAway(SwitchEvent):
    """The switch was full and has refused a call by itself."""

    called: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchAvailability(SwitchEvent):
    """The switch became reachable or stopped being so."""

    is_available: bool
    max_calls: int | None = None  # from outside, at once; 0: no limit is known
