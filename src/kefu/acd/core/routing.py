"""What administrators change while calls wait: queues, and whom agents serve."""

from kefu.acd.core.events import AgentDefined, QueueDefined, QueueRemoved
from kefu.acd.core.model import AgentState
from kefu.acd.core.offers import leave_line, place, refuse, serve
from kefu.acd.core.records import Agent, Call, Queue
from kefu.acd.core.turn import Turn


def queue_defined(turn: Turn, event: QueueDefined) -> None:
    """Open a queue or change it; the calls that wait in it are placed anew, with their old rights."""
    known = turn.state.queues.get(event.config.queue_id)
    if known and known.config == event.config:
        turn.ignore()
        return
    queue = known or Queue(config=event.config)
    waiting = _empty(turn, queue)
    turn.state.open_queue(queue, event.config)
    for call in waiting:
        place(turn, call, queue)


def queue_removed(turn: Turn, event: QueueRemoved) -> None:
    """Close a queue; a call that rings goes on ringing."""
    queue = turn.state.queues.get(event.queue_id)
    if queue is None:
        turn.ignore()
        return
    waiting = _empty(turn, queue)
    turn.state.close_queue(queue)
    for call in waiting:
        refuse(turn, call.call_id, event.queue_id, "no-such-queue")


def _empty(turn: Turn, queue: Queue) -> list[Call]:
    waiting = sorted((call for line in queue.lines.values() for call in line.waiting), key=lambda call: call.rank)
    for call in waiting:
        leave_line(turn, call)
    return waiting


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
