"""The demonstration's processes: one per data folder, free ports, children that are watched and stopped."""

import asyncio
import os
import socket
import sys
from pathlib import Path

import pytest

from kefu_lab.processes import Child, DemoError, ended, only_one, require_free_port

DEAF = """
import signal, socket
signal.signal(signal.SIGTERM, signal.SIG_IGN)
socket.socket(type=socket.SOCK_DGRAM).sendto(b"deaf", ("127.0.0.1", {port}))
signal.pause()
"""
SHORT = "import sys; print('last words'); sys.exit(3)"


async def start(tmp_path: Path, program: str) -> Child:
    """Start a Python program as a child."""
    command = (sys.executable, "-c", program)
    return await Child.start("The program", command, environment={"COLOUR": "red"}, log=tmp_path / "log" / "it.log")


def is_alive(pid: int) -> bool:
    """Tell whether a process exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_data_folder_is_held_by_one_process(tmp_path: Path) -> None:
    with only_one(tmp_path / "data"):
        with (
            pytest.raises(DemoError, match=f"already runs on .*data .process {os.getpid()}."),
            only_one(tmp_path / "data"),
        ):
            pytest.fail("two of them")
        with only_one(tmp_path / "other"):
            pass
    with only_one(tmp_path / "data"):
        assert (tmp_path / "data" / "demo.lock").read_text() == str(os.getpid())


def test_a_port_in_use_is_told_with_the_variable_that_moves_it() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(DemoError, match=f"Port {port} on .* is in use. Set KEFU_HTTP_PORT"):
            require_free_port("127.0.0.1", port, "KEFU_HTTP_PORT")
    require_free_port("127.0.0.1", port, "KEFU_HTTP_PORT")
    with pytest.raises(DemoError, match=r"Cannot listen on 192\.0\.2\.1"):
        require_free_port("192.0.2.1", 8080, "KEFU_HTTP_HOST")


async def test_the_last_words_of_a_child_are_told(tmp_path: Path) -> None:
    child = await start(tmp_path, SHORT)
    said = await child.wait()
    assert said.startswith("The program has ended with status 3")
    assert said.endswith("last words")
    await child.stop()  # nothing is left to do


async def test_a_child_is_watched_and_stopped(tmp_path: Path) -> None:
    child = await start(tmp_path, "import os, signal; assert os.environ['COLOUR'] == 'red'; signal.pause()")
    watching = asyncio.create_task(ended(child.pid))
    await asyncio.sleep(0)
    assert not watching.done()
    await child.stop()
    await watching
    assert not is_alive(child.pid)


async def test_a_child_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as ready:
        ready.bind(("127.0.0.1", 0))
        ready.setblocking(False)
        child = await start(tmp_path, DEAF.format(port=ready.getsockname()[1]))
        assert await asyncio.wait_for(asyncio.get_running_loop().sock_recv(ready, 10), 10) == b"deaf"
    await child.stop(within_s=0.1)
    assert not child.is_running
    assert not is_alive(child.pid)
