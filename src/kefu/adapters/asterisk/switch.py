"""Asterisk behind the Switch port. Translates; decides nothing."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

from kefu.adapters.asterisk.address import SwitchAddress
from kefu.adapters.asterisk.ari import APP, AriError, path_of
from kefu.adapters.asterisk.link import Link
from kefu.adapters.asterisk.recorder import Recorder
from kefu.adapters.asterisk.translate import Leg, Origin, q850_of
from kefu.calls.events import PlayEnded, RecordingEnded, RecordingFailed, SwitchEvent
from kefu.calls.model import Cause, ConnectionSnapshot, Device, DeviceKind, Participation
from kefu.calls.ports import SwitchUnavailableError
from kefu.kernel.ids import CallId, ConnectionId, RecordingId
from kefu.platform.clock import ClockMs, now_ms

log = logging.getLogger(__name__)

_DIALLABLE = re.compile(r"[+0-9*#]{1,32}", re.ASCII)
_SEAT = re.compile(r"[A-Za-z0-9_.-]{1,32}", re.ASCII)
_PROMPT = re.compile(r"[\w-]+(/[\w-]+)*", re.ASCII)
_NOT_IN_A_NUMBER = re.compile(r"[^+0-9A-Za-z*#]", re.ASCII)


class AsteriskSwitch:
    """One Asterisk; `async with` keeps its connections (implements `kefu.calls.ports.Switch`).

    `media_address` is the switch's own address for the sound of its seats' phones; unset: it finds one itself.
    """

    def __init__(
        self,
        name: str,
        address: SwitchAddress,
        *,
        media_address: str | None = None,
        clock_ms: ClockMs = now_ms,
    ) -> None:
        self._link = Link(name, address, media_address, clock_ms)
        self._recorder = Recorder(self._link.ami, address.recordings, address.recordings_seen, self._recorded)
        self._link.on_connection_ended = self._ended
        self._ari, self._translator = self._link.ari, self._link.translator
        self._legs, self._conversations = self._link.legs, self._link.conversations
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def name(self) -> str:
        """Return the switch's name, unique in the installation."""
        return self._link.name

    @property
    def is_available(self) -> bool:
        """Tell whether the switch answers now."""
        return self._link.is_available

    async def __aenter__(self) -> "AsteriskSwitch":
        self.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    def start(self) -> None:
        """Begin to connect; `SwitchAvailability` tells when the switch can be used."""
        self._tasks = [asyncio.create_task(self._ari.run()), asyncio.create_task(self._link.ami.run())]

    async def close(self) -> None:
        """Let go of the switch; the calls on it go on."""
        await self._recorder.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def events(self) -> AsyncIterator[SwitchEvent]:
        """Yield events in the order they happened, for ever."""
        while True:
            yield await self._link.events.get()

    async def snapshot(self) -> list[ConnectionSnapshot]:
        """List the connections that the switch holds now.

        Raises: SwitchUnavailableError.
        """
        try:
            return await self._link.snapshot()
        except AriError as error:
            raise SwitchUnavailableError(str(error)) from error

    # -- services on one connection ---------------------------------------------------------------------------------

    async def answer_call(self, connection_id: ConnectionId) -> None:
        """Answer an offered connection."""
        await self._ari.send("POST", path_of("channels", connection_id, "answer"))

    async def accept_call(self, connection_id: ConnectionId) -> None:
        """Let the caller of an offered connection hear that it rings."""
        await self._ari.send("POST", path_of("channels", connection_id, "ring"))

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
        """Ring one device for a call."""
        if connection_id in self._legs:
            return
        self._legs[connection_id] = Leg(connection_id, call_id, Origin.MADE)
        endpoint = _endpoint(device)
        if endpoint is None:
            self._link.emit(*self._translator.end(connection_id, Cause.UNALLOCATED, self._link.now()))
            return

        def refused(status: int, text: str) -> None:
            cause = Cause.SWITCH_LOST if status == 503 else Cause.UNREACHABLE
            log.info("%s cannot be called: %d %s", endpoint, status, text[:200])
            self._link.emit(*self._translator.end(connection_id, cause, self._link.now()))

        await self._ari.post_json(
            "channels",
            {"variables": _variables(call_id, device, is_auto_answer=is_auto_answer)},
            refused,
            channelId=connection_id,
            endpoint=endpoint,
            app=APP,
            appArgs="made",
            callerId=_NOT_IN_A_NUMBER.sub("", caller) or "anonymous",
            timeout=timeout_s,
            formats="alaw",
        )

    async def clear_connection(self, connection_id: ConnectionId, cause: Cause = Cause.NORMAL) -> None:
        """Hang up one party; on a ringing one it stops the ringing."""
        if leg := self._legs.get(connection_id):
            is_ringing = leg.origin is Origin.MADE and not leg.is_established
            leg.cause = Cause.CANCELLED if is_ringing and cause is Cause.NORMAL else cause
        await self._ari.send("DELETE", path_of("channels", connection_id), reason_code=q850_of(cause))

    async def generate_digits(self, connection_id: ConnectionId, digits: str) -> None:
        """Send DTMF digits to one party."""
        await self._ari.send("POST", path_of("channels", connection_id, "dtmf"), dtmf=digits, between=100, duration=100)

    async def start_music(self, connection_id: ConnectionId) -> None:
        """Play music to a connection, outside any conversation."""
        await self._conversations.leave(connection_id)
        if leg := self._legs.get(connection_id):
            leg.has_music = True
        await self._ari.send("POST", path_of("channels", connection_id, "moh"))

    async def play(self, connection_id: ConnectionId, play_id: str, media: Sequence[str]) -> None:
        """Play prompts one after the other to a connection."""

        def refused(status: int, text: str) -> None:
            log.info("announcement %s refused: %d %s", play_id, status, text[:200])
            self._link.emit(*self._translator.end_play(connection_id, play_id, self._link.now(), is_done=False))

        leg = self._legs.get(connection_id)
        if leg is None or not media or not all(map(_PROMPT.fullmatch, media)):
            about: dict[str, Any] = {"at_ms": self._link.now(), "switch": self.name, "connection_id": connection_id}
            self._link.emit(PlayEnded(**about, play_id=play_id, is_complete=False))
            return
        leg.plays[play_id] = False
        path = path_of("channels", connection_id, "play", play_id)
        await self._ari.send("POST", path, refused, media=",".join(f"sound:kefu/{name}" for name in media))

    async def stop_play(self, play_id: str) -> None:
        """Stop an announcement."""
        for leg in self._legs.values():
            if play_id in leg.plays:
                leg.plays[play_id] = True
                await self._ari.send("DELETE", path_of("playbacks", play_id))
                return

    async def start_recording(
        self, connection_id: ConnectionId, recording_id: RecordingId, *, is_voicemail: bool = False
    ) -> None:
        """Record what the connection's party says and hears, one file a side."""
        if leg := self._legs.get(connection_id):
            leg.is_recorded = True
        self._recorder.start(connection_id, recording_id, is_voicemail=is_voicemail)

    async def stop_recording(self, recording_id: RecordingId) -> None:
        """End a recording."""
        self._recorder.stop(recording_id)

    # -- services on a conversation ---------------------------------------------------------------------------------

    async def join(self, call_id: CallId, *connection_ids: ConnectionId) -> None:
        """Put connections into the call's conversation; music and announcements on them stop."""
        await self._conversations.join(call_id, connection_ids)
        for connection_id in connection_ids:
            await self._link.intrusions.end(connection_id)

    async def hold_call(self, call_id: CallId, connection_id: ConnectionId) -> None:
        """Take a connection out of the conversation and play music to it."""
        await self.start_music(connection_id)

    async def retrieve_call(self, call_id: CallId, connection_id: ConnectionId) -> None:
        """Take the music off a held connection and join it again."""
        await self.join(call_id, connection_id)

    async def intrude_call(
        self, call_id: CallId, connection_id: ConnectionId, *, into: ConnectionId, participation: Participation
    ) -> None:
        """Let an answered connection listen to another's party, whisper to it, or join in."""
        await self._link.intrusions.intrude(call_id, connection_id, into, participation)

    async def clear_call(self, call_id: CallId) -> None:
        """Release what the switch keeps for a call whose connections are gone."""
        await self._conversations.clear(call_id)

    # -- seats ------------------------------------------------------------------------------------------------------

    async def add_device(self, device: Device, password: str) -> None:
        """Make a seat's phone known; replaces an earlier one.

        Raises: SwitchUnavailableError; the phone is made known as soon as the switch is back.
        """
        try:
            await self._link.add_device(device, password)
        except AriError as error:
            raise SwitchUnavailableError(str(error)) from error

    async def remove_device(self, device: Device) -> None:
        """Forget a seat's phone.

        Raises: SwitchUnavailableError.
        """
        try:
            await self._link.remove_device(device)
        except AriError as error:
            raise SwitchUnavailableError(str(error)) from error

    def _ended(self, connection_id: ConnectionId) -> None:
        self._recorder.connection_ended(connection_id)
        self._link.intrusions.connection_ended(connection_id)

    def _recorded(self, recording_id: RecordingId, stem: Path | None) -> None:
        about: dict[str, Any] = {"at_ms": self._link.now(), "switch": self.name, "recording_id": recording_id}
        self._link.emit(RecordingFailed(**about) if stem is None else RecordingEnded(**about, path=str(stem)))


def _endpoint(device: Device) -> str | None:
    """Say how the switch reaches a device; None when no such address can exist."""
    if device.kind is DeviceKind.TRUNK:
        return f"PJSIP/{device.address}@trunk" if _DIALLABLE.fullmatch(device.address) else None
    return f"PJSIP/{device.address}" if _SEAT.fullmatch(device.address) else None


def _variables(call_id: CallId, device: Device, *, is_auto_answer: bool) -> dict[str, str]:
    """Name the call to the switch, and to a seat's phone in headers of the INVITE."""
    variables = {"CALL_ID": str(call_id)}
    if device.kind is not DeviceKind.TRUNK:
        variables["PJSIP_HEADER(add,X-Kefu-Call)"] = str(call_id)
        if is_auto_answer:
            variables["PJSIP_HEADER(add,X-Kefu-Auto-Answer)"] = "1"
            variables["PJSIP_HEADER(add,Call-Info)"] = "<sip:kefu>;answer-after=0"
    return variables
