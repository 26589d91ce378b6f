"""The log of short messages and their templates, as the console sees them; and the generic gateway by HTTP."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from uvicorn import Config, Server

from kefu.adapters.sms import HttpGateway, parse_gateways
from kefu.adapters.sms.webhook import router as webhook_router
from kefu.identity import service as identity
from kefu.kernel.ids import MessageId
from kefu.messaging import service
from kefu.messaging.events import MessageDelivered, MessageReceived
from kefu.messaging.http import router as messages_router
from kefu.messaging.jobs import Sender
from kefu.messaging.model import MessageTooLongError, NumberCannotReceiveError, TemplateUse, TemplateValuesMissingError
from kefu.platform.db import Database
from kefu_lab.sms import Phones
from kefu_lab.sms.twin import HttpTwin
from support import web
from support.messages import ALICE, BOB, Exchange
from support.organisation import Organisation, add_person

Tenants = tuple[Organisation, Organisation]
WORDS = {
    "code": "order-assigned",
    "name": {"zh-CN": "派单", "en": "Order assigned"},
    "text": {"zh-CN": "新工单{order_no}:{address}", "en": "New order {order_no}: {address}"},
}


@pytest.fixture
def exchange(database: Database, two_tenants: Tenants) -> Exchange:
    return Exchange(database, two_tenants[0])


@pytest.fixture
def app(database: Database, exchange: Exchange) -> FastAPI:
    app = web.make_app(database, messages_router, webhook_router, clock=exchange.clock)
    app.state.sms_gateways = {}
    app.state.http_gateways = {}
    return app


@pytest_asyncio.fixture
async def admin(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with web.browse(app, "admin", tenant="east") as client:
        yield client


def problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_one_key_is_one_message(exchange: Exchange) -> None:
    first = await exchange.send("138 1234 5678", "hello", key="order-7")
    assert await exchange.send(ALICE, "something else", key="order-7") == first
    assert (await exchange.detail(first)).message.text == "hello"


async def test_what_cannot_be_sent_is_not_written_down(exchange: Exchange, admin: httpx.AsyncClient) -> None:
    for number in ("0519-88123456", "96296", "anonymous", ""):
        with pytest.raises(NumberCannotReceiveError):
            await exchange.send(number, "hello")
    with pytest.raises(MessageTooLongError):
        await exchange.send(ALICE, "好" * 671)
    assert (await admin.get("/api/messages")).json() == {"messages": [], "next_before": None}


async def test_the_log_comes_in_pages_and_is_filtered(exchange: Exchange, admin: httpx.AsyncClient) -> None:
    ids = [str(await exchange.send(ALICE if n % 2 else BOB, f"{n}", purpose=f"p{n % 3}")) for n in range(60)]
    first = (await admin.get("/api/messages")).json()
    assert len(first["messages"]) == 50
    rest = (await admin.get("/api/messages", params={"before": first["next_before"]})).json()
    assert rest["next_before"] is None
    assert {each["id"] for each in first["messages"] + rest["messages"]} == set(ids)
    found = (await admin.get("/api/messages", params={"to": "13812345678", "purpose": "p0"})).json()["messages"]
    assert {each["text"] for each in found} == {str(n) for n in range(60) if n % 2 and n % 3 == 0}
    assert (await admin.get("/api/messages", params={"state": ["sent", "unknown"]})).json()["messages"] == []
    assert (await admin.get("/api/messages/purposes")).json() == ["p0", "p1", "p2"]


async def test_numbers_are_masked_for_those_who_may_not_see_them(
    exchange: Exchange, app: FastAPI, admin: httpx.AsyncClient, database: Database
) -> None:
    east = exchange.organisation
    message_id = await exchange.send(ALICE, "hello")
    assert (await admin.get(f"/api/messages/{message_id}")).json()["to"] == ALICE
    async with database.transaction(east.scope) as session:
        east.roles["log"] = await identity.create_role(
            session,
            tenant_id=east.tenant_id,
            code="log",
            name="log",
            permissions={"message.view"},
            now=exchange.clock(),
        )
        await add_person(session, east, "reader", role="log")
    async with web.browse(app, "reader", tenant="east") as reader:
        assert (await reader.get(f"/api/messages/{message_id}")).json()["to"] == "+86138****5678"
        assert (await reader.get("/api/messages")).json()["messages"][0]["to"] == "+86138****5678"
        assert problem(await reader.get("/api/messages/templates")) == (403, "forbidden")
    async with web.browse(app, "agent", tenant="east") as agent:
        assert problem(await agent.get("/api/messages")) == (403, "forbidden")
    async with web.browse(app, "admin", tenant="west") as stranger:
        assert problem(await stranger.get(f"/api/messages/{message_id}")) == (404, "message-not-found")
        assert problem(await stranger.post(f"/api/messages/{message_id}/cancel")) == (404, "message-not-found")


async def test_a_waiting_message_is_stopped_and_can_be_sent_again_once(
    exchange: Exchange, admin: httpx.AsyncClient, superuser: asyncpg.Connection
) -> None:
    message_id = await exchange.send(ALICE, "hello", subject_kind="ticket", subject_id="9")
    assert problem(await admin.post(f"/api/messages/{message_id}/again")) == (409, "message-not-repeatable")
    assert (await admin.post(f"/api/messages/{message_id}/cancel")).status_code == 204
    assert problem(await admin.post(f"/api/messages/{message_id}/cancel")) == (409, "message-not-cancellable")
    exchange.clock.pass_time(timedelta(minutes=9))
    again = [(await admin.post(f"/api/messages/{message_id}/again")).json()["message_id"] for _ in range(2)]
    assert again[0] == again[1] != str(message_id)
    shown = (await admin.get(f"/api/messages/{again[0]}")).json()
    assert (shown["state"], shown["text"], shown["subject_id"], shown["parts"]) == ("queued", "hello", "9", [])
    history = (await admin.get(f"/api/messages/{message_id}")).json()["events"]
    assert [event["kind"] for event in history] == ["queued", "cancelled", "sent_again"]
    audited = await superuser.fetch("SELECT action FROM audit_entry WHERE subject_kind = 'message' ORDER BY seq")
    assert [row["action"] for row in audited] == ["message-cancelled", "message-sent-again"]


async def test_templates_are_checked_versioned_and_audited(
    exchange: Exchange, admin: httpx.AsyncClient, superuser: asyncpg.Connection
) -> None:
    url = "/api/messages/templates"
    made = await admin.post(url, json=WORDS)
    assert (made.status_code, made.json()["placeholders"], made.json()["version"]) == (
        201,
        ["address", "order_no"],
        1,
    )
    assert problem(await admin.post(url, json=WORDS)) == (409, "template-exists")
    other = {**WORDS, "text": {"zh-CN": "{order_no}好{", "en": "fine"}}
    refused = await admin.put(f"{url}/order-assigned", json={**other, "version": 1})
    assert problem(refused) == (422, "template-unusable")
    assert [(each["field"], each["code"]) for each in refused.json()["errors"]] == [
        ("text.zh-CN", "placeholder-malformed"),
        ("text", "placeholders-differ"),
    ]
    changed = {**WORDS, "text": {"zh-CN": "工单{order_no}", "en": "Order {order_no}"}, "version": 1}
    assert (await admin.put(f"{url}/order-assigned", json=changed)).json()["version"] == 2
    conflict = await admin.put(f"{url}/order-assigned", json=changed)
    assert (*problem(conflict), conflict.json()["facts"]) == (409, "template-changed", {"version": 2})
    assert problem(await admin.put(f"{url}/none", json=changed)) == (404, "template-not-found")
    async with exchange.database.transaction(exchange.organisation.scope) as session:
        use = TemplateUse(code="order-assigned", language="en", values={"order_no": "7"})
        message_id = await service.send_template(
            session,
            tenant_id=exchange.organisation.tenant_id,
            to=ALICE,
            template=use,
            purpose="work-order",
            key="7",
            now=exchange.clock(),
        )
        with pytest.raises(TemplateValuesMissingError):
            await service.render(session, code="order-assigned", language="zh-CN", values={"order_no": " "})
    shown = (await admin.get(f"/api/messages/{message_id}")).json()
    assert (shown["text"], shown["template_code"]) == ("Order 7", "order-assigned")
    assert (await admin.delete(f"{url}/order-assigned", params={"version": 2})).status_code == 204
    assert (await admin.get(url)).json() == []
    audited = await superuser.fetch(
        "SELECT action FROM audit_entry WHERE subject_kind = 'message_template' ORDER BY seq"
    )
    assert [row["action"] for row in audited] == ["template-added", "template-changed", "template-removed"]


async def test_a_preview_shows_the_parts(admin: httpx.AsyncClient) -> None:
    body: dict[str, Any] = {"text": "{who}," + "好" * 70, "values": {"who": "张三"}}
    shown = (await admin.post("/api/messages/templates/preview", json=body)).json()
    assert (shown["encoding"], shown["placeholders"], len(shown["parts"])) == ("ucs2", ["who"], 2)
    assert "".join(shown["parts"]) == shown["text"] == "张三," + "好" * 70
    shown = (await admin.post("/api/messages/templates/preview", json={"text": "{who}"})).json()
    assert (shown["encoding"], shown["parts"]) == ("gsm7", ["{who}"])


class Door:
    """The product's webhook on a real port."""

    def __init__(self, app: FastAPI) -> None:
        self._server = Server(Config(app, host="127.0.0.1", port=0, log_config=None, lifespan="off"))

    async def __aenter__(self) -> str:
        self._task = asyncio.create_task(self._server.serve())
        while not self._server.started:
            await asyncio.sleep(0.01)
        return f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}/api/sms/web"

    async def __aexit__(self, *_: object) -> None:
        self._server.should_exit = True
        await self._task


@pytest_asyncio.fixture
async def twin(app: FastAPI, exchange: Exchange) -> AsyncIterator[tuple[HttpTwin, Sender]]:
    async with Door(app) as url:
        twin = HttpTwin(Phones(), callback=url)
        [address] = parse_gateways(f"web=http+json://:secret@{await twin.start()}?from=96296")
        gateway = HttpGateway(address, answers_within_s=2)
        app.state.http_gateways = {"web": gateway}
        sender = exchange.sender(gateway)
        gateway.start(sender)
        yield twin, sender
        await sender.stop()
        await twin.stop()


async def delivered(exchange: Exchange, message_id: MessageId) -> None:
    async with asyncio.timeout(10):
        while await exchange.state(message_id) != "delivered":
            await asyncio.sleep(0.01)


async def test_by_http_a_lost_answer_is_asked_for_again_and_sent_once(
    exchange: Exchange, twin: tuple[HttpTwin, Sender]
) -> None:
    other, sender = twin
    other.is_losing, other.callback = True, ""  # a receipt would end the doubt before we ask again
    message_id = await exchange.send(ALICE, "好" * 100)
    await exchange.pass_time(sender, timedelta(seconds=5))
    assert await exchange.state(message_id) == "sent"
    assert [sms.text for sms in other.phones.all] == ["好" * 100]
    assert [body["key"] for body in other.asked] == [f"{message_id.hex}-1"] * 2


async def test_by_http_a_receipt_ends_the_doubt(exchange: Exchange, twin: tuple[HttpTwin, Sender]) -> None:
    other, sender = twin
    other.is_losing = True
    message_id = await exchange.send(ALICE, "hello")
    await sender.send_due()
    await delivered(exchange, message_id)
    await exchange.pass_time(sender, timedelta(seconds=5))
    assert [sms.text for sms in other.phones.all] == ["hello"]
    assert [type(event) for event in exchange.heard] == [MessageDelivered]


async def test_by_http_a_gateway_that_is_down_is_left_alone(exchange: Exchange, twin: tuple[HttpTwin, Sender]) -> None:
    other, sender = twin
    other.is_down = True
    message_id = await exchange.send(ALICE, "later")
    await exchange.pass_time(sender, timedelta(minutes=10), step=timedelta(seconds=5))
    assert not sender.gateway.is_healthy
    assert await exchange.state(message_id) == "queued"
    other.is_down = False
    await exchange.pass_time(sender, timedelta(minutes=2), step=timedelta(seconds=5))
    await delivered(exchange, message_id)
    assert len(other.phones.all) == 1


async def test_by_http_answers_come_in_once_and_strangers_are_refused(
    exchange: Exchange, twin: tuple[HttpTwin, Sender], app: FastAPI
) -> None:
    other, sender = twin
    message_id = await exchange.send(ALICE, "done?")
    await sender.send_due()
    await delivered(exchange, message_id)
    assert [await other.write(ALICE, "1", name="a") for _ in range(2)] == [204, 204]
    received = [event for event in exchange.heard if isinstance(event, MessageReceived)]
    assert [(event.text, event.in_reply_to) for event in received] == [("1", message_id)]
    async with web.browse(app) as stranger:
        body = {"id": "b", "from": ALICE, "text": "1"}
        for gateway, secret in (("web", "wrong"), ("web", ""), ("none", "secret")):
            headers = {"authorization": f"Bearer {secret}"}
            refused = await stranger.post(f"/api/sms/{gateway}/messages", json=body, headers=headers)
            assert problem(refused) == (401, "gateway-secret-wrong")
        headers = {"authorization": "Bearer secret"}
        for unknown in ({"key": "x"}, {"id": "nobody's"}, {"key": "00000000000000000000000000000000-1"}):
            refused = await stranger.post(
                "/api/sms/web/receipts", json={**unknown, "state": "delivered"}, headers=headers
            )
            assert problem(refused) == (404, "receipt-unmatched")
    assert len([event for event in exchange.heard if isinstance(event, MessageReceived)]) == 1
