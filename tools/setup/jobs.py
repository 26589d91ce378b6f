"""Runs steps side by side, with a line of progress now and then, and the log of one that fails."""

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).resolve().parents[2]
BEAT_S = 10
COMMAND_WORDS = 3  # of a command, for the line of progress
QUIET_S = 2  # nobody wants to hear of what was ready at once
TAIL_LINES = 80  # npm says what is wrong before it says how to call it


class SetupError(Exception):
    """A step cannot be done; the text says what a person can do."""


class Run(Protocol):
    """Runs one command with its output in the step's log.

    Raises: SetupError when the command fails.
    """

    def __call__(self, *command: str | Path, cwd: Path = ROOT, env: Mapping[str, str] = os.environ) -> None: ...


@dataclass(frozen=True)
class Step:
    """One part of the set-up; it waits for those of `after` that are under way too."""

    name: str
    title: str
    work: Callable[[Run], None]
    after: tuple[str, ...] = ()


class Job:
    """A step under way: its log and the command it is at."""

    def __init__(self, step: Step, log: Path, stop: threading.Event) -> None:
        self.step = step
        self.command = "waits"
        self._log = log
        self._stop = stop

    def do(self, before: Sequence[Future[None]]) -> None:
        """Do the step after those before it; when it fails, the others stop at their next command."""
        wait(before)
        try:
            self._go_on()
            self.step.work(self.run)
        except BaseException:
            self._stop.set()
            raise

    def run(self, *command: str | Path, cwd: Path = ROOT, env: Mapping[str, str] = os.environ) -> None:
        """Run one command with its output in the log."""
        self._go_on()
        words = [word.name if isinstance(word, Path) else word for word in command]
        self.command = " ".join(words[:COMMAND_WORDS])
        with self._log.open("a") as log:
            print("$", *command, file=log, flush=True)
            done = subprocess.run(
                command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, check=False
            )
        if done.returncode:
            raise SetupError(f"{self.command}: exit status {done.returncode}\n{self._tail()}")

    def _go_on(self) -> None:
        if self._stop.is_set():
            raise SetupError("left undone")

    def _tail(self) -> str:
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "".join(f"    | {line}\n" for line in lines[-TAIL_LINES:])


def do_all(steps: Sequence[Step]) -> bool:
    """Do the steps side by side; tell whether all of them succeeded."""
    began = time.monotonic()
    stop = threading.Event()
    failures: list[str] = []
    with tempfile.TemporaryDirectory() as logs, ThreadPoolExecutor(len(steps)) as pool:
        running: dict[Future[None], Job] = {}
        for step in steps:
            before = [future for future, job in running.items() if job.step.name in step.after]
            job = Job(step, Path(logs, step.name), stop)
            running[pool.submit(job.do, before)] = job
        while running:
            done, _ = wait(running, BEAT_S, FIRST_COMPLETED)
            seconds = time.monotonic() - began
            for future in done:
                job = running.pop(future)
                error = future.exception()
                if error is not None:
                    failures.append(f"{job.step.title}: {error}")
                elif seconds > QUIET_S:
                    say(seconds, f"{job.step.title}: ready")
            if not done:
                say(seconds, " | ".join(f"{job.step.title}: {job.command}" for job in running.values()))
    print("".join(f"\n{failure}\n" for failure in failures), end="", flush=True)
    return not failures


def say(seconds: float, text: str) -> None:
    """Print one line of progress."""
    print(f"  {seconds:4.0f} s  {text}", flush=True)
