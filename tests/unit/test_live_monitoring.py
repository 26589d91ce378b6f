"""A supervisor beside an agent: listening, whispering, joining in, taking over; the call for help; lines on a desk."""

import uuid

import pytest

from kefu.acd.core.model import AgentState
from kefu.calls.model import Cause, DeviceKind, Participation
from kefu.journeys.agent_desktop import views
from kefu.journeys.inbound_call import inputs
from kefu.journeys.inbound_call.model import LiveCall, Phase, Role, Target, TargetKind
from kefu.kernel.ids import AgentId, CallId, ConnectionId
from support.live_centre import AGENTS, GENERAL, LiveCentre

ANNA, BOB, CHIEF = AGENTS
CALLER = "051988001234"
LISTEN, WHISPER, BARGE = Participation
TO_BOB = Target(kind=TargetKind.AGENT, agent_id=BOB, label="bob")


@pytest.fixture
def centre() -> LiveCentre:
    return LiveCentre()


def talking(centre: LiveCentre, key: str = "1") -> LiveCall:
    centre.ready(ANNA)
    call = centre.call_in(key)
    centre.answer(call, ANNA)
    return call


def beside(
    centre: LiveCentre, call: LiveCall, how: Participation = LISTEN, agent_id: AgentId = ANNA
) -> tuple[ConnectionId, Participation] | None:
    """Let the supervisor go beside an agent, pick up, and tell what the switch does for him."""
    ask(centre, how, agent_id)
    centre.answer(call, CHIEF)
    return centre.world.legs[centre.leg(call, CHIEF)].beside


def ask(centre: LiveCentre, how: Participation, agent_id: AgentId = ANNA) -> None:
    centre.step(inputs.MonitorCall(agent_id=CHIEF, monitored_id=agent_id, participation=how))
    centre.deliver_all()


def seen(centre: LiveCentre, call: LiveCall, agent_id: AgentId) -> views.View:
    return views.call_view(centre.state, call, agent_id, "test", None)


def test_who_listens_hears_the_agent_and_is_in_no_conversation(centre: LiveCentre) -> None:
    call = talking(centre)
    assert beside(centre, call) == (centre.leg(call, ANNA), LISTEN)
    assert centre.talkers(call) == {CALLER, "1001"}
    assert centre.agents[CHIEF].state is AgentState.BUSY
    assert (call.agent_id, call.phase) == (ANNA, Phase.CONNECTED)
    shown = seen(centre, call, CHIEF)
    assert shown["phase"] == "monitoring"
    assert shown["monitoring"] == {
        "agent_id": str(ANNA),
        "label": "agent 1001 1001",
        "participation": LISTEN,
        "is_connected": True,
        "can_take_over": True,
    }


@pytest.mark.parametrize(
    ("how", "is_shown", "is_party"), [(LISTEN, False, False), (WHISPER, True, False), (BARGE, True, True)]
)
def test_the_agent_is_shown_who_speaks_to_him_and_not_who_only_listens(
    centre: LiveCentre, how: Participation, is_shown: bool, is_party: bool
) -> None:
    call = talking(centre)
    beside(centre, call, how)
    shown = seen(centre, call, ANNA)
    assert shown["monitors"] == ([{"label": "agent 1003 1003", "participation": how}] if is_shown else [])
    assert [party["role"] for party in shown["parties"] if party["role"] == "monitor"] == ["monitor"] * is_party
    assert shown["monitoring"] is None
    assert shown["phase"] == "connected"


def test_the_participation_can_be_changed_to_and_fro(centre: LiveCentre) -> None:
    call = talking(centre)
    beside(centre, call)
    leg = centre.world.legs[centre.leg(call, CHIEF)]
    ask(centre, WHISPER)
    assert leg.beside == (centre.leg(call, ANNA), WHISPER)
    ask(centre, BARGE)
    assert (leg.beside, centre.talkers(call)) == (None, {CALLER, "1001", "1003"})
    ask(centre, LISTEN)
    assert (leg.beside, centre.talkers(call)) == ((centre.leg(call, ANNA), LISTEN), {CALLER, "1001"})
    told = [fact.data["participation"] for fact in centre.facts if fact.kind == "monitored"]
    assert told == [LISTEN, WHISPER, BARGE, LISTEN]


def test_asking_for_the_same_again_changes_nothing(centre: LiveCentre) -> None:
    call = talking(centre)
    beside(centre, call)
    before = len(centre.effects)
    ask(centre, LISTEN)
    assert len(centre.effects) == before


def test_a_change_while_his_phone_rings_holds_when_he_answers(centre: LiveCentre) -> None:
    call = talking(centre)
    ask(centre, LISTEN)
    ask(centre, WHISPER)
    centre.answer(call, CHIEF)
    assert centre.world.legs[centre.leg(call, CHIEF)].beside == (centre.leg(call, ANNA), WHISPER)
    assert [fact.data["participation"] for fact in centre.facts if fact.kind == "monitored"] == [WHISPER]


def test_when_the_supervisor_hangs_up_only_his_part_ends(centre: LiveCentre) -> None:
    call = talking(centre)
    beside(centre, call, BARGE)
    centre.command(inputs.ClearConnection, call, CHIEF)
    assert centre.talkers(call) == {CALLER, "1001"}
    assert (call.phase, call.monitors()) == (Phase.CONNECTED, [])
    assert (centre.agents[CHIEF].state, centre.state.seats[CHIEF].call_id) == (AgentState.NOT_READY, None)
    assert centre.agents[ANNA].state is AgentState.BUSY
    assert centre.kinds(call)[-1] == "monitoring_ended"
    centre.command(inputs.ClearConnection, call, ANNA)
    assert centre.state.by_acd_id == {}


@pytest.mark.parametrize("device", list(DeviceKind)[1:])
def test_a_telephone_that_is_put_down_or_a_page_that_goes_ends_monitoring_alone(device: DeviceKind) -> None:
    centre = LiveCentre(device)
    call = talking(centre)
    beside(centre, call)
    if device is DeviceKind.WEB_PHONE:
        centre.step(inputs.PageLost(agent_id=CHIEF))
    else:
        centre.world.hang_up(centre.leg(call, CHIEF))
    centre.deliver_all()
    assert (call.phase, call.monitors(), centre.talkers(call)) == (Phase.CONNECTED, [], {CALLER, "1001"})
    assert centre.agents[CHIEF].state is AgentState.NOT_READY


def test_a_supervisor_who_does_not_answer_is_free_again(centre: LiveCentre) -> None:
    call = talking(centre)
    ask(centre, LISTEN)
    centre.world.hang_up(centre.leg(call, CHIEF), Cause.NO_ANSWER)
    centre.deliver_all()
    assert (call.monitors(), centre.state.seats[CHIEF].call_id) == ([], None)
    assert centre.agents[CHIEF].state is AgentState.NOT_READY
    assert "monitoring_ended" not in centre.kinds(call)


@pytest.mark.parametrize("is_answered", [True, False])
def test_the_end_of_the_call_ends_monitoring(centre: LiveCentre, is_answered: bool) -> None:
    call = talking(centre)
    ask(centre, LISTEN)
    if is_answered:
        centre.answer(call, CHIEF)
    centre.world.hang_up(ConnectionId("in-1"))
    centre.deliver_all()
    assert centre.world.legs == {}
    assert (centre.agents[CHIEF].state, centre.state.seats[CHIEF].call_id) == (AgentState.NOT_READY, None)
    assert centre.state.by_acd_id == {}


def test_when_the_agent_sends_the_call_on_monitoring_ends_with_his_part(centre: LiveCentre) -> None:
    call = talking(centre)
    beside(centre, call)
    centre.ready(BOB)
    centre.command(inputs.TransferCall, call, ANNA, target=TO_BOB)
    assert call.monitors() == []
    assert centre.agents[CHIEF].state is AgentState.NOT_READY
    centre.answer(call, BOB)
    assert centre.talkers(call) == {CALLER, "1002"}


def test_who_is_beside_the_consulted_agent_stays_when_he_gets_the_customer(centre: LiveCentre) -> None:
    call = talking(centre)
    centre.ready(BOB)
    centre.command(inputs.ConsultationCall, call, ANNA, target=TO_BOB, consultation_id=CallId(uuid.uuid4()))
    centre.answer(call, BOB)
    assert beside(centre, call, agent_id=BOB) == (centre.leg(call, BOB), LISTEN)
    assert not seen(centre, call, CHIEF)["monitoring"]["can_take_over"]
    centre.command(inputs.TransferCall, call, ANNA)
    assert [party.agent_id for party in call.monitors(BOB)] == [CHIEF]
    assert seen(centre, call, CHIEF)["monitoring"]["can_take_over"]


def test_a_lost_agent_is_waited_for_and_heard_again(centre: LiveCentre) -> None:
    call = talking(centre)
    beside(centre, call, WHISPER)
    first = centre.leg(call, ANNA)
    centre.step(inputs.PageLost(agent_id=ANNA))
    assert call.phase is Phase.LOST
    centre.step(inputs.PageReturned(agent_id=ANNA, has_session=False))
    centre.step(inputs.PhoneRegistered(agent_id=ANNA))
    centre.answer(call, ANNA)
    again = centre.leg(call, ANNA)
    assert again != first
    assert centre.world.legs[centre.leg(call, CHIEF)].beside == (again, WHISPER)


def test_a_lost_agent_who_does_not_come_back_ends_it(centre: LiveCentre) -> None:
    call = talking(centre)
    beside(centre, call)
    centre.step(inputs.PageLost(agent_id=ANNA))
    centre.wait(25)
    assert (call.phase, call.monitors()) == (Phase.WAITING, [])
    assert centre.agents[CHIEF].state is AgentState.NOT_READY


def test_a_supervisor_cannot_use_the_agents_services(centre: LiveCentre) -> None:
    call = talking(centre)
    beside(centre, call)
    for service in (inputs.HoldCall, inputs.TransferCall, inputs.ConferenceCall, inputs.AnswerCall):
        before = len(centre.effects)
        centre.command(service, call, CHIEF)
        assert len(centre.effects) == before, service
    centre.command(inputs.SetRecording, call, CHIEF, action="pause")
    assert (call.phase, centre.talkers(call)) == (Phase.CONNECTED, {CALLER, "1001"})
    assert "recording_stopped" not in centre.kinds(call)


def not_talking(centre: LiveCentre) -> None:
    """Nobody calls."""


def only_ringing(centre: LiveCentre) -> None:
    centre.ready(ANNA)
    centre.call_in("1")


def among_colleagues(centre: LiveCentre) -> None:
    centre.ready(BOB)
    call_id = CallId(uuid.uuid4())
    centre.step(inputs.MakeCall(agent_id=ANNA, call_id=call_id, switch="s1", target=TO_BOB))
    centre.deliver_all()
    centre.answer(centre.state.calls[call_id], ANNA)
    centre.answer(centre.state.calls[call_id], BOB)
    assert centre.state.calls[call_id].phase is Phase.CONNECTED


def supervisor_rings(centre: LiveCentre) -> None:
    talking(centre)
    centre.ready(CHIEF)
    centre.call_in("1")


def supervisor_has_no_phone(centre: LiveCentre) -> None:
    talking(centre)
    centre.world.register("1003", is_registered=False)
    centre.deliver_all()


@pytest.mark.parametrize(
    "scene", [not_talking, only_ringing, among_colleagues, supervisor_rings, supervisor_has_no_phone]
)
def test_nobody_is_beside_whom_he_cannot_hear(centre: LiveCentre, scene) -> None:
    scene(centre)
    legs, told = set(centre.world.legs), len(centre.facts)
    ask(centre, LISTEN)
    assert (set(centre.world.legs), len(centre.facts)) == (legs, told)
    assert [party for call in centre.state.calls.values() for party in call.monitors()] == []


@pytest.mark.parametrize("how", list(Participation))
def test_who_takes_over_has_the_customer_and_the_agent_wraps_up(centre: LiveCentre, how: Participation) -> None:
    call = talking(centre)
    beside(centre, call, how)
    centre.command(inputs.TakeCallOver, call, CHIEF)
    assert centre.talkers(call) == {CALLER, "1003"}
    assert (call.agent_id, call.phase, call.agents) == (CHIEF, Phase.CONNECTED, [ANNA, CHIEF])
    assert centre.agents[ANNA].state is AgentState.WORKING_AFTER_CALL
    assert centre.agents[CHIEF].state is AgentState.BUSY
    assert centre.kinds(call)[-3:] == ["taken_over", "agent_left", "established"]
    assert list(centre.world.recordings) == [call.recording_id]
    centre.command(inputs.HoldCall, call, CHIEF)
    assert call.phase is Phase.HELD
    centre.command(inputs.ClearConnection, call, CHIEF)
    assert centre.world.legs == {}
    assert centre.agents[CHIEF].state is AgentState.NOT_READY


def test_a_held_customer_is_taken_off_hold_and_a_consultation_ends(centre: LiveCentre) -> None:
    call = talking(centre)
    centre.ready(BOB)
    centre.command(inputs.ConsultationCall, call, ANNA, target=TO_BOB, consultation_id=CallId(uuid.uuid4()))
    centre.answer(call, BOB)
    beside(centre, call)
    centre.command(inputs.TakeCallOver, call, CHIEF)
    assert (centre.talkers(call), call.phase, call.consultation) == ({CALLER, "1003"}, Phase.CONNECTED, None)
    assert centre.agents[BOB].state is AgentState.READY
    assert centre.state.seats[BOB].call_id is None


def test_a_conference_goes_on_with_the_supervisor(centre: LiveCentre) -> None:
    call = talking(centre)
    centre.ready(BOB)
    centre.command(inputs.ConsultationCall, call, ANNA, target=TO_BOB, consultation_id=CallId(uuid.uuid4()))
    centre.answer(call, BOB)
    centre.command(inputs.ConferenceCall, call, ANNA)
    beside(centre, call)
    centre.command(inputs.TakeCallOver, call, CHIEF)
    assert (centre.talkers(call), call.phase) == ({CALLER, "1002", "1003"}, Phase.CONFERENCE)


def test_the_call_of_a_lost_agent_can_be_taken_over(centre: LiveCentre) -> None:
    call = talking(centre)
    beside(centre, call)
    centre.step(inputs.PageLost(agent_id=ANNA))
    centre.command(inputs.TakeCallOver, call, CHIEF)
    assert (centre.talkers(call), call.phase, call.agent_id) == ({CALLER, "1003"}, Phase.CONNECTED, CHIEF)
    centre.wait(30)
    assert (call.phase, call.agent_id) == (Phase.CONNECTED, CHIEF)


def test_only_who_is_beside_the_agent_takes_over(centre: LiveCentre) -> None:
    call = talking(centre)
    centre.command(inputs.TakeCallOver, call, CHIEF)
    ask(centre, LISTEN)
    centre.command(inputs.TakeCallOver, call, CHIEF)  # his phone still rings
    assert (call.agent_id, centre.talkers(call)) == (ANNA, {CALLER, "1001"})
    assert "taken_over" not in centre.kinds(call)


def test_a_restart_puts_the_ear_back_and_lets_nobody_into_the_conversation(centre: LiveCentre) -> None:
    call = talking(centre)
    beside(centre, call, WHISPER)
    centre.world.legs[centre.leg(call, CHIEF)].beside = None
    centre.restart()
    call = centre.state.calls[call.call_id]
    assert centre.world.legs[centre.leg(call, CHIEF)].beside == (centre.leg(call, ANNA), WHISPER)
    assert centre.talkers(call) == {CALLER, "1001"}


def test_a_forced_log_out_waits_for_the_call(centre: LiveCentre) -> None:
    call = talking(centre)
    centre.step(inputs.LogOff(agent_id=ANNA, is_forced=True))
    assert (centre.agents[ANNA].state, centre.agents[ANNA].pending_state) == (AgentState.BUSY, AgentState.NULL)
    centre.command(inputs.ClearConnection, call, ANNA)
    assert ANNA not in centre.state.seats


def test_monitored_calls_of_queues_with_wrap_up_leave_the_supervisor_without(centre: LiveCentre) -> None:
    call = talking(centre, "0")
    assert call.queue_id == GENERAL
    beside(centre, call)
    centre.world.hang_up(ConnectionId("in-1"))
    centre.deliver_all()
    assert centre.agents[ANNA].state is AgentState.WORKING_AFTER_CALL
    assert centre.agents[CHIEF].state is AgentState.NOT_READY
    assert [p.role for p in call.parties.values() if p.role is Role.MONITOR] == []
