"""Alarms are raised once, hold while it is nearly as bad, and are over when it has been well for a while."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu.insight.rules.alarms import (
    CALM,
    LINES,
    Kind,
    Reading,
    Rule,
    Standing,
    Subject,
    Verdict,
    evaluate,
    is_calm,
    is_over,
    rule_faults,
    sms_text,
    templates,
    value_of,
)
from kefu.kernel.ids import LocalNetworkId, PersonId, QueueId

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
A, B = QueueId(uuid.UUID(int=1)), QueueId(uuid.UUID(int=2))
CITY, OTHER = LocalNetworkId(uuid.UUID(int=8)), LocalNetworkId(uuid.UUID(int=9))
NAME = {"zh-CN": "人多", "en": "Crowded"}


def rule(kind: Kind = Kind.WAITING, threshold: int = 10, **more: Any) -> Rule:
    return Rule(**({"rule_id": uuid.UUID(int=100), "name": NAME, "kind": kind, "threshold": threshold} | more))


def about(queue_id: QueueId = A, network: LocalNetworkId | None = None) -> Subject:
    name = {"zh-CN": "障碍申告", "en": "Faults"}
    return Subject(kind="queue", subject_id=str(queue_id), name=name, local_network_id=network)


def waiting(value: float, queue_id: QueueId = A, network: LocalNetworkId | None = None) -> Reading:
    return Reading(kind=Kind.WAITING, subject=about(queue_id, network), value=value)


def level(*levels: float | None, within_s: int = 20) -> Reading:
    return Reading(kind=Kind.SERVICE_LEVEL, subject=about(), levels=levels, within_s=within_s)


def stands(calm_since: datetime | None = None, queue_id: QueueId = A) -> Standing:
    return Standing(
        alarm_id=uuid.UUID(int=7), rule_id=uuid.UUID(int=100), subject_id=str(queue_id), calm_since=calm_since
    )


def test_more_than_the_threshold_is_too_much_and_raised_for_each_queue_alone() -> None:
    readings = [waiting(11, A), waiting(10, B)]
    verdict = evaluate([rule()], readings, [], NOW)
    assert verdict == Verdict([(rule(), readings[0])], [], [])
    assert evaluate([rule()], readings, [stands()], NOW) == Verdict([], [], [stands()])


def test_nearly_as_bad_keeps_it_and_well_for_a_while_ends_it() -> None:
    assert evaluate([rule()], [waiting(9)], [stands()], NOW).standing == [stands()]
    calm = evaluate([rule()], [waiting(8)], [stands()], NOW)
    assert calm == Verdict([], [], [stands(NOW)])
    soon = NOW + CALM - timedelta(seconds=1)
    assert evaluate([rule()], [waiting(3)], calm.standing, soon).standing == [stands(NOW)]
    assert evaluate([rule()], [waiting(9)], calm.standing, soon).standing == [stands()]
    assert evaluate([rule()], [waiting(8)], calm.standing, NOW + CALM) == Verdict([], [stands(NOW)], [])


@given(st.lists(st.integers(0, 25), max_size=80))
def test_it_never_flaps(values: list[int]) -> None:
    """Between two alarms of one queue it was well for the whole while; nothing too much goes unraised."""
    standing: list[Standing] = []
    well_s = 0
    for second, value in enumerate(values):
        now = NOW + timedelta(seconds=10 * second)
        verdict = evaluate([rule()], [waiting(value)], standing, now)
        well_s = well_s + 10 if value <= 8 else 0
        assert len(verdict.raised) == (value > 10 and not standing)
        assert not verdict.cleared or well_s > CALM.total_seconds()
        standing = [*verdict.standing, *([stands()] if verdict.raised else [])]
        assert len(standing) <= 1
        assert standing or value <= 10


@pytest.mark.parametrize(
    "gone", [([], [waiting(20)]), ([rule(is_on=False)], [waiting(20)]), ([rule()], [waiting(20, B)])]
)
def test_without_rule_or_queue_it_is_over_at_once(gone: tuple[list[Rule], list[Reading]]) -> None:
    rules, readings = gone
    assert evaluate(rules, readings, [stands()], NOW).cleared == [stands()]


@pytest.mark.parametrize(
    ("narrowed", "matches"),
    [
        ({"queue_id": A}, [A]),
        ({"local_network_id": CITY}, [B]),
        ({"local_network_id": OTHER}, []),
        ({"group": "one"}, []),
        ({"is_on": False}, []),
        ({}, [A, B]),
    ],
)
def test_a_rule_is_about_its_queue_or_city_only(narrowed: dict[str, Any], matches: list[QueueId]) -> None:
    readings = [waiting(20, A), waiting(20, B, CITY), Reading(kind=Kind.TRUNKS, subject=LINES, value=99)]
    raised = evaluate([rule(**narrowed)], readings, [], NOW).raised
    assert [reading.subject.subject_id for _, reading in raised] == list(map(str, matches))


def test_a_team_s_rule_is_about_its_agents() -> None:
    subject = Subject(kind="agent", subject_id="x", name=NAME, group="one")
    reading = Reading(kind=Kind.NOT_READY, subject=subject, value=31)
    for group, count in (("one", 1), ("two", 0), (None, 1)):
        assert len(evaluate([rule(Kind.NOT_READY, 30, group=group)], [reading], [], NOW).raised) == count


@pytest.mark.parametrize(
    ("levels", "is_too_low", "is_well"),
    [
        ((70, 60, 79.9), True, False),
        ((70, 80, 60), False, False),
        ((70, None, 60), False, False),
        ((70, 60), False, False),
        ((70, 60, 81), False, False),
        ((70, 60, 82), False, True),
        ((70, 60, None), False, True),
        ((), False, True),
    ],
)
def test_a_service_level_is_missed_three_times_in_a_row(
    levels: tuple[float | None, ...], is_too_low: bool, is_well: bool
) -> None:
    watched = rule(Kind.SERVICE_LEVEL, 80)
    assert (is_over(watched, level(*levels)), is_calm(watched, level(*levels))) == (is_too_low, is_well)


def test_a_promise_of_everybody_can_be_kept() -> None:
    assert is_calm(rule(Kind.SERVICE_LEVEL, 100), level(100))
    assert not is_calm(rule(Kind.SERVICE_LEVEL, 100), level(99.9))


def test_service_levels_are_of_the_seconds_that_a_rule_names() -> None:
    watched = rule(Kind.SERVICE_LEVEL, 80, within_s=30)
    assert evaluate([watched], [level(1, 1, 1)], [], NOW).raised == []
    assert len(evaluate([watched], [level(1, 1, 1, within_s=30)], [], NOW).raised) == 1


@pytest.mark.parametrize(("value", "is_much", "is_well"), [(91, True, False), (90, False, False), (85, False, True)])
def test_lines(value: float, is_much: bool, is_well: bool) -> None:
    watched, reading = rule(Kind.TRUNKS, 90), Reading(kind=Kind.TRUNKS, subject=LINES, value=value)
    assert (is_over(watched, reading), is_calm(watched, reading)) == (is_much, is_well)


def faults(checked: Rule) -> list[tuple[str, str]]:
    found = rule_faults(
        checked,
        queue_ids=frozenset({A}),
        groups=frozenset({"one"}),
        network_ids=frozenset({CITY}),
        person_ids=frozenset({PersonId(uuid.UUID(int=5))}),
        role_ids=frozenset({uuid.UUID(int=6)}),
    )
    return [(each["field"], each["code"]) for each in found]


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({}, []),
        ({"queue_id": A, "local_network_id": CITY, "sms_person_ids": frozenset({PersonId(uuid.UUID(int=5))})}, []),
        ({"threshold": -1}, [("threshold", "out-of-range")]),
        ({"kind": Kind.TRUNKS, "threshold": 100}, [("threshold", "out-of-range")]),
        ({"kind": Kind.SERVICE_LEVEL, "within_s": 7}, [("within_s", "unknown")]),
        ({"queue_id": B}, [("queue_id", "unknown")]),
        ({"kind": Kind.NOT_READY, "queue_id": A}, [("queue_id", "unknown")]),
        ({"kind": Kind.NOT_READY, "group": "two"}, [("group", "unknown")]),
        ({"kind": Kind.NOT_READY, "group": "one"}, []),
        ({"group": "one"}, [("group", "unknown")]),
        ({"local_network_id": OTHER}, [("local_network_id", "unknown")]),
        ({"kind": Kind.TRUNKS, "local_network_id": CITY}, [("local_network_id", "unknown")]),
        ({"sms_person_ids": frozenset({PersonId(uuid.UUID(int=6))})}, [("sms_person_ids", "unknown")]),
        ({"sms_role_ids": frozenset({uuid.UUID(int=7)})}, [("sms_role_ids", "unknown")]),
        ({"name": {"zh-CN": " ", "en": "x" * 61}}, [("name.zh-CN", "missing"), ("name.en", "too-long")]),
    ],
)
def test_what_a_rule_may_be_like(wrong: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert faults(rule(**wrong)) == expected


def test_what_a_centre_begins_with_can_be_set_up() -> None:
    assert {each.kind for each in templates()} == set(Kind)
    assert [faults(each) for each in templates()] == [[]] * len(Kind)
    assert [each.kind for each in templates() if each.has_sound] == [Kind.LONGEST_WAIT, Kind.TRUNKS]


def test_what_a_short_message_says() -> None:
    said = sms_text(rule(), waiting(14), language="zh-CN", at="09:00")
    assert said == "[客服告警] 人多: 障碍申告, 排队 14 人, 超过 10 人 (09:00)"
    english = sms_text(rule(Kind.SERVICE_LEVEL, 80), level(70, 60, 41.6), language="en", at="09:00")
    assert english == "[Alarm] Crowded: Faults, service level 42%, below 80% for three intervals (09:00)"
    assert "—%" in sms_text(rule(Kind.SERVICE_LEVEL, 80), level(), language="en", at="09:00")
    assert value_of(level(1, None)) is None


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_kind_has_words_in_both_languages(kind: Kind, language: str) -> None:
    reading = replace(level(50), kind=kind, value=50)
    said = sms_text(rule(kind, 90), reading, language=language, at="")
    assert "50" in said
    assert "90" in said
