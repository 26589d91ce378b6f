"""The single customer view: assembled at once, shown as the viewer may see it, with the balance when it comes."""

import asyncio
from typing import Any

import asyncpg
import pytest
from pydantic import TypeAdapter

from kefu.adapters.billing.systems import connect
from kefu.customers import rules as customer_rules
from kefu.customers import service as customers
from kefu.customers.model import Balance, Match, NewCustomer
from kefu.identity.model import Grant, Principal
from kefu.journeys.customer_360 import rules
from kefu.journeys.customer_360.model import CustomerFile, PopView
from kefu.journeys.customer_360.service import Customer360
from kefu.kernel.ids import CustomerId, LocalNetworkId
from kefu.kernel.instant import to_ms
from kefu.kernel.phone import phone_parts, show_phone
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from kefu.platform.numbering import parse_number
from kefu_lab.billing import Boss, Mode
from kefu_lab.people import Person, balance_of
from kefu_lab.people.words import PRODUCTS, TAGS
from support import web
from support.customers import VAULT, ids_of, make_app, settle
from support.organisation import NOW, Organisation
from support.postgres import DatabaseUrls

Tenants = tuple[Organisation, Organisation]
_VIEW = TypeAdapter(PopView)


def viewer(
    organisation: Organisation,
    *permissions: str,
    networks: frozenset[LocalNetworkId] | None = None,
) -> Principal:
    """Make somebody who may do something in some networks."""
    return Principal(
        tenant_id=organisation.tenant_id,
        person_id=organisation.people["agent"],
        login="agent",
        name="Agent",
        permissions=frozenset(permissions),
        scope=organisation.scope,
        agent_id=organisation.agent_id,
        session_id=new_id(),
        grants=(Grant(frozenset(permissions), networks),),
    )


def shown(file: CustomerFile, to: Principal) -> dict[str, Any]:
    """Show a file as the event carries it."""
    view: dict[str, Any] = _VIEW.dump_python(rules.seen_by(file, to), mode="json")
    return view


@pytest.fixture
async def people(database: Database, database_urls: DatabaseUrls, two_tenants: Tenants) -> tuple[Person, ...]:
    return await settle(database, database_urls, two_tenants[0])


async def pop(database: Database, organisation: Organisation, number: str, **parts: Any) -> CustomerFile:
    async with database.read(organisation.scope) as reader:
        return await Customer360(vault=VAULT, **parts).pop(reader, parse_number(number), now=NOW)


async def test_the_pop_is_what_the_contract_says(
    database: Database, superuser: asyncpg.Connection, two_tenants: Tenants, people: tuple[Person, ...]
) -> None:
    east, _ = two_tenants
    one = next(person for person in people if len(person.holdings) >= 3 and person.tags and person.id_card)
    file = await pop(database, east, one.phones[0])
    head, _, tail = phone_parts(one.phones[0])
    customer_id = (await ids_of(superuser, east))[one.account_no]
    found = await superuser.fetch("SELECT id FROM product WHERE customer_id = $1 ORDER BY id", customer_id)
    product_ids = [row["id"] for row in found]
    assert shown(file, viewer(east, "customer.view")) == {
        "customer": {
            "customer_id": str((await ids_of(superuser, east))[one.account_no]),
            "name": one.name,
            "level": (await _levels(superuser, east))[one.level],
            "account_manager": None,
            "tags": [tag.text for tag in TAGS if tag.code in one.tags],
            "id_masked": f"**************{one.id_card[-4:]}",
            "phone_masked": f"{head} **** {tail}",
            "address": one.address,
            "account_no": one.account_no,
            "since_on": one.since_on.isoformat(),
            "products": [
                {
                    "product_id": str(product_id),
                    "name": {"zh-CN": PRODUCTS[holding.product][0], "en": PRODUCTS[holding.product][1]},
                    "resource": holding.resource,
                    "monthly_fee_minor": PRODUCTS[holding.product][2],
                    "status": {"code": holding.status, "text": customer_rules.STATUS_TEXT[holding.status]},
                    "is_live": False,
                    "expires_on": holding.expires_on.isoformat(),
                }
                for holding, product_id in zip(one.holdings, product_ids, strict=True)
            ],
            "billing": None,
            "situation": {"as_of_ms": to_ms(NOW), "work": [], "outages": [], "repeat": None},
            "timeline": [],
            "timeline_before": None,
        },
        "candidates": [],
    }


async def _levels(superuser: asyncpg.Connection, organisation: Organisation) -> dict[str, dict[str, Any]]:
    rows = await superuser.fetch("SELECT * FROM customer_level WHERE tenant_id = $1", organisation.tenant_id)
    return {
        row["code"]: {
            "code": row["code"],
            "text": {"zh-CN": row["name_zh"], "en": row["name_en"]},
            "priority": row["priority"],
        }
        for row in rows
    }


async def test_several_who_share_a_number_are_to_choose_from(
    database: Database, two_tenants: Tenants, people: tuple[Person, ...]
) -> None:
    east, _ = two_tenants
    changzhou = next(person for person in people if person.network.name_zh == "常州")
    number = changzhou.phones[0]
    async with database.transaction(east.scope) as session:
        editor = viewer(east, "customer.edit")
        for name, network in (("安儿子", "changzhou"), ("白女儿", "suzhou")):
            wanted = NewCustomer(name=name, phone=number, local_network_id=east.networks[network])
            await customers.create(session, vault=VAULT, principal=editor, wanted=wanted, now=NOW)
    file = await pop(database, east, number)
    assert file.match.customer is None
    view = shown(file, viewer(east, "customer.view", "customer.pii.view"))
    assert view["customer"] is None
    assert [each["name"] for each in view["candidates"]] == sorted([changzhou.name, "安儿子", "白女儿"])
    assert {each["phone"] for each in view["candidates"]} == {show_phone(number, sees_pii=True)}
    masked = shown(file, viewer(east, "customer.view"))["candidates"]
    assert {each["phone"] for each in masked} == {show_phone(number, sees_pii=False)}
    city = viewer(east, "customer.view", networks=frozenset({east.networks["changzhou"]}))
    assert {each["name"] for each in shown(file, city)["candidates"]} == {changzhou.name, "安儿子"}
    async with database.read(east.scope) as reader:
        chosen = file.match.candidates[0]
        assert (await Customer360(vault=VAULT).file(reader, chosen.customer_id, now=NOW)).match.customer is not None


async def test_who_lies_outside_the_viewers_scope_is_not_shown(
    database: Database, two_tenants: Tenants, people: tuple[Person, ...]
) -> None:
    east, _ = two_tenants
    nothing: dict[str, Any] = {"customer": None, "candidates": []}
    file = await pop(database, east, people[0].phones[0])  # of Suzhou
    city = viewer(east, "customer.view", networks=frozenset({east.networks["changzhou"]}))
    assert shown(file, city) == nothing
    assert shown(file, viewer(east, "desk.use")) == nothing
    assert shown(file, viewer(east, "customer.view"))["customer"]["name"] == people[0].name
    assert rules.timeline((), viewer(east, "desk.use")) == ()


@pytest.mark.parametrize("caller", ["anonymous", "", "garbage", "+8613900000000"])
async def test_nobody_is_shown_for_a_number_of_nobody(
    caller: str, database: Database, two_tenants: Tenants, people: tuple[Person, ...]
) -> None:
    file = await pop(database, two_tenants[0], caller)
    assert file == CustomerFile(match=Match())
    assert await Customer360(vault=VAULT).with_billing(file) == file


async def test_the_pop_never_waits_for_billing_and_the_balance_comes_later(
    database: Database, two_tenants: Tenants, people: tuple[Person, ...]
) -> None:
    east, _ = two_tenants
    one = people[0]
    balance_minor, due_minor = balance_of(one.account_no)
    async with Boss(clock=lambda: NOW, slow_s=0.2) as boss:
        boss.mode = Mode.SLOW
        billing = connect(await boss.start())
        assert billing is not None
        view = Customer360(vault=VAULT, billing=billing)
        async with database.read(east.scope) as reader:
            file = await view.pop(reader, parse_number(one.phones[0]), now=NOW)
        assert file.balance is None
        assert boss.asked.total() == 0
        completed, again = await asyncio.gather(view.with_billing(file), view.with_billing(file))
        assert (
            completed.balance == again.balance == Balance(balance_minor=balance_minor, due_minor=due_minor, as_of=NOW)
        )
        assert boss.asked == {("balance", one.account_no): 1, ("products", one.account_no): 1}
        async with database.read(east.scope) as reader:
            known = await view.pop(reader, parse_number(one.phones[0]), now=NOW)
        assert shown(known, viewer(east, "customer.view"))["customer"]["billing"] == {
            "balance_minor": balance_minor,
            "due_minor": due_minor,
            "as_of_ms": to_ms(NOW),
            "is_stale": False,
        }
        await billing.close()


async def test_without_an_answer_the_file_stays_as_it_was(
    database: Database, two_tenants: Tenants, people: tuple[Person, ...]
) -> None:
    file = await pop(database, two_tenants[0], people[0].phones[0])
    async with Boss() as boss:
        boss.mode = Mode.DOWN
        billing = connect(await boss.start())
        assert billing is not None
        assert await Customer360(vault=VAULT, billing=billing).with_billing(file) is file
        await billing.close()
    assert await Customer360(vault=VAULT).with_billing(file) is file


async def test_the_balance_can_be_asked_for(
    database: Database, superuser: asyncpg.Connection, two_tenants: Tenants, people: tuple[Person, ...]
) -> None:
    one = people[0]
    path = f"/api/customers/{(await ids_of(superuser, two_tenants[0]))[one.account_no]}/billing"
    async with Boss(clock=lambda: NOW) as boss:
        billing = connect(await boss.start())
        assert billing is not None
        app = make_app(database, billing=billing)
        async with web.browse(app, "agent", tenant="east") as client:
            boss.mode = Mode.DOWN
            answer = await client.get(path)
            assert (answer.status_code, answer.json()["code"]) == (503, "billing-unavailable")
            boss.mode = Mode.NORMAL
            answer = await client.get(path)
            assert answer.json()["due_minor"] == balance_of(one.account_no)[1]
            answer = await client.get(f"/api/customers/{new_id()}/billing")
            assert (answer.status_code, answer.json()["code"]) == (404, "customer-not-found")
        async with web.browse(app, "city", tenant="east") as client:
            assert (await client.get(path)).status_code == 404
        await billing.close()
    async with web.browse(make_app(database), "agent", tenant="east") as client:
        assert (await client.get(path)).json()["code"] == "billing-unavailable"


async def test_a_file_of_nobody_is_empty(database: Database, two_tenants: Tenants) -> None:
    async with database.read(two_tenants[0].scope) as reader:
        file = await Customer360(vault=VAULT).file(reader, CustomerId(new_id()), now=NOW)
    assert file == CustomerFile(match=Match())
