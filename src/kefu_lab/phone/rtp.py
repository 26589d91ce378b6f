"""RTP packets and telephone events as values. Source: RFC 3550 section 5.1, RFC 4733 section 2.3."""

import struct
from dataclasses import dataclass
from typing import NamedTuple

DIGITS = "0123456789*#ABCD"
_HEADER = struct.Struct("!BBHII")
_EVENT = struct.Struct("!BBH")
_END, _VOLUME = 0x80, 10


class Packet(NamedTuple):
    """One RTP packet."""

    payload_type: int
    is_marked: bool
    sequence: int
    timestamp: int
    source: int
    payload: bytes


def pack(packet: Packet) -> bytes:
    """Serialise a packet."""
    second = packet.payload_type | (0x80 if packet.is_marked else 0)
    return _HEADER.pack(0x80, second, packet.sequence, packet.timestamp, packet.source) + packet.payload


def unpack(data: bytes) -> Packet | None:
    """Read a packet; None for anything else (RTCP, STUN, rubbish)."""
    if len(data) < 12 or data[0] >> 6 != 2 or 64 <= data[1] & 0x7F < 96:
        return None
    first, second, sequence, timestamp, source = _HEADER.unpack_from(data)
    start, end = 12 + 4 * (first & 0x0F), len(data)
    if first & 0x10:  # header extension
        if end < start + 4:
            return None
        start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4])
    if first & 0x20:  # padding
        end -= data[-1]
    if end < start:
        return None
    return Packet(second & 0x7F, bool(second & 0x80), sequence, timestamp, source, data[start:end])


def digit_payloads(digit: str, *, packets: int = 8, samples: int = 160) -> list[bytes]:
    """Return the payloads of one pressed key: `packets` while it is down, then the end three times.

    Raises: ValueError for a character that no key has.
    """
    code = DIGITS.index(digit)
    down = [_EVENT.pack(code, _VOLUME, (number + 1) * samples) for number in range(packets)]
    return down + [_EVENT.pack(code, _END | _VOLUME, packets * samples)] * 3


@dataclass(slots=True)
class DigitDetector:
    """Turns telephone-event packets into pressed keys, each once."""

    last_timestamp: int | None = None

    def feed(self, packet: Packet) -> str | None:
        """Return the key when this packet is the first one of its event."""
        if len(packet.payload) < 4 or packet.timestamp == self.last_timestamp:
            return None
        self.last_timestamp = packet.timestamp
        code = packet.payload[0]
        return DIGITS[code] if code < len(DIGITS) else None
