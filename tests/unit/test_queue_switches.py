"""What switches make of a queue, and what callers notice of it, those who wait already too."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kefu.acd.core.model import QueueConfig, Relaxation, RelaxStep
from kefu.acd.model import Queue, QueueSwitch, SwitchKind
from kefu.acd.switches.rules import LONGEST, switch_faults, switched
from kefu.journeys.inbound_call import inputs
from kefu.journeys.inbound_call.model import LiveCall, Phase, QueueInfo
from kefu.kernel.ids import ConnectionId, QueueId
from support.live_centre import AGENTS, FAULT, FLOW, GENERAL, TENANT, LiveCentre
from support.live_hours import hang_up, plays, told

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
THIRD = QueueId(uuid.UUID(int=77))
ANNA = AGENTS[0]
CALLBACK = ("zh-CN/callback-while-waiting",)


def switch(kind: SwitchKind, queue_id: QueueId = FAULT, **more: Any) -> QueueSwitch:
    return QueueSwitch(**({"queue_id": queue_id, "kind": kind, "set_at": NOW, "set_by": "陈立华"} | more))


def overflow(queue_id: QueueId = FAULT, to: QueueId = GENERAL) -> QueueSwitch:
    return switch(SwitchKind.OVERFLOW, queue_id, to_queue_id=to)


def queue(queue_id: QueueId = FAULT, **more: Any) -> Queue:
    config = QueueConfig(queue_id=queue_id, name="x")
    return Queue(**({"config": config, "code": "x", "name_zh": "x", "name_en": "x"} | more))


def test_without_switches_a_queue_is_as_it_is_set_up() -> None:
    assert switched(queue(), []) == queue()


def test_each_switch_does_its_own_and_they_add_up() -> None:
    on = [
        overflow(),
        switch(SwitchKind.NOTICE, prompt="outage"),
        switch(SwitchKind.CALLBACK),
        switch(SwitchKind.CLOSED),
    ]
    found = switched(queue(closed_prompt="night"), on)
    assert (found.is_open, found.closed_prompt, found.notice_prompt, found.offers_callback) == (
        False,
        "night",
        "outage",
        True,
    )
    assert {(step.action, step.queue_id) for step in found.config.recipe} == {(Relaxation.MOVE, GENERAL)}
    assert sorted(each.kind for each in found.switches) == sorted(SwitchKind)
    assert switched(queue(), [switch(SwitchKind.CLOSED, prompt="holiday")]).closed_prompt == "holiday"


def faults(wanted: QueueSwitch, on: Iterable[QueueSwitch] = (), **more: Any) -> list[tuple[str, str]]:
    queues = {FAULT: queue(), GENERAL: queue(GENERAL, **more), THIRD: queue(THIRD)}
    found = switch_faults(wanted, queues=queues, on=on, prompts=frozenset({"outage", "Bad Name"}))
    return [(each["field"], each["code"]) for each in found]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (switch(SwitchKind.CLOSED), []),
        (switch(SwitchKind.CLOSED, prompt="outage", until_at=NOW + LONGEST), []),
        (switch(SwitchKind.CALLBACK, until_at=NOW), [("until", "out-of-range")]),
        (switch(SwitchKind.CALLBACK, until_at=NOW + LONGEST + timedelta(seconds=1)), [("until", "out-of-range")]),
        (switch(SwitchKind.NOTICE), [("prompt", "missing")]),
        (switch(SwitchKind.NOTICE, prompt="nothing"), [("prompt", "unknown")]),
        (switch(SwitchKind.NOTICE, prompt="Bad Name"), [("prompt", "unknown")]),
        (switch(SwitchKind.CALLBACK, prompt="outage"), [("prompt", "unknown")]),
        (switch(SwitchKind.OVERFLOW), [("to_queue_id", "missing")]),
        (switch(SwitchKind.CLOSED, to_queue_id=GENERAL), [("to_queue_id", "missing")]),
        (overflow(), []),
        (overflow(to=FAULT), [("to_queue_id", "unknown")]),
        (overflow(to=QueueId(uuid.UUID(int=99))), [("to_queue_id", "unknown")]),
    ],
)
def test_what_may_be_switched_on(wanted: QueueSwitch, expected: list[tuple[str, str]]) -> None:
    assert faults(wanted) == expected


def test_calls_do_not_overflow_in_circles_or_into_closed_queues() -> None:
    assert faults(overflow(), [overflow(GENERAL, THIRD)]) == []
    assert faults(overflow(), [overflow(GENERAL, FAULT)]) == [("to_queue_id", "circular")]
    assert faults(overflow(), [overflow(GENERAL, THIRD), overflow(THIRD, FAULT)]) == [("to_queue_id", "circular")]
    assert faults(overflow(), [switch(SwitchKind.CLOSED, GENERAL)]) == [("to_queue_id", "closed")]
    assert faults(overflow(), [switch(SwitchKind.CLOSED, THIRD)]) == []
    assert faults(overflow(), is_open=False) == [("to_queue_id", "closed")]


# -- what callers notice -----------------------------------------------------------------------------------------------


@pytest.fixture
def centre() -> LiveCentre:
    return LiveCentre()


def put(centre: LiveCentre, *on: QueueSwitch, recipe: tuple[RelaxStep, ...] = ()) -> None:
    """Let the queue of faults be as it is with these switches, as the live centre is told it."""
    state = centre.state

    def told_of(queue_id: QueueId, info: QueueInfo) -> tuple[QueueConfig, QueueInfo]:
        config = centre.configured.queues[[q.queue_id for _, q in centre.configured.queues].index(queue_id)][0]
        if queue_id != FAULT:
            return config, info
        made = switched(queue(config=replace(config, recipe=recipe)), on)
        changes = {name: getattr(made, name) for name in ("is_open", "notice_prompt", "offers_callback", "switches")}
        return made.config, replace(info, **changes)

    centre.step(
        inputs.CentreConfigured(
            tenant_id=TENANT,
            queues=tuple(told_of(queue_id, info) for queue_id, info in state.queues.items()),
            networks=tuple(state.networks.values()),
            numbers=tuple(state.numbers.values()),
            flows={"default": FLOW},
        )
    )


def in_queue(call: LiveCall) -> QueueId | None:
    assert call.phase is Phase.WAITING
    return call.queue_id


@pytest.mark.parametrize("waited_s", [0, 25])
def test_overflow_moves_who_waits_wherever_he_is_in_the_recipe_and_who_comes(centre: LiveCentre, waited_s: int) -> None:
    steps = (RelaxStep(action=Relaxation.RAISE_PRIORITY, after_s=10, by=1),)
    put(centre, recipe=steps)
    call = centre.call_in("1")
    centre.wait(waited_s)
    assert in_queue(call) == FAULT
    put(centre, overflow(), recipe=steps)
    centre.wait(2)
    assert (in_queue(call), told(centre, call, "overflowed")) == (
        GENERAL,
        [{"from_queue_id": FAULT, "to_queue_id": GENERAL}],
    )
    later = centre.call_in("1")
    centre.wait(2)
    assert in_queue(later) == GENERAL
    put(centre, recipe=steps)
    last = centre.call_in("1")
    centre.wait(2)
    assert in_queue(last) == FAULT


def test_an_agent_who_is_free_is_better_than_another_queue(centre: LiveCentre) -> None:
    put(centre, overflow())
    centre.ready(ANNA)
    call = centre.call_in("1")
    assert (call.phase, call.queue_id) == (Phase.RINGING, FAULT)


def test_a_notice_is_heard_once_by_who_comes_and_by_who_waits_already(centre: LiveCentre) -> None:
    call = centre.call_in("1")
    put(centre, switch(SwitchKind.NOTICE, prompt="outage"))
    centre.wait(31)
    assert plays(centre) == [("zh-CN/outage",)]
    assert told(centre, call, "notice_played") == [{"prompt": "outage", "queue_id": FAULT}]
    centre.wait(120)
    assert plays(centre).count(("zh-CN/outage",)) == 1
    hang_up(centre)
    other = centre.call_in("1")
    assert told(centre, other, "notice_played") == [{"prompt": "outage", "queue_id": FAULT}]


def test_everybody_is_offered_a_callback_soon_and_once(centre: LiveCentre) -> None:
    waiting = centre.call_in("1")
    put(centre, switch(SwitchKind.CALLBACK))
    centre.wait(31)
    assert plays(centre) == [CALLBACK]
    assert waiting.is_callback_offered
    hang_up(centre)
    call = centre.call_in("1")
    centre.wait(9)
    assert plays(centre) == [CALLBACK, CALLBACK]
    centre.wait(31)
    assert plays(centre).count(CALLBACK) == 2
    centre.world.press(ConnectionId(f"in-{centre.serial}"), "*")
    centre.deliver_all()
    assert call.outcome == "callback"


def test_a_queue_closed_by_hand_serves_who_waits(centre: LiveCentre) -> None:
    call = centre.call_in("1")
    put(centre, switch(SwitchKind.CLOSED))
    assert centre.call_in("1").outcome == "closed"
    assert in_queue(call) == FAULT
    centre.ready(ANNA)
    assert call.phase is Phase.RINGING
