"""What every bench needs: sizes, the machine's facts, CPU of processes, medians with spread, aims, the verdict."""

import asyncio
import json
import os
import platform
import statistics
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

RESULTS = Path(__file__).parent / "results"
IS_SMALL = os.environ.get("SCALE", "full") == "small"
_QUIET_S = 0.5
_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")

Figures = Mapping[str, Any]


# -- the machine ---------------------------------------------------------------------------------------------------


def machine() -> dict[str, Any]:
    """Say what this was measured on, and what else the machine had to do when it began."""
    return {
        "cpu": _first(Path("/proc/cpuinfo"), "model name"),
        "cpus": len(os.sched_getaffinity(0)),
        "memory_gib": round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30, 1),
        "system": _first(Path("/etc/os-release"), "PRETTY_NAME").strip('"'),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 2),
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def _first(path: Path, name: str) -> str:
    """Return the value of a file's first line that begins with a name."""
    for line in path.read_text().splitlines():
        key, _, value = line.replace("=", ":", 1).partition(":")
        if key.strip() == name:
            return value.strip()
    return ""


# -- CPU -----------------------------------------------------------------------------------------------------------


def cpu_s(pid: int) -> float:
    """Return the CPU seconds of a process with all its threads, and of its children with theirs, ended ones too.

    Source: proc_pid_stat(5), fields 14-17; the kernel counts exactly and shows hundredths.
    """
    return sum(_own_cpu_s(each) for each in (pid, *_descendants(pid)))


def others_cpu_s() -> float:
    """Return the CPU seconds that the machine has spent on anything but this process and its children.

    Source: proc_stat(5). What the hypervisor took away counts too.
    """
    fields = [int(field) for field in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / _TICKS_A_SECOND - cpu_s(os.getpid())


def _own_cpu_s(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0  # it has ended; its parent's record holds it now
    return sum(map(int, fields[11:15])) / _TICKS_A_SECOND


def _descendants(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        for child in map(int, children):
            yield child
            yield from _descendants(child)


class CpuMeter:
    """Reads the CPU of named processes from now on."""

    def __init__(self, pids: Mapping[str, int]) -> None:
        self.pids = pids
        self._began = {name: cpu_s(pid) for name, pid in self.pids.items()}
        self._others = others_cpu_s()
        self._at = time.monotonic()

    def read(self) -> dict[str, float]:
        """Return seconds by name, `others` for the rest of the machine, and `wall`."""
        spent = {name: cpu_s(pid) - self._began[name] for name, pid in self.pids.items()}
        return spent | {"others": others_cpu_s() - self._others, "wall": time.monotonic() - self._at}


async def quiet(pids: Iterable[int], within_s: float = 10.0) -> None:
    """Wait until processes have nothing left to do: together less than a tenth of a core, for half a second."""
    known = tuple(pids)
    give_up_at = time.monotonic() + within_s
    before, is_busy = sum(map(cpu_s, known)), True
    while is_busy and time.monotonic() < give_up_at:
        await asyncio.sleep(_QUIET_S)
        now = sum(map(cpu_s, known))
        before, is_busy = now, now - before > _QUIET_S / 10


async def until(is_met: Callable[[], Awaitable[bool]], within_s: float, looks_every_s: float = 0.02) -> None:
    """Wait until something has become true.

    Raises: TimeoutError.
    """
    async with asyncio.timeout(within_s):
        while True:
            if await is_met():
                return
            await asyncio.sleep(looks_every_s)


# -- figures -------------------------------------------------------------------------------------------------------


def quantile(values: Sequence[float], part: float) -> float | None:
    """Return the value below which this part of the values lies (nearest rank); None of none."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -int(-part * len(ordered) // 1) - 1))]


def spread(values: Iterable[float | None]) -> dict[str, Any]:
    """Return median, least and greatest of what the repeats gave."""
    given = [value for value in values if value is not None]
    if not given:
        return {"median": None, "min": None, "max": None, "repeats": 0}
    return {
        "median": _short(statistics.median(given)),
        "min": _short(min(given)),
        "max": _short(max(given)),
        "repeats": len(given),
    }


def spreads(runs: Sequence[Mapping[str, float | None]]) -> dict[str, Any]:
    """Return the spread of each figure over the runs."""
    names = dict.fromkeys(name for run in runs for name in run)
    return {name: spread(run.get(name) for run in runs) for name in names}


def _short(value: float) -> float:
    """Round to what can be meant: three digits, whole numbers from a hundred on."""
    return round(value, 3 if abs(value) < 1 else 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0)


# -- the verdict ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Aim:
    """What a figure should be; one that could not be measured is missed."""

    name: str
    value: float | None
    aim: float
    better: Literal["at most", "at least"] = "at most"

    @property
    def is_met(self) -> bool:
        """Tell whether it is as good as it should be."""
        if self.value is None:
            return False
        return self.value <= self.aim if self.better == "at most" else self.value >= self.aim

    def as_json(self) -> dict[str, Any]:
        """Return the form of the report."""
        value = None if self.value is None else _short(self.value)
        return {"name": self.name, "value": value, "aim": self.aim, "better": self.better, "met": self.is_met}


def conclude(bench: str, around: Mapping[str, Any], figures: Figures, aims: Sequence[Aim]) -> int:
    """Print the aims and, last, one line of JSON; keep it when RESULTS=1; return the exit status (0 with REPORT=1)."""
    for aim in aims:
        shown = aim.as_json()
        print(f"{'met   ' if aim.is_met else 'MISSED'}  {aim.name}: {shown['value']} ({aim.better} {aim.aim})")
    report = {
        "bench": bench,
        "scale": "small" if IS_SMALL else "full",
        "machine": {**around, "load_at_end": round(os.getloadavg()[0], 2)},
        "figures": figures,
        "aims": [aim.as_json() for aim in aims],
    }
    if os.environ.get("RESULTS") == "1":
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{bench}.json").write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    print(json.dumps(report, ensure_ascii=False), flush=True)
    return 0 if os.environ.get("REPORT") == "1" or all(aim.is_met for aim in aims) else 1
