#!/usr/bin/env python3
"""Write a capture that sipp plays: an A-law tone (or nothing) and keys (RFC 4733) in one RTP stream.

    make_pcap.py tone.pcap --seconds 30 --tone 400 --key 1@2.5 --key 0@6

sipp's own commands for sound and for keys use a port each, and a switch that guards its streams drops the second.
sipp rewrites addresses, ports and checksums.
"""

import argparse
import struct
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "src"))

from kefu_lab.phone.audio import FRAME_SAMPLES, Tone

FRAMES_A_SECOND = 50
PCMA, EVENTS = 8, 101
KEYS = "0123456789*#ABCD"
Packet = tuple[float, bool, int, int, bytes]  # at, marker, payload type, timestamp, payload


def sound(seconds: float, hz: int, keys: list[tuple[float, str]]) -> list[Packet]:
    """Make the tone's packets; it is silent while a key is pressed."""
    frames = Tone(hz).frames()
    packets = []
    for count in range(int(seconds * FRAMES_A_SECOND)):
        at = count / FRAMES_A_SECOND
        if not any(pressed <= at < pressed + 0.16 for pressed, _ in keys):
            packets.append((at, False, PCMA, count * FRAME_SAMPLES, frames[count % len(frames)]))
    return packets


def press(at: float, key: str) -> list[Packet]:
    """Make one key's packets: five updates, then the end three times (RFC 4733, 2.5.1)."""
    timestamp, code = round(at * FRAMES_A_SECOND) * FRAME_SAMPLES, KEYS.index(key)
    packets = []
    for count in range(1, 6):
        body = struct.pack("!BBH", code, 10, count * FRAME_SAMPLES)
        packets.append((at + (count - 1) / FRAMES_A_SECOND, count == 1, EVENTS, timestamp, body))
    end = struct.pack("!BBH", code, 0x80 | 10, 6 * FRAME_SAMPLES)
    packets += [(at + 0.1 + repeat / 1000, False, EVENTS, timestamp, end) for repeat in range(3)]
    return packets


def to_pcap(packets: list[Packet]) -> bytes:
    """Wrap RTP into UDP, IPv4, Ethernet and a capture file."""
    out = [struct.pack("!IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 0xFFFF, 1)]
    loopback = bytes((127, 0, 0, 1))
    for sequence, (at, marker, kind, timestamp, body) in enumerate(sorted(packets, key=lambda packet: packet[0])):
        rtp = struct.pack("!BBHII", 0x80, marker << 7 | kind, sequence & 0xFFFF, timestamp, 0x6B656675) + body
        udp = struct.pack("!HHHH", 6000, 6000, 8 + len(rtp), 0) + rtp
        ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0) + loopback * 2 + udp
        frame = bytes(12) + b"\x08\x00" + ip
        out.append(struct.pack("!IIII", int(at), int(at % 1 * 1e6), len(frame), len(frame)) + frame)
    return b"".join(out)


def main() -> None:
    """Read the command line and write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("target", type=Path)
    parser.add_argument("--seconds", type=float, default=0, help="how long the tone is; 0: keys only")
    parser.add_argument("--tone", type=int, default=400, metavar="HZ")
    parser.add_argument("--key", action="append", default=[], metavar="KEY@SECONDS")
    wanted = parser.parse_args()
    keys = [(float(at), key) for key, at in (text.split("@") for text in wanted.key)]
    packets = sound(wanted.seconds, wanted.tone, keys) + [packet for at, key in keys for packet in press(at, key)]
    wanted.target.write_bytes(to_pcap(packets))


if __name__ == "__main__":
    main()
