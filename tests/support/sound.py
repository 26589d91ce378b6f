"""Small WAV files for tests: tones as a switch would record them."""

import math
import struct
import wave
from array import array
from pathlib import Path

RATE = 8000


def tone(hertz: float, seconds: float, *, amplitude: int = 8000) -> "array[int]":
    """Make a sine tone."""
    count = round(seconds * RATE)
    return array("h", (round(amplitude * math.sin(2 * math.pi * hertz * n / RATE)) for n in range(count)))


def write_wav(path: Path, samples: "array[int]", *, declared: int | None = None, after: bytes = b"") -> Path:
    """Write a mono WAV file; `declared` is the length that its header claims, when that is not the truth."""
    data = samples.tobytes()
    length = len(data) if declared is None else declared
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        min(36 + length, 0xFFFFFFFF),
        b"WAVE",
        b"fmt ",
        16,
        1,
        1,
        RATE,
        RATE * 2,
        2,
        16,
        b"data",
        length,
    )
    path.write_bytes(head + data + after)
    return path


def read_wav(path: Path) -> tuple["array[int]", ...]:
    """Read every side of a WAV file, with the standard library."""
    with wave.open(str(path), "rb") as file:
        assert (file.getframerate(), file.getsampwidth()) == (RATE, 2)
        sides, samples = file.getnchannels(), array("h", file.readframes(file.getnframes()))
    return tuple(samples[side::sides] for side in range(sides))
