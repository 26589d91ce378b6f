"""The composite machine: every event of the centre goes through `step`, every decision comes out of it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from kefu.acd.core import events as acd
from kefu.acd.core.events import AcdEffect, AgentDefined, TimerFired
from kefu.calls import events as calls
from kefu.calls.model import Cause, ConnectionState, DeviceKind
from kefu.ivr import events as ivr
from kefu.ivr import model as flows
from kefu.journeys.inbound_call import (
    arrival,
    callbacks,
    desk_messages,
    dialling,
    ending,
    handovers,
    hours,
    inputs,
    monitoring,
    offers,
    queueing,
    recipes,
    recording,
    recovery,
    seats,
    self_service,
    taking_over,
    talking,
    transfers,
)
from kefu.journeys.inbound_call.effects import Effect
from kefu.journeys.inbound_call.model import Direction, LiveCall, Party, Phase, Role
from kefu.journeys.inbound_call.timers import PREFIX
from kefu.journeys.inbound_call.turn import State, Turn
from kefu.kernel.codec import Codec
from kefu.kernel.ids import AgentId, CallId, QueueId, RecordingId

ANSWERED = (ConnectionState.CONNECTED, ConnectionState.HOLD)


class Machine:
    """All live calls of an installation. Late, duplicate and unknown events are counted and change nothing."""

    def __init__(self, state: State | None = None) -> None:
        self.state = state or State()

    def step(self, at_ms: int, event: object) -> list[Effect]:
        """Take one event and return what must be done, in order."""
        turn = Turn(self.state, at_ms, _on_acd_effect)
        handler = _HANDLERS.get(type(event))
        if handler is not None:
            handler(turn, event)
        elif isinstance(event, inputs.CallCommand):
            _on_call_command(turn, event)
        elif isinstance(event, calls.ConnectionEvent):
            _on_connection_event(turn, event)
        else:
            self.state.ignored += 1
        return turn.effects


def _on_acd_effect(turn: Turn, effect: AcdEffect) -> None:
    handler = _ACD_EFFECTS.get(type(effect))
    if handler is not None:
        handler(turn, effect)
    else:
        turn.effects.append(effect)  # type: ignore[arg-type]  # timers pass through


def _on_call_command(turn: Turn, command: inputs.CallCommand) -> None:
    call = turn.state.calls.get(command.call_id)
    if call is None or not _may_command(call, command):
        turn.state.ignored += 1
        return
    _CALL_COMMANDS[type(command)](turn, call, command)


def _may_command(call: LiveCall, command: inputs.CallCommand) -> bool:
    """Tell whether the call is the agent's: it may have been taken from him while he pressed the key.

    It is not a supervisor's who only is beside the agent.
    """
    agent_id = command.agent_id
    party = call.agent_party(agent_id)
    if party is not None and party.role is Role.MONITOR:
        return isinstance(command, inputs.ClearConnection | inputs.TakeCallOver)
    if isinstance(command, inputs.WrapUp | inputs.ExtendWrapUp) and agent_id in {*call.agents, *call.wrapping}:
        return True
    is_lost = call.phase is Phase.LOST and call.agent_id == agent_id
    return is_lost or party is not None


def _on_connection_event(turn: Turn, event: calls.ConnectionEvent) -> None:
    call_id = turn.state.by_connection.get(event.connection_id)
    call = turn.state.calls.get(call_id) if call_id else None
    party = call.parties.get(event.connection_id) if call else None
    if call is None or party is None:
        turn.state.ignored += 1
        return
    _CONNECTION_EVENTS[type(event)](turn, call, party, event)


def _on_delivered(turn: Turn, call: LiveCall, party: Party, event: calls.Delivered) -> None:
    if party.role is Role.MONITOR:
        return  # a supervisor's own phone: nobody else's business
    if party.state is ConnectionState.INITIATED:
        offers.on_delivered(turn, call, party)


def _on_established(turn: Turn, call: LiveCall, party: Party, event: calls.Established) -> None:
    if party.state in ANSWERED:
        turn.state.ignored += 1
    elif party.role is Role.MONITOR:
        monitoring.on_answered(turn, call, party)
    elif party.role is Role.CUSTOMER and call.phase in (Phase.WAITING, Phase.RINGING):
        queueing.on_customer_answered(turn, call, party)
    elif party.role is Role.CUSTOMER and call.direction is Direction.INBOUND:
        self_service.on_customer_answered(turn, call, party)
    elif party.role is Role.CELL:
        handovers.on_answered(turn, call, party)
    elif party.role is Role.AGENT and call.phase is Phase.LOST:
        seats.on_agent_back(turn, call, party)
    elif party.role is Role.AGENT and call.phase is Phase.DIALING:
        dialling.on_own_phone_answered(turn, call, party)
    elif party.role is Role.CUSTOMER:
        dialling.on_far_answered(turn, call, party)
    elif party.agent_id is not None:
        offers.on_agent_answered(turn, call, party)
    else:
        transfers.on_third_answered(turn, call, party)


def _on_failed(turn: Turn, call: LiveCall, party: Party, event: calls.Failed) -> None:
    if party.role is Role.MONITOR:
        monitoring.on_gone(turn, call, party)
    elif party.role is Role.CUSTOMER or (party.role is Role.AGENT and call.phase is Phase.DIALING):
        ending.end(turn, call, event.cause, ended_by="called" if party.role is Role.CUSTOMER else "agent")
    elif party.role is Role.CELL:
        handovers.on_failed(turn, call, party, event.cause)
    elif party.role is Role.AGENT and call.phase is Phase.LOST:
        turn.forget(call, party)  # his page may come back once more; the timer decides
    elif party.agent_id is not None:
        offers.on_failed(turn, call, party, event.cause)
    elif call.consultation is not None:
        turn.forget(call, party)
        transfers.on_consultation_failed(turn, call, call.consultation, event.cause)


def _on_cleared(turn: Turn, call: LiveCall, party: Party, event: calls.ConnectionCleared) -> None:
    was_answered = party.state in ANSWERED
    if party.role is Role.CUSTOMER:
        turn.forget(call, party)
        if event.cause is Cause.SWITCH_LOST:
            recovery.lose(turn, call)
        else:
            ending.end(turn, call, event.cause, ended_by="customer")
    elif party.role is Role.MONITOR:
        monitoring.on_gone(turn, call, party)
    elif not was_answered:
        _on_failed(
            turn,
            call,
            party,
            calls.Failed(at_ms=event.at_ms, switch=event.switch, connection_id=event.connection_id, cause=event.cause),
        )
    elif party.role is Role.THIRD:
        turn.forget(call, party)
        ending.release(turn, call, party)
        transfers.on_third_gone(turn, call, event.cause)
    else:
        _on_agent_leg_cleared(turn, call, party, event.cause)


def _on_agent_leg_cleared(turn: Turn, call: LiveCall, party: Party, cause: Cause) -> None:
    """A web phone never hangs up by itself: its leg is lost. An ordinary telephone's receiver is put down."""
    seat = turn.state.seats.get(party.agent_id) if party.agent_id else None
    turn.forget(call, party)
    if seat is not None and seat.device.kind is DeviceKind.WEB_PHONE:
        seats.on_leg_lost(turn, call, party)
    elif call.phase is Phase.CONSULTING and call.consultation is not None:
        transfers.complete(turn, call, party, call.consultation)
    elif call.phase is Phase.CONFERENCE:
        transfers.leave_conference(turn, call, party)
    else:
        ending.release(turn, call, party)
        ending.end(turn, call, cause, ended_by="agent")


def _on_digit(turn: Turn, call: LiveCall, party: Party, event: calls.DigitsDetected) -> None:
    if party.role is not Role.CUSTOMER or recipes.on_digit(turn, call, event.digit):
        return
    if call.ivr is not None:
        self_service.feed(turn, call, ivr.Digit(event.digit))


def _on_play_ended(turn: Turn, call: LiveCall, party: Party, event: calls.PlayEnded) -> None:
    if call.phase is Phase.CLEARING:
        if event.play_id == f"{call.call_id}.bye":
            ending.end(turn, call, call.cause or Cause.NORMAL, ended_by="system")
    elif event.play_id.startswith(f"{call.call_id}.announce."):
        if call.phase in (Phase.WAITING, Phase.RINGING):
            queueing.play_music(turn, call)
    elif event.play_id == call.closed_play_id:
        self_service.on_closed_told(turn, call)
    else:
        self_service.feed(turn, call, ivr.PlayEnded(event.play_id))


def _on_timer(turn: Turn, event: TimerFired) -> None:
    prefix, _, rest = event.timer_id.partition(":")
    if prefix != PREFIX:
        turn.acd(event)
        return
    kind, _, rest = rest.partition(":")
    if (on_subject := _SUBJECT_TIMERS.get(kind)) is not None:
        on_subject(turn, rest)
        return
    subject, _, name = rest.partition(":")
    call = turn.state.calls.get(CallId(UUID(subject)))
    if call is None or call.ended_at_ms is not None:
        turn.state.ignored += 1
    elif (on_call := _CALL_TIMERS.get(kind)) is not None:
        on_call(turn, call)
    else:
        self_service.feed(turn, call, ivr.TimerFired(name))


def _clear(turn: Turn, call: LiveCall) -> None:
    ending.end(turn, call, call.cause or Cause.NORMAL, ended_by="system")


_SUBJECT_TIMERS: dict[str, Callable[[Turn, str], None]] = {
    "away": recovery.on_away_timer,
    "hours": lambda turn, subject: hours.follow(turn, QueueId(UUID(subject))),
    "page": lambda turn, subject: seats.on_page_timer(turn, AgentId(UUID(subject))),
    "recording": lambda turn, subject: recording.on_timer(turn, RecordingId(UUID(subject))),
}
_CALL_TIMERS: dict[str, Callable[[Turn, LiveCall], None]] = {
    "announce": queueing.on_announce,
    "callback": lambda turn, call: ending.end(turn, call, Cause.CANCELLED, ended_by="system"),
    "clearing": _clear,
    "closed": self_service.on_closed_told,
    "lost": seats.on_lost_timer,
    "opening": callbacks.line_up,
}


def _on_customer_linked(turn: Turn, event: inputs.CustomerLinked) -> None:
    arrival.on_customer_linked(turn, event)
    if call := turn.state.calls.get(event.call_id):
        self_service.refresh(turn, call)


def _on_reconciled(turn: Turn, event: inputs.SwitchReconciled) -> None:
    for missed in recovery.on_reconciled(turn, event):
        _on_connection_event(turn, missed)
    recovery.resume(turn, event)


def _on_configured(turn: Turn, event: inputs.CentreConfigured) -> None:
    """Take over a tenant's routing as it stands now; queues that are gone refuse their callers."""
    state, tenant_id = turn.state, event.tenant_id
    state.default_tenant_id = state.default_tenant_id or tenant_id
    present = {info.queue_id for _, info in event.queues}
    for queue_id in [q.queue_id for q in state.queues.values() if q.tenant_id == tenant_id]:
        if queue_id not in present:
            hours.remove(turn, queue_id)
    for table in (state.queue_codes, state.networks, state.flows, state.skill_codes):
        for key in [k for k in table if k[0] == tenant_id]:
            del table[key]
    for config, info in event.queues:
        state.queue_codes[tenant_id, info.code] = info.queue_id
        hours.define(turn, config, info)
    state.parts.clear()
    state.tenant_queue_codes[tenant_id] = frozenset(info.code for _, info in event.queues)
    for network in event.networks:
        state.networks[tenant_id, network.area_code.lstrip("0")] = network
        state.network_codes[network.local_network_id] = network.code
        state.network_names[network.local_network_id] = network.name
    for number in [n.number for n in state.numbers.values() if n.tenant_id == tenant_id]:
        del state.numbers[number]
    state.numbers.update({n.number: n for n in event.numbers})
    state.flows.update({(tenant_id, flow_id): flow for flow_id, flow in event.flows.items()})
    state.skill_codes.update({(tenant_id, code): skill_id for code, skill_id in event.skills.items()})
    state.outbound_callers[tenant_id] = event.outbound_caller


def _on_agent_configured(turn: Turn, event: inputs.AgentConfigured) -> None:
    seat = turn.state.seats.get(event.config.agent_id)
    if seat is None:
        return
    if event.name:
        seat.name, seat.group, seat.site = event.name, event.group, event.site
        seat.local_network_id, seat.group_id = event.local_network_id, event.group_id
        turn.state.parts.clear()
    turn.state.agent_queues[event.config.agent_id] = event.config.queue_ids
    turn.acd(AgentDefined(config=event.config))


_HANDLERS: dict[type, Callable[[Turn, Any], None]] = {
    calls.Offered: arrival.on_offered,
    calls.Originated: dialling.on_originated,
    calls.RecordingEnded: recording.on_ended,
    calls.RecordingFailed: recording.on_failed,
    calls.DeviceRegistered: seats.on_device_registered,
    calls.SwitchAvailability: recovery.on_availability,
    calls.TurnedAway: arrival.on_turned_away,
    TimerFired: _on_timer,
    inputs.LogOn: seats.log_on,
    inputs.LogOff: seats.log_off,
    inputs.RequestState: seats.request_state,
    inputs.PageLost: seats.page_lost,
    inputs.PageReturned: seats.page_returned,
    inputs.PhoneRegistered: seats.phone_registered,
    inputs.MakeCall: dialling.make_call,
    inputs.MonitorCall: monitoring.monitor,
    inputs.TakeMessage: desk_messages.take,
    inputs.AcknowledgeMessage: desk_messages.acknowledge,
    inputs.CustomerLinked: _on_customer_linked,
    inputs.LookUpAnswered: self_service.on_look_up_answered,
    inputs.CentreConfigured: _on_configured,
    inputs.AgentConfigured: _on_agent_configured,
    inputs.SwitchReconciled: _on_reconciled,
    inputs.Restarted: recovery.on_restarted,
    inputs.LoadChanged: arrival.on_load_changed,
}
_CALL_COMMANDS: dict[type, Callable[[Turn, LiveCall, Any], None]] = {
    inputs.AnswerCall: offers.answer,
    inputs.ClearConnection: talking.clear,
    inputs.HoldCall: talking.hold,
    inputs.RetrieveCall: talking.retrieve,
    inputs.ConsultationCall: transfers.consult,
    inputs.TransferCall: transfers.transfer,
    inputs.ReconnectCall: transfers.on_reconnect,
    inputs.ConferenceCall: transfers.conference,
    inputs.DeflectCall: offers.deflect,
    inputs.GenerateDigits: talking.digits,
    inputs.SetRecording: recording.command,
    inputs.TakeCallOver: taking_over.take_over,
    inputs.RequestHelp: monitoring.request_help,
    inputs.WrapUp: seats.wrap_up,
    inputs.ExtendWrapUp: seats.extend_wrap_up,
}
_CONNECTION_EVENTS: dict[type, Callable[[Turn, LiveCall, Party, Any], None]] = {
    calls.Delivered: _on_delivered,
    calls.Established: _on_established,
    calls.Failed: _on_failed,
    calls.ConnectionCleared: _on_cleared,
    calls.DigitsDetected: _on_digit,
    calls.PlayEnded: _on_play_ended,
}
_ACD_EFFECTS: dict[type, Callable[[Turn, Any], None]] = {
    acd.OfferMade: offers.on_offer,
    acd.OfferWithdrawn: offers.on_withdrawn,
    acd.CallRefused: offers.on_refused,
    acd.CallOverflowed: queueing.on_overflowed,
    acd.CallRelaxed: recipes.on_relaxed,
    acd.AgentStateChanged: seats.on_state_changed,
}
_FLOW_PARTS = (
    flows.Fixed,
    flows.Reading,
    flows.CalendarTest,
    flows.NetworkTest,
    flows.VariableTest,
    flows.Play,
    flows.Menu,
    flows.Collect,
    flows.Condition,
    flows.LookUp,
    flows.SetVariable,
    flows.ChooseLanguage,
    flows.Queue,
    flows.CallbackOffer,
    flows.Voicemail,
    flows.HangUp,
)
STATE_CODEC = Codec([State, *_FLOW_PARTS])
"""Turns all that the machine remembers into a snapshot, and back."""
CODEC = Codec([*_HANDLERS, *_CALL_COMMANDS, *_CONNECTION_EVENTS, *_FLOW_PARTS])
"""Turns every input of the machine into what the journal keeps, and back."""
