"""Orders that are opened by hand: once however often they are sent; in an area that somebody names."""

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import asyncpg
import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import CustomerId
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from support import web
from support.organisation import Organisation
from support.workorders import Field, act, make_app, new, opened, settle

Tenants = tuple[Organisation, Organisation]
STRAY = {"district_path": "", "address": "不知何处1号"}


@pytest_asyncio.fixture
async def field(database: Database, two_tenants: Tenants) -> Field:
    await settle(database, two_tenants[1])
    return await settle(database, two_tenants[0])


@pytest.fixture
def app(database: Database) -> FastAPI:
    return make_app(database, web.Wristwatch())


@pytest_asyncio.fixture
async def hq(app: FastAPI, field: Field) -> AsyncIterator[httpx.AsyncClient]:
    async with web.browse(app, "hq", tenant="east") as client:
        yield client


def problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def counts(superuser: asyncpg.Connection) -> tuple[int, ...]:
    tables = ("work_order", "work_order_event", "job")
    return tuple([await superuser.fetchval(f"SELECT count(*) FROM {table}") for table in tables])


async def test_what_is_sent_again_with_its_key_is_the_same_order(
    hq: httpx.AsyncClient, app: FastAPI, superuser: asyncpg.Connection
) -> None:
    body = new(key="k-1", is_assigned_at_once=True)
    first = (await hq.post("/api/work-orders", json=body)).json()
    before = await counts(superuser)
    again = (await hq.post("/api/work-orders", json=body)).json()
    assert (first["is_duplicate"], again["is_duplicate"]) == (False, True)
    assert again["order"]["work_order_id"] == first["order"]["work_order_id"]
    assert (again["order"]["state"], again["order"]["version"]) == ("assigned", 1)
    assert await counts(superuser) == before == (1, 1, 1)
    other = (await hq.post("/api/work-orders", json=body | {"key": "k-2"})).json()
    assert other["order"]["work_order_id"] != first["order"]["work_order_id"]
    async with web.browse(app, "hq", tenant="west") as west:  # another operator's keys are his own
        theirs = (await west.post("/api/work-orders", json=body)).json()
    assert (theirs["is_duplicate"], await superuser.fetchval("SELECT count(*) FROM work_order")) == (False, 3)


async def test_sent_at_the_same_moment_it_is_one_order(
    hq: httpx.AsyncClient, app: FastAPI, superuser: asyncpg.Connection
) -> None:
    body = new(key="k-1")
    async with web.browse(app, "hq", tenant="east") as other:
        answers = await asyncio.gather(*(each.post("/api/work-orders", json=body) for each in (hq, other)))
    found = [each.json() for each in answers]
    assert sorted(each["is_duplicate"] for each in found) == [False, True]
    assert len({each["order"]["order_no"] for each in found}) == 1
    assert await counts(superuser) == (1, 1, 1)


async def test_an_order_is_opened_in_the_area_that_is_named(
    hq: httpx.AsyncClient, field: Field, superuser: asyncpg.Connection
) -> None:
    named: dict[str, Any] = {"area_id": str(field.areas["mute"]), "is_assigned_at_once": True}
    answer = (await hq.post("/api/work-orders", json=new(**STRAY, **named))).json()
    order = answer["order"]
    assert (order["area_id"], order["crew_id"]) == (named["area_id"], str(field.crews["mute"]))
    assert order["local_network_id"] == str(field.organisation.networks["suzhou"])
    assert answer["warnings"] == ["crew-without-phone"]
    before = await counts(superuser)
    assert problem(await hq.post("/api/work-orders", json=new(area_id=str(new_id())))) == (404, "area-not-found")
    assert await counts(superuser) == before


async def test_an_order_without_an_area_is_given_one(app: FastAPI, hq: httpx.AsyncClient, field: Field) -> None:
    order = await opened(hq, **STRAY)
    assert problem(await act(hq, order, "place")) == (422, "invalid-input")
    assert problem(await act(hq, order, "place", area_id=str(new_id()))) == (404, "area-not-found")
    placed = (await act(hq, order, "place", area_id=str(field.areas["mute"]))).json()["order"]
    assert (placed["area_id"], placed["state"], placed["version"]) == (str(field.areas["mute"]), "pending", 2)
    assert placed["local_network_id"] == str(field.organisation.networks["suzhou"])
    refused = await act(hq, order, "place", area_id=str(field.areas["tianning"]))
    assert problem(refused) == (409, "work-order-changed")
    whole = (await hq.get(f"/api/work-orders/{order['work_order_id']}")).json()
    assert [each["action"] for each in whole["events"]] == ["open", "place"]
    assert whole["events"][1]["detail"]["area_id"] == str(field.areas["mute"])
    async with web.browse(app, "cz", tenant="east") as city:  # it is another city's order now
        assert problem(await city.get(f"/api/work-orders/{order['work_order_id']}")) == (404, "work-order-not-found")
        own = await opened(city, **STRAY)
        elsewhere = await act(city, own, "place", area_id=str(field.areas["mute"]))
        assert problem(elsewhere) == (404, "area-not-found")
        here = await act(city, own, "place", area_id=str(field.areas["tianning"]))
        assert here.json()["order"]["area_id"] == str(field.areas["tianning"])
    done = (await act(hq, placed, "cancel", reason="x")).json()["order"]
    refused = await act(hq, done, "place", area_id=str(field.areas["mute"]))
    assert problem(refused) == (409, "action-not-possible")


async def test_for_a_customer_what_is_left_away_is_taken_from_his_file(app: FastAPI, hq: httpx.AsyncClient) -> None:
    customer_id = new_id()
    on_file = SimpleNamespace(name="周晓明", number="+8613912340001", address="乙路9号", district_path="常州/天宁区")

    async def card(session: AsyncSession, *, customer_id: CustomerId, known: object = customer_id) -> Any:
        return on_file if customer_id == known else None

    app.state.order_contacts = card
    bare = {"contact_name": "", "contact_phone": "", "district_path": "", "customer_id": str(customer_id)}
    order = await opened(hq, **bare, address="乙路9号")
    assert (order["contact_name"], order["contact_phone"]) == ("周晓明", "+86139****0001")
    assert order["district_path"] == "常州/天宁区"
    elsewhere = await opened(hq, **bare | {"contact_phone": "13812342246"}, address="丙路1号")
    assert (elsewhere["contact_phone"], elsewhere["district_path"]) == ("+86138****2246", "")
    stranger = await opened(hq, **bare | {"customer_id": str(new_id())}, address="丁路1号")
    assert (stranger["contact_name"], stranger["contact_phone"]) == ("", "")
