"""Satisfaction by every dimension, the answers behind it, and exports without formulas."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select

from kefu.identity.tables import AuditEntryRow
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from kefu.platform.sheets import read_sheet
from support.organisation import NOW, Organisation
from support.survey_desk import SurveyDesk, ok, set_up

API = "/api/figures/satisfaction"
FORMULA = "=cmd|' /C calc'!A0"
SPAN = {"from": (NOW - timedelta(days=1)).isoformat(), "to": (NOW + timedelta(days=2)).isoformat()}
LINES = (
    # number, name, order, hall, crew, outcome, overall, nps
    ("0519-86124567", FORMULA, "H1", "东门厅", "", "success", "good", 10),
    ("0512-65124567", "李娜𠮷", "H2", "东门厅", "", "success", "bad", 3),
    ("13812342246", "王芳", "H3", "西门厅", "", "refused", None, None),
    ("13812342247", "周建国", "R1", "", "一班", "success", "fair", 8),
    ("13812342248", "徐强", "C1", "", "", "wrong_information", None, None),
)


async def answered(desk: SurveyDesk) -> None:
    """Let five customers be called, three of whom answer."""
    head = "号码,姓名,工单号,营业厅,班组"
    content = "\n".join((head, *(",".join(f'"{cell}"' for cell in line[:5]) for line in LINES))).encode("gb18030")
    async with desk.log_in("manager") as manager:
        group = await ok(await manager.post("/api/surveys/groups", json=desk.group()), 201)
        await ok(await manager.post(f"/api/surveys/groups/{group['group_id']}/files", content=content), 201)
    async with desk.log_in("anna") as anna:
        for _ in LINES:
            case = await ok(await anna.post("/api/surveys/cases/take", json={}))
            line = next(each for each in LINES if each[2] == case["subject"]["order_no"])
            case = (await ok(await anna.post(f"/api/surveys/cases/{case['case_id']}/calls"), 202))["case"]
            answers: dict[str, Any] = {"overall": line[6], "nps": line[7]} if line[6] else {}
            body = {"version": case["version"], "outcome": line[5], "answers": answers}
            await ok(await anna.post(f"/api/surveys/cases/{case['case_id']}/outcome", json=body))


@pytest_asyncio.fixture
async def desk(database: Database, two_tenants: tuple[Organisation, Organisation]) -> SurveyDesk:
    """Set "east" up, with five customers who were called."""
    made = await set_up(database, two_tenants[0])
    await answered(made)
    return made


async def test_figures_tell_each_dimension(desk: SurveyDesk) -> None:
    async with desk.log_in("manager") as manager:

        async def by(dimension: str, **more: str) -> Any:
            return await ok(await manager.get(API, params={**SPAN, "by": dimension, **more}))

        report = await by("service")
        assert [(row["key"], row["cases"], row["answered"]) for row in report["rows"]] == [
            ("hall", 3, 2),
            ("hotline", 1, 0),
            ("repair", 1, 1),
        ]
        hall, whole = report["rows"][0], report["total"]
        assert (hall["reached"], hall["response_rate_pct"], hall["satisfied_rate_pct"]) == (3, 66.7, 50.0)
        assert (hall["average_score_pct"], hall["net_promoter_score"]) == (50.0, 0.0)
        assert (whole["cases"], whole["reached"], whole["answered"], whole["satisfied"]) == (5, 4, 3, 2)
        assert [row["key"] for row in (await by("hall", service="hall"))["rows"]] == ["东门厅", "西门厅"]
        crews = (await by("crew", service="repair"))["rows"]
        assert [(row["key"], row["text"]) for row in crews] == [("一班", {"zh-CN": "一班", "en": "一班"})]
        (group,) = (await by("group"))["rows"]
        assert group["text"] == {"zh-CN": "维修回访", "en": "Repairs"}
        assert [row["key"] for row in (await by("day"))["rows"]] == ["2026-03-02"]
        assert (await by("area"))["rows"][0]["key"] == ""


async def test_days_are_named_and_those_of_the_products_clock(desk: SurveyDesk) -> None:
    async with desk.log_in("manager") as manager:
        for span, cases in (("today", 5), ("week", 5), ("yesterday", 0)):
            report = await ok(await manager.get(API, params={"span": span}))
            assert report["total"]["cases"] == cases
        assert (await ok(await manager.get(API), 422))["code"] == "figures-span-invalid"
    desk.watch.pass_time(timedelta(days=1))
    async with desk.log_in("manager") as manager:
        assert (await ok(await manager.get(API, params={"span": "yesterday"})))["total"]["cases"] == 5


async def test_a_figure_leads_to_the_answers(desk: SurveyDesk) -> None:
    async with desk.log_in("manager") as manager:
        asked = {**SPAN, "by": "hall", "key": "东门厅"}
        page = await ok(await manager.get(f"{API}/results", params=asked))
        assert {each["name"] for each in page["results"]} == {FORMULA, "李娜𠮷"}
        assert page["next_before"] is None
        one = next(each for each in page["results"] if each["name"] == "李娜𠮷")
        assert one["number"] == "0512 **** 4567"
        whole = await ok(await manager.get(f"{API}/results/{one['case_id']}"))
        assert (whole["form_code"], whole["form_version"]) == ("repair-survey", 1)
        assert whole["answers"] == {"overall": "bad", "nps": 3}
        assert (await manager.get(f"{API}/results/{new_id()}")).status_code == 404


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_an_export_holds_no_formulas_and_is_audited(desk: SurveyDesk, form: str) -> None:
    async with desk.log_in("manager") as manager:
        answer = await manager.get(f"{API}/export", params={**SPAN, "format": form, "language": "en"})
        assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"] == f'attachment; filename="satisfaction-2026-03-01.{form}"'
    if form == "csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert f"'{FORMULA}" in {row[4] for row in rows}
    else:
        rows = [list(line.cells) for line in read_sheet(answer.content, most=99)]
        assert FORMULA in {row[4] for row in rows}
    assert rows[0][:5] == ["Ended", "Group", "Service", "Order", "Customer"]
    assert len(rows) == 6
    assert rows[1][5] in {"0519 **** 4567", "0512 **** 4567", "138 **** 2246", "138 **** 2247", "138 **** 2248"}
    actions = select(AuditEntryRow.detail).where(AuditEntryRow.action == "survey-results-exported")
    async with desk.database.transaction(desk.organisation.scope) as session:
        assert list(await session.scalars(actions)) == [{"cases": 5, "format": form}]


async def test_who_sees_one_city_counts_one_city(desk: SurveyDesk) -> None:
    async with desk.log_in("local") as local:
        report = await ok(await local.get(API, params={**SPAN, "by": "hall"}))
        cases = await ok(await local.get("/api/surveys/cases"))
    assert report["total"]["cases"] == len(cases["cases"])
    assert report["total"]["cases"] < 5


async def test_another_tenant_and_who_may_not_sees_nothing(
    desk: SurveyDesk, database: Database, two_tenants: tuple[Organisation, Organisation]
) -> None:
    async with desk.log_in("anna") as anna:
        for path in ("", "/results", "/export"):
            assert (await anna.get(f"{API}{path}", params=SPAN)).status_code == 403
    west = await set_up(database, two_tenants[1])
    async with west.log_in("manager") as stranger:
        report = await ok(await stranger.get(API, params=SPAN))
        assert (report["rows"], report["total"]["cases"]) == ([], 0)
        assert report["total"]["satisfied_rate_pct"] is None


@pytest.mark.parametrize("days", [0, -1, 401])
async def test_a_span_must_be_one(desk: SurveyDesk, days: int) -> None:
    async with desk.log_in("manager") as manager:
        span = {"from": NOW.isoformat(), "to": (NOW + timedelta(days=days)).isoformat()}
        assert (await ok(await manager.get(API, params=span), 422))["code"] == "figures-span-invalid"
