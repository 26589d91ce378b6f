"""What the customers room needs from outside: one port for each capability of a billing system."""

from typing import Protocol

from kefu.customers.model import Balance
from kefu.kernel.errors import NotFoundError, UnavailableError


class BillingUnavailableError(UnavailableError):
    """The billing system does not answer in time, and nothing is known from before."""

    code = "billing-unavailable"
    title = "The billing system does not answer"


class AccountUnknownError(NotFoundError):
    """The billing system keeps no such account."""

    code = "billing-account-unknown"
    title = "The billing system does not know this account"


class BalanceLookup(Protocol):
    """Balances of billing accounts."""

    def known(self, account_no: str) -> Balance | None:
        """Return what is known now, marked when it is stale; never waits."""
        ...

    async def balance(self, account_no: str, *, patience_ms: int = 800) -> Balance:
        """Ask for a balance; after `patience_ms` the last known one is returned, marked as stale.

        Raises: AccountUnknownError, BillingUnavailableError.
        """
        ...
