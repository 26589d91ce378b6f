"""ORM table of what somebody has seen to without a call."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kefu.platform.db import Base


class AttendedCallRow(Base):
    """A lost call that needs nobody any more, and who says so."""

    __tablename__ = "attended_call"

    call_id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    local_network_id: Mapped[UUID | None] = mapped_column(ForeignKey("local_network.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    note: Mapped[str]
