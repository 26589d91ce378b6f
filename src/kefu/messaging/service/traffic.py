"""What comes of messages: answers of gateways, receipts, and what people write to us."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import LocalNetworkId, MessageId, TenantId
from kefu.messaging import rules, store
from kefu.messaging.events import MessageDelivered, MessageReceived, MessageUndeliverable
from kefu.messaging.model import Arrived, Encoding, MessageState, Outgoing, Part, PartAddress, Receipt
from kefu.messaging.tables import InboundMessageRow, MessageRow
from kefu.platform.events import publish
from kefu.platform.ids import new_id
from kefu.platform.numbering import parse_number

FORGET_PARTS_AFTER = timedelta(hours=1)
"""A phone that writes on after so long begins anew: its numbers for long messages come around."""
_OVER = frozenset({MessageState.DELIVERED, MessageState.UNDELIVERABLE, MessageState.EXPIRED, MessageState.UNKNOWN})


async def note_submitted(
    session: AsyncSession,
    *,
    message: Outgoing,
    gateway: str,
    parts: Sequence[Part],
    next_try_at: datetime,
    now: datetime,
) -> MessageState | None:
    """Write down what became of an attempt; None when somebody else has taken the message on meanwhile.

    Without parts it was too late to offer it. What still waits is offered again from `next_try_at` on.
    """
    row = await store.message(session, message.message_id, is_locked=True)
    if row is None or row.state != MessageState.SENDING or row.next_try_at != message.leased_until:
        return None
    if parts:
        parts = rules.merged(await store.parts(session, message.message_id), parts)
        found = [(part, rules.reference_of(message.message_id.int, part.position)) for part in parts]
        await store.save_parts(session, message, gateway, found)
    state = rules.state_of(parts) if parts else MessageState.EXPIRED
    reason = "expired" if not parts else next((part.error for part in parts if part.error), "")
    is_bound = any(part.gateway_message_id for part in parts)
    changes: dict[str, Any] = {"next_try_at": next_try_at}
    if state is MessageState.QUEUED:
        changes["gateway"] = gateway if is_bound else ""
    await _move(session, row, state, reason, now, **changes)
    return state


async def note_receipt(session: AsyncSession, *, address: PartAddress, receipt: Receipt, now: datetime) -> MessageState:
    """Write down what a gateway says became of a part; said twice, it counts once."""
    row = await store.message(session, address.message_id, is_locked=True)
    parts = list(await store.parts(session, address.message_id))
    if row is None:
        return MessageState.UNKNOWN
    before = parts[address.position - 1]
    after = rules.after_receipt(before, receipt)
    if after != before:
        parts[address.position - 1] = after
        await store.update_part(session, address.message_id, after)
        detail = {"position": after.position, "parts": len(parts), "state": after.state, "error": after.error}
        tenant_id = TenantId(row.tenant_id)
        await store.insert_event(session, tenant_id, address.message_id, "receipt", now, detail)
        if row.state != MessageState.SENDING:  # else the sender says where it stands when he has his answer
            await _move(session, row, rules.state_of(parts), after.error, now)
    return rules.state_of(parts)


async def receive(
    session: AsyncSession,
    *,
    tenant_id: TenantId,
    gateway: str,
    arrived: Arrived,
    in_reply_to: MessageId | None,
    local_network_id: LocalNetworkId | None,
    now: datetime,
) -> bool:
    """Take in what somebody wrote, or a part of it; tell whether a message is complete by that, and new."""
    number = parse_number(arrived.sender)
    text = arrived.text
    if arrived.total > 1:
        contents = await store.add_inbound_part(session, tenant_id, gateway, arrived, now, now - FORGET_PARTS_AFTER)
        if contents is None:
            return False
        text = rules.decode(b"".join(contents), Encoding(arrived.encoding))
    row = InboundMessageRow(
        id=new_id(),
        tenant_id=tenant_id,
        local_network_id=local_network_id,
        gateway=gateway,
        external_id=arrived.external_id,
        sender=number.key,
        to_number=arrived.to,
        text=rules.clean(text),
        at=now,
        in_reply_to=in_reply_to,
    )
    if not await store.insert_inbound(session, row):
        return False
    if in_reply_to is not None:
        await store.insert_event(session, tenant_id, in_reply_to, "answered", now, {"inbound_id": str(row.id)})
    await publish(
        session,
        MessageReceived(
            tenant_id=tenant_id,
            at=now,
            inbound_id=row.id,
            sender=row.sender,
            to=row.to_number,
            text=row.text,
            in_reply_to=in_reply_to,
        ),
    )
    return True


async def _move(
    session: AsyncSession, row: MessageRow, state: MessageState, reason: str, now: datetime, **changes: Any
) -> None:
    """Bring a message into a state, and tell the others when that is news."""
    message_id, is_news = MessageId(row.id), state != row.state
    if state is MessageState.SENT or (state in _OVER and reason != "expired"):
        changes["sent_at"] = row.sent_at or now
    if state in _OVER:
        changes["ended_at"] = now if is_news else row.ended_at
    await store.update_message(session, message_id, state=state, reason=reason, **changes)
    if not is_news or (state is MessageState.QUEUED and reason in ("", row.reason)):
        return
    tenant_id = TenantId(row.tenant_id)
    detail = {"reason": reason, "attempts": row.attempts}
    await store.insert_event(session, tenant_id, message_id, state.value, now, detail)
    about = {"purpose": row.purpose, "subject_kind": row.subject_kind, "subject_id": row.subject_id}
    if state is MessageState.DELIVERED:
        await publish(session, MessageDelivered(tenant_id=tenant_id, at=now, message_id=message_id, **about))
    elif state in (MessageState.UNDELIVERABLE, MessageState.EXPIRED):
        why = reason or state.value
        await publish(
            session, MessageUndeliverable(tenant_id=tenant_id, at=now, message_id=message_id, reason=why, **about)
        )
