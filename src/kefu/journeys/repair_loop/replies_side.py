"""Replies to customers by SMS and mail, and what becomes of them."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.messaging import service as messaging
from kefu.messaging.events import LetterSettled, MessageDelivered, MessageUndeliverable
from kefu.messaging.model import Letter
from kefu.tickets import service as tickets
from kefu.tickets.events import TicketReplied

SUBJECT = "ticket_reply"
PURPOSE = "ticket-reply"


async def send(session: AsyncSession, event: TicketReplied) -> None:
    """Have a reply sent.

    Raises: NumberCannotReceiveError, MessageTooLongError: whoever answers chooses another way.
    """
    if event.by == "mail":
        await _write(session, event)
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


async def _write(session: AsyncSession, event: TicketReplied) -> None:
    letter = Letter(
        key=f"{PURPOSE}:{event.reply_id}", to=event.recipient, subject=f"Re: {event.ticket_no}", text=event.text
    )
    await messaging.send_letter(
        session,
        tenant_id=event.tenant_id,
        letter=letter,
        subject_kind=SUBJECT,
        subject_id=str(event.reply_id),
        now=event.at,
    )


async def arrived(session: AsyncSession, event: MessageDelivered) -> None:
    """Note that the customer has his reply."""
    await _note(session, event, is_delivered=True)


async def lost(session: AsyncSession, event: MessageUndeliverable) -> None:
    """Note that the customer has no reply yet."""
    await _note(session, event, is_delivered=False)


async def settled(session: AsyncSession, event: LetterSettled) -> None:
    """Note whether the mail server has taken the reply."""
    await _note(session, event, is_delivered=event.is_sent)


async def _note(
    session: AsyncSession, event: MessageDelivered | MessageUndeliverable | LetterSettled, *, is_delivered: bool
) -> None:
    if event.subject_kind == SUBJECT:
        await tickets.note_delivery(
            session,
            tenant_id=event.tenant_id,
            reply_id=UUID(event.subject_id),
            is_delivered=is_delivered,
            now=event.at,
        )
