"""An order's life over HTTP: opened, dispatched, closed; who sees it; two at once; bad input."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from kefu.platform.db import Database
from kefu.platform.ids import new_id
from support import web
from support.organisation import NOW, Organisation
from support.workorders import Field, act, assigned, make_app, new, opened, settle

Tenants = tuple[Organisation, Organisation]


@pytest.fixture
def clock() -> web.Wristwatch:
    return web.Wristwatch()


@pytest_asyncio.fixture
async def field(database: Database, two_tenants: Tenants) -> Field:
    return await settle(database, two_tenants[0])


@pytest.fixture
def app(database: Database, clock: web.Wristwatch, tmp_path: Path) -> FastAPI:
    return make_app(database, clock, tmp_path)


@pytest_asyncio.fixture
async def hq(app: FastAPI, field: Field) -> AsyncIterator[httpx.AsyncClient]:
    async with web.browse(app, "hq", tenant="east") as client:
        yield client


def problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def rows(superuser: asyncpg.Connection) -> list[Any]:
    """Return all that work orders consist of."""
    tables = ("work_order", "work_order_event", "job", "field_conflict")
    return [await superuser.fetch(f"SELECT * FROM {table} ORDER BY id") for table in tables]


async def test_an_order_finds_its_area_its_deadline_and_its_number(hq: httpx.AsyncClient, field: Field) -> None:
    order = await opened(hq)
    assert order["order_no"][:7] == "260302-"
    assert len(order["order_no"]) == 14
    assert order["area_id"] == str(field.areas["tianning"])
    assert order["local_network_id"] == str(field.organisation.networks["changzhou"])
    assert order["due_at"] == (NOW + timedelta(hours=24)).isoformat().replace("+00:00", "Z")
    assert (order["state"], order["version"], order["bucket"], order["repeat_of"]) == ("pending", 1, "later", None)
    assert order["contact_phone"] == "+86138****2246"
    whole = (await hq.get(f"/api/work-orders/{order['work_order_id']}")).json()
    assert whole["actions"] == ["assign", "hasten", "place", "book", "merge", "cancel"]
    assert whole["form_code"] == "repair-done"
    assert [(each["action"], each["to_state"], each["via"]) for each in whole["events"]] == [
        ("open", "pending", "console")
    ]


async def test_an_address_is_found_by_a_piece_of_it_when_its_district_is_not_known(
    hq: httpx.AsyncClient, field: Field
) -> None:
    assert (await opened(hq, district_path="常州/溧阳市/戴埠镇"))["area_id"] == str(field.areas["tianning"])
    within = await opened(hq, district_path="常州/天宁区/青龙街道", address="别处1号")
    assert within["area_id"] == str(field.areas["tianning"])
    assert (await opened(hq, district_path="常州/天宁区二", address="别处2号"))["area_id"] is None


async def test_an_order_whose_area_nobody_knows_is_not_lost(app: FastAPI, hq: httpx.AsyncClient, field: Field) -> None:
    answer = (await hq.post("/api/work-orders", json=new(district_path="", address="不知何处1号"))).json()
    assert answer["warnings"] == ["no-area"]
    async with web.browse(app, "cz", tenant="east") as city:
        page = (await city.get("/api/work-orders", params={"area_id": "none"})).json()
        assert [each["work_order_id"] for each in page["items"]] == [answer["order"]["work_order_id"]]
        assert page["counts"]["no_area"] == 1
        crew = {"crew_id": str(field.crews["tianning"])}
        assert (await act(city, page["items"][0], "assign", **crew)).json()["order"]["state"] == "assigned"


async def test_an_address_without_a_number_is_marked(hq: httpx.AsyncClient, field: Field) -> None:
    answer = (await hq.post("/api/work-orders", json=new(address="天宁区翠竹新村门口"))).json()
    assert (answer["order"]["is_address_vague"], answer["warnings"]) == (True, ["address-without-number"])


async def test_characters_beyond_the_basic_plane_are_kept(hq: httpx.AsyncClient, field: Field) -> None:
    name, address = "𠮷田𣲗", "常州市天宁区㙍𪨊路1号"
    order = await opened(hq, contact_name=name, address=address)
    whole = (await hq.get(f"/api/work-orders/{order['work_order_id']}")).json()
    assert (whole["contact_name"], whole["address"]) == (name, address)
    found = (await hq.get("/api/work-orders", params={"q": "𪨊路"})).json()["items"]
    assert [each["work_order_id"] for each in found] == [order["work_order_id"]]


async def test_the_same_fault_again_within_a_month_is_a_repeat(
    hq: httpx.AsyncClient, field: Field, clock: web.Wristwatch
) -> None:
    first = await opened(hq)
    other_spelling = "常州市天宁区翠竹新村１２号 3幢2单元501室"
    second = await opened(hq, address=other_spelling)
    assert (second["repeat_of"], second["repeat_count"]) == (first["work_order_id"], 1)
    customer = str(new_id())
    third = await opened(hq, customer_id=customer, product="KD1", address="甲1号")
    assert (await opened(hq, customer_id=customer, product="KD2", address="乙1号"))["repeat_of"] is None
    again = await opened(hq, customer_id=customer, product="KD1", address="丙1号")
    assert again["repeat_of"] == third["work_order_id"]
    clock.pass_time(timedelta(days=30))
    async with web.browse(hq._transport.app, "hq", tenant="east") as later:
        assert (await opened(later))["repeat_of"] is None


async def test_a_whole_life(hq: httpx.AsyncClient, field: Field, superuser: asyncpg.Connection) -> None:
    order = await assigned(hq, field)
    for action, state in (("accept", "accepted"), ("set_out", "on_the_way"), ("arrive", "on_site")):
        order = (await act(hq, order, action)).json()["order"]
        assert order["state"] == state
    order = (await act(hq, order, "suspend", reason="客户不在")).json()["order"]
    assert (order["state"], order["bucket"], order["reason"]) == ("suspended", "waiting", "客户不在")
    order = (await act(hq, order, "resume")).json()["order"]
    order = (await act(hq, order, "hasten")).json()["order"]
    assert (order["state"], order["hastened_count"]) == ("accepted", 1)
    closing = {"result_code": "fixed", "cause_code": "cable", "parts": [{"code": "connector", "count": 2}]}
    order = (await act(hq, order, "complete", **closing)).json()["order"]
    assert (order["state"], order["is_final"], order["is_fixed"], order["bucket"]) == ("completed", True, True, None)
    assert order["parts"] == [{"code": "connector", "count": 2}]
    assert await superuser.fetchval("SELECT count(*) FROM job") == 0
    closed = (await hq.get("/api/work-orders", params={"show": "closed"})).json()
    assert [each["version"] for each in closed["items"]] == [order["version"]] == [9]
    order = (await act(hq, order, "reopen", reason="仍无信号")).json()["order"]
    assert (order["state"], order["crew_id"], order["closed_at"], order["reopened_count"]) == ("pending", None, None, 1)
    order = (await act(hq, order, "cancel", reason="客户撤单")).json()["order"]
    assert order["is_final"]
    whole = (await hq.get(f"/api/work-orders/{order['work_order_id']}")).json()
    assert [each["version"] for each in whole["events"]] == list(range(1, 12))
    assert whole["actions"] == ["reopen"]


async def test_an_order_that_is_returned_is_nobodys(hq: httpx.AsyncClient, field: Field) -> None:
    order = await assigned(hq, field)
    order = (await act(hq, order, "return", reason="非我区域")).json()["order"]
    assert (order["state"], order["crew_id"], order["person_id"]) == ("returned", None, None)
    assert (order["reason"], order["assigned_at"]) == ("非我区域", None)


async def test_a_crew_without_a_telephone_gets_the_order_and_the_dispatcher_a_warning(
    hq: httpx.AsyncClient, field: Field
) -> None:
    order = await opened(hq)
    mute = {"crew_id": str(field.crews["mute"])}
    answer = (await act(hq, order, "assign", **mute)).json()
    assert (answer["order"]["state"], answer["warnings"]) == ("assigned", ["crew-without-phone"])
    person = mute | {"person_id": str(field.people["zhao"])}
    answer = (await act(hq, answer["order"], "assign", **person)).json()
    assert (answer["order"]["person_id"], answer["warnings"]) == (person["person_id"], ["person-without-phone"])


async def test_what_cannot_be_assigned_to_changes_nothing(
    hq: httpx.AsyncClient, field: Field, superuser: asyncpg.Connection
) -> None:
    order = await opened(hq)
    before = await rows(superuser)
    assert problem(await act(hq, order, "assign", crew_id=str(new_id()))) == (404, "crew-not-found")
    assert problem(await act(hq, order, "assign")) == (404, "crew-not-found")
    stranger = {"crew_id": str(field.crews["mute"]), "person_id": str(field.people["li"])}
    assert problem(await act(hq, order, "assign", **stranger)) == (422, "crew-member-unknown")
    assert problem(await act(hq, order, "complete", result_code="fixed")) == (409, "action-not-possible")
    assert problem(await act(hq, order, "merge")) == (422, "invalid-input")
    for unknown in ({"type_code": "x"}, {"severity_code": "x"}):
        answer = await hq.post("/api/work-orders", json=new(**unknown))
        assert problem(answer) == (422, "work-order-setting-unknown")
    answer = await hq.post("/api/work-orders", json=new(contact_phone="110 please"))
    assert problem(answer) == (422, "crew-phone-unusable")
    assert await rows(superuser) == before


async def test_two_dispatchers_at_once(
    app: FastAPI, hq: httpx.AsyncClient, field: Field, superuser: asyncpg.Connection
) -> None:
    order = await opened(hq)
    async with web.browse(app, "cz", tenant="east") as city:
        answers = await asyncio.gather(
            act(hq, order, "assign", crew_id=str(field.crews["mute"])),
            act(city, order, "assign", crew_id=str(field.crews["tianning"])),
        )
    assert sorted(each.status_code for each in answers) == [200, 409]
    [winner] = [each.json()["order"] for each in answers if each.status_code == 200]
    [loser] = [each.json() for each in answers if each.status_code == 409]
    assert loser["code"] == "work-order-changed"
    assert loser["facts"]["order"]["crew_id"] == winner["crew_id"]
    assert loser["facts"]["order"]["contact_phone"] == "+86138****2246"
    assert await superuser.fetchval("SELECT count(*) FROM work_order_event WHERE action = 'assign'") == 1


async def test_the_same_key_is_the_same_step(
    hq: httpx.AsyncClient, field: Field, superuser: asyncpg.Connection
) -> None:
    order = await opened(hq)
    wanted = {"crew_id": str(field.crews["tianning"]), "key": "k-1"}
    answers = await asyncio.gather(*(act(hq, order, "assign", **wanted) for _ in range(4)))
    assert [each.status_code for each in answers] == [200] * 4
    assert sorted(each.json()["is_duplicate"] for each in answers) == [False, True, True, True]
    assert {each.json()["order"]["version"] for each in answers} == {2}
    assert await superuser.fetchval("SELECT count(*) FROM work_order_event") == 2


async def test_an_order_that_is_closed_twice_is_closed_once(
    hq: httpx.AsyncClient, field: Field, superuser: asyncpg.Connection
) -> None:
    order = await assigned(hq, field)
    first = (await act(hq, order, "complete", result_code="fixed")).json()
    before = await rows(superuser)
    again = (await act(hq, order, "complete", result_code="not-fixed")).json()
    assert again == first | {"is_duplicate": True}
    assert await rows(superuser) == before


async def test_many_go_to_one_crew_and_those_that_have_changed_are_named(hq: httpx.AsyncClient, field: Field) -> None:
    orders = [await opened(hq, address=f"天宁区{n}号") for n in range(5)]
    changed = (await act(hq, orders[4], "hasten")).json()["order"]
    body: dict[str, Any] = {
        "orders": [{"work_order_id": each["work_order_id"], "version": each["version"]} for each in orders],
        "crew_id": str(field.crews["tianning"]),
    }
    body["orders"].append({"work_order_id": str(new_id()), "version": 1})
    answer = (await hq.post("/api/work-orders/assign", json=body)).json()
    assert {each["order"]["state"] for each in answer["done"]} == {"assigned"}
    assert len(answer["done"]) == 4
    refused = {each["code"]: each["order"] for each in answer["refused"]}
    assert refused["work-order-not-found"] is None
    assert refused["work-order-changed"]["version"] == changed["version"] == 2
    page = (await hq.get("/api/work-orders", params={"crew_id": body["crew_id"], "state": "assigned"})).json()
    assert len(page["items"]) == 4


async def test_duplicates_are_merged_all_or_none(
    hq: httpx.AsyncClient, field: Field, superuser: asyncpg.Connection
) -> None:
    kept, one, two = [await opened(hq) for _ in range(3)]
    path = f"/api/work-orders/{kept['work_order_id']}"
    found = (await hq.get(f"{path}/same-address")).json()
    assert {each["work_order_id"] for each in found} == {one["work_order_id"], two["work_order_id"]}

    def duplicates(*versions: int) -> dict[str, Any]:
        pairs = zip((one, two), versions, strict=True)
        return {"duplicates": [{"work_order_id": o["work_order_id"], "version": v} for o, v in pairs]}

    before = await rows(superuser)
    assert problem(await hq.post(f"{path}/merge", json=duplicates(1, 7))) == (409, "work-order-changed")
    itself = {"duplicates": [{"work_order_id": kept["work_order_id"], "version": 1}]}
    assert problem(await hq.post(f"{path}/merge", json=itself)) == (422, "merge-impossible")
    assert await rows(superuser) == before
    assert (await hq.post(f"{path}/merge", json=duplicates(1, 1))).json()["order"]["version"] == 1
    whole = (await hq.get(path)).json()
    assert [each["kind"] for each in whole["related"]] == ["merged", "merged"]
    assert [each["action"] for each in whole["events"]] == ["open", "merged_in", "merged_in"]
    assert (await hq.get("/api/work-orders")).json()["counts"]["open"] == 1


async def test_the_board_is_sorted_by_deadline_paged_and_counted(
    hq: httpx.AsyncClient, field: Field, clock: web.Wristwatch
) -> None:
    slow = [await opened(hq, severity_code="ordinary", address=f"天宁区{n}号") for n in range(3)]
    fast = [await opened(hq, address=f"天宁区丙{n}号") for n in range(2)]
    expected = [each["work_order_id"] for each in (*fast, *slow)]
    seen: list[str] = []
    cursor: str | None = None
    while True:
        params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = (await hq.get("/api/work-orders", params=params)).json()
        seen += [each["work_order_id"] for each in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == expected
    assert problem(await hq.get("/api/work-orders", params={"cursor": "nonsense"})) == (422, "invalid-input")
    clock.pass_time(timedelta(minutes=20))
    page = (await hq.get("/api/work-orders", params={"q": fast[0]["order_no"][:14]})).json()
    assert [each["work_order_id"] for each in page["items"]] == [fast[0]["work_order_id"]]
    assert page["counts"] == {
        "open": 5, "overdue": 0, "soon": 0, "later": 5, "waiting": 0, "no_area": 0, "unassigned": 5,
        "unaccepted": 0, "repeat": 0, "appointment": 0, "outage": 0, "conflicts": 0,
    }  # fmt: skip


async def test_buckets_follow_the_clock(
    app: FastAPI, hq: httpx.AsyncClient, field: Field, clock: web.Wristwatch
) -> None:
    order = await opened(hq)
    for hours, bucket in ((19.9, "later"), (20, "soon"), (24, "overdue")):
        clock.now = NOW + timedelta(hours=hours)
        async with web.browse(app, "hq", tenant="east") as later:
            page = (await later.get("/api/work-orders", params={"bucket": bucket})).json()
            assert [(each["work_order_id"], each["bucket"]) for each in page["items"]] == [
                (order["work_order_id"], bucket)
            ]
            assert page["counts"][bucket] == 1


async def test_a_city_sees_its_own_and_another_tenant_nothing(
    app: FastAPI,
    hq: httpx.AsyncClient,
    field: Field,
    database: Database,
    two_tenants: Tenants,
    superuser: asyncpg.Connection,
) -> None:
    ours = await opened(hq)
    theirs = await opened(hq, district_path="苏州/姑苏区", address="苏州市姑苏区人民路1号")
    await settle(database, two_tenants[1])
    before = await rows(superuser)
    async with web.browse(app, "cz", tenant="east") as city:
        page = (await city.get("/api/work-orders")).json()
        assert [each["work_order_id"] for each in page["items"]] == [ours["work_order_id"]]
        assert page["counts"]["open"] == 1
        assert (await city.get(f"/api/work-orders/{theirs['work_order_id']}")).status_code == 404
        assert problem(await act(city, theirs, "hasten")) == (404, "work-order-not-found")
        assert {each["code"] for each in (await city.get("/api/crews")).json()} == {"tianning"}
        strange = new(local_network_id=str(field.organisation.networks["suzhou"]))
        assert problem(await city.post("/api/work-orders", json=strange)) == (403, "forbidden")
    async with web.browse(app, "hq", tenant="west") as other:
        assert (await other.get("/api/work-orders")).json()["items"] == []
        assert problem(await act(other, ours, "hasten")) == (404, "work-order-not-found")
    async with web.browse(app, "agent", tenant="east") as agent:
        for answer in (
            await agent.get("/api/work-orders"),
            await agent.post("/api/work-orders", json=new()),
            await act(agent, ours, "hasten"),
            await agent.get("/api/areas"),
            await agent.get("/api/field/orders"),
        ):
            assert problem(answer) == (403, "forbidden")
    async with web.browse(app, "li", tenant="east") as repairman:
        assert problem(await repairman.get("/api/work-orders")) == (403, "forbidden")
        assert problem(await act(repairman, ours, "hasten")) == (403, "forbidden")
    assert await rows(superuser) == before


async def test_events_cannot_be_changed(hq: httpx.AsyncClient, field: Field, owner: asyncpg.Connection) -> None:
    await opened(hq)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await owner.execute("DELETE FROM work_order_event")


async def test_a_taken_number_is_drawn_again(
    hq: httpx.AsyncClient, field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter([7, 7, 7, 8])
    monkeypatch.setattr("kefu.workorders.service.opening.secrets.randbelow", lambda limit: next(drawn))
    assert [(await opened(hq, address=f"天宁区{n}号"))["order_no"] for n in range(2)] == [
        "260302-0000007",
        "260302-0000008",
    ]


async def test_who_may_read_numbers_reads_them(app: FastAPI, hq: httpx.AsyncClient, field: Field) -> None:
    order = await opened(hq)
    async with web.browse(app, "admin", tenant="east") as admin:
        whole = (await admin.get(f"/api/work-orders/{order['work_order_id']}")).json()
        assert whole["contact_phone"] == "+8613812342246"
    assert json.dumps((await hq.get("/api/work-orders")).json()).find("12342246") == -1
    assert UUID(order["work_order_id"])
