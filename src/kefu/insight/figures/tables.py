"""ORM tables of figures; what is counted follows `rules.bases`."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped, mapped_column

from kefu.insight.rules import bases
from kefu.insight.rules.bases import Source
from kefu.platform.db import Base


class QueueStayRow(Base):
    """A call in a queue; partitioned by month."""

    __tablename__ = "queue_stay"
    __table_args__ = (
        Index("ix_queue_stay_entered_at", "tenant_id", "entered_at", "queue_id"),
        Index("ix_queue_stay_ended_at", "tenant_id", "ended_at", "queue_id"),
        {"postgresql_partition_by": "RANGE (entered_at)"},
    )

    call_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    tenant_id: Mapped[UUID]
    local_network_id: Mapped[UUID | None]
    queue_id: Mapped[UUID]
    entry: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(primary_key=True)
    exit: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    agent_id: Mapped[UUID | None]
    is_short: Mapped[bool]
    requested_at: Mapped[datetime | None]
    reached_at: Mapped[datetime | None]


class AgentContactRow(Base):
    """An agent's part in a call; partitioned by month."""

    __tablename__ = "agent_contact"
    __table_args__ = (
        Index("ix_agent_contact_started_at", "tenant_id", "started_at", "agent_id"),
        Index("ix_agent_contact_answered_at", "tenant_id", "answered_at", "agent_id"),
        Index("ix_agent_contact_wrapped_at", "tenant_id", "wrapped_at", "agent_id"),
        {"postgresql_partition_by": "RANGE (started_at)"},
    )

    call_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    tenant_id: Mapped[UUID]
    local_network_id: Mapped[UUID | None]
    agent_id: Mapped[UUID]
    queue_id: Mapped[UUID | None]
    direction: Mapped[str]
    is_own: Mapped[bool]
    is_consultation: Mapped[bool]
    started_at: Mapped[datetime] = mapped_column(primary_key=True)
    outcome: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    wrapped_at: Mapped[datetime | None]
    talk_ms: Mapped[int] = mapped_column(BigInteger)
    hold_ms: Mapped[int] = mapped_column(BigInteger)
    wrap_ms: Mapped[int] = mapped_column(BigInteger)
    holds: Mapped[int] = mapped_column(SmallInteger)
    is_transferred: Mapped[bool]


class FigureBacklogRow(Base):
    """What has been told since the figures were last made; triggers write it."""

    __tablename__ = "figure_backlog"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    tenant_id: Mapped[UUID]
    call_id: Mapped[UUID | None]
    agent_id: Mapped[UUID | None]
    since: Mapped[datetime]
    until: Mapped[datetime]


def _sums(counts: Iterable[str], times: Iterable[str]) -> list[Column[int]]:
    return [
        *(Column(name, Integer, nullable=False) for name in counts),
        *(Column(name, BigInteger, nullable=False) for name in times),
    ]


def _queue(span: str) -> Table:
    return Table(
        f"queue_{span}",
        Base.metadata,
        Column("tenant_id", Uuid, nullable=False),
        Column("starts_at", DateTime(timezone=True), nullable=False),
        Column("queue_id", Uuid, nullable=False),
        Column("local_network_id", Uuid),
        *_sums(bases.QUEUE, bases.QUEUE_MS),
        UniqueConstraint(
            *("tenant_id", "queue_id", "starts_at", "local_network_id"),
            name=f"uq_queue_{span}",
            postgresql_nulls_not_distinct=True,
        ),
        Index(f"ix_queue_{span}", "tenant_id", "starts_at"),
    )


def _agent(span: str) -> Table:
    return Table(
        f"agent_{span}",
        Base.metadata,
        Column("tenant_id", Uuid, nullable=False),
        Column("starts_at", DateTime(timezone=True), nullable=False),
        Column("agent_id", Uuid, nullable=False),
        Column("queue_id", Uuid),
        Column("direction", Text, nullable=False),
        Column("local_network_id", Uuid),
        *_sums(bases.AGENT, bases.AGENT_MS),
        UniqueConstraint(
            *("tenant_id", "agent_id", "starts_at", "queue_id", "direction"),
            name=f"uq_agent_{span}",
            postgresql_nulls_not_distinct=True,
        ),
        Index(f"ix_agent_{span}", "tenant_id", "starts_at"),
    )


def _time(span: str) -> Table:
    return Table(
        f"agent_time_{span}",
        Base.metadata,
        Column("tenant_id", Uuid, primary_key=True),
        Column("agent_id", Uuid, primary_key=True),
        Column("starts_at", DateTime(timezone=True), primary_key=True),
        Column("state", Text, primary_key=True),
        Column("reason", Text, primary_key=True),
        Column("local_network_id", Uuid),
        Column("ms", BigInteger, nullable=False),
        Index(f"ix_agent_time_{span}", "tenant_id", "starts_at"),
    )


QUARTERS = {Source.QUEUE: _queue("interval"), Source.AGENT: _agent("interval"), Source.TIME: _time("interval")}
DAYS = {Source.QUEUE: _queue("day"), Source.AGENT: _agent("day"), Source.TIME: _time("day")}
