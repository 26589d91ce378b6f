"""HTTP of areas, crews and appointment windows."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from kefu.identity.http import Tx
from kefu.identity.model import Principal
from kefu.kernel.ids import AreaId, CrewId, LocalNetworkId, PersonId
from kefu.platform.ids import new_id
from kefu.platform.web import ClockDep
from kefu.workorders.http.parts import Administrator, Code, Line, Reader, Viewer, Words
from kefu.workorders.model.organisation import Area, Crew, Member, Slot
from kefu.workorders.service import appointments, organisation

router = APIRouter(prefix="/api", tags=["work orders"])
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class AreaBody(BaseModel):
    """An area as it is to be; `version` 0 is a new one. `polygon`: GeoJSON Polygon or MultiPolygon in WGS 84."""

    code: Code
    text: Words
    local_network_id: UUID | None = None
    district_path: Line = ""
    address_fragments: Annotated[list[Line], Field(max_length=200)] = []
    parent_id: UUID | None = None
    crew_id: UUID | None = None
    polygon: dict[str, Any] | None = None
    version: Annotated[int, Field(ge=0)] = 0


class AreaView(AreaBody):
    """An area."""

    area_id: UUID


class MemberBody(BaseModel):
    """A repairman in a crew; `skills` are codes of order types."""

    person_id: UUID
    phone: Line = ""
    skills: Annotated[list[Code], Field(max_length=50)] = []
    is_active: bool = True


class PositionView(BaseModel):
    """Where somebody was last."""

    model_config = ConfigDict(from_attributes=True)

    lon: float
    lat: float
    accuracy_m: float | None
    at: datetime


class MemberView(MemberBody):
    """A repairman with what he has to do and where he was last."""

    name: str
    open_orders: int
    position: PositionView | None


class PersonView(BaseModel):
    """Somebody who can be in a crew."""

    person_id: UUID
    name: str
    login: str


class CrewBody(BaseModel):
    """A crew as it is to be, with all of its members; `version` 0 is a new one."""

    code: Code
    text: Words
    local_network_id: UUID | None = None
    phone: Line = ""
    lead_id: UUID | None = None
    is_active: bool = True
    members: Annotated[list[MemberBody], Field(max_length=100)] = []
    version: Annotated[int, Field(ge=0)] = 0


class CrewView(BaseModel):
    """A crew with what it has to do."""

    crew_id: UUID
    code: str
    text: Words
    local_network_id: UUID | None
    phone: str
    lead_id: UUID | None
    is_active: bool
    members: list[MemberView]
    open_orders: int
    version: int


class SlotBody(BaseModel):
    """A window on days of the week (1 Monday - 7 Sunday) for so many customers; `version` 0 is a new one."""

    model_config = ConfigDict(from_attributes=True)

    weekdays: list[int]
    begins: Clock
    ends: Clock
    capacity: Annotated[int, Field(ge=0, le=1000)]
    is_active: bool = True
    version: Annotated[int, Field(ge=0)] = 0


class SlotView(SlotBody):
    """A window as it is set."""

    slot_id: UUID


class WindowView(BaseModel):
    """A window on a day, with what is left of it."""

    model_config = ConfigDict(from_attributes=True)

    slot_id: UUID
    on: date
    from_at: datetime
    to_at: datetime
    capacity: int
    left: int


@router.get("/areas")
async def list_areas(reader: Reader, session: Tx) -> list[AreaView]:
    """List the areas by code."""
    return [_area(each) for each in await organisation.areas(session)]


@router.post("/areas", status_code=201)
async def add_area(body: AreaBody, administrator: Administrator, session: Tx, clock: ClockDep) -> AreaView:
    """Add an area."""
    return await _put_area(AreaId(new_id()), body.model_copy(update={"version": 0}), administrator, session, clock)


@router.put("/areas/{area_id}")
async def change_area(
    area_id: UUID, body: AreaBody, administrator: Administrator, session: Tx, clock: ClockDep
) -> AreaView:
    """Change an area; its code stays."""
    return await _put_area(AreaId(area_id), body, administrator, session, clock)


@router.get("/areas/{area_id}/windows")
async def list_windows(
    area_id: UUID,
    viewer: Viewer,
    session: Tx,
    clock: ClockDep,
    first: Annotated[date, Query(alias="from")],
    days: Annotated[int, Query(ge=1, le=31)] = 7,
) -> list[WindowView]:
    """List the windows in which customers of an area can be visited, with what is left of each."""
    found = await appointments.free_windows(session, area_id=AreaId(area_id), first=first, days=days, now=clock())
    return [WindowView.model_validate(each) for each in found]


@router.get("/areas/{area_id}/slots")
async def list_slots(area_id: UUID, reader: Reader, session: Tx) -> list[SlotView]:
    """List the windows of an area as they are set."""
    return [_slot(each) for each in await organisation.slots(session, area_id=AreaId(area_id))]


@router.post("/areas/{area_id}/slots", status_code=201)
async def add_slot(
    area_id: UUID, body: SlotBody, administrator: Administrator, session: Tx, clock: ClockDep
) -> SlotView:
    """Add a window."""
    return await _put_slot(area_id, new_id(), body.model_copy(update={"version": 0}), administrator, session, clock)


@router.put("/areas/{area_id}/slots/{slot_id}")
async def change_slot(
    area_id: UUID, slot_id: UUID, body: SlotBody, administrator: Administrator, session: Tx, clock: ClockDep
) -> SlotView:
    """Change a window; appointments that have been made stay."""
    return await _put_slot(area_id, slot_id, body, administrator, session, clock)


@router.get("/crews")
async def list_crews(reader: Reader, session: Tx) -> list[CrewView]:
    """List the crews by code, with their members and what they have to do."""
    return [_crew(each) for each in await organisation.crews(session)]


@router.get("/crews/people")
async def list_people(administrator: Administrator, session: Tx) -> list[PersonView]:
    """List who may work in the field, and so can be in a crew."""
    found = await organisation.repairmen(session)
    return [PersonView(person_id=person_id, name=name, login=login) for person_id, name, login in found]


@router.post("/crews", status_code=201)
async def add_crew(body: CrewBody, administrator: Administrator, session: Tx, clock: ClockDep) -> CrewView:
    """Add a crew."""
    return await _put_crew(CrewId(new_id()), body.model_copy(update={"version": 0}), administrator, session, clock)


@router.put("/crews/{crew_id}")
async def change_crew(
    crew_id: UUID, body: CrewBody, administrator: Administrator, session: Tx, clock: ClockDep
) -> CrewView:
    """Change a crew and who is in it; its code stays."""
    return await _put_crew(CrewId(crew_id), body, administrator, session, clock)


async def _put_area(
    area_id: AreaId, body: AreaBody, administrator: Principal, session: Tx, clock: ClockDep
) -> AreaView:
    area = Area(
        area_id=area_id,
        code=body.code,
        text=body.text.as_text(),
        local_network_id=LocalNetworkId(body.local_network_id) if body.local_network_id else None,
        district_path=body.district_path.strip("/"),
        address_fragments=tuple(each for each in body.address_fragments if each),
        parent_id=AreaId(body.parent_id) if body.parent_id else None,
        crew_id=CrewId(body.crew_id) if body.crew_id else None,
        polygon=body.polygon,
        version=body.version,
    )
    return _area(await organisation.put_area(session, principal=administrator, area=area, now=clock()))


async def _put_crew(
    crew_id: CrewId, body: CrewBody, administrator: Principal, session: Tx, clock: ClockDep
) -> CrewView:
    crew = Crew(
        crew_id=crew_id,
        code=body.code,
        text=body.text.as_text(),
        local_network_id=LocalNetworkId(body.local_network_id) if body.local_network_id else None,
        phone=body.phone,
        lead_id=PersonId(body.lead_id) if body.lead_id else None,
        is_active=body.is_active,
        members=tuple(
            Member(
                person_id=PersonId(each.person_id),
                phone=each.phone,
                skills=frozenset(each.skills),
                is_active=each.is_active,
            )
            for each in body.members
        ),
        version=body.version,
    )
    return _crew(await organisation.put_crew(session, principal=administrator, crew=crew, now=clock()))


async def _put_slot(
    area_id: UUID, slot_id: UUID, body: SlotBody, administrator: Principal, session: Tx, clock: ClockDep
) -> SlotView:
    slot = Slot(
        slot_id=slot_id,
        area_id=AreaId(area_id),
        weekdays=frozenset(body.weekdays),
        begins=body.begins,
        ends=body.ends,
        capacity=body.capacity,
        is_active=body.is_active,
        version=body.version,
    )
    return _slot(await organisation.put_slot(session, principal=administrator, slot=slot, now=clock()))


def _area(area: Area) -> AreaView:
    return AreaView(
        area_id=area.area_id,
        code=area.code,
        text=Words.of(area.text),
        local_network_id=area.local_network_id,
        district_path=area.district_path,
        address_fragments=list(area.address_fragments),
        parent_id=area.parent_id,
        crew_id=area.crew_id,
        polygon=None if area.polygon is None else dict(area.polygon),
        version=area.version,
    )


def _crew(crew: Crew) -> CrewView:
    return CrewView(
        crew_id=crew.crew_id,
        code=crew.code,
        text=Words.of(crew.text),
        local_network_id=crew.local_network_id,
        phone=crew.phone,
        lead_id=crew.lead_id,
        is_active=crew.is_active,
        members=[
            MemberView(
                person_id=each.person_id,
                phone=each.phone,
                skills=sorted(each.skills),
                is_active=each.is_active,
                name=each.name,
                open_orders=each.open_orders,
                position=PositionView.model_validate(each.position) if each.position else None,
            )
            for each in crew.members
        ],
        open_orders=crew.open_orders,
        version=crew.version,
    )


def _slot(slot: Slot) -> SlotView:
    return SlotView(
        slot_id=slot.slot_id,
        weekdays=sorted(slot.weekdays),
        begins=slot.begins,
        ends=slot.ends,
        capacity=slot.capacity,
        is_active=slot.is_active,
        version=slot.version,
    )
