"""The ledger writes everything once, waits for a database that is gone, and leaves out only what cannot be written."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
import pytest_asyncio

from kefu.journeys.inbound_call.effects import Fact
from kefu.journeys.inbound_call.ledger import Ledger
from kefu.kernel.ids import CallId
from kefu.kernel.instant import to_ms
from kefu.platform.db import Database
from kefu.platform.ids import new_id
from support.organisation import Organisation
from support.postgres import Tenants

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def east(two_tenants: Tenants) -> Organisation:
    return two_tenants[0]


@pytest_asyncio.fixture
async def ledger(database: Database, two_tenants: Tenants) -> AsyncIterator[Ledger]:
    ledger = Ledger(database, lambda: NOW)
    ledger.start()
    yield ledger
    await ledger.stop()


def fact(east: Organisation, call_id: CallId, seq: int, kind: str, **data: object) -> Fact:
    return Fact(tenant_id=east.tenant_id, call_id=call_id, seq=seq, at_ms=to_ms(NOW) + seq, kind=kind, data=data)


def tell_a_call(ledger: Ledger, east: Organisation) -> CallId:
    """Tell the ledger of a call from its first fact to its record."""
    call_id = CallId(new_id())
    ledger.add_fact(fact(east, call_id, 1, "offered_in", direction="inbound", number="13812342246", called="96296"))
    ledger.add_fact(fact(east, call_id, 2, "cleared", outcome="abandoned", cause="normal"))
    ledger.close_call(east.tenant_id, call_id)
    return call_id


async def written(superuser: asyncpg.Connection) -> tuple[int, int]:
    return tuple(
        await superuser.fetchrow("SELECT (SELECT count(*) FROM call_event), (SELECT count(*) FROM call_record)")
    )


@asynccontextmanager
async def shut_out(superuser: asyncpg.Connection) -> AsyncIterator[None]:
    """Let the application not in, and throw it out."""
    await superuser.execute("ALTER ROLE kefu_app NOLOGIN")
    try:
        await superuser.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'kefu_app'"
        )
        yield
    finally:
        await superuser.execute("ALTER ROLE kefu_app LOGIN")


async def test_a_call_told_while_the_database_is_gone_is_written_when_it_is_back(
    ledger: Ledger, east: Organisation, superuser: asyncpg.Connection
) -> None:
    tell_a_call(ledger, east)
    await ledger.flushed()
    async with shut_out(superuser):
        tell_a_call(ledger, east)
        async with asyncio.timeout(5):
            while not ledger.is_behind:
                await asyncio.sleep(0.02)
        tell_a_call(ledger, east)
        assert await written(superuser) == (2, 1)
    await ledger.flushed()
    assert not ledger.is_behind
    assert await written(superuser) == (6, 3)


async def test_what_the_database_refuses_does_not_keep_the_rest_out(
    ledger: Ledger, east: Organisation, superuser: asyncpg.Connection
) -> None:
    ledger.add_fact(fact(east, CallId(new_id()), 1 << 40, "offered_in"))
    tell_a_call(ledger, east)
    await ledger.flushed()
    assert await written(superuser) == (2, 1)


async def test_a_call_known_in_part_only_gets_its_whole_record(
    database: Database, ledger: Ledger, east: Organisation, superuser: asyncpg.Connection
) -> None:
    call_id = CallId(new_id())
    ledger.add_fact(fact(east, call_id, 1, "offered_in", direction="inbound", number="13812342246", called="96296"))
    await ledger.flushed()
    another = Ledger(database, lambda: NOW)  # as after a restart
    another.start()
    another.add_fact(fact(east, call_id, 2, "cleared", outcome="abandoned", cause="normal"))
    another.close_call(east.tenant_id, call_id)
    await another.stop()
    assert await superuser.fetchval("SELECT ended_at - started_at FROM call_record") == timedelta(milliseconds=1)
