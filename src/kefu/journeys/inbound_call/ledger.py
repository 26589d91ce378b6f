"""Writes what the machine has decided into the database, in order, in batches, without ever holding up a call."""

import asyncio
import contextlib
import itertools
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.acd import service as acd
from kefu.calls import service as calls
from kefu.calls.model import CallFact, EndedCall
from kefu.interactions import service as interactions
from kefu.journeys.inbound_call.effects import Fact
from kefu.kernel.ids import CallId, TenantId
from kefu.platform.db import Database, DatabaseUnavailableError, Scope

T = TypeVar("T")
T_contra = TypeVar("T_contra", contravariant=True)
BATCH_S = 0.1
RETRY_S = (0.2, 0.5, 1.0, 2.0, 5.0)
logger = structlog.get_logger(__name__)


class Write(Protocol[T_contra]):
    """Writes entries of one kind, of one tenant."""

    async def __call__(self, session: AsyncSession, *, entries: Sequence[T_contra]) -> None:
        """Write them; a batch that fails is written again entry by entry."""


Pages = dict[Write[Any], list[Any]]


class Ledger:
    """One writer for all tenants; each batch is one transaction per tenant, and one statement per kind of entry.

    While the database is gone everything waits here and is written when it is back. What the database refuses for
    another reason is logged and left out, so that it cannot stop the rest.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._pages: dict[TenantId, Pages] = {}
        self._open: dict[CallId, list[CallFact]] = {}
        self._months: set[date] = set()
        self._wake = asyncio.Event()
        self._added = self._done = 0
        self._progress = asyncio.Event()
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
            await asyncio.wait_for(self.flushed(), 5)
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    async def flushed(self) -> None:
        """Wait until everything that was added up to now has been written."""
        target = self._added
        while self._done < target:
            self._progress.clear()
            await self._progress.wait()

    def add(self, tenant_id: TenantId, write: Write[T], entry: T) -> None:
        """Write an entry with the next batch; kinds are told apart by who writes them."""
        self._pages.setdefault(tenant_id, {}).setdefault(write, []).append(entry)
        self._added += 1
        self._wake.set()

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
        if fact.seq == 1:
            self._open[fact.call_id] = []
        if (known := self._open.get(fact.call_id)) is not None:  # else it has ended, or began in another life
            known.append(row)
        self.add(fact.tenant_id, calls.append_facts, row)

    def close_call(self, tenant_id: TenantId, call_id: CallId) -> None:
        """Derive the record of a call whose facts are complete."""
        self.add(tenant_id, calls.close_calls, EndedCall(call_id=call_id, facts=self._open.pop(call_id, [])))

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            await asyncio.sleep(BATCH_S)
            self._wake.clear()
            added, pages, self._pages = self._added, self._pages, {}
            for tenant_id, entries in pages.items():
                await self._write(tenant_id, entries)
            self._done = added
            self._progress.set()

    async def _write(self, tenant_id: TenantId, pages: Pages) -> None:
        for attempt in itertools.count():
            try:
                await self._write_once(tenant_id, pages)
            except DatabaseUnavailableError:
                if not self.is_behind:
                    logger.warning("database gone, the ledger waits", tenant_id=str(tenant_id))
                self.is_behind = True
                await asyncio.sleep(RETRY_S[min(attempt, len(RETRY_S) - 1)])
            except Exception:
                logger.exception("batch refused, writing one by one", tenant_id=str(tenant_id))
                await self._write_apart(tenant_id, pages)
                return
            else:
                self.is_behind = False
                return

    async def _write_once(self, tenant_id: TenantId, pages: Pages) -> None:
        now = self._clock()
        async with self._database.transaction(Scope(tenant_id)) as session:
            if now.date() not in self._months:
                for prepare in (calls.prepare_months, interactions.prepare_months, acd.prepare_months):
                    await prepare(session, now=now)
            for write, entries in pages.items():
                await write(session, entries=entries)
        self._months = {now.date()}

    async def _write_apart(self, tenant_id: TenantId, pages: Pages) -> None:
        for write, entries in pages.items():
            for entry in entries:
                try:
                    await self._write_once(tenant_id, {write: [entry]})
                except DatabaseUnavailableError:
                    await self._write(tenant_id, {write: [entry]})
                except Exception:
                    logger.exception("left out", entry=entry)


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
