from importlib import import_module
from pathlib import Path

import asyncpg
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

import kefu
from kefu.platform import migrate
from kefu.platform.db import Base
from support.postgres import DatabaseUrls

_SOURCES = Path(kefu.__file__).parent


def _import_all_tables() -> set[str]:
    """Import every room's tables.py, so that the metadata are whole; return the rooms."""
    rooms = {path.relative_to(_SOURCES).with_suffix("") for path in _SOURCES.rglob("tables.py")}
    for room in rooms:
        import_module("kefu." + ".".join(room.parts))
    import_module("kefu.platform.jobs")  # plumbing with a table of its own
    return {room.parts[0] for room in rooms}


def _differences(connection: Connection) -> list[str]:
    partitions = set(connection.scalars(text("SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'")))
    context = MigrationContext.configure(
        connection,
        opts={"compare_type": True, "include_name": lambda name, kind, _: kind != "table" or name not in partitions},
    )
    return [str(difference) for difference in compare_metadata(context, Base.metadata)]


async def test_the_migrated_database_is_what_the_rooms_say(database_urls: DatabaseUrls) -> None:
    assert "identity" in _import_all_tables()
    url = database_urls.owner_url.replace("postgresql://", "postgresql+asyncpg://", 1)
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
    await engine.dispose()


async def test_migrating_again_changes_nothing(database_urls: DatabaseUrls, owner: asyncpg.Connection) -> None:
    newest = await owner.fetchval("SELECT version_num FROM alembic_version")
    await migrate.upgrade(database_urls.owner_url)
    assert await owner.fetchval("SELECT version_num FROM alembic_version") == newest


def test_migrations_are_one_line() -> None:
    script = ScriptDirectory.from_config(migrate.config())
    assert [revision.revision for revision in script.walk_revisions()][::-1] == sorted(
        path.name[:4] for path in Path(script.versions).glob("*.py")
    )


async def test_the_application_cannot_migrate(owner: asyncpg.Connection) -> None:
    assert await owner.fetchval("SELECT has_table_privilege('kefu_app', 'alembic_version', 'SELECT')") is False
    assert await owner.fetchval("SELECT has_schema_privilege('kefu_app', 'public', 'CREATE')") is False
