"""Stands between us and one billing system: remembers answers, asks once for many, stops asking when it is sick."""

import asyncio
from collections import OrderedDict
from dataclasses import replace
from typing import Protocol

from kefu.adapters.billing.breaker import Breaker
from kefu.customers.model import Balance
from kefu.customers.ports import AccountUnknownError, BillingUnavailableError
from kefu.platform.clock import ClockMs, now_ms

FRESH_FOR_MS = 60_000
_REMEMBERED = 50_000


class Backend(Protocol):
    """A billing system's own protocol."""

    async def fetch(self, account_no: str) -> Balance:
        """Ask for one balance.

        Raises: AccountUnknownError, BillingUnavailableError.
        """
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...


class GuardedBalances:
    """Implements `customers.ports.BalanceLookup` over one back end.

    Who asks for the same account at the same time shares one question. The question goes on when somebody runs out of
    patience, so that a late answer is there for the next one.
    """

    def __init__(self, backend: Backend, *, clock_ms: ClockMs = now_ms) -> None:
        self._backend = backend
        self._clock_ms = clock_ms
        self._known: OrderedDict[str, tuple[Balance, int]] = OrderedDict()  # with the time when we were told
        self._asking: dict[str, asyncio.Task[Balance]] = {}
        self._breaker = Breaker()

    def known(self, account_no: str) -> Balance | None:
        """Return what is known now, marked when it is stale; never waits."""
        if account_no not in self._known:
            return None
        balance, told_ms = self._known[account_no]
        return replace(balance, is_stale=self._clock_ms() - told_ms > FRESH_FOR_MS)

    async def balance(self, account_no: str, *, patience_ms: int = 800) -> Balance:
        """Ask for a balance; after `patience_ms` the last known one is returned, marked as stale.

        Raises: AccountUnknownError, BillingUnavailableError.
        """
        known = self.known(account_no)
        if known is not None and not known.is_stale:
            return known
        question = self._question(account_no)
        if question is not None:
            done, _ = await asyncio.wait({question}, timeout=patience_ms / 1000)
            if done and not isinstance(question.exception(), BillingUnavailableError):
                return question.result()
        if known is None:
            raise BillingUnavailableError(f"no answer about account {account_no} in {patience_ms} ms")
        return known

    async def close(self) -> None:
        """Drop the questions that are still open, and the back end."""
        questions = list(self._asking.values())
        for question in questions:
            question.cancel()
        await asyncio.gather(*questions, return_exceptions=True)
        await self._backend.close()

    def _question(self, account_no: str) -> asyncio.Task[Balance] | None:
        question = self._asking.get(account_no)
        if question is None and self._breaker.may_ask(self._clock_ms()):
            self._breaker = self._breaker.asked()
            question = self._asking[account_no] = asyncio.create_task(self._ask(account_no))
            question.add_done_callback(_heard)
        return question

    async def _ask(self, account_no: str) -> Balance:
        try:
            balance = await self._backend.fetch(account_no)
        except AccountUnknownError:
            self._breaker = self._breaker.answered()
            raise
        except Exception:
            self._breaker = self._breaker.failed(self._clock_ms())
            raise
        finally:
            del self._asking[account_no]
        self._breaker = self._breaker.answered()
        self._known[account_no] = balance, self._clock_ms()
        self._known.move_to_end(account_no)
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return balance


def _heard(question: "asyncio.Task[Balance]") -> None:
    """Take note of a failure that nobody waits for any more."""
    if not question.cancelled():
        question.exception()
