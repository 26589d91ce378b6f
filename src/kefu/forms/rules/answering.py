"""One answer to one item: is there one, and what is wrong with it."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from kefu.forms.model import CHOICES, MAX_PHOTOS, MAX_TEXT, NPS_POINTS, RATINGS, WRITTEN, Answer, Fault, Item, Kind
from kefu.forms.rules.pattern import matches
from kefu.kernel.strict_json import is_storable

_BLANKS = " \t\r\n\u00a0\u3000"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PHONE = re.compile(r"\+?[0-9]{3,20}")
_FILE = re.compile(r"[A-Za-z0-9-]{1,64}")


def is_blank(answer: Answer) -> bool:
    """Tell whether an answer says nothing."""
    return answer is None or answer == [] or (isinstance(answer, str) and not answer.strip(_BLANKS))


def is_number(answer: Answer) -> bool:
    """Tell whether an answer is a number."""
    return isinstance(answer, int | float) and not isinstance(answer, bool) and abs(answer) <= 1e12


def bounds(item: Item) -> tuple[float, float]:
    """Return the least and the most: the value of a number, characters of a text, how many choices or photos."""
    if item.kind is Kind.NPS:
        return NPS_POINTS
    least, most = {
        Kind.SCALE: (1, 5),
        Kind.NUMBER: (-1e12, 1e12),
        Kind.MULTI: (0, len(item.options)),
        Kind.PHOTO: (0, MAX_PHOTOS),
    }.get(item.kind, (0, MAX_TEXT))
    return (least if item.min is None else item.min), (most if item.max is None else item.max)


def fault_of(item: Item, answer: Answer) -> Fault | None:
    """Return what is wrong with an answer that is not blank."""
    if item.kind is Kind.NUMBER or item.kind in RATINGS:
        return _fault_of_number(item, answer)
    if item.kind in (Kind.MULTI, Kind.PHOTO):
        return _fault_of_list(item, answer)
    if item.kind is Kind.INFO or not isinstance(answer, str):
        return _fault(item, "answer-wrong-kind")
    if not is_storable(answer):
        return _fault(item, "answer-bad-character")
    return _fault_of_text(item, answer)


def _fault_of_text(item: Item, answer: str) -> Fault | None:
    least, most = bounds(item)
    if item.kind in WRITTEN:
        if len(answer) > most:
            return _fault(item, "answer-too-long", {"max": most})
        if len(answer) < least:
            return _fault(item, "answer-too-short", {"min": least})
        return _fault(item, "answer-pattern") if item.pattern and not matches(item.pattern, answer) else None
    if item.kind in CHOICES:
        return None if answer in {option.code for option in item.options} else _fault(item, "answer-not-an-option")
    if item.kind is Kind.DATE:
        return None if _is_date(answer) else _fault(item, "answer-not-a-date")
    if item.kind is Kind.PHONE:
        return None if _PHONE.fullmatch(answer) else _fault(item, "answer-not-a-phone")
    return None if _FILE.fullmatch(answer) else _fault(item, "answer-wrong-kind")


def _fault_of_number(item: Item, answer: Answer) -> Fault | None:
    if not is_number(answer):
        return _fault(item, "answer-wrong-kind")
    if (item.is_whole or item.kind in RATINGS) and answer != int(answer):
        return _fault(item, "answer-not-whole")
    least, most = bounds(item)
    if answer < least:
        return _fault(item, "answer-too-small", {"min": least})
    return _fault(item, "answer-too-large", {"max": most}) if answer > most else None


def _fault_of_list(item: Item, answer: Answer) -> Fault | None:
    if not isinstance(answer, list) or not all(isinstance(each, str) for each in answer):
        return _fault(item, "answer-wrong-kind")
    codes = {option.code for option in item.options}
    if item.kind is Kind.MULTI and not codes.issuperset(answer):
        return _fault(item, "answer-not-an-option")
    if item.kind is Kind.PHOTO and not all(_FILE.fullmatch(each) for each in answer):
        return _fault(item, "answer-wrong-kind")
    if len(set(answer)) < len(answer):
        return _fault(item, "answer-repeated")
    least, most = bounds(item)
    if len(answer) < least:
        return _fault(item, "answer-too-few", {"min": least})
    return _fault(item, "answer-too-many", {"max": most}) if len(answer) > most else None


def _is_date(text: str) -> bool:
    try:
        return bool(_DATE.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _fault(item: Item, code: str, facts: Mapping[str, Any] | None = None) -> Fault:
    return Fault(item=item.code, code=code, facts=facts or {})
