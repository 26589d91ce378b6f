"""What comes of messages: answers of gateways, receipts, and what people write to us."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import LocalNetworkId, MessageId, TenantId
from kefu.messaging import rules
from kefu.messaging.events import MessageDelivered, MessageReceived, MessageUndeliverable
from kefu.messaging.model import Arrived, Encoding, MessageState, Outgoing, Part, PartAddress, Receipt
from kefu.messaging.store import inbound
from kefu.messaging.store import traffic as store
from kefu.messaging.store.traffic import Standing
from kefu.messaging.tables import InboundMessageRow
from kefu.platform import jobs
from kefu.platform.events import publish
from kefu.platform.ids import new_id
from kefu.platform.numbering import parse_number

INCOMPLETE = "message.incomplete"
FORGET_PARTS_AFTER = timedelta(hours=1)
"""So long is waited for the rest of a long message; later a phone's numbers for them come around."""
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
    row = await store.lock(session, message.message_id)
    if row is None or row.state != MessageState.SENDING or row.next_try_at != message.leased_until:
        return None
    if parts:
        parts = rules.merged(await store.parts(session, message.message_id), parts)
        found = [(part, rules.reference_of(message.message_id.int, part.position)) for part in parts]
        await store.save_parts(session, message, gateway, found)
    state = rules.state_of(parts) if parts else MessageState.EXPIRED
    reason = "expired" if not parts else next((part.error for part in parts if part.error), "")
    is_bound = any(part.gateway_message_id for part in parts)
    after = replace(row, state=state, reason=reason, next_try_at=next_try_at)
    if state is MessageState.QUEUED:
        after = replace(after, gateway=gateway if is_bound else "")
    await _move(session, message.message_id, row, after, now)
    return state


async def note_receipt(session: AsyncSession, *, address: PartAddress, receipt: Receipt, now: datetime) -> MessageState:
    """Write down what a gateway says became of a part; said twice, it counts once."""
    row = await store.lock(session, address.message_id)
    parts = list(await store.parts(session, address.message_id))
    if row is None:
        return MessageState.UNKNOWN
    before = parts[address.position - 1]
    after = rules.after_receipt(before, receipt)
    if after != before:
        parts[address.position - 1] = after
        detail = {"position": after.position, "parts": len(parts), "state": after.state, "error": after.error}
        await store.update_part(session, address.message_id, after, now, detail)
        if row.state != MessageState.SENDING:  # else the sender says where it stands when he has his answer
            await _move(
                session, address.message_id, row, replace(row, state=rules.state_of(parts), reason=after.error), now
            )
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
    about = _About(gateway, arrived, in_reply_to, local_network_id)
    if arrived.total == 1:
        return await _take_in(session, tenant_id, about, arrived.text, now)
    await inbound.add_inbound_part(session, tenant_id, gateway, arrived, now, now - FORGET_PARTS_AFTER)
    parts = await inbound.inbound_parts(session, gateway, arrived)
    if len(parts) < arrived.total:
        until = now + FORGET_PARTS_AFTER
        await jobs.schedule(
            session, tenant_id=tenant_id, kind=INCOMPLETE, key=about.key, run_at=until, payload=about.dump()
        )
        return False
    await jobs.cancel(session, tenant_id=tenant_id, kind=INCOMPLETE, key=about.key)
    return await _put_together(session, tenant_id, about, parts, now)


async def receive_incomplete(
    session: AsyncSession, *, tenant_id: TenantId, payload: Mapping[str, Any], now: datetime
) -> None:
    """Take in what has arrived of a long message whose rest nobody expects any more."""
    about = _About.load(payload)
    parts = await inbound.inbound_parts(session, about.gateway, about.arrived)
    if parts:
        await _put_together(session, tenant_id, about, parts, now)


@dataclass(frozen=True, slots=True)
class _About:
    """Which way a message came; `arrived` may be any of its parts."""

    gateway: str
    arrived: Arrived
    in_reply_to: MessageId | None
    local_network_id: LocalNetworkId | None

    @property
    def key(self) -> str:
        one = self.arrived
        return f"{self.gateway}/{one.sender}/{one.to}/{one.reference}/{one.total}"

    def dump(self) -> dict[str, Any]:
        """Say it without what is in it: the parts are kept by themselves."""
        empty = replace(self, arrived=replace(self.arrived, content=b""))
        said: dict[str, Any] = _ABOUT.dump_python(empty, mode="json")
        return said

    @classmethod
    def load(cls, payload: Mapping[str, Any]) -> "_About":
        return _ABOUT.validate_python(payload)


_ABOUT = TypeAdapter(_About)


async def _put_together(
    session: AsyncSession, tenant_id: TenantId, about: _About, parts: Mapping[int, bytes], now: datetime
) -> bool:
    await inbound.forget_inbound_parts(session, about.gateway, about.arrived)
    text = rules.joined(parts, about.arrived.total, Encoding(about.arrived.encoding))
    return await _take_in(session, tenant_id, about, text, now)


async def _take_in(session: AsyncSession, tenant_id: TenantId, about: _About, text: str, now: datetime) -> bool:
    """Write down what somebody wrote and tell the others, unless the gateway has said it before."""
    row = InboundMessageRow(
        id=new_id(),
        tenant_id=tenant_id,
        local_network_id=about.local_network_id,
        gateway=about.gateway,
        external_id=about.arrived.external_id,
        sender=parse_number(about.arrived.sender).key,
        to_number=about.arrived.to,
        text=rules.clean(text),
        at=now,
        in_reply_to=about.in_reply_to,
    )
    if not await inbound.insert_inbound(session, row):
        return False
    if about.in_reply_to is not None:
        await store.insert_event(session, tenant_id, about.in_reply_to, "answered", now, {"inbound_id": str(row.id)})
    await publish(
        session,
        MessageReceived(
            tenant_id=tenant_id,
            at=now,
            inbound_id=row.id,
            sender=row.sender,
            to=row.to_number,
            text=row.text,
            in_reply_to=about.in_reply_to,
        ),
    )
    return True


async def _move(session: AsyncSession, message_id: MessageId, before: Standing, after: Standing, now: datetime) -> None:
    """Bring a message into a state, and tell the others when that is news."""
    state, is_over = after.state, after.state in _OVER
    if state is MessageState.SENT or (is_over and after.reason != "expired"):
        after = replace(after, sent_at=before.sent_at or now)
    if is_over and state != before.state:
        after = replace(after, ended_at=now)
    is_news = state != before.state and not (state is MessageState.QUEUED and after.reason in ("", before.reason))
    news = {"reason": after.reason, "attempts": after.attempts} if is_news else None
    await store.move(session, message_id, after, now, news)
    common: dict[str, Any] = {"tenant_id": after.tenant_id, "at": now, "message_id": message_id}
    common |= {"purpose": after.purpose, "subject_kind": after.subject_kind, "subject_id": after.subject_id}
    if not is_news:
        return
    if state is MessageState.DELIVERED:
        await publish(session, MessageDelivered(**common))
    elif state in (MessageState.UNDELIVERABLE, MessageState.EXPIRED):
        await publish(session, MessageUndeliverable(**common, reason=after.reason or state.value))
