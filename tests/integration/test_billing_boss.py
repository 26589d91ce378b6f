"""The billing adapter against the laboratory's billing system, over real HTTP."""

from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest
import pytest_asyncio

from kefu.adapters.billing import http_boss
from kefu.adapters.billing.guard import GuardedBalances
from kefu.adapters.billing.http_boss import HttpBoss
from kefu.customers.model import Balance
from kefu.customers.ports import AccountUnknownError, BillingUnavailableError
from kefu.kernel.ids import LocalNetworkId
from kefu.platform.ids import new_id
from kefu_lab.billing import Boss, Mode
from kefu_lab.people import Network, balance_of, person
from support.organisation import NOW

NETWORKS = (Network(LocalNetworkId(new_id()), "常州", "0519"),)
ACCOUNT = person(1, 7, NETWORKS).account_no


@pytest_asyncio.fixture
async def boss() -> AsyncIterator[Boss]:
    async with Boss(clock=lambda: NOW, slow_s=30) as made:
        yield made


@pytest_asyncio.fixture
async def backend(boss: Boss) -> AsyncIterator[HttpBoss]:
    made = HttpBoss(await boss.start() + "/")
    yield made
    await made.close()


async def test_the_billing_system_says_what_the_seed_says(backend: HttpBoss) -> None:
    accounts = [person(1, index, NETWORKS).account_no for index in range(30)]
    for account_no in accounts:
        balance_minor, due_minor = balance_of(account_no)
        answer = await backend.fetch(account_no)
        assert answer == Balance(balance_minor=balance_minor, due_minor=due_minor, as_of=NOW)
    assert any(balance_of(account_no)[1] > 0 for account_no in accounts)
    assert any(balance_of(account_no)[1] == 0 for account_no in accounts)


async def test_an_unknown_account_is_told_apart_from_a_failure(backend: HttpBoss) -> None:
    with pytest.raises(AccountUnknownError):
        await backend.fetch("nobody")


@pytest.mark.parametrize("mode", [Mode.DOWN, Mode.BROKEN])
async def test_nonsense_and_refusals_are_failures(boss: Boss, backend: HttpBoss, mode: Mode) -> None:
    boss.mode = mode
    with pytest.raises(BillingUnavailableError):
        await backend.fetch(ACCOUNT)


async def test_a_closed_door_is_a_failure(boss: Boss, backend: HttpBoss) -> None:
    await boss.stop()
    with pytest.raises(BillingUnavailableError):
        await backend.fetch(ACCOUNT)


async def test_a_hanging_system_is_given_up(boss: Boss, backend: HttpBoss, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_boss, "_LIMIT_S", 0.05)
    boss.mode = Mode.SLOW
    with pytest.raises(BillingUnavailableError, match="TimeoutError"):
        await backend.fetch(ACCOUNT)


async def test_through_the_guard_a_slow_system_costs_patience_once_and_the_stale_value_stands(boss: Boss) -> None:
    now_ms = 0
    guarded = GuardedBalances(HttpBoss(await boss.start()), clock_ms=lambda: now_ms)
    fresh = await guarded.balance(ACCOUNT)
    now_ms += 61_000
    boss.mode = Mode.SLOW
    for _ in range(3):
        assert await guarded.balance(ACCOUNT, patience_ms=20) == replace(fresh, is_stale=True)
    assert boss.asked[ACCOUNT] == 2
    await guarded.close()


async def test_the_laboratory_makes_it_sick_over_http(boss: Boss) -> None:
    url = await boss.start()
    async with aiohttp.ClientSession() as client:
        async with client.post(f"{url}/mode", json={"mode": "down"}) as answer:
            assert (answer.status, boss.mode) == (200, Mode.DOWN)
        async with client.get(f"{url}/balance", params={"account": ACCOUNT}) as answer:
            assert answer.status == 503
        async with client.post(f"{url}/mode", json={"mode": "drunk"}) as answer:
            assert (answer.status, boss.mode) == (422, Mode.DOWN)
