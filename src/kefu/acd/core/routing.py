"""What administrators change while calls wait: queues, and whom agents serve."""

from collections.abc import Iterable
from operator import attrgetter

from kefu.acd.core.events import AgentDefined, QueueDefined, QueueRemoved
from kefu.acd.core.model import AgentState
from kefu.acd.core.offers import leave, place, refuse, serve
from kefu.acd.core.records import Agent, Call, Queue
from kefu.acd.core.turn import Turn
from kefu.kernel.ids import QueueId


def queue_defined(turn: Turn, event: QueueDefined) -> None:
    """Open a queue or change it; the calls that wait in it are placed anew, with their old rights."""
    known = turn.state.queues.get(event.config.queue_id)
    if known and known.config == event.config:
        turn.ignore()
        return
    queue = known or Queue(config=event.config)
    waiting = _empty(turn, queue) if known else _guests_to_be(turn, event.config.queue_id)
    turn.state.open_queue(queue, event.config)
    for call, home in waiting:
        place(turn, call, home)


def _guests_to_be(turn: Turn, queue_id: QueueId) -> list[tuple[Call, Queue]]:
    """Take calls of other queues, that had been let in before this one was gone, out of their lines."""
    calls = [call for call in turn.state.calls.values() if not call.ringing and queue_id in call.added]
    return _taken_out(turn, calls)


def queue_removed(turn: Turn, event: QueueRemoved) -> None:
    """Close a queue; a call that rings goes on ringing."""
    queue = turn.state.queues.get(event.queue_id)
    if queue is None:
        turn.ignore()
        return
    waiting = _empty(turn, queue)
    turn.state.close_queue(queue)
    for call, home in waiting:
        if home is queue:
            refuse(turn, call.call_id, event.queue_id, "no-such-queue")
        else:
            place(turn, call, home)


def _empty(turn: Turn, queue: Queue) -> list[tuple[Call, Queue]]:
    """Take a queue's calls, and guests of others in its lines, out; return them with their own queues."""
    guests = {call.call_id: call for line in queue.lines.values() for call in line.waiting}
    return _taken_out(turn, (queue.waiting | guests).values())


def _taken_out(turn: Turn, calls: Iterable[Call]) -> list[tuple[Call, Queue]]:
    found = [(call, turn.state.home_of(call)) for call in sorted(calls, key=attrgetter("rank"))]
    for call, _ in found:
        leave(turn, call)
    return found


def agent_defined(turn: Turn, event: AgentDefined) -> None:
    """Give an agent his queues and skills; what rings or talks goes on."""
    known = turn.state.agents.get(event.config.agent_id)
    if known and known.config == event.config:
        turn.ignore()
        return
    agent = known or Agent(config=event.config)
    turn.state.enrol(agent, event.config)
    if agent.state is AgentState.READY:
        serve(turn, agent)
