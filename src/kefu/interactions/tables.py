"""ORM tables of interactions; all append-only."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kefu.interactions.model import Outcome
from kefu.platform.db import Base

_OUTCOMES = ", ".join(repr(outcome.value) for outcome in Outcome)


class InteractionRow(Base):
    """One finished contact; one partition a month."""

    __tablename__ = "interaction"
    __table_args__ = (
        CheckConstraint(f"outcome IN ({_OUTCOMES})", name="outcome"),
        {"postgresql_partition_by": "RANGE (started_at)"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]
    local_network_id: Mapped[UUID | None]
    customer_id: Mapped[UUID | None]
    channel: Mapped[str] = mapped_column(Text)
    direction: Mapped[str] = mapped_column(Text)
    call_id: Mapped[UUID | None]
    number: Mapped[str] = mapped_column(Text)
    queue_id: Mapped[UUID | None]
    agent_id: Mapped[UUID | None]
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), primary_key=True)
    answered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    outcome: Mapped[str] = mapped_column(Text)
    ivr_path: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)


class InteractionLinkRow(Base):
    """Whose contact it was. A later link, also to another customer, replaces an earlier one."""

    __tablename__ = "interaction_link"
    __table_args__ = (Index("ix_interaction_link_customer_id_started_at", "customer_id", "started_at"),)

    customer_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]
    interaction_id: Mapped[UUID] = mapped_column(index=True)
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    linked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    agent_id: Mapped[UUID | None]


class InteractionWrapUpRow(Base):
    """What an agent says came of it."""

    __tablename__ = "interaction_wrap_up"
    __table_args__ = (Index("ix_interaction_wrap_up_interaction_id", "interaction_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]
    interaction_id: Mapped[UUID]
    agent_id: Mapped[UUID]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    result_code: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
