"""A quick look at the router's speed: CPU per event at 500, 4,000 and 20,000 agents, with and without journal.

The peer does the same by looking at every agent and every waiting call. Both route the same calls (14 networks with 8
queues each, every agent in five, Poisson arrivals, log-normal talk of mean 190 s and median 118 s, load 0.95) under a
virtual clock; only the time inside the router counts. Order: engine, peer, engine with journal, and again; medians.
"""

import gc
import heapq
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import get_args
from uuid import UUID

from kefu.acd.core.engine import Engine
from kefu.acd.core.events import (
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
from kefu.kernel.codec import Codec
from kefu.kernel.ids import AgentId, CallId, QueueId

SCALE = os.environ.get("SCALE", "full")
CALLS, REPEATS = (1_000, 5) if SCALE == "small" else (4_000, 5)
SIZES = (500, 4_000, 20_000)
NETWORKS, QUEUES_EACH = 14, 8
LOAD, MEAN_TALK_S = 0.95, 190
LOG_TALK = 4.7707, 0.976  # mean and deviation of the logarithm: median 118 s, mean 190 s
Offers = list[tuple[CallId, AgentId]]


class Scan:
    """The peer: finds by looking at everybody."""

    def __init__(self) -> None:
        self.queues: dict[AgentId, frozenset[QueueId]] = {}
        self.ready: dict[AgentId, int] = {}
        self.waiting: dict[CallId, tuple[QueueId, int]] = {}

    def take(self, at_ms: int, event: AcdEvent) -> Offers:
        """Take one event."""
        match event:
            case AgentDefined():
                self.queues[event.config.agent_id] = event.config.queue_ids
            case AgentStateRequested() | AgentReleased():
                mine = [(at, call) for call, (q, at) in self.waiting.items() if q in self.queues[event.agent_id]]
                if mine:
                    call_id = min(mine)[1]
                    del self.waiting[call_id]
                    return [(call_id, event.agent_id)]
                self.ready[event.agent_id] = at_ms
            case CallQueued():
                able = [(at, agent) for agent, at in self.ready.items() if event.queue_id in self.queues[agent]]
                if able:
                    agent_id = min(able)[1]
                    del self.ready[agent_id]
                    return [(event.call_id, agent_id)]
                self.waiting[event.call_id] = event.queue_id, at_ms
        return []


class Router:
    """The product's engine, with a journal when it gets one."""

    def __init__(self, journal: Journal | None = None) -> None:
        self.engine = Engine()
        self.journal = journal
        self.codec = Codec(get_args(AcdEvent))

    def take(self, at_ms: int, event: AcdEvent) -> Offers:
        """Take one event."""
        if self.journal is not None:
            self.journal.append(at_ms, self.codec.encode(event))
            self.journal.flush()
        effects = self.engine.step(at_ms, event)
        return [(effect.call_id, effect.agent_id) for effect in effects if type(effect) is OfferMade]


def route(router: Scan | Router, agents: int) -> float:
    """Let a router handle CALLS calls; return its CPU in microseconds per event."""
    random, spent_ns, events = Random(agents), 0, 0
    queues = [QueueId(UUID(int=1 + n)) for n in range(NETWORKS * QUEUES_EACH)]
    for event in staff(random, queues, agents):
        router.take(0, event)
    talks: dict[CallId, int] = {}
    agenda: list[tuple[int, int, AcdEvent]] = []
    at_s = 0.0
    for number in range(CALLS):
        at_s += random.expovariate(agents * LOAD / MEAN_TALK_S)
        call = CallQueued(call_id=CallId(UUID(int=10**9 + number)), queue_id=random.choice(queues))
        talks[call.call_id] = int(random.lognormvariate(*LOG_TALK) * 1000)
        agenda.append((int(at_s * 1000), number, call))
    clock = time.thread_time_ns
    gc.collect()
    gc.disable()
    while agenda:
        at, number, event = heapq.heappop(agenda)
        began = clock()
        offers = router.take(at, event)
        spent_ns += clock() - began
        events += 1
        for call_id, agent_id in offers:
            if isinstance(router, Router):
                began = clock()
                router.take(at, OfferAccepted(call_id=call_id, agent_id=agent_id))
                spent_ns += clock() - began
                events += 1
            end = AgentReleased(agent_id=agent_id, call_id=call_id)
            heapq.heappush(agenda, (at + talks[call_id], CALLS + number, end))
    gc.enable()
    return spent_ns / events / 1000


def staff(random: Random, queues: list[QueueId], agents: int) -> list[AcdEvent]:
    """Open the queues and bring everybody to work."""
    config: list[AcdEvent] = [
        QueueDefined(config=QueueConfig(queue_id=queue_id, name="", wrap_up_mode=WrapUpMode.NONE))
        for queue_id in queues
    ]
    for n in range(agents):
        agent_id, home = AgentId(UUID(int=10**6 + n)), random.randrange(NETWORKS) * QUEUES_EACH
        own = [*random.sample(queues[home : home + QUEUES_EACH], 4), random.choice(queues)]
        config.append(AgentDefined(config=AgentConfig(agent_id=agent_id, queue_ids=frozenset(own))))
        config.append(AgentLoggedOn(agent_id=agent_id))
        config.append(AgentStateRequested(agent_id=agent_id, state=AgentState.READY))
    return config


def main() -> int:
    """Measure, print, judge."""
    figures: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        journals = (Journal(Path(folder) / str(n)) for n in range(10**6))
        makers: dict[str, Callable[[], Scan | Router]] = {
            "engine": Router,
            "scan": Scan,
            "engine_with_journal": lambda: Router(next(journals)),
        }
        for agents in SIZES:
            runs: dict[str, list[float]] = {name: [] for name in makers}
            for _ in range(REPEATS):
                for name, make in makers.items():
                    runs[name].append(route(make(), agents))
            for name, values in runs.items():
                figures[f"{name}_{agents}"] = {
                    "us_per_event": round(statistics.median(values), 1),
                    "min": round(min(values), 1),
                    "max": round(max(values), 1),
                }
                print(f"{agents:6} agents  {name:20} {figures[f'{name}_{agents}']}")
    of = {name: figure["us_per_event"] for name, figure in figures.items()}
    growth = round(of["engine_20000"] / of["engine_500"], 2)
    per_s = round(1e6 / of["engine_with_journal_4000"])
    aims = [
        {"name": "growth of CPU per event, 500 to 20,000 agents", "value": growth, "aim": 2.5, "met": growth <= 2.5},
        {"name": "events/s/core with journal, 4,000 agents", "value": per_s, "aim": 20_000, "met": per_s >= 20_000},
    ]
    machine = {"cpus": os.cpu_count(), "load": os.getloadavg()[0], "python": platform.python_version()}
    print(json.dumps({"bench": "router_quick", "machine": machine, "figures": figures, "aims": aims}))
    return 0 if os.environ.get("REPORT") == "1" or all(aim["met"] for aim in aims) else 1


if __name__ == "__main__":
    sys.exit(main())
