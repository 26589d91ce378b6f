"""ORM tables of reports: a tenant's own definitions, and what each person keeps of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kefu.platform.db import Base


class ReportDefinitionRow(Base):
    """A report that somebody has composed; `version` counts its changes."""

    __tablename__ = "report_definition"
    __table_args__ = (Index("ix_report_definition_tenant_id", "tenant_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    name_zh: Mapped[str]
    name_en: Mapped[str]
    branch: Mapped[str]
    measures: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    dimensions: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    span: Mapped[str]
    chart: Mapped[str]
    role_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    version: Mapped[int]


class ReportFavouriteRow(Base):
    """A report that somebody wants at hand."""

    __tablename__ = "report_favourite"

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    report_code: Mapped[str] = mapped_column(primary_key=True)


class ReportViewRow(Base):
    """Parameters of a report that somebody keeps under a name."""

    __tablename__ = "report_view"
    __table_args__ = (Index("ix_report_view_person_id", "person_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    report_code: Mapped[str]
    name: Mapped[str]
    asked: Mapped[dict[str, Any]] = mapped_column(JSONB)
    saved_at: Mapped[datetime]
