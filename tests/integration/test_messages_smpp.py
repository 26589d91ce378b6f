"""Short messages over SMPP against the laboratory's centre, whose codec is not the product's."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio

from kefu.kernel.ids import MessageId
from kefu.messaging import rules
from kefu.messaging.events import MessageDelivered, MessageReceived, MessageUndeliverable
from kefu.messaging.jobs import LEASE, Sender, handlers
from kefu.messaging.model import PartState, Receipt
from kefu.platform.db import Database
from kefu.platform.jobs import Worker
from kefu_lab.sms import Mode, Sms, SmsCentre
from support.messages import ALICE, BOB, Exchange, bound, until_bound
from support.organisation import Organisation

Tenants = tuple[Organisation, Organisation]
CHINESE = "您有新的维修工单 261122-1234567,客户地址:常州市天宁区𠮷祥里3幢乙单元502室。"


@pytest_asyncio.fixture
async def centre() -> AsyncIterator[SmsCentre]:
    async with SmsCentre() as centre:
        yield centre


@pytest.fixture
def exchange(database: Database, two_tenants: Tenants) -> Exchange:
    return Exchange(database, two_tenants[0])


@pytest_asyncio.fixture
async def sender(exchange: Exchange, centre: SmsCentre) -> AsyncIterator[Sender]:
    async with bound(exchange, centre) as sender:
        yield sender


async def settle(exchange: Exchange, message_id: MessageId, *states: str) -> str:
    """Wait until a message is in one of the states."""
    async with asyncio.timeout(10):
        while (state := await exchange.state(message_id)) not in states:
            await asyncio.sleep(0.01)
    return state


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Hello [1] {2} €5 @ ~", 1),
        ("x" * 160, 1),
        ("x" * 152 + "€" + "y" * 200, 3),
        (CHINESE, 1),
        (CHINESE * 4, 3),
        ("好" * 66 + "𠮷" + "好" * 66, 3),
    ],
)
async def test_a_message_arrives_whole_and_its_receipts_come_back(
    exchange: Exchange, sender: Sender, centre: SmsCentre, text: str, parts: int
) -> None:
    message_id = await exchange.send(ALICE, text, subject_kind="work_order", subject_id="7")
    assert await sender.send_due() == 1
    assert await exchange.state(message_id) in ("sent", "delivered")
    await settle(exchange, message_id, "delivered")
    assert centre.phones.all == [Sms(ALICE, "96296", text, parts)]
    detail = await exchange.detail(message_id)
    assert (detail.message.part_count, len(detail.parts)) == (parts, parts)
    assert [event.kind for event in detail.events if event.kind != "receipt"] == ["queued", "sent", "delivered"]
    [event] = exchange.heard
    assert isinstance(event, MessageDelivered)
    assert (event.message_id, event.subject_kind, event.subject_id) == (message_id, "work_order", "7")


async def test_a_long_message_can_go_as_one_payload(exchange: Exchange, centre: SmsCentre) -> None:
    async with bound(exchange, centre, options="&long=payload") as sender:
        message_id = await exchange.send(ALICE, CHINESE * 4)
        await sender.send_due()
        await settle(exchange, message_id, "delivered")
    assert centre.phones.all == [Sms(ALICE, "96296", CHINESE * 4)]
    assert len(centre.submitted) == 1


async def test_a_phone_that_is_gone_makes_it_undeliverable_once(
    exchange: Exchange, sender: Sender, centre: SmsCentre
) -> None:
    centre.switched_off.add(ALICE)
    centre.mode = Mode.REPEATING
    message_id = await exchange.send(ALICE, CHINESE * 2)
    await sender.send_due()
    await settle(exchange, message_id, "undeliverable")
    await asyncio.wait(set(centre._tasks) or {asyncio.ensure_future(asyncio.sleep(0))})
    [event] = exchange.heard
    assert isinstance(event, MessageUndeliverable)
    assert event.reason == "err-027"


async def test_a_receipt_may_come_before_the_answer(exchange: Exchange, sender: Sender, centre: SmsCentre) -> None:
    centre.mode = Mode.HASTY
    message_id = await exchange.send(ALICE, "hasty")
    await sender.send_due()
    assert await settle(exchange, message_id, "delivered") == "delivered"


async def test_a_receipt_between_two_attempts_spoils_neither(
    exchange: Exchange, sender: Sender, centre: SmsCentre
) -> None:
    message_id = await exchange.send(ALICE, CHINESE * 2)
    [message] = await sender._claim(exchange.clock(), 1, is_late_only=False)
    first, second = rules.first_parts(sender.gateway.cut(message.text))
    accepted = replace(first, state=PartState.ACCEPTED, gateway_message_id="a")
    await sender._note(message, [accepted, second])
    assert await exchange.state(message_id) == "queued"
    [message] = await sender._claim(exchange.clock(), 1, is_late_only=False)
    assert await sender.on_receipt(Receipt(state=PartState.DELIVERED, gateway_message_id="a"))
    assert await exchange.state(message_id) == "sending"
    await sender._note(message, [accepted, replace(second, state=PartState.ACCEPTED, gateway_message_id="b")])
    assert await exchange.state(message_id) == "sent"
    assert await sender.on_receipt(Receipt(state=PartState.DELIVERED, gateway_message_id="b"))
    assert await exchange.state(message_id) == "delivered"
    assert await sender.send_due() == 0


async def test_a_wrong_number_is_refused_for_good(exchange: Exchange, sender: Sender, centre: SmsCentre) -> None:
    centre.barred.add(BOB)
    message_id = await exchange.send(BOB, "no")
    await sender.send_due()
    assert (await exchange.detail(message_id)).message.reason == "smpp-0xb"
    assert await exchange.state(message_id) == "undeliverable"
    assert centre.submitted == []


async def test_throttling_is_respected_and_nothing_is_lost_or_doubled(
    exchange: Exchange, sender: Sender, centre: SmsCentre
) -> None:
    centre.mode = Mode.THROTTLING
    ids = [await exchange.send(ALICE, f"message {number}") for number in range(20)]
    await exchange.pass_time(sender, timedelta(minutes=5))
    assert centre.refused > 0
    assert sorted(sms.text for sms in centre.phones.all) == sorted(f"message {number}" for number in range(20))
    for message_id in ids:
        await settle(exchange, message_id, "delivered")


async def test_rate_is_kept(exchange: Exchange, centre: SmsCentre) -> None:
    async with bound(exchange, centre, per_second=5) as sender:
        for number in range(40):
            await exchange.send(ALICE, str(number))
        await exchange.pass_time(sender, timedelta(seconds=4), step=timedelta(milliseconds=100))
        assert 18 <= len(centre.phones.all) <= 21
        assert [sms.text for sms in centre.phones.all] == [str(n) for n in range(len(centre.phones.all))]


async def test_the_gateway_is_down_for_two_hours(exchange: Exchange, sender: Sender, centre: SmsCentre) -> None:
    first = await exchange.send(ALICE, "before")
    await sender.send_due()
    await settle(exchange, first, "delivered")
    await centre.feel(Mode.DOWN)
    await until_bound(sender.gateway, is_bound=False)
    lasting, short = [], []
    for minute in range(0, 120, 10):
        lasting.append(await exchange.send(ALICE, f"lasting {minute}"))
        short.append(await exchange.send(BOB, f"short {minute}", valid_for=timedelta(minutes=35)))
        await exchange.pass_time(sender, timedelta(minutes=10), step=timedelta(minutes=1))
    await centre.feel(Mode.NORMAL)
    await until_bound(sender.gateway)
    await exchange.pass_time(sender, timedelta(minutes=1))
    for message_id in lasting:
        await settle(exchange, message_id, "delivered")
    fresh = [minute for minute in range(0, 120, 10) if minute > 120 - 35]
    received = {phone: [sms.text for sms in centre.phones.all if sms.to == phone] for phone in (ALICE, BOB)}
    assert received[ALICE] == ["before", *(f"lasting {minute}" for minute in range(0, 120, 10))]
    assert received[BOB] == [f"short {minute}" for minute in fresh]
    states = [await settle(exchange, each, "delivered", "expired") for each in short]
    assert states == ["delivered" if minute in fresh else "expired" for minute in range(0, 120, 10)]
    late = [event for event in exchange.heard if isinstance(event, MessageUndeliverable)]
    assert {event.reason for event in late} == {"expired"}
    assert [event.message_id for event in late] == short[: 12 - len(fresh)]


async def test_a_lost_answer_leaves_doubt_and_a_receipt_ends_it(
    exchange: Exchange, sender: Sender, centre: SmsCentre
) -> None:
    centre.mode = Mode.LOSING
    message_id = await exchange.send(ALICE, "lost")
    await sender.send_due()
    assert await exchange.state(message_id) == "unknown"
    centre.mode = Mode.NORMAL
    await until_bound(sender.gateway)
    await exchange.pass_time(sender, timedelta(minutes=30), step=timedelta(minutes=1))
    await settle(exchange, message_id, "delivered")
    assert [sms.text for sms in centre.phones.all] == ["lost"]


async def test_who_dies_over_a_message_leaves_doubt_and_no_double(
    exchange: Exchange, sender: Sender, centre: SmsCentre
) -> None:
    message_id = await exchange.send(ALICE, "once")
    assert len(await sender._claim(exchange.clock(), 10, is_late_only=False)) == 1
    await exchange.pass_time(sender, LEASE - timedelta(minutes=1), step=timedelta(minutes=1))
    assert await exchange.state(message_id) == "sending"
    await exchange.pass_time(sender, timedelta(minutes=2), step=timedelta(minutes=1))
    assert await exchange.state(message_id) == "unknown"
    assert centre.submitted == []


@pytest.mark.parametrize("is_shuffled", [False, True])
@pytest.mark.parametrize("text", ["1", "€" * 200, "修好了𠮷," * 30])
async def test_an_answer_comes_in_whole(
    exchange: Exchange, sender: Sender, centre: SmsCentre, text: str, is_shuffled: bool
) -> None:
    message_id = await exchange.send(ALICE, "done? answer 1")
    await sender.send_due()
    await settle(exchange, message_id, "delivered")
    await centre.write(ALICE, text, is_shuffled=is_shuffled)
    event = exchange.heard[-1]
    assert isinstance(event, MessageReceived)
    assert (event.sender, event.to, event.text, event.in_reply_to) == (ALICE, "96296", text, message_id)
    assert [reply.text for reply in (await exchange.detail(message_id)).replies] == [text]


async def test_what_has_come_of_an_answer_is_read_when_the_rest_never_comes(
    exchange: Exchange, sender: Sender, centre: SmsCentre
) -> None:
    await exchange.send(ALICE, "done? answer 1")  # by this he is known
    await sender.send_due()
    await centre.write(ALICE, "修好了𠮷," * 60, lost={2, 3})
    worker = Worker(exchange.database, exchange.clock, handlers(None))
    exchange.clock.pass_time(timedelta(minutes=59))
    assert await worker.run_due() == 0
    exchange.clock.pass_time(timedelta(minutes=2))
    assert await worker.run_due() == 1
    [event] = [each for each in exchange.heard if isinstance(each, MessageReceived)]
    head, tail = event.text.split("…")
    assert head.startswith("修好了𠮷,修好了")
    assert tail.endswith("修好了𠮷,")
    await centre.write(ALICE, "修好了𠮷," * 60)
    assert exchange.heard[-1].text == "修好了𠮷," * 60, "nothing of the first is left"


async def test_what_cannot_be_written_down_comes_again(
    exchange: Exchange, sender: Sender, centre: SmsCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    message_id = await exchange.send(ALICE, "done?")
    await sender.send_due()
    failures = iter([RuntimeError(), None])
    hear = exchange._hear

    async def hear_badly(session: object, event: object) -> None:
        if (error := next(failures, None)) is not None:
            raise error
        await hear(session, event)

    exchange.database.subscriptions.on(MessageReceived, hear_badly)
    await settle(exchange, message_id, "delivered")
    await centre.write(ALICE, "1")
    received = [event for event in exchange.heard if isinstance(event, MessageReceived)]
    assert len({event.inbound_id for event in received[-2:]}) == 1
    assert [reply.text for reply in (await exchange.detail(message_id)).replies] == ["1"]


async def test_long_messages_to_one_phone_never_come_mixed(
    exchange: Exchange, sender: Sender, centre: SmsCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "reference_of", lambda number, position: 7)  # as one of 256 pairs is in any case
    texts = [f"{number}: {CHINESE * 4}" for number in range(5)]
    for text in texts:
        await exchange.send(ALICE, text)
        await exchange.send(BOB, text)
    while await sender.send_due():
        exchange.clock.pass_time(timedelta(seconds=1))
    assert [sms.text for sms in centre.phones.inbox(ALICE)] == texts
    assert [sms.text for sms in centre.phones.inbox(BOB)] == texts


async def test_two_senders_share_without_sending_twice(exchange: Exchange, centre: SmsCentre) -> None:
    async with bound(exchange, centre) as first, bound(exchange, centre) as second:
        for number in range(30):
            await exchange.send(ALICE, str(number))
        while sum(await asyncio.gather(first.send_due(), second.send_due())):
            exchange.clock.pass_time(timedelta(seconds=1))
    assert sorted(int(sms.text) for sms in centre.phones.all) == list(range(30))


async def test_a_tenants_own_gateway_leaves_others_messages_alone(
    exchange: Exchange, two_tenants: Tenants, centre: SmsCentre
) -> None:
    west = Exchange(exchange.database, two_tenants[1])
    await exchange.send(ALICE, "east")
    await west.send(ALICE, "west")
    async with bound(exchange, centre, tenant_code="west") as sender:
        await sender.send_due()
        await centre.write(BOB, "who are you")
    assert [sms.text for sms in centre.phones.all] == ["west"]
    assert {event.tenant_id for event in exchange.heard if isinstance(event, MessageReceived)} == {
        two_tenants[1].tenant_id
    }
