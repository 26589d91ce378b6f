"""One embedded PostgreSQL per test process; every test that asks gets a fresh copy of the migrated database."""

import itertools
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg

from kefu.platform.migrate import upgrade
from kefu.platform.postgres import DATABASE, EmbeddedPostgres
from kefu.platform.rls import APP_ROLE, OWNER_ROLE


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """Addresses of one test's database."""

    app_url: str
    owner_url: str
    superuser_url: str


@dataclass(slots=True)
class Server:
    """A running server with a migrated template."""

    postgres: EmbeddedPostgres
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    @asynccontextmanager
    async def fresh_database(self) -> AsyncIterator[DatabaseUrls]:
        """Copy the template; drop the copy afterwards."""
        name = f"test_{next(self._numbers)}"
        admin = await asyncpg.connect(self.postgres.url("postgres", "postgres"))
        try:
            # file_copy needs no WAL and is the faster way for a small template without fsync
            await admin.execute(f"CREATE DATABASE {name} TEMPLATE {DATABASE} OWNER {OWNER_ROLE} STRATEGY file_copy")
            yield DatabaseUrls(
                app_url=self.postgres.url(APP_ROLE, name),
                owner_url=self.postgres.url(OWNER_ROLE, name),
                superuser_url=self.postgres.url("postgres", name),
            )
            await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        finally:
            await admin.close()


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
        async with EmbeddedPostgres(folder, is_durable=False) as postgres:
            await upgrade(postgres.owner_url)
            yield Server(postgres)
