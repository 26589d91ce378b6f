"""What a viewer reads of a call's facts."""

import pytest

from kefu.journeys.call_history.model import Names, Wanted
from kefu.journeys.call_history.rules import mask_fact, names_in, wanted

MOBILE, HIDDEN = "+8613812342246", "+86138****2246"
NAMES = Names(
    agents={"a1": {"en": "Ann 1001"}},
    queues={"q1": {"en": "Faults"}, "q2": {"en": "Sales"}},
    results={"solved": {"en": "Solved"}},
    levels={"gold": {"en": "Gold"}},
)


@pytest.mark.parametrize(
    ("direction", "caller", "called"),
    [("inbound", HIDDEN, MOBILE), ("outbound", MOBILE, HIDDEN), ("internal", HIDDEN, MOBILE), (None, MOBILE, MOBILE)],
)
def test_our_own_side_is_never_masked(direction: str | None, caller: str, called: str) -> None:
    data = {"caller": MOBILE, "called": MOBILE, "number": MOBILE, "to_number": None, "trunk": MOBILE}
    number = MOBILE if direction is None else HIDDEN
    assert mask_fact(data, direction) == {
        "caller": caller,
        "called": called,
        "number": number,
        "to_number": None,
        "trunk": MOBILE,
    }


def test_names_are_looked_up_and_given_by_the_facts_own_keys() -> None:
    offered = {"agent_id": "a1", "queue_id": "q1", "why": {"guest_of": "q2"}}
    transferred = {"agent_id": "a1", "to_agent_id": None, "to_queue_id": "q9"}
    wrapped_up = {"agent_id": "a1", "result_code": "solved"}
    assert wanted([offered, transferred, wrapped_up, {}]) == Wanted(
        agents=frozenset({"a1"}), queues=frozenset({"q1", "q2", "q9"}), results=frozenset({"solved"})
    )
    assert names_in(offered, NAMES) == {
        "agent_id": {"en": "Ann 1001"},
        "queue_id": {"en": "Faults"},
        "guest_of": {"en": "Sales"},
    }
    assert names_in(transferred, NAMES) == {"agent_id": {"en": "Ann 1001"}}
    assert names_in(wrapped_up, NAMES) == {"agent_id": {"en": "Ann 1001"}, "result_code": {"en": "Solved"}}
    assert names_in({}, NAMES) == {}


def test_who_a_customer_is_is_told_by_names() -> None:
    linked = {"level": "gold", "level_priority": 2, "account_manager_id": "a1", "last_agent_id": None}
    older = {"customer_id": "c1", "local_network_id": None}  # of releases that knew no levels
    assert wanted([linked, older]) == Wanted(agents=frozenset({"a1"}), queues=frozenset(), levels=frozenset({"gold"}))
    assert names_in(linked, NAMES) == {"account_manager_id": {"en": "Ann 1001"}, "level": {"en": "Gold"}}
    assert names_in(older, NAMES) == {}
