"""Translates between short messages and SMPP 3.4; the library encodes submit_sm and decodes deliver_sm.

The PDUs that have no fields, or only strings, are written here: the library keeps those inside its own session.
Source: SMPP Protocol Specification v3.4, issue 1.2.
"""

import re
import struct
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum

import smpp34

from kefu.messaging import rules
from kefu.messaging.model import Arrived, Encoding, PartState, Receipt, Submission
from kefu.messaging.ports import GatewayError, NotSentError, RefusedError

HEADER = struct.Struct("!IIII")
LONGEST = 1 << 17
"""A message_payload of 64 KiB fits; what claims to be longer is not SMPP."""
IS_ANSWER = 0x80000000


class Command(IntEnum):
    """Commands of section 5.1.2.1."""

    GENERIC_NACK = 0x80000000
    SUBMIT_SM = 0x00000004
    DELIVER_SM = 0x00000005
    UNBIND = 0x00000006
    BIND_TRANSCEIVER = 0x00000009
    ENQUIRE_LINK = 0x00000015


class Status(IntEnum):
    """Results of section 5.1.3 that we tell apart."""

    OK = 0x00
    INVALID_COMMAND = 0x03
    NOT_BOUND = 0x04
    SYSTEM_ERROR = 0x08
    QUEUE_FULL = 0x14
    SUBMIT_FAILED = 0x45
    THROTTLED = 0x58
    TRY_AGAIN = 0x64


class Tag(IntEnum):
    """Optional parameters of section 5.3.2 that we use."""

    RECEIPTED_MESSAGE_ID = 0x001E
    USER_MESSAGE_REFERENCE = 0x0204
    SAR_MSG_REF_NUM = 0x020C
    SAR_TOTAL_SEGMENTS = 0x020E
    SAR_SEGMENT_SEQNUM = 0x020F
    MESSAGE_PAYLOAD = 0x0424
    MESSAGE_STATE = 0x0427


_NOT_NOW = frozenset({Status.THROTTLED, Status.QUEUE_FULL, Status.NOT_BOUND})
_PERHAPS_LATER = frozenset({Status.SYSTEM_ERROR, Status.SUBMIT_FAILED, Status.TRY_AGAIN})
_HAS_HEADER = 0x40  # esm_class, section 5.2.12
_TYPE, _IS_RECEIPT, _IS_NOTICE = 0x3C, 0x04, 0x20
_ONE_OF_8_BITS, _ONE_OF_16_BITS = 0x00, 0x08  # 3GPP TS 23.040, 9.2.3.24
_UCS2, _ASCII, _LATIN1 = 0x08, 0x01, 0x03  # section 5.2.19
_STATES = {
    1: "ENROUTE",
    2: "DELIVRD",
    3: "EXPIRED",
    4: "DELETED",
    5: "UNDELIV",
    6: "ACCEPTD",
    7: "UNKNOWN",
    8: "REJECTD",
}
_MEANINGS = {
    "ENROUTE": PartState.ACCEPTED,
    "ACCEPTD": PartState.ACCEPTED,
    "DELIVRD": PartState.DELIVERED,
    "EXPIRED": PartState.EXPIRED,
    "DELETED": PartState.UNDELIVERABLE,
    "UNDELIV": PartState.UNDELIVERABLE,
    "REJECTD": PartState.UNDELIVERABLE,
    "UNKNOWN": PartState.UNKNOWN,
}
_RECEIPT = {name: re.compile(rf"\b{name}:(\S+)", re.IGNORECASE) for name in ("id", "stat", "err")}
_INTERNATIONAL, _ALPHANUMERIC, _ISDN = 1, 5, 1


@dataclass(frozen=True, slots=True)
class Pdu:
    """One PDU as it came."""

    command: int
    status: int
    sequence: int
    raw: bytes

    @property
    def body(self) -> bytes:
        """Return what follows the header."""
        return self.raw[HEADER.size :]


def plain(command: int, sequence: int, *, status: int = Status.OK, body: bytes = b"") -> bytes:
    """Write a PDU whose body is given."""
    return HEADER.pack(HEADER.size + len(body), command, status, sequence) + body


def text(value: str) -> bytes:
    """Write a C-octet string."""
    return value.encode("ascii", "replace").replace(b"\0", b"?") + b"\0"


def first_text(body: bytes) -> str:
    """Read the C-octet string that a body begins with."""
    return body.split(b"\0", 1)[0].decode("latin-1")


def bind(sequence: int, *, system_id: str, password: str) -> bytes:
    """Write bind_transceiver."""
    body = text(system_id) + text(password) + text("") + bytes((0x34, 0, 0)) + text("")
    return plain(Command.BIND_TRANSCEIVER, sequence, body=body)


def submit(sequence: int, submission: Submission, *, sender: str) -> bytes:
    """Write submit_sm; a text that does not fit goes as message_payload."""
    content = rules.encode(submission.text, submission.encoding)
    is_one_of_many = submission.total > 1
    tlvs = [smpp34.Tlv(Tag.USER_MESSAGE_REFERENCE, submission.reference.to_bytes(2, "big"))]
    if is_one_of_many:
        head = bytes((5, _ONE_OF_8_BITS, 3, submission.group & 0xFF, submission.total, submission.position))
        content = head + content
    elif len(content) > rules.octets_alone(submission.encoding):
        tlvs.append(smpp34.Tlv(Tag.MESSAGE_PAYLOAD, content))
        content = b""
    is_word = bool(re.search(r"[^\d+]", sender))
    return smpp34.SubmitSm(
        sender.removeprefix("+"),
        submission.to.removeprefix("+"),
        content,
        source_addr_ton=_ALPHANUMERIC if is_word else _INTERNATIONAL if sender.startswith("+") else 0,
        source_addr_npi=0 if is_word else _ISDN,
        dest_addr_ton=_INTERNATIONAL,
        dest_addr_npi=_ISDN,
        esm_class=_HAS_HEADER if is_one_of_many else 0,
        data_coding=_UCS2 if submission.encoding is Encoding.UCS2 else 0,
        registered_delivery=1,
        validity_period=relative(submission.valid_for),
        tlvs=tlvs,
        sequence_number=sequence,
    ).encode()


def relative(span: timedelta) -> str:
    """Write a span as a relative time, at least a minute. Source: section 7.1.1.2."""
    total_s = max(60, int(span.total_seconds()))
    days, rest = divmod(total_s, 86_400)
    months, days = divmod(days, 30)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"00{min(months, 12):02}{days:02}{hours:02}{minutes:02}{seconds:02}000R"


def failure(status: int) -> GatewayError:
    """Say what a gateway's refusal means."""
    if status in _NOT_NOW:
        return NotSentError(f"smpp-{status:#x}")
    return RefusedError(f"smpp-{status:#x}", is_final=status not in _PERHAPS_LATER)


def read(raw: bytes) -> Receipt | Arrived | None:
    """Read deliver_sm: a receipt, somebody's words, or (None) a notice that nobody needs.

    Raises: smpp34.SmppError.
    """
    pdu = smpp34.decode(raw)
    if not isinstance(pdu, smpp34.DeliverSm):
        return None
    tlvs = {tlv.tag: tlv.value for tlv in pdu.tlvs}
    content = pdu.short_message or tlvs.get(Tag.MESSAGE_PAYLOAD, b"")
    kind = pdu.esm_class & _TYPE
    number = _number(pdu.source_addr, pdu.source_addr_ton)
    if kind == _IS_RECEIPT:
        return _receipt(content, pdu.data_coding, tlvs, number)
    return None if kind == _IS_NOTICE else _arrived(pdu, content, tlvs, number)


def _number(address: str, ton: int) -> str:
    is_international = ton == _INTERNATIONAL or (len(address) == 13 and address.startswith("861"))
    return f"+{address.removeprefix('+')}" if is_international and address[-1:].isdecimal() else address


def _receipt(content: bytes, coding: int, tlvs: dict[int, bytes], number: str) -> Receipt | None:
    words = content.decode("utf-16-be" if coding == _UCS2 else "latin-1", "replace")
    said = {name: found[1] for name, pattern in _RECEIPT.items() if (found := pattern.search(words))}
    name = first_text(tlvs.get(Tag.RECEIPTED_MESSAGE_ID, b"")) or said.get("id", "")
    code = int.from_bytes(tlvs.get(Tag.MESSAGE_STATE, b""), "big")
    state = _MEANINGS.get(_STATES.get(code, said.get("stat", "").upper()))
    if state is None:
        return None
    reference = tlvs.get(Tag.USER_MESSAGE_REFERENCE)
    is_bad = state in (PartState.UNDELIVERABLE, PartState.EXPIRED)
    return Receipt(
        state=state,
        gateway_message_id=name,
        reference=None if reference is None else int.from_bytes(reference, "big"),
        to=number,
        error=f"err-{said['err']}" if is_bad and "err" in said else "refused-by-phone" if is_bad else "",
    )


def _arrived(pdu: "smpp34.DeliverSm", content: bytes, tlvs: dict[int, bytes], number: str) -> Arrived:
    reference, total, position = (
        int.from_bytes(tlvs.get(tag, b""), "big")
        for tag in (Tag.SAR_MSG_REF_NUM, Tag.SAR_TOTAL_SEGMENTS, Tag.SAR_SEGMENT_SEQNUM)
    )
    if pdu.esm_class & _HAS_HEADER and content and len(content) > content[0]:
        head, content = content[1 : content[0] + 1], content[content[0] + 1 :]
        reference, total, position = _one_of(head) or (reference, total, position)
    encoding = Encoding.UCS2 if pdu.data_coding == _UCS2 else Encoding.GSM7
    if pdu.data_coding in (_ASCII, _LATIN1):
        encoding, content = Encoding.UCS2, content.decode("latin-1").encode("utf-16-be")
    if total < 2 or not 1 <= position <= total:
        return Arrived(sender=number, to=pdu.destination_addr, text=rules.decode(content, encoding))
    return Arrived(
        sender=number,
        to=pdu.destination_addr,
        reference=reference,
        position=position,
        total=total,
        encoding=encoding,
        content=content,
    )


def _one_of(head: bytes) -> tuple[int, int, int] | None:
    """Find in a user data header which part of how many this is."""
    at = 0
    while at + 2 <= len(head):
        element, value = head[at], head[at + 2 : at + 2 + head[at + 1]]
        if element == _ONE_OF_8_BITS and len(value) == 3:
            return value[0], value[1], value[2]
        if element == _ONE_OF_16_BITS and len(value) == 4:
            return int.from_bytes(value[:2], "big"), value[2], value[3]
        at += 2 + head[at + 1]
    return None
