"""Targets are set by who may, since a day; what held before holds again when one is taken back."""

from typing import Any

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from kefu.insight.targets import http as targets_http
from kefu.platform.db import Database
from support import web
from support.figures import MORNING
from support.organisation import Organisation

Tenants = tuple[Organisation, Organisation]
OURS = {
    "measure": "service_level_4",
    "within_s": 15,
    "goal": 85.0,
    "since": "2026-03-01",
    "source": "省公司 2026-12 号文",
}


@pytest.fixture
def app(database: Database, two_tenants: Tenants) -> FastAPI:
    return web.make_app(database, targets_http.router, clock=web.Wristwatch(MORNING))


async def service_level(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get("/api/figures/targets")
    assert answer.status_code == 200, answer.text
    found: dict[str, dict[str, Any]] = {each["topic"]: each for each in answer.json()}
    assert found["handle_time"]["holds"] is None
    return found["service_level"]


async def test_a_target_holds_from_its_day(app: FastAPI, superuser: asyncpg.Connection) -> None:
    async with web.browse(app, "admin", tenant="east") as client:
        before = await service_level(client)
        assert (before["holds"]["measure"], before["holds"]["is_template"]) == ("service_level_2", True)
        assert before["holds"]["source"] == {"zh-CN": "行业惯例", "en": "Industry practice"}
        for body in (OURS, OURS | {"goal": 86}, OURS | {"goal": 95, "since": "2026-04-01"}):
            answer = await client.put("/api/figures/targets/service_level", json=body)
            assert answer.status_code == 204, answer.text
        found = await service_level(client)
        assert (found["holds"]["goal"], found["holds"]["is_template"]) == (86, False)
        assert found["holds"]["source"] == OURS["source"]
        assert [each["since"] for each in found["history"]] == ["2026-04-01", "2026-03-01"]
        for status in (204, 404):
            gone = await client.delete("/api/figures/targets/service_level/2026-03-01")
            assert gone.status_code == status
        assert (await service_level(client))["holds"]["is_template"]
    told = await superuser.fetch("SELECT action FROM audit_entry WHERE subject_kind = 'target' ORDER BY seq")
    assert [row["action"] for row in told] == ["target-set"] * 3 + ["target-removed"]


async def test_what_makes_no_sense_changes_nothing(app: FastAPI) -> None:
    async with web.browse(app, "admin", tenant="east") as client:
        answer = await client.put("/api/figures/targets/service_level", json=OURS | {"within_s": 16})
        assert (answer.status_code, answer.json()["code"]) == (422, "target-invalid")
        assert [each["field"] for each in answer.json()["errors"]] == ["within_s"]
        unknown = await client.put("/api/figures/targets/service_level", json=OURS | {"measure": "happiness"})
        assert (unknown.status_code, unknown.json()["errors"][0]["field"]) == (422, "measure")
        words = {"zh-CN": "省公司", "en": "Province"}
        for source in (words, "  "):
            unsaid = await client.put("/api/figures/targets/service_level", json=OURS | {"source": source})
            assert unsaid.status_code == 422
        assert (await service_level(client))["history"] == []


async def test_who_may_not(app: FastAPI) -> None:
    async with web.browse(app, "agent", tenant="east") as client:
        for answer in (
            await client.get("/api/figures/targets"),
            await client.put("/api/figures/targets/service_level", json=OURS),
            await client.delete("/api/figures/targets/service_level/2026-03-01"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    async with web.browse(app, "admin", tenant="west") as client:
        await client.put("/api/figures/targets/service_level", json=OURS)
    async with web.browse(app, "admin", tenant="east") as client:
        assert (await service_level(client))["history"] == []
