"""Where gateways by HTTP bring receipts and what people write. docs/how-to/connect-sms.md."""

import hmac
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import HTTPConnection

from kefu.adapters.sms.http_gateway import HttpGateway
from kefu.kernel.errors import KefuError, NotFoundError
from kefu.messaging.model import Arrived, PartState, Receipt
from kefu.messaging.ports import GatewayEvents

router = APIRouter(prefix="/api/sms", tags=["sms"])


class GatewaySecretWrongError(KefuError):
    """Who calls is not the gateway, or there is none of this name."""

    code = "gateway-secret-wrong"
    status = 401
    title = "The gateway's secret is wrong"


class ReceiptUnmatchedError(NotFoundError):
    """The receipt is of nothing that we know; saying it again later may help."""

    code = "receipt-unmatched"
    title = "No message has this key or id"


async def events_of(gateway: str, connection: HTTPConnection) -> GatewayEvents:
    """Recognise a gateway by its name and secret; the composition root sets `http_gateways`.

    Raises: GatewaySecretWrongError.
    """
    gateways: dict[str, HttpGateway] = connection.app.state.http_gateways
    found = gateways.get(gateway)
    shown = connection.headers.get("authorization", "").removeprefix("Bearer ")
    if found is None or not found.secret or not hmac.compare_digest(shown.encode(), found.secret.encode()):
        raise GatewaySecretWrongError
    if found.events is None:
        raise GatewaySecretWrongError
    return found.events


Events = Annotated[GatewayEvents, Depends(events_of)]
Name = Annotated[str, Field(max_length=200)]


class ReceiptBody(BaseModel):
    """What became of a message: named by our `key`, or by the gateway's `id`."""

    key: Name = ""
    id: Name = ""
    state: Literal["delivered", "undeliverable", "expired"]
    error: Annotated[str, Field(max_length=100)] = ""


class ArrivedBody(BaseModel):
    """What somebody wrote; `id` makes saying it twice one message."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    id: Annotated[str, Field(min_length=1, max_length=200)]
    sender: Annotated[str, Field(alias="from", min_length=1, max_length=40)]
    to: Annotated[str, Field(max_length=40)] = ""
    text: Annotated[str, Field(max_length=10_000)]


@router.post("/{gateway}/receipts", status_code=204)
async def take_receipt(body: ReceiptBody, events: Events) -> None:
    """Take note of a receipt."""
    receipt = Receipt(
        state=PartState(body.state),
        gateway_message_id=body.id,
        key=body.key,
        error=(body.error or "refused-by-phone") if body.state == "undeliverable" else body.error,
    )
    if not await events.on_receipt(receipt):
        raise ReceiptUnmatchedError


@router.post("/{gateway}/messages", status_code=204)
async def take_message(body: ArrivedBody, events: Events) -> None:
    """Take in what somebody wrote."""
    await events.on_arrived(Arrived(sender=body.sender, to=body.to, text=body.text, external_id=body.id))
