"""Who listens to, or whispers into, a connection: a snoop channel on it, in a room of two with the listener.

A snoop hears both directions of the channel that it is on; what it whispers goes to that channel's phone alone: into
no bridge, and into no recording of another channel (ADR 30). Who joins in needs no snoop, he is in the conversation.
"""

from collections.abc import Collection, Iterable

from kefu.adapters.asterisk.ari import APP, Ari, path_of
from kefu.adapters.asterisk.conversations import Conversations
from kefu.adapters.asterisk.translate import Event
from kefu.calls.model import Participation
from kefu.kernel.ids import CallId, ConnectionId
from kefu.platform.ids import new_id

_SNOOP, _ROOM = "snoop", "room"
_WHISPERS = {Participation.LISTEN: "none", Participation.WHISPER: "out"}


def is_snoop(channel_id: str) -> bool:
    """Tell whether a channel is one of our ears, and nobody's connection."""
    return channel_id.startswith(f"{_SNOOP}-")


def is_room(bridge_id: str) -> bool:
    """Tell whether a bridge is a listener's, and no conversation."""
    return bridge_id.startswith(f"{_ROOM}-")


class Intrusions:
    """At most one snoop and one room a listener.

    A room is kept, empty if need be, as long as its listener is there: the switch removes a bridge in its own time,
    and refuses another of the same name meanwhile.
    """

    def __init__(self, ari: Ari, conversations: Conversations) -> None:
        self._ari, self._conversations = ari, conversations
        self._snoops: dict[ConnectionId, str] = {}
        self._rooms: set[ConnectionId] = set()

    async def intrude(
        self, call_id: CallId, connection_id: ConnectionId, into: ConnectionId, participation: Participation
    ) -> None:
        """Begin, or change how or with whom."""
        if participation is Participation.BARGE:
            await self._conversations.join(call_id, (connection_id,))
            await self.end(connection_id)
            return
        await self._conversations.leave(connection_id)
        await self.end(connection_id)
        room = _room(connection_id)
        if connection_id not in self._rooms:
            self._rooms.add(connection_id)
            await self._ari.send("POST", path_of("bridges", room), type="mixing")
        await self._ari.send("POST", path_of("bridges", room, "addChannel"), channel=connection_id)
        self._snoops[connection_id] = snoop = f"{_SNOOP}-{connection_id}-{new_id().hex}"
        path = path_of("channels", into, "snoop", snoop)
        await self._ari.send("POST", path, app=APP, spy="both", whisper=_WHISPERS[participation])

    def heard(self, event: Event) -> None:
        """Put a snoop that has entered the application into its listener's room: before, it is refused."""
        snoop = event["channel"]["id"] if event["type"] == "StasisStart" else ""
        if is_snoop(snoop):
            listener = _listener(snoop)
            if self._snoops.get(listener) == snoop:
                path = path_of("bridges", _room(listener), "addChannel")
                self._ari.later(self._ari.send("POST", path, channel=snoop))
            else:  # he has changed his mind meanwhile
                self._ari.later(self._ari.send("DELETE", path_of("channels", snoop)))

    async def end(self, connection_id: ConnectionId) -> None:
        """Take the ear away."""
        if snoop := self._snoops.pop(connection_id, None):
            await self._ari.send("DELETE", path_of("channels", snoop))

    def connection_ended(self, connection_id: ConnectionId) -> None:
        """Clean up behind a listener who has gone."""
        if connection_id in self._rooms:
            self._rooms.remove(connection_id)
            self._ari.later(self.end(connection_id))
            self._ari.later(self._ari.send("DELETE", path_of("bridges", _room(connection_id))))

    def adopt(self, channel_ids: Collection[str], bridge_ids: Iterable[str]) -> None:
        """Learn which snoops and rooms the switch holds; those of listeners who have gone meanwhile are released."""
        self._snoops = {_listener(each): each for each in channel_ids if is_snoop(each)}
        self._rooms = {ConnectionId(each.removeprefix(f"{_ROOM}-")) for each in bridge_ids if is_room(each)}
        for gone in self._rooms.difference(channel_ids):
            self.connection_ended(gone)


def _room(connection_id: ConnectionId) -> str:
    return f"{_ROOM}-{connection_id}"


def _listener(snoop: str) -> ConnectionId:
    return ConnectionId(snoop.removeprefix(f"{_SNOOP}-").rpartition("-")[0])
