"""Reads telephone numbers as they arrive from the network, in the Chinese numbering plan."""

import re
import sys
import unicodedata
import zlib
from array import array
from functools import cache
from importlib.resources import files

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from kefu.kernel.phone import NumberKind, PhoneNumber

_REGION = "CN"
_COUNTRY_CODE = 86
_FIRST_MOBILE_PREFIX = 1_300_000
_LONGEST_SHORT_CODE = 6
_LONGEST_SHOWN = 40
_WITHHELD = frozenset({"", "-", "anonymous", "private", "restricted", "unavailable", "unknown", "withheld"})
_WRAPPING = re.compile(r"^(?:sips?:|tel:)|[@;].*$", re.IGNORECASE)
_DIALABLE = re.compile(r"\+?[\d\s().-]+", re.ASCII)
_KINDS = {
    PhoneNumberType.MOBILE: NumberKind.MOBILE,
    PhoneNumberType.FIXED_LINE: NumberKind.FIXED_LINE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE: NumberKind.FIXED_LINE,
}


def parse_number(raw: str, *, local_area_code: str | None = None) -> PhoneNumber:
    """Read a number as the network presents it; never fails: what is no number is shown as it came.

    `local_area_code` ("519") completes a bare subscriber number ("88123456") from a trunk that leaves the area out.
    """
    shown = "".join(c for c in unicodedata.normalize("NFKC", raw) if c.isprintable()).strip()[:_LONGEST_SHOWN]
    text = _WRAPPING.sub("", shown)
    if text.casefold() in _WITHHELD:
        return PhoneNumber(raw=shown, kind=NumberKind.WITHHELD, e164=None, display="")
    malformed = PhoneNumber(raw=shown, kind=NumberKind.MALFORMED, e164=None, display=shown)
    if _DIALABLE.fullmatch(text) is None:
        return malformed
    digits = re.sub(r"\D", "", text)
    if not text.startswith(("+", "0")) and 0 < len(digits) <= _LONGEST_SHORT_CODE:
        return PhoneNumber(raw=digits, kind=NumberKind.SERVICE, e164=None, display=digits)
    candidates = [text] if local_area_code is None else [text, f"0{local_area_code}{digits}"]
    return next((number for each in candidates if (number := _read(each, shown)) is not None), malformed)


def _read(text: str, shown: str) -> PhoneNumber | None:
    try:
        parsed = phonenumbers.parse(text, _REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    e164 = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    if parsed.country_code != _COUNTRY_CODE:
        display = phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)
        return PhoneNumber(raw=shown, kind=NumberKind.FOREIGN, e164=e164, display=display)
    kind = _KINDS.get(phonenumbers.number_type(parsed), NumberKind.SERVICE)
    return PhoneNumber(
        raw=shown,
        kind=kind,
        e164=e164,
        display=phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL),
        area_code=_area_code(parsed, kind),
    )


def _area_code(parsed: phonenumbers.PhoneNumber, kind: NumberKind) -> str | None:
    national = str(parsed.national_number)
    if kind is NumberKind.MOBILE:
        code = _mobile_areas()[int(national[:7]) - _FIRST_MOBILE_PREFIX]
        return str(code) if code else None
    length = phonenumbers.length_of_geographical_area_code(parsed)
    return national[:length] or None


@cache
def _mobile_areas() -> "array[int]":
    """Load the table that tools/mobile_areas.py makes: one area code per prefix of seven digits, 0 where not known."""
    areas = array("H", zlib.decompress(files("kefu.platform").joinpath("mobile_areas.bin").read_bytes()))
    if sys.byteorder == "big":
        areas.byteswap()
    return areas
