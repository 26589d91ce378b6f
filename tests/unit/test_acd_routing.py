"""Administrators change queues and agents while calls wait."""

from unittest.mock import ANY

import pytest

from kefu.acd.core.events import AgentDefined, CallRefused, OfferMade, QueueDefined, QueueRemoved
from kefu.acd.core.model import AgentConfig, AgentState, QueueConfig
from support.acd import ANN, BOB, C1, C2, C3, ENGLISH, FAULTS, FIBRE, SALES, Centre, need, ring, wait


@pytest.fixture
def centre() -> Centre:
    """Give a centre with one queue."""
    centre = Centre()
    centre.queue(FAULTS)
    return centre


def define(centre: Centre, *queues: object, **skills: int) -> list[object]:
    known = {"english": ENGLISH, "fibre": FIBRE}
    config = AgentConfig(
        agent_id=ANN,
        queue_ids=frozenset(queues),
        skills={known[name]: level for name, level in skills.items()},
    )
    return centre.do(AgentDefined(config=config))


def test_a_new_limit_applies_to_those_who_wait(centre: Centre) -> None:
    centre.call(C1)
    entered_at_ms = centre.at_ms
    assert centre.queue(max_wait_s=60) == [centre.started(wait(C1), 59)]
    assert centre.queue() == [centre.cancelled(wait(C1))]
    centre.queue(max_wait_s=1)
    assert centre.engine.state.timers == {wait(C1): entered_at_ms + 1000}


def test_a_queue_that_needs_less_is_served_at_once_in_its_order(centre: Centre) -> None:
    centre.queue(needs=(need(FIBRE, 5),))
    centre.agent(ANN)
    centre.agent(BOB, skills={FIBRE: 4})
    for call_id in (C1, C2, C3):
        centre.call(call_id)
    assert centre.offered(centre.queue(needs=(need(FIBRE, 4),))) == [(C1, BOB)]
    assert centre.offered(centre.queue()) == [(C2, ANN)]


def test_a_queue_that_needs_more_keeps_its_calls_from_those_who_lack_it(centre: Centre) -> None:
    centre.agent(ANN)
    centre.queue(needs=(need(FIBRE),))
    assert centre.call(C1) == []
    assert centre.state(ANN) == (AgentState.READY, None)


def test_a_queue_s_new_priority_reorders_who_waits(centre: Centre) -> None:
    centre.queue(SALES)
    centre.call(C1)
    centre.call(C2, SALES)
    centre.queue(SALES, priority=6)
    assert centre.offered(centre.agent(ANN, FAULTS, SALES)) == [(C2, ANN)]


def test_the_same_definition_again_is_counted_only(centre: Centre) -> None:
    centre.agent(ANN)
    assert centre.queue() == []
    assert define(centre, FAULTS) == []
    assert centre.do(QueueRemoved(queue_id=SALES)) == []
    assert centre.engine.state.ignored == 3


def test_a_removed_queue_refuses_its_calls_and_its_agents_are_back_when_it_is(centre: Centre) -> None:
    centre.agent(ANN)
    centre.talk(ANN, C3)
    centre.call(C1)
    centre.call(C2, priority=1)
    assert centre.do(QueueRemoved(queue_id=FAULTS)) == [
        CallRefused(call_id=C2, queue_id=FAULTS, code="no-such-queue"),
        CallRefused(call_id=C1, queue_id=FAULTS, code="no-such-queue"),
    ]
    assert centre.engine.state.calls == {}
    centre.release(ANN, C3)
    centre.queue()
    assert centre.offered(centre.call(C1)) == [(C1, ANN)]


def test_a_queue_may_come_after_its_agents() -> None:
    centre = Centre()
    centre.agent(ANN, SALES)
    centre.do(QueueDefined(config=QueueConfig(queue_id=SALES, name="Sales")))
    assert centre.offered(centre.call(C1, SALES)) == [(C1, ANN)]


def test_new_skills_and_queues_take_effect_at_once(centre: Centre) -> None:
    centre.queue(SALES, needs=(need(ENGLISH, 2),))
    centre.agent(ANN)
    centre.call(C1, SALES)
    entered_at_ms = centre.at_ms
    assert define(centre, FAULTS, SALES, english=1) == []
    assert define(centre, FAULTS, SALES, english=2) == [
        centre.started(ring(ANN), 20),
        centre.changed(ANN, AgentState.RESERVED, call=C1, queue_id=SALES),
        OfferMade(call_id=C1, agent_id=ANN, queue_id=SALES, ring_timeout_s=20, entered_at_ms=entered_at_ms, reason=ANY),
    ]
    assert define(centre, FAULTS) == []  # what rings goes on
    assert centre.state(ANN) == (AgentState.RESERVED, None)


def test_an_agent_leaves_a_queue(centre: Centre) -> None:
    centre.agent(ANN)
    assert define(centre) == []
    assert centre.call(C1) == []
    assert centre.engine.state.members[FAULTS] == {}
    assert centre.offered(define(centre, FAULTS)) == [(C1, ANN)]


def test_a_call_of_a_removed_queue_can_be_answered_and_has_no_wrap_up(centre: Centre) -> None:
    centre.queue(SALES)
    centre.agent(ANN, SALES)
    centre.call(C1, SALES)
    centre.do(QueueRemoved(queue_id=SALES))
    assert centre.accept(C1, ANN) == [
        centre.cancelled(ring(ANN)),
        centre.changed(ANN, AgentState.BUSY, call=C1, queue_id=SALES),
    ]
    assert centre.release(ANN, C1) == [centre.changed(ANN, AgentState.READY)]
