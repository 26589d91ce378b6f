"""An operator's areas, crews and settings in a test's database, and an application that serves them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity import service as identity
from kefu.kernel.ids import AreaId, CrewId, CustomerId, PersonId
from kefu.platform.blobs import BlobStore
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from kefu.workorders.http import router
from kefu.workorders.model.organisation import Area, Crew, Member
from kefu.workorders.model.settings import Choice, ChoiceKind, Level, OrderType, Severity, Whom
from kefu.workorders.rules.life import DEFAULT
from kefu.workorders.service import organisation as organisation_service
from kefu.workorders.service import settings as settings_service

from . import web
from .organisation import NOW, PASSWORD, Organisation, add_person

SETTINGS = (
    OrderType(code="repair", text={"zh-CN": "维修", "en": "Repair"}, lifecycle=DEFAULT, form_code="repair-done"),
    Severity(
        code="urgent",
        text={"zh-CN": "紧急", "en": "Urgent"},
        within_min=24 * 60,
        accept_within_min=30,
        ladder=(Level(after_min=0, whom=Whom.CREW_LEAD), Level(after_min=120, whom=Whom.MANAGER)),
    ),
    Severity(code="ordinary", text={"zh-CN": "一般", "en": "Ordinary"}, within_min=48 * 60),
    Choice(kind=ChoiceKind.RESULT, code="fixed", text={"zh-CN": "已修复", "en": "Fixed"}, is_fixed=True),
    Choice(kind=ChoiceKind.RESULT, code="not-fixed", text={"zh-CN": "未修复", "en": "Not fixed"}, position=1),
    Choice(kind=ChoiceKind.CAUSE, code="cable", text={"zh-CN": "线缆", "en": "Cable"}),
    Choice(kind=ChoiceKind.PART, code="connector", text={"zh-CN": "接头", "en": "Connector"}),
)
SQUARE = {"type": "Polygon", "coordinates": [[[119.9, 31.7], [120.0, 31.7], [120.0, 31.8], [119.9, 31.7]]]}
PHONES = {"li": "+8613861230001", "wang": "+8613861230002", "zhao": ""}


@dataclass(slots=True)
class Field:
    """Who works where: Changzhou with two districts, Suzhou with one; "mute" is a crew without a telephone."""

    organisation: Organisation
    areas: dict[str, AreaId] = field(default_factory=dict)
    crews: dict[str, CrewId] = field(default_factory=dict)
    people: dict[str, PersonId] = field(default_factory=dict)


async def settle(database: Database, made: Organisation) -> Field:
    """Give an organisation settings, areas, crews and people: dispatchers hq and cz, repairmen li, wang and zhao."""
    out = Field(made)
    async with database.transaction(made.scope) as session:
        await settings_service.define(session, tenant_id=made.tenant_id, settings=SETTINGS)
        for role, permissions in (
            ("dispatcher", {"workorder.view", "workorder.dispatch"}),
            ("repairman", {"field.use"}),
        ):
            made.roles[role] = await identity.create_role(
                session, tenant_id=made.tenant_id, code=role, name=role, permissions=permissions, now=NOW
            )
        changzhou, suzhou = [made.networks["changzhou"]], [made.networks["suzhou"]]
        await add_person(session, made, "hq", role="dispatcher")
        await add_person(session, made, "cz", role="dispatcher", networks=changzhou)
        for login, networks in (("li", changzhou), ("wang", changzhou), ("zhao", suzhou)):
            out.people[login] = await add_person(session, made, login, role="repairman", networks=networks)
        for code, network, phone, logins in (
            ("tianning", changzhou[0], "+8613861239999", ("li", "wang")),
            ("mute", suzhou[0], "", ("zhao",)),
        ):
            out.crews[code] = CrewId(new_id())
            members = tuple(
                Member(person_id=out.people[login], phone=PHONES[login], skills=frozenset({"repair"}))
                for login in logins
            )
            out.areas[code] = AreaId(new_id())
            crew = Crew(
                crew_id=out.crews[code],
                code=code,
                text={"zh-CN": code, "en": code},
                local_network_id=network,
                phone=phone,
                lead_id=out.people[logins[0]],
                members=members,
            )
            area = Area(
                area_id=out.areas[code],
                code=code,
                text={"zh-CN": code, "en": code},
                local_network_id=network,
                district_path={"tianning": "常州/天宁区", "mute": "苏州/姑苏区"}[code],
                address_fragments=("翠竹新村",) if code == "tianning" else (),
                crew_id=out.crews[code],
                polygon=SQUARE,
            )
            await organisation_service.set_up(session, tenant_id=made.tenant_id, crew=crew, areas=(area,))
    return out


async def nobody(session: AsyncSession, *, customer_id: CustomerId) -> None:
    """Know no customer."""


def make_app(database: Database, clock: web.Wristwatch, blobs: Path | None = None) -> FastAPI:
    """Build an application of work orders."""
    app = web.make_app(database, router, clock=clock)
    app.state.order_contacts = nobody
    if blobs is not None:
        app.state.blobs = BlobStore(blobs)
    return app


@asynccontextmanager
async def in_field(app: FastAPI, login: str, *, tenant: str = "east") -> AsyncIterator[httpx.AsyncClient]:
    """Open a repairman's telephone."""
    async with web.browse(app, address="127.0.0.9") as client:
        body = {"tenant": tenant, "login": login, "password": PASSWORD, "device": "field"}
        answer = await client.post("/api/session", json=body)
        answer.raise_for_status()
        client.headers["x-csrf-token"] = answer.json()["csrf_token"]
        yield client


def new(**changes: Any) -> dict[str, Any]:
    """Describe an order in Tianning as the screen does."""
    body = {
        "type_code": "repair",
        "severity_code": "urgent",
        "address": "常州市天宁区翠竹新村12号3幢2单元501室",
        "district_path": "常州/天宁区",
        "contact_name": "王芳",
        "contact_phone": "13812342246",
        "description": "无信号",
    }
    return body | changes


async def opened(client: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    """Open an order; return it."""
    answer = await client.post("/api/work-orders", json=new(**changes))
    assert answer.status_code == 201, answer.text
    order: dict[str, Any] = answer.json()["order"]
    return order


async def act(client: httpx.AsyncClient, order: dict[str, Any], action: str, **detail: Any) -> httpx.Response:
    """Take a step with an order as it was read."""
    body = {"action": action, "version": order["version"]} | detail
    return await client.post(f"/api/work-orders/{order['work_order_id']}/actions", json=body)


async def assigned(client: httpx.AsyncClient, field_: Field, **changes: Any) -> dict[str, Any]:
    """Open an order and give it to li."""
    order = await opened(client, **changes)
    detail = {"crew_id": str(field_.crews["tianning"]), "person_id": str(field_.people["li"])}
    answer = await act(client, order, "assign", **detail)
    assert answer.status_code == 200, answer.text
    done: dict[str, Any] = answer.json()["order"]
    return done


def step(order: dict[str, Any], action: str, key: str, **detail: Any) -> dict[str, Any]:
    """Describe a step as a telephone sends it."""
    return {
        "key": key,
        "work_order_id": order["work_order_id"],
        "action": action,
        "client_at": NOW.isoformat(),
        "base_version": order["version"],
        "detail": detail,
    }


async def send(client: httpx.AsyncClient, *steps: dict[str, Any]) -> list[dict[str, Any]]:
    """Send steps from a telephone; return the answers."""
    answer = await client.post("/api/field/actions", json={"actions": list(steps)})
    assert answer.status_code == 200, answer.text
    answers: list[dict[str, Any]] = answer.json()
    return answers


def uuid_of(order: dict[str, Any]) -> UUID:
    """Return an order's id."""
    return UUID(order["work_order_id"])
