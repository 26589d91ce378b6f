"""ORM tables of alarms."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Double, ForeignKey, Index, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kefu.platform.db import Base


def _tenant() -> Mapped[UUID]:
    return mapped_column(ForeignKey("tenant.id"))


class AlarmRuleRow(Base):
    """When to raise an alarm, and who is told; `version` counts its changes."""

    __tablename__ = "alarm_rule"
    __table_args__ = (
        Index("ix_alarm_rule_tenant_id", "tenant_id"),
        CheckConstraint("kind IN ('waiting', 'longest_wait', 'service_level', 'not_ready', 'trunks')", name="kind"),
        CheckConstraint("severity IN ('warning', 'critical')", name="severity"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = _tenant()
    local_network_id: Mapped[UUID | None] = mapped_column(ForeignKey("local_network.id"))
    name_zh: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[str]
    threshold: Mapped[int]
    within_s: Mapped[int]
    queue_id: Mapped[UUID | None] = mapped_column(ForeignKey("queue.id", ondelete="CASCADE"))
    agent_group: Mapped[str | None]
    severity: Mapped[str]
    has_sound: Mapped[bool]
    sms_person_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    sms_role_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    is_on: Mapped[bool]
    version: Mapped[int]


class AlarmContactRow(Base):
    """The mobile number by which somebody is told of alarms."""

    __tablename__ = "alarm_contact"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    tenant_id: Mapped[UUID] = _tenant()
    phone: Mapped[str]


class AlarmRow(Base):
    """Something that was too much: since when, who has seen it, until when. `cell`: whose live centre saw it."""

    __tablename__ = "alarm"
    __table_args__ = (
        Index("ix_alarm_raised_at", "tenant_id", "raised_at"),
        Index(
            "uq_alarm_standing",
            "rule_id",
            "subject_id",
            "cell",
            unique=True,
            postgresql_where=text("cleared_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = _tenant()
    local_network_id: Mapped[UUID | None] = mapped_column(ForeignKey("local_network.id"))
    rule_id: Mapped[UUID] = mapped_column(ForeignKey("alarm_rule.id"))
    cell: Mapped[str]
    kind: Mapped[str]
    severity: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[str]
    subject: Mapped[dict[str, Any]] = mapped_column(JSONB)
    threshold: Mapped[int]
    value: Mapped[float | None] = mapped_column(Double)
    raised_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    acknowledged_name: Mapped[str | None]
    note: Mapped[str] = mapped_column(server_default="")
    cleared_at: Mapped[datetime | None]
