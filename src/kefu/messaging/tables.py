"""ORM tables of short messages."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kefu.platform.db import Base

_WAITS = text("state IN ('queued', 'sending')")


class MessageTemplateRow(Base):
    """Words with placeholders."""

    __tablename__ = "message_template"

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    text_zh: Mapped[str]
    text_en: Mapped[str]
    version: Mapped[int] = mapped_column(server_default="1")


class LetterContentRow(Base):
    """What attachments hold; it goes when no letter can need it any more."""

    __tablename__ = "letter_content"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    content: Mapped[bytes]


class MessageRow(Base):
    """A message in the outbox; `next_try_at` is also until when a sender has taken it on."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key", name="uq_message_tenant_id_key"),
        Index("ix_message_waiting", "seq", postgresql_where=_WAITS),
        Index("ix_message_valid_until", "valid_until", postgresql_where=_WAITS),
        Index("ix_message_tenant_id_id", "tenant_id", text("id DESC")),
        Index(
            "ix_message_trouble",
            *("tenant_id", "state", text("id DESC")),
            postgresql_where=text("state IN ('undeliverable', 'expired', 'unknown')"),
        ),
        Index("ix_message_to_number", "to_number", text("seq DESC")),
        Index(
            "ix_message_subject",
            *("tenant_id", "subject_kind", "subject_id"),
            postgresql_where=text("subject_id <> ''"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    local_network_id: Mapped[UUID | None] = mapped_column(ForeignKey("local_network.id"))
    key: Mapped[str]
    to_number: Mapped[str]
    text: Mapped[str]
    part_count: Mapped[int]
    purpose: Mapped[str]
    template_code: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(server_default="")
    gateway: Mapped[str] = mapped_column(server_default="")
    attempts: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[datetime]
    valid_until: Mapped[datetime]
    next_try_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class MessagePartRow(Base):
    """A part as a gateway knows it."""

    __tablename__ = "message_part"
    __table_args__ = (
        Index(
            "ix_message_part_gateway_message_id",
            *("gateway", "gateway_message_id"),
            postgresql_where=text("gateway_message_id <> ''"),
        ),
        Index("ix_message_part_unknown", "gateway", "reference", postgresql_where=text("state = 'unknown'")),
    )

    message_id: Mapped[UUID] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    tenant_id: Mapped[UUID]
    gateway: Mapped[str]
    gateway_message_id: Mapped[str]
    reference: Mapped[int]
    state: Mapped[str]
    error: Mapped[str]


class MessageEventRow(Base):
    """One thing that happened to a message."""

    __tablename__ = "message_event"
    __table_args__ = (Index("ix_message_event_message_id", "message_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]
    message_id: Mapped[UUID]
    at: Mapped[datetime]
    kind: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB)


class InboundMessageRow(Base):
    """What somebody wrote to us."""

    __tablename__ = "inbound_message"
    __table_args__ = (
        Index(
            "uq_inbound_message_external_id",
            *("tenant_id", "gateway", "external_id"),
            unique=True,
            postgresql_where=text("external_id <> ''"),
        ),
        Index("ix_inbound_message_tenant_id_id", "tenant_id", text("id DESC")),
        Index("ix_inbound_message_in_reply_to", "in_reply_to"),
        Index("ix_inbound_message_sender", "sender", text("id DESC")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    local_network_id: Mapped[UUID | None] = mapped_column(ForeignKey("local_network.id"))
    gateway: Mapped[str]
    external_id: Mapped[str]
    sender: Mapped[str]
    to_number: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]
    in_reply_to: Mapped[UUID | None] = mapped_column(ForeignKey("message.id", ondelete="SET NULL"))


class InboundPartRow(Base):
    """A part of what somebody writes, until the others are there."""

    __tablename__ = "inbound_part"

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    gateway: Mapped[str] = mapped_column(primary_key=True)
    sender: Mapped[str] = mapped_column(primary_key=True)
    to_number: Mapped[str] = mapped_column(primary_key=True)
    reference: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    total: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    encoding: Mapped[str]
    content: Mapped[bytes]
    at: Mapped[datetime]
