"""Recipes that speak with a waiting caller, and the place that is kept for one who is called back."""

from dataclasses import replace

import pytest

from kefu.acd.core.events import QueueDefined
from kefu.acd.core.model import AgentState, Relaxation, RelaxStep
from kefu.calls.model import Cause
from kefu.ivr import model as ivr
from kefu.journeys.agent_desktop.views import call_view
from kefu.journeys.inbound_call import inputs
from kefu.journeys.inbound_call.callbacks import LIFE_MS
from kefu.journeys.inbound_call.effects import CallbackRequested, CallbackSettled, SwitchRequest
from kefu.journeys.inbound_call.model import LiveCall, Phase
from kefu.kernel.ids import ConnectionId, CustomerId, uuid7
from support.live_centre import AGENTS, FAULT, LiveCentre

ANNA, BOB, _ = AGENTS
CALLER = "051988001234"


@pytest.fixture
def centre() -> LiveCentre:
    return LiveCentre()


def recipe(centre: LiveCentre, action: Relaxation, value: str = "") -> None:
    """Let the queue of faults do something about a call that has waited for 20 s."""
    config = centre.state.engine.state.queues[FAULT].config
    steps = (RelaxStep(action=action, after_s=20, value=value),)
    centre.state.engine.step(centre.at_ms, QueueDefined(config=replace(config, recipe=steps)))


def asked(centre: LiveCentre, service: str) -> list[dict[str, object]]:
    return [e.arguments for e in centre.effects if isinstance(e, SwitchRequest) and e.service == service]


def book(centre: LiveCentre) -> LiveCall:
    """Let a caller be offered a callback after 20 s and take it; return the call that keeps his place."""
    recipe(centre, Relaxation.OFFER_CALLBACK)
    call = centre.call_in("1")
    centre.wait(21)
    assert asked(centre, "play")[-1]["media"] == ("zh-CN/callback-while-waiting",)
    centre.world.press(ConnectionId(f"in-{centre.serial}"), "*")
    centre.deliver_all()
    assert call.outcome == "callback"
    assert centre.world.legs == {}
    [place] = centre.state.calls.values()
    assert (place.phase, place.queued_at_ms, place.callback_of) == (Phase.WAITING, call.queued_at_ms, call.call_id)
    return place


def far_leg(centre: LiveCentre) -> ConnectionId:
    """Return the connection of the customer who is called back."""
    return next(c for c, leg in centre.world.legs.items() if leg.address == "+8651988001234")


def test_what_the_flow_has_noted_is_shown_and_goes_with_the_callback(centre: LiveCentre) -> None:
    [(key, flow)] = centre.state.flows.items()
    menu, fault = flow.nodes["menu"], flow.nodes["fault"]
    noting = ivr.SetVariable(
        kind="set", label=fault.label, variable="fault_kind", value="no-picture", exits={"next": "fault"}
    )
    nodes = {**flow.nodes, "menu": replace(menu, exits={**menu.exits, "1": "noting"}), "noting": noting}
    centre.state.flows[key] = replace(flow, nodes=nodes)
    place = book(centre)
    assert place.noted == {"fault_kind": "no-picture"}
    assert call_view(centre.state, place, ANNA, "originated", None)["ivr"] == {"fault_kind": "no-picture"}


def test_an_announcement_is_made_and_music_goes_on(centre: LiveCentre) -> None:
    recipe(centre, Relaxation.ANNOUNCE, "please-hold")
    call = centre.call_in("1")
    centre.wait(21)
    assert asked(centre, "play")[-1]["media"] == ("zh-CN/please-hold",)
    assert centre.world.legs[ConnectionId("in-1")].has_music
    assert "relaxed" in centre.kinds(call)


def test_a_caller_is_sent_to_the_exit_of_his_flow(centre: LiveCentre) -> None:
    recipe(centre, Relaxation.VOICEMAIL)
    centre.call_in("1")
    centre.wait(21)
    assert centre.state.calls == {}  # this flow hangs up on a refusal


def test_a_caller_is_sent_to_another_number(centre: LiveCentre) -> None:
    recipe(centre, Relaxation.OTHER_NUMBER, "13912345678")
    centre.call_in("1")
    centre.wait(21)
    assert [leg.address for leg in centre.world.legs.values()] == [CALLER, "13912345678"]


def test_a_place_is_kept_before_those_who_came_later(centre: LiveCentre) -> None:
    place = book(centre)
    later = centre.call_in("1")
    centre.ready(ANNA)
    assert (place.phase, later.phase) == (Phase.RINGING, Phase.WAITING)
    centre.answer(place, ANNA)
    assert place.phase is Phase.DIALING
    centre.world.answer(far_leg(centre))
    centre.deliver_all()
    assert centre.talkers(place) == {"+8651988001234", "1001"}
    centre.command(inputs.ClearConnection, place, ANNA)
    assert [e.is_reached for e in centre.effects if isinstance(e, CallbackSettled)] == [True]
    assert centre.agents[ANNA].state is AgentState.WORKING_AFTER_CALL


def test_who_is_not_reached_is_tried_once_more(centre: LiveCentre) -> None:
    place = book(centre)
    centre.ready(ANNA, BOB)
    for agent_id in (ANNA, BOB):
        centre.answer(place, agent_id)
        centre.world.hang_up(far_leg(centre), Cause.BUSY)
        centre.deliver_all()
        place = next((call for call in centre.state.calls.values() if call.phase is Phase.RINGING), place)
    assert [e.is_reached for e in centre.effects if isinstance(e, CallbackSettled)] == [False]


def test_nobody_is_called_back_after_hours(centre: LiveCentre) -> None:
    book(centre)
    centre.wait(LIFE_MS / 1000 + 1)
    assert centre.state.calls == {}
    assert [e.is_reached for e in centre.effects if isinstance(e, CallbackSettled)] == [False]


def test_who_waited_on_a_switch_that_is_gone_is_called_back(centre: LiveCentre) -> None:
    centre.call_in("1")
    centre.switch_away(is_killed=True)
    centre.wait(11)
    centre.switch_back()
    [place] = centre.state.calls.values()
    assert place.callback_of is not None
    assert [e.number for e in centre.effects if isinstance(e, CallbackRequested)] == ["+8651988001234"]


def test_who_has_talked_with_the_customer_before_is_waited_for_first(centre: LiveCentre) -> None:
    queues = centre.state.queues
    queues[FAULT] = replace(queues[FAULT], last_agent_s=10)
    centre.ready(ANNA, BOB)
    call = centre.call_in()
    known = inputs.CustomerLinked(call_id=call.call_id, customer_id=CustomerId(uuid7(1, bytes(10))), last_agent_id=BOB)
    centre.step(known)
    centre.world.press(ConnectionId("in-1"), "1")
    centre.deliver_all()
    assert call.agent_id == BOB
