"""What a desk shows of a customer. Kept unmasked inside; `rules.seen_by` makes what one viewer may see of it."""

from dataclasses import dataclass
from datetime import date, datetime

from kefu.customers.model import Account, AccountManager, Balance, Candidate, Choice, Level, Match
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
    contacts: tuple[Contact, ...] = ()
    balance: Balance | None = None

    @property
    def last_agent_id(self) -> AgentId | None:
        """Return who has talked with the customer last."""
        return next((contact.agent_id for contact in self.contacts if contact.agent_id is not None), None)

    @property
    def account_no(self) -> str | None:
        """Return the account whose balance is shown: the default one."""
        accounts = self.match.customer.accounts if self.match.customer else ()
        return accounts[0].account_no if accounts else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductView:
    """A product as the desk shows it."""

    name: Text
    resource: str
    monthly_fee_minor: int
    status: Choice
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
