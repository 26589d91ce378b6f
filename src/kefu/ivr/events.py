"""What happens to a caller in a flow (inputs) and what the flow wants done (actions).

Late, duplicate and unknown inputs are legal. Times are Unix milliseconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from kefu.calls.model import Cause
from kefu.ivr.model import SkillLevel, Value


@dataclass(frozen=True, slots=True)
class Started:
    """The caller has been answered; the flow begins."""


@dataclass(frozen=True, slots=True)
class PlayEnded:
    """An announcement ended by itself, was stopped, or could not be played."""

    play_id: str


@dataclass(frozen=True, slots=True)
class Digit:
    """The caller pressed a key."""

    digit: str


@dataclass(frozen=True, slots=True)
class TimerFired:
    """A timer ran out."""

    name: str


@dataclass(frozen=True, slots=True)
class LookUpAnswered:
    """A look-up came back; `values` are the capability's fields when something was found."""

    look_up_id: str
    outcome: Literal["found", "not_found", "failed"]
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QueueRefused:
    """The router does not keep the call (queue full, waited too long, no such queue; it is closed)."""

    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class PartyLeft:
    """The caller hung up."""


Input = Started | PlayEnded | Digit | TimerFired | LookUpAnswered | QueueRefused | PartyLeft


@dataclass(frozen=True, slots=True)
class Play:
    """Play prompts to the caller; `media` as the Switch port takes it ("zh-CN/welcome"). One at a time."""

    play_id: str
    media: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StopPlay:
    """Stop the announcement; the flow does not wait for its end."""

    play_id: str


@dataclass(frozen=True, slots=True)
class StartTimer:
    """Send TimerFired(name) at `due_ms`. One at a time; names are never used twice in a session."""

    name: str
    due_ms: int


@dataclass(frozen=True, slots=True)
class CancelTimer:
    """The timer is not needed any more."""

    name: str


@dataclass(frozen=True, slots=True)
class LookUp:
    """Ask a capability and send LookUpAnswered; the flow itself gives up after its time-out."""

    look_up_id: str
    capability: str
    arguments: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Enqueue:
    """Find an agent. QueueRefused or a key may follow; drop the session when an agent has answered."""

    queue_code: str
    priority: int
    needs: tuple[SkillLevel, ...]
    is_human_requested: bool
    """The caller pressed a key that asks for a person; false when the flow itself gave up on him."""


@dataclass(frozen=True, slots=True)
class LeaveQueue:
    """Take the caller out of the queue: he pressed a key that leads elsewhere. Other actions follow."""


@dataclass(frozen=True, slots=True)
class BookCallback:
    """The caller wants to be called back at `number` by the queue's agents."""

    number: str
    queue_code: str


@dataclass(frozen=True, slots=True)
class RecordVoicemail:
    """Record the caller until StopVoicemail or until he hangs up."""


@dataclass(frozen=True, slots=True)
class StopVoicemail:
    """End the voicemail recording; the caller is still there."""


@dataclass(frozen=True, slots=True)
class HangUp:
    """Clear the caller. The session is over."""

    cause: Cause


@dataclass(frozen=True, slots=True)
class Fact:
    """Something for the call's record.

    ivr_node_entered {node, kind, label, is_on_path}, ivr_digit {node, digit}, human_requested {node, digit},
    ivr_language {language}, ivr_looked_up {node, capability, outcome}, ivr_failed {node, code}.
    """

    kind: str
    data: Mapping[str, Any]


Action = (
    Play
    | StopPlay
    | StartTimer
    | CancelTimer
    | LookUp
    | Enqueue
    | LeaveQueue
    | BookCallback
    | RecordVoicemail
    | StopVoicemail
    | HangUp
    | Fact
)
