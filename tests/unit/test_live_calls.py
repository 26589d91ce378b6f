"""A call's life through the composite machine, state by state."""

import uuid

import pytest

from kefu.acd.core.model import AgentState
from kefu.calls.model import Cause, DeviceKind
from kefu.journeys.inbound_call import inputs
from kefu.journeys.inbound_call.effects import CallEnded, CallWrappedUp, RecordingFinished
from kefu.journeys.inbound_call.model import Phase, Target, TargetKind
from kefu.kernel.ids import CallId, ConnectionId
from support.live_centre import AGENTS, CHANGZHOU, FAULT, GENERAL, GROUP, LiveCentre

ANNA, BOB, CLEO = AGENTS
TO_BOB = Target(kind=TargetKind.AGENT, agent_id=BOB, label="bob")
TO_GENERAL = Target(kind=TargetKind.QUEUE, queue_id=GENERAL, label="general")
TO_GROUP = Target(kind=TargetKind.QUEUE, queue_id=GROUP, label="group")
OUTSIDE = Target(kind=TargetKind.OUTSIDE, number="13912345678", label="13912345678")
CALLER = "051988001234"


@pytest.fixture
def centre() -> LiveCentre:
    return LiveCentre()


def talking(centre: LiveCentre, *keys: str):
    centre.ready(ANNA)
    call = centre.call_in(*(keys or ("1",)))
    centre.answer(call, ANNA)
    return call


def test_a_call_is_answered_talked_and_wrapped_up(centre: LiveCentre) -> None:
    call = talking(centre)
    assert call.phase is Phase.CONNECTED
    assert call.local_network_id == CHANGZHOU
    assert call.queue_id == FAULT
    assert centre.talkers(call) == {CALLER, "1001"}
    assert centre.agents[ANNA].state is AgentState.BUSY
    assert list(centre.world.recordings) == [call.recording_id]

    centre.command(inputs.ClearConnection, call, ANNA)
    assert centre.world.legs == {}
    assert centre.agents[ANNA].state is AgentState.WORKING_AFTER_CALL
    assert [type(e) for e in centre.effects if isinstance(e, CallEnded | RecordingFinished)] == [
        CallEnded,
        RecordingFinished,
    ]

    centre.command(
        inputs.WrapUp, call, ANNA, result_code="solved", note="reset", next_state=AgentState.NOT_READY, reason="break"
    )
    assert (centre.agents[ANNA].state, centre.agents[ANNA].reason) == (AgentState.NOT_READY, "break")
    assert [e.result_code for e in centre.effects if isinstance(e, CallWrappedUp)] == ["solved"]
    assert centre.state.calls == {}
    assert centre.kinds(call) == [
        "offered_in",
        "answered",
        "ivr_node_entered",
        "ivr_digit",
        "ivr_node_entered",
        "queued",
        "offered",
        "delivered",
        "established",
        "recording_started",
        "agent_left",
        "cleared",
        "wrapped_up",
    ]


def test_the_history_says_why_a_call_came_to_its_agent(centre: LiveCentre) -> None:
    call = centre.call_in("1")
    centre.wait(7)
    centre.ready(ANNA)
    offered = next(fact for fact in centre.facts if fact.kind == "offered")
    waited_ms = centre.at_ms - (call.queued_at_ms or 0)
    assert waited_ms >= 7_000
    assert offered.data == {
        "agent_id": ANNA,
        "queue_id": FAULT,
        "why": {
            "choice": "best_call",
            "candidates": 1,
            "strategy": None,
            "is_skill_preferred": False,
            "priority": 5,
            "waited_ms": waited_ms,
            "is_front": False,
            "guest_of": None,
        },
    }


def test_a_caller_who_gives_up_while_it_rings_frees_the_agent(centre: LiveCentre) -> None:
    centre.ready(ANNA)
    call = centre.call_in("1")
    assert call.phase is Phase.RINGING
    centre.world.hang_up(ConnectionId("in-1"))
    centre.deliver_all()
    assert centre.world.legs == {}
    assert centre.agents[ANNA].state is AgentState.READY
    assert (call.outcome, centre.state.calls) == ("abandoned", {})


def test_an_agent_who_does_not_answer_is_set_aside_and_the_next_rings(centre: LiveCentre) -> None:
    centre.ready(ANNA, BOB)
    call = centre.call_in("1")
    first = call.agent_id
    centre.wait(15)
    second = call.agent_id
    assert {first, second} == {ANNA, BOB}
    assert first is not None
    assert (centre.agents[first].state, centre.agents[first].reason) == (AgentState.NOT_READY, "ring_no_answer")
    assert centre.talkers(call) == set()


def test_a_waiting_caller_hears_music_and_his_place(centre: LiveCentre) -> None:
    call = centre.call_in("1")
    assert centre.world.legs[ConnectionId("in-1")].has_music
    centre.wait(31)
    plays = [e.arguments["media"] for e in centre.effects if getattr(e, "service", "") == "play"]
    assert plays[-1] == ("zh-CN/you-are-next", "zh-CN/please-hold")
    centre.ready(ANNA)
    assert call.phase is Phase.RINGING


def test_hold_and_retrieve(centre: LiveCentre) -> None:
    call = talking(centre)
    centre.command(inputs.HoldCall, call, ANNA)
    assert (call.phase, centre.talkers(call)) == (Phase.HELD, {"1001"})
    centre.command(inputs.RetrieveCall, call, ANNA)
    assert (call.phase, centre.talkers(call)) == (Phase.CONNECTED, {CALLER, "1001"})


def consult(centre: LiveCentre, call, target: Target, serial: int = 1) -> None:
    centre.command(
        inputs.ConsultationCall, call, ANNA, target=target, consultation_id=CallId(uuid.UUID(int=900 + serial))
    )


def test_attended_transfer(centre: LiveCentre) -> None:
    call = talking(centre)
    centre.ready(BOB)
    consult(centre, call, TO_BOB)
    centre.answer(call, BOB)
    assert (call.phase, centre.talkers(call)) == (Phase.CONSULTING, {"1001", "1002"})
    centre.command(inputs.TransferCall, call, ANNA)
    assert (call.phase, centre.talkers(call)) == (Phase.CONNECTED, {CALLER, "1002"})
    assert centre.agents[ANNA].state is AgentState.WORKING_AFTER_CALL
    assert centre.agents[BOB].state is AgentState.BUSY
    centre.command(inputs.ClearConnection, call, BOB)
    assert centre.agents[BOB].state in (AgentState.READY, AgentState.WORKING_AFTER_CALL)
    centre.wait(60)
    assert centre.state.calls == {}


def test_conference_and_the_agent_leaves(centre: LiveCentre) -> None:
    call = talking(centre)
    consult(centre, call, OUTSIDE)
    third = next(c for c, leg in centre.world.legs.items() if leg.address == "13912345678")
    centre.world.answer(third)
    centre.deliver_all()
    centre.command(inputs.ConferenceCall, call, ANNA)
    assert centre.talkers(call) == {CALLER, "1001", "13912345678"}
    centre.command(inputs.ClearConnection, call, ANNA)
    assert centre.talkers(call) == {CALLER, "13912345678"}
    centre.world.hang_up(third)
    centre.deliver_all()
    assert centre.world.legs == {}


def test_a_consultation_that_is_refused_leaves_the_customer_with_the_agent(centre: LiveCentre) -> None:
    call = talking(centre)
    consult(centre, call, TO_BOB)  # not ready
    assert call.consultation is not None
    assert (call.consultation.cause, call.phase) == (Cause.BUSY, Phase.HELD)
    centre.command(inputs.RetrieveCall, call, ANNA)
    assert centre.talkers(call) == {CALLER, "1001"}


def test_blind_transfer_to_a_queue_and_to_an_agent_who_does_not_answer(centre: LiveCentre) -> None:
    call = talking(centre)
    centre.command(inputs.TransferCall, call, ANNA, target=TO_GENERAL)
    assert (call.phase, call.queue_id) == (Phase.WAITING, GENERAL)
    centre.ready(BOB)
    centre.answer(call, BOB)
    assert centre.talkers(call) == {CALLER, "1002"}
    centre.ready(CLEO)
    centre.command(inputs.TransferCall, call, BOB, target=Target(kind=TargetKind.AGENT, agent_id=CLEO, label="cleo"))
    centre.wait(25)
    assert centre.agents[CLEO].reason == "ring_no_answer"
    assert (call.phase, call.agent_id) == (Phase.RINGING, ANNA)  # she has wrapped up meanwhile
    assert centre.world.legs[ConnectionId("in-1")].has_music
    assert centre.world.recordings == {}


def test_a_reload_brings_the_agent_back(centre: LiveCentre) -> None:
    call = talking(centre)
    centre.step(inputs.PageLost(agent_id=ANNA))
    centre.deliver_all()
    assert (call.phase, centre.talkers(call)) == (Phase.LOST, set())
    assert centre.world.legs[ConnectionId("in-1")].has_music
    centre.step(inputs.PageReturned(agent_id=ANNA, has_session=False))
    centre.step(inputs.PhoneRegistered(agent_id=ANNA))
    centre.deliver_all()
    centre.answer(call, ANNA)
    assert (call.phase, centre.talkers(call)) == (Phase.CONNECTED, {CALLER, "1001"})
    assert centre.agents[ANNA].state is AgentState.BUSY
    centre.wait(30)
    assert call.phase is Phase.CONNECTED


def test_a_page_that_stays_away_gives_its_call_to_the_head_of_the_queue(centre: LiveCentre) -> None:
    call = talking(centre)
    entered = call.queued_at_ms
    later = centre.call_in("1")
    centre.step(inputs.PageLost(agent_id=ANNA))
    centre.wait(20)
    assert call.phase is Phase.WAITING
    assert call.queued_at_ms == entered
    centre.wait(11)
    assert (centre.agents[ANNA].state, centre.agents[ANNA].reason) == (AgentState.NOT_READY, "device_lost")
    centre.ready(BOB)
    assert call.phase is Phase.RINGING
    assert later.phase is Phase.WAITING


def test_an_ordinary_telephone_hangs_up_by_itself() -> None:
    centre = LiveCentre(DeviceKind.SIP_PHONE)
    call = talking(centre)
    centre.world.hang_up(centre.leg(call, ANNA))
    centre.deliver_all()
    assert centre.world.legs == {}
    assert call.outcome == "answered"


def test_a_call_out_rings_the_agent_first(centre: LiveCentre) -> None:
    call_id = CallId(uuid.UUID(int=77))
    centre.step(inputs.MakeCall(agent_id=ANNA, call_id=call_id, switch="s1", target=OUTSIDE))
    centre.deliver_all()
    call = centre.state.calls[call_id]
    centre.answer(call, ANNA)
    far = next(c for c, leg in centre.world.legs.items() if leg.address == "13912345678")
    centre.world.answer(far)
    centre.deliver_all()
    assert centre.talkers(call) == {"1001", "13912345678"}
    centre.world.hang_up(far)
    centre.deliver_all()
    assert (centre.world.legs, centre.state.calls) == ({}, {})
    assert centre.agents[ANNA].state is AgentState.NOT_READY


def test_a_call_to_a_colleague(centre: LiveCentre) -> None:
    centre.ready(BOB)
    call_id = CallId(uuid.UUID(int=78))
    centre.step(inputs.MakeCall(agent_id=ANNA, call_id=call_id, switch="s1", target=TO_BOB))
    centre.deliver_all()
    call = centre.state.calls[call_id]
    centre.answer(call, ANNA)
    centre.answer(call, BOB)
    assert centre.talkers(call) == {"1001", "1002"}
    centre.command(inputs.ClearConnection, call, BOB)
    assert (centre.world.legs, centre.state.calls) == ({}, {})
    assert centre.agents[BOB].state is AgentState.READY


def test_an_unknown_number_is_announced_and_recorded(centre: LiveCentre) -> None:
    call_id = CallId(uuid.UUID(int=79))
    centre.world.offer(call_id, ConnectionId("in-9"), "13812345678", "99999")
    centre.deliver_all()
    last = next(fact for fact in centre.facts if fact.call_id == call_id and fact.kind == "cleared")
    assert (last.data["outcome"], last.data["cause"]) == ("unknown_number", Cause.UNALLOCATED)
    assert centre.world.legs == {}


def test_voicemail_is_stored(centre: LiveCentre) -> None:
    call = centre.call_in("2")
    assert call.phase is Phase.VOICEMAIL
    centre.world.press(ConnectionId("in-1"), "#")
    centre.deliver_all()
    assert (call.outcome, centre.world.legs) == ("voicemail", {})
    stored = [e.context for e in centre.effects if isinstance(e, RecordingFinished)]
    assert [context.is_voicemail for context in stored] == [True]


def test_pausing_makes_segments(centre: LiveCentre) -> None:
    call = talking(centre)
    centre.command(inputs.SetRecording, call, ANNA, action="pause")
    centre.command(inputs.SetRecording, call, ANNA, action="stop")
    assert call.recording == "paused"
    centre.command(inputs.SetRecording, call, ANNA, action="resume")
    centre.command(inputs.ClearConnection, call, ANNA)
    assert [e.context.segment for e in centre.effects if isinstance(e, RecordingFinished)] == [1, 2]


def test_what_the_switch_no_longer_holds_is_closed(centre: LiveCentre) -> None:
    call = talking(centre)
    centre.step(inputs.SwitchReconciled(switch="s1", connections=()))
    assert (call.cause, call.outcome) == (Cause.SWITCH_LOST, "answered")
    assert centre.agents[ANNA].state is AgentState.WORKING_AFTER_CALL


def test_a_snapshot_brings_back_everything(centre: LiveCentre) -> None:
    talking(centre)
    centre.call_in()
    restored = centre.saved_and_restored()
    assert restored.engine.to_json() == centre.state.engine.to_json()
    for name in ("calls", "seats", "by_connection", "by_acd_id", "queues", "flows", "recordings"):
        assert getattr(restored, name) == getattr(centre.state, name)


def test_a_ring_group_rings_at_all_and_who_answers_talks(centre: LiveCentre) -> None:
    centre.ready(ANNA, BOB, CLEO)
    call = centre.call_in("3")
    assert call.phase is Phase.RINGING
    assert {leg.address for leg in centre.world.legs.values()} == {CALLER, "1001", "1002", "1003"}
    centre.answer(call, BOB)
    assert (call.phase, call.agent_id) == (Phase.CONNECTED, BOB)
    assert {leg.address for leg in centre.world.legs.values()} == centre.talkers(call) == {CALLER, "1002"}
    assert [centre.agents[agent_id].state for agent_id in AGENTS] == [
        AgentState.READY,
        AgentState.BUSY,
        AgentState.READY,
    ]
    assert [centre.state.seats[agent_id].call_id for agent_id in AGENTS] == [None, call.call_id, None]


def test_a_ring_group_rings_on_when_one_declines(centre: LiveCentre) -> None:
    centre.ready(ANNA, BOB)
    call = centre.call_in("3")
    centre.command(inputs.DeflectCall, call, ANNA)
    assert (call.phase, call.agent_id) == (Phase.RINGING, BOB)
    assert call.ring_until_ms is not None
    centre.answer(call, BOB)
    assert centre.talkers(call) == {CALLER, "1002"}


def test_a_consultation_rings_at_a_ring_group(centre: LiveCentre) -> None:
    call = talking(centre)
    centre.ready(BOB, CLEO)
    centre.command(inputs.ConsultationCall, call, ANNA, target=TO_GROUP, consultation_id=CallId(uuid.UUID(int=77_000)))
    assert {leg.address for leg in centre.world.legs.values()} == {CALLER, "1001", "1002", "1003"}
    centre.answer(call, CLEO)
    assert call.phase is Phase.CONSULTING
    assert {leg.address for leg in centre.world.legs.values()} == {CALLER, "1001", "1003"}
    centre.command(inputs.TransferCall, call, ANNA)
    assert centre.talkers(call) == {CALLER, "1003"}
