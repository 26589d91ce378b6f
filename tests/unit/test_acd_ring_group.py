"""A call rings at several phones at once, and one of them gets it."""

import pytest

from kefu.acd.core.events import OfferFailed, OfferFailure, OfferWithdrawn
from kefu.acd.core.model import RING_GROUP_SIZE, AgentState, Strategy
from kefu.kernel.ids import AgentId
from support.acd import ANN, BOB, C1, C2, CAI, Centre, ring

READY, NOT_READY, RESERVED, BUSY = AgentState.READY, AgentState.NOT_READY, AgentState.RESERVED, AgentState.BUSY


@pytest.fixture
def centre() -> Centre:
    """Give a ring group of three who are ready."""
    centre = Centre()
    centre.queue(strategy=Strategy.RING_GROUP, ring_timeout_s=20)
    for agent_id in (ANN, BOB, CAI):
        centre.agent(agent_id)
    return centre


def states(centre: Centre) -> list[AgentState]:
    return [centre.state(agent_id)[0] for agent_id in (ANN, BOB, CAI)]


def withdrawn(effects: list[object]) -> list[tuple[AgentId, OfferFailure | None]]:
    return [(effect.agent_id, effect.failure) for effect in effects if isinstance(effect, OfferWithdrawn)]


def test_it_rings_at_all_and_who_answers_has_it(centre: Centre) -> None:
    assert centre.offered(centre.call(C1)) == [(C1, ANN), (C1, BOB), (C1, CAI)]
    assert withdrawn(centre.accept(C1, BOB)) == [(ANN, None), (CAI, None)]
    assert states(centre) == [READY, BUSY, READY]
    assert centre.engine.state.timers == {}
    assert centre.offered(centre.call(C2)) == [(C2, ANN), (C2, CAI)], "they have kept their places"


def test_who_declines_is_out_and_it_rings_on(centre: Centre) -> None:
    centre.call(C1)
    effects = centre.do(OfferFailed(call_id=C1, agent_id=ANN, failure=OfferFailure.REJECTED))
    assert withdrawn(effects) == [(ANN, OfferFailure.REJECTED)]
    assert states(centre) == [NOT_READY, RESERVED, RESERVED]
    centre.accept(C1, CAI)
    assert states(centre) == [NOT_READY, READY, BUSY]


def test_nobody_is_put_aside_because_nobody_answers(centre: Centre) -> None:
    centre.call(C1)
    centre.fire(ring(ANN))
    assert states(centre) == [READY, RESERVED, RESERVED]
    centre.fire(ring(BOB))
    effects = centre.fire(ring(CAI))
    assert centre.offered(effects) == [(C1, ANN), (C1, BOB)], "it rings again, at the others first"
    assert states(centre) == [RESERVED, RESERVED, READY]


def test_the_caller_hangs_up_while_it_rings(centre: Centre) -> None:
    centre.call(C1)
    assert withdrawn(centre.abandon(C1)) == [(ANN, None), (BOB, None), (CAI, None)]
    assert states(centre) == [READY] * 3
    assert centre.engine.state.calls == {}


def test_a_second_call_waits_while_all_phones_ring_for_the_first(centre: Centre) -> None:
    centre.call(C1)
    assert centre.offered(centre.call(C2)) == []
    assert centre.offered(centre.accept(C1, ANN)) == [(C2, BOB)], "who is freed first takes it"
    assert states(centre) == [BUSY, RESERVED, READY]


def test_all_phones_ring_after_a_restart(centre: Centre) -> None:
    centre.call(C1)
    centre.restart()
    assert withdrawn(centre.accept(C1, CAI)) == [(ANN, None), (BOB, None)]


def test_a_large_group_rings_in_part() -> None:
    centre = Centre()
    centre.queue(strategy=Strategy.RING_GROUP)
    agents = [AgentId(type(ANN)(int=1000 + n)) for n in range(RING_GROUP_SIZE + 2)]
    for agent_id in agents:
        centre.agent(agent_id)
    assert [agent_id for _, agent_id in centre.offered(centre.call(C1))] == agents[:RING_GROUP_SIZE]
