"""Reasons and results, all of them, found and written."""

from collections.abc import Mapping

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.acd.choices.model import Choice, Reason, Result
from kefu.acd.tables import NotReadyReasonRow, QueueRow, ResultCodeRow
from kefu.kernel.ids import QueueId, TenantId

_Row = type[NotReadyReasonRow] | type[ResultCodeRow]


async def reasons(session: AsyncSession) -> list[Reason]:
    """List the reasons in their order, with those out of use."""
    row = NotReadyReasonRow
    return [
        Reason(
            code=each.code,
            name_zh=each.name_zh,
            name_en=each.name_en,
            position=each.position,
            is_active=each.is_active,
            version=each.version,
        )
        for each in await session.scalars(select(row).order_by(row.position, row.code))
    ]


async def results(session: AsyncSession) -> list[Result]:
    """List the results in their order, with those out of use."""
    row = ResultCodeRow
    return [
        Result(
            code=each.code,
            name_zh=each.name_zh,
            name_en=each.name_en,
            position=each.position,
            is_active=each.is_active,
            version=each.version,
            parent_code=each.parent_code,
            queue_id=None if each.queue_id is None else QueueId(each.queue_id),
        )
        for each in await session.scalars(select(row).order_by(row.position, row.code))
    ]


async def queue_ids(session: AsyncSession) -> set[QueueId]:
    """Return the queues in scope."""
    return set(map(QueueId, await session.scalars(select(QueueRow.id))))


async def put_reason(session: AsyncSession, tenant_id: TenantId, reason: Reason) -> bool:
    """Add a reason (version 0), or change one that is still in its version; tell whether that was so."""
    return await _put(session, NotReadyReasonRow, tenant_id, reason, {})


async def put_result(session: AsyncSession, tenant_id: TenantId, result: Result) -> bool:
    """Add a result (version 0), or change one that is still in its version; tell whether that was so."""
    place = {"parent_code": result.parent_code, "queue_id": result.queue_id}
    return await _put(session, ResultCodeRow, tenant_id, result, place)


async def _put(
    session: AsyncSession, row: _Row, tenant_id: TenantId, choice: Choice, place: Mapping[str, object]
) -> bool:
    values = {
        "name_zh": choice.name_zh,
        "name_en": choice.name_en,
        "position": choice.position,
        "is_active": choice.is_active,
        "version": choice.version + 1,
        **place,
    }
    if choice.version == 0:
        added = insert(row).values(tenant_id=tenant_id, code=choice.code, **values).on_conflict_do_nothing()
        return (await session.execute(added.returning(row.code))).first() is not None
    changed = update(row).where(row.code == choice.code, row.version == choice.version).values(**values)
    return (await session.execute(changed.returning(row.code))).first() is not None
