"""SQL of what a place has: who looks after it, what is out of order there."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import AreaId, CrewId, OutageId
from kefu.kernel.words import Text
from kefu.workorders.store.driver import driver_of

_PLACE = """
    WITH RECURSIVE around AS (  -- an outage of a city is one of its districts too
        SELECT id, parent_id FROM service_area WHERE id = $1
        UNION SELECT a.id, a.parent_id FROM service_area AS a JOIN around AS i ON a.id = i.parent_id)
    SELECT json_build_object(
        'area', (SELECT json_build_object(
                     'area_id', a.id, 'text', json_build_object('zh-CN', a.name_zh, 'en', a.name_en))
                 FROM service_area AS a WHERE a.id = $1),
        'crew', (SELECT json_build_object(
                     'crew_id', c.id, 'text', json_build_object('zh-CN', c.name_zh, 'en', c.name_en),
                     'open_orders', (SELECT count(*) FROM work_order AS o WHERE o.crew_id = c.id AND NOT o.is_final))
                 FROM crew AS c WHERE c.id = $2 AND c.is_active),
        'outages', (SELECT coalesce(json_agg(json_build_object(
                        'outage_id', u.id, 'text', json_build_object('zh-CN', u.text_zh, 'en', u.text_en),
                        'area', json_build_object('zh-CN', a.name_zh, 'en', a.name_en),
                        'begins_at', u.begins_at, 'expected_until', u.expected_until) ORDER BY u.begins_at DESC), '[]')
                    FROM outage AS u JOIN service_area AS a ON a.id = u.area_id
                    WHERE u.closed_at IS NULL AND u.begins_at <= $4
                      AND (a.id IN (SELECT id FROM around)
                           OR a.district_path <> '' AND a.district_path = ANY ($3))))::text"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedArea:
    """An area by its name."""

    area_id: AreaId
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedCrew:
    """A crew by its name, with what it has to do already."""

    crew_id: CrewId
    text: Text
    open_orders: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalOutage:
    """What is out of order at a place, with the name of the area that it was declared for."""

    outage_id: OutageId
    text: Text
    area: Text
    begins_at: datetime
    expected_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a place has."""

    area: NamedArea | None
    crew: NamedCrew | None
    outages: tuple[LocalOutage, ...]


_PLACES = TypeAdapter(Place)


async def place(
    session: AsyncSession, *, area_id: AreaId | None, crew_id: CrewId | None, paths: list[str], now: datetime
) -> Place:
    """Load what a place has that lies in an area, or at a district's paths."""
    found = await (await driver_of(session)).fetchval(_PLACE, area_id, crew_id, paths, now)
    return _PLACES.validate_json(found)
