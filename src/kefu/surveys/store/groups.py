"""SQL of survey groups."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.codec import Codec
from kefu.kernel.ids import CalendarId, SurveyGroupId, TenantId
from kefu.surveys.model import Group, Source
from kefu.surveys.tables import SurveyGroupRow

_PARTS = Codec([Source])


async def groups(session: AsyncSession, group_id: SurveyGroupId | None = None) -> list[Group]:
    """List the tenant's groups by code, or one of them."""
    asked = select(SurveyGroupRow).order_by(SurveyGroupRow.code).execution_options(populate_existing=True)
    if group_id is not None:
        asked = asked.where(SurveyGroupRow.id == group_id)
    return [_group(row) for row in await session.scalars(asked)]


async def insert(session: AsyncSession, tenant_id: TenantId, group: Group) -> None:
    """Add a group."""
    session.add(SurveyGroupRow(id=group.group_id, tenant_id=tenant_id, version=1, **_columns(group)))
    await session.flush()


async def change(session: AsyncSession, group: Group) -> bool:
    """Change a group, if it is still in the version that this one was made from; tell whether it was."""
    changed = await session.execute(
        update(SurveyGroupRow)
        .where(SurveyGroupRow.id == group.group_id, SurveyGroupRow.version == group.version)
        .values(version=group.version + 1, **_columns(group))
        .returning(SurveyGroupRow.id)
    )
    return changed.first() is not None


async def note_import(session: AsyncSession, group_id: SurveyGroupId, at: datetime) -> None:
    """Remember when closed orders were last fetched."""
    await session.execute(update(SurveyGroupRow).where(SurveyGroupRow.id == group_id).values(last_import_at=at))


def _columns(group: Group) -> dict[str, Any]:
    return {
        "code": group.code,
        "name_zh": group.name["zh-CN"],
        "name_en": group.name["en"],
        "form_code": group.form_code,
        "calendar_id": group.calendar_id,
        "sources": [_PARTS.dump(source) for source in group.sources],
        "script": dict(group.script),
        "is_active": group.is_active,
        "attempts_max": group.attempts_max,
        "retry_after_min": list(group.retry_after_min),
        "import_at": group.import_at,
        "days_back": group.days_back,
        "sample_pct": group.sample_pct,
        "quiet_days": group.quiet_days,
        "satisfied_pct": group.satisfied_pct,
    }


def _group(row: SurveyGroupRow) -> Group:
    return Group(
        group_id=SurveyGroupId(row.id),
        code=row.code,
        name={"zh-CN": row.name_zh, "en": row.name_en},
        form_code=row.form_code,
        calendar_id=CalendarId(row.calendar_id),
        sources=tuple(_PARTS.load(Source, source) for source in row.sources),
        script=row.script,
        is_active=row.is_active,
        attempts_max=row.attempts_max,
        retry_after_min=tuple(row.retry_after_min),
        import_at=row.import_at,
        days_back=row.days_back,
        sample_pct=row.sample_pct,
        quiet_days=row.quiet_days,
        satisfied_pct=row.satisfied_pct,
        version=row.version,
        last_import_at=row.last_import_at,
    )
