"""What stands between us and a billing system: memory, shared questions, patience, the circuit breaker."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from kefu.adapters.billing import guard as guard_module
from kefu.adapters.billing.breaker import FAILURES_TO_OPEN, OPEN_MS
from kefu.adapters.billing.guard import FRESH_FOR_MS, GuardedBalances
from kefu.customers.model import Balance
from kefu.customers.ports import AccountUnknownError, BillingUnavailableError
from kefu.kernel.instant import to_ms
from support.organisation import NOW


class Backend:
    """A billing system that answers when and what the test says."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.error: Exception | None = None
        self.now_ms = to_ms(NOW)
        self.as_of = NOW
        self.is_closed = False

    async def fetch(self, account_no: str) -> Balance:
        self.asked[account_no] += 1
        await self.may_answer.wait()
        if self.error is not None:
            raise self.error
        return Balance(balance_minor=-1250, due_minor=1250, as_of=self.as_of)

    async def close(self) -> None:
        self.is_closed = True

    def clock_ms(self) -> int:
        return self.now_ms


@pytest.fixture
def backend() -> Backend:
    return Backend()


@pytest.fixture
def balances(backend: Backend) -> GuardedBalances:
    return GuardedBalances(backend, clock_ms=backend.clock_ms)


ANSWER = Balance(balance_minor=-1250, due_minor=1250, as_of=NOW)
DOWN = BillingUnavailableError("down")


async def test_an_answer_is_good_for_a_minute(backend: Backend, balances: GuardedBalances) -> None:
    assert balances.known("A1") is None
    assert await balances.balance("A1") == ANSWER
    backend.now_ms += FRESH_FOR_MS
    assert await balances.balance("A1") == ANSWER
    assert backend.asked == {"A1": 1}
    backend.now_ms += 1
    assert balances.known("A1") == replace(ANSWER, is_stale=True)
    assert await balances.balance("A1") == ANSWER
    assert backend.asked == {"A1": 2}


async def test_a_hundred_who_ask_at_once_share_one_question(backend: Backend, balances: GuardedBalances) -> None:
    backend.may_answer.clear()
    asking = [asyncio.ensure_future(balances.balance("A1")) for _ in range(100)]
    other = asyncio.ensure_future(balances.balance("A2"))
    await asyncio.sleep(0)
    backend.may_answer.set()
    assert set(await asyncio.gather(*asking, other)) == {ANSWER}
    assert backend.asked == {"A1": 1, "A2": 1}


async def test_they_share_the_failure_too(backend: Backend, balances: GuardedBalances) -> None:
    backend.error = DOWN
    failures = await asyncio.gather(*(balances.balance("A1") for _ in range(10)), return_exceptions=True)
    assert {type(failure) for failure in failures} == {BillingUnavailableError}
    assert backend.asked == {"A1": 1}


async def test_out_of_patience_the_last_known_value_is_given_as_stale(
    backend: Backend, balances: GuardedBalances
) -> None:
    await balances.balance("A1")
    backend.now_ms += FRESH_FOR_MS + 1
    backend.may_answer.clear()
    assert await balances.balance("A1", patience_ms=0) == replace(ANSWER, is_stale=True)


async def test_out_of_patience_with_nothing_known_it_says_so(backend: Backend, balances: GuardedBalances) -> None:
    backend.may_answer.clear()
    with pytest.raises(BillingUnavailableError, match="no answer about account A1 in 0 ms"):
        await balances.balance("A1", patience_ms=0)
    assert balances.known("A1") is None


async def test_a_late_answer_is_there_for_the_next_one(backend: Backend, balances: GuardedBalances) -> None:
    backend.may_answer.clear()
    with pytest.raises(BillingUnavailableError):
        await balances.balance("A1", patience_ms=0)
    patient = asyncio.ensure_future(balances.balance("A1"))
    await asyncio.sleep(0)
    backend.may_answer.set()
    assert await patient == ANSWER
    assert balances.known("A1") == ANSWER
    assert backend.asked == {"A1": 1}


async def test_who_gives_up_does_not_take_the_question_with_him(backend: Backend, balances: GuardedBalances) -> None:
    backend.may_answer.clear()
    hasty, patient = (asyncio.ensure_future(balances.balance("A1")) for _ in range(2))
    await asyncio.sleep(0)
    hasty.cancel()
    await asyncio.sleep(0)
    backend.may_answer.set()
    assert await patient == ANSWER


async def test_when_it_is_down_the_stale_value_stands(backend: Backend, balances: GuardedBalances) -> None:
    await balances.balance("A1")
    backend.now_ms += FRESH_FOR_MS + 1
    backend.error = DOWN
    assert await balances.balance("A1") == replace(ANSWER, is_stale=True)


async def test_a_sick_system_is_left_alone_and_then_probed_once(backend: Backend, balances: GuardedBalances) -> None:
    backend.error = DOWN
    for account in range(FAILURES_TO_OPEN + 3):
        with pytest.raises(BillingUnavailableError):
            await balances.balance(f"A{account}")
    assert backend.asked.total() == FAILURES_TO_OPEN
    backend.now_ms += OPEN_MS
    backend.error = None
    backend.may_answer.clear()
    probe = asyncio.ensure_future(balances.balance("A1"))
    await asyncio.sleep(0)
    with pytest.raises(BillingUnavailableError):
        await balances.balance("A2")
    backend.may_answer.set()
    assert await probe == ANSWER
    assert await balances.balance("A2") == ANSWER


async def test_an_unknown_account_is_an_answer(backend: Backend, balances: GuardedBalances) -> None:
    backend.error = AccountUnknownError("never heard of it")
    for _ in range(FAILURES_TO_OPEN + 1):
        with pytest.raises(AccountUnknownError):
            await balances.balance("A1")
    assert backend.asked == {"A1": FAILURES_TO_OPEN + 1}


async def test_an_error_that_nobody_foresaw_does_not_leave_the_breaker_probing(
    backend: Backend, balances: GuardedBalances
) -> None:
    backend.error = DOWN
    for _ in range(FAILURES_TO_OPEN):
        with pytest.raises(BillingUnavailableError):
            await balances.balance("A1")
    backend.now_ms += OPEN_MS
    backend.error = RuntimeError("a bug")
    with pytest.raises(RuntimeError, match="a bug"):
        await balances.balance("A1")
    backend.now_ms += OPEN_MS
    backend.error = None
    assert await balances.balance("A1") == ANSWER


async def test_what_is_remembered_has_a_limit(
    backend: Backend, balances: GuardedBalances, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard_module, "_REMEMBERED", 2)
    for account in ("A1", "A2", "A3"):
        await balances.balance(account)
    assert balances.known("A1") is None
    assert balances.known("A2") == balances.known("A3") == ANSWER


async def test_closing_drops_open_questions(backend: Backend, balances: GuardedBalances) -> None:
    backend.may_answer.clear()
    with pytest.raises(BillingUnavailableError):
        await balances.balance("A1", patience_ms=0)
    (question,) = balances._asking.values()
    await balances.close()
    assert backend.is_closed
    assert question.cancelled()


async def test_the_time_of_the_statement_is_the_billing_systems_own(
    backend: Backend, balances: GuardedBalances
) -> None:
    """A nightly balance is old, but as fresh as can be had: it is not asked for again at once."""
    backend.as_of = NOW - timedelta(hours=9)
    balance = await balances.balance("A1")
    assert (balance.as_of, balance.is_stale) == (NOW - timedelta(hours=9), False)
    await balances.balance("A1")
    assert backend.asked == {"A1": 1}
