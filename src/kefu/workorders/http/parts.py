"""What the routes of work orders share: who may, how an order is shown to whom."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import Depends
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.requests import HTTPConnection

from kefu.calls.rules import mask_number, sees_numbers
from kefu.identity.http import require, require_any
from kefu.identity.model import Principal
from kefu.platform.blobs import BlobStore
from kefu.platform.ids import new_id
from kefu.workorders.model.orders import Action, Bucket, Detail, Step, UsedPart, Via, WorkOrder
from kefu.workorders.ports import Contacts
from kefu.workorders.rules.deadlines import bucket

SETTERS = "admin.service"
READERS = ("workorder.view", "workorder.dispatch", SETTERS)


Viewer = Annotated[Principal, Depends(require_any("workorder.view", "workorder.dispatch"))]
Dispatcher = Annotated[Principal, Depends(require("workorder.dispatch"))]
Administrator = Annotated[Principal, Depends(require(SETTERS))]
Reader = Annotated[Principal, Depends(require_any(*READERS))]
Repairman = Annotated[Principal, Depends(require("field.use"))]


async def blobs_of(connection: HTTPConnection) -> BlobStore:
    """Give a route the blob store."""
    blobs: BlobStore = connection.app.state.blobs
    return blobs


BlobsDep = Annotated[BlobStore, Depends(blobs_of)]


async def contacts_of(connection: HTTPConnection) -> Contacts:
    """Give a route who knows the customers: the composition root sets `order_contacts`."""
    contacts: Contacts = connection.app.state.order_contacts
    return contacts


ContactsDep = Annotated[Contacts, Depends(contacts_of)]

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,49}$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,100}$")]


class Words(BaseModel):
    """A text in both languages."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    zh: str = Field(alias="zh-CN", min_length=1, max_length=500)
    en: str = Field(min_length=1, max_length=500)

    @classmethod
    def of(cls, text: dict[str, str]) -> Self:
        """Take a text as the house keeps it."""
        return cls(zh=text["zh-CN"], en=text["en"])

    def as_text(self) -> dict[str, str]:
        """Return the text as the house keeps it."""
        return {"zh-CN": self.zh, "en": self.en}


class PartBody(BaseModel):
    """So many of a part."""

    model_config = ConfigDict(from_attributes=True)

    code: Code
    count: Annotated[int, Field(ge=1, le=999)] = 1


class OrderView(BaseModel):
    """An order as somebody may see it; `contact_phone` is masked for who may not read numbers."""

    model_config = ConfigDict(from_attributes=True)

    work_order_id: UUID = Field(validation_alias="id")
    order_no: str
    type_code: str
    severity_code: str
    state: str
    is_final: bool
    version: int
    bucket: Bucket | None = None
    local_network_id: UUID | None
    area_id: UUID | None
    area: dict[str, str] | None = None
    crew_id: UUID | None
    crew: dict[str, str] | None = None
    person_id: UUID | None
    person: str | None = None
    customer_id: UUID | None
    ticket_id: UUID | None
    product: str
    contact_name: str
    contact_phone: str
    address: str
    district_path: str
    is_address_vague: bool
    description: str
    repeat_of: UUID | None
    repeat_count: int
    outage_id: UUID | None
    opened_at: datetime
    due_at: datetime
    assigned_at: datetime | None
    accepted_at: datetime | None
    set_out_at: datetime | None
    arrived_at: datetime | None
    suspended_at: datetime | None
    closed_at: datetime | None
    hastened_at: datetime | None
    hastened_count: int
    overdue_level: int
    is_unaccepted: bool
    appointment_slot_id: UUID | None
    appointment_on: date | None
    appointment_from: datetime | None
    appointment_to: datetime | None
    result_code: str
    cause_code: str
    is_fixed: bool | None
    parts: list[PartBody]
    form_version: int | None
    answers: dict[str, Any]
    has_signature: bool = False
    note: str
    reason: str
    merged_into: UUID | None
    reopened_count: int


def order_view(order: WorkOrder, viewer: Principal, now: datetime) -> OrderView:
    """Show an order to somebody; the repairman who has it must be able to call the customer."""
    view = OrderView.model_validate(order)
    view.bucket = bucket(order, now)
    view.has_signature = bool(order.signature)
    is_his = order.person_id == viewer.person_id and not order.is_final
    if not is_his and not sees_numbers(viewer, order.local_network_id):
        view.contact_phone = mask_number(order.contact_phone)
    return view


class DetailBody(BaseModel):
    """What belongs to an action; which fields count depends on it."""

    reason: Note = ""
    note: Note = ""
    result_code: str = ""
    cause_code: str = ""
    parts: Annotated[list[PartBody], Field(max_length=50)] = []
    form_version: int | None = None
    answers: dict[str, Any] = {}
    signature: Annotated[str, StringConstraints(max_length=100_000)] = ""
    """An SVG path or a data URL, as the field page draws it."""

    def as_detail(self) -> Detail:
        """Return it as the room knows it."""
        return Detail(
            reason=self.reason,
            note=self.note,
            result_code=self.result_code,
            cause_code=self.cause_code,
            parts=tuple(UsedPart(code=part.code, count=part.count) for part in self.parts),
            form_version=self.form_version,
            answers=self.answers,
            signature=self.signature,
        )


def step_of(
    action: Action,
    principal: Principal,
    now: datetime,
    *,
    version: int | None,
    key: str | None = None,
    via: Via = Via.CONSOLE,
    detail: Detail | None = None,
    client_at: datetime | None = None,
) -> Step:
    """Say who does what; without a key the step is a new one."""
    return Step(
        action=action,
        key=key or f"once-{new_id()}",
        at=now,
        via=via,
        detail=detail or Detail(),
        actor_id=principal.person_id,
        actor_name=principal.name,
        base_version=version,
        client_at=client_at,
    )
