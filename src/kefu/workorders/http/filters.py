"""What lists of orders can be asked for, and how they say that nothing has changed."""

import hashlib
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Query, Response
from pydantic import BaseModel

from kefu.workorders.model.orders import Bucket
from kefu.workorders.service.watching import Wanted

Areas = Annotated[list[UUID | Literal["none"]] | None, Query(max_length=500)]


async def wanted_of(
    show: Literal["open", "closed"] = "open",
    area_id: Areas = None,
    crew_id: UUID | None = None,
    person_id: UUID | None = None,
    type_code: Annotated[str | None, Query(alias="type")] = None,
    state: str | None = None,
    bucket: Bucket | None = None,
    repeat: bool | None = None,
    appointment: bool | None = None,
    unaccepted: bool | None = None,
    outage: bool | None = None,
    assigned: bool | None = None,
    customer_id: UUID | None = None,
    q: Annotated[str | None, Query(max_length=100)] = None,
) -> Wanted:
    """Read a filter; an area counts with all that lies in it, `area_id=none`: whose area nobody knows."""
    areas = tuple(each for each in area_id or [] if isinstance(each, UUID))
    return Wanted(
        is_closed=show == "closed",
        area_ids=areas or None,
        has_no_area="none" in (area_id or []),
        crew_id=crew_id,
        person_id=person_id,
        type_code=type_code,
        state=state,
        bucket=bucket,
        is_repeat=repeat,
        has_appointment=appointment,
        is_unaccepted=unaccepted,
        is_in_outage=outage,
        is_assigned=assigned,
        customer_id=customer_id,
        text=q.strip() if q and q.strip() else None,
    )


Filter = Annotated[Wanted, Depends(wanted_of)]


def unless_known(view: BaseModel, if_none_match: str | None) -> Response:
    """Answer with a view, or 304 to who has it already: screens ask every few seconds."""
    body = view.model_dump_json(by_alias=True).encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"etag": etag, "cache-control": "private, no-cache"}
    if if_none_match == etag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)
