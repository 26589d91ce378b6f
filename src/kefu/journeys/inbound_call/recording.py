"""What of a conversation is kept: by policy of the queue or the agent, or because the agent asks."""

import uuid

from kefu.calls.events import RecordingEnded, RecordingFailed
from kefu.journeys.inbound_call.effects import RecordingFinished, SwitchRequest
from kefu.journeys.inbound_call.inputs import SetRecording
from kefu.journeys.inbound_call.model import TALKING, LiveCall, RecordingContext, RecordingState
from kefu.journeys.inbound_call.timers import recording_timer
from kefu.journeys.inbound_call.turn import Turn
from kefu.kernel.ids import RecordingId
from kefu.recordings.model import Decision, Policy
from kefu.recordings.rules import decide

FINISH_MS = 60_000
"""How long a switch may take to finish a recording after its call has ended."""


def segment_id(call: LiveCall, segment: int) -> RecordingId:
    """Return the id of a call's n-th segment."""
    return RecordingId(uuid.uuid5(call.call_id, f"recording.{segment}"))


def expect_end(turn: Turn, call: LiveCall) -> None:
    """Wait for the unfinished segments of a call that has ended; one that never began on the switch never ends."""
    call.recording = RecordingState.OFF
    for recording_id in (segment_id(call, n) for n in range(1, call.segments + 1)):
        if recording_id in turn.state.recordings:
            turn.start_timer(recording_timer(recording_id), turn.at_ms + FINISH_MS)


def resume(turn: Turn, call: LiveCall) -> None:
    """Take a running segment up again after a restart; the switch has gone on recording."""
    customer = turn.customer(call)
    context = turn.state.recordings.get(call.recording_id) if call.recording_id else None
    if customer is not None and context is not None:
        turn.ask(
            call,
            "start_recording",
            connection_id=customer.connection_id,
            recording_id=context.recording_id,
            is_voicemail=context.is_voicemail,
        )


def finish_orphans(turn: Turn, switch: str) -> None:
    """Ask for the segments whose end was missed, or whose call is over."""
    for context in turn.state.recordings.values():
        call = turn.state.calls.get(context.call_id)
        if call is None or (call.switch == switch and call.recording_id != context.recording_id):
            turn.effects.append(
                SwitchRequest(
                    switch=switch,
                    call_id=context.call_id,
                    service="stop_recording",
                    arguments={"recording_id": context.recording_id},
                )
            )


def on_timer(turn: Turn, recording_id: RecordingId) -> None:
    """Give up on a recording."""
    turn.state.recordings.pop(recording_id, None)


def on_talk(turn: Turn, call: LiveCall) -> None:
    """Begin to record when a conversation begins and a policy asks for it."""
    if call.recording is not RecordingState.OFF:
        return
    if _decision(turn, call).is_policy:
        call.is_recording_policy = True
        start(turn, call)


def _decision(turn: Turn, call: LiveCall) -> Decision:
    """Decide by the call's queue and its present agent."""
    queue = turn.state.queues.get(call.queue_id) if call.queue_id else None
    seat = turn.state.seats.get(call.agent_id) if call.agent_id else None
    return decide(
        queue=queue.recording if queue else Policy.ON_DEMAND, agent=seat.recording if seat else Policy.ON_DEMAND
    )


def start(turn: Turn, call: LiveCall, *, is_voicemail: bool = False) -> None:
    """Begin a segment on the customer's connection, which outlives hold and transfer."""
    customer = turn.customer(call)
    if customer is None:
        return
    call.segments += 1
    recording_id = segment_id(call, call.segments)
    call.recording, call.recording_id = RecordingState.ON, recording_id
    turn.state.recordings[recording_id] = RecordingContext(
        recording_id=recording_id,
        call_id=call.call_id,
        tenant_id=call.tenant_id,
        agent_id=call.agent_id,
        queue_id=call.queue_id,
        customer_id=call.customer_id,
        local_network_id=call.local_network_id,
        segment=call.segments,
        started_at_ms=turn.at_ms,
        is_voicemail=is_voicemail,
    )
    turn.ask(
        call,
        "start_recording",
        connection_id=customer.connection_id,
        recording_id=recording_id,
        is_voicemail=is_voicemail,
    )
    turn.fact(call, "recording_started", recording_id=recording_id, segment=call.segments)


def stop(turn: Turn, call: LiveCall, state: RecordingState = RecordingState.OFF) -> None:
    """End the running segment."""
    if call.recording is RecordingState.ON and call.recording_id is not None:
        turn.ask(call, "stop_recording", recording_id=call.recording_id)
        turn.fact(call, "recording_stopped", recording_id=call.recording_id, state=state)
    call.recording, call.recording_id = state, None


def command(turn: Turn, call: LiveCall, request: SetRecording) -> None:
    """Do what the agent asks; a recording that policy asks for can be paused, not stopped."""
    if call.phase not in TALKING:
        turn.state.ignored += 1
    elif request.action in ("start", "resume") and call.recording is not RecordingState.ON:
        if _decision(turn, call).is_allowed:
            start(turn, call)
    elif request.action == "pause":
        stop(turn, call, RecordingState.PAUSED)
    elif request.action == "stop" and not call.is_recording_policy:
        stop(turn, call)
    turn.show(call, "recording")


def on_failed(turn: Turn, event: RecordingFailed) -> None:
    """The switch could not record: note it, and show that nothing is kept."""
    context = turn.state.recordings.pop(event.recording_id, None)
    if context is not None:
        turn.cancel_timer(recording_timer(event.recording_id))
    call = turn.state.calls.get(context.call_id) if context else None
    if call is not None and call.recording_id == event.recording_id:
        call.recording, call.recording_id = RecordingState.OFF, None
        turn.fact(call, "recording_failed", recording_id=event.recording_id)
        turn.show(call, "recording")


def on_ended(turn: Turn, event: RecordingEnded) -> None:
    """The switch has finished a segment: store it."""
    context = turn.state.recordings.pop(event.recording_id, None)
    if context is None:
        turn.state.ignored += 1
        return
    turn.cancel_timer(recording_timer(event.recording_id))
    call = turn.state.calls.get(context.call_id)
    if call is not None and call.recording_id == event.recording_id:  # the switch has ended it by itself
        call.recording, call.recording_id = RecordingState.OFF, None
        turn.show(call, "recording")
    turn.effects.append(RecordingFinished(context=context, path=event.path))
