"""HTTP of what repairmen are told."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from starlette.requests import HTTPConnection

from kefu.calls.rules import mask_number, sees_numbers
from kefu.identity.http import Tx, require
from kefu.identity.model import Principal
from kefu.identity.service import zone_of
from kefu.journeys.repair_loop.crew_side import words_of
from kefu.kernel.ids import WorkOrderId
from kefu.messaging import service as messaging
from kefu.messaging.rules import clean, cut
from kefu.workorders.service import watching

router = APIRouter(prefix="/api/work-orders", tags=["work orders"])
Dispatcher = Annotated[Principal, Depends(require("workorder.dispatch"))]


class MessageView(BaseModel):
    """What whoever gets an order will read; the customer's number is masked for who may not read it."""

    text: str
    parts: Sequence[str]


async def field_url_of(connection: HTTPConnection) -> str:
    """Give a route the address of the repairmen's page: the composition root sets `field_url`."""
    url: str = connection.app.state.field_url
    return url


@router.get("/{work_order_id}/message")
async def foresee(
    work_order_id: UUID, dispatcher: Dispatcher, session: Tx, field_url: Annotated[str, Depends(field_url_of)]
) -> MessageView:
    """Show the SMS that goes to whom an order is given."""
    order = (await watching.whole(session, order_id=WorkOrderId(work_order_id))).order
    if not sees_numbers(dispatcher, order.local_network_id):
        order = replace(order, contact_phone=mask_number(order.contact_phone))
    use = words_of(order, await zone_of(session), field_url=field_url)
    text = clean(await messaging.render(session, code=use.code, language=use.language, values=use.values))
    return MessageView(text=text, parts=cut(text).parts)
