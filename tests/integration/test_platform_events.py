"""What rooms publish is heard in the same transaction."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.events import DomainEvent
from kefu.kernel.scope import Scope
from kefu.platform import jobs
from kefu.platform.db import Database
from kefu.platform.events import publish
from support.organisation import Organisation

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class BellRung(DomainEvent):
    """A bell was rung."""

    bell: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BigBellRung(BellRung):
    """Not heard by who asked for the small ones."""


async def test_who_subscribed_hears_it_and_shares_its_fate(
    database: Database, two_tenants: tuple[Organisation, Organisation]
) -> None:
    tenant_id = two_tenants[0].tenant_id
    heard: list[str] = []

    async def answer(session: AsyncSession, event: BellRung) -> None:
        heard.append(event.bell)
        later = event.at + timedelta(minutes=1)
        await jobs.schedule(session, tenant_id=event.tenant_id, kind="bell", key=event.bell, run_at=later)

    async def jobs_after(bell: BellRung, *, fails: bool = False) -> list[str]:
        try:
            async with database.transaction(Scope(tenant_id)) as session:
                await publish(session, bell)
                if fails:
                    raise RuntimeError
        except RuntimeError:
            pass
        async with database.transaction(Scope(tenant_id)) as session:
            return sorted([row.key for row in await session.scalars(select(jobs.JobRow))])

    database.subscriptions.on(BellRung, answer)
    assert await jobs_after(BellRung(tenant_id=tenant_id, at=NOW, bell="one")) == ["one"]
    assert await jobs_after(BellRung(tenant_id=tenant_id, at=NOW, bell="two"), fails=True) == ["one"]
    assert await jobs_after(BigBellRung(tenant_id=tenant_id, at=NOW, bell="three")) == ["one"]
    assert heard == ["one", "two"]


async def test_a_listener_that_fails_undoes_what_was_published(
    database: Database, two_tenants: tuple[Organisation, Organisation]
) -> None:
    tenant_id = two_tenants[0].tenant_id

    async def refuse(session: AsyncSession, event: BellRung) -> None:
        raise LookupError

    database.subscriptions.on(BellRung, refuse)

    async def ring() -> None:
        async with database.transaction(Scope(tenant_id)) as session:
            await jobs.schedule(session, tenant_id=tenant_id, kind="bell", key="x", run_at=NOW)
            await publish(session, BellRung(tenant_id=tenant_id, at=NOW, bell="x"))

    with pytest.raises(LookupError):
        await ring()
    async with database.transaction(Scope(tenant_id)) as session:
        assert (await session.scalars(select(jobs.JobRow))).all() == []
