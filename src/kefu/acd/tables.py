"""ORM tables of routing; agents' states are append-only facts, by month."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kefu.acd.core.model import Strategy, WrapUpMode
from kefu.acd.model import CallbackStatus, QueueRecording, SwitchKind
from kefu.platform.db import Base


def _tenant() -> Mapped[UUID]:
    return mapped_column(ForeignKey("tenant.id"))


def _one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(value.value) for value in values)})", name=column)


class SkillRow(Base):
    """Something that calls need and agents can do."""

    __tablename__ = "skill"
    __table_args__ = (UniqueConstraint("tenant_id", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = _tenant()
    code: Mapped[str] = mapped_column(Text)
    name_zh: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)


class QueueRow(Base):
    """A queue and how it distributes; `version` counts its changes."""

    __tablename__ = "queue"
    __table_args__ = (
        UniqueConstraint("tenant_id", "code"),
        UniqueConstraint("direct_number"),
        CheckConstraint("priority BETWEEN 0 AND 9", name="priority"),
        CheckConstraint("ring_timeout_s > 0", name="ring_timeout_s"),
        _one_of("wrap_up_mode", WrapUpMode),
        CheckConstraint("wrap_up_s >= 0", name="wrap_up_s"),
        CheckConstraint("max_wait_s > 0", name="max_wait_s"),
        CheckConstraint("max_length >= 0", name="max_length"),
        CheckConstraint("ageing_s > 0", name="ageing_s"),
        CheckConstraint("last_agent_s >= 0", name="last_agent_s"),
        CheckConstraint("ring_no_answer_limit > 0", name="ring_no_answer_limit"),
        CheckConstraint("short_abandon_s >= 0", name="short_abandon_s"),
        _one_of("strategy", Strategy),
        _one_of("recording", QueueRecording),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = _tenant()
    local_network_id: Mapped[UUID | None] = mapped_column(ForeignKey("local_network.id"))
    code: Mapped[str] = mapped_column(Text)
    name_zh: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    priority: Mapped[int]
    ring_timeout_s: Mapped[int]
    wrap_up_mode: Mapped[str] = mapped_column(Text)
    wrap_up_s: Mapped[int]
    max_wait_s: Mapped[int | None]
    max_length: Mapped[int | None]
    strategy: Mapped[str] = mapped_column(Text, server_default=Strategy.LONGEST_IDLE)
    ageing_s: Mapped[int | None]
    ring_no_answer_limit: Mapped[int] = mapped_column(server_default="1")
    last_agent_s: Mapped[int] = mapped_column(server_default="0")
    recipe: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
    recording: Mapped[str] = mapped_column(Text)
    is_open: Mapped[bool]
    calendar_id: Mapped[UUID | None] = mapped_column(ForeignKey("calendar.id"))
    direct_number: Mapped[str | None] = mapped_column(Text)
    closed_prompt: Mapped[str] = mapped_column(Text, server_default="closed")
    notice_prompt: Mapped[str | None] = mapped_column(Text)
    short_abandon_s: Mapped[int] = mapped_column(server_default="5")
    version: Mapped[int]


class QueueSwitchRow(Base):
    """Something that was switched on for a queue, and when it was switched off."""

    __tablename__ = "queue_switch"
    __table_args__ = (
        _one_of("kind", SwitchKind),
        Index(
            "uq_queue_switch_on",
            "queue_id",
            "kind",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_queue_switch_tenant_id", "tenant_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = _tenant()
    queue_id: Mapped[UUID] = mapped_column(ForeignKey("queue.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(Text)
    prompt: Mapped[str | None] = mapped_column(Text)
    to_queue_id: Mapped[UUID | None] = mapped_column(ForeignKey("queue.id", ondelete="CASCADE"))
    set_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    set_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    set_by_name: Mapped[str] = mapped_column(Text)
    until_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class QueueSkillRow(Base):
    """A skill that every call of a queue needs."""

    __tablename__ = "queue_skill"
    __table_args__ = (CheckConstraint("level BETWEEN 1 AND 10", name="level"),)

    queue_id: Mapped[UUID] = mapped_column(ForeignKey("queue.id", ondelete="CASCADE"), primary_key=True)
    skill_id: Mapped[UUID] = mapped_column(ForeignKey("skill.id"), primary_key=True)
    tenant_id: Mapped[UUID] = _tenant()
    level: Mapped[int]
    is_preferred: Mapped[bool] = mapped_column(server_default="false")


class AgentQueueRow(Base):
    """A queue that an agent serves."""

    __tablename__ = "agent_queue"

    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id", ondelete="CASCADE"), primary_key=True)
    queue_id: Mapped[UUID] = mapped_column(ForeignKey("queue.id", ondelete="CASCADE"), primary_key=True)
    tenant_id: Mapped[UUID] = _tenant()


class AgentSkillRow(Base):
    """What an agent can do, and how well."""

    __tablename__ = "agent_skill"
    __table_args__ = (CheckConstraint("level BETWEEN 1 AND 10", name="level"),)

    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id", ondelete="CASCADE"), primary_key=True)
    skill_id: Mapped[UUID] = mapped_column(ForeignKey("skill.id"), primary_key=True)
    tenant_id: Mapped[UUID] = _tenant()
    level: Mapped[int]


class NotReadyReasonRow(Base):
    """Why an agent takes no calls, as people say it; the engine has its own reasons besides."""

    __tablename__ = "not_ready_reason"

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    code: Mapped[str] = mapped_column(Text, primary_key=True)
    name_zh: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    position: Mapped[int]
    is_active: Mapped[bool] = mapped_column(server_default="true")
    version: Mapped[int] = mapped_column(server_default="1")


class ResultCodeRow(Base):
    """What a call was about, as agents say it afterwards: a tree, for all queues or for one."""

    __tablename__ = "result_code"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "parent_code"], ["result_code.tenant_id", "result_code.code"]),
    )

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    code: Mapped[str] = mapped_column(Text, primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(Text)
    queue_id: Mapped[UUID | None] = mapped_column(ForeignKey("queue.id"))
    name_zh: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    position: Mapped[int]
    is_active: Mapped[bool] = mapped_column(server_default="true")
    version: Mapped[int] = mapped_column(server_default="1")


class CallbackRequestRow(Base):
    """A caller wants to be called back instead of waiting."""

    __tablename__ = "callback_request"
    __table_args__ = (
        UniqueConstraint("tenant_id", "call_id"),
        Index(None, "tenant_id", "requested_at"),
        _one_of("status", CallbackStatus),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = _tenant()
    local_network_id: Mapped[UUID | None] = mapped_column(ForeignKey("local_network.id"))
    queue_id: Mapped[UUID | None] = mapped_column(ForeignKey("queue.id"))
    number: Mapped[str] = mapped_column(Text)
    call_id: Mapped[UUID]
    requested_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    status: Mapped[str] = mapped_column(Text)


class AgentStateIntervalRow(Base):
    """An agent was in a state from then to then; partitioned by month."""

    __tablename__ = "agent_state_interval"
    __table_args__ = (
        Index(None, "tenant_id", "started_at"),
        Index(
            "ix_agent_state_interval_wrap_up",
            "call_id",
            postgresql_where=text("state = 'working_after_call' AND call_id IS NOT NULL"),
        ),
        {"postgresql_partition_by": "RANGE (started_at)"},
    )

    agent_id: Mapped[UUID] = mapped_column(primary_key=True)
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), primary_key=True)
    tenant_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    ended_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    call_id: Mapped[UUID | None]
    queue_id: Mapped[UUID | None]


class AgentStateRow(Base):
    """What an agent is doing now; signed out it is `null`."""

    __tablename__ = "agent_state"
    __table_args__ = (Index(None, "tenant_id"),)

    agent_id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    local_network_id: Mapped[UUID | None]
    state: Mapped[str] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    since: Mapped[datetime] = mapped_column(DateTime(timezone=True))
