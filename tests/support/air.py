"""What goes over the air, without a network."""

import struct
from datetime import timedelta

from kefu.messaging import rules
from kefu.messaging.model import Submission
from kefu_lab.sms.pdu import Frame


def submission(text: str) -> list[Submission]:
    """Cut a text as the sender does."""
    parts = rules.cut(text).parts
    return [
        Submission(
            key=f"k-{position}",
            to="+8613812345678",
            text=part,
            encoding=rules.encoding_of(text),
            position=position,
            total=len(parts),
            group=0x1234,
            reference=position,
            valid_for=timedelta(hours=1),
        )
        for position, part in enumerate(parts, 1)
    ]


def frame_of(octets: bytes) -> Frame:
    """Read one PDU."""
    length, command, status, sequence = struct.unpack(">4I", octets[:16])
    assert length == len(octets)
    return Frame(command, status, sequence, octets[16:])
