"""The one door to the database: tenant-scoped transactions."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import MetaData, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase

from kefu.kernel.errors import UnavailableError
from kefu.kernel.ids import LocalNetworkId, TenantId


class DatabaseUnavailableError(UnavailableError):
    """PostgreSQL does not answer; nothing has been written."""

    code = "database-unavailable"
    title = "The database cannot be reached"


class Base(DeclarativeBase):
    """Base of every ORM table; names of constraints follow one pattern."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows a transaction may see: one tenant, and all (None) or some of its local networks."""

    tenant_id: TenantId
    local_network_ids: frozenset[LocalNetworkId] | None = None


_SET_SCOPE = text(
    "SELECT set_config('kefu.tenant_id', :tenant, true), set_config('kefu.local_network_ids', :networks, true)"
)


class Database:
    """Sessions on PostgreSQL; row-level security hides every tenant but the scope's."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = url
        self.engine = create_async_engine(
            url.replace("postgresql://", "postgresql+asyncpg://", 1),
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_timeout=5,
            pool_pre_ping=False,
        )
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    @asynccontextmanager
    async def transaction(self, scope: Scope | None) -> AsyncIterator[AsyncSession]:
        """Open a transaction in a scope; commit at its end, roll back on an error.

        Without a scope only tables without a tenant and narrow log-in functions can be read.
        Raises: DatabaseUnavailableError.
        """
        try:
            async with self._sessions() as session, session.begin():
                if scope is not None:
                    networks = (
                        "*" if scope.local_network_ids is None else ",".join(map(str, sorted(scope.local_network_ids)))
                    )
                    await session.execute(_SET_SCOPE, {"tenant": str(scope.tenant_id), "networks": networks})
                yield session
        except (OSError, TimeoutError) as error:
            raise DatabaseUnavailableError(str(error)) from error

    async def dispose(self) -> None:
        """Close every connection."""
        await self.engine.dispose()
