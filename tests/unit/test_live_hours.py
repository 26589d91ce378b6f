"""Queues outside their hours, queues closed by hand, callbacks at night, notices."""

import uuid
from dataclasses import replace

import pytest

from kefu.acd.core.model import AgentState, Relaxation, RelaxStep
from kefu.calls.model import Cause
from kefu.journeys.agent_desktop.commands import TargetBody, target_of
from kefu.journeys.agent_desktop.errors import QueueClosedError
from kefu.journeys.inbound_call import inputs
from kefu.journeys.inbound_call.callbacks import LIFE_MS
from kefu.journeys.inbound_call.effects import CallbackSettled, SwitchRequest
from kefu.journeys.inbound_call.model import LiveCall, Phase, Target, TargetKind
from kefu.kernel.ids import CallId, ConnectionId
from support.live_centre import AGENTS, FAULT, GENERAL, TENANT, LiveCentre
from support.live_hours import CLOSES_MS, MORNING, OPENS_MS, hang_up, pass_to, plays, set_up, told, with_exits

ANNA, BOB, _ = AGENTS


@pytest.fixture
def centre() -> LiveCentre:
    return LiveCentre()


# -- closed ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_by_hand", [True, False])
def test_a_closed_queue_says_so_and_the_flow_goes_on_as_refused(centre: LiveCentre, is_by_hand: bool) -> None:
    set_up(centre, FAULT, **({"is_open": False} if is_by_hand else {"calendar": MORNING}), closed_prompt="holiday")
    if not is_by_hand:
        pass_to(centre, CLOSES_MS)
    centre.ready(ANNA)
    call = centre.call_in("1")
    assert told(centre, call, "refused") == [{"code": "queue-closed", "queue_id": FAULT}]
    assert plays(centre) == [("zh-CN/holiday",)]
    assert (call.outcome, call.queue_id, told(centre, call, "queued")) == ("closed", None, [])
    assert told(centre, call, "cleared")[0]["ended_by"] == "flow"
    assert centre.agents[ANNA].state is AgentState.READY
    assert centre.state.calls == {}


def test_within_its_hours_it_takes_calls_and_to_the_minute(centre: LiveCentre) -> None:
    set_up(centre, FAULT, calendar=MORNING)
    centre.ready(ANNA)
    assert centre.call_in("1").phase is Phase.RINGING
    hang_up(centre)
    pass_to(centre, CLOSES_MS - 1)
    assert centre.call_in("1").phase is Phase.RINGING
    hang_up(centre)
    pass_to(centre, CLOSES_MS)
    assert centre.call_in("1").outcome == "closed"
    pass_to(centre, OPENS_MS)
    assert centre.call_in("1").phase is Phase.RINGING


def test_a_flow_with_an_exit_for_closed_says_everything_itself(centre: LiveCentre) -> None:
    set_up(centre, FAULT, flow=with_exits(refused="bye", closed="message"), is_open=False)
    call = centre.call_in("1")
    assert plays(centre) == [("zh-CN/voicemail",)]
    assert (call.phase, call.outcome) == (Phase.VOICEMAIL, "voicemail")


def test_a_flow_without_any_exit_for_it_ends_with_the_queue_s_prompt(centre: LiveCentre) -> None:
    set_up(centre, FAULT, flow=with_exits(), is_open=False)
    call = centre.call_in("1")
    assert plays(centre) == [("zh-CN/closed",)]
    [cleared] = told(centre, call, "cleared")
    assert (cleared["outcome"], cleared["cause"]) == ("closed", Cause.NORMAL)


def test_a_number_that_leads_straight_to_a_queue_finds_it_closed_without_being_answered(centre: LiveCentre) -> None:
    set_up(centre, GENERAL, is_open=False, notice_prompt="outage")
    calls = [CallId(uuid.UUID(int=number)) for number in (1, 2)]
    centre.world.offer(calls[0], ConnectionId("closed"), "051988001234", "8001")
    centre.deliver_all()
    facts = {fact.kind: fact.data for fact in centre.facts if fact.call_id == calls[0]}
    assert (facts["refused"]["code"], facts["cleared"]["outcome"]) == ("queue-closed", "closed")
    assert (centre.state.calls, plays(centre)) == ({}, [])
    set_up(centre, GENERAL, is_open=True)
    centre.world.offer(calls[1], ConnectionId("open"), "051988001234", "8001")
    centre.deliver_all()
    call = centre.state.calls[calls[1]]
    # nobody has answered him: no notice can be played
    assert (call.phase, plays(centre), told(centre, call, "notice_played")) == (Phase.WAITING, [], [])


def test_a_key_of_the_queue_node_cuts_the_prompt_short(centre: LiveCentre) -> None:
    set_up(centre, FAULT, is_open=False)
    call = begin(centre, "1")
    centre.world.press(ConnectionId("in-1"), "*")
    centre.deliver(-1)
    assert plays(centre) == [("zh-CN/closed",), ("zh-CN/voicemail",)]
    centre.deliver_all()
    assert (call.outcome, told(centre, call, "left_queue")) == ("voicemail", [])
    assert not any("closed" in timer for timer in centre.timers)


def test_a_prompt_whose_end_is_never_told_does_not_keep_the_caller(centre: LiveCentre) -> None:
    set_up(centre, FAULT, is_open=False)
    call = begin(centre, "1")
    centre.world.pending.clear()
    centre.wait(31)
    assert call.outcome == "closed"


def test_a_restart_while_the_prompt_is_played_goes_on_behind_it(centre: LiveCentre) -> None:
    set_up(centre, FAULT, is_open=False)
    call = begin(centre, "1")
    centre.restart()
    centre.deliver_all()
    assert told(centre, call, "cleared")[0]["outcome"] == "closed"
    assert centre.state.calls == {}


def begin(centre: LiveCentre, key: str) -> LiveCall:
    """Let a caller press a key, and leave off in the middle of what he is told then."""
    call = centre.call_in()
    centre.world.press(ConnectionId(f"in-{centre.serial}"), key)
    centre.deliver()
    assert call.closed_play_id is not None
    return call


@pytest.mark.parametrize("is_by_hand", [True, False])
def test_who_waits_when_it_closes_is_served(centre: LiveCentre, is_by_hand: bool) -> None:
    if not is_by_hand:
        set_up(centre, FAULT, calendar=MORNING)
        pass_to(centre, CLOSES_MS - 1000)
    call = centre.call_in("1")
    if is_by_hand:
        set_up(centre, FAULT, is_open=False)
    else:
        pass_to(centre, CLOSES_MS + 1000)
    assert (call.phase, FAULT in centre.state.closed_queues) == (Phase.WAITING, True)
    centre.ready(ANNA)
    centre.world.hang_up(centre.leg(call, ANNA), Cause.NO_ANSWER)  # back to the head of the closed queue
    centre.deliver_all()
    assert call.phase is Phase.WAITING
    centre.ready(BOB)
    centre.answer(call, BOB)
    assert call.phase is Phase.CONNECTED


def test_recipes_bring_calls_into_a_closed_queue_only_when_an_agent_is_free_for_them(centre: LiveCentre) -> None:
    step = RelaxStep(action=Relaxation.MOVE, after_s=20, queue_id=GENERAL)
    centre.state.queue_configs[FAULT] = replace(centre.state.queue_configs[FAULT], recipe=(step,))
    set_up(centre, GENERAL, is_open=False)
    call = centre.call_in("1")
    centre.wait(60)
    assert call.queue_id == FAULT
    set_up(centre, GENERAL, is_open=True)
    centre.wait(20)
    assert call.queue_id == GENERAL


def test_an_agent_cannot_send_calls_to_a_closed_queue(centre: LiveCentre) -> None:
    centre.ready(ANNA)
    call = centre.call_in("1")
    centre.answer(call, ANNA)
    set_up(centre, GENERAL, is_open=False)

    class Desk:
        """What the check of a target needs of the hub."""

        def __init__(self) -> None:
            self.centre = centre

    seat = centre.state.seats[ANNA]
    body = TargetBody(kind=TargetKind.QUEUE, id=GENERAL)
    with pytest.raises(QueueClosedError):
        target_of(Desk(), seat, body)
    target = Target(kind=TargetKind.QUEUE, queue_id=GENERAL, label="g")
    before = list(centre.facts)
    # it may close after it was checked: nothing happens, and he still has his customer
    centre.command(inputs.TransferCall, call, ANNA, target=target)
    centre.command(inputs.ConsultationCall, call, ANNA, target=target, consultation_id=call.call_id)
    assert (call.phase, call.agent_id, centre.facts) == (Phase.CONNECTED, ANNA, before)
    set_up(centre, GENERAL, is_open=True)
    assert target_of(Desk(), seat, body) == replace(target, label="hq-general")


def test_a_ringing_call_is_not_sent_to_a_closed_queue(centre: LiveCentre) -> None:
    set_up(centre, GENERAL, is_open=False)
    centre.ready(ANNA)
    call = centre.call_in("1")
    target = Target(kind=TargetKind.QUEUE, queue_id=GENERAL, label="g")
    centre.command(inputs.DeflectCall, call, ANNA, target=target)
    assert (call.phase, call.agent_id, told(centre, call, "deflected")) == (Phase.RINGING, ANNA, [])


def test_snapshots_keep_what_is_closed(centre: LiveCentre) -> None:
    set_up(centre, FAULT, calendar=MORNING)
    pass_to(centre, CLOSES_MS)
    restored = centre.saved_and_restored()
    assert restored.closed_queues == {FAULT}
    assert restored.queues == centre.state.queues
    assert restored.queue_configs == centre.state.queue_configs


def test_a_queue_that_is_gone_is_not_looked_at_any_more(centre: LiveCentre) -> None:
    set_up(centre, FAULT, calendar=MORNING)
    timer = f"journey:hours:{FAULT}"
    assert centre.timers[timer] == CLOSES_MS
    centre.step(inputs.CentreConfigured(tenant_id=TENANT, queues=(), networks=(), numbers=()))
    assert timer not in centre.timers
    assert centre.state.queue_configs == {}


# -- callbacks ---------------------------------------------------------------------------------------------------------


def book(centre: LiveCentre) -> LiveCall:
    """Let the switch fail while somebody waits: he is to be called back."""
    call = centre.call_in("1")
    centre.switch_away(is_killed=True)
    centre.switch_back()
    assert call.outcome == "callback"
    [place] = centre.state.calls.values()
    return place


def dialled(centre: LiveCentre) -> list[str]:
    asked = [e.arguments["device"] for e in centre.effects if isinstance(e, SwitchRequest) and e.service == "make_call"]
    return [device.address for device in asked]


def test_nobody_is_called_back_before_the_queue_opens(centre: LiveCentre) -> None:
    set_up(centre, FAULT, calendar=MORNING)
    pass_to(centre, CLOSES_MS - 1000)
    place = book(centre)
    pass_to(centre, CLOSES_MS)
    centre.ready(ANNA)
    assert dialled(centre) == []
    pass_to(centre, CLOSES_MS + LIFE_MS + 1000)  # the night does not count against him
    assert centre.agents[ANNA].state is AgentState.READY
    pass_to(centre, OPENS_MS)
    assert (place.phase, place.agent_id) == (Phase.RINGING, ANNA)
    centre.answer(place, ANNA)
    assert dialled(centre)[-1] == "+8651988001234"


def test_a_second_attempt_after_hours_waits_for_the_morning(centre: LiveCentre) -> None:
    set_up(centre, FAULT, calendar=MORNING)
    place = book(centre)
    pass_to(centre, CLOSES_MS - 1000)
    centre.ready(ANNA)
    centre.answer(place, ANNA)
    far = next(c for c, leg in centre.world.legs.items() if leg.address == "+8651988001234")
    pass_to(centre, CLOSES_MS + 1000)
    centre.world.hang_up(far, Cause.NO_ANSWER)
    centre.deliver_all()
    [again] = [call for call in centre.state.calls.values() if call.ended_at_ms is None]
    assert (again.attempt, f"journey:opening:{again.call_id}" in centre.timers) == (2, True)
    pass_to(centre, OPENS_MS)
    [queued] = told(centre, again, "queued")
    assert queued["queue_id"] == FAULT
    assert queued["is_front"] is False


def test_a_callback_of_a_queue_closed_by_hand_waits_for_it_but_not_for_ever(centre: LiveCentre) -> None:
    place = book(centre)
    set_up(centre, FAULT, is_open=False)
    centre.ready(ANNA)
    centre.wait(600)
    assert (dialled(centre), place.phase) == ([], Phase.WAITING)
    set_up(centre, FAULT, is_open=True)
    centre.wait(61)
    assert place.phase is Phase.RINGING
    set_up(centre, FAULT, is_open=False)
    centre.world.hang_up(centre.leg(place, ANNA), Cause.NO_ANSWER)
    centre.deliver_all()
    centre.wait(LIFE_MS / 1000)
    assert centre.state.calls == {}
    assert [e.is_reached for e in centre.effects if isinstance(e, CallbackSettled)] == [False]


# -- notices -----------------------------------------------------------------------------------------------------------


def test_everybody_hears_the_notice_once_and_then_music(centre: LiveCentre) -> None:
    set_up(centre, FAULT, notice_prompt="outage")
    call = begin_waiting(centre)
    assert plays(centre) == [("zh-CN/outage",)]
    assert told(centre, call, "notice_played") == [{"prompt": "outage", "queue_id": FAULT}]
    [leg] = centre.world.legs.values()
    assert not leg.has_music
    centre.deliver_all()
    assert leg.has_music
    centre.ready(ANNA)
    centre.world.hang_up(centre.leg(call, ANNA), Cause.NO_ANSWER)
    centre.deliver_all()
    assert call.phase is Phase.WAITING
    assert len(told(centre, call, "notice_played")) == 1
    centre.wait(61)
    assert plays(centre)[1][-1] == "zh-CN/please-hold"  # his place comes a while later


def begin_waiting(centre: LiveCentre) -> LiveCall:
    call = centre.call_in()
    centre.world.press(ConnectionId(f"in-{centre.serial}"), "1")
    centre.deliver()
    assert call.phase is Phase.WAITING
    return call


def test_a_queue_without_a_notice_has_music_at_once(centre: LiveCentre) -> None:
    call = begin_waiting(centre)
    assert (plays(centre), told(centre, call, "notice_played")) == ([], [])
    assert all(leg.has_music for leg in centre.world.legs.values())
