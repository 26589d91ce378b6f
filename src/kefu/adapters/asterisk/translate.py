"""Turns ARI's events into CSTA's. Pure: time and identifiers come in, nothing goes out but values.

Source: ECMA-269, clause 17 (events); ITU-T Q.850, table 1 (causes); Asterisk's rest-api/api-docs/events.json.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from hashlib import blake2b
from typing import Any
from uuid import UUID

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
    SwitchEvent,
)
from kefu.calls.model import Cause, ConnectionSnapshot, ConnectionState, Device, DeviceKind
from kefu.kernel.ids import CallId, ConnectionId, uuid7
from kefu.kernel.instant import to_ms

Event = Mapping[str, Any]

TRUNK = "trunk"  # the endpoint of the carrier; every other one is a seat's phone

# what the application asks the switch to send; everything else would be work for nothing
WANTED_EVENTS = (
    "ApplicationReplaced",
    "ChannelDestroyed",
    "ChannelDtmfReceived",
    "ChannelHangupRequest",
    "ChannelStateChange",
    "PlaybackFinished",
    "RESTResponse",
    "StasisEnd",
    "StasisStart",
)

_NO_NUMBER = frozenset({"anonymous", "unavailable", "unknown"})  # RFC 3323, and what carriers write instead

_CAUSES = {
    1: Cause.UNALLOCATED,
    2: Cause.UNREACHABLE,
    3: Cause.UNREACHABLE,
    16: Cause.NORMAL,
    17: Cause.BUSY,
    18: Cause.NO_ANSWER,
    19: Cause.NO_ANSWER,
    20: Cause.UNREACHABLE,
    21: Cause.REJECTED,
    22: Cause.UNALLOCATED,
    27: Cause.UNREACHABLE,
    28: Cause.UNALLOCATED,
    31: Cause.NORMAL,
    34: Cause.CONGESTION,
    38: Cause.CONGESTION,
    41: Cause.CONGESTION,
    42: Cause.CONGESTION,
    44: Cause.CONGESTION,
}
_Q850 = {
    Cause.NORMAL: 16,
    Cause.BUSY: 17,
    Cause.NO_ANSWER: 19,
    Cause.REJECTED: 21,
    Cause.UNREACHABLE: 20,
    Cause.UNALLOCATED: 1,
    Cause.CONGESTION: 34,
    Cause.CANCELLED: 16,
    Cause.SWITCH_LOST: 38,
    Cause.INTERNAL: 41,
}


def cause_of(q850: int) -> Cause:
    """Translate a Q.850 cause."""
    return _CAUSES.get(q850, Cause.INTERNAL if q850 else Cause.NORMAL)


def q850_of(cause: Cause) -> int:
    """Translate a cause into Q.850."""
    return _Q850[cause]


def parse_call_id(text: str) -> CallId | None:
    """Read a call's id from a channel variable or a bridge's name."""
    try:
        return CallId(UUID(text))
    except ValueError:
        return None


def call_id_of(channel: Event) -> CallId:
    """Tell which call a channel was made for; one that came to us is its call's first, and names it.

    The same channel always gives the same id: a restarted product finds its calls again, and nothing need be written
    to the switch for each call.
    """
    if made_for := parse_call_id(channel.get("channelvars", {}).get("CALL_ID", "")):
        return made_for
    created = datetime.strptime(channel["creationtime"], "%Y-%m-%dT%H:%M:%S.%f%z")
    entropy = blake2b(f"{channel['id']} {channel['creationtime']}".encode(), digest_size=10).digest()
    return CallId(uuid7(to_ms(created), entropy))


class Origin(Enum):
    """How a connection came to be."""

    OFFERED = auto()
    MADE = auto()
    ORIGINATED = auto()


@dataclass(slots=True)
class Leg:
    """What we remember of one connection."""

    connection_id: ConnectionId
    call_id: CallId
    origin: Origin
    is_delivered: bool = False
    is_established: bool = False
    conversation: CallId | None = None
    has_music: bool = False
    is_recorded: bool = False  # or has been, or may have been
    cause: Cause | None = None  # why it is about to end
    plays: dict[str, bool] = field(default_factory=dict)  # play id -> we have stopped it


@dataclass(frozen=True, slots=True)
class _Contact:
    """Where a seat's phone is ("" when not known), and whether it answers."""

    uri: str = ""
    is_there: bool = False


class Translator:
    """Keeps the connections of one switch and says what an ARI event means."""

    def __init__(self, switch: str) -> None:
        self._switch = switch
        self.legs: dict[ConnectionId, Leg] = {}
        self._contacts: dict[str, _Contact] = {}
        self._translations: dict[str, Callable[[Event, int], list[SwitchEvent]]] = {
            "StasisStart": self._started,
            "ChannelStateChange": self._changed,
            "ChannelHangupRequest": self._hanging_up,
            "StasisEnd": self._ended,
            "ChannelDestroyed": self._ended,
            "ChannelDtmfReceived": self._digit,
            "PlaybackFinished": self._played,
        }

    def translate(self, event: Event, at_ms: int) -> list[SwitchEvent]:
        """Say what an ARI event means; unknown and late ones mean nothing."""
        translation = self._translations.get(event["type"])
        return translation(event, at_ms) if translation else []

    def end(self, connection_id: ConnectionId, cause: Cause, at_ms: int) -> list[SwitchEvent]:
        """Forget a connection; its announcements end with it."""
        leg = self.legs.pop(connection_id, None)
        if leg is None:
            return []
        about: dict[str, Any] = {"at_ms": at_ms, "switch": self._switch, "connection_id": connection_id}
        events: list[SwitchEvent] = [PlayEnded(**about, play_id=play_id, is_complete=False) for play_id in leg.plays]
        never_answered = leg.origin is Origin.MADE and not leg.is_established
        events.append((Failed if never_answered else ConnectionCleared)(**about, cause=cause))
        return events

    def end_play(self, connection_id: ConnectionId, play_id: str, at_ms: int, *, is_done: bool) -> list[SwitchEvent]:
        """End an announcement, once."""
        leg = self.legs.get(connection_id)
        if leg is None or play_id not in leg.plays:
            return []
        was_stopped = leg.plays.pop(play_id)
        return [
            PlayEnded(
                at_ms=at_ms,
                switch=self._switch,
                connection_id=connection_id,
                play_id=play_id,
                is_complete=is_done and not was_stopped,
            )
        ]

    def contact_changed(self, status: Mapping[str, str], at_ms: int) -> list[SwitchEvent]:
        """Say what AMI's ContactStatus means for a seat's phone.

        News of a contact that has been replaced still arrive for a while: only a fresh one (NonQualified) takes over.
        """
        address, uri = status["EndpointName"], status["URI"]
        contact = self._contacts.get(address, _Contact())
        if status["ContactStatus"] == "NonQualified":
            return self._put(address, _Contact(uri, is_there=True), at_ms)
        if contact.uri not in ("", uri):
            return []
        return self._put(address, _Contact(uri, is_there=status["ContactStatus"] == "Reachable"), at_ms)

    def endpoint_is(self, address: str, at_ms: int, *, is_online: bool) -> list[SwitchEvent]:
        """Note whether a seat's phone is there, as the switch answered when asked."""
        contact = self._contacts.get(address, _Contact())
        return self._put(address, _Contact(contact.uri if is_online else "", is_there=is_online), at_ms)

    def phone_of(self, address: str, at_ms: int) -> list[SwitchEvent]:
        """Say again that a seat's phone is there, for whom it was nobody's when it came."""
        if not self._contacts.get(address, _Contact()).is_there:
            return []
        return [DeviceRegistered(at_ms=at_ms, switch=self._switch, address=address, is_registered=True)]

    def _put(self, address: str, contact: "_Contact", at_ms: int) -> list[SwitchEvent]:
        was_there = self._contacts.pop(address, _Contact()).is_there
        if contact.is_there or contact.uri:
            self._contacts[address] = contact
        if address == TRUNK or contact.is_there == was_there:
            return []
        return [DeviceRegistered(at_ms=at_ms, switch=self._switch, address=address, is_registered=contact.is_there)]

    def reconcile(self, channel: Event, at_ms: int) -> list[SwitchEvent]:
        """Learn from a channel as the switch holds it what we have missed."""
        leg = self.legs.get(ConnectionId(channel["id"]))
        if leg is None:
            is_made = parse_call_id(channel.get("channelvars", {}).get("CALL_ID", "")) is not None
            self.adopt(channel, Origin.MADE if is_made else Origin.OFFERED).is_recorded = True
            return []
        return self._establish(leg, at_ms) if channel["state"] == "Up" else []

    def adopt(self, channel: Event, origin: Origin) -> Leg:
        """Remember a channel that we did not make in this life."""
        connection_id = ConnectionId(channel["id"])
        leg = Leg(connection_id, call_id_of(channel), origin, is_established=channel["state"] == "Up")
        self.legs[connection_id] = leg
        return leg

    def _started(self, event: Event, at_ms: int) -> list[SwitchEvent]:
        channel, args = event["channel"], event["args"]
        connection_id = ConnectionId(channel["id"])
        leg = self.legs.get(connection_id)
        if leg is not None:
            return self._establish(leg, at_ms)
        what = args[0] if args else ""
        if what == "offered":
            return [self._offered(channel, args, at_ms)]
        if what in (DeviceKind.SIP_PHONE, DeviceKind.WEB_PHONE):
            return [self._originated(channel, args, at_ms)]
        return []

    def _offered(self, channel: Event, args: list[str], at_ms: int) -> Offered:
        leg = self.adopt(channel, Origin.OFFERED)
        number = channel["caller"]["number"]
        is_withheld = args[2].startswith("prohib") or number.lower() in _NO_NUMBER
        return Offered(
            at_ms=at_ms,
            switch=self._switch,
            call_id=leg.call_id,
            connection_id=leg.connection_id,
            caller="" if is_withheld else number,
            called=args[1],
            trunk=endpoint_of(channel),
        )

    def _originated(self, channel: Event, args: list[str], at_ms: int) -> Originated:
        leg = self.adopt(channel, Origin.ORIGINATED)
        return Originated(
            at_ms=at_ms,
            switch=self._switch,
            call_id=leg.call_id,
            connection_id=leg.connection_id,
            device=Device(DeviceKind(args[0]), endpoint_of(channel)),
            called=args[1],
        )

    def _establish(self, leg: Leg, at_ms: int) -> list[SwitchEvent]:
        if leg.is_established:
            return []
        leg.is_established = True
        return [Established(at_ms=at_ms, switch=self._switch, connection_id=leg.connection_id)]

    def _changed(self, event: Event, at_ms: int) -> list[SwitchEvent]:
        channel = event["channel"]
        leg = self.legs.get(channel["id"])
        if leg is None:
            return []
        # A leg that we make can be joined only once it has entered the application (StasisStart).
        if channel["state"] == "Up" and leg.origin is not Origin.MADE:
            return self._establish(leg, at_ms)
        if channel["state"] == "Ringing" and leg.origin is Origin.MADE and not leg.is_delivered:
            leg.is_delivered = True
            return [Delivered(at_ms=at_ms, switch=self._switch, connection_id=leg.connection_id)]
        return []

    def _hanging_up(self, event: Event, at_ms: int) -> list[SwitchEvent]:
        leg = self.legs.get(event["channel"]["id"])
        if leg is not None and leg.cause is None:
            leg.cause = cause_of(event.get("cause", 16))
        return []

    def _ended(self, event: Event, at_ms: int) -> list[SwitchEvent]:
        leg = self.legs.get(event["channel"]["id"])
        if leg is None:
            return []
        cause = leg.cause or cause_of(event.get("cause", 16))
        if leg.origin is Origin.MADE and not leg.is_established and cause is Cause.NORMAL:
            cause = Cause.NO_ANSWER  # the switch's own time-out clears normally
        return self.end(leg.connection_id, cause, at_ms)

    def _digit(self, event: Event, at_ms: int) -> list[SwitchEvent]:
        connection_id = event["channel"]["id"]
        if connection_id not in self.legs:
            return []
        return [DigitsDetected(at_ms=at_ms, switch=self._switch, connection_id=connection_id, digit=event["digit"])]

    def _played(self, event: Event, at_ms: int) -> list[SwitchEvent]:
        playback = event["playback"]
        connection_id = ConnectionId(playback["target_uri"].removeprefix("channel:"))
        return self.end_play(connection_id, playback["id"], at_ms, is_done=playback["state"] == "done")


def endpoint_of(channel: Event) -> str:
    """Return the endpoint in a channel's name: "PJSIP/1001-0000002a" is of "1001"."""
    name: str = channel["name"]
    return name.partition("/")[2].rpartition("-")[0]


def snapshot_of(channel: Event, *, is_joined: bool) -> ConnectionSnapshot:
    """Describe a channel as the switch holds it."""
    is_answered = channel["state"] == "Up"
    return ConnectionSnapshot(
        call_id=call_id_of(channel),
        connection_id=ConnectionId(channel["id"]),
        state=ConnectionState.CONNECTED if is_answered else ConnectionState.ALERTING,
        is_joined=is_joined,
    )
