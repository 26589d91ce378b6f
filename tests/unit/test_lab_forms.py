"""The demonstration's forms are ones that the product would publish, and answers lead through them."""

from typing import Any

import pytest

from kefu.forms import rules
from kefu_lab.seed import forms

FORMS = {code: forms.definition_of(code) for code in forms.FORMS}


@pytest.mark.parametrize("code", FORMS)
def test_nothing_is_wrong_with_a_form(code: str) -> None:
    assert rules.problems(FORMS[code]) == ()


@pytest.mark.parametrize(
    ("code", "answers", "asked"),
    [
        ("repair-survey", {"reached": "wrong"}, ["hello", "reached"]),
        (
            "repair-survey",
            {"reached": "self", "solved": "yes", "on_time": "never", "overall": 1, "overall_reason": "x"},
            ["hello", "reached", "solved", "on_time", "overall", "overall_reason", "nps", "remark", "thanks"],
        ),
        ("repair-done", {"tested": ["speed"]}, ["tested", "serial", "photos", "signature"]),
        ("repair-done", {"tested": ["signal"]}, ["tested", "power", "serial", "photos", "signature"]),
        (
            "repair-report",
            {"fault_kind": "slow", "lights": "los-red", "address": "怀德路9号", "contact": "13800001111"},
            ["fault_kind", "since", "lights", "devices", "remark", "address", "contact", "day"],
        ),
    ],
)
def test_answers_lead_where_they_should(code: str, answers: dict[str, Any], asked: list[str]) -> None:
    walk = rules.walk(FORMS[code], answers)
    assert (list(walk.asked), walk.is_done) == (asked, True)


def test_every_definition_has_a_name() -> None:
    assert {file.stem for file in forms.FOLDER.iterdir()} == set(forms.FORMS)


def test_satisfaction_is_told_by_the_last_part() -> None:
    answers = {"reached": "self", "solved": "yes", "on_time": "yes", "charged": "no", "overall": 5, "nps": 9}
    score = rules.score(FORMS["repair-survey"], answers)
    assert (score.points, score.max_points, score.nps_class, score.is_satisfied) == (25, 25, "promoter", True)
