"""The call record follows from the facts, whatever order they come in."""

import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu.calls.model import CallFact, CallRecord
from kefu.calls.rules import derive_record, mask_number, sees_numbers
from kefu.identity.model import Grant, Principal
from kefu.kernel.ids import CallId, LocalNetworkId, PersonId, TenantId
from kefu.kernel.scope import Scope

CALL, TENANT = CallId(uuid.UUID(int=1)), TenantId(uuid.UUID(int=2))
STORY: list[tuple[int, str, dict[str, Any]]] = [
    (
        0,
        "offered_in",
        {"direction": "inbound", "number": "+8651988001234", "called": "96296", "local_network_id": "n1"},
    ),
    (100, "answered", {}),
    (150, "ivr_node_entered", {"label": {"zh-CN": "主菜单", "en": "Main menu"}, "is_on_path": True}),
    (160, "ivr_node_entered", {"label": {"zh-CN": "条件", "en": "Condition"}, "is_on_path": False}),
    (2_000, "human_requested", {}),
    (2_100, "queued", {"queue_id": "q1"}),
    (2_200, "customer_linked", {"customer_id": "c1", "local_network_id": "n2"}),
    (12_100, "established", {"agent_id": "a1", "queue_id": "q1"}),
    (12_110, "recording_started", {}),
    (22_100, "held", {}),
    (25_100, "retrieved", {}),
    (30_100, "transferred", {"to_queue_id": "q2"}),
    (30_200, "queued", {"queue_id": "q2"}),
    (40_200, "established", {"agent_id": "a2", "queue_id": "q2"}),
    (50_200, "cleared", {"outcome": "answered", "cause": "normal", "customer_id": "c1", "local_network_id": "n2"}),
]


def facts(story: list[tuple[int, str, dict[str, Any]]]) -> list[CallFact]:
    return [
        CallFact(tenant_id=TENANT, call_id=CALL, seq=seq, at_ms=at_ms, kind=kind, data=data)
        for seq, (at_ms, kind, data) in enumerate(story, 1)
    ]


RECORD = CallRecord(
    call_id=CALL,
    tenant_id=TENANT,
    direction="inbound",
    number="+8651988001234",
    called="96296",
    local_network_id="n2",
    customer_id="c1",
    queue_id="q2",
    agent_id="a2",
    started_at_ms=0,
    answered_at_ms=100,
    human_requested_at_ms=2_000,
    queued_at_ms=2_100,
    established_at_ms=12_100,
    ended_at_ms=50_200,
    wait_ms=10_000,
    talk_ms=10_000 + 5_000 + 10_000,
    hold_ms=3_000 + 100,
    transfers=1,
    is_recorded=True,
    ivr_path=({"zh-CN": "主菜单", "en": "Main menu"},),
    outcome="answered",
    cause="normal",
)


@given(st.permutations(facts(STORY)), st.sampled_from(facts(STORY)))
def test_late_and_duplicate_facts_change_nothing(shuffled: list[CallFact], again: CallFact) -> None:
    assert derive_record([*shuffled, again]) == RECORD


def test_a_caller_who_gave_up_has_waited_to_the_end() -> None:
    story = [*STORY[:6], (7_100, "cleared", {"outcome": "abandoned", "cause": "normal"})]
    record = derive_record(facts(story))
    assert record is not None
    assert (record.wait_ms, record.talk_ms, record.hold_ms, record.agent_id, record.established_at_ms) == (
        5_000,
        0,
        0,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("entries", "end", "is_short"),
    [
        ([(2_100, {"queue_id": "q1", "short_abandon_s": 5})], {"ended_by": "customer"}, True),
        ([(2_000, {"queue_id": "q1", "short_abandon_s": 5})], {"ended_by": "customer"}, False),
        ([(2_100, {"queue_id": "q1"})], {"ended_by": "customer"}, False),  # written before there were thresholds
        ([(2_100, {"queue_id": "q1", "short_abandon_s": 5})], {"ended_by": "switch"}, False),
        ([(2_100, {"queue_id": "q1", "short_abandon_s": 5})], {"ended_by": "customer", "outcome": "answered"}, False),
        (
            [(1_000, {"short_abandon_s": 5}), (5_000, {"short_abandon_s": 5, "is_front": True})],
            {"ended_by": "customer"},
            False,  # an agent did not answer: he had waited before
        ),
        ([(1_000, {"short_abandon_s": 9}), (6_000, {"short_abandon_s": 2})], {"ended_by": "customer"}, True),
        ([], {"ended_by": "customer"}, False),
    ],
)
def test_a_short_abandon_follows_from_the_facts_alone(
    entries: list[tuple[int, dict[str, Any]]], end: dict[str, Any], is_short: bool
) -> None:
    queued = [(at_ms, "queued", data) for at_ms, data in entries]
    cleared = (7_000, "cleared", {"outcome": "abandoned", "cause": "normal", **end})
    record = derive_record(facts([STORY[0], *queued, cleared]))
    assert record is not None
    assert record.is_short_abandon is is_short


def test_self_service_has_no_queue() -> None:
    record = derive_record(facts([STORY[0], (500, "cleared", {"outcome": "ivr_only", "cause": "normal"})]))
    assert record is not None
    assert (record.wait_ms, record.queued_at_ms, record.answered_at_ms, record.local_network_id) == (
        None,
        None,
        None,
        "n1",
    )


def test_a_history_without_beginning_or_end_has_no_record() -> None:
    assert derive_record(facts(STORY[:-1])) is None
    assert derive_record(facts(STORY[1:])) is None


def viewer(*grants: Grant) -> Principal:
    return Principal(
        tenant_id=TENANT,
        person_id=PersonId(uuid.UUID(int=3)),
        login="wang",
        name="Wang",
        permissions=frozenset().union(*(grant.permissions for grant in grants)),
        scope=Scope(TENANT),
        agent_id=None,
        session_id=uuid.UUID(int=4),
        grants=grants,
    )


def test_numbers_are_read_where_the_permission_reaches() -> None:
    here, there = (LocalNetworkId(uuid.UUID(int=n)) for n in (5, 6))
    everywhere = Grant(frozenset({"board.view"}), None)
    local = Grant(frozenset({"customer.pii.view"}), frozenset({here}))
    assert sees_numbers(viewer(everywhere, local), here)
    assert not sees_numbers(viewer(everywhere, local), there)
    assert not sees_numbers(viewer(everywhere), here)


def test_a_masked_number_keeps_its_ends() -> None:
    assert mask_number("+8613812342246") == "+86138****2246"
    assert mask_number("+8651988001234") == "+86519****1234"
    assert mask_number("96296") == "96296"
    assert mask_number("") == ""
