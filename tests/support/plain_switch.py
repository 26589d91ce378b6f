"""The least a switch does, without time: holds legs, answers requests with events that wait to be delivered."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from kefu.calls import events as ev
from kefu.calls.model import Cause, ConnectionSnapshot, ConnectionState, Participation
from kefu.journeys.inbound_call.effects import SwitchRequest
from kefu.kernel.ids import CallId, ConnectionId

SWITCH = "s1"


@dataclass
class Leg:
    """One connection: its call, whether it is answered, whether it is in the conversation."""

    call_id: CallId
    address: str
    is_answered: bool = False
    is_joined: bool = False
    has_music: bool = False
    beside: tuple[ConnectionId, Participation] | None = None  # whom a supervisor listens to or whispers to


@dataclass
class PlainSwitch:
    """Legs by connection, and events not yet delivered."""

    legs: dict[ConnectionId, Leg] = field(default_factory=dict)
    pending: list[ev.SwitchEvent] = field(default_factory=list)
    recordings: dict[Any, ConnectionId] = field(default_factory=dict)
    finished: set[Any] = field(default_factory=set)  # recordings whose files lie there
    is_away: bool = False
    at_ms: int = 0

    def offer(self, call_id: CallId, connection_id: ConnectionId, caller: str, called: str) -> None:
        """Let a call arrive from the trunk."""
        self.legs[connection_id] = Leg(call_id, caller)
        self._tell(
            ev.Offered, call_id=call_id, connection_id=connection_id, caller=caller, called=called, trunk="trunk"
        )

    def answer(self, connection_id: ConnectionId) -> None:
        """Let the far end answer."""
        if not self.legs[connection_id].is_answered:
            self.legs[connection_id].is_answered = True
            self._tell(ev.Established, connection_id=connection_id)

    def hang_up(self, connection_id: ConnectionId, cause: Cause = Cause.NORMAL) -> None:
        """Let the far end, or the switch at our wish, end a leg."""
        leg = self.legs.pop(connection_id, None)
        if leg is None:
            return
        is_refusal = not leg.is_answered and "." in connection_id
        self._tell(ev.Failed if is_refusal else ev.ConnectionCleared, connection_id=connection_id, cause=cause)
        for recording_id in [r for r, c in self.recordings.items() if c == connection_id]:
            self._stop_recording(recording_id)

    def press(self, connection_id: ConnectionId, digit: str) -> None:
        """Let the far end press a key."""
        self._tell(ev.DigitsDetected, connection_id=connection_id, digit=digit)

    def register(self, address: str, *, is_registered: bool) -> None:
        """Let a phone come or go."""
        self._tell(ev.DeviceRegistered, address=address, is_registered=is_registered)

    def request(self, request: SwitchRequest) -> None:
        """Do what the product asks; a leg that is gone is no error."""
        arguments = request.arguments
        if self.is_away:
            if request.service == "make_call":
                self._tell(ev.Failed, connection_id=arguments["connection_id"], cause=Cause.SWITCH_LOST)
            return
        if request.service in _ON_A_LEG:
            leg = self.legs.get(arguments["connection_id"])
            if leg is not None:
                _ON_A_LEG[request.service](self, leg, arguments)
        elif request.service == "make_call":
            self.legs[arguments["connection_id"]] = Leg(arguments["call_id"], arguments["device"].address)
            self._tell(ev.Delivered, connection_id=arguments["connection_id"])
        elif request.service == "join":
            for leg in [self.legs[c] for c in arguments["connection_ids"] if c in self.legs]:
                assert leg.is_answered, "only answered legs can talk"
                leg.is_joined, leg.has_music, leg.beside = True, False, None
        elif request.service == "stop_recording":
            self._stop_recording(arguments["recording_id"])

    def _intrude(self, leg: Leg, arguments: dict[str, Any]) -> None:
        assert leg.is_answered, "only answered legs can listen"
        is_joined = arguments["participation"] is Participation.BARGE
        leg.is_joined = is_joined
        leg.beside = None if is_joined else (arguments["into"], arguments["participation"])

    def _hold(self, leg: Leg, arguments: dict[str, Any]) -> None:
        leg.is_joined, leg.has_music = False, True

    def _retrieve(self, leg: Leg, arguments: dict[str, Any]) -> None:
        leg.is_joined, leg.has_music = True, False

    def _music(self, leg: Leg, arguments: dict[str, Any]) -> None:
        leg.is_joined, leg.has_music = False, True

    def _answer(self, leg: Leg, arguments: dict[str, Any]) -> None:
        self.answer(arguments["connection_id"])

    def _clear(self, leg: Leg, arguments: dict[str, Any]) -> None:
        self.hang_up(arguments["connection_id"], arguments["cause"])

    def _play(self, leg: Leg, arguments: dict[str, Any]) -> None:
        told = {key: arguments[key] for key in ("connection_id", "play_id")}
        self._tell(ev.PlayEnded, **told, is_complete=True)

    def _record(self, leg: Leg, arguments: dict[str, Any]) -> None:
        self.recordings[arguments["recording_id"]] = arguments["connection_id"]

    def lose_everything(self) -> None:
        """Forget all legs, as a switch does that is killed; the adapter says so when it is back."""
        self.pending.clear()
        for connection_id, leg in self.legs.items():
            is_refusal = not leg.is_answered and "." in connection_id
            kind = ev.Failed if is_refusal else ev.ConnectionCleared
            self._tell(kind, connection_id=connection_id, cause=Cause.SWITCH_LOST)
        self.legs.clear()
        for recording_id in list(self.recordings):
            self._stop_recording(recording_id)

    def snapshot(self) -> tuple[ConnectionSnapshot, ...]:
        """Tell what is held, as it is asked for after a restart."""
        joined = Counter(leg.call_id for leg in self.legs.values() if leg.is_joined)
        return tuple(
            ConnectionSnapshot(
                call_id=leg.call_id,
                connection_id=connection_id,
                state=ConnectionState.CONNECTED if leg.is_answered else ConnectionState.ALERTING,
                is_joined=leg.is_joined and joined[leg.call_id] > 1,
            )
            for connection_id, leg in self.legs.items()
        )

    def _stop_recording(self, recording_id: Any) -> None:
        if self.recordings.pop(recording_id, None):
            self.finished.add(recording_id)
        if recording_id in self.finished:
            self._tell(ev.RecordingEnded, recording_id=recording_id, path=f"/rec/{recording_id}")

    def _tell(self, kind: type[ev.SwitchEvent], **fields: Any) -> None:
        self.pending.append(kind(at_ms=self.at_ms, switch=SWITCH, **fields))


_ON_A_LEG: dict[str, Callable[[PlainSwitch, Leg, dict[str, Any]], None]] = {
    "hold_call": PlainSwitch._hold,
    "intrude_call": PlainSwitch._intrude,
    "retrieve_call": PlainSwitch._retrieve,
    "start_music": PlainSwitch._music,
    "answer_call": PlainSwitch._answer,
    "clear_connection": PlainSwitch._clear,
    "play": PlainSwitch._play,
    "start_recording": PlainSwitch._record,
}
