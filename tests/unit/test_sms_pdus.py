"""SMPP as the adapter reads and writes it: receipts in both forms, headers, numbers, addresses of gateways."""

from datetime import timedelta

import pytest
import smpp34

from kefu.adapters.sms import pdus
from kefu.adapters.sms.address import GatewayAddressError, parse_gateways
from kefu.adapters.sms.smpp import SmppGateway
from kefu.messaging.model import Arrived, PartState, Receipt
from kefu.messaging.ports import NotSentError, RefusedError
from kefu_lab.sms.pdu import Frame, ShortMessage, read_short_message, read_span
from support.air import frame_of, submission

WORDS = b"id:0001 sub:001 dlvrd:001 submit date:2611220800 done date:2611220801 stat:%s err:%s text:x"


def read(content: bytes, *, esm_class: int = 4, ton: int = 1, source: str = "8613812345678", **more: object) -> object:
    message = ShortMessage(
        source=source,
        source_ton=ton,
        destination="96296",
        esm_class=esm_class,
        content=content,
        **more,
    )
    return pdus.read(Frame(5, 0, 1, message.octets()).octets())


@pytest.mark.parametrize(
    ("stat", "err", "state", "error"),
    [
        (b"DELIVRD", b"000", "delivered", ""),
        (b"UNDELIV", b"027", "undeliverable", "err-027"),
        (b"rejectd", b"1", "undeliverable", "err-1"),
        (b"EXPIRED", b"000", "expired", "err-000"),
        (b"ENROUTE", b"000", "accepted", ""),
        (b"UNKNOWN", b"000", "unknown", ""),
    ],
)
def test_a_receipt_is_read_from_its_words(stat: bytes, err: bytes, state: str, error: str) -> None:
    assert read(WORDS % (stat, err)) == Receipt(
        state=PartState(state), gateway_message_id="0001", to="+8613812345678", error=error
    )


def test_a_receipt_is_read_from_its_parameters_first() -> None:
    tlvs = {0x1E: b"abc\0", 0x0427: b"\x05", 0x0204: b"\x12\x34"}
    expected = Receipt(
        state=PartState.UNDELIVERABLE,
        gateway_message_id="abc",
        reference=0x1234,
        to="+8613812345678",
        error="refused-by-phone",
    )
    assert read(b"", tlvs=tlvs) == expected
    assert read(WORDS % (b"DELIVRD", b"000"), tlvs=tlvs) == Receipt(
        state=PartState.UNDELIVERABLE,
        gateway_message_id="abc",
        reference=0x1234,
        to="+8613812345678",
        error="err-000",
    )


def test_what_says_nothing_is_nothing() -> None:
    assert read(b"hello") is None
    assert read(b"hello", esm_class=0x20) is None
    assert pdus.read(pdus.plain(pdus.Command.ENQUIRE_LINK, 1)) is None
    with pytest.raises(smpp34.SmppError):
        pdus.read(pdus.plain(pdus.Command.DELIVER_SM, 1, body=b"\xff\xff"))


@pytest.mark.parametrize(
    ("source", "ton", "sender"),
    [
        ("8613812345678", 1, "+8613812345678"),
        ("8613812345678", 0, "+8613812345678"),
        ("13812345678", 0, "13812345678"),
        ("10086", 0, "10086"),
        ("BANK", 1, "BANK"),
    ],
)
def test_senders_are_written_as_numbers(source: str, ton: int, sender: str) -> None:
    assert read(b"1", esm_class=0, source=source, ton=ton) == Arrived(sender=sender, to="96296", text="1")


def test_parts_are_told_by_header_of_either_size_and_by_parameters() -> None:
    eight = read(b"\x05\x00\x03\x07\x02\x01" + b"ab", esm_class=0x40)
    assert eight == Arrived(
        sender="+8613812345678", to="96296", reference=7, total=2, position=1, encoding="gsm7", content=b"ab"
    )
    sixteen = read(b"\x0c\x05\x04\x0b\x84\x23\xf0\x08\x04\x01\x02\x03\x03" + b"\x59\x7d", esm_class=0x40, data_coding=8)
    assert isinstance(sixteen, Arrived)
    assert (sixteen.reference, sixteen.total, sixteen.position, sixteen.content) == (258, 3, 3, b"\x59\x7d")
    by_tlv = read(b"ab", esm_class=0, tlvs={0x020C: b"\x00\x09", 0x020E: b"\x02", 0x020F: b"\x02"})
    assert isinstance(by_tlv, Arrived)
    assert (by_tlv.reference, by_tlv.total, by_tlv.position) == (9, 2, 2)
    for nonsense in (b"\x05\x00\x03\x07\x02\x09", b"\x05\x00\x03\x07\x02\x00", b"\x02\x70\x00"):
        assert read(nonsense + b"ab", esm_class=0x40) == Arrived(sender="+8613812345678", to="96296", text="ab")


def test_words_come_in_every_alphabet_and_as_payload() -> None:
    assert read("é@".encode("latin-1"), esm_class=0, data_coding=3) == Arrived(
        sender="+8613812345678", to="96296", text="é@"
    )
    payload = {0x0424: ("好" * 200).encode("utf-16-be")}
    assert read(b"", esm_class=0, data_coding=8, tlvs=payload) == Arrived(
        sender="+8613812345678", to="96296", text="好" * 200
    )


def test_a_message_says_from_whom_and_how_long_it_is_worth_sending() -> None:
    for sender, ton, shown in (("96296", 0, "96296"), ("+8651912345678", 1, "8651912345678"), ("KEFU", 5, "KEFU")):
        message = read_short_message(frame_of(pdus.submit(1, submission("hi")[0], sender=sender)).body)
        assert (message.source, message.source_ton, message.wants_receipt) == (shown, ton, True)
        assert read_span(message.valid_for) == timedelta(hours=1)
        assert (message.destination, message.destination_ton) == ("8613812345678", 1)
    for span in (timedelta(seconds=61), timedelta(days=75, hours=3, minutes=2, seconds=1)):
        assert read_span(pdus.relative(span)) == span
    assert read_span(pdus.relative(timedelta(0))) == timedelta(minutes=1)


def test_refusals_mean_not_now_perhaps_later_or_never() -> None:
    assert all(isinstance(pdus.failure(status), NotSentError) for status in (0x58, 0x14, 0x04))
    finals = {status: getattr(pdus.failure(status), "is_final", None) for status in (0x08, 0x45, 0x64, 0x0B, 0x1403)}
    assert finals == {0x08: False, 0x45: False, 0x64: False, 0x0B: True, 0x1403: True}
    assert isinstance(pdus.failure(0x0B), RefusedError)


def test_gateways_are_read_from_the_settings() -> None:
    first, second = parse_gateways(
        "smpp://kefu:p%2Cw@sms.example:2776?from=96296&rate=50&window=5&ids=hex&long=payload,"
        " web=https+json://:s@gate.example/v1?tenant=east"
    )
    assert (first.name, first.host, first.port, first.user, first.password) == (
        "sms",
        "sms.example",
        2776,
        "kefu",
        "p,w",
    )
    assert (first.sender, first.per_second, first.window) == ("96296", 50.0, 5)
    assert (first.has_hex_ids, first.is_payload, first.tenant_code) == (True, True, None)
    assert (second.name, second.url, second.password, second.tenant_code) == (
        "web",
        "https://gate.example/v1",
        "s",
        "east",
    )
    assert parse_gateways(" ") == []
    assert parse_gateways("smpp://a:b@c")[0].port == 2775
    for wrong in ("smtp://a", "smpp://", "smpp://a:b@c?rate=x", "smpp://a:b@c:x", "a=smpp://c,a=smpp://d"):
        with pytest.raises(GatewayAddressError) as refused:
            parse_gateways(wrong)
        assert ":b@" not in str(refused.value)


def test_an_answer_in_hexadecimal_is_a_receipt_in_decimal() -> None:
    [address] = parse_gateways("smpp://a:b@c?ids=hex")
    gateway = SmppGateway(address)
    assert [gateway._own_name(name) for name in ("1f", "zz")] == ["31", "zz"]
