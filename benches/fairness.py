"""`make bench-fairness`: nobody is overtaken wrongly or waits for ever, no tenant suffers from another.

**Order.** A small overloaded centre at random (all strategies, needs, ageing, recipes, preferred agents, put-backs,
channels, configurations that change meanwhile), step by step beside an oracle that searches instead of indexing: every
offer must go to the first agent, for the first call. 10^6 steps; `STEPS=100000000` is the nightly size.

**Ageing.** 20 agents at load 1.02 for four hours, ten priorities. With `ageing_s` no call may be answered before one
that came more than 9 x ageing_s earlier; so the longest wait is at most that of first come, first served, plus that.
The peer is strict priority in the same engine, with the same calls.

**Tenants.** Three tenants of 20 agents each in one runtime with one journal, a hundred times faster than life, in real
time: talk of 1.9 s, a service level within 0.2 s. One of them gets ten times its calls for half of the time; how much
does the others' service level move, beside the same calls without the burst?
"""

import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from heapq import heappop, heappush
from pathlib import Path
from typing import Any, get_args
from uuid import UUID

import uvloop

from benches import harness
from benches.harness import Aim, CpuMeter
from kefu.acd.core.engine import Engine
from kefu.acd.core.events import (
    AcdEffect,
    AcdEvent,
    AgentDefined,
    AgentLoggedOn,
    AgentReleased,
    AgentStateRequested,
    CallQueued,
    OfferAccepted,
    OfferMade,
    QueueDefined,
)
from kefu.acd.core.model import AgentConfig, AgentState, QueueConfig, WrapUpMode
from kefu.acd.journal import Journal
from kefu.acd.runtime import Runtime
from kefu.kernel.codec import Codec
from kefu.kernel.ids import AgentId, CallId, QueueId

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # the oracle is the tests' own
from support.acd_observer import Observer
from support.acd_traffic import Traffic

STEPS = int(os.environ.get("STEPS", "20000" if harness.IS_SMALL else "1000000"))
STEPS_A_SEED = 5_000
HOURS = 1 if harness.IS_SMALL else 4
TENANTS_S, REPEATS = (6, 1) if harness.IS_SMALL else (30, 3)
AGENTS, TALK_S, LOAD, AGEING_S, PRIORITIES = 20, 190, 1.02, 60, 10
SPEED, WITHIN_S, TENANT_LOAD, BURST = 100, 20, 0.98, 10


# -- order ---------------------------------------------------------------------------------------------------------


def follow(seed: int) -> tuple[int, str]:
    """Let one centre run beside the oracle; return the offers made, and what was wrong, if anything."""
    traffic, observer = Traffic(seed), Observer(Engine())
    try:
        for event in traffic.opening():
            observer.watch(traffic.at_ms, event, is_thorough=False)
        for _ in range(STEPS_A_SEED):
            event = traffic.next(observer.engine.state)
            observer.watch(traffic.at_ms, event, is_thorough=False)
    except AssertionError as error:
        return observer.offers, f"seed {seed}, step {observer.steps}: {error}"
    return observer.offers, ""


def order() -> dict[str, Any]:
    """Count what the oracle would have done otherwise."""
    offers, wrong, seeds = 0, [], max(1, STEPS // STEPS_A_SEED)
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for number, (made, what) in enumerate(pool.map(follow, range(1, seeds + 1), chunksize=4), 1):
            offers += made
            wrong += [what] if what else []
            if number % max(1, seeds // 10) == 0:
                print(f"  order: {number * STEPS_A_SEED} steps, {offers} offers, {len(wrong)} wrong", flush=True)
    return {"steps": seeds * STEPS_A_SEED, "offers": offers, "inversions": len(wrong), "wrong": wrong[:10]}


# -- ageing --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Answer:
    """When a call came and when it was answered, in ms."""

    priority: int
    came_ms: int
    answered_ms: int


def play(ageing_s: int | None, *, has_classes: bool = True) -> list[Answer]:
    """Simulate the hours; return the answers in their order."""
    source, engine, answers = random.Random(1), Engine(), []
    queue_id = QueueId(UUID(int=1))
    config = QueueConfig(queue_id=queue_id, name="", priority=0, ageing_s=ageing_s, wrap_up_mode=WrapUpMode.NONE)
    events: list[AcdEvent] = [QueueDefined(config=config)]
    for n in range(AGENTS):
        events += at_work(AgentId(UUID(int=100 + n)), queue_id)
    for event in events:
        engine.step(0, event)
    agenda: list[tuple[float, int, AcdEvent]] = []
    calls: dict[CallId, tuple[int, float, float]] = {}
    at_s, number = 0.0, 0
    while at_s < HOURS * 3600:
        number += 1
        at_s += source.expovariate(AGENTS * LOAD / TALK_S)
        call_id, priority = CallId(UUID(int=10_000 + number)), source.randrange(PRIORITIES)
        calls[call_id] = priority, at_s, source.lognormvariate(4.7707, 0.976)
        queued = CallQueued(call_id=call_id, queue_id=queue_id, priority=priority if has_classes else 0)
        agenda.append((at_s, number, queued))
    while agenda:
        at_s, _, event = heappop(agenda)
        for effect in engine.step(round(at_s * 1000), event):
            if isinstance(effect, OfferMade):
                priority, came_s, talk_s = calls[effect.call_id]
                answers.append(Answer(priority, round(came_s * 1000), round(at_s * 1000)))
                engine.step(round(at_s * 1000), OfferAccepted(call_id=effect.call_id, agent_id=effect.agent_id))
                number += 1
                released = AgentReleased(agent_id=effect.agent_id, call_id=effect.call_id)
                heappush(agenda, (at_s + talk_s, number, released))
    return answers


def at_work(agent_id: AgentId, queue_id: QueueId) -> Iterator[AcdEvent]:
    """Bring an agent of one queue to work."""
    yield AgentDefined(config=AgentConfig(agent_id=agent_id, queue_ids=frozenset({queue_id})))
    yield AgentLoggedOn(agent_id=agent_id)
    yield AgentStateRequested(agent_id=agent_id, state=AgentState.READY)


def longest_lead_s(answers: Sequence[Answer]) -> float:
    """Return by how much a call that was answered earlier had come later, at most."""
    latest, lead = 0, 0
    for answer in answers:
        lead = max(lead, latest - answer.came_ms)
        latest = max(latest, answer.came_ms)
    return lead / 1000


def ageing() -> dict[str, dict[str, float]]:
    """Compare ageing with strict priority and with first come, first served."""
    found: dict[str, dict[str, float]] = {}
    for name, answers in (
        ("ageing", play(AGEING_S)),
        ("strict priority", play(None)),
        ("first come, first served", play(None, has_classes=False)),
    ):
        waits = [(each.answered_ms - each.came_ms) / 1000 for each in answers]
        lowest = [wait for wait, each in zip(waits, answers, strict=True) if each.priority == 0]
        found[name] = {
            "longest_wait_s": round(max(waits)),
            "longest_wait_of_the_lowest_s": round(max(lowest)),
            "mean_wait_s": round(statistics.fmean(waits), 1),
            "overtaken_by_at_most_s": round(longest_lead_s(answers), 3),
        }
        print(f"  ageing: {name}: {found[name]}", flush=True)
    return found


# -- tenants -------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Tenant:
    """A tenant's calls, and how soon they were answered."""

    queue_id: QueueId
    arrivals: list[tuple[float, float]]  # second, length of the talk
    waits_s: list[float] = field(default_factory=list)

    @property
    def service_level(self) -> float:
        """Return the share of its calls that were answered in time; who still waits was not."""
        return sum(wait <= WITHIN_S / SPEED for wait in self.waits_s) / len(self.arrivals)


def tenants_for(seed: int, *, has_burst: bool) -> list[Tenant]:
    """Draw three tenants' calls, the same with and without the burst of the first."""
    tenants, rate = [], 20 * TENANT_LOAD / TALK_S * SPEED
    for n in range(3):
        source, at_s, arrivals = random.Random(f"{seed}/{n}"), 0.0, []
        while at_s < TENANTS_S:
            is_burst = has_burst and n == 0 and TENANTS_S / 4 < at_s < TENANTS_S * 3 / 4
            at_s += source.expovariate(rate * (BURST if is_burst else 1))
            arrivals.append((at_s, source.lognormvariate(4.7707, 0.976) / SPEED))
        tenants.append(Tenant(QueueId(UUID(int=1 + n)), arrivals))
    return tenants


async def serve(tenants: Sequence[Tenant], folder: Path) -> None:
    """Let the runtime serve all of them, in real time."""
    loop, began = asyncio.get_running_loop(), time.monotonic()
    calls: dict[CallId, tuple[Tenant, float, float]] = {}

    def on_effects(at_ms: int, effects: list[AcdEffect]) -> None:
        for effect in effects:
            if isinstance(effect, OfferMade):
                tenant, came_s, talk_s = calls[effect.call_id]
                tenant.waits_s.append(time.monotonic() - came_s)
                runtime.post(OfferAccepted(call_id=effect.call_id, agent_id=effect.agent_id))
                released = AgentReleased(agent_id=effect.agent_id, call_id=effect.call_id)
                loop.call_later(talk_s, runtime.post, released)

    runtime: Runtime[AcdEvent, AcdEffect] = Runtime(
        Engine(),
        clock_ms=lambda: round(time.monotonic() * 1000),
        on_effects=on_effects,
        journal=Journal(folder),
        codec=Codec(get_args(AcdEvent)),
    )

    def arrive(tenant: Tenant, number: int, talk_s: float) -> None:
        call_id = CallId(UUID(int=(tenant.queue_id.int << 64) + number))
        calls[call_id] = tenant, time.monotonic(), talk_s
        runtime.post(CallQueued(call_id=call_id, queue_id=tenant.queue_id))

    for n, tenant in enumerate(tenants):
        config = QueueConfig(queue_id=tenant.queue_id, name="", wrap_up_mode=WrapUpMode.NONE)
        runtime.post(QueueDefined(config=config))
        for m in range(20):
            for event in at_work(AgentId(UUID(int=1000 + 100 * n + m)), tenant.queue_id):
                runtime.post(event)
        for number, (at_s, talk_s) in enumerate(tenant.arrivals):
            loop.call_later(began + at_s - time.monotonic(), arrive, tenant, number, talk_s)
    await asyncio.sleep(TENANTS_S + 2 * WITHIN_S / SPEED)
    await runtime.close()


async def tenants() -> dict[str, Any]:
    """Measure what a tenant's burst does to the others."""
    moves: list[float] = []
    levels: list[list[float]] = []
    for repeat in range(REPEATS):
        seen = []
        for has_burst in (False, True):
            with tempfile.TemporaryDirectory() as folder:
                there = tenants_for(repeat, has_burst=has_burst)
                await serve(there, Path(folder))
            seen.append(there)
        calm, burst = seen
        others = [(a.service_level * 100, b.service_level * 100) for a, b in zip(calm[1:], burst[1:], strict=True)]
        moves += [abs(a - b) for a, b in others]
        levels.append([round(each.service_level * 100, 1) for each in (*calm, *burst)])
        print(f"  tenants: {repeat + 1}/{REPEATS} service levels without and with the burst: {levels[-1]}", flush=True)
    return {"service_levels": levels, "others_moved_by_points": round(max(moves), 2)}


# -- the verdict ---------------------------------------------------------------------------------------------------


async def main() -> int:
    """Measure, print, judge."""
    around, meter = harness.machine(), CpuMeter({})
    figures: dict[str, Any] = {"tenants": await tenants(), "ageing": ageing(), "order": order()}
    figures["others_load"] = round((spent := meter.read())["others"] / spent["wall"], 2)
    aged, fifo = figures["ageing"]["ageing"], figures["ageing"]["first come, first served"]
    most_s = (PRIORITIES - 1) * AGEING_S
    aims = [
        Aim("inversions against the oracle", figures["order"]["inversions"], 0),
        Aim("overtaken by who came later by at most, s", aged["overtaken_by_at_most_s"], most_s),
        Aim("longest wait, s", aged["longest_wait_s"], fifo["longest_wait_s"] + most_s),
        Aim("others' service level moves by, points", figures["tenants"]["others_moved_by_points"], 1),
    ]
    return harness.conclude("fairness", around, figures, aims)


if __name__ == "__main__":
    sys.exit(uvloop.run(main()))
