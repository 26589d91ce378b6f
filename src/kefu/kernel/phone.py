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
