"""One embedded PostgreSQL per test process; every test that asks gets a fresh copy of the migrated database."""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg

from kefu.platform.migrate import upgrade
from kefu.platform.postgres import DATABASE, EmbeddedPostgres
from kefu.platform.rls import APP_ROLE, OWNER_ROLE


@dataclass(frozen=True, slots=True)
class TestDatabase:
    """Addresses of one test's database."""

    app_url: str
    owner_url: str
    superuser_url: str


@dataclass(slots=True)
class TestServer:
    """A running server with a migrated template."""

    postgres: EmbeddedPostgres
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    @asynccontextmanager
    async def fresh_database(self) -> AsyncIterator[TestDatabase]:
        """Copy the template; drop the copy afterwards."""
        name = f"test_{next(self._numbers)}"
        admin = await asyncpg.connect(self.postgres.url("postgres", "postgres"))
        try:
            # file_copy needs no WAL and is the faster way for a small template without fsync
            await admin.execute(f"CREATE DATABASE {name} TEMPLATE {DATABASE} OWNER {OWNER_ROLE} STRATEGY file_copy")
            yield TestDatabase(
                app_url=self.postgres.url(APP_ROLE, name),
                owner_url=self.postgres.url(OWNER_ROLE, name),
                superuser_url=self.postgres.url("postgres", name),
            )
            await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        finally:
            await admin.close()


@asynccontextmanager
async def serve(folder: Path) -> AsyncIterator[TestServer]:
    """Start a server and migrate its template."""
    async with EmbeddedPostgres(folder / "postgres", is_durable=False) as postgres:
        await upgrade(postgres.owner_url)
        yield TestServer(postgres)
