"""The demonstration as a newcomer runs it: it opens, calls are answered, it stops and leaves nothing behind."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kefu_lab.agents.desk import Desk

PASSWORD = "only-for-this-test"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the data folder that all starts share."""
    return tmp_path_factory.mktemp("demo") / "data"


class Demo:
    """A running `kefu-lab demo`."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self.process, self.url = process, f"http://127.0.0.1:{port}"
        self.output = ""

    async def wait_for(self, words: str, timeout_s: float = 120) -> None:
        """Read its output until it says something."""
        assert self.process.stdout is not None
        async with asyncio.timeout(timeout_s):
            while words not in self.output:
                line = await self.process.stdout.readline()
                assert line, f"it ended without saying {words!r}:\n{self.output}"
                self.output += line.decode()

    async def wait_ended(self, timeout_s: float = 60) -> int:
        """Read its output to the end; return its exit status."""
        assert self.process.stdout is not None
        async with asyncio.timeout(timeout_s):
            self.output += (await self.process.stdout.read()).decode()
            return await self.process.wait()


@asynccontextmanager
async def demo(folder: Path, *arguments: str) -> AsyncIterator[Demo]:
    """Run a demo; end it at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {"KEFU_DATA_DIR": str(folder), "KEFU_HTTP_PORT": str(port), "KEFU_DEMO_PASSWORD": PASSWORD}
    process = await asyncio.create_subprocess_exec(
        *(str(Path(sys.executable).with_name("kefu-lab")), "demo", *arguments),
        env={**{name: value for name, value in os.environ.items() if not name.startswith("KEFU_")}, **own},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    running = Demo(process, port)
    try:
        yield running
    finally:
        if process.returncode is None:
            process.terminate()
            await running.wait_ended()


def descendants(pid: int) -> set[int]:
    """List the processes that a process has started, and those that these have started."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        parents[int(stat.parent.name)] = int(fields[1])
    found, fresh = set[int](), {pid}
    while fresh:
        fresh = {child for child, parent in parents.items() if parent in fresh} - found
        found |= fresh
    return found


def command_of(pid: int) -> list[str]:
    """Return a process's command line."""
    return Path(f"/proc/{pid}/cmdline").read_text().split("\0")


async def none_left(pids: set[int]) -> None:
    """Wait until none of the processes exists; helpers of helpers may be a moment behind."""
    async with asyncio.timeout(5):
        while any(Path(f"/proc/{pid}").exists() for pid in pids):
            await asyncio.sleep(0.05)


async def ended_calls(desk: Desk, until: str = "2100-01-01T00:00:00Z") -> None:
    """Wait until the history has a call that came before."""
    async with asyncio.timeout(60):
        while not await desk.get(f"/api/calls?from=2020-01-01T00:00:00Z&to={until}"):
            await asyncio.sleep(0.2)


async def test_calls_are_answered_and_ctrl_c_leaves_nothing(folder: Path) -> None:
    async with demo(folder, "--pace", "60", "--seed", "1") as running:
        await running.wait_for("Ctrl-C stops everything")
        assert f"password {PASSWORD}" in running.output
        async with await Desk.log_in(running.url, "supervisor", PASSWORD) as desk:
            await answered_calls(desk, 2)
        async with await Desk.log_in(running.url, "admin", PASSWORD) as desk:
            await ended_calls(desk)
        async with demo(folder) as second:
            assert await second.wait_ended() == 1
            assert f"already runs on {folder}" in second.output
        started = descendants(running.process.pid)
        assert len(started) >= 3  # database, switch, product
        running.process.send_signal(signal.SIGINT)
        assert await running.wait_ended() == 0
        assert "Traceback" not in running.output
        await none_left(started)


async def answered_calls(desk: Desk, count: int) -> None:
    """Wait until so many agents talk at once."""
    async with asyncio.timeout(90):
        async for frame in desk.frames():
            if frame["t"] == "snapshot":
                await desk.subscribe("board")
            if frame["t"] == "board" and [a["state"] for a in frame["d"]["agents"]].count("busy") >= count:
                return


async def test_the_second_start_goes_on_with_the_data_and_tells_when_a_part_dies(folder: Path) -> None:
    began = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    async with demo(folder, "--pace", "60", "--agents", "3") as running:
        await running.wait_for("Ctrl-C stops everything")
        async with await Desk.log_in(running.url, "admin", PASSWORD) as desk:
            await ended_calls(desk, until=began)
        async with await Desk.log_in(running.url, "supervisor", PASSWORD) as desk:
            await answered_calls(desk, 2)  # by agents who were signed on when it was stopped
        started = descendants(running.process.pid)
        [product] = [pid for pid in started if "serve" in command_of(pid)]
        os.kill(product, signal.SIGKILL)
        assert await running.wait_ended() == 1
        assert "The product has ended with status -9" in running.output
        await none_left(started)
