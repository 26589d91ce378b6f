"""`make bench-theory`: the simulator, and so the distribution engine, beside the closed forms of queueing theory.

M/M/c (Erlang C), M/M/c+M (Erlang A, mean patience 60 s) and M/M/c with two priorities (Cobham; the lower class's
service level by numerical inversion), c = 20 and 100, mean talk 180 s. Every replication begins in the steady state
(as many calls as theory says, drawn anew), so that no warm-up biases it and many short ones say more than a few long
ones; the mix of the two priorities settles in some calls that are not counted. Reported are means of the replications
with their 95 % confidence intervals, after what chance gave each replication (more calls than usual at its beginning,
longer talk, shorter gaps, less patience) has been regressed out: control variates, Lavenberg and Welch (1981).
"""

import cmath
import math
import os
import statistics
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from random import Random
from typing import Any

import numpy as np

from benches import harness
from benches.harness import Aim, CpuMeter
from kefu.insight.rules.intervals import Fate, Outcome
from kefu.insight.rules.queueing import Load, erlang_c, expect_impatient, expect_patient
from kefu.insight.simulation.model import Caller, Worker
from kefu.insight.simulation.world import simulate

CALLS, SETTLING = (200, 60) if harness.IS_SMALL else (3_000, 100)
REPLICATIONS = 80
HEAVY_REPLICATIONS = 80 if harness.IS_SMALL else 400  # at load 0.95 and more: what happens there is far less even
SERVERS = (20, 100)
TALK_S, PATIENCE_S, WITHIN_S = 180.0, 60.0, 20.0
HIGH_SHARE = 0.3
STUDENT_95 = 1.99  # two-sided, 79 degrees of freedom
STUDENT_ALL = 4.0  # with 79 degrees of freedom one of 7,000 means lies farther out, and a report has 56
POINTS, ASA_PART = (15, 300) if harness.IS_SMALL else (2, 5)
INSIDE = 0.7 if harness.IS_SMALL else 0.85  # of the intervals; those of one case go together
QUEUE = "all"
LUCK = "luck: "
Figure = dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One model at one load."""

    model: str
    servers: int
    load: float

    @property
    def name(self) -> str:
        """Name it in the report."""
        return f"{self.model}, c {self.servers}, load {self.load}"

    @property
    def arrivals_per_s(self) -> float:
        """Return the rate of calls."""
        return self.load * self.servers / TALK_S

    @property
    def replications(self) -> int:
        """Return how often it is simulated."""
        return HEAVY_REPLICATIONS if self.load >= 0.95 else REPLICATIONS

    @property
    def patience_s(self) -> float | None:
        """Return the mean patience."""
        return PATIENCE_S if self.model == "M/M/c+M" else None


CASES = [
    Case(model=model, servers=servers, load=load)
    for model, loads in (("M/M/c", (0.85, 0.95)), ("M/M/c+M", (0.85, 0.95, 1.05)), ("priorities", (0.85, 0.95)))
    for servers in SERVERS
    for load in loads
]


# -- theory --------------------------------------------------------------------------------------------------------


def expected(case: Case) -> Figure:
    """Return the closed forms."""
    load = Load(calls_per_s=case.arrivals_per_s, handle_s=TALK_S, agents=case.servers)
    if case.model == "priorities":
        return _two_classes(case)
    if case.patience_s:
        found = expect_impatient(load, patience_s=case.patience_s, within_s=WITHIN_S)
    else:
        found = expect_patient(load, within_s=WITHIN_S)
    assert found is not None
    figures = {
        "P(wait)": found.wait_probability,
        "ASA s": found.average_speed_of_answer_s,
        "SL20": found.service_level,
    }
    return figures | ({"P(abandon)": found.abandonment_rate} if case.patience_s else {})


def _two_classes(case: Case) -> Figure:
    """Return those of a queue without pre-emption, equal talk. Source: Kella and Yechiali (1985); Cobham (1954)."""
    waits = erlang_c(case.load * case.servers, case.servers)
    served = case.servers / TALK_S
    high = HIGH_SHARE * case.load
    return {
        "P(wait)": waits,
        "ASA s high": waits / (served * (1 - high)),
        "ASA s low": waits / (served * (1 - high) * (1 - case.load)),
        "SL20 high": 1 - waits * math.exp(-served * (1 - high) * WITHIN_S),
        "SL20 low": 1 - waits * (1 - _low_waits_less(WITHIN_S, served, high * served, case.load - high)),
    }


def _low_waits_less(within_s: float, served: float, high_rate: float, low_load: float) -> float:
    """Return P(W <= t) of a low call that waits: a geometric number of busy periods that high calls prolong.

    The line before it, high and low, is geometric with the whole load; each step of it lasts as long as an M/M/1 busy
    period of high calls. Its transform is inverted by the Euler sum of Abate and Whitt (1995).
    """
    load = high_rate / served + low_load

    def transform(s: complex) -> complex:
        part = high_rate + served + s
        busy = (part - cmath.sqrt(part * part - 4 * high_rate * served)) / (2 * high_rate)
        return (1 - load) * busy / (1 - load * busy) / s

    base, terms, tail = 18.4, 15, 11
    sums: list[float] = []
    total = transform(base / (2 * within_s)).real / 2
    for k in range(1, terms + tail + 1):
        total += (-1) ** k * transform(complex(base, 2 * k * math.pi) / (2 * within_s)).real
        if k >= terms:
            sums.append(total)
    weighted: float = sum(math.comb(tail, n) * value for n, value in enumerate(sums)) / 2**tail
    return math.exp(base / 2) / within_s * weighted


# -- simulation ----------------------------------------------------------------------------------------------------


def replicate(case: Case, seed: int) -> Figure:
    """Simulate once; return what was seen."""
    source = Random(f"{case.name}/{seed}")
    there = _steady_number(case, source)
    callers = [_caller(case, source, 0) for _ in range(there)]
    at_s = 0.0
    for _ in range(CALLS):  # the first comes at once: then every one sees the steady state, not only the clock
        callers.append(_caller(case, source, round(at_s * 1000)))
        at_s -= math.log(1 - source.random()) / case.arrivals_per_s
    workers = [Worker(name=str(n), queues=frozenset({QUEUE})) for n in range(case.servers)]
    course = simulate(callers, workers)
    settling = SETTLING if case.model == "priorities" else 0
    return seen(case, course.outcomes[there + settling :]) | _luck(case, callers, there)


def _luck(case: Case, callers: Sequence[Caller], there: int) -> Figure:
    """Return how far a replication's chance lies from what was to be expected."""
    came = callers[there:]
    gap_s = came[-1].arrived_ms / 1000 / (len(came) - 1)
    luck = {
        "there": there - _mean_number(case),
        "talk": statistics.fmean(caller.talk_ms for caller in callers) / 1000 - TALK_S,
        "gap": gap_s - 1 / case.arrivals_per_s,
    }
    if case.patience_s:
        luck["patience"] = statistics.fmean(caller.patience_ms or 0 for caller in callers) / 1000 - case.patience_s
    return {f"{LUCK}{name}": value for name, value in luck.items()}


def _mean_number(case: Case) -> float:
    weights = _steady_weights(case)
    return sum(number * weight for number, weight in enumerate(weights)) / sum(weights)


def _caller(case: Case, source: Random, arrived_ms: int) -> Caller:
    talk_ms = round(-math.log(1 - source.random()) * TALK_S * 1000)
    patience_ms = round(-math.log(1 - source.random()) * case.patience_s * 1000) if case.patience_s else None
    priority = int(case.model == "priorities" and source.random() < HIGH_SHARE)
    return Caller(arrived_ms=arrived_ms, queue=QUEUE, talk_ms=talk_ms, patience_ms=patience_ms, priority=priority)


def _steady_number(case: Case, source: Random) -> int:
    """Draw how many calls are there in the steady state; talk and patience have no memory."""
    weights = _steady_weights(case)
    point = source.random() * sum(weights)
    for number, part in enumerate(weights):
        point -= part
        if point < 0:
            return number
    return len(weights) - 1


@cache
def _steady_weights(case: Case) -> list[float]:
    weights, weight = [1.0], 1.0
    while weight > 1e-15 or len(weights) <= case.servers:
        number = len(weights)
        leaving = min(number, case.servers) / TALK_S
        leaving += max(0, number - case.servers) / case.patience_s if case.patience_s else 0
        weight *= case.arrivals_per_s / leaving
        weights.append(weight)
    return weights


def seen(case: Case, outcomes: Sequence[Outcome]) -> Figure:
    """Measure what theory speaks of."""
    figures = {"P(wait)": statistics.fmean(each.wait_ms > 0 for each in outcomes)}
    if case.model == "priorities":
        for name, priority in (("high", 1), ("low", 0)):
            figures |= _answers([each for each in outcomes if each.priority == priority], f" {name}")
    else:
        figures |= _answers(outcomes, "")
    if case.patience_s:
        figures["P(abandon)"] = statistics.fmean(each.fate is Fate.ABANDONED for each in outcomes)
    return figures


def _answers(outcomes: Sequence[Outcome], suffix: str) -> Figure:
    answered = [each.wait_ms for each in outcomes if each.fate is Fate.ANSWERED]
    return {
        f"ASA s{suffix}": statistics.fmean(answered) / 1000,
        f"SL20{suffix}": sum(wait_ms <= WITHIN_S * 1000 for wait_ms in answered) / len(outcomes),
    }


def estimate(values: Sequence[float], luck: Sequence[Sequence[float]]) -> tuple[float, float]:
    """Return the mean that would have been seen without luck, and its standard error."""
    columns = np.column_stack([np.ones(len(values)), np.array(luck).reshape(len(values), -1)])
    found, *_ = np.linalg.lstsq(columns, np.array(values), rcond=None)
    rest = np.array(values) - columns @ found
    variance = float(rest @ rest) / (len(values) - columns.shape[1])
    return float(found[0]), math.sqrt(variance * float(np.linalg.pinv(columns.T @ columns)[0, 0]))


# -- the verdict ---------------------------------------------------------------------------------------------------


def compare(theory: Figure, runs: Sequence[Figure]) -> dict[str, Figure]:
    """Put theory beside the mean of the replications, its 95 % confidence interval, and how many errors lie between."""
    compared = {}
    for name, value in theory.items():
        values = [run[name] for run in runs]
        mean, error = estimate(values, [[run[key] for key in run if key.startswith(LUCK)] for run in runs])
        if not name.startswith("ASA"):  # a share close to 0 or 1 may come out alike every time
            error = max(error, math.sqrt(value * (1 - value) / (CALLS * len(values))))
        compared[name] = {
            "theory": round(value, 4),
            "simulated": round(mean, 4),
            "half_width_95": round(STUDENT_95 * error, 4),
            "errors_apart": round((mean - value) / error, 2),
        }
    return compared


def _widest(figures: dict[str, dict[str, Figure]], *, is_share: bool) -> float:
    """Return the widest interval: of a share in parts, of a time in parts of it, or of ten seconds if that is more."""
    return max(
        each["half_width_95"] / (1 if is_share else max(10.0, each["theory"]))
        for case in figures.values()
        for name, each in case.items()
        if is_share is not name.startswith("ASA")
    )


def main() -> int:
    """Simulate, compare, judge."""
    around, meter, calls = harness.machine(), CpuMeter({"ours": os.getpid()}), 0
    figures: dict[str, Any] = {}
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for case in CASES:
            runs = list(pool.map(partial(replicate, case), range(case.replications), chunksize=4))
            calls += CALLS * case.replications
            figures[case.name] = compare(expected(case), runs)
            shown = "  ".join(
                f"{name} {each['simulated']:g} ± {each['half_width_95']:g} ({each['theory']:g})"
                for name, each in figures[case.name].items()
            )
            print(f"  {case.name:32} {shown}", flush=True)
    apart = [abs(each["errors_apart"]) for case in figures.values() for each in case.values()]
    spent = meter.read()
    inside = sum(each <= STUDENT_95 for each in apart) / len(apart)
    report = {
        "replications": {case.name: case.replications for case in CASES},
        "calls_per_replication": CALLS,
        "cpu_us_per_call": round(spent["ours"] / calls * 1e6, 1),
        "others_load": round(spent["others"] / spent["wall"], 2),
        "closed_forms": len(apart),
        "cases": figures,
    }
    aims = [
        Aim("farthest closed form, standard errors away", max(apart), STUDENT_ALL),
        Aim("closed forms inside the 95 % confidence interval", inside, INSIDE, "at least"),
        Aim("half-width of shares, worst, points", 100 * _widest(figures, is_share=True), POINTS),
        Aim("half-width of ASA, worst, % of it or of 10 s", 100 * _widest(figures, is_share=False), ASA_PART),
    ]
    return harness.conclude("theory", around, report, aims)


if __name__ == "__main__":
    sys.exit(main())
