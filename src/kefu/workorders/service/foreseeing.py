"""Says of an order that nobody has opened yet who would get it, by when, and what is out of order at its place."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import TenantId
from kefu.workorders.model.errors import SettingUnknownError
from kefu.workorders.model.orders import NewWorkOrder
from kefu.workorders.rules import places
from kefu.workorders.service.opening import ground_of
from kefu.workorders.store import foreseeing as store
from kefu.workorders.store.foreseeing import LocalOutage, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """An order as it would be if it were opened now."""

    type_code: str
    due_at: datetime
    place: Place
    is_repeat: bool


async def foresee(session: AsyncSession, *, tenant_id: TenantId, new: NewWorkOrder, now: datetime) -> Foreseen | None:
    """Return what opening an order now would make of it; None when nobody has set up such orders."""
    try:
        ground, due_at = await ground_of(session, tenant_id=tenant_id, new=new, now=now)
    except SettingUnknownError:
        return None
    area = ground.area
    place = await store.place(
        session,
        area_id=area.area_id if area else None,
        crew_id=area.crew_id if area else None,
        paths=places.prefixes(new.district_path),
        now=now,
    )
    return Foreseen(type_code=new.type_code, due_at=due_at, place=place, is_repeat=ground.previous is not None)


async def outages_at(session: AsyncSession, *, district_path: str, now: datetime) -> tuple[LocalOutage, ...]:
    """List what is out of order at a district path, the latest first."""
    found = await store.place(session, area_id=None, crew_id=None, paths=places.prefixes(district_path), now=now)
    return found.outages
