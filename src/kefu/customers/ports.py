"""What the customers room needs from outside: one port for each capability of a billing system.

Every question is answered from memory while the last answer is fresh. After `patience_ms` the last known answer is
given, marked as stale. Questions raise AccountUnknownError, BillingUnavailableError, NotOfferedError.
"""

from typing import Protocol

from kefu.customers.model import (
    AccountRef,
    Balance,
    Bills,
    Devices,
    Payments,
    ProductStates,
    Refresh,
    Refreshed,
)
from kefu.kernel.errors import NotFoundError, UnavailableError

PATIENCE_MS = 800


class BillingUnavailableError(UnavailableError):
    """The billing system does not answer in time, and nothing is known from before."""

    code = "billing-unavailable"
    title = "The billing system does not answer"


class NotOfferedError(BillingUnavailableError):
    """The billing system of this local network is well, but cannot tell or do this."""

    code = "billing-not-offered"
    status = 501
    title = "The billing system of this local network does not offer this"


class BillingOutcomeUnknownError(BillingUnavailableError):
    """Something may have been done or not: the billing system did not answer, nor say so when asked."""

    code = "billing-outcome-unknown"
    status = 504
    title = "The billing system did not say whether it was done"


class AccountUnknownError(NotFoundError):
    """The billing system keeps no such account."""

    code = "billing-account-unknown"
    title = "The billing system does not know this account"


class DeviceUnknownError(NotFoundError):
    """The account has no such device."""

    code = "billing-device-unknown"
    title = "The account has no such device"


class BalanceLookup(Protocol):
    """Balances of billing accounts."""

    def known_balance(self, account: AccountRef) -> Balance | None:
        """Return what is known now, marked when it is stale; never waits."""
        ...

    async def balance(self, account: AccountRef, *, patience_ms: int = PATIENCE_MS) -> Balance:
        """Ask for a balance."""
        ...


class BillLookup(Protocol):
    """Bills of the last twelve months."""

    async def bills(self, account: AccountRef, *, patience_ms: int = PATIENCE_MS) -> Bills:
        """Ask for bills with their lines."""
        ...


class PaymentLookup(Protocol):
    """Payments of the last twelve months."""

    async def payments(self, account: AccountRef, *, patience_ms: int = PATIENCE_MS) -> Payments:
        """Ask for payments."""
        ...


class ProductLookup(Protocol):
    """The live state of products."""

    def known_products(self, account: AccountRef) -> ProductStates | None:
        """Return what is known now, marked when it is stale; never waits."""
        ...

    async def products(self, account: AccountRef, *, patience_ms: int = PATIENCE_MS) -> ProductStates:
        """Ask for the state of products."""
        ...


class DeviceLookup(Protocol):
    """The live state of devices, and what can be done to them from here."""

    async def devices(self, account: AccountRef, *, patience_ms: int = PATIENCE_MS, is_anew: bool = False) -> Devices:
        """Ask for the state of devices; `is_anew`: even if the last answer is still fresh."""
        ...

    async def refresh_device(self, wish: Refresh) -> Refreshed:
        """Send a device's authorisation again: once, however often the wish is repeated.

        Raises: DeviceUnknownError, AccountUnknownError, BillingUnavailableError (not done), BillingOutcomeUnknownError.
        """
        ...


class BillingSystem(BalanceLookup, BillLookup, PaymentLookup, ProductLookup, DeviceLookup, Protocol):
    """Every capability, of whichever system keeps the account."""
