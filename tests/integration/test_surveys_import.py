"""Closed work orders and complaints become cases in the morning, by hand at once, and never twice."""

from datetime import timedelta

import asyncpg
import pytest_asyncio

from kefu.platform.db import Database
from kefu.surveys.tables import SurveyCaseRow
from support import tickets, web
from support.organisation import Organisation
from support.survey_desk import API, SurveyDesk, count, fill, ok, set_up
from support.workorders import act, assigned, settle
from support.workorders import make_app as work_orders_app


@pytest_asyncio.fixture
async def desk(database: Database, two_tenants: tuple[Organisation, Organisation]) -> SurveyDesk:
    """Set "east" up."""
    return await set_up(database, two_tenants[0])


async def test_yesterdays_closed_orders_come_in_the_morning_and_only_once(desk: SurveyDesk, database: Database) -> None:
    field = await settle(database, desk.organisation)
    await fill(desk, sources=[{"kind": "work_order", "codes": ["repair"]}])
    app = work_orders_app(database, desk.watch)

    async with web.browse(app, "hq", tenant="east") as dispatcher, web.browse(app, "admin", tenant="east") as admin:
        order = await assigned(dispatcher, field, contact_phone="13812342246", contact_name="王芳")
        for action in ("accept", "set_out", "arrive"):
            answer = await act(admin, order, action)
            order = (await ok(answer))["order"]
        answer = await act(dispatcher, order, "complete", result_code="fixed", cause_code="cable")
        assert answer.status_code == 200, answer.text
        await assigned(dispatcher, field, contact_phone="13812342247", address="常州市天宁区红梅新村9幢")
    assert await count(desk, SurveyCaseRow) == 0
    desk.watch.pass_time(timedelta(hours=23, minutes=29))  # 08:29 of the next day
    await desk.run_jobs()
    assert await count(desk, SurveyCaseRow) == 0
    desk.watch.pass_time(timedelta(minutes=1))
    assert await desk.run_jobs() >= 1
    async with desk.log_in("manager") as manager:
        (case,) = (await ok(await manager.get(f"{API}/cases")))["cases"]
        (group,) = await ok(await manager.get(f"{API}/groups"))
        again = await ok(await manager.post(f"{API}/groups/{group['group_id']}/imports"), 201)
        assert (again["added"], again["repeated"]) == (0, 1)
        choices = await ok(await manager.get(f"{API}/choices"))
    assert (case["service"], case["name"], case["subject"]["order_no"]) == ("repair", "王芳", order["order_no"])
    assert case["subject"]["crew"] == {"zh-CN": "tianning", "en": "tianning"}
    assert group["last_import_at_ms"] == int(desk.watch.now.timestamp() * 1000)
    assert [each["value"] for each in choices["questionnaires"]] == ["repair-survey"]
    assert [each["value"] for each in choices["work_order_types"]] == ["repair"]
    desk.watch.pass_time(timedelta(days=1))
    assert await desk.run_jobs() >= 1
    assert await count(desk, SurveyCaseRow) == 1


async def test_closed_complaints_come_and_cancelled_ones_do_not(
    desk: SurveyDesk, database: Database, superuser: asyncpg.Connection
) -> None:
    service_desk = await tickets.set_up(database, desk.organisation)
    await fill(desk, sources=[{"kind": "complaint", "codes": ["attitude"]}], quiet_days=0)
    async with web.browse(service_desk.app, "clerk", tenant="east") as clerk:
        for number, category in (("13812342246", "attitude"), ("13812342247", "attitude"), ("13812342248", "billing")):
            body = tickets.complaint(caller_number=number, category_code=category)
            answer = await clerk.post("/api/tickets", json=body)
            assert answer.status_code == 201, answer.text
    ended = "UPDATE ticket SET is_final = true, state = $2, closed_at = $3 WHERE caller_number LIKE '%' || $1"
    for number, state in (("246", "closed"), ("247", "cancelled"), ("248", "closed")):
        await superuser.execute(ended, number, state, desk.watch.now)
    async with desk.log_in("manager") as manager:
        (group,) = await ok(await manager.get(f"{API}/groups"))
        path = f"{API}/groups/{group['group_id']}/imports"
        assert (await ok(await manager.post(path), 201))["added"] == 0  # closed at this very moment
        desk.watch.pass_time(timedelta(minutes=1))
        assert (await ok(await manager.post(path), 201))["added"] == 1
        (case,) = (await ok(await manager.get(f"{API}/cases")))["cases"]
    assert (case["service"], case["number"], case["name"]) == ("hotline", "138 **** 2246", "钱七")
    assert case["subject"]["type"] == {"zh-CN": "服务态度", "en": "attitude"}
