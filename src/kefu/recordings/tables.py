"""ORM table of recordings."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index, LargeBinary, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from kefu.platform.db import Base


class RecordingRow(Base):
    """One recording; its sound lies in the blob store."""

    __tablename__ = "recording"
    __table_args__ = (
        CheckConstraint("kind IN ('call', 'voicemail')", name="kind"),
        Index("ix_recording_tenant_id_started_at", "tenant_id", "started_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    local_network_id: Mapped[UUID | None]
    call_id: Mapped[UUID] = mapped_column(index=True)
    agent_id: Mapped[UUID | None]
    queue_id: Mapped[UUID | None]
    customer_id: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(Text)
    segment: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    duration_ms: Mapped[int]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    blob_key: Mapped[str] = mapped_column(Text)
    peaks: Mapped[list[bytes]] = mapped_column(ARRAY(LargeBinary))
    stored_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
