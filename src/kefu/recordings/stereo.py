"""Makes one WAV file of a recording's sides, as a stream: memory stays small however long the call was."""

import struct
import wave
from array import array
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kefu.recordings.model import PEAK_POINTS, SAMPLE_RATE, RecordingUnreadableError, Waveform

_PCM = struct.pack("<HHIIHH", 1, 1, SAMPLE_RATE, SAMPLE_RATE * 2, 2, 16)
_HEARD_EVERY = 7  # samples looked at for the waveform; a prime, so that no tone hides between them


@dataclass(frozen=True, slots=True)
class Track:
    """Where the samples of one side lie in its file; a side that was never made is silent."""

    path: Path
    offset: int = 0
    frames: int = 0


def press(sides: Sequence[Path], target: Path) -> Waveform:
    """Put the sides of a recording into one WAV file, the shorter one filled up with silence.

    Raises: RecordingUnreadableError when no side can be read.
    """
    tracks = [locate(side) for side in sides]
    frames = max(track.frames for track in tracks)
    if not frames:
        raise RecordingUnreadableError(f"nothing was recorded in {', '.join(side.name for side in sides)}")
    step = -(-frames // PEAK_POINTS)
    peaks = [bytearray() for _ in tracks]
    with ExitStack() as stack:
        sources = [stack.enter_context(_Source(track)) for track in tracks]
        out = stack.enter_context(wave.open(str(target), "wb"))
        out.setparams((len(tracks), 2, SAMPLE_RATE, frames, "NONE", "not compressed"))
        for start in range(0, frames, step):
            count = min(step, frames - start)
            mixed = array("h", bytes(2 * count * len(tracks)))
            for side, source in enumerate(sources):
                samples = source.read(count)
                mixed[side :: len(tracks)] = samples
                peaks[side].append(_peak(samples))
            out.writeframesraw(mixed.tobytes())
    return Waveform(
        duration_ms=frames * 1000 // SAMPLE_RATE,
        size_bytes=target.stat().st_size,
        peaks=tuple(bytes(side) for side in peaks),
    )


def locate(path: Path) -> Track:
    """Find the samples of a mono WAV file, also when the lengths in its header were never filled in.

    Raises: RecordingUnreadableError when it is something else than 8 kHz 16-bit PCM.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            return _locate(path, file, size)
    except FileNotFoundError:
        return Track(path)


def _locate(path: Path, file: BinaryIO, size: int) -> Track:
    head = file.read(12)
    if len(head) == 12 and (head[:4], head[8:]) != (b"RIFF", b"WAVE"):
        raise RecordingUnreadableError(f"{path.name} is not a WAV file")
    while len(head := file.read(8)) == 8:
        name, length = struct.unpack("<4sI", head)
        offset = file.tell()
        if name == b"data":
            return Track(path, offset, _data_length(file, offset, length, size) // 2)
        if name == b"fmt " and file.read(len(_PCM)) != _PCM:
            raise RecordingUnreadableError(f"{path.name} is not 8 kHz 16-bit mono PCM")
        file.seek(offset + length + length % 2)
    return Track(path)


def _data_length(file: BinaryIO, offset: int, declared: int, size: int) -> int:
    """Believe the header only if the file ends, or another part begins, where it says."""
    end = offset + declared + declared % 2
    file.seek(end)
    tail = file.read(8)
    is_part = len(tail) == 8 and tail[:4].strip().isalnum() and end + 8 + int.from_bytes(tail[4:], "little") <= size
    return declared if declared > 0 and (end == size or is_part) else size - offset


class _Source:
    """Reads one side in pieces, silence after its end."""

    def __init__(self, track: Track) -> None:
        self._left = track.frames
        self._file = track.path.open("rb") if track.frames else None
        if self._file:
            self._file.seek(track.offset)

    def __enter__(self) -> "_Source":
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()

    def read(self, count: int) -> "array[int]":
        own = min(count, self._left)
        data = self._file.read(2 * own) if self._file else b""
        self._left -= own
        return array("h", data.ljust(2 * count, b"\0"))


def _peak(samples: "array[int]") -> int:
    heard = samples[::_HEARD_EVERY]
    loudest = max(heard)
    return min(255, max(loudest, -min(heard)) >> 7)
