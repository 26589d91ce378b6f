"""The remote side of the simulated switch: people at the far end of a connection, and the phones they use."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kefu.calls.model import Cause, Device
from kefu.kernel.ids import ConnectionId


class PartyState(StrEnum):
    """How a connection looks from its far end."""

    DIALLING = "dialling"  # he has dialled; nobody has answered
    RINGING = "ringing"  # his phone rings; of a caller: he hears that it rings
    CONNECTED = "connected"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What a phone does when it rings: refuse, answer after a while, or ring on (None)."""

    answers_after_ms: int | None = None
    refuses: Cause | None = None


ANSWERS = Behaviour(answers_after_ms=0)
RINGS_ON = Behaviour()


class Line(Protocol):
    """What people and phones can do at the exchange."""

    def heard_by(self, connection_id: ConnectionId) -> frozenset[str]:
        """Say what the far end hears now."""
        ...

    def party_answers(self, connection_id: ConnectionId) -> None:
        """Connect the one whose phone rings."""
        ...

    def party_leaves(self, connection_id: ConnectionId, cause: Cause) -> None:
        """Let the far end hang up or refuse."""
        ...

    def party_presses(self, connection_id: ConnectionId, digits: str) -> None:
        """Let the far end press keys."""
        ...

    def originate(self, phone: "SeatPhone", number: str) -> "Party":
        """Let a seat's phone dial."""
        ...

    def register(self, phone: "SeatPhone", password: str | None) -> bool:
        """Take a phone's registration."""
        ...

    def unregister(self, phone: "SeatPhone") -> None:
        """Forget where a phone is."""
        ...

    def is_registered(self, phone: "SeatPhone") -> bool:
        """Tell whether calls to its address ring this phone."""
        ...

    def device_at(self, address: str) -> Device:
        """Return the device that was made known under an address."""
        ...


class Party:
    """The person at the far end of one connection. Every deed is legal in every state; late ones do nothing."""

    def __init__(self, line: Line, connection_id: ConnectionId, *, voice: str, caller: str, called: str) -> None:
        self._line = line
        self.connection_id = connection_id
        self.voice = voice
        """What others hear of him."""
        self.caller, self.called = caller, called
        self.state = PartyState.DIALLING
        self.cause: Cause | None = None
        """Why it ended."""
        self.digits = ""
        """The keys that he has heard."""
        self.is_auto_answer = False
        """His phone was told to answer by itself."""

    @property
    def hears(self) -> frozenset[str]:
        """Return what he hears now: voices, "music", or a prompt by its name."""
        return self._line.heard_by(self.connection_id)

    def answer(self) -> None:
        """Pick up the ringing phone."""
        if self.state is PartyState.RINGING:
            self._line.party_answers(self.connection_id)

    def reject(self, cause: Cause = Cause.REJECTED) -> None:
        """Refuse the call that rings."""
        if self.state is PartyState.RINGING:
            self._line.party_leaves(self.connection_id, cause)

    def hang_up(self) -> None:
        """End the call, in whatever state it is."""
        if self.state is PartyState.RINGING:
            self.reject()
        elif self.state is not PartyState.ENDED:
            self._line.party_leaves(self.connection_id, Cause.NORMAL)

    def press(self, digits: str) -> None:
        """Press keys."""
        if self.state is not PartyState.ENDED:
            self._line.party_presses(self.connection_id, digits)


class SeatPhone:
    """A seat's telephone or browser. It has to be registered before it can ring."""

    def __init__(self, line: Line, address: str, behaviour: Behaviour) -> None:
        self._line = line
        self.address = address
        self.behaviour = behaviour
        self.calls: list[Party] = []
        """All calls so far, the latest last."""

    @property
    def is_registered(self) -> bool:
        """Tell whether the switch knows where the phone is."""
        return self._line.is_registered(self)

    @property
    def call(self) -> Party:
        """Return the latest call."""
        return self.calls[-1]

    def register(self, password: str | None = None) -> bool:
        """Register; None stands for the right password. Tell whether the switch accepts it."""
        return self._line.register(self, password)

    def unregister(self) -> None:
        """Go away; calls go on."""
        self._line.unregister(self)

    def dial(self, number: str) -> Party:
        """Dial by the phone's own keys.

        Raises: ValueError when the phone is not registered.
        """
        if not self.is_registered:
            raise ValueError(f"{self.address} is not registered")
        party = self._line.originate(self, number)
        self.calls.append(party)
        return party

    @property
    def device(self) -> Device:
        """Return the phone in the product's words."""
        return self._line.device_at(self.address)
