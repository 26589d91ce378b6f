"""Fixtures that every test may use; the builders are in tests/support."""

import logging
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio
import pytest_socket

from kefu.platform import log
from kefu.platform.db import Database
from support import postgres
from support.telephony import RunningSwitch, serve_switch


def pytest_configure() -> None:
    """Hand the log to pytest, which shows it for a test that fails."""
    log.configure(form="json")
    logging.getLogger().handlers.clear()


def pytest_runtest_setup() -> None:
    """Let tests talk to this machine only."""
    pytest_socket.socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep what runs on a real switch in one worker: side by side they would spoil each other's sound."""
    for item in items:
        if {"telephony", "e2e"} & set(item.path.parts) or "[asterisk" in item.name:
            item.add_marker(pytest.mark.xdist_group("switch"))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Refuse to run where the groups above are not heeded, as with a pytest that pytest-xdist does not know yet."""
    is_shared_out = getattr(session.config.option, "loadgroup", False)
    if is_shared_out and not all("@" in i.nodeid for i in session.items if i.get_closest_marker("xdist_group")):
        raise pytest.UsageError("pytest-xdist does not keep groups together in this version of pytest")


@pytest_asyncio.fixture(scope="session")
async def database_server() -> AsyncIterator[postgres.Server]:
    """Serve PostgreSQL to this test process."""
    async with postgres.serve() as server:
        yield server


@pytest_asyncio.fixture
async def database_urls(
    request: pytest.FixtureRequest, database_server: postgres.Server
) -> AsyncIterator[postgres.DatabaseUrls]:
    """Give a fresh migrated database, as addresses; with two tenants in it for a test that asks for them."""
    async with database_server.fresh_database(is_populated="two_tenants" in request.fixturenames) as fresh:
        yield fresh


@pytest_asyncio.fixture
async def database(database_urls: postgres.DatabaseUrls) -> AsyncIterator[Database]:
    """Give a fresh migrated database, opened as the application."""
    opened = Database(database_urls.app_url)
    yield opened
    await opened.dispose()


@pytest_asyncio.fixture
async def owner(database_urls: postgres.DatabaseUrls) -> AsyncIterator[asyncpg.Connection]:
    """Give a connection as the schema's owner; walls bind him too."""
    connection = await asyncpg.connect(database_urls.owner_url)
    yield connection
    await connection.close()


@pytest_asyncio.fixture
async def superuser(database_urls: postgres.DatabaseUrls) -> AsyncIterator[asyncpg.Connection]:
    """Give a connection that sees and may do everything."""
    connection = await asyncpg.connect(database_urls.superuser_url)
    yield connection
    await connection.close()


@pytest_asyncio.fixture
async def two_tenants(database_server: postgres.Server) -> postgres.Tenants:
    """Give two tenants, "east" and "west", alike in everything."""
    return await database_server.two_tenants()


@pytest_asyncio.fixture(scope="session")
async def asterisk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningSwitch]:
    """Serve a real telephone switch to this test process."""
    async with serve_switch(tmp_path_factory.mktemp("switch")) as running:
        yield running
