"""`make bench-estimate`: what callers are told of their wait, beside what it became.

The product's engine under a virtual clock, twelve hours each, log-normal talk (mean 190 s, median 118 s). Each caller
who has to wait is told an estimate when he comes (`outlook.estimate_wait_s`: position times pace) and again every 30 s.
Compared with what he then really waited; the peers are told at the same moments: the mean wait of the last ten who were
answered, and how long the first in line has waited so far. Callers who hang up have no wait to compare with.

- `steady`: one queue, 20 agents, load 0.98.
- `rush`: load 0.8, but twice as many calls for half an hour every three hours.
- `impatient`: load 1.1, callers leave after 180 s on average.
- `shared`: two queues, one of higher priority, with the same 20 agents, load 0.98.
"""

import random
import statistics
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any
from uuid import UUID

from benches import harness
from benches.harness import Aim, CpuMeter
from kefu.acd.core.engine import Engine
from kefu.acd.core.events import (
    AcdEvent,
    AgentDefined,
    AgentLoggedOn,
    AgentReleased,
    AgentStateRequested,
    CallAbandoned,
    CallQueued,
    OfferAccepted,
    OfferMade,
    QueueDefined,
)
from kefu.acd.core.model import AgentConfig, AgentState, QueueConfig, WrapUpMode
from kefu.kernel.ids import AgentId, CallId, QueueId

HOURS = 3 if harness.IS_SMALL else 12
AGENTS, TALK_S, LOG_TALK = 20, 190, (4.7707, 0.976)
AGAIN_S = 30.0
OURS, PEERS = "position x pace", ("last ten answered", "first in line")
CLOSE_S, CLOSE_PART = 30.0, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """How calls come."""

    name: str
    load: float
    rush: float = 1.0
    patience_s: float | None = None
    queues: int = 1

    def rate(self, at_s: float) -> float:
        """Return the calls per second at a moment."""
        is_rush = at_s % 10_800 > 9_000
        return AGENTS * self.load / TALK_S * (self.rush if is_rush else 1)


CASES = (
    Case(name="steady", load=0.98),
    Case(name="rush", load=0.8, rush=2.0),
    Case(name="impatient", load=1.1, patience_s=180),
    Case(name="shared", load=0.98, queues=2),
)


@dataclass(slots=True)
class Waiting:
    """A call, and what was told of its wait: moment and seconds, by who told it."""

    queue_id: QueueId
    came_s: float
    told: list[tuple[float, dict[str, float]]] = field(default_factory=list)


class Centre:
    """The engine, and what callers are told."""

    def __init__(self, case: Case) -> None:
        self.case, self.engine, self.random = case, Engine(), random.Random(case.name)
        self.agenda: list[tuple[float, int, AcdEvent | CallId]] = []
        self.number = 0
        self.calls: dict[CallId, Waiting] = {}
        self.served: list[tuple[Waiting, float]] = []
        self.queues = [QueueId(UUID(int=1 + n)) for n in range(case.queues)]
        self.answered: dict[QueueId, deque[float]] = {queue_id: deque(maxlen=10) for queue_id in self.queues}
        for event in self._opening():
            self.engine.step(0, event)

    def _opening(self) -> Iterator[AcdEvent]:
        for n, queue_id in enumerate(self.queues):
            config = QueueConfig(queue_id=queue_id, name="", priority=5 + n, ageing_s=60, wrap_up_mode=WrapUpMode.NONE)
            yield QueueDefined(config=config)
        for n in range(AGENTS):
            agent_id = AgentId(UUID(int=100 + n))
            yield AgentDefined(config=AgentConfig(agent_id=agent_id, queue_ids=frozenset(self.queues)))
            yield AgentLoggedOn(agent_id=agent_id)
            yield AgentStateRequested(agent_id=agent_id, state=AgentState.READY)

    def plan(self, at_s: float, what: AcdEvent | CallId) -> None:
        """Let something happen; a call's id means that its caller is told again."""
        self.number += 1
        heappush(self.agenda, (at_s, self.number, what))

    def run(self) -> None:
        """Let the hours go by."""
        at_s = 0.0
        while (at_s := at_s + self.random.expovariate(self.case.rate(at_s))) < HOURS * 3600:
            call_id, queue_id = CallId(UUID(int=10_000 + self.number)), self.random.choice(self.queues)
            self.calls[call_id] = Waiting(queue_id, at_s)
            self.plan(at_s, CallQueued(call_id=call_id, queue_id=queue_id))
            if self.case.patience_s:
                left_s = at_s + self.random.expovariate(1 / self.case.patience_s)
                self.plan(left_s, CallAbandoned(call_id=call_id))
        while self.agenda:
            now_s, _, what = heappop(self.agenda)
            if isinstance(what, CallQueued):
                self.take(now_s, what)
                self.tell(now_s, what.call_id)
            elif isinstance(what, AgentReleased | CallAbandoned):
                self.take(now_s, what)
            elif isinstance(what, UUID):
                self.tell(now_s, CallId(what))

    def take(self, now_s: float, event: AcdEvent) -> None:
        """Let the engine take an event; who is offered a call answers at once."""
        for effect in self.engine.step(round(now_s * 1000), event):
            if isinstance(effect, OfferMade):
                call = self.calls[effect.call_id]
                self.served.append((call, now_s))
                self.answered[call.queue_id].append(now_s - call.came_s)
                accepted = OfferAccepted(call_id=effect.call_id, agent_id=effect.agent_id)
                self.engine.step(round(now_s * 1000), accepted)
                talk_s = self.random.lognormvariate(*LOG_TALK)
                self.plan(now_s + talk_s, AgentReleased(agent_id=effect.agent_id, call_id=effect.call_id))

    def tell(self, now_s: float, call_id: CallId) -> None:
        """Tell a caller who still waits; nothing when nothing is known yet."""
        estimate_s = self.engine.estimate_wait_s(call_id)
        if self.engine.position(call_id) is None:
            return
        self.plan(now_s + AGAIN_S, call_id)
        call = self.calls[call_id]
        load = self.engine.load(call.queue_id)
        if estimate_s is None or load is None or load.longest_since_ms is None or not self.answered[call.queue_id]:
            return
        so_far_s = now_s - call.came_s
        guesses = (statistics.fmean(self.answered[call.queue_id]), now_s - load.longest_since_ms / 1000)
        told = {OURS: float(estimate_s)} | {
            name: max(0.0, guess - so_far_s) for name, guess in zip(PEERS, guesses, strict=True)
        }
        call.told.append((now_s, told))


def judge(centre: Centre) -> dict[str, dict[str, float]]:
    """Compare what was told with what came."""
    found = {}
    pairs = [(told, answered_s - at_s) for call, answered_s in centre.served for at_s, told in call.told]
    for name in (OURS, *PEERS):
        errors = [told[name] - real_s for told, real_s in pairs]
        close = [
            abs(error) <= max(CLOSE_S, CLOSE_PART * real_s) for error, (_, real_s) in zip(errors, pairs, strict=True)
        ]
        found[name] = {
            "told": len(pairs),
            "mean_real_wait_s": round(statistics.fmean(real_s for _, real_s in pairs), 1),
            "mean_error_s": round(statistics.fmean(errors), 1),
            "mean_absolute_error_s": round(statistics.fmean(map(abs, errors)), 1),
            "close": round(statistics.fmean(close), 3),
        }
    return found


def main() -> int:
    """Simulate, compare, judge."""
    around, meter = harness.machine(), CpuMeter({})
    figures: dict[str, Any] = {"cases": {}}
    for case in CASES:
        centre = Centre(case)
        centre.run()
        figures["cases"][case.name] = judge(centre)
        for name, each in figures["cases"][case.name].items():
            print(f"  {case.name:10} {name:18} {each}", flush=True)
    figures["others_load"] = round((spent := meter.read())["others"] / spent["wall"], 2)
    ours = [case[OURS] for case in figures["cases"].values()]
    best = [min(case[name]["mean_absolute_error_s"] for name in PEERS) for case in figures["cases"].values()]
    aims = [
        Aim("within 30 s or half of the real wait, worst case", min(each["close"] for each in ours), 0.8, "at least"),
        Aim(
            "mean absolute error beside the better peer's, mean of the cases",
            statistics.fmean(each["mean_absolute_error_s"] / other for each, other in zip(ours, best, strict=True)),
            1.0,
        ),
    ]
    return harness.conclude("estimate", around, figures, aims)


if __name__ == "__main__":
    sys.exit(main())
