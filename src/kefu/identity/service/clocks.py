"""By whose clock days begin."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity import store
from kefu.identity.service.audit import record_audit
from kefu.kernel.errors import InvalidError
from kefu.kernel.ids import TenantId
from kefu.kernel.instant import is_zone


class TimeZoneUnknownError(InvalidError):
    """There is no such time zone."""

    code = "time-zone-unknown"
    title = "There is no such time zone; write it as in Asia/Shanghai"


class Zones(NamedTuple):
    """The tenant's time zone, and that of what is asked for."""

    tenants: ZoneInfo
    asked: ZoneInfo


async def zones_of(session: AsyncSession, *, site_ids: Collection[UUID] = ()) -> Zones:
    """Tell by whose clock days begin: the tenant's; where one site alone is asked for, its own."""
    alone = next(iter(site_ids)) if len(site_ids) == 1 else None
    return Zones(*map(ZoneInfo, await store.zones(session, alone)))


async def zone_of(session: AsyncSession) -> ZoneInfo:
    """Return the time zone of the scope's tenant."""
    return (await zones_of(session)).tenants


async def set_zone(session: AsyncSession, *, tenant_id: TenantId, time_zone: str, now: datetime) -> ZoneInfo:
    """Give the tenant another clock; audited. Whoever keeps sums by days has to make them anew.

    Raises: TimeZoneUnknownError.
    """
    if not is_zone(time_zone):
        raise TimeZoneUnknownError(time_zone=time_zone)
    before = await zone_of(session)
    await store.set_zone(session, time_zone)
    await record_audit(
        session,
        tenant_id=tenant_id,
        action="tenant-clock-set",
        subject_kind="tenant",
        subject_id=str(tenant_id),
        detail={"before": before.key, "time_zone": time_zone},
        now=now,
    )
    return ZoneInfo(time_zone)
