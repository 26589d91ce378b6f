"""Callers by chance. Only `Random.random` is asked: its numbers are the same on every Python."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from kefu.insight.simulation.model import Caller

HOUR_MS = 3_600_000
Draw = Callable[[], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """How many call, how long they talk, how patient they are."""

    calls_per_hour: Mapping[str, float]
    talk_mean_s: float
    talk_median_s: float | None = None  # None: exponential; else log-normal
    patience_mean_s: float | None = None  # None: nobody hangs up
    hours: float
    from_ms: int = 0


def chance(seed: int, purpose: str) -> Random:
    """Return a source of chance of its own for each purpose: changing one thing leaves the others as they were."""
    return Random(f"{seed}/{purpose}")  # noqa: S311 - no secret


def exponential(source: Random, mean: float) -> Draw:
    """Draw from the exponential distribution."""
    return lambda: -mean * math.log(1.0 - source.random())


def log_normal(source: Random, *, mean: float, median: float) -> Draw:
    """Draw from the log-normal distribution; the mean must be above the median."""
    deviation = math.sqrt(2.0 * math.log(mean / median))

    def draw() -> float:
        radius = math.sqrt(-2.0 * math.log(1.0 - source.random()))
        return median * math.exp(deviation * radius * math.cos(2.0 * math.pi * source.random()))

    return draw


def callers_of(demand: Demand, seed: int) -> list[Caller]:
    """Draw callers: each queue is a Poisson process, independent of the others."""
    callers = []
    for queue, rate in sorted(demand.calls_per_hour.items()):
        if rate <= 0:
            continue
        gap = exponential(chance(seed, f"arrivals/{queue}"), HOUR_MS / rate)
        talk = talk_of(demand, chance(seed, f"talk/{queue}"))
        patience = patience_of(demand.patience_mean_s, seed, queue)
        at_ms = gap()
        while at_ms < demand.hours * HOUR_MS:
            callers.append(
                Caller(
                    arrived_ms=demand.from_ms + int(at_ms),
                    queue=queue,
                    talk_ms=round(talk() * 1000),
                    patience_ms=patience(),
                )
            )
            at_ms += gap()
    return sorted(callers, key=lambda caller: (caller.arrived_ms, caller.queue))


def talk_of(demand: Demand, source: Random) -> Draw:
    """Draw how long calls last, in seconds."""
    if demand.talk_median_s is None:
        return exponential(source, demand.talk_mean_s)
    return log_normal(source, mean=demand.talk_mean_s, median=demand.talk_median_s)


def patience_of(mean_s: float | None, seed: int, queue: str) -> Callable[[], int | None]:
    """Draw how long callers of a queue wait at most, in milliseconds."""
    if mean_s is None:
        return lambda: None
    draw = exponential(chance(seed, f"patience/{queue}"), mean_s)
    return lambda: round(draw() * 1000)
