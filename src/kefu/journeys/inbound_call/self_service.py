"""The caller and the flow: the interpreter's actions become requests to the switch, his keys become its inputs."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from kefu.acd.core.events import CallAbandoned
from kefu.acd.core.model import SkillNeed
from kefu.calls.model import Cause, ConnectionState
from kefu.ivr import events as ivr
from kefu.ivr.interpreter import step
from kefu.ivr.session import Context, Session
from kefu.journeys.inbound_call import callbacks, ending, hours, queueing, recording
from kefu.journeys.inbound_call.effects import LookUpRequested
from kefu.journeys.inbound_call.inputs import LookUpAnswered
from kefu.journeys.inbound_call.model import LiveCall, Party, Phase
from kefu.journeys.inbound_call.timers import closed_timer, ivr_timer
from kefu.journeys.inbound_call.turn import Turn
from kefu.kernel.ids import QueueId


def on_customer_answered(turn: Turn, call: LiveCall, customer: Party) -> None:
    """We have answered the caller: his flow begins, or he is told that the number does not exist."""
    customer.state = ConnectionState.CONNECTED
    turn.fact(call, "answered")
    flow = turn.state.flows.get((call.tenant_id, call.flow_id)) if call.flow_id else None
    if flow is None:
        is_unknown = call.outcome == "unknown_number"
        ending.announce_and_clear(
            turn,
            call,
            "number-not-in-service" if is_unknown else "system-busy",
            Cause.UNALLOCATED if is_unknown else Cause.CONGESTION,
            outcome=call.outcome or "refused",
        )
        return
    call.ivr = Session(
        flow=flow,
        context=Context(
            session_id=str(call.call_id),
            caller=call.number.key if call.number.e164 else "",
            called=call.called,
            network=turn.state.network_codes.get(call.local_network_id, "") if call.local_network_id else "",
            queue_codes=turn.state.queue_codes_of(call.tenant_id),
        ),
    )
    feed(turn, call, ivr.Started())


def refresh(turn: Turn, call: LiveCall) -> None:
    """Let the flow know the caller's network as it is known now."""
    if call.ivr is not None and call.local_network_id is not None:
        code = turn.state.network_codes.get(call.local_network_id, call.ivr.context.network)
        call.ivr.context = dataclasses.replace(call.ivr.context, network=code)


def feed(turn: Turn, call: LiveCall, happened: ivr.Input) -> None:
    """Give the flow one input and do what it wants; nothing when the caller has left it."""
    session = call.ivr
    if session is None:
        turn.state.ignored += 1
        return
    for action in step(session, turn.at_ms, happened):
        if call.ivr is not session:
            break  # an agent has him, or he is gone
        _ACTIONS[type(action)](turn, call, action)
    if call.ivr is session:
        call.language = session.language or call.language
        call.path = [label.as_json() for label in session.path]


def on_look_up_answered(turn: Turn, event: LookUpAnswered) -> None:
    """A system outside has answered the flow's question."""
    call = turn.state.calls.get(event.call_id)
    if call is None:
        turn.state.ignored += 1
        return
    outcome = "failed" if event.result is None else "found" if event.result else "not_found"
    feed(
        turn,
        call,
        ivr.LookUpAnswered(look_up_id=event.look_up_id, outcome=outcome, values=event.result or {}),  # type: ignore[arg-type]
    )


def on_refused(turn: Turn, call: LiveCall) -> None:
    """The engine does not keep the call: the flow says what then."""
    call.phase = Phase.SELF_SERVICE
    feed(turn, call, ivr.QueueRefused())


def on_closed(turn: Turn, call: LiveCall, queue_id: QueueId) -> None:
    """The queue takes no calls now: the flow says what then, or else the queue's own prompt, and the flow after it."""
    turn.fact(call, "refused", code="queue-closed", queue_id=queue_id)
    call.phase, call.is_turned_away = Phase.SELF_SERVICE, True
    prompt, exits = turn.state.queues[queue_id].closed_prompt, _exits(call)
    if "closed" in exits:
        feed(turn, call, ivr.QueueRefused(is_closed=True))
    elif "refused" in exits and (customer := turn.customer(call)):
        call.plays += 1
        call.closed_play_id = f"{call.call_id}.closed.{call.plays}"
        turn.fact(call, "announced", prompt=prompt)
        turn.ask(
            call,
            "play",
            connection_id=customer.connection_id,
            play_id=call.closed_play_id,
            media=(f"{call.language}/{prompt}",),
        )
        turn.start_timer(closed_timer(call.call_id), turn.at_ms + ending.ANNOUNCEMENT_LIMIT_MS)
    else:
        ending.announce_and_clear(turn, call, prompt, Cause.NORMAL, outcome="closed")


def on_closed_told(turn: Turn, call: LiveCall) -> None:
    """The caller has heard that his queue is closed: the flow goes on as after any refusal."""
    if call.closed_play_id is not None:
        _end_closed_play(turn, call)
        feed(turn, call, ivr.QueueRefused())


def _end_closed_play(turn: Turn, call: LiveCall) -> None:
    call.closed_play_id = None
    turn.cancel_timer(closed_timer(call.call_id))


def _exits(call: LiveCall) -> Mapping[str, str]:
    return call.ivr.flow.nodes[call.ivr.node_id].exits if call.ivr is not None else {}


def _play(turn: Turn, call: LiveCall, action: ivr.Play) -> None:
    if customer := turn.customer(call):
        turn.ask(
            call,
            "play",
            connection_id=customer.connection_id,
            play_id=action.play_id,
            media=action.media,
        )


def _stop_play(turn: Turn, call: LiveCall, action: ivr.StopPlay) -> None:
    turn.ask(call, "stop_play", play_id=action.play_id)


def _start_timer(turn: Turn, call: LiveCall, action: ivr.StartTimer) -> None:
    turn.start_timer(ivr_timer(call.call_id, action.name), action.due_ms)


def _cancel_timer(turn: Turn, call: LiveCall, action: ivr.CancelTimer) -> None:
    turn.cancel_timer(ivr_timer(call.call_id, action.name))


def _look_up(turn: Turn, call: LiveCall, action: ivr.LookUp) -> None:
    turn.effects.append(
        LookUpRequested(
            call=call, look_up_id=action.look_up_id, name=action.capability, arguments=dict(action.arguments)
        )
    )


def _enqueue(turn: Turn, call: LiveCall, action: ivr.Enqueue) -> None:
    queue_id = turn.state.queue_codes.get((call.tenant_id, action.queue_code))
    if action.is_human_requested and call.human_requested_at_ms is None:
        call.human_requested_at_ms = turn.at_ms
    if queue_id is None:
        on_refused(turn, call)
        return
    if call.ivr is not None:
        call.language = call.ivr.language or call.language
        call.path = [label.as_json() for label in call.ivr.path]
        call.noted = call.ivr.noted()
    if not hours.is_open(turn, queue_id):
        on_closed(turn, call, queue_id)
        return
    skills = turn.state.skill_codes
    needs = tuple(
        SkillNeed(skill_id=skills[call.tenant_id, need.skill], level=need.level)
        for need in action.needs
        if (call.tenant_id, need.skill) in skills
    )
    queueing.enqueue(turn, call, queue_id, priority=action.priority, needs=needs)


def _leave_queue(turn: Turn, call: LiveCall, action: ivr.LeaveQueue) -> None:
    if call.closed_play_id is not None:  # he did not hear the closed queue's prompt to its end
        turn.ask(call, "stop_play", play_id=call.closed_play_id)
        _end_closed_play(turn, call)
        return
    turn.acd(CallAbandoned(call_id=call.call_id))
    call.phase = Phase.SELF_SERVICE
    turn.fact(call, "left_queue", queue_id=call.queue_id)
    call.queue_id = call.queued_at_ms = None


def _book_callback(turn: Turn, call: LiveCall, action: ivr.BookCallback) -> None:
    queue_id = turn.state.queue_codes.get((call.tenant_id, action.queue_code))
    turn.acd(CallAbandoned(call_id=call.call_id))
    callbacks.book(turn, call, queue_id, action.number)


def _record_voicemail(turn: Turn, call: LiveCall, action: ivr.RecordVoicemail) -> None:
    call.phase = Phase.VOICEMAIL
    call.outcome = "voicemail"
    recording.start(turn, call, is_voicemail=True)


def _stop_voicemail(turn: Turn, call: LiveCall, action: ivr.StopVoicemail) -> None:
    recording.stop(turn, call)
    call.phase = Phase.SELF_SERVICE


def _hang_up(turn: Turn, call: LiveCall, action: ivr.HangUp) -> None:
    ending.end(turn, call, action.cause, ended_by="flow")


def _fact(turn: Turn, call: LiveCall, action: ivr.Fact) -> None:
    turn.fact(call, action.kind, **action.data)


_ACTIONS: dict[type, Callable[[Turn, LiveCall, Any], None]] = {
    ivr.Play: _play,
    ivr.StopPlay: _stop_play,
    ivr.StartTimer: _start_timer,
    ivr.CancelTimer: _cancel_timer,
    ivr.LookUp: _look_up,
    ivr.Enqueue: _enqueue,
    ivr.LeaveQueue: _leave_queue,
    ivr.BookCallback: _book_callback,
    ivr.RecordVoicemail: _record_voicemail,
    ivr.StopVoicemail: _stop_voicemail,
    ivr.HangUp: _hang_up,
    ivr.Fact: _fact,
}
