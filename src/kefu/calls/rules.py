"""How a call record follows from a call's facts; who may read its numbers."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from kefu.calls.model import CallFact, CallRecord
from kefu.identity.model import Principal
from kefu.kernel.ids import LocalNetworkId

BEGINNINGS = ("offered_in", "originated")
_TALKING = frozenset({"established", "retrieved", "conferenced", "agent_back"})
_HOLDING = frozenset({"held", "consulted", "agent_lost", "transferred"})
_OVER = frozenset({"cleared", "queued", "given_back"})


def derive_record(facts: Sequence[CallFact]) -> CallRecord | None:
    """Derive the record of a call that has ended; None while it has no end, or no beginning.

    Facts may come in any order and more than once. Talk is from an agent's answer to the end, less the times in which
    the customer heard music; waiting is from the first queue entry to the first answer, or to the end.
    """
    ordered = sorted({fact.seq: fact for fact in facts}.values(), key=lambda fact: fact.seq)
    first = _first(ordered, *BEGINNINGS)
    last = _first(ordered, "cleared")
    if first is None or last is None:
        return None
    established = _first(ordered, "established")
    queued = _first(ordered, "queued")
    asked = _first(ordered, "human_requested")
    answered = _first(ordered, "answered")
    talk_ms, hold_ms = _talk_and_hold(ordered)
    waited_until = established or last
    return CallRecord(
        call_id=first.call_id,
        tenant_id=first.tenant_id,
        direction=first.data["direction"],
        number=first.data["number"],
        called=first.data["called"],
        local_network_id=_latest(ordered, "local_network_id"),
        customer_id=_latest(ordered, "customer_id"),
        queue_id=_latest([fact for fact in ordered if fact.kind == "queued"], "queue_id"),
        agent_id=_latest([fact for fact in ordered if fact.kind in ("originated", "established")], "agent_id"),
        started_at_ms=first.at_ms,
        answered_at_ms=answered.at_ms if answered else None,
        human_requested_at_ms=asked.at_ms if asked else None,
        queued_at_ms=queued.at_ms if queued else None,
        established_at_ms=established.at_ms if established else None,
        ended_at_ms=last.at_ms,
        wait_ms=waited_until.at_ms - queued.at_ms if queued else None,
        talk_ms=talk_ms,
        hold_ms=hold_ms,
        transfers=sum(fact.kind == "transferred" for fact in ordered),
        is_recorded=any(fact.kind == "recording_started" for fact in ordered),
        is_short_abandon=_is_short(ordered, last),
        ivr_path=tuple(f.data["label"] for f in ordered if f.kind == "ivr_node_entered" and f.data["is_on_path"]),
        outcome=last.data["outcome"],
        cause=last.data["cause"],
    )


def is_short_abandon(outcome: str, ended_by: str, waited_ms: int | None, threshold_s: int) -> bool:
    """Tell whether a caller hung up so soon that he cannot be said to have waited; service level leaves him out."""
    is_abandoned = outcome == "abandoned" and ended_by == "customer"
    return is_abandoned and waited_ms is not None and waited_ms < threshold_s * 1000


def _is_short(facts: Sequence[CallFact], last: CallFact) -> bool:
    """Judge by the last entry into a queue and the threshold that the queue had then."""
    entries = [fact for fact in facts if fact.kind == "queued" and not fact.data.get("is_front")]
    if not entries:
        return False
    waited_ms, threshold_s = last.at_ms - entries[-1].at_ms, entries[-1].data.get("short_abandon_s", 0)
    return is_short_abandon(last.data["outcome"], last.data.get("ended_by", ""), waited_ms, threshold_s)


def sees_numbers(viewer: Principal, local_network_id: LocalNetworkId | None) -> bool:
    """Tell whether somebody may read customers' numbers of a local network."""
    may = "customer.pii.view"
    return may in viewer.permissions and viewer.scope_for(may).sees(local_network_id)


def mask_number(number: str) -> str:
    """Hide what tells one customer from another: "+8613812342246" becomes "+86138****2246"."""
    return f"{number[:-8]}****{number[-4:]}" if len(number) > 8 else number


def _first(facts: Sequence[CallFact], *kinds: str) -> CallFact | None:
    return next((fact for fact in facts if fact.kind in kinds), None)


def _latest(facts: Sequence[CallFact], key: str) -> Any:
    return next((fact.data[key] for fact in reversed(facts) if fact.data.get(key) is not None), None)


def _talk_and_hold(facts: Sequence[CallFact]) -> tuple[int, int]:
    talk_ms = hold_ms = 0
    changes = [fact for fact in facts if fact.kind in _TALKING | _HOLDING | _OVER]
    for fact, following in pairwise(changes):
        mode = "talk" if fact.kind in _TALKING else "hold" if fact.kind in _HOLDING else None
        length = following.at_ms - fact.at_ms
        talk_ms += length if mode == "talk" else 0
        hold_ms += length if mode == "hold" else 0
    return talk_ms, hold_ms
