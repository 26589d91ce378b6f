"""Faults that the simulation has found, each in its smallest form."""

import uuid
from dataclasses import replace

import pytest

from kefu.acd.core.events import QueueDefined, TimerCancelled
from kefu.acd.core.model import AgentState, Relaxation, RelaxStep, SkillNeed
from kefu.calls import events as ev
from kefu.calls.model import Cause, ConnectionSnapshot, ConnectionState, DeviceKind
from kefu.calls.service import close_calls
from kefu.journeys.inbound_call import ending, inputs
from kefu.journeys.inbound_call.effects import Fact, SwitchRequest
from kefu.journeys.inbound_call.ledger import Ledger
from kefu.journeys.inbound_call.machine import Machine
from kefu.journeys.inbound_call.model import LiveCall, Phase, RecordingState, Target, TargetKind
from kefu.journeys.inbound_call.recording import segment_id
from kefu.journeys.inbound_call.turn import Turn
from kefu.kernel.ids import CallId, ConnectionId, SkillId
from kefu.platform.clock import utc_now
from kefu.platform.db import Database
from support.live_centre import AGENTS, FAULT, GENERAL, TENANT, LiveCentre

ANNA, BOB, CLEO = AGENTS
SECOND = CallId(uuid.UUID(int=77_000))
TO_GENERAL = Target(kind=TargetKind.QUEUE, queue_id=GENERAL, label="general")
OUTSIDE = Target(kind=TargetKind.OUTSIDE, number="13912345678", label="13912345678")


@pytest.fixture
def centre() -> LiveCentre:
    return LiveCentre()


def talking(centre: LiveCentre) -> LiveCall:
    centre.ready(ANNA)
    call = centre.call_in("1")
    centre.answer(call, ANNA)
    return call


def cleared(effects: list[object]) -> list[object]:
    asked = [effect for effect in effects if isinstance(effect, SwitchRequest)]
    return [each.arguments["connection_id"] for each in asked if each.service == "clear_connection"]


def test_a_consultation_in_a_queue_finds_the_next_agent_when_one_does_not_answer(centre: LiveCentre) -> None:
    call = talking(centre)
    centre.ready(BOB)
    centre.command(inputs.ConsultationCall, call, ANNA, target=TO_GENERAL, consultation_id=SECOND)
    centre.wait(16)
    assert call.agent_party(BOB) is None
    centre.ready(CLEO)
    centre.deliver_all()
    centre.answer(call, CLEO)
    assert call.phase is Phase.CONSULTING


@pytest.mark.parametrize("service", [inputs.TransferCall, inputs.ConferenceCall, inputs.ReconnectCall])
def test_a_consultation_outside_leaves_nothing_behind(centre: LiveCentre, service: type[inputs.CallCommand]) -> None:
    call = talking(centre)
    centre.command(inputs.ConsultationCall, call, ANNA, target=OUTSIDE, consultation_id=SECOND)
    assert call.consultation is not None
    assert call.consultation.connection_id is not None
    centre.world.answer(call.consultation.connection_id)
    centre.deliver_all()
    centre.command(service, call, ANNA)
    centre.command(inputs.ClearConnection, call, ANNA)
    assert centre.state.by_acd_id == {}


def test_a_consulted_colleague_can_decline_before_his_phone_rings(centre: LiveCentre) -> None:
    call = talking(centre)
    centre.ready(BOB)
    centre.step(inputs.ConsultationCall(agent_id=ANNA, call_id=call.call_id, target=TO_GENERAL, consultation_id=SECOND))
    centre.command(inputs.ClearConnection, call, BOB)
    assert centre.agents[BOB].state is AgentState.NOT_READY


def test_a_wrap_up_is_over_when_the_next_call_rings_at_once(centre: LiveCentre) -> None:
    first = talking(centre)
    second = centre.call_in("1")
    centre.command(inputs.ClearConnection, first, ANNA)
    centre.command(inputs.WrapUp, first, ANNA, result_code="x", note="", next_state=AgentState.READY)
    assert second.agent_id == ANNA
    assert list(centre.state.calls) == [second.call_id]
    assert centre.state.seats[ANNA].wrapping is None


def test_who_has_given_a_call_away_commands_nothing_in_it(centre: LiveCentre) -> None:
    call = talking(centre)
    centre.ready(BOB)
    centre.command(inputs.TransferCall, call, ANNA, target=Target(kind=TargetKind.AGENT, agent_id=BOB, label="bob"))
    centre.answer(call, BOB)
    centre.command(inputs.HoldCall, call, ANNA)
    assert call.phase is Phase.CONNECTED


def test_a_second_call_from_the_desk_is_not_begun(centre: LiveCentre) -> None:
    for number in (1, 2):
        call_id = CallId(uuid.UUID(int=78_000 + number))
        centre.step(inputs.MakeCall(agent_id=ANNA, call_id=call_id, switch="s1", target=OUTSIDE))
    assert len(centre.state.calls) == 1


def test_a_telephone_that_dials_for_nobody_is_cleared() -> None:
    centre = LiveCentre(DeviceKind.SIP_PHONE)
    device = centre.state.seats[ANNA].device
    centre.step(inputs.LogOff(agent_id=ANNA))
    dialled = ev.Originated(
        at_ms=0, switch="s1", call_id=SECOND, connection_id=ConnectionId("c"), device=device, called="1002"
    )
    assert cleared(centre.step(dialled)) == ["c"]


def test_a_call_before_anything_is_configured_is_cleared() -> None:
    offered = ev.Offered(
        at_ms=0, switch="s1", call_id=SECOND, connection_id=ConnectionId("c"), caller="", called="96296", trunk="t"
    )
    assert cleared(Machine().step(1, offered)) == ["c"]


def test_a_callback_cannot_be_sent_outside(centre: LiveCentre) -> None:
    call = centre.call_in("1")
    call.is_callback_offered = True
    centre.world.press(next(iter(call.parties)), "*")
    centre.deliver_all()
    (place,) = [each for each in centre.state.calls.values() if each.callback_of == call.call_id]
    centre.ready(ANNA)
    centre.deliver_all()
    centre.command(inputs.DeflectCall, place, ANNA, target=OUTSIDE)
    assert place.phase is Phase.WAITING


@pytest.mark.parametrize("kind", [ev.RecordingEnded, ev.RecordingFailed])
def test_a_recording_that_the_switch_ends_is_shown_as_ended(centre: LiveCentre, kind: type[ev.SwitchEvent]) -> None:
    call = talking(centre)
    assert call.recording is RecordingState.ON
    more = {"path": "x"} if kind is ev.RecordingEnded else {}
    centre.step(kind(at_ms=0, switch="s1", recording_id=segment_id(call, 1), **more))
    assert call.recording is RecordingState.OFF


def test_the_timer_of_a_recording_that_failed_is_stopped(centre: LiveCentre) -> None:
    call = talking(centre)
    customer = next(iter(call.parties))
    centre.step(ev.ConnectionCleared(at_ms=0, switch="s1", connection_id=customer, cause=Cause.NORMAL))
    centre.step(ev.RecordingFailed(at_ms=0, switch="s1", recording_id=segment_id(call, 1)))
    assert not [timer_id for timer_id in centre.timers if "recording" in timer_id]


def test_who_came_while_the_switch_was_asked_what_it_holds_is_not_missed(centre: LiveCentre) -> None:
    call = talking(centre)
    came_since = centre.call_in("1")
    known = frozenset(call.parties)
    centre.step(inputs.SwitchReconciled(switch="s1", connections=(), known=known))
    assert (call.phase, came_since.phase) == (Phase.ENDED, Phase.WAITING)


@pytest.mark.parametrize("is_memory_lost", [True, False])
def test_a_conversation_that_was_to_be_ended_is_ended_after_a_restart(centre: LiveCentre, is_memory_lost: bool) -> None:
    """One of which we remember nothing goes on."""
    talks = ConnectionSnapshot(
        call_id=SECOND, connection_id=ConnectionId("c"), state=ConnectionState.CONNECTED, is_joined=True
    )
    held = inputs.SwitchReconciled(
        switch="s1", connections=(talks,), is_first=True, is_memory_lost=is_memory_lost, known=frozenset()
    )
    assert cleared(centre.step(held)) == ([] if is_memory_lost else ["c"])


def test_the_flows_timer_stops_with_the_flow(centre: LiveCentre) -> None:
    call = centre.call_in("2")
    assert call.ivr is not None
    assert [timer_id for timer_id in centre.timers if ":ivr:" in timer_id]
    turn = Turn(centre.state, centre.at_ms, lambda turn, effect: None)
    ending.announce_and_clear(turn, call, "system-busy", Cause.CONGESTION, outcome="refused")
    stopped = [effect.timer_id for effect in turn.effects if isinstance(effect, TimerCancelled)]
    assert [timer_id for timer_id in stopped if ":ivr:" in timer_id]


def test_a_switch_that_does_not_come_back_after_a_restart_has_its_calls_given_up(centre: LiveCentre) -> None:
    call = talking(centre)
    centre.step(ev.SwitchAvailability(at_ms=0, switch="s1", is_available=True))
    centre.step(inputs.Restarted(away_ms=1000))
    centre.wait(20)
    assert call.phase is Phase.ENDED


def test_who_waits_hears_his_place_also_after_a_phone_has_rung_in_vain(centre: LiveCentre) -> None:
    call = centre.call_in("1")
    centre.wait(25)
    centre.ready(ANNA)
    centre.wait(20)
    assert call.phase is Phase.WAITING
    plays = call.plays
    centre.wait(30)
    assert call.plays > plays


def test_an_offer_of_a_call_that_a_recipe_has_sent_away_in_the_same_moment_does_not_ring(centre: LiveCentre) -> None:
    steps = (
        RelaxStep(action=Relaxation.OTHER_NUMBER, after_s=5, value="13912345678"),
        RelaxStep(action=Relaxation.LOWER_LEVELS, after_s=5, by=9),
    )
    need = SkillNeed(skill_id=SkillId(uuid.UUID(int=9)), level=9)
    config = replace(centre.state.engine.state.queues[FAULT].config, needs=(need,), recipe=steps)
    centre.state.engine.step(centre.at_ms, QueueDefined(config=config))
    centre.ready(ANNA)
    call = centre.call_in("1")
    assert call.phase is Phase.WAITING
    centre.wait(6)
    assert call.agent_party(ANNA) is None
    assert centre.agents[ANNA].state is AgentState.READY


def test_a_call_that_has_ended_does_not_begin_again(centre: LiveCentre) -> None:
    call = centre.call_in("1")
    connection_id = next(iter(call.parties))
    centre.world.hang_up(connection_id)
    centre.deliver_all()
    again = ev.Offered(
        at_ms=0,
        switch="s1",
        call_id=call.call_id,
        connection_id=connection_id,
        caller="051988001234",
        called="96296",
        trunk="t",
    )
    assert centre.step(again) == []
    assert centre.state.calls == {}


def test_the_ledger_forgets_a_call_whose_record_is_derived() -> None:
    """What comes after the end, a wrap-up, is written and not kept in mind."""
    ledger = Ledger(Database("postgresql://nowhere/none"), utc_now)
    for seq, kind in ((1, "offered_in"), (2, "cleared")):
        ledger.add_fact(Fact(tenant_id=TENANT, call_id=SECOND, seq=seq, at_ms=seq, kind=kind, data={}))
    ledger.close_call(TENANT, SECOND)
    ledger.add_fact(Fact(tenant_id=TENANT, call_id=SECOND, seq=3, at_ms=3, kind="wrapped_up", data={}))
    ledger.close_call(TENANT, SECOND)
    [first, again] = ledger._pages[TENANT][close_calls]
    assert ([fact.seq for fact in first.facts], again.facts) == ([1, 2], [])
