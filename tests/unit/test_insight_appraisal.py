"""Scorecards by examples: points between nothing and the target, weights, what could not be measured, corrections."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu.insight.rules import appraisal as rules
from kefu.insight.rules.appraisal import Line, Scored, Subject
from support.organisation import ZONE

NAME = {"zh-CN": "坐席月度考核", "en": "Agents by month"}


def line(measure: str = "occupancy", weight: int = 100, target: float = 80, zero_at: float = 60) -> Line:
    return Line(measure=measure, weight=weight, target=target, zero_at=zero_at)


HANDLED = line("handled_per_hour", 60, 12, 6)
TALK = line("average_handle_time_s", 40, 240, 480)


@pytest.mark.parametrize(
    ("target", "zero_at", "value", "points"),
    [
        (80, 60, 80, 100),
        (80, 60, 95, 100),
        (80, 60, 60, 0),
        (80, 60, 10, 0),
        (80, 60, 70, 50),
        (240, 480, 240, 100),
        (240, 480, 100, 100),
        (240, 480, 480, 0),
        (240, 480, 300, 75),
        (0, 5, 1, 80),
        (3, 0, 1, 33.3),
        (80, 60, None, None),
    ],
)
def test_points_lie_between_nothing_and_the_target(
    target: float, zero_at: float, value: float | None, points: float | None
) -> None:
    assert rules.points(line(target=target, zero_at=zero_at), value) == points


def test_which_way_is_better_is_told_by_which_is_greater() -> None:
    assert HANDLED.is_higher_better
    assert not TALK.is_higher_better


def test_points_are_weighed() -> None:
    score = rules.total(rules.scored((HANDLED, TALK), (9, 240)))
    assert (score.points, score.weight) == (70.0, 100)


def test_what_could_not_be_measured_gives_its_weight_to_the_rest() -> None:
    score = rules.total(rules.scored((HANDLED, TALK), (9, None)))
    assert (score.points, score.weight) == (50.0, 60)


def test_too_little_that_was_measured_makes_no_score() -> None:
    score = rules.total(rules.scored((HANDLED, TALK), (None, 240)))
    assert (score.points, score.weight) == (None, 40)
    assert rules.total([]).points is None


def test_a_correction_puts_another_value_or_leaves_a_measure_out() -> None:
    found = rules.scored((HANDLED, TALK), (6, 480))
    assert rules.total(found).points == 0
    better = rules.corrected((HANDLED, TALK), found, {"average_handle_time_s": 240})
    assert rules.total(better).points == 40
    without = rules.corrected((HANDLED, TALK), found, {"average_handle_time_s": None})
    assert without[1] == Scored(measure="average_handle_time_s", weight=40, value=None, points=None)
    assert rules.total(without).weight == 60
    assert [each.points for each in found] == [0, 0]


@given(
    st.lists(
        st.tuples(st.integers(1, 100), st.none() | st.floats(-1e6, 1e6), st.floats(-1e3, 1e3), st.floats(1, 1e3)),
        min_size=1,
        max_size=6,
    )
)
def test_a_score_is_never_below_the_worst_nor_above_the_best(each: list[Any]) -> None:
    lines = [line(f"m{n}", weight, low + step, low) for n, (weight, _, low, step) in enumerate(each)]
    found = rules.scored(lines, [value for _, value, _, _ in each])
    score = rules.total(found)
    points = [one.points for one in found if one.points is not None]
    if score.points is not None:
        assert min(points) - 0.1 <= score.points <= max(points) + 0.1
        assert 0 <= score.points <= 100


def test_a_month_is_one_of_the_operators_clock() -> None:
    since, until = rules.month_of(date(2026, 12, 24), ZONE)
    assert since.astimezone(UTC) == datetime(2026, 11, 30, 16, tzinfo=UTC)
    assert until.astimezone(UTC) == datetime(2026, 12, 31, 16, tzinfo=UTC)
    since, until = rules.month_of(date(2026, 2, 1), ZONE)
    assert (until - since).days == 28


def test_appeals_are_for_some_days_after_publication() -> None:
    now = datetime(2026, 4, 1, tzinfo=UTC)
    assert rules.is_appealable(now, now + rules.APPEAL_WITHIN)
    assert not rules.is_appealable(now, now + rules.APPEAL_WITHIN + timedelta(seconds=1))
    assert not rules.is_appealable(None, now)


def faults(*lines: Line, subject: Subject = Subject.AGENT, name: Any = None) -> list[tuple[str, str]]:
    found = rules.template_faults(NAME if name is None else name, subject, lines)
    return [(fault["field"], fault["code"]) for fault in found]


def test_a_template_that_can_be() -> None:
    assert faults(HANDLED, TALK) == []
    assert faults(line(), subject=Subject.GROUP) == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], [("lines", "count")]),
        ([line(weight=99)], [("lines", "weights")]),
        ([line(weight=0)], [("lines.0.weight", "out-of-range"), ("lines", "weights")]),
        ([line(weight=50), line(weight=50)], [("lines.1.measure", "twice")]),
        ([line("no-such")], [("lines.0.measure", "unknown")]),
        ([line("service_level_2")], [("lines.0.measure", "unknown")]),
        ([line(target=5, zero_at=5)], [("lines.0.zero_at", "equal")]),
        ([line(target=float("nan"))], [("lines.0.target", "malformed")]),
        ([line(zero_at=float("inf"))], [("lines.0.target", "malformed")]),
    ],
)
def test_what_is_wrong_with_a_template_is_named(lines: list[Line], expected: list[tuple[str, str]]) -> None:
    assert faults(*lines) == expected


def test_a_template_has_a_name_in_both_languages() -> None:
    assert faults(line(), name={"zh-CN": "", "en": "x"}) == [("name", "empty")]


def test_what_a_centre_begins_with_can_be() -> None:
    for name, subject, lines in rules.beginnings():
        assert rules.template_faults(name, subject, lines) == []
