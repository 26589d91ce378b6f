"""A million steps beside an oracle: each offer goes to the first agent, for the first call. Nightly: bench-fairness."""

import os

import pytest

from benches.fairness import STEPS_A_SEED, follow

STEPS = 20_000 if "EXAMPLES" in os.environ else 1_000_000
BATCHES = min(10, STEPS // STEPS_A_SEED)  # none of them empty


@pytest.mark.parametrize("batch", range(BATCHES))
def test_nobody_is_overtaken_wrongly(batch: int) -> None:
    seeds = range(STEPS * batch // BATCHES // STEPS_A_SEED, STEPS * (batch + 1) // BATCHES // STEPS_A_SEED)
    found = [follow(1 + seed) for seed in seeds]
    assert [what for _, what in found if what] == []
    assert sum(offers for offers, _ in found) > len(found) * STEPS_A_SEED / 50, "something was decided"
