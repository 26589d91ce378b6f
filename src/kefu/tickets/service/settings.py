"""Set up categories, departments with their ladders, regulators, state tables; each change is audited."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.calendars.store import calendars
from kefu.forms import service as forms
from kefu.forms.model import Purpose
from kefu.identity import store as identity
from kefu.identity.model import PERMISSIONS, Principal
from kefu.identity.service import record_audit
from kefu.kernel.errors import ForbiddenError
from kefu.kernel.ids import PersonId, TenantId
from kefu.tickets import rules, store
from kefu.tickets.model import (
    Category,
    Department,
    DepartmentNotFoundError,
    KindLifecycle,
    Regulator,
    Settings,
    TicketKind,
    TicketSettingChangedError,
    TicketSettingInvalidError,
)
from kefu.tickets.rules import lifecycles

PERMISSION = "admin.service"


async def settings(session: AsyncSession) -> Settings:
    """Return how tickets are set up, as far as the scope reaches."""
    stored = await store.lifecycles(session)
    return Settings(
        categories=await store.categories(session),
        departments=await store.departments(session),
        regulators=await store.regulators(session),
        lifecycles=tuple(_lifecycle(kind, stored.get(kind)) for kind in TicketKind),
    )


async def colleagues(session: AsyncSession) -> list[tuple[PersonId, str, str]]:
    """List who tickets can be handed over to: id, name, log-in."""
    return await store.colleagues(session)


async def put_category(session: AsyncSession, *, principal: Principal, wanted: Category, now: datetime) -> Category:
    """Add a category (version 0), or change it.

    Raises: TicketSettingInvalidError, TicketSettingChangedError, ForbiddenError.
    """
    _require_all(principal)
    await define_category(session, tenant_id=principal.tenant_id, wanted=wanted)
    await _audit(session, principal, "category", wanted.code, now, limit_h=wanted.limit_h, is_active=wanted.is_active)
    return next(each for each in await store.categories(session) if each.code == wanted.code)


async def define_category(session: AsyncSession, *, tenant_id: TenantId, wanted: Category) -> None:
    """Add or change a category while nobody acts: a tenant is being set up.

    Raises: TicketSettingInvalidError, TicketSettingChangedError.
    """
    others = {each.code: each for each in await store.categories(session)}
    departments = {each.code for each in await store.departments(session)}
    _refuse(rules.category_faults(wanted, others, departments))
    if wanted.form_code is not None:
        known = {form.code for form in await forms.forms(session, purpose=Purpose.TICKET)}
        _refuse([] if wanted.form_code in known else [("form_code", "unknown")])
    if wanted.calendar_id is not None and not await calendars(session, wanted.calendar_id):
        _refuse([("calendar_id", "unknown")])
    if not await store.put_category(session, tenant_id, wanted):
        raise TicketSettingChangedError(version=others[wanted.code].version if wanted.code in others else 0)


async def put_department(
    session: AsyncSession, *, principal: Principal, wanted: Department, now: datetime
) -> Department:
    """Add a department (version 0), or change it.

    Raises: TicketSettingInvalidError, TicketSettingChangedError, DepartmentNotFoundError, ForbiddenError when its
    local network is not the principal's.
    """
    scope = principal.scope_for(PERMISSION)
    if scope.local_network_ids is not None and wanted.local_network_id not in scope.local_network_ids:
        raise ForbiddenError("this local network is not yours", permission=PERMISSION)
    if wanted.version and not await store.has_department(session, wanted.department_id):
        raise DepartmentNotFoundError(department_id=str(wanted.department_id))
    await define_department(session, tenant_id=principal.tenant_id, wanted=wanted)
    detail = {"levels": len(wanted.ladder), "members": len(wanted.members), "is_active": wanted.is_active}
    await _audit(session, principal, "department", str(wanted.department_id), now, **detail)
    return next(each for each in await store.departments(session) if each.department_id == wanted.department_id)


async def define_department(session: AsyncSession, *, tenant_id: TenantId, wanted: Department) -> None:
    """Add or change a department while nobody acts: a tenant is being set up.

    Raises: TicketSettingInvalidError, TicketSettingChangedError.
    """
    named = [each.person_id for each in wanted.members]
    named += [rung.person_id for rung in wanted.ladder if rung.person_id is not None]
    _refuse(rules.department_faults(wanted, await store.people(session, named), PERMISSIONS))
    if wanted.local_network_id is not None and wanted.local_network_id not in await _networks(session):
        _refuse([("local_network_id", "unknown")])
    if not await store.put_department(session, tenant_id, wanted):
        same = (each for each in await store.departments(session) if each.department_id == wanted.department_id)
        present = next(same, None)
        if present is None:
            raise TicketSettingInvalidError(errors=[{"field": "code", "code": "taken", "detail": ""}])
        raise TicketSettingChangedError(version=present.version)


async def put_regulator(session: AsyncSession, *, principal: Principal, wanted: Regulator, now: datetime) -> Regulator:
    """Add a regulator (version 0), or change him.

    Raises: TicketSettingInvalidError, TicketSettingChangedError, ForbiddenError.
    """
    _require_all(principal)
    await define_regulator(session, tenant_id=principal.tenant_id, wanted=wanted)
    await _audit(session, principal, "regulator", wanted.code, now, limit_h=wanted.limit_h, is_active=wanted.is_active)
    return next(each for each in await store.regulators(session) if each.code == wanted.code)


async def define_regulator(session: AsyncSession, *, tenant_id: TenantId, wanted: Regulator) -> None:
    """Add or change a regulator while nobody acts: a tenant is being set up.

    Raises: TicketSettingInvalidError, TicketSettingChangedError.
    """
    _refuse(rules.regulator_faults(wanted))
    if not await store.put_regulator(session, tenant_id, wanted):
        present = {each.code: each.version for each in await store.regulators(session)}
        raise TicketSettingChangedError(version=present.get(wanted.code, 0))


async def put_lifecycle(
    session: AsyncSession, *, principal: Principal, kind: TicketKind, version: int, document: object, now: datetime
) -> KindLifecycle:
    """Give a kind another state table.

    Raises: TicketSettingInvalidError, TicketSettingChangedError, ForbiddenError.
    """
    _require_all(principal)
    lifecycle = lifecycles.parse(document)
    found = ["this is no state table"] if lifecycle is None else list(lifecycles.problems(lifecycle))
    if lifecycle is None or found:
        raise TicketSettingInvalidError(
            errors=[{"field": "lifecycle", "code": "unusable", "detail": each} for each in found]
        )
    if not await store.put_lifecycle(session, principal.tenant_id, kind, version, lifecycles.to_json(lifecycle)):
        stored = (await store.lifecycles(session)).get(kind)
        raise TicketSettingChangedError(version=stored[1] if stored else 0)
    await _audit(session, principal, "lifecycle", kind, now)
    return KindLifecycle(kind=kind, lifecycle=lifecycle, version=version + 1)


async def _networks(session: AsyncSession) -> set[UUID]:
    return {row.id for row in await identity.local_networks(session)}


def _lifecycle(kind: TicketKind, stored: tuple[dict[str, Any], int] | None) -> KindLifecycle:
    document, version = stored or (None, 0)
    return KindLifecycle(kind=kind, lifecycle=lifecycles.from_json(kind, document), version=version)


def _require_all(principal: Principal) -> None:
    if principal.scope_for(PERMISSION).local_network_ids is not None:
        raise ForbiddenError("this belongs to all local networks", permission=PERMISSION)


def _refuse(faults: Iterable[tuple[str, str]]) -> None:
    errors = [{"field": field, "code": code, "detail": ""} for field, code in faults]
    if errors:
        raise TicketSettingInvalidError(errors=errors)


async def _audit(
    session: AsyncSession, principal: Principal, what: str, subject_id: str, now: datetime, **detail: Any
) -> None:
    await record_audit(
        session,
        principal=principal,
        action=f"ticket-{what}-set",
        subject_kind=f"ticket_{what}",
        subject_id=subject_id,
        detail=detail,
        now=now,
    )
