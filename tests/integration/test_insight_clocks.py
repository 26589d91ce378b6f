"""By whose clock days begin: the tenant's, which can be changed; a site's own where it alone is asked for."""

import argparse
from datetime import UTC, datetime

import asyncpg
import pytest
from fastapi import FastAPI

from kefu.acd.core.model import AgentState
from kefu.identity.service import TenantNotFoundError, TimeZoneUnknownError
from kefu.insight.figures import command
from kefu.insight.figures import http as figures_http
from kefu.platform.db import Database
from support import web
from support.figures import MORNING, Books
from support.organisation import Organisation

HOUR_S = 3600
TENS = -3 * HOUR_S
"""22:00 in UTC: the next day's morning in China, an hour before midnight in Berlin."""


@pytest.fixture
async def books(database: Database, two_tenants: tuple[Organisation, Organisation]) -> Books:
    """An agent was signed in for an hour at that time."""
    made = Books(database, two_tenants[0])
    assert made.organisation.agent_id is not None
    await made.state(made.organisation.agent_id, AgentState.READY, TENS, TENS + HOUR_S)
    await made.refresh()
    return made


@pytest.fixture
def app(database: Database) -> FastAPI:
    return web.make_app(database, figures_http.router, clock=web.Wristwatch(MORNING))


async def signed_in_s(app: FastAPI, **asked: object) -> list[int | None]:
    """Return how long agents were signed in on the first and on the second of March."""
    told: list[int | None] = []
    async with web.browse(app, "admin", tenant="east") as client:
        for first, end in (("2026-03-01", "2026-03-02"), ("2026-03-02", "2026-03-03")):
            params = {"measures": "signed_in_s", "by": "day", "from": first, "to": end, **asked}
            answer = (await client.get("/api/figures/table", params=params)).json()
            assert sum(row["values"][0] for row in answer["rows"]) == (answer["total"][0] or 0)
            told.append(answer["total"][0])
    return told


async def kefu_clock(database: Database, *arguments: str) -> None:
    parser = argparse.ArgumentParser()
    command.add_clock_options(parser)
    await command.set_clock(database, parser.parse_args(arguments), MORNING)


async def test_another_clock_moves_the_days_that_were_and_those_that_come(
    app: FastAPI, books: Books, database: Database, superuser: asyncpg.Connection
) -> None:
    assert await signed_in_s(app) == [0, HOUR_S]
    await kefu_clock(database, "Europe/Berlin", "--tenant", "east")
    assert await signed_in_s(app) == [HOUR_S, 0]
    agent_id = books.organisation.agent_id
    assert agent_id is not None
    await books.state(agent_id, AgentState.READY, TENS + HOUR_S, TENS + 2 * HOUR_S)
    await books.refresh()
    assert await signed_in_s(app) == [HOUR_S, HOUR_S]
    days = await superuser.fetch("SELECT starts_at, ms FROM agent_time_day ORDER BY starts_at")
    midnights = [datetime(2026, 2, 28, 23, tzinfo=UTC), datetime(2026, 3, 1, 23, tzinfo=UTC)]
    assert [tuple(row) for row in days] == [(midnight, HOUR_S * 1000) for midnight in midnights]
    detail = await superuser.fetchval("SELECT detail::text FROM audit_entry WHERE action = 'tenant-clock-set'")
    assert "Asia/Shanghai" in detail
    assert "Europe/Berlin" in detail


async def test_a_site_alone_is_told_by_its_own_clock(app: FastAPI, books: Books, superuser: asyncpg.Connection) -> None:
    site_id = str(books.organisation.site_id)
    await superuser.execute("UPDATE site SET time_zone = 'Europe/Berlin' WHERE id = $1", site_id)
    assert await signed_in_s(app, site=site_id) == [HOUR_S, 0]
    assert await signed_in_s(app) == [0, HOUR_S]


async def test_what_is_no_clock_or_no_tenant_changes_nothing(app: FastAPI, books: Books, database: Database) -> None:
    with pytest.raises(TimeZoneUnknownError):
        await kefu_clock(database, "Mars/Olympus", "--tenant", "east")
    for arguments in (("UTC",), ("UTC", "--tenant", "north")):
        with pytest.raises(TenantNotFoundError):
            await kefu_clock(database, *arguments)
    assert await signed_in_s(app) == [0, HOUR_S]
