"""What becomes of a call that waits: recipes, preferred agents, ageing; and whom the strategies choose."""

from typing import Any

import pytest

from kefu.acd.core.events import CallOverflowed, CallRelaxed, OfferFailed, OfferFailure, QueueRemoved
from kefu.acd.core.model import AgentState, Relaxation, RelaxStep, SkillNeed, Strategy, SystemReason
from support.acd import ANN, BOB, C1, C2, C3, CAI, ENGLISH, FAULTS, FIBRE, SALES, Centre, move, need, ring, step, wait


@pytest.fixture
def centre() -> Centre:
    centre = Centre()
    centre.queue(FAULTS)
    centre.queue(SALES)
    return centre


def steps(*each: tuple[Relaxation, dict[str, Any]]) -> dict[str, Any]:
    """Make a recipe whose steps are due after 10, 20, ... seconds."""
    return {"recipe": tuple(RelaxStep(action=a, after_s=10 * n, **more) for n, (a, more) in enumerate(each, 1))}


# -- recipes ---------------------------------------------------------------------------------------------------------


def test_levels_are_lowered_until_somebody_may_serve(centre: Centre) -> None:
    centre.queue(
        FAULTS,
        needs=(need(ENGLISH, 5),),
        **steps((Relaxation.LOWER_LEVELS, {"by": 2}), (Relaxation.LOWER_LEVELS, {"by": 9})),
    )
    centre.agent(ANN, skills={ENGLISH: 3})
    centre.agent(BOB)
    centre.call(C1)
    centre.call(C2)
    assert centre.offered(centre.fire(step(C1))) == [(C1, ANN)]
    assert centre.offered(centre.fire(step(C2))) == []
    assert centre.offered(centre.fire(step(C2))) == [(C2, BOB)]


def test_agents_of_another_queue_help_after_its_own(centre: Centre) -> None:
    centre.queue(
        FAULTS, **steps((Relaxation.ADD_QUEUE, {"queue_id": SALES}), (Relaxation.ADD_QUEUE, {"queue_id": SALES}))
    )
    centre.call(C1)
    assert centre.fire(step(C1)) == [
        centre.started(step(C1), 10),
        CallRelaxed(call_id=C1, queue_id=FAULTS, step=1, action=Relaxation.ADD_QUEUE, value=""),
    ]
    centre.fire(step(C1))
    assert centre.engine.state.timers == {}
    centre.call(C2, SALES)
    assert centre.offered(centre.agent(ANN, SALES, FAULTS)) == [(C1, ANN)]
    assert centre.engine.state.queues[SALES].lines[()].waiting.first.call_id == C2


def test_a_guest_leaves_with_the_queue_and_comes_back_with_it(centre: Centre) -> None:
    centre.queue(FAULTS, **steps((Relaxation.ADD_QUEUE, {"queue_id": SALES})))
    centre.call(C1)
    centre.fire(step(C1))
    centre.do(QueueRemoved(queue_id=SALES))
    assert centre.engine.position(C1) == 1
    centre.queue(SALES)
    assert centre.offered(centre.agent(ANN, SALES)) == [(C1, ANN)]


def test_who_cannot_be_moved_has_what_the_steps_before_gave_him(centre: Centre) -> None:
    centre.queue(SALES, max_length=0)
    raised = RelaxStep(action=Relaxation.RAISE_PRIORITY, after_s=10, by=1)
    centre.queue(FAULTS, recipe=(raised, move(SALES, 10)))
    centre.call(C1)
    centre.call(C2)
    centre.fire(step(C2))
    assert centre.offered(centre.agent(ANN)) == [(C2, ANN)]


def test_a_queue_that_does_not_exist_cannot_help(centre: Centre) -> None:
    centre.queue(FAULTS, **steps((Relaxation.ADD_QUEUE, {"queue_id": CAI})))
    centre.call(C1)
    assert len(centre.fire(step(C1))) == 1
    assert centre.engine.state.calls[C1].added == []


def test_priority_rises(centre: Centre) -> None:
    centre.queue(FAULTS, **steps((Relaxation.RAISE_PRIORITY, {"by": 1})))
    centre.call(C1, SALES)
    centre.call(C2)
    centre.fire(step(C2))
    assert centre.offered(centre.agent(ANN, FAULTS, SALES)) == [(C2, ANN)]


def test_the_engine_tells_what_it_cannot_do_itself(centre: Centre) -> None:
    centre.queue(FAULTS, **steps((Relaxation.ANNOUNCE, {"value": "please-hold"})))
    centre.call(C1)
    assert centre.fire(step(C1)) == [
        CallRelaxed(call_id=C1, queue_id=FAULTS, step=1, action=Relaxation.ANNOUNCE, value="please-hold")
    ]


@pytest.mark.parametrize("conditions", [{"over_length": 1}, {"if_unstaffed": True}])
def test_a_step_whose_conditions_do_not_hold_is_left_out(centre: Centre, conditions: dict[str, Any]) -> None:
    centre.queue(
        FAULTS, **steps((Relaxation.ANNOUNCE, {"value": "a", **conditions}), (Relaxation.ANNOUNCE, {"value": "b"}))
    )
    centre.agent(ANN, is_ready=False)
    centre.call(C1)
    assert centre.fire(step(C1)) == [centre.started(step(C1), 10)]
    assert [e.value for e in centre.fire(step(C1)) if isinstance(e, CallRelaxed)] == ["b"]


def test_conditions_that_hold(centre: Centre) -> None:
    centre.queue(FAULTS, **steps((Relaxation.ANNOUNCE, {"value": "a", "over_length": 1, "if_unstaffed": True})))
    centre.call(C1)
    centre.call(C2)
    assert [e.value for e in centre.fire(step(C1)) if isinstance(e, CallRelaxed)] == ["a"]


def test_steps_of_the_next_queue_begin_anew(centre: Centre) -> None:
    announcement = RelaxStep(action=Relaxation.ANNOUNCE, after_s=5, value="x")
    centre.queue(FAULTS, recipe=(announcement, move(SALES, 10)))
    centre.queue(SALES, recipe=(announcement,))
    centre.call(C1)
    centre.fire(step(C1))
    assert centre.fire(step(C1)) == [
        centre.started(step(C1), 5),
        CallOverflowed(call_id=C1, from_queue_id=FAULTS, to_queue_id=SALES),
    ]


def test_a_virtual_call_waits_without_a_limit_and_finds_room(centre: Centre) -> None:
    centre.queue(FAULTS, max_wait_s=60, max_length=0)
    assert centre.call(C1, is_virtual=True) == []
    assert centre.offered(centre.agent(ANN)) == [(C1, ANN)]


# -- the agent who is preferred --------------------------------------------------------------------------------------


def test_the_preferred_agent_is_taken_before_who_is_idle_longer(centre: Centre) -> None:
    centre.agent(ANN)
    centre.agent(BOB, SALES)
    assert centre.offered(centre.call(C1, preferred_agent_id=BOB, preferred_s=10)) == [(C1, BOB)]


def test_a_busy_one_is_waited_for_then_others_may_come(centre: Centre) -> None:
    centre.agent(BOB)
    centre.talk(BOB, C2)
    centre.agent(ANN)
    assert centre.call(C1, preferred_agent_id=BOB, preferred_s=10) == [centre.started(step(C1), 10)]
    assert centre.engine.position(C1) == 1
    assert centre.offered(centre.fire(step(C1))) == [(C1, ANN)]


def test_who_is_waited_for_gets_the_call_when_he_is_free(centre: Centre) -> None:
    centre.queue(FAULTS, max_wait_s=60)
    centre.agent(BOB)
    centre.talk(BOB, C2)
    centre.call(C1, preferred_agent_id=BOB, preferred_s=10)
    centre.call(C3)
    centre.release(BOB, C2)
    assert wait(C1) in centre.engine.state.timers
    assert centre.offered(centre.fire("acd/wrap_up/" + str(BOB))) == [(C1, BOB)]
    assert set(centre.engine.state.timers) == {ring(BOB), wait(C3)}


@pytest.mark.parametrize("agent_id", [ANN, CAI])
def test_one_who_is_away_is_not_waited_for(centre: Centre, agent_id: Any) -> None:
    centre.agent(ANN, is_ready=False)
    centre.agent(BOB)
    assert centre.offered(centre.call(C1, preferred_agent_id=agent_id, preferred_s=10)) == [(C1, BOB)]


def test_a_courting_call_survives_a_snapshot_and_can_hang_up(centre: Centre) -> None:
    centre.agent(BOB)
    centre.talk(BOB, C2)
    centre.call(C1, preferred_agent_id=BOB, preferred_s=10)
    centre.restart()
    assert len(centre.engine.state.agents[BOB].own) == 1
    centre.abandon(C1)
    assert len(centre.engine.state.agents[BOB].own) == 0


def test_a_queue_that_goes_takes_its_courting_calls_with_it(centre: Centre) -> None:
    centre.agent(BOB)
    centre.talk(BOB, C2)
    centre.call(C1, preferred_agent_id=BOB, preferred_s=10)
    centre.do(QueueRemoved(queue_id=FAULTS))
    assert centre.engine.state.calls == {}


# -- ageing ----------------------------------------------------------------------------------------------------------


def test_with_ageing_waiting_outweighs_priority(centre: Centre) -> None:
    centre.queue(FAULTS, ageing_s=60)
    centre.call(C1)
    centre.at_ms += 100_000
    centre.call(C2, priority=1)
    centre.call(C3, priority=2)
    assert centre.offered(centre.agent(ANN)) == [(C3, ANN)]
    assert centre.offered(centre.agent(BOB)) == [(C1, BOB)]


# -- strategies ------------------------------------------------------------------------------------------------------


def test_the_least_occupied_is_first(centre: Centre) -> None:
    centre.queue(FAULTS, strategy=Strategy.LEAST_OCCUPIED, wrap_up_s=0)
    centre.agent(ANN)
    centre.talk(ANN, C1)
    centre.agent(BOB)
    centre.release(ANN, C1)
    centre.ready(ANN)
    centre.fire("acd/wrap_up/" + str(ANN))
    assert centre.offered(centre.call(C2)) == [(C2, BOB)]


def test_the_most_skilled_is_first(centre: Centre) -> None:
    centre.queue(FAULTS, strategy=Strategy.MOST_SKILLED, needs=(need(ENGLISH, 1),))
    centre.agent(ANN, skills={ENGLISH: 2})
    centre.agent(BOB, skills={ENGLISH: 9})
    assert centre.offered(centre.call(C1)) == [(C1, BOB)]


def test_round_robin_goes_by_the_last_offer(centre: Centre) -> None:
    centre.queue(FAULTS, strategy=Strategy.ROUND_ROBIN)
    centre.agent(ANN)
    centre.agent(BOB)
    assert centre.offered(centre.call(C1)) == [(C1, ANN)]
    centre.do(OfferFailed(call_id=C1, agent_id=ANN, failure=OfferFailure.REJECTED))
    centre.abandon(C1)
    centre.not_ready(BOB)
    centre.ready(ANN)
    centre.ready(BOB)
    assert centre.offered(centre.call(C2)) == [(C2, ANN)]


def test_who_has_what_is_preferred_comes_first(centre: Centre) -> None:
    preferred = (SkillNeed(skill_id=FIBRE, level=2, is_preferred=True),)
    centre.agent(ANN)
    centre.agent(BOB, skills={FIBRE: 2})
    assert centre.offered(centre.call(C1, needs=preferred)) == [(C1, BOB)]
    assert centre.offered(centre.call(C2, needs=preferred)) == [(C2, ANN)]


# -- missed calls ----------------------------------------------------------------------------------------------------


def test_an_agent_may_miss_as_many_calls_as_his_queue_allows(centre: Centre) -> None:
    centre.queue(FAULTS, ring_no_answer_limit=2)
    centre.agent(ANN)
    centre.agent(BOB)
    centre.call(C1)
    assert centre.offered(centre.fire(ring(ANN))) == [(C1, BOB)]
    assert centre.state(ANN) == (AgentState.READY, None)
    assert centre.offered(centre.fire(ring(BOB))) == [(C1, ANN)]
    assert centre.offered(centre.fire(ring(ANN))) == [(C1, BOB)]
    assert centre.state(ANN) == (AgentState.NOT_READY, SystemReason.RING_NO_ANSWER)


def test_an_answer_forgives_a_missed_call(centre: Centre) -> None:
    centre.queue(FAULTS, ring_no_answer_limit=2)
    centre.agent(ANN)
    centre.call(C1)
    assert centre.offered(centre.fire(ring(ANN))) == [(C1, ANN)]
    centre.accept(C1, ANN)
    assert centre.engine.state.agents[ANN].missed == 0


def test_a_state_is_told_again_to_whoever_asks(centre: Centre) -> None:
    assert centre.engine.agent_state(ANN) is None
    centre.agent(ANN)
    assert centre.engine.agent_state(ANN) == centre.changed(ANN, AgentState.READY)
