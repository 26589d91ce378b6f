"""A province hands waiting calls to headquarters, and takes them back when one of its own is free first."""

import dataclasses
import uuid

import pytest

from kefu.acd.core.model import AgentState, Relaxation, RelaxStep
from kefu.calls.model import Cause
from kefu.journeys.inbound_call import inputs
from kefu.journeys.inbound_call.effects import SwitchRequest
from kefu.journeys.inbound_call.model import LiveCall, Phase, Role
from kefu.kernel.ids import CallId, ConnectionId
from support.live_centre import AGENTS, FAULT, GENERAL, LiveCentre

ANNA, BOB, _ = AGENTS
HEADQUARTERS = "8001"
CALLER = "051988001234"


@pytest.fixture
def centre() -> LiveCentre:
    """Give a centre whose calls for faults ring at headquarters too, after 30 s."""
    centre = LiveCentre()
    configured = centre.configured
    step = RelaxStep(action=Relaxation.HAND_OVER, after_s=30, value=HEADQUARTERS)
    queues = tuple(
        (dataclasses.replace(config, recipe=(step,) if config.queue_id == FAULT else ()), info)
        for config, info in configured.queues
    )
    centre.step(dataclasses.replace(configured, queues=queues))
    return centre


def handed_over(centre: LiveCentre) -> tuple[LiveCall, ConnectionId]:
    call = centre.call_in("1")
    centre.wait(31)
    cell = call.party(Role.CELL)
    assert cell is not None
    return call, cell.connection_id


def test_headquarters_answers_and_talks(centre: LiveCentre) -> None:
    call, leg = handed_over(centre)
    assert call.phase is Phase.WAITING
    assert centre.world.legs[leg].address == HEADQUARTERS
    assert centre.state.engine.position(call.call_id) == 1, "it keeps its place"
    centre.world.answer(leg)
    centre.deliver_all()
    assert call.phase is Phase.CONNECTED
    assert centre.talkers(call) == {CALLER, HEADQUARTERS}
    assert centre.state.engine.state.calls == {}
    centre.world.hang_up(leg)
    centre.deliver_all()
    assert centre.state.calls == {}
    assert call.outcome == "answered"


def test_an_own_agent_is_free_first_and_headquarters_stops_ringing(centre: LiveCentre) -> None:
    call, leg = handed_over(centre)
    centre.ready(ANNA)
    assert leg in centre.world.legs, "until he answers it rings at both"
    centre.answer(call, ANNA)
    assert centre.talkers(call) == {CALLER, "1001"}
    assert leg not in centre.world.legs
    assert "taken_back" in centre.kinds(call)


def test_headquarters_is_faster_than_the_own_agent_whose_phone_rings(centre: LiveCentre) -> None:
    call, leg = handed_over(centre)
    centre.ready(ANNA)
    centre.world.answer(leg)
    centre.deliver_all()
    assert centre.talkers(call) == {CALLER, HEADQUARTERS}
    assert centre.agents[ANNA].state is AgentState.READY
    assert len(centre.world.legs) == 2


def test_headquarters_refuses_and_it_waits_on(centre: LiveCentre) -> None:
    call, leg = handed_over(centre)
    centre.world.hang_up(leg, Cause.CONGESTION)
    centre.deliver_all()
    assert call.phase is Phase.WAITING
    centre.ready(ANNA)
    centre.answer(call, ANNA)
    assert centre.talkers(call) == {CALLER, "1001"}


def test_the_caller_hangs_up_and_nobody_rings_any_more(centre: LiveCentre) -> None:
    call, _ = handed_over(centre)
    centre.world.hang_up(next(iter(centre.world.legs)))
    centre.deliver_all()
    assert centre.world.legs == {}
    assert call.outcome == "abandoned"


def test_a_restart_keeps_it_ringing_at_both(centre: LiveCentre) -> None:
    call, leg = handed_over(centre)
    centre.restart()
    centre.world.answer(leg)
    centre.deliver_all()
    assert centre.talkers(call) == {CALLER, HEADQUARTERS}


# -- at headquarters -------------------------------------------------------------------------------------------------


def test_it_rings_until_an_agent_answers(centre: LiveCentre) -> None:
    call = centre.call_in(called=HEADQUARTERS)
    asked = [each.service for each in centre.effects if isinstance(each, SwitchRequest) and each.call_id]
    assert asked == ["accept_call"], "neither answered nor spoken to"
    centre.wait(65)
    assert not next(iter(centre.world.legs.values())).is_answered
    centre.ready(ANNA)
    assert call.queue_id == GENERAL
    centre.answer(call, ANNA)
    assert centre.talkers(call) == {CALLER, "1001"}
    assert "answered" in centre.kinds(call)
    centre.command(inputs.ClearConnection, call, ANNA)
    assert call.outcome == "answered"


def test_a_restart_does_not_answer_it(centre: LiveCentre) -> None:
    centre.call_in(called=HEADQUARTERS)
    centre.restart()
    centre.deliver_all()
    assert [leg.is_answered for leg in centre.world.legs.values()] == [False]


def test_killed_between_the_agent_s_answer_and_its_own_it_is_answered_and_they_talk(centre: LiveCentre) -> None:
    call = centre.call_in(called=HEADQUARTERS)
    centre.ready(ANNA)
    centre.deliver_all()
    centre.world.answer(centre.leg(call, ANNA))
    centre.is_dying = True
    centre.deliver_all()
    centre.restart()
    centre.deliver_all()
    assert all(leg.is_answered for leg in centre.world.legs.values())
    call = centre.state.calls[call.call_id]
    assert centre.talkers(call) == {CALLER, "1001"}


def test_answered_too_early_it_waits_on_with_music(centre: LiveCentre) -> None:
    """As after a restart that forgot that an agent had just answered."""
    call = centre.call_in(called=HEADQUARTERS)
    centre.world.answer(next(iter(centre.world.legs)))
    centre.restart()
    centre.deliver_all()
    call = centre.state.calls[call.call_id]
    assert [leg.has_music for leg in centre.world.legs.values()] == [True]
    centre.ready(ANNA)
    assert call.queue_id == GENERAL
    centre.answer(call, ANNA)
    assert centre.talkers(call) == {CALLER, "1001"}


def test_a_closed_queue_refuses_it(centre: LiveCentre) -> None:
    configured = centre.configured
    queues = tuple((config, dataclasses.replace(info, is_open=False)) for config, info in configured.queues)
    centre.step(dataclasses.replace(configured, queues=queues))
    centre.world.offer(CallId(uuid.UUID(int=77)), ConnectionId("in-77"), CALLER, HEADQUARTERS)
    centre.deliver_all()
    assert centre.world.legs == {}
    assert [fact.data["outcome"] for fact in centre.facts if fact.kind == "cleared"] == ["closed"]


def test_a_full_queue_refuses_it(centre: LiveCentre) -> None:
    configured = centre.configured
    queues = tuple((dataclasses.replace(config, max_length=0), info) for config, info in configured.queues)
    centre.step(dataclasses.replace(configured, queues=queues))
    centre.world.offer(CallId(uuid.UUID(int=77)), ConnectionId("in-77"), CALLER, HEADQUARTERS)
    centre.deliver_all()
    assert centre.world.legs == {}
