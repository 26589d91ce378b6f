"""What an agent does with a call. Pure: everything is drawn from the generator that is handed over."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

_TICKET_SHARE = 0.7
_TRANSFER_SHARE, _CONSULT_SHARE, _HOLD_SHARE, _BREAK_SHARE = 0.04, 0.03, 0.15, 0.03
_NOTES = (
    "已处理。",
    "已登记，预约上门。",
    "客户满意。",
    "已解释账单明细。",
    "需回访。",
    "Explained, all is well.",
    "",
    "",
    "",
)


class Act(StrEnum):
    """Something that an agent does in the middle of a talk."""

    HOLD = "hold"
    TRANSFER_TO_QUEUE = "transfer_to_queue"
    CONSULT_AND_TRANSFER = "consult_and_transfer"
    CONSULT_AND_RETURN = "consult_and_return"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How an agent will go about one call. Seconds count from the answer, except where said."""

    answers_after_s: float
    """Ringing."""
    act: Act | None
    acts_at_s: float
    act_lasts_s: float
    """How long the customer is on hold."""
    ends_at_s: float
    """He ends the call himself, if it has not ended before."""
    wraps_up_s: float
    """After-call work."""
    result: str | None
    note: str
    writes_ticket: bool
    """He writes down what the customer wants, if he knows him."""
    rests_s: float
    """A break after the call; 0: none."""


def draw(random: Random, results: Sequence[str]) -> Plan:
    """Draw a plan; `results` are the codes that can be chosen."""
    share = random.random()
    acts = (
        (_TRANSFER_SHARE, Act.TRANSFER_TO_QUEUE),
        (_CONSULT_SHARE, random.choice((Act.CONSULT_AND_TRANSFER, Act.CONSULT_AND_RETURN))),
        (_HOLD_SHARE, Act.HOLD),
    )
    chosen = None
    for probability, act in acts:
        if 0 <= share < probability:
            chosen = act
        share -= probability
    return Plan(
        answers_after_s=random.uniform(1.0, 4.0),
        act=chosen,
        acts_at_s=random.uniform(12.0, 30.0),
        act_lasts_s=random.uniform(6.0, 18.0),
        ends_at_s=random.triangular(45.0, 150.0, 90.0),
        wraps_up_s=random.triangular(3.0, 15.0, 6.0),
        result=random.choice(results) if results else None,
        note=random.choice(_NOTES),
        writes_ticket=random.random() < _TICKET_SHARE,
        rests_s=random.uniform(45.0, 120.0) if random.random() < _BREAK_SHARE else 0.0,
    )
