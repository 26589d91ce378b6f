"""Customers in TM Forum's words: party, customer, billing account, place, product, contact medium.

Source: TMF629 Customer, TMF632 Party, TMF666 Account, TMF673 Geographic Address, TMF637 Product Inventory.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from kefu.kernel.errors import ConflictError, InvalidError, NotFoundError
from kefu.kernel.ids import AgentId, CustomerId, LocalNetworkId
from kefu.kernel.words import Text

DEFAULT_LEVEL = "standard"


class CustomerNotFoundError(NotFoundError):
    """No such customer, or not for this reader."""

    code = "customer-not-found"
    title = "No such customer"


class SearchTooShortError(InvalidError):
    """What was typed would match half the city."""

    code = "search-too-short"
    title = "Type a little more"


class NumberUnusableError(InvalidError):
    """A customer's number must be one that can be dialled from anywhere."""

    code = "phone-number-unusable"
    title = "This is not a telephone number"


class LevelUnknownError(InvalidError):
    """The tenant has no such level of service."""

    code = "customer-level-unknown"
    title = "No such level"


class LevelNotFoundError(NotFoundError):
    """The tenant has no such level of service to change."""

    code = "customer-level-not-found"
    title = "No such level"


class LevelChangedError(ConflictError):
    """Somebody else has changed the level since it was read."""

    code = "customer-level-changed"
    title = "Somebody else has changed this level meanwhile"


class AccountManagerUnknownError(InvalidError):
    """The tenant has no such agent."""

    code = "account-manager-unknown"
    title = "No such agent"


class CustomerChangedError(ConflictError):
    """Somebody else has changed the customer since he was read."""

    code = "customer-changed"
    title = "Somebody else has changed this customer meanwhile"


class NothingToRevealError(NotFoundError):
    """The customer's file has nothing in this field."""

    code = "nothing-to-reveal"
    title = "Nothing is known here"


class PartyKind(StrEnum):
    """Who a customer is in law."""

    INDIVIDUAL = "individual"
    ORGANIZATION = "organization"


class MediumKind(StrEnum):
    """How a customer is reached."""

    PHONE = "phone"
    MAIL = "mail"


class PlaceKind(StrEnum):
    """What happens at an address."""

    INSTALLATION = "installation"
    BILLING = "billing"


class ProductStatus(StrEnum):
    """State of one product instance; `fault` is ours: in use, but reported broken."""

    PENDING_ACTIVE = "pending_active"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    FAULT = "fault"
    TERMINATED = "terminated"


class LookupKind(StrEnum):
    """By what a customer can be found exactly."""

    PHONE = "phone"  # E.164
    MAIL = "mail"
    ACCOUNT = "account"  # number of a billing account
    RESOURCE = "resource"  # smart card, modem, line
    ID_CARD = "id_card"


class RevealField(StrEnum):
    """What is masked, and can be shown to who may see it, one audited look at a time."""

    PHONE = "phone"
    ID_CARD = "id_card"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A code with its words."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Level(Choice):
    """A level of service; a call of such a customer gets `priority` (0-9) on top of its queue's."""

    priority: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLevel(Level):
    """A level as it is set; `version` counts its changes."""

    version: int


DEFAULT_LEVELS = (
    Level(code=DEFAULT_LEVEL, text={"zh-CN": "普通", "en": "Standard"}),
    Level(code="silver", text={"zh-CN": "银卡", "en": "Silver"}, priority=1),
    Level(code="gold", text={"zh-CN": "金卡", "en": "Gold"}, priority=2),
    Level(code="diamond", text={"zh-CN": "钻石卡", "en": "Diamond"}, priority=3),
)
"""Levels of service for a tenant that has none of its own yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One product that the customer has; the fee is what he agreed to then, not today's list price."""

    product_id: UUID
    name: Text
    resource: str
    monthly_fee_minor: int
    status: ProductStatus
    expires_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A billing account."""

    account_no: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountManager:
    """An agent who looks after customers (客户经理)."""

    agent_id: AgentId
    number: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a customer is to be served: at which level, by whom first; `version` is the customer's that was read."""

    level_code: str
    account_manager_id: AgentId | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a customer's file says at one glance, unmasked: never leaves the room as it is."""

    customer_id: CustomerId
    local_network_id: LocalNetworkId | None
    name: str
    level: Level
    account_manager: AccountManager | None
    tags: tuple[Text, ...]
    id_last_four: str
    phone: str  # E.164, "" when there is none
    address: str
    since_on: date | None
    accounts: tuple[Account, ...]
    products: tuple[Product, ...]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One of several customers to choose from."""

    customer_id: CustomerId
    local_network_id: LocalNetworkId | None
    name: str
    level: Level
    address: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Who answers to a number: one customer, several to choose from, or nobody."""

    customer: Profile | None = None
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found; `has_more`: and more than can be shown."""

    candidates: tuple[Candidate, ...] = ()
    has_more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCustomer:
    """What is known of somebody who becomes a customer during a call; `phone` is E.164."""

    name: str
    phone: str
    level_code: str = DEFAULT_LEVEL
    address: str = ""
    kind: PartyKind = PartyKind.INDIVIDUAL
    local_network_id: LocalNetworkId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPlan:
    """How a search box's text is looked for; every way that can match is tried."""

    exact: tuple[tuple[LookupKind, str], ...] = ()
    name_prefix: str | None = None
    pinyin_prefix: str | None = None
    address_fragment: str | None = None
