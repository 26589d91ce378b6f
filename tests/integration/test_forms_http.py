"""Administrators write forms and publish them, everybody reads what is live; whoever else tries changes nothing."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.forms import http, service
from kefu.forms.events import FormPublished
from kefu.forms.model import Purpose
from kefu.forms.service import Editor
from kefu.identity import service as identity
from kefu.identity.tables import AuditEntryRow
from kefu.kernel.instant import to_ms
from kefu.platform.db import Database
from kefu_lab.seed.forms import FORMS, publish_forms
from support import organisation, web
from support.forms import definition, document, item
from support.organisation import NOW, Organisation

NAME = {"zh-CN": "报修 𠮷", "en": "Repair report"}
GOOD = document(item("fault", "single", is_required=True), item("note", label={"zh-CN": "说明 𠮷", "en": "Note 😀"}))
BETTER = document(item("fault", "single", is_required=True))
UNFINISHED = document(item("fault", "single", options=[]))


@dataclass
class Admin:
    """A browser."""

    client: httpx.AsyncClient
    watch: web.Wristwatch

    async def send(self, method: str, path: str, body: Any = None, *, expect: int = 200) -> Any:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = await self.client.request(
            method, f"/api/forms{path}", content=content, headers={"content-type": "application/json"}
        )
        assert answer.status_code == expect, answer.text
        return answer.json() if answer.content else None

    async def create(self, code: str = "repair", *, expect: int = 201, **more: Any) -> Any:
        return await self.send("POST", "", {"code": code, "name": NAME, "purpose": "ticket", **more}, expect=expect)

    async def save(self, whole: Any, base: int, *, expect: int = 200, code: str = "repair") -> Any:
        return await self.send("PUT", f"/{code}/draft?base_version={base}", whole, expect=expect)

    async def publish(self, base: int, *, expect: int = 201, note: str = "") -> Any:
        return await self.send("POST", "/repair/versions", {"base_version": base, "note": note}, expect=expect)


@asynccontextmanager
async def log_in(database: Database, login: str, tenant: str = "east") -> AsyncIterator[Admin]:
    watch = web.Wristwatch()
    async with web.browse(web.make_app(database, http.router, clock=watch), login, tenant=tenant) as client:
        yield Admin(client, watch)


@pytest.fixture
def east(two_tenants: tuple[Organisation, Organisation]) -> Organisation:
    return two_tenants[0]


@pytest_asyncio.fixture
async def admin(database: Database, east: Organisation) -> AsyncIterator[Admin]:
    """Log the administrator of "east" in."""
    async with log_in(database, "admin") as opened:
        yield opened


async def audit(database: Database, tenant: Organisation) -> list[tuple[str, dict[str, Any]]]:
    """Return what was done to forms."""
    rows = select(AuditEntryRow).where(AuditEntryRow.subject_kind == "form").order_by(AuditEntryRow.seq)
    async with database.transaction(tenant.scope) as session:
        return [(row.action, row.detail) for row in await session.scalars(rows)]


# -- the life of a form ------------------------------------------------------------------------------------------------


async def test_a_form_is_written_published_and_read_by_everybody(
    admin: Admin, database: Database, east: Organisation
) -> None:
    made = await admin.create()
    assert (made["form"]["draft_version"], made["form"]["live_version"], made["form"]["is_draft_new"]) == (1, 0, True)
    assert [each["code"] for each in made["problems"]] == ["no-questions"]
    assert await admin.save(GOOD, 1) == {"draft_version": 2, "problems": []}
    assert await admin.publish(2, note="first") == {"version": 1}

    async with log_in(database, "agent") as agent:
        read = await agent.send("GET", "/repair/versions/published")
        assert await agent.send("GET", "/repair/versions/1") == read
    assert (read["version"], read["purpose"], read["name"], read["definition"]) == (1, "ticket", NAME, GOOD)
    [form] = await admin.send("GET", "?purpose=ticket")
    assert (form["live_version"], form["is_draft_new"], form["changed_by_name"]) == (1, False, "Admin")
    assert await admin.send("GET", "?purpose=survey") == []
    assert await audit(database, east) == [
        ("form-created", {"code": "repair", "purpose": "ticket"}),
        ("form-published", {"version": 1}),
    ]


async def test_an_earlier_version_comes_back_through_the_draft(admin: Admin) -> None:
    await admin.create()
    await admin.save(GOOD, 1)
    await admin.publish(2, note="first")
    await admin.save(BETTER, 2)
    assert await admin.publish(3, note="second") == {"version": 2}

    back = await admin.send("POST", "/repair/draft/roll-back", {"base_version": 3, "version": 1})
    assert (back["definition"], back["form"]["draft_version"], back["form"]["is_draft_new"]) == (GOOD, 4, True)
    assert (await admin.send("GET", "/repair/versions/published"))["definition"] == BETTER
    assert await admin.publish(4) == {"version": 3}
    versions = await admin.send("GET", "/repair/versions")
    assert [(each["version"], each["note"], each["published_by_name"]) for each in versions] == [
        (3, "", "Admin"),
        (2, "second", "Admin"),
        (1, "first", "Admin"),
    ]
    assert versions[0]["published_at_ms"] == to_ms(NOW)


async def test_who_saves_late_is_shown_what_the_other_has_written(admin: Admin) -> None:
    await admin.create()
    await admin.save(GOOD, 1)
    refused = await admin.save(BETTER, 1, expect=409)
    assert refused["code"] == "form-changed"
    facts = refused["facts"]
    assert (facts["draft_version"], facts["draft"], facts["changed_by_name"]) == (2, GOOD, "Admin")
    assert (await admin.send("GET", "/repair"))["definition"] == GOOD
    assert (await admin.publish(1, expect=409))["code"] == "form-changed"


async def test_a_form_with_problems_is_saved_but_not_published(admin: Admin) -> None:
    await admin.create()
    saved = await admin.save(UNFINISHED, 1)
    assert saved["problems"] == [{"field": "items.fault", "code": "options-missing", "detail": "", "facts": {}}]
    refused = await admin.publish(2, expect=422)
    assert (refused["code"], refused["errors"]) == ("form-has-problems", saved["problems"])
    assert (await admin.send("GET", "/repair/versions/published", expect=404))["code"] == "form-not-found"
    assert await admin.send("POST", "/problems", UNFINISHED) == {"problems": saved["problems"]}


async def test_nothing_new_is_not_published(admin: Admin) -> None:
    await admin.create()
    await admin.save(GOOD, 1)
    await admin.publish(2)
    assert (await admin.publish(2, expect=409))["code"] == "form-unchanged"
    await admin.save(GOOD, 2)
    assert (await admin.publish(3, expect=409))["code"] == "form-unchanged"
    assert len(await admin.send("GET", "/repair/versions")) == 1


async def test_an_archived_form_is_not_filled_in_any_more_but_its_answers_stay_readable(
    admin: Admin, database: Database, east: Organisation
) -> None:
    await admin.create()
    await admin.save(GOOD, 1)
    await admin.publish(2)
    await admin.send("PUT", "/repair/archived", {"is_archived": True}, expect=204)
    await admin.send("PUT", "/repair/archived", {"is_archived": True}, expect=204)
    assert (await admin.send("GET", "/repair/versions/published", expect=404))["code"] == "form-not-found"
    assert (await admin.send("GET", "/repair/versions/1"))["definition"] == GOOD
    assert (await admin.save(BETTER, 2, expect=409))["code"] == "form-archived"
    assert [each["archived_at_ms"] for each in await admin.send("GET", "")] == [to_ms(NOW)]
    await admin.send("PUT", "/repair/archived", {"is_archived": False}, expect=204)
    await admin.save(BETTER, 2)
    assert [action for action, _ in await audit(database, east)] == [
        "form-created",
        "form-published",
        "form-archived",
        "form-taken-back",
        "form-draft-saved",
    ]


async def test_a_form_is_renamed_and_copied(admin: Admin) -> None:
    await admin.create()
    await admin.save(GOOD, 1)
    renamed = await admin.send(
        "PUT", "/repair?base_version=2", {"name": {"zh-CN": "满意", "en": "Content"}, "purpose": "survey"}
    )
    assert (renamed["name"], renamed["purpose"]) == ({"zh-CN": "满意", "en": "Content"}, "survey")
    assert (renamed["code"], renamed["draft_version"]) == ("repair", 3)
    assert (await admin.create("second", copy_of="repair"))["definition"] == GOOD
    assert (await admin.create("second", expect=409))["code"] == "form-code-taken"
    assert (await admin.create("third", copy_of="fourth", expect=404))["code"] == "form-not-found"


async def test_many_saves_of_one_sitting_are_one_entry_of_the_audit(
    admin: Admin, database: Database, east: Organisation
) -> None:
    await admin.create()
    for base in range(1, 5):
        await admin.save(GOOD if base % 2 else BETTER, base)
    admin.watch.pass_time(timedelta(minutes=11))
    await admin.save(GOOD, 5)
    await admin.save(BETTER, 6)
    assert [action for action, _ in await audit(database, east)] == ["form-created", "form-draft-saved"]


async def test_a_published_version_never_changes(database: Database, east: Organisation, admin: Admin) -> None:
    await admin.create()
    await admin.save(GOOD, 1)
    await admin.publish(2)

    async def change() -> None:
        async with database.transaction(east.scope) as session:
            await session.execute(text("UPDATE form_version SET note = 'other'"))

    with pytest.raises(DBAPIError, match="permission denied"):
        await change()


async def test_publishing_is_told_in_its_transaction(database: Database, east: Organisation) -> None:
    told: list[FormPublished] = []

    async def hear(session: AsyncSession, event: FormPublished) -> None:
        told.append(event)

    database.subscriptions.on(FormPublished, hear)
    editor = Editor(tenant_id=east.tenant_id)
    async with database.transaction(east.scope) as session:
        form_id = await service.create(
            session,
            editor=editor,
            code="visit",
            purpose=Purpose.SURVEY,
            name=NAME,
            definition=definition(item("ok", "single")),
            now=NOW,
        )
        assert await service.published(session, code="visit") is None
        await service.publish(session, editor=editor, code="visit", base_version=1, note="", now=NOW)
        live = await service.published(session, code="visit")
    assert told == [
        FormPublished(
            tenant_id=east.tenant_id, at=NOW, form_id=form_id, code="visit", purpose=Purpose.SURVEY, version=1
        )
    ]
    assert live is not None
    assert (live.version, live.definition) == (1, definition(item("ok", "single")))


# -- what is not let in ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "form-not-json"),
        (b'{"format": 1, "format": 1}', 422, "form-not-json"),
        (b'{"sections": [{"code": "a", "title": {"en": "\\ud800"}}]}', 422, "form-not-json"),
        (b'{"sections": 7}', 422, "form-malformed"),
        (b'{"sections": [], "colour": "red"}', 422, "form-malformed"),
        (b"[" * 200_000, 422, "form-not-json"),
        (b" " * 300_000, 413, "body-too-large"),
    ],
)
async def test_what_is_no_definition_is_refused(admin: Admin, body: bytes, status: int, code: str) -> None:
    await admin.create()
    assert (await admin.save(body, 1, expect=status))["code"] == code
    assert (await admin.send("GET", "/repair"))["form"]["draft_version"] == 1


CHANGES = [
    ("GET", "", None),
    ("POST", "", {"code": "other", "name": NAME, "purpose": "ticket"}),
    ("GET", "/repair", None),
    ("PUT", "/repair?base_version=2", {"name": NAME, "purpose": "survey"}),
    ("PUT", "/repair/draft?base_version=2", BETTER),
    ("POST", "/repair/draft/roll-back", {"base_version": 2, "version": 1}),
    ("PUT", "/repair/archived", {"is_archived": True}),
    ("GET", "/repair/versions", None),
    ("POST", "/repair/versions", {"base_version": 2}),
    ("POST", "/problems", GOOD),
]


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
async def test_who_may_not_changes_nothing(
    admin: Admin, database: Database, east: Organisation, method: str, path: str, body: Any
) -> None:
    await admin.create()
    await admin.save(GOOD, 1)
    before = await admin.send("GET", ""), await admin.send("GET", "/repair"), await audit(database, east)
    async with log_in(database, "agent") as agent:
        assert (await agent.send(method, path, body, expect=403))["code"] == "forbidden"
    async with web.browse(web.make_app(database, http.router)) as nobody:
        answer = await nobody.request(method, f"/api/forms{path}", json=body)
        assert answer.status_code == 401
    after = await admin.send("GET", ""), await admin.send("GET", "/repair"), await audit(database, east)
    assert after == before


async def test_who_administers_one_city_only_edits_nothing(
    admin: Admin, database: Database, east: Organisation
) -> None:
    await admin.create()
    async with database.transaction(east.scope) as session:
        east.roles["city-service"] = await identity.create_role(
            session, tenant_id=east.tenant_id, code="cs", name="cs", permissions={service.PERMISSION}, now=NOW
        )
        await organisation.add_person(
            session, east, "mayor", role="city-service", networks=[east.networks["changzhou"]]
        )
    async with log_in(database, "mayor") as mayor:
        assert (await mayor.save(GOOD, 1, expect=403))["code"] == "forbidden"
    assert (await admin.send("GET", "/repair"))["form"]["draft_version"] == 1


@pytest.mark.parametrize("path", ["/repair", "/repair/versions", "/repair/versions/1", "/repair/versions/published"])
async def test_another_tenant_sees_nothing(admin: Admin, database: Database, path: str) -> None:
    await admin.create()
    await admin.save(GOOD, 1)
    await admin.publish(2)
    async with log_in(database, "admin", "west") as other:
        assert (await other.send("GET", path, expect=404))["code"] == "form-not-found"
        assert await other.send("GET", "") == []
        assert (await other.save(BETTER, 2, expect=404))["code"] == "form-not-found"
        await other.create()
    assert (await admin.send("GET", "/repair"))["definition"] == GOOD


async def test_the_demonstration_begins_with_its_forms_published(
    admin: Admin, database: Database, east: Organisation
) -> None:
    async with database.transaction(east.scope) as session:
        await publish_forms(session, east.tenant_id, now=NOW)
    listed = await admin.send("GET", "")
    assert {form["code"] for form in listed} == set(FORMS)
    assert all(form["live_version"] == 1 and not form["is_draft_new"] for form in listed)
