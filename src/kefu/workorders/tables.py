"""ORM tables of work orders: what an operator sets, his areas and crews, the orders and their history. ADR 0023."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Double, ForeignKey, ForeignKeyConstraint, Index, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kefu.platform.db import Base


class _Tenants:
    """What every table begins with."""

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))


class _Networks(_Tenants):
    """What belongs to a local network, or to none."""

    local_network_id: Mapped[UUID | None] = mapped_column(ForeignKey("local_network.id"))


class _Setting:
    """A code with its words, in an order; `version` counts its changes."""

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    position: Mapped[int]
    is_active: Mapped[bool]
    version: Mapped[int]


class WorkOrderTypeRow(_Setting, Base):
    """A kind of work order with its state table and the form that completes it."""

    __tablename__ = "work_order_type"

    form_code: Mapped[str]
    lifecycle: Mapped[dict[str, Any]] = mapped_column(JSONB)


class WorkOrderSeverityRow(_Setting, Base):
    """How soon an order must be done, and who is told when it is not."""

    __tablename__ = "work_order_severity"

    within_min: Mapped[int]
    accept_within_min: Mapped[int | None]
    calendar_id: Mapped[UUID | None] = mapped_column(ForeignKey("calendar.id"))
    ladder: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)


class WorkOrderChoiceRow(Base):
    """A result, a cause or a part to choose from when an order is closed."""

    __tablename__ = "work_order_choice"

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    position: Mapped[int]
    is_active: Mapped[bool]
    is_fixed: Mapped[bool]
    version: Mapped[int]


class CrewRow(_Networks, Base):
    """A crew of repairmen with a telephone, or none yet."""

    __tablename__ = "crew"
    __table_args__ = (UniqueConstraint("tenant_id", "code", name="uq_crew_tenant_id_code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str]
    phone: Mapped[str]
    lead_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    is_active: Mapped[bool]
    version: Mapped[int]


class CrewMemberRow(_Networks, Base):
    """A repairman in a crew."""

    __tablename__ = "crew_member"

    crew_id: Mapped[UUID] = mapped_column(ForeignKey("crew.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    phone: Mapped[str]
    skills: Mapped[list[str]] = mapped_column(ARRAY(Text))
    is_active: Mapped[bool]


class FieldPositionRow(_Networks, Base):
    """Where a repairman was last: personal data, the last one only."""

    __tablename__ = "field_position"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    lon: Mapped[float] = mapped_column(Double)
    lat: Mapped[float] = mapped_column(Double)
    accuracy_m: Mapped[float | None] = mapped_column(Double)
    at: Mapped[datetime]


class ServiceAreaRow(_Networks, Base):
    """An area that a crew looks after; found by district path or by pieces of addresses."""

    __tablename__ = "service_area"
    __table_args__ = (
        UniqueConstraint("tenant_id", "code", name="uq_service_area_tenant_id_code"),
        Index("ix_service_area_tenant_id_district_path", "tenant_id", "district_path"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str]
    district_path: Mapped[str]
    address_fragments: Mapped[list[str]] = mapped_column(ARRAY(Text))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("service_area.id"))
    crew_id: Mapped[UUID | None] = mapped_column(ForeignKey("crew.id"))
    polygon: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    version: Mapped[int]


class AppointmentSlotRow(_Networks, Base):
    """A window on some days of the week in which so many customers of an area can be visited."""

    __tablename__ = "appointment_slot"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    area_id: Mapped[UUID] = mapped_column(ForeignKey("service_area.id"), index=True)
    weekdays: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    begins: Mapped[str]
    ends: Mapped[str]
    time_zone: Mapped[str]
    capacity: Mapped[int]
    is_active: Mapped[bool]
    version: Mapped[int]


class OutageRow(_Networks, Base):
    """An outage in an area, until it is closed."""

    __tablename__ = "outage"
    __table_args__ = (
        Index("ix_outage_tenant_id_area_id", "tenant_id", "area_id", postgresql_where=text("closed_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    area_id: Mapped[UUID] = mapped_column(ForeignKey("service_area.id"))
    text_zh: Mapped[str]
    text_en: Mapped[str]
    begins_at: Mapped[datetime]
    expected_until: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    declared_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int]


_OPEN = text("NOT is_final")


class WorkOrderRow(_Networks, Base):
    """A work order as it stands; how it came to that is in its events."""

    __tablename__ = "work_order"
    __table_args__ = (
        UniqueConstraint("tenant_id", "order_no", name="uq_work_order_tenant_id_order_no"),
        Index("uq_work_order_key", "tenant_id", "key", unique=True, postgresql_where=text("key IS NOT NULL")),
        ForeignKeyConstraint(["tenant_id", "type_code"], ["work_order_type.tenant_id", "work_order_type.code"]),
        ForeignKeyConstraint(
            ["tenant_id", "severity_code"], ["work_order_severity.tenant_id", "work_order_severity.code"]
        ),
        Index("ix_work_order_open_due", "tenant_id", "due_at", "id", postgresql_where=_OPEN),
        Index("ix_work_order_open_crew", "tenant_id", "crew_id", postgresql_where=_OPEN),
        Index("ix_work_order_closed_at", "tenant_id", "closed_at", postgresql_where=text("closed_at IS NOT NULL")),
        Index("ix_work_order_tenant_id_opened_at", "tenant_id", "opened_at"),
        Index("ix_work_order_repeat_of", "repeat_of", postgresql_where=text("repeat_of IS NOT NULL")),
        Index("ix_work_order_merged_into", "merged_into", postgresql_where=text("merged_into IS NOT NULL")),
        Index("ix_work_order_customer", "tenant_id", "customer_id", "opened_at"),
        Index(
            "ix_work_order_address",
            "tenant_id",
            "address_key",
            "opened_at",
            postgresql_where=text("address_key <> ''"),
        ),
        Index(
            "ix_work_order_appointment",
            "appointment_slot_id",
            "appointment_on",
            postgresql_where=text("appointment_slot_id IS NOT NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    order_no: Mapped[str]
    type_code: Mapped[str]
    severity_code: Mapped[str]
    state: Mapped[str]
    is_final: Mapped[bool]
    version: Mapped[int]
    area_id: Mapped[UUID | None] = mapped_column(ForeignKey("service_area.id"))
    crew_id: Mapped[UUID | None] = mapped_column(ForeignKey("crew.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    customer_id: Mapped[UUID | None]
    ticket_id: Mapped[UUID | None]
    product: Mapped[str]
    contact_name: Mapped[str]
    contact_phone: Mapped[str]
    address: Mapped[str]
    district_path: Mapped[str]
    address_key: Mapped[str]
    is_address_vague: Mapped[bool]
    description: Mapped[str]
    repeat_of: Mapped[UUID | None]
    repeat_count: Mapped[int]
    outage_id: Mapped[UUID | None]
    opened_at: Mapped[datetime]
    opened_by: Mapped[UUID | None]
    due_at: Mapped[datetime]
    assigned_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    set_out_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None]
    hastened_at: Mapped[datetime | None]
    hastened_count: Mapped[int]
    overdue_level: Mapped[int]
    is_unaccepted: Mapped[bool]
    alarm_at: Mapped[datetime | None]
    appointment_slot_id: Mapped[UUID | None] = mapped_column(ForeignKey("appointment_slot.id"))
    appointment_on: Mapped[date | None]
    appointment_from: Mapped[datetime | None]
    appointment_to: Mapped[datetime | None]
    result_code: Mapped[str]
    cause_code: Mapped[str]
    is_fixed: Mapped[bool | None]
    parts: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    form_version: Mapped[int | None]
    answers: Mapped[dict[str, Any]] = mapped_column(JSONB)
    signature: Mapped[str]
    note: Mapped[str]
    reason: Mapped[str]
    merged_into: Mapped[UUID | None]
    reopened_count: Mapped[int]
    key: Mapped[str | None]


class WorkOrderEventRow(_Networks, Base):
    """One step in an order's life; written once, never changed."""

    __tablename__ = "work_order_event"
    __table_args__ = (UniqueConstraint("work_order_id", "key", name="uq_work_order_event_work_order_id_key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    work_order_id: Mapped[UUID] = mapped_column(ForeignKey("work_order.id"))
    version: Mapped[int]
    key: Mapped[str]
    action: Mapped[str]
    from_state: Mapped[str]
    to_state: Mapped[str]
    at: Mapped[datetime]
    client_at: Mapped[datetime | None]
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str]
    via: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB)


class WorkOrderPhotoRow(_Networks, Base):
    """A photo taken at the customer's; the image itself is a blob."""

    __tablename__ = "work_order_photo"

    work_order_id: Mapped[UUID] = mapped_column(ForeignKey("work_order.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    media_type: Mapped[str]
    blob_key: Mapped[str]
    size_bytes: Mapped[int]
    sha256: Mapped[str]
    taken_by: Mapped[UUID]
    at: Mapped[datetime]


class FieldConflictRow(_Networks, Base):
    """What a repairman sent that could not be done any more; kept until a dispatcher has looked at it."""

    __tablename__ = "field_conflict"
    __table_args__ = (
        UniqueConstraint("work_order_id", "key", name="uq_field_conflict_work_order_id_key"),
        Index("ix_field_conflict_open", "tenant_id", "at", postgresql_where=text("resolved_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    work_order_id: Mapped[UUID] = mapped_column(ForeignKey("work_order.id"))
    key: Mapped[str]
    action: Mapped[str]
    code: Mapped[str]
    sent: Mapped[dict[str, Any]] = mapped_column(JSONB)
    client_at: Mapped[datetime | None]
    base_version: Mapped[int]
    server_version: Mapped[int]
    server_state: Mapped[str]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[UUID | None]
    resolution: Mapped[str]
