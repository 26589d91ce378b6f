"""Traffic by sipp: callers behind the trunk, agents' phones that answer by themselves."""

import asyncio
import csv
import itertools
import socket
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

TELEPHONY = Path(__file__).parents[1] / "telephony" / "sipp"
OWN = Path(__file__).parent / "sipp"
CALLERS_IP, PHONES_IP = "127.0.0.2", "127.0.0.3"
_STOP_TIMEOUT_S = 5.0
_LIMIT_S = 1800
_MEDIA_PORTS = itertools.cycle(range(30_000, 50_000, 4_000))


class TrafficError(Exception):
    """sipp did not do what was asked of it; the message holds its last words."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a run's calls, as sipp counts them."""

    successful: int
    failed: int


def free_udp_port(ip: str) -> int:
    """Return a UDP port that nobody has now."""
    return _free_port(ip, socket.SOCK_DGRAM)


def free_tcp_port(ip: str) -> int:
    """Return a TCP port that nobody has now."""
    return _free_port(ip, socket.SOCK_STREAM)


def _free_port(ip: str, kind: socket.SocketKind) -> int:
    with socket.socket(type=kind) as probe:
        probe.bind((ip, 0))
        port: int = probe.getsockname()[1]
    return port


class Sipp:
    """One sipp; `async with` ends it."""

    def __init__(self, scenario: Path, switch: tuple[str, int], *arguments: str, ip: str, port: int = 0) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="kefu-sipp-")
        self._stat = Path(self._folder.name) / "stat.csv"
        self.port = port or free_udp_port(ip)
        self._command = [
            *("sipp", "-sf", str(scenario), "-i", ip, "-p", str(self.port), "-mi", ip),
            *("-mp", str(next(_MEDIA_PORTS)), "-nostdin", "-timeout", f"{_LIMIT_S}s", "-l", "1000"),
            *("-trace_stat", "-stf", str(self._stat), "-fd", "1"),
            *arguments,
            f"{switch[0]}:{switch[1]}",
        ]
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> "Sipp":
        self._log = (Path(self._folder.name) / "said").open("w+b")
        self._process = await asyncio.create_subprocess_exec(
            *("setpriv", "--pdeathsig", "KILL", *self._command),
            cwd=self._folder.name,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=self._log,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        process = self._process
        if process is not None and process.returncode is None:
            process.kill()
            await process.wait()
        self._log.close()
        self._folder.cleanup()

    @property
    def pid(self) -> int:
        """Return its process id."""
        if self._process is None:
            raise TrafficError("sipp has not been started")
        return self._process.pid

    def require_running(self) -> None:
        """Make sure that it has not ended.

        Raises: TrafficError.
        """
        if self._process is None or self._process.returncode is not None:
            raise TrafficError(f"sipp has ended: {self._last_words()}")

    async def finished(self, within_s: float) -> Outcome:
        """Wait until all its calls are over; return what became of them.

        Raises: TrafficError, also when it takes too long.
        """
        assert self._process is not None
        try:
            async with asyncio.timeout(within_s):
                status = await self._process.wait()
        except TimeoutError as error:
            raise TrafficError(f"calls are not over after {within_s:.0f} s") from error
        if status not in (0, 1):  # 1: some calls have failed
            raise TrafficError(f"sipp ended with status {status}: {self._last_words()}")
        with self._stat.open(newline="") as file:
            last = list(csv.DictReader(file, delimiter=";"))[-1]
        return Outcome(successful=int(last["SuccessfulCall(C)"]), failed=int(last["FailedCall(C)"]))

    def _last_words(self) -> str:
        self._log.seek(0)
        return self._log.read().decode(errors="replace")[-500:]


def numbers_file(folder: Path, numbers: Iterable[str]) -> Path:
    """Write the callers' numbers as sipp reads them, one a call."""
    path = folder / "numbers.csv"
    path.write_text("SEQUENTIAL\n" + "".join(f"{number};\n" for number in numbers))
    return path
