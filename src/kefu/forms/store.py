"""All SQL of forms."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, bindparam, cast, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.forms.library import Form, FormVersion, Published
from kefu.forms.model import Purpose
from kefu.forms.parsing import read_stored
from kefu.forms.tables import FormRow, FormVersionRow
from kefu.identity.tables import PersonRow
from kefu.kernel.ids import FormId, PersonId, TenantId

MAX_FORMS = 500
_IS_LIVE = (FormVersionRow.form_id == FormRow.id) & (FormVersionRow.version == FormRow.live_version)
_IS_NEW = (FormVersionRow.definition.is_(None)) | (FormVersionRow.definition != FormRow.draft)


_VERSION = select(
    FormRow.id,
    FormRow.code,
    FormRow.purpose,
    FormRow.name_zh,
    FormRow.name_en,
    FormVersionRow.version,
    cast(FormVersionRow.definition, Text).label("definition"),
).where(FormRow.code == bindparam("code"))
_LIVE = _VERSION.join(FormVersionRow, _IS_LIVE).where(FormRow.archived_at.is_(None))
_OLDER = _VERSION.join(
    FormVersionRow, (FormVersionRow.form_id == FormRow.id) & (FormVersionRow.version == bindparam("version"))
)


def _form(row: FormRow, is_new: bool, name: str | None) -> Form:
    return Form(
        form_id=FormId(row.id),
        code=row.code,
        purpose=Purpose(row.purpose),
        name={"zh-CN": row.name_zh, "en": row.name_en},
        draft_version=row.version,
        live_version=row.live_version or 0,
        is_draft_new=is_new,
        changed_by=PersonId(row.changed_by) if row.changed_by is not None else None,
        changed_by_name=name or "",
        changed_at=row.changed_at,
        archived_at=row.archived_at,
    )


async def forms(session: AsyncSession, *where: ColumnElement[bool]) -> list[Form]:
    """List the forms in scope, by purpose and code."""
    statement = (
        select(FormRow, _IS_NEW, PersonRow.name)
        .outerjoin(FormVersionRow, _IS_LIVE)
        .outerjoin(PersonRow, PersonRow.id == FormRow.changed_by)
        .where(*where)
        .order_by(FormRow.purpose, FormRow.code)
        .limit(MAX_FORMS)
        .execution_options(populate_existing=True)
    )
    return [_form(row, is_new, name) for row, is_new, name in await session.execute(statement)]


async def of_purpose(session: AsyncSession, purpose: Purpose | None) -> list[Form]:
    """List the forms of a purpose, or of all."""
    return await forms(session, *([FormRow.purpose == purpose.value] if purpose is not None else []))


async def find(session: AsyncSession, code: str) -> Form | None:
    """Load a form."""
    return next(iter(await forms(session, FormRow.code == code)), None)


async def lock(session: AsyncSession, code: str) -> bool:
    """Keep others from changing a form until the end of the transaction; false when there is none."""
    return await session.scalar(select(FormRow.id).where(FormRow.code == code).with_for_update()) is not None


async def draft(session: AsyncSession, form_id: FormId) -> dict[str, Any]:
    """Load what is being written."""
    found: dict[str, Any] = await session.scalar(select(FormRow.draft).where(FormRow.id == form_id)) or {}
    return found


async def insert(session: AsyncSession, tenant_id: TenantId, form: Form, definition: dict[str, Any]) -> bool:
    """Write a new form; false when its code is taken."""
    statement = upsert(FormRow).values(
        id=form.form_id,
        tenant_id=tenant_id,
        code=form.code,
        purpose=form.purpose.value,
        name_zh=form.name["zh-CN"],
        name_en=form.name["en"],
        draft=definition,
        version=form.draft_version,
        changed_by=form.changed_by,
        changed_at=form.changed_at,
    )
    inserted = statement.on_conflict_do_nothing(index_elements=["tenant_id", "code"]).returning(FormRow.id)
    return await session.scalar(inserted) is not None


async def change(session: AsyncSession, form_id: FormId, **values: Any) -> None:
    """Change columns of a form."""
    await session.execute(update(FormRow).where(FormRow.id == form_id).values(**values))


async def versions(session: AsyncSession, form_id: FormId) -> list[FormVersion]:
    """List a form's published versions, latest first."""
    row = FormVersionRow
    statement = (
        select(row.version, row.note, PersonRow.name, row.published_at)
        .outerjoin(PersonRow, PersonRow.id == row.published_by)
        .where(row.form_id == form_id)
        .order_by(row.version.desc())
    )
    return [
        FormVersion(version=version, note=note, published_by_name=name or "", published_at=at)
        for version, note, name, at in await session.execute(statement)
    ]


async def published(session: AsyncSession, code: str, version: int | None = None) -> Published | None:
    """Load what was published; without a version what is filled in today."""
    wanted = {"code": code} if version is None else {"code": code, "version": version}
    row = (await session.execute(_LIVE if version is None else _OLDER, wanted)).first()
    return row and Published(
        form_id=FormId(row.id),
        code=row.code,
        purpose=Purpose(row.purpose),
        name={"zh-CN": row.name_zh, "en": row.name_en},
        version=row.version,
        definition=read_stored(row.definition),
    )


async def definition(session: AsyncSession, code: str, version: int | None) -> tuple[int, dict[str, Any]] | None:
    """Load a published definition; without a version the live one."""
    row = FormVersionRow
    is_wanted = _IS_LIVE if version is None else (row.form_id == FormRow.id) & (row.version == version)
    statement = select(row.version, row.definition).join(FormRow, is_wanted).where(FormRow.code == code)
    found = (await session.execute(statement)).first()
    return (found[0], found[1]) if found is not None else None


async def latest_version(session: AsyncSession, form_id: FormId) -> int:
    """Return the highest version; 0 is none."""
    statement = select(func.max(FormVersionRow.version)).where(FormVersionRow.form_id == form_id)
    return await session.scalar(statement) or 0


async def insert_version(
    session: AsyncSession,
    tenant_id: TenantId,
    form_id: FormId,
    version: int,
    definition: dict[str, Any],
    note: str,
    published_by: PersonId | None,
    now: datetime,
) -> None:
    """Write a new version."""
    session.add(
        FormVersionRow(
            form_id=form_id,
            version=version,
            tenant_id=tenant_id,
            definition=definition,
            note=note,
            published_by=published_by,
            published_at=now,
        )
    )
    await session.flush()
