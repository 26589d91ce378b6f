"""HTTP of how tickets are set up."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from kefu.identity.http import Tx, require, require_any
from kefu.identity.model import Principal
from kefu.kernel.ids import CalendarId, DepartmentId, LocalNetworkId, PersonId
from kefu.platform.ids import new_id
from kefu.platform.web import ClockDep
from kefu.tickets import service
from kefu.tickets.model import (
    Category,
    Department,
    KindLifecycle,
    Member,
    Regulator,
    Rung,
    RungTo,
    Settings,
    Severity,
    TicketKind,
)

router = APIRouter(prefix="/api/ticket-settings", tags=["tickets"])

Viewer = Annotated[Principal, Depends(require_any("ticket.view", "admin.service"))]
Administrator = Annotated[Principal, Depends(require("admin.service"))]
Code = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)]
Word = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]
Hours = Annotated[int, Field(ge=-10_000, le=10_000)]


class _Body(BaseModel):
    """A setting as it is to be; `version` is the one that was read, 0 adds it."""

    model_config = ConfigDict(extra="forbid")

    name: dict[str, Word]
    is_active: bool = True
    version: Annotated[int, Field(ge=0)] = 0


class CategoryBody(_Body):
    """A category as it is to be."""

    kind: TicketKind
    parent_code: Code | None = None
    form_code: Code | None = None
    department_code: Code | None = None
    severity: Severity = Severity.ORDINARY
    work_order_type: Code | None = None
    limit_h: Hours = 48
    first_answer_h: Hours | None = None
    calendar_id: UUID | None = None
    position: int = 0


class RungBody(BaseModel):
    """One level of a ladder."""

    after_h: Hours
    to: RungTo = RungTo.LEAD
    person_id: UUID | None = None
    permission: Code = ""


class MemberBody(BaseModel):
    """Somebody of a department: level 0 does the work, level n is told by the n-th rung."""

    person_id: UUID
    level: int = 0


class DepartmentBody(_Body):
    """A department as it is to be."""

    code: Code
    local_network_id: UUID | None = None
    ladder: list[RungBody] = []
    members: list[MemberBody] = []


class RegulatorBody(_Body):
    """A regulator as he is to be."""

    limit_h: Hours | None = None
    position: int = 0


class LifecycleBody(BaseModel):
    """A state table as it is to be."""

    version: Annotated[int, Field(ge=0)]
    lifecycle: dict[str, Any]


class PersonView(BaseModel):
    """Somebody who works here."""

    person_id: UUID
    name: str
    login: str


@router.get("")
async def read_settings(viewer: Viewer, session: Tx) -> Settings:
    """Return categories, departments, regulators, state tables."""
    return await service.settings(session)


@router.get("/people")
async def list_people(viewer: Viewer, session: Tx) -> list[PersonView]:
    """List to whom a ticket can be handed over."""
    found = await service.colleagues(session)
    return [PersonView(person_id=person_id, name=name, login=login) for person_id, name, login in found]


@router.put("/categories/{code}")
async def put_category(
    code: str, body: CategoryBody, administrator: Administrator, session: Tx, clock: ClockDep
) -> Category:
    """Add or change a category."""
    calendar_id = CalendarId(body.calendar_id) if body.calendar_id else None
    wanted = Category(code=code, **(dict(body) | {"calendar_id": calendar_id}))
    return await service.put_category(session, principal=administrator, wanted=wanted, now=clock())


@router.post("/departments", status_code=201)
async def add_department(
    body: DepartmentBody, administrator: Administrator, session: Tx, clock: ClockDep
) -> Department:
    """Add a department."""
    wanted = _department(DepartmentId(new_id()), body, version=0)
    return await service.put_department(session, principal=administrator, wanted=wanted, now=clock())


@router.put("/departments/{department_id}")
async def change_department(
    department_id: UUID, body: DepartmentBody, administrator: Administrator, session: Tx, clock: ClockDep
) -> Department:
    """Change a department, its ladder and its people."""
    wanted = _department(DepartmentId(department_id), body, version=max(body.version, 1))
    return await service.put_department(session, principal=administrator, wanted=wanted, now=clock())


@router.put("/regulators/{code}")
async def put_regulator(
    code: str, body: RegulatorBody, administrator: Administrator, session: Tx, clock: ClockDep
) -> Regulator:
    """Add or change a regulator."""
    wanted = Regulator(code=code, **dict(body))
    return await service.put_regulator(session, principal=administrator, wanted=wanted, now=clock())


@router.put("/lifecycles/{kind}")
async def put_lifecycle(
    kind: TicketKind, body: LifecycleBody, administrator: Administrator, session: Tx, clock: ClockDep
) -> KindLifecycle:
    """Give a kind another state table."""
    return await service.put_lifecycle(
        session, principal=administrator, kind=kind, version=body.version, document=body.lifecycle, now=clock()
    )


def _department(department_id: DepartmentId, body: DepartmentBody, *, version: int) -> Department:
    return Department(
        department_id=department_id,
        code=body.code,
        name=body.name,
        local_network_id=LocalNetworkId(body.local_network_id) if body.local_network_id else None,
        ladder=tuple(
            Rung(
                after_h=each.after_h,
                to=each.to,
                person_id=PersonId(each.person_id) if each.person_id else None,
                permission=each.permission,
            )
            for each in body.ladder
        ),
        members=tuple(Member(person_id=PersonId(each.person_id), level=each.level) for each in body.members),
        is_active=body.is_active,
        version=version,
    )
