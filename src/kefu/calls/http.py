"""HTTP of the calls room: call records and one call's history."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict

from kefu.calls import service
from kefu.identity.http import Tx, require
from kefu.identity.model import Principal
from kefu.kernel.ids import CallId

router = APIRouter(prefix="/api/calls", tags=["calls"])
Viewer = Annotated[Principal, Depends(require("board.view"))]


class CallRecordView(BaseModel):
    """One call."""

    model_config = ConfigDict(from_attributes=True)

    call_id: UUID
    direction: str
    number: str
    called: str
    local_network_id: UUID | None
    customer_id: UUID | None
    queue_id: UUID | None
    agent_id: UUID | None
    started_at: datetime
    queued_at: datetime | None
    established_at: datetime | None
    ended_at: datetime
    wait_ms: int | None
    talk_ms: int
    hold_ms: int
    transfers: int
    is_recorded: bool
    outcome: str
    cause: str


class CallEventView(BaseModel):
    """One fact of a call."""

    model_config = ConfigDict(from_attributes=True)

    seq: int
    at: datetime
    kind: str
    data: dict[str, Any]


@router.get("")
async def list_calls(
    viewer: Viewer,
    session: Tx,
    since: Annotated[AwareDatetime, Query(alias="from")],
    until: Annotated[AwareDatetime, Query(alias="to")],
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[CallRecordView]:
    """List the calls that began in a half-open span, latest first."""
    rows = await service.list_calls(session, since=since, until=until, limit=limit)
    return [CallRecordView.model_validate(row) for row in rows]


@router.get("/{call_id}/events")
async def call_history(call_id: UUID, viewer: Viewer, session: Tx) -> list[CallEventView]:
    """Show a call's facts in their order."""
    rows = await service.call_history(session, call_id=CallId(call_id))
    return [CallEventView.model_validate(row) for row in rows]
