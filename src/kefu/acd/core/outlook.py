"""What callers and boards want to know about a queue. Read only; decisions never use it."""

from dataclasses import dataclass

from kefu.acd.core.records import Call, Queue
from kefu.acd.core.state import EngineState
from kefu.kernel.ids import CallId, QueueId


@dataclass(frozen=True, slots=True)
class QueueLoad:
    """A queue now: calls that wait, since when the longest does, agents who are ready for a call without own needs."""

    waiting: int
    longest_since_ms: int | None
    ready_agents: int


def position(state: EngineState, call_id: CallId) -> int | None:
    """Count a waiting call's place in its queue, over all its lines; None when it does not wait."""
    found = _waiting(state, call_id)
    if found is None:
        return None
    call, queue = found
    return 1 + sum(line.waiting.count_before(call.rank) for line in queue.lines.values())


def estimate_wait_s(state: EngineState, call_id: CallId) -> int | None:
    """Estimate how much longer a call will wait: its position times the queue's pace.

    The pace is the mean time between two answers, newer ones counting more (the plain mean of the first 32, then
    exponential smoothing with weight 1/32). An interval counts only when the later call already waited at the earlier
    answer: then agents, not arrivals, set it. So shared agents, wrap-up, ringing and the priority of other queues are
    all in it. None when the call does not wait, or nothing is known yet. How good it is: `make bench-estimate`.
    """
    found, place = _waiting(state, call_id), position(state, call_id)
    if found is None or place is None:
        return None
    pace_us = found[1].pace_us
    return None if pace_us is None else -(-place * pace_us // 1_000_000)


def queue_load(state: EngineState, queue_id: QueueId) -> QueueLoad | None:
    """Sum up a queue for a board; looks at every waiting call."""
    queue = state.queues.get(queue_id)
    if queue is None:
        return None
    entered = [call.entered_at_ms for call in queue.waiting.values()]
    return QueueLoad(len(entered), min(entered, default=None), len(queue.lines[queue.config.needs].idle))


def _waiting(state: EngineState, call_id: CallId) -> tuple[Call, Queue] | None:
    call = state.calls.get(call_id)
    return (call, state.home_of(call)) if call and not call.ringing else None
