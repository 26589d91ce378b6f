"""Any text whatever goes over the air in parts of its size, and comes together again."""

import os

import smpp34
from hypothesis import given, settings
from hypothesis import strategies as st

from kefu.adapters.sms import pdus
from kefu.messaging import rules
from kefu.messaging.model import Arrived, Encoding, Receipt
from kefu_lab.sms import Phones, Sms
from kefu_lab.sms.pdu import read_short_message
from support.air import frame_of, submission

EXAMPLES = int(os.environ.get("EXAMPLES", "100"))
GSM = st.text(alphabet=[c for c in rules.GSM7_BASIC if c != "\x1b"] + list(rules.GSM7_EXTENSION), min_size=1)
TEXTS = st.one_of(st.text(min_size=1), GSM, st.text(alphabet="好𠮷a", min_size=1)).flatmap(
    lambda text: st.integers(1, 12).map(lambda times: text * times)
)


@settings(max_examples=EXAMPLES)
@given(TEXTS)
def test_parts_are_the_text_and_none_is_too_long(text: str) -> None:
    segments = rules.cut(text)
    assert "".join(segments.parts) == text
    alone, of_several = rules.SIZES[segments.encoding]
    limit = alone if len(segments.parts) == 1 else of_several
    unit = 2 if segments.encoding is Encoding.UCS2 else 1
    for part in segments.parts:
        octets = rules.encode(part, segments.encoding)
        assert len(octets) <= limit * unit
        assert rules.decode(octets, segments.encoding) == part
    for before, after in zip(segments.parts, segments.parts[1:], strict=False):
        assert sum(rules.width(c, segments.encoding) for c in before + after[0]) > of_several


@settings(max_examples=EXAMPLES)
@given(TEXTS.map(rules.clean).filter(lambda text: text != "" and len(rules.cut(text).parts) < 255))
def test_a_phone_reads_what_was_written(text: str) -> None:
    phones = Phones()
    for each in submission(text):
        frame = frame_of(pdus.submit(7, each, sender="96296"))
        assert (frame.command, frame.sequence) == (pdus.Command.SUBMIT_SM, 7)
        phones.take_over_the_air(read_short_message(frame.body))
    assert phones.all == [Sms("+8613812345678", "96296", text, len(rules.cut(text).parts))]


@settings(max_examples=EXAMPLES)
@given(st.binary(max_size=300))
def test_whatever_a_centre_brings_is_read_or_refused(body: bytes) -> None:
    raw = pdus.plain(pdus.Command.DELIVER_SM, 1, body=body)
    try:
        what = pdus.read(raw)
    except (smpp34.SmppError, UnicodeError):
        return
    assert what is None or isinstance(what, Arrived | Receipt)
