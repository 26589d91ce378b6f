"""Lines that supervisors write on agents' desks."""

from kefu.journeys.inbound_call.effects import MessagesChanged
from kefu.journeys.inbound_call.inputs import AcknowledgeMessage, TakeMessage
from kefu.journeys.inbound_call.model import DeskMessage
from kefu.journeys.inbound_call.turn import Turn

KEPT = 20
"""Lines that an agent has not acknowledged; beyond, the oldest goes."""


def take(turn: Turn, command: TakeMessage) -> None:
    """Put a line on the agent's desk, once."""
    seat = turn.state.seats.get(command.agent_id)
    if seat is None or any(each.message_id == command.message_id for each in seat.messages):
        turn.state.ignored += 1
        return
    line = DeskMessage(message_id=command.message_id, sender=command.sender, text=command.text, sent_at_ms=turn.at_ms)
    seat.messages = [*seat.messages, line][-KEPT:]
    turn.effects.append(MessagesChanged(agent_id=seat.agent_id))


def acknowledge(turn: Turn, command: AcknowledgeMessage) -> None:
    """Take a line that has been read off the desk."""
    seat = turn.state.seats.get(command.agent_id)
    left = [each for each in seat.messages if each.message_id != command.message_id] if seat is not None else []
    if seat is None or len(left) == len(seat.messages):
        turn.state.ignored += 1
        return
    seat.messages = left
    turn.effects.append(MessagesChanged(agent_id=seat.agent_id))
