"""One process at a time may act, and one that hangs is ended by who stands by."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kefu.acd.lease import Fence, Lease, is_in_use

HOLDER = """
import sys, time
from pathlib import Path
from kefu.acd.lease import Lease
lease = Lease(Path(sys.argv[1]))
while True:
    print("sign", flush=True)
    sys.stdin.readline()
    lease.sign()
"""


class Holder:
    """A process that holds the lease and gives a sign of life when it is told."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-c", HOLDER, str(folder)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._wait()

    def sign(self) -> None:
        time.sleep(0.01)  # a file system's clock ticks every few milliseconds
        assert self.process.stdin
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        self._wait()

    def _wait(self) -> None:
        assert self.process.stdout
        assert self.process.stdout.readline() == "sign\n"


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[Holder]:
    holder = Holder(tmp_path)
    yield holder
    holder.process.kill()
    holder.process.communicate()


def fence(folder: Path) -> Fence:
    return Fence(folder, patience=3, patience_at_start=10)


def test_a_holder_that_hangs_is_ended_and_the_lease_is_free(holder: Holder, tmp_path: Path) -> None:
    watching = fence(tmp_path)
    watching.look()
    holder.sign()
    os.kill(holder.process.pid, signal.SIGSTOP)
    assert [watching.look() for _ in range(4)] == [None, None, None, holder.process.pid]
    assert holder.process.wait() == -signal.SIGKILL
    assert not is_in_use(tmp_path)


def test_a_holder_that_gives_signs_lives(holder: Holder, tmp_path: Path) -> None:
    watching = fence(tmp_path)
    for _ in range(10):
        holder.sign()
        assert [watching.look() for _ in range(3)] == [None] * 3
    assert is_in_use(tmp_path)


def test_a_holder_that_starts_has_more_time(holder: Holder, tmp_path: Path) -> None:
    watching = fence(tmp_path)
    assert [watching.look() for _ in range(10)] == [None] * 10
    assert watching.look() == holder.process.pid


def test_a_holder_out_of_reach_is_left_alone(holder: Holder, tmp_path: Path) -> None:
    (tmp_path / "lock").write_text(f"{holder.process.pid} another-machine\n")
    watching = fence(tmp_path)
    assert [watching.look() for _ in range(20)] == [None] * 20


def test_nobody_is_accused_while_the_lease_is_taken(tmp_path: Path) -> None:
    watching = fence(tmp_path)
    assert watching.look() is None, "there is no holder yet"
    (tmp_path / "lock").touch()
    assert watching.look() is None, "it has the lock and has not written who it is"
    lease = Lease(tmp_path)
    lease.sign()
    assert watching.look() is None
    lease.release()
