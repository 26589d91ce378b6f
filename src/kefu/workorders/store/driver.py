"""The driver's own connection of a transaction, scope and all."""

from typing import Any, Protocol, cast

from sqlalchemy.ext.asyncio import AsyncSession

from kefu.platform import db


class Driver(Protocol):
    """What is used of asyncpg's connection."""

    async def fetchval(self, query: str, *args: Any) -> Any:
        """Return the only value of the only row."""
        ...

    async def fetch(self, query: str, *args: Any) -> list[Any]:
        """Return all rows."""
        ...

    async def execute(self, query: str, *args: Any) -> str:
        """Run a statement."""
        ...

    async def executemany(self, query: str, args: Any) -> None:
        """Run a statement for each of many sets of values, in one go."""
        ...


async def driver_of(session: AsyncSession) -> Driver:
    """Return the driver's connection of this transaction."""
    return cast("Driver", db.driver_of(session))
