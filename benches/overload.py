"""`make bench-overload`: goodput when far more calls come than can be served, beside bare Asterisk.

Callers call a number that plays one sentence and hangs up. A call is *served* when it was answered within 2 s and hung
up within 2 s after the sentence, *refused* when a final answer of 400 or more came instead, *lost* otherwise. The rate
is raised until goodput does not follow; then once, twice and three times the peak's goodput are offered for a while.
The peer is the same dialogue as dialplan in the same switch, started anew without a limit of calls. Times and outcomes
are read off the wire.
"""

import asyncio
import contextlib
import itertools
import sys
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import uvloop

from benches import harness, wire
from benches.centre import open_centre
from benches.estate import label
from benches.harness import Aim, CpuMeter, quantile
from benches.traffic import CALLERS_IP, OWN, Sipp, TrafficError, numbers_file
from kefu.adapters.asterisk.node import AsteriskNode, NodeSettings
from kefu.ivr.prompts import SHIPPED

OURS, PEER = "product", "dialplan"
NUMBERS = {OURS: "96320", PEER: "7200"}
PROMPT, PROMPT_MS = "welcome", 2860
ANSWERED_WITHIN_MS, OVER_WITHIN_MS = 2000, PROMPT_MS + 2000
FIRST_RATE = {OURS: 40, PEER: 80}
GROWTH, STEP_S, MOST_STEPS = (2.0, 3, 3) if harness.IS_SMALL else (1.4, 6, 8)
FLAT = 0.8
"""Goodput below this part of what was offered: the rate is beyond the capacity."""
MULTIPLES, HOLD_S = ((2.0,), 6) if harness.IS_SMALL else ((1.0, 2.0, 3.0), 20)
MOST_RATE = 1500
QUIET_WITHIN_S = 10 if harness.IS_SMALL else 40
TAIL_S = 2
"""sipp leaves a little before its last callers are hung up; the wire still shows it."""
NO_LIMIT = 1_000_000

Run = dict[str, float | None]


def flow() -> dict[str, Any]:
    """Return the product's flow: a sentence, then it hangs up."""
    say = {"kind": "play", "label": label("say"), "media": [PROMPT], "exits": {"next": "end"}}
    end = {"kind": "hang_up", "label": label("end"), "exits": {}}
    return {"format": 1, "language": "zh-CN", "start": "say", "nodes": {"say": say, "end": end}, "calendars": {}}


def peer_configuration() -> dict[str, str]:
    """Give Asterisk the same dialogue as dialplan."""
    return {
        "extensions.conf": f"""
[from-trunk](+)
exten => {NUMBERS[PEER]},1,Answer(,i)
 same => n,Playback(kefu/zh-CN/{PROMPT})
 same => n,Hangup()
"""
    }


# -- what became of the calls --------------------------------------------------------------------------------------


@dataclass(slots=True)
class Fate:
    """What was seen of one call."""

    invited_ms: float
    status: int | None = None
    answered_ms: float | None = None
    ended_ms: float | None = None

    @property
    def is_served(self) -> bool:
        """Tell whether the caller got in time what he called for."""
        if self.answered_ms is None or self.ended_ms is None:
            return False
        is_quick = self.answered_ms - self.invited_ms <= ANSWERED_WITHIN_MS
        return is_quick and self.ended_ms - self.answered_ms <= OVER_WITHIN_MS

    @property
    def is_refused(self) -> bool:
        """Tell whether the caller got a clear no."""
        return self.answered_ms is None and self.status is not None and self.status != _CANCELLED


_CANCELLED = 487


def fates_of(messages: Iterable[wire.Message]) -> list[Fate]:
    """Return what became of the callers' calls, in the order of their INVITEs."""
    fates: dict[str, Fate] = {}
    for message in messages:
        fate = fates.get(message.call_id)
        if fate is None:
            if message.method == "INVITE" and message.status is None:
                fates[message.call_id] = Fate(message.at_ms)
        elif message.method == "INVITE" and message.status is not None and fate.status is None:
            if message.status >= 200:
                fate.status = message.status
            if 200 <= message.status < 300:
                fate.answered_ms = message.at_ms
        elif message.method == "BYE" and message.status is None and message.source != CALLERS_IP:
            fate.ended_ms = fate.ended_ms or message.at_ms
    return list(fates.values())


def run_of(fates: list[Fate], rate: float, seconds: float) -> Run:
    """Sum up a step: goodput is served calls a second."""
    waits = [fate.answered_ms - fate.invited_ms for fate in fates if fate.answered_ms is not None]
    span_s = max(seconds, (fates[-1].invited_ms - fates[0].invited_ms) / 1000) if fates else seconds
    served, refused = sum(fate.is_served for fate in fates), sum(fate.is_refused for fate in fates)
    return {
        "wanted_per_s": rate,
        "offered_per_s": len(fates) / span_s,
        "goodput_per_s": served / span_s,
        "refused_per_s": refused / span_s,
        "lost": len(fates) - served - refused,
        "answered_but_lost": sum(fate.answered_ms is not None and not fate.is_served for fate in fates),
        "answer_p50_ms": quantile(waits, 0.5),
        "answer_p99_ms": quantile(waits, 0.99),
    }


# -- a side --------------------------------------------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class Side:
    """One of the two that are measured, as its callers meet it."""

    name: str
    folder: Path
    sip: tuple[str, int]
    pids: Mapping[str, int]
    callers: Path
    refused: int = 0
    """Calls refused so far."""

    async def ramp(self) -> Run:
        """Raise the rate until goodput does not follow; return the best step."""
        best: Run = {"goodput_per_s": 0.0}
        rate, beyond = float(FIRST_RATE[self.name]), 0
        for _ in range(MOST_STEPS):
            run = await self.offer(rate, STEP_S)
            if _goodput(run) > _goodput(best):
                best = run
            beyond += _goodput(run) < FLAT * rate
            if beyond == 2 or _goodput(run) < _goodput(best) / 2:
                break
            rate *= GROWTH
        return best

    async def offer(self, rate: float, seconds: float) -> Run:
        """Let callers come at a rate for a while; wait until everything is over."""
        rate = min(round(rate), MOST_RATE)
        capture = self.folder / "overload.pcap"
        count = round(rate * seconds)
        arguments = ("-inf", str(self.callers), "-s", NUMBERS[self.name], "-m", str(count), "-r", str(rate))
        async with wire.capture(capture, self.sip[1], wire.EVERYTHING):
            meter = CpuMeter(self.pids)
            scenario = OWN / "impatient-caller.xml"
            async with Sipp(scenario, self.sip, *arguments, "-l", str(count), ip=CALLERS_IP) as sipp:
                cpu = CpuMeter({"callers": sipp.pid})
                await asyncio.sleep(seconds)
                spent = meter.read() | {"callers": cpu.read()["callers"]}
                with contextlib.suppress(TrafficError):  # who is not served by now will not be
                    await sipp.finished((ANSWERED_WITHIN_MS + OVER_WITHIN_MS) / 1000 + 1)
                sipp.require_running(may_be_done=True)
            await asyncio.sleep(TAIL_S)
            await harness.quiet(self.pids.values(), within_s=QUIET_WITHIN_S)
        fates = fates_of(await asyncio.to_thread(lambda: list(wire.messages(capture))))
        self.refused += sum(fate.is_refused for fate in fates)
        run = run_of(fates, rate, seconds)
        run |= {f"{name}_cpu_pct_of_a_core": 100 * spent[name] / spent["wall"] for name in (*self.pids, "callers")}
        print(f"  {self.name:9} {_shown(run)}", flush=True)
        return run


async def counted(url: str) -> float:
    """Return how many calls the product says were refused."""
    async with aiohttp.ClientSession() as session, session.get(f"{url}/metrics") as answer:
        lines = (await answer.text()).splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith("kefu_calls_refused_total{"))


def _goodput(run: Run) -> float:
    return run["goodput_per_s"] or 0.0


def _shown(run: Run) -> str:
    return "  ".join(f"{name} {value:.4g}" for name, value in run.items() if value is not None)


@dataclass(frozen=True, slots=True)
class Result:
    """A side's best, and what it did under multiples of that."""

    peak: Run
    held: Mapping[float, Run]

    @property
    def best(self) -> float:
        """Return the greatest goodput seen."""
        return max(map(_goodput, (self.peak, *self.held.values())))

    def part_at(self, multiple: float) -> float | None:
        """Return the goodput at a multiple of the peak's rate as a part of the best."""
        return _goodput(self.held[multiple]) / self.best if self.best else None

    def as_json(self) -> dict[str, Any]:
        """Return the form of the report."""
        runs = {"peak": self.peak} | {f"{multiple:g} x peak": run for multiple, run in self.held.items()}
        return {
            "best_goodput_per_s": round(self.best, 1),
            "part_kept": round(self.part_at(max(self.held)) or 0, 3),
            **{name: {key: value and round(value, 1) for key, value in run.items()} for name, run in runs.items()},
        }


async def measure(side: Side, multiples: Iterable[float]) -> Result:
    """Find the peak, then hold multiples of its rate."""
    peak = await side.ramp()
    return Result(peak, {each: await side.offer(each * _goodput(peak), HOLD_S) for each in multiples})


# -- the verdict ---------------------------------------------------------------------------------------------------


def aims_of(ours: Result, uncounted: float) -> list[Aim]:
    """Compare with what admission control should keep."""
    most = max(ours.held)
    held = ours.held[most]
    lost = sum(run["answered_but_lost"] or 0 for run in ours.held.values())
    return [
        Aim(f"goodput at {most:g}x the peak's rate, part of the peak", ours.part_at(most), 0.9, "at least"),
        Aim(f"answer p99 at {most:g}x, ms", held["answer_p99_ms"], 2000),
        Aim("calls answered, then lost", lost, 0),
        Aim("refused calls that the product did not count, or counted twice", abs(uncounted), 0),
    ]


async def measure_peer(numbers: str) -> Result:
    """Measure bare Asterisk: nothing else runs."""
    with tempfile.TemporaryDirectory(prefix="kefu-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "numbers.csv").write_text(numbers)
        wanted = NodeSettings(
            run=folder / "switch",
            prompts=SHIPPED,
            carrier_addresses=(CALLERS_IP,),
            max_calls=NO_LIMIT,
            additions=peer_configuration(),
        )
        async with AsteriskNode(wanted) as node:
            about: dict[str, Any] = {
                "folder": folder,
                "sip": ("127.0.0.1", node.sip_port),
                "pids": {"switch": node.pid},
            }
            return await measure(Side(name=PEER, callers=folder / "numbers.csv", **about), (max(MULTIPLES),))


async def run() -> int:
    """Measure, print, judge."""
    around = harness.machine()
    async with AsyncExitStack() as stack:
        centre = await stack.enter_async_context(open_centre(flows={NUMBERS[OURS]: flow()}))
        callers = numbers_file(centre.folder, itertools.islice(itertools.cycle(centre.subscribers), 5000))
        numbers = callers.read_text()
        about: dict[str, Any] = {"folder": centre.folder, "sip": centre.sip, "pids": centre.pids, "callers": callers}
        side = Side(name=OURS, **about)
        ours = await measure(side, MULTIPLES)
        uncounted = side.refused - await counted(centre.url)
    figures = {OURS: ours.as_json()}
    if not harness.IS_SMALL:
        figures[PEER] = (await measure_peer(numbers)).as_json()
    return harness.conclude("overload", around, figures, aims_of(ours, uncounted))


if __name__ == "__main__":
    sys.exit(uvloop.run(run()))
