"""Encodes telephone sound: 16-bit samples to A-law octets (the standard library's audioop has gone)."""

import array

_CLIP = 0x7FFF


def _encode(sample: int) -> int:
    """Encode one linear sample of 16 bits. Source: ITU-T G.711, table 1 (with the even bits inverted)."""
    sign, magnitude = (0x80, sample) if sample >= 0 else (0, ~sample)
    magnitude >>= 4  # 11 bits count: 7 segments of 16 steps
    segment = max(0, magnitude.bit_length() - 4)
    step = magnitude >> max(0, segment - 1) & 0xF
    return (sign | segment << 4 | step) ^ 0x55


_TABLE = bytes(_encode(n - 0x10000 if n > _CLIP else n) for n in range(0x10000))


def encode(samples: "array.array[int]") -> bytes:
    """Encode signed 16-bit samples."""
    return bytes(_TABLE[n & 0xFFFF] for n in samples)
