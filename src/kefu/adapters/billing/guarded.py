"""One billing system behind its guard: every port of the customers room."""

from functools import partial

from kefu.adapters.billing.backend import Backend
from kefu.adapters.billing.guard import Capability, Deed, Guard
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
from kefu.customers.ports import PATIENCE_MS
from kefu.platform.clock import ClockMs, now_ms

REFRESH_PATIENCE_MS = 8_000
"""A person has asked for it and looks at the button; the page itself gives up after 10 s."""

BALANCE = Capability("balance", Balance, remembered=50_000)
BILLS = Capability("bills", Bills, fresh_for_ms=10 * 60_000)
PAYMENTS = Capability("payments", Payments)
PRODUCTS = Capability("products", ProductStates, remembered=20_000)
DEVICES = Capability("devices", Devices, fresh_for_ms=15_000)


class GuardedSystem:
    """Implements `customers.ports.BillingSystem` over one back end."""

    def __init__(self, name: str, backend: Backend, *, clock_ms: ClockMs = now_ms) -> None:
        self._backend = backend
        self._guard = Guard(name, clock_ms=clock_ms)

    def known_balance(self, account: AccountRef) -> Balance | None:
        """Return what is known now, marked when it is stale; never waits."""
        return self._guard.known(BALANCE, account.account_no)

    async def balance(self, account: AccountRef, *, patience_ms: int = PATIENCE_MS) -> Balance:
        """Ask for a balance."""
        number = account.account_no
        return await self._guard.ask(BALANCE, number, partial(self._backend.balance, number), patience_ms=patience_ms)

    async def bills(self, account: AccountRef, *, patience_ms: int = PATIENCE_MS) -> Bills:
        """Ask for bills with their lines."""
        number = account.account_no
        return await self._guard.ask(BILLS, number, partial(self._backend.bills, number), patience_ms=patience_ms)

    async def payments(self, account: AccountRef, *, patience_ms: int = PATIENCE_MS) -> Payments:
        """Ask for payments."""
        number = account.account_no
        return await self._guard.ask(PAYMENTS, number, partial(self._backend.payments, number), patience_ms=patience_ms)

    def known_products(self, account: AccountRef) -> ProductStates | None:
        """Return what is known now, marked when it is stale; never waits."""
        return self._guard.known(PRODUCTS, account.account_no)

    async def products(self, account: AccountRef, *, patience_ms: int = PATIENCE_MS) -> ProductStates:
        """Ask for the state of products."""
        number = account.account_no
        return await self._guard.ask(PRODUCTS, number, partial(self._backend.products, number), patience_ms=patience_ms)

    async def devices(self, account: AccountRef, *, patience_ms: int = PATIENCE_MS, is_anew: bool = False) -> Devices:
        """Ask for the state of devices; `is_anew`: even if the last answer is still fresh."""
        number = account.account_no
        fetch = partial(self._backend.devices, number)
        return await self._guard.ask(DEVICES, number, fetch, patience_ms=patience_ms, is_anew=is_anew)

    async def refresh_device(self, wish: Refresh) -> Refreshed:
        """Send a device's authorisation again: once, however often the wish is repeated.

        Raises: DeviceUnknownError, AccountUnknownError, BillingUnavailableError (not done), BillingOutcomeUnknownError.
        """
        deed = Deed(
            send=partial(self._backend.refresh_device, wish),
            find=partial(self._backend.find_refresh, wish.key),
            is_repeat=wish.is_repeat,
        )
        key = (wish.account.account_no, wish.resource, wish.key)
        done = await self._guard.act("refresh_device", key, deed, patience_ms=REFRESH_PATIENCE_MS)
        self._guard.forget(DEVICES, wish.account.account_no)
        return done

    async def close(self) -> None:
        """Drop what is under way, and close the connections."""
        await self._guard.close()
        await self._backend.close()
