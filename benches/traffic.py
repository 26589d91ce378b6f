"""Traffic by sipp: callers behind the trunk, agents' phones that answer by themselves."""

import asyncio
import contextlib
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
_LIMIT_S = 3600
_BEGIN_S = 0.3
_MEDIA_PORTS = itertools.cycle(range(30_000, 60_000, 4_000))


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


def _free_media_port(ip: str) -> int:
    """Return the first of a range of UDP ports that seems to be free, another one each time."""
    for port in itertools.islice(_MEDIA_PORTS, 8):
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            for offset in range(0, 8, 2):
                probe = stack.enter_context(socket.socket(type=socket.SOCK_DGRAM))
                probe.bind((ip, port + offset))
            return port
    raise TrafficError(f"no free ports for sound on {ip}")


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
            *("-mp", str(_free_media_port(ip)), "-nostdin", "-timeout", f"{_LIMIT_S}s", "-l", "1000"),
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
        await asyncio.sleep(_BEGIN_S)
        self.require_running(may_be_done=True)
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

    def require_running(self, *, may_be_done: bool = False) -> None:
        """Make sure that it runs, or at least that it has not broken down.

        Raises: TrafficError.
        """
        status = self._process.returncode if self._process is not None else -1
        if status is not None and not (may_be_done and status in (0, 1)):
            raise TrafficError(f"sipp on port {self.port} has ended: {self._last_words()}")

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
