"""Jobs and timers on a real database."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import TenantId
from kefu.platform import jobs
from kefu.platform.db import Database, Scope
from kefu.platform.jobs import Job, JobRow, Worker
from support.organisation import Organisation

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
Tenants = tuple[Organisation, Organisation]


class Desk:
    """A worker with a clock to be cranked, and what its handler has seen."""

    def __init__(self, database: Database) -> None:
        self.database, self.now, self.failures = database, NOW, 0
        self.done: list[tuple[TenantId, str, Mapping[str, Any]]] = []
        self.worker = Worker(database, lambda: self.now, {"ring": self.ring, "again": self.again})

    async def ring(self, session: AsyncSession, job: Job, now: datetime) -> None:
        if self.failures:
            self.failures -= 1
            raise RuntimeError
        self.done.append((job.tenant_id, job.key, job.payload))

    async def again(self, session: AsyncSession, job: Job, now: datetime) -> None:
        self.done.append((job.tenant_id, job.key, job.payload))
        await jobs.schedule(
            session, tenant_id=job.tenant_id, kind="again", key=job.key, run_at=job.due_at + timedelta(days=1)
        )

    async def ask(self, tenant_id: TenantId, key: str, after_s: int, kind: str = "ring", **payload: Any) -> None:
        async with self.database.transaction(Scope(tenant_id)) as session:
            run_at = NOW + timedelta(seconds=after_s)
            await jobs.schedule(session, tenant_id=tenant_id, kind=kind, key=key, run_at=run_at, payload=payload)

    async def after(self, seconds: float) -> int:
        self.now = NOW + timedelta(seconds=seconds)
        return await self.worker.run_due()

    async def waiting(self, tenant_id: TenantId) -> list[JobRow]:
        async with self.database.transaction(Scope(tenant_id)) as session:
            return list(await session.scalars(select(JobRow).order_by(JobRow.run_at)))


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


async def test_a_job_is_done_once_at_its_time(desk: Desk, two_tenants: Tenants) -> None:
    east, west = (each.tenant_id for each in two_tenants)
    await desk.ask(east, "a", 60, order="7")
    await desk.ask(west, "a", 61)
    assert await desk.after(59.9) == 0
    assert await desk.after(60) == 1
    assert await desk.after(62) == 1
    assert await desk.after(1e6) == 0
    assert desk.done == [(east, "a", {"order": "7"}), (west, "a", {})]


async def test_asking_again_moves_it_and_cancelling_removes_it(desk: Desk, two_tenants: Tenants) -> None:
    east = two_tenants[0].tenant_id
    await desk.ask(east, "moved", 60)
    await desk.ask(east, "moved", 600, is_second=True)
    await desk.ask(east, "off", 60)
    async with desk.database.transaction(Scope(east)) as session:
        await jobs.cancel(session, tenant_id=east, kind="ring", key="off")
    assert await desk.after(599) == 0
    assert await desk.after(600) == 1
    assert desk.done == [(east, "moved", {"is_second": True})]


async def test_what_is_undone_leaves_no_job(desk: Desk, two_tenants: Tenants) -> None:
    east = two_tenants[0].tenant_id

    async def ask_in_vain() -> None:
        async with desk.database.transaction(Scope(east)) as session:
            await jobs.schedule(session, tenant_id=east, kind="ring", key="x", run_at=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await ask_in_vain()
    assert await desk.after(1) == 0


async def test_a_job_that_fails_is_tried_again_later_and_parked_in_the_end(desk: Desk, two_tenants: Tenants) -> None:
    east = two_tenants[0].tenant_id
    desk.failures = 2
    await desk.ask(east, "a", 0)
    await desk.ask(east, "poison", 1, kind="unknown")
    assert await desk.after(0) == 1
    assert await desk.after(2) == 2  # the other one is not held up
    assert await desk.after(6) == 2
    assert desk.done == [(east, "a", {})]
    at = 6.0
    while not (rows := await desk.waiting(east))[0].is_parked:
        at = max(at, (rows[0].run_at - NOW).total_seconds())
        await desk.after(at)
    assert (rows[0].attempts, rows[0].error) == (jobs.ATTEMPTS_MAX, "KeyError")
    assert await desk.after(at + 1e6) == 0


async def test_a_job_that_asks_for_itself_comes_again(desk: Desk, two_tenants: Tenants) -> None:
    east = two_tenants[0].tenant_id
    await desk.ask(east, "daily", 0, kind="again")
    await desk.after(5)
    assert [row.run_at for row in await desk.waiting(east)] == [NOW + timedelta(days=1)]
    assert await desk.after(86_399) == 0
    assert await desk.after(86_400) == 1


async def test_a_job_may_ask_for_the_very_moment_at_which_its_lease_ends(desk: Desk, two_tenants: Tenants) -> None:
    east = two_tenants[0].tenant_id

    async def later(session: AsyncSession, job: Job, now: datetime) -> None:
        await jobs.schedule(session, tenant_id=east, kind="ring", key="next", run_at=now + jobs.LEASE)

    desk.worker = Worker(desk.database, lambda: desk.now, {"ring": later})
    await desk.ask(east, "next", 0)
    for minutes in (0, 2, 4):
        assert await desk.after(60 * minutes) == 1


async def test_two_workers_share_without_doing_anything_twice(database: Database, two_tenants: Tenants) -> None:
    east = two_tenants[0].tenant_id
    first, second = Desk(database), Desk(database)
    for number in range(30):
        await first.ask(east, str(number), 0)
    while sum(await asyncio.gather(first.after(1), second.after(1))):
        pass
    assert sorted(int(key) for _, key, _ in first.done + second.done) == list(range(30))


async def test_who_dies_over_a_job_loses_it_to_the_next(
    desk: Desk, two_tenants: Tenants, owner: asyncpg.Connection
) -> None:
    east = two_tenants[0].tenant_id
    await desk.ask(east, "a", 0)
    await owner.execute("SELECT kefu_claim_jobs($1, $2, 20)", NOW, jobs.LEASE)
    assert await desk.after(60) == 0
    assert await desk.after(jobs.LEASE.total_seconds()) == 1
    assert len(desk.done) == 1


async def test_who_comes_back_after_his_lease_changes_nothing(database: Database, two_tenants: Tenants) -> None:
    east = two_tenants[0].tenant_id
    slow, quick = Desk(database), Desk(database)
    await slow.ask(east, "a", 0)
    (job,) = await slow.worker._claim()
    assert await quick.after(jobs.LEASE.total_seconds()) == 1
    await slow.worker._run(job)
    assert (slow.done, len(quick.done)) == ([], 1)
