"""What a call tells."""

from dataclasses import dataclass
from enum import StrEnum


class CallState(StrEnum):
    """Where a call stands."""

    DIALING = "dialing"  # outbound, nothing has come back
    RINGING = "ringing"  # either direction
    CONNECTED = "connected"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Ringing:
    """The far end rings (180) or sends early sound (183)."""

    status: int


@dataclass(frozen=True, slots=True)
class Answered:
    """The call is connected."""


@dataclass(frozen=True, slots=True)
class Digit:
    """The far end pressed a key."""

    digit: str


@dataclass(frozen=True, slots=True)
class Held:
    """The far end has put us on hold by a re-INVITE."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The far end has taken us back."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The call is over. `status` is the final SIP response of a call that was never answered, else 200."""

    status: int
    is_ours: bool
    """We hung up, gave up or rejected."""
    cause: int | None = None
    """Q.850 cause, when the far end told one (RFC 3326)."""


CallEvent = Ringing | Answered | Digit | Held | Retrieved | Ended


class CallEndedError(Exception):
    """The call ended before what was waited for."""

    def __init__(self, ended: Ended) -> None:
        super().__init__(f"the call ended with {ended.status}")
        self.ended = ended
