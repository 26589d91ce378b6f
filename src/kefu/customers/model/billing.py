"""What a billing system (BOSS) says about an account: balance, bills, payments, products, devices.

Source: TMF678 Customer Bill, TMF676 Payment, TMF637 Product Inventory, TMF639 Resource Inventory.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kefu.customers.model.customer import ProductStatus
from kefu.kernel.words import Text

BILL_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRef:
    """A billing account, and the code of the local network whose billing system keeps it ("" when it is not known)."""

    account_no: str
    network: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a billing system said, as of its own time; stale: it has not answered since."""

    as_of: datetime
    is_stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance(Statement):
    """What an account has and owes. Negative balance: the customer owes."""

    balance_minor: int
    due_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BillLine:
    """What one thing on a bill costs; what is taken off is negative."""

    name: Text
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """One month's bill."""

    bill_no: str
    month_on: date  # the first of the month that it is for
    due_on: date
    total_minor: int
    unpaid_minor: int
    lines: tuple[BillLine, ...]


class BillState(StrEnum):
    """What has become of a bill."""

    SETTLED = "settled"
    OPEN = "open"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bills(Statement):
    """An account's last bills, newest first."""

    bills: tuple[Bill, ...]


class PaymentMethod(StrEnum):
    """How somebody paid."""

    CASH = "cash"
    BANK = "bank"
    CARD = "card"
    WECHAT = "wechat"
    ALIPAY = "alipay"
    OTHER = "other"


class PaymentStatus(StrEnum):
    """What has become of a payment."""

    DONE = "done"
    PENDING = "pending"
    FAILED = "failed"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money that came, or was to come."""

    payment_no: str
    paid_at: datetime
    amount_minor: int
    method: PaymentMethod
    status: PaymentStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Payments(Statement):
    """An account's last payments, newest first."""

    payments: tuple[Payment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductState:
    """Whether a product works, by the resource that it runs on."""

    resource: str
    status: ProductStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductStates(Statement):
    """The live state of an account's products."""

    products: tuple[ProductState, ...]


class DeviceKind(StrEnum):
    """What stands at the customer's."""

    ONU = "onu"  # optical network unit
    MODEM = "modem"  # cable modem
    SET_TOP_BOX = "set_top_box"


class Signal(StrEnum):
    """How what arrives at a device compares with what it needs."""

    GOOD = "good"
    MARGINAL = "marginal"  # works, and will not for long
    BAD = "bad"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A device at the customer's, as its network sees it now."""

    resource: str
    kind: DeviceKind
    model: str
    is_online: bool
    signal_dbm: float | None
    last_seen_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Devices(Statement):
    """The state of an account's devices."""

    devices: tuple[Device, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refresh:
    """The wish to have a device's authorisation sent again; `key` makes one wish of all its repetitions."""

    key: str
    account: AccountRef
    resource: str
    is_repeat: bool = False  # it was wished before, perhaps to another process of ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """A device's authorisation was sent again."""

    done_at: datetime
