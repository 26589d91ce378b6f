"""SQL of letters: what their attachments hold. Letters themselves are jobs."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import TenantId
from kefu.messaging.tables import LetterContentRow

_row = LetterContentRow


async def add_content(session: AsyncSession, tenant_id: TenantId, content_id: UUID, content: bytes) -> None:
    """Keep a content."""
    await session.execute(insert(_row).values(id=content_id, tenant_id=tenant_id, content=content))


async def contents(session: AsyncSession, content_ids: Collection[UUID]) -> Mapping[UUID, bytes]:
    """Load contents that are still there."""
    if not content_ids:
        return {}
    found = await session.execute(select(_row.id, _row.content).where(_row.id.in_(content_ids)))
    return {row.id: row.content for row in found}


async def remove_content(session: AsyncSession, content_id: UUID) -> None:
    """Delete a content; gone already is fine."""
    await session.execute(delete(_row).where(_row.id == content_id))
