"""Tables of the calls room: append-only facts, and the record derived from them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kefu.platform.db import Base


class CallEventRow(Base):
    """One fact of a call, with its millisecond; partitioned by month."""

    __tablename__ = "call_event"
    __table_args__ = {"postgresql_partition_by": "RANGE (at)"}  # noqa: RUF012  # SQLAlchemy's own form

    call_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), primary_key=True)
    tenant_id: Mapped[UUID]
    kind: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)


class CallRecordRow(Base):
    """One call as statistics and people read it."""

    __tablename__ = "call_record"
    __table_args__ = (
        Index(None, "tenant_id", text("started_at DESC")),
        Index("ix_call_record_number", "tenant_id", "number", "started_at"),
    )

    call_id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    local_network_id: Mapped[UUID | None] = mapped_column(ForeignKey("local_network.id"))
    direction: Mapped[str]
    number: Mapped[str]
    called: Mapped[str]
    customer_id: Mapped[UUID | None]
    queue_id: Mapped[UUID | None]
    agent_id: Mapped[UUID | None]
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    answered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    human_requested_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    queued_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    established_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    wait_ms: Mapped[int | None] = mapped_column(BigInteger)
    talk_ms: Mapped[int] = mapped_column(BigInteger)
    hold_ms: Mapped[int] = mapped_column(BigInteger)
    transfers: Mapped[int]
    is_recorded: Mapped[bool]
    is_short_abandon: Mapped[bool] = mapped_column(server_default="false")
    ivr_path: Mapped[list[dict[str, str]]] = mapped_column(JSONB)
    outcome: Mapped[str]
    cause: Mapped[str]
