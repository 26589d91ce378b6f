"""SMPP 3.4 as a centre reads and writes it; a codec of its own, so that the product's library is checked by another.

Source: SMPP Protocol Specification v3.4, issue 1.2.
"""

import asyncio
import struct
from dataclasses import dataclass, field
from datetime import timedelta

BIND_RECEIVER, BIND_TRANSMITTER, BIND_TRANSCEIVER = 0x01, 0x02, 0x09
QUERY_SM, SUBMIT_SM, DELIVER_SM, UNBIND, ENQUIRE_LINK = 0x03, 0x04, 0x05, 0x06, 0x15
GENERIC_NACK, ANSWER = 0x80000000, 0x80000000
OK, WRONG_COMMAND, WRONG_PASSWORD, QUEUE_FULL, WRONG_NUMBER, THROTTLED = 0x00, 0x03, 0x0E, 0x14, 0x0B, 0x58
MESSAGE_PAYLOAD, RECEIPTED_MESSAGE_ID, MESSAGE_STATE, USER_REFERENCE = 0x0424, 0x001E, 0x0427, 0x0204
MOST_OCTETS = 140
"""What goes over the air at once; of the default alphabet that is 160 septets."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One PDU: its header, and its body as octets."""

    command: int
    status: int
    sequence: int
    body: bytes = b""

    def octets(self) -> bytes:
        """Write it."""
        return struct.pack(">4I", 16 + len(self.body), self.command, self.status, self.sequence) + self.body

    def answer(self, status: int = OK, body: bytes = b"") -> "Frame":
        """Make the answer to it."""
        return Frame(self.command | ANSWER, status, self.sequence, body)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortMessage:
    """submit_sm or deliver_sm."""

    source: str
    destination: str
    source_ton: int = 0
    destination_ton: int = 1
    esm_class: int = 0
    data_coding: int = 0
    valid_for: str = ""
    wants_receipt: bool = False
    content: bytes = b""
    tlvs: dict[int, bytes] = field(default_factory=dict)

    def octets(self) -> bytes:
        """Write the body."""
        body = c_string("") + bytes((self.source_ton, 1)) + c_string(self.source)
        body += bytes((self.destination_ton, 1)) + c_string(self.destination)
        body += bytes((self.esm_class, 0, 0)) + c_string("") + c_string(self.valid_for)
        body += bytes((int(self.wants_receipt), 0, self.data_coding, 0, len(self.content))) + self.content
        return body + b"".join(struct.pack(">2H", tag, len(value)) + value for tag, value in self.tlvs.items())


def c_string(text: str) -> bytes:
    """Write a string that ends with a zero."""
    return text.encode("ascii") + b"\0"


async def read_frame(reader: asyncio.StreamReader) -> Frame:
    """Read a PDU.

    Raises: asyncio.IncompleteReadError at the end.
    """
    length, command, status, sequence = struct.unpack(">4I", await reader.readexactly(16))
    return Frame(command, status, sequence, await reader.readexactly(length - 16))


def read_strings(body: bytes, count: int) -> list[str]:
    """Read the strings that a body begins with."""
    return [each.decode("ascii") for each in body.split(b"\0", count)[:count]]


def read_short_message(body: bytes) -> ShortMessage:
    """Read the body of submit_sm or deliver_sm.

    Raises: ValueError, IndexError when it is none.
    """
    at = body.index(0) + 1

    def octet() -> int:
        nonlocal at
        at += 1
        return body[at - 1]

    def string() -> str:
        nonlocal at
        begin, end = at, body.index(0, at)
        at = end + 1
        return body[begin:end].decode("ascii")

    source_ton, _ = octet(), octet()
    source = string()
    destination_ton, _ = octet(), octet()
    destination = string()
    esm_class, _, _ = octet(), octet(), octet()
    string()
    valid_for = string()
    registered, _, data_coding, _ = octet(), octet(), octet(), octet()
    length = octet()
    content = body[at : at + length]
    if len(content) < length:
        raise ValueError("the message is cut off")
    at += length
    tlvs = {}
    while at < len(body):
        tag, size = struct.unpack_from(">2H", body, at)
        tlvs[tag] = body[at + 4 : at + 4 + size]
        at += 4 + size
    return ShortMessage(
        source=source,
        destination=destination,
        source_ton=source_ton,
        destination_ton=destination_ton,
        esm_class=esm_class,
        data_coding=data_coding,
        valid_for=valid_for,
        wants_receipt=bool(registered & 1),
        content=content,
        tlvs=tlvs,
    )


def read_span(text: str) -> timedelta | None:
    """Read a relative time, "YYMMDDhhmmss000R"."""
    if len(text) != 16 or text[15] != "R":
        return None
    years, months, days, hours, minutes, seconds = (int(text[at : at + 2]) for at in range(0, 12, 2))
    return timedelta(days=years * 365 + months * 30 + days, hours=hours, minutes=minutes, seconds=seconds)
