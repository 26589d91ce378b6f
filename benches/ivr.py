"""`make bench-ivr`: 240 callers at once in a menu of two levels, 60 of them recorded; from a key to the next prompt.

All callers send sound all the time and press a key every 4 s; a quarter of them choose to leave a message in the second
menu, which is recorded until they hang up. The floor is the same menu as plain dialplan in the same Asterisk, with
prompts, keys and recording of its own; in turn (dialplan, product, dialplan). Times are those of Asterisk's own events,
read by a second ARI application: ChannelDtmfReceived, then PlaybackStarted (the dialplan's: ChannelDialplan).
"""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
import uvloop

from benches import harness
from benches.centre import Centre, open_centre
from benches.estate import label
from benches.harness import Aim, CpuMeter, quantile, spread, spreads
from benches.traffic import CALLERS_IP, TELEPHONY, Sipp

CALLERS, REPEATS = (60, 1) if harness.IS_SMALL else (240, 5)
RECORDED = CALLERS // 4
ARRIVAL_S, CALL_S = 12, 31
WALKERS_KEYS = tuple((at_s, "1") for at_s in range(3, CALL_S - 2, 4))
TALKERS_KEYS = ((3, "1"), (7, "2"))
OURS, PEER = "product", "dialplan"
NUMBERS = {OURS: "96310", PEER: "7100"}
WANTED = ("ChannelCreated", "ChannelDestroyed", "ChannelDialplan", "ChannelDtmfReceived", "PlaybackStarted")
PROMPTS = frozenset({"BackGround", "Playback"})
"""The dialplan's applications that say something."""

Run = dict[str, float | None]


def menu_flow() -> dict[str, Any]:
    """Return the product's flow: two menus that lead to each other, and from the second to the voice mail."""

    def menu(prompt: str, **keys: str) -> dict[str, Any]:
        exits = {name.removeprefix("key_"): node for name, node in keys.items()}
        return {
            "kind": "menu",
            "label": label(prompt),
            "media": [prompt],
            "timeout_s": 60,
            "attempts": 1,
            "exits": exits | {"timeout": "end", "invalid": "end"},
        }

    return {
        "format": 1,
        "language": "zh-CN",
        "start": "first",
        "nodes": {
            "first": menu("main-menu", key_1="second"),
            "second": menu("balance-menu", key_1="first", key_2="message"),
            "message": {
                "kind": "voicemail",
                "label": label("voicemail"),
                "media": ["beep"],
                "max_s": 120,
                "exits": {"next": "end"},
            },
            "end": {"kind": "hang_up", "label": label("end"), "exits": {}},
        },
        "calendars": {},
    }


def peer_configuration() -> dict[str, str]:
    """Give Asterisk the same menu as dialplan; the message is recorded the way the product does it."""
    return {
        "extensions.conf": f"""
[from-trunk](+)
exten => {NUMBERS[PEER]},1,Answer(,i)
 same => n,Goto(bench-first,start,1)
[bench-first]
exten => start,1,BackGround(kefu/zh-CN/main-menu)
 same => n,WaitExten(60)
exten => 1,1,Goto(bench-second,start,1)
[bench-second]
exten => start,1,BackGround(kefu/zh-CN/balance-menu)
 same => n,WaitExten(60)
exten => 1,1,Goto(bench-first,start,1)
exten => 2,1,Playback(kefu/zh-CN/beep)
 same => n,MixMonitor(,r(@RUN@/spool/recordings/${{UNIQUEID}}.wav))
 same => n,Wait(120)
"""
    }


# -- what Asterisk says --------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Hearing:
    """What the switch said during one run. Times are its own, in ms."""

    gaps_ms: list[float] = field(default_factory=list)
    digits: int = 0
    live: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    peak: int = 0
    _pressed: dict[str, float] = field(default_factory=dict)
    _unanswered: Counter[str] = field(default_factory=Counter)

    @property
    def neglected(self) -> int:
        """Return how many callers pressed a key that no prompt answered."""
        return len(+self._unanswered)

    def take(self, event: Mapping[str, Any]) -> None:
        """Take an event."""
        kind, at_ms = event["type"], _ms(event["timestamp"])
        if kind == "PlaybackStarted":
            self._prompt(event["playback"]["target_uri"].removeprefix("channel:"), at_ms)
            return
        channel = event["channel"]["id"]
        if kind == "ChannelCreated":
            self.live.add(channel)
            self.seen.add(channel)
            self.peak = max(self.peak, len(self.live))
        elif kind == "ChannelDestroyed":
            self.live.discard(channel)
        elif kind == "ChannelDtmfReceived":
            self.digits += 1
            self._pressed[channel] = at_ms
            self._unanswered[channel] += 1
        elif event["dialplan_app"] in PROMPTS:
            self._prompt(channel, at_ms)

    def _prompt(self, channel: str, at_ms: float) -> None:
        if channel in self._pressed:
            self.gaps_ms.append(at_ms - self._pressed.pop(channel))
            self._unanswered[channel] -= 1


def _ms(timestamp: str) -> float:
    return datetime.strptime(timestamp, "%Y-%m-%dT%H:%M:%S.%f%z").timestamp() * 1000


@dataclass(slots=True)
class Listener:
    """The second application: hears every channel, asks for nothing."""

    hearing: Hearing = field(default_factory=Hearing)

    @asynccontextmanager
    async def at(self, centre: Centre) -> AsyncIterator["Listener"]:
        """Listen while the body runs."""
        address = centre.node.address
        async with (
            aiohttp.ClientSession(headers=address.headers) as session,
            session.ws_connect(f"{address.url}/ari/events?app=bench&subscribeAll=true") as socket,
        ):
            allowed = {"allowed": [{"type": name} for name in WANTED]}
            async with session.put(f"{address.url}/ari/applications/bench/eventFilter", json=allowed) as answer:
                answer.raise_for_status()
            task = asyncio.create_task(self._listen(socket))
            try:
                yield self
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            event = json.loads(message.data)
            if event["type"] in WANTED:
                self.hearing.take(event)


# -- a run ---------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Bench:
    """One centre and what has been measured on it."""

    centre: Centre
    listener: Listener
    sounds: Mapping[str, Path]
    runs: dict[str, list[Run]] = field(default_factory=lambda: {OURS: [], PEER: []})

    async def measure(self) -> None:
        """Measure in the order dialplan, product, dialplan."""
        for repeat in range(REPEATS):
            for side in (PEER, OURS, PEER):
                run = await self._run(side)
                self.runs[side].append(run)
                shown = "  ".join(f"{name} {value:.4g}" for name, value in run.items() if value is not None)
                print(f"  {repeat + 1}/{REPEATS} {side:9} {shown}", flush=True)

    async def _run(self, side: str) -> Run:
        hearing = self.listener.hearing = Hearing()
        recordings = self.centre.node.address.recordings
        before = await asyncio.to_thread(_files, recordings)
        async with self._callers(side, "walkers") as walkers, self._callers(side, "talkers") as talkers:
            await asyncio.sleep(ARRIVAL_S + 1)
            meter = CpuMeter(self.centre.pids)
            await asyncio.sleep(CALL_S - ARRIVAL_S - 2)
            spent = meter.read()
            recorded = len(await asyncio.to_thread(_files, recordings) - before)
            outcomes = [await each.finished(CALL_S) for each in (walkers, talkers)]
        failed = sum(each.failed for each in outcomes) + hearing.neglected + max(0, CALLERS - len(hearing.seen))
        expected = len(WALKERS_KEYS) * (CALLERS - RECORDED) + len(TALKERS_KEYS) * RECORDED
        run: Run = {
            "p50_ms": quantile(hearing.gaps_ms, 0.5),
            "p99_ms": quantile(hearing.gaps_ms, 0.99),
            "max_ms": max(hearing.gaps_ms, default=None),
            "at_once": hearing.peak,
            "recorded": recorded,
            "failed": failed,
            "digits_lost": expected - hearing.digits,
        }
        run |= {f"{name}_cpu_pct_of_a_core": 100 * spent[name] / spent["wall"] for name in self.centre.pids}
        return run | {"others_load": spent["others"] / spent["wall"]}

    def _callers(self, side: str, kind: str) -> Sipp:
        count = RECORDED if kind == "talkers" else CALLERS - RECORDED
        return Sipp(
            TELEPHONY / "caller.xml",
            self.centre.sip,
            *("-s", NUMBERS[side], "-m", str(count), "-r", str(count), "-rp", str(1000 * ARRIVAL_S)),
            *("-key", "pcap", str(self.sounds[kind]), "-recv_timeout", str(1000 * CALL_S)),
            ip=CALLERS_IP,
        )


def _files(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*.wav")}


async def make_sounds(folder: Path) -> dict[str, Path]:
    """Make what the two kinds of callers send: a tone with keys in it."""
    sounds = {}
    for kind, keys in (("walkers", WALKERS_KEYS), ("talkers", TALKERS_KEYS)):
        sounds[kind] = folder / f"{kind}.pcap"
        pressed = [word for at_s, key in keys for word in ("--key", f"{key}@{at_s}")]
        command = (sys.executable, str(TELEPHONY / "make_pcap.py"), str(sounds[kind]), "--seconds", str(CALL_S + 1))
        maker = await asyncio.create_subprocess_exec(*command, *pressed)
        if await maker.wait() != 0:
            raise RuntimeError("make_pcap.py has failed")
    return sounds


# -- the verdict ---------------------------------------------------------------------------------------------------


def aims_of(runs: Sequence[Run]) -> list[Aim]:
    """Compare with what self-service should do."""
    return [
        Aim("key to next prompt p99, ms", spread(run["p99_ms"] for run in runs)["median"], 200),
        Aim("failed calls", sum(run["failed"] or 0 for run in runs), 0),
        Aim("callers at once", min(run["at_once"] or 0 for run in runs), CALLERS, "at least"),
        Aim("recorded at once", min(run["recorded"] or 0 for run in runs), RECORDED, "at least"),
    ]


async def run() -> int:
    """Measure, print, judge."""
    around = harness.machine()
    async with AsyncExitStack() as stack:
        opening = open_centre(flows={NUMBERS[OURS]: menu_flow()}, additions=peer_configuration())
        centre = await stack.enter_async_context(opening)
        listener = await stack.enter_async_context(Listener().at(centre))
        bench = Bench(centre, listener, await make_sounds(centre.folder))
        await bench.measure()
    figures = {"callers": CALLERS, "recorded": RECORDED} | {side: spreads(runs) for side, runs in bench.runs.items()}
    return harness.conclude("ivr", around, figures, aims_of(bench.runs[OURS]))


if __name__ == "__main__":
    sys.exit(uvloop.run(run()))
