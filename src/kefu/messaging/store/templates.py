"""SQL of templates."""

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import TenantId
from kefu.messaging.model import Template
from kefu.messaging.tables import MessageTemplateRow


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
