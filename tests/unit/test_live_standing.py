"""A customer's level raises his calls, and his calls find who looks after him."""

import uuid
from dataclasses import replace
from typing import Any

import pytest

from kefu.acd.core.events import QueueDefined
from kefu.acd.core.model import AgentState, Relaxation, RelaxStep
from kefu.journeys.inbound_call import inputs
from kefu.journeys.inbound_call.machine import CODEC
from kefu.journeys.inbound_call.model import LiveCall, Target, TargetKind
from kefu.kernel.ids import AgentId, CallId, ConnectionId, CustomerId
from support.live_centre import AGENTS, FAULT, GENERAL, LiveCentre

ANNA, BOB, CAROL = AGENTS


@pytest.fixture
def centre() -> LiveCentre:
    centre = LiveCentre()
    queues = centre.state.queues
    queues[FAULT] = replace(queues[FAULT], last_agent_s=10)
    return centre


def linked(centre: LiveCentre, key: str = "1", **standing: Any) -> LiveCall:
    """Let somebody call whom we recognise, and press a key."""
    call = centre.call_in()
    customer_id = CustomerId(uuid.UUID(int=7))
    centre.step(inputs.CustomerLinked(call_id=call.call_id, customer_id=customer_id, **standing))
    press(centre, key)
    return call


def press(centre: LiveCentre, key: str) -> None:
    """Let the latest caller press a key."""
    centre.world.press(ConnectionId(f"in-{centre.serial}"), key)
    centre.deliver_all()


def fact(centre: LiveCentre, call: LiveCall, kind: str) -> dict[str, Any]:
    """Return what the latest fact of a kind says."""
    return next(each.data for each in reversed(centre.facts) if each.call_id == call.call_id and each.kind == kind)


def test_a_gold_customers_call_goes_before_an_ordinary_one(centre: LiveCentre) -> None:
    ordinary = linked(centre, level="standard")
    centre.wait(1)
    gold = linked(centre, level="gold", level_priority=2)
    centre.ready(ANNA)
    assert (gold.agent_id, ordinary.agent_id) == (ANNA, None)
    assert fact(centre, gold, "customer_linked")["level"] == "gold"
    queued = fact(centre, gold, "queued")
    assert (queued["priority"], queued["level_priority"], queued["level"]) == (2, 2, "gold")
    own = centre.state.engine.state.queues[FAULT].config.priority
    assert fact(centre, gold, "offered")["why"]["priority"] == own + 2


READY = AgentState.READY


def test_a_level_counts_once_however_often_the_call_moves(centre: LiveCentre) -> None:
    gold = linked(centre, level="gold", level_priority=2)
    for asked in (1, 2):
        centre.ready(ANNA)
        centre.answer(gold, ANNA)
        target = Target(kind=TargetKind.QUEUE, queue_id=GENERAL)
        centre.command(inputs.TransferCall, gold, ANNA, target=target)
        assert fact(centre, gold, "queued")["priority"] == asked + 2  # a transfer's own, and the level's
        centre.step(inputs.WrapUp(agent_id=ANNA, call_id=gold.call_id, result_code=None, note="", next_state=READY))


@pytest.mark.parametrize(
    ("manager", "last", "chosen", "why"),
    [
        (CAROL, BOB, CAROL, "account_manager"),
        (None, BOB, BOB, "last_agent"),
        (CAROL, None, CAROL, "account_manager"),
        (AgentId(uuid.UUID(int=999)), BOB, BOB, "last_agent"),  # who looks after him is not signed in
        (BOB, BOB, BOB, "account_manager"),
    ],
)
def test_who_looks_after_a_customer_goes_before_whom_he_had_last(
    centre: LiveCentre, manager: AgentId | None, last: AgentId | None, chosen: AgentId, why: str
) -> None:
    centre.ready(ANNA, BOB, CAROL)
    call = linked(centre, account_manager_id=manager, last_agent_id=last)
    assert call.agent_id == chosen
    offered = fact(centre, call, "offered")
    assert (offered["preferred_as"], offered["why"]["choice"]) == (why, "preferred")


def test_a_queue_that_does_not_wait_prefers_nobody(centre: LiveCentre) -> None:
    centre.ready(ANNA, CAROL)
    call = linked(centre, "0", account_manager_id=CAROL)  # the general queue's last_agent_s is 0
    assert call.agent_id == ANNA
    assert "preferred_as" not in fact(centre, call, "offered")


def test_the_account_manager_is_waited_for_and_then_others_may_come(centre: LiveCentre) -> None:
    centre.ready(CAROL)
    first = centre.call_in("1")
    centre.answer(first, CAROL)
    centre.ready(ANNA)
    call = linked(centre, account_manager_id=CAROL)
    assert call.agent_id is None
    centre.wait(11)
    assert call.agent_id == ANNA


def test_a_place_kept_for_a_callback_keeps_level_and_account_manager(centre: LiveCentre) -> None:
    config = centre.state.engine.state.queues[FAULT].config
    steps = (RelaxStep(action=Relaxation.OFFER_CALLBACK, after_s=20),)
    centre.state.engine.step(centre.at_ms, QueueDefined(config=replace(config, recipe=steps)))
    call = linked(centre, level="gold", level_priority=2, account_manager_id=CAROL)
    centre.wait(21)
    press(centre, "*")
    [place] = centre.state.calls.values()
    assert place.callback_of == call.call_id
    assert (place.level, place.level_priority, place.account_manager_id) == ("gold", 2, CAROL)


def test_an_old_journal_is_read() -> None:
    data = {"@": "CustomerLinked", "call_id": str(uuid.UUID(int=1)), "customer_id": str(uuid.UUID(int=2))}
    assert CODEC.decode(data) == inputs.CustomerLinked(
        call_id=CallId(uuid.UUID(int=1)), customer_id=CustomerId(uuid.UUID(int=2))
    )
