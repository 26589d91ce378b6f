"""Keeps figures current: a second after something was told they know it."""

from prometheus_client import Counter, Histogram

from kefu.insight.figures import service
from kefu.insight.figures.store import wanted
from kefu.kernel.scope import Scope
from kefu.platform.db import Database

LOOKS_EVERY_S = 1.0
TAKEN = Counter("kefu_figures_taken", "Things told, of calls and agents, that figures were made of")
TOOK = Histogram("kefu_figures_seconds", "Time to make one batch of figures")


class Refresher:
    """Makes every tenant's figures of what was told since; several of them take turns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def refresh(self) -> int:
        """Make what is wanted now; return how many things were taken.

        Raises: DatabaseUnavailableError.
        """
        async with self._database.transaction(None) as session:
            tenant_ids = await wanted.tenants(session)
        taken = 0
        for tenant_id in tenant_ids:
            with TOOK.time():
                async with self._database.transaction(Scope(tenant_id)) as session:
                    taken += await service.refresh(session, tenant_id=tenant_id)
        TAKEN.inc(taken)
        return taken

    async def round(self) -> bool:
        """Make what is wanted now; tell whether there may be more.

        Raises: DatabaseUnavailableError.
        """
        return await self.refresh() >= service.MOST
