"""ORM tables of tickets and of how they are set up."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Text, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kefu.platform.db import Base

_OPEN = text("NOT is_final")


class DepartmentRow(Base):
    """Who answers for some categories, in one local network or wherever there is no other of its code."""

    __tablename__ = "department"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id",
            "code",
            "local_network_id",
            name="uq_department_tenant_id_code_local_network_id",
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    local_network_id: Mapped[UUID | None] = mapped_column(ForeignKey("local_network.id"))
    code: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str]
    ladder: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    is_active: Mapped[bool]
    version: Mapped[int]


class DepartmentMemberRow(Base):
    """Somebody of a department, and by which level of its ladder he is told."""

    __tablename__ = "department_member"
    __table_args__ = (CheckConstraint("level >= 0", name="level"),)

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    level: Mapped[int]


class TicketCategoryRow(Base):
    """What tickets are about, in a tree."""

    __tablename__ = "ticket_category"
    __table_args__ = (
        CheckConstraint("severity IN ('urgent', 'ordinary')", name="severity"),
        CheckConstraint("limit_h > 0", name="limit_h"),
        ForeignKeyConstraint(["tenant_id", "parent_code"], ["ticket_category.tenant_id", "ticket_category.code"]),
    )

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    parent_code: Mapped[str | None]
    name_zh: Mapped[str]
    name_en: Mapped[str]
    form_code: Mapped[str | None]
    department_code: Mapped[str | None]
    severity: Mapped[str]
    work_order_type: Mapped[str | None]
    limit_h: Mapped[int]
    first_answer_h: Mapped[int | None]
    calendar_id: Mapped[UUID | None] = mapped_column(ForeignKey("calendar.id"))
    position: Mapped[int]
    is_active: Mapped[bool]
    version: Mapped[int]


class TicketRegulatorRow(Base):
    """Who passes complaints on."""

    __tablename__ = "ticket_regulator"

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    limit_h: Mapped[int | None]
    position: Mapped[int]
    is_active: Mapped[bool]
    version: Mapped[int]


class TicketLifecycleRow(Base):
    """The state table of a kind, where it is not the shipped one."""

    __tablename__ = "ticket_lifecycle"

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    lifecycle: Mapped[dict[str, Any]] = mapped_column(JSONB)
    version: Mapped[int]


class TicketRow(Base):
    """A ticket; `key` is the acceptance's, so that it is one ticket however often it is sent."""

    __tablename__ = "ticket"
    __table_args__ = (
        UniqueConstraint("tenant_id", "ticket_no", name="uq_ticket_tenant_id_ticket_no"),
        UniqueConstraint("tenant_id", "key", name="uq_ticket_tenant_id_key"),
        ForeignKeyConstraint(["tenant_id", "category_code"], ["ticket_category.tenant_id", "ticket_category.code"]),
        CheckConstraint("kind IN ('report', 'complaint', 'enquiry', 'consultation')", name="kind"),
        CheckConstraint("severity IN ('urgent', 'ordinary')", name="severity"),
        Index("ix_ticket_tenant_id_id", "tenant_id", "id"),
        Index("ix_ticket_customer_id", "customer_id", "id"),
        Index("ix_ticket_open_due_at", "tenant_id", "due_at", "id", postgresql_where=_OPEN),
        Index(
            "ix_ticket_open_address",
            "tenant_id",
            "address",
            postgresql_where=text("NOT is_final AND address <> ''"),
        ),
        Index(
            "ix_ticket_open_district",
            "tenant_id",
            "district_path",
            "category_code",
            postgresql_where=text("NOT is_final AND district_path <> ''"),
        ),
        Index("ix_ticket_open_first_responsible_id", "first_responsible_id", postgresql_where=_OPEN),
        Index("ix_ticket_open_handler_id", "handler_id", postgresql_where=_OPEN),
        Index("ix_ticket_open_department_id", "department_id", postgresql_where=_OPEN),
        Index(
            "ix_ticket_climbed",
            "tenant_id",
            postgresql_where=text("level > 0 AND NOT is_final AND answered_at IS NULL"),
        ),
        Index("ix_ticket_work_order_id", "work_order_id", postgresql_where=text("work_order_id IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    local_network_id: Mapped[UUID | None] = mapped_column(ForeignKey("local_network.id"))
    ticket_no: Mapped[str]
    key: Mapped[str]
    kind: Mapped[str]
    category_code: Mapped[str]
    severity: Mapped[str]
    first_responsible_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    accepted_at: Mapped[datetime]
    customer_id: Mapped[UUID | None]
    caller_name: Mapped[str]
    caller_number: Mapped[str]
    origin: Mapped[str]
    call_id: Mapped[UUID | None]
    interaction_id: Mapped[UUID | None]
    place_id: Mapped[UUID | None]
    address: Mapped[str]
    district_path: Mapped[str]
    product_id: Mapped[UUID | None]
    resource: Mapped[str]
    form_code: Mapped[str | None]
    form_version: Mapped[int | None]
    answers: Mapped[dict[str, Any]] = mapped_column(JSONB)
    description: Mapped[str]
    reply_by: Mapped[str]
    reply_to: Mapped[str]
    repeat_of: Mapped[UUID | None] = mapped_column(ForeignKey("ticket.id"))
    about_order_id: Mapped[UUID | None]
    survey_case_id: Mapped[UUID | None]
    regulator_code: Mapped[str | None]
    regulator_case_no: Mapped[str]
    regulator_received_on: Mapped[date | None]
    regulator_due_at: Mapped[datetime | None]
    work_order_type: Mapped[str | None]
    work_order_id: Mapped[UUID | None]
    is_order_open: Mapped[bool]
    limit_h: Mapped[int]
    calendar_id: Mapped[UUID | None] = mapped_column(ForeignKey("calendar.id"))
    state: Mapped[str]
    is_final: Mapped[bool]
    version: Mapped[int]
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"))
    handler_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    due_at: Mapped[datetime]
    first_answer_due_at: Mapped[datetime | None]
    first_answer_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    is_settled_now: Mapped[bool]
    is_satisfied: Mapped[bool | None]
    is_unanswered: Mapped[bool]
    is_call_pending: Mapped[bool]
    is_reply_lost: Mapped[bool]
    level: Mapped[int]
    stay: Mapped[int]
    reopened_count: Mapped[int]
    watcher_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    watcher_permissions: Mapped[list[str]] = mapped_column(ARRAY(Text))


class TicketEventRow(Base):
    """One thing that happened to a ticket; nothing is ever changed here. `key`: what was done once is done once."""

    __tablename__ = "ticket_event"
    __table_args__ = (UniqueConstraint("ticket_id", "key", name="uq_ticket_event_ticket_id_key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]
    local_network_id: Mapped[UUID | None]
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id"))
    at: Mapped[datetime]
    person_id: Mapped[UUID | None]
    action: Mapped[str]
    from_state: Mapped[str]
    to_state: Mapped[str]
    key: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB)


class TicketReplyRow(Base):
    """What a customer was told, or is to be told."""

    __tablename__ = "ticket_reply"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'sent', 'given', 'failed')", name="state"),
        Index("ix_ticket_reply_ticket_id", "ticket_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]
    local_network_id: Mapped[UUID | None]
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id"))
    person_id: Mapped[UUID | None]
    by: Mapped[str]
    recipient: Mapped[str]
    text: Mapped[str]
    state: Mapped[str]
    at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    attempts: Mapped[int]


class TicketDraftRow(Base):
    """A form of acceptance that somebody is filling in, one for each call."""

    __tablename__ = "ticket_draft"

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    slot: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    updated_at: Mapped[datetime]
