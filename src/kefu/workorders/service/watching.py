"""What dispatchers look at: the board, one order, conflicts from the field."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.model import Principal
from kefu.kernel.errors import InvalidError
from kefu.kernel.ids import WorkOrderId
from kefu.workorders.model.errors import FieldConflictNotFoundError, WorkOrderNotFoundError
from kefu.workorders.rules.deadlines import SOON
from kefu.workorders.store import board as store
from kefu.workorders.store.board import AreaCount, NamedOrder, Wanted, Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Some orders, how many open ones there are of each sort, and where the next ones begin."""

    orders: tuple[NamedOrder, ...]
    counts: Mapping[str, int]
    next_cursor: str | None


async def board(session: AsyncSession, *, wanted: Wanted, cursor: str | None, now: datetime) -> Board:
    """List orders: the open ones by deadline, those that are over by age, the youngest first.

    Raises: InvalidError for a cursor that is not ours.
    """
    asked = replace(wanted, after=_read_cursor(cursor) if cursor else None, limit=wanted.limit + 1)
    found = await store.page(session, asked, now, now + SOON)
    shown = found[: wanted.limit]
    more = _write_cursor(shown[-1]) if len(found) > wanted.limit else None
    counted = await store.counts(session, wanted, now, now + SOON)
    return Board(orders=tuple(shown), counts=counted, next_cursor=more)


async def by_area(session: AsyncSession, *, wanted: Wanted, now: datetime) -> list[AreaCount]:
    """Count the open orders that are wanted, by area."""
    return await store.by_area(session, wanted, now, now + SOON)


async def whole(session: AsyncSession, *, order_id: WorkOrderId) -> Whole:
    """Load one order with all that belongs to it.

    Raises: WorkOrderNotFoundError.
    """
    found = await store.whole(session, order_id)
    if found is None:
        raise WorkOrderNotFoundError(work_order_id=str(order_id))
    return found


async def same_address(session: AsyncSession, *, order_id: WorkOrderId) -> list[NamedOrder]:
    """List the open orders at an order's address, itself left out.

    Raises: WorkOrderNotFoundError.
    """
    order = (await whole(session, order_id=order_id)).order
    found = await store.at_address(session, order.address_key, order.local_network_id)
    return [each for each in found if each.id != order_id]


async def conflicts(session: AsyncSession) -> list[dict[str, Any]]:
    """List what repairmen sent that could not be done, the oldest first."""
    return await store.conflicts(session)


async def resolve(
    session: AsyncSession, *, principal: Principal, conflict_id: UUID, resolution: str, now: datetime
) -> None:
    """Mark a conflict as looked at, with what was done about it; it is kept.

    Raises: FieldConflictNotFoundError.
    """
    person_id = principal.person_id
    if await store.resolve_conflict(session, conflict_id, person_id=person_id, resolution=resolution, now=now) is None:
        raise FieldConflictNotFoundError(conflict_id=str(conflict_id))


def _write_cursor(order: NamedOrder) -> str:
    return base64.urlsafe_b64encode(f"{order.due_at.isoformat()} {order.id}".encode()).decode()


def _read_cursor(cursor: str) -> tuple[datetime, UUID]:
    try:
        at, _, id_ = base64.urlsafe_b64decode(cursor).decode().partition(" ")
        return datetime.fromisoformat(at), UUID(id_)
    except (ValueError, binascii.Error):
        raise InvalidError("this is no cursor of ours") from None


__all__ = ["AreaCount", "Board", "Wanted", "Whole", "board", "by_area", "conflicts", "resolve", "same_address", "whole"]
