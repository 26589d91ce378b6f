"""What is expected of somebody, ticket by ticket."""

from collections.abc import Collection
from enum import StrEnum

from kefu.kernel.ids import PersonId
from kefu.tickets.model import Ticket


class Expected(StrEnum):
    """What somebody should do next; `confirm`: ask whether it is right now, and close."""

    CALL_BACK = "call_back"
    CONFIRM = "confirm"
    ANSWER = "answer"
    TAKE = "take"
    SEE_TO_THE_END = "see_to_the_end"
    ESCALATED = "escalated"


def expected(ticket: Ticket, me: PersonId, *, permissions: Collection[str], is_member: bool) -> Expected | None:
    """Tell what is expected of somebody; `is_member`: he does the work of the ticket's department."""
    if ticket.is_final:
        return None
    if ticket.first_responsible_id == me and (ticket.is_call_pending or ticket.answered_at is not None):
        return Expected.CALL_BACK if ticket.is_call_pending else Expected.CONFIRM
    if ticket.answered_at is None and not ticket.is_call_pending:
        is_alone = ticket.department_id is None and ticket.handler_id is None and not ticket.is_order_open
        if ticket.handler_id == me or (is_alone and ticket.first_responsible_id == me):
            return Expected.ANSWER
        if is_member and ticket.handler_id is None and not ticket.is_order_open:
            return Expected.TAKE
    if ticket.answered_at is None and (
        me in ticket.watcher_ids or not set(permissions).isdisjoint(ticket.watcher_permissions)
    ):
        return Expected.ESCALATED
    return Expected.SEE_TO_THE_END if ticket.first_responsible_id == me else None
