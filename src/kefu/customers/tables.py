"""ORM tables of customers; what a customer owns leads its keys with `customer_id` (ADR 0011)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from kefu.customers.model import MediumKind, PartyKind, PlaceKind, ProductStatus
from kefu.platform.db import Base

_CODE_POINTS = Text(collation="C")


def _one_of(column: str, values: type[PartyKind | MediumKind | PlaceKind | ProductStatus]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(value.value) for value in values)})", name=column)


class CustomerLevelRow(Base):
    """A level of service, such as gold."""

    __tablename__ = "customer_level"
    __table_args__ = (CheckConstraint("priority BETWEEN 0 AND 9", name="priority"),)

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    code: Mapped[str] = mapped_column(Text, primary_key=True)
    name_zh: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    position: Mapped[int]
    priority: Mapped[int] = mapped_column(server_default="0")
    version: Mapped[int] = mapped_column(server_default="1")


class CustomerTagRow(Base):
    """Something to know about a customer at first sight."""

    __tablename__ = "customer_tag"

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    code: Mapped[str] = mapped_column(Text, primary_key=True)
    name_zh: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    position: Mapped[int]


class CustomerRow(Base):
    """A customer of one local network."""

    __tablename__ = "customer"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "level_code"], ["customer_level.tenant_id", "customer_level.code"]),
        ForeignKeyConstraint(["tenant_id", "account_manager_agent_id"], ["agent.tenant_id", "agent.id"]),
        Index("ix_customer_tenant_id_name", "tenant_id", "name"),
        Index("ix_customer_tenant_id_name_pinyin", "tenant_id", "name_pinyin"),
        Index("ix_customer_tenant_id_name_initials", "tenant_id", "name_initials"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    local_network_id: Mapped[UUID | None] = mapped_column(ForeignKey("local_network.id"))
    name: Mapped[str] = mapped_column(_CODE_POINTS)
    name_pinyin: Mapped[str] = mapped_column(_CODE_POINTS)
    name_initials: Mapped[str] = mapped_column(_CODE_POINTS)
    level_code: Mapped[str] = mapped_column(Text)
    account_manager_agent_id: Mapped[UUID | None]
    tag_codes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    since_on: Mapped[date | None]
    version: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class _Owned:
    """What every row that a customer owns begins with."""

    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]
    local_network_id: Mapped[UUID | None]


class PartyRow(_Owned, Base):
    """Who the customer is in law."""

    __tablename__ = "party"
    __table_args__ = (_one_of("kind", PartyKind),)

    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    id_card_sealed: Mapped[bytes | None]
    id_card_last_four: Mapped[str | None] = mapped_column(Text)


class ContactMediumRow(_Owned, Base):
    """A telephone number or mail address of the customer; `has_consent`: we may call or write on our own account."""

    __tablename__ = "contact_medium"
    __table_args__ = (
        _one_of("kind", MediumKind),
        UniqueConstraint("customer_id", "kind", "value", name="uq_contact_medium_customer_id_kind_value"),
    )

    kind: Mapped[str] = mapped_column(Text)
    value: Mapped[str] = mapped_column(Text)
    is_preferred: Mapped[bool]
    has_consent: Mapped[bool]


class BillingAccountRow(_Owned, Base):
    """An account that bills go to."""

    __tablename__ = "billing_account"
    __table_args__ = (UniqueConstraint("customer_id", "account_no", name="uq_billing_account_customer_id_account_no"),)

    account_no: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    is_default: Mapped[bool]


class PlaceRow(_Owned, Base):
    """An address; `district_path` leads to it from the city downwards: "常州/天宁区"."""

    __tablename__ = "place"
    __table_args__ = (
        _one_of("kind", PlaceKind),
        Index("ix_place_address", "address", postgresql_using="gin", postgresql_ops={"address": "gin_trgm_ops"}),
    )

    kind: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    district_path: Mapped[str] = mapped_column(Text)


class ProductRow(_Owned, Base):
    """A product that the customer has: what, where, on which account, for how much."""

    __tablename__ = "product"
    __table_args__ = (
        _one_of("status", ProductStatus),
        ForeignKeyConstraint(
            ["customer_id", "billing_account_id"], ["billing_account.customer_id", "billing_account.id"]
        ),
        ForeignKeyConstraint(["customer_id", "place_id"], ["place.customer_id", "place.id"]),
    )

    billing_account_id: Mapped[UUID | None]
    place_id: Mapped[UUID | None]
    name_zh: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    resource: Mapped[str] = mapped_column(Text)
    monthly_fee_minor: Mapped[int]
    status: Mapped[str] = mapped_column(Text)
    activated_on: Mapped[date | None]
    expires_on: Mapped[date | None]


class CustomerLookupRow(Base):
    """Leads from a keyed hash of a number to the customer."""

    __tablename__ = "customer_lookup"
    __table_args__ = (
        Index(
            "uq_customer_lookup_account",
            "tenant_id",
            "value_hash",
            unique=True,
            postgresql_where=text("kind = 'account'"),
        ),
    )

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    value_hash: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(primary_key=True)
