"""ORM tables of callback surveys. ADR 0025."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kefu.platform.db import Base


class SurveyGroupRow(Base):
    """A survey group; `version` counts its changes."""

    __tablename__ = "survey_group"
    __table_args__ = (UniqueConstraint("tenant_id", "code", name="uq_survey_group_tenant_id_code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    code: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str]
    form_code: Mapped[str]
    calendar_id: Mapped[UUID] = mapped_column(ForeignKey("calendar.id"))
    sources: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    script: Mapped[dict[str, str]] = mapped_column(JSONB)
    is_active: Mapped[bool]
    attempts_max: Mapped[int] = mapped_column(SmallInteger)
    retry_after_min: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    import_at: Mapped[str]
    days_back: Mapped[int] = mapped_column(SmallInteger)
    sample_pct: Mapped[int] = mapped_column(SmallInteger)
    quiet_days: Mapped[int] = mapped_column(SmallInteger)
    satisfied_pct: Mapped[int] = mapped_column(SmallInteger)
    version: Mapped[int]
    last_import_at: Mapped[datetime | None]


class SurveyCaseRow(Base):
    """A case as it stands; one for each source."""

    __tablename__ = "survey_case"
    __table_args__ = (
        UniqueConstraint("tenant_id", "source_kind", "source_id", name="uq_survey_case_source"),
        Index("ix_survey_case_pending", "group_id", "next_at", "id", postgresql_where=text("state = 'pending'")),
        Index(
            "uq_survey_case_dealt_to",
            "tenant_id",
            "dealt_to",
            unique=True,
            postgresql_where=text("state = 'dealt'"),
        ),
        Index("ix_survey_case_tenant_id_id", "tenant_id", text("id DESC")),
        Index("ix_survey_case_number", "tenant_id", "number"),
        Index("ix_survey_case_customer_id", "customer_id", postgresql_where=text("customer_id IS NOT NULL")),
        Index("ix_survey_case_ended_at", "tenant_id", "ended_at", postgresql_where=text("ended_at IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    local_network_id: Mapped[UUID | None] = mapped_column(ForeignKey("local_network.id"))
    group_id: Mapped[UUID] = mapped_column(ForeignKey("survey_group.id"))
    source_kind: Mapped[str]
    source_id: Mapped[str]
    service: Mapped[str]
    customer_id: Mapped[UUID | None]
    name: Mapped[str]
    number: Mapped[str]
    language: Mapped[str]
    subject: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[str]
    version: Mapped[int]
    next_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(SmallInteger)
    dealt_to: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    dealt_until: Mapped[datetime | None]
    call_id: Mapped[UUID | None]
    dialled_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    form_code: Mapped[str]
    form_version: Mapped[int | None]
    answers: Mapped[dict[str, Any]] = mapped_column(JSONB)
    points: Mapped[int]
    max_points: Mapped[int]
    is_satisfied: Mapped[bool | None]
    nps: Mapped[int | None] = mapped_column(SmallInteger)


class SurveyAttemptRow(Base):
    """One call of a case; written once, never changed."""

    __tablename__ = "survey_attempt"
    __table_args__ = (Index("ix_survey_attempt_later", "person_id", "at", postgresql_where=text("outcome = 'later'")),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("survey_case.id"), primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    tenant_id: Mapped[UUID]
    local_network_id: Mapped[UUID | None]
    person_id: Mapped[UUID]
    call_id: Mapped[UUID | None]
    dialled_at: Mapped[datetime]
    at: Mapped[datetime]
    outcome: Mapped[str]
