"""ORM table of targets: every one that held, since its day."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Double, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kefu.platform.db import Base


class FigureTargetRow(Base):
    """What a figure shall reach since a day, who says so, and who has written it here."""

    __tablename__ = "figure_target"

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    measure: Mapped[str]
    within_s: Mapped[int | None]
    goal: Mapped[float] = mapped_column(Double)
    source: Mapped[str]
    set_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]
