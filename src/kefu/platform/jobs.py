"""Jobs and timers: what is to be done later, written in the transaction that wants it, done once.

A job is leased by moving its time: who dies over it loses it to the next worker, who finishes after his lease changes
nothing. One million that wait cost an index entry each. ADR 0021.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from prometheus_client import Counter, Histogram
from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from kefu.kernel.ids import TenantId
from kefu.kernel.scope import Scope
from kefu.platform.clock import Clock
from kefu.platform.db import Base, Database, DatabaseUnavailableError, driver_of
from kefu.platform.ids import new_id

LEASE = timedelta(minutes=2)
BATCH = 20
AT_ONCE = 4
"""So many handlers run side by side: jobs take no connections from calls."""
ATTEMPTS_MAX = 10
LOOKS_EVERY_S = 0.5

LATENESS = Histogram("kefu_job_lateness_seconds", "From the time for which a job was asked to its beginning", ["kind"])
FAILURES = Counter("kefu_job_failures", "Jobs that raised; parked: given up", ["kind", "is_parked"])
logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is to be done. `due_at` is the time that was asked for, `attempts` counts this one."""

    job_id: UUID
    tenant_id: TenantId
    kind: str
    key: str
    payload: Mapping[str, Any]
    attempts: int
    due_at: datetime
    leased_until: datetime


Handler = Callable[[AsyncSession, Job, datetime], Awaitable[None]]


class JobRow(Base):
    """A job that waits, runs or is parked."""

    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("tenant_id", "kind", "key", name="uq_job_tenant_id_kind_key"),
        Index("ix_job_run_at", "run_at", postgresql_where=text("NOT is_parked")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    kind: Mapped[str]
    key: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    run_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(server_default="0")
    error: Mapped[str] = mapped_column(server_default="")
    is_parked: Mapped[bool] = mapped_column(server_default="false")


# For the driver itself: jobs are part of most use cases, and to build a statement anew costs ten times as much.
_SCHEDULE = """
    INSERT INTO job (id, tenant_id, kind, key, payload, run_at) VALUES ($1, $2, $3, $4, $5::text::jsonb, $6)
    ON CONFLICT ON CONSTRAINT uq_job_tenant_id_kind_key DO UPDATE
    SET payload = excluded.payload, run_at = excluded.run_at, attempts = 0, error = '', is_parked = false"""

_CLAIM = """
    SELECT id, tenant_id, kind, key, payload::text, attempts, due_at, leased_until FROM kefu_claim_jobs($1, $2, $3)"""
_CANCEL = "DELETE FROM job WHERE tenant_id = $1 AND kind = $2 AND key = $3"
_LOCK = "SELECT true FROM job WHERE id = $1 AND run_at = $2 AND attempts = $3 FOR UPDATE"
_DELETE = "DELETE FROM job WHERE id = $1 AND run_at = $2 AND attempts = $3"
_NOTE = "UPDATE job SET run_at = $4, error = $5, is_parked = $6 WHERE id = $1 AND run_at = $2 AND attempts = $3"


async def schedule(
    session: AsyncSession,
    *,
    tenant_id: TenantId,
    kind: str,
    key: str,
    run_at: datetime,
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Have something done at `run_at`; another job of this kind and key is replaced."""
    await driver_of(session).execute(_SCHEDULE, new_id(), tenant_id, kind, key, json.dumps(dict(payload or {})), run_at)


async def cancel(session: AsyncSession, *, tenant_id: TenantId, kind: str, key: str) -> None:
    """Have it not done; that it is done or unknown already is fine."""
    await driver_of(session).execute(_CANCEL, tenant_id, kind, key)


class Worker:
    """Does what is due, for every tenant. What is half done when it is cut off is undone, and done by the next."""

    def __init__(self, database: Database, clock: Clock, handlers: Mapping[str, Handler]) -> None:
        self._database, self._clock, self._handlers = database, clock, handlers
        self._limit = asyncio.Semaphore(AT_ONCE)

    async def run_due(self) -> int:
        """Do what is due now, up to one batch; return how many that were.

        Raises: DatabaseUnavailableError.
        """
        jobs = await self._claim()
        async with asyncio.TaskGroup() as group:
            for job in jobs:
                group.create_task(self._run(job))
        return len(jobs)

    async def round(self) -> bool:
        """Do what is due now; tell whether there may be more.

        Raises: DatabaseUnavailableError, within a group.
        """
        return await self.run_due() == BATCH

    async def _claim(self) -> list[Job]:
        async with self._database.transaction(None) as session:
            rows = await driver_of(session).fetch(_CLAIM, self._clock(), LEASE, BATCH)
        return [
            Job(
                job_id=row["id"],
                tenant_id=TenantId(row["tenant_id"]),
                kind=row["kind"],
                key=row["key"],
                payload=json.loads(row["payload"]),
                attempts=row["attempts"],
                due_at=row["due_at"],
                leased_until=row["leased_until"],
            )
            for row in rows
        ]

    async def _run(self, job: Job) -> None:
        async with self._limit:
            LATENESS.labels(job.kind).observe(max(0.0, (self._clock() - job.due_at).total_seconds()))
            try:
                async with self._database.transaction(Scope(job.tenant_id)) as session:
                    if await driver_of(session).fetchval(_LOCK, *_lease(job)):
                        await self._handlers[job.kind](session, job, self._clock())
                        await driver_of(session).execute(_DELETE, *_lease(job))
            except DatabaseUnavailableError:
                raise
            except Exception as error:
                logger.exception("a job failed", kind=job.kind, key=job.key, attempts=job.attempts)
                await self._note_failure(job, error)

    async def _note_failure(self, job: Job, error: Exception) -> None:
        is_parked = job.attempts >= ATTEMPTS_MAX
        FAILURES.labels(job.kind, is_parked).inc()
        again_at = self._clock() + timedelta(seconds=min(2**job.attempts, 3600))
        async with self._database.transaction(Scope(job.tenant_id)) as session:
            await driver_of(session).execute(_NOTE, *_lease(job), again_at, type(error).__name__, is_parked)


def _lease(job: Job) -> tuple[UUID, datetime, int]:
    """Tell a leased job from one that has been asked for anew, or leased to another worker meanwhile."""
    return job.job_id, job.leased_until, job.attempts
