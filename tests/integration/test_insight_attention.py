"""Who was lost today is on the list until somebody has talked to him, or says that it is done."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from kefu.acd import service as acd
from kefu.acd.model import CallbackWish
from kefu.calls import service as calls
from kefu.calls.model import CallFact, EndedCall
from kefu.insight.attention import http as attention_http
from kefu.insight.figures import http as figures_http
from kefu.kernel.ids import QueueId
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from support import web
from support.figures import MORNING, Books
from support.organisation import Organisation
from support.postgres import Tenants

QUEUE = QueueId(new_id())
ZHOU, LI, WANG = "+8613812342246", "+8613812342247", "+8613812342248"
LATER = timedelta(hours=1)


@pytest.fixture
def books(database: Database, two_tenants: Tenants) -> Books:
    return Books(database, two_tenants[0])


@pytest.fixture
def app(database: Database) -> FastAPI:
    clock = web.Wristwatch(MORNING + LATER)
    return web.make_app(database, attention_http.router, figures_http.router, clock=clock)


async def over(books: Books, facts: list[CallFact]) -> str:
    """Let a call be over and in the books."""
    await books.append(facts)
    async with books.database.transaction(books.scope) as session:
        await calls.close_calls(session, entries=[EndedCall(call_id=facts[0].call_id, facts=facts)])
    await books.refresh()
    return str(facts[0].call_id)


async def lost(books: Books, at_s: float, number: str, wait_s: float = 40, **more: Any) -> str:
    queued = {"queue_id": QUEUE, "short_abandon_s": 5}
    end = {"outcome": "abandoned", "ended_by": "customer", "cause": "normal"}
    return await over(
        books, books.call(at_s, [(2, "queued", queued), (2 + wait_s, "cleared", end)], number=number, **more)
    )


async def talked(books: Books, at_s: float, number: str, direction: str = "outbound") -> str:
    agent = {"agent_id": books.organisation.agent_id}
    end = {"outcome": "answered", "ended_by": "agent", "cause": "normal"}
    script = [(9.0, "established", agent), (60.0, "cleared", end)]
    return await over(books, books.call(at_s, script, number=number, direction=direction))


async def shown(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get("/api/attention")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_who_was_lost_and_not_called_back(books: Books, app: FastAPI) -> None:
    await lost(books, 0, ZHOU)
    last = await lost(books, 300, ZHOU)
    await lost(books, 400, LI)
    await talked(books, 600, LI)
    await lost(books, 700, WANG, wait_s=3)
    await lost(books, 800, "anonymous")
    yesterday = -10 * 3600
    await lost(books, yesterday, "+8613812342249")
    async with web.browse(app, "admin", tenant="east") as client:
        found = (await shown(client))["lost"]
    assert found["count"] == 1
    [who] = found["calls"]
    assert (who["call_id"], who["number"], who["times"], who["why"], who["waited_ms"]) == (
        last,
        ZHOU,
        2,
        "abandoned",
        40_000,
    )


async def test_it_is_seen_to_once(books: Books, app: FastAPI, database: Database) -> None:
    call_id = await lost(books, 0, ZHOU)
    async with web.browse(app, "admin", tenant="east") as client:
        for _ in range(2):
            answer = await client.post(f"/api/attention/{call_id}/attended", json={"note": " spoke in the hall "})
            assert answer.status_code == 204
        assert (await shown(client))["lost"] == {"count": 0, "calls": []}
        again = await lost(books, 600, ZHOU)
        assert [each["call_id"] for each in (await shown(client))["lost"]["calls"]] == [again]
        missing = await client.post(f"/api/attention/{new_id()}/attended", json={})
        assert (missing.status_code, missing.json()["code"]) == (404, "call-not-found")


async def test_promises_are_on_the_list_and_their_callers_are_not_twice(books: Books, app: FastAPI) -> None:
    call_id = await lost(books, 0, ZHOU)
    wish = CallbackWish(
        tenant_id=books.tenant_id,
        call_id=books.facts[0].call_id,
        queue_id=None,
        local_network_id=None,
        number=ZHOU,
        requested_at=MORNING,
    )
    async with books.database.transaction(books.scope) as session:
        await acd.request_callbacks(session, entries=[wish])
    async with web.browse(app, "admin", tenant="east") as client:
        found = await shown(client)
    assert found["lost"]["count"] == 0
    assert [(each["call_id"], each["why"]) for each in found["callbacks"]["calls"]] == [(call_id, "open")]
    assert (found["orders_late"], found["tickets_late"]) == (0, 0)


async def test_who_may_not_see_it(books: Books, app: FastAPI) -> None:
    call_id = await lost(books, 0, ZHOU)
    async with web.browse(app, "agent", tenant="east") as client:
        for answer in (
            await client.get("/api/attention"),
            await client.post(f"/api/attention/{call_id}/attended", json={}),
            await client.get("/api/figures/table", params={"measures": "offered", "span": "today"}),
        ):
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    async with web.browse(app, "admin", tenant="west") as client:
        assert (await shown(client))["lost"]["count"] == 0
        assert (await client.post(f"/api/attention/{call_id}/attended", json={})).status_code == 404
    async with web.browse(app, "admin", tenant="east") as client:
        assert (await shown(client))["lost"]["count"] == 1


async def test_a_table_and_the_calls_behind_it(
    books: Books, app: FastAPI, two_tenants: tuple[Organisation, ...]
) -> None:
    call_id = await lost(books, 0, ZHOU)
    await lost(books, 1000, LI)
    asked = {"measures": ["contacts", "abandoned", "service_level_1"], "by": ["quarter"], "span": "today"}
    async with web.browse(app, "admin", tenant="east") as client:
        answer = await client.get("/api/figures/table", params=asked)
        found = answer.json()
        assert [(row["key"], row["values"]) for row in found["rows"]] == [
            (["2026-03-02T01:00:00+00:00"], [1, 1, 0.0]),
            (["2026-03-02T01:15:00+00:00"], [1, 1, 0.0]),
        ]
        assert (found["from"], found["to"], found["total"], found["is_cut"]) == (
            "2026-03-02",
            "2026-03-03",
            [2, 2, 0.0],
            False,
        )
        part = {"measure": "abandoned", "span": "today", "until": (MORNING + timedelta(minutes=15)).isoformat()}
        behind = (await client.get("/api/figures/calls", params=part)).json()
        assert [(each["call_id"], each["number"], each["outcome"]) for each in behind["calls"]] == [
            (call_id, ZHOU, "abandoned")
        ]
        for params, code in (
            ({"measures": "joy", "span": "today"}, "measure-unknown"),
            ({"measures": "offered", "by": "agent", "span": "today"}, "measure-not-by-dimension"),
            ({"measures": "offered"}, "days-unknown"),
            ({"measures": "offered", "span": "today", "within_s": 16}, "threshold-unknown"),
        ):
            answer = await client.get("/api/figures/table", params=params)
            assert (answer.status_code, answer.json()["code"]) == (422, code)
        time = await client.get("/api/figures/calls", params={"measure": "signed_in_s", "span": "today"})
        assert (time.status_code, time.json()["code"]) == (422, "no-calls-behind")
        measures = (await client.get("/api/figures/measures")).json()
        assert next(each for each in measures if each["code"] == "abandoned")["formula"]["zh-CN"] == "放弃"
