"""What a viewer reads of a call: numbers masked where he may not see them, names beside ids."""

from collections.abc import Iterable, Mapping
from typing import Any

from kefu.calls.rules import mask_number
from kefu.journeys.call_history.model import Name, Names, Wanted

_AGENTS = ("agent_id", "to_agent_id", "monitored_id", "account_manager_id", "last_agent_id")
_QUEUES = ("queue_id", "from_queue_id", "to_queue_id")
_NUMBERS = ("caller", "number", "to_number")
_OWN_SIDE = {"inbound": "called", "outbound": "caller", "internal": "called"}
"""The number of a call that is ours: never masked."""


def mask_fact(data: Mapping[str, Any], direction: str | None) -> dict[str, Any]:
    """Hide the other party's numbers in a fact of a call of this direction; None hides nothing."""
    if direction is None:
        return dict(data)
    hidden = {*_NUMBERS, "called"} - {_OWN_SIDE[direction]}
    return {key: mask_number(value) if key in hidden and value else value for key, value in data.items()}


def wanted(facts: Iterable[Mapping[str, Any]]) -> Wanted:
    """Collect what facts name by id or code."""
    agents, queues, results, levels = set(), set(), set(), set()
    for data in facts:
        agents |= {data[key] for key in _AGENTS if data.get(key)}
        queues |= {data[key] for key in _QUEUES if data.get(key)}
        if guest_of := (data.get("why") or {}).get("guest_of"):
            queues.add(guest_of)
        if data.get("result_code"):
            results.add(data["result_code"])
        if data.get("level"):
            levels.add(data["level"])
    return Wanted(
        agents=frozenset(agents), queues=frozenset(queues), results=frozenset(results), levels=frozenset(levels)
    )


def names_in(data: Mapping[str, Any], names: Names) -> dict[str, Name]:
    """Give the names of what one fact mentions, by the fact's own keys; what has no name any more is left out."""
    found = {key: names.agents.get(data.get(key, "")) for key in _AGENTS}
    found |= {key: names.queues.get(data.get(key, "")) for key in _QUEUES}
    found["guest_of"] = names.queues.get((data.get("why") or {}).get("guest_of", ""))
    found["result_code"] = names.results.get(data.get("result_code", ""))
    found["level"] = names.levels.get(data.get("level", ""))
    return {key: name for key, name in found.items() if name is not None}
