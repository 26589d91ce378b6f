"""An application in which people, roles, sites, groups and the audit are administered."""

from typing import Any

import asyncpg
import httpx
from fastapi import FastAPI

from kefu.identity import service
from kefu.identity.administration.events import OrganisationChanged
from kefu.identity.administration.http import router
from kefu.platform.db import Database
from support import web
from support.organisation import NOW, Organisation, add_person

_STATE = """
    SELECT 'person', to_jsonb(p) - 'password_hash' FROM person p UNION ALL SELECT 'password', to_jsonb(password_hash)
    FROM person UNION ALL SELECT 'given', to_jsonb(g) FROM person_role g UNION ALL SELECT 'agent', to_jsonb(a)
    FROM agent a UNION ALL SELECT 'role', to_jsonb(r) FROM role r UNION ALL SELECT 'site', to_jsonb(s) FROM site s
    UNION ALL SELECT 'group', to_jsonb(g) FROM agent_group g ORDER BY 1, 2
"""


def make_app(database: Database, told: list[OrganisationChanged], clock: web.Wristwatch | None = None) -> FastAPI:
    """Build the application; what the live centre would be told is appended to a list."""
    app = web.make_app(database, router, clock=clock)
    app.state.on_organisation_changed = told.append
    return app


async def add_people(database: Database, organisation: Organisation) -> None:
    """Add "boss", who administers people and does nothing else, and "city-boss", an administrator of Changzhou."""
    async with database.transaction(organisation.scope) as session:
        organisation.roles["people"] = await service.create_role(
            session,
            tenant_id=organisation.tenant_id,
            code="people",
            name="people",
            permissions={"admin.people"},
            now=NOW,
        )
        await add_person(session, organisation, "boss", role="people")
        await add_person(
            session, organisation, "city-boss", role="admin", networks=[organisation.networks["changzhou"]]
        )


async def state(superuser: asyncpg.Connection) -> list[Any]:
    """Return all that can be administered, of every tenant, so that a refusal can be shown to have changed nothing."""
    return [tuple(row) for row in await superuser.fetch(_STATE)]


async def audited(superuser: asyncpg.Connection) -> list[tuple[str, str]]:
    """Return what administrators have done, oldest first."""
    query = "SELECT action, subject_kind FROM audit_entry WHERE action !~ '^(log-|role-granted)' ORDER BY seq"
    return [tuple(row) for row in await superuser.fetch(query)]


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Return status and code of a refusal."""
    return answer.status_code, answer.json()["code"]


def faults(answer: httpx.Response) -> list[tuple[str, str]]:
    """Return what is wrong with which field."""
    assert answer.status_code == 422, answer.text
    return [(each["field"], each["code"]) for each in answer.json()["errors"]]
