"""What billing says of a customer, over HTTP: bills, payments, live products, devices, and a refresh done once."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest
import pytest_asyncio

from kefu.adapters.billing.systems import connect
from kefu.customers.rules import STATUS_TEXT
from kefu.identity import service as identity
from kefu.journeys.customer_360.service import Customer360
from kefu.kernel.instant import to_ms
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from kefu_lab.billing import Boss, Mode
from kefu_lab.people import Person, balance_of, networks_of
from support import web
from support.customers import VAULT, ids_of, make_app, settle
from support.organisation import NOW, Organisation, add_person
from support.postgres import DatabaseUrls

Tenants = tuple[Organisation, Organisation]


@dataclass(frozen=True, slots=True)
class Scene:
    """A customer, his billing system, and an agent's browser."""

    boss: Boss
    client: httpx.AsyncClient
    one: Person
    path: str
    clock: web.Wristwatch

    async def get(self, what: str) -> dict[str, Any]:
        answer = await self.client.get(f"{self.path}/{what}")
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    async def refresh(self, resource: str, **body: Any) -> httpx.Response:
        return await self.client.post(f"{self.path}/devices/{resource}/refresh", json={"key": str(uuid4())} | body)


@pytest_asyncio.fixture
async def scene(
    database: Database, database_urls: DatabaseUrls, superuser: asyncpg.Connection, two_tenants: Tenants
) -> AsyncIterator[Scene]:
    east, _ = two_tenants
    people = await settle(database, database_urls, east)
    one = next(each for each in people if len(each.holdings) >= 3 and balance_of(each.account_no)[1] > 0)
    networks = await networks_of(database_urls.owner_url, east.tenant_id)
    clock = web.Wristwatch()
    async with Boss(clock=clock, slow_s=0.5, networks=networks) as boss:
        url = await boss.start()
        billing = connect(f"nowhere={url}/wrong, changzhou=soap+{url}/soap, *=json+{url}")
        assert billing is not None
        app = make_app(database, billing=billing, clock=clock)
        customer_id = (await ids_of(superuser, east))[one.account_no]
        async with web.browse(app, "agent", tenant="east") as client:
            yield Scene(boss, client, one, f"/api/customers/{customer_id}", clock)
        await billing.close()


async def test_bills_with_their_lines_and_what_has_become_of_them(scene: Scene) -> None:
    said = await scene.get("bills")
    _, due_minor = balance_of(scene.one.account_no)
    assert said["account_no"] == scene.one.account_no
    assert [account["account_no"] for account in said["accounts"]] == [scene.one.account_no]
    assert (said["as_of_ms"], said["is_stale"]) == (to_ms(NOW), False)
    assert len(said["bills"]) == 12
    latest, *before = said["bills"]
    overdue = NOW.date().isoformat() > latest["due_on"]
    assert (latest["unpaid_minor"], latest["state"]) == (due_minor, "overdue" if overdue else "open")
    assert {bill["state"] for bill in before} == {"settled"}
    assert sum(line["amount_minor"] for line in latest["lines"]) == latest["total_minor"]
    assert latest["lines"][0]["name"].keys() == {"zh-CN", "en"}


async def test_payments_newest_first(scene: Scene) -> None:
    paid = (await scene.get("payments"))["payments"]
    assert 11 <= len(paid) <= 12
    assert [each["paid_at_ms"] for each in paid] == sorted((each["paid_at_ms"] for each in paid), reverse=True)
    assert {each["method"] for each in paid} <= {"cash", "bank", "card", "wechat", "alipay", "other"}


async def test_products_have_their_live_state_when_billing_tells_it(scene: Scene) -> None:
    said = await scene.get("products")
    assert [product["is_live"] for product in said["products"]] == [True] * len(scene.one.holdings)
    assert (said["as_of_ms"], said["is_stale"]) == (to_ms(NOW), False)
    file = (await scene.client.get(scene.path)).json()
    assert file["products"] == said["products"]  # what is known is shown at once the next time


async def test_without_billing_products_are_ours(
    scene: Scene, database: Database, superuser: asyncpg.Connection
) -> None:
    scene.boss.mode = Mode.DOWN
    said = await scene.get("products")
    assert [product["status"]["text"] for product in said["products"]] == [
        STATUS_TEXT[holding.status] for holding in scene.one.holdings
    ]
    assert (said["as_of_ms"], {product["is_live"] for product in said["products"]}) == (None, {False})
    async with web.browse(make_app(database), "agent", tenant="east") as client:
        assert (await client.get(f"{scene.path}/products")).json()["as_of_ms"] is None
        assert (await client.get(f"{scene.path}/bills")).json()["code"] == "billing-unavailable"


async def test_devices_are_checked_again_when_asked(scene: Scene) -> None:
    said = await scene.get("devices")
    names = {device["resource"]: device["product"] for device in said["devices"]}
    assert all(name is not None for name in names.values())
    assert {device["signal"] for device in said["devices"]} <= {"good", "marginal", "bad", "unknown"}
    await scene.get("devices")
    assert scene.boss.asked["devices", scene.one.account_no] == 1
    await scene.get("devices?anew=true")
    assert scene.boss.asked["devices", scene.one.account_no] == 2
    scene.boss.mode = Mode.DOWN
    assert (await scene.get("devices?anew=true"))["is_stale"]


@pytest.mark.parametrize("mode", [Mode.NORMAL, Mode.DUPLICATES])
async def test_a_refresh_is_done_once_and_audited(scene: Scene, superuser: asyncpg.Connection, mode: Mode) -> None:
    scene.boss.mode = mode
    resource, key = scene.one.holdings[0].resource, str(uuid4())
    for _ in range(3):
        answer = await scene.refresh(resource, key=key)
        assert (answer.status_code, answer.json()) == (200, {"done_at_ms": to_ms(NOW)})
    assert scene.boss.carried_out == {key: 1}
    rows = await superuser.fetch(
        "SELECT action, detail FROM audit_entry WHERE detail::jsonb ->> 'key' = $1 ORDER BY id", key
    )
    assert [row["action"] for row in rows] == ["device-refresh-asked", "device-refreshed"] * 3
    assert resource in rows[0]["detail"]


async def test_a_refresh_of_an_unknown_device_or_account_or_without_a_token(scene: Scene) -> None:
    answer = await scene.refresh("nothing/of/his")
    assert (answer.status_code, answer.json()["code"]) == (404, "billing-device-unknown")
    answer = await scene.refresh(scene.one.holdings[0].resource, account="051999999999")
    assert (answer.status_code, answer.json()["code"]) == (404, "billing-account-unknown")
    assert scene.boss.carried_out.total() == 0
    del scene.client.headers["x-csrf-token"]
    answer = await scene.refresh(scene.one.holdings[0].resource)
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf-token-wrong")
    assert scene.boss.received.total() == 0


async def test_when_it_cannot_be_told_whether_it_was_done_a_repetition_finds_out(scene: Scene) -> None:
    resource, key = scene.one.holdings[0].resource, str(uuid4())
    scene.boss.mode = Mode.BROKEN
    answer = await scene.refresh(resource, key=key)
    assert (answer.status_code, answer.json()["code"]) == (504, "billing-outcome-unknown")
    scene.boss.mode = Mode.NORMAL
    assert (await scene.refresh(resource, key=key, is_repeat=True)).status_code == 200
    assert scene.boss.carried_out == {key: 1}


async def test_others_customers_and_accounts_are_nobodys(scene: Scene) -> None:
    answer = await scene.client.get(f"/api/customers/{new_id()}/bills")
    assert (answer.status_code, answer.json()["code"]) == (404, "customer-not-found")
    answer = await scene.client.get(f"{scene.path}/bills?account=051999999999")
    assert (answer.status_code, answer.json()["code"]) == (404, "billing-account-unknown")
    assert scene.boss.asked.total() == 0


async def test_who_may_only_look_may_not_refresh(scene: Scene, database: Database, two_tenants: Tenants) -> None:
    east, _ = two_tenants
    async with database.transaction(east.scope) as session:
        east.roles["reader"] = await identity.create_role(
            session, tenant_id=east.tenant_id, code="reader", name="Reader", permissions={"customer.view"}, now=NOW
        )
        await add_person(session, east, "reader", role="reader")
    transport: Any = scene.client._transport
    async with web.browse(transport.app, "reader", tenant="east") as client:
        assert (await client.get(f"{scene.path}/devices")).status_code == 200
        path = f"{scene.path}/devices/{scene.one.holdings[0].resource}/refresh"
        answer = await client.post(path, json={"key": str(uuid4())})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert scene.boss.received.total() == 0


async def test_an_old_answer_is_stale_when_billing_is_down(scene: Scene) -> None:
    fresh = await scene.get("payments")
    scene.boss.mode = Mode.DOWN
    assert await scene.get("payments") == fresh
    answer = await scene.client.get(f"{scene.path}/bills")
    assert (answer.status_code, answer.json()["code"]) == (503, "billing-unavailable")


async def test_no_connection_is_held_while_billing_thinks(
    scene: Scene, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[int] = []
    inner = scene.boss._answer

    async def answer(operation: str, fields: dict[str, str]) -> dict[str, Any]:
        pool = await database._reader_pool()
        busy = pool.get_size() - pool.get_idle_size()
        held.append(busy + database.engine.pool.checkedout())
        return await inner(operation, fields)

    monkeypatch.setattr(scene.boss, "_answer", answer)
    for what in ("bills", "payments", "products", "devices", "billing"):
        await scene.get(what)
    assert (await scene.refresh(scene.one.holdings[0].resource)).status_code == 200
    assert held == [0] * 6


async def test_an_account_that_is_keyed_in_is_asked_of_its_own_network(
    scene: Scene, database: Database, two_tenants: Tenants
) -> None:
    view = Customer360(vault=VAULT)
    codes = {"常州": "changzhou", "苏州": "suzhou"}
    async with database.read(two_tenants[0].scope) as reader:
        account = await view.account_of(reader, scene.one.account_no)
        unknown = await view.account_of(reader, "000000000000")
    assert (account.account_no, account.network) == (scene.one.account_no, codes[scene.one.network.name_zh])
    assert unknown.network == ""
    async with database.read(two_tenants[1].scope) as reader:
        assert (await view.account_of(reader, scene.one.account_no)).network == ""
