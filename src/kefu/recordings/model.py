"""Recordings: what was said in one stretch of a call, the customer on the left, the agent on the right."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from kefu.kernel.errors import KefuError, NotFoundError
from kefu.kernel.ids import AgentId, CallId, CustomerId, LocalNetworkId, QueueId, RecordingId, TenantId

SAMPLE_RATE = 8000
PEAK_POINTS = 400


class RecordingNotFoundError(NotFoundError):
    """No such recording, or not for this reader."""

    code = "recording-not-found"
    title = "No such recording"


class RecordingGoneError(KefuError):
    """The recording is known, but its sound has been removed or lost."""

    code = "recording-gone"
    status = 410
    title = "The sound of this recording is no longer there"


class RecordingUnreadableError(KefuError):
    """The switch's files hold no 8 kHz 16-bit sound, or are not there; they are left where they lie."""

    code = "recording-unreadable"
    title = "The recording cannot be read"


class RangeNotSatisfiableError(KefuError):
    """The wanted piece lies behind the end of the recording."""

    code = "range-not-satisfiable"
    status = 416
    title = "The recording is shorter than that"


class RecordingKind(StrEnum):
    """What was recorded."""

    CALL = "call"
    VOICEMAIL = "voicemail"  # one side only


class Policy(StrEnum):
    """Whether calls of a queue or an agent are recorded without being asked."""

    ALWAYS = "always"
    ON_DEMAND = "on_demand"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with one call: start recording by itself, and whether the agent may start it."""

    is_policy: bool
    is_allowed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedRecording:
    """What a finished stretch belongs to; `stem` is where the switch left its parts."""

    recording_id: RecordingId
    tenant_id: TenantId
    call_id: CallId
    kind: RecordingKind
    segment: int
    started_at: datetime
    stem: Path
    agent_id: AgentId | None = None
    queue_id: QueueId | None = None
    customer_id: CustomerId | None = None
    local_network_id: LocalNetworkId | None = None

    @property
    def parts(self) -> tuple[Path, ...]:
        """Return the files that the switch has written: what the party says, and what it hears."""
        sides = ("",) if self.kind is RecordingKind.VOICEMAIL else ("-customer", "-agent")
        return tuple(self.stem.with_name(f"{self.stem.name}{side}.wav") for side in sides)

    @property
    def blob_key(self) -> str:
        """Return where its sound is kept."""
        return f"recordings/{self.started_at:%Y/%m/%d}/{self.recording_id}.wav"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waveform:
    """How a recording looks: for each side up to 400 loudest values, 0-255 each."""

    duration_ms: int
    size_bytes: int
    peaks: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One stored recording."""

    recording_id: RecordingId
    tenant_id: TenantId
    call_id: CallId
    kind: RecordingKind
    segment: int
    started_at: datetime
    agent_id: AgentId | None
    queue_id: QueueId | None
    customer_id: CustomerId | None
    blob_key: str
    waveform: Waveform


@dataclass(frozen=True, slots=True)
class ByteRange:
    """A piece of a file: `start` to `end`, both within."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """Return how many bytes that is."""
        return self.end - self.start + 1
