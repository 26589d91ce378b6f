"""The simulated exchange: connections, conversations, phones. Synchronous and deterministic; time is the clock's."""

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

from kefu.calls.events import (
    ConnectionCleared,
    Delivered,
    DeviceRegistered,
    DigitsDetected,
    Established,
    Failed,
    Offered,
    Originated,
    PlayEnded,
    RecordingEnded,
    RecordingFailed,
    SwitchEvent,
)
from kefu.calls.model import Cause, ConnectionSnapshot, ConnectionState, Device, DeviceKind, Participation
from kefu.kernel.ids import CallId, ConnectionId, RecordingId, uuid7
from kefu_lab.clock import Clock
from kefu_lab.switch.connection import Connection, Play
from kefu_lab.switch.parties import ANSWERS, Behaviour, Party, PartyState, SeatPhone
from kefu_lab.switch.tape import Pitches, Tape

MUSIC = "music"

_DIALLABLE = re.compile(r"[+0-9*#]{1,32}", re.ASCII)
_NO_SUCH_NUMBER = Behaviour(refuses=Cause.UNALLOCATED)
_NOT_THERE = Behaviour(refuses=Cause.UNREACHABLE)


class Exchange:
    """What happens inside the switch. `tell` gets its events; `prompts` says how long each prompt is."""

    def __init__(
        self,
        name: str,
        clock: Clock,
        tell: Callable[[SwitchEvent], None],
        *,
        prompts: Mapping[str, int] | None,
        recordings: Path,
        is_silent: bool = False,
    ) -> None:
        self.name, self._clock, self._tell = name, clock, tell
        self._prompts, self._recordings, self._is_silent = prompts, recordings, is_silent
        self._numbers = itertools.count(1)
        self._connections: dict[ConnectionId, Connection] = {}
        self._tapes: dict[RecordingId, tuple[ConnectionId, Tape]] = {}
        self._devices: dict[str, tuple[Device, str]] = {}
        self._registered: dict[str, SeatPhone] = {}
        self._outside: dict[str, tuple[Behaviour, str]] = {}
        self.outside_calls: list[Party] = []
        self.pitches = Pitches()

    def about(self, connection_id: ConnectionId | None = None) -> dict[str, Any]:
        """Return what every event says."""
        about: dict[str, Any] = {"at_ms": self._clock.now_ms(), "switch": self.name}
        return about if connection_id is None else about | {"connection_id": connection_id}

    # -- what people do ---------------------------------------------------------------------------------------------

    def call_in(self, caller: str, called: str, voice: str) -> Party:
        """Let someone call from outside."""
        connection = self._arrive(voice, caller, called)
        about = self.about(connection.connection_id)
        self._tell(Offered(**about, call_id=connection.call_id, caller=caller, called=called, trunk="trunk"))
        return connection.party

    def originate(self, phone: SeatPhone, number: str) -> Party:
        """Let a seat's phone dial."""
        connection = self._arrive(phone.address, phone.address, number)
        about = self.about(connection.connection_id)
        self._tell(Originated(**about, call_id=connection.call_id, device=phone.device, called=number))
        return connection.party

    def number(self, number: str, behaviour: Behaviour, voice: str) -> None:
        """Say what a number outside does and sounds like."""
        self._outside[number] = (behaviour, voice)

    def party_answers(self, connection_id: ConnectionId) -> None:
        """Connect the one whose phone rings."""
        self._establish(self._connections[connection_id])

    def party_leaves(self, connection_id: ConnectionId, cause: Cause) -> None:
        """Let the far end hang up or refuse."""
        if connection := self._connections.get(connection_id):
            self._end(connection, cause)

    def party_presses(self, connection_id: ConnectionId, digits: str) -> None:
        """Let the far end press keys; those in conversation with it hear them too."""
        connection = self._connections[connection_id]
        for digit in digits:
            self._tell(DigitsDetected(**self.about(connection_id), digit=digit))
            for other in self._others(connection):
                other.party.digits += digit

    def heard_by(self, connection_id: ConnectionId) -> frozenset[str]:
        """Say what the far end hears now."""
        connection = self._connections.get(connection_id)
        if connection is None:
            return frozenset()
        beside = self._connections.get(connection.beside) if connection.beside is not None else None
        if beside is not None:
            return self._heard(beside) | {beside.party.voice}
        whispers = {each.party.voice for each in self._listeners(connection) if each.is_whispering}
        return self._heard(connection) | whispers

    def _listeners(self, connection: Connection) -> list[Connection]:
        return [each for each in self._connections.values() if each.beside == connection.connection_id]

    def _heard(self, connection: Connection) -> frozenset[str]:
        """Say what the switch sends him, besides whispers: those are for nobody else's ears."""
        if connection.conversation is not None:
            return frozenset(other.party.voice for other in self._others(connection))
        if connection.plays:
            return frozenset({connection.plays[0].media[0]})
        return frozenset({MUSIC} if connection.has_music else ())

    def register(self, phone: SeatPhone, password: str | None) -> bool:
        """Take a phone's registration, unless the password is wrong; it replaces another phone's."""
        known = self._devices.get(phone.address)
        if known is None or password not in (None, known[1]):
            return False
        was_there = phone.address in self._registered
        self._registered[phone.address] = phone
        if not was_there:
            self._tell(DeviceRegistered(**self.about(), address=phone.address, is_registered=True))
        return True

    def is_registered(self, phone: SeatPhone) -> bool:
        """Tell whether calls to its address ring this phone."""
        return self._registered.get(phone.address) is phone

    def unregister(self, phone: SeatPhone) -> None:
        """Forget where a phone is."""
        if self._registered.get(phone.address) is phone:
            del self._registered[phone.address]
            self._tell(DeviceRegistered(**self.about(), address=phone.address, is_registered=False))

    # -- what the product asks --------------------------------------------------------------------------------------

    def answer(self, connection_id: ConnectionId) -> None:
        """Answer a connection that was offered."""
        connection = self._connections.get(connection_id)
        if connection is not None and not connection.is_made and not connection.is_answered:
            self._establish(connection)

    def accept(self, connection_id: ConnectionId) -> None:
        """Let the caller hear that it rings."""
        connection = self._connections.get(connection_id)
        if connection is not None and connection.party.state is PartyState.DIALLING:
            connection.party.state = PartyState.RINGING

    def make(
        self,
        call_id: CallId,
        connection_id: ConnectionId,
        device: Device,
        *,
        caller: str,
        timeout_s: int,
        is_auto_answer: bool,
    ) -> None:
        """Ring a device."""
        if connection_id in self._connections:
            return
        behaviour, voice, calls = self._find(device)
        party = Party(self, connection_id, voice=voice, caller=caller, called=device.address)
        party.is_auto_answer = is_auto_answer
        connection = Connection(connection_id, call_id, party, is_made=True)
        self._connections[connection_id] = connection
        if behaviour.refuses:
            self._end(connection, behaviour.refuses)
            return
        calls.append(party)
        party.state = PartyState.RINGING
        self._tell(Delivered(**self.about(connection_id)))
        after_ms = 0 if is_auto_answer else behaviour.answers_after_ms
        if after_ms is not None:
            connection.timers.append(self._clock.call_later(after_ms, party.answer))
        give_up = self._clock.call_later(timeout_s * 1000, lambda: self._end(connection, Cause.NO_ANSWER))
        connection.timers.append(give_up)

    def clear(self, connection_id: ConnectionId, cause: Cause) -> None:
        """Hang up."""
        connection = self._connections.get(connection_id)
        if connection is None:
            return
        is_ringing = connection.is_made and not connection.is_answered
        self._end(connection, Cause.CANCELLED if is_ringing and cause is Cause.NORMAL else cause)

    def join(self, call_id: CallId, connection_ids: Sequence[ConnectionId]) -> None:
        """Put connections into a conversation."""
        for connection_id in connection_ids:
            if connection := self._connections.get(connection_id):
                connection.has_music = False
                for play in tuple(connection.plays):
                    self._end_play(connection, play, is_complete=False)
                connection.conversation = call_id
                connection.beside = None
        self._hearing_changed()

    def intrude(
        self, call_id: CallId, connection_id: ConnectionId, into: ConnectionId, participation: Participation
    ) -> None:
        """Let somebody listen or whisper from outside every conversation, or join in."""
        if participation is Participation.BARGE:
            self.join(call_id, [connection_id])
        elif connection := self._connections.get(connection_id):
            connection.conversation, connection.beside = None, into
            connection.is_whispering = participation is Participation.WHISPER
            self._hearing_changed()

    def music(self, connection_id: ConnectionId) -> None:
        """Play music outside any conversation, after the announcements that still play."""
        if connection := self._connections.get(connection_id):
            connection.conversation = None
            connection.has_music = True
            self._hearing_changed()

    def send_digits(self, connection_id: ConnectionId, digits: str) -> None:
        """Let the far end hear keys."""
        if connection := self._connections.get(connection_id):
            connection.party.digits += digits

    def play(self, connection_id: ConnectionId, play_id: str, media: Sequence[str]) -> None:
        """Announce prompts, after those that still play."""
        connection = self._connections.get(connection_id)
        known = [name for name in media if self._prompts is None or name in self._prompts]
        if connection is None or not known:
            self._tell(PlayEnded(**self.about(connection_id), play_id=play_id, is_complete=False))
            return
        connection.plays.append(Play(play_id, known))
        if len(connection.plays) == 1:
            self._begin_play(connection)

    def stop_play(self, play_id: str) -> None:
        """Cut an announcement short."""
        for connection in self._connections.values():
            for play in tuple(connection.plays):
                if play.play_id == play_id:
                    self._end_play(connection, play, is_complete=False)

    def record(self, connection_id: ConnectionId, recording_id: RecordingId, *, is_voicemail: bool) -> None:
        """Begin to record."""
        if recording_id in self._tapes:
            return
        connection = self._connections.get(connection_id)
        if connection is None:
            self._tell(RecordingFailed(**self.about(), recording_id=recording_id))
            return
        tape = Tape(connection.party.voice, self.pitches, is_voicemail=is_voicemail)
        tape.hears(self._clock.now_ms(), self.heard_by(connection_id))
        self._tapes[recording_id] = (connection_id, tape)

    def stop_recording(self, recording_id: RecordingId) -> None:
        """Finish a recording."""
        if found := self._tapes.pop(recording_id, None):
            stem = self._recordings / str(recording_id)
            if not self._is_silent:
                found[1].write(stem, self._clock.now_ms())
            self._tell(RecordingEnded(**self.about(), recording_id=recording_id, path=str(stem)))

    def add_device(self, device: Device, password: str) -> None:
        """Make a seat's phone known; a browser that registered with an earlier password is forgotten."""
        if device.kind is DeviceKind.WEB_PHONE and (phone := self._registered.get(device.address)):
            self.unregister(phone)
        self._devices[device.address] = (device, password)
        if device.address in self._registered:
            self._tell(DeviceRegistered(**self.about(), address=device.address, is_registered=True))

    def remove_device(self, address: str) -> None:
        """Forget a seat's phone."""
        self._devices.pop(address, None)
        if phone := self._registered.get(address):
            self.unregister(phone)

    def device_at(self, address: str) -> Device:
        """Return the device that was made known under an address."""
        return self._devices[address][0]

    def snapshot(self) -> list[ConnectionSnapshot]:
        """List the connections."""
        return [
            ConnectionSnapshot(
                call_id=connection.call_id,
                connection_id=connection.connection_id,
                state=ConnectionState.CONNECTED if connection.is_answered else ConnectionState.ALERTING,
                is_joined=bool(self._others(connection)),
            )
            for connection in self._connections.values()
        ]

    @property
    def playing(self) -> frozenset[str]:
        """Return the announcements that play or wait to."""
        return frozenset(play.play_id for connection in self._connections.values() for play in connection.plays)

    def crash(self) -> None:
        """Lose everything, as a switch does that is killed."""
        for connection in tuple(self._connections.values()):
            self._end(connection, Cause.SWITCH_LOST)
        self._registered.clear()
        self._devices.clear()

    # ---------------------------------------------------------------------------------------------------------------

    def _arrive(self, voice: str, caller: str, called: str) -> Connection:
        number = next(self._numbers)
        connection_id = ConnectionId(f"{self.name}-{number}")
        entropy = blake2b(f"{self.name} {number}".encode(), digest_size=10).digest()
        call_id = CallId(uuid7(self._clock.now_ms(), entropy))
        party = Party(self, connection_id, voice=voice, caller=caller, called=called)
        connection = Connection(connection_id, call_id, party, is_made=False)
        self._connections[connection_id] = connection
        return connection

    def _find(self, device: Device) -> tuple[Behaviour, str, list[Party]]:
        """Look up how a device behaves, what it sounds like, and where its calls are noted."""
        if device.kind is DeviceKind.TRUNK:
            if not _DIALLABLE.fullmatch(device.address):
                return _NO_SUCH_NUMBER, "", []
            return *self._outside.get(device.address, (ANSWERS, device.address)), self.outside_calls
        phone = self._registered.get(device.address)
        return (phone.behaviour, device.address, phone.calls) if phone else (_NOT_THERE, "", [])

    def _establish(self, connection: Connection) -> None:
        connection.is_answered = True
        connection.party.state = PartyState.CONNECTED
        _cancel(connection)
        self._tell(Established(**self.about(connection.connection_id)))

    def _end(self, connection: Connection, cause: Cause) -> None:
        del self._connections[connection.connection_id]
        _cancel(connection)
        connection.party.state, connection.party.cause = PartyState.ENDED, cause
        for play in connection.plays:
            if play.timer:
                play.timer.cancel()
            about = self.about(connection.connection_id)
            self._tell(PlayEnded(**about, play_id=play.play_id, is_complete=False))
        was_never_answered = connection.is_made and not connection.is_answered
        event = Failed if was_never_answered else ConnectionCleared
        self._tell(event(**self.about(connection.connection_id), cause=cause))
        self._hearing_changed()
        for recording_id, (recorded, _) in tuple(self._tapes.items()):
            if recorded == connection.connection_id:
                self.stop_recording(recording_id)

    def _others(self, connection: Connection) -> list[Connection]:
        return [
            other
            for other in self._connections.values()
            if other is not connection and other.conversation == connection.conversation is not None
        ]

    def _begin_play(self, connection: Connection) -> None:
        connection.has_music = False
        play = connection.plays[0]
        length_ms = sum(1000 if self._prompts is None else self._prompts[name] for name in play.media)
        play.timer = self._clock.call_later(length_ms, lambda: self._end_play(connection, play, is_complete=True))
        self._hearing_changed()

    def _end_play(self, connection: Connection, play: Play, *, is_complete: bool) -> None:
        was_first = connection.plays[0] is play
        connection.plays.remove(play)
        if play.timer:
            play.timer.cancel()
        about = self.about(connection.connection_id)
        self._tell(PlayEnded(**about, play_id=play.play_id, is_complete=is_complete))
        if was_first and connection.plays:
            self._begin_play(connection)
        self._hearing_changed()

    def _hearing_changed(self) -> None:
        for connection_id, tape in self._tapes.values():
            tape.hears(self._clock.now_ms(), self.heard_by(connection_id))


def _cancel(connection: Connection) -> None:
    for timer in connection.timers:
        timer.cancel()
    connection.timers.clear()
