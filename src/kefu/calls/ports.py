"""The Switch port: what the product asks of a telephone switch, in CSTA terms.

Every service is idempotent against hang-ups: asking something of a connection that has just gone is not an error,
the ConnectionCleared event tells. Results arrive as events, never as return values.
"""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from kefu.calls.events import SwitchEvent
from kefu.calls.model import Cause, ConnectionSnapshot, Device, Participation
from kefu.kernel.errors import UnavailableError
from kefu.kernel.ids import CallId, ConnectionId, RecordingId


class SwitchUnavailableError(UnavailableError):
    """The switch does not answer."""

    code = "switch-unavailable"
    title = "The telephone switch cannot be reached"


class Switch(Protocol):
    """One telephone switch.

    A *call* owns one conversation (a bridge). A connection is either outside it (alone, with silence, music or an
    announcement) or joined to it. Identifiers of connections that we make are chosen by the caller of the service.
    """

    @property
    def name(self) -> str:
        """Return the switch's name, unique in the installation."""
        ...

    @property
    def is_available(self) -> bool:
        """Tell whether the switch answers now."""
        ...

    def events(self) -> AsyncIterator[SwitchEvent]:
        """Yield events in the order they happened, for ever; reconnects by itself. One consumer."""
        ...

    async def answer_call(self, connection_id: ConnectionId) -> None:
        """Answer an offered connection (Established follows)."""
        ...

    async def accept_call(self, connection_id: ConnectionId) -> None:
        """Let the caller of an offered connection hear that it rings, without answering."""
        ...

    async def make_call(
        self,
        *,
        call_id: CallId,
        connection_id: ConnectionId,
        device: Device,
        caller: str,
        timeout_s: int,
        is_auto_answer: bool = False,
    ) -> None:
        """Ring one device for a call: Delivered, then Established or Failed follow.

        `caller` is the number shown to the device. With `is_auto_answer` the phone is told to answer by itself.
        """
        ...

    async def join(self, call_id: CallId, *connection_ids: ConnectionId) -> None:
        """Put connections into the call's conversation; music and announcements on them stop."""
        ...

    async def hold_call(self, call_id: CallId, connection_id: ConnectionId) -> None:
        """Take a connection out of the conversation and play music to it."""
        ...

    async def retrieve_call(self, call_id: CallId, connection_id: ConnectionId) -> None:
        """Take the music off a held connection and join it again."""
        ...

    async def intrude_call(
        self, call_id: CallId, connection_id: ConnectionId, *, into: ConnectionId, participation: Participation
    ) -> None:
        """Let an answered connection listen to what another's party hears and says, whisper to it, or join in.

        Asking again changes the participation, or whom it is with. Who listens or whispers is outside every
        conversation, and in no recording; joining, or being cleared, ends it.
        """
        ...

    async def start_music(self, connection_id: ConnectionId) -> None:
        """Play music to a connection until it joins a conversation or hears an announcement.

        One that is in a conversation leaves it.
        """
        ...

    async def clear_connection(self, connection_id: ConnectionId, cause: Cause = Cause.NORMAL) -> None:
        """Hang up one party; on a ringing one it stops the ringing."""
        ...

    async def clear_call(self, call_id: CallId) -> None:
        """Release what the switch keeps for a call whose connections are gone."""
        ...

    async def generate_digits(self, connection_id: ConnectionId, digits: str) -> None:
        """Send DTMF digits to one party."""
        ...

    async def play(self, connection_id: ConnectionId, play_id: str, media: Sequence[str]) -> None:
        """Play prompts one after the other to a connection (PlayEnded follows once).

        `media` are prompt names relative to the prompt folder, with language: "zh-CN/welcome".
        """
        ...

    async def stop_play(self, play_id: str) -> None:
        """Stop an announcement (PlayEnded with is_complete=False follows if it still played)."""
        ...

    async def start_recording(
        self, connection_id: ConnectionId, recording_id: RecordingId, *, is_voicemail: bool = False
    ) -> None:
        """Record what the connection's party says and hears, one file a side; survives hold and transfer.

        Voicemail records the party only.
        """
        ...

    async def stop_recording(self, recording_id: RecordingId) -> None:
        """End a recording (RecordingEnded follows). A cleared connection ends its recordings too."""
        ...

    async def add_device(self, device: Device, password: str) -> None:
        """Make a seat's phone known, so that it may register with this password; replaces an earlier one."""
        ...

    async def remove_device(self, device: Device) -> None:
        """Forget a seat's phone."""
        ...

    async def snapshot(self) -> list[ConnectionSnapshot]:
        """List the connections that the switch holds now.

        Raises: SwitchUnavailableError.
        """
        ...
