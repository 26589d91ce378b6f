"""Scorecards from the template to the answered appeal, over HTTP; and who may not, with nothing changed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from kefu.insight.appraisal.http import router
from kefu.platform.db import Database
from support import web
from support.administration import faults, problem
from support.appraisal import APRIL, LINES, add_people, body, state, tell
from support.figures import Books
from support.organisation import Organisation

Tenants = tuple[Organisation, Organisation]
TEMPLATES, MONTHS = "/api/appraisal/templates", "/api/appraisal/months"
MINE, APPEALED = "/api/appraisal/cards/mine", "/api/appraisal/cards/appealed"


@pytest.fixture
def clock() -> web.Wristwatch:
    return web.Wristwatch(APRIL)


@pytest.fixture
def app(database: Database, clock: web.Wristwatch) -> FastAPI:
    return web.make_app(database, router, clock=clock)


@pytest_asyncio.fixture
async def books(database: Database, two_tenants: Tenants) -> Books:
    books = Books(database, two_tenants[0])
    await add_people(database, two_tenants[0])
    await tell(books)
    return books


@asynccontextmanager
async def as_(app: FastAPI, login: str, tenant: str = "east") -> AsyncIterator[httpx.AsyncClient]:
    async with web.browse(app, login, tenant=tenant) as client:
        yield client


async def computed(admin: httpx.AsyncClient, month: str = "2026-03-15", **more: Any) -> dict[str, Any]:
    template = (await admin.post(TEMPLATES, json=body(**more))).raise_for_status().json()
    asked = {"template_id": template["template_id"], "month": month}
    found: dict[str, Any] = (await admin.post(MONTHS, json=asked)).raise_for_status().json()
    return found


async def published(app: FastAPI) -> dict[str, Any]:
    """Publish March; return the agent's scorecard."""
    async with as_(app, "admin") as admin:
        month = await computed(admin)
        answer = await admin.post(
            f"{MONTHS}/{month['month_id']}/publication", json={"computed_at": month["computed_at"]}
        )
        answer.raise_for_status()
    async with as_(app, "agent") as agent:
        [found] = (await agent.get(MINE)).json()
    return found  # type: ignore[no-any-return]


async def test_scorecards_come_from_the_figures(app: FastAPI, books: Books) -> None:
    async with as_(app, "admin") as admin:
        month = await computed(admin)
        found = (await admin.get(f"{MONTHS}/{month['month_id']}")).json()
    assert [(card["number"], card["group"]) for card in found["cards"]] == [
        ("1001", "Day"),
        ("1002", "South"),
        ("1009", "Day"),
    ]
    mine, idle, _ = found["cards"]
    assert [(line["value"], line["points"]) for line in mine["scored"]] == [(2, 50.0), (1, 75.0), (50.0, 40.0)]
    assert (mine["points"], mine["weight"]) == (53.0, 100)
    assert (idle["points"], idle["weight"]) == (None, 0)
    assert [line["has_calls"] for line in month["measures"]] == [True, True, False]
    assert month["measures"][2]["formula"]["en"] == "(busy + working after call + reserved) ÷ (signed in - not ready)"


async def test_teams_have_scorecards_too(app: FastAPI, books: Books) -> None:
    async with as_(app, "admin") as admin:
        month = await computed(admin, subject="group")
        found = (await admin.get(f"{MONTHS}/{month['month_id']}")).json()
        await admin.post(f"{MONTHS}/{month['month_id']}/publication", json={"computed_at": month["computed_at"]})
    day = next(card for card in found["cards"] if card["name"] == "Day")
    assert (day["points"], day["agent_id"]) == (53.0, None)
    async with as_(app, "agent") as agent:
        [his] = (await agent.get(MINE)).json()
        refused = await agent.post(f"/api/appraisal/cards/{his['card']['card_id']}/appeal", json={"text": "no"})
    assert his["card"]["name"] == "Day"
    assert problem(refused) == (404, "appraisal-not-found")


async def test_what_is_not_published_is_nobodys_but_the_makers(app: FastAPI, books: Books) -> None:
    async with as_(app, "admin") as admin:
        month = await computed(admin)
    for login, mine in (("agent", []), ("chief", [])):
        async with as_(app, login) as client:
            assert (await client.get(MINE)).json() == mine
    async with as_(app, "chief") as chief:
        assert (await chief.get(MONTHS)).json() == []
        assert problem(await chief.get(f"{MONTHS}/{month['month_id']}")) == (404, "appraisal-not-found")


async def test_a_month_is_computed_again_until_it_is_published(
    app: FastAPI, books: Books, superuser: asyncpg.Connection
) -> None:
    async with as_(app, "admin") as admin:
        month = await computed(admin)
        template_id = month["template_id"]
        again = (await admin.post(MONTHS, json={"template_id": template_id, "month": "2026-03-01"})).json()
        assert again["month_id"] == month["month_id"]
        assert len((await admin.get(f"{MONTHS}/{month['month_id']}")).json()["cards"]) == 3
        changed = await admin.put(f"{TEMPLATES}/{template_id}", json=body(version=1, is_active=True))
        assert changed.json()["version"] == 2
        path, at = f"{MONTHS}/{month['month_id']}/publication", {"computed_at": again["computed_at"]}
        assert problem(await admin.post(path, json=at)) == (409, "appraisal-stale")
        fresh = (await admin.post(MONTHS, json={"template_id": template_id, "month": "2026-03-01"})).json()
        wrong = {"computed_at": (APRIL - timedelta(hours=1)).isoformat()}
        assert problem(await admin.post(path, json=wrong)) == (409, "appraisal-changed")
        done = await admin.post(path, json={"computed_at": fresh["computed_at"]})
        assert (done.status_code, done.json()["published_by"]) == (200, "Admin")
        before = await state(superuser)
        again_refused = await admin.post(MONTHS, json={"template_id": template_id, "month": "2026-03-01"})
        assert problem(again_refused) == (409, "appraisal-published")
        twice = await admin.post(path, json={"computed_at": fresh["computed_at"]})
        assert problem(twice) == (409, "appraisal-published")
    assert await state(superuser) == before


async def test_a_month_that_is_not_over_is_not_published(
    app: FastAPI, books: Books, clock: web.Wristwatch, superuser: asyncpg.Connection
) -> None:
    clock.now = datetime(2026, 3, 31, 15, 59, tzinfo=UTC)
    async with as_(app, "admin") as admin:
        month = await computed(admin)
        before = await state(superuser)
        clock.pass_time(timedelta(minutes=2))
        refused = await admin.post(
            f"{MONTHS}/{month['month_id']}/publication", json={"computed_at": month["computed_at"]}
        )
    assert problem(refused) == (409, "appraisal-month-not-over")
    assert await state(superuser) == before


async def test_the_database_itself_keeps_what_is_published(
    app: FastAPI, books: Books, superuser: asyncpg.Connection
) -> None:
    await published(app)
    for statement in (
        "UPDATE appraisal_card SET points = 100",
        "DELETE FROM appraisal_card",
        "DELETE FROM appraisal_month",
    ):
        with pytest.raises(asyncpg.RestrictViolationError):
            await superuser.execute(statement)


async def test_an_agent_sees_his_calls_and_no_others(app: FastAPI, books: Books) -> None:
    whole = await published(app)
    path = f"/api/appraisal/cards/{whole['card']['card_id']}/calls"
    async with as_(app, "agent") as agent:
        answered = (await agent.get(path, params={"measure": "agent_answered"})).json()
        assert len(answered["calls"]) == whole["card"]["scored"][0]["value"] == 2
        calls = {str(fact.call_id) for fact in books.facts if fact.kind == "established"}
        assert {each["call_id"] for each in answered["calls"]} == calls
        assert problem(await agent.get(path, params={"measure": "occupancy"})) == (422, "no-calls-behind")
        assert problem(await agent.get(path, params={"measure": "holds"})) == (404, "appraisal-not-found")
    async with as_(app, "idle") as idle:
        assert problem(await idle.get(path, params={"measure": "agent_answered"})) == (404, "appraisal-not-found")
        assert [each["card"]["number"] for each in (await idle.get(MINE)).json()] == ["1002"]


async def test_an_appeal_is_accepted_and_another_score_holds(
    app: FastAPI, books: Books, superuser: asyncpg.Connection
) -> None:
    whole = await published(app)
    path = f"/api/appraisal/cards/{whole['card']['card_id']}/appeal"
    async with as_(app, "agent") as agent:
        made = await agent.post(path, json={"text": "The phone did not ring."})
        assert (made.status_code, made.json()["state"]) == (201, "open")
        assert problem(await agent.post(path, json={"text": "again"})) == (409, "appeal-made")
    async with as_(app, "chief") as chief:
        [waiting] = (await chief.get(APPEALED)).json()
        assert waiting["card"]["appeal"]["text"] == "The phone did not ring."
        answer = {"answer": "True.", "corrections": [{"measure": "missed", "value": 0}]}
        answered = await chief.post(f"{path}/answer", json=answer)
        assert (answered.json()["state"], answered.json()["points"]) == ("accepted", 58.0)
        assert problem(await chief.post(f"{path}/answer", json=answer)) == (409, "appeal-made")
    async with as_(app, "agent") as agent:
        [mine] = (await agent.get(MINE)).json()
    assert (mine["card"]["points"], mine["card"]["appeal"]["points"]) == (53.0, 58.0)
    assert [line["points"] for line in mine["card"]["scored"]] == [50.0, 75.0, 40.0]
    assert [line["points"] for line in mine["card"]["held"]] == [50.0, 100.0, 40.0]
    told = await superuser.fetch("SELECT action FROM audit_entry WHERE action LIKE 'appraisal-%' ORDER BY seq")
    assert [row["action"] for row in told] == [
        "appraisal-template-created",
        "appraisal-computed",
        "appraisal-published",
        "appraisal-appealed",
        "appraisal-appeal-answered",
    ]


async def test_an_appeal_is_rejected_with_a_reason(app: FastAPI, books: Books) -> None:
    whole = await published(app)
    path = f"/api/appraisal/cards/{whole['card']['card_id']}/appeal"
    async with as_(app, "agent") as agent:
        await agent.post(path, json={"text": "Too strict."})
    async with as_(app, "chief") as chief:
        assert faults(await chief.post(f"{path}/answer", json={"answer": " "})) == [("answer", "empty")]
        wrong = {"answer": "x", "corrections": [{"measure": "holds", "value": 1}]}
        assert faults(await chief.post(f"{path}/answer", json=wrong)) == [("corrections", "unknown")]
        empty = {"answer": "x", "corrections": []}
        assert faults(await chief.post(f"{path}/answer", json=empty)) == [("corrections", "empty")]
        rejected = (await chief.post(f"{path}/answer", json={"answer": "As for everybody."})).json()
    assert (rejected["state"], rejected["points"], rejected["answered_by"]) == ("rejected", 53.0, "Chief")


async def test_appeals_end_and_nobody_answers_his_own(
    app: FastAPI, books: Books, clock: web.Wristwatch, superuser: asyncpg.Connection
) -> None:
    whole = await published(app)
    async with as_(app, "chief") as chief:
        [own] = (await chief.get(MINE)).json()
        path = f"/api/appraisal/cards/{own['card']['card_id']}/appeal"
        assert (await chief.post(path, json={"text": "I was ill."})).status_code == 201
        before = await state(superuser)
        refused = await chief.post(f"{path}/answer", json={"answer": "Yes.", "corrections": None})
        assert problem(refused) == (403, "appeal-own")
    clock.now = APRIL + timedelta(days=10, minutes=1)
    async with as_(app, "agent") as agent:
        late = await agent.post(f"/api/appraisal/cards/{whole['card']['card_id']}/appeal", json={"text": "late"})
        assert problem(late) == (409, "appeal-too-late")
    assert await state(superuser) == before


async def test_who_may_not_changes_nothing(app: FastAPI, books: Books, superuser: asyncpg.Connection) -> None:
    whole = await published(app)
    card, month = whole["card"]["card_id"], whole["month"]
    before = await state(superuser)
    ask = {"template_id": month["template_id"], "month": "2026-02-01"}
    publication = (f"{MONTHS}/{month['month_id']}/publication", {"computed_at": month["computed_at"]})
    making = ((TEMPLATES, body()), (MONTHS, ask), publication)
    for login in ("agent", "chief"):
        async with as_(app, login) as client:
            for path, sent in making:
                assert problem(await client.post(path, json=sent)) == (403, "forbidden")
            assert problem(await client.get(TEMPLATES)) == (403, "forbidden")
    async with as_(app, "city-admin") as city:
        for path, sent in making:
            assert problem(await city.post(path, json=sent)) == (403, "appraisal-everywhere-only")
    async with as_(app, "agent") as agent:
        assert problem(await agent.get(APPEALED)) == (403, "forbidden")
        assert problem(await agent.get(MONTHS)) == (403, "forbidden")
        assert problem(await agent.post(f"/api/appraisal/cards/{card}/appeal", json={"text": " "})) == (
            422,
            "appraisal-invalid",
        )
    async with as_(app, "idle") as idle:
        refused = await idle.post(f"/api/appraisal/cards/{card}/appeal", json={"text": "his"})
        assert problem(refused) == (404, "appraisal-not-found")
    assert await state(superuser) == before


async def test_a_city_sees_its_own_scorecards(app: FastAPI, books: Books) -> None:
    whole = await published(app)
    async with as_(app, "south") as south:
        found = (await south.get(f"{MONTHS}/{whole['month']['month_id']}")).json()
    # the headquarters belongs to no city: its scorecards are everybody's who leads, as its agents are on the board
    assert {card["number"] for card in found["cards"]} == {"1001", "1002", "1009"}


async def test_who_leads_a_team_sees_and_answers_that_team_only(
    app: FastAPI, books: Books, superuser: asyncpg.Connection
) -> None:
    whole = await published(app)
    path = f"/api/appraisal/cards/{whole['card']['card_id']}"
    async with as_(app, "agent") as agent:
        await agent.post(f"{path}/appeal", json={"text": "Too strict."})
    await superuser.execute(
        "UPDATE person_role SET agent_group_ids = ARRAY(SELECT id FROM agent_group WHERE name = 'South')"
        " WHERE person_id = $1",
        books.organisation.people["chief"],
    )
    before = await state(superuser)
    async with as_(app, "chief") as chief:
        found = (await chief.get(f"{MONTHS}/{whole['month']['month_id']}")).json()
        assert [card["number"] for card in found["cards"]] == ["1002"]
        assert (await chief.get(APPEALED)).json() == []
        refused = await chief.post(f"{path}/appeal/answer", json={"answer": "No."})
        assert problem(refused) == (404, "appraisal-not-found")
        calls = await chief.get(f"{path}/calls", params={"measure": "missed"})
        assert problem(calls) == (404, "appraisal-not-found")
    assert await state(superuser) == before


async def test_the_other_tenant_has_nothing_of_it(app: FastAPI, books: Books, superuser: asyncpg.Connection) -> None:
    whole = await published(app)
    card, month = whole["card"]["card_id"], whole["month"]
    before = await state(superuser)
    async with as_(app, "admin", "west") as west:
        assert (await west.get(TEMPLATES)).json() == []
        assert (await west.get(MONTHS)).json() == []
        assert (await west.get(APPEALED)).json() == []
        assert problem(await west.get(f"{MONTHS}/{month['month_id']}")) == (404, "appraisal-not-found")
        calls = await west.get(f"/api/appraisal/cards/{card}/calls", params={"measure": "missed"})
        assert problem(calls) == (404, "appraisal-not-found")
        change = await west.put(f"{TEMPLATES}/{month['template_id']}", json=body(version=1))
        assert problem(change) == (404, "appraisal-not-found")
        answer = await west.post(f"/api/appraisal/cards/{card}/appeal/answer", json={"answer": "x"})
        assert problem(answer) == (404, "appraisal-not-found")
    assert await state(superuser) == before


async def test_measures_to_choose_from_are_known_by_agent(app: FastAPI, books: Books) -> None:
    async with as_(app, "admin") as admin:
        found = {each["code"] for each in (await admin.get("/api/appraisal/measures")).json()}
    assert {line["measure"] for line in LINES} <= found
    assert "service_level_2" not in found


async def test_a_template_that_cannot_be_is_not_kept(app: FastAPI, books: Books, superuser: asyncpg.Connection) -> None:
    async with as_(app, "admin") as admin:
        before = await state(superuser)
        light = body(lines=[{**LINES[0], "weight": 99}])
        assert faults(await admin.post(TEMPLATES, json=light)) == [("lines", "weights")]
        assert await state(superuser) == before
        made = (await admin.post(TEMPLATES, json=body())).json()
        path = f"{TEMPLATES}/{made['template_id']}"
        assert (await admin.put(path, json=body(version=1))).status_code == 200
        assert problem(await admin.put(path, json=body(version=1))) == (409, "appraisal-changed")
