"""Every offer says why this call came to this agent."""

import pytest

from kefu.acd.core.events import (
    AcdEffect,
    CallDirected,
    Choice,
    OfferFailed,
    OfferFailure,
    OfferMade,
    OfferReason,
    WrapUpFinished,
)
from kefu.acd.core.model import Relaxation, RelaxStep, SkillNeed, Strategy
from support.acd import ANN, BOB, C1, C2, C3, C4, CAI, ENGLISH, FAULTS, FIBRE, SALES, Centre, need, step


@pytest.fixture
def centre() -> Centre:
    """Give a centre with one queue of priority 5."""
    centre = Centre()
    centre.queue()
    return centre


def why(effects: list[AcdEffect]) -> OfferReason:
    """Pick the reason of the only offer out of effects."""
    (offer,) = [effect for effect in effects if isinstance(effect, OfferMade)]
    return offer.reason


def first_of(candidates: int, **kw: object) -> OfferReason:
    fields = {"strategy": Strategy.LONGEST_IDLE, "priority": 5, **kw}
    return OfferReason(choice=Choice.FIRST_IDLE, candidates=candidates, **fields)


def best_of(candidates: int, waited_s: int, **kw: object) -> OfferReason:
    fields = {"priority": 5, "waited_ms": waited_s * 1000, **kw}
    return OfferReason(choice=Choice.BEST_CALL, candidates=candidates, **fields)


def test_a_call_that_comes_gets_the_first_of_those_who_are_ready(centre: Centre) -> None:
    centre.agent(ANN)
    centre.agent(BOB)
    assert why(centre.call(C1, priority=2)) == first_of(2, priority=7)
    assert why(centre.call(C2)) == first_of(1)


@pytest.mark.parametrize("strategy", Strategy)
def test_the_strategy_by_which_he_was_the_first_is_named(centre: Centre, strategy: Strategy) -> None:
    centre.queue(SALES, strategy=strategy)
    centre.agent(ANN, SALES)
    assert why(centre.call(C1, SALES)) == first_of(1, strategy=strategy)


def test_preferred_skills_come_before_the_strategy(centre: Centre) -> None:
    centre.queue(SALES, needs=(SkillNeed(skill_id=ENGLISH, level=3, is_preferred=True),))
    centre.agent(ANN, SALES)
    assert why(centre.call(C1, SALES)) == first_of(1, is_skill_preferred=True)


def test_an_agent_who_becomes_free_takes_the_best_of_what_heads_his_lines(centre: Centre) -> None:
    centre.queue(SALES, priority=6)
    centre.call(C1)
    centre.call(C2, needs=(need(FIBRE),))
    centre.call(C3, SALES)
    centre.call(C4)
    assert why(centre.agent(ANN, FAULTS, SALES, skills={FIBRE: 1})) == best_of(3, 4, priority=6)
    centre.accept(C3, ANN)
    centre.release(ANN, C3)
    assert why(centre.do(WrapUpFinished(agent_id=ANN))) == best_of(2, 9)


def test_waiting_raises_the_priority_of_an_ageing_queue(centre: Centre) -> None:
    centre.queue(ageing_s=2)
    centre.call(C1)
    assert why(centre.agent(ANN)) == best_of(1, 3, priority=6)


def test_a_call_that_was_put_back_says_so(centre: Centre) -> None:
    centre.agent(ANN)
    centre.call(C1)
    centre.agent(BOB)
    missed = centre.do(OfferFailed(call_id=C1, agent_id=ANN, failure=OfferFailure.NO_ANSWER))
    assert why(missed) == first_of(1, waited_ms=4000, is_front=True)


def test_a_call_that_prefers_somebody_gets_him_at_once_or_waits_for_him(centre: Centre) -> None:
    centre.agent(ANN)
    centre.agent(BOB)
    assert why(centre.call(C1, preferred_agent_id=BOB, preferred_s=60)) == OfferReason(
        choice=Choice.PREFERRED, candidates=1, priority=5
    )
    centre.accept(C1, BOB)
    centre.call(C2, preferred_agent_id=BOB, preferred_s=60)
    centre.release(BOB, C1)
    assert why(centre.do(WrapUpFinished(agent_id=BOB))) == OfferReason(
        choice=Choice.PREFERRED, candidates=1, priority=5, waited_ms=2000
    )


def test_a_call_for_one_agent_was_directed_to_him(centre: Centre) -> None:
    centre.agent(ANN)
    directed = centre.do(CallDirected(call_id=C1, agent_id=ANN))
    assert why(directed) == OfferReason(choice=Choice.DIRECTED, candidates=1)


def add_sales(centre: Centre) -> None:
    """Let SALES help out in FAULTS after 10 s."""
    centre.queue(SALES, strategy=Strategy.ROUND_ROBIN)
    recipe = (
        RelaxStep(action=Relaxation.ADD_QUEUE, after_s=10, queue_id=SALES),
        RelaxStep(action=Relaxation.RAISE_PRIORITY, after_s=20, by=3),
    )
    centre.queue(recipe=recipe)


def test_a_guest_is_told_from_the_queue_whose_agent_serves_him(centre: Centre) -> None:
    add_sales(centre)
    centre.agent(CAI, SALES)
    centre.call(C1)
    assert why(centre.fire(step(C1))) == first_of(1, strategy=Strategy.ROUND_ROBIN, waited_ms=10_000, guest_of=SALES)


def test_a_guest_is_told_too_when_an_agent_of_the_other_queue_becomes_free(centre: Centre) -> None:
    add_sales(centre)
    centre.call(C1)
    centre.fire(step(C1))
    centre.fire(step(C1))
    assert why(centre.agent(CAI, SALES)) == best_of(1, 23, priority=8, guest_of=SALES)


def test_who_serves_both_queues_serves_no_guest(centre: Centre) -> None:
    add_sales(centre)
    centre.call(C1)
    centre.fire(step(C1))
    assert why(centre.agent(CAI, SALES, FAULTS)) == best_of(2, 13)
