"""The one door to the database: tenant-scoped transactions, and scoped reads on the bare driver."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from sqlalchemy import MetaData, text
from sqlalchemy import exc as sql_errors
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase

from kefu.kernel.errors import UnavailableError
from kefu.kernel.scope import Scope

__all__ = ["Base", "Database", "DatabaseUnavailableError", "Scope", "enter_scope"]


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


_SET_SCOPE = text(
    "SELECT set_config('kefu.tenant_id', :tenant, true), set_config('kefu.local_network_ids', :networks, true)"
)


async def enter_scope(session: AsyncSession, scope: Scope) -> None:
    """Show a transaction the rows of this scope only, from now to its end."""
    await session.execute(_SET_SCOPE, {"tenant": str(scope.tenant_id), "networks": _networks(scope)})


def _networks(scope: Scope) -> str:
    return "*" if scope.local_network_ids is None else ",".join(map(str, sorted(scope.local_network_ids)))


class Database:
    """Sessions on PostgreSQL; row-level security hides every tenant but the scope's."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = url
        self.engine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=self._connect,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_timeout=5,
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
                    await enter_scope(session, scope)
                yield session
        except sql_errors.TimeoutError as error:
            raise DatabaseUnavailableError("every connection is in use") from error
        except sql_errors.DBAPIError as error:
            if error.connection_invalidated or _is_gone(error.orig):
                raise DatabaseUnavailableError(type(error.orig).__name__) from error
            raise

    async def dispose(self) -> None:
        """Close every connection."""
        await self.engine.dispose()

    async def _connect(self) -> asyncpg.Connection:
        try:
            return await asyncpg.connect(self.url, timeout=5)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise DatabaseUnavailableError(type(error).__name__) from error


_GONE = ("08", "57P", "53300")  # connection exception, operator intervention, too many connections


def _is_gone(error: BaseException | None) -> bool:
    """Tell whether the server went away, as opposed to refusing a statement."""
    sqlstate = getattr(error, "sqlstate", None)
    return isinstance(sqlstate, str) and sqlstate.startswith(_GONE)
