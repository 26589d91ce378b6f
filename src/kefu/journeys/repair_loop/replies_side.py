"""Replies to customers by SMS, and what becomes of them. Nothing carries a reply by mail yet."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.messaging import service as messaging
from kefu.messaging.events import MessageDelivered, MessageUndeliverable
from kefu.tickets import service as tickets
from kefu.tickets.events import TicketReplied

SUBJECT = "ticket_reply"
PURPOSE = "ticket-reply"


async def send(session: AsyncSession, event: TicketReplied) -> None:
    """Have a reply sent by SMS.

    Raises: NumberCannotReceiveError, MessageTooLongError: whoever answers chooses another way.
    """
    if event.by != "sms":
        return
    await messaging.send(
        session,
        tenant_id=event.tenant_id,
        to=event.recipient,
        text=event.text,
        purpose=PURPOSE,
        key=f"{PURPOSE}:{event.reply_id}",
        now=event.at,
        subject_kind=SUBJECT,
        subject_id=str(event.reply_id),
        local_network_id=event.local_network_id,
    )


async def arrived(session: AsyncSession, event: MessageDelivered) -> None:
    """Note that the customer has his reply."""
    await _note(session, event, is_delivered=True)


async def lost(session: AsyncSession, event: MessageUndeliverable) -> None:
    """Note that the customer has no reply yet."""
    await _note(session, event, is_delivered=False)


async def _note(session: AsyncSession, event: MessageDelivered | MessageUndeliverable, *, is_delivered: bool) -> None:
    if event.subject_kind == SUBJECT:
        await tickets.note_delivery(
            session,
            tenant_id=event.tenant_id,
            reply_id=UUID(event.subject_id),
            is_delivered=is_delivered,
            now=event.at,
        )
