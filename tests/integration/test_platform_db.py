import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from kefu.kernel.ids import TenantId
from kefu.platform.db import Database, DatabaseUnavailableError, Scope
from kefu.platform.ids import new_id
from kefu.platform.postgres import EmbeddedPostgres
from support.organisation import Organisation
from support.postgres import data_folder
from support.switch_world import until

SCOPE = Scope(TenantId(new_id()))
_ONE = text("SELECT 1")


@pytest_asyncio.fixture
async def mortal() -> AsyncIterator[EmbeddedPostgres]:
    """Give a server of one's own to kill."""
    with data_folder() as folder:
        async with EmbeddedPostgres(folder) as postgres:
            yield postgres


@pytest_asyncio.fixture
async def doomed(mortal: EmbeddedPostgres) -> AsyncIterator[Database]:
    database = Database(mortal.app_url)
    yield database
    await database.dispose()


async def _use(database: Database) -> None:
    async with database.transaction(SCOPE) as session, database.read(SCOPE) as reader:
        await session.execute(_ONE)
        assert await reader.fetchval("SELECT current_setting('kefu.tenant_id')") == str(SCOPE.tenant_id)


async def _kill(postgres: EmbeddedPostgres, how: signal.Signals) -> None:
    assert postgres.pid is not None
    served = Path(f"/proc/{postgres.pid}/task/{postgres.pid}/children").read_text().split()
    os.kill(postgres.pid, how)
    await postgres.stop()
    await until(lambda: not any(Path("/proc", pid).exists() for pid in served), "end of all")  # they may outlive it


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
async def test_a_database_that_is_gone_is_said_to_be_and_used_again_when_back(
    mortal: EmbeddedPostgres, doomed: Database, how: signal.Signals
) -> None:
    await _use(doomed)
    await _kill(mortal, how)
    for _ in range(2):
        with pytest.raises(DatabaseUnavailableError):
            async with doomed.transaction(SCOPE):
                pass
        with pytest.raises(DatabaseUnavailableError):
            async with doomed.read(SCOPE):
                pass
    await mortal.start()
    await _use(doomed)


async def test_a_restart_while_nobody_asked_is_not_even_noticed(mortal: EmbeddedPostgres, doomed: Database) -> None:
    async with doomed.transaction(SCOPE) as first, doomed.transaction(SCOPE) as second:
        await first.execute(_ONE)
        await second.execute(_ONE)
    await _use(doomed)
    await _kill(mortal, signal.SIGINT)
    await mortal.start()
    await _use(doomed)


async def test_a_transaction_that_loses_its_server_has_written_nothing(
    mortal: EmbeddedPostgres, doomed: Database
) -> None:
    owner = await asyncpg.connect(mortal.owner_url)
    await owner.execute("CREATE TABLE note (text text); GRANT ALL ON note TO kefu_app")
    await owner.close()

    async def write(*notes: str) -> None:
        async with doomed.transaction(SCOPE) as session:
            await session.execute(text("INSERT INTO note VALUES ('before')"))
            await _kill(mortal, signal.SIGKILL)
            for note in notes:
                await session.execute(text("INSERT INTO note VALUES (:note)"), {"note": note})

    for notes in (["after"], []):  # lost in the middle, lost just before the commit
        with pytest.raises(DatabaseUnavailableError):
            await write(*notes)
        await mortal.start()
    async with doomed.transaction(SCOPE) as session:
        assert (await session.execute(text("SELECT count(*) FROM note"))).scalar_one() == 0


@pytest.mark.parametrize(
    ("how", "statements"), [(signal.SIGKILL, 0), (signal.SIGKILL, 9), (signal.SIGQUIT, 1), (signal.SIGINT, 50)]
)
async def test_whenever_it_dies_nobody_sees_another_error(
    mortal: EmbeddedPostgres, doomed: Database, how: signal.Signals, statements: int
) -> None:
    done = 0

    async def work(is_reader: bool) -> str:
        nonlocal done
        try:
            async with doomed.read(SCOPE) if is_reader else doomed.transaction(SCOPE) as connection:
                while done < 1000:
                    await (connection.fetch("SELECT 1") if is_reader else connection.execute(_ONE))
                    done += 1
        except DatabaseUnavailableError:
            return "unavailable"
        return "done"

    tasks = [asyncio.create_task(work(is_reader=bool(n % 2))) for n in range(6)]
    await until(lambda: done >= statements, "statements")
    await _kill(mortal, how)
    assert set(await asyncio.gather(*tasks)) <= {"unavailable", "done"}
    await mortal.start()
    assert await work(is_reader=True) == await work(is_reader=False) == "done"


async def test_a_reader_that_loses_its_server_says_so(mortal: EmbeddedPostgres, doomed: Database) -> None:
    async def read() -> None:
        async with doomed.read(SCOPE) as reader:
            await _kill(mortal, signal.SIGKILL)
            await reader.fetchval("SELECT 1")

    with pytest.raises(DatabaseUnavailableError):
        await read()


async def test_a_server_that_throws_us_out_is_gone_too(database: Database, superuser: asyncpg.Connection) -> None:
    async def be_thrown_out() -> None:
        async with database.transaction(SCOPE) as session:
            pid = (await session.execute(text("SELECT pg_backend_pid()"))).scalar_one()
            await superuser.execute("SELECT pg_terminate_backend($1, 5000)", pid)
            await session.execute(_ONE)

    with pytest.raises(DatabaseUnavailableError):
        await be_thrown_out()


async def test_more_work_than_connections_is_unavailable(database: Database) -> None:
    narrow = Database(database.url, pool_size=1, pool_timeout_s=0)
    async with narrow.transaction(SCOPE) as only:
        await only.execute(_ONE)
        with pytest.raises(DatabaseUnavailableError, match="in use"):
            async with narrow.transaction(SCOPE):
                pass
    await narrow.dispose()


async def test_a_burst_opens_no_connection_twice(database: Database) -> None:
    async def burst() -> set[int]:
        async def pid(everybody: asyncio.Barrier) -> int:
            async with database.transaction(SCOPE) as session:
                await everybody.wait()
                return int((await session.execute(text("SELECT pg_backend_pid()"))).scalar_one())

        everybody = asyncio.Barrier(15)
        return set(await asyncio.gather(*(pid(everybody) for _ in range(15))))

    assert await burst() == await burst()


async def test_a_wrong_statement_is_no_outage(database: Database) -> None:
    with pytest.raises(ProgrammingError):
        async with database.transaction(SCOPE) as session:
            await session.execute(text("SELECT nonsense"))
    with pytest.raises(asyncpg.UndefinedColumnError):
        async with database.read(SCOPE) as reader:
            await reader.fetchval("SELECT nonsense")


async def test_a_failure_of_the_application_passes_through_and_undoes_its_writes(
    database: Database, two_tenants: tuple[Organisation, Organisation]
) -> None:
    scope = two_tenants[0].scope

    async def fail() -> None:
        async with database.transaction(scope) as session:
            await session.execute(text("UPDATE tenant SET name = 'changed'"))
            raise FileNotFoundError

    with pytest.raises(FileNotFoundError):
        await fail()
    with pytest.raises(FileNotFoundError):
        async with database.read(scope):
            raise FileNotFoundError
    async with database.transaction(scope) as session:
        assert (await session.execute(text("SELECT name FROM tenant"))).scalar_one() == "East"


async def test_readers_change_scope_with_every_loan_and_cannot_write(
    database: Database, two_tenants: tuple[Organisation, Organisation]
) -> None:
    narrow = Database(database.url, pool_size=1)
    east, west = two_tenants
    for organisation in (east, west, west, east):
        async with narrow.read(organisation.scope) as reader:
            assert [row["code"] for row in await reader.fetch("SELECT code FROM tenant")] == [organisation.code]
    async with narrow.read(east.scope) as reader:
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await reader.execute("DELETE FROM tenant")
    await narrow.dispose()


async def test_behind_a_pooler_a_reader_brings_its_scope_along_with_every_loan(
    database: Database, two_tenants: tuple[Organisation, Organisation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asyncpg.Connection, "get_server_pid", lambda _: 0)  # a pooler invents one
    pooled = Database(database.url, pool_size=1)
    for organisation in two_tenants:
        async with pooled.read(organisation.scope) as reader:
            assert await reader.fetchval("SELECT code FROM tenant") == organisation.code
            with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
                await reader.execute("DELETE FROM tenant")
    behind = await asyncpg.connect(database.url)
    assert await behind.fetchval("SELECT count(*) FROM tenant") == 0
    await behind.close()
    assert pooled._readers is not None
    async with pooled._readers.acquire() as reader:
        assert await reader.fetchval("SELECT current_setting('kefu.tenant_id', true)") == ""
    await pooled.dispose()


async def test_a_cancelled_transaction_is_cancelled_and_leaves_no_lock(database: Database) -> None:
    async def work() -> None:
        async with database.transaction(SCOPE) as session:
            await session.execute(text("SELECT pg_advisory_xact_lock(7)"))
            await session.execute(text("SELECT pg_sleep(60)"))

    for _ in range(30):
        task = asyncio.create_task(work())
        await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    async with asyncio.timeout(5), database.transaction(SCOPE) as session:
        await session.execute(text("SELECT pg_advisory_xact_lock(7)"))
