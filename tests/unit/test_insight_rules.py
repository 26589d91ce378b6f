"""What theory expects, and how calls and agents are measured."""

import pytest

from kefu.insight.rules.intervals import Fate, Measures, Outcome, apportion, islands_of, measure, share_out
from kefu.insight.rules.queueing import Expectation, Load, erlang_b, erlang_c, expect_impatient, expect_patient


@pytest.mark.parametrize(
    ("erlangs", "servers", "blocked"),
    [(10, 12, 0.1197), (1, 1, 0.5), (0, 0, 1.0), (0, 3, 0.0), (5, 10, 0.0184), (100, 100, 0.0757)],
)
def test_erlang_b_is_as_tabulated(erlangs: float, servers: int, blocked: float) -> None:
    assert erlang_b(erlangs, servers) == pytest.approx(blocked, abs=5e-5)


@pytest.mark.parametrize(
    ("erlangs", "servers", "waits"),
    [(10, 12, 0.4494), (1, 2, 1 / 3), (0.5, 1, 0.5), (12, 12, 1.0), (13, 12, 1.0), (0, 1, 0.0)],
)
def test_erlang_c_is_as_tabulated(erlangs: float, servers: int, waits: float) -> None:
    assert erlang_c(erlangs, servers) == pytest.approx(waits, abs=5e-5)


def test_erlang_c_in_the_steady_state_of_a_textbook_queue() -> None:
    """A = 10 erl, 12 servers, 180 s: a call that waits does so for 90 s on average."""
    found = expect_patient(Load(calls_per_s=10 / 180, handle_s=180, agents=12), within_s=20)
    assert found is not None
    assert found.average_speed_of_answer_s == pytest.approx(0.449388 * 90, abs=1e-3)
    assert found.service_level == pytest.approx(0.640163, abs=1e-5)
    assert (found.abandonment_rate, found.occupancy) == (0.0, pytest.approx(10 / 12))


@pytest.mark.parametrize("agents", [0, 10])
def test_without_enough_agents_patient_callers_have_no_steady_state(agents: int) -> None:
    assert expect_patient(Load(calls_per_s=10 / 180, handle_s=180, agents=agents), within_s=20) is None


def birth_and_death(load: Load, patience_s: float) -> tuple[float, float, float]:
    """Solve M/M/c+M the long way: P(wait), P(abandon), mean wait of all."""
    weights = [1.0]
    while weights[-1] > 1e-18 or len(weights) < 3 * load.agents:
        number = len(weights)
        leaving = min(number, load.agents) / load.handle_s + max(0, number - load.agents) / patience_s
        weights.append(weights[-1] * load.calls_per_s / leaving)
    total = sum(weights)
    line = sum(max(0, n - load.agents) * weight for n, weight in enumerate(weights)) / total
    return sum(weights[load.agents :]) / total, line / patience_s / load.calls_per_s, line / load.calls_per_s


@pytest.mark.parametrize("erlangs", [5.0, 17.0, 20.0, 26.0])
@pytest.mark.parametrize("patience_s", [20.0, 300.0])
def test_erlang_a_agrees_with_its_birth_and_death_equations(erlangs: float, patience_s: float) -> None:
    load = Load(calls_per_s=erlangs / 180, handle_s=180, agents=20)
    found = expect_impatient(load, patience_s=patience_s, within_s=20)
    waits, abandons, _ = birth_and_death(load, patience_s)
    assert found is not None
    assert found.wait_probability == pytest.approx(waits, rel=1e-5)
    assert found.abandonment_rate == pytest.approx(abandons, rel=1e-4, abs=1e-9)
    assert found.occupancy == pytest.approx(erlangs * (1 - abandons) / 20, rel=1e-5)


def test_erlang_a_with_endless_patience_is_erlang_c() -> None:
    load = Load(calls_per_s=10 / 180, handle_s=180, agents=12)
    patient, impatient = expect_patient(load, within_s=20), expect_impatient(load, patience_s=1e7, within_s=20)
    assert patient is not None
    assert impatient is not None
    assert impatient.service_level == pytest.approx(patient.service_level, abs=1e-4)
    assert impatient.average_speed_of_answer_s == pytest.approx(patient.average_speed_of_answer_s, rel=1e-3)


def test_erlang_a_answers_all_who_are_answered_within_an_endless_time() -> None:
    load = Load(calls_per_s=30 / 180, handle_s=180, agents=20)
    found = expect_impatient(load, patience_s=60, within_s=1e9)
    assert found is not None
    assert found.service_level == pytest.approx(1 - found.abandonment_rate)


def test_erlang_a_bears_a_great_overload() -> None:
    """Twice the load of 2,000 agents: they are never idle, the rest gives up."""
    found = expect_impatient(Load(calls_per_s=4000 / 180, handle_s=180, agents=2000), patience_s=3600, within_s=20)
    expected = {"wait_probability": 1.0, "abandonment_rate": 0.5, "occupancy": 1.0, "service_level": 0.0}
    assert found is not None
    assert {name: getattr(found, name) for name in expected} == pytest.approx(expected, abs=1e-6)
    assert found.average_speed_of_answer_s == pytest.approx(3600 * 0.6931, rel=1e-2)


@pytest.mark.parametrize(("rate", "agents", "patience_s"), [(0.0, 5, 60.0), (1.0, 0, 60.0), (1.0, 5, 0.0)])
def test_erlang_a_needs_load_agents_and_patience(rate: float, agents: int, patience_s: float) -> None:
    load = Load(calls_per_s=rate, handle_s=180, agents=agents)
    assert expect_impatient(load, patience_s=patience_s, within_s=20) is None


def test_expectations_are_values() -> None:
    figures = dict.fromkeys(Expectation.__dataclass_fields__, 0.5)
    assert Expectation(**figures) == Expectation(**figures)


def outcome(fate: Fate, wait_s: float, handle_s: float = 0) -> Outcome:
    """Make a call's outcome."""
    return Outcome(arrived_ms=0, queue="q", fate=fate, wait_ms=int(wait_s * 1000), handle_ms=int(handle_s * 1000))


def test_calls_are_measured() -> None:
    """Who hung up or was left counts as offered, and against the service level; a wait of just 20 s is in time."""
    outcomes = [
        outcome(Fate.ANSWERED, 0, 100),
        outcome(Fate.ANSWERED, 20, 200),
        outcome(Fate.ANSWERED, 40, 300),
        outcome(Fate.ABANDONED, 5),
        outcome(Fate.LEFT_WAITING, 100),
    ]
    assert measure(outcomes, within_s=20, busy_ms=600, staffed_ms=1000, length_ms=500) == Measures(
        offered=5,
        answered=3,
        abandoned=1,
        left_waiting=1,
        service_level=0.4,
        abandonment_rate=0.2,
        average_speed_of_answer_s=20.0,
        average_wait_s=33.0,
        longest_wait_s=100.0,
        average_handle_time_s=200.0,
        occupancy=0.6,
        agents=2.0,
    )


def test_where_nothing_happens_nothing_is_measured() -> None:
    measures = measure([], within_s=20, busy_ms=0, staffed_ms=0, length_ms=500)
    assert (measures.offered, measures.service_level, measures.longest_wait_s) == (0, None, None)
    assert (measures.occupancy, measures.average_handle_time_s, measures.agents) == (None, None, 0.0)


def test_work_belongs_to_the_intervals_in_which_it_was_done() -> None:
    spans = [(50, 250), (290, 299), (350, 900), (0, 10)]
    assert share_out(spans, from_ms=100, length_ms=100, count=3) == [100, 59, 50]


@pytest.mark.parametrize(
    ("agents", "weights", "parts"),
    [
        (10, {"a": 3.0, "b": 1.0}, {"a": 7, "b": 3}),
        (10, {"a": 1.0, "b": 1.0, "c": 1.0}, {"a": 4, "b": 3, "c": 3}),
        (3, {"a": 98.0, "b": 1.0, "c": 1.0}, {"a": 1, "b": 1, "c": 1}),
        (1, {"a": 1.0, "b": 3.0}, {"a": 0, "b": 1}),
        (4, {"a": 0.0, "b": 0.0}, {"a": 2, "b": 2}),
    ],
)
def test_agents_are_divided_in_proportion(agents: int, weights: dict[str, float], parts: dict[str, int]) -> None:
    assert apportion(agents, weights) == parts


def test_queues_that_share_agents_are_one_island() -> None:
    groups = [frozenset("ab"), frozenset("cd"), frozenset("e"), frozenset("bc")]
    assert islands_of(groups) == {**dict.fromkeys("abcd", frozenset("abcd")), "e": frozenset("e")}
