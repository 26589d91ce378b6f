"""django-helpdesk beside us: installed from its own lock file into its own environment, run as a process of its own."""

import asyncio
import json
import os
import subprocess
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

from kefu.platform.postgres import EmbeddedPostgres
from tools.setup.jobs import ROOT
from tools.setup.steps import PYTHON, digest, index_of_pip, once

FOLDER = Path(__file__).parent
LOCK = FOLDER / "requirements.lock"
ENVIRONMENT = ROOT / ".kefu" / "bench-helpdesk"
_UV = PYTHON.with_name("uv")


@dataclass(slots=True)
class Helpdesk:
    """A running django-helpdesk; `facts`: how many tickets, follow-ups and mails there are by now."""

    process: Process
    facts: Mapping[str, Any]

    async def create(self, count: int, *, has_mail: bool) -> None:
        """Have it create tickets.

        Raises: RuntimeError when there are not so many more afterwards, each with its follow-up.
        """
        before, self.facts = self.facts, await self._ask(f"create {count} {int(has_mail)}")
        for name, expected in (("tickets", count), ("follow_ups", count), ("mailed", count * has_mail)):
            if self.facts[name] - before.get(name, 0) != expected:
                raise RuntimeError(f"django-helpdesk has not made {expected} {name}: {before}, {self.facts}")

    async def _ask(self, line: str) -> dict[str, Any]:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())
        return await _answer(self.process)


@asynccontextmanager
async def open_helpdesk(postgres: EmbeddedPostgres, *, queues: int) -> AsyncIterator[Helpdesk]:
    """Start it on a database of its own in our server."""
    await asyncio.to_thread(install)
    name = f"helpdesk_{queues}"
    connection = await asyncpg.connect(postgres.superuser_url)
    try:
        await connection.execute(f"CREATE DATABASE {name}")
    finally:
        await connection.close()
    around = {"BENCH_DATABASE": name, "BENCH_SOCKETS": postgres.superuser_url.partition("host=")[2]}
    process = await asyncio.create_subprocess_exec(
        str(ENVIRONMENT / "bin" / "python"),
        str(FOLDER / "peer.py"),
        env={**os.environ, **around, "BENCH_USER": "postgres", "BENCH_QUEUES": str(queues)},
        stdin=PIPE,
        stdout=PIPE,
    )
    try:
        await _answer(process)
        yield Helpdesk(process, {})
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _answer(process: Process) -> dict[str, Any]:
    assert process.stdout is not None
    said = await process.stdout.readline()
    if not said:
        raise RuntimeError(f"django-helpdesk has ended with status {await process.wait()}")
    answer: dict[str, Any] = json.loads(said)
    return answer


def install() -> None:
    """Fill its environment from its lock, the first time, and again when that has changed."""
    once(ENVIRONMENT, digest([LOCK]), _fill)


def _fill() -> None:
    print("  django-helpdesk is installed", flush=True)
    python = ENVIRONMENT / "bin" / "python"
    for command in (
        ("venv", "--no-python-downloads", "--clear", "--python", PYTHON, ENVIRONMENT),
        ("pip", "install", "--python", python, "--require-hashes", "--requirement", LOCK),
    ):
        subprocess.run((_UV, command[0], "--quiet", *command[1:]), env=os.environ | index_of_pip(), check=True)
