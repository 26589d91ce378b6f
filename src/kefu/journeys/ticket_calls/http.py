"""HTTP of calls about tickets."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from kefu.identity.http import Tx, require
from kefu.identity.model import Principal
from kefu.journeys.agent_desktop import commands
from kefu.journeys.agent_desktop.http import HubDep
from kefu.kernel.ids import CallId, TicketId
from kefu.platform.ids import new_id
from kefu.tickets import service as tickets

router = APIRouter(prefix="/api/tickets", tags=["tickets"])
Handler = Annotated[Principal, Depends(require("ticket.handle"))]


class CalledView(BaseModel):
    """The call that has begun."""

    call_id: UUID


@router.post("/{ticket_id}/calls", status_code=202)
async def dial(ticket_id: UUID, handler: Handler, session: Tx, hub: HubDep) -> CalledView:
    """Call the number that waits for the ticket's reply; the agent's own phone rings first."""
    handler.require("call.outbound")
    number, customer_id = await tickets.whom_to_call(session, ticket_id=TicketId(ticket_id))
    call_id = CallId(new_id())
    commands.begin_call(hub, handler, call_id=call_id, to=number, customer_id=customer_id)
    return CalledView(call_id=call_id)
