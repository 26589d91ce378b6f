"""Surveys on a real database: questionnaire, calling hours, groups, agents with seats at a switch that only listens."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import func, select

from kefu.acd.core.model import AgentState
from kefu.app.reactions import JOBS
from kefu.calendars.model import ServiceCalendar, WeekHours
from kefu.calendars.store import insert_calendar
from kefu.forms import service as forms
from kefu.forms.model import Purpose
from kefu.forms.service import Editor
from kefu.identity import service as identity
from kefu.identity.model import DeviceKind
from kefu.insight.satisfaction.http import router as figures_router
from kefu.journeys.survey_calls.http import router as calls_router
from kefu.journeys.survey_import.http import router as import_router
from kefu.kernel.ids import AgentId, CalendarId
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from kefu.platform.jobs import Worker
from kefu.surveys.http import router

from . import web
from .forms import definition, item, options
from .organisation import NOW, Organisation, add_person

QUESTIONS = definition(
    item(
        "overall",
        "single",
        is_required=True,
        options=options("good", "fair", "bad", scores=(10, 6, 0)),
        satisfied_from=6,
    ),
    item("nps", "nps"),
    item("note", max=200),
)
AGENTS = ("anna", "ben")
API = "/api/surveys"


@dataclass(slots=True)
class SurveyDesk:
    """One organisation with two agents who may call, a manager, and somebody who may do nothing here."""

    database: Database
    organisation: Organisation
    watch: web.Wristwatch
    app: FastAPI
    worker: Worker
    calendar_id: CalendarId
    hub: Any
    posted: list[Any] = field(default_factory=list)
    agents: dict[str, AgentId] = field(default_factory=dict)

    def seat(self, login: str) -> Any:
        """Return an agent's seat."""
        return self.hub.centre.state.seats[self.agents[login]]

    def group(self, **changes: Any) -> dict[str, Any]:
        """Describe a group as the screen does."""
        body = {
            "code": "repairs",
            "name": {"zh-CN": "维修回访", "en": "Repairs"},
            "form_code": "repair-survey",
            "calendar_id": str(self.calendar_id),
            "sources": [{"kind": "work_order"}, {"kind": "file"}],
            "quiet_days": 30,
        }
        return body | changes

    @asynccontextmanager
    async def log_in(self, login: str) -> AsyncIterator[httpx.AsyncClient]:
        """Open somebody's browser."""
        async with web.browse(self.app, login, tenant=self.organisation.code) as client:
            yield client

    async def run_jobs(self) -> int:
        """Do what is due."""
        many = 0
        while done := await self.worker.run_due():
            many += done
        return many


async def set_up(database: Database, made: Organisation) -> SurveyDesk:
    """Give an organisation a questionnaire, calling hours from 9 to 20 o'clock, and people."""
    watch = web.Wristwatch()
    calendar_id = CalendarId(new_id())
    week = (WeekHours(weekdays=frozenset(range(1, 8)), opens="09:00", closes="20:00"),)
    agents: dict[str, AgentId] = {}
    async with database.transaction(made.scope) as session:
        calendar = ServiceCalendar(
            calendar_id=calendar_id, code="calling", name_zh="回访时间", name_en="Calling hours", week=week
        )
        await insert_calendar(session, made.tenant_id, calendar)
        editor = Editor(tenant_id=made.tenant_id)
        await forms.create(
            session,
            editor=editor,
            code="repair-survey",
            purpose=Purpose.SURVEY,
            name={"zh-CN": "维修满意度", "en": "Repair satisfaction"},
            definition=QUESTIONS,
            now=NOW,
        )
        await forms.publish(session, editor=editor, code="repair-survey", base_version=1, note="", now=NOW)
        for role, permissions in (
            ("caller", {"desk.use", "call.outbound", "survey.call"}),
            ("surveyor", {"survey.manage", "figures.view"}),
        ):
            made.roles[role] = await identity.create_role(
                session, tenant_id=made.tenant_id, code=role, name=role, permissions=permissions, now=NOW
            )
        await add_person(session, made, "manager", role="surveyor")
        await add_person(session, made, "local", role="surveyor", networks=[made.networks["changzhou"]])
        for number, login in enumerate(AGENTS, 1201):
            person_id = await add_person(session, made, login, role="caller")
            agents[login] = await identity.create_agent(
                session,
                tenant_id=made.tenant_id,
                person_id=person_id,
                group_id=made.group_id,
                number=str(number),
                device_kind=DeviceKind.WEB_PHONE,
                now=NOW,
            )
    app = web.make_app(database, calls_router, import_router, router, figures_router, clock=watch)
    posted: list[Any] = []
    app.state.hub = hub = _hub(made, agents, posted)
    worker = Worker(database, watch, JOBS)
    return SurveyDesk(database, made, watch, app, worker, calendar_id, hub, posted, agents)


def _hub(made: Organisation, agents: dict[str, AgentId], posted: list[Any]) -> Any:
    seats = {
        agent_id: SimpleNamespace(
            agent_id=agent_id, tenant_id=made.tenant_id, call_id=None, wrapping=None, is_registered=True
        )
        for agent_id in agents.values()
    }
    state = SimpleNamespace(seats=seats, calls={}, by_address={})
    switches = {"one": SimpleNamespace(name="one", is_available=True)}
    centre = SimpleNamespace(state=state, switches=switches, post=posted.append)
    return SimpleNamespace(
        centre=centre, states={each: SimpleNamespace(state=AgentState.READY) for each in agents.values()}
    )


def sheet(*numbers: str, name: str = "李娜", order: str = "A") -> bytes:
    """Write a file of customers, in the encoding of old spreadsheets."""
    lines = [f"{number},{name},{order}-{place},东门厅" for place, number in enumerate(numbers)]
    return "\n".join(("号码,姓名,工单号,营业厅", *lines)).encode("gb18030")


async def ok(answer: httpx.Response, status: int = 200) -> Any:
    """Return what was answered, which must have this status."""
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


async def fill(desk: SurveyDesk, *numbers: str, **changes: Any) -> str:
    """Add a group and put numbers into its pool; return its id."""
    async with desk.log_in("manager") as manager:
        group: dict[str, Any] = await ok(await manager.post(f"{API}/groups", json=desk.group(**changes)), 201)
        if numbers:
            done = await ok(await manager.post(f"{API}/groups/{group['group_id']}/files", content=sheet(*numbers)), 201)
            assert done["added"] == len(numbers)
    return str(group["group_id"])


async def count(desk: SurveyDesk, row: Any, *where: Any) -> int:
    """Count an organisation's rows."""
    async with desk.database.transaction(desk.organisation.scope) as session:
        return await session.scalar(select(func.count()).select_from(row).where(*where)) or 0
