"""What queueing theory expects of calls and agents: Erlang B, Erlang C, Erlang A.

All are steady states of Poisson arrivals and exponential talk; Erlang A adds callers of exponential patience.
Source: Gans, Koole and Mandelbaum, Telephone Call Centers (2003), section 4; Zeltyn and Mandelbaum, Call centers with
impatient customers: many-server asymptotics of the M/M/n+G queue (2005), section 2 (the building blocks J).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

_STEPS = 400  # of Simpson's rule; even


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What theory expects of one load on one group of agents."""

    wait_probability: float
    service_level: float  # answered within the time, of all offered
    average_speed_of_answer_s: float  # over answered calls
    abandonment_rate: float
    occupancy: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Calls that come to a group of agents."""

    calls_per_s: float
    handle_s: float  # mean talk and wrap-up
    agents: int

    @property
    def erlangs(self) -> float:
        """Return the offered traffic."""
        return self.calls_per_s * self.handle_s


def inverse_erlang_b(erlangs: float, servers: int) -> float:
    """Return one over the probability that all of the servers are busy when nobody may wait."""
    inverse = 1.0
    for count in range(1, servers + 1):
        inverse = 1.0 + inverse * count / erlangs
    return inverse


def erlang_b(erlangs: float, servers: int) -> float:
    """Return the probability that all of the servers are busy when nobody may wait."""
    return 1.0 / inverse_erlang_b(erlangs, servers) if erlangs > 0 else float(servers == 0)


def erlang_c(erlangs: float, servers: int) -> float:
    """Return the probability that a call has to wait; 1 where the line grows without end."""
    if erlangs >= servers:
        return 1.0
    blocked = erlang_b(erlangs, servers)
    return blocked / (1.0 - erlangs / servers * (1.0 - blocked))


def expect_patient(load: Load, *, within_s: float) -> Expectation | None:
    """Expect by Erlang C: nobody hangs up. None where the line grows without end, or there is no load."""
    if not 0 < load.erlangs < load.agents:
        return None
    waits = erlang_c(load.erlangs, load.agents)
    leaving_per_s = (load.agents - load.erlangs) / load.handle_s
    return Expectation(
        wait_probability=waits,
        service_level=1.0 - waits * math.exp(-leaving_per_s * within_s),
        average_speed_of_answer_s=waits / leaving_per_s,
        abandonment_rate=0.0,
        occupancy=load.erlangs / load.agents,
    )


def expect_impatient(load: Load, *, patience_s: float, within_s: float) -> Expectation | None:
    """Expect by Erlang A: callers hang up after an exponential time. None without load, agents or patience."""
    if load.erlangs <= 0 or load.agents < 1 or patience_s <= 0:
        return None
    arrival, service = load.calls_per_s, load.agents / load.handle_s

    def exponent(wait_s: float) -> float:
        return arrival * patience_s * -math.expm1(-wait_s / patience_s) - service * wait_s

    per_patience = service * patience_s
    likeliest_s = max(0.0, patience_s * math.log(arrival / service))
    longest_s = likeliest_s + patience_s * (9 / math.sqrt(per_patience) + 40 / per_patience)
    if arrival < service:
        longest_s = min(longest_s, 40 / (service - arrival))
    scale = exponent(likeliest_s)  # keeps the exponentials small under overload

    def density(wait_s: float) -> float:
        return math.exp(exponent(wait_s) - scale)

    def answered(wait_s: float) -> float:
        return density(wait_s) * math.exp(-wait_s / patience_s)

    ever = _integral(density, longest_s)
    weight = arrival / (inverse_erlang_b(load.erlangs, load.agents - 1) * math.exp(-scale) + arrival * ever)
    waits = weight * ever
    answered_late = weight * _integral(answered, longest_s)
    waited_s = weight * _integral(lambda wait_s: wait_s * answered(wait_s), longest_s)
    reached = 1.0 - waits + answered_late
    return Expectation(
        wait_probability=waits,
        service_level=1.0 - waits + weight * _integral(answered, min(within_s, longest_s)),
        average_speed_of_answer_s=waited_s / reached,
        abandonment_rate=1.0 - reached,
        occupancy=load.erlangs * reached / load.agents,
    )


def _integral(function: Callable[[float], float], until: float) -> float:
    """Integrate from 0 by Simpson's rule."""
    width = until / _STEPS
    inner = sum((4 if step % 2 else 2) * function(step * width) for step in range(1, _STEPS))
    return (function(0.0) + inner + function(until)) * width / 3
