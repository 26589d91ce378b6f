"""The whole live centre under seeds and drawn plans: people, faults, crashes; the same seed is the same run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.sim_invariants import CHECKS
from support.sim_lasting import LOOKS
from support.sim_plan import KINDS, MANY, PAUSES_MS, Deed, Plan, plan_of
from support.sim_run import run

HERE = Path(__file__).parent
ONCE_BROKEN = [int(line.split()[0]) for line in (HERE / "seeds.txt").read_text().splitlines() if line[:1].isdigit()]
SHIFTS = tuple(Deed(0, "shift", number, 1) for number in range(5))
deeds = st.builds(
    Deed,
    after_ms=st.sampled_from(PAUSES_MS),
    kind=st.sampled_from(KINDS),
    a=st.integers(0, MANY - 1),
    b=st.integers(0, MANY - 1),
)
plans = st.builds(
    Plan,
    seed=st.integers(0, 99),
    deeds=st.lists(deeds, max_size=60).map(lambda drawn: (*SHIFTS, *drawn)),
    noise=st.sampled_from((0.0, 0.3, 1.0)),
    is_shuffled=st.booleans(),
    snapshot_every=st.sampled_from((100_000, 40)),
)


def hold(plan: Plan) -> None:
    outcome = run(plan)
    assert outcome.wrong is None, "\n".join([*outcome.tail[-40:], outcome.wrong])


@pytest.mark.parametrize("seed", range(1, 26))
def test_a_seeded_run_breaks_nothing_and_drains(seed: int) -> None:
    hold(plan_of(seed))


@pytest.mark.parametrize("seed", ONCE_BROKEN)
def test_what_was_once_broken_holds(seed: int) -> None:
    hold(plan_of(seed))


@settings(max_examples=int(os.environ.get("EXAMPLES", "15")), deadline=None)
@given(plan=plans)
def test_a_drawn_run_breaks_nothing_and_drains(plan: Plan) -> None:
    hold(plan)


def test_the_same_seed_is_the_same_run() -> None:
    assert run(plan_of(7)) == run(plan_of(7))
    assert run(plan_of(7)).digest != run(plan_of(8)).digest


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_the_same_seed_is_the_same_run_in_another_process(hash_seed: str) -> None:
    command = [sys.executable, "-m", "simulation", "--digest", "--from", "3", "--seeds", "4"]
    root = HERE.parents[1]
    paths = os.pathsep.join(map(str, (root / "tests", root, root / "src")))
    environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": paths}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [word for seed in range(3, 7) for word in (str(seed), run(plan_of(seed)).digest)]


def test_every_invariant_is_listed() -> None:
    page = (HERE.parents[1] / "docs/explanation/simulation-testing.md").read_text()
    assert [check.__name__ for check in (*CHECKS, *LOOKS) if f". {check.__doc__}\n" not in page] == []
