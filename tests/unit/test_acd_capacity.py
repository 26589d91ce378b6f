"""An agent handles one call, or several contacts of other channels beside each other."""

import pytest

from kefu.acd.core.events import AgentDefined, AgentEngaged, CallDirected, CallOverflowed, CallRefused
from kefu.acd.core.model import AgentConfig, AgentState, Channel, Relaxation, RelaxStep, WrapUpMode
from support.acd import ANN, BOB, C1, C2, C3, C4, FAULTS, SALES, Centre, move, step

READY, RESERVED, BUSY, NULL = AgentState.READY, AgentState.RESERVED, AgentState.BUSY, AgentState.NULL


@pytest.fixture
def centre() -> Centre:
    """Give a queue of calls (FAULTS) and one of chats (SALES)."""
    centre = Centre()
    centre.queue(wrap_up_mode=WrapUpMode.NONE)
    centre.queue(SALES, channel=Channel.CHAT)
    return centre


def join(centre: Centre, agent_id: object, **capacity: int) -> None:
    centre.agent(agent_id, FAULTS, SALES, is_ready=False)
    config = AgentConfig(
        agent_id=agent_id,
        queue_ids=frozenset({FAULTS, SALES}),
        capacity={Channel(name): most for name, most in capacity.items()},
    )
    centre.do(AgentDefined(config=config))
    centre.ready(agent_id)


def chat(centre: Centre, call_id: object, agent_id: object) -> None:
    assert centre.offered(centre.call(call_id, SALES)) == [(call_id, agent_id)]
    centre.accept(call_id, agent_id)


def test_he_handles_as_many_chats_as_he_can_and_no_call_meanwhile(centre: Centre) -> None:
    join(centre, ANN, chat=2)
    chat(centre, C1, ANN)
    assert centre.state(ANN) == (READY, None)
    assert centre.offered(centre.call(C2)) == [], "a call would take all of him"
    chat(centre, C3, ANN)
    assert centre.offered(centre.call(C4, SALES)) == [], "two are enough"
    assert centre.offered(centre.release(ANN, C1)) == [(C4, ANN)], "one chat for one chat"
    centre.accept(C4, ANN)
    assert centre.offered(centre.release(ANN, C3)) == []
    assert centre.offered(centre.release(ANN, C4)) == [(C2, ANN)]


def test_a_call_takes_all_of_him(centre: Centre) -> None:
    join(centre, ANN, chat=3)
    centre.talk(ANN, C1)
    assert centre.state(ANN) == (BUSY, None)
    assert centre.offered(centre.call(C2, SALES)) == []
    assert centre.offered(centre.release(ANN, C1)) == [(C2, ANN)]


def test_who_can_handle_one_chat_is_busy_with_it(centre: Centre) -> None:
    join(centre, ANN, chat=1)
    chat(centre, C1, ANN)
    assert centre.state(ANN) == (BUSY, None)


def test_who_handles_no_chats_gets_none(centre: Centre) -> None:
    join(centre, ANN)
    assert centre.offered(centre.call(C1, SALES)) == []
    assert centre.offered(centre.call(C2, SALES, preferred_agent_id=ANN, preferred_s=60)) == []
    assert not centre.engine.state.calls[C2].is_courting
    directed = centre.do(CallDirected(call_id=C3, agent_id=ANN, queue_id=SALES))
    assert directed == [CallRefused(call_id=C3, queue_id=SALES, code="agent-not-available")]


def test_who_handles_no_calls_gets_chats_only(centre: Centre) -> None:
    join(centre, ANN, voice=0, chat=2)
    assert centre.offered(centre.call(C1)) == []
    chat(centre, C2, ANN)


def test_chats_are_spread(centre: Centre) -> None:
    join(centre, ANN, chat=3)
    join(centre, BOB, chat=3)
    for call_id, agent_id in ((C1, ANN), (C2, BOB), (C3, ANN)):
        chat(centre, call_id, agent_id)


def test_the_end_of_a_chat_does_not_begin_the_state_anew(centre: Centre) -> None:
    join(centre, ANN, chat=2)
    chat(centre, C1, ANN)
    since_ms = centre.at_ms
    assert centre.release(ANN, C1) == [centre.changed(ANN, READY, since_ms=since_ms)]


def test_chats_go_on_when_he_is_away_and_when_he_signs_out(centre: Centre) -> None:
    join(centre, ANN, chat=2)
    chat(centre, C1, ANN)
    chat(centre, C2, ANN)
    centre.not_ready(ANN, "lunch")
    assert centre.release(ANN, C1) == [
        centre.changed(ANN, AgentState.NOT_READY, "lunch", since_ms=centre.at_ms - 1000, handled=1)
    ]
    centre.do(AgentEngaged(agent_id=ANN, call_id=C3))
    centre.restart()
    centre.release(ANN, C3)
    assert list(centre.engine.state.agents[ANN].handled) == [C2]
    centre.release(ANN, C2)
    assert centre.engine.state.agents[ANN].handled == {}


def test_a_preferred_agent_who_is_full_is_waited_for(centre: Centre) -> None:
    join(centre, ANN, chat=2)
    chat(centre, C1, ANN)
    assert centre.offered(centre.call(C2, preferred_agent_id=ANN, preferred_s=60)) == []
    assert centre.engine.state.calls[C2].is_courting
    assert centre.offered(centre.call(C3, SALES)) == [(C3, ANN)], "for a chat he has room"
    centre.abandon(C3)
    assert centre.offered(centre.release(ANN, C1)) == [(C2, ANN)]


def test_a_queue_of_another_channel_neither_helps_nor_takes_over(centre: Centre) -> None:
    help_ = RelaxStep(action=Relaxation.ADD_QUEUE, after_s=10, queue_id=SALES)
    centre.queue(recipe=(help_, move(SALES, 20)))
    join(centre, ANN, voice=0, chat=2)
    centre.call(C1)
    centre.fire(step(C1))
    assert [line.queue.config.queue_id for line in centre.engine.state.calls[C1].lines] == [FAULTS]
    effects = centre.fire(step(C1))
    assert not any(isinstance(effect, CallOverflowed) for effect in effects)
