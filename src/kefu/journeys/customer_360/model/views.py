"""What a desk shows of a customer: masked, and only what the viewer may see."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kefu.customers.model import (
    Account,
    AccountManager,
    BillLine,
    BillState,
    Candidate,
    Choice,
    DeviceKind,
    Level,
    PaymentMethod,
    PaymentStatus,
    Signal,
)
from kefu.interactions.model import Direction
from kefu.journeys.customer_360.model.facts import ContactKind, RecordingLink
from kefu.kernel.ids import CallId, CustomerId, OutageId
from kefu.kernel.words import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductView:
    """A product as the desk shows it."""

    product_id: UUID
    name: Text
    resource: str
    monthly_fee_minor: int
    status: Choice
    is_live: bool  # the status is the billing system's, of just now
    expires_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingView:
    """What the customer has and owes, as of when; stale: the billing system has not answered since."""

    balance_minor: int
    due_minor: int
    as_of_ms: int
    is_stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineItem:
    """One line of the timeline; `can_open`: the viewer may go to its own page."""

    kind: ContactKind
    item_id: UUID
    at_ms: int
    direction: Direction | None
    title: Text
    no: str
    subject: Text | None
    state: Choice | None
    detail: str
    agent_name: str
    queue: Text | None
    duration_s: int
    result: Text | None
    recordings: tuple[RecordingLink, ...]
    call_id: CallId | None
    can_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkView:
    """An open ticket or work order as the desk shows it."""

    kind: ContactKind
    item_id: UUID
    no: str
    title: Text
    subject: Text
    state: Choice
    at_ms: int
    due_at_ms: int
    is_waiting: bool
    unit: Text | None
    appointment_at_ms: int | None
    can_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageView:
    """An outage at the customer's place."""

    outage_id: OutageId
    area: Text
    text: Text
    begins_at_ms: int
    expected_until_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultView:
    """An earlier fault."""

    kind: ContactKind
    item_id: UUID
    no: str
    order_no: str
    title: Text
    subject: Text
    at_ms: int
    state: Choice
    result: Text | None
    can_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatView:
    """A warning: so many faults in so few days."""

    days: int
    product: str
    faults: tuple[FaultView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SituationView:
    """What is going on with a customer now, the most pressing first."""

    as_of_ms: int
    work: tuple[WorkView, ...] = ()
    outages: tuple[OutageView, ...] = ()
    repeat: RepeatView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pop:
    """A customer as the desk shows him."""

    customer_id: CustomerId
    name: str
    level: Level
    account_manager: AccountManager | None
    tags: tuple[Text, ...]
    id_masked: str
    phone_masked: str
    address: str
    account_no: str
    since_on: date | None
    products: tuple[ProductView, ...]
    billing: BillingView | None
    situation: SituationView
    timeline: tuple[TimelineItem, ...]
    timeline_before: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerView(Pop):
    """A customer's whole file; `version` counts the changes of him."""

    accounts: tuple[Account, ...]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PopView:
    """What one viewer sees: the customer, or several to choose from, or neither."""

    customer: Pop | None = None
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinePage:
    """A page of the timeline, newest first; `next_before` asks for the next, null at the end."""

    items: tuple[TimelineItem, ...]
    next_before: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementView:
    """What a billing system said of an account, as of when; `accounts`: all that one can ask for."""

    account_no: str
    accounts: tuple[Account, ...]
    as_of_ms: int
    is_stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BillView:
    """One month's bill."""

    bill_no: str
    month_on: date
    due_on: date
    total_minor: int
    unpaid_minor: int
    state: BillState
    lines: tuple[BillLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BillsView(StatementView):
    """Bills, newest first."""

    bills: tuple[BillView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentView:
    """One payment."""

    payment_no: str
    paid_at_ms: int
    amount_minor: int
    method: PaymentMethod
    status: PaymentStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentsView(StatementView):
    """Payments, newest first."""

    payments: tuple[PaymentView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductsView:
    """The customer's products; `as_of_ms` is when the billing system told their state, None when it did not."""

    products: tuple[ProductView, ...]
    as_of_ms: int | None
    is_stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceView:
    """A device, with the product that runs on it."""

    resource: str
    product: Text | None
    kind: DeviceKind
    model: str
    is_online: bool
    signal_dbm: float | None
    signal: Signal
    last_seen_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DevicesView(StatementView):
    """Devices."""

    devices: tuple[DeviceView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshedView:
    """A device's authorisation was sent again."""

    done_at_ms: int
