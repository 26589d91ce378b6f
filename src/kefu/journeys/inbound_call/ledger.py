"""Writes what the machine has decided into the database, in order, in batches, without ever holding up a call."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.acd import service as acd
from kefu.calls import service as calls
from kefu.calls.model import CallFact
from kefu.interactions import service as interactions
from kefu.journeys.inbound_call.effects import Fact
from kefu.kernel.ids import CallId, TenantId
from kefu.platform.db import Database, DatabaseUnavailableError, Scope

Job = Callable[[AsyncSession], Awaitable[None]]
BATCH_S = 0.1
RETRY_S = (0.2, 0.5, 1.0, 2.0, 5.0)
logger = structlog.get_logger(__name__)


class Ledger:
    """One writer for the facts of all tenants; each batch is one transaction per tenant.

    While the database is gone everything waits here and is written when it is back. What the database refuses for
    another reason is logged and left out, so that it cannot stop the rest.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._facts: dict[TenantId, list[CallFact]] = defaultdict(list)
        self._jobs: dict[TenantId, list[Job]] = defaultdict(list)
        self._open: dict[CallId, list[CallFact]] = {}
        self._months: set[date] = set()
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._task: asyncio.Task[None] | None = None
        self.is_behind = False

    def start(self) -> None:
        """Begin to write."""
        self._task = asyncio.get_running_loop().create_task(self._run(), name="ledger")

    async def stop(self) -> None:
        """Write what is left, as far as the database lets us, and stop."""
        if self._task is None:
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), 5)
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    async def flushed(self) -> None:
        """Wait until everything that was added has been written."""
        await self._idle.wait()

    def add_fact(self, fact: Fact) -> None:
        """Append one fact to a call's history."""
        data = {key: _plain(value) for key, value in fact.data.items()}
        row = CallFact(
            tenant_id=fact.tenant_id,
            call_id=fact.call_id,
            seq=fact.seq,
            at_ms=fact.at_ms,
            kind=fact.kind,
            data=data,
        )
        self._facts[fact.tenant_id].append(row)
        self._open.setdefault(fact.call_id, []).append(row)
        self._signal()

    def close_call(self, tenant_id: TenantId, call_id: CallId) -> None:
        """Derive the record of a call whose facts are complete."""
        facts = self._open.pop(call_id, [])
        self.add_job(tenant_id, lambda session: calls.close_call(session, call_id=call_id, facts=facts))

    def forget_call(self, call_id: CallId) -> None:
        """Drop what is kept of a call for its record; later facts are only appended."""
        self._open.pop(call_id, None)

    def add_job(self, tenant_id: TenantId, job: Job) -> None:
        """Do a piece of work in the next transaction, after the facts that were added before."""
        self._jobs[tenant_id].append(job)
        self._signal()

    def _signal(self) -> None:
        self._idle.clear()
        self._wake.set()

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            await asyncio.sleep(BATCH_S)
            self._wake.clear()
            for tenant_id in list(self._facts.keys() | self._jobs.keys()):
                facts, jobs = self._facts.pop(tenant_id, []), self._jobs.pop(tenant_id, [])
                await self._write(tenant_id, facts, jobs)
            if not self._wake.is_set():
                self._idle.set()

    async def _write(self, tenant_id: TenantId, facts: list[CallFact], jobs: list[Job]) -> None:
        for attempt in range(10**9):
            try:
                await self._write_once(tenant_id, facts, jobs)
            except DatabaseUnavailableError:
                if not self.is_behind:
                    logger.warning("database gone, facts wait", facts=len(facts))
                self.is_behind = True
                await asyncio.sleep(RETRY_S[min(attempt, len(RETRY_S) - 1)])
            except Exception:
                logger.exception("batch refused, writing one by one", facts=len(facts), jobs=len(jobs))
                await self._write_apart(tenant_id, facts, jobs)
                return
            else:
                self.is_behind = False
                return

    async def _write_once(self, tenant_id: TenantId, facts: list[CallFact], jobs: list[Job]) -> None:
        now = self._clock()
        async with self._database.transaction(Scope(tenant_id)) as session:
            if now.date() not in self._months:
                for prepare in (calls.prepare_months, interactions.prepare_months, acd.prepare_months):
                    await prepare(session, now=now)
            if facts:
                await calls.append_facts(session, facts=facts)
            for job in jobs:
                await job(session)
        self._months = {now.date()}

    async def _write_apart(self, tenant_id: TenantId, facts: list[CallFact], jobs: list[Job]) -> None:
        pieces: list[tuple[list[CallFact], list[Job]]] = [([fact], []) for fact in facts]
        pieces += [([], [job]) for job in jobs]
        for some_facts, some_jobs in pieces:
            try:
                await self._write_once(tenant_id, some_facts, some_jobs)
            except DatabaseUnavailableError:
                await self._write(tenant_id, some_facts, some_jobs)
            except Exception:
                logger.exception("left out", facts=some_facts)


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
