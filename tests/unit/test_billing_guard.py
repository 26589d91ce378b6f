"""What stands between us and a billing system: memory, shared questions, patience, the circuit breaker."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from kefu.adapters.billing.breaker import FAILURES_TO_OPEN, OPEN_MS
from kefu.adapters.billing.guard import SLOTS, Capability, Deed, Guard
from kefu.customers.model import Balance
from kefu.customers.ports import (
    AccountUnknownError,
    BillingOutcomeUnknownError,
    BillingUnavailableError,
    NotOfferedError,
)
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

    async def fetch(self, account_no: str) -> Balance:
        self.asked[account_no] += 1
        await self.may_answer.wait()
        if self.error is not None:
            raise self.error
        return Balance(balance_minor=-1250, due_minor=1250, as_of=self.as_of)

    def clock_ms(self) -> int:
        return self.now_ms


BALANCE = Capability("balance", Balance, fresh_for_ms=60_000)
DUE = Capability("due", Balance)
FRESH_FOR_MS = BALANCE.fresh_for_ms


class Balances:
    """A guard as the tests use it: one capability."""

    def __init__(self, backend: Backend) -> None:
        self.backend, self.guard = backend, Guard("test", clock_ms=backend.clock_ms)

    def known(self, account_no: str) -> Balance | None:
        return self.guard.known(BALANCE, account_no)

    async def balance(self, account_no: str, *, patience_ms: int = 800, is_anew: bool = False) -> Balance:
        fetch = partial(self.backend.fetch, account_no)
        return await self.guard.ask(BALANCE, account_no, fetch, patience_ms=patience_ms, is_anew=is_anew)


@pytest.fixture
def backend() -> Backend:
    return Backend()


@pytest.fixture
def balances(backend: Backend) -> Balances:
    return Balances(backend)


ANSWER = Balance(balance_minor=-1250, due_minor=1250, as_of=NOW)
DOWN = BillingUnavailableError("down")


async def test_an_answer_is_good_for_a_minute(backend: Backend, balances: Balances) -> None:
    assert balances.known("A1") is None
    assert await balances.balance("A1") == ANSWER
    backend.now_ms += FRESH_FOR_MS
    assert await balances.balance("A1") == ANSWER
    assert backend.asked == {"A1": 1}
    backend.now_ms += 1
    assert balances.known("A1") == replace(ANSWER, is_stale=True)
    assert await balances.balance("A1") == ANSWER
    assert backend.asked == {"A1": 2}


async def test_a_hundred_who_ask_at_once_share_one_question(backend: Backend, balances: Balances) -> None:
    backend.may_answer.clear()
    asking = [asyncio.ensure_future(balances.balance("A1")) for _ in range(100)]
    other = asyncio.ensure_future(balances.balance("A2"))
    await asyncio.sleep(0)
    backend.may_answer.set()
    assert set(await asyncio.gather(*asking, other)) == {ANSWER}
    assert backend.asked == {"A1": 1, "A2": 1}


async def test_they_share_the_failure_too(backend: Backend, balances: Balances) -> None:
    backend.error = DOWN
    failures = await asyncio.gather(*(balances.balance("A1") for _ in range(10)), return_exceptions=True)
    assert {type(failure) for failure in failures} == {BillingUnavailableError}
    assert backend.asked == {"A1": 1}


async def test_out_of_patience_the_last_known_value_is_given_as_stale(backend: Backend, balances: Balances) -> None:
    await balances.balance("A1")
    backend.now_ms += FRESH_FOR_MS + 1
    backend.may_answer.clear()
    assert await balances.balance("A1", patience_ms=0) == replace(ANSWER, is_stale=True)


async def test_out_of_patience_with_nothing_known_it_says_so(backend: Backend, balances: Balances) -> None:
    backend.may_answer.clear()
    with pytest.raises(BillingUnavailableError, match="test: no balance of A1 in 0 ms"):
        await balances.balance("A1", patience_ms=0)
    assert balances.known("A1") is None


async def test_a_late_answer_is_there_for_the_next_one(backend: Backend, balances: Balances) -> None:
    backend.may_answer.clear()
    with pytest.raises(BillingUnavailableError):
        await balances.balance("A1", patience_ms=0)
    patient = asyncio.ensure_future(balances.balance("A1"))
    await asyncio.sleep(0)
    backend.may_answer.set()
    assert await patient == ANSWER
    assert balances.known("A1") == ANSWER
    assert backend.asked == {"A1": 1}


async def test_who_gives_up_does_not_take_the_question_with_him(backend: Backend, balances: Balances) -> None:
    backend.may_answer.clear()
    hasty, patient = (asyncio.ensure_future(balances.balance("A1")) for _ in range(2))
    await asyncio.sleep(0)
    hasty.cancel()
    await asyncio.sleep(0)
    backend.may_answer.set()
    assert await patient == ANSWER


async def test_when_it_is_down_the_stale_value_stands(backend: Backend, balances: Balances) -> None:
    await balances.balance("A1")
    backend.now_ms += FRESH_FOR_MS + 1
    backend.error = DOWN
    assert await balances.balance("A1") == replace(ANSWER, is_stale=True)


async def test_a_sick_system_is_left_alone_and_then_probed_once(backend: Backend, balances: Balances) -> None:
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


async def test_an_unknown_account_is_an_answer(backend: Backend, balances: Balances) -> None:
    backend.error = AccountUnknownError("never heard of it")
    for _ in range(FAILURES_TO_OPEN + 1):
        with pytest.raises(AccountUnknownError):
            await balances.balance("A1")
    assert backend.asked == {"A1": FAILURES_TO_OPEN + 1}


async def test_an_error_that_nobody_foresaw_does_not_leave_the_breaker_probing(
    backend: Backend, balances: Balances
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


async def test_what_is_remembered_has_a_limit(backend: Backend, guard: Guard) -> None:
    few = Capability("balance", Balance, remembered=2)
    for account in ("A1", "A2", "A3"):
        await guard.ask(few, account, partial(backend.fetch, account), patience_ms=800)
    assert guard.known(few, "A1") is None
    assert guard.known(few, "A2") == guard.known(few, "A3") == ANSWER


async def test_closing_drops_open_questions(backend: Backend, balances: Balances) -> None:
    backend.may_answer.clear()
    with pytest.raises(BillingUnavailableError):
        await balances.balance("A1", patience_ms=0)
    (question,) = balances.guard._asking.values()
    await balances.guard.close()
    assert question.cancelled()


async def test_the_time_of_the_statement_is_the_billing_systems_own(backend: Backend, balances: Balances) -> None:
    """A nightly balance is old, but as fresh as can be had: it is not asked for again at once."""
    backend.as_of = NOW - timedelta(hours=9)
    balance = await balances.balance("A1")
    assert (balance.as_of, balance.is_stale) == (NOW - timedelta(hours=9), False)
    await balances.balance("A1")
    assert backend.asked == {"A1": 1}


async def test_capabilities_are_remembered_apart(backend: Backend, balances: Balances) -> None:
    await balances.balance("A1")
    assert balances.guard.known(DUE, "A1") is None
    assert await balances.guard.ask(DUE, "A1", partial(backend.fetch, "A1"), patience_ms=800) == ANSWER
    assert backend.asked == {"A1": 2}
    balances.guard.forget(BALANCE, "A1")
    assert balances.known("A1") is None
    assert balances.guard.known(DUE, "A1") == ANSWER


async def test_who_asks_anew_is_told_anew_or_that_it_is_stale(backend: Backend, balances: Balances) -> None:
    await balances.balance("A1")
    assert await balances.balance("A1", is_anew=True) == ANSWER
    assert backend.asked == {"A1": 2}
    backend.error = DOWN
    assert await balances.balance("A1", is_anew=True) == replace(ANSWER, is_stale=True)


async def test_when_every_place_is_taken_nobody_queues(backend: Backend, balances: Balances) -> None:
    await balances.balance("A1")
    backend.now_ms += FRESH_FOR_MS + 1
    backend.may_answer.clear()
    inside = [asyncio.ensure_future(balances.balance(f"B{each}", patience_ms=60_000)) for each in range(SLOTS)]
    await asyncio.sleep(0)
    assert balances.guard.under_way == SLOTS
    assert await balances.balance("A1", patience_ms=60_000) == replace(ANSWER, is_stale=True)
    with pytest.raises(BillingUnavailableError):
        await balances.balance("A2", patience_ms=60_000)
    joining = asyncio.ensure_future(balances.balance("B0", patience_ms=60_000))
    await asyncio.sleep(0)
    backend.may_answer.set()
    assert set(await asyncio.gather(*inside, joining)) == {ANSWER}
    assert balances.guard.under_way == 0
    assert backend.asked == {"A1": 1, **{f"B{each}": 1 for each in range(SLOTS)}}


async def test_what_is_not_offered_is_no_failure(backend: Backend, balances: Balances) -> None:
    backend.error = NotOfferedError("not here")
    for _ in range(FAILURES_TO_OPEN + 1):
        with pytest.raises(NotOfferedError):
            await balances.balance("A1")
    backend.error = None
    assert await balances.balance("A1") == ANSWER


class Door:
    """Where something is done once for a key, if it is asked properly."""

    def __init__(self, *outcomes: str) -> None:
        self.outcomes = list(outcomes)  # of the sends: done, lost, done-silently, refused, down
        self.log: list[str] = []
        self.times_done = 0
        self.can_tell = True

    async def send(self) -> str:
        outcome = self.outcomes.pop(0)
        self.log.append("send")
        if outcome.startswith("done"):
            self.times_done += 1
        if outcome == "refused":
            raise AccountUnknownError
        if outcome == "down":
            raise BillingUnavailableError
        if outcome != "done":
            raise BillingOutcomeUnknownError
        return "told"

    async def find(self) -> str | None:
        self.log.append("find")
        if not self.can_tell:
            raise BillingUnavailableError
        return "found" if self.times_done else None

    def deed(self, *, is_repeat: bool = False) -> Deed[str]:
        return Deed(send=self.send, find=self.find, is_repeat=is_repeat)


@pytest.fixture
def guard(backend: Backend) -> Guard:
    return Guard("test", clock_ms=backend.clock_ms)


async def act(guard: Guard, door: Door, *, is_repeat: bool = False, patience_ms: int = 800) -> str:
    return await guard.act("refresh", ("A1", "key"), door.deed(is_repeat=is_repeat), patience_ms=patience_ms)


async def test_what_was_done_and_timed_out_is_not_done_twice(guard: Guard) -> None:
    door = Door("done-silently")
    assert await act(guard, door) == "found"
    assert (door.log, door.times_done) == (["send", "find"], 1)
    assert await act(guard, door) == "found"
    assert door.log == ["send", "find"]


async def test_what_was_lost_is_sent_again(guard: Guard) -> None:
    door = Door("lost", "done")
    assert await act(guard, door) == "told"
    assert (door.log, door.times_done) == (["send", "find", "send"], 1)


async def test_after_two_sends_it_is_only_asked(guard: Guard) -> None:
    door = Door("lost", "lost")
    with pytest.raises(BillingOutcomeUnknownError):
        await act(guard, door)
    assert door.log == ["send", "find", "send", "find"]


async def test_what_nobody_can_tell_is_asked_first_the_next_time(guard: Guard) -> None:
    door = Door("done-silently")
    door.can_tell = False
    with pytest.raises(BillingOutcomeUnknownError):
        await act(guard, door)
    assert door.log == ["send", "find"]
    door.can_tell = True
    assert await act(guard, door) == "found"
    assert (door.log, door.times_done) == (["send", "find", "find"], 1)


async def test_a_repetition_is_asked_first_even_by_another_process(guard: Guard) -> None:
    door = Door()
    door.times_done = 1
    assert await act(guard, door, is_repeat=True) == "found"
    assert door.log == ["find"]
    fresh = Door("done")
    assert await guard.act("refresh", ("A1", "other"), fresh.deed(is_repeat=True), patience_ms=800) == "told"
    assert fresh.log == ["find", "send"]


@pytest.mark.parametrize(("outcome", "error"), [("refused", AccountUnknownError), ("down", BillingUnavailableError)])
async def test_a_clear_no_is_not_repeated(guard: Guard, outcome: str, error: type[Exception]) -> None:
    door = Door(outcome, "done")
    with pytest.raises(error) as raised:
        await act(guard, door)
    assert type(raised.value) is error
    assert door.log == ["send"]
    assert await act(guard, door) == "told"


async def test_two_who_press_at_once_share_one_deed_and_it_outlives_their_patience(guard: Guard) -> None:
    may_go = asyncio.Event()
    sent = Counter[str]()

    async def send() -> str:
        sent["key"] += 1
        await may_go.wait()
        return "told"

    async def find() -> str | None:
        raise AssertionError

    deed = Deed(send=send, find=find)
    hasty = asyncio.ensure_future(guard.act("refresh", ("key",), deed, patience_ms=0))
    patient = asyncio.ensure_future(guard.act("refresh", ("key",), deed, patience_ms=60_000))
    with pytest.raises(BillingOutcomeUnknownError):
        await hasty
    assert guard.under_way == 1
    may_go.set()
    assert await patient == "told"
    assert await guard.act("refresh", ("key",), deed, patience_ms=0) == "told"
    assert sent == {"key": 1}


async def test_a_sick_or_busy_system_is_asked_for_no_deeds(backend: Backend, balances: Balances) -> None:
    backend.error = DOWN
    for account in range(FAILURES_TO_OPEN):
        with pytest.raises(BillingUnavailableError):
            await balances.balance(f"A{account}")
    door = Door("done")
    with pytest.raises(BillingUnavailableError) as raised:
        await act(balances.guard, door)
    assert (type(raised.value), door.log) == (BillingUnavailableError, [])
