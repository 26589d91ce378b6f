"""What a protocol's module offers: the questions of a billing system, each asked as it comes."""

from typing import Protocol

from kefu.customers.model import Balance, Bills, Devices, Payments, ProductStates, Refresh, Refreshed


class Backend(Protocol):
    """One billing system's own protocol; every call asks it.

    Each raises AccountUnknownError, BillingUnavailableError, NotOfferedError.
    """

    async def balance(self, account_no: str) -> Balance:
        """Ask for a balance."""
        ...

    async def bills(self, account_no: str) -> Bills:
        """Ask for the bills of the last twelve months."""
        ...

    async def payments(self, account_no: str) -> Payments:
        """Ask for the payments of the last twelve months."""
        ...

    async def products(self, account_no: str) -> ProductStates:
        """Ask for the state of products."""
        ...

    async def devices(self, account_no: str) -> Devices:
        """Ask for the state of devices."""
        ...

    async def refresh_device(self, wish: Refresh) -> Refreshed:
        """Have a device's authorisation sent again.

        Raises: DeviceUnknownError, BillingUnavailableError when certainly nothing was done, BillingOutcomeUnknownError.
        """
        ...

    async def find_refresh(self, key: str) -> Refreshed | None:
        """Ask whether the wish of this key was carried out."""
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...
