"""ORM tables of exports."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kefu.platform.db import Base


class ReportExportRow(Base):
    """A report's file that is made in the background; deleted with its content when its time is over."""

    __tablename__ = "report_export"
    __table_args__ = (
        Index("ix_report_export_person_id_created_at", "person_id", "created_at"),
        CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name="state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    report_code: Mapped[str]
    asked: Mapped[dict[str, Any]] = mapped_column(JSONB)
    form: Mapped[str]
    title: Mapped[str]
    state: Mapped[str]
    error: Mapped[str]
    row_count: Mapped[int | None]
    content: Mapped[bytes | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
