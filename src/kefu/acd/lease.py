"""Whose turn it is to act: one process at a time holds the lease on a folder, and gives signs of life.

The lock is the kernel's, held for as long as the process exists: two holders never act side by side. A process that
hangs would hold it for ever; so who stands by, and hears no sign of life from a holder that he can reach, ends it
(`Fence`). What it had decided and not written is lost with it, as if it had been killed in that moment.
"""

import fcntl
import os
import signal
from pathlib import Path

from kefu.kernel.errors import KefuError

SIGN_EVERY_S = 1.0
"""How often a holder gives a sign of life."""


class JournalInUseError(KefuError):
    """Another process writes this journal."""

    code = "journal-in-use"
    title = "The journal is in use"


def is_in_use(folder: Path) -> bool:
    """Tell whether a process, of this machine or another that shares the folder, holds the lease."""
    try:
        lock = os.open(folder / "lock", os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


class Lease:
    """The right to act, from its making until `release` or the end of the process."""

    def __init__(self, folder: Path) -> None:
        """Take it.

        Raises: JournalInUseError.
        """
        self._lock = os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._lock)
            raise JournalInUseError(f"another process writes {folder.name}") from error
        os.ftruncate(self._lock, 0)
        os.pwrite(self._lock, f"{os.getpid()} {_world()}\n".encode(), 0)

    def sign(self) -> None:
        """Give a sign of life."""
        os.utime(self._lock)

    def release(self) -> None:
        """Give it back."""
        os.close(self._lock)


class Fence:
    """Watches a holder, look by look, and ends it when it has not given a sign for too long.

    Looks are counted, not seconds: a watcher who was stopped himself, or whose clock was set, accuses nobody. Until the
    holder has given its first sign it may be starting, which takes longer.
    """

    def __init__(self, folder: Path, *, patience: int, patience_at_start: int) -> None:
        """Watch the holder of a folder's lease; patience is in looks."""
        self._lock = folder / "lock"
        self._patience, self._patience_at_start = patience, patience_at_start
        self._holder: tuple[int, str] | None = None
        self._sign_ns = self._silent = 0
        self._has_signed = False

    def look(self) -> int | None:
        """Look at the holder; return its process id when it has been ended."""
        try:
            pid, world = self._lock.read_text().split()
            sign_ns = self._lock.stat().st_mtime_ns
        except (OSError, ValueError):  # it is just being taken
            return None
        if (int(pid), world) != self._holder:
            self._holder, self._has_signed, self._silent = (int(pid), world), False, 0
        elif sign_ns != self._sign_ns:
            self._has_signed, self._silent = True, 0
        else:
            self._silent += 1
        self._sign_ns = sign_ns
        limit = self._patience if self._has_signed else self._patience_at_start
        if self._silent < limit or world != _world():
            return None
        self._silent = 0
        os.kill(int(pid), signal.SIGKILL)
        return int(pid)


def _world() -> str:
    """Name where a process id means the same process: this boot of this machine, this container."""
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return f"{boot}/{Path('/proc/self/ns/pid').readlink()}"
