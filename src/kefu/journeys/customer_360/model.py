"""What a desk shows of a customer. Kept unmasked inside; `rules.seen_by` makes what one viewer may see of it."""

from dataclasses import dataclass
from datetime import date, datetime

from kefu.customers.model import (
    Account,
    AccountManager,
    AccountRef,
    Balance,
    BillLine,
    BillState,
    Candidate,
    Choice,
    DeviceKind,
    Level,
    Match,
    PaymentMethod,
    PaymentStatus,
    ProductStates,
    Signal,
)
from kefu.interactions.model import Channel, Direction, Outcome
from kefu.kernel.ids import AgentId, CustomerId, InteractionId, LocalNetworkId, RecordingId
from kefu.kernel.words import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingLink:
    """A recording that can be played from the timeline."""

    recording_id: RecordingId
    duration_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One interaction, joined with what came of it."""

    interaction_id: InteractionId
    local_network_id: LocalNetworkId | None
    channel: Channel
    direction: Direction
    outcome: Outcome
    at: datetime
    duration_s: int
    note: str
    agent_id: AgentId | None
    agent_name: str
    queue: Text | None
    result: Text | None
    recordings: tuple[RecordingLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFile:
    """All that a pop is made of, for one number: the customer with his contacts, or several to choose from."""

    match: Match
    network: str = ""  # code of the customer's local network: his billing system's
    contacts: tuple[Contact, ...] = ()
    balance: Balance | None = None
    states: ProductStates | None = None

    @property
    def last_agent_id(self) -> AgentId | None:
        """Return who has talked with the customer last."""
        return next((contact.agent_id for contact in self.contacts if contact.agent_id is not None), None)

    @property
    def accounts(self) -> tuple[Account, ...]:
        """Return the customer's billing accounts, the default one first."""
        return self.match.customer.accounts if self.match.customer else ()

    @property
    def account(self) -> AccountRef | None:
        """Return the account whose balance is shown: the default one."""
        return self.account_of("") if self.accounts else None

    def account_of(self, account_no: str) -> AccountRef | None:
        """Return one of the customer's accounts, the default one for ""; None when it is not his."""
        numbers = [account.account_no for account in self.accounts]
        if account_no in numbers or (not account_no and numbers):
            return AccountRef(account_no=account_no or numbers[0], network=self.network)
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductView:
    """A product as the desk shows it."""

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
    """One line of the timeline."""

    interaction_id: InteractionId
    at_ms: int
    channel: Channel
    direction: Direction
    title: Text
    detail: str
    agent_name: str
    queue: Text | None
    duration_s: int
    result: Text | None
    recordings: tuple[RecordingLink, ...]


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
    timeline: tuple[TimelineItem, ...]


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
    next_before: InteractionId | None


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
