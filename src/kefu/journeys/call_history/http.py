"""HTTP of call histories: the calls of a span, and one call's facts in their order."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict

from kefu.calls import service
from kefu.calls.rules import sees_numbers
from kefu.calls.tables import CallRecordRow
from kefu.identity.http import Tx, require
from kefu.identity.model import Principal
from kefu.journeys.agent_desktop import commands
from kefu.journeys.agent_desktop.http import HubDep
from kefu.journeys.call_history import rules, store
from kefu.journeys.call_history.model import Name, Wanted
from kefu.kernel.errors import InvalidError
from kefu.kernel.ids import CallId, CustomerId, LocalNetworkId
from kefu.platform.ids import new_id

router = APIRouter(prefix="/api/calls", tags=["calls"])
Viewer = Annotated[Principal, Depends(require("board.view"))]
Caller = Annotated[Principal, Depends(require("call.outbound"))]


class NobodyToCallError(InvalidError):
    """The caller has withheld his number, or it was a colleague."""

    code = "nobody-to-call"
    title = "There is no number to call back"


class CallRecordView(BaseModel):
    """One call, with the names of its queue and its last agent."""

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
    is_short_abandon: bool
    outcome: str
    cause: str
    queue: Name | None = None
    agent: Name | None = None


class CallEventView(BaseModel):
    """One fact of a call; `names` says what the ids in its data are called, by the data's keys."""

    seq: int
    at: datetime
    kind: str
    data: dict[str, Any]
    names: dict[str, Name]


@router.get("")
async def list_calls(
    viewer: Viewer,
    session: Tx,
    since: Annotated[AwareDatetime, Query(alias="from")],
    until: Annotated[AwareDatetime, Query(alias="to")],
    before: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[CallRecordView]:
    """List the calls that began in a half-open span, latest first; `before` is the last call of the page before."""
    rows = await service.list_calls(
        session, since=since, until=until, before=None if before is None else CallId(before), limit=limit
    )
    names = await store.names(
        session,
        Wanted(
            agents=frozenset(str(row.agent_id) for row in rows if row.agent_id),
            queues=frozenset(str(row.queue_id) for row in rows if row.queue_id),
        ),
    )
    return [
        CallRecordView.model_validate(row).model_copy(
            update={
                "queue": names.queues.get(str(row.queue_id)),
                "agent": names.agents.get(str(row.agent_id)),
                **rules.mask_fact({"number": row.number, "called": row.called}, _masked_as(row, viewer)),
            }
        )
        for row in rows
    ]


@router.get("/{call_id}/events")
async def call_history(call_id: UUID, viewer: Viewer, session: Tx) -> list[CallEventView]:
    """Show a call's facts in their order."""
    record, rows = await service.call_history(session, call_id=CallId(call_id))
    names = await store.names(session, rules.wanted(row.data for row in rows))
    direction = _masked_as(record, viewer)
    return [
        CallEventView(
            seq=row.seq,
            at=row.at,
            kind=row.kind,
            data=rules.mask_fact(row.data, direction),
            names=rules.names_in(row.data, names),
        )
        for row in rows
    ]


class CalledView(BaseModel):
    """The call that has begun."""

    call_id: UUID


@router.post("/{call_id}/callback", status_code=202)
async def call_back(call_id: UUID, caller: Caller, session: Tx, hub: HubDep) -> CalledView:
    """Call whoever called; the agent's own phone rings first, and he need not see the number.

    Raises: CallNotFoundError, NobodyToCallError.
    """
    record, _ = await service.call_history(session, call_id=CallId(call_id))
    if record.direction == "internal" or not record.number:
        raise NobodyToCallError(call_id=str(call_id))
    customer_id = None if record.customer_id is None else CustomerId(record.customer_id)
    begun = CallId(new_id())
    commands.begin_call(hub, caller, call_id=begun, to=record.number, customer_id=customer_id)
    return CalledView(call_id=begun)


def _masked_as(record: CallRecordRow, viewer: Principal) -> str | None:
    """Return as a call of which direction its numbers are masked; None when the viewer may read them."""
    network = None if record.local_network_id is None else LocalNetworkId(record.local_network_id)
    return None if sees_numbers(viewer, network) else record.direction
