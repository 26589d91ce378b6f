"""SQL that asks, of every tenant, whose figures are behind."""

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.kernel.ids import TenantId
from kefu.platform.db import driver_of

_WANTED = "SELECT kefu_figures_wanted()"


async def tenants(session: AsyncSession) -> list[TenantId]:
    """List the tenants of whom something was told since."""
    return [TenantId(row[0]) for row in await driver_of(session).fetch(_WANTED)]
