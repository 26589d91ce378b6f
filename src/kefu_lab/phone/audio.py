"""Telephone sound at 8 kHz: G.711, tones, files, and finding tones in what was heard. Source: ITU-T G.711."""

import math
import sys
import wave
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

RATE_HZ = 8000
FRAME_SAMPLES = 160  # 20 ms
SILENCE = bytes([0xD5]) * FRAME_SAMPLES  # A-law zero

Frames = tuple[bytes, ...]
"""A-law payloads of 20 ms each."""


def _encode_alaw(step: int) -> int:
    """Compress one sample given in steps of 16 (a 16-bit sample >> 4)."""
    sign, value = (0x80, step) if step >= 0 else (0, ~step)
    if value >= 16:
        exponent = value.bit_length() - 4
        value = exponent << 4 | (value >> exponent - 1) & 0x0F
    return (value | sign) ^ 0x55


def _decode_alaw(code: int) -> int:
    code ^= 0x55
    exponent, value = (code & 0x70) >> 4, (code & 0x0F) << 4 | 0x08
    if exponent:
        value = (value + 0x100) << exponent - 1
    return value if code & 0x80 else -value


def _decode_ulaw(code: int) -> int:
    code = ~code & 0xFF
    value = (((code & 0x0F) << 3) + 0x84 << ((code & 0x70) >> 4)) - 0x84
    return -value if code & 0x80 else value


_ALAW = bytes(_encode_alaw(step) for step in range(-2048, 2048))
_LINEAR = array("h", (_decode_alaw(code) for code in range(256)))
_ULAW_LINEAR = [_decode_ulaw(code) for code in range(256)]
ULAW_TO_ALAW = bytes(_ALAW[(sample >> 4) + 2048] for sample in _ULAW_LINEAR)
ALAW_TO_ULAW = bytes(min(range(256), key=lambda code: abs(_ULAW_LINEAR[code] - sample)) for sample in _LINEAR)


def encode_alaw(samples: Sequence[int]) -> bytes:
    """Compress 16-bit samples."""
    return bytes(_ALAW[(sample >> 4) + 2048] for sample in samples)


def decode_alaw(data: bytes | bytearray) -> "array[int]":
    """Expand A-law to 16-bit samples."""
    return array("h", (_LINEAR[code] for code in data))


def frames_of(alaw: bytes) -> Frames:
    """Cut A-law into frames; the last one is filled with silence."""
    padded = alaw + SILENCE[: -len(alaw) % FRAME_SAMPLES]
    return tuple(padded[at : at + FRAME_SAMPLES] for at in range(0, len(padded), FRAME_SAMPLES))


@dataclass(frozen=True, slots=True)
class Tone:
    """A sine; it goes on until something else is played. Amplitude 0-32767."""

    hz: int
    amplitude: int = 8000

    @property
    def is_endless(self) -> bool:
        """Tell that it starts again at its end."""
        return True

    def frames(self) -> Frames:
        """Return one second, which joins its own beginning without a click."""
        return _tone_frames(self.hz, self.amplitude)


@cache
def _tone_frames(hz: int, amplitude: int) -> Frames:
    step = 2 * math.pi * hz / RATE_HZ
    return frames_of(encode_alaw([round(amplitude * math.sin(step * at)) for at in range(RATE_HZ)]))


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recording: WAV (8 kHz, mono, 16 bit) or raw A-law (`.alaw`). Read once per process."""

    path: Path
    is_endless: bool = False

    def frames(self) -> Frames:
        """Return the whole recording.

        Raises: ValueError for a WAV of another format.
        """
        return _file_frames(self.path)


@cache
def _file_frames(path: Path) -> Frames:
    if path.suffix == ".alaw":
        return frames_of(path.read_bytes())
    with wave.open(str(path), "rb") as file:
        if (file.getnchannels(), file.getsampwidth(), file.getframerate()) != (1, 2, RATE_HZ):
            raise ValueError(f"{path.name}: a phone plays 8 kHz, mono, 16 bit")
        samples = array("h", file.readframes(file.getnframes()))
    if sys.byteorder == "big":
        samples.byteswap()
    return frames_of(encode_alaw(samples))


Sound = Tone | Recorded


def tone_amplitude(samples: Sequence[int], hz: float) -> float:
    """Measure the amplitude (0-32767) of one frequency.

    Source: G. Goertzel, An Algorithm for the Evaluation of Finite Trigonometric Series (1958).
    """
    if not samples:
        return 0.0
    factor = 2 * math.cos(2 * math.pi * hz / RATE_HZ)
    previous = before = 0.0
    for sample in samples:
        previous, before = sample + factor * previous - before, previous
    power = previous * previous + before * before - factor * previous * before
    return 2 * math.sqrt(max(power, 0.0)) / len(samples)


def rms(samples: Sequence[int]) -> float:
    """Measure the effective level (0-32767)."""
    return math.sqrt(sum(sample * sample for sample in samples) / len(samples)) if samples else 0.0
