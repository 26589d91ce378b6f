"""Telephone numbers as values; `kefu.platform.numbering` makes them from what arrives."""

from dataclasses import dataclass
from enum import StrEnum


class NumberKind(StrEnum):
    """What a number turned out to be."""

    MOBILE = "mobile"
    FIXED_LINE = "fixed_line"
    SERVICE = "service"  # short codes, 400 and 800 numbers, internal extensions
    FOREIGN = "foreign"
    WITHHELD = "withheld"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """One number: as it came, and normalised where that is possible.

    `e164` is "+8613812345678" or None; `area_code` is the Chinese trunk code without the leading zero ("519"),
    of a mobile number that of the city its prefix belongs to, None where not known; `display` is what a person reads.
    """

    raw: str
    kind: NumberKind
    e164: str | None
    display: str
    area_code: str | None = None

    @property
    def key(self) -> str:
        """Return what look-ups compare: the E.164 form, or the raw text of a number that has none."""
        return self.e164 or self.raw


def phone_parts(e164: str) -> tuple[str, str, str]:
    """Cut a number into what stays readable in front, what is masked, and the last four digits.

    "+8613812342246" -> ("138", "1234", "2246"); "+8651986124567" -> ("0519", "8612", "4567").
    """
    national = e164.removeprefix("+86")
    if national == e164:
        head, rest = e164[:-8], e164[-8:]
    elif len(national) == 11 and national.startswith("1"):
        head, rest = national[:3], national[3:]
    else:
        area = 2 if national.startswith(("10", "2")) else 3
        head, rest = f"0{national[:area]}", national[area:]
    return head, rest[:-4], rest[-4:]


def show_phone(e164: str, *, sees_pii: bool) -> str:
    """Write a number for people, masked for those who may not see it: "138 **** 2246"."""
    if not e164:
        return ""
    head, middle, tail = phone_parts(e164)
    return " ".join(part for part in (head, middle if sees_pii else "****", tail) if part)
