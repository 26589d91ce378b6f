"""Reads JSON without what readers disagree about: repeated keys, NaN, lone surrogates; without deep nesting."""

import json
from typing import Any

MAX_DEPTH = 20


class NotStrictJsonError(ValueError):
    """The text is not JSON as we take it; `reason` says why."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(detail or reason)
        self.reason = reason


def read(body: bytes, *, is_fraction_allowed: bool = False) -> Any:
    """Read a document whose every number is finite, and whole unless fractions are allowed.

    Raises: NotStrictJsonError with reason syntax, too-deep, repeated-key, not-a-number, fraction or bad-character.
    """
    try:
        document = json.loads(
            body.decode(),
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
            parse_float=_finite if is_fraction_allowed else _no_fraction,
        )
        _check(document)
    except RecursionError:
        raise NotStrictJsonError("too-deep") from None
    except NotStrictJsonError:
        raise
    except (ValueError, UnicodeError) as error:  # ValueError: syntax, or an integer of thousands of digits
        raise NotStrictJsonError("syntax", str(error)) from error
    return document


def is_storable(text: str) -> bool:
    """Tell whether PostgreSQL keeps a text: no NUL, no half of a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= c <= "\udfff" for c in text)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise NotStrictJsonError("repeated-key")
    return found


def _no_constant(_: str) -> None:
    raise NotStrictJsonError("not-a-number")


def _no_fraction(_: str) -> None:
    raise NotStrictJsonError("fraction")


def _finite(digits: str) -> float:
    value = float(digits)
    if abs(value) == float("inf"):
        raise NotStrictJsonError("not-a-number")
    return value


def _check(value: Any, depth: int = 1) -> None:
    if depth > MAX_DEPTH:
        raise NotStrictJsonError("too-deep")
    match value:
        case str():
            if not is_storable(value):
                raise NotStrictJsonError("bad-character")
        case dict():
            for key, item in value.items():
                _check(key, depth)
                _check(item, depth + 1)
        case list():
            for item in value:
                _check(item, depth + 1)
