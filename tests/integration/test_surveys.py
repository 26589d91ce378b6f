"""Surveys from file and closed order to the answer, on a real PostgreSQL: dealing, calling, refusing."""

import asyncio
import json
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import select

from kefu.acd.core.model import AgentState
from kefu.identity.tables import AuditEntryRow
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from kefu.platform.sheets import write_xlsx
from kefu.surveys.events import SurveyAnswered
from kefu.surveys.tables import SurveyAttemptRow, SurveyCaseRow, SurveyGroupRow
from support.organisation import Organisation
from support.survey_desk import API, SurveyDesk, count, fill, ok, set_up, sheet

NUMBERS = [f"138123422{n:02}" for n in range(40, 60)]


@pytest_asyncio.fixture
async def desk(database: Database, two_tenants: tuple[Organisation, Organisation]) -> SurveyDesk:
    """Set "east" up."""
    return await set_up(database, two_tenants[0])


async def dial(desk: SurveyDesk, agent: httpx.AsyncClient, case: dict[str, Any]) -> dict[str, Any]:
    called = await ok(await agent.post(f"{API}/cases/{case['case_id']}/calls"), 202)
    view: dict[str, Any] = called["case"]
    return view


async def conclude(
    agent: httpx.AsyncClient, case: dict[str, Any], outcome: str, *, expect: int = 200, **more: Any
) -> Any:
    body = {"version": case["version"], "outcome": outcome, **more}
    return await ok(await agent.post(f"{API}/cases/{case['case_id']}/outcome", json=body), expect)


# -- files -----------------------------------------------------------------------------------------------------------


async def test_a_file_is_looked_at_then_imported_once(desk: SurveyDesk) -> None:
    group_id = await fill(desk)
    content = sheet("13812342246", "12", "0519-86124567", name="=cmd|' /C calc'!A0")
    async with desk.log_in("manager") as manager:
        path = f"{API}/groups/{group_id}/files"
        looked = await ok(await manager.post(f"{path}/dry-run", content=content))
        assert (looked["good"], looked["bad"], looked["added"]) == (2, 1, None)
        assert looked["bad_lines"] == [{"line": 3, "field": "number", "code": "number-malformed"}]
        assert await count(desk, SurveyCaseRow) == 0
        first = await ok(await manager.post(path, content=content), 201)
        again = await ok(await manager.post(path, content=content), 201)
        assert (first["added"], again["added"], again["good"]) == (2, 0, 0)
        assert [each["code"] for each in again["bad_lines"]] == ["line-known", "number-malformed", "line-known"]
        listed = await ok(await manager.get(f"{API}/cases"))
        assert {case["name"] for case in listed["cases"]} == {"=cmd|' /C calc'!A0"}
        assert {case["number"] for case in listed["cases"]} == {"138 **** 2246", "0519 **** 4567"}
    networks = select(SurveyCaseRow.number, SurveyCaseRow.local_network_id)
    async with desk.database.transaction(desk.organisation.scope) as session:
        found = dict(list(await session.execute(networks)))
    assert found["+8651986124567"] == desk.organisation.networks["changzhou"]


async def test_a_spreadsheet_is_imported_and_whoever_was_asked_stays_in_peace(desk: SurveyDesk) -> None:
    group_id = await fill(desk, "13812342246")
    content = write_xlsx([["Phone", "Hall", "Date"], [13812342246, "东门厅", "2026-03-01"], [13812342247, "", ""]])
    async with desk.log_in("manager") as manager:
        done = await ok(await manager.post(f"{API}/groups/{group_id}/files", content=content), 201)
    assert (done["added"], done["quiet"]) == (1, 1)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xff\xff", "sheet-unreadable"),
        (b"name\nx\n", "survey-file-invalid"),
        (b"number\n" + b"13812342246\n" * 20_001, "sheet-too-long"),
    ],
)
async def test_a_file_that_cannot_be_used_changes_nothing(desk: SurveyDesk, content: bytes, code: str) -> None:
    group_id = await fill(desk)
    async with desk.log_in("manager") as manager:
        refused = await ok(await manager.post(f"{API}/groups/{group_id}/files", content=content), 422)
    assert refused["code"] == code
    assert await count(desk, SurveyCaseRow) == 0


async def test_a_file_may_have_five_mebibytes(desk: SurveyDesk) -> None:
    group_id = await fill(desk)
    async with desk.log_in("manager") as manager:
        refused = await manager.post(f"{API}/groups/{group_id}/files", content=b"x" * ((5 << 20) + 1))
        assert refused.status_code == 413
        other = await fill(desk, code="orders", sources=[{"kind": "work_order"}])
        refused = await manager.post(f"{API}/groups/{other}/files", content=sheet("13812342246"))
        assert refused.json()["code"] == "survey-group-takes-no-files"


# -- dealing ---------------------------------------------------------------------------------------------------------


async def test_agents_who_take_at_once_never_get_the_same_case(desk: SurveyDesk) -> None:
    await fill(desk, *NUMBERS[:3])
    async with desk.log_in("anna") as anna, desk.log_in("ben") as ben:
        seen = await ok(await anna.get(f"{API}/pool"))
        assert (seen["due"], seen["more_at_ms"]) == (3, None)
        wish = {"case_id": seen["next"]["case_id"]}
        taken = await asyncio.gather(*(agent.post(f"{API}/cases/take", json=wish) for agent in (anna, ben)))
        first, second = [await ok(answer) for answer in taken]
        assert first["case_id"] != second["case_id"]
        again = await ok(await anna.post(f"{API}/cases/take", json={}))
        assert again["case_id"] == first["case_id"]
        assert (await ok(await ben.get(f"{API}/pool")))["due"] == 1


async def test_only_who_is_ready_and_free_takes_a_case(desk: SurveyDesk) -> None:
    await fill(desk, *NUMBERS[:1])
    async with desk.log_in("anna") as anna:
        desk.hub.states[desk.agents["anna"]].state = AgentState.NOT_READY
        assert (await anna.post(f"{API}/cases/take", json={})).json()["code"] == "survey-agent-not-free"
        desk.hub.states[desk.agents["anna"]].state = AgentState.READY
        desk.seat("anna").call_id = new_id()
        assert (await anna.post(f"{API}/cases/take", json={})).json()["code"] == "survey-agent-not-free"
    assert await count(desk, SurveyCaseRow, SurveyCaseRow.state == "dealt") == 0


async def test_at_night_the_pool_says_when_it_opens(desk: SurveyDesk) -> None:
    desk.watch.pass_time(timedelta(hours=12))  # 21:00
    await fill(desk, *NUMBERS[:1])
    async with desk.log_in("anna") as anna:
        seen = await ok(await anna.get(f"{API}/pool"))
        assert (seen["due"], seen["next"]) == (0, None)
        assert seen["more_at_ms"] == 1772499600000  # 09:00 of the next day
        assert (await anna.post(f"{API}/cases/take", json={})).json()["code"] == "survey-pool-empty"


async def test_a_case_goes_back_when_its_agent_gives_no_sign(desk: SurveyDesk) -> None:
    await fill(desk, *NUMBERS[:1])
    async with desk.log_in("anna") as anna, desk.log_in("ben") as ben:
        case = await ok(await anna.post(f"{API}/cases/take", json={}))
        desk.watch.pass_time(timedelta(minutes=9))
        await ok(await anna.post(f"{API}/cases/{case['case_id']}/hold", json={}), 204)
        desk.watch.pass_time(timedelta(minutes=9))
        await desk.run_jobs()
        assert (await ok(await anna.get(f"{API}/cases/held")))["case_id"] == case["case_id"]
        desk.watch.pass_time(timedelta(minutes=1))
        await desk.run_jobs()
        assert await ok(await anna.get(f"{API}/cases/held")) is None
        other = await ok(await ben.post(f"{API}/cases/take", json={}))
        assert other["case_id"] == case["case_id"]
        refused = await anna.post(f"{API}/cases/{case['case_id']}/calls")
        assert (refused.status_code, refused.json()["code"]) == (409, "survey-case-not-yours")
    assert desk.posted == []


async def test_an_incoming_call_lets_the_agent_keep_his_case_for_an_hour(desk: SurveyDesk) -> None:
    await fill(desk, *NUMBERS[:1])
    async with desk.log_in("anna") as anna:
        case = await ok(await anna.post(f"{API}/cases/take", json={}))
        await ok(await anna.post(f"{API}/cases/{case['case_id']}/hold", json={"is_interrupted": True}), 204)
        desk.watch.pass_time(timedelta(minutes=29))
        await desk.run_jobs()
        assert (await ok(await anna.get(f"{API}/cases/held")))["case_id"] == case["case_id"]


# -- calling ---------------------------------------------------------------------------------------------------------


async def test_a_customer_is_called_answers_and_is_done(desk: SurveyDesk) -> None:
    heard: list[SurveyAnswered] = []

    async def hear(_: object, event: SurveyAnswered) -> None:
        heard.append(event)

    desk.database.subscriptions.on(SurveyAnswered, hear)
    await fill(desk, *NUMBERS[:1])
    async with desk.log_in("anna") as anna:
        case = await ok(await anna.post(f"{API}/cases/take", json={}))
        assert (await conclude(anna, case, "success", expect=409))["code"] == "survey-not-dialled"
        case = await dial(desk, anna, case)
        (made,) = desk.posted
        assert (made.target.number, str(made.call_id)) == ("+8613812342240", case["call_id"])
        body = {"version": case["version"], "answers": {"overall": "good", "unknown": 1, "nps": 11}}
        saved = await ok(await anna.put(f"{API}/cases/{case['case_id']}/answers", json=body))
        assert saved["answers"] == {"overall": "good"}
        stale = await anna.put(f"{API}/cases/{case['case_id']}/answers", json=body)
        assert stale.json()["code"] == "survey-case-changed"
        refused = await conclude(anna, saved, "success", expect=422, answers={"nps": 11})
        assert {each["field"]: each["code"] for each in refused["errors"]} == {
            "answers.overall": "answer-missing",
            "answers.nps": "answer-too-large",
        }
        done = await conclude(anna, saved, "success", answers={"overall": "fair", "nps": 9})
        assert (done["state"], done["points"], done["is_satisfied"], done["nps"]) == ("done", 6, True, 9)
        assert [(each["outcome"], each["agent_name"]) for each in done["history"]] == [("success", "Anna")]
        assert (await conclude(anna, done, "refused", expect=409))["code"] == "survey-case-not-yours"
    assert [(event.is_satisfied, event.nps) for event in heard] == [(True, 9)]
    assert await count(desk, SurveyAttemptRow) == 1


async def test_who_does_not_answer_is_called_three_times_spaced(desk: SurveyDesk) -> None:
    await fill(desk, *NUMBERS[:1])
    for wait, state in ((0, "pending"), (2, "pending"), (22, "given_up")):
        if wait:
            desk.watch.pass_time(timedelta(hours=wait) - timedelta(seconds=1))
        async with desk.log_in("anna") as anna:
            if wait:
                assert (await ok(await anna.get(f"{API}/pool")))["due"] == 0
                desk.watch.pass_time(timedelta(seconds=1))
            case = await dial(desk, anna, await ok(await anna.post(f"{API}/cases/take", json={})))
            assert (await conclude(anna, case, "no_answer"))["state"] == state
    assert await count(desk, SurveyAttemptRow) == 3
    assert await count(desk, SurveyCaseRow, SurveyCaseRow.ended_at.is_not(None)) == 1


async def test_a_customer_who_talks_with_somebody_else_is_passed_over(desk: SurveyDesk) -> None:
    await fill(desk, *NUMBERS[:1])
    async with desk.log_in("anna") as anna:
        case = await ok(await anna.post(f"{API}/cases/take", json={}))
        desk.hub.centre.state.calls["x"] = SimpleNamespace(
            tenant_id=desk.organisation.tenant_id,
            ended_at_ms=None,
            customer_id=None,
            number=SimpleNamespace(key="+8613812342240"),
        )
        refused = await anna.post(f"{API}/cases/{case['case_id']}/calls")
        assert (refused.json()["code"], desk.posted) == ("survey-customer-elsewhere", [])
        await ok(await anna.post(f"{API}/cases/{case['case_id']}/put_back", json={"is_elsewhere": True}), 204)
        seen = await ok(await anna.get(f"{API}/pool"))
        assert (seen["due"], seen["more_at_ms"]) == (0, int(desk.watch.now.timestamp() * 1000) + 900_000)


async def test_a_case_that_was_called_needs_an_outcome(desk: SurveyDesk) -> None:
    await fill(desk, *NUMBERS[:1])
    async with desk.log_in("anna") as anna:
        case = await dial(desk, anna, await ok(await anna.post(f"{API}/cases/take", json={})))
        refused = await anna.post(f"{API}/cases/{case['case_id']}/put_back", json={})
        assert refused.json()["code"] == "survey-outcome-missing"
        assert (await conclude(anna, case, "later", expect=422))["code"] == "survey-later-invalid"
        at = (desk.watch.now + timedelta(hours=3)).isoformat()
        later = await conclude(anna, case, "later", later_at=at)
        assert (later["state"], later["next_at_ms"]) == (
            "pending",
            int(desk.watch.now.timestamp() * 1000) + 3 * 3_600_000,
        )


# -- groups, walls, refusals -----------------------------------------------------------------------------------------


async def test_groups_are_checked_audited_and_in_versions(desk: SurveyDesk) -> None:
    group_id = await fill(desk)
    async with desk.log_in("manager") as manager:
        bad = desk.group(code="Ü", import_at="25:00", form_code="other", attempts_max=11)
        refused = await ok(await manager.post(f"{API}/groups", json=bad), 422)
        assert {each["field"] for each in refused["errors"]} == {"code", "import_at", "form_code", "attempts_max"}
        taken = await ok(await manager.post(f"{API}/groups", json=desk.group()), 409)
        assert taken["code"] == "survey-group-code-taken"
        path = f"{API}/groups/{group_id}"
        changed = await ok(await manager.put(path, json=desk.group(attempts_max=2, version=1)))
        assert (changed["attempts_max"], changed["version"]) == (2, 2)
        stale = await ok(await manager.put(path, json=desk.group(version=1)), 409)
        assert stale["code"] == "survey-group-changed"
        missing = await manager.put(f"{API}/groups/{new_id()}", json=desk.group(code="x", version=1))
        assert missing.status_code == 404
    actions = select(AuditEntryRow.action).where(AuditEntryRow.subject_kind == "survey_group")
    async with desk.database.transaction(desk.organisation.scope) as session:
        assert list(await session.scalars(actions)) == ["survey-group-added", "survey-group-changed"]


async def test_who_manages_one_city_cannot_change_groups_and_sees_its_cases_only(desk: SurveyDesk) -> None:
    await fill(desk, "0519-86124567", "0512-65124567")
    async with desk.log_in("local") as local:
        assert (await local.post(f"{API}/groups", json=desk.group(code="mine"))).status_code == 403
        (case,) = (await ok(await local.get(f"{API}/cases")))["cases"]
        assert case["number"] == "0519 **** 4567"
    assert await count(desk, SurveyGroupRow) == 1


async def test_another_tenant_and_who_may_not_sees_and_changes_nothing(
    desk: SurveyDesk, database: Database, two_tenants: tuple[Organisation, Organisation]
) -> None:
    group_id = await fill(desk, *NUMBERS[:1])
    async with desk.log_in("manager") as manager:
        (case,) = (await ok(await manager.get(f"{API}/cases")))["cases"]
    west = await set_up(database, two_tenants[1])
    one = f"{API}/cases/{case['case_id']}"
    async with west.log_in("manager") as stranger, west.log_in("anna") as caller:
        assert await ok(await stranger.get(f"{API}/groups")) == []
        assert (await ok(await stranger.get(f"{API}/cases")))["cases"] == []
        assert (await stranger.get(one)).status_code == 404
        assert (await stranger.post(f"{one}/give_up")).status_code == 404
        assert (await stranger.post(f"{API}/groups/{group_id}/files", content=sheet("13812342299"))).status_code == 404
        assert (await ok(await caller.get(f"{API}/pool")))["due"] == 0
        assert (await caller.post(f"{one}/calls")).status_code == 404
    async with desk.log_in("anna") as anna, desk.log_in("city") as city:
        for client in (anna, city):
            assert (await client.get(f"{API}/groups")).status_code == 403
            assert (await client.post(f"{API}/groups", json=desk.group(code="x"))).status_code == 403
            assert (await client.post(f"{one}/give_up")).status_code == 403
            answer = await client.post(f"{API}/groups/{group_id}/files", content=sheet("13812342299"))
            assert answer.status_code == 403
        assert (await city.post(f"{API}/cases/take", json={})).status_code == 403
    assert await count(desk, SurveyCaseRow, SurveyCaseRow.state == "pending") == 1
    assert await count(desk, SurveyGroupRow) == 1


async def test_a_manager_gives_a_case_up(desk: SurveyDesk) -> None:
    await fill(desk, *NUMBERS[:1])
    async with desk.log_in("manager") as manager:
        (case,) = (await ok(await manager.get(f"{API}/cases?state=pending&order_no=A-0")))["cases"]
        given_up = await ok(await manager.post(f"{API}/cases/{case['case_id']}/give_up"))
        assert given_up["state"] == "given_up"
        assert (await manager.post(f"{API}/cases/{case['case_id']}/give_up")).status_code == 409
        assert (await ok(await manager.get(f"{API}/cases?state=pending")))["cases"] == []
        assert json.loads((await manager.get(f"{API}/cases/{case['case_id']}")).content)["outcome"] is None
