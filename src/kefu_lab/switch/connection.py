"""What the simulated exchange keeps of each connection."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from kefu.kernel.ids import CallId, ConnectionId
from kefu_lab.clock import Timer
from kefu_lab.switch.parties import Party


@dataclass(slots=True)
class Play:
    """An announcement."""

    play_id: str
    media: Sequence[str]
    timer: Timer | None = None


@dataclass(slots=True)
class Connection:
    """One connection as the exchange holds it."""

    connection_id: ConnectionId
    call_id: CallId
    party: Party
    is_made: bool
    is_answered: bool = False
    conversation: CallId | None = None
    has_music: bool = False
    beside: ConnectionId | None = None  # listens to this one
    is_whispering: bool = False
    plays: list[Play] = field(default_factory=list)  # the first one is heard
    timers: list[Timer] = field(default_factory=list)
