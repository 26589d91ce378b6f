"""What figures shall reach: what holds on a day, what makes no sense."""

from dataclasses import replace
from datetime import date

import pytest

from kefu.insight.rules.catalogue import MEASURES
from kefu.insight.rules.targets import (
    MEASURES_OF,
    TEMPLATES,
    Target,
    TargetInvalidError,
    Topic,
    has_promise,
    holding,
    require_sound,
)

OURS = Target(
    topic=Topic.SERVICE_LEVEL,
    measure="service_level_4",
    within_s=15,
    goal=85,
    since=date(2026, 3, 1),
    source="省公司 2026-12 号文",
)


def test_templates_hold_until_somebody_says_otherwise() -> None:
    later = replace(OURS, goal=90.0, since=date(2026, 4, 1))
    for on, goal in ((date(2026, 2, 28), 80), (date(2026, 3, 1), 85), (date(2026, 3, 31), 85), (date(2026, 4, 1), 90)):
        held = holding([later, OURS], on)
        assert held[Topic.SERVICE_LEVEL].goal == goal
        assert (held[Topic.REQUEST_LEVEL].within_s, held[Topic.REQUEST_LEVEL].goal) == (15, 85)
    assert Topic.HANDLE_TIME not in holding([], date(2026, 3, 1)), "nobody's word, no target"


def test_templates_are_sound_and_their_measures_known() -> None:
    for template in TEMPLATES:
        require_sound(template)
        assert not isinstance(template.source, str), "who reads English is not shown Chinese"
        assert set(template.source) == {"zh-CN", "en"}
    assert {code for codes in MEASURES_OF.values() for code in codes} <= MEASURES.keys()
    assert has_promise("service_level_5")
    assert not has_promise("occupancy")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("measure", "occupancy"),
        ("within_s", None),
        ("within_s", 16),
        ("goal", 0.0),
        ("goal", 100.5),
        ("source", "  "),
        ("source", {"zh-CN": "行业惯例", "en": " "}),
    ],
)
def test_what_makes_no_sense_names_its_field(field: str, value: object) -> None:
    with pytest.raises(TargetInvalidError) as refused:
        require_sound(replace(OURS, **{field: value}))  # type: ignore[arg-type]
    assert [each["field"] for each in refused.value.facts["errors"]][:1] == [field]


def test_seconds_may_be_more_than_a_hundred() -> None:
    handle = Target(
        topic=Topic.HANDLE_TIME, measure="average_handle_time_s", goal=240, since=OURS.since, source="班组约定"
    )
    require_sound(handle)
    with pytest.raises(TargetInvalidError):
        require_sound(replace(handle, within_s=15))


def test_less_is_better_of_some() -> None:
    assert [OURS.is_met(value) for value in (85, 84.9, None)] == [True, False, None]
    abandonment = next(each for each in TEMPLATES if each.topic is Topic.ABANDONMENT)
    assert [abandonment.is_met(value) for value in (5, 5.1)] == [True, False]
