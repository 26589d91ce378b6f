"""A call and an agent come together: offers, and every way in which they end."""

from unittest.mock import ANY

import pytest

from kefu.acd.core.events import (
    AgentEngaged,
    AgentLoggedOff,
    CallAbandoned,
    CallDirected,
    CallRefused,
    OfferAccepted,
    OfferFailed,
    OfferFailure,
    OfferMade,
    OfferWithdrawn,
    QueueRemoved,
    TimerFired,
)
from kefu.acd.core.model import AgentState, SystemReason
from support.acd import ANN, BOB, C1, C2, C3, CAI, FAULTS, SALES, Centre, ring, wait

READY, NOT_READY, RESERVED, BUSY = AgentState.READY, AgentState.NOT_READY, AgentState.RESERVED, AgentState.BUSY


@pytest.fixture
def centre() -> Centre:
    """Give a centre with one queue (rings 20 s) and nobody there."""
    centre = Centre()
    centre.queue(ring_timeout_s=20)
    return centre


def offer(call_id: object, agent_id: object, entered_at_ms: int | None, **kw: object) -> OfferMade:
    fields = {"queue_id": FAULTS, "ring_timeout_s": 20, "reason": ANY, **kw}
    return OfferMade(call_id=call_id, agent_id=agent_id, entered_at_ms=entered_at_ms, **fields)


def withdrawn(call_id: object, agent_id: object, failure: OfferFailure | None) -> OfferWithdrawn:
    return OfferWithdrawn(call_id=call_id, agent_id=agent_id, failure=failure)


def test_a_call_rings_at_a_ready_agent_at_once(centre: Centre) -> None:
    centre.agent(ANN)
    assert centre.call(C1) == [
        centre.started(ring(ANN), 20),
        centre.changed(ANN, RESERVED, call=C1),
        offer(C1, ANN, centre.at_ms),
    ]


def test_an_agent_who_becomes_ready_gets_the_waiting_call(centre: Centre) -> None:
    centre.call(C1)
    entered_at_ms = centre.at_ms
    assert centre.agent(ANN) == [
        centre.started(ring(ANN), 20),
        centre.changed(ANN, RESERVED, call=C1),
        offer(C1, ANN, entered_at_ms),
    ]


def test_the_answer_makes_the_agent_busy(centre: Centre) -> None:
    centre.agent(ANN)
    centre.call(C1)
    assert centre.accept(C1, ANN) == [centre.cancelled(ring(ANN)), centre.changed(ANN, BUSY, call=C1)]
    assert centre.engine.state.calls == {}


def test_a_call_that_rings_too_long_goes_to_the_front_and_the_agent_is_not_ready(centre: Centre) -> None:
    centre.agent(ANN)
    centre.call(C1)
    entered_at_ms = centre.at_ms
    centre.call(C2)
    assert centre.fire(ring(ANN)) == [
        centre.changed(ANN, NOT_READY, SystemReason.RING_NO_ANSWER),
        withdrawn(C1, ANN, OfferFailure.NO_ANSWER),
    ]
    assert centre.at_ms == entered_at_ms + 20_000
    assert centre.agent(BOB) == [
        centre.started(ring(BOB), 20),
        centre.changed(BOB, RESERVED, call=C1),
        offer(C1, BOB, entered_at_ms),
    ]


def test_a_call_that_was_not_answered_goes_before_those_who_came_earlier(centre: Centre) -> None:
    centre.agent(ANN)
    centre.call(C1)
    centre.call(C2, entered_at_ms=0)  # from another queue, where it has waited longer
    centre.fire(ring(ANN))
    assert centre.offered(centre.agent(BOB)) == [(C1, BOB)]


def test_a_call_that_was_not_answered_rings_at_the_next_agent_at_once(centre: Centre) -> None:
    centre.agent(ANN)
    centre.agent(BOB)
    centre.call(C1)
    entered_at_ms = centre.at_ms
    assert centre.fire(ring(ANN)) == [
        centre.started(ring(BOB), 20),
        centre.changed(ANN, NOT_READY, SystemReason.RING_NO_ANSWER),
        centre.changed(BOB, RESERVED, call=C1),
        withdrawn(C1, ANN, OfferFailure.NO_ANSWER),
        offer(C1, BOB, entered_at_ms),
    ]


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (OfferFailure.NO_ANSWER, SystemReason.RING_NO_ANSWER),
        (OfferFailure.REJECTED, SystemReason.REJECTED),
        (OfferFailure.UNREACHABLE, SystemReason.DEVICE_LOST),
        (OfferFailure.WITHDRAWN, SystemReason.FORCED),
    ],
)
def test_a_failed_offer_says_why_the_agent_is_not_ready(
    centre: Centre, failure: OfferFailure, reason: SystemReason
) -> None:
    centre.agent(ANN)
    centre.call(C1)
    assert centre.do(OfferFailed(call_id=C1, agent_id=ANN, failure=failure)) == [
        centre.cancelled(ring(ANN)),
        centre.changed(ANN, NOT_READY, reason),
        withdrawn(C1, ANN, failure),
    ]


def test_what_the_agent_asked_for_while_it_rang_follows_the_failed_offer(centre: Centre) -> None:
    centre.agent(ANN)
    centre.call(C1)
    since_ms = centre.at_ms
    assert centre.not_ready(ANN, "lunch") == [
        centre.changed(ANN, RESERVED, call=C1, since_ms=since_ms, pending=(NOT_READY, "lunch"))
    ]
    assert centre.fire(ring(ANN)) == [
        centre.changed(ANN, NOT_READY, "lunch"),
        withdrawn(C1, ANN, OfferFailure.NO_ANSWER),
    ]


def test_who_asked_for_ready_while_it_rang_is_not_ready_all_the_same(centre: Centre) -> None:
    centre.agent(ANN)
    centre.call(C1)
    centre.ready(ANN)
    assert centre.fire(ring(ANN)) == [
        centre.changed(ANN, NOT_READY, SystemReason.RING_NO_ANSWER),
        withdrawn(C1, ANN, OfferFailure.NO_ANSWER),
    ]


def test_a_caller_who_hangs_up_while_it_rings_leaves_the_agent_ready_at_his_old_place(centre: Centre) -> None:
    centre.agent(ANN)
    centre.agent(BOB)
    centre.call(C1)
    assert centre.do(CallAbandoned(call_id=C1)) == [
        centre.cancelled(ring(ANN)),
        centre.changed(ANN, READY),
        withdrawn(C1, ANN, None),
    ]
    assert centre.offered(centre.call(C2)) == [(C2, ANN)]


def test_when_the_ringing_caller_hangs_up_the_next_one_rings(centre: Centre) -> None:
    centre.agent(ANN)
    centre.call(C1)
    centre.call(C2)
    entered_at_ms = centre.at_ms
    assert centre.do(CallAbandoned(call_id=C1)) == [
        centre.started(ring(ANN), 20),
        centre.changed(ANN, RESERVED, call=C2),
        withdrawn(C1, ANN, None),
        offer(C2, ANN, entered_at_ms),
    ]


def test_what_the_agent_asked_for_follows_when_the_caller_hangs_up(centre: Centre) -> None:
    centre.agent(ANN)
    centre.call(C1)
    centre.do(AgentLoggedOff(agent_id=ANN))
    assert centre.do(CallAbandoned(call_id=C1)) == [
        centre.cancelled(ring(ANN)),
        centre.changed(ANN, AgentState.NULL),
        withdrawn(C1, ANN, None),
    ]


def test_a_waiting_caller_who_hangs_up_is_forgotten(centre: Centre) -> None:
    centre.call(C1)
    assert centre.do(CallAbandoned(call_id=C1)) == []
    centre.agent(ANN)
    assert centre.state(ANN) == (READY, None)


@pytest.mark.parametrize("is_log_off", [False, True])
def test_forced_out_while_it_rings_the_call_goes_on_to_the_next_agent(centre: Centre, is_log_off: bool) -> None:
    centre.agent(ANN)
    centre.agent(BOB)
    centre.call(C1)
    entered_at_ms = centre.at_ms
    effects = (
        centre.do(AgentLoggedOff(agent_id=ANN, is_forced=True)) if is_log_off else centre.not_ready(ANN, is_forced=True)
    )
    state, reason = (AgentState.NULL, None) if is_log_off else (NOT_READY, SystemReason.FORCED)
    assert effects == [
        centre.cancelled(ring(ANN)),
        centre.started(ring(BOB), 20),
        centre.changed(ANN, state, reason),
        centre.changed(BOB, RESERVED, call=C1),
        withdrawn(C1, ANN, OfferFailure.WITHDRAWN),
        offer(C1, BOB, entered_at_ms),
    ]


def test_late_and_wrong_news_of_an_offer_is_counted_only(centre: Centre) -> None:
    centre.agent(ANN)
    centre.agent(BOB)
    centre.call(C1)
    before = centre.engine.to_json()
    for event in (
        OfferAccepted(call_id=C1, agent_id=BOB),
        OfferAccepted(call_id=C2, agent_id=ANN),
        OfferFailed(call_id=C1, agent_id=BOB, failure=OfferFailure.REJECTED),
        OfferFailed(call_id=C2, agent_id=ANN, failure=OfferFailure.REJECTED),
        CallAbandoned(call_id=C2),
        TimerFired(timer_id=ring(BOB)),
        TimerFired(timer_id=ring(ANN)),  # too early: it is a firing of an offer before
        "no event at all",
    ):
        assert centre.do(event) == []
    assert centre.engine.to_json() == {**before, "ignored": before["ignored"] + 8}


def test_an_answer_that_comes_after_the_time_out_is_too_late(centre: Centre) -> None:
    centre.agent(ANN)
    centre.call(C1)
    centre.fire(ring(ANN))
    assert centre.accept(C1, ANN) == []
    assert centre.offered(centre.agent(BOB)) == [(C1, BOB)]


# -- calls for one agent ---------------------------------------------------------------------------------------------


def test_a_directed_call_rings_at_its_agent(centre: Centre) -> None:
    centre.agent(ANN)
    centre.agent(BOB)
    assert centre.do(CallDirected(call_id=C1, agent_id=BOB, ring_timeout_s=9)) == [
        centre.started(ring(BOB), 9),
        centre.changed(BOB, RESERVED, call=C1, queue_id=None),
        offer(C1, BOB, None, queue_id=None, ring_timeout_s=9),
    ]
    assert centre.accept(C1, BOB) == [centre.cancelled(ring(BOB)), centre.changed(BOB, BUSY, call=C1, queue_id=None)]
    assert centre.release(BOB, C1) == [centre.changed(BOB, READY)]


@pytest.mark.parametrize("agent_id", [ANN, BOB])
def test_a_directed_call_is_refused_when_its_agent_is_unknown_or_not_ready(centre: Centre, agent_id: object) -> None:
    centre.agent(ANN, is_ready=False)
    assert centre.do(CallDirected(call_id=C1, agent_id=agent_id, queue_id=FAULTS)) == [
        CallRefused(call_id=C1, queue_id=FAULTS, code="agent-not-available")
    ]


def test_a_directed_call_that_is_not_answered_is_refused(centre: Centre) -> None:
    centre.agent(ANN)
    centre.agent(BOB)
    centre.do(CallDirected(call_id=C1, agent_id=BOB, queue_id=FAULTS))
    assert centre.fire(ring(BOB)) == [
        centre.changed(BOB, NOT_READY, SystemReason.RING_NO_ANSWER),
        withdrawn(C1, BOB, OfferFailure.NO_ANSWER),
        CallRefused(call_id=C1, queue_id=FAULTS, code="agent-not-available"),
    ]
    assert centre.engine.state.calls == {}


def test_the_same_call_cannot_be_directed_or_queued_twice(centre: Centre) -> None:
    centre.agent(ANN)
    centre.agent(BOB)
    centre.do(CallDirected(call_id=C1, agent_id=ANN))
    assert centre.do(CallDirected(call_id=C1, agent_id=BOB)) == []
    assert centre.call(C1) == []
    assert centre.engine.state.ignored == 2


# -- calls that agents make or take themselves -----------------------------------------------------------------------


def test_an_agent_who_dials_is_busy_and_free_again_without_wrap_up(centre: Centre) -> None:
    centre.agent(ANN)
    assert centre.do(AgentEngaged(agent_id=ANN, call_id=C1)) == [centre.changed(ANN, BUSY, call=C1, queue_id=None)]
    assert centre.offered(centre.call(C2)) == []
    assert centre.offered(centre.release(ANN, C1)) == [(C2, ANN)]


def test_an_agent_who_dials_while_not_ready_goes_back_to_his_reason(centre: Centre) -> None:
    centre.agent(ANN)
    centre.not_ready(ANN, "paperwork")
    assert centre.do(AgentEngaged(agent_id=ANN, call_id=C1)) == [
        centre.changed(ANN, BUSY, call=C1, queue_id=None, pending=(NOT_READY, "paperwork"))
    ]
    assert centre.release(ANN, C1) == [centre.changed(ANN, NOT_READY, "paperwork")]


def test_an_agent_who_dials_while_a_call_rings_loses_it_to_the_next(centre: Centre) -> None:
    centre.agent(ANN)
    centre.call(C1)
    entered_at_ms = centre.at_ms
    centre.agent(BOB)
    assert centre.do(AgentEngaged(agent_id=ANN, call_id=C2)) == [
        centre.cancelled(ring(ANN)),
        centre.started(ring(BOB), 20),
        centre.changed(ANN, BUSY, call=C2, queue_id=None),
        centre.changed(BOB, RESERVED, call=C1),
        withdrawn(C1, ANN, OfferFailure.WITHDRAWN),
        offer(C1, BOB, entered_at_ms),
    ]


def test_engaged_with_the_ringing_call_means_answered(centre: Centre) -> None:
    centre.agent(ANN)
    centre.call(C1)
    assert centre.do(AgentEngaged(agent_id=ANN, call_id=C1)) == [
        centre.cancelled(ring(ANN)),
        centre.changed(ANN, BUSY, call=C1),
    ]


def test_an_agent_takes_a_waiting_call_out_of_its_queue(centre: Centre) -> None:
    centre.queue(FAULTS, max_wait_s=60)
    centre.agent(ANN, is_ready=False)
    centre.call(C1)
    assert centre.do(AgentEngaged(agent_id=ANN, call_id=C1)) == [
        centre.cancelled(wait(C1)),
        centre.changed(ANN, BUSY, call=C1, queue_id=None, pending=(NOT_READY, SystemReason.LOGGED_ON)),
    ]
    assert centre.engine.state.calls == {}


def test_an_agent_takes_a_call_that_rings_at_another(centre: Centre) -> None:
    centre.agent(ANN)
    centre.call(C1)
    centre.agent(BOB)
    assert centre.do(AgentEngaged(agent_id=BOB, call_id=C1)) == [
        centre.cancelled(ring(ANN)),
        centre.changed(BOB, BUSY, call=C1, queue_id=None),
        centre.changed(ANN, READY),
        withdrawn(C1, ANN, None),
    ]


def test_who_is_freed_by_it_gets_the_call_that_rang_at_the_taker(centre: Centre) -> None:
    centre.agent(ANN)
    centre.call(C1)
    centre.agent(BOB)
    centre.call(C2)
    centre.call(C3)
    assert centre.offered(centre.do(AgentEngaged(agent_id=BOB, call_id=C1))) == [(C2, ANN)]


def test_a_timer_that_begins_and_ends_in_one_step_is_not_heard_of(centre: Centre) -> None:
    centre.queue(ring_timeout_s=20, max_wait_s=60)
    centre.agent(ANN)
    centre.call(C1)
    centre.agent(BOB)
    centre.call(C2)
    effects = centre.do(AgentEngaged(agent_id=BOB, call_id=C1))  # C2 waits, until ANN is free: in the same step
    assert effects[:2] == [centre.cancelled(ring(BOB)), centre.started(ring(ANN), 20)]
    assert centre.engine.state.timers == {ring(ANN): centre.at_ms + 20_000}


def test_an_agent_is_on_one_call_only(centre: Centre) -> None:
    centre.agent(ANN)
    centre.do(AgentEngaged(agent_id=ANN, call_id=C1))
    for event in (
        AgentEngaged(agent_id=ANN, call_id=C1),
        AgentEngaged(agent_id=ANN, call_id=C2),
        AgentEngaged(agent_id=BOB, call_id=C3),
    ):
        assert centre.do(event) == []
    centre.agent(CAI, is_ready=False)
    centre.do(AgentLoggedOff(agent_id=CAI))
    assert centre.do(AgentEngaged(agent_id=CAI, call_id=C3)) == []
    assert centre.engine.state.ignored == 4


# -- queues that go while calls ring ---------------------------------------------------------------------------------


def test_a_call_of_a_removed_queue_rings_on_and_is_refused_when_nobody_answers(centre: Centre) -> None:
    centre.queue(SALES)
    centre.agent(ANN, FAULTS, SALES)
    centre.call(C1, SALES)
    assert centre.do(QueueRemoved(queue_id=SALES)) == []
    assert centre.fire(ring(ANN)) == [
        centre.changed(ANN, NOT_READY, SystemReason.RING_NO_ANSWER),
        withdrawn(C1, ANN, OfferFailure.NO_ANSWER),
        CallRefused(call_id=C1, queue_id=SALES, code="no-such-queue"),
    ]
