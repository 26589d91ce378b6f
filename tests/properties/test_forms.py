"""Any form, any answers: walks end, what is accepted has no faults, and reach is what trying everything finds."""

import os
import re
import warnings
from itertools import product
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kefu.forms import rules
from kefu.forms.model import AnswersRefusedError, Definition
from kefu.forms.parsing import definition_json, load_definition
from kefu.forms.rules.pattern import atoms, matches
from kefu.forms.rules.reach import reach
from support.forms import definition, item, options

KINDS = ("single", "multi", "scale", "number", "text", "info")
POSSIBLE: dict[str, list[Any]] = {
    "single": [None, "x", "y", "z"],
    "multi": [None, ["x"], ["y"], ["z"], ["x", "y"], ["x", "z"], ["y", "z"], ["x", "y", "z"]],
    "scale": [None, 1, 2, 3],
    "number": [None, 0, 1, 2, 3, 4],
    "text": [None, "a"],
    "info": [None],
}
OPS = {
    **dict.fromkeys(("single", "multi"), ("is", "is_not", "answered", "unanswered")),
    **dict.fromkeys(("scale", "number"), ("is", "is_not", "at_least", "at_most", "answered", "unanswered")),
    "text": ("answered", "unanswered"),
}
with_examples = settings(
    max_examples=int(os.environ.get("EXAMPLES", "100")), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
CODES = [f"q{number}" for number in range(5)]
anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(["x", "y", "z", 1, 2, 3, ["x"], ["x", "y"]]),
    st.lists(st.one_of(st.text(max_size=3), st.integers()), max_size=3),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=1),
)
some_answers = st.dictionaries(st.sampled_from([*CODES, "end", "other"]), anything, max_size=7)


@st.composite
def conditions(draw: st.DrawFn, kinds: list[str]) -> list[dict[str, Any]]:
    """Draw conditions on the items that there are so far, most of them sensible."""
    able = [number for number, kind in enumerate(kinds) if kind in OPS]
    found: list[dict[str, Any]] = []
    for _ in range(draw(st.integers(0, 2)) if able else 0):
        number = draw(st.sampled_from(able))
        op = draw(st.sampled_from(OPS[kinds[number]]))
        values: list[Any] = []
        if op in ("is", "is_not", "at_least", "at_most"):
            several = 2 if op in ("is", "is_not") else 1
            choices = ["x", "y", "z"] if kinds[number] in ("single", "multi") else [1, 2, 3]
            values = draw(st.lists(st.sampled_from(choices), min_size=1, max_size=several, unique=True))
        found.append({"item": CODES[number], "op": op, "values": values})
    return found


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    """Draw a form of a few items, whose jumps lead ahead more often than not."""
    kinds: list[str] = []
    items: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(KINDS))
        more: dict[str, Any] = {
            "show_if": draw(conditions(kinds)),
            "is_required": kind != "info" and draw(st.booleans()),
        }
        kinds.append(kind)
        if kind in ("single", "multi"):
            more["options"] = options("x", "y", "z")
        if kind == "multi":
            more["min"], more["max"] = draw(st.sampled_from([(0, 3), (1, 2), (2, 3), (2, 2)]))
        if kind in ("scale", "number"):
            more |= {"min": 1 if kind == "scale" else 0, "max": 3 if kind == "scale" else 4}
        if kind == "number":
            more["is_whole"] = True
        targets = st.sampled_from([*CODES[number + 1 :], "end"] if draw(st.integers(0, 9)) else [*CODES, "end", "zz"])
        more["jumps"] = [
            {"when": draw(conditions(kinds)), "to": draw(targets)} for _ in range(draw(st.sampled_from([0, 0, 1, 2])))
        ]
        items.append(item(CODES[number], kind, **more))
    return definition(*items)


def tried(form: Definition) -> set[str]:
    """Answer the form in every way and return the items that were asked of somebody who filled in what he must."""
    items = form.items
    asked: set[str] = set()
    for values in product(*(POSSIBLE[each.kind] for each in items)):
        answers = {each.code: value for each, value in zip(items, values, strict=True) if each.kind != "info"}
        walk = rules.walk(form, answers)
        if walk.is_done:
            asked |= set(walk.asked)
    return asked


@with_examples
@given(definitions(), some_answers)
def test_every_walk_ends_and_check_knows_the_same_items(form: Definition, answers: dict[str, Any]) -> None:
    walk = rules.walk(form, answers)
    order = [each.code for each in form.items]
    assert [code for code in order if code in walk.asked] == list(walk.asked)
    faults = rules.check(form, answers)
    assert walk.is_done is all(fault.code == "form-answer-unknown" for fault in faults)
    assert {fault.item for fault in faults} <= {*walk.asked, *answers}
    rules.score(form, answers)


@with_examples
@given(definitions(), some_answers)
def test_what_is_kept_is_accepted_again(form: Definition, answers: dict[str, Any]) -> None:
    answers = {code: answer for code, answer in answers.items() if code in {each.code for each in form.items}}
    try:
        kept = rules.accept(form, answers)
    except AnswersRefusedError:
        assert rules.check(form, answers)
        return
    assert rules.check(form, kept) == ()
    assert rules.accept(form, kept) == kept
    assert rules.walk(form, kept) == rules.walk(form, answers)
    assert rules.score(form, kept) == rules.score(form, answers)


@with_examples
@given(definitions())
def test_reach_finds_what_trying_everything_finds(form: Definition) -> None:
    found = {problem.code for problem in rules.problems(form)}
    assume(found <= {"item-unreachable", "jump-never-taken", "no-questions"})
    reached = reach(form.items)
    assert reached is not None
    assert reached.items == tried(form)
    assert ("item-unreachable" in found) is (
        "no-questions" not in found and reached.items != {each.code for each in form.items}
    )


@with_examples
@given(definitions())
def test_a_form_is_what_its_json_says(form: Definition) -> None:
    assert load_definition(definition_json(form)) == form


@with_examples
@given(st.text(alphabet="ab[]\\d{}1,2?*+.-", max_size=8), st.text(alphabet="ab1.-", max_size=8))
def test_patterns_are_regular_expressions(pattern: str, text: str) -> None:

    if atoms(pattern) is None:
        assert not matches(pattern, text)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wanted = re.compile(pattern, re.DOTALL | re.ASCII).fullmatch(text) is not None
    assert matches(pattern, text) is wanted
