"""Records calls by MixMonitor on the customer's channel (ADR 0007); one small task a recording."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from kefu.adapters.asterisk.ami import Ami, AmiError
from kefu.adapters.asterisk.wav import is_finished, mend
from kefu.kernel.ids import ConnectionId, RecordingId

log = logging.getLogger(__name__)

_LOOK_EVERY_S = 0.02
_GIVE_UP_S = 3.0  # a switch that was killed never finishes its files; they are mended then


@dataclass(slots=True)
class _Recording:
    recording_id: RecordingId
    connection_id: ConnectionId
    is_voicemail: bool
    ending: asyncio.Event = field(default_factory=asyncio.Event)
    is_channel_gone: bool = False


class Recorder:
    """Starts and stops recordings; `on_ended` gets id and stem, with None when nothing could be recorded."""

    def __init__(
        self, ami: Ami, written: Path, seen: Path, on_ended: Callable[[RecordingId, Path | None], None]
    ) -> None:
        self._ami = ami
        self._written, self._seen = written, seen
        self._on_ended = on_ended
        self._live: dict[RecordingId, _Recording] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def live(self) -> frozenset[RecordingId]:
        """Return the recordings that are running or being finished."""
        return frozenset(self._live)

    def start(self, connection_id: ConnectionId, recording_id: RecordingId, *, is_voicemail: bool) -> None:
        """Record a connection; asking again for the same recording changes nothing, also in another life of ours."""
        if recording_id not in self._live:
            self._watch(_Recording(recording_id, connection_id, is_voicemail))

    def stop(self, recording_id: RecordingId) -> None:
        """End a recording; one of an earlier life, whose connection is gone, is collected."""
        if recording := self._live.get(recording_id):
            recording.ending.set()
        elif written := [v for v in (True, False) if self._is_written(recording_id, is_voicemail=v)]:
            recording = _Recording(recording_id, ConnectionId(""), written[0], is_channel_gone=True)
            recording.ending.set()
            self._watch(recording)

    def connection_ended(self, connection_id: ConnectionId) -> None:
        """End the recordings of a connection that is gone."""
        for recording in self._live.values():
            if recording.connection_id == connection_id:
                recording.is_channel_gone = True
                recording.ending.set()

    async def close(self) -> None:
        """Give up waiting for files."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _watch(self, recording: _Recording) -> None:
        self._live[recording.recording_id] = recording
        task = asyncio.create_task(self._record(recording))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _is_written(self, recording_id: RecordingId, *, is_voicemail: bool) -> bool:
        return all((self._seen / name).exists() for name in _names(recording_id, is_voicemail=is_voicemail))

    async def _record(self, recording: _Recording) -> None:
        written = [self._written / name for name in _names(recording.recording_id, is_voicemail=recording.is_voicemail)]
        # r() is what the party says, t() what it hears, both kept in step where one is silent. No mix is written.
        # i() makes the switch name the recording in its answer, so that it can be stopped among several.
        options = "".join(f"{side}({path})" for side, path in zip("rt", written, strict=False)) + "i(KEFU_RECORDING)"
        stem: Path | None = None
        try:
            which: dict[str, str] = {}
            # one that is written already runs since before our restart; it is the only one of its channel
            if not self._is_written(recording.recording_id, is_voicemail=recording.is_voicemail):
                started = await self._ami.act("MixMonitor", Channel=recording.connection_id, File="", Options=options)
                which = {"MixMonitorID": started["MixMonitorID"]}
            await recording.ending.wait()
            if not recording.is_channel_gone:
                with contextlib.suppress(AmiError):  # the channel has ended in this moment, and the recording with it
                    await self._ami.act("StopMixMonitor", Channel=recording.connection_id, **which)
            await _finish([self._seen / path.name for path in written])
            stem = self._seen / str(recording.recording_id)
        except AmiError as error:
            log.warning("recording %s could not be made: %s", recording.recording_id, error)
        finally:
            del self._live[recording.recording_id]
        self._on_ended(recording.recording_id, stem)


def _names(recording_id: RecordingId, *, is_voicemail: bool) -> list[str]:
    """Name a recording's files: what the party says, and what it hears."""
    return [f"{recording_id}{part}.wav" for part in ([""] if is_voicemail else ["-customer", "-agent"])]


async def _finish(files: list[Path]) -> None:
    """Wait until the switch has written its last byte; mend what it left unfinished."""
    for _ in range(round(_GIVE_UP_S / _LOOK_EVERY_S)):
        if all(map(is_finished, files)):
            break
        await asyncio.sleep(_LOOK_EVERY_S)
    for file in files:
        await asyncio.to_thread(mend, file)
