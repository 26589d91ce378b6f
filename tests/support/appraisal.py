"""A March in which one agent answered, one did nothing, and some lead; for tests of scorecards."""

import uuid
from datetime import UTC, datetime
from typing import Any

import asyncpg

from kefu.acd.core.model import AgentState
from kefu.identity import service as identity
from kefu.identity.model import DeviceKind
from kefu.kernel.ids import AgentId
from kefu.platform.db import Database

from .figures import Books
from .organisation import NOW, Organisation, add_person

APRIL = datetime(2026, 4, 2, 1, 0, tzinfo=UTC)
LINES = [
    {"measure": "agent_answered", "weight": 60, "target": 4, "zero_at": 0},
    {"measure": "missed", "weight": 20, "target": 0, "zero_at": 4},
    {"measure": "occupancy", "weight": 20, "target": 80, "zero_at": 30},
]
_STATE = """
    SELECT 'template', to_jsonb(t) FROM appraisal_template t
    UNION ALL SELECT 'month', to_jsonb(m) FROM appraisal_month m
    UNION ALL SELECT 'card', to_jsonb(c) FROM appraisal_card c
    UNION ALL SELECT 'appeal', to_jsonb(a) FROM appraisal_appeal a
    UNION ALL SELECT 'audit', to_jsonb(e) FROM audit_entry e WHERE action LIKE 'appraisal-%'
    ORDER BY 1, 2
"""


def body(**more: Any) -> dict[str, Any]:
    return {"name": {"zh-CN": "坐席月度考核", "en": "Agents by month"}, "lines": LINES, **more}


async def state(superuser: asyncpg.Connection) -> list[Any]:
    return [tuple(row) for row in await superuser.fetch(_STATE)]


async def add_people(database: Database, east: Organisation) -> None:
    """Add "chief", who leads everywhere, "south" in Suzhou only; "idle" is an agent in Suzhou who does nothing."""
    async with database.transaction(east.scope) as session:
        site = await identity.create_site(
            session,
            tenant_id=east.tenant_id,
            code="sz",
            name="Suzhou",
            local_network_id=east.networks["suzhou"],
            now=NOW,
        )
        group = await identity.create_group(session, tenant_id=east.tenant_id, site_id=site, name="South", now=NOW)
        east.roles["lead"] = await identity.create_role(
            session,
            tenant_id=east.tenant_id,
            code="lead",
            name="lead",
            permissions={"desk.use", "appraisal.answer"},
            now=NOW,
        )
        await add_person(session, east, "chief", role="lead")
        await add_person(session, east, "south", role="lead", networks=[east.networks["suzhou"]])
        await add_person(session, east, "city-admin", role="admin", networks=[east.networks["suzhou"]])
        await add_person(session, east, "idle", role="desk", networks=[east.networks["suzhou"]])
        for login, number in (("idle", "1002"), ("chief", "1009")):
            await identity.create_agent(
                session,
                tenant_id=east.tenant_id,
                person_id=east.people[login],
                group_id=group if login == "idle" else east.group_id,  # type: ignore[arg-type]
                number=number,
                device_kind=DeviceKind.WEB_PHONE,
                now=NOW,
            )


async def tell(books: Books) -> None:
    """Let "agent" answer two calls, miss one, and be busy for half of an hour."""
    east = books.organisation
    agent_id, queue_id = AgentId(uuid.UUID(str(east.agent_id))), uuid.uuid4()
    at = {"agent_id": agent_id, "queue_id": queue_id}
    for begin in (0, 300):
        script = [
            (5, "queued", {"queue_id": queue_id, "short_abandon_s": 5}),
            (6, "offered", at),
            (10, "established", at),
            (70, "agent_left", {"agent_id": agent_id}),
            (70, "cleared", {"outcome": "answered", "ended_by": "customer", "cause": "normal"}),
        ]
        await books.append(books.call(begin, script))
    missed = [
        (5, "queued", {"queue_id": queue_id, "short_abandon_s": 5}),
        (6, "offered", at),
        (26, "offer_failed", at | {"failure": "no_answer"}),
        (40, "cleared", {"outcome": "abandoned", "ended_by": "customer", "cause": "normal"}),
    ]
    await books.append(books.call(600, missed))
    await books.state(agent_id, AgentState.READY, 0, 1800)
    await books.state(agent_id, AgentState.BUSY, 1800, 3600)
    await books.refresh()
