"""What a call was to its queues and to its agents: derived from its facts alone, in whatever order they came."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from kefu.calls.model import CallFact
from kefu.insight.rules.told import Contact, Entry, Exit, Part, Stay, Told
from kefu.kernel.ids import AgentId, LocalNetworkId, QueueId


@dataclass(slots=True)
class _Talking:
    contact: Contact
    is_holding: bool = False
    since_ms: int = 0


@dataclass(slots=True)
class _Reading:
    """A call while its facts are read."""

    stays: list[Stay] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    open: dict[AgentId, _Talking] = field(default_factory=dict)
    is_waiting: bool = False
    is_callback: bool = False
    sent: Entry = Entry.OFFERED
    short_s: int = 0
    requested_at_ms: int | None = None
    is_consulting: bool = False
    network: LocalNetworkId | None = None
    ended_at_ms: int | None = None


_FAILURES = {
    "no_answer": Part.NO_ANSWER,
    "rejected": Part.REJECTED,
    "unreachable": Part.UNREACHABLE,
    "withdrawn": Part.WITHDRAWN,
}
_REFUSALS = {"waited-too-long": Exit.TIMED_OUT, "queue-full": Exit.REFUSED, "no-such-queue": Exit.REFUSED}


def tell(facts: Sequence[CallFact]) -> Told | None:
    """Tell what a call was; None without its beginning. Facts may come twice, and in any order."""
    ordered = sorted({fact.seq: fact for fact in facts}.values(), key=lambda fact: fact.seq)
    first = next((fact for fact in ordered if fact.kind in ("offered_in", "originated")), None)
    if first is None:
        return None
    call = _Reading()
    for fact in ordered:
        if (network := fact.data.get("local_network_id")) is not None:
            call.network = _id(network, LocalNetworkId)
        if (read := _READERS.get(fact.kind)) is not None:
            read(call, fact.at_ms, fact.data)
    return Told(
        call_id=first.call_id,
        tenant_id=first.tenant_id,
        direction=first.data["direction"],
        started_at_ms=first.at_ms,
        local_network_id=call.network,
        ended_at_ms=call.ended_at_ms,
        stays=tuple(call.stays),
        contacts=tuple(sorted((*call.contacts, *(each.contact for each in call.open.values())), key=_by_number)),
    )


def _by_number(contact: Contact) -> int:
    return contact.number


def _id(value: Any, kind: Callable[[UUID], Any]) -> Any:
    return None if value is None else kind(value if isinstance(value, UUID) else UUID(value))


def _agent(data: Mapping[str, Any]) -> AgentId | None:
    agent_id: AgentId | None = _id(data.get("agent_id"), AgentId)
    return agent_id


# -- queues --------------------------------------------------------------------------------------------------------


def _enter(call: _Reading, at_ms: int, queue_id: QueueId, entry: Entry) -> None:
    call.stays.append(
        Stay(
            number=len(call.stays) + 1,
            queue_id=queue_id,
            entry=entry,
            entered_at_ms=at_ms,
            requested_at_ms=None if call.stays else call.requested_at_ms,
        )
    )
    call.is_waiting, call.sent = True, Entry.OFFERED


def _leave(call: _Reading, at_ms: int, how: Exit, agent_id: AgentId | None = None) -> None:
    if not call.is_waiting:
        return
    call.is_waiting, stay = False, call.stays[-1]
    waited_ms = at_ms - stay.entered_at_ms
    is_short = how is Exit.ABANDONED and stay.entry is not Entry.RETURNED and waited_ms < call.short_s * 1000
    call.stays[-1] = replace(stay, exit=how, ended_at_ms=at_ms, agent_id=agent_id, is_short=is_short)


def _queued(call: _Reading, at_ms: int, data: Mapping[str, Any]) -> None:
    if call.is_callback:  # nobody waits: the place is kept for whoever has hung up
        return
    entry = Entry.RETURNED if data.get("is_front") else Entry.TRANSFERRED if call.is_waiting else call.sent
    _leave(call, at_ms, Exit.DEFLECTED)
    call.short_s = data.get("short_abandon_s", 0)
    _enter(call, at_ms, _id(data["queue_id"], QueueId), entry)


def _overflowed(call: _Reading, at_ms: int, data: Mapping[str, Any]) -> None:
    if call.is_waiting:
        _leave(call, at_ms, Exit.OVERFLOWED)
        _enter(call, at_ms, _id(data["to_queue_id"], QueueId), Entry.OVERFLOWED)


def _refused(call: _Reading, at_ms: int, data: Mapping[str, Any]) -> None:
    if (how := _REFUSALS.get(data["code"])) is not None:
        _leave(call, at_ms, how)


def _left_queue(call: _Reading, at_ms: int, _data: Mapping[str, Any]) -> None:
    _leave(call, at_ms, Exit.LEFT)


def _callback_requested(call: _Reading, at_ms: int, _data: Mapping[str, Any]) -> None:
    _leave(call, at_ms, Exit.CALLBACK)


def _human_requested(call: _Reading, at_ms: int, _data: Mapping[str, Any]) -> None:
    if call.requested_at_ms is None:
        call.requested_at_ms = at_ms


# -- agents --------------------------------------------------------------------------------------------------------


def _begin(
    call: _Reading,
    at_ms: int,
    agent_id: AgentId,
    queue_id: QueueId | None = None,
    *,
    is_own: bool = False,
    is_consultation: bool = False,
) -> None:
    _end(call, agent_id, at_ms)
    contact = Contact(
        number=len(call.contacts) + len(call.open) + 1,
        agent_id=agent_id,
        queue_id=queue_id,
        started_at_ms=at_ms,
        is_own=is_own,
        is_consultation=is_consultation,
    )
    call.open[agent_id] = _Talking(contact)


def _end(call: _Reading, agent_id: AgentId, at_ms: int, missed: Part = Part.ABANDONED) -> None:
    talking = call.open.pop(agent_id, None)
    if talking is None:
        return
    _count(talking, at_ms)
    contact = talking.contact
    if contact.answered_at_ms is not None:
        missed = Part.HANDLED
    elif contact.is_own or (call.is_callback and missed is Part.ABANDONED):
        missed = Part.NOT_REACHED
    call.contacts.append(replace(contact, outcome=missed, ended_at_ms=at_ms))


def _count(talking: _Talking, at_ms: int) -> None:
    """Add the time since the last change to talk or to hold."""
    contact, length_ms = talking.contact, at_ms - talking.since_ms
    if contact.answered_at_ms is None:
        return
    if talking.is_holding:
        talking.contact = replace(contact, hold_ms=contact.hold_ms + length_ms)
    else:
        talking.contact = replace(contact, talk_ms=contact.talk_ms + length_ms)
    talking.since_ms = at_ms


def _switch(call: _Reading, at_ms: int, data: Mapping[str, Any], *, is_holding: bool, is_hold: bool = False) -> None:
    agent_id = _agent(data)
    if agent_id is not None and (talking := call.open.get(agent_id)) is not None:
        _count(talking, at_ms)
        talking.is_holding = is_holding
        talking.contact = replace(talking.contact, holds=talking.contact.holds + is_hold)


def _originated(call: _Reading, at_ms: int, data: Mapping[str, Any]) -> None:
    call.is_callback = data.get("callback_of") is not None
    if (agent_id := _agent(data)) is not None:
        _begin(call, at_ms, agent_id, is_own=True)


def _offered(call: _Reading, at_ms: int, data: Mapping[str, Any]) -> None:
    if (agent_id := _agent(data)) is not None:
        _begin(call, at_ms, agent_id, _id(data.get("queue_id"), QueueId), is_consultation=call.is_consulting)


def _offer_failed(call: _Reading, at_ms: int, data: Mapping[str, Any]) -> None:
    agent_id = _agent(data)
    if agent_id is not None and (talking := call.open.get(agent_id)) and talking.contact.answered_at_ms is None:
        _end(call, agent_id, at_ms, _FAILURES.get(data.get("failure") or "", Part.ABANDONED))


def _deflected(call: _Reading, at_ms: int, data: Mapping[str, Any]) -> None:
    if (agent_id := _agent(data)) is not None:
        _end(call, agent_id, at_ms, Part.REJECTED)


def _answered(call: _Reading, at_ms: int, agent_id: AgentId, *, has_customer: bool) -> None:
    talking = call.open.get(agent_id)
    if talking is None:
        return
    if talking.contact.answered_at_ms is None:
        talking.contact, talking.since_ms = replace(talking.contact, answered_at_ms=at_ms), at_ms
    _count(talking, at_ms)
    talking.is_holding = False
    if has_customer:
        talking.contact = replace(talking.contact, is_consultation=False)


def _established(call: _Reading, at_ms: int, data: Mapping[str, Any]) -> None:
    agent_id = _agent(data)
    if agent_id is None:
        _leave(call, at_ms, Exit.OVERFLOWED)
        return
    _leave(call, at_ms, Exit.ANSWERED, agent_id)
    call.is_consulting = False
    if call.stays and call.stays[0].reached_at_ms is None:
        call.stays[0] = replace(call.stays[0], reached_at_ms=at_ms)
    if agent_id not in call.open:  # a callback: the part that rang him is over when he has his phone in hand
        _begin(call, at_ms, agent_id, _id(data.get("queue_id"), QueueId))
    _answered(call, at_ms, agent_id, has_customer=True)


def _consulted(call: _Reading, at_ms: int, data: Mapping[str, Any]) -> None:
    call.is_consulting = True
    _switch(call, at_ms, data, is_holding=True)


def _consultation_established(call: _Reading, at_ms: int, data: Mapping[str, Any]) -> None:
    if (agent_id := _agent(data)) is not None:
        _answered(call, at_ms, agent_id, has_customer=False)


def _consultation_failed(call: _Reading, _at_ms: int, _data: Mapping[str, Any]) -> None:
    call.is_consulting = False


def _held(call: _Reading, at_ms: int, data: Mapping[str, Any]) -> None:
    _switch(call, at_ms, data, is_holding=True, is_hold=True)


def _agent_lost(call: _Reading, at_ms: int, data: Mapping[str, Any]) -> None:
    _switch(call, at_ms, data, is_holding=True)


def _retrieved(call: _Reading, at_ms: int, data: Mapping[str, Any]) -> None:
    call.is_consulting = False
    _switch(call, at_ms, data, is_holding=False)


def _transferred(call: _Reading, _at_ms: int, data: Mapping[str, Any]) -> None:
    call.sent, agent_id = Entry.TRANSFERRED, _agent(data)
    if agent_id is not None and (talking := call.open.get(agent_id)) is not None:
        talking.contact = replace(talking.contact, is_transferred=True)


def _gone(call: _Reading, at_ms: int, data: Mapping[str, Any]) -> None:
    if (agent_id := _agent(data)) is not None:
        _end(call, agent_id, at_ms)


def _cleared(call: _Reading, at_ms: int, data: Mapping[str, Any]) -> None:
    is_abandoned = data.get("ended_by") == "customer" or data["outcome"] == "abandoned"
    _leave(call, at_ms, Exit.ABANDONED if is_abandoned else Exit.FAILED)
    for agent_id in list(call.open):
        _end(call, agent_id, at_ms)
    call.ended_at_ms = at_ms


_READERS: Mapping[str, Callable[[_Reading, int, Mapping[str, Any]], None]] = {
    "originated": _originated,
    "human_requested": _human_requested,
    "queued": _queued,
    "overflowed": _overflowed,
    "refused": _refused,
    "left_queue": _left_queue,
    "callback_requested": _callback_requested,
    "offered": _offered,
    "offer_failed": _offer_failed,
    "deflected": _deflected,
    "established": _established,
    "consulted": _consulted,
    "consultation_established": _consultation_established,
    "consultation_failed": _consultation_failed,
    "held": _held,
    "retrieved": _retrieved,
    "conferenced": _retrieved,
    "agent_lost": _agent_lost,
    "agent_back": _retrieved,
    "transferred": _transferred,
    "agent_left": _gone,
    "given_back": _gone,
    "cleared": _cleared,
}
