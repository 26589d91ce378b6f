"""Both protocols against the laboratory's billing system, over real HTTP, in every mood it has."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from kefu.adapters.billing import wire
from kefu.adapters.billing.backend import Backend
from kefu.adapters.billing.guard import SLOTS
from kefu.adapters.billing.guarded import GuardedSystem
from kefu.adapters.billing.json_boss import JsonBoss
from kefu.adapters.billing.soap_boss import SoapBoss
from kefu.adapters.billing.systems import connect
from kefu.customers.model import AccountRef, Balance, PaymentMethod, Refresh
from kefu.customers.ports import (
    AccountUnknownError,
    BillingOutcomeUnknownError,
    BillingUnavailableError,
    DeviceUnknownError,
    NotOfferedError,
)
from kefu.kernel.ids import LocalNetworkId
from kefu.platform.ids import new_id
from kefu_lab.billing import Boss, Mode
from kefu_lab.people import Network, balance_of, person
from support.organisation import NOW

NETWORKS = (Network(LocalNetworkId(new_id()), "常州", "0519"),)
PEOPLE = tuple(person(1, index, NETWORKS) for index in range(30))
ONE = next(each for each in PEOPLE if len(each.holdings) >= 3)
ACCOUNT = AccountRef(account_no=ONE.account_no, network="changzhou")
BOX = ONE.holdings[0].resource
QUESTIONS = ("balance", "bills", "payments", "products", "devices")


@pytest_asyncio.fixture
async def boss() -> AsyncIterator[Boss]:
    async with Boss(clock=lambda: NOW, slow_s=30, networks=NETWORKS) as made:
        yield made


@pytest_asyncio.fixture(params=["json", "soap"])
async def backend(request: pytest.FixtureRequest, boss: Boss) -> AsyncIterator[Backend]:
    url = await boss.start()
    made: Backend = (
        JsonBoss(url + "/", limit_s=0.3) if request.param == "json" else SoapBoss(f"{url}/soap", limit_s=0.3)
    )
    yield made
    await made.close()


def wish(key: str = "k1", *, resource: str = BOX, account: AccountRef = ACCOUNT) -> Refresh:
    return Refresh(key=key, account=account, resource=resource)


async def test_the_billing_system_says_what_the_seed_says(backend: Backend) -> None:
    for one in PEOPLE:
        balance_minor, due_minor = balance_of(one.account_no)
        answer = await backend.balance(one.account_no)
        assert answer == Balance(balance_minor=balance_minor, due_minor=due_minor, as_of=NOW)
    owing = {balance_of(one.account_no)[1] > 0 for one in PEOPLE}
    assert owing == {True, False}


async def test_twelve_bills_with_lines_that_add_up(backend: Backend) -> None:
    for one in PEOPLE[:10]:
        answer = await backend.bills(one.account_no)
        assert answer.as_of == NOW
        assert len({bill.month_on for bill in answer.bills}) == 12
        assert answer.bills[0].month_on == date(NOW.year, NOW.month, 1).replace(month=NOW.month - 1)
        assert [bill.month_on for bill in answer.bills] == sorted((b.month_on for b in answer.bills), reverse=True)
        for bill in answer.bills:
            assert sum(line.amount_minor for line in bill.lines) == bill.total_minor
            assert all(line.name["zh-CN"] and line.name["en"] for line in bill.lines)
        assert [bill.unpaid_minor for bill in answer.bills] == [balance_of(one.account_no)[1], *[0] * 11]


async def test_payments_products_devices(backend: Backend) -> None:
    payments = (await backend.payments(ONE.account_no)).payments
    assert 11 <= len(payments) <= 12
    assert all(payment.method in PaymentMethod for payment in payments)
    assert [payment.paid_at for payment in payments] == sorted((p.paid_at for p in payments), reverse=True)
    products = (await backend.products(ONE.account_no)).products
    assert [product.resource for product in products] == [holding.resource for holding in ONE.holdings]
    devices = (await backend.devices(ONE.account_no)).devices
    assert {device.resource for device in devices} <= {holding.resource for holding in ONE.holdings}
    assert any(device.signal_dbm is not None for device in devices)


async def test_both_protocols_say_the_same(boss: Boss) -> None:
    url = await boss.start()
    json, soap = JsonBoss(url), SoapBoss(f"{url}/soap")
    for one in PEOPLE[:5]:
        for question in QUESTIONS:
            assert await getattr(json, question)(one.account_no) == await getattr(soap, question)(one.account_no)
    await json.close()
    await soap.close()


async def test_unknown_accounts_and_devices_are_told_apart_from_failures(backend: Backend) -> None:
    for question in QUESTIONS:
        with pytest.raises(AccountUnknownError):
            await getattr(backend, question)("nobody")
    with pytest.raises(DeviceUnknownError):
        await backend.refresh_device(wish(resource="not-his"))


async def test_what_is_not_offered_says_so(boss: Boss, backend: Backend) -> None:
    boss._offers = frozenset({"balance"})
    assert (await backend.balance(ONE.account_no)).as_of == NOW
    with pytest.raises(NotOfferedError):
        await backend.devices(ONE.account_no)
    with pytest.raises(NotOfferedError):
        await backend.refresh_device(wish())


@pytest.mark.parametrize("mode", [Mode.DOWN, Mode.BROKEN, Mode.SLOW])
async def test_refusals_nonsense_and_silence_are_failures(boss: Boss, backend: Backend, mode: Mode) -> None:
    boss.mode = mode
    for question in QUESTIONS:
        with pytest.raises(BillingUnavailableError):
            await getattr(backend, question)(ONE.account_no)
    with pytest.raises(BillingUnavailableError) as raised:
        await backend.refresh_device(wish())
    assert isinstance(raised.value, BillingOutcomeUnknownError) is (mode is not Mode.DOWN)


async def test_a_closed_door_is_a_failure_and_nothing_was_done(boss: Boss, backend: Backend) -> None:
    await boss.stop()
    with pytest.raises(BillingUnavailableError):
        await backend.balance(ONE.account_no)
    with pytest.raises(BillingUnavailableError) as raised:
        await backend.refresh_device(wish())
    assert type(raised.value) is BillingUnavailableError


async def test_an_answer_without_an_end_is_given_up(backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "LONGEST_ANSWER", 500)
    with pytest.raises(BillingUnavailableError):
        await backend.bills(ONE.account_no)


async def test_half_open_every_third_question_is_answered(boss: Boss, backend: Backend) -> None:
    boss.mode, boss.moods.nth = Mode.HALF_OPEN, 3
    outcomes: list[Any] = await asyncio.gather(
        *(backend.balance(ONE.account_no) for _ in range(9)), return_exceptions=True
    )
    assert sum(isinstance(each, Balance) for each in outcomes) == 3


async def test_half_open_until_it_recovers(boss: Boss, backend: Backend) -> None:
    boss.mode, boss.moods.nth, boss.moods.recovers_after = Mode.HALF_OPEN, 1_000, 2
    for _ in range(2):
        with pytest.raises(BillingUnavailableError):
            await backend.balance(ONE.account_no)
    assert (await backend.balance(ONE.account_no)).as_of == NOW
    assert boss.mode is Mode.NORMAL


async def test_what_was_done_but_timed_out_is_asked_for_and_not_done_twice(boss: Boss, backend: Backend) -> None:
    boss.mode = Mode.DONE_BUT_TIMED_OUT
    system = GuardedSystem("test", backend)
    assert (await system.refresh_device(wish())).done_at == NOW
    assert (boss.received["k1"], boss.carried_out["k1"]) == (1, 1)
    assert boss.asked["find_refresh", ""] == 1


async def test_what_got_lost_is_sent_again(boss: Boss, backend: Backend) -> None:
    boss.mode = Mode.LOST
    system = GuardedSystem("test", backend)
    assert (await system.refresh_device(wish())).done_at == NOW
    assert (boss.received["k1"], boss.carried_out["k1"]) == (2, 1)


async def test_what_arrives_twice_is_done_once(boss: Boss, backend: Backend) -> None:
    boss.mode = Mode.DUPLICATES
    system = GuardedSystem("test", backend)
    assert (await system.refresh_device(wish())).done_at == NOW
    assert (boss.received["k1"], boss.carried_out["k1"]) == (2, 1)
    assert await backend.refresh_device(wish()) == await backend.find_refresh("k1")
    assert boss.carried_out["k1"] == 1


async def test_a_refreshed_device_is_looked_at_anew(boss: Boss, backend: Backend) -> None:
    system = GuardedSystem("test", backend)
    well = [one.account_no for one in PEOPLE if all(holding.status == "active" for holding in one.holdings)]
    told = {account_no: (await backend.devices(account_no)).devices for account_no in well}
    account_no, resource = next((no, d.resource) for no, devices in told.items() for d in devices if not d.is_online)
    account = AccountRef(account_no=account_no)
    before = await system.devices(account)
    await system.refresh_device(wish(resource=resource, account=account))
    after = await system.devices(account)
    assert [d.is_online for d in before.devices if d.resource == resource] == [False]
    assert [d.is_online for d in after.devices if d.resource == resource] == [True]


async def test_a_slow_system_costs_patience_once_and_the_stale_value_stands(boss: Boss, backend: Backend) -> None:
    now_ms = 0
    system = GuardedSystem("test", backend, clock_ms=lambda: now_ms)
    fresh = await system.balance(ACCOUNT)
    now_ms += 61_000
    boss.mode = Mode.SLOW
    stale = replace(fresh, is_stale=True)
    assert set(await asyncio.gather(*(system.balance(ACCOUNT, patience_ms=20) for _ in range(10)))) == {stale}
    assert boss.asked["balance", ONE.account_no] == 2
    assert system.known_balance(ACCOUNT) == stale
    await system.close()


async def test_a_slow_system_has_twenty_of_us_and_no_more(boss: Boss, backend: Backend) -> None:
    boss.mode = Mode.SLOW
    system = GuardedSystem("test", backend)
    accounts = [AccountRef(account_no=f"0519{each:08d}") for each in range(SLOTS * 3)]
    outcomes = await asyncio.gather(
        *(system.balance(account, patience_ms=50) for account in accounts), return_exceptions=True
    )
    assert {type(outcome) for outcome in outcomes} == {BillingUnavailableError}
    await system.close()
    assert boss.most_at_once <= SLOTS
    assert boss.asked.total() == SLOTS


async def test_each_network_asks_its_own_system(boss: Boss) -> None:
    url = await boss.start()
    async with Boss(clock=lambda: NOW, networks=NETWORKS) as other:
        systems = connect(f"changzhou=soap+{url}/soap, *=json+{await other.start()}")
        assert systems is not None
        for network in ("changzhou", "suzhou", ""):
            account = AccountRef(account_no=ONE.account_no, network=network)
            for question in QUESTIONS:
                assert (await getattr(systems, question)(account)).as_of == NOW
            assert systems.known_balance(account) is not None
            assert systems.known_products(account) is not None
        assert (await systems.refresh_device(wish())).done_at == NOW
        assert boss.asked["balance", ONE.account_no] == other.asked["balance", ONE.account_no] == 1
        assert (boss.carried_out.total(), other.carried_out.total()) == (1, 0)
        boss.mode = Mode.DOWN
        sick = replace(ACCOUNT, account_no="051900000099")
        with pytest.raises(BillingUnavailableError):
            await systems.balance(sick)
        assert (await systems.balance(replace(sick, network="suzhou"))).as_of == NOW
        await systems.close()


async def test_the_laboratory_makes_it_sick_over_http(boss: Boss) -> None:
    url = await boss.start()
    async with aiohttp.ClientSession() as client:
        async with client.post(f"{url}/mode", json={"mode": "half-open", "nth": 2, "recovers_after": 5}) as answer:
            assert (answer.status, boss.mode) == (200, Mode.HALF_OPEN)
            assert (boss.moods.nth, boss.moods.recovers_after) == (2, 5)
        async with client.post(f"{url}/mode", json={"mode": "down"}) as answer:
            assert (answer.status, boss.mode) == (200, Mode.DOWN)
        async with client.get(f"{url}/balance", params={"account": ONE.account_no}) as answer:
            assert answer.status == 503
        async with client.post(f"{url}/mode", json={"mode": "drunk"}) as answer:
            assert (answer.status, boss.mode) == (422, Mode.DOWN)
