"""Who is next: priority, entry, skills, idle time; limits, overflow, estimates."""

import pytest

from kefu.acd.core.events import CallAbandoned, CallOverflowed, CallRefused, OfferMade
from kefu.acd.core.model import WrapUpMode
from kefu.acd.core.outlook import QueueLoad
from kefu.kernel.ids import CallId
from support.acd import (
    ANN,
    BOB,
    C1,
    C2,
    C3,
    C4,
    CAI,
    ENGLISH,
    FAULTS,
    FIBRE,
    SALES,
    Centre,
    move,
    need,
    ring,
    step,
    wait,
)


@pytest.fixture
def centre() -> Centre:
    """Give a centre with two queues and no wrap-up."""
    centre = Centre()
    centre.queue(FAULTS, wrap_up_mode=WrapUpMode.NONE)
    centre.queue(SALES, wrap_up_mode=WrapUpMode.NONE, priority=6)
    return centre


def order_of_service(centre: Centre) -> list[CallId]:
    """Let one agent of both queues take what waits, one call after another."""
    effects = centre.agent(ANN, FAULTS, SALES)
    served = []
    while offers := centre.offered(effects):
        ((call_id, _),) = offers
        served.append(call_id)
        centre.accept(call_id, ANN)
        effects = centre.release(ANN, call_id)
    return served


def test_calls_are_served_by_entry(centre: Centre) -> None:
    for call_id in (C1, C2, C3):
        centre.call(call_id)
    assert order_of_service(centre) == [C1, C2, C3]


def test_priority_of_queue_and_call_come_before_entry(centre: Centre) -> None:
    centre.call(C1)  # 5
    centre.call(C2, SALES)  # 6
    centre.call(C3, priority=2)  # 7
    centre.call(C4, SALES, priority=-1)  # 5
    assert order_of_service(centre) == [C3, C2, C1, C4]


def test_a_call_keeps_its_entry_and_a_front_call_goes_before_its_priority(centre: Centre) -> None:
    centre.call(C1)
    centre.call(C2, entered_at_ms=centre.at_ms - 5000)
    centre.call(C3, is_front=True)
    centre.call(C4, priority=1)
    assert order_of_service(centre) == [C4, C3, C2, C1]


def test_calls_of_one_millisecond_are_served_as_they_came(centre: Centre) -> None:
    for call_id in (C3, C1, C2):
        centre.call(call_id, entered_at_ms=7)
    assert order_of_service(centre) == [C3, C1, C2]


def test_the_longest_idle_agent_is_called(centre: Centre) -> None:
    for agent_id in (BOB, ANN, CAI):
        centre.agent(agent_id)
    assert centre.offered(centre.call(C1)) == [(C1, BOB)]
    assert centre.offered(centre.call(C2)) == [(C2, ANN)]
    centre.accept(C1, BOB)
    centre.release(BOB, C1)
    assert centre.offered(centre.call(C3)) == [(C3, CAI)]
    assert centre.offered(centre.call(C4)) == [(C4, BOB)]


def test_only_agents_of_the_queue_are_called(centre: Centre) -> None:
    centre.agent(ANN, SALES)
    assert centre.call(C1) == []
    assert centre.offered(centre.call(C2, SALES)) == [(C2, ANN)]


def test_skills_count_by_level(centre: Centre) -> None:
    centre.queue(FAULTS, needs=(need(FIBRE, 3),))
    centre.agent(ANN)
    centre.agent(BOB, skills={FIBRE: 2})
    assert centre.call(C1) == []
    assert centre.offered(centre.agent(CAI, skills={FIBRE: 3})) == [(C1, CAI)]


def test_what_the_call_needs_is_added_to_what_the_queue_needs(centre: Centre) -> None:
    centre.queue(FAULTS, needs=(need(FIBRE, 3),), wrap_up_mode=WrapUpMode.NONE)
    centre.agent(ANN, skills={FIBRE: 9})
    centre.agent(BOB, skills={FIBRE: 3, ENGLISH: 4})
    centre.agent(CAI, skills={FIBRE: 2, ENGLISH: 9})
    assert centre.offered(centre.call(C1, needs=(need(ENGLISH, 4), need(FIBRE, 1)))) == [(C1, BOB)]
    assert centre.call(C2, needs=(need(ENGLISH),)) == []
    assert centre.offered(centre.call(C3)) == [(C3, ANN)]
    centre.accept(C1, BOB)
    assert centre.offered(centre.release(BOB, C1)) == [(C2, BOB)]


def test_a_call_that_few_can_serve_does_not_hold_up_the_others(centre: Centre) -> None:
    centre.call(C1, needs=(need(ENGLISH),), priority=3)
    centre.call(C2)
    assert order_of_service(centre) == [C2]


def test_lines_for_needs_that_nobody_waits_with_are_forgotten(centre: Centre) -> None:
    centre.agent(ANN, skills={ENGLISH: 100})
    centre.talk(ANN, C1)
    centre.call(C2, needs=(need(ENGLISH, 99),))
    for level in range(1, 99):
        centre.call(C3, needs=(need(ENGLISH, level),))
        centre.do(CallAbandoned(call_id=C3))
    assert len(centre.engine.state.queues[FAULTS].lines) < 70
    assert len(centre.engine.state.agents[ANN].lines) == len(centre.engine.state.queues[FAULTS].lines)
    assert centre.offered(centre.release(ANN, C1)) == [(C2, ANN)]


# -- limits ----------------------------------------------------------------------------------------------------------


def test_a_call_for_no_queue_is_refused(centre: Centre) -> None:
    assert centre.call(C1, CAI) == [CallRefused(call_id=C1, queue_id=CAI, code="no-such-queue")]


def test_a_full_queue_refuses_but_takes_back_what_was_in_it(centre: Centre) -> None:
    centre.queue(max_length=1, wrap_up_mode=WrapUpMode.NONE)
    centre.call(C1)
    assert centre.call(C2) == [CallRefused(call_id=C2, queue_id=FAULTS, code="queue-full")]
    assert centre.call(C3, is_front=True) == []
    assert order_of_service(centre) == [C3, C1]


def test_a_queue_without_places_still_serves_when_somebody_is_ready(centre: Centre) -> None:
    centre.queue(max_length=0)
    centre.agent(ANN)
    assert centre.offered(centre.call(C1)) == [(C1, ANN)]
    assert centre.call(C2) == [CallRefused(call_id=C2, queue_id=FAULTS, code="queue-full")]


def test_a_call_that_has_waited_too_long_is_refused(centre: Centre) -> None:
    centre.queue(max_wait_s=60, recipe=(move(SALES, 90),))
    assert centre.call(C1) == [centre.started(wait(C1), 60), centre.started(step(C1), 90)]
    assert centre.fire(wait(C1)) == [
        centre.cancelled(step(C1)),
        CallRefused(call_id=C1, queue_id=FAULTS, code="waited-too-long"),
    ]
    assert centre.engine.state.calls == {}


def test_ringing_stops_the_clocks_and_failing_starts_them_where_they_were(centre: Centre) -> None:
    centre.queue(max_wait_s=60)
    centre.call(C1)
    due_ms = centre.at_ms + 60_000
    assert centre.cancelled(wait(C1)) in centre.agent(ANN)
    assert centre.engine.state.timers == {ring(ANN): centre.at_ms + 20_000}
    centre.fire(ring(ANN))
    assert centre.engine.state.timers == {wait(C1): due_ms}


# -- overflow --------------------------------------------------------------------------------------------------------


def test_a_call_overflows_with_its_entry_and_starts_the_other_queue_s_clocks(centre: Centre) -> None:
    centre.queue(FAULTS, recipe=(move(SALES, 10),))
    centre.queue(SALES, max_wait_s=60)
    centre.call(C1)
    entered_at_ms = centre.at_ms
    centre.call(C2, SALES)
    assert centre.fire(step(C1)) == [
        centre.started(wait(C1), 60),
        CallOverflowed(call_id=C1, from_queue_id=FAULTS, to_queue_id=SALES),
    ]
    effects = centre.agent(ANN, SALES)
    assert centre.offered(effects) == [(C1, ANN)]
    assert [e.entered_at_ms for e in effects if isinstance(e, OfferMade)] == [entered_at_ms]


def test_a_call_overflows_straight_to_an_idle_agent(centre: Centre) -> None:
    centre.queue(FAULTS, recipe=(move(SALES, 10),))
    centre.agent(ANN, SALES)
    centre.call(C1)
    assert centre.offered(centre.fire(step(C1))) == [(C1, ANN)]


@pytest.mark.parametrize("queue_id", [CAI, SALES])
def test_a_call_stays_while_there_is_nowhere_to_overflow_to(centre: Centre, queue_id: object) -> None:
    centre.queue(FAULTS, recipe=(move(queue_id, 10),))
    centre.queue(SALES, max_length=0)
    centre.call(C1)
    assert centre.fire(step(C1)) == [centre.started(step(C1), 10)]
    assert centre.offered(centre.agent(ANN)) == [(C1, ANN)]


# -- position and estimate -------------------------------------------------------------------------------------------


def test_position_counts_all_lines_of_the_queue(centre: Centre) -> None:
    centre.call(C1)
    centre.call(C2, needs=(need(ENGLISH),))
    centre.call(C3)
    centre.call(C4, SALES)
    assert [centre.engine.position(c) for c in (C1, C2, C3, C4)] == [1, 2, 3, 1]
    centre.agent(ANN)
    assert [centre.engine.position(c) for c in (C1, C2, C3)] == [None, 1, 2]
    assert centre.engine.position(CAI) is None
    assert centre.engine.estimate_wait_s(C1) is None


def test_the_estimate_is_the_position_times_the_pace_of_answers(centre: Centre) -> None:
    centre.agent(ANN)
    centre.talk(ANN, C1)
    centre.call(C2)
    centre.call(C3)
    assert centre.engine.estimate_wait_s(C3) is None
    centre.at_ms += 97_000
    centre.release(ANN, C1)
    centre.accept(C2, ANN)  # 101 s after C1, and C2 had come in between: this tells of arrivals, not of agents
    assert centre.engine.estimate_wait_s(C3) is None
    centre.call(C4)
    centre.at_ms += 57_000
    centre.release(ANN, C2)
    centre.accept(C3, ANN)  # 60 s after C2, at whose answer it already waited
    assert (centre.engine.position(C4), centre.engine.estimate_wait_s(C4)) == (1, 60)
    centre.at_ms += 82_000
    centre.release(ANN, C3)
    centre.accept(C4, ANN)  # C4 came after C2's answer and before C3's: 84 s
    centre.call(C1)
    centre.call(C2)
    assert [centre.engine.estimate_wait_s(c) for c in (C1, C2)] == [72, 144]  # the mean of 60 and 84


def test_the_load_of_a_queue(centre: Centre) -> None:
    assert centre.engine.load(CAI) is None
    centre.agent(ANN)
    centre.agent(BOB)
    assert centre.engine.load(FAULTS) == QueueLoad(0, None, 2)
    for call_id in (C1, C2, C3):
        centre.call(call_id, entered_at_ms=500)
    centre.call(C4, priority=4)
    assert centre.engine.load(FAULTS) == QueueLoad(2, 500, 0)
