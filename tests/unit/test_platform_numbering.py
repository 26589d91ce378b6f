import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import geocoder, parse

from kefu.kernel.phone import NumberKind, PhoneNumber
from kefu.platform.numbering import parse_number

MOBILE, FIXED, SERVICE, FOREIGN, WITHHELD, MALFORMED = (
    NumberKind.MOBILE,
    NumberKind.FIXED_LINE,
    NumberKind.SERVICE,
    NumberKind.FOREIGN,
    NumberKind.WITHHELD,
    NumberKind.MALFORMED,
)
_MOBILE = (MOBILE, "+8613861012345", "138 6101 2345", "519")
_FIXED = (FIXED, "+8651988123456", "0519 8812 3456", "519")


@pytest.mark.parametrize(
    ("raw", "kind", "e164", "display", "area_code"),
    [
        ("13861012345", *_MOBILE),
        ("013861012345", *_MOBILE),
        ("+8613861012345", *_MOBILE),
        ("8613861012345", *_MOBILE),
        ("008613861012345", *_MOBILE),
        ("+86 138-6101-2345", *_MOBILE),
        ("１３８６１０１２３４５", *_MOBILE),
        ("sip:+8613861012345@10.0.0.1;user=phone", *_MOBILE),
        ("tel:+86-138-6101-2345", *_MOBILE),
        ("051988123456", *_FIXED),
        ("0519-88123456", *_FIXED),
        ("+8651988123456", *_FIXED),
        ("+86051988123456", *_FIXED),
        ("008651988123456", *_FIXED),
        ("51988123456", *_FIXED),
        ("01065551234", FIXED, "+861065551234", "010 6555 1234", "10"),
        ("19900001111", MOBILE, "+8619900001111", "199 0000 1111", None),
        ("10086", SERVICE, None, "10086", None),
        ("110", SERVICE, None, "110", None),
        ("96296", SERVICE, None, "96296", None),
        ("1001", SERVICE, None, "1001", None),
        ("4008123123", SERVICE, "+864008123123", "400 812 3123", None),
        ("8008100000", SERVICE, "+868008100000", "800 810 0000", None),
        ("+14155552671", FOREIGN, "+14155552671", "+1 415-555-2671", None),
        ("0014155552671", FOREIGN, "+14155552671", "+1 415-555-2671", None),
        ("+85223456789", FOREIGN, "+85223456789", "+852 2345 6789", None),
        ("", WITHHELD, None, "", None),
        ("  ", WITHHELD, None, "", None),
        ("anonymous", WITHHELD, None, "", None),
        ("sip:Anonymous@anonymous.invalid", WITHHELD, None, "", None),
        ("Unavailable", WITHHELD, None, "", None),
        ("88123456", MALFORMED, None, "88123456", None),
        ("+86138", MALFORMED, None, "+86138", None),
        ("1381234567", MALFORMED, None, "1381234567", None),
        ("138123456789012", MALFORMED, None, "138123456789012", None),
        ("00", MALFORMED, None, "00", None),
        ("+", MALFORMED, None, "+", None),
        ("0", MALFORMED, None, "0", None),
        ("wang", MALFORMED, None, "wang", None),
        ("138\r\nX-Evil: 1", MALFORMED, None, "138X-Evil: 1", None),
    ],
)
def test_numbers_are_read_as_the_network_presents_them(
    raw: str, kind: NumberKind, e164: str | None, display: str, area_code: str | None
) -> None:
    number = parse_number(raw)
    assert (number.kind, number.e164, number.display, number.area_code) == (kind, e164, display, area_code)


def test_a_subscriber_number_is_completed_by_the_area_of_its_trunk() -> None:
    assert parse_number("88123456", local_area_code="519").e164 == "+8651988123456"
    assert parse_number("13861012345", local_area_code="519").e164 == "+8613861012345"


def test_a_very_long_number_is_cut() -> None:
    number = parse_number("1" * 500)
    assert number == PhoneNumber("1" * 40, MALFORMED, None, "1" * 40)


@given(st.text(max_size=80))
def test_nothing_that_arrives_makes_reading_fail(raw: str) -> None:
    number = parse_number(raw)
    assert number.display.isprintable()
    assert (number.e164 is None) == (number.kind in {WITHHELD, MALFORMED}) or number.kind is SERVICE


@pytest.mark.parametrize(
    ("mobile", "fixed"),
    [("13861012345", "051988123456"), ("13812345678", "051885551234"), ("15861800000", "02586881234")],
)
def test_a_mobile_number_has_the_area_code_of_its_city(mobile: str, fixed: str) -> None:
    assert parse_number(mobile).area_code == parse_number(fixed).area_code
    cities = {geocoder.description_for_number(parse(number, "CN"), "zh") for number in (mobile, fixed)}
    assert len(cities) == 1
