import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from kefu.platform import postgres as module
from kefu.platform.postgres import DatabaseStartError, EmbeddedPostgres
from support.postgres import data_folder
from support.switch_world import until


@pytest.fixture
def folder() -> Iterator[Path]:
    with data_folder() as folder:
        yield folder


def _is_running(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists() and "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()


def _program(pid: int | None) -> Path:
    return Path(f"/proc/{pid}/exe").readlink()


async def _value(url: str, statement: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def test_a_second_start_finds_the_data_of_the_first(folder: Path) -> None:
    async with EmbeddedPostgres(folder, is_durable=False) as postgres:
        first = postgres.pid
        await _value(postgres.owner_url, "CREATE TABLE note AS SELECT 'kept' AS text")
    assert first is not None
    assert not _is_running(first)
    async with EmbeddedPostgres(folder, is_durable=False) as postgres:
        assert await _value(postgres.owner_url, "SELECT text FROM note") == "kept"


async def test_it_listens_on_no_port_and_trusts_nobody(folder: Path) -> None:
    async with EmbeddedPostgres(folder, is_durable=False) as postgres:
        assert await _value(postgres.superuser_url, "SHOW listen_addresses") == ""
        rules = await _value(
            postgres.superuser_url, "SELECT string_agg(type || auth_method, ',') FROM pg_hba_file_rules"
        )
        assert rules == "localpeer"
        assert await _value(postgres.superuser_url, "SHOW server_encoding") == "UTF8"
        assert (
            await _value(postgres.superuser_url, "SELECT datlocale FROM pg_database WHERE datname = 'kefu'")
            == "C.UTF-8"
        )


async def test_the_application_owns_nothing_and_rules_nothing(folder: Path) -> None:
    async with EmbeddedPostgres(folder, is_durable=False) as postgres:
        role = await _value(
            postgres.app_url,
            "SELECT (current_user, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb)::text"
            " FROM pg_roles WHERE rolname = current_user",
        )
        assert role == "(kefu_app,f,f,f,f)"
        for statement in ("CREATE TABLE t ()", "CREATE SCHEMA s", "CREATE TEMP TABLE t ()", "SET ROLE kefu_owner"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await _value(postgres.app_url, statement)


async def test_after_kill_9_of_the_server_it_starts_again(folder: Path) -> None:
    postgres = EmbeddedPostgres(folder)
    await postgres.start()
    await _value(postgres.owner_url, "CREATE TABLE note AS SELECT 'kept' AS text")
    assert postgres.pid is not None
    os.kill(postgres.pid, signal.SIGKILL)
    await postgres.stop()
    assert (folder / "postmaster.pid").exists()
    async with postgres:
        assert await _value(postgres.owner_url, "SELECT text FROM note") == "kept"


async def test_the_mark_of_a_dead_server_is_no_hindrance_when_its_pid_lives_on(folder: Path) -> None:
    postgres = EmbeddedPostgres(folder, is_durable=False)
    async with postgres:
        pass
    (folder / "postmaster.pid").write_text(f"{os.getpid()}\n{folder}\n")
    async with postgres:
        assert await _value(postgres.app_url, "SELECT 1") == 1


async def test_a_server_whose_parent_was_killed_is_waited_for(folder: Path) -> None:
    program = (
        "import asyncio, sys; from pathlib import Path; from kefu.platform.postgres import EmbeddedPostgres\n"
        "async def main():\n"
        "    postgres = EmbeddedPostgres(Path(sys.argv[1]), is_durable=False)\n"
        "    await postgres.start(); print(postgres.pid, flush=True); await asyncio.Event().wait()\n"
        "asyncio.run(main())"
    )
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, str(folder), stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    orphan = int(await parent.stdout.readline())
    parent.kill()
    await parent.wait()
    async with EmbeddedPostgres(folder, is_durable=False) as postgres:
        assert not _is_running(orphan)
        assert await _value(postgres.app_url, "SELECT 1") == 1


async def test_data_that_another_process_uses_are_left_alone(folder: Path) -> None:
    async with EmbeddedPostgres(folder, is_durable=False) as postgres:
        with pytest.raises(DatabaseStartError, match="another process uses"):
            await EmbeddedPostgres(folder, settings={"max_connections": "3"}, is_durable=False).start()
        assert "max_connections = '100'" in (folder / "postgresql.conf").read_text()
        assert await _value(postgres.app_url, "SELECT 1") == 1


async def test_an_orphan_that_does_not_end_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kefu.platform.postgres._PREDECESSOR_TIMEOUT_S", 0)
    await asyncio.to_thread(folder.mkdir)
    orphan = await asyncio.create_subprocess_exec("/bin/sleep", "60", cwd=folder)
    (folder / "postmaster.pid").write_text(f"{orphan.pid}\n{folder}\n")
    try:
        with pytest.raises(DatabaseStartError, match=f"process {orphan.pid} still serves"):
            await EmbeddedPostgres(folder).start()
    finally:
        orphan.kill()
        await orphan.wait()


async def test_an_interrupted_first_start_is_begun_anew(folder: Path) -> None:
    unfinished = folder.with_name("postgres.unfinished")
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")
    async with EmbeddedPostgres(folder, is_durable=False) as postgres:
        assert await _value(postgres.app_url, "SELECT 1") == 1
    assert not unfinished.exists()


async def test_a_path_too_long_for_a_socket_works(folder: Path) -> None:
    deep = folder.parent / ("d" * 60) / ("e" * 60) / "postgres"
    async with EmbeddedPostgres(deep, is_durable=False) as postgres:
        socket_folder = Path(postgres.app_url.partition("host=")[2])
        assert await _value(postgres.app_url, "SELECT 1") == 1
        assert str(await _value(postgres.superuser_url, "SHOW data_directory")) == str(deep)
    assert not await asyncio.to_thread(socket_folder.exists)


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user runs the server himself, where he may read")
async def test_root_lends_the_service_user_a_folder_where_his_own_is_closed(folder: Path) -> None:
    closed = folder.parent / "closed"
    closed.mkdir(mode=0o700)
    wanted = closed / "postgres"
    async with EmbeddedPostgres(wanted, is_durable=False) as postgres:
        await _value(postgres.owner_url, "CREATE TABLE note AS SELECT 'kept' AS text")
    lent = wanted.resolve()
    try:
        assert wanted.is_symlink()
        assert lent.stat().st_uid != 0
        async with EmbeddedPostgres(wanted, is_durable=False) as postgres:
            assert await _value(postgres.owner_url, "SELECT text FROM note") == "kept"
    finally:
        for path in sorted(lent.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
        lent.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user runs the server himself, where he may read")
async def test_root_copies_binaries_that_the_service_user_cannot_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = folder.parent / "cache"
    can_enter = module._can_enter
    monkeypatch.setattr(module, "_ROOT_CACHE", cache)
    monkeypatch.setattr(
        module, "_can_enter", lambda path, account: "site-packages" not in str(path) and can_enter(path, account)
    )
    for _ in range(2):  # copies, then finds the copy
        async with EmbeddedPostgres(folder, is_durable=False) as postgres:
            assert _program(postgres.pid).is_relative_to(cache)
    assert len(list(cache.iterdir())) == 1


async def test_a_server_that_cannot_start_says_why(folder: Path) -> None:
    broken = EmbeddedPostgres(folder, settings={"shared_buffers": "many"}, is_durable=False)
    with pytest.raises(DatabaseStartError, match="shared_buffers"):
        await broken.start()
    assert broken.pid is None


async def test_a_cancelled_start_leaves_no_process(folder: Path) -> None:
    postgres = EmbeddedPostgres(folder, is_durable=False)
    starting = asyncio.create_task(postgres.start())
    await until(lambda: postgres.pid is not None, "the server's process")
    pid = postgres.pid
    starting.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await starting
    assert pid is not None
    assert not _is_running(pid)
