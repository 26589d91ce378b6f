"""SQL of the outbox: what is to be sent, and what people look up of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import MessageId, TenantId
from kefu.messaging.model import MessageState, NewMessage, Wanted
from kefu.messaging.tables import MessageEventRow, MessageRow
from kefu.platform.db import driver_of
from kefu.platform.ids import new_id

_LATEST = 5000
# The driver itself: a message is part of many use cases, and to build the statement anew costs more than to run it.
_INSERT = """
    WITH made AS (
        INSERT INTO message (
            id, tenant_id, local_network_id, key, to_number, text, part_count, purpose, template_code, subject_kind,
            subject_id, state, created_at, valid_until, next_try_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'queued', $12, $13, $12)
        ON CONFLICT ON CONSTRAINT uq_message_tenant_id_key DO NOTHING RETURNING id, tenant_id)
    INSERT INTO message_event (id, tenant_id, message_id, at, kind, detail)
    SELECT $14, tenant_id, id, $12, 'queued', '{}' FROM made RETURNING message_id"""


async def insert_message(session: AsyncSession, message: NewMessage, part_count: int) -> bool:
    """Write a message and its first event down, unless one with its key is there already; tell whether it was new."""
    added = await driver_of(session).fetchval(
        _INSERT,
        message.message_id,
        message.tenant_id,
        message.local_network_id,
        message.key,
        message.to,
        message.text,
        part_count,
        message.purpose,
        message.template_code,
        message.subject_kind,
        message.subject_id,
        message.created_at,
        message.valid_until,
        new_id(),
    )
    return added is not None


async def message_by_key(session: AsyncSession, tenant_id: TenantId, key: str) -> MessageId | None:
    """Find the message that was asked for under a key."""
    asked = select(MessageRow.id).where(MessageRow.tenant_id == tenant_id, MessageRow.key == key)
    found = await session.scalar(asked)
    return None if found is None else MessageId(found)


async def message(session: AsyncSession, message_id: MessageId, *, is_locked: bool = False) -> MessageRow | None:
    """Load a message; locked, nobody else changes it meanwhile."""
    asked = select(MessageRow).where(MessageRow.id == message_id)
    if is_locked:
        asked = asked.with_for_update()
    found: MessageRow | None = await session.scalar(asked.execution_options(populate_existing=True))
    return found


async def messages(session: AsyncSession, wanted: Wanted, most: int) -> Sequence[MessageRow]:
    """List messages, the latest first."""
    asked = select(MessageRow).order_by(MessageRow.id.desc()).limit(most)
    if wanted.states:
        asked = asked.where(MessageRow.state.in_(wanted.states))
    if wanted.purpose:
        asked = asked.where(MessageRow.purpose == wanted.purpose)
    if wanted.to:
        asked = asked.where(MessageRow.to_number == wanted.to)
    if wanted.subject_id:
        asked = asked.where(MessageRow.subject_kind == wanted.subject_kind, MessageRow.subject_id == wanted.subject_id)
    if wanted.before is not None:
        asked = asked.where(MessageRow.id < wanted.before)
    return (await session.scalars(asked)).all()


async def purposes(session: AsyncSession) -> Sequence[str]:
    """List what the latest messages have been about."""
    latest = select(MessageRow.purpose).order_by(MessageRow.id.desc()).limit(_LATEST).subquery()
    return (await session.scalars(select(latest.c.purpose).distinct().order_by(latest.c.purpose))).all()


async def cancel_message(session: AsyncSession, message_id: MessageId, now: datetime) -> None:
    """Never send a message."""
    cancelled = update(MessageRow).where(MessageRow.id == message_id)
    await session.execute(cancelled.values(state=MessageState.CANCELLED, ended_at=now))


async def events(session: AsyncSession, message_id: MessageId) -> Sequence[MessageEventRow]:
    """List what happened to a message, in its order."""
    asked = select(MessageEventRow).where(MessageEventRow.message_id == message_id)
    return (await session.scalars(asked.order_by(MessageEventRow.at, MessageEventRow.id))).all()
