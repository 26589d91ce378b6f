"""One embedded PostgreSQL per test process; every test that asks gets a fresh copy of a finished database."""

import itertools
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg

from kefu.platform.db import Database
from kefu.platform.migrate import upgrade
from kefu.platform.postgres import DATABASE, EmbeddedPostgres
from kefu.platform.rls import APP_ROLE, OWNER_ROLE

from .organisation import Organisation, build

Tenants = tuple[Organisation, Organisation]
_POPULATED = "two_tenants"


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """Addresses of one test's database."""

    app_url: str
    owner_url: str
    superuser_url: str


@dataclass(slots=True)
class Server:
    """A running server with templates: migrated and empty, or with two tenants."""

    postgres: EmbeddedPostgres
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)
    _tenants: Tenants | None = None

    @asynccontextmanager
    async def fresh_database(self, *, is_populated: bool = False) -> AsyncIterator[DatabaseUrls]:
        """Copy a template; drop the copy afterwards."""
        if is_populated:
            await self.two_tenants()
        name = f"test_{next(self._numbers)}"
        await self._create(name, _POPULATED if is_populated else DATABASE)
        yield DatabaseUrls(
            app_url=self.postgres.url(APP_ROLE, name),
            owner_url=self.postgres.url(OWNER_ROLE, name),
            superuser_url=self.postgres.url("postgres", name),
        )
        await self._run(f"DROP DATABASE {name} WITH (FORCE)")

    async def two_tenants(self) -> Tenants:
        """Tell who lives in a populated copy."""
        if self._tenants is None:
            await self._create(_POPULATED, DATABASE)
            database = Database(self.postgres.url(APP_ROLE, _POPULATED))
            self._tenants = await build(database, "east"), await build(database, "west")
            await database.dispose()
        return deepcopy(self._tenants)

    async def _create(self, name: str, template: str) -> None:
        # file_copy writes no WAL and is the faster way for a small template
        await self._run(f"CREATE DATABASE {name} TEMPLATE {template} OWNER {OWNER_ROLE} STRATEGY file_copy")

    async def _run(self, statement: str) -> None:
        connection = await asyncpg.connect(self.postgres.url("postgres", "postgres"))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@contextmanager
def data_folder() -> Iterator[Path]:
    """Make a folder that the database's service user may enter too; pytest's own are closed to him."""
    with tempfile.TemporaryDirectory(prefix="kefu-test-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "postgres"


@asynccontextmanager
async def serve() -> AsyncIterator[Server]:
    """Start a server and migrate its template."""
    with data_folder() as folder:
        async with EmbeddedPostgres(folder, settings={"autovacuum": "off"}, is_durable=False) as postgres:
            await upgrade(postgres.owner_url)
            yield Server(postgres)
