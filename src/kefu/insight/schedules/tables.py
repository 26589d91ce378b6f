"""ORM tables of schedules."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kefu.platform.db import Base


class ReportScheduleRow(Base):
    """A report that is sent by the clock; `version` counts its changes."""

    __tablename__ = "report_schedule"
    __table_args__ = (
        Index("ix_report_schedule_tenant_id", "tenant_id"),
        CheckConstraint("cadence IN ('daily', 'weekly', 'monthly')", name="cadence"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    report_code: Mapped[str]
    asked: Mapped[dict[str, Any]] = mapped_column(JSONB)
    form: Mapped[str]
    language: Mapped[str]
    cadence: Mapped[str]
    weekday: Mapped[int]
    day: Mapped[int]
    at: Mapped[time]
    role_id: Mapped[UUID] = mapped_column(ForeignKey("role.id"))
    is_active: Mapped[bool]
    version: Mapped[int]


class ReportScheduleRunRow(Base):
    """One time that it was sent, or should have been: `error` says why not."""

    __tablename__ = "report_schedule_run"
    __table_args__ = (Index("ix_report_schedule_run_schedule_id_at", "schedule_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    schedule_id: Mapped[UUID] = mapped_column(ForeignKey("report_schedule.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    is_trial: Mapped[bool]
    error: Mapped[str]


class ReportScheduleDeliveryRow(Base):
    """What became of one person's letter."""

    __tablename__ = "report_schedule_delivery"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'sent', 'undelivered', 'no_mail', 'failed')", name="state"),
    )

    run_id: Mapped[UUID] = mapped_column(ForeignKey("report_schedule_run.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    state: Mapped[str]
    error: Mapped[str]
