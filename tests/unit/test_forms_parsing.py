"""What is a definition, and what is not."""

import json
from typing import Any

import pytest

from kefu.forms.parsing import (
    MAX_BYTES,
    FormMalformedError,
    FormNotJsonError,
    FormTooLargeError,
    definition_json,
    definition_schema,
    load_definition,
    parse_definition,
)
from kefu.kernel import strict_json
from support.forms import document, item, options, when


def test_what_is_read_is_written_again() -> None:
    whole = document(
        item("a", "single", options=options("x", "y", scores=(1,)), is_required=True),
        item("b", "number", min=-0.5, max=3, show_if=when("a", "is", "x")),
        item("c", label={"zh-CN": "𠮷", "en": "😀"}, jumps=[{"to": "end"}]),
    )
    assert definition_json(parse_definition(json.dumps(whole))) == whole
    assert definition_json(load_definition({})) == {"format": 1}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "syntax"),
        (b"\xff", "syntax"),
        ("[NaN]", "not-a-number"),
        ("[1e999]", "not-a-number"),
        ("[" * 21 + "]" * 21, "too-deep"),
        ("[" * 100_000, "too-deep"),
        ('{"a": 1, "a": 2}', "repeated-key"),
        ('["\\u0000"]', "bad-character"),
        ('{"\\udc00": 1}', "bad-character"),
    ],
)
def test_what_is_no_json_is_refused(text: str | bytes, reason: str) -> None:
    with pytest.raises(FormNotJsonError) as refusal:
        parse_definition(text)
    assert refusal.value.facts["reason"] == reason


def test_fractions_are_read_only_where_they_are_allowed() -> None:
    assert strict_json.read(b"[1.5]", is_fraction_allowed=True) == [1.5]
    with pytest.raises(strict_json.NotStrictJsonError, match="fraction"):
        strict_json.read(b"[1.5]")


def test_what_is_too_large_is_refused() -> None:
    with pytest.raises(FormTooLargeError) as refusal:
        parse_definition(" " * (MAX_BYTES + 1))
    assert refusal.value.facts == {"size": MAX_BYTES + 1, "limit": MAX_BYTES}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "matrix"}, "kind"),
        ({"code": "A"}, "code"),
        ({"label": {"fr": "a"}}, "label.fr.[key]"),
        ({"label": {"en": "𠮷" * 501}}, "label.en"),
        ({"is_required": 1}, "is_required"),
        ({"min": 1e13}, "min"),
        ({"colour": "red"}, "colour"),
        ({"options": [{"code": "x", "label": {}, "score": -1}]}, "options.0.score"),
        ({"show_if": [{"item": "b", "op": "like"}]}, "show_if.0.op"),
        ({"jumps": [{"to": "end"}] * 11}, "jumps"),
        ({"prefill": "Customer"}, "prefill"),
    ],
)
def test_what_is_no_form_says_where(change: dict[str, Any], field: str) -> None:
    with pytest.raises(FormMalformedError) as refusal:
        load_definition(document({**item("a"), **change}))
    assert refusal.value.facts["errors"][0]["field"] == f"sections.0.items.0.{field}"


def test_500_characters_beyond_the_bmp_are_500_characters() -> None:
    label = {"zh-CN": "𠮷" * 500, "en": "😀" * 500}
    assert load_definition(document(item("a", label=label))).items[0].label == label


def test_editors_are_told_the_format() -> None:
    assert set(definition_schema()["properties"]) == {"format", "sections"}
