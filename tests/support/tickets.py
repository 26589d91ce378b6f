"""A small service desk for tests of tickets: categories, a department with a ladder, people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity import service as identity
from kefu.journeys.my_tasks import http as my_tasks_http
from kefu.journeys.my_tasks.model import Source
from kefu.kernel.events import DomainEvent
from kefu.kernel.ids import CustomerId, DepartmentId, LocalNetworkId
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from kefu.platform.jobs import Worker
from kefu.tickets import events, service
from kefu.tickets import http as tickets_http
from kefu.tickets.jobs import HANDLERS
from kefu.tickets.model import Category, CustomerCard, Department, Member, Regulator, Rung, RungTo, TicketKind

from . import web
from .organisation import NOW, Organisation, add_person

PEOPLE = ("clerk", "clerk2", "lead", "head", "auditor")
ALL_EVENTS = (
    events.TicketAccepted,
    events.TicketHandedOver,
    events.TicketOverdue,
    events.TicketUnanswered,
    events.TicketReplied,
    events.TicketClosed,
    events.TicketReopened,
)


@dataclass(slots=True)
class ServiceDesk:
    """One organisation set up for tickets; `heard` is what tickets have told."""

    organisation: Organisation
    database: Database
    app: FastAPI
    watch: web.Wristwatch
    worker: Worker
    departments: dict[str, DepartmentId] = field(default_factory=dict)
    customers: dict[UUID, CustomerCard] = field(default_factory=dict)
    heard: list[DomainEvent] = field(default_factory=list)

    def told(self, kind: type[DomainEvent]) -> list[Any]:
        """Return what has been told of this kind."""
        return [event for event in self.heard if type(event) is kind]

    def customer(self, name: str, number: str, network: LocalNetworkId | None) -> str:
        """Let there be a customer; return his id."""
        customer_id = new_id()
        self.customers[customer_id] = CustomerCard(local_network_id=network, name=name, number=number)
        return str(customer_id)

    async def rings(self, now: datetime) -> int:
        """Let it be that late, and do what is due; return how many jobs that were."""
        self.watch.now = now
        many = 0
        while done := await self.worker.run_due():
            many += done
        return many


async def set_up(database: Database, organisation: Organisation, *routers: APIRouter) -> ServiceDesk:
    """Set an organisation up: people, two departments, a few categories."""
    watch = web.Wristwatch()
    app = web.make_app(database, tickets_http.router, my_tasks_http.router, *routers, clock=watch)
    desk = ServiceDesk(organisation, database, app, watch, Worker(database, watch, HANDLERS))

    async def card(session: AsyncSession, *, customer_id: CustomerId) -> CustomerCard | None:
        return desk.customers.get(customer_id)

    app.state.ticket_cards = card
    app.state.task_sources = (Source("ticket.view", service.tasks),)

    async def hear(session: AsyncSession, event: DomainEvent) -> None:
        if event.tenant_id == organisation.tenant_id:
            desk.heard.append(event)

    for kind in ALL_EVENTS:
        database.subscriptions.on(kind, hear)
    async with database.transaction(organisation.scope) as session:
        await _people(session, organisation)
        for department in departments(organisation):
            desk.departments[department.code] = department.department_id
            await service.define_department(session, tenant_id=organisation.tenant_id, wanted=department)
        for category in CATEGORIES:
            await service.define_category(session, tenant_id=organisation.tenant_id, wanted=category)
        regulator = Regulator(code="12300", name=words("工信部申诉", "MIIT appeals"), limit_h=24)
        await service.define_regulator(session, tenant_id=organisation.tenant_id, wanted=regulator)
    return desk


async def _people(session: AsyncSession, organisation: Organisation) -> None:
    handle = {"ticket.view", "ticket.handle"}
    for role, permissions in (
        ("handler", handle),
        ("reader", {"ticket.view"}),
        ("auditor", {*handle, "figures.view"}),
        ("pii", {*handle, "customer.pii.view"}),
    ):
        organisation.roles[role] = await identity.create_role(
            session, tenant_id=organisation.tenant_id, code=role, name=role, permissions=permissions, now=NOW
        )
    for login in PEOPLE:
        await add_person(session, organisation, login, role="auditor" if login == "auditor" else "handler")
    await add_person(session, organisation, "asked", role="pii")
    await add_person(session, organisation, "reader", role="reader")
    for city in ("changzhou", "suzhou"):
        await add_person(session, organisation, city, role="handler", networks=[organisation.networks[city]])


def words(zh: str, en: str) -> dict[str, str]:
    """Say it in both languages."""
    return {"zh-CN": zh, "en": en}


LADDER = (
    Rung(after_h=0),
    Rung(after_h=4),
    Rung(after_h=24, to=RungTo.PERMISSION, permission="figures.view"),
)


def departments(organisation: Organisation) -> Sequence[Department]:
    """Make a department with three levels and one with none, and Suzhou's own one."""
    person = organisation.people
    return (
        Department(
            department_id=DepartmentId(new_id()),
            code="service-quality",
            name=words("服务质量部", "Service quality"),
            ladder=LADDER,
            members=(
                Member(person_id=person["clerk"]),
                Member(person_id=person["clerk2"]),
                Member(person_id=person["lead"], level=1),
                Member(person_id=person["head"], level=2),
            ),
        ),
        Department(department_id=DepartmentId(new_id()), code="network", name=words("网络部", "Network")),
        Department(
            department_id=DepartmentId(new_id()),
            code="suzhou-quality",
            name=words("苏州质量组", "Suzhou quality"),
            local_network_id=organisation.networks["suzhou"],
        ),
    )


def _category(code: str, kind: TicketKind, zh: str, **more: Any) -> Category:
    return Category(code=code, kind=kind, name=words(zh, code), **more)


CATEGORIES = (
    _category("attitude", TicketKind.COMPLAINT, "服务态度", department_code="service-quality", first_answer_h=4),
    _category("billing", TicketKind.COMPLAINT, "资费", department_code="service-quality", limit_h=24),
    _category("faults", TicketKind.REPORT, "故障"),
    _category("no-signal", TicketKind.REPORT, "无信号", parent_code="faults", work_order_type="repair", limit_h=24),
    _category("slow", TicketKind.REPORT, "网速慢", parent_code="faults", department_code="network"),
    _category("bill", TicketKind.ENQUIRY, "账单查询", limit_h=8),
    _category("plans", TicketKind.CONSULTATION, "套餐咨询", limit_h=8),
)


def complaint(**more: Any) -> Mapping[str, Any]:
    """Make the body of a complaint."""
    body = {
        "key": str(new_id()),
        "kind": "complaint",
        "category_code": "attitude",
        "caller_name": "钱七",
        "caller_number": "13812342246",
        "description": "安装人员态度差",
    }
    return body | more


FORM = {
    "sections": [
        {
            "code": "main",
            "title": words("情况", "What happened"),
            "items": [
                {
                    "code": "when",
                    "kind": "text",
                    "label": words("何时", "When"),
                    "hint": {},
                    "is_required": True,
                    "options": [],
                    "max": 20,
                }
            ],
        }
    ]
}
