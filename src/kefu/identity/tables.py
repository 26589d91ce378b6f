"""ORM tables of the organisation, its people and their sessions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    FetchedValue,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kefu.platform.db import Base


def _tenant() -> Mapped[UUID]:
    return mapped_column(ForeignKey("tenant.id"))


class TenantRow(Base):
    """A business: the strict wall. Its days begin by the clock of its time zone."""

    __tablename__ = "tenant"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text))
    time_zone: Mapped[str]
    created_at: Mapped[datetime]


class LocalNetworkRow(Base):
    """A local network (本地网): a data scope inside a tenant."""

    __tablename__ = "local_network"
    __table_args__ = (UniqueConstraint("tenant_id", "code", name="uq_local_network_tenant_id_code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = _tenant()
    code: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str]
    area_code: Mapped[str]
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("local_network.id"))


class SiteRow(Base):
    """A place where agents sit; figures of it alone are told by its own clock."""

    __tablename__ = "site"
    __table_args__ = (UniqueConstraint("tenant_id", "code", name="uq_site_tenant_id_code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = _tenant()
    local_network_id: Mapped[UUID | None] = mapped_column(ForeignKey("local_network.id"))
    code: Mapped[str]
    name: Mapped[str]
    time_zone: Mapped[str]
    version: Mapped[int] = mapped_column(server_default="1")


class AgentGroupRow(Base):
    """A team of agents at a site."""

    __tablename__ = "agent_group"
    __table_args__ = (UniqueConstraint("tenant_id", "site_id", "name", name="uq_agent_group_tenant_id_site_id_name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = _tenant()
    site_id: Mapped[UUID] = mapped_column(ForeignKey("site.id"))
    name: Mapped[str]
    version: Mapped[int] = mapped_column(server_default="1")


class PersonRow(Base):
    """Somebody who can log in."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("tenant_id", "login", name="uq_person_tenant_id_login"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = _tenant()
    login: Mapped[str]
    name: Mapped[str]
    password_hash: Mapped[str]
    is_active: Mapped[bool]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(server_default="1")
    mail: Mapped[str | None]


class RoleRow(Base):
    """A named set of permissions."""

    __tablename__ = "role"
    __table_args__ = (UniqueConstraint("tenant_id", "code", name="uq_role_tenant_id_code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = _tenant()
    code: Mapped[str]
    name: Mapped[str]
    permissions: Mapped[list[str]] = mapped_column(ARRAY(Text))
    version: Mapped[int] = mapped_column(server_default="1")


class PersonRoleRow(Base):
    """A role that a person holds, in all local networks (NULL) or in some; over all teams' agents (NULL) or some."""

    __tablename__ = "person_role"

    tenant_id: Mapped[UUID] = _tenant()
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    role_id: Mapped[UUID] = mapped_column(ForeignKey("role.id"), primary_key=True)
    local_network_ids: Mapped[list[UUID] | None] = mapped_column(ARRAY(Uuid()))
    agent_group_ids: Mapped[list[UUID] | None] = mapped_column(ARRAY(Uuid()))


class AgentRow(Base):
    """A person as an agent (坐席): number, group, device."""

    __tablename__ = "agent"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number", name="uq_agent_tenant_id_number"),
        UniqueConstraint("tenant_id", "person_id", name="uq_agent_tenant_id_person_id"),
        UniqueConstraint("tenant_id", "id", name="uq_agent_tenant_id_id"),
        CheckConstraint("device_kind IN ('web_phone', 'sip_phone')", name="device_kind"),
        CheckConstraint("recording_policy IN ('by_queue', 'always', 'never')", name="recording_policy"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = _tenant()
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    group_id: Mapped[UUID] = mapped_column(ForeignKey("agent_group.id"))
    number: Mapped[str]
    device_kind: Mapped[str]
    recording_policy: Mapped[str]


class SessionRow(Base):
    """A log-in that is open; the token itself is only in the browser."""

    __tablename__ = "session"
    __table_args__ = (CheckConstraint("kind IN ('desk', 'field')", name="kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = _tenant()
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(server_default="desk")


class RealtimeTicketRow(Base):
    """A one-time pass from a session to its WebSocket."""

    __tablename__ = "realtime_ticket"

    tenant_id: Mapped[UUID] = _tenant()
    ticket_hash: Mapped[bytes] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]


class LoginThrottleRow(Base):
    """Attempts to log in under one key (a hash of log-in or address); no tenant, for it may be a guess too."""

    __tablename__ = "login_throttle"

    key: Mapped[bytes] = mapped_column(primary_key=True)
    attempts: Mapped[int]
    window_ends_at: Mapped[datetime] = mapped_column(index=True)


class AuditEntryRow(Base):
    """One line of the audit; the database numbers and chains it."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        UniqueConstraint("tenant_id", "seq", name="uq_audit_entry_tenant_id_seq"),
        Index("ix_audit_entry_tenant_id_at", "tenant_id", "at"),
        Index("ix_audit_entry_tenant_id_actor_id_seq", "tenant_id", "actor_id", "seq"),
        Index("ix_audit_entry_tenant_id_subject_id_seq", "tenant_id", "subject_id", "seq"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = _tenant()
    seq: Mapped[int] = mapped_column(BigInteger, server_default=FetchedValue())
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str]
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB)
    previous_hash: Mapped[bytes] = mapped_column(server_default=FetchedValue())
    hash: Mapped[bytes] = mapped_column(server_default=FetchedValue())
