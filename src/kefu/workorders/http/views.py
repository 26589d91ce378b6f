"""What the dispatcher's board sends and gets."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from kefu.workorders.http.parts import DetailBody, Key, Line, Note, OrderView
from kefu.workorders.model.orders import Action


class Counts(BaseModel):
    """How many open orders there are, by what is the matter with them."""

    open: int
    overdue: int
    soon: int
    later: int
    waiting: int
    no_area: int
    unassigned: int
    unaccepted: int
    repeat: int
    appointment: int
    outage: int
    conflicts: int


class AreaCountView(BaseModel):
    """How many open orders an area has; null: whose area nobody knows."""

    model_config = ConfigDict(from_attributes=True)

    area_id: UUID | None
    open: int
    overdue: int


class PageView(BaseModel):
    """Some orders; `next_cursor` leads to more."""

    items: list[OrderView]
    counts: Counts
    next_cursor: str | None


class EventView(BaseModel):
    """One step in an order's life."""

    event_id: UUID = Field(validation_alias="id")
    at: datetime
    client_at: datetime | None
    action: str
    from_state: str
    to_state: str
    version: int
    actor_name: str
    via: str
    detail: dict[str, Any]


class PhotoView(BaseModel):
    """A photo; its image is at /api/work-orders/{work_order_id}/photos/{photo_id}."""

    photo_id: UUID
    media_type: str
    size_bytes: int
    at: datetime


class ConflictView(BaseModel):
    """What a repairman sent that could not be done any more."""

    conflict_id: UUID = Field(validation_alias="id")
    work_order_id: UUID
    order_no: str = ""
    person_id: UUID
    person: str = ""
    action: str
    code: str
    sent: dict[str, Any]
    client_at: datetime | None
    at: datetime
    base_version: int
    server_version: int
    server_state: str


class RelatedView(BaseModel):
    """An order at the same place: merged into this one, or a repeat."""

    work_order_id: UUID
    order_no: str
    state: str
    opened_at: datetime
    kind: str


class WholeView(OrderView):
    """An order with its history, and what can be done with it now."""

    form_code: str
    actions: list[str]
    signature: str
    events: list[EventView]
    photos: list[PhotoView]
    conflicts: list[ConflictView]
    related: list[RelatedView]


class DoneView(BaseModel):
    """What has come of a step; `warnings` are codes that the screen has words for."""

    order: OrderView
    is_duplicate: bool
    warnings: list[str]


class RefusedView(BaseModel):
    """Why one of many was left as it is."""

    work_order_id: UUID
    code: str
    order: OrderView | None


class ManyView(BaseModel):
    """What has come of many."""

    done: list[DoneView]
    refused: list[RefusedView]


class ReasonView(BaseModel):
    """Why a crew is suggested, or not."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    points: int
    value: float | None


class SuggestionView(BaseModel):
    """A crew for an order."""

    crew_id: UUID
    crew: dict[str, str]
    person_id: UUID | None
    person: str
    points: int
    reasons: list[ReasonView]


class NewOrderBody(BaseModel):
    """An order that is opened by hand."""

    type_code: str
    severity_code: str
    address: Annotated[Line, Field(min_length=1)]
    district_path: Line = ""
    local_network_id: UUID | None = None
    customer_id: UUID | None = None
    ticket_id: UUID | None = None
    product: Line = ""
    contact_name: Line = ""
    contact_phone: Line = ""
    description: Note = ""
    is_assigned_at_once: bool = False
    area_id: UUID | None = None
    key: Key | None = None


class ActionBody(DetailBody):
    """A step; `version` is the order's that was read. The same `key` again is the same step."""

    action: Action
    version: int
    key: Key | None = None
    crew_id: UUID | None = None
    person_id: UUID | None = None
    area_id: UUID | None = None


class Versioned(BaseModel):
    """An order as it was read."""

    work_order_id: UUID
    version: int


class AssignBody(BaseModel):
    """Many orders for one crew, or one person of it."""

    orders: Annotated[list[Versioned], Field(min_length=1, max_length=100)]
    crew_id: UUID
    person_id: UUID | None = None
    key: Key | None = None


class MergeBody(BaseModel):
    """Orders that this one does as well."""

    duplicates: Annotated[list[Versioned], Field(min_length=1, max_length=20)]
    reason: Note = ""
    key: Key | None = None


class AppointmentBody(BaseModel):
    """A window on a day; `version` is the order's that was read."""

    slot_id: UUID
    on: date
    version: int
    key: Key | None = None


class ResolveBody(BaseModel):
    """What a dispatcher has done about a conflict."""

    resolution: Annotated[Note, Field(min_length=1)]
