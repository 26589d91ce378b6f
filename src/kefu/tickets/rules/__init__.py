"""The rules of tickets, all of them pure."""

from kefu.tickets.rules.acceptance import accept, at_home, faults, number_to_call, reasons
from kefu.tickets.rules.acting import Circumstances, act, can_answer, possible
from kefu.tickets.rules.deadlines import (
    DRAFTS_LAST,
    DUPLICATES_WITHIN,
    SERIALS,
    Alarm,
    climb,
    ladder,
    next_alarm,
    ticket_no,
)
from kefu.tickets.rules.expecting import Expected, expected
from kefu.tickets.rules.settings import category_faults, department_faults, regulator_faults

__all__ = [
    "DRAFTS_LAST",
    "DUPLICATES_WITHIN",
    "SERIALS",
    "Alarm",
    "Circumstances",
    "Expected",
    "accept",
    "act",
    "at_home",
    "can_answer",
    "category_faults",
    "climb",
    "department_faults",
    "expected",
    "faults",
    "ladder",
    "next_alarm",
    "number_to_call",
    "possible",
    "reasons",
    "regulator_faults",
    "ticket_no",
]
