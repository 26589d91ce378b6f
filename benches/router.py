"""`make bench-router`: decisions per second and core, with the journal, at 500, 4,400 and 20,000 agents.

14 networks with 8 queues each, 300 skills: every queue has two or three of its own, one of which each of its calls
needs at level 1 or 2. An agent works in four queues of his network and in one of any, and has each of their skills at
level 1 to 5. Poisson calls, log-normal talk (mean 190 s, median 118 s), load 0.95; a virtual clock. When the measuring
begins as many agents are on calls as the load says, and a call of each kind has been met (`us_first_call_of_a_kind`
is what that costs). A decision is one event taken: a call comes, an agent answers, an agent is free.

`product` is what runs in production: runtime, journal in a real folder, engine, the answer posted by the effects; its
CPU is that of the whole process, what drives it included. `engine` is the engine alone. The peer `scan` looks at every
agent for a call, and at every waiting call for an agent; it keeps no journal, no states and no timers. `simpy` asks a
FilterStore of agents with the same skills; `ciw` has a node for each network, its servers all alike. Order: scan,
product, product with calls that need no skills, engine, simpy, ciw, scan. PROFILE=1 shows instead where the product's
time goes.
"""

import asyncio
import cProfile
import gc
import os
import pstats
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, get_args

import uvloop

from benches import harness, peers
from benches.harness import Aim, CpuMeter, spread, spreads
from benches.workload import Agenda, Work, serves, work_for
from kefu.acd.core.engine import Engine
from kefu.acd.core.events import (
    AcdEffect,
    AcdEvent,
    AgentDefined,
    AgentEngaged,
    AgentReleased,
    AgentStateRequested,
    CallQueued,
    OfferAccepted,
    OfferMade,
)
from kefu.acd.core.model import AgentConfig
from kefu.acd.journal import Journal
from kefu.acd.runtime import Runtime
from kefu.app.asgi import GARBAGE_THRESHOLDS
from kefu.kernel.codec import Codec
from kefu.kernel.ids import AgentId, CallId

CALLS, REPEATS = (2_000, 1) if harness.IS_SMALL else (10_000, 5)
SCANNED_AGENT_EVENTS = 2_000_000 if harness.IS_SMALL else 6_000_000  # the peer gets as many calls as fit into that
SIZES = (500, 4_400, 20_000)
PER_S, GROWTH = 20_000, 2.5
WITHOUT_NEEDS = "product, calls without needs"
Offers = list[tuple[CallId, AgentId]]
Run = dict[str, float | None]


# -- routers -------------------------------------------------------------------------------------------------------


class Scan:
    """The peer: finds by looking at everybody."""

    def __init__(self) -> None:
        self._agents: dict[AgentId, AgentConfig] = {}
        self._ready_since: dict[AgentId, int | None] = {}
        self._waiting: dict[CallId, tuple[int, CallQueued]] = {}

    def take(self, at_ms: int, event: AcdEvent) -> Offers:
        """Take one event."""
        match event:
            case AgentDefined(config=config):
                self._agents[config.agent_id], self._ready_since[config.agent_id] = config, None
            case AgentEngaged(agent_id=agent_id):
                self._ready_since[agent_id] = None
            case AgentStateRequested(agent_id=agent_id) | AgentReleased(agent_id=agent_id):
                return self._free(at_ms, agent_id)
            case CallQueued():
                return self._call(at_ms, event)
        return []

    def _free(self, at_ms: int, agent_id: AgentId) -> Offers:
        config = self._agents[agent_id]
        mine = [(since, call_id) for call_id, (since, call) in self._waiting.items() if serves(config, call)]
        if not mine:
            self._ready_since[agent_id] = at_ms
            return []
        call_id = min(mine)[1]
        del self._waiting[call_id]
        return [(call_id, agent_id)]

    def _call(self, at_ms: int, call: CallQueued) -> Offers:
        able = [
            (since, agent_id)
            for agent_id, since in self._ready_since.items()
            if since is not None and serves(self._agents[agent_id], call)
        ]
        if not able:
            self._waiting[call.call_id] = at_ms, call
            return []
        agent_id = min(able)[1]
        self._ready_since[agent_id] = None
        return [(call.call_id, agent_id)]


class Bare:
    """The engine alone."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def take(self, at_ms: int, event: AcdEvent) -> Offers:
        """Take one event; agents answer at once."""
        effects = self._engine.step(at_ms, event)
        offers = [(effect.call_id, effect.agent_id) for effect in effects if type(effect) is OfferMade]
        for call_id, agent_id in offers:
            self._engine.step(at_ms, OfferAccepted(call_id=call_id, agent_id=agent_id))
        return offers


def staffed(work: Work) -> tuple[Engine, float]:
    """Return an engine that knows everybody and has met every kind of call; and what one of a new kind costs, in us."""
    engine = Engine()
    for event in work.staff:
        engine.step(0, event)
    began = time.thread_time_ns()
    for queued, abandoned in work.seen:
        engine.step(0, queued)
        engine.step(0, abandoned)
    return engine, (time.thread_time_ns() - began) / len(work.seen) / 1000


def run_engine(work: Work) -> Run:
    """Let the engine alone do the work."""
    engine, first_us = staffed(work)
    lines = [len(agent.lines) for agent in engine.state.agents.values()]
    more: Run = {"us_first_call_of_a_kind": first_us, "lines_of_an_agent": sum(lines) / len(lines)}
    return route(Bare(engine), work) | more


def run_scan(work: Work) -> Run:
    """Let the peer do the work."""
    router = Scan()
    for event in work.staff:
        router.take(0, event)
    return route(router, work)


def route(router: Scan | Bare, work: Work) -> Run:
    """Let a router without runtime do the work; only the time inside it counts."""
    agenda, decisions, spent_ns, clock = Agenda(work), 0, 0, time.thread_time_ns
    gc.collect()
    gc.disable()
    for event in agenda:
        began = clock()
        offers = router.take(agenda.at_ms, event)
        spent_ns += clock() - began
        decisions += 1 + len(offers)
        for call_id, agent_id in offers:
            agenda.talk(call_id, agent_id)
    gc.enable()
    return _run(decisions, len(work.calls), spent_ns / 1e9)


async def run_product(work: Work, folder: Path, profiler: cProfile.Profile | None = None) -> Run:
    """Let the product do the work, each event by itself as in a day's traffic; all its CPU counts."""
    engine, _ = staffed(work)
    agenda, answered = Agenda(work), 0

    def on_effects(at_ms: int, effects: list[AcdEffect]) -> None:
        nonlocal answered
        for effect in effects:
            if type(effect) is OfferMade:
                answered += 1
                agenda.talk(effect.call_id, effect.agent_id)
                runtime.post(OfferAccepted(call_id=effect.call_id, agent_id=effect.agent_id))

    runtime: Runtime[AcdEvent, AcdEffect] = Runtime(
        engine,
        clock_ms=lambda: agenda.at_ms,
        on_effects=on_effects,
        journal=Journal(folder),
        codec=Codec(get_args(AcdEvent)),
    )
    gc.collect()
    gc.freeze()  # as the server does after its start; the collector stays on
    gc.set_threshold(*GARBAGE_THRESHOLDS)
    if profiler:
        profiler.enable()
    events, began, wall = 0, time.process_time(), time.perf_counter()
    for event in agenda:
        events += 1
        runtime.post(event)
        await asyncio.sleep(0)  # the runtime takes it; the answer that it brings about, in the next turn
        await asyncio.sleep(0)
    run = _run(events + answered, len(work.calls), time.process_time() - began)
    run["decisions_per_wall_s"] = (events + answered) / (time.perf_counter() - wall)
    await runtime.close()
    gc.unfreeze()
    run["journal_bytes_per_decision"] = _size(folder) / (events + answered)
    return run


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*.journal"))


def _run(decisions: int, calls: int, spent_s: float) -> Run:
    return {
        "decisions_per_s": decisions / spent_s,
        "us_per_decision": spent_s / decisions * 1e6,
        "us_per_call": spent_s / calls * 1e6,
    }


# -- the verdict ---------------------------------------------------------------------------------------------------


def measure(runs: dict[tuple[str, int], list[Run]]) -> None:
    """Measure all routers at all sizes, each time in a process of its own, as it would be."""
    for repeat in range(REPEATS):
        for agents in SIZES:
            for side in ("scan", "product", WITHOUT_NEEDS, "engine", "simpy", "ciw", "scan"):
                with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                    run = pool.submit(run_side, side, agents).result()
                runs.setdefault((side, agents), []).append(run)
                shown = "  ".join(f"{name} {value:.4g}" for name, value in run.items() if value is not None)
                print(f"  {repeat + 1}/{REPEATS} {agents:6} agents  {side:28} {shown}", flush=True)


def run_side(side: str, agents: int) -> Run:
    """Let one router do the work of so many agents; the peers that search get as much as fits into their time."""
    if side in ("product", WITHOUT_NEEDS):
        with tempfile.TemporaryDirectory() as folder:
            return uvloop.run(
                run_product(work_for(agents, CALLS, has_needs=side == "product"), Path(folder) / "journal")
            )
    if side == "engine":
        return run_engine(work_for(agents, CALLS))
    part = work_for(agents, min(CALLS, SCANNED_AGENT_EVENTS // agents))
    if side == "ciw":
        return peers.run_ciw(part, agents)
    return peers.run_simpy(part) if side == "simpy" else run_scan(part)


def bench() -> int:
    """Measure, print, judge."""
    around, meter = harness.machine(), CpuMeter({})
    runs: dict[tuple[str, int], list[Run]] = {}
    measure(runs)
    spent = meter.read()
    figures: dict[str, Any] = {f"{agents} agents": {} for agents in SIZES}
    for (side, agents), given in runs.items():
        figures[f"{agents} agents"][side] = spreads(given)
    figures["others_load"] = round(spent["others"] / spent["wall"], 2)
    aims = [
        Aim(
            f"decisions/s and core with journal, {agents} agents",
            _of(runs, agents, "decisions_per_s"),
            PER_S,
            "at least",
        )
        for agents in SIZES
    ]
    small, large = (_of(runs, agents, "us_per_decision") for agents in (SIZES[0], SIZES[-1]))
    growth = large / small if small and large else None
    aims.append(Aim(f"growth of CPU per decision, {SIZES[0]} to {SIZES[-1]} agents", growth, GROWTH))
    return harness.conclude("router", around, figures, aims)


def _of(runs: dict[tuple[str, int], list[Run]], agents: int, name: str) -> float | None:
    median: float | None = spread(run[name] for run in runs["product", agents])["median"]
    return median


def profile() -> int:
    """Show where the product's time goes."""
    profiler = cProfile.Profile()
    with tempfile.TemporaryDirectory() as folder:
        uvloop.run(run_product(work_for(SIZES[-1], CALLS), Path(folder) / "profile", profiler))
    pstats.Stats(profiler).sort_stats("tottime").print_stats(40)
    return 0


if __name__ == "__main__":
    sys.exit(profile() if os.environ.get("PROFILE") == "1" else bench())
