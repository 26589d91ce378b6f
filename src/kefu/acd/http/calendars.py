"""HTTP of calendars and of the prompts that queues may play, for administrators."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Annotated, Protocol
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict
from starlette.requests import HTTPConnection

from kefu.acd import service
from kefu.acd.http.parts import Administrator, OnChanged, Text
from kefu.calendars.model import CalendarDay, Hours, ServiceCalendar, WeekHours
from kefu.calendars.rules import is_open, next_change_ms
from kefu.identity.http import Tx, require_any
from kefu.identity.model import Principal
from kefu.kernel.ids import CalendarId
from kefu.kernel.instant import from_ms, to_ms
from kefu.platform.ids import new_id
from kefu.platform.web import ClockDep

router = APIRouter()


class CalendarNameView(BaseModel):
    """A calendar, to choose it."""

    calendar_id: UUID
    name: dict[str, str]


class Prompt(Protocol):
    """A prompt on disk; `text` is what the shipped one says, None of an own recording."""

    name: str
    languages: frozenset[str]
    text: dict[str, str] | None


async def prompts_of(connection: HTTPConnection) -> Callable[[], Sequence[Prompt]]:
    """Give a route the prompts: the composition root sets `prompts`."""
    prompts: Callable[[], Sequence[Prompt]] = connection.app.state.prompts
    return prompts


Prompts = Annotated[Callable[[], Sequence[Prompt]], Depends(prompts_of)]


class HoursBody(BaseModel):
    """A time of day, half-open; `closes` may be "24:00"."""

    model_config = ConfigDict(from_attributes=True)

    opens: str
    closes: str


class WeekHoursBody(HoursBody):
    """Opening hours on some days of the week, 1 Monday - 7 Sunday."""

    weekdays: list[int]


class DayBody(BaseModel):
    """A date with hours of its own; none: closed."""

    on: date
    name: Text
    hours: list[HoursBody] = []


class CalendarBody(BaseModel):
    """A calendar as it is to be; `version` is the one that was read (of a new one: left out)."""

    code: str
    name: Text
    time_zone: str = "Asia/Shanghai"
    week: list[WeekHoursBody] = []
    days: list[DayBody] = []
    version: int = 1


class CalendarView(CalendarBody):
    """A calendar, whether it is open now, and until when; null: always so, as far as a year goes."""

    calendar_id: UUID
    is_open_now: bool
    changes_at: datetime | None


class PromptView(BaseModel):
    """A prompt that queues may play; `text` is what the shipped one says, null of an own recording."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    languages: list[str]
    text: dict[str, str] | None


@router.get("/calendars")
async def list_calendars(administrator: Administrator, session: Tx, clock: ClockDep) -> list[CalendarView]:
    """List the calendars, and how they stand now."""
    return [_view(calendar, clock()) for calendar in await service.calendars(session)]


@router.get("/calendars/names")
async def list_calendar_names(
    setter: Annotated[Principal, Depends(require_any("admin.routing", "admin.service"))], session: Tx
) -> list[CalendarNameView]:
    """List what calendars there are, for who sets deadlines by them."""
    return [
        CalendarNameView(calendar_id=each.calendar_id, name={"zh-CN": each.name_zh, "en": each.name_en})
        for each in await service.calendars(session)
    ]


@router.post("/calendars", status_code=201)
async def add_calendar(
    body: CalendarBody, administrator: Administrator, session: Tx, clock: ClockDep, on_changed: OnChanged
) -> CalendarView:
    """Add a calendar."""
    calendar = _calendar(CalendarId(new_id()), body)
    await service.add_calendar(session, principal=administrator, calendar=calendar, now=clock(), on_changed=on_changed)
    return _view(calendar, clock(), version=1)


@router.put("/calendars/{calendar_id}")
async def change_calendar(
    calendar_id: UUID,
    body: CalendarBody,
    administrator: Administrator,
    session: Tx,
    clock: ClockDep,
    on_changed: OnChanged,
) -> CalendarView:
    """Change a calendar; new calls follow it at once, those that wait already are served."""
    calendar = _calendar(CalendarId(calendar_id), body)
    await service.change_calendar(
        session, principal=administrator, calendar=calendar, now=clock(), on_changed=on_changed
    )
    return _view(calendar, clock(), version=calendar.version + 1)


@router.get("/prompts")
async def list_prompts(administrator: Administrator, prompts: Prompts) -> list[PromptView]:
    """List the sentences that there are, by name."""
    return [PromptView(name=prompt.name, languages=sorted(prompt.languages), text=prompt.text) for prompt in prompts()]


def _calendar(calendar_id: CalendarId, body: CalendarBody) -> ServiceCalendar:
    return ServiceCalendar(
        calendar_id=calendar_id,
        code=body.code,
        name_zh=body.name.zh,
        name_en=body.name.en,
        time_zone=body.time_zone,
        week=tuple(
            WeekHours(weekdays=frozenset(each.weekdays), opens=each.opens, closes=each.closes) for each in body.week
        ),
        days=tuple(
            CalendarDay(
                on=day.on,
                name_zh=day.name.zh,
                name_en=day.name.en,
                hours=tuple(Hours(opens=each.opens, closes=each.closes) for each in day.hours),
            )
            for day in body.days
        ),
        version=body.version,
    )


def _view(calendar: ServiceCalendar, now: datetime, *, version: int | None = None) -> CalendarView:
    own, now_ms = calendar.as_hours(), to_ms(now)
    changes_ms = next_change_ms(own, now_ms)
    return CalendarView(
        calendar_id=calendar.calendar_id,
        code=calendar.code,
        name=Text(zh=calendar.name_zh, en=calendar.name_en),
        time_zone=calendar.time_zone,
        week=[
            WeekHoursBody(weekdays=sorted(each.weekdays), opens=each.opens, closes=each.closes)
            for each in calendar.week
        ],
        days=[
            DayBody(
                on=day.on,
                name=Text(zh=day.name_zh, en=day.name_en),
                hours=[HoursBody.model_validate(each) for each in day.hours],
            )
            for day in sorted(calendar.days, key=lambda day: day.on)
        ],
        version=calendar.version if version is None else version,
        is_open_now=is_open(own, now_ms),
        changes_at=None if changes_ms is None else from_ms(changes_ms),
    )
