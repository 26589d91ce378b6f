"""Why a form may not be published."""

from typing import Any

import pytest

from kefu.forms import rules
from kefu.forms.model import Definition
from kefu.forms.parsing import load_definition
from kefu.forms.rules import reach
from support.forms import definition, document, item, options, when, words

POINTS = options("1", "2", scores=(1, 2))


def found(form: Definition) -> list[tuple[str, str, dict[str, Any]]]:
    return [(each.code, each.place, dict(each.facts)) for each in rules.problems(form)]


def jump(to: str, *conditions: dict[str, Any]) -> dict[str, Any]:
    return {"to": to, "when": list(conditions)}


def test_a_form_that_is_right() -> None:
    form = definition(
        item("solved", "single", is_required=True, jumps=[jump("overall", *when("solved", "is", "yes"))]),
        item("reason", pattern=r"\d+", min=1, max=9, hint=words("why")),
        item("overall", "scale", min=1, max=2, options=POINTS, satisfied_from=2),
        item("lights", "multi", min=1, max=2),
        item("power", "number", min=-1.5, max=0.5),
        item("photos", "photo", min=1, max=3),
        item("low", "info", show_if=when("power", "at_most", -1)),
        item("nps", "nps", jumps=[jump("end", *when("nps", "at_least", 9))]),
        item("why", show_if=when("nps", "answered"), prefill="customer.name"),
    )
    assert found(form) == []


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (item("a", label={"zh-CN": "甲"}), ("words-missing", "items.a", {"part": "label", "language": "en"})),
        (
            item("a", label={"en": "a", "zh-CN": " "}),
            ("words-missing", "items.a", {"part": "label", "language": "zh-CN"}),
        ),
        (item("a", hint={"en": "why"}), ("words-missing", "items.a", {"part": "hint", "language": "zh-CN"})),
        (
            item("a", "single", options=[*options("x"), {"code": "y", "label": {"en": "y"}}]),
            ("words-missing", "items.a", {"part": "option", "option": "y", "language": "zh-CN"}),
        ),
        (item("end"), ("code-reserved", "items.end", {})),
        (item("a", "single", options=options("x")), ("options-missing", "items.a", {})),
        (item("a", "single", options=options("x", "x")), ("option-repeated", "items.a", {"option": "x"})),
        (item("a", "text", options=POINTS), ("property-not-allowed", "items.a", {"property": "options"})),
        (item("a", "scale", options=options("6")), ("option-not-a-point", "items.a", {"option": "6"})),
        (item("a", "text", is_whole=True), ("property-not-allowed", "items.a", {"property": "is_whole"})),
        (item("a", "date", min=1), ("property-not-allowed", "items.a", {"property": "min"})),
        (item("a", "phone", pattern="x"), ("property-not-allowed", "items.a", {"property": "pattern"})),
        (item("a", pattern="(x)"), ("pattern-wrong", "items.a", {})),
        (item("a", max=2001), ("bounds-wrong", "items.a", {"property": "max", "min": 0, "max": 2000})),
        (item("a", min=1.5), ("bounds-wrong", "items.a", {"property": "min", "min": 0, "max": 2000})),
        (item("a", min=3, max=2), ("bounds-wrong", "items.a", {"property": "max", "min": 3, "max": 2})),
        (item("a", max=0), ("bounds-wrong", "items.a", {"property": "max", "min": 0, "max": 0})),
        (item("a", "scale", min=2, max=2), ("bounds-wrong", "items.a", {"property": "max", "min": 2, "max": 2})),
        (
            item("a", "number", is_whole=True, min=0.2, max=0.8),
            ("bounds-wrong", "items.a", {"property": "max", "min": 0.2, "max": 0.8}),
        ),
        (item("a", "single", satisfied_from=3), ("satisfaction-without-scores", "items.a", {})),
        (item("a", show_if=when("b", "answered")), ("condition-on-nothing", "items.a", {"on": "b"})),
        (item("a", show_if=when("a", "answered")), ("condition-looks-ahead", "items.a", {"on": "a"})),
        (
            item("a", show_if=when("q", "at_least", 1)),
            ("condition-does-not-fit", "items.a", {"on": "q", "op": "at_least"}),
        ),
        (
            item("a", show_if=when("i", "answered")),
            ("condition-does-not-fit", "items.a", {"on": "i", "op": "answered"}),
        ),
        (item("a", show_if=when("t", "is", "x")), ("condition-does-not-fit", "items.a", {"on": "t", "op": "is"})),
        (item("a", show_if=when("q", "is", "z")), ("condition-value-wrong", "items.a", {"on": "q", "op": "is"})),
        (item("a", show_if=when("q", "is")), ("condition-value-wrong", "items.a", {"on": "q", "op": "is"})),
        (
            item("a", show_if=when("q", "answered", 1)),
            ("condition-value-wrong", "items.a", {"on": "q", "op": "answered"}),
        ),
        (
            item("a", show_if=when("n", "at_most", 1, 2)),
            ("condition-value-wrong", "items.a", {"on": "n", "op": "at_most"}),
        ),
        (
            item("a", show_if=when("n", "at_most", 11)),
            ("condition-value-wrong", "items.a", {"on": "n", "op": "at_most"}),
        ),
        (item("a", show_if=when("n", "is", "1")), ("condition-value-wrong", "items.a", {"on": "n", "op": "is"})),
        (item("a", jumps=[jump("z")]), ("jump-to-nowhere", "items.a", {"jump": 0, "to": "z"})),
        (item("a", jumps=[jump("q")]), ("jump-loops", "items.a", {"jump": 0, "to": "q"})),
        (item("a", jumps=[jump("a", *when("a", "answered"))]), ("jump-loops", "items.a", {"jump": 0, "to": "a"})),
    ],
)
def test_one_thing_is_wrong(wrong: dict[str, Any], problem: tuple[str, str, dict[str, Any]]) -> None:
    form = definition(item("q", "single"), item("n", "scale", min=0, max=10), item("i", "info"), item("t"), wrong)
    assert found(form) == [problem]


@pytest.mark.parametrize("name", ["prefill", "is_required"])
def test_information_asks_nothing(name: str) -> None:
    form = definition(item("q"), item("i", "info", **{name: "x" if name == "prefill" else True}))
    assert found(form) == [("property-not-allowed", "items.i", {"property": name})]


def test_the_whole_may_be_wrong() -> None:
    assert found(Definition()) == [("no-questions", "", {})]
    sections = [
        {"code": "one", "title": {"en": "One"}},
        {"code": "one", "title": words("Two"), "items": [item("a", "nps"), item("a", "nps")]},
        {
            "code": "three",
            "title": words("Three"),
            "items": [item(code, "scale", min=1, max=2, options=POINTS, satisfied_from=1) for code in ("b", "c")],
        },
    ]
    assert found(load_definition({"sections": sections})) == [
        ("section-empty", "sections.one", {}),
        ("words-missing", "sections.one", {"part": "title", "language": "zh-CN"}),
        ("code-repeated", "sections.one", {}),
        ("code-repeated", "items.a", {}),
        ("nps-repeated", "items.a", {"first": "a"}),
        ("satisfaction-repeated", "items.c", {"first": "b"}),
    ]
    many = [document(*(item(f"i{section}-{n}") for n in range(101)))["sections"][0] for section in (1, 2)]
    many[1] = {**many[1], "code": "other"}
    assert found(load_definition({"sections": many})) == [("too-many-items", "", {"max": 200})]


def unreachable(*items: dict[str, Any]) -> list[tuple[str, str]]:
    return [(code, place) for code, place, _ in found(definition(*items))]


def test_what_nobody_is_asked_is_found() -> None:
    always = [jump("end")]
    assert unreachable(item("a", jumps=always), item("b")) == [("item-unreachable", "items.b")]
    assert unreachable(
        item("a", "single", is_required=True, jumps=[jump("c", *when("a", "is", "yes", "no"))]), item("b"), item("c")
    ) == [("item-unreachable", "items.b")]
    assert unreachable(item("a", "single"), item("b", show_if=when("a", "is", "yes") + when("a", "is", "no"))) == [
        ("item-unreachable", "items.b")
    ]
    assert unreachable(
        item("a", "number", min=0, max=9, is_whole=True),
        item("b", show_if=when("a", "at_least", 4) + when("a", "at_most", 4.5) + when("a", "is_not", 4)),
        item("c", show_if=when("a", "at_least", 2.5) + when("a", "at_most", 7.5) + when("a", "is_not", 4, 5)),
    ) == [("item-unreachable", "items.b")]
    assert unreachable(
        item("a", "multi", options=options("x", "y", "z"), min=2),
        item("b", show_if=when("a", "is_not", "x", "y")),
        item("c", show_if=when("a", "is_not", "x")),
    ) == [("item-unreachable", "items.b")]


def test_a_jump_that_is_never_taken_is_found() -> None:
    form = definition(
        item("a", "single", jumps=[jump("c"), jump("end", *when("a", "is", "yes"))]), item("b"), item("c")
    )
    assert found(form) == [
        ("jump-never-taken", "items.a", {"jump": 1}),
        ("item-unreachable", "items.b", {}),
    ]
    assert reach.reach(form.items) == reach.Reached(frozenset({"a", "c"}), frozenset({("a", 0)}))


def test_many_independent_questions_are_easy() -> None:
    pairs = [
        each
        for number in range(90)
        for each in (item(f"q{number}", "single"), item(f"w{number}", show_if=when(f"q{number}", "is", "no")))
    ]
    assert found(definition(*pairs)) == []


def test_what_cannot_be_overlooked_is_refused() -> None:
    questions = [item(f"q{number}", "single") for number in range(20)]
    late = [item(f"w{number}", show_if=when(f"q{number}", "is", "no")) for number in range(20)]
    assert found(definition(*questions, *late)) == [("too-tangled", "", {})]
    codes = [f"o{number}" for number in range(30)]
    wide = item("many", "multi", options=options(*codes))
    looks = [item(f"w{n}", show_if=when("many", "is", *codes[n * 10 : n * 10 + 10])) for n in range(3)]
    assert found(definition(wide, *looks)) == [("too-tangled", "", {})]
