"""The engine in long random traffic from seeds; the same invariants as under hypothesis, at several times its speed."""

import json
import os

import pytest

from kefu.acd.core.engine import Engine
from support.acd_observer import Observer
from support.acd_traffic import Traffic

SEEDS = int(os.environ.get("SEEDS", "10"))
STEPS = 600


@pytest.mark.parametrize("seed", range(SEEDS))
def test_traffic(seed: int) -> None:
    traffic, observer = Traffic(seed), Observer(Engine())
    log = [(traffic.at_ms, event, observer.watch(traffic.at_ms, event)) for event in traffic.opening()]
    for number in range(STEPS):
        event = traffic.next(observer.engine.state)
        effects = observer.watch(traffic.at_ms, event, is_thorough=number % 8 == 0)
        log.append((traffic.at_ms, event, effects))
        observer.check()
        if number % 100 == 99:
            observer.engine = Engine.from_json(json.loads(json.dumps(observer.engine.to_json())))
    replayed = Engine()
    assert all(replayed.step(at_ms, event) == effects for at_ms, event, effects in log)
    assert replayed.to_json() == observer.engine.to_json()
