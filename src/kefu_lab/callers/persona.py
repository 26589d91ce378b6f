"""Who calls, what he wants and how patient he is. Pure: everything is drawn from the generator that is handed over."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random


class Wish(StrEnum):
    """What a caller wants."""

    FAULT = "fault"
    SERVICE = "service"
    COMPLAINT = "complaint"
    BALANCE = "balance"
    PERSON = "person"


_WISHES = {Wish.FAULT: 34, Wish.SERVICE: 24, Wish.COMPLAINT: 10, Wish.BALANCE: 18, Wish.PERSON: 14}
_OUR_SHARE, _ENGLISH_SHARE, _FICKLE_SHARE = 0.70, 0.06, 0.07
_PATIENCE_MEDIAN_S, _PATIENCE_SIGMA = 90.0, 0.7
_MOBILE_PREFIXES = ("139", "138", "137", "136", "135", "159", "158", "187", "130", "186", "133", "189", "177")
_ELSEWHERE = ("10", "21", "20", "755", "571", "28", "27", "29", "371", "531")
"""Area codes of big cities far away: calls from outside every local network."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """One caller. Times are in seconds of the demonstration's pace."""

    number: str | None
    """As the carrier presents it; None: withheld."""
    wish: Wish
    language: str
    listens_s: tuple[float, ...]
    """How long he listens before each key."""
    patience_s: float
    """How long he waits in the queue, all in all."""
    talks_s: float
    """When his matter is settled."""
    is_first_to_hang_up: bool
    """He ends the talk himself when it is settled; else he waits for the agent to do it."""


def draw(random: Random, subscribers: Sequence[str]) -> Persona:
    """Draw a caller: 70 % are subscribers of ours, the others unknown, from elsewhere, or withhold their number.

    Who has no account does not ask for its balance.
    """
    is_ours = bool(subscribers) and random.random() < _OUR_SHARE
    wish = random.choices(list(_WISHES), list(_WISHES.values()))[0]
    return Persona(
        number=random.choice(subscribers) if is_ours else _strange_number(random),
        wish=wish if is_ours or wish is not Wish.BALANCE else Wish.PERSON,
        language="en" if random.random() < _ENGLISH_SHARE else "zh-CN",
        listens_s=(random.uniform(2.0, 7.0), random.uniform(2.5, 9.0)),
        patience_s=_patience_s(random),
        talks_s=random.triangular(40.0, 150.0, 60.0),
        is_first_to_hang_up=random.random() < 0.65,
    )


def _patience_s(random: Random) -> float:
    """Draw a patience: log-normal; but a few change their mind at once."""
    if random.random() < _FICKLE_SHARE:
        return random.uniform(1.0, 6.0)
    return random.lognormvariate(math.log(_PATIENCE_MEDIAN_S), _PATIENCE_SIGMA)


def _strange_number(random: Random) -> str | None:
    share = random.random()
    if share < 0.4:
        return random.choice(_MOBILE_PREFIXES) + f"{random.randrange(10**8):08d}"
    if share < 0.8:
        return "0" + random.choice(_ELSEWHERE) + f"{random.randrange(20_000_000, 89_999_999)}"
    return None
