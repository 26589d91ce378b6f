"""What two well-known simulators do for the work of `bench-router`: SimPy with the same skills, Ciw without any."""

import time
from collections.abc import Generator
from typing import Any

import ciw
import simpy

from benches.workload import LOG_TALK, NETWORKS, Work, serves
from kefu.acd.core.events import AgentDefined, AgentEngaged, AgentReleased, CallQueued
from kefu.acd.core.model import AgentConfig
from kefu.kernel.ids import AgentId

Run = dict[str, float | None]


def run_simpy(work: Work) -> Run:
    """Let a store of agents be asked for the first who may serve: agents leave it and come back to its end."""
    environment = simpy.Environment()
    agents = {event.config.agent_id: event.config for event in work.staff if isinstance(event, AgentDefined)}
    engaged = {event.agent_id for event in work.staff if isinstance(event, AgentEngaged)}
    ready = simpy.FilterStore(environment)
    ready.items = [config for agent_id, config in agents.items() if agent_id not in engaged]
    decisions = 0

    def back(at_ms: int, config: AgentConfig) -> Generator[Any, Any, None]:
        nonlocal decisions
        yield environment.timeout(at_ms)
        decisions += 1
        yield ready.put(config)

    def call(at_ms: int, queued: CallQueued) -> Generator[Any, Any, None]:
        nonlocal decisions
        yield environment.timeout(at_ms)
        decisions += 1
        config = yield ready.get(lambda each: serves(each, queued))
        decisions += 1
        yield environment.timeout(work.talks_ms[queued.call_id])
        decisions += 1
        yield ready.put(config)

    for at_ms, released in work.engaged:
        environment.process(back(at_ms, agents[_agent_of(released)]))
    for at_ms, queued in work.calls:
        environment.process(call(at_ms, queued))
    began = time.thread_time()
    environment.run(until=work.calls[-1][0] + 1)
    return _run(decisions, len(work.calls), time.thread_time() - began)


def _agent_of(released: AgentReleased) -> AgentId:
    return released.agent_id


def run_ciw(work: Work, agents: int) -> Run:
    """Let each network be a node of its own with as many servers as it has agents; nobody needs anything."""
    until_s = work.calls[-1][0] / 1000
    rate = len(work.calls) / until_s / NETWORKS
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate)] * NETWORKS,
        service_distributions=[ciw.dists.Lognormal(*LOG_TALK)] * NETWORKS,
        number_of_servers=[agents // NETWORKS] * NETWORKS,
        routing=[[0.0] * NETWORKS] * NETWORKS,
    )
    simulation = ciw.Simulation(network)
    began = time.thread_time()
    simulation.simulate_until_max_time(until_s)
    spent_s = time.thread_time() - began
    over = len(simulation.get_all_records())
    begun = sum(len(node.all_individuals) for node in simulation.transitive_nodes)
    return _run(3 * over + 2 * begun, over + begun, spent_s)


def _run(decisions: int, calls: int, spent_s: float) -> Run:
    return {
        "decisions_per_s": decisions / spent_s,
        "us_per_decision": spent_s / decisions * 1e6,
        "us_per_call": spent_s / calls * 1e6,
    }
