"""`make bench-fanout`: how long a changed state takes to whom it concerns, and what telling costs.

1,000 desks, then 4,400, each with its directory of colleagues, and supervisors with boards (one to a hundred desks,
each narrowed to a team, and one of everybody); 110 agents a second change their state. From the change to the frame in
the desk's socket, by one clock; CPU of the serving process only. Beside it the plain way, which tells each desk of each
change, at a tenth of the rate, because it cannot keep up with more.
"""

import asyncio
import contextlib
import json
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import uvloop

from benches import harness
from benches.floor import TEAM
from benches.harness import Aim, cpu_s, quantile, spreads
from benches.traffic import free_tcp_port
from kefu_lab.processes import Child

RATE = 110.0
NAIVE_RATE = RATE / 10
FEW, MANY = (100, 400) if harness.IS_SMALL else (1000, 4400)
SECONDS, WARM_S, REPEATS = (5.0, 2.0, 1) if harness.IS_SMALL else (20.0, 5.0, 3)
_OPENED_AT_ONCE = 50


@dataclass(slots=True)
class Audience:
    """Desks that listen, and how late they were told."""

    late_ms: list[float] = field(default_factory=list)
    is_counting: bool = False
    opened: int = 0
    frames: int = 0
    octets: int = 0

    def take(self, text: str) -> None:
        """Take a frame in."""
        if not self.is_counting:
            return
        self.frames += 1
        self.octets += len(text)
        if text.startswith('{"t":"directory_changes"'):
            now_ms = time.time_ns() / 1e6
            self.late_ms += [now_ms - each["since_ms"] for each in json.loads(text)["d"]["agents"]]


async def listen(session: aiohttp.ClientSession, url: str, audience: Audience, asked: Sequence[Any], gate: Any) -> None:
    """Open one desk and read whatever comes."""
    async with gate:
        socket = await session.ws_connect(url, compress=0, heartbeat=None)
        for frame in asked:
            await socket.send_str(json.dumps(frame))
    audience.opened += 1
    async for message in socket:
        audience.take(message.data)


@asynccontextmanager
async def floor(agents: int, kind: str) -> AsyncIterator[tuple[Child, str]]:
    """Start the serving process."""
    port = free_tcp_port("127.0.0.1")
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kefu-bench-")))
        command = (sys.executable, "-m", "benches.floor", str(port), str(agents), kind)
        child = await Child.start("The floor", command, environment=dict(os.environ), log=folder / "floor.log")
        stack.push_async_callback(child.stop)
        url = f"http://127.0.0.1:{port}"
        async with asyncio.timeout(120), aiohttp.ClientSession() as session:
            while True:
                with contextlib.suppress(aiohttp.ClientError):
                    await _change(session, url, 0)
                    break
                if not child.is_running:
                    raise RuntimeError(await child.wait())
                await asyncio.sleep(0.1)
        yield child, url


async def measure(agents: int, kind: str, rate: float) -> dict[str, float | None]:
    """Open every desk, let states change, and count."""
    audience = Audience()
    async with floor(agents, kind) as (child, url), _session() as session:
        gate = asyncio.Semaphore(_OPENED_AT_ONCE)
        colleagues = {"t": "subscribe", "d": {"topics": ["directory"]}}
        board = {"t": "subscribe", "d": {"topics": ["board"]}}
        desks = [listen(session, f"{url}/ws?number={n}", audience, [colleagues], gate) for n in range(agents)]
        for team in range(agents // 100):
            narrowed = {"t": "board_scope", "d": {"group": f"team {team * 100 // TEAM}"}}
            desks.append(listen(session, f"{url}/ws", audience, [narrowed, board], gate))
        desks.append(listen(session, f"{url}/ws", audience, [board], gate))
        tasks = [asyncio.create_task(desk) for desk in desks]
        await harness.until(partial(_are_open, audience, len(desks)), within_s=120)
        await _change(session, url, rate)
        await asyncio.sleep(WARM_S)
        before, begin = cpu_s(child.pid), time.monotonic()
        audience.is_counting = True
        await asyncio.sleep(SECONDS)
        audience.is_counting = False
        spent, length = cpu_s(child.pid) - before, time.monotonic() - begin
        if gone := sum(task.done() for task in tasks):
            raise RuntimeError(f"{gone} desks were closed meanwhile")
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return {
        "median_ms": quantile(audience.late_ms, 0.5),
        "p99_ms": quantile(audience.late_ms, 0.99),
        "told": len(audience.late_ms) / length / rate,
        "frames_a_second": audience.frames / length,
        "mib_a_second": audience.octets / length / 2**20,
        "cores": spent / length,
        "cpu_ms_a_change": 1e3 * spent / length / rate,
    }


async def _change(session: aiohttp.ClientSession, url: str, rate: float) -> None:
    """Let so many states a second change."""
    async with session.post(f"{url}/rate?a_second={rate}"):
        pass


async def _are_open(audience: Audience, desks: int) -> bool:
    return audience.opened == desks


@asynccontextmanager
async def _session() -> AsyncIterator[aiohttp.ClientSession]:
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=None)) as session:
        yield session


async def run() -> int:
    """Measure, print, judge."""
    around = harness.machine()
    runs: dict[str, list[dict[str, float | None]]] = defaultdict(list)
    for repeat in range(REPEATS):
        print(f"  {repeat + 1}/{REPEATS}", flush=True)
        for agents, kind, rate in ((FEW, "naive", NAIVE_RATE), (FEW, "scoped", RATE), (MANY, "scoped", RATE)):
            name = f"{agents:,} desks, {kind}"
            found = await measure(agents, kind, rate)
            runs[name].append(found)
            shown = "  ".join(f"{key} {value:.4g}" for key, value in found.items() if value is not None)
            print(f"  {name:24} {shown}", flush=True)

    def worst(agents: int, key: str) -> float:
        return max(run[key] or 0.0 for run in runs[f"{agents:,} desks, scoped"])

    def least(kind: str, key: str) -> float:
        return min(run[key] or 0.0 for run in runs[f"{FEW:,} desks, {kind}"])

    aims = [
        *(
            Aim(f"{agents:,} desks, p99 from the change to the desk, ms", worst(agents, "p99_ms"), 250)
            for agents in (FEW, MANY)
        ),
        *(Aim(f"{agents:,} desks, cores", worst(agents, "cores"), 0.5) for agents in (FEW, MANY)),
        Aim(
            f"CPU of the plain way beside ours, a change, {FEW:,} desks",
            least("naive", "cpu_ms_a_change") / worst(FEW, "cpu_ms_a_change"),
            10,
            "at least",
        ),
    ]
    figures = {"changes_a_second": RATE, "team": TEAM, **{name: spreads(each) for name, each in runs.items()}}
    return harness.conclude("fanout", around, figures, aims)


if __name__ == "__main__":
    sys.exit(uvloop.run(run()))
