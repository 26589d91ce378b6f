"""Music on hold in A-law: played as it lies, where a WAV would be encoded anew for every waiting caller."""

import wave
from array import array
from pathlib import Path


def _encode(sample: int) -> int:
    """Compress one 16-bit sample. Source: ITU-T G.711, table 1a (A-law, even bits inverted)."""
    sign, value = (0x80, sample >> 4) if sample >= 0 else (0, ~sample >> 4)
    if value >= 16:
        exponent = value.bit_length() - 4
        value = exponent << 4 | value >> exponent - 1 & 0x0F
    return (sign | value) ^ 0x55


def prepare(source: Path, target: Path) -> None:
    """Fill `target` with the A-law of every WAV (8 kHz, mono, 16 bit) in `source`; what is there is kept."""
    target.mkdir(parents=True, exist_ok=True)
    table: bytes | None = None
    for path in sorted(source.glob("*.wav")):
        finished = target / f"{path.stem}.alaw"
        if finished.exists():
            continue
        table = table or bytes(_encode(code if code < 0x8000 else code - 0x10000) for code in range(0x10000))
        with wave.open(str(path), "rb") as file:
            samples = array("H", file.readframes(file.getnframes()))
        part = finished.with_suffix(".part")
        part.write_bytes(bytes(map(table.__getitem__, samples)))
        part.rename(finished)
