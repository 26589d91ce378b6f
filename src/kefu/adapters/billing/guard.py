"""Stands between us and one billing system: remembers, asks once for many, lets it alone when it is sick or busy."""

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar, cast

from prometheus_client import Counter

from kefu.adapters.billing.breaker import Breaker
from kefu.customers.model import Statement
from kefu.customers.ports import BillingOutcomeUnknownError, BillingUnavailableError, NotOfferedError
from kefu.kernel.errors import NotFoundError
from kefu.platform.clock import ClockMs, now_ms

SLOTS = 20
"""So many requests may be under way at one back end; a slow one holds these, and no more of us."""
SENDS = 2
"""So often is a wish sent, with a question in between whether it was carried out."""
_REMEMBERED_DEEDS = 1_000

QUESTIONS = Counter(
    "kefu_billing_questions_total",
    "Questions to billing systems by what came of them: answered, refused, failed, full (bulkhead), open (breaker)",
    ["system", "capability", "outcome"],
)

S = TypeVar("S", bound=Statement)
R = TypeVar("R")
_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Capability(Generic[S]):
    """Something that can be asked; its answer is fresh for a while after we were told.

    So many answers are remembered: balances are small, twelve bills with their lines are not.
    """

    name: str
    answer: type[S]
    fresh_for_ms: int = 60_000
    remembered: int = 2_000


@dataclass(frozen=True, slots=True)
class Deed(Generic[R]):
    """Something that is to be done once: how to have it done, and how to ask whether it was."""

    send: Callable[[], Awaitable[R]]
    find: Callable[[], Awaitable[R | None]]
    is_repeat: bool = False


class Guard:
    """One back end's memory, single flight, bulkhead and circuit breaker, for every capability and key.

    Who asks the same at the same time shares one question. The question goes on when somebody runs out of patience, so
    that a late answer is there for the next one. Nobody ever queues: who cannot be asked for is answered from memory.
    """

    def __init__(self, name: str, *, slots: int = SLOTS, clock_ms: ClockMs = now_ms) -> None:
        self._name, self._slots, self._clock_ms = name, slots, clock_ms
        self._known: defaultdict[str, OrderedDict[str, tuple[Statement, int]]] = defaultdict(OrderedDict)
        """By capability and key, with the time when we were told."""
        self._asking: dict[_Key, asyncio.Task[Any]] = {}
        self._doing: dict[_Key, asyncio.Task[Any]] = {}
        self._done: OrderedDict[_Key, Any] = OrderedDict()
        self._uncertain: OrderedDict[_Key, None] = OrderedDict()
        self._breaker = Breaker()

    @property
    def under_way(self) -> int:
        """Return how many requests the back end has of us."""
        return len(self._asking) + len(self._doing)

    def known(self, capability: Capability[S], key: str) -> S | None:
        """Return what is known now, marked when it is stale; never waits."""
        found = self._known[capability.name].get(key)
        if found is None:
            return None
        answer, told_ms = found
        is_stale = self._clock_ms() - told_ms > capability.fresh_for_ms
        return replace(cast("S", answer), is_stale=is_stale)

    async def ask(
        self,
        capability: Capability[S],
        key: str,
        fetch: Callable[[], Awaitable[S]],
        *,
        patience_ms: int,
        is_anew: bool = False,
    ) -> S:
        """Ask; after `patience_ms` the last known answer is returned, marked as stale. `is_anew`: fresh or not.

        Raises: NotFoundError, NotOfferedError, BillingUnavailableError when nothing is known either.
        """
        known = self.known(capability, key)
        if known is not None and not known.is_stale and not is_anew:
            return known
        question = self._question(capability, key, fetch)
        if question is not None:
            done, _ = await asyncio.wait({question}, timeout=patience_ms / 1000)
            if done and not _is_silence(question.exception()):
                return question.result()
        if known is None:
            raise BillingUnavailableError(f"{self._name}: no {capability.name} of {key} in {patience_ms} ms")
        return replace(known, is_stale=True)

    async def act(self, name: str, key: tuple[str, ...], deed: Deed[R], *, patience_ms: int) -> R:
        """Have something done once, however often it is asked for under this key.

        It goes on when patience ends; who asks again joins it, or is told what came of it.

        Raises: NotFoundError, BillingUnavailableError when nothing was done, BillingOutcomeUnknownError.
        """
        whole = (name, *key)
        if whole in self._done:
            return cast("R", self._done[whole])
        doing = self._doing.get(whole)
        if doing is None:
            self._admit(name)
            doing = self._doing[whole] = asyncio.create_task(self._carry_out(whole, deed))
            doing.add_done_callback(_heard)
        done, _ = await asyncio.wait({doing}, timeout=patience_ms / 1000)
        if not done:
            raise BillingOutcomeUnknownError(f"{self._name}: {name} was not finished in {patience_ms} ms")
        return cast("R", doing.result())

    def forget(self, capability: Capability[Any], key: str) -> None:
        """Let the next one ask: what is known has changed."""
        self._known[capability.name].pop(key, None)

    async def close(self) -> None:
        """Drop what is still under way."""
        tasks = [*self._asking.values(), *self._doing.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _question(
        self, capability: Capability[S], key: str, fetch: Callable[[], Awaitable[S]]
    ) -> "asyncio.Task[S] | None":
        whole = (capability.name, key)
        question = self._asking.get(whole)
        if question is None:
            try:
                self._admit(capability.name)
            except BillingUnavailableError:
                return None
            question = self._asking[whole] = asyncio.create_task(self._ask(capability, key, fetch))
            question.add_done_callback(_heard)
        return question

    def _admit(self, name: str) -> None:
        """Take a place for one more request, or refuse at once."""
        if self.under_way >= self._slots:
            self._count(name, "full")
            raise BillingUnavailableError(f"{self._name}: {self._slots} requests are under way already")
        if not self._breaker.may_ask(self._clock_ms()):
            self._count(name, "open")
            raise BillingUnavailableError(f"{self._name}: it is left alone for a while")
        self._breaker = self._breaker.asked()

    async def _ask(self, capability: Capability[S], key: str, fetch: Callable[[], Awaitable[S]]) -> S:
        try:
            answer = await self._judged(capability.name, fetch)
        finally:
            del self._asking[capability.name, key]
        known = self._known[capability.name]
        known[key] = answer, self._clock_ms()
        known.move_to_end(key)
        if len(known) > capability.remembered:
            known.popitem(last=False)
        return answer

    async def _carry_out(self, whole: _Key, deed: Deed[R]) -> R:
        """Send it, and ask before sending it again; what is not known afterwards is asked first next time."""
        may_be_done = deed.is_repeat or whole in self._uncertain
        try:
            for sent in range(SENDS + 1):
                if may_be_done and (found := await self._find(whole[0], deed)) is not None:
                    return self._keep(whole, found)
                if sent < SENDS:
                    try:
                        return self._keep(whole, await self._judged(whole[0], deed.send))
                    except BillingOutcomeUnknownError:
                        may_be_done = True
            raise BillingOutcomeUnknownError(f"{self._name}: {whole[0]} was sent {SENDS} times")
        except BillingOutcomeUnknownError:
            _remember(self._uncertain, whole, None)
            raise
        finally:
            del self._doing[whole]

    async def _find(self, name: str, deed: Deed[R]) -> R | None:
        try:
            return await self._judged(name, deed.find)
        except BillingUnavailableError as error:
            raise BillingOutcomeUnknownError(error.detail) from error

    def _keep(self, whole: _Key, outcome: R) -> R:
        self._uncertain.pop(whole, None)
        _remember(self._done, whole, outcome)
        return outcome

    async def _judged(self, name: str, request: Callable[[], Awaitable[R]]) -> R:
        """Await a request, and tell the breaker how it went: an answer that says no is an answer."""
        try:
            answer = await request()
        except Exception as error:
            if _is_failure(error):
                self._breaker = self._breaker.failed(self._clock_ms())
                self._count(name, "failed")
            else:
                self._breaker = self._breaker.answered()
                self._count(name, "refused")
            raise
        self._breaker = self._breaker.answered()
        self._count(name, "answered")
        return answer

    def _count(self, name: str, outcome: str) -> None:
        QUESTIONS.labels(self._name, name, outcome).inc()


def _is_silence(error: BaseException | None) -> bool:
    return isinstance(error, BillingUnavailableError) and not isinstance(error, NotOfferedError)


def _is_failure(error: BaseException | None) -> bool:
    return error is not None and not isinstance(error, NotFoundError | NotOfferedError)


def _remember(memory: "OrderedDict[_Key, Any]", whole: _Key, value: Any) -> None:
    memory[whole] = value
    if len(memory) > _REMEMBERED_DEEDS:
        memory.popitem(last=False)


def _heard(task: "asyncio.Task[Any]") -> None:
    """Take note of a failure that nobody waits for any more."""
    if not task.cancelled():
        task.exception()
