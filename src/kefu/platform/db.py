"""The one door to the database: tenant-scoped transactions, and scoped reads on the bare driver."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import partial
from typing import Any, cast

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from sqlalchemy import DateTime, MetaData, Table, Text, event, text
from sqlalchemy import exc as sql_errors
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase

from kefu.kernel.errors import UnavailableError
from kefu.kernel.scope import Scope
from kefu.platform.events import Subscriptions

__all__ = ["Base", "Database", "DatabaseUnavailableError", "Scope", "connect", "driver_of", "enter_scope", "table_of"]


class DatabaseUnavailableError(UnavailableError):
    """PostgreSQL does not answer; nothing has been written."""

    code = "database-unavailable"
    title = "The database cannot be reached"


class Base(DeclarativeBase):
    """Base of every ORM table: text without a length, times with a zone, names of constraints by one pattern."""

    type_annotation_map = {str: Text(), datetime: DateTime(timezone=True)}  # noqa: RUF012 - declared so by DeclarativeBase
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def table_of(row: type[Base]) -> Table:
    """Return the plain table of a class of rows; what is written by the dozen needs no objects."""
    return cast("Table", row.__table__)


_SET_SCOPE = "SELECT set_config('kefu.tenant_id', $1, {0}), set_config('kefu.local_network_ids', $2, {0})"
_SET_FOR_TRANSACTION, _SET_FOR_SESSION = _SET_SCOPE.format("true"), _SET_SCOPE.format("false")
_DRIVER = "kefu.driver"
_CONNECT_TIMEOUT_S = 5
_LOST = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


def driver_of(session: AsyncSession) -> Any:
    """Return the driver's own connection of this transaction, scope and all: for what happens often."""
    return session.info[_DRIVER]


async def enter_scope(session: AsyncSession, scope: Scope) -> None:
    """Show a transaction the rows of this scope only, from now to its end."""
    await driver_of(session).execute(_SET_FOR_TRANSACTION, *_settings(scope))


def _settings(scope: Scope) -> tuple[str, str]:
    networks = scope.local_network_ids
    return str(scope.tenant_id), "*" if networks is None else ",".join(map(str, sorted(networks)))


async def connect(url: str) -> asyncpg.Connection:
    """Connect to PostgreSQL; the address may say anything that libpq understands.

    Raises: DatabaseUnavailableError.
    """
    try:
        return await asyncpg.connect(url, timeout=_CONNECT_TIMEOUT_S)
    except _LOST as error:
        raise DatabaseUnavailableError(type(error).__name__) from error


class _ReadConnection(asyncpg.Connection):
    """A connection that remembers its scope: most reads then cost one round trip.

    That holds only while nobody else uses the server's end. Behind a pooler (PgBouncer) every transaction may meet
    another server process with another tenant's settings: then each loan is a transaction with its own.
    """

    _is_direct = False
    _scope: Scope | None = None

    async def get_ready(self) -> None:
        """Find out whether the process that answers is the one that we connected to."""
        self._is_direct = await self.fetchval("SELECT pg_backend_pid()") == self.get_server_pid()
        if self._is_direct:
            await self.execute("SET default_transaction_read_only = on")

    @asynccontextmanager
    async def in_scope(self, scope: Scope) -> AsyncIterator[None]:
        """Show the rows of this scope only."""
        if not self._is_direct:
            async with self.transaction(readonly=True):
                await self.execute(_SET_FOR_TRANSACTION, *_settings(scope))
                yield
            return
        if scope != self._scope:
            await self.execute(_SET_FOR_SESSION, *_settings(scope))
            self._scope = scope
        yield

    def itself(self) -> "_ReadConnection":
        """Return the connection behind the pool's proxy, which forgets it as soon as it is lost."""
        return self


def _behind(proxy: Any) -> _ReadConnection:
    connection: _ReadConnection = proxy.itself()
    return connection


async def _get_ready(proxy: Any) -> None:
    await _behind(proxy).get_ready()


async def _keep(_connection: asyncpg.Connection) -> None:
    """Stand in for asyncpg's reset of returned connections: it would forget the scope, at a round trip each."""


@asynccontextmanager
async def _transaction_on(driver: Any) -> AsyncIterator[None]:
    """Commit at the end, roll back on an error; what cannot even roll back is hung up on, and its locks are free."""
    transaction = driver.transaction()
    await transaction.start()
    try:
        yield
    except BaseException as error:  # above all a cancellation: it must come through whatever rolling back meets
        try:
            await transaction.rollback()
        except _LOST:
            driver.terminate()
            raise error from None
        raise
    await transaction.commit()


def _refuse_unusable(connection: Any, _record: Any, _proxy: Any) -> None:
    """Make the pool connect anew when the server has gone away, or a roll-back never came through; asks nobody."""
    driver = connection.driver_connection
    if driver.is_closed() or driver.is_in_transaction():
        raise sql_errors.InvalidatePoolError


class Database:
    """Sessions on PostgreSQL; row-level security hides every tenant but the scope's.

    Lost connections are noticed when used and replaced at the next use: nothing has to be restarted. All are kept, and
    the one that was used last is used first: to open one, and to prepare and plan each statement anew on it, costs as
    much as some hundred of them.
    """

    def __init__(self, url: str, *, pool_size: int = 20, pool_timeout_s: float = 5) -> None:
        self.url = url
        self.subscriptions = Subscriptions()
        self.engine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=partial(connect, url),
            pool_size=pool_size,
            max_overflow=0,
            pool_use_lifo=True,
            pool_timeout=pool_timeout_s,
            isolation_level="AUTOCOMMIT",  # `transaction` begins and ends them, at half the cost
            hide_parameters=True,  # they hold personal data, and errors are logged
        )
        event.listen(self.engine.sync_engine, "checkout", _refuse_unusable)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)
        self._pool_size = pool_size
        self._pool_timeout_s = pool_timeout_s
        self._readers: asyncpg.Pool | None = None
        self._readers_lock = asyncio.Lock()

    @asynccontextmanager
    async def transaction(self, scope: Scope | None) -> AsyncIterator[AsyncSession]:
        """Open a transaction in a scope; commit at its end, roll back on an error.

        Without a scope only tables without a tenant and narrow log-in functions can be read.
        Raises: DatabaseUnavailableError.
        """
        is_lost = True  # as long as there is no connection
        try:
            async with self._sessions() as session:
                self.subscriptions.attach(session)
                driver: Any = (await (await session.connection()).get_raw_connection()).driver_connection
                session.info[_DRIVER] = driver
                try:
                    async with _transaction_on(driver):
                        if scope is not None:
                            await enter_scope(session, scope)
                        yield session
                        await session.flush()
                    await session.commit()  # all is written: what waits for that is told
                finally:
                    is_lost = driver.is_closed()
        except DatabaseUnavailableError:
            raise
        except sql_errors.TimeoutError as error:
            raise DatabaseUnavailableError("every connection is in use") from error
        except Exception as error:
            if is_lost or _is_gone(error):
                raise DatabaseUnavailableError(type(getattr(error, "orig", error)).__name__) from error
            raise

    @asynccontextmanager
    async def read(self, scope: Scope) -> AsyncIterator["PoolConnectionProxy[asyncpg.Record]"]:
        """Lend a bare connection in a scope for hot reads: no transaction, no ORM, writes refused.

        Raises: DatabaseUnavailableError.
        """
        pool = await self._reader_pool()
        try:
            connection = await pool.acquire(timeout=self._pool_timeout_s)
        except _LOST as error:
            raise DatabaseUnavailableError(type(error).__name__) from error
        behind = _behind(connection)
        try:
            async with behind.in_scope(scope):
                yield connection
        except Exception as error:
            if behind.is_closed() or _is_gone(error):
                raise DatabaseUnavailableError(type(error).__name__) from error
            raise
        finally:
            with suppress(asyncpg.InternalClientError):  # the pool has taken a lost connection back by itself
                await pool.release(connection)

    async def ping(self) -> None:
        """Ask for a sign of life.

        Raises: DatabaseUnavailableError.
        """
        async with self.transaction(None) as session:
            await session.execute(text("SELECT 1"))

    async def dispose(self) -> None:
        """Close every connection."""
        if self._readers is not None:
            await self._readers.close()
        await self.engine.dispose()

    async def _reader_pool(self) -> asyncpg.Pool:
        async with self._readers_lock:
            if self._readers is None:
                self._readers = await asyncpg.create_pool(
                    self.url,
                    min_size=0,
                    max_size=self._pool_size,
                    timeout=_CONNECT_TIMEOUT_S,
                    connection_class=_ReadConnection,
                    init=_get_ready,
                    reset=_keep,
                )
        return self._readers


_GONE = ("08", "57P", "53300")  # connection exception, operator intervention, too many connections


def _is_gone(error: Exception) -> bool:
    """Tell whether the server says that it cannot serve us, as opposed to refusing a statement."""
    if isinstance(error, sql_errors.DBAPIError):
        if error.connection_invalidated:
            return True
        error = error.orig if isinstance(error.orig, Exception) else error
    sqlstate = getattr(error, "sqlstate", None)
    return isinstance(sqlstate, str) and sqlstate.startswith(_GONE)
