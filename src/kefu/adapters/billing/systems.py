"""Several billing systems at once: which one keeps an account is told by its local network."""

import re
from collections.abc import Mapping

from kefu.adapters.billing.backend import Backend
from kefu.adapters.billing.guarded import GuardedSystem
from kefu.adapters.billing.json_boss import JsonBoss
from kefu.adapters.billing.soap_boss import SoapBoss
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
from kefu.customers.ports import PATIENCE_MS, BillingSystem, BillingUnavailableError
from kefu.platform.clock import ClockMs, now_ms

EVERYWHERE_ELSE = "*"
_ENTRY = re.compile(r"(?:(?P<network>[^=:/]+)=)?(?:(?P<protocol>json|soap)\+)?(?P<url>https?://\S+)")
_SPELLINGS = (("http+json://", "json+http://"), ("https+json://", "json+https://"))


class BillingSettingError(ValueError):
    """KEFU_BILLING cannot be understood."""


def parse(text: str) -> dict[str, tuple[str, str]]:
    """Read KEFU_BILLING: local network's code -> (protocol, address). An address alone is for every network.

    "nanjing=json+https://boss.nj/api, suzhou=soap+http://10.0.0.9/ws, *=https://boss.example"

    Raises: BillingSettingError.
    """
    found: dict[str, tuple[str, str]] = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        for spelling, meant in _SPELLINGS:
            entry = entry.replace(spelling, meant, 1)
        match = _ENTRY.fullmatch(entry)
        if match is None:
            raise BillingSettingError(f"KEFU_BILLING: {_without_password(entry)!r} is not NETWORK=PROTOCOL+URL")
        network = (match["network"] or EVERYWHERE_ELSE).strip()
        if network in found:
            raise BillingSettingError(f"KEFU_BILLING: {network} has two billing systems")
        found[network] = (match["protocol"] or "json", match["url"])
    return found


class BillingSystems:
    """Implements `customers.ports.BillingSystem` by handing each question to the system of the account's network."""

    def __init__(self, by_network: Mapping[str, GuardedSystem]) -> None:
        self._by_network = by_network

    def known_balance(self, account: AccountRef) -> Balance | None:
        """Return what is known now, marked when it is stale; never waits."""
        system = self._find(account)
        return system.known_balance(account) if system else None

    async def balance(self, account: AccountRef, *, patience_ms: int = PATIENCE_MS) -> Balance:
        """Ask for a balance."""
        return await self._of(account).balance(account, patience_ms=patience_ms)

    async def bills(self, account: AccountRef, *, patience_ms: int = PATIENCE_MS) -> Bills:
        """Ask for bills with their lines."""
        return await self._of(account).bills(account, patience_ms=patience_ms)

    async def payments(self, account: AccountRef, *, patience_ms: int = PATIENCE_MS) -> Payments:
        """Ask for payments."""
        return await self._of(account).payments(account, patience_ms=patience_ms)

    def known_products(self, account: AccountRef) -> ProductStates | None:
        """Return what is known now, marked when it is stale; never waits."""
        system = self._find(account)
        return system.known_products(account) if system else None

    async def products(self, account: AccountRef, *, patience_ms: int = PATIENCE_MS) -> ProductStates:
        """Ask for the state of products."""
        return await self._of(account).products(account, patience_ms=patience_ms)

    async def devices(self, account: AccountRef, *, patience_ms: int = PATIENCE_MS, is_anew: bool = False) -> Devices:
        """Ask for the state of devices; `is_anew`: even if the last answer is still fresh."""
        return await self._of(account).devices(account, patience_ms=patience_ms, is_anew=is_anew)

    async def refresh_device(self, wish: Refresh) -> Refreshed:
        """Send a device's authorisation again: once, however often the wish is repeated."""
        return await self._of(wish.account).refresh_device(wish)

    async def close(self) -> None:
        """Close every system once."""
        for system in set(self._by_network.values()):
            await system.close()

    def _find(self, account: AccountRef) -> GuardedSystem | None:
        return self._by_network.get(account.network) or self._by_network.get(EVERYWHERE_ELSE)

    def _of(self, account: AccountRef) -> BillingSystem:
        system = self._find(account)
        if system is None:
            raise BillingUnavailableError(f"local network {account.network!r} has no billing system")
        return system


def connect(setting: str, *, clock_ms: ClockMs = now_ms) -> BillingSystems | None:
    """Make the billing systems of a setting; None when there are none. One address is one system, with one guard.

    Raises: BillingSettingError.
    """
    systems: dict[tuple[str, str], GuardedSystem] = {}
    by_network: dict[str, GuardedSystem] = {}
    for network, address in parse(setting).items():
        if address not in systems:
            systems[address] = GuardedSystem(network, _backend(*address), clock_ms=clock_ms)
        by_network[network] = systems[address]
    return BillingSystems(by_network) if by_network else None


def _backend(protocol: str, url: str) -> Backend:
    return SoapBoss(url) if protocol == "soap" else JsonBoss(url)


def _without_password(entry: str) -> str:
    return re.sub(r"//[^/@]*@", "//***@", entry)
