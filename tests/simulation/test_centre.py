"""The whole live centre under seeds: people, faults, crashes; the same seed is the same run."""

import pytest

from support.sim_plan import plan_of
from support.sim_run import run


@pytest.mark.parametrize("seed", range(1, 31))
def test_a_seeded_run_breaks_nothing(seed: int) -> None:
    outcome = run(plan_of(seed))

    assert outcome.wrong is None, "\n".join([*outcome.tail[-40:], outcome.wrong])


def test_the_same_seed_is_the_same_run() -> None:
    assert run(plan_of(7)) == run(plan_of(7))
    assert run(plan_of(7)).digest != run(plan_of(8)).digest
