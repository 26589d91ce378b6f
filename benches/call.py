"""`make bench-call`: an inbound call until an agent's telephone rings, and what it costs; beside Asterisk's app_queue.

Sixty agents, whose telephones answer at once and hang up after 2 s, get 5, 10 and 24 calls a second. Then five agents
with calls of half a second are waited for by 30 callers: how soon after his BYE does an agent get the next INVITE?
Both sides run in the same Asterisk, in turn (app_queue, product, app_queue); all times are taken off the wire. The
product is whole: its database, its facts, 60 open desks with a customer's data on each at every call.
"""

import asyncio
import itertools
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import uvloop

from benches import harness, wire
from benches.centre import Centre, Crew, open_centre
from benches.estate import Team, queue_flow
from benches.harness import Aim, CpuMeter, quantile, spread, spreads
from benches.traffic import CALLERS_IP, OWN, PHONES_IP, TELEPHONY, Sipp, free_udp_port, numbers_file

RATES = (5, 10, 24)
SECONDS, REPEATS = (5, 1) if harness.IS_SMALL else (12, 5)
MANY = Team(queue_code="bench-many", numbers=tuple(str(number) for number in range(3001, 3061)))
FEW = Team(queue_code="bench-few", numbers=tuple(str(number) for number in range(3101, 3106)))
WAITING, WAITING_RATE = 30, 50
TALK_MS = {MANY.queue_code: 2000, FEW.queue_code: 500}
PATIENCE_MS = 30_000
OURS, PEER = "product", "app_queue"
NUMBERS = {(OURS, MANY): "96301", (OURS, FEW): "96302", (PEER, MANY): "7000", (PEER, FEW): "7001"}
IDLE_S = 3

Run = dict[str, float | None]


@dataclass(slots=True)
class Bench:
    """One centre, its two teams, and what has been measured on them."""

    centre: Centre
    crews: dict[str, Crew]
    phones: dict[str, Sipp]
    callers: Iterator[str]
    first_ring: dict[tuple[int, str], list[Run]] = field(default_factory=lambda: defaultdict(list))
    next_call: dict[str, list[Run]] = field(default_factory=lambda: defaultdict(list))

    async def measure(self) -> None:
        """Measure everything, in the order peer, product, peer."""
        for repeat in range(REPEATS):
            for side in (PEER, OURS, PEER):
                for rate in RATES:
                    run = await self._first_ring(side, rate)
                    self.first_ring[rate, side].append(run)
                    print(f"  {repeat + 1}/{REPEATS} {side:9} {rate:2} calls/s  {_shown(run)}", flush=True)
                run = await self._next_call(side)
                self.next_call[side].append(run)
                print(f"  {repeat + 1}/{REPEATS} {side:9} next call   {_shown(run)}", flush=True)

    async def idle(self) -> dict[str, float]:
        """Return the CPU that the centre takes with everybody waiting, in ms a second."""
        meter = CpuMeter(self.centre.pids)
        await asyncio.sleep(IDLE_S)
        spent = meter.read()
        return {name: round(1000 * spent[name] / spent["wall"], 1) for name in (*self.centre.pids, "others")}

    async def _first_ring(self, side: str, rate: int) -> Run:
        calls = rate * SECONDS
        run, requests = await self._call(side, MANY, calls, rate)
        entered, rang = _by_caller(requests)
        waits = [rang[caller] - at_ms for caller, at_ms in entered.items() if caller in rang]
        return {
            "p50_ms": quantile(waits, 0.5),
            "p99_ms": quantile(waits, 0.99),
            "max_ms": max(waits, default=None),
            "failed": calls - len(waits) + (run.pop("sipp_failed") or 0),
            **run,
        }

    async def _next_call(self, side: str) -> Run:
        run, requests = await self._call(side, FEW, WAITING, WAITING_RATE)
        gaps, rang = _gaps(requests), _by_caller(requests)[1]
        return {
            "p50_ms": quantile(gaps, 0.5),
            "p95_ms": quantile(gaps, 0.95),
            "max_ms": max(gaps, default=None),
            "measured": len(gaps),
            "failed": WAITING - len(rang) + (run["sipp_failed"] or 0),
        }

    async def _call(self, side: str, team: Team, calls: int, rate: int) -> tuple[Run, list[wire.Request]]:
        """Let so many people call; return the CPU per call in ms, and what passed on the wire."""
        centre = self.centre
        self.phones[team.queue_code].require_running()
        await self.crews[team.queue_code].all_ready()
        capture = centre.folder / "wire.pcap"
        numbers = numbers_file(centre.folder, itertools.islice(self.callers, calls))
        arguments = ("-inf", str(numbers), "-s", NUMBERS[side, team], "-m", str(calls), "-r", str(rate))
        patience = ("-recv_timeout", str(PATIENCE_MS))
        async with wire.capture(capture, centre.node.sip_port):
            meter = CpuMeter(centre.pids)
            async with Sipp(OWN / "silent-caller.xml", centre.sip, *arguments, *patience, ip=CALLERS_IP) as sipp:
                outcome = await sipp.finished(calls / rate + 2 * PATIENCE_MS / 1000)
            await harness.quiet(centre.pids.values())  # what the calls leave to be done belongs to them
            spent = meter.read()
        run: Run = {f"{name}_cpu_ms": 1000 * spent[name] / calls for name in centre.pids}
        run |= {"sipp_failed": outcome.failed, "others_load": spent["others"] / spent["wall"]}
        return run, wire.read(capture)


def _by_caller(requests: Sequence[wire.Request]) -> tuple[dict[str, float], dict[str, float]]:
    """Return when each caller's INVITE came, and when an agent's first INVITE for him went out."""
    entered: dict[str, float] = {}
    rang: dict[str, float] = {}
    for request in requests:
        if request.method == "INVITE":
            seen = entered if request.source == CALLERS_IP else rang
            seen.setdefault(_subscriber(request.from_user), request.at_ms)
    return entered, {caller: at_ms for caller, at_ms in rang.items() if caller in entered}


def _subscriber(number: str) -> str:
    """Return a number without what says that it is Chinese."""
    return number.removeprefix("+86").removeprefix("0")


def _gaps(requests: Sequence[wire.Request]) -> list[float]:
    """Return the times from an agent's BYE to his next INVITE."""
    agents: dict[str, str] = {}
    free_since: dict[str, float] = {}
    gaps = []
    for request in requests:
        if request.method == "INVITE" and request.target == PHONES_IP:
            agent = agents[request.call_id] = request.uri_user
            if agent in free_since:
                gaps.append(request.at_ms - free_since.pop(agent))
        elif request.method == "BYE" and request.source == PHONES_IP and request.call_id in agents:
            free_since[agents[request.call_id]] = request.at_ms
    return gaps


def _shown(run: Run) -> str:
    return "  ".join(f"{name} {value:.4g}" for name, value in run.items() if value is not None)


# -- the peer ------------------------------------------------------------------------------------------------------


def peer_configuration(ports: dict[str, int]) -> dict[str, str]:
    """Give Asterisk the same queues of its own: members are telephones at the addresses of the product's agents."""
    endpoints, queues = [], ["[general]", "persistentmembers=no", "autofill=yes"]
    for team in (MANY, FEW):
        queues += [f"[{team.queue_code}]", "strategy=leastrecent", "musicclass=default", "timeout=20", "retry=1"]
        queues += ["ringinuse=no", "wrapuptime=0"]
        for number in team.numbers:
            name = f"peer{number}"
            queues.append(f"member => PJSIP/{name}")
            endpoints.append(_endpoint(name, ports[team.queue_code]))
    dialplan = ["", "[from-trunk](+)"]
    for team in (MANY, FEW):
        dialplan += [
            f"exten => {NUMBERS[PEER, team]},1,Answer(,i)",
            f" same => n,Queue({team.queue_code},,,,60)",
            " same => n,Hangup()",
        ]
    return {
        "modules.conf": "\nrequire=app_queue.so\n",
        "queues.conf": "\n".join(queues) + "\n",
        "pjsip.conf": "\n" + "\n".join(endpoints),
        "extensions.conf": "\n".join(dialplan) + "\n",
    }


def _endpoint(name: str, port: int) -> str:
    """Describe a telephone as the product describes its agents', but at a fixed address."""
    return f"""[{name}]
type=endpoint
transport=udp
context=from-sip_phone
disallow=all
allow=alaw,ulaw
direct_media=no
dtmf_mode=rfc4733
rtp_symmetric=yes
force_rport=yes
media_address=@MEDIA_ADDRESS@
bind_rtp_to_media_address=yes
send_connected_line=no
allow_transfer=no
aors={name}
[{name}]
type=aor
contact=sip:{name}@{PHONES_IP}:{port}
"""


# -- the verdict ---------------------------------------------------------------------------------------------------


def figures_of(bench: Bench, idle: dict[str, float]) -> dict[str, Any]:
    """Return medians with their spread, by load and side."""
    return {
        "first_ring": {
            f"{rate} calls/s": {side: spreads(bench.first_ring[rate, side]) for side in (PEER, OURS)} for rate in RATES
        },
        "next_call": {side: spreads(bench.next_call[side]) for side in (PEER, OURS)},
        "cpu_ratio": {f"{rate} calls/s": spread([_cpu_ratio(bench, rate)]) for rate in RATES},
        "idle_cpu_ms_per_s": idle,
        "put_aside": sum(crew.put_aside for crew in bench.crews.values()),
    }


def _cpu_ratio(bench: Bench, rate: int) -> float | None:
    """Return the CPU per call of switch and product, as a multiple of the switch's with app_queue."""
    ours = _median(bench.first_ring[rate, OURS], "switch_cpu_ms", "product_cpu_ms")
    peer = _median(bench.first_ring[rate, PEER], "switch_cpu_ms")
    return ours / peer if ours and peer else None


def _median(runs: Sequence[Run], *names: str) -> float | None:
    return quantile([sum(run[name] or 0 for name in names) for run in runs], 0.5)


def aims_of(bench: Bench) -> list[Aim]:
    """Compare with what the call path should do."""
    top, many = max(RATES), bench.first_ring
    p99 = spread(run["p99_ms"] for run in many[top, OURS])["median"]
    p95 = spread(run["p95_ms"] for run in bench.next_call[OURS])["median"]
    failed = sum(run["failed"] or 0 for rate in RATES for run in many[rate, OURS])
    failed += sum(run["failed"] or 0 for run in bench.next_call[OURS])
    return [
        Aim(f"CPU per call beside app_queue's, {top} calls/s", _cpu_ratio(bench, top), 1.3),
        Aim(f"first ring p99 at {top} calls/s, ms", p99, 50),
        Aim("agent free to next INVITE p95, ms", p95, 15),
        Aim("failed calls", failed, 0),
    ]


async def run() -> int:
    """Measure, print, judge."""
    around = harness.machine()
    ports = {team.queue_code: free_udp_port(PHONES_IP) for team in (MANY, FEW)}
    flows = {NUMBERS[OURS, team]: queue_flow(team.queue_code) for team in (MANY, FEW)}
    async with (
        open_centre(flows=flows, teams=(MANY, FEW), additions=peer_configuration(ports)) as centre,
        AsyncExitStack() as stack,
    ):
        crews, phones = {}, {}
        for team in (MANY, FEW):
            crew = crews[team.queue_code] = Crew(centre, team.numbers, ports[team.queue_code])
            await stack.enter_async_context(crew.at_work())
            talk = ("-recv_timeout", str(TALK_MS[team.queue_code]))
            seats = Sipp(TELEPHONY / "seat.xml", centre.sip, *talk, ip=PHONES_IP, port=crew.port)
            phones[team.queue_code] = await stack.enter_async_context(seats)
            print(f"  {len(team.numbers)} agents are ready", flush=True)
        bench = Bench(centre, crews, phones, itertools.cycle(centre.subscribers))
        idle = await bench.idle()
        await bench.measure()
        figures, aims = figures_of(bench, idle), aims_of(bench)
    return harness.conclude("call", around, figures, aims)


if __name__ == "__main__":
    sys.exit(uvloop.run(run()))
