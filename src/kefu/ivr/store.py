"""All SQL of the IVR."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.ivr.library import FlowId, FlowSummary, FlowVersion
from kefu.ivr.tables import DialledNumberRow, IvrFlowRow, IvrFlowVersionRow
from kefu.kernel.ids import PersonId, TenantId

_LATEST = (
    select(func.coalesce(func.max(IvrFlowVersionRow.version), 0))
    .where(IvrFlowVersionRow.flow_id == IvrFlowRow.id)
    .scalar_subquery()
)


async def flows(session: AsyncSession, flow_id: FlowId | None = None) -> list[FlowSummary]:
    """List the flows in scope, by code; or only one."""
    statement = select(IvrFlowRow, _LATEST).order_by(IvrFlowRow.code)
    if flow_id is not None:
        statement = statement.where(IvrFlowRow.id == flow_id)
    return [
        FlowSummary(
            flow_id=FlowId(row.id),
            code=row.code,
            name_zh=row.name_zh,
            name_en=row.name_en,
            live_version=row.live_version or 0,
            latest_version=latest,
        )
        for row, latest in await session.execute(statement)
    ]


async def insert_flow(session: AsyncSession, tenant_id: TenantId, flow: FlowSummary) -> bool:
    """Write a new flow; false when its code is taken."""
    statement = upsert(IvrFlowRow).values(
        id=flow.flow_id, tenant_id=tenant_id, code=flow.code, name_zh=flow.name_zh, name_en=flow.name_en
    )
    inserted = statement.on_conflict_do_nothing(index_elements=["tenant_id", "code"]).returning(IvrFlowRow.id)
    return await session.scalar(inserted) is not None


async def lock_flow(session: AsyncSession, flow_id: FlowId) -> bool:
    """Keep others from changing a flow until the end of the transaction; false when there is none."""
    return await session.scalar(select(IvrFlowRow.id).where(IvrFlowRow.id == flow_id).with_for_update()) is not None


async def versions(session: AsyncSession, flow_id: FlowId) -> list[FlowVersion]:
    """List a flow's versions, latest first, without their definitions."""
    row = IvrFlowVersionRow
    statement = (
        select(row.version, row.note, row.created_by, row.created_at)
        .where(row.flow_id == flow_id)
        .order_by(row.version.desc())
    )
    return [
        FlowVersion(
            version=version, note=note, created_by=PersonId(by) if by is not None else None, created_at=created_at
        )
        for version, note, by, created_at in await session.execute(statement)
    ]


async def definition(session: AsyncSession, flow_id: FlowId, version: int) -> dict[str, Any] | None:
    """Load a version's definition."""
    row = IvrFlowVersionRow
    return await session.scalar(select(row.definition).where(row.flow_id == flow_id, row.version == version))


async def insert_version(
    session: AsyncSession,
    tenant_id: TenantId,
    flow_id: FlowId,
    version: int,
    definition: dict[str, Any],
    note: str,
    created_by: PersonId | None,
    now: datetime,
) -> None:
    """Write a new version."""
    session.add(
        IvrFlowVersionRow(
            flow_id=flow_id,
            version=version,
            tenant_id=tenant_id,
            definition=definition,
            note=note,
            created_by=created_by,
            created_at=now,
        )
    )
    await session.flush()


async def set_live(session: AsyncSession, flow_id: FlowId, version: int) -> None:
    """Let callers hear a version."""
    await session.execute(update(IvrFlowRow).where(IvrFlowRow.id == flow_id).values(live_version=version))


async def live_definitions(session: AsyncSession) -> Sequence[tuple[UUID, dict[str, Any]]]:
    """Load the definition of every flow that is published."""
    statement = select(IvrFlowRow.id, IvrFlowVersionRow.definition).join(
        IvrFlowVersionRow,
        (IvrFlowVersionRow.flow_id == IvrFlowRow.id) & (IvrFlowVersionRow.version == IvrFlowRow.live_version),
    )
    return [(flow_id, definition) for flow_id, definition in await session.execute(statement)]


async def numbers(session: AsyncSession) -> dict[str, FlowId]:
    """Load which dialled number starts which flow."""
    statement = select(DialledNumberRow.number, DialledNumberRow.flow_id).order_by(DialledNumberRow.number)
    return {number: FlowId(flow_id) for number, flow_id in await session.execute(statement)}


async def change_number(session: AsyncSession, number: str, flow_id: FlowId) -> bool:
    """Give a number in scope another flow; false when there is none."""
    statement = update(DialledNumberRow).where(DialledNumberRow.number == number).values(flow_id=flow_id)
    return await session.scalar(statement.returning(DialledNumberRow.id)) is not None


async def insert_number(
    session: AsyncSession, tenant_id: TenantId, number_id: UUID, number: str, flow_id: FlowId
) -> bool:
    """Write a new number; false when somebody has it, in scope or not."""
    statement = upsert(DialledNumberRow).values(id=number_id, tenant_id=tenant_id, number=number, flow_id=flow_id)
    inserted = statement.on_conflict_do_nothing(index_elements=["number"]).returning(DialledNumberRow.id)
    return await session.scalar(inserted) is not None


async def delete_number(session: AsyncSession, number: str) -> bool:
    """Forget a number; false when there is none."""
    statement = delete(DialledNumberRow).where(DialledNumberRow.number == number).returning(DialledNumberRow.id)
    return await session.scalar(statement) is not None
