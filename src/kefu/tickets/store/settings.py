"""SQL of how tickets are set up, and of drafts."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity.tables import PersonRow
from kefu.kernel.ids import DepartmentId, PersonId, TenantId
from kefu.platform.db import table_of
from kefu.tickets.model import Category, Department, Draft, Regulator, TicketKind
from kefu.tickets.tables import (
    DepartmentMemberRow,
    DepartmentRow,
    TicketCategoryRow,
    TicketDraftRow,
    TicketLifecycleRow,
    TicketRegulatorRow,
)

_CATEGORIES, _DEPARTMENTS = TypeAdapter(Category), TypeAdapter(Department)


def _named(row: Any, *names: str) -> dict[str, Any]:
    return {"name": {"zh-CN": row.name_zh, "en": row.name_en}} | {name: getattr(row, name) for name in names}


_CATEGORY = (
    "code",
    "kind",
    "parent_code",
    "form_code",
    "department_code",
    "severity",
    "work_order_type",
    "limit_h",
    "first_answer_h",
    "calendar_id",
    "position",
    "is_active",
)
_REGULATOR = ("code", "limit_h", "position", "is_active")


async def categories(session: AsyncSession) -> tuple[Category, ...]:
    """List the tenant's categories, by kind and position."""
    row = TicketCategoryRow
    rows = await session.scalars(select(row).order_by(row.kind, row.position, row.code))
    return tuple(_CATEGORIES.validate_python(_named(each, *_CATEGORY, "version")) for each in rows)


async def put_category(session: AsyncSession, tenant_id: TenantId, wanted: Category) -> bool:
    """Add a category (version 0), or change one that is still in its version; tell whether it was."""
    values = {name: getattr(wanted, name) for name in _CATEGORY} | _words(wanted)
    row = TicketCategoryRow
    return await _put(session, row, {"tenant_id": tenant_id}, row.code == wanted.code, wanted.version, values)


async def regulators(session: AsyncSession) -> tuple[Regulator, ...]:
    """List the tenant's regulators."""
    row = TicketRegulatorRow
    rows = await session.scalars(select(row).order_by(row.position, row.code))
    return tuple(Regulator(**_named(each, *_REGULATOR, "version")) for each in rows)


async def put_regulator(session: AsyncSession, tenant_id: TenantId, wanted: Regulator) -> bool:
    """Add a regulator (version 0), or change one that is still in its version; tell whether it was."""
    values = {name: getattr(wanted, name) for name in _REGULATOR} | _words(wanted)
    row = TicketRegulatorRow
    return await _put(session, row, {"tenant_id": tenant_id}, row.code == wanted.code, wanted.version, values)


async def lifecycles(session: AsyncSession) -> dict[TicketKind, tuple[dict[str, Any], int]]:
    """Load the state tables that are not the shipped ones, with their versions."""
    rows = await session.scalars(select(TicketLifecycleRow))
    return {TicketKind(row.kind): (row.lifecycle, row.version) for row in rows}


async def put_lifecycle(
    session: AsyncSession, tenant_id: TenantId, kind: TicketKind, version: int, lifecycle: object
) -> bool:
    """Add a kind's state table (version 0), or change one that is still in its version; tell whether it was."""
    row = TicketLifecycleRow
    values = {"kind": kind, "lifecycle": lifecycle}
    return await _put(session, row, {"tenant_id": tenant_id}, row.kind == kind, version, values)


async def departments(session: AsyncSession) -> tuple[Department, ...]:
    """List the departments in scope with their people, by code."""
    members: dict[UUID, list[dict[str, Any]]] = {}
    row = DepartmentMemberRow
    query = select(row.department_id, row.person_id, row.level, PersonRow.name)
    query = query.join(PersonRow, PersonRow.id == row.person_id).order_by(row.level, PersonRow.name, row.person_id)
    for department_id, person_id, level, name in await session.execute(query):
        members.setdefault(department_id, []).append({"person_id": person_id, "level": level, "name": name})
    rows = await session.scalars(select(DepartmentRow).order_by(DepartmentRow.code, DepartmentRow.id))
    names = ("code", "local_network_id", "ladder", "is_active", "version")
    return tuple(
        _DEPARTMENTS.validate_python(
            _named(each, *names) | {"department_id": each.id, "members": members.get(each.id, [])}
        )
        for each in rows
    )


async def put_department(session: AsyncSession, tenant_id: TenantId, wanted: Department) -> bool:
    """Add a department (version 0), or change one that is still in its version; tell whether it was."""
    row = DepartmentRow
    values = {
        "code": wanted.code,
        "local_network_id": wanted.local_network_id,
        "ladder": [_rung(each) for each in wanted.ladder],
        "is_active": wanted.is_active,
    } | _words(wanted)
    own = {"tenant_id": tenant_id, "id": wanted.department_id}
    if not await _put(session, row, own, row.id == wanted.department_id, wanted.version, values):
        return False
    ours = DepartmentMemberRow.department_id == wanted.department_id
    await session.execute(delete(DepartmentMemberRow).where(ours))
    if wanted.members:
        about = {"tenant_id": tenant_id, "department_id": wanted.department_id}
        people = [about | {"person_id": each.person_id, "level": each.level} for each in wanted.members]
        await session.execute(insert(table_of(DepartmentMemberRow)), people)
    return True


def _rung(rung: Any) -> dict[str, Any]:
    return {
        "after_h": rung.after_h,
        "to": rung.to,
        "person_id": str(rung.person_id) if rung.person_id else None,
        "permission": rung.permission,
    }


def _words(wanted: Category | Department | Regulator) -> dict[str, str]:
    return {"name_zh": wanted.name["zh-CN"], "name_en": wanted.name["en"]}


async def _put(
    session: AsyncSession, row: Any, own: Mapping[str, Any], this: Any, version: int, values: Mapping[str, Any]
) -> bool:
    if version == 0:
        added = upsert(row).values(**own, **values, version=1).on_conflict_do_nothing().returning(row.version)
        return (await session.execute(added)).first() is not None
    changed = update(row).where(this, row.version == version).values(**values, version=version + 1)
    return (await session.execute(changed.returning(row.version))).first() is not None


async def people(session: AsyncSession, wanted: Collection[UUID]) -> set[UUID]:
    """Tell who of these works here."""
    query = select(PersonRow.id).where(PersonRow.id.in_(wanted), PersonRow.is_active)
    return set(await session.scalars(query)) if wanted else set()


async def colleagues(session: AsyncSession) -> list[tuple[PersonId, str, str]]:
    """List who works here: id, name, log-in."""
    row = PersonRow
    rows = await session.execute(select(row.id, row.name, row.login).where(row.is_active).order_by(row.name, row.login))
    return [(PersonId(person_id), name, login) for person_id, name, login in rows]


# -- drafts ----------------------------------------------------------------------------------------------------------


async def draft(session: AsyncSession, person_id: PersonId, slot: str) -> Draft | None:
    """Load somebody's draft."""
    row = await session.scalar(
        select(TicketDraftRow).where(*_slot(person_id, slot)).execution_options(populate_existing=True)
    )
    if row is None:
        return None
    return Draft(slot=row.slot, version=row.version, content=row.content, updated_at=row.updated_at)


async def put_draft(session: AsyncSession, tenant_id: TenantId, person_id: PersonId, wanted: Draft) -> bool:
    """Add a draft (version 0), or change one that is still in its version; tell whether it was."""
    own = {"tenant_id": tenant_id, "person_id": person_id, "slot": wanted.slot}
    values = {"content": dict(wanted.content), "updated_at": wanted.updated_at}
    return await _put(session, TicketDraftRow, own, _both(person_id, wanted.slot), wanted.version, values)


async def delete_draft(session: AsyncSession, person_id: PersonId, slot: str) -> None:
    """Forget somebody's draft, if there is one."""
    await session.execute(delete(TicketDraftRow).where(*_slot(person_id, slot)))


async def delete_old_draft(
    session: AsyncSession, person_id: PersonId, slot: str, not_since: datetime
) -> datetime | None:
    """Forget a draft that nobody has touched since; return when it was touched, if it was."""
    old = TicketDraftRow.updated_at <= not_since
    await session.execute(delete(TicketDraftRow).where(*_slot(person_id, slot), old))
    return await session.scalar(select(TicketDraftRow.updated_at).where(*_slot(person_id, slot)))


def _slot(person_id: PersonId, slot: str) -> tuple[Any, ...]:
    return TicketDraftRow.person_id == person_id, TicketDraftRow.slot == slot


def _both(person_id: PersonId, slot: str) -> Any:
    first, second = _slot(person_id, slot)
    return first & second


async def has_department(session: AsyncSession, department_id: DepartmentId) -> bool:
    """Tell whether there is such a department in scope."""
    return await session.scalar(select(DepartmentRow.id).where(DepartmentRow.id == department_id)) is not None
