"""What bench-theory and bench-router take for granted."""

import math

import pytest

from benches.router import Bare, Offers, Scan, run_engine, run_scan, staffed
from benches.theory import CASES, _low_waits_less, _two_classes, compare, expected
from benches.workload import Agenda, work_for


def test_without_high_calls_the_low_ones_wait_as_in_the_plain_queue() -> None:
    """The wait of who waits is exponential then."""
    assert _low_waits_less(20, 0.1, 1e-9, 0.9) == pytest.approx(1 - math.exp(-0.1 * 0.1 * 20), abs=1e-6)


@pytest.mark.parametrize("within_s", [5.0, 60.0, 600.0])
def test_low_calls_wait_as_long_as_cobham_says(within_s: float) -> None:
    """The mean is the area above the distribution; integrated far enough it is 1 / (served (1 - high)(1 - load))."""
    steps, end_s = 400, 4000.0
    width = end_s / steps
    area = sum((1 - _low_waits_less((n + 0.5) * width, 0.1, 0.03, 0.5)) * width for n in range(steps))
    assert area == pytest.approx(1 / (0.1 * 0.7 * 0.2), rel=1e-2)
    assert 0 < _low_waits_less(within_s, 0.1, 0.03, 0.5) < 1


def test_two_classes_wait_together_as_long_as_one() -> None:
    """Kleinrock's conservation law: the order of service does not change the mean of all, when talk is alike."""
    plain, split = (
        next(case for case in CASES if (case.model, case.servers, case.load) == (model, 20, 0.95))
        for model in ("M/M/c", "priorities")
    )
    classes = _two_classes(split)
    assert 0.3 * classes["ASA s high"] + 0.7 * classes["ASA s low"] == pytest.approx(expected(plain)["ASA s"])


def test_theory_is_compared_with_the_mean_of_the_replications() -> None:
    found = compare({"ASA s": 4.0}, [{"ASA s": 1.0}, {"ASA s": 3.0}])["ASA s"]
    assert found == {"theory": 4.0, "simulated": 2.0, "half_width_95": 1.99, "errors_apart": -2.0}


def test_the_peer_routes_as_the_product_does() -> None:
    """Each call gets the same agent from both, with skills, waiting calls and all."""
    work = work_for(200, 400)
    routers = {"scan": Scan(), "engine": Bare(staffed(work)[0])}
    for event in work.staff:
        routers["scan"].take(0, event)
    given: dict[str, Offers] = {name: [] for name in routers}
    for name, router in routers.items():
        agenda = Agenda(work)
        for event in agenda:
            for offer in router.take(agenda.at_ms, event):
                given[name].append(offer)
                agenda.talk(*offer)
    assert given["engine"] == given["scan"]
    assert len(given["engine"]) > 300


def test_a_run_counts_every_decision() -> None:
    work = work_for(50, 100)
    for run in (run_scan(work), run_engine(work)):
        assert run["us_per_call"] is not None
        assert run["us_per_decision"] is not None
        assert 1 <= run["us_per_call"] / run["us_per_decision"] <= 4
