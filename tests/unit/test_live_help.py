"""An agent's call for help, and the lines that supervisors write on desks."""

import uuid

import pytest

from kefu.calls.model import Participation
from kefu.journeys.agent_desktop import views
from kefu.journeys.inbound_call import inputs
from kefu.journeys.inbound_call.model import LiveCall
from kefu.kernel.ids import ConnectionId
from support.live_centre import AGENTS, LiveCentre

ANNA, BOB, CHIEF = AGENTS
LISTEN = Participation.LISTEN


@pytest.fixture
def centre() -> LiveCentre:
    return LiveCentre()


def talking(centre: LiveCentre) -> LiveCall:
    centre.ready(ANNA)
    call = centre.call_in("1")
    centre.answer(call, ANNA)
    return call


def test_help_is_asked_for_seen_and_taken_up_by_listening(centre: LiveCentre) -> None:
    call = talking(centre)
    centre.command(inputs.RequestHelp, call, ANNA, is_wanted=True)
    seat = centre.state.seats[ANNA]
    assert views.supervision_view(centre.state, seat)["help_since_ms"] == centre.at_ms
    assert views.call_view(centre.state, call, ANNA, "test", None)["help_since_ms"] == centre.at_ms
    centre.step(inputs.MonitorCall(agent_id=CHIEF, monitored_id=ANNA, participation=LISTEN))
    centre.deliver_all()
    assert views.supervision_view(centre.state, seat) == {
        "can_be_monitored": True,
        "monitors": [{"agent_id": str(CHIEF), "label": "agent 1003 1003", "participation": LISTEN}],
        "help_since_ms": None,
        "unread_messages": 0,
    }
    [taken] = [fact.data for fact in centre.facts if fact.kind == "help_taken"]
    assert taken == {"agent_id": CHIEF, "monitored_id": ANNA}


def test_help_that_is_not_needed_any_more_is_taken_back_and_ends_with_the_call(centre: LiveCentre) -> None:
    call = talking(centre)
    for is_wanted in (True, False, True):
        centre.command(inputs.RequestHelp, call, ANNA, is_wanted=is_wanted)
    assert [kind for kind in centre.kinds(call) if kind.startswith("help")] == [
        "help_requested",
        "help_cancelled",
        "help_requested",
    ]
    centre.command(inputs.RequestHelp, call, BOB, is_wanted=True)
    assert centre.state.seats[BOB].help_since_ms is None
    centre.command(inputs.ClearConnection, call, ANNA)
    assert centre.state.seats[ANNA].help_since_ms is None


def test_help_ends_with_the_call_of_a_lost_agent(centre: LiveCentre) -> None:
    call = talking(centre)
    centre.command(inputs.RequestHelp, call, ANNA, is_wanted=True)
    centre.step(inputs.PageLost(agent_id=ANNA))
    assert centre.state.seats[ANNA].help_since_ms is not None
    centre.world.hang_up(ConnectionId("in-1"))
    centre.deliver_all()
    assert centre.state.seats[ANNA].help_since_ms is None


def test_a_line_stays_on_the_desk_until_it_is_acknowledged(centre: LiveCentre) -> None:
    first, second = uuid.UUID(int=1), uuid.UUID(int=2)
    for message_id, text in ((first, "早会改到九点"), (second, "请注意语速"), (first, "早会改到九点")):
        centre.step(inputs.TakeMessage(agent_id=ANNA, message_id=message_id, sender="陈立华", text=text))
    centre.restart()
    lines = centre.state.seats[ANNA].messages
    assert [(line.message_id, line.text, line.sender) for line in lines] == [
        (first, "早会改到九点", "陈立华"),
        (second, "请注意语速", "陈立华"),
    ]
    centre.step(inputs.AcknowledgeMessage(agent_id=BOB, message_id=first))
    centre.step(inputs.AcknowledgeMessage(agent_id=ANNA, message_id=first))
    centre.step(inputs.AcknowledgeMessage(agent_id=ANNA, message_id=first))
    assert [line.message_id for line in centre.state.seats[ANNA].messages] == [second]
