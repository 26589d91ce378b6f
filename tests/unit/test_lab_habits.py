"""What the laboratory's agents do with a call."""

from collections import Counter
from random import Random

import pytest

from kefu_lab.agents.habits import Act, draw

RESULTS = ["solved", "visit"]


def test_the_same_generator_draws_the_same_plans() -> None:
    first, second = Random(5), Random(5)
    assert [draw(first, RESULTS) for _ in range(20)] == [draw(second, RESULTS) for _ in range(20)]


def test_the_mixture_of_plans() -> None:
    random = Random(2)
    plans = [draw(random, RESULTS) for _ in range(5000)]
    shares = Counter(plan.act for plan in plans)
    assert shares[Act.HOLD] / 5000 == pytest.approx(0.15, abs=0.02)
    assert shares[Act.TRANSFER_TO_QUEUE] / 5000 == pytest.approx(0.04, abs=0.01)
    assert (shares[Act.CONSULT_AND_RETURN] + shares[Act.CONSULT_AND_TRANSFER]) / 5000 == pytest.approx(0.03, abs=0.01)
    assert sum(plan.rests_s > 0 for plan in plans) / 5000 == pytest.approx(0.03, abs=0.01)
    for plan in plans:
        assert 1 <= plan.answers_after_s <= 4
        assert plan.acts_at_s < plan.ends_at_s
        assert plan.result in RESULTS


def test_without_results_nothing_is_chosen() -> None:
    assert draw(Random(1), []).result is None
