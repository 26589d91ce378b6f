"""ORM tables of forms."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, ForeignKeyConstraint, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kefu.platform.db import Base


class FormRow(Base):
    """A form and its draft; `version` counts the saves of the draft and of the name."""

    __tablename__ = "form"
    __table_args__ = (
        UniqueConstraint("tenant_id", "code", name="uq_form_tenant_id_code"),
        CheckConstraint("purpose IN ('ticket', 'work_order', 'survey', 'quality')", name="purpose"),
        ForeignKeyConstraint(["id", "live_version"], ["form_version.form_id", "form_version.version"], use_alter=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    code: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(Text)
    name_zh: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    draft: Mapped[dict[str, Any]] = mapped_column(JSONB)
    version: Mapped[int]
    live_version: Mapped[int | None]
    changed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    archived_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class FormVersionRow(Base):
    """A published definition; never changed, because answers point to it."""

    __tablename__ = "form_version"
    __table_args__ = (CheckConstraint("version > 0", name="version"),)

    form_id: Mapped[UUID] = mapped_column(ForeignKey("form.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    definition: Mapped[dict[str, Any]] = mapped_column(JSONB)
    note: Mapped[str] = mapped_column(Text)
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
