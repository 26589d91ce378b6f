"""The conversations (bridges) of calls: who talks to whom.

A bridge of two passes sound on as it comes, which costs least. A recorded call that is joined again gets a mixer
instead: Debian's Asterisk carries a patch that drops sound, for the recording only, whose RTP numbers are lower than
those before, as another agent's are every other time. A mixer's sound has no numbers (ADR 0007).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kefu.adapters.asterisk.ari import Ari, path_of
from kefu.adapters.asterisk.translate import Event, Leg, parse_call_id
from kefu.kernel.ids import CallId, ConnectionId

_DIRECT = "mixing,dtmf_events"
_MIXER = "mixing,video_sfu"  # the only type that mixes two parties; nobody has video
_MIXER_SUFFIX = "-mixer"


@dataclass(frozen=True, slots=True)
class _Bridge:
    name: str
    is_mixer: bool


class Conversations:
    """At most one bridge a call; made at the first join."""

    def __init__(self, ari: Ari, legs: Mapping[ConnectionId, Leg]) -> None:
        self._ari, self._legs = ari, legs
        self._bridges: dict[CallId, _Bridge] = {}

    def __iter__(self) -> Iterator[CallId]:
        return iter(tuple(self._bridges))

    async def join(self, call_id: CallId, connection_ids: Sequence[ConnectionId]) -> None:
        """Put connections into the call's conversation; music and announcements on them stop."""
        for connection_id in connection_ids:
            if leg := self._legs.get(connection_id):
                await self._silence(leg)
                leg.conversation = call_id
        bridge = self._bridges.get(call_id)
        members = list(connection_ids)
        if bridge is None or not bridge.is_mixer:
            everyone = dict.fromkeys([*self._members(call_id), *connection_ids])
            is_recorded = any(leg.is_recorded for member in everyone if (leg := self._legs.get(member)))
            if bridge is None or is_recorded:
                members = list(everyone)
                await self._make(call_id, is_mixer=is_recorded)
        await self._add(call_id, members)
        if bridge is not None and bridge is not self._bridges[call_id]:
            await self._ari.send("DELETE", path_of("bridges", bridge.name))

    async def leave(self, connection_id: ConnectionId) -> None:
        """Take a connection out of its conversation, if it is in one."""
        leg = self._legs.get(connection_id)
        if leg is None or leg.conversation is None:
            return
        bridge, leg.conversation = self._bridges.get(leg.conversation), None
        if bridge is not None:
            await self._ari.send("POST", path_of("bridges", bridge.name, "removeChannel"), channel=connection_id)

    async def clear(self, call_id: CallId) -> None:
        """Forget a call's conversation."""
        if bridge := self._bridges.pop(call_id, None):
            await self._ari.send("DELETE", path_of("bridges", bridge.name))

    def adopt(self, bridges: Iterable[Event]) -> None:
        """Learn which bridges the switch holds and who is in them."""
        self._bridges.clear()
        for found in bridges:
            name: str = found["id"]
            call_id = parse_call_id(name.removesuffix(_MIXER_SUFFIX))
            if call_id is None:
                continue
            self._bridges[call_id] = _Bridge(name, is_mixer=name.endswith(_MIXER_SUFFIX))
            for channel_id in found["channels"]:
                if leg := self._legs.get(channel_id):
                    leg.conversation = call_id

    def _members(self, call_id: CallId) -> list[ConnectionId]:
        return [leg.connection_id for leg in self._legs.values() if leg.conversation == call_id]

    async def _make(self, call_id: CallId, *, is_mixer: bool) -> None:
        bridge = _Bridge(f"{call_id}{_MIXER_SUFFIX}" if is_mixer else str(call_id), is_mixer)
        self._bridges[call_id] = bridge
        await self._ari.send("POST", path_of("bridges", bridge.name), type=_MIXER if is_mixer else _DIRECT)

    async def _silence(self, leg: Leg) -> None:
        """Stop music and announcements: the switch would finish these before it joins the connection."""
        for play_id in leg.plays:
            leg.plays[play_id] = True
            await self._ari.send("DELETE", path_of("playbacks", play_id))
        if leg.has_music:
            leg.has_music = False
            await self._ari.send("DELETE", path_of("channels", leg.connection_id, "moh"))

    async def _add(self, call_id: CallId, connection_ids: Sequence[ConnectionId]) -> None:
        """Add connections in one request; when one of them has just gone, the others singly."""

        def refused(status: int, text: str) -> None:
            for connection_id in connection_ids if len(connection_ids) > 1 else ():
                self._ari.later(self._add(call_id, [connection_id]))

        if bridge := self._bridges.get(call_id):
            path = path_of("bridges", bridge.name, "addChannel")
            await self._ari.send("POST", path, refused, channel=",".join(connection_ids))
