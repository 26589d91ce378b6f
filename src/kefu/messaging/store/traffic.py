"""SQL of what goes out and what is said of it: several times for each message, so the driver itself is asked.

To build these statements anew for each message cost five times as much as to run them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import LocalNetworkId, MessageId, TenantId
from kefu.messaging.model import MessageState, Outgoing, Part, PartAddress, PartState
from kefu.platform.db import driver_of
from kefu.platform.ids import new_id

_CLAIM = "SELECT * FROM kefu_claim_messages($1, $2, $3, $4, $5, $6) ORDER BY seq"
_WAITING = "SELECT * FROM kefu_messages_waiting($1, $2)"
_FIND_PART = "SELECT * FROM kefu_find_message_part($1, $2, $3, $4, $5, $6)"
_LAST_MESSAGE_TO = "SELECT * FROM kefu_last_message_to($1, $2)"
_LOCK = """
    SELECT tenant_id, purpose, subject_kind, subject_id, attempts, state, reason, gateway, next_try_at, sent_at,
        ended_at
    FROM message WHERE id = $1 FOR UPDATE"""
_PARTS = """
    SELECT position, state, gateway_message_id, error FROM message_part WHERE message_id = $1 ORDER BY position"""
_SAVE_PART = """
    INSERT INTO message_part (message_id, position, tenant_id, gateway, gateway_message_id, reference, state, error)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT ON CONSTRAINT pk_message_part DO UPDATE
    SET gateway = excluded.gateway, gateway_message_id = excluded.gateway_message_id, state = excluded.state,
        error = excluded.error"""
_EVENT = """
    INSERT INTO message_event (id, tenant_id, message_id, at, kind, detail)
    VALUES ($1, $2, $3, $4, $5, $6::text::jsonb)"""
_MOVE = """
    UPDATE message SET state = $2, reason = $3, gateway = $4, next_try_at = $5, sent_at = $6, ended_at = $7
    WHERE id = $1"""
_MOVE_WITH_EVENT = f"""
    WITH moved AS ({_MOVE} RETURNING id, tenant_id)
    INSERT INTO message_event (id, tenant_id, message_id, at, kind, detail)
    SELECT $8, tenant_id, id, $9, $2, $10::text::jsonb FROM moved"""
_UPDATE_PART = """
    WITH changed AS (
        UPDATE message_part SET state = $3, error = $4, gateway_message_id = $5
        WHERE message_id = $1 AND position = $2 RETURNING message_id, tenant_id)
    INSERT INTO message_event (id, tenant_id, message_id, at, kind, detail)
    SELECT $6, tenant_id, message_id, $7, 'receipt', $8::text::jsonb FROM changed"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a message stands, and what it is about."""

    tenant_id: TenantId
    purpose: str
    subject_kind: str
    subject_id: str
    attempts: int
    state: MessageState
    reason: str
    gateway: str
    next_try_at: datetime
    sent_at: datetime | None
    ended_at: datetime | None


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
    rows = await driver_of(session).fetch(_CLAIM, gateway, tenant_id, now, lease, most, is_late_only)
    return [
        Outgoing(
            message_id=MessageId(row["id"]),
            tenant_id=TenantId(row["tenant_id"]),
            to=row["to_number"],
            text=row["text"],
            created_at=row["created_at"],
            valid_until=row["valid_until"],
            attempts=row["attempts"],
            is_stale=row["is_stale"],
            leased_until=row["leased_until"],
        )
        for row in rows
    ]


async def waiting(session: AsyncSession, gateway: str, tenant_id: TenantId | None) -> tuple[int, datetime | None]:
    """Count what waits for a gateway, and say since when."""
    row = await driver_of(session).fetchrow(_WAITING, gateway, tenant_id)
    return row["waiting"], row["since"]


async def lock(session: AsyncSession, message_id: MessageId) -> Standing | None:
    """Keep everybody else from changing a message, and load where it stands."""
    row = await driver_of(session).fetchrow(_LOCK, message_id)
    return None if row is None else Standing(**{**row, "state": MessageState(row["state"])})


async def parts(session: AsyncSession, message_id: MessageId) -> tuple[Part, ...]:
    """Load a message's parts in their order; none before it was first offered."""
    rows = await driver_of(session).fetch(_PARTS, message_id)
    return tuple(Part(**{**row, "state": PartState(row["state"])}) for row in rows)


async def save_parts(session: AsyncSession, message: Outgoing, gateway: str, found: Sequence[tuple[Part, int]]) -> None:
    """Write parts down, with their references, or how they stand now."""
    rows = [
        (
            message.message_id,
            part.position,
            message.tenant_id,
            gateway,
            part.gateway_message_id,
            reference,
            part.state,
            part.error,
        )
        for part, reference in found
    ]
    await driver_of(session).executemany(_SAVE_PART, rows)


async def update_part(
    session: AsyncSession, message_id: MessageId, part: Part, now: datetime, detail: Mapping[str, Any]
) -> None:
    """Change how a part stands by what a receipt says."""
    await driver_of(session).execute(
        _UPDATE_PART,
        message_id,
        part.position,
        part.state,
        part.error,
        part.gateway_message_id,
        new_id(),
        now,
        json.dumps(detail),
    )


async def move(
    session: AsyncSession, message_id: MessageId, after: Standing, now: datetime, news: Mapping[str, Any] | None
) -> None:
    """Write down where a locked message stands now, and what is new of it when there is something."""
    values = (
        message_id,
        after.state,
        after.reason,
        after.gateway,
        after.next_try_at,
        after.sent_at,
        after.ended_at,
    )
    if news is None:
        await driver_of(session).execute(_MOVE, *values)
    else:
        await driver_of(session).execute(_MOVE_WITH_EVENT, *values, new_id(), now, json.dumps(news))


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
    row = await driver_of(session).fetchrow(
        _FIND_PART, gateway, gateway_message_id, message_id, position, to, reference
    )
    if row is None:
        return None
    return PartAddress(
        tenant_id=TenantId(row["tenant_id"]), message_id=MessageId(row["message_id"]), position=row["position"]
    )


async def last_message_to(
    session: AsyncSession, gateway: str, number: str
) -> tuple[TenantId, MessageId, LocalNetworkId | None] | None:
    """Find what an answer from a number may be an answer to."""
    row = await driver_of(session).fetchrow(_LAST_MESSAGE_TO, gateway, number)
    return None if row is None else (row["tenant_id"], row["message_id"], row["local_network_id"])


async def insert_event(
    session: AsyncSession,
    tenant_id: TenantId,
    message_id: MessageId,
    kind: str,
    now: datetime,
    detail: Mapping[str, Any],
) -> None:
    """Write down what happened to a message."""
    await driver_of(session).execute(_EVENT, new_id(), tenant_id, message_id, now, kind, json.dumps(detail))
