"""The field: own orders only, steps from a telephone that was offline, conflicts kept, photos, SMS."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from kefu.forms import service as forms
from kefu.forms.model import Purpose
from kefu.forms.parsing import parse_definition
from kefu.forms.service import Editor
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from kefu.workorders.service.field import Replied, act_by_reply
from support import web
from support.organisation import NOW, Organisation
from support.workorders import PHONES, Field, act, assigned, in_field, make_app, opened, send, settle, step

Tenants = tuple[Organisation, Organisation]
JPEG = b"\xff\xd8\xff\xe0" + bytes(1000)


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


@pytest_asyncio.fixture
async def li(app: FastAPI, field: Field) -> AsyncIterator[httpx.AsyncClient]:
    async with in_field(app, "li") as client:
        yield client


async def orders_of(client: httpx.AsyncClient) -> list[str]:
    return [each["work_order_id"] for each in (await client.get("/api/field/orders")).json()["orders"]]


async def test_a_repairman_sees_his_own_and_what_nobody_of_his_crew_has(
    app: FastAPI, hq: httpx.AsyncClient, li: httpx.AsyncClient, field: Field
) -> None:
    mine = await assigned(hq, field)
    crews = await opened(hq, address="天宁区2号")
    await act(hq, crews, "assign", crew_id=str(field.crews["tianning"]))
    others = await opened(hq, address="天宁区3号")
    wang = {"crew_id": str(field.crews["tianning"]), "person_id": str(field.people["wang"])}
    await act(hq, others, "assign", **wang)
    await opened(hq, address="天宁区4号")
    assert await orders_of(li) == [mine["work_order_id"], crews["work_order_id"]]
    snapshot = (await li.get("/api/field/orders")).json()
    assert [each["contact_phone"] for each in snapshot["orders"]] == ["+8613812342246", "+86138****2246"]
    assert snapshot["orders"][0]["actions"] == ["accept", "set_out", "arrive", "complete", "return"]
    assert [each["code"] for each in snapshot["results"]] == ["fixed", "not-fixed"]
    assert [each["code"] for each in (*snapshot["causes"], *snapshot["parts"])] == ["cable", "connector"]
    assert snapshot["types"][0]["form_code"] == "repair-done"
    assert snapshot["types"][0]["actions"]["on_site"] == ["complete", "suspend", "return"]
    async with in_field(app, "zhao") as zhao:
        assert await orders_of(zhao) == []
        [answer] = await send(zhao, step(mine, "accept", "z-1"))
        assert (answer["outcome"], answer["code"], answer["order"]) == ("refused", "work-order-not-found", None)


async def test_a_snapshot_that_has_not_changed_is_not_sent_again(
    hq: httpx.AsyncClient, li: httpx.AsyncClient, field: Field, clock: web.Wristwatch
) -> None:
    order = await assigned(hq, field)
    first = await li.get("/api/field/orders")
    clock.pass_time(timedelta(minutes=5))
    again = await li.get("/api/field/orders", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    await send(li, step(order, "accept", "a-1"))
    changed = await li.get("/api/field/orders", headers={"if-none-match": first.headers["etag"]})
    assert changed.status_code == 200


async def test_a_day_offline_is_told_afterwards(
    hq: httpx.AsyncClient, li: httpx.AsyncClient, field: Field, superuser: asyncpg.Connection
) -> None:
    order = await assigned(hq, field)
    await act(hq, order, "hasten")  # disturbs nobody
    done = {"result_code": "fixed", "cause_code": "cable", "answers": {"level": "62"}, "signature": "M0 0L9 9"}
    steps = [
        step(order, "accept", "s-1"),
        step(order, "set_out", "s-2"),
        step(order, "arrive", "s-3"),
        step(order, "complete", "s-4", **done),
    ]
    answers = await send(li, *steps)
    assert [each["outcome"] for each in answers] == ["applied"] * 4
    assert answers[-1]["order"]["state"] == "completed"
    assert [each["outcome"] for each in await send(li, *steps)] == ["duplicate"] * 4
    whole = (await hq.get(f"/api/work-orders/{order['work_order_id']}")).json()
    assert (whole["answers"], whole["signature"], whole["is_fixed"]) == ({"level": "62"}, "M0 0L9 9", True)
    assert [each["via"] for each in whole["events"]] == ["console"] * 3 + ["field"] * 4
    assert await superuser.fetchval("SELECT count(*) FROM field_conflict") == 0
    snapshot = (await li.get("/api/field/orders")).json()
    assert (snapshot["orders"], [each["state"] for each in snapshot["done"]]) == ([], ["completed"])


async def test_what_cannot_be_done_any_more_is_kept_and_shown(
    hq: httpx.AsyncClient, li: httpx.AsyncClient, field: Field, superuser: asyncpg.Connection
) -> None:
    order = await assigned(hq, field)
    wang = {"crew_id": str(field.crews["tianning"]), "person_id": str(field.people["wang"])}
    moved = (await act(hq, order, "assign", **wang)).json()["order"]
    late = step(order, "complete", "late", result_code="fixed", note="换了接头")
    for _ in range(2):
        [answer] = await send(li, late)
        assert (answer["outcome"], answer["code"]) == ("conflict", "not-yours")
        assert answer["order"]["version"] == moved["version"]
        assert answer["order"]["contact_phone"] == "+86138****2246"
    [conflict] = (await hq.get("/api/work-orders/conflicts")).json()
    assert (conflict["person"], conflict["order_no"], conflict["code"]) == ("Li", order["order_no"], "not-yours")
    assert conflict["sent"]["detail"]["note"] == "换了接头"
    assert (conflict["base_version"], conflict["server_version"]) == (2, 3)
    whole = (await hq.get(f"/api/work-orders/{order['work_order_id']}")).json()
    assert (whole["state"], len(whole["conflicts"])) == ("assigned", 1)
    assert len((await li.get("/api/field/orders")).json()["conflicts"]) == 1
    assert (await hq.get("/api/work-orders")).json()["counts"]["conflicts"] == 1
    path = f"/api/work-orders/conflicts/{conflict['conflict_id']}/resolve"
    assert (await hq.post(path, json={"resolution": "已电话确认"})).status_code == 204
    assert (await hq.post(path, json={"resolution": "again"})).json()["code"] == "field-conflict-not-found"
    assert (await hq.get("/api/work-orders/conflicts")).json() == []
    assert await superuser.fetchval("SELECT resolution FROM field_conflict") == "已电话确认"


async def test_one_who_was_given_the_order_again_meanwhile_looks_first(
    hq: httpx.AsyncClient, li: httpx.AsyncClient, field: Field
) -> None:
    order = await assigned(hq, field)
    returned = (await act(hq, order, "return", reason="x")).json()["order"]
    to_li = {"crew_id": str(field.crews["tianning"]), "person_id": str(field.people["li"])}
    again = (await act(hq, returned, "assign", **to_li)).json()["order"]
    [answer] = await send(li, step(order, "accept", "old"))
    assert (answer["outcome"], answer["code"]) == ("conflict", "work-order-changed")
    [answer] = await send(li, step(again, "accept", "new"))
    assert answer["outcome"] == "applied"


async def test_a_result_that_there_is_not_is_a_conflict_and_not_lost(
    hq: httpx.AsyncClient, li: httpx.AsyncClient, field: Field
) -> None:
    order = await assigned(hq, field)
    [answer] = await send(li, step(order, "complete", "k", result_code="retired"))
    assert (answer["outcome"], answer["code"]) == ("conflict", "work-order-setting-unknown")
    assert (answer["order"]["state"], answer["order"]["version"]) == ("assigned", 2)
    [refused] = await send(li, step(order, "cancel", "c"))
    assert refused["outcome"] == "refused"


async def test_a_form_that_is_not_filled_in_is_a_conflict_for_who_was_away_and_refused_at_a_desk(
    database: Database, hq: httpx.AsyncClient, li: httpx.AsyncClient, field: Field, superuser: asyncpg.Connection
) -> None:
    east = field.organisation
    item = {"code": "level", "kind": "number", "label": {"zh-CN": "电平", "en": "Level"}, "is_required": True}
    section = {"code": "s", "title": {"zh-CN": "回单", "en": "Done"}, "items": [item]}
    async with database.transaction(east.scope) as session:
        editor = Editor(tenant_id=east.tenant_id)
        name = {"zh-CN": "回单", "en": "Done"}
        definition = parse_definition(json.dumps({"sections": [section]}))
        await forms.create(
            session,
            editor=editor,
            code="repair-done",
            purpose=Purpose.WORK_ORDER,
            name=name,
            definition=definition,
            now=NOW,
        )
        await forms.publish(session, editor=editor, code="repair-done", base_version=1, note="", now=NOW)
    order = await assigned(hq, field)
    closing: dict[str, Any] = {"result_code": "fixed", "form_version": 1}
    refused = await act(hq, order, "complete", **closing)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "answers.level")
    [answer] = await send(li, step(order, "complete", "k-1", **closing, answers={"level": "high"}))
    assert (answer["outcome"], answer["code"]) == ("conflict", "form-answers-refused")
    [answer] = await send(li, step(order, "complete", "k-2", **closing | {"form_version": 9}))
    assert (answer["outcome"], answer["code"]) == ("conflict", "form-not-found")
    assert await superuser.fetchval("SELECT version FROM work_order") == 2
    [answer] = await send(li, step(order, "complete", "k-3", **closing, answers={"level": 62}))
    assert (answer["outcome"], answer["order"]["answers"]) == ("applied", {"level": 62})


async def test_the_first_of_a_crew_takes_what_is_nobodys(
    app: FastAPI, hq: httpx.AsyncClient, li: httpx.AsyncClient, field: Field
) -> None:
    order = await opened(hq)
    order = (await act(hq, order, "assign", crew_id=str(field.crews["tianning"]))).json()["order"]
    async with in_field(app, "wang") as wang:
        [answer] = await send(li, step(order, "accept", "li"))
        assert (answer["outcome"], answer["order"]["person_id"]) == ("applied", str(field.people["li"]))
        [answer] = await send(wang, step(order, "accept", "wang"))
        assert (answer["outcome"], answer["code"]) == ("conflict", "not-yours")
        assert await orders_of(wang) == []


async def test_photos(
    app: FastAPI, hq: httpx.AsyncClient, li: httpx.AsyncClient, field: Field, superuser: asyncpg.Connection
) -> None:
    order = await assigned(hq, field)
    photo_id = new_id()
    path = f"/api/field/orders/{order['work_order_id']}/photos/{photo_id}"
    for _ in range(2):
        assert (await li.put(path, content=JPEG)).status_code == 204
    other = await li.put(path, content=JPEG + b"x")
    assert (other.status_code, other.json()["code"]) == (409, "blob-exists")
    seen = await hq.get(f"/api/work-orders/{order['work_order_id']}/photos/{photo_id}")
    assert (seen.content, seen.headers["content-type"]) == (JPEG, "image/jpeg")
    assert (await li.get(path)).content == JPEG
    whole = (await hq.get(f"/api/work-orders/{order['work_order_id']}")).json()
    assert [each["photo_id"] for each in whole["photos"]] == [str(photo_id)]
    assert (await li.get("/api/field/orders")).json()["orders"][0]["photo_ids"] == [str(photo_id)]
    async with in_field(app, "zhao") as zhao:
        assert (await zhao.get(path)).status_code == 404
        assert (await zhao.put(path, content=JPEG)).status_code == 404
    for content, status, code in (
        (b"GIF89a" + bytes(100), 415, "photo-kind-unknown"),
        (b"", 415, "photo-kind-unknown"),
        (JPEG + bytes(5 << 20), 413, "photo-too-large"),
    ):
        answer = await li.put(f"/api/field/orders/{order['work_order_id']}/photos/{new_id()}", content=content)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await superuser.fetchval("SELECT count(*) FROM work_order_photo") == 1


async def test_a_photo_of_fifty_megabytes_is_refused_while_it_comes(
    hq: httpx.AsyncClient, li: httpx.AsyncClient, field: Field
) -> None:
    order = await assigned(hq, field)
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(50):
            sent += 1
            yield JPEG[:4] + bytes((1 << 20) - 4)

    path = f"/api/field/orders/{order['work_order_id']}/photos/{new_id()}"
    answer = await li.put(path, content=endless())
    assert (answer.status_code, answer.json()["code"]) == (413, "photo-too-large")
    assert sent < 10


async def test_only_the_last_position_is_kept(
    hq: httpx.AsyncClient, li: httpx.AsyncClient, field: Field, superuser: asyncpg.Connection
) -> None:
    for lon, minutes in ((119.9, 0), (119.95, 5), (119.0, 3)):
        at = (NOW - timedelta(minutes=10 - minutes)).isoformat()
        answer = await li.put("/api/field/position", json={"lon": lon, "lat": 31.75, "at": at})
        assert answer.status_code == 204
    assert (await li.put("/api/field/position", json={"lon": 200, "lat": 0})).status_code == 422
    assert await superuser.fetchval("SELECT array_agg(lon) FROM field_position") == [119.95]
    [crew] = [each for each in (await hq.get("/api/crews")).json() if each["code"] == "tianning"]
    positions = {each["name"]: each["position"] for each in crew["members"]}
    assert positions["Wang"] is None
    assert positions["Li"]["lon"] == 119.95


async def reply(database: Database, field: Field, text: str, key: str, sender: str = PHONES["li"]) -> Replied:
    async with database.transaction(field.organisation.scope) as session:
        return await act_by_reply(
            session, tenant_id=field.organisation.tenant_id, from_number=sender, text=text, key=key, now=NOW
        )


async def test_an_sms_accepts_and_closes(database: Database, hq: httpx.AsyncClient, field: Field) -> None:
    order = await assigned(hq, field)
    number = order["order_no"].replace("-", "")
    said: Any = await reply(database, field, f"1 {number}", "m-1")
    assert (said.outcome, said.order_no) == ("applied", order["order_no"])
    assert (await reply(database, field, f"1 {number}", "m-1")).outcome == "duplicate"
    assert (await reply(database, field, "９ 未修复，要换光缆", "m-2")).outcome == "applied"
    whole = (await hq.get(f"/api/work-orders/{order['work_order_id']}")).json()
    assert (whole["state"], whole["result_code"], whole["is_fixed"]) == ("completed", "not-fixed", False)
    assert whole["note"] == "未修复,要换光缆"
    assert (await reply(database, field, f"9 {number} 已修复", "m-3")).outcome == "duplicate"


async def test_an_sms_that_nobody_can_follow_changes_nothing(
    database: Database, hq: httpx.AsyncClient, field: Field, superuser: asyncpg.Connection
) -> None:
    orders = [await assigned(hq, field, address=f"天宁区{n}号") for n in range(2)]
    before = await superuser.fetch("SELECT * FROM work_order_event ORDER BY id")
    for text, sender, outcome in (
        ("你好", PHONES["li"], "not-understood"),
        ("1", PHONES["li"], "order-ambiguous"),
        ("1 260302-9999999", PHONES["li"], "order-unknown"),
        (f"1 {orders[0]['order_no']}", PHONES["wang"], "order-unknown"),
        ("1", "+8613800000000", "sender-unknown"),
    ):
        assert (await reply(database, field, text, f"m-{text}", sender)).outcome == outcome
    assert await superuser.fetch("SELECT * FROM work_order_event ORDER BY id") == before
