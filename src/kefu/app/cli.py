"""The command line: `kefu serve`, `kefu migrate`, `kefu recount`, `kefu clock`, `kefu simulate`."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import structlog
import uvicorn
import uvloop

from kefu.acd.lease import Fence, is_in_use
from kefu.app.asgi import create_app
from kefu.insight.figures import command as recounting
from kefu.insight.simulation import command as simulation
from kefu.kernel.errors import KefuError
from kefu.platform import log
from kefu.platform.clock import utc_now
from kefu.platform.db import Database
from kefu.platform.migrate import upgrade
from kefu.platform.postgres import EmbeddedPostgres
from kefu.platform.settings import Settings

logger = structlog.get_logger(__name__)
STANDBY_LOOKS_EVERY_S = 0.05
PATIENCE_S, PATIENCE_AT_START_S = 5, 60
"""How long a standby waits for a sign of life of the process that serves."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; an expected failure is one line on standard error and exit status 1."""
    parser = argparse.ArgumentParser(prog="kefu", description="Kefu, the customer service centre platform")
    commands = parser.add_subparsers(dest="command", required=True)
    serving = commands.add_parser("serve", help="migrate if this is the owner's database, then serve until stopped")
    serving.add_argument("--standby", action="store_true", help="wait until the process that serves now is gone")
    commands.add_parser("migrate", help="bring the database schema up to date and stop")
    recounting.add_options(commands.add_parser("recount", help="make figures anew from the facts, and compare"))
    recounting.add_clock_options(commands.add_parser("clock", help="set by which time zone a tenant's days begin"))
    simulation.add_options(commands.add_parser("simulate", help="simulate calls and agents; needs no database"))
    chosen = parser.parse_args(arguments)
    if chosen.command == "simulate":
        simulate(chosen)
        return
    settings = Settings()
    log.configure(level=settings.log_level)
    try:
        uvloop.run(_work(chosen, settings))
    except KefuError as error:
        sys.exit(f"kefu: {error.detail} ({error.code})")
    except KeyboardInterrupt:
        sys.exit(130)


async def _work(chosen: argparse.Namespace, settings: Settings) -> None:
    if chosen.command == "serve":
        await serve(settings, is_standby=chosen.standby)
    elif chosen.command == "migrate":
        await migrate(settings)
    else:
        async with databases(settings) as (app_url, _):
            if chosen.command == "recount":
                await recounting.run(Database(app_url), chosen)
            else:
                await recounting.set_clock(Database(app_url), chosen, utc_now())


def simulate(chosen: argparse.Namespace) -> None:
    """Simulate calls and agents as the options say."""
    try:
        simulation.run(chosen)
    except KefuError as error:
        sys.exit(f"kefu: {error.detail} ({error.code})")


@asynccontextmanager
async def databases(settings: Settings) -> AsyncIterator[tuple[str, str | None]]:
    """Give the application's and the owner's address: a server's, or those of an embedded database that this starts."""
    if settings.database_url is not None:
        owner = settings.database_owner_url
        yield settings.database_url.get_secret_value(), owner.get_secret_value() if owner else None
        return
    async with EmbeddedPostgres(settings.data_dir.absolute() / "postgres") as postgres:
        yield postgres.app_url, postgres.owner_url


async def serve(settings: Settings, *, is_standby: bool = False) -> None:
    """Serve HTTP, the desks' sockets and the live centre in this process; a standby waits for its turn first.

    The lease on the journal decides whose turn it is.
    """
    if is_standby:
        await stand_by(settings.data_dir / "journal")
    async with databases(settings) as (app_url, owner_url):
        if owner_url is not None:
            await upgrade(owner_url)
        database = Database(app_url)
        config = uvicorn.Config(
            create_app(settings, database),
            host=settings.http_host,
            port=settings.http_port,
            log_config=None,
            access_log=False,
            ws="websockets-sansio",
            ws_per_message_deflate=False,
            ws_ping_interval=20,
            ws_ping_timeout=20,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=3,
            log_level="warning",  # its information lines show the tickets of WebSockets
            server_header=False,
        )
        try:
            await uvicorn.Server(config).serve()
        finally:
            await database.dispose()


async def stand_by(journal: Path) -> None:
    """Wait until the process that serves is gone; end one that hangs."""
    looks_a_s = round(1 / STANDBY_LOOKS_EVERY_S)
    fence = Fence(journal, patience=PATIENCE_S * looks_a_s, patience_at_start=PATIENCE_AT_START_S * looks_a_s)
    logger.info("standing by")
    while is_in_use(journal):
        if (pid := fence.look()) is not None:
            logger.error("ended a process that gave no sign of life", pid=pid)
        await asyncio.sleep(STANDBY_LOOKS_EVERY_S)


async def migrate(settings: Settings) -> None:
    """Bring the schema up to date."""
    async with databases(settings) as (_, owner_url):
        if owner_url is None:
            raise OwnerUnknownError("set KEFU_DATABASE_OWNER_URL to the owner of the schema")
        await upgrade(owner_url)


class OwnerUnknownError(KefuError):
    """Migrations need the schema's owner."""

    code = "database-owner-unknown"
    title = "The schema's owner is not set"
