"""SQL of exports."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.model import Principal
from kefu.identity.store import absent_principal
from kefu.identity.tables import PersonRow
from kefu.insight.exports.model import Export, Order, State
from kefu.insight.exports.tables import ReportExportRow
from kefu.kernel.ids import PersonId

_row = ReportExportRow
_LISTED = (
    _row.id,
    _row.report_code,
    _row.asked,
    _row.form,
    _row.title,
    _row.state,
    _row.error,
    _row.row_count,
    _row.created_at,
    _row.expires_at,
)
"""All but the file itself."""


def _export(found: Row[*tuple[object, ...]]) -> Export:
    return Export(
        export_id=found.id,
        report=found.report_code,
        asked=found.asked,
        form=found.form,
        title=found.title,
        state=State(found.state),
        error=found.error,
        rows=found.row_count,
        created_at=found.created_at,
        expires_at=found.expires_at,
    )


async def add(session: AsyncSession, principal: Principal, export: Export) -> None:
    """Note that somebody wants a file."""
    values = {
        "id": export.export_id,
        "tenant_id": principal.tenant_id,
        "person_id": principal.person_id,
        "report_code": export.report,
        "asked": dict(export.asked),
        "form": export.form,
        "title": export.title,
        "state": export.state,
        "error": export.error,
        "created_at": export.created_at,
        "expires_at": export.expires_at,
    }
    await session.execute(insert(_row).values(**values))


async def exports(session: AsyncSession, person_id: PersonId) -> list[Export]:
    """List somebody's exports, the latest first."""
    query = select(*_LISTED).where(_row.person_id == person_id).order_by(_row.created_at.desc(), _row.id.desc())
    return list(map(_export, await session.execute(query)))


async def unfinished(session: AsyncSession, person_id: PersonId) -> int:
    """Count somebody's exports that are still under way."""
    of_his = _row.person_id == person_id
    query = select(func.count()).where(of_his, _row.state.in_((State.WAITING, State.RUNNING)))
    return await session.scalar(query) or 0


async def order(session: AsyncSession, export_id: UUID) -> Order | None:
    """Find an export with who wants it, as his roles are now."""
    query = select(*_LISTED, PersonRow).join(PersonRow, PersonRow.id == _row.person_id).where(_row.id == export_id)
    found = (await session.execute(query)).one_or_none()
    if found is None:
        return None
    return Order(_export(found), await absent_principal(session, found.PersonRow, export_id))


async def settle(
    session: AsyncSession,
    export_id: UUID,
    state: State,
    *,
    error: str = "",
    rows: int | None = None,
    title: str | None = None,
    content: bytes | None = None,
) -> None:
    """Note how far an export has come, and what was made."""
    values = {"state": state, "error": error, "row_count": rows, "content": content}
    if title is not None:
        values["title"] = title
    await session.execute(update(_row).where(_row.id == export_id).values(**values))


async def content(session: AsyncSession, principal: Principal, export_id: UUID) -> tuple[Export, bytes | None] | None:
    """Find a file of one's own."""
    query = select(*_LISTED, _row.content).where(_row.id == export_id, _row.person_id == principal.person_id)
    found = (await session.execute(query)).one_or_none()
    return None if found is None else (_export(found), found.content)


async def remove(session: AsyncSession, export_id: UUID, persons: Sequence[PersonId] | None = None) -> bool:
    """Delete an export, of these persons only if any are named; tell whether it was there."""
    gone = delete(_row).where(_row.id == export_id)
    if persons is not None:
        gone = gone.where(_row.person_id.in_(persons))
    return await session.scalar(gone.returning(_row.id)) is not None
