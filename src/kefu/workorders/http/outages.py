"""HTTP of outages."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, Field

from kefu.identity.http import Tx
from kefu.kernel.ids import AreaId, OutageId
from kefu.platform.ids import new_id
from kefu.platform.web import ClockDep
from kefu.workorders.http.parts import Dispatcher, Reader, Words
from kefu.workorders.model.organisation import Outage
from kefu.workorders.service import organisation

router = APIRouter(prefix="/api/outages", tags=["work orders"])


class OutageBody(BaseModel):
    """An outage as dispatchers know it; `version` 0 is a new one."""

    area_id: UUID
    text: Words
    begins_at: AwareDatetime | None = None
    expected_until: AwareDatetime | None = None
    version: Annotated[int, Field(ge=0)] = 0


class OutageView(BaseModel):
    """An outage."""

    outage_id: UUID
    area_id: UUID
    text: Words
    local_network_id: UUID | None
    begins_at: datetime
    expected_until: datetime | None
    closed_at: datetime | None
    version: int


class CloseBody(BaseModel):
    """The version that was read."""

    version: int


@router.get("")
async def list_outages(
    reader: Reader, session: Tx, clock: ClockDep, district_path: Annotated[str | None, Query(max_length=200)] = None
) -> list[OutageView]:
    """List the open outages and last week's; with a district path, those that somebody there has now."""
    if district_path is None:
        found = await organisation.outages(session, now=clock())
    else:
        found = await organisation.outages_at(session, district_path=district_path, now=clock())
    return [_outage(each) for each in found]


@router.post("", status_code=201)
async def declare_outage(body: OutageBody, dispatcher: Dispatcher, session: Tx, clock: ClockDep) -> OutageView:
    """Declare an outage; the open orders of its area are marked."""
    now = clock()
    outage = _declared(OutageId(new_id()), body, body.begins_at or now, 0)
    return _outage(await organisation.declare_outage(session, principal=dispatcher, outage=outage, now=now))


@router.put("/{outage_id}")
async def correct_outage(
    outage_id: UUID, body: OutageBody, dispatcher: Dispatcher, session: Tx, clock: ClockDep
) -> OutageView:
    """Correct what is said about an open outage."""
    now = clock()
    before = await organisation.find_outage(session, outage_id=outage_id, now=now)
    outage = _declared(before.outage_id, body, body.begins_at or before.begins_at, body.version)
    return _outage(await organisation.declare_outage(session, principal=dispatcher, outage=outage, now=now))


@router.post("/{outage_id}/close")
async def close_outage(
    outage_id: UUID, body: CloseBody, dispatcher: Dispatcher, session: Tx, clock: ClockDep
) -> OutageView:
    """End an outage; one that has been ended stays so."""
    now = clock()
    before = await organisation.find_outage(session, outage_id=outage_id, now=now)
    closed = await organisation.close_outage(
        session, principal=dispatcher, outage=before, version=body.version, now=now
    )
    return _outage(closed)


def _declared(outage_id: OutageId, body: OutageBody, begins_at: datetime, version: int) -> Outage:
    return Outage(
        outage_id=outage_id,
        area_id=AreaId(body.area_id),
        text=body.text.as_text(),
        begins_at=begins_at,
        expected_until=body.expected_until,
        version=version,
    )


def _outage(outage: Outage) -> OutageView:
    return OutageView(
        outage_id=outage.outage_id,
        area_id=outage.area_id,
        text=Words.of(outage.text),
        local_network_id=outage.local_network_id,
        begins_at=outage.begins_at,
        expected_until=outage.expected_until,
        closed_at=outage.closed_at,
        version=outage.version,
    )
