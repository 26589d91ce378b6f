"""What must hold of the product's own state after every step, and what its memory must be able to show.

Each check is one function; its first line says what holds, and is what the documentation lists.
"""

from collections import Counter
from collections.abc import Callable
from uuid import UUID

from kefu.acd.core.model import AgentState
from kefu.acd.core.records import Agent, Call, lower_needs, merge_needs
from kefu.calls.model import ConnectionState
from kefu.journeys.inbound_call.model import LiveCall, Phase, RecordingState, Role
from kefu.journeys.inbound_call.turn import State
from support.sim_books import Books

Check = Callable[[State, dict[str, int], Books], str | None]
CHECKS: list[Check] = []
ON_CALL = (AgentState.RESERVED, AgentState.BUSY)
RINGS = (ConnectionState.INITIATED, ConnectionState.ALERTING)


def exact(check: Check) -> Check:
    """Let a check be made after every step."""
    CHECKS.append(check)
    return check


def _alive(state: State) -> list[LiveCall]:
    return [call for call in state.calls.values() if call.ended_at_ms is None]


@exact
def connections_are_indexed(state: State, timers: dict[str, int], books: Books) -> str | None:
    """A connection leads to its call, and every party of a live call is found by its connection."""
    parties = {c: call.call_id for call in state.calls.values() for c in call.parties}
    return None if parties == state.by_connection else f"{parties} is not {state.by_connection}"


@exact
def consultations_are_indexed(state: State, timers: dict[str, int], books: Books) -> str | None:
    """The engine's name of a second conversation leads to a call that has it."""
    for acd_id, call_id in state.by_acd_id.items():
        call = state.calls.get(call_id)
        if call is None:
            return f"{acd_id} leads to a call that is gone"
        has_part = any(party.acd_id == acd_id for party in call.parties.values()) or call.lost_acd_id == acd_id
        is_planned = call.consultation is not None and call.consultation.acd_id == acd_id
        if not has_part and not is_planned and not call.wrapping:
            return f"{acd_id} is no part of {call_id}"
    return None


@exact
def an_agent_is_in_one_call(state: State, timers: dict[str, int], books: Books) -> str | None:
    """An agent has at most one leg, in one call."""
    legs = Counter(p.agent_id for call in _alive(state) for p in call.parties.values() if p.agent_id is not None)
    twice = [agent_id for agent_id, count in legs.items() if count > 1]
    return f"{twice} more than once" if twice else None


@exact
def supervisors_are_beside_somebody(state: State, timers: dict[str, int], books: Books) -> str | None:
    """A supervisor is beside an agent who has a part in the call, or is lost; help is asked for in a call."""
    for call in _alive(state):
        for party in call.monitors():
            is_lost = call.phase is Phase.LOST and call.agent_id == party.monitored_id
            beside = call.agent_party(party.monitored_id) if party.monitored_id else None
            if not is_lost and (beside is None or beside.role is Role.MONITOR):
                return f"{party.agent_id} is beside {party.monitored_id}, who has no part in {call.call_id}"
    for seat in state.seats.values():
        if seat.help_since_ms is not None and seat.call_id not in state.calls:
            return f"{seat.number} asks for help without a call"
    return None


@exact
def reserved_is_one_offer(state: State, timers: dict[str, int], books: Books) -> str | None:
    """An agent is reserved exactly while one offered call rings at his phone, and its ring timer runs."""
    engine = state.engine.state
    ringing: dict[object, Call] = {agent_id: call for call in engine.calls.values() for agent_id in call.ringing}
    if len(ringing) != sum(len(call.ringing) for call in engine.calls.values()):
        return "two offers at one agent"
    for agent in engine.agents.values():
        is_reserved = agent.state is AgentState.RESERVED
        if is_reserved != (agent.agent_id in ringing):
            return f"{agent.agent_id} {agent.state} but offer {ringing.get(agent.agent_id)}"
        if is_reserved != (f"acd/ring/{agent.agent_id}" in timers):
            return f"{agent.agent_id} {agent.state}, ring timer not so"
        if is_reserved:
            offered = ringing[agent.agent_id].call_id
            call = state.calls.get(state.by_acd_id.get(offered, offered))
            party = call.agent_party(agent.agent_id) if call else None
            if party is None or party.state not in RINGS or party.acd_id != offered:
                return f"{agent.agent_id} is reserved, but nothing rings: {party}"
    return None


@exact
def busy_has_a_call(state: State, timers: dict[str, int], books: Books) -> str | None:
    """A busy agent has a leg, or is the lost one of a call; an idle one has neither."""
    engaged = {p.agent_id for call in _alive(state) for p in call.parties.values() if p.agent_id is not None}
    engaged |= {call.agent_id for call in _alive(state) if call.phase is Phase.LOST and call.agent_id is not None}
    for agent in state.engine.state.agents.values():
        if (agent.state in ON_CALL) != (agent.agent_id in engaged):
            return f"{agent.agent_id} is {agent.state}, engaged: {agent.agent_id in engaged}"
    return None


@exact
def nobody_idles_beside_a_call(state: State, timers: dict[str, int], books: Books) -> str | None:
    """A ready agent and a waiting call that he may serve never exist side by side."""
    engine = state.engine.state
    idle = [agent for agent in engine.agents.values() if agent.state is AgentState.READY]
    for call in engine.calls.values():
        if not call.ringing and (server := next((a for a in idle if _may_serve(state, a, call)), None)):
            return f"{server.agent_id} is ready, {call.call_id} waits"
    return None


def _may_serve(state: State, agent: Agent, call: Call) -> bool:
    if call.is_courting:
        return agent.agent_id == call.preferred_agent_id
    for queue_id in (call.queue_id, *call.added):
        queue = state.engine.state.queue(queue_id)
        if queue is None or queue_id not in agent.config.queue_ids:
            continue
        needs = lower_needs(merge_needs(queue.config.needs, call.needs), call.lowered)
        skills = agent.config.skills
        if all(need.is_preferred or skills.get(need.skill_id, 0) >= need.level for need in needs):
            return True
    return False


@exact
def entry_times_are_kept(state: State, timers: dict[str, int], books: Books) -> str | None:
    """A waiting call keeps its queue entry through offers, moves, lost agents and crashes."""
    for call_id, waiting in state.engine.state.calls.items():
        call = state.calls.get(call_id)
        if call is None or waiting.is_directed:
            continue
        if waiting.entered_at_ms != call.queued_at_ms:
            return f"{call_id} waits since {waiting.entered_at_ms}, is shown {call.queued_at_ms}"
        if call_id in books.queued_anew:
            books.queued_anew.discard(call_id)
            books.entered_at_ms[call_id] = waiting.entered_at_ms
        if books.entered_at_ms.get(call_id) != call.queued_at_ms:
            return f"{call_id} has waited since {books.entered_at_ms.get(call_id)}, now {call.queued_at_ms}"
    return None


@exact
def only_signed_in_agents_serve(state: State, timers: dict[str, int], books: Books) -> str | None:
    """An agent has a seat exactly while he is signed in; nobody else is offered a call."""
    signed_in = {a.agent_id for a in state.engine.state.agents.values() if a.state is not AgentState.NULL}
    return None if signed_in == set(state.seats) else f"signed in {signed_in}, seats {set(state.seats)}"


@exact
def waiting_is_waiting(state: State, timers: dict[str, int], books: Books) -> str | None:
    """A call is shown as waiting or ringing as long as the engine has it, and no longer."""
    engine = state.engine.state
    for call in _alive(state):
        known = engine.calls.get(call.call_id)
        shown = call.phase in (Phase.WAITING, Phase.RINGING)
        sent_on = call.consultation is not None and call.consultation.is_transfer
        if shown and known is None and not sent_on:
            return f"{call.call_id} is {call.phase}, the engine does not know it"
        if known is not None and not shown and not (call.ivr is not None and call.phase is Phase.SELF_SERVICE):
            return f"{call.call_id} is {call.phase}, but the engine has it"
    for call_id in engine.calls:
        if call_id not in state.calls and state.by_acd_id.get(call_id) not in state.calls:
            return f"the engine keeps {call_id}, which is gone"
    return None


@exact
def queues_add_up(state: State, timers: dict[str, int], books: Books) -> str | None:
    """The lengths of the queues are the calls that wait in them, and every call that waits has one queue."""
    engine = state.engine.state
    waiting = [call for call in engine.calls.values() if not call.ringing]
    counted = sum(len(queue.waiting) for queue in engine.queues.values())
    if counted != len(waiting) or any(call.queue_id not in engine.queues for call in waiting):
        return f"{counted} in queues, {len(waiting)} wait"
    for call in waiting:
        for line in call.lines:
            if line.idle.ranks:
                return f"idle agents in a line where {call.call_id} waits"
    return None


@exact
def every_call_ends_once(state: State, timers: dict[str, int], books: Books) -> str | None:
    """Calls that have begun are those that have ended and those that live: none is lost, none ends twice."""
    alive = {call.call_id for call in _alive(state)}
    if books.cleared & alive:
        return f"{books.cleared & alive} have ended and live"
    if books.begun != books.cleared | alive:
        return f"{books.begun ^ (books.cleared | alive)} neither ended nor live"
    return None


@exact
def ended_calls_are_only_wrapped_up(state: State, timers: dict[str, int], books: Books) -> str | None:
    """A call that has ended is kept for its wrap-up alone: no parties, no flow; and only while somebody wraps it up."""
    for call in state.calls.values():
        if call.ended_at_ms is None:
            continue
        if call.parties or call.ivr or call.consultation or not call.wrapping:
            return f"{call.call_id} has ended: {call.parties} {call.wrapping}"
        for agent_id in call.wrapping:
            seat = state.seats.get(agent_id)
            if seat is None or seat.wrapping != call.call_id:
                return f"{agent_id} wraps up {call.call_id}, his seat {seat.wrapping if seat else None}"
    return None


@exact
def timers_are_of_something(state: State, timers: dict[str, int], books: Books) -> str | None:
    """A timer belongs to a call, agent, recording or switch that is there; the engine's are the runtime's."""
    for timer_id in timers:
        if timer_id.startswith("acd/"):
            continue
        _, kind, subject, *_ = timer_id.split(":")
        there: bool = {
            "page": lambda s: UUID(s) in state.seats,
            "away": lambda s: s in state.switches,
            "recording": lambda s: UUID(s) in state.recordings,
        }.get(kind, lambda s: UUID(s) in state.calls and state.calls[UUID(s)].ended_at_ms is None)(subject)
        if not there:
            return f"{timer_id} is nobody's"
    engine = state.engine.state.timers
    own = {timer_id: due_ms for timer_id, due_ms in timers.items() if timer_id.startswith("acd/")}
    return None if own == engine else f"engine {engine}, runtime {own}"


@exact
def what_is_waited_for_has_an_end(state: State, timers: dict[str, int], books: Books) -> str | None:
    """Nothing is waited for without a timer: a lost agent, a page, the next announcement and the last."""
    for call in _alive(state):
        customer = call.party(Role.CUSTOMER)
        if call.phase is Phase.LOST and f"journey:lost:{call.call_id}" not in timers:
            return f"{call.call_id} waits for its agent for ever"
        is_told = customer is not None and customer.state not in RINGS
        if call.phase is Phase.CLEARING and is_told and f"journey:clearing:{call.call_id}" not in timers:
            return f"{call.call_id} is cleared for ever"
        if call.phase is Phase.WAITING and is_told and f"journey:announce:{call.call_id}" not in timers:
            sent_on = call.consultation is not None and call.consultation.is_transfer
            if not sent_on and call.call_id in state.engine.state.calls:
                return f"{call.call_id} waits and is told nothing"
    for seat in state.seats.values():
        change = state.engine.agent_state(seat.agent_id)
        is_ready = change is not None and change.state is AgentState.READY
        if is_ready and not seat.is_page_present and f"journey:page:{seat.agent_id}" not in timers:
            return f"{seat.number} is ready for ever, without a page"
    return None


@exact
def recordings_have_a_call(state: State, timers: dict[str, int], books: Books) -> str | None:
    """A recording is of a live call, or of one that has ended and waits for its file, but not for ever."""
    for recording_id, context in state.recordings.items():
        call = state.calls.get(context.call_id)
        is_over = call is None or call.ended_at_ms is not None
        if is_over and f"journey:recording:{recording_id}" not in timers:
            return f"{recording_id} waits for ever"
    for call in _alive(state):
        if call.recording is RecordingState.ON and call.recording_id not in state.recordings:
            return f"{call.call_id} is shown as recorded and is not"
    return None


@exact
def callbacks_are_kept(state: State, timers: dict[str, int], books: Books) -> str | None:
    """A wish to be called back is tried at most twice and settled once, and until then a place is kept for it."""
    for origin, attempts in books.attempts.items():
        if attempts > {1, 2} or UUID(str(origin)) not in books.wishes:
            return f"callback {origin}: attempts {attempts}"
    kept = {call.callback_of for call in _alive(state) if call.callback_of is not None}
    tried = {UUID(str(origin)) for origin in books.attempts}
    if kept & set(books.settled):
        return f"{kept & set(books.settled)} settled and kept"
    lost = tried - kept - set(books.settled)
    return f"{lost} neither settled nor kept" if lost else None


@exact
def phases_fit_the_parties(state: State, timers: dict[str, int], books: Books) -> str | None:
    """Who talks is there: a conversation has a customer and an answered agent, a ringing call a phone that rings."""
    for call in _alive(state):
        customer, agent = call.party(Role.CUSTOMER), call.party(Role.AGENT)
        if call.phase in (Phase.CONNECTED, Phase.HELD, Phase.CONSULTING, Phase.CONFERENCE):
            others = [p for p in call.parties.values() if p is not customer and p.state not in RINGS]
            if not others or (customer is None and len(others) < 2):
                return f"{call.call_id} is {call.phase} with {list(call.parties.values())}"
        if call.phase is Phase.RINGING and all(
            p.role is not Role.AGENT or p.state not in RINGS for p in call.parties.values()
        ):
            return f"{call.call_id} rings nowhere"
        if call.phase is Phase.WAITING and agent is not None:
            return f"{call.call_id} waits, with an agent"
    return None
