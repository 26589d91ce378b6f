"""HTTP of schedules: which reports are sent by mail, to whom, when, and what became of it."""

from datetime import datetime, time
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, status
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import HTTPConnection

from kefu.identity.http import Tx, ZoneDep, require
from kefu.identity.model import Principal
from kefu.insight.reports import service as reports
from kefu.insight.reports.files import Form
from kefu.insight.reports.http import AskedReport, question_of
from kefu.insight.reports.model import DIMENSIONS_MAX
from kefu.insight.reports.service import ADMINISTRATOR
from kefu.insight.rules.schedules import Cadence, Rhythm, due
from kefu.insight.rules.spans import Span
from kefu.insight.rules.tables import Dimension
from kefu.insight.schedules import service
from kefu.insight.schedules.model import Run, Schedule, State
from kefu.platform.ids import new_id
from kefu.platform.web import ClockDep

router = APIRouter(prefix="/api/report-schedules", tags=["reports"])
Administrator = Annotated[Principal, Depends(require(ADMINISTRATOR))]
Somebody = Annotated[list[UUID], Field(max_length=500)]


async def has_mail(connection: HTTPConnection) -> bool:
    """Tell a route whether letters can be sent: the composition root sets `has_mail`."""
    return bool(connection.app.state.has_mail)


HasMail = Annotated[bool, Depends(has_mail)]


class ScheduledAsk(BaseModel):
    """What is asked; its days are counted from the day on which it is sent."""

    model_config = ConfigDict(extra="forbid")

    span: Span
    by: list[Dimension] = Field([], max_length=DIMENSIONS_MAX)
    within_s: int | None = None
    queue: Somebody = []
    network: Somebody = []
    agent: Somebody = []
    group: Somebody = []
    site: Somebody = []
    direction: list[Literal["inbound", "outbound", "internal"]] = Field([], max_length=3)


class ScheduleBody(BaseModel):
    """A report by the clock as it is to be; `version` is the one that was read, 0 of a new one.

    `weekday`: 1 is Monday; `day` of a month that has not so many is its last.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    report: str = Field(max_length=64)
    asked: ScheduledAsk
    form: Form = Field(Form.XLSX, alias="format")
    language: Literal["zh-CN", "en"] = "zh-CN"
    cadence: Cadence
    weekday: int = Field(1, ge=1, le=7)
    day: int = Field(1, ge=1, le=31)
    at: str = Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")
    role_id: UUID
    is_active: bool = True
    version: int = Field(0, ge=0)


class OutcomeView(BaseModel):
    """How many letters have come so far; `names` are the first of those whose they are."""

    state: State
    error: str
    count: int
    names: list[str]


class RunView(BaseModel):
    """One time; `error` is the code of what was in the way of all of it. `is_trial`: to one person only."""

    run_id: UUID
    at: datetime
    is_trial: bool
    error: str
    outcomes: list[OutcomeView]


class ScheduleView(ScheduleBody):
    """A schedule, when it is sent next unless it pauses, and what became of the latest times."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True)

    schedule_id: UUID
    next_at: datetime | None
    runs: list[RunView]


class AudienceView(BaseModel):
    """A role to whose holders a report can be sent."""

    role_id: UUID
    name: str
    people: int
    without_mail: int


class SchedulesView(BaseModel):
    """All schedules. `has_mail` false: no mail server is set up, and nothing is sent."""

    schedules: list[ScheduleView]
    audiences: list[AudienceView]
    has_mail: bool
    time_zone: str


class RunBody(BaseModel):
    """To whom it is sent now."""

    to: Literal["me", "everybody"] = "everybody"


@router.get("")
async def schedules(
    administrator: Administrator, session: Tx, clock: ClockDep, zone: ZoneDep, can_mail: HasMail
) -> SchedulesView:
    """List the reports that are sent by mail."""
    now, runs = clock(), await service.runs(session)
    return SchedulesView(
        schedules=[_view(each, runs.get(each.schedule_id, []), now, zone) for each in await service.schedules(session)],
        audiences=[
            AudienceView(role_id=each.role_id, name=each.name, people=each.people, without_mail=each.without_mail)
            for each in await service.audiences(session)
        ],
        has_mail=can_mail,
        time_zone=zone.key,
    )


@router.post("", status_code=status.HTTP_201_CREATED)
async def add(
    body: ScheduleBody, administrator: Administrator, session: Tx, clock: ClockDep, zone: ZoneDep
) -> ScheduleView:
    """Have a report sent by the clock."""
    return await _put(session, administrator, _schedule(new_id(), body, version=0), clock(), zone)


@router.put("/{schedule_id}")
async def change(
    schedule_id: UUID, body: ScheduleBody, administrator: Administrator, session: Tx, clock: ClockDep, zone: ZoneDep
) -> ScheduleView:
    """Change a schedule, let it pause, or go on."""
    schedule = _schedule(schedule_id, body, version=max(1, body.version))
    return await _put(session, administrator, schedule, clock(), zone)


@router.delete("/{schedule_id}", status_code=status.HTTP_204_NO_CONTENT)
async def remove(schedule_id: UUID, administrator: Administrator, session: Tx, clock: ClockDep) -> None:
    """Have it sent no more."""
    await service.remove(session, principal=administrator, schedule_id=schedule_id, now=clock())


@router.post("/{schedule_id}/run", status_code=status.HTTP_202_ACCEPTED)
async def run(
    schedule_id: UUID, body: RunBody, administrator: Administrator, session: Tx, clock: ClockDep, can_mail: HasMail
) -> None:
    """Have it sent now."""
    await service.send_now(
        session,
        principal=administrator,
        schedule_id=schedule_id,
        is_trial=body.to == "me",
        has_mail=can_mail,
        now=clock(),
    )


async def _put(
    session: Tx, administrator: Principal, schedule: Schedule, now: datetime, zone: ZoneInfo
) -> ScheduleView:
    asked = AskedReport.model_validate({**schedule.asked, "language": schedule.language})
    report = await reports.report(session, principal=administrator, code=schedule.report)
    question, _ = await question_of(session, administrator, report, asked, now)
    question.needed()  # what cannot be made is refused at once
    made = await service.put(session, principal=administrator, schedule=schedule, now=now)
    return _view(made, (await service.runs(session)).get(made.schedule_id, []), now, zone)


def _schedule(schedule_id: UUID, body: ScheduleBody, *, version: int) -> Schedule:
    at = time.fromisoformat(body.at)
    return Schedule(
        schedule_id=schedule_id,
        report=body.report,
        asked=body.asked.model_dump(mode="json", exclude_defaults=True),
        form=body.form,
        language=body.language,
        rhythm=Rhythm(cadence=body.cadence, weekday=body.weekday, day=body.day, at=at),
        role_id=body.role_id,
        is_active=body.is_active,
        version=version,
    )


def _view(schedule: Schedule, runs: list[Run], now: datetime, zone: ZoneInfo) -> ScheduleView:
    rhythm = schedule.rhythm
    return ScheduleView(
        schedule_id=schedule.schedule_id,
        report=schedule.report,
        asked=ScheduledAsk.model_validate(schedule.asked),
        form=Form(schedule.form),
        language="en" if schedule.language == "en" else "zh-CN",
        cadence=rhythm.cadence,
        weekday=rhythm.weekday,
        day=rhythm.day,
        at=rhythm.at.isoformat("minutes"),
        role_id=schedule.role_id,
        is_active=schedule.is_active,
        version=schedule.version,
        next_at=due(rhythm, now, zone) if schedule.is_active else None,
        runs=[
            RunView(
                run_id=each.run_id,
                at=each.at,
                is_trial=each.is_trial,
                error=each.error,
                outcomes=[
                    OutcomeView(state=one.state, error=one.error, count=one.count, names=list(one.names))
                    for one in each.outcomes
                ],
            )
            for each in runs
        ],
    )
