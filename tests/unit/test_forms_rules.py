"""Who is asked what, what is wrong with answers, what they come to: the cases that the browser's side runs too."""

from dataclasses import asdict
from typing import Any

import pytest

from kefu.forms import rules
from kefu.forms.model import AnswersRefusedError, NpsClass
from kefu.forms.parsing import load_definition
from kefu.forms.rules.pattern import matches
from support.forms import CASES, definition, item

FORMS = [
    pytest.param(form["definition"], case, id=f"{form['name']}-{number}")
    for form in CASES["forms"]
    for number, case in enumerate(form["cases"])
]


@pytest.mark.parametrize(("document", "case"), FORMS)
def test_answers_lead_where_they_should(document: dict[str, Any], case: dict[str, Any]) -> None:
    form, answers = load_definition(document), case["answers"]
    walk = rules.walk(form, answers)
    faults = rules.check(form, answers)
    assert list(walk.asked) == case["asked"]
    assert [{"item": fault.item, "code": fault.code} for fault in faults] == case["faults"]
    assert walk.is_done is all(fault.code == "form-answer-unknown" for fault in faults)
    assert rules.kept(form, answers) == case["kept"]
    if "score" in case:
        assert asdict(rules.score(form, answers)) == case["score"]


@pytest.mark.parametrize("case", CASES["patterns"], ids=lambda case: f"{case['pattern']} {case['text'][:10]}")
def test_patterns(case: dict[str, Any]) -> None:
    assert matches(case["pattern"], case["text"]) is case["is_match"]


@pytest.mark.parametrize("case", CASES["prefill"]["cases"])
def test_what_is_known_is_filled_in_and_what_does_not_fit_is_left_out(case: dict[str, Any]) -> None:
    assert rules.prefill(load_definition(CASES["prefill"]["definition"]), case["values"]) == case["answers"]


def test_a_whole_number_may_come_with_a_fraction_of_nothing() -> None:
    form = definition(item("points", "scale", options=[{"code": "5", "label": {}, "score": 9}]))
    assert rules.score(form, {"points": 5.0}).points == 9


@pytest.mark.parametrize(
    ("points", "found"),
    [(0, "detractor"), (6, "detractor"), (7, "passive"), (8, "passive"), (9, "promoter"), (10, "promoter")],
)
def test_recommendations(points: int, found: str) -> None:
    assert rules.nps_class(points) is NpsClass(found)


def test_what_is_accepted_is_kept_and_what_is_not_says_where() -> None:
    form = definition(item("a", is_required=True), item("b", max=3))
    assert rules.accept(form, {"b": " ", "a": "x"}) == {"a": "x"}
    with pytest.raises(AnswersRefusedError) as refusal:
        rules.accept(form, {"b": "long", "c": 1})
    assert refusal.value.facts["errors"] == [
        {"field": "answers.a", "code": "answer-missing", "detail": "", "facts": {}},
        {"field": "answers.b", "code": "answer-too-long", "detail": "", "facts": {"max": 3}},
        {"field": "answers.c", "code": "form-answer-unknown", "detail": "", "facts": {}},
    ]
