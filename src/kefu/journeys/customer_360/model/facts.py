"""What is known of a customer, unmasked: `rules.seen_by` makes what one viewer may see of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from kefu.customers.model import Account, AccountRef, Balance, Match, ProductStates
from kefu.interactions.model import Direction
from kefu.kernel.ids import AgentId, CallId, LocalNetworkId, OutageId, RecordingId
from kefu.kernel.words import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingLink:
    """A recording that can be played from the timeline."""

    recording_id: RecordingId
    duration_s: int


class ContactKind(StrEnum):
    """What passed between a customer and us."""

    CALL = "call"
    TICKET = "ticket"
    ORDER = "order"
    MESSAGE = "message"
    SURVEY = "survey"


ALL_KINDS = tuple(ContactKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One thing that passed between a customer and us, joined with what came of it."""

    kind: ContactKind
    item_id: UUID
    local_network_id: LocalNetworkId | None
    at: datetime
    direction: Direction | None = None
    no: str = ""
    code: str = ""  # a ticket's kind
    subject: Text | None = None
    state: str = ""
    state_text: Text | None = None  # the operator's word for the state, if it has one
    note: str = ""
    agent_name: str = ""
    queue: Text | None = None
    duration_s: int = 0
    result: Text | None = None
    recordings: tuple[RecordingLink, ...] = ()
    is_satisfied: bool | None = None
    call_id: CallId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """The last line of a page of the timeline: the next page begins behind it."""

    at: datetime
    item_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """An open ticket or work order; nobody waits for its deadline while `is_waiting`."""

    kind: ContactKind
    item_id: UUID
    local_network_id: LocalNetworkId | None
    no: str
    code: str = ""  # a ticket's kind
    subject: Text
    state: str
    state_text: Text | None
    at: datetime
    due_at: datetime
    is_waiting: bool
    unit: Text | None
    appointment_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """An outage that somebody at the customer's place has."""

    outage_id: OutageId
    local_network_id: LocalNetworkId | None
    area: Text
    text: Text
    begins_at: datetime
    expected_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A reported fault, or a repair that nobody reported; `ended_at` None: it is not over."""

    kind: ContactKind
    item_id: UUID
    local_network_id: LocalNetworkId | None
    no: str
    code: str = ""
    subject: Text
    product: str
    at: datetime
    ended_at: datetime | None
    state: str
    state_text: Text | None
    repeat_of: UUID | None
    order_no: str = ""
    result: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """Faults that came again, newest first; `product`: the one that fails again and again, "" when they differ."""

    product: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is going on with a customer now."""

    as_of: datetime | None = None
    work: tuple[Work, ...] = ()
    outages: tuple[Outage, ...] = ()
    faults: tuple[Fault, ...] = ()
    last_agent_id: AgentId | None = None  # who has talked with the customer last


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFile:
    """All that a pop is made of, for one number: the customer with his contacts, or several to choose from."""

    match: Match
    network: str = ""  # code of the customer's local network: his billing system's
    contacts: tuple[Contact, ...] = ()
    situation: Situation = Situation()
    balance: Balance | None = None
    states: ProductStates | None = None

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
