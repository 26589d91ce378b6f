"""All SQL of calendars."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.calendars.model import CalendarDay, ServiceCalendar, WeekHours
from kefu.calendars.tables import CalendarRow
from kefu.kernel.codec import Codec
from kefu.kernel.ids import CalendarId, TenantId

_PARTS = Codec([WeekHours, CalendarDay])


async def calendars(session: AsyncSession, calendar_id: CalendarId | None = None) -> list[ServiceCalendar]:
    """List the tenant's calendars by code, or one of them."""
    asked = select(CalendarRow).order_by(CalendarRow.code)
    if calendar_id is not None:
        asked = asked.where(CalendarRow.id == calendar_id)
    return [
        ServiceCalendar(
            calendar_id=CalendarId(row.id),
            code=row.code,
            name_zh=row.name_zh,
            name_en=row.name_en,
            time_zone=row.time_zone,
            week=tuple(_PARTS.load(WeekHours, each) for each in row.week),
            days=tuple(_PARTS.load(CalendarDay, each) for each in row.days),
            version=row.version,
        )
        for row in await session.scalars(asked)
    ]


async def insert_calendar(session: AsyncSession, tenant_id: TenantId, calendar: ServiceCalendar) -> None:
    """Add a calendar."""
    session.add(CalendarRow(id=calendar.calendar_id, tenant_id=tenant_id, version=1, **_columns(calendar)))
    await session.flush()


async def update_calendar(session: AsyncSession, calendar: ServiceCalendar) -> bool:
    """Change a calendar, if it is still in the version that this one was made from; tell whether it was."""
    changed = await session.execute(
        update(CalendarRow)
        .where(CalendarRow.id == calendar.calendar_id, CalendarRow.version == calendar.version)
        .values(version=calendar.version + 1, **_columns(calendar))
        .returning(CalendarRow.id)
    )
    return changed.first() is not None


def _columns(calendar: ServiceCalendar) -> dict[str, Any]:
    return {
        "code": calendar.code,
        "name_zh": calendar.name_zh,
        "name_en": calendar.name_en,
        "time_zone": calendar.time_zone,
        "week": [_PARTS.dump(each) for each in calendar.week],
        "days": [_PARTS.dump(each) for each in sorted(calendar.days, key=lambda day: day.on)],
    }
