"""Recipes: what becomes of a call that waits for long."""

from collections.abc import Callable

from kefu.acd.core.events import CallOverflowed, CallRelaxed
from kefu.acd.core.model import AgentState, Relaxation, RelaxStep
from kefu.acd.core.offers import leave, next_step_ms, place, step_timer
from kefu.acd.core.records import Call, Queue
from kefu.acd.core.turn import Turn
from kefu.acd.core.waiting import is_full_for
from kefu.kernel.ids import CallId

RETRY_MS = 10_000
"""When a call that could not be moved tries again."""


def stepped(turn: Turn, call_id: CallId) -> None:
    """Take the steps that are due, and look for an agent again if they have changed who may come."""
    call = turn.state.calls[call_id]
    queue = turn.state.home_of(call)
    is_changed, is_stuck = call.is_courting and turn.at_ms >= call.preferred_until_ms, False
    while not is_stuck and (step := _due(turn, call, queue)) is not None:
        if step.action is Relaxation.MOVE and _holds(turn, step, queue):
            if _move(turn, call, queue, step):
                return
            is_stuck = True
            continue
        call.steps_done += 1
        if _holds(turn, step, queue):
            is_changed |= _ACTIONS.get(step.action, _only_told)(turn, call, step)
            turn.emit(
                CallRelaxed(
                    call_id=call_id,
                    queue_id=queue.config.queue_id,
                    step=call.steps_done,
                    action=step.action,
                    value=step.value,
                )
            )
    if is_changed:
        leave(turn, call)
        place(turn, call, queue)
    due_ms = turn.at_ms + RETRY_MS if is_stuck else next_step_ms(call, queue)
    if due_ms is not None and not call.ringing:
        turn.start_timer(step_timer(call_id), due_ms)


def _due(turn: Turn, call: Call, queue: Queue) -> RelaxStep | None:
    recipe = queue.config.recipe
    step = recipe[call.steps_done] if call.steps_done < len(recipe) else None
    is_due = step is not None and turn.at_ms >= call.joined_at_ms + step.after_s * 1000
    return step if is_due else None


def _holds(turn: Turn, step: RelaxStep, queue: Queue) -> bool:
    if step.over_length is not None and len(queue.waiting) <= step.over_length:
        return False
    return not (step.if_unstaffed and is_staffed(turn, queue))


def is_staffed(turn: Turn, queue: Queue) -> bool:
    """Tell whether anybody of a queue is signed in."""
    members = turn.state.members.get(queue.config.queue_id, {})
    return any(agent.state is not AgentState.NULL for agent in members.values())


def _move(turn: Turn, call: Call, queue: Queue, step: RelaxStep) -> bool:
    """Bring a call over into another queue; False when that is missing or full."""
    target = turn.state.queue(step.queue_id)
    if target is None or target.config.channel is not call.channel or is_full_for(turn, call, target):
        return False
    leave(turn, call)
    call.queue_id, call.joined_at_ms, call.steps_done = target.config.queue_id, turn.at_ms, 0
    turn.emit(
        CallOverflowed(call_id=call.call_id, from_queue_id=queue.config.queue_id, to_queue_id=target.config.queue_id)
    )
    place(turn, call, target)
    return True


def _lower_levels(turn: Turn, call: Call, step: RelaxStep) -> bool:
    call.lowered += step.by
    return True


def _add_queue(turn: Turn, call: Call, step: RelaxStep) -> bool:
    if step.queue_id is None or step.queue_id in call.added or turn.state.queue(step.queue_id) is None:
        return False
    call.added.append(step.queue_id)
    return True


def _raise_priority(turn: Turn, call: Call, step: RelaxStep) -> bool:
    call.priority += step.by
    return True


def _only_told(turn: Turn, call: Call, step: RelaxStep) -> bool:
    return False


_ACTIONS: dict[Relaxation, Callable[[Turn, Call, RelaxStep], bool]] = {
    Relaxation.LOWER_LEVELS: _lower_levels,
    Relaxation.ADD_QUEUE: _add_queue,
    Relaxation.RAISE_PRIORITY: _raise_priority,
}
