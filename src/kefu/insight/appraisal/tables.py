"""ORM tables of scorecards."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Double, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kefu.platform.db import Base


def _tenant() -> Mapped[UUID]:
    return mapped_column(ForeignKey("tenant.id"))


class AppraisalTemplateRow(Base):
    """What scorecards are made of; `version` counts its changes."""

    __tablename__ = "appraisal_template"
    __table_args__ = (
        Index("ix_appraisal_template_tenant_id", "tenant_id"),
        CheckConstraint("subject IN ('agent', 'group')", name="subject"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = _tenant()
    name_zh: Mapped[str]
    name_en: Mapped[str]
    subject: Mapped[str]
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    is_active: Mapped[bool]
    version: Mapped[int]


class AppraisalMonthRow(Base):
    """A month by a template: what it was computed from, and when it was published."""

    __tablename__ = "appraisal_month"
    __table_args__ = (UniqueConstraint("template_id", "month", name="uq_appraisal_month_template_id_month"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = _tenant()
    template_id: Mapped[UUID] = mapped_column(ForeignKey("appraisal_template.id"))
    template_version: Mapped[int]
    name_zh: Mapped[str]
    name_en: Mapped[str]
    subject: Mapped[str]
    month: Mapped[date]
    measures: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    computed_at: Mapped[datetime]
    known_until: Mapped[datetime]
    published_at: Mapped[datetime | None]
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    published_name: Mapped[str | None]


class AppraisalCardRow(Base):
    """Somebody's scorecard, or a team's; the network is his site's."""

    __tablename__ = "appraisal_card"
    __table_args__ = (
        Index("ix_appraisal_card_month_id", "month_id"),
        Index("ix_appraisal_card_agent_id", "agent_id"),
        Index("ix_appraisal_card_group_id", "group_id", postgresql_where=text("agent_id IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = _tenant()
    local_network_id: Mapped[UUID | None] = mapped_column(ForeignKey("local_network.id"))
    month_id: Mapped[UUID] = mapped_column(ForeignKey("appraisal_month.id"))
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"))
    group_id: Mapped[UUID] = mapped_column(ForeignKey("agent_group.id"))
    name: Mapped[str]
    number: Mapped[str]
    group_name: Mapped[str]
    scored: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    points: Mapped[float | None] = mapped_column(Double)
    weight: Mapped[int]
    published_at: Mapped[datetime | None]


class AppraisalAppealRow(Base):
    """What somebody has against his scorecard, and the answer; the scorecard itself never changes."""

    __tablename__ = "appraisal_appeal"
    __table_args__ = (
        UniqueConstraint("card_id", name="uq_appraisal_appeal_card_id"),
        CheckConstraint("state IN ('open', 'accepted', 'rejected')", name="state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = _tenant()
    local_network_id: Mapped[UUID | None] = mapped_column(ForeignKey("local_network.id"))
    card_id: Mapped[UUID] = mapped_column(ForeignKey("appraisal_card.id"))
    text: Mapped[str]
    made_at: Mapped[datetime]
    state: Mapped[str]
    answer: Mapped[str]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    answered_name: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    corrections: Mapped[dict[str, float | None] | None] = mapped_column(JSONB)
    points: Mapped[float | None] = mapped_column(Double)
    weight: Mapped[int | None]


class AppraisalSeenRow(Base):
    """When somebody has last looked at a scorecard of his, or of his team."""

    __tablename__ = "appraisal_seen"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    card_id: Mapped[UUID] = mapped_column(ForeignKey("appraisal_card.id"), primary_key=True)
    tenant_id: Mapped[UUID] = _tenant()
    seen_at: Mapped[datetime]
