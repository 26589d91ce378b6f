"""An order, what can be done with it, and what comes of that."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from kefu.kernel.ids import AreaId, CrewId, CustomerId, LocalNetworkId, OutageId, PersonId, TicketId, WorkOrderId
from kefu.workorders.model.settings import Level


class Action(StrEnum):
    """What can be done with an order. The state table says when; these say what it means."""

    ASSIGN = "assign"
    ACCEPT = "accept"
    SET_OUT = "set_out"
    ARRIVE = "arrive"
    COMPLETE = "complete"
    SUSPEND = "suspend"
    RESUME = "resume"
    RETURN = "return"
    HASTEN = "hasten"
    PLACE = "place"
    BOOK = "book"
    MERGE = "merge"
    CANCEL = "cancel"
    REOPEN = "reopen"


FIELD_ACTIONS = frozenset(
    {
        Action.ACCEPT,
        Action.SET_OUT,
        Action.ARRIVE,
        Action.COMPLETE,
        Action.SUSPEND,
        Action.RESUME,
        Action.RETURN,
    }
)
"""What a repairman does himself."""


class Via(StrEnum):
    """By which way something was done."""

    CONSOLE = "console"
    FIELD = "field"
    SMS = "sms"
    SYSTEM = "system"


class Bucket(StrEnum):
    """How near an open order is to its deadline."""

    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"
    WAITING = "waiting"  # suspended: its time stands still


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWorkOrder:
    """What is to be done, where, for whom. `contact_phone` is E.164; `due_at` overrules the severity's deadline."""

    type_code: str
    severity_code: str
    address: str
    district_path: str = ""
    local_network_id: LocalNetworkId | None = None
    customer_id: CustomerId | None = None
    ticket_id: TicketId | None = None
    product: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    description: str = ""
    is_assigned_at_once: bool = False
    """Give it to the area's crew without asking a dispatcher."""
    area_id: AreaId | None = None
    """Where somebody says that it is; otherwise the address tells."""
    key: str | None = None
    """What is sent again with the same key is the same order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedPart:
    """So many of a part."""

    code: str
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrder:
    """An order as it stands. `reason`: of the last return, suspension or cancellation."""

    id: WorkOrderId
    order_no: str
    type_code: str
    severity_code: str
    state: str
    opened_at: datetime
    due_at: datetime
    address: str
    is_final: bool = False
    version: int = 1
    local_network_id: LocalNetworkId | None = None
    area_id: AreaId | None = None
    crew_id: CrewId | None = None
    person_id: PersonId | None = None
    customer_id: CustomerId | None = None
    ticket_id: TicketId | None = None
    product: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    district_path: str = ""
    address_key: str = ""
    is_address_vague: bool = False
    description: str = ""
    repeat_of: WorkOrderId | None = None
    repeat_count: int = 0
    outage_id: OutageId | None = None
    opened_by: PersonId | None = None
    assigned_at: datetime | None = None
    accepted_at: datetime | None = None
    set_out_at: datetime | None = None
    arrived_at: datetime | None = None
    suspended_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: PersonId | None = None
    hastened_at: datetime | None = None
    hastened_count: int = 0
    overdue_level: int = 0
    is_unaccepted: bool = False
    alarm_at: datetime | None = None
    appointment_slot_id: UUID | None = None
    appointment_on: date | None = None
    appointment_from: datetime | None = None
    appointment_to: datetime | None = None
    result_code: str = ""
    cause_code: str = ""
    is_fixed: bool | None = None
    parts: tuple[UsedPart, ...] = ()
    form_version: int | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    signature: str = ""
    note: str = ""
    reason: str = ""
    merged_into: WorkOrderId | None = None
    reopened_count: int = 0
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """What belongs to an action; which fields count depends on it."""

    crew_id: CrewId | None = None
    person_id: PersonId | None = None
    reason: str = ""
    note: str = ""
    result_code: str = ""
    cause_code: str = ""
    is_fixed: bool | None = None
    parts: tuple[UsedPart, ...] = ()
    form_version: int | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    signature: str = ""
    merged_into: WorkOrderId | None = None
    slot_id: UUID | None = None
    appointment_on: date | None = None
    from_at: datetime | None = None
    to_at: datetime | None = None
    area_id: AreaId | None = None
    local_network_id: LocalNetworkId | None = None
    """The area's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Somebody does something; the same `key` again is the same step. `base_version`: what he had before his eyes."""

    action: Action
    key: str
    at: datetime
    via: Via
    detail: Detail = Detail()
    actor_id: PersonId | None = None
    actor_name: str = "system"
    base_version: int | None = None
    client_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Something that should not be so any more: not accepted in time (`level` None), or late, with whom to tell."""

    at: datetime
    number: int = 0
    level: Level | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a crew is suggested, or not: so many points for this; `value` fills the sentence."""

    code: str
    points: int
    value: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A crew for an order, and the nearest able member of it, with what speaks for and against."""

    crew_id: CrewId
    person_id: PersonId | None
    points: int
    reasons: tuple[Reason, ...]


class Caution(StrEnum):
    """What is done all the same, but somebody should know."""

    CREW_WITHOUT_PHONE = "crew-without-phone"
    PERSON_WITHOUT_PHONE = "person-without-phone"
    CREW_WITHOUT_MEMBERS = "crew-without-members"
    NO_AREA = "no-area"
    ADDRESS_WITHOUT_NUMBER = "address-without-number"
    REPEAT = "repeat"
    OUTAGE = "outage"
