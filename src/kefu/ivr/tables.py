"""ORM tables of the IVR: flows, their versions, and which dialled number starts which flow."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, ForeignKeyConstraint, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kefu.platform.db import Base


class IvrFlowRow(Base):
    """A flow; `live_version` is the one that callers hear, none before the first is published."""

    __tablename__ = "ivr_flow"
    __table_args__ = (
        UniqueConstraint("tenant_id", "code", name="uq_ivr_flow_tenant_id_code"),
        ForeignKeyConstraint(
            ["id", "live_version"], ["ivr_flow_version.flow_id", "ivr_flow_version.version"], use_alter=True
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    code: Mapped[str] = mapped_column(Text)
    name_zh: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    live_version: Mapped[int | None]


class IvrFlowVersionRow(Base):
    """One state of a flow's definition; never changed, saving again makes the next."""

    __tablename__ = "ivr_flow_version"
    __table_args__ = (CheckConstraint("version > 0", name="version"),)

    flow_id: Mapped[UUID] = mapped_column(ForeignKey("ivr_flow.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    definition: Mapped[dict[str, Any]] = mapped_column(JSONB)
    note: Mapped[str] = mapped_column(Text)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class DialledNumberRow(Base):
    """A number that customers dial, as the carrier sends it; it belongs to one tenant of the installation."""

    __tablename__ = "dialled_number"
    __table_args__ = (UniqueConstraint("number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), index=True)
    number: Mapped[str] = mapped_column(Text)
    flow_id: Mapped[UUID] = mapped_column(ForeignKey("ivr_flow.id"))
