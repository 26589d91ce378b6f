"""Assemble a customer's file: who it is and his contacts at once, his balance when the billing system answers."""

from dataclasses import replace

from kefu.customers import service as customers
from kefu.customers import store as customer_store
from kefu.customers.model import Balance, Match
from kefu.customers.ports import AccountUnknownError, BalanceLookup, BillingUnavailableError
from kefu.customers.store import Reader
from kefu.journeys.customer_360 import store
from kefu.journeys.customer_360.model import Contact, CustomerFile
from kefu.kernel.ids import CustomerId, InteractionId
from kefu.kernel.phone import PhoneNumber
from kefu.platform.crypto import Vault

POP_CONTACTS = 10
PAGE_CONTACTS = 20
BILLING_PATIENCE_MS = 3_000


class Customer360:
    """The single customer view over one database, with the billing system if there is one.

    What it returns is unmasked and knows no viewer; show it through `rules.seen_by`.
    """

    def __init__(self, *, vault: Vault, balances: BalanceLookup | None = None) -> None:
        self._vault = vault
        self._balances = balances

    async def pop(self, reader: Reader, number: PhoneNumber) -> CustomerFile:
        """Assemble the file of who answers to a number. Never waits for the billing system."""
        return await self._complete(reader, await customers.match(reader=reader, vault=self._vault, number=number))

    async def file(self, reader: Reader, customer_id: CustomerId) -> CustomerFile:
        """Assemble the file of a chosen customer; empty when there is none in scope."""
        return await self._complete(reader, Match(customer=await customer_store.profile(reader, customer_id)))

    async def is_known(self, reader: Reader, customer_id: CustomerId) -> bool:
        """Tell whether there is such a customer in scope."""
        return bool(await customer_store.candidates(reader, [customer_id]))

    async def contacts(
        self, reader: Reader, customer_id: CustomerId, *, before: InteractionId | None = None
    ) -> tuple[Contact, ...]:
        """Give the next page of a customer's contacts."""
        return await store.contacts(reader, customer_id, before=before, most=PAGE_CONTACTS)

    async def balance(self, account_no: str, *, patience_ms: int = 800) -> Balance:
        """Ask the billing system for a balance, or give the last one known when it does not answer in time.

        Raises: AccountUnknownError, BillingUnavailableError.
        """
        if self._balances is None:
            raise BillingUnavailableError("no billing system is set up")
        return await self._balances.balance(account_no, patience_ms=patience_ms)

    async def with_billing(self, file: CustomerFile) -> CustomerFile:
        """Give a file its balance, however long (3 s) that takes; unchanged when there is nothing to be had."""
        if file.account_no is None:
            return file
        try:
            return replace(file, balance=await self.balance(file.account_no, patience_ms=BILLING_PATIENCE_MS))
        except (AccountUnknownError, BillingUnavailableError):
            return file

    async def _complete(self, reader: Reader, match: Match) -> CustomerFile:
        file = CustomerFile(match=match)
        if match.customer is None:
            return file
        contacts = await store.contacts(reader, match.customer.customer_id, most=POP_CONTACTS)
        known = self._balances.known(file.account_no) if self._balances and file.account_no else None
        return replace(file, contacts=contacts, balance=known)
