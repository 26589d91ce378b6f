"""Child processes of the demonstration: started, watched, stopped; and what must be free before."""

import asyncio
import errno
import fcntl
import os
import signal
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

_STOP_TIMEOUT_S = 15.0
_TAIL_LINES = 15


class DemoError(Exception):
    """The demonstration cannot start or go on; the message says why, and what to do."""


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold a data folder for this process alone.

    Raises: DemoError when another one holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "demo.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            holder = lock.read().strip()
            raise DemoError(
                f"A demo centre already runs on {folder.resolve()} (process {holder}). "
                "Stop it with Ctrl-C there, or set KEFU_DATA_DIR to another folder."
            ) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def require_free_port(host: str, port: int, variable: str) -> None:
    """Make sure that nobody listens on a TCP port.

    Raises: DemoError naming the variable that moves it.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise DemoError(f"Port {port} on {host} is in use. Set {variable} to another one.") from error
            raise DemoError(f"Cannot listen on {host}:{port}: {error.strerror}. See {variable}.") from error


async def ended(pid: int) -> None:
    """Wait until a child process has ended, without reaping it: that is for whoever started it."""
    loop = asyncio.get_running_loop()
    gone = asyncio.Event()
    descriptor = os.pidfd_open(pid)
    loop.add_reader(descriptor, gone.set)
    try:
        await gone.wait()
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)


class Child:
    """A program that runs beside us, its output in a log file; it ends when we end, even by kill -9."""

    def __init__(self, name: str, process: asyncio.subprocess.Process, log: Path) -> None:
        self.name, self._process, self._log = name, process, log

    @classmethod
    async def start(cls, name: str, command: Sequence[str], *, environment: Mapping[str, str], log: Path) -> "Child":
        """Start a program in a session of its own, so that Ctrl-C at the terminal reaches only us."""
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            process = await asyncio.create_subprocess_exec(
                *("setpriv", "--pdeathsig", "TERM", *command),
                env={**os.environ, **environment},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        return cls(name, process, log)

    @property
    def pid(self) -> int:
        """Return its process id."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Tell whether it has not ended."""
        return self._process.returncode is None

    async def wait(self) -> str:
        """Wait until it ends; return a sentence about it with its last words."""
        status = await self._process.wait()
        lines = self._log.read_text(errors="replace").splitlines()[-_TAIL_LINES:]
        return "\n".join([f"{self.name} has ended with status {status}; the end of {self._log}:", *lines])

    async def stop(self, within_s: float = _STOP_TIMEOUT_S) -> None:
        """Stop it politely, then firmly, and whatever it has left behind in its session."""
        if self.is_running:
            self._process.terminate()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), within_s)
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        await self._process.wait()


class Progress:
    """Says on the terminal what is being done and how long it took."""

    def __init__(self) -> None:
        self._began_at = time.monotonic()

    @property
    def seconds(self) -> float:
        """Return the time since the start."""
        return time.monotonic() - self._began_at

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Announce a step; finish its line when it is done."""
        began_at = time.monotonic()
        print(f"  {what} ... ", end="", flush=True)
        yield
        print(f"{time.monotonic() - began_at:.1f} s", flush=True)
