"""When queues take calls: their hours, whoever closes them by hand, and the engine knowing of it."""

from dataclasses import replace

from kefu.acd.core.events import QueueDefined, QueueRemoved
from kefu.acd.core.model import QueueConfig
from kefu.calendars.rules import next_change_ms
from kefu.journeys.inbound_call.model import QueueInfo
from kefu.journeys.inbound_call.timers import hours_timer
from kefu.journeys.inbound_call.turn import Turn
from kefu.kernel.ids import QueueId


def is_open(turn: Turn, queue_id: QueueId | None) -> bool:
    """Tell whether a queue takes calls now; one that is not known is left to the engine, which refuses it."""
    info = turn.state.queues.get(queue_id) if queue_id else None
    return info is None or info.takes_calls(turn.at_ms)


def opens_at_ms(turn: Turn, queue_id: QueueId) -> int | None:
    """Return when a closed queue opens by its calendar; None when nobody knows."""
    info = turn.state.queues[queue_id]
    return next_change_ms(info.calendar, turn.at_ms) if info.is_open and info.calendar is not None else None


def define(turn: Turn, config: QueueConfig, info: QueueInfo) -> None:
    """Take a queue over as it is set up now."""
    turn.state.queues[info.queue_id] = info
    turn.state.queue_configs[info.queue_id] = config
    follow(turn, info.queue_id)


def remove(turn: Turn, queue_id: QueueId) -> None:
    """Forget a queue."""
    del turn.state.queues[queue_id]
    turn.state.queue_configs.pop(queue_id, None)
    turn.state.closed_queues.discard(queue_id)
    turn.cancel_timer(hours_timer(queue_id))
    turn.acd(QueueRemoved(queue_id=queue_id))


def follow(turn: Turn, queue_id: QueueId) -> None:
    """Open or close a queue for the engine as its hours say, and look again when they change.

    A closed queue has no room: recipes of other queues move calls into it only when an agent is free for them. Who
    waits in it already is served.
    """
    info, config = turn.state.queues.get(queue_id), turn.state.queue_configs.get(queue_id)
    if info is None or config is None:
        turn.state.ignored += 1
        return
    if info.takes_calls(turn.at_ms):
        turn.state.closed_queues.discard(queue_id)
        turn.acd(QueueDefined(config=config))
    else:
        turn.state.closed_queues.add(queue_id)
        turn.acd(QueueDefined(config=replace(config, max_length=0)))
    change_ms = next_change_ms(info.calendar, turn.at_ms) if info.calendar is not None else None
    if change_ms is None:
        turn.cancel_timer(hours_timer(queue_id))
    else:
        turn.start_timer(hours_timer(queue_id), change_ms)
