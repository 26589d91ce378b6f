"""The states of an agent: signing in and out, pending and forced states, wrap-up."""

import pytest

from kefu.acd.core.events import (
    AgentEngaged,
    AgentLoggedOff,
    AgentLoggedOn,
    AgentReleased,
    AgentStateRequested,
    CallDirected,
    WrapUpExtended,
    WrapUpFinished,
)
from kefu.acd.core.model import AgentState, SystemReason, WrapUpMode
from support.acd import ANN, BOB, C1, C2, FAULTS, SALES, Centre, wrap_up

READY, NOT_READY, BUSY, NULL = AgentState.READY, AgentState.NOT_READY, AgentState.BUSY, AgentState.NULL
WORKING = AgentState.WORKING_AFTER_CALL


def centre_with(mode: WrapUpMode, *, wrap_up_s: int = 30) -> Centre:
    centre = Centre()
    centre.queue(wrap_up_mode=mode, wrap_up_s=wrap_up_s)
    centre.agent(ANN)
    return centre


def test_signing_in_and_out() -> None:
    centre = Centre()
    assert centre.agent(ANN, is_ready=False) == [centre.changed(ANN, NOT_READY, SystemReason.LOGGED_ON)]
    assert centre.ready(ANN) == [centre.changed(ANN, READY)]
    assert centre.not_ready(ANN, "lunch") == [centre.changed(ANN, NOT_READY, "lunch")]
    assert centre.not_ready(ANN, "training") == [centre.changed(ANN, NOT_READY, "training")]
    assert centre.not_ready(ANN, is_forced=True) == [centre.changed(ANN, NOT_READY, SystemReason.FORCED)]
    assert centre.not_ready(ANN, SystemReason.DEVICE_LOST, is_forced=True) == [
        centre.changed(ANN, NOT_READY, SystemReason.DEVICE_LOST)
    ]
    assert centre.do(AgentLoggedOff(agent_id=ANN)) == [centre.changed(ANN, NULL)]


def test_repeated_and_meaningless_wishes_are_counted_only() -> None:
    centre = Centre()
    centre.agent(ANN)
    for event in (
        AgentLoggedOn(agent_id=ANN),
        AgentStateRequested(agent_id=ANN, state=READY),
        AgentStateRequested(agent_id=ANN, state=BUSY),
        AgentStateRequested(agent_id=BOB, state=READY),
        AgentLoggedOn(agent_id=BOB),
        AgentReleased(agent_id=ANN, call_id=C1),
        AgentReleased(agent_id=BOB, call_id=C1),
        WrapUpFinished(agent_id=ANN),
        WrapUpFinished(agent_id=BOB),
        WrapUpExtended(agent_id=ANN, extra_s=5),
        WrapUpExtended(agent_id=BOB, extra_s=5),
    ):
        assert centre.do(event) == []
    centre.do(AgentLoggedOff(agent_id=ANN))
    assert centre.do(AgentLoggedOff(agent_id=ANN)) == []
    assert centre.ready(ANN) == []
    assert centre.engine.state.ignored == 13


def test_a_wish_during_a_call_is_pending_and_can_be_changed() -> None:
    centre = centre_with(WrapUpMode.NONE)
    centre.talk(ANN, C1)
    since_ms = centre.at_ms
    assert centre.not_ready(ANN, "lunch") == [
        centre.changed(ANN, BUSY, call=C1, since_ms=since_ms, pending=(NOT_READY, "lunch"))
    ]
    assert centre.not_ready(ANN, "lunch") == []
    assert centre.ready(ANN) == [centre.changed(ANN, BUSY, call=C1, since_ms=since_ms, pending=(READY, None))]
    assert centre.release(ANN, C1) == [centre.changed(ANN, READY)]


def test_a_pending_state_follows_the_wrap_up() -> None:
    centre = centre_with(WrapUpMode.TIMED)
    centre.talk(ANN, C1)
    centre.not_ready(ANN, "lunch")
    centre.release(ANN, C1)
    assert centre.fire(wrap_up(ANN)) == [centre.changed(ANN, NOT_READY, "lunch")]
    assert centre.engine.state.agents[ANN].pending is None


def test_logging_off_during_a_call_waits_for_its_end_and_can_be_taken_back() -> None:
    centre = centre_with(WrapUpMode.NONE)
    centre.talk(ANN, C1)
    since_ms = centre.at_ms
    assert centre.do(AgentLoggedOff(agent_id=ANN)) == [
        centre.changed(ANN, BUSY, call=C1, since_ms=since_ms, pending=(NULL, None))
    ]
    assert centre.do(AgentLoggedOn(agent_id=ANN)) == [centre.changed(ANN, BUSY, call=C1, since_ms=since_ms)]
    centre.do(AgentLoggedOff(agent_id=ANN))
    assert centre.release(ANN, C1) == [centre.changed(ANN, NULL)]


def test_what_is_forced_during_a_call_outlasts_what_the_agent_asks_and_skips_wrap_up() -> None:
    centre = centre_with(WrapUpMode.MANDATORY)
    centre.talk(ANN, C1)
    since_ms = centre.at_ms
    assert centre.do(AgentLoggedOff(agent_id=ANN, is_forced=True)) == [
        centre.changed(ANN, BUSY, call=C1, since_ms=since_ms, pending=(NULL, None))
    ]
    assert centre.ready(ANN) == []
    assert centre.do(AgentLoggedOn(agent_id=ANN)) == []
    assert centre.not_ready(ANN, is_forced=True) == [
        centre.changed(ANN, BUSY, call=C1, since_ms=since_ms, pending=(NOT_READY, SystemReason.FORCED))
    ]
    assert centre.release(ANN, C1) == [centre.changed(ANN, NOT_READY, SystemReason.FORCED)]


def test_the_call_must_be_his_to_be_released() -> None:
    centre = centre_with(WrapUpMode.NONE)
    centre.talk(ANN, C1)
    assert centre.release(ANN, C2) == []
    assert centre.state(ANN) == (BUSY, None)


# -- wrap-up ---------------------------------------------------------------------------------------------------------


def test_timed_wrap_up_ends_by_itself() -> None:
    centre = centre_with(WrapUpMode.TIMED, wrap_up_s=30)
    centre.talk(ANN, C1)
    effects = centre.release(ANN, C1)
    until_ms = centre.at_ms + 30_000
    assert effects == [
        centre.started(wrap_up(ANN), 30),
        centre.changed(ANN, WORKING, call=C1, wrap_up_until_ms=until_ms, wrap_up_mode=WrapUpMode.TIMED),
    ]
    assert centre.fire(wrap_up(ANN)) == [centre.changed(ANN, READY)]
    assert centre.at_ms == until_ms


def test_timed_wrap_up_can_be_extended_and_finished_early() -> None:
    centre = centre_with(WrapUpMode.TIMED, wrap_up_s=30)
    centre.talk(ANN, C1)
    centre.release(ANN, C1)
    since_ms = centre.at_ms
    until_ms = since_ms + 50_000
    assert centre.do(WrapUpExtended(agent_id=ANN, extra_s=20)) == [
        centre.started(wrap_up(ANN), 49),
        centre.changed(
            ANN,
            WORKING,
            call=C1,
            since_ms=since_ms,
            wrap_up_until_ms=until_ms,
            wrap_up_mode=WrapUpMode.TIMED,
        ),
    ]
    assert centre.do(WrapUpExtended(agent_id=ANN, extra_s=0)) == []
    assert centre.do(WrapUpFinished(agent_id=ANN)) == [centre.cancelled(wrap_up(ANN)), centre.changed(ANN, READY)]


def test_mandatory_wrap_up_ends_only_when_it_is_finished() -> None:
    centre = centre_with(WrapUpMode.MANDATORY)
    centre.talk(ANN, C1)
    assert centre.release(ANN, C1) == [centre.changed(ANN, WORKING, call=C1, wrap_up_mode=WrapUpMode.MANDATORY)]
    since_ms = centre.at_ms
    assert centre.ready(ANN) == [
        centre.changed(
            ANN, WORKING, call=C1, since_ms=since_ms, pending=(READY, None), wrap_up_mode=WrapUpMode.MANDATORY
        )
    ]
    assert centre.do(WrapUpExtended(agent_id=ANN, extra_s=5)) == []
    assert centre.do(WrapUpFinished(agent_id=ANN)) == [centre.changed(ANN, READY)]


def test_optional_wrap_up_is_left_by_any_wish() -> None:
    centre = centre_with(WrapUpMode.OPTIONAL)
    centre.talk(ANN, C1)
    assert centre.release(ANN, C1) == [centre.changed(ANN, WORKING, call=C1, wrap_up_mode=WrapUpMode.OPTIONAL)]
    assert centre.ready(ANN) == [centre.changed(ANN, READY)]
    centre.talk(ANN, C2)
    centre.release(ANN, C2)
    assert centre.not_ready(ANN, "lunch") == [centre.changed(ANN, NOT_READY, "lunch")]


def test_forced_out_of_wrap_up_at_once() -> None:
    centre = centre_with(WrapUpMode.TIMED)
    centre.talk(ANN, C1)
    centre.release(ANN, C1)
    assert centre.not_ready(ANN, is_forced=True) == [
        centre.cancelled(wrap_up(ANN)),
        centre.changed(ANN, NOT_READY, SystemReason.FORCED),
    ]


def test_a_call_made_during_wrap_up_leads_back_to_it() -> None:
    centre = centre_with(WrapUpMode.TIMED, wrap_up_s=30)
    centre.talk(ANN, C1)
    centre.release(ANN, C1)
    assert centre.do(AgentEngaged(agent_id=ANN, call_id=C2)) == [
        centre.cancelled(wrap_up(ANN)),
        centre.changed(ANN, BUSY, call=C2),
    ]
    effects = centre.release(ANN, C2)
    until_ms = centre.at_ms + 30_000
    assert effects == [
        centre.started(wrap_up(ANN), 30),
        centre.changed(ANN, WORKING, call=C2, wrap_up_until_ms=until_ms, wrap_up_mode=WrapUpMode.TIMED),
    ]


@pytest.mark.parametrize("is_directed", [False, True])
def test_manual_and_directed_calls_wrap_up_as_their_queue_says(is_directed: bool) -> None:
    centre = centre_with(WrapUpMode.NONE)
    centre.queue(SALES, wrap_up_mode=WrapUpMode.MANDATORY)
    if is_directed:
        centre.do(CallDirected(call_id=C1, agent_id=ANN, queue_id=SALES))
        centre.accept(C1, ANN)
    else:
        centre.do(AgentEngaged(agent_id=ANN, call_id=C1, queue_id=SALES))
    assert centre.release(ANN, C1) == [
        centre.changed(ANN, WORKING, call=C1, queue_id=SALES, wrap_up_mode=WrapUpMode.MANDATORY)
    ]


def test_nobody_is_offered_a_call_while_he_wraps_up() -> None:
    centre = centre_with(WrapUpMode.MANDATORY)
    centre.talk(ANN, C1)
    centre.release(ANN, C1)
    assert centre.call(C2) == []
    assert centre.offered(centre.do(WrapUpFinished(agent_id=ANN))) == [(C2, ANN)]
    assert centre.engine.state.agents[ANN].queue_id == FAULTS
