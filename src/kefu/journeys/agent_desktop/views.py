"""What a desk shows, as plain JSON values: pure functions of the live state. Times are Unix milliseconds."""

from collections.abc import Mapping
from typing import Any

from kefu.acd.core.events import AgentStateChanged
from kefu.acd.core.model import AgentState, WrapUpMode
from kefu.calls.model import ConnectionState, DeviceKind, Participation
from kefu.journeys.inbound_call import monitoring, taking_over
from kefu.journeys.inbound_call.model import (
    ConsultationState,
    DeskMessage,
    Direction,
    LiveCall,
    Party,
    Phase,
    QueueInfo,
    Role,
    Seat,
)
from kefu.journeys.inbound_call.turn import State
from kefu.kernel.ids import AgentId, CallId, QueueId, TenantId
from kefu.kernel.instant import to_ms

View = dict[str, Any]


def agent_view(seat: Seat, change: AgentStateChanged, queue: QueueInfo | None) -> View:
    """Show an agent's own state."""
    return {
        "agent_id": str(seat.agent_id),
        "number": seat.number,
        "name": seat.name,
        "state": change.state,
        "reason": change.reason,
        "since_ms": change.since_ms,
        "pending_state": change.pending_state,
        "pending_reason": change.pending_reason,
        "call_id": _text(seat.call_id),
        "wrap_up_until_ms": change.wrap_up_until_ms,
        "wrap_up_mode": queue.wrap_up_mode if queue else WrapUpMode.NONE,
    }


def call_view(state: State, call: LiveCall, viewer: AgentId, word: str, pop: Mapping[str, Any] | None) -> View:
    """Show a call to one of the agents who have to do with it."""
    queue = state.queues.get(call.queue_id) if call.queue_id else None
    seat = state.seats.get(viewer)
    phase = phase_for(call, viewer)
    network = state.network_names.get(call.local_network_id) if call.local_network_id else None
    return {
        "call_id": str(call.call_id),
        "event": word,
        "direction": call.direction,
        "phase": phase,
        "caller": {"number": call.number.key, "display": call.number.display, "kind": call.number.kind},
        "called": call.called,
        "city": network,
        "queue": {"id": str(queue.queue_id), "name": queue.name} if queue else None,
        "ivr_path": call.path,
        "ivr": call.noted,
        "offered_at_ms": call.offered_at_ms,
        "answered_at_ms": call.established_at_ms,
        "queued_at_ms": call.queued_at_ms,
        "waited_ms": _waited(call),
        "ring_until_ms": call.ring_until_ms if phase == "ringing" else None,
        "ended_at_ms": call.ended_at_ms,
        "cause": call.cause,
        "customer": pop.get("customer") if pop else None,
        "candidates": pop.get("candidates", []) if pop else [],
        "recording": {"state": call.recording, "is_policy": call.is_recording_policy},
        "consultation": _consultation(call),
        "parties": [_party(party) for party in call.parties.values() if _is_heard(party)],
        "monitoring": _monitoring(call, call.agent_party(viewer)),
        "monitors": [_monitor(party) for party in call.monitors(viewer) if is_told(party)],
        "help_since_ms": seat.help_since_ms if seat else None,
        "result_required": queue is not None and queue.wrap_up_mode is WrapUpMode.MANDATORY,
        "wrap_up": {"until_ms": None, "mode": queue.wrap_up_mode} if phase == "wrap_up" and queue else None,
        "device_answer": "page" if seat and seat.device.kind is DeviceKind.WEB_PHONE else "phone",
    }


def phase_for(call: LiveCall, viewer: AgentId) -> str:
    """Say where the call stands for this agent: another one may still talk while he wraps up."""
    if viewer in call.wrapping:
        return "wrap_up"
    party = call.agent_party(viewer)
    if party is not None and party.role is Role.MONITOR:
        return "monitoring" if call.ended_at_ms is None else "ended"
    if party is not None and party.state in (ConnectionState.INITIATED, ConnectionState.ALERTING):
        is_caller = call.direction is not Direction.INBOUND and party.role is Role.AGENT
        return "lost" if call.phase is Phase.LOST else "dialing" if is_caller else "ringing"
    if call.phase is Phase.LOST and call.agent_id == viewer:
        return "lost"
    if party is None or call.ended_at_ms is not None:
        return "ended"
    if party.role is Role.THIRD and call.phase is Phase.CONSULTING:
        return "connected"
    return call.phase


def _waited(call: LiveCall) -> int:
    if call.queued_at_ms is None:
        return 0
    until = call.established_at_ms or call.delivered_at_ms or call.ended_at_ms
    return max(0, until - call.queued_at_ms) if until is not None else 0


def _consultation(call: LiveCall) -> View | None:
    consultation = call.consultation
    if consultation is None or call.direction is Direction.INTERNAL or consultation.is_transfer:
        return None
    is_failed = consultation.state is ConsultationState.FAILED
    return {
        "to": {"kind": consultation.target.kind, "label": consultation.target.label},
        "state": consultation.state,
        "cause": consultation.cause if is_failed else None,
    }


def is_told(party: Party) -> bool:
    """Tell whether the agent is shown the supervisor beside him: not the one who only listens."""
    return party.state is ConnectionState.CONNECTED and party.participation is not Participation.LISTEN


def _is_heard(party: Party) -> bool:
    return party.role is not Role.MONITOR or (is_told(party) and party.participation is Participation.BARGE)


def _monitor(party: Party) -> View:
    return {"label": party.label, "participation": party.participation}


def _monitoring(call: LiveCall, party: Party | None) -> View | None:
    """Show a supervisor beside whom he is; an agent sees nothing of it."""
    if party is None or party.role is not Role.MONITOR or party.monitored_id is None:
        return None
    beside = call.agent_party(party.monitored_id)
    return {
        "agent_id": str(party.monitored_id),
        "label": beside.label if beside else "",
        "participation": party.participation,
        "is_connected": party.state is ConnectionState.CONNECTED,
        "can_take_over": taking_over.is_possible(call, party),
    }


def supervision_view(state: State, seat: Seat) -> View:
    """Show what supervisors need to know of an agent: whether one is beside him, and whether he wants one."""
    call = state.calls.get(seat.call_id) if seat.call_id else None
    is_open = call is not None and monitoring.is_open_to(call, seat.agent_id)
    monitors = call.monitors(seat.agent_id) if call is not None else []
    return {
        "can_be_monitored": is_open,
        "monitors": [{"agent_id": str(party.agent_id), **_monitor(party)} for party in monitors],
        "help_since_ms": seat.help_since_ms,
        "unread_messages": len(seat.messages),
    }


def message_view(message: DeskMessage) -> View:
    """Show a line of a supervisor."""
    return {
        "message_id": str(message.message_id),
        "sender": message.sender,
        "text": message.text,
        "sent_at_ms": message.sent_at_ms,
    }


def _party(party: Party) -> View:
    return {"role": party.role, "label": party.label, "state": party.state}


def queue_view(state: State, queue: QueueInfo) -> View:
    """Show how one queue stands."""
    load = state.engine.load(queue.queue_id)
    return {
        "queue_id": str(queue.queue_id),
        "name": queue.name,
        "waiting": load.waiting if load else 0,
        "longest_since_ms": load.longest_since_ms if load else None,
        "ready_agents": load.ready_agents if load else 0,
        "is_open": queue.queue_id not in state.closed_queues,
    }


def switches_view(queue: QueueInfo) -> list[View]:
    """Show what a supervisor has switched on for a queue."""
    return [
        {
            "kind": each.kind,
            "set_at_ms": to_ms(each.set_at),
            "set_by": each.set_by,
            "until_ms": None if each.until_at is None else to_ms(each.until_at),
            "prompt": each.prompt,
            "to_queue_id": _text(each.to_queue_id),
        }
        for each in queue.switches
    ]


def directory_entry(seat: Seat, change: AgentStateChanged | None) -> View:
    """Show an agent to his colleagues."""
    return {
        "agent_id": str(seat.agent_id),
        "number": seat.number,
        "name": seat.name,
        "group": seat.group,
        "site": seat.site,
        "state": change.state if change else AgentState.NULL,
        "since_ms": change.since_ms if change else 0,
    }


def tenant_queues(state: State, tenant_id: TenantId) -> list[QueueInfo]:
    """Return a tenant's queues."""
    return [queue for queue in state.queues.values() if queue.tenant_id == tenant_id]


def _text(value: CallId | QueueId | None) -> str | None:
    return None if value is None else str(value)


def chosen(queues: Mapping[QueueId, dict[str, Any]], wanted: frozenset[QueueId] | None) -> list[dict[str, Any]]:
    """List the queues that are wanted; None: all of them."""
    return [view for queue_id, view in queues.items() if wanted is None or queue_id in wanted]
