"""How texts are cut, what templates say, what becomes of a message: decisions without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from kefu.messaging import rules
from kefu.messaging.model import (
    Encoding,
    MessageEmptyError,
    MessageState,
    MessageTooLongError,
    Part,
    PartState,
    Receipt,
    Template,
    TemplateUnusableError,
    TemplateValuesMissingError,
)
from kefu.messaging.ports import GatewayError, NotSentError, OutcomeUnknownError, RefusedError
from kefu.platform.numbering import parse_number
from kefu_lab.sms.alphabet import read_gsm, write_gsm

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
EVERYTHING = "".join(c for c in rules.GSM7_BASIC if c != "\x1b") + "".join(rules.GSM7_EXTENSION)


def part(state: str = "waiting", position: int = 1, **more: str) -> Part:
    return Part(position=position, state=PartState(state), **more)


@pytest.mark.parametrize(
    ("text", "encoding", "lengths"),
    [
        ("x" * 160, "gsm7", [160]),
        ("x" * 161, "gsm7", [153, 8]),
        ("€" * 80, "gsm7", [80]),
        ("€" * 81, "gsm7", [76, 5]),
        ("好" * 70, "ucs2", [70]),
        ("好" * 71, "ucs2", [67, 4]),
        ("𠮷" * 35, "ucs2", [35]),
        ("𠮷" * 36, "ucs2", [33, 3]),
        ("ç", "ucs2", [1]),
        ("", "gsm7", [0]),
    ],
)
def test_a_text_is_cut_where_the_air_ends(text: str, encoding: str, lengths: list[int]) -> None:
    segments = rules.cut(text)
    assert (segments.encoding, [len(each) for each in segments.parts]) == (encoding, lengths)


def test_the_alphabet_is_the_one_that_the_laboratory_wrote_down_by_itself() -> None:
    assert len(rules.GSM7_BASIC) == 128
    assert rules.encode(EVERYTHING, Encoding.GSM7) == write_gsm(EVERYTHING)
    assert read_gsm(rules.encode(EVERYTHING, Encoding.GSM7)) == EVERYTHING
    assert rules.decode(rules.encode(EVERYTHING, Encoding.GSM7), Encoding.GSM7) == EVERYTHING


def test_what_cannot_be_read_does_not_stop_the_rest() -> None:
    assert rules.encode("a好", Encoding.GSM7) == b"a?"
    assert rules.decode(b"a\x1b\x1bb\xffc\x1b", Encoding.GSM7) == "a bb\ufffdc".replace("bb", "b")
    assert rules.decode(b"\x1b\x41", Encoding.GSM7) == " "
    assert rules.decode(b"\x59\x7d\xd8\x42", Encoding.UCS2) == "好\ufffd"
    assert (rules.octets_alone(Encoding.GSM7), rules.octets_alone(Encoding.UCS2)) == (160, 140)


def test_texts_are_cleaned_before_they_are_written_down() -> None:
    assert rules.clean(" a\r\nb\rc\x00\x1b\ud800 ") == "a\nb\nc\ufffd\ufffd\ufffd"
    assert rules.require_sendable(" ok ") == "ok"
    assert rules.require_sendable("好" * 670) == "好" * 670
    with pytest.raises(MessageEmptyError):
        rules.require_sendable(" \n ")
    with pytest.raises(MessageTooLongError) as refused:
        rules.require_sendable("好" * 671)
    assert refused.value.facts == {"parts": 11, "most": 10}


@pytest.mark.parametrize(
    ("number", "can"), [("13812345678", True), ("+14155552671", True), ("0519-88123456", False), ("96296", False)]
)
def test_messages_go_to_mobile_numbers(number: str, can: bool) -> None:
    assert rules.can_receive(parse_number(number)) is can


def test_values_take_the_place_of_placeholders_and_are_not_read_again() -> None:
    assert rules.render("{a}-{b}-{a}", {"a": " {b} ", "b": "2", "c": ""}) == "{b}-2-{b}"
    assert rules.render("{A} {} {1}", {}) == "{A} {} {1}"
    with pytest.raises(TemplateValuesMissingError) as refused:
        rules.render("{a}{b}{c}", {"a": "1", "b": " "})
    assert refused.value.facts == {"missing": ["b", "c"]}
    assert rules.words_in({"zh-CN": "好", "en": "fine"}, "en") == "fine"
    assert rules.words_in({"zh-CN": "好", "en": "fine"}, "fr") == "好"


def test_a_template_says_the_same_in_both_languages() -> None:
    good = Template(code="a-1", name={"zh-CN": "甲", "en": "A"}, text={"zh-CN": "{n}好", "en": "{n} fine"})
    rules.require_usable(good)
    bad = Template(code="A 1", name={"zh-CN": " "}, text={"zh-CN": "{n}{N}", "en": "x" * 1600})
    with pytest.raises(TemplateUnusableError) as refused:
        rules.require_usable(bad)
    assert [(each["field"], each["code"]) for each in refused.value.facts["errors"]] == [
        ("code", "code-malformed"),
        ("name.zh-CN", "words-missing"),
        ("text.zh-CN", "placeholder-malformed"),
        ("name.en", "words-missing"),
        ("text.en", "message-too-long"),
        ("text", "placeholders-differ"),
    ]
    with pytest.raises(TemplateUnusableError) as refused:
        rules.require_usable(Template(code="a", name=good.name, text={"zh-CN": "好"}))
    assert [each["field"] for each in refused.value.facts["errors"]] == ["text.en"]


def test_a_gateway_that_fails_is_left_alone_longer_and_longer() -> None:
    assert [rules.back_off(n).total_seconds() for n in (1, 2, 3, 6, 7, 1000)] == [1, 2, 4, 32, 60, 60]


def test_an_allowance_grows_with_time_and_not_beyond() -> None:
    allowance = rules.Allowance(-3.0, NOW)
    allowance = rules.refill(allowance, NOW + timedelta(seconds=0.1), 50)
    assert allowance.parts == pytest.approx(2)
    assert rules.refill(allowance, NOW + timedelta(hours=1), 50).parts == 10
    assert rules.refill(allowance, NOW + timedelta(hours=1), 1).parts == 1
    assert rules.refill(allowance, NOW - timedelta(hours=1), 50).parts == pytest.approx(2)


@pytest.mark.parametrize(
    ("error", "deduplicates", "state"),
    [
        (NotSentError(), False, "waiting"),
        (RefusedError("e", is_final=False), False, "waiting"),
        (RefusedError("e"), True, "undeliverable"),
        (OutcomeUnknownError(), True, "waiting"),
        (OutcomeUnknownError(), False, "unknown"),
    ],
)
def test_doubt_is_not_answered_by_sending_twice(error: GatewayError, deduplicates: bool, state: str) -> None:
    after = rules.after_failure(part(), error, deduplicates=deduplicates)
    assert (after.state, after.error) == (state, "e" if isinstance(error, RefusedError) else "")


@pytest.mark.parametrize(
    ("states", "state", "is_offered"),
    [
        ("delivered delivered", "delivered", True),
        ("delivered accepted", "sent", True),
        ("accepted waiting", "queued", True),
        ("unknown waiting", "unknown", False),
        ("accepted expired", "expired", False),
        ("unknown undeliverable", "undeliverable", False),
    ],
)
def test_the_worst_part_decides(states: str, state: str, is_offered: bool) -> None:
    parts = [part(each) for each in states.split()]
    assert (rules.state_of(parts), rules.is_offered(parts)) == (MessageState(state), is_offered)


def test_the_first_final_word_of_a_receipt_counts() -> None:
    good = Receipt(state=PartState.DELIVERED, gateway_message_id="7")
    bad = Receipt(state=PartState.UNDELIVERABLE, error="err-1")
    assert rules.after_receipt(part("unknown"), good) == part("delivered", gateway_message_id="7")
    assert rules.after_receipt(part("accepted", gateway_message_id="5"), good).gateway_message_id == "5"
    for final in ("delivered", "undeliverable", "expired"):
        assert rules.after_receipt(part(final), bad) == part(final)


def test_what_receipts_have_said_meanwhile_is_kept() -> None:
    stored = (part("delivered", 1, gateway_message_id="a"), part("waiting", 2), part("delivered", 3))
    reported = (
        part("accepted", 1),
        part("accepted", 2, gateway_message_id="b"),
        part("accepted", 3, gateway_message_id="c"),
    )
    assert rules.merged(stored, reported) == (
        stored[0],
        reported[1],
        part("delivered", 3, gateway_message_id="c"),
    )
    assert rules.merged((), reported) == reported


def test_parts_begin_end_and_are_given_up() -> None:
    parts = rules.first_parts(("a", "b"))
    assert parts == (part(position=1), part(position=2))
    mixed = (part("accepted", 1), part("waiting", 2))
    assert [each.state for each in rules.too_late(mixed)] == ["accepted", "expired"]
    assert [each.state for each in rules.abandoned(mixed)] == ["accepted", "unknown"]
    references = {rules.reference_of(7, position) for position in range(11)}
    assert len(references) == 11
    assert max(references) < 1 << 16
