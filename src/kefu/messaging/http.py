"""HTTP of short messages: the log, one message, sending again and stopping; templates for administrators."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.requests import HTTPConnection

from kefu.calls.rules import mask_number, sees_numbers
from kefu.identity.http import Tx, require
from kefu.identity.model import Principal
from kefu.kernel.ids import LocalNetworkId, MessageId
from kefu.messaging import rules, service
from kefu.messaging.model import Encoding, GatewayStatus, MessageState, PartState, Template, Wanted
from kefu.messaging.ports import SmsGateway
from kefu.messaging.tables import InboundMessageRow, MessageRow
from kefu.platform.numbering import parse_number
from kefu.platform.web import ClockDep

router = APIRouter(prefix="/api/messages", tags=["messages"])

Viewer = Annotated[Principal, Depends(require("message.view"))]
Administrator = Annotated[Principal, Depends(require("admin.service"))]
Words = Annotated[str, Field(max_length=2000)]


async def gateways_of(connection: HTTPConnection) -> Mapping[str, SmsGateway]:
    """Give a route the gateways by name: the composition root sets `sms_gateways`."""
    gateways: Mapping[str, SmsGateway] = connection.app.state.sms_gateways
    return gateways


Gateways = Annotated[Mapping[str, SmsGateway], Depends(gateways_of)]


class TextBody(BaseModel):
    """Words in both languages."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    zh: Words = Field(alias="zh-CN")
    en: Words


class MessageView(BaseModel):
    """A message in the log; its number is masked for people without `customer.pii.view`."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    to: str
    text: str
    part_count: int
    purpose: str
    template_code: str
    subject_kind: str
    subject_id: str
    state: MessageState
    reason: str
    gateway: str
    attempts: int
    created_at: datetime
    valid_until: datetime
    sent_at: datetime | None
    ended_at: datetime | None


class MessagesView(BaseModel):
    """A page of the log; `next_before` leads to the next."""

    messages: list[MessageView]
    next_before: UUID | None


class PartView(BaseModel):
    """A part as the gateway knows it."""

    model_config = ConfigDict(from_attributes=True)

    position: int
    state: PartState
    gateway_message_id: str
    error: str


class EventView(BaseModel):
    """One thing that happened to a message."""

    model_config = ConfigDict(from_attributes=True)

    at: datetime
    kind: str
    detail: dict[str, Any]


class ReceivedView(BaseModel):
    """What somebody wrote to us."""

    id: UUID
    sender: str
    to: str
    text: str
    at: datetime
    gateway: str
    in_reply_to: UUID | None


class ReceivedPageView(BaseModel):
    """A page of what people wrote."""

    messages: list[ReceivedView]
    next_before: UUID | None


class MessageDetailView(MessageView):
    """A message with its parts, its history and the answers to it."""

    parts: list[PartView]
    events: list[EventView]
    replies: list[ReceivedView]


class SentAgainView(BaseModel):
    """The new message."""

    message_id: UUID


class TemplateBody(BaseModel):
    """A template as it is to be; `version` is the one that was read (of a new one: left out)."""

    code: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    name: TextBody
    text: TextBody
    version: int = 1


class TemplateView(TemplateBody):
    """A template and what its placeholders are."""

    placeholders: list[str]


class PreviewBody(BaseModel):
    """Words with placeholders, and sample values; placeholders without one stand for themselves."""

    text: Words
    values: dict[str, Annotated[str, Field(max_length=500)]] = {}


class PreviewView(BaseModel):
    """How a text would be sent: the parts, and how much of the air they take."""

    text: str
    encoding: Encoding
    parts: list[str]
    placeholders: list[str]


@router.get("")
async def list_messages(
    viewer: Viewer,
    session: Tx,
    state: Annotated[list[MessageState] | None, Query()] = None,
    purpose: Annotated[str, Query(max_length=100)] = "",
    to: Annotated[str, Query(max_length=40)] = "",
    subject_kind: Annotated[str, Query(max_length=40)] = "",
    subject_id: Annotated[str, Query(max_length=100)] = "",
    before: UUID | None = None,
) -> MessagesView:
    """List messages, the latest first; `before` is the last one of the page before."""
    wanted = Wanted(
        states=frozenset(state or ()),
        purpose=purpose,
        to=parse_number(to).key if to.strip() else "",
        subject_kind=subject_kind,
        subject_id=subject_id,
        before=before,
    )
    rows = await service.list_messages(session, wanted=wanted)
    page = rows[: service.PAGE]
    more = page[-1].id if len(rows) > service.PAGE else None
    return MessagesView(messages=[_message(row, viewer) for row in page], next_before=more)


@router.get("/purposes")
async def list_purposes(viewer: Viewer, session: Tx) -> Sequence[str]:
    """List what messages have been about."""
    return await service.list_purposes(session)


@router.get("/gateways")
async def list_gateways(viewer: Viewer, gateways: Gateways) -> list[GatewayStatus]:
    """Tell which gateways answer."""
    return [GatewayStatus(name=name, is_available=gateway.is_healthy) for name, gateway in gateways.items()]


@router.get("/received")
async def list_received(viewer: Viewer, session: Tx, before: UUID | None = None) -> ReceivedPageView:
    """List what people wrote, the latest first."""
    rows = await service.list_received(session, before=before)
    page = rows[: service.PAGE]
    more = page[-1].id if len(rows) > service.PAGE else None
    return ReceivedPageView(messages=[_received(row, viewer) for row in page], next_before=more)


@router.get("/templates")
async def list_templates(administrator: Administrator, session: Tx) -> list[TemplateView]:
    """List the templates by code."""
    return [_template_view(template) for template in await service.list_templates(session)]


@router.post("/templates", status_code=201)
async def add_template(body: TemplateBody, administrator: Administrator, session: Tx, clock: ClockDep) -> TemplateView:
    """Add a template."""
    template = _template(body, version=1)
    await service.add_template(session, principal=administrator, template=template, now=clock())
    return _template_view(template)


@router.post("/templates/preview")
async def preview(body: PreviewBody, administrator: Administrator) -> PreviewView:
    """Show how words would be sent."""
    names = rules.placeholders(body.text)
    values = {name: body.values.get(name, "").strip() or f"{{{name}}}" for name in names}
    text = rules.clean(rules.render(body.text, values))
    segments = rules.cut(text)
    parts = list(segments.parts) if text else []
    return PreviewView(text=text, encoding=segments.encoding, parts=parts, placeholders=sorted(names))


@router.put("/templates/{code}")
async def change_template(
    code: str, body: TemplateBody, administrator: Administrator, session: Tx, clock: ClockDep
) -> TemplateView:
    """Change a template's words; its code stays."""
    template = _template(body.model_copy(update={"code": code}), version=body.version)
    await service.change_template(session, principal=administrator, template=template, now=clock())
    return _template_view(_template(body.model_copy(update={"code": code}), version=body.version + 1))


@router.delete("/templates/{code}", status_code=204)
async def remove_template(code: str, version: int, administrator: Administrator, session: Tx, clock: ClockDep) -> None:
    """Remove a template."""
    await service.remove_template(session, principal=administrator, code=code, version=version, now=clock())


@router.get("/{message_id}")
async def show(message_id: UUID, viewer: Viewer, session: Tx) -> MessageDetailView:
    """Show everything that is known of a message."""
    found = await service.detail(session, message_id=MessageId(message_id))
    return MessageDetailView(
        **_message(found.message, viewer).model_dump(),
        parts=[PartView.model_validate(part) for part in found.parts],
        events=[EventView.model_validate(event) for event in found.events],
        replies=[_received(row, viewer) for row in found.replies],
    )


@router.post("/{message_id}/again", status_code=201)
async def send_again(message_id: UUID, viewer: Viewer, session: Tx, clock: ClockDep) -> SentAgainView:
    """Send a message that did not arrive once more."""
    again = await service.send_again(session, principal=viewer, message_id=MessageId(message_id), now=clock())
    return SentAgainView(message_id=again)


@router.post("/{message_id}/cancel", status_code=204)
async def cancel(message_id: UUID, viewer: Viewer, session: Tx, clock: ClockDep) -> None:
    """Stop a message that has not gone out."""
    await service.cancel(session, principal=viewer, message_id=MessageId(message_id), now=clock())


def _number(number: str, local_network_id: UUID | None, viewer: Principal) -> str:
    network = None if local_network_id is None else LocalNetworkId(local_network_id)
    return number if sees_numbers(viewer, network) else mask_number(number)


def _message(row: MessageRow, viewer: Principal) -> MessageView:
    names = [name for name in MessageView.model_fields if name != "to"]
    return MessageView.model_validate(
        {name: getattr(row, name) for name in names} | {"to": _number(row.to_number, row.local_network_id, viewer)}
    )


def _received(row: InboundMessageRow, viewer: Principal) -> ReceivedView:
    return ReceivedView(
        id=row.id,
        sender=_number(row.sender, row.local_network_id, viewer),
        to=row.to_number,
        text=row.text,
        at=row.at,
        gateway=row.gateway,
        in_reply_to=row.in_reply_to,
    )


def _template(body: TemplateBody, *, version: int) -> Template:
    return Template(
        code=body.code,
        name={"zh-CN": body.name.zh.strip(), "en": body.name.en.strip()},
        text={"zh-CN": rules.clean(body.text.zh), "en": rules.clean(body.text.en)},
        version=version,
    )


def _template_view(template: Template) -> TemplateView:
    return TemplateView(
        code=template.code,
        name=TextBody(zh=template.name["zh-CN"], en=template.name["en"]),
        text=TextBody(zh=template.text["zh-CN"], en=template.text["en"]),
        version=template.version,
        placeholders=sorted(rules.placeholders(template.text["zh-CN"])),
    )
