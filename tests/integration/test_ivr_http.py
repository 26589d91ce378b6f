"""Administrators write flows, publish them and give them numbers; whoever else tries changes nothing."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
import pytest_asyncio
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.identity import service as identity
from kefu.identity.tables import AuditEntryRow
from kefu.ivr import http, service
from kefu.ivr.library import LiveFlows, Surroundings
from kefu.ivr.model import Text
from kefu.ivr.parsing import flow_json, parse_flow
from kefu.ivr.service import Editor
from kefu.kernel.ids import TenantId
from kefu.kernel.instant import to_ms
from kefu.platform.db import Database
from support import organisation, web
from support.ivr import AROUND, document, node
from support.organisation import NOW, Organisation

NAME = {"zh-CN": "主流程", "en": "Main"}
GOOD = document({"start": node("play", {"next": "end"}, media=["hello"])})
BETTER = document({"start": node("play", {"next": "end"}, media=["menu"])})
UNFINISHED = document({"start": node("play", {}, media=["hello"])})
NOBODY = "01900000-0000-7000-8000-000000000000"


async def look_around(_: AsyncSession) -> Surroundings:
    return AROUND


@dataclass
class Admin:
    """The administrator's browser, and what the real-time core was told."""

    client: httpx.AsyncClient
    told: list[TenantId]

    async def send(self, method: str, path: str, body: Any = None, *, expect: int = 200) -> Any:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = await self.client.request(
            method, f"/api/ivr{path}", content=content, headers={"content-type": "application/json"}
        )
        assert answer.status_code == expect, answer.text
        return answer.json() if answer.content else None

    async def flow(self, code: str = "main") -> str:
        flow_id: str = (await self.send("POST", "/flows", {"code": code, "name": NAME}, expect=201))["flow_id"]
        return flow_id

    async def save(self, flow_id: str, whole: Any, *, base: int = 0, expect: int = 201) -> Any:
        return await self.send("POST", f"/flows/{flow_id}/versions?base_version={base}&note=x", whole, expect=expect)

    async def publish(self, flow_id: str, version: int, *, expect: int = 204) -> Any:
        return await self.send("PUT", f"/flows/{flow_id}/live", {"version": version}, expect=expect)


@asynccontextmanager
async def log_in(database: Database, login: str, tenant: str) -> AsyncIterator[Admin]:
    """Open a browser on an application of identity and IVR."""
    told: list[TenantId] = []
    app = web.make_app(database, http.router)
    app.state.ivr_surroundings, app.state.on_ivr_changed = look_around, told.append
    async with web.browse(app, login, tenant=tenant) as client:
        yield Admin(client, told)


@pytest.fixture
def east(two_tenants: tuple[Organisation, Organisation]) -> Organisation:
    return two_tenants[0]


@pytest_asyncio.fixture
async def admin(database: Database, east: Organisation) -> AsyncIterator[Admin]:
    """Log the administrator of "east" in."""
    async with log_in(database, "admin", "east") as opened:
        yield opened


async def live(database: Database, tenant: Organisation) -> LiveFlows:
    async with database.transaction(tenant.scope) as session:
        return await service.load_live(session)


async def audit(database: Database, tenant: Organisation) -> list[tuple[str, str, dict[str, Any]]]:
    """Return what was done to flows and numbers."""
    rows = (
        select(AuditEntryRow)
        .where(AuditEntryRow.subject_kind.in_(["ivr_flow", "dialled_number"]))
        .order_by(AuditEntryRow.seq)
    )
    async with database.transaction(tenant.scope) as session:
        return [(row.action, row.actor_name, row.detail) for row in await session.scalars(rows)]


# -- the life of a flow ------------------------------------------------------------------------------------------------


async def test_a_flow_is_written_published_and_answers_its_number(
    admin: Admin, database: Database, east: Organisation
) -> None:
    flow_id = await admin.flow()
    assert await admin.save(flow_id, GOOD) == {"version": 1, "problems": []}
    assert (await live(database, east)).flows == {}
    await admin.publish(flow_id, 1)
    await admin.send("PUT", "/numbers/96296", {"flow_id": flow_id}, expect=204)

    heard = await live(database, east)
    assert heard.flows == {UUID(flow_id): parse_flow(json.dumps(GOOD))}
    assert heard.numbers == {"96296": UUID(flow_id)}
    assert admin.told == [east.tenant_id, east.tenant_id]
    assert await admin.send("GET", "/numbers") == [{"number": "96296", "flow_id": flow_id}]
    assert await admin.send("GET", "/flows") == [
        {"flow_id": flow_id, "code": "main", "name": NAME, "live_version": 1, "latest_version": 1}
    ]
    assert await admin.send("GET", f"/flows/{flow_id}") == {
        "flow_id": flow_id,
        "code": "main",
        "name": NAME,
        "live_version": 1,
        "latest_version": 1,
        "versions": [{"version": 1, "note": "x", "created_by": str(east.people["admin"]), "created_at_ms": to_ms(NOW)}],
    }
    assert await audit(database, east) == [
        ("ivr-flow-created", "admin", {"code": "main"}),
        ("ivr-flow-saved", "admin", {"version": 1}),
        ("ivr-flow-published", "admin", {"version": 1}),
        ("dialled-number-set", "admin", {"number": "96296"}),
    ]


async def test_a_document_comes_back_with_its_defaults(admin: Admin) -> None:
    flow_id = await admin.flow()
    await admin.save(flow_id, GOOD)
    document = await admin.send("GET", f"/flows/{flow_id}/versions/1")
    assert document == flow_json(parse_flow(json.dumps(GOOD)))
    assert await admin.save(flow_id, document, base=1) == {"version": 2, "problems": []}


async def test_an_unfinished_flow_is_saved_with_its_problems_but_not_published(
    admin: Admin, database: Database, east: Organisation
) -> None:
    flow_id = await admin.flow()
    await admin.save(flow_id, GOOD)
    await admin.publish(flow_id, 1)
    problem = {
        "field": "nodes.start",
        "code": "exit-unconnected",
        "detail": "the exit next leads nowhere",
        "facts": {"exit": "next"},
    }
    unreachable = {"field": "nodes.end", "code": "node-unreachable", "detail": "no way leads here", "facts": {}}
    assert await admin.send("POST", "/flows/validate", UNFINISHED) == {"problems": [unreachable, problem]}
    saved = await admin.save(flow_id, UNFINISHED, base=1)
    assert saved == {"version": 2, "problems": [unreachable, problem]}

    refused = await admin.publish(flow_id, 2, expect=422)
    assert (refused["code"], refused["errors"]) == ("flow-invalid", [unreachable, problem])
    assert list((await live(database, east)).flows.values()) == [parse_flow(json.dumps(GOOD))]
    assert admin.told == [east.tenant_id]


async def test_an_earlier_version_rolls_back(admin: Admin, database: Database, east: Organisation) -> None:
    flow_id = await admin.flow()
    await admin.save(flow_id, GOOD)
    await admin.save(flow_id, BETTER, base=1)
    for version, whole in ((2, BETTER), (1, GOOD)):
        await admin.publish(flow_id, version)
        assert list((await live(database, east)).flows.values()) == [parse_flow(json.dumps(whole))]
    assert [entry[2] for entry in await audit(database, east) if entry[0] == "ivr-flow-published"] == [
        {"version": 2},
        {"version": 1},
    ]


async def test_who_has_not_seen_the_latest_version_does_not_write_over_it(admin: Admin) -> None:
    flow_id = await admin.flow()
    await admin.save(flow_id, GOOD)
    late = await admin.save(flow_id, BETTER, base=0, expect=409)
    assert (late["code"], late["facts"]) == ("flow-changed", {"latest_version": 1})
    early = await admin.save(flow_id, BETTER, base=7, expect=409)
    assert early["code"] == "flow-changed"
    assert (await admin.send("GET", f"/flows/{flow_id}"))["latest_version"] == 1


async def test_codes_are_unique_in_a_tenant_only(admin: Admin, database: Database) -> None:
    await admin.flow()
    taken = await admin.send("POST", "/flows", {"code": "main", "name": NAME}, expect=409)
    assert (taken["code"], taken["facts"]) == ("flow-code-taken", {"code": "main"})
    async with log_in(database, "admin", "west") as other:
        await other.flow()


async def test_a_number_changes_its_flow_and_goes(admin: Admin, database: Database, east: Organisation) -> None:
    one, two = await admin.flow("one"), await admin.flow("two")
    await admin.send("PUT", "/numbers/+86519", {"flow_id": one}, expect=204)
    await admin.send("PUT", "/numbers/+86519", {"flow_id": two}, expect=204)
    assert await admin.send("GET", "/numbers") == [{"number": "+86519", "flow_id": two}]
    await admin.send("DELETE", "/numbers/+86519", expect=204)
    assert await admin.send("GET", "/numbers") == []
    assert (await audit(database, east))[-1] == ("dialled-number-removed", "admin", {})
    gone = await admin.send("DELETE", "/numbers/+86519", expect=404)
    assert gone["code"] == "dialled-number-not-found"


# -- bad input ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/flows/validate", f"/flows/{NOBODY}/versions?base_version=0"])
@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "flow-not-json"),
        (b"{", 422, "flow-not-json"),
        (b"\xff", 422, "flow-not-json"),
        (b"[" * 200_000, 422, "flow-not-json"),
        (b'{"format": 1, "format": 1}', 422, "flow-not-json"),
        (b'{"a": "\\ud800"}', 422, "flow-not-json"),
        (b"{}", 422, "flow-malformed"),
        (b"null", 422, "flow-malformed"),
        (b'"' + b"x" * 300_000 + b'"', 413, "body-too-large"),
    ],
)
async def test_what_is_no_flow_is_refused_with_a_code(
    admin: Admin, path: str, body: bytes, status: int, code: str
) -> None:
    problem = await admin.send("POST", path, body, expect=status)
    assert problem["code"] == code


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", f"/flows/{NOBODY}", None, 404, "flow-not-found"),
        ("GET", f"/flows/{NOBODY}/versions/1", None, 404, "flow-not-found"),
        ("GET", f"/flows/{NOBODY}/versions/99999999999999999999", None, 422, "invalid-input"),
        ("GET", "/flows/x", None, 422, "invalid-input"),
        ("PUT", f"/flows/{NOBODY}/live", {"version": 1}, 404, "flow-not-found"),
        ("POST", f"/flows/{NOBODY}/versions?base_version=0", GOOD, 404, "flow-not-found"),
        ("POST", f"/flows/{NOBODY}/versions", GOOD, 422, "invalid-input"),
        ("PUT", "/numbers/96296", {"flow_id": NOBODY}, 404, "flow-not-found"),
        ("PUT", "/numbers/96-296", {"flow_id": NOBODY}, 422, "invalid-input"),
        ("PUT", "/numbers/" + "1" * 21, {"flow_id": NOBODY}, 422, "invalid-input"),
        ("POST", "/flows", {"code": "Main!", "name": NAME}, 422, "invalid-input"),
        ("POST", "/flows", {"code": "main", "name": {"en": "x"}}, 422, "invalid-input"),
        ("POST", "/flows", b"[" * 200_000, 400, "bad-request"),
    ],
)
async def test_other_bad_input(
    admin: Admin, database: Database, east: Organisation, method: str, path: str, body: Any, status: int, code: str
) -> None:
    problem = await admin.send(method, path, body, expect=status)
    assert problem["code"] == code
    assert await audit(database, east) == []


async def test_publishing_needs_a_saved_version(admin: Admin) -> None:
    flow_id = await admin.flow()
    for version in (0, 1):
        assert (await admin.publish(flow_id, version, expect=404))["code"] == "flow-not-found"


# -- walls -------------------------------------------------------------------------------------------------------------

REQUESTS = [
    ("GET", "/schema", None),
    ("GET", "/flows", None),
    ("POST", "/flows", {"code": "mine", "name": NAME}),
    ("POST", "/flows/validate", b"no flow at all"),
    ("GET", "/flows/{flow_id}", None),
    ("GET", "/flows/{flow_id}/versions/1", None),
    ("POST", "/flows/{flow_id}/versions?base_version=1", BETTER),
    ("PUT", "/flows/{flow_id}/live", {"version": 1}),
    ("GET", "/numbers", None),
    ("PUT", "/numbers/96296", {"flow_id": NOBODY}),
    ("DELETE", "/numbers/96296", None),
]


@pytest.mark.parametrize(("method", "path", "body"), REQUESTS)
async def test_without_the_permission_nothing_is_shown_or_changed(
    admin: Admin, database: Database, east: Organisation, method: str, path: str, body: Any
) -> None:
    flow_id = await admin.flow()
    await admin.save(flow_id, GOOD)
    await admin.publish(flow_id, 1)
    await admin.send("PUT", "/numbers/96296", {"flow_id": flow_id}, expect=204)
    before = await live(database, east), await audit(database, east)
    async with log_in(database, "agent", "east") as agent:
        problem = await agent.send(method, path.format(flow_id=flow_id), body, expect=403)
    assert (problem["code"], problem["facts"]) == ("forbidden", {"permission": "admin.ivr"})
    assert (await live(database, east), await audit(database, east)) == before
    assert agent.told == []


async def test_who_administers_one_city_reads_but_does_not_change_what_all_hear(
    admin: Admin, database: Database, east: Organisation
) -> None:
    async with database.transaction(east.scope) as session:
        east.roles["ivr"] = await identity.create_role(
            session, tenant_id=east.tenant_id, code="ivr", name="ivr", permissions={"admin.ivr"}, now=NOW
        )
        await organisation.add_person(session, east, "suzhou", role="ivr", networks=[east.networks["suzhou"]])
    flow_id = await admin.flow()
    async with log_in(database, "suzhou", "east") as local:
        assert len(await local.send("GET", "/flows")) == 1
        assert await local.send("POST", "/flows/validate", GOOD) == {"problems": []}
        assert (await local.save(flow_id, GOOD, expect=403))["code"] == "forbidden"
    assert (await admin.send("GET", f"/flows/{flow_id}"))["latest_version"] == 0


async def test_another_tenants_flows_do_not_exist(
    admin: Admin, database: Database, two_tenants: tuple[Organisation, Organisation]
) -> None:
    east, west = two_tenants
    flow_id = await admin.flow()
    await admin.save(flow_id, GOOD)
    await admin.publish(flow_id, 1)
    await admin.send("PUT", "/numbers/96296", {"flow_id": flow_id}, expect=204)
    async with log_in(database, "admin", "west") as other:
        assert await other.send("GET", "/flows") == []
        assert await other.send("GET", "/numbers") == []
        for method, path, body in REQUESTS:
            if "{flow_id}" in path:
                problem = await other.send(method, path.format(flow_id=flow_id), body, expect=404)
                assert problem["code"] == "flow-not-found"
        mine = await other.flow()
        assert (await other.send("PUT", "/numbers/96296", {"flow_id": flow_id}, expect=404))["code"] == "flow-not-found"
        taken = await other.send("PUT", "/numbers/96296", {"flow_id": mine}, expect=409)
        assert taken["code"] == "dialled-number-taken"
        assert (await other.send("DELETE", "/numbers/96296", expect=404))["code"] == "dialled-number-not-found"
    assert (await live(database, west)).flows == {}
    assert (await live(database, east)).numbers == {"96296": UUID(flow_id)}


@pytest.mark.parametrize("change", ["UPDATE ivr_flow_version SET note = 'y'", "DELETE FROM ivr_flow_version"])
async def test_versions_are_never_changed(admin: Admin, database: Database, east: Organisation, change: str) -> None:
    flow_id = await admin.flow()
    await admin.save(flow_id, GOOD)
    with pytest.raises(DBAPIError, match="permission denied"):
        async with database.transaction(east.scope) as session:
            await session.execute(text(change))
    assert (await admin.send("GET", f"/flows/{flow_id}"))["versions"][0]["note"] == "x"


# -- without a person, and across releases -----------------------------------------------------------------------------


async def test_a_new_tenant_is_given_its_flow_by_the_system(database: Database, east: Organisation) -> None:
    editor = Editor(tenant_id=east.tenant_id)
    async with database.transaction(east.scope) as session:
        name = Text(zh_cn="主流程", en="Main")
        flow_id = await service.create_flow(session, editor=editor, code="main", name=name, now=NOW)
        flow = parse_flow(json.dumps(GOOD))
        version = await service.save(
            session, editor=editor, flow_id=flow_id, base_version=0, flow=flow, note="", now=NOW
        )
        await service.publish(session, editor=editor, flow_id=flow_id, version=version, around=AROUND, now=NOW)
        await service.set_number(session, editor=editor, number="96296", flow_id=flow_id, now=NOW)
    assert await live(database, east) == LiveFlows(flows={flow_id: flow}, numbers={"96296": flow_id})
    assert {entry[1] for entry in await audit(database, east)} == {"system"}


async def test_a_flow_that_is_not_understood_any_more_is_left_out_and_the_others_stay(
    admin: Admin, database: Database, east: Organisation, superuser: asyncpg.Connection
) -> None:
    old, good = await admin.flow("old"), await admin.flow("good")
    for flow_id in (old, good):
        await admin.save(flow_id, GOOD)
        await admin.publish(flow_id, 1)
    await superuser.execute("ALTER TABLE ivr_flow_version DISABLE TRIGGER append_only")
    await superuser.execute(
        "UPDATE ivr_flow_version SET definition = definition || '{\"format\": 0}' WHERE flow_id = $1", UUID(old)
    )
    heard = await live(database, east)
    assert list(heard.flows) == [UUID(good)]
    assert (await admin.publish(old, 1, expect=422))["code"] == "flow-malformed"


async def test_the_schema_describes_flows(admin: Admin) -> None:
    assert set((await admin.send("GET", "/schema"))["required"]) == {"format", "language", "start", "nodes"}
