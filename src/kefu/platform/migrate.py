"""Brings the schema up to date, as its owner."""

from functools import partial
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from kefu.platform.db import connect

_ONE_AT_A_TIME = 0x6B656675  # "kefu": key of the advisory lock that two starting processes meet at


def config() -> Config:
    """Point alembic at the migrations: beside the package when installed, else in the source tree."""
    package = Path(__file__).parents[1]
    candidates = [package / "migrations", package.parents[1] / "migrations"]
    location = next(folder for folder in candidates if (folder / "env.py").is_file())
    alembic = Config()
    alembic.set_main_option("script_location", str(location).replace("%", "%%"))
    return alembic


async def upgrade(owner_url: str, revision: str = "head") -> None:
    """Migrate the database up to a revision; a second caller waits for the first.

    Raises: DatabaseUnavailableError.
    """
    engine = create_async_engine("postgresql+asyncpg://", async_creator=partial(connect, owner_url), poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
        await connection.run_sync(_upgrade, revision)
    await engine.dispose()


def _upgrade(connection: Connection, revision: str) -> None:
    alembic = config()
    alembic.attributes["connection"] = connection
    command.upgrade(alembic, revision)
