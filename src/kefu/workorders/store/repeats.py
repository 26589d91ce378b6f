"""SQL of orders that are sent again, and of areas that somebody names."""

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import AreaId
from kefu.workorders.model.orders import WorkOrder
from kefu.workorders.store.driver import driver_of
from kefu.workorders.store.orders import FoundArea

_ORDER = TypeAdapter(WorkOrder)
_AREAS = TypeAdapter(FoundArea)


async def find_by_key(session: AsyncSession, key: str) -> WorkOrder | None:
    """Load the order that was opened with a key."""
    driver = await driver_of(session)
    found = await driver.fetchval("SELECT to_jsonb(o)::text FROM work_order AS o WHERE o.key = $1", key)
    return None if found is None else _ORDER.validate_json(found)


async def area(session: AsyncSession, area_id: AreaId) -> FoundArea | None:
    """Load where an area belongs, and who looks after it."""
    asked = """
        SELECT json_build_object(
            'area_id', a.id, 'local_network_id', a.local_network_id, 'crew_id', a.crew_id)::text
        FROM service_area AS a WHERE a.id = $1"""
    found = await (await driver_of(session)).fetchval(asked, area_id)
    return None if found is None else _AREAS.validate_json(found)
