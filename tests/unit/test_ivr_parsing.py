"""Reading flow documents: what is one, and which error says what about what is not."""

import json
from typing import Any

import pytest

from kefu.ivr.parsing import (
    FlowMalformedError,
    FlowNotJsonError,
    FlowTooLargeError,
    default_flow,
    flow_json,
    flow_schema,
    parse_flow,
)
from support.ivr import document, node

GOOD = document({"start": node("play", {"next": "end"}, media=["hello"])})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", "syntax"),
        (b"{", "syntax"),
        (b"\xff\xfe", "syntax"),
        (b'{"a": 1} x', "syntax"),
        (b"{'a': 1}", "syntax"),
        (b"9" * 5000, "syntax"),
        (b"[" * 100_000, "too-deep"),
        (b'{"a":' * 21 + b"1" + b"}" * 21, "too-deep"),
        (b"[" * 21 + b"]" * 21, "too-deep"),
        (b'{"format": 1, "format": 1}', "repeated-key"),
        (b'{"nodes": {"a": 1, "a": 2}}', "repeated-key"),
        (b"NaN", "not-a-number"),
        (b"[-Infinity]", "not-a-number"),
        (b"1.5", "fraction"),
        (b"1e999", "fraction"),
        (b'"\\u0000"', "bad-character"),
        (b'{"\\ud800": 1}', "bad-character"),
        ("\ud800", "syntax"),
    ],
)
def test_what_is_no_json_of_ours(text: bytes | str, reason: str) -> None:
    with pytest.raises(FlowNotJsonError) as caught:
        parse_flow(text)
    assert caught.value.facts["reason"] == reason


def test_nesting_up_to_the_limit_is_json_but_no_flow() -> None:
    with pytest.raises(FlowMalformedError):
        parse_flow(b"[" * 20 + b"]" * 20)


def test_a_document_has_a_size() -> None:
    with pytest.raises(FlowTooLargeError) as caught:
        parse_flow(b" " * (256 * 1024 + 1))
    assert caught.value.facts == {"size": 262_145, "limit": 262_144}
    assert caught.value.status == 413


def changed(path: str, value: Any) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(json.dumps(GOOD))
    *parents, last = path.split(".")
    place = whole
    for name in parents:
        place = place[name]
    place[last] = value
    return whole


@pytest.mark.parametrize(
    ("whole", "field", "code"),
    [
        ([], "", "dataclass-type"),
        (None, "", "dataclass-type"),
        ({}, "format", "missing"),
        (changed("format", 2), "format", "literal-error"),
        (changed("more", 1), "more", "unexpected-keyword-argument"),
        (changed("language", "fr"), "language", "literal-error"),
        (changed("start", "Start!"), "start", "string-pattern-mismatch"),
        (changed("start", 1), "start", "string-type"),
        (changed("nodes", {}), "nodes", "too-short"),
        (changed("nodes", []), "nodes", "dict-type"),
        (changed("nodes", {f"n{i}": GOOD["nodes"]["end"] for i in range(501)}), "nodes", "too-long"),
        (changed("nodes.start.kind", "jump"), "nodes.start", "union-tag-invalid"),
        (changed("nodes.start", {}), "nodes.start", "union-tag-not-found"),
        (changed("nodes.start.media", []), "nodes.start.play.media", "too-short"),
        (changed("nodes.start.media", ["hello"] * 31), "nodes.start.play.media", "too-long"),
        (changed("nodes.start.label", {"zh-CN": "x"}), "nodes.start.play.label.en", "missing"),
        (changed("nodes.start.label", {"zh-CN": "", "en": "x"}), "nodes.start.play.label.zh-CN", "string-too-short"),
        (changed("nodes.start.is_interruptible", 1), "nodes.start.play.is_interruptible", "bool-type"),
        (changed("nodes.end.cause", "bored"), "nodes.end.hang_up.cause", "enum"),
        (
            changed("nodes.start", node("menu", media=["menu"], timeout_s=0)),
            "nodes.start.menu.timeout_s",
            "greater-than-equal",
        ),
        (
            changed("nodes.start", node("menu", media=["menu"], timeout_s="5")),
            "nodes.start.menu.timeout_s",
            "int-type",
        ),
        (
            changed("nodes.start", node("set", variable="x", value=10**16)),
            "nodes.start.set.value.constrained-int",
            "less-than-equal",
        ),
        (
            changed("calendars", {"c": {"time_zone": "UTC", "week": [{"weekdays": [8], "opens": "8", "closes": "9"}]}}),
            "calendars.c.week.0.opens",
            "string-pattern-mismatch",
        ),
        (
            changed("calendars", {"c": {"time_zone": "UTC", "week": [], "exceptions": {"soon": []}}}),
            "calendars.c.exceptions.soon.[key]",
            "date-parsing",
        ),
    ],
)
def test_what_is_no_flow_is_told_with_its_place(whole: Any, field: str, code: str) -> None:
    with pytest.raises(FlowMalformedError) as caught:
        parse_flow(json.dumps(whole))
    places = [(error["field"], error["code"]) for error in caught.value.facts["errors"]]
    assert (field, code) in places
    assert all(error["detail"] for error in caught.value.facts["errors"])


def test_only_so_many_places_are_told() -> None:
    with pytest.raises(FlowMalformedError) as caught:
        parse_flow(json.dumps({f"x{i}": 1 for i in range(1000)}))
    assert len(caught.value.facts["errors"]) == 20


def test_a_flow_is_written_as_it_was_read_with_its_defaults() -> None:
    flow = parse_flow(json.dumps(GOOD))
    written = flow_json(flow)
    assert written["nodes"]["start"] == GOOD["nodes"]["start"] | {"is_interruptible": True}
    assert written["nodes"]["end"] == GOOD["nodes"]["end"] | {"cause": "normal"}
    assert parse_flow(json.dumps(written)) == flow


def test_the_default_flow_survives_writing_and_reading() -> None:
    assert parse_flow(json.dumps(flow_json(default_flow()))) == default_flow()


def test_every_kind_of_node_is_in_the_schema() -> None:
    [nodes] = flow_schema()["properties"]["nodes"]["patternProperties"].values()
    kinds = nodes["discriminator"]["mapping"]
    assert " ".join(sorted(kinds)) == (
        "callback_offer collect condition hang_up language look_up menu play queue set voicemail"
    )
