"""What an operator sets: types, severities, and what can be chosen when an order is closed."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.calendars.store import calendars
from kefu.identity.model import Principal
from kefu.identity.service import record_audit
from kefu.kernel.errors import ForbiddenError
from kefu.kernel.ids import TenantId
from kefu.workorders.model.errors import (
    CodeTakenError,
    LifecycleUnusableError,
    SettingChangedError,
    SettingUnknownError,
)
from kefu.workorders.model.settings import Choice, OrderType, Setting, Settings, Severity
from kefu.workorders.rules import life
from kefu.workorders.store import settings as store


async def all_settings(session: AsyncSession) -> Settings:
    """Load all that the tenant has set."""
    return await store.settings(session)


async def change(session: AsyncSession, *, principal: Principal, setting: Setting, now: datetime) -> Setting:
    """Add a setting (version 0), or change one.

    Raises: LifecycleUnusableError, SettingUnknownError for a calendar that there is not, CodeTakenError,
        SettingChangedError, ForbiddenError when one does not administer all networks.
    """
    if principal.scope_for("admin.service").local_network_ids is not None:
        raise ForbiddenError("settings belong to all local networks")
    await _check(session, setting)
    if not await store.put_setting(session, principal.tenant_id, setting):
        if setting.version == 0:
            raise CodeTakenError(code=setting.code)
        raise SettingChangedError(f"version {setting.version} is not the latest", code=setting.code)
    await record_audit(
        session,
        principal=principal,
        action="work-order-setting-changed",
        subject_kind=kind_of(setting),
        subject_id=setting.code,
        detail={"version": setting.version + 1, "is_active": setting.is_active},
        now=now,
    )
    return replace(setting, version=setting.version + 1)


async def define(session: AsyncSession, *, tenant_id: TenantId, settings: Iterable[Setting]) -> None:
    """Give a tenant settings to begin with; what is there stays as people have left it."""
    for setting in settings:
        await store.put_setting(session, tenant_id, replace(setting, version=0))


def kind_of(setting: Setting) -> str:
    """Name a setting's kind for the audit."""
    match setting:
        case OrderType():
            return "work_order_type"
        case Severity():
            return "work_order_severity"
        case Choice():
            return f"work_order_{setting.kind}"
    raise TypeError(type(setting).__name__)


async def _check(session: AsyncSession, setting: Setting) -> None:
    if isinstance(setting, OrderType) and (faults := list(life.problems(setting.lifecycle))):
        raise LifecycleUnusableError("; ".join(faults), problems=faults)
    calendar_id = setting.calendar_id if isinstance(setting, Severity) else None
    if calendar_id is not None and not await calendars(session, calendar_id):
        raise SettingUnknownError("no such calendar", calendar_id=str(calendar_id))
