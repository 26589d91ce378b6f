"""ORM table of calendars."""

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kefu.platform.db import Base


class CalendarRow(Base):
    """Business hours: intervals of the week, and days that are different; `version` counts its changes."""

    __tablename__ = "calendar"
    __table_args__ = (UniqueConstraint("tenant_id", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    code: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str]
    time_zone: Mapped[str]
    week: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    days: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    version: Mapped[int]
