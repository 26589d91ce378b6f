"""All SQL of short messages."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import LocalNetworkId, MessageId, TenantId
from kefu.messaging.model import (
    Arrived,
    MessageState,
    NewMessage,
    Outgoing,
    Part,
    PartAddress,
    PartState,
    Template,
    Wanted,
)
from kefu.messaging.tables import (
    InboundMessageRow,
    InboundPartRow,
    MessageEventRow,
    MessagePartRow,
    MessageRow,
    MessageTemplateRow,
)
from kefu.platform.ids import new_id

_LATEST = 5000


async def insert_message(session: AsyncSession, message: NewMessage, part_count: int) -> bool:
    """Write a message down, unless one with its key is there already; tell whether it was new."""
    added = await session.scalar(
        upsert(MessageRow)
        .values(
            id=message.message_id,
            tenant_id=message.tenant_id,
            local_network_id=message.local_network_id,
            key=message.key,
            to_number=message.to,
            text=message.text,
            part_count=part_count,
            purpose=message.purpose,
            template_code=message.template_code,
            subject_kind=message.subject_kind,
            subject_id=message.subject_id,
            state=MessageState.QUEUED,
            created_at=message.created_at,
            valid_until=message.valid_until,
            next_try_at=message.created_at,
        )
        .on_conflict_do_nothing(constraint="uq_message_tenant_id_key")
        .returning(MessageRow.id)
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


async def claim(
    session: AsyncSession,
    *,
    gateway: str,
    tenant_id: TenantId | None,
    now: datetime,
    lease: timedelta,
    most: int,
    is_late_only: bool,
) -> list[Outgoing]:
    """Take messages on, of every tenant, in the order in which they were written down."""
    claimed = func.kefu_claim_messages(gateway, tenant_id, now, lease, most, is_late_only).table_valued(
        "id",
        "seq",
        "tenant_id",
        "to_number",
        "text",
        "created_at",
        "valid_until",
        "attempts",
        "is_stale",
        "leased_until",
    )
    rows = (await session.execute(select(claimed).order_by(claimed.c.seq))).all()
    return [
        Outgoing(
            message_id=MessageId(row.id),
            tenant_id=TenantId(row.tenant_id),
            to=row.to_number,
            text=row.text,
            created_at=row.created_at,
            valid_until=row.valid_until,
            attempts=row.attempts,
            is_stale=row.is_stale,
            leased_until=row.leased_until,
        )
        for row in rows
    ]


async def waiting(session: AsyncSession, gateway: str, tenant_id: TenantId | None) -> tuple[int, datetime | None]:
    """Count what waits for a gateway, and say since when."""
    found = func.kefu_messages_waiting(gateway, tenant_id).table_valued("waiting", "since")
    row = (await session.execute(select(found))).one()
    return row.waiting, row.since


async def update_message(session: AsyncSession, message_id: MessageId, **values: Any) -> None:
    """Change a message."""
    await session.execute(update(MessageRow).where(MessageRow.id == message_id).values(**values))


async def parts(session: AsyncSession, message_id: MessageId) -> tuple[Part, ...]:
    """Load a message's parts in their order; none before it was first offered."""
    asked = select(MessagePartRow).where(MessagePartRow.message_id == message_id).order_by(MessagePartRow.position)
    return tuple(
        Part(
            position=row.position,
            state=PartState(row.state),
            gateway_message_id=row.gateway_message_id,
            error=row.error,
        )
        for row in await session.scalars(asked.execution_options(populate_existing=True))
    )


async def save_parts(session: AsyncSession, message: Outgoing, gateway: str, found: Sequence[tuple[Part, int]]) -> None:
    """Write parts down, with their references, or how they stand now."""
    rows = [
        {
            "message_id": message.message_id,
            "position": part.position,
            "tenant_id": message.tenant_id,
            "gateway": gateway,
            "gateway_message_id": part.gateway_message_id,
            "reference": reference,
            "state": part.state,
            "error": part.error,
        }
        for part, reference in found
    ]
    new = upsert(MessagePartRow)
    changed = {name: new.excluded[name] for name in ("gateway", "gateway_message_id", "state", "error")}
    await session.execute(new.on_conflict_do_update(constraint="pk_message_part", set_=changed), rows)


async def update_part(session: AsyncSession, message_id: MessageId, part: Part) -> None:
    """Change how a part stands."""
    await session.execute(
        update(MessagePartRow)
        .where(MessagePartRow.message_id == message_id, MessagePartRow.position == part.position)
        .values(state=part.state, error=part.error, gateway_message_id=part.gateway_message_id)
    )


async def find_part(
    session: AsyncSession,
    *,
    gateway: str,
    gateway_message_id: str,
    message_id: UUID | None,
    position: int,
    to: str,
    reference: int | None,
) -> PartAddress | None:
    """Find whose part a receipt is about: by the gateway's name for it, by ours, or a lost one by what it repeats."""
    found = func.kefu_find_message_part(gateway, gateway_message_id, message_id, position, to, reference).table_valued(
        "tenant_id", "message_id", "position"
    )
    row = (await session.execute(select(found))).one_or_none()
    if row is None:
        return None
    return PartAddress(tenant_id=TenantId(row.tenant_id), message_id=MessageId(row.message_id), position=row.position)


async def last_message_to(
    session: AsyncSession, gateway: str, number: str
) -> tuple[TenantId, MessageId, LocalNetworkId | None] | None:
    """Find what an answer from a number may be an answer to."""
    found = func.kefu_last_message_to(gateway, number).table_valued("tenant_id", "message_id", "local_network_id")
    row = (await session.execute(select(found))).one_or_none()
    return None if row is None else (row.tenant_id, row.message_id, row.local_network_id)


async def insert_event(
    session: AsyncSession, tenant_id: TenantId, message_id: MessageId, kind: str, now: datetime, detail: dict[str, Any]
) -> None:
    """Write down what happened to a message."""
    session.add(
        MessageEventRow(id=new_id(), tenant_id=tenant_id, message_id=message_id, at=now, kind=kind, detail=detail)
    )
    await session.flush()


async def events(session: AsyncSession, message_id: MessageId) -> Sequence[MessageEventRow]:
    """List what happened to a message, in its order."""
    asked = select(MessageEventRow).where(MessageEventRow.message_id == message_id)
    return (await session.scalars(asked.order_by(MessageEventRow.at, MessageEventRow.id))).all()


async def insert_inbound(session: AsyncSession, row: InboundMessageRow) -> bool:
    """Write down what somebody wrote, unless the gateway has said it before; tell whether it was new."""
    values = {column.name: getattr(row, column.name) for column in InboundMessageRow.__table__.columns}
    added = await session.scalar(
        upsert(InboundMessageRow).values(values).on_conflict_do_nothing().returning(InboundMessageRow.id)
    )
    return added is not None


async def inbound(session: AsyncSession, before: UUID | None, most: int) -> Sequence[InboundMessageRow]:
    """List what people wrote, the latest first."""
    asked = select(InboundMessageRow).order_by(InboundMessageRow.id.desc()).limit(most)
    if before is not None:
        asked = asked.where(InboundMessageRow.id < before)
    return (await session.scalars(asked)).all()


async def replies(session: AsyncSession, message_id: MessageId) -> Sequence[InboundMessageRow]:
    """List what was written in answer to a message."""
    asked = select(InboundMessageRow).where(InboundMessageRow.in_reply_to == message_id)
    return (await session.scalars(asked.order_by(InboundMessageRow.id))).all()


async def add_inbound_part(
    session: AsyncSession, tenant_id: TenantId, gateway: str, arrived: Arrived, now: datetime, forget_before: datetime
) -> list[bytes] | None:
    """Keep a part of what somebody writes; when it was the last that was missing, return all, and keep none.

    Parts from before `forget_before` belong to an older message with the same number.
    """
    row = InboundPartRow
    mine = (
        row.tenant_id == tenant_id,
        row.gateway == gateway,
        row.sender == arrived.sender,
        row.to_number == arrived.to,
        row.reference == arrived.reference,
        row.total == arrived.total,
    )
    await session.execute(delete(row).where(*mine, row.at < forget_before))
    await session.execute(
        upsert(row)
        .values(
            tenant_id=tenant_id,
            gateway=gateway,
            sender=arrived.sender,
            to_number=arrived.to,
            reference=arrived.reference,
            total=arrived.total,
            position=arrived.position,
            encoding=arrived.encoding,
            content=arrived.content,
            at=now,
        )
        .on_conflict_do_nothing()
    )
    found = (await session.execute(select(row.position, row.content).where(*mine).order_by(row.position))).all()
    if [each.position for each in found] != list(range(1, arrived.total + 1)):
        return None
    await session.execute(delete(row).where(*mine))
    return [each.content for each in found]


async def templates(session: AsyncSession) -> list[Template]:
    """List the tenant's templates by code."""
    rows = await session.scalars(select(MessageTemplateRow).order_by(MessageTemplateRow.code))
    return [_template(row) for row in rows]


async def template(session: AsyncSession, code: str) -> Template | None:
    """Find a template."""
    row = await session.scalar(select(MessageTemplateRow).where(MessageTemplateRow.code == code))
    return None if row is None else _template(row)


async def insert_template(session: AsyncSession, tenant_id: TenantId, template: Template) -> bool:
    """Add a template, unless its code is taken."""
    added = await session.scalar(
        upsert(MessageTemplateRow)
        .values(tenant_id=tenant_id, code=template.code, version=1, **_words(template))
        .on_conflict_do_nothing()
        .returning(MessageTemplateRow.code)
    )
    return added is not None


async def update_template(session: AsyncSession, template: Template) -> bool:
    """Change a template if it is still the version that was read."""
    row = MessageTemplateRow
    changed = await session.scalar(
        update(row)
        .where(row.code == template.code, row.version == template.version)
        .values(version=row.version + 1, **_words(template))
        .returning(row.code)
    )
    return changed is not None


async def delete_template(session: AsyncSession, code: str, version: int) -> bool:
    """Remove a template if it is still the version that was read."""
    row = MessageTemplateRow
    gone = await session.scalar(delete(row).where(row.code == code, row.version == version).returning(row.code))
    return gone is not None


def _template(row: MessageTemplateRow) -> Template:
    return Template(
        code=row.code,
        name={"zh-CN": row.name_zh, "en": row.name_en},
        text={"zh-CN": row.text_zh, "en": row.text_en},
        version=row.version,
    )


def _words(template: Template) -> dict[str, str]:
    return {
        "name_zh": template.name["zh-CN"],
        "name_en": template.name["en"],
        "text_zh": template.text["zh-CN"],
        "text_en": template.text["en"],
    }
