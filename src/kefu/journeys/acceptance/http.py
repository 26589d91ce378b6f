"""HTTP of the outlook: what an acceptance now would come to."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict

from kefu.identity.http import Tx, require
from kefu.identity.model import Principal
from kefu.journeys.acceptance.service import Outlook, look_ahead
from kefu.kernel.ids import CustomerId, LocalNetworkId
from kefu.platform.web import ClockDep
from kefu.tickets.http.tickets import Cards
from kefu.tickets.model import NewTicket, RegulatorCase, Severity, TicketKind
from kefu.tickets.service import Prospect
from kefu.workorders.service.foreseeing import Foreseen

router = APIRouter(prefix="/api/acceptance", tags=["tickets"])
Handler = Annotated[Principal, Depends(require("ticket.handle"))]
Words = dict[str, str]


class _Seen(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class DepartmentView(_Seen):
    """Who would answer for it."""

    department_id: UUID
    name: Words


class TicketView(_Seen):
    """The ticket that it would be."""

    due_at: datetime
    first_answer_due_at: datetime | None
    regulator_due_at: datetime | None
    limit_h: int
    severity: Severity
    local_network_id: UUID | None
    department: DepartmentView | None


class AreaView(_Seen):
    """The area of the place."""

    area_id: UUID
    text: Words


class CrewView(_Seen):
    """Who looks after the area, and what they have to do already."""

    crew_id: UUID
    text: Words
    open_orders: int


class OrderView(_Seen):
    """The work order that it would make."""

    type_code: str
    due_at: datetime
    is_repeat: bool
    area: AreaView | None
    crew: CrewView | None


class OutageView(_Seen):
    """Something that is out of order at the place."""

    outage_id: UUID
    text: Words
    area: Words
    begins_at: datetime
    expected_until: datetime | None


class ProspectView(BaseModel):
    """What would come of it; without a category only the outages are known."""

    ticket: TicketView | None
    order: OrderView | None
    outages: list[OutageView]


class Asked(BaseModel):
    """What is written so far, as far as it decides anything."""

    model_config = ConfigDict(extra="forbid")

    kind: TicketKind
    category_code: str = Query("", max_length=200)
    severity: Severity | None = None
    customer_id: UUID | None = None
    caller_number: str = Query("", max_length=200)
    local_network_id: UUID | None = None
    address: str = Query("", max_length=200)
    district_path: str = Query("", max_length=200)
    resource: str = Query("", max_length=200)
    is_settled_now: bool = False
    regulator_code: str = Query("", max_length=200)
    regulator_received_on: date | None = None
    regulator_due_at: AwareDatetime | None = None

    def as_new(self) -> NewTicket:
        """Return it as tickets take it."""
        case = RegulatorCase(
            code=self.regulator_code, received_on=self.regulator_received_on, due_at=self.regulator_due_at
        )
        return NewTicket(
            kind=self.kind,
            category_code=self.category_code.strip(),
            severity=self.severity,
            customer_id=None if self.customer_id is None else CustomerId(self.customer_id),
            caller_number=self.caller_number.strip(),
            local_network_id=None if self.local_network_id is None else LocalNetworkId(self.local_network_id),
            address=self.address.strip(),
            district_path=self.district_path.strip(),
            resource=self.resource.strip(),
            is_settled_now=self.is_settled_now,
            regulator=case if self.regulator_code else None,
        )


@router.get("/prospect")
async def read_prospect(
    asked: Annotated[Asked, Query()], handler: Handler, session: Tx, cards: Cards, clock: ClockDep
) -> ProspectView:
    """Say by when and by whom it would be dealt with, and which outages are known at the place."""
    found = await look_ahead(session, principal=handler, new=asked.as_new(), cards=cards, now=clock())
    return _shown(found)


def _shown(found: Outlook) -> ProspectView:
    return ProspectView(
        ticket=found.ticket and _ticket(found.ticket),
        order=found.order and _order(found.order),
        outages=[OutageView.model_validate(each) for each in found.outages],
    )


def _ticket(found: Prospect) -> TicketView:
    shown = {name: getattr(found.ticket, name) for name in TicketView.model_fields if name != "department"}
    department = found.department and DepartmentView.model_validate(found.department)
    return TicketView(**shown, department=department)


def _order(found: Foreseen) -> OrderView:
    area, crew = found.place.area, found.place.crew
    return OrderView(
        type_code=found.type_code,
        due_at=found.due_at,
        is_repeat=found.is_repeat,
        area=area and AreaView.model_validate(area),
        crew=crew and CrewView.model_validate(crew),
    )
