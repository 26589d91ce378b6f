"""The outbox: what is to be sent is written down in the transaction that wants it; senders take it from there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.model import Principal
from kefu.identity.service import record_audit
from kefu.kernel.ids import LocalNetworkId, MessageId, TenantId
from kefu.messaging import rules
from kefu.messaging.model import (
    REPEATABLE,
    VALID_FOR,
    MessageNotCancellableError,
    MessageNotFoundError,
    MessageNotRepeatableError,
    MessageState,
    NewMessage,
    NumberCannotReceiveError,
    Part,
    TemplateUse,
    Wanted,
)
from kefu.messaging.service.templates import render
from kefu.messaging.store import inbound, traffic
from kefu.messaging.store import outbox as store
from kefu.messaging.tables import InboundMessageRow, MessageEventRow, MessageRow
from kefu.platform.ids import new_id
from kefu.platform.numbering import parse_number

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """A message with everything that is known of it."""

    message: MessageRow
    parts: Sequence[Part]
    events: Sequence[MessageEventRow]
    replies: Sequence[InboundMessageRow]


async def send(
    session: AsyncSession,
    *,
    tenant_id: TenantId,
    to: str,
    text: str,
    purpose: str,
    key: str,
    now: datetime,
    valid_for: timedelta = VALID_FOR,
    subject_kind: str = "",
    subject_id: str = "",
    template: str = "",
    local_network_id: LocalNetworkId | None = None,
) -> MessageId:
    """Have a message sent; asked twice with one key, it is one message. `template` is the code of its words.

    Raises: NumberCannotReceiveError, MessageEmptyError, MessageTooLongError.
    """
    number = parse_number(to)
    if not rules.can_receive(number):
        raise NumberCannotReceiveError(f"{number.kind} numbers receive no short messages", kind=number.kind)
    words = rules.require_sendable(text)
    message = NewMessage(
        message_id=MessageId(new_id()),
        tenant_id=tenant_id,
        local_network_id=local_network_id,
        key=key,
        to=number.key,
        text=words,
        purpose=purpose,
        template_code=template,
        subject_kind=subject_kind,
        subject_id=subject_id,
        created_at=now,
        valid_until=now + valid_for,
    )
    if await store.insert_message(session, message, len(rules.cut(words).parts)):
        return message.message_id
    found = await store.message_by_key(session, tenant_id, key)
    if found is None:
        raise MessageNotFoundError(f"the message with key {key} is out of sight")
    return found


async def send_template(
    session: AsyncSession,
    *,
    tenant_id: TenantId,
    to: str,
    template: TemplateUse,
    purpose: str,
    key: str,
    now: datetime,
    valid_for: timedelta = VALID_FOR,
    subject_kind: str = "",
    subject_id: str = "",
    local_network_id: LocalNetworkId | None = None,
) -> MessageId:
    """Have a template's words sent.

    Raises: TemplateNotFoundError, TemplateValuesMissingError, and what `send` raises.
    """
    text = await render(session, code=template.code, language=template.language, values=template.values)
    return await send(
        session,
        tenant_id=tenant_id,
        to=to,
        text=text,
        purpose=purpose,
        key=key,
        now=now,
        valid_for=valid_for,
        subject_kind=subject_kind,
        subject_id=subject_id,
        template=template.code,
        local_network_id=local_network_id,
    )


async def cancel(
    session: AsyncSession, *, message_id: MessageId, now: datetime, principal: Principal | None = None
) -> None:
    """Stop a message that has not gone out.

    Raises: MessageNotFoundError, MessageNotCancellableError.
    """
    message = await _locked(session, message_id)
    started = await traffic.parts(session, message_id)
    if message.state != MessageState.QUEUED or any(part.gateway_message_id for part in started):
        raise MessageNotCancellableError(f"it is {message.state}", state=message.state)
    await store.cancel_message(session, message_id, now)
    tenant_id = TenantId(message.tenant_id)
    await traffic.insert_event(session, tenant_id, message_id, "cancelled", now, {})
    if principal is not None:
        await _audit(session, principal, "message-cancelled", message_id, now)


async def send_again(session: AsyncSession, *, principal: Principal, message_id: MessageId, now: datetime) -> MessageId:
    """Send the words of a message that did not arrive once more, as a new message; each is repeated once.

    Raises: MessageNotFoundError, MessageNotRepeatableError.
    """
    message = await _locked(session, message_id)
    if message.state not in REPEATABLE:
        raise MessageNotRepeatableError(f"it is {message.state}", state=message.state)
    if (
        repeated := await store.message_by_key(session, TenantId(message.tenant_id), f"again:{message_id}")
    ) is not None:
        return repeated
    again = await send(
        session,
        tenant_id=TenantId(message.tenant_id),
        to=message.to_number,
        text=message.text,
        purpose=message.purpose,
        key=f"again:{message_id}",
        now=now,
        valid_for=message.valid_until - message.created_at,
        subject_kind=message.subject_kind,
        subject_id=message.subject_id,
        template=message.template_code,
        local_network_id=None if message.local_network_id is None else LocalNetworkId(message.local_network_id),
    )
    detail = {"message_id": str(again)}
    await traffic.insert_event(session, TenantId(message.tenant_id), message_id, "sent_again", now, detail)
    await _audit(session, principal, "message-sent-again", message_id, now)
    return again


async def list_messages(session: AsyncSession, *, wanted: Wanted) -> Sequence[MessageRow]:
    """List messages, the latest first, one more than a page holds."""
    return await store.messages(session, wanted, PAGE + 1)


async def list_purposes(session: AsyncSession) -> Sequence[str]:
    """List what messages have been about."""
    return await store.purposes(session)


async def list_received(session: AsyncSession, *, before: UUID | None) -> Sequence[InboundMessageRow]:
    """List what people wrote, the latest first, one more than a page holds."""
    return await inbound.inbound(session, before, PAGE + 1)


async def detail(session: AsyncSession, *, message_id: MessageId) -> Detail:
    """Show everything that is known of a message.

    Raises: MessageNotFoundError.
    """
    message = await store.message(session, message_id)
    if message is None:
        raise MessageNotFoundError(message_id=str(message_id))
    return Detail(
        message=message,
        parts=await traffic.parts(session, message_id),
        events=await store.events(session, message_id),
        replies=await inbound.replies(session, message_id),
    )


async def _locked(session: AsyncSession, message_id: MessageId) -> MessageRow:
    message = await store.message(session, message_id, is_locked=True)
    if message is None:
        raise MessageNotFoundError(message_id=str(message_id))
    return message


async def _audit(
    session: AsyncSession, principal: Principal, action: str, message_id: MessageId, now: datetime
) -> None:
    await record_audit(
        session,
        principal=principal,
        action=action,
        subject_kind="message",
        subject_id=str(message_id),
        now=now,
    )
