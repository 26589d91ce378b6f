"""Who hung up before he had really waited: the call and its record agree."""

from dataclasses import fields

import pytest

from kefu.calls.model import CallFact
from kefu.calls.rules import derive_record
from kefu.journeys.inbound_call.model import LiveCall
from support.live_centre import AGENTS, FAULT, LiveCentre
from support.live_hours import hang_up, set_up, told

ANNA = AGENTS[0]


@pytest.fixture
def centre() -> LiveCentre:
    return LiveCentre()


def record_of(centre: LiveCentre, call: LiveCall) -> bool:
    names = [spec.name for spec in fields(CallFact)]
    own = [fact for fact in centre.facts if fact.call_id == call.call_id]
    facts = [CallFact(**{name: getattr(fact, name) for name in names}) for fact in own]
    record = derive_record(facts)
    assert record is not None
    return record.is_short_abandon


@pytest.mark.parametrize(
    ("waited_s", "threshold_s", "is_short"), [(4.9, 5, True), (5, 5, False), (0, 0, False), (9, 10, True)]
)
def test_who_hangs_up_at_once_has_not_waited(
    centre: LiveCentre, waited_s: float, threshold_s: int, is_short: bool
) -> None:
    set_up(centre, FAULT, short_abandon_s=threshold_s)
    call = centre.call_in("1")
    set_up(centre, FAULT, short_abandon_s=60)  # what is changed meanwhile does not change him
    centre.wait(waited_s)
    hang_up(centre)
    assert told(centre, call, "queued")[0]["short_abandon_s"] == threshold_s
    assert (call.outcome, call.is_short_abandon, record_of(centre, call)) == ("abandoned", is_short, is_short)


def test_an_answered_call_and_one_that_never_waited_are_no_short_abandons(centre: LiveCentre) -> None:
    set_up(centre, FAULT, short_abandon_s=60)
    centre.ready(ANNA)
    answered = centre.call_in("1")
    centre.answer(answered, ANNA)
    hang_up(centre)
    left = centre.call_in()
    hang_up(centre)
    assert [(call.outcome, call.is_short_abandon, record_of(centre, call)) for call in (answered, left)] == [
        ("answered", False, False),
        ("ivr_only", False, False),
    ]
