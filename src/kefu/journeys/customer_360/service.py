"""Assemble a customer's file: who it is and his contacts at once, what billing says of him when it says it."""

import asyncio
from collections.abc import Awaitable, Collection
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from kefu.customers import service as customers
from kefu.customers import store as customer_store
from kefu.customers.model import AccountRef, Balance, LookupKind, Match, Refresh
from kefu.customers.ports import PATIENCE_MS, AccountUnknownError, BillingSystem, BillingUnavailableError
from kefu.customers.store import Reader
from kefu.identity.model import Principal
from kefu.identity.service import record_audit
from kefu.journeys.customer_360 import store
from kefu.journeys.customer_360.model import ALL_KINDS, Contact, ContactKind, Cursor, CustomerFile, Situation
from kefu.journeys.customer_360.rules import POP_CONTACTS
from kefu.kernel.ids import CustomerId, LocalNetworkId
from kefu.kernel.phone import PhoneNumber
from kefu.platform.crypto import Vault
from kefu.platform.db import Database

PAGE_CONTACTS = 20
BILLING_PATIENCE_MS = 3_000

T = TypeVar("T")


class Customer360:
    """The single customer view over one database, with billing systems if there are any.

    What it returns is unmasked and knows no viewer; show it through `rules.seen_by`.
    """

    def __init__(self, *, vault: Vault, billing: BillingSystem | None = None) -> None:
        self._vault = vault
        self._billing = billing
        self._codes: dict[LocalNetworkId, str] = {}  # of local networks; they do not change

    @property
    def billing(self) -> BillingSystem:
        """Return the billing systems.

        Raises: BillingUnavailableError when there are none.
        """
        if self._billing is None:
            raise BillingUnavailableError("no billing system is set up")
        return self._billing

    async def pop(self, reader: Reader, number: PhoneNumber, *, now: datetime) -> CustomerFile:
        """Assemble the file of who answers to a number. Never waits for the billing system."""
        match = await customers.match(reader=reader, vault=self._vault, number=number)
        return await self._complete(reader, match, now)

    async def file(self, reader: Reader, customer_id: CustomerId, *, now: datetime) -> CustomerFile:
        """Assemble the file of a chosen customer; empty when there is none in scope."""
        return await self._complete(reader, Match(customer=await customer_store.profile(reader, customer_id)), now)

    async def outline(self, reader: Reader, customer_id: CustomerId) -> CustomerFile:
        """Assemble the file of a chosen customer without his contacts."""
        return await self._known(reader, Match(customer=await customer_store.profile(reader, customer_id)))

    async def is_known(self, reader: Reader, customer_id: CustomerId) -> bool:
        """Tell whether there is such a customer in scope."""
        return bool(await customer_store.candidates(reader, [customer_id]))

    async def contacts(
        self,
        reader: Reader,
        customer_id: CustomerId,
        *,
        before: Cursor | None = None,
        kinds: Collection[ContactKind] = ALL_KINDS,
    ) -> tuple[Contact, ...]:
        """Give the next page of a customer's contacts, of some kinds."""
        return await store.contacts(reader, customer_id, before=before, kinds=kinds, most=PAGE_CONTACTS)

    async def situation(self, reader: Reader, customer_id: CustomerId, *, now: datetime) -> Situation:
        """Give what is going on with a customer now."""
        return await store.situation(reader, customer_id, now=now)

    async def account_of(self, reader: Reader, account_no: str) -> AccountRef:
        """Find out which local network an account belongs to, such as one that a caller has keyed in."""
        value_hash = customers.lookup_hash(vault=self._vault, kind=LookupKind.ACCOUNT, value=account_no.upper())
        return AccountRef(account_no=account_no, network=await store.network_of_account(reader, value_hash) or "")

    async def balance(self, account: AccountRef, *, patience_ms: int = PATIENCE_MS) -> Balance:
        """Ask the billing system for a balance, or give the last one known when it does not answer in time.

        Raises: AccountUnknownError, BillingUnavailableError.
        """
        return await self.billing.balance(account, patience_ms=patience_ms)

    async def with_billing(self, file: CustomerFile) -> CustomerFile:
        """Give a file its balance, however long (3 s) that takes, and its products' state if it comes in time."""
        if file.account is None or self._billing is None:
            return file
        balance, states = await asyncio.gather(
            _if_said(self._billing.balance(file.account, patience_ms=BILLING_PATIENCE_MS)),
            _if_said(self._billing.products(file.account)),
        )
        if balance is None and states is None:
            return file
        return replace(file, balance=balance or file.balance, states=states or file.states)

    async def with_states(self, file: CustomerFile) -> CustomerFile:
        """Give a file the live state of its products, if the billing system tells it in time."""
        if file.account is None or self._billing is None:
            return file
        states = await _if_said(self._billing.products(file.account))
        return replace(file, states=states or file.states)

    async def note(
        self,
        database: Database,
        principal: Principal,
        customer_id: CustomerId,
        action: str,
        wish: Refresh,
        now: datetime,
    ) -> None:
        """Write into the audit what is asked of a device, and that it was done, in a transaction of its own."""
        async with database.transaction(principal.scope) as session:
            await record_audit(
                session,
                principal=principal,
                action=action,
                subject_kind="customer",
                subject_id=str(customer_id),
                detail={"account": wish.account.account_no, "resource": wish.resource, "key": wish.key},
                now=now,
            )

    async def _complete(self, reader: Reader, match: Match, now: datetime) -> CustomerFile:
        file = await self._known(reader, match)
        if match.customer is None:
            return file
        contacts = await store.contacts(reader, match.customer.customer_id, most=POP_CONTACTS)
        situation = await store.situation(reader, match.customer.customer_id, now=now)
        return replace(file, contacts=contacts, situation=situation)

    async def _known(self, reader: Reader, match: Match) -> CustomerFile:
        """Add to a customer what is known of him in this process, waiting for no billing system."""
        file = CustomerFile(match=match)
        if match.customer is None or self._billing is None:
            return file
        file = replace(file, network=await self._network(reader, match.customer.local_network_id))
        if file.account is None:
            return file
        return replace(
            file,
            balance=self._billing.known_balance(file.account),
            states=self._billing.known_products(file.account),
        )

    async def _network(self, reader: Reader, network_id: LocalNetworkId | None) -> str:
        if network_id is None:
            return ""
        code = self._codes.get(network_id) or await store.network_code(reader, network_id)
        if code:
            self._codes[network_id] = code
        return code or ""


async def _if_said(answer: Awaitable[T]) -> T | None:
    try:
        return await answer
    except (AccountUnknownError, BillingUnavailableError):
        return None
