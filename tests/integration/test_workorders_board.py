"""What the dispatcher's screen asks for again and again: filters, counts by area, and nothing when nothing is new."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from kefu.platform.db import Database
from support import web
from support.organisation import NOW, Organisation
from support.workorders import Field, act, assigned, make_app, opened, settle

Tenants = tuple[Organisation, Organisation]


@pytest_asyncio.fixture
async def field(database: Database, two_tenants: Tenants) -> Field:
    return await settle(database, two_tenants[0])


@pytest.fixture
def app(database: Database) -> FastAPI:
    return make_app(database, web.Wristwatch())


@pytest_asyncio.fixture
async def hq(app: FastAPI, field: Field) -> AsyncIterator[httpx.AsyncClient]:
    async with web.browse(app, "hq", tenant="east") as client:
        yield client


async def found(client: httpx.AsyncClient, **params: Any) -> list[str]:
    """Return the ids of the orders that a filter leaves."""
    page = (await client.get("/api/work-orders", params=params)).json()
    return [each["work_order_id"] for each in page["items"]]


async def test_an_area_counts_with_all_that_lies_in_it(
    hq: httpx.AsyncClient, field: Field, database: Database, two_tenants: Tenants
) -> None:
    order = await opened(hq)
    other = await opened(hq, district_path="苏州/姑苏区", address="苏州市姑苏区观前街1号")
    unplaced = await opened(hq, district_path="", address="不知何处1号")
    inner, outer = str(field.areas["tianning"]), str(field.areas["mute"])
    assert await found(hq, area_id=outer) == [other["work_order_id"]]
    async with database.transaction(two_tenants[0].scope) as session:
        driver = (await (await session.connection()).get_raw_connection()).driver_connection
        assert driver is not None
        await driver.execute("UPDATE service_area SET parent_id = $1 WHERE id = $2", outer, inner)
    assert await found(hq, area_id=outer) == [order["work_order_id"], other["work_order_id"]]
    assert await found(hq, area_id=inner) == [order["work_order_id"]]
    assert await found(hq, area_id=[inner, outer]) == [order["work_order_id"], other["work_order_id"]]
    assert await found(hq, area_id="none") == [unplaced["work_order_id"]]
    page = (await hq.get("/api/work-orders", params={"area_id": outer})).json()
    assert page["counts"]["open"] == 2


async def test_orders_are_counted_by_area_for_the_map(hq: httpx.AsyncClient, field: Field) -> None:
    for number in range(2):
        await opened(hq, address=f"天宁区{number}号")
    await opened(hq, district_path="", address="不知何处1号", severity_code="ordinary")
    counted = (await hq.get("/api/work-orders/by-area")).json()
    assert sorted(counted, key=lambda each: each["open"]) == [
        {"area_id": None, "open": 1, "overdue": 0},
        {"area_id": str(field.areas["tianning"]), "open": 2, "overdue": 0},
    ]
    one = (await hq.get("/api/work-orders/by-area", params={"area_id": "none"})).json()
    assert [each["area_id"] for each in one] == [None]


async def test_orders_in_an_outage_are_found_until_it_ends(hq: httpx.AsyncClient, field: Field) -> None:
    order = await opened(hq)
    elsewhere = await opened(hq, district_path="", address="不知何处1号")
    body = {"area_id": str(field.areas["tianning"]), "text": {"zh-CN": "断缆", "en": "Cable cut"}}
    outage = (await hq.post("/api/outages", json=body)).json()
    assert await found(hq, outage=True) == [order["work_order_id"]]
    assert await found(hq, outage=False) == [elsewhere["work_order_id"]]
    counts = (await hq.get("/api/work-orders")).json()["counts"]
    assert (counts["outage"], counts["appointment"]) == (1, 0)
    (await hq.post(f"/api/outages/{outage['outage_id']}/close", json={"version": 1})).raise_for_status()
    assert await found(hq, outage=True) == []


async def test_an_outage_announced_for_later_marks_no_order_yet(hq: httpx.AsyncClient, field: Field) -> None:
    body = {"area_id": str(field.areas["tianning"]), "text": {"zh-CN": "检修", "en": "Works"}}
    now, later = [
        (await hq.post("/api/outages", json=body | {"begins_at": (NOW + timedelta(hours=hours)).isoformat()})).json()
        for hours in (0, 8)
    ]
    assert (await opened(hq))["outage_id"] == now["outage_id"] != later["outage_id"]


async def test_orders_that_nobody_has_are_found(hq: httpx.AsyncClient, field: Field) -> None:
    mine = await assigned(hq, field)
    nobodys = await opened(hq, address="天宁区9号")
    assert await found(hq, assigned=True) == [mine["work_order_id"]]
    assert await found(hq, assigned=False) == [nobodys["work_order_id"]]


async def test_a_board_that_has_not_changed_is_not_sent_again(hq: httpx.AsyncClient, field: Field) -> None:
    order = await opened(hq)
    first = await hq.get("/api/work-orders")
    known = {"if-none-match": first.headers["etag"]}
    again = await hq.get("/api/work-orders", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == "private, no-cache"
    (await act(hq, order, "hasten")).raise_for_status()
    changed = await hq.get("/api/work-orders", headers=known)
    assert changed.status_code == 200
    assert changed.json()["items"][0]["hastened_count"] == 1


async def test_only_who_may_work_in_the_field_can_be_in_a_crew(
    app: FastAPI, hq: httpx.AsyncClient, field: Field
) -> None:
    assert (await hq.get("/api/crews/people")).status_code == 403
    async with web.browse(app, "admin", tenant="east") as admin:
        people = (await admin.get("/api/crews/people")).json()
    assert [each["login"] for each in people] == ["admin", "li", "wang", "zhao"]  # an administrator may do everything
    assert {each["person_id"] for each in people[1:]} == {str(each) for each in field.people.values()}
