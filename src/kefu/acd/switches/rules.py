"""What a switch makes of a queue, and which switches make no sense."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from kefu.acd.core.model import Relaxation, RelaxStep
from kefu.acd.model import Queue, QueueSwitch, SwitchKind
from kefu.acd.rules import Fault
from kefu.kernel.ids import QueueId

LONGEST = timedelta(days=7)
"""What is to hold for longer belongs into the queue's settings."""
_PROMPT = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_STEPS = 21
"""More than a recipe may have: wherever a waiting call stands in its recipe, the next step moves it."""
_OVERFLOW_AFTER_S = 1


def switched(queue: Queue, switches: Iterable[QueueSwitch]) -> Queue:
    """Return the queue as it is with what is switched on."""
    on = sorted(switches, key=lambda each: each.kind)
    for each in on:
        if each.kind is SwitchKind.CLOSED:
            queue = replace(queue, is_open=False, closed_prompt=each.prompt or queue.closed_prompt)
        elif each.kind is SwitchKind.NOTICE:
            queue = replace(queue, notice_prompt=each.prompt)
        elif each.kind is SwitchKind.CALLBACK:
            queue = replace(queue, offers_callback=True)
        else:
            move = RelaxStep(action=Relaxation.MOVE, after_s=_OVERFLOW_AFTER_S, queue_id=each.to_queue_id)
            queue = replace(queue, config=replace(queue.config, recipe=(move,) * _STEPS))
    return replace(queue, switches=tuple(on))


def switch_faults(
    switch: QueueSwitch, *, queues: Mapping[QueueId, Queue], on: Iterable[QueueSwitch], prompts: frozenset[str]
) -> list[Fault]:
    """List why something cannot be switched on; `on` is what the tenant's queues have on already."""
    found = []
    if switch.until_at is not None and not switch.set_at < switch.until_at <= switch.set_at + LONGEST:
        found.append(_fault("until", "out-of-range", "an end within the next seven days"))
    if switch.kind is SwitchKind.NOTICE and switch.prompt is None:
        found.append(_fault("prompt", "missing", "say which prompt"))
    takes_prompt = switch.kind in (SwitchKind.NOTICE, SwitchKind.CLOSED)
    if switch.prompt is not None and not (
        takes_prompt and switch.prompt in prompts and _PROMPT.fullmatch(switch.prompt)
    ):
        found.append(_fault("prompt", "unknown", "no such prompt"))
    if (switch.kind is SwitchKind.OVERFLOW) != (switch.to_queue_id is not None):
        found.append(_fault("to_queue_id", "missing", "say which queue, of overflow only"))
    elif switch.to_queue_id is not None:
        found.extend(_target_faults(switch, queues, list(on)))
    return found


def _target_faults(switch: QueueSwitch, queues: Mapping[QueueId, Queue], on: list[QueueSwitch]) -> list[Fault]:
    target = queues.get(switch.to_queue_id) if switch.to_queue_id else None
    if target is None or switch.to_queue_id == switch.queue_id:
        return [_fault("to_queue_id", "unknown", "no such other queue")]
    is_closed = any(each.kind is SwitchKind.CLOSED and each.queue_id == switch.to_queue_id for each in on)
    if is_closed or not target.is_open:
        return [_fault("to_queue_id", "closed", "that queue is closed")]
    onward = {each.queue_id: each.to_queue_id for each in on if each.kind is SwitchKind.OVERFLOW}
    seen, at = {switch.queue_id}, switch.to_queue_id
    while at is not None and at not in seen:
        seen.add(at)
        at = onward.get(at)
    return [] if at is None else [_fault("to_queue_id", "circular", "calls would go round for ever")]


def _fault(field: str, code: str, detail: str) -> Fault:
    return {"field": field, "code": code, "detail": detail}
