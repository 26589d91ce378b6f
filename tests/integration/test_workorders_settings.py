"""What is set: types, severities, areas, crews, windows, outages; suggestions; figures."""

import csv
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from kefu.insight.workorders.http import router as figures_router
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from support import web
from support.organisation import NOW, Organisation, add_person
from support.workorders import SQUARE, Field, act, assigned, make_app, new, opened, settle

Tenants = tuple[Organisation, Organisation]
TEXT = {"zh-CN": "安装", "en": "Installation"}


@pytest.fixture
def clock() -> web.Wristwatch:
    return web.Wristwatch()


@pytest_asyncio.fixture
async def field(database: Database, two_tenants: Tenants) -> Field:
    made = await settle(database, two_tenants[0])
    east = made.organisation
    async with database.transaction(east.scope) as session:
        await add_person(session, east, "cz-admin", role="admin", networks=[east.networks["changzhou"]])
    return made


@pytest.fixture
def app(database: Database, clock: web.Wristwatch) -> FastAPI:
    app = make_app(database, clock)
    app.include_router(figures_router)
    return app


@pytest_asyncio.fixture
async def admin(app: FastAPI, field: Field) -> AsyncIterator[httpx.AsyncClient]:
    async with web.browse(app, "admin", tenant="east") as client:
        yield client


def problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def audited(superuser: asyncpg.Connection) -> list[tuple[str, str]]:
    query = "SELECT action, subject_kind FROM audit_entry WHERE action !~ '^(log-|role-)' ORDER BY seq"
    return [tuple(row) for row in await superuser.fetch(query)]


async def test_settings_are_added_changed_and_audited(admin: httpx.AsyncClient, superuser: asyncpg.Connection) -> None:
    before = (await admin.get("/api/work-order-settings")).json()
    assert [each["code"] for each in before["types"]] == ["repair"]
    assert before["types"][0]["lifecycle"] == before["default_lifecycle"]
    assert before["severities"][1]["ladder"][1] == {"after_min": 120, "whom": "manager"}
    path = "/api/work-order-settings"
    added = (await admin.put(f"{path}/types/installation", json={"text": TEXT})).json()
    assert (added["version"], added["lifecycle"]) == (1, before["default_lifecycle"])
    changed = (await admin.put(f"{path}/types/installation", json=added | {"is_active": False})).json()
    assert (changed["version"], changed["is_active"]) == (2, False)
    answer = await admin.post("/api/work-orders", json=new(type_code="installation"))
    assert problem(answer) == (422, "work-order-setting-unknown")
    severity = {"text": TEXT, "within_min": 60, "ladder": [{"after_min": 5, "whom": "dispatcher"}]}
    assert (await admin.put(f"{path}/severities/hot", json=severity)).json()["within_min"] == 60
    for kind in ("results", "causes", "parts"):
        choice = (await admin.put(f"{path}/{kind}/extra", json={"text": TEXT, "is_fixed": True})).json()
        assert choice["is_fixed"] is (kind == "results")
    assert await audited(superuser) == [
        ("work-order-setting-changed", kind)
        for kind in (
            "work_order_type", "work_order_type", "work_order_severity",
            "work_order_result", "work_order_cause", "work_order_part",
        )
    ]  # fmt: skip


async def test_what_cannot_be_set_changes_nothing(
    app: FastAPI, admin: httpx.AsyncClient, superuser: asyncpg.Connection
) -> None:
    path = "/api/work-order-settings"
    before = (await admin.get(path)).json()
    table: Any = before["default_lifecycle"]
    broken = {**table, "transitions": [t for t in table["transitions"] if t["action"] != "complete"]}
    answer = await admin.put(f"{path}/types/x", json={"text": TEXT, "lifecycle": broken})
    assert problem(answer) == (422, "lifecycle-unusable")
    assert "complete is missing" in answer.json()["facts"]["problems"]
    repair = before["types"][0]
    for body, expected in (
        (repair | {"version": 0}, (409, "code-taken")),
        (repair | {"version": 9}, (409, "work-order-setting-changed")),
        (repair | {"text": {"zh-CN": "x"}}, (422, "invalid-input")),
    ):
        assert problem(await admin.put(f"{path}/types/repair", json=body)) == expected
    severity = {"text": TEXT, "within_min": 60, "calendar_id": str(new_id())}
    assert problem(await admin.put(f"{path}/severities/x", json=severity)) == (422, "work-order-setting-unknown")
    for login in ("hq", "cz-admin", "agent"):
        async with web.browse(app, login, tenant="east") as client:
            assert problem(await client.put(f"{path}/types/repair", json=repair)) == (403, "forbidden")
    assert (await admin.get(path)).json() == before
    assert await audited(superuser) == []


async def test_areas(app: FastAPI, admin: httpx.AsyncClient, field: Field, superuser: asyncpg.Connection) -> None:
    networks = field.organisation.networks
    body = {
        "code": "xinbei",
        "text": {"zh-CN": "新北区", "en": "Xinbei"},
        "local_network_id": str(networks["changzhou"]),
        "district_path": "常州/新北区",
        "crew_id": str(field.crews["tianning"]),
        "parent_id": str(field.areas["tianning"]),
        "polygon": SQUARE,
    }
    area = (await admin.post("/api/areas", json=body)).json()
    assert {name: area[name] for name in body} == body
    path = f"/api/areas/{area['area_id']}"
    changed = (await admin.put(path, json=area | {"address_fragments": ["万达"], "code": "other"})).json()
    assert (changed["version"], changed["address_fragments"]) == (2, ["万达"])
    listed = {each["code"]: each for each in (await admin.get("/api/areas")).json()}
    assert listed["xinbei"]["version"] == 2
    for wrong, expected in (
        ({"polygon": {"type": "Polygon", "coordinates": [[[0, 0]]]}}, (422, "polygon-unusable")),
        ({"parent_id": area["area_id"]}, (404, "area-not-found")),
        ({"parent_id": str(new_id())}, (404, "area-not-found")),
        ({"crew_id": str(new_id())}, (404, "crew-not-found")),
        ({"version": 1}, (409, "area-changed")),
    ):
        assert problem(await admin.put(path, json=changed | wrong)) == expected
    assert problem(await admin.post("/api/areas", json=body)) == (409, "code-taken")
    async with web.browse(app, "cz-admin", tenant="east") as city:
        theirs = body | {"code": "gusu2", "local_network_id": str(networks["suzhou"])}
        assert problem(await city.post("/api/areas", json=theirs)) == (403, "forbidden")
        assert problem(await city.post("/api/areas", json=theirs | {"local_network_id": None})) == (403, "forbidden")
    assert await audited(superuser) == [("area-changed", "service_area")] * 2


async def test_crews(app: FastAPI, admin: httpx.AsyncClient, field: Field) -> None:
    [crew] = [each for each in (await admin.get("/api/crews")).json() if each["code"] == "mute"]
    path = f"/api/crews/{crew['crew_id']}"
    li = {"person_id": str(field.people["li"]), "phone": "138 6123 0009", "skills": ["repair", "inspection"]}
    changed = (await admin.put(path, json=crew | {"phone": "0512-65220000", "members": [li], "lead_id": None})).json()
    assert (changed["phone"], changed["version"]) == ("+8651265220000", 2)
    [member] = changed["members"]
    assert (member["name"], member["phone"], member["skills"]) == ("Li", "+8613861230009", ["inspection", "repair"])
    for wrong, expected in (
        ({"phone": "none"}, (422, "crew-phone-unusable")),
        ({"members": [li, li]}, (422, "crew-member-unknown")),
        ({"members": [li | {"person_id": str(new_id())}]}, (422, "crew-member-unknown")),
        ({"lead_id": str(field.people["wang"])}, (422, "crew-member-unknown")),
        ({"version": 1}, (409, "crew-changed")),
    ):
        assert problem(await admin.put(path, json=changed | wrong)) == expected
    body = {"code": "new", "text": TEXT, "members": []}
    assert (await admin.post("/api/crews", json=body)).json()["members"] == []
    assert problem(await admin.post("/api/crews", json=body)) == (409, "code-taken")


async def test_appointments_fill_a_window(admin: httpx.AsyncClient, field: Field) -> None:
    area = field.areas["tianning"]
    slot = {"weekdays": [1, 2, 3, 4, 5, 6, 7], "begins": "14:00", "ends": "16:00", "capacity": 1}
    made = (await admin.post(f"/api/areas/{area}/slots", json=slot)).json()
    wrong = slot | {"ends": "13:00"}
    assert problem(await admin.post(f"/api/areas/{area}/slots", json=wrong)) == (422, "invalid-input")
    assert (await admin.get(f"/api/areas/{area}/slots")).json() == [made]
    one, two = [await opened(admin, address=f"天宁区{n}号") for n in range(2)]
    wanted = {"slot_id": made["slot_id"], "on": "2026-03-04", "version": 1}

    async def windows() -> list[int]:
        found = await admin.get(f"/api/areas/{area}/windows", params={"from": "2026-03-04", "days": 2})
        return [each["left"] for each in found.json()]

    booked = (await admin.put(f"/api/work-orders/{one['work_order_id']}/appointment", json=wanted)).json()["order"]
    assert (booked["appointment_from"], booked["due_at"]) == ("2026-03-04T06:00:00Z", "2026-03-04T08:00:00Z")
    assert await windows() == [0, 1]
    other = f"/api/work-orders/{two['work_order_id']}/appointment"
    assert problem(await admin.put(other, json=wanted)) == (409, "slot-full")
    past = wanted | {"on": "2026-03-01"}
    assert problem(await admin.put(other, json=past)) == (404, "slot-not-found")
    moved = wanted | {"on": "2026-03-05", "version": 2}
    path = f"/api/work-orders/{one['work_order_id']}/appointment"
    assert (await admin.put(path, json=moved)).status_code == 200
    assert await windows() == [1, 0]
    assert problem(await admin.put(path, json=moved)) == (409, "work-order-changed")
    freed = (await admin.delete(path, params={"version": 3})).json()["order"]
    assert (freed["appointment_from"], await windows()) == (None, [1, 1])


async def test_outages_mark_orders_and_are_found_by_district(
    app: FastAPI, admin: httpx.AsyncClient, field: Field
) -> None:
    before = await opened(admin)
    body = {"area_id": str(field.areas["tianning"]), "text": {"zh-CN": "光缆中断", "en": "Fibre cut"}}
    outage = (await admin.post("/api/outages", json=body)).json()
    marked = (await admin.get(f"/api/work-orders/{before['work_order_id']}")).json()
    assert marked["outage_id"] == outage["outage_id"]
    answer = (await admin.post("/api/work-orders", json=new(address="天宁区9号"))).json()
    assert (answer["order"]["outage_id"], answer["warnings"]) == (outage["outage_id"], ["outage"])

    async def at(path: str) -> list[str]:
        found = (await admin.get("/api/outages", params={"district_path": path})).json()
        return [each["outage_id"] for each in found]

    assert await at("常州/天宁区/青龙") == [outage["outage_id"]]
    assert await at("苏州/姑苏区") == []
    path = f"/api/outages/{outage['outage_id']}"
    later = body | {"version": 1, "expected_until": (NOW + timedelta(hours=3)).isoformat()}
    assert (await admin.put(path, json=later)).json()["version"] == 2
    assert problem(await admin.post(f"{path}/close", json={"version": 1})) == (409, "outage-changed")
    closed = (await admin.post(f"{path}/close", json={"version": 2})).json()
    assert closed["closed_at"] is not None
    assert (await admin.post(f"{path}/close", json={"version": 2})).json() == closed
    assert await at("常州/天宁区") == []
    assert (await opened(admin, address="天宁区10号"))["outage_id"] is None
    async with web.browse(app, "cz", tenant="east") as city:
        theirs = body | {"area_id": str(field.areas["mute"])}
        assert problem(await city.post("/api/outages", json=theirs)) == (404, "area-not-found")


async def test_crews_are_suggested(admin: httpx.AsyncClient, field: Field) -> None:
    order = await opened(admin)
    suggested = (await admin.get(f"/api/work-orders/{order['work_order_id']}/suggestions")).json()
    assert [each["crew_id"] for each in suggested] == [str(field.crews["tianning"])]
    assert [each["code"] for each in suggested[0]["reasons"]] == ["area", "skill", "load"]
    assert suggested[0]["person"] in {"Li", "Wang"}
    stray = await opened(admin, district_path="", address="不知何处7号")
    suggested = (await admin.get(f"/api/work-orders/{stray['work_order_id']}/suggestions")).json()
    assert {each["crew_id"] for each in suggested} == {str(each) for each in field.crews.values()}


async def check_export(client: httpx.AsyncClient, asked: dict[str, str]) -> None:
    file = await client.get("/api/figures/work-orders/export", params=asked | {"format": "csv", "language": "en"})
    heads, *lines = list(csv.reader(file.text.removeprefix("\ufeff").splitlines()))
    assert [dict(zip(heads, line, strict=True))["First-time fixed"] for line in lines] == ["0", "0", "1", "0"]
    late = dict(zip(heads, lines[2], strict=True))
    assert (late["Crew"], late["Hours"], late["On time"], late["Result"]) == ("tianning", "25.0", "0", "Fixed")
    assert [line[heads.index("Repeated within 30 days")] for line in lines] == ["1", "0", "0", "0"]
    sheet = await client.get("/api/figures/work-orders/export", params=asked)
    assert sheet.headers["content-disposition"] == 'attachment; filename="work-orders-2026-03-02.xlsx"'


async def test_the_figures(app: FastAPI, field: Field, clock: web.Wristwatch, superuser: asyncpg.Connection) -> None:
    async def close(address: str, hours: float, result: str = "fixed") -> None:
        async with web.browse(app, "admin", tenant="east") as client:
            order = await assigned(client, field, address=address)
            clock.pass_time(timedelta(hours=hours))
        async with web.browse(app, "admin", tenant="east") as client:
            assert (await act(client, order, "complete", result_code=result)).status_code == 200

    await close("天宁区1号", 2)
    await close("天宁区1号", 3)  # the same fault again
    await close("天宁区2号", 25)  # late
    await close("天宁区3号", 2, "not-fixed")
    async with web.browse(app, "admin", tenant="east") as client:
        await opened(client, address="天宁区4号")
        asked = {"from": "2026-03-02", "to": "2026-03-09"}
        report = (await client.get("/api/figures/work-orders", params=asked)).json()
        total = {
            "opened": 5, "closed": 4, "repeat_rate_pct": 25.0, "first_time_fixed_pct": 25.0,
            "on_time_pct": 75.0, "average_hours": 8.0,
        }  # fmt: skip
        assert report["total"] == total
        assert [(row["id"], row["opened"], row["closed"]) for row in report["rows"]] == [
            (str(field.crews["tianning"]), 4, 4),
            (None, 1, 0),
        ]
        by_area = (await client.get("/api/figures/work-orders", params=asked | {"by": "area"})).json()
        assert [(row["id"], row["text"]["en"], row["closed"]) for row in by_area["rows"]] == [
            (str(field.areas["tianning"]), "tianning", 4)
        ]
        together = (await client.get("/api/figures/work-orders", params=asked | {"by": "all"})).json()
        assert (together["rows"], together["total"]) == ([], total)
        empty = {"from": "2026-04-01", "to": "2026-04-02"}
        assert (await client.get("/api/figures/work-orders", params=empty)).json()["total"]["on_time_pct"] is None
        backwards = {"from": "2026-04-02", "to": "2026-04-01"}
        answer = await client.get("/api/figures/work-orders", params=backwards)
        assert problem(answer) == (422, "invalid-input")
        today = (await client.get("/api/figures/work-orders", params={"span": "week"})).json()
        assert (today["to"], today["total"]["closed"]) == (f"{clock().date() + timedelta(days=1)}", 4)
        assert problem(await client.get("/api/figures/work-orders")) == (422, "invalid-input")
        await check_export(client, asked)
    assert [action for action, kind in await audited(superuser) if kind == "work_order"] == [
        "work-order-figures-exported"
    ] * 2
    async with web.browse(app, "cz", tenant="east") as city:
        assert problem(await city.get("/api/figures/work-orders", params=asked)) == (403, "forbidden")
        assert problem(await city.get("/api/figures/work-orders/export", params=asked)) == (403, "forbidden")
