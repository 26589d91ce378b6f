"""Decisions of the IVR: hours, comparisons, templates; what a flow may not be published with."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kefu.calendars.rules import is_open
from kefu.ivr import rules
from kefu.ivr.library import Capability, Problem, Surroundings
from kefu.ivr.model import LANGUAGES, CalendarTest, NetworkTest, Value, VariableTest
from kefu.ivr.parsing import default_flow
from kefu.kernel.instant import to_ms
from support.ivr import AROUND, flow, node

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDARS = {
    "office": {
        "time_zone": "Asia/Shanghai",
        "week": [
            {"weekdays": [1, 2, 3, 4, 5], "opens": "08:30", "closes": "12:00"},
            {"weekdays": [1, 2, 3, 4, 5], "opens": "13:00", "closes": "24:00"},
        ],
        "exceptions": {"2026-10-01": [], "2026-10-10": [{"opens": "09:00", "closes": "17:00"}]},
    }
}
OFFICE = flow({"start": node("play", {"next": "end"}, media=["hello"])}, calendars=CALENDARS).calendars


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("2026-03-02T08:29:59", False),  # a Monday
        ("2026-03-02T08:30:00", True),
        ("2026-03-02T11:59:59", True),
        ("2026-03-02T12:00:00", False),
        ("2026-03-02T13:00:00", True),
        ("2026-03-02T23:59:59", True),
        ("2026-03-07T10:00:00", False),  # a Saturday
        ("2026-10-01T10:00:00", False),  # a holiday on a Thursday
        ("2026-10-10T10:00:00", True),  # a working Saturday
        ("2026-10-10T17:00:00", False),
    ],
)
def test_hours_are_those_of_the_calendars_zone(local: str, expected: bool) -> None:
    at_ms = to_ms(datetime.fromisoformat(local).replace(tzinfo=SHANGHAI))
    assert is_open(OFFICE["office"], at_ms) is expected
    assert rules.passes(CalendarTest(kind="calendar", calendar="office"), OFFICE, {}, at_ms) is expected


@pytest.mark.parametrize(("network", "passes"), [("cz", True), ("nj", True), ("sz", False), ("", False)])
def test_local_network(network: str, passes: bool) -> None:
    test = NetworkTest(kind="local_network", codes=("cz", "nj"))
    assert rules.passes(test, {}, {"network": network}, 0) is passes


@pytest.mark.parametrize(
    ("value", "compare", "wanted", "passes"),
    [
        (3, "eq", 3, True),
        (3, "ne", 3, False),
        (3, "lt", 4, True),
        (4, "lt", 4, False),
        (4, "le", 4, True),
        (5, "gt", 4, True),
        (4, "ge", 4, True),
        ("gold", "eq", "gold", True),
        ("a", "lt", "b", True),
        (True, "eq", True, True),
        (1, "eq", True, False),  # other types are unequal, and in no order
        (1, "ne", True, True),
        ("3", "lt", 4, False),
        ("3", "gt", 4, False),
    ],
)
def test_variables_compare_within_their_type(value: Value, compare: Any, wanted: Value, passes: bool) -> None:
    test = VariableTest(kind="variable", variable="x", compare=compare, value=wanted)
    assert rules.passes(test, {}, {"x": value}, 0) is passes


def test_an_unset_variable_is_empty() -> None:
    unset = VariableTest(kind="variable", variable="x", compare="eq", value="")
    assert rules.passes(unset, {}, {}, 0)
    assert rules.fill("{network}-{x}!", {"network": "cz"}) == "cz-!"
    assert rules.fill("{n} {b} {{n}} {N}", {"n": 7, "b": True}) == "7 True {7} {N}"


MENU = {"1": "end", "timeout": "end", "invalid": "end"}
QUEUE = {"code": "{network}-fault", "fallback": "hq"}
SOUND: dict[str, dict[str, Any]] = {
    "play": node("play", {"next": "end"}, media=["hello"]),
    "menu": node("menu", MENU, media=["menu"], timeout_media=["silence"], invalid_media=["again"], human_keys=["1"]),
    "collect": node("collect", {"next": "end", "timeout": "end", "invalid": "end"}, media=["ask"], variable="x"),
    "condition": node(
        "condition",
        {"yes": "end", "no": "end"},
        test={"kind": "variable", "variable": "network", "compare": "eq", "value": ""},
    ),
    "look_up": node(
        "look_up",
        {"found": "end", "not_found": "end", "failed": "end"},
        capability="billing.balance",
        arguments={"phone": "{caller}", "account": "7"},
        results={"balance_minor": "balance"},
    ),
    "set": node("set", {"next": "end"}, variable="x", value="{caller}"),
    "language": node("language", {"next": "end"}, language="en"),
    "queue": node("queue", {"refused": "end", "*": "end"}, queue=QUEUE),
    "callback_offer": node(
        "callback_offer", {"accepted": "end", "declined": "end", "no_number": "end"}, media=["ask"], queue=QUEUE
    ),
    "voicemail": node("voicemail", {"next": "end"}, media=["ask", "beep"]),
}


@pytest.mark.parametrize("kind", SOUND)
def test_every_kind_of_node_can_be_sound(kind: str) -> None:
    assert rules.validate(flow({"start": SOUND[kind]}), AROUND) == []


def broken(kind: str, **changes: Any) -> dict[str, Any]:
    return {"start": SOUND[kind] | changes}


def without(kind: str, exit_name: str) -> dict[str, Any]:
    exits = {name: target for name, target in SOUND[kind]["exits"].items() if name != exit_name}
    return {"start": SOUND[kind] | {"exits": exits}}


@pytest.mark.parametrize(
    ("nodes", "code", "facts"),
    [
        *(
            (without(kind, name), "exit-unconnected", {"exit": name})
            for kind in SOUND
            for name in SOUND[kind]["exits"]
            if name not in "1*"
        ),
        (broken("play", exits={"next": "nowhere"}), "target-unknown", {"exit": "next", "target": "nowhere"}),
        (broken("play", exits={"next": "end", "1": "end"}), "exit-unknown", {"exit": "1"}),
        (broken("menu", exits=MENU | {"12": "end"}), "exit-unknown", {"exit": "12"}),
        (broken("menu", exits={"timeout": "end", "invalid": "end"}, human_keys=[]), "menu-without-keys", {}),
        (broken("menu", human_keys=["1", "2"]), "human-key-without-exit", {"key": "2"}),
        (broken("play", media=["unknown"]), "prompt-unknown", {"prompt": "unknown", "language": "zh-CN"}),
        (broken("play", media=["only-english"]), "prompt-unknown", {"prompt": "only-english", "language": "zh-CN"}),
        (
            broken("play", media=[{"prompt": "only-english", "language": "zh-CN"}]),
            "prompt-unknown",
            {"prompt": "only-english", "language": "zh-CN"},
        ),
        (broken("menu", invalid_media=["unknown"]), "prompt-unknown", {"prompt": "unknown", "language": "zh-CN"}),
        (broken("play", media=[{"read": "amount", "variable": "y"}]), "variable-unknown", {"variable": "y"}),
        (broken("set", value="{y}"), "variable-unknown", {"variable": "y"}),
        (broken("set", value="{y"), "template-malformed", {"template": "{y"}),
        (broken("set", value="{Y}"), "template-malformed", {"template": "{Y}"}),
        (broken("set", value="y}"), "template-malformed", {"template": "y}"}),
        (broken("set", variable="network"), "variable-reserved", {"variable": "network"}),
        (broken("collect", variable="caller"), "variable-reserved", {"variable": "caller"}),
        (broken("collect", min_digits=5, max_digits=4), "digits-min-above-max", {"min_digits": 5, "max_digits": 4}),
        (
            broken("condition", test={"kind": "variable", "variable": "y", "compare": "eq", "value": 1}),
            "variable-unknown",
            {"variable": "y"},
        ),
        (broken("condition", test={"kind": "calendar", "calendar": "o"}), "calendar-unknown", {"calendar": "o"}),
        (broken("look_up", capability="x"), "look-up-unknown", {"capability": "x"}),
        (broken("look_up", arguments={}), "look-up-argument-missing", {"argument": "phone"}),
        (broken("look_up", arguments={"phone": "", "z": ""}), "look-up-argument-unknown", {"argument": "z"}),
        (broken("look_up", arguments={"phone": "{y}"}), "variable-unknown", {"variable": "y"}),
        (broken("look_up", results={"age": "x"}), "look-up-result-unknown", {"result": "age"}),
        (broken("look_up", results={"balance_minor": "called"}), "variable-reserved", {"variable": "called"}),
        (broken("queue", queue={"code": "{network}", "fallback": "no"}), "queue-unknown", {"queue": "no"}),
        (broken("queue", queue={"code": "no", "fallback": "hq"}), "queue-unknown", {"queue": "no"}),
        (broken("queue", queue={"code": "{y}", "fallback": "hq"}), "variable-unknown", {"variable": "y"}),
        (broken("callback_offer", number="{y}"), "variable-unknown", {"variable": "y"}),
        (broken("callback_offer", queue={"code": "hq", "fallback": "no"}), "queue-unknown", {"queue": "no"}),
    ],
)
def test_one_fault_is_one_problem(nodes: dict[str, Any], code: str, facts: dict[str, Any]) -> None:
    found = [problem for problem in rules.validate(flow(nodes), AROUND) if problem.code != "node-unreachable"]
    assert found[:1] == [Problem(code=code, node_id="start", facts=facts)]
    assert {problem.code for problem in found} == {code}
    assert rules.explain(found[0])


def test_a_flow_needs_its_start() -> None:
    assert rules.validate(flow({}, start="start"), AROUND) == [Problem(code="start-missing", facts={"start": "start"})]


def test_nodes_that_nobody_reaches() -> None:
    lost = flow({"start": SOUND["play"], "lost": node("play", {"next": "lost-too"}, media=["hello"]),
                 "lost-too": SOUND["play"]})  # fmt: skip
    assert rules.validate(lost, AROUND) == [
        Problem(code="node-unreachable", node_id="lost"),
        Problem(code="node-unreachable", node_id="lost-too"),
    ]


def ring(*kinds: tuple[str, str]) -> dict[str, Any]:
    """Write nodes of (kind, exit) in a ring: that exit leads on to the next, the others to the end."""
    ids = ["start", *(f"n{i}" for i in range(1, len(kinds)))]
    return {
        node_id: SOUND[kind] | {"exits": SOUND[kind]["exits"] | {name: target}}
        for node_id, (kind, name), target in zip(ids, kinds, [*ids[1:], "start"], strict=True)
    }


@pytest.mark.parametrize(
    "way",
    [
        [("play", "next")],
        [("play", "next"), ("condition", "no"), ("set", "next")],
        [("menu", "timeout")],
        [("menu", "timeout"), ("play", "next")],
        [("collect", "timeout"), ("language", "next")],
        [("look_up", "failed"), ("play", "next")],
        [("callback_offer", "declined")],
        [("callback_offer", "no_number"), ("play", "next")],
        [("voicemail", "next")],
        [("queue", "refused"), ("play", "next")],
    ],
)
def test_going_round_without_the_caller_is_refused(way: list[tuple[str, str]]) -> None:
    looping = ring(*way)
    [problem] = [found for found in rules.validate(flow(looping), AROUND) if found.node_id != "end"]
    assert (problem.code, sorted(problem.facts["nodes"])) == ("loop-without-caller", sorted(looping))
    assert problem.node_id in looping
    nodes = problem.facts["nodes"]
    for one, following in zip(nodes, [*nodes[1:], nodes[0]], strict=True):
        assert following in looping[one]["exits"].values()


@pytest.mark.parametrize(
    "way",
    [
        [("menu", "1")],
        [("menu", "invalid"), ("play", "next")],
        [("collect", "next"), ("look_up", "not_found")],
        [("collect", "invalid")],
        [("callback_offer", "accepted"), ("play", "next")],
        [("queue", "*"), ("play", "next")],
    ],
)
def test_going_round_by_the_callers_keys_is_allowed(way: list[tuple[str, str]]) -> None:
    assert rules.validate(flow(ring(*way)), AROUND) == []


def test_every_loop_is_told() -> None:
    twice = flow({"start": SOUND["condition"] | {"exits": {"yes": "start", "no": "n"}},
                  "n": node("play", {"next": "n"}, media=["hello"])})  # fmt: skip
    found = [problem for problem in rules.validate(twice, AROUND) if problem.code == "loop-without-caller"]
    assert sorted(problem.facts["nodes"] for problem in found) == [["n"], ["start"]]


@pytest.mark.parametrize(
    ("calendar", "code", "facts"),
    [
        ({"time_zone": "Asia/Nowhere", "week": []}, "unknown-time-zone", {"time_zone": "Asia/Nowhere"}),
        ({"time_zone": "../../etc/passwd", "week": []}, "unknown-time-zone", {"time_zone": "../../etc/passwd"}),
        ({"time_zone": "", "week": []}, "unknown-time-zone", {"time_zone": ""}),
        (
            {"time_zone": "UTC", "week": [{"weekdays": [1], "opens": "18:00", "closes": "08:00"}]},
            "hours-end-before-they-begin",
            {"opens": "18:00", "closes": "08:00"},
        ),
        (
            {"time_zone": "UTC", "week": [], "exceptions": {"2026-01-01": [{"opens": "08:00", "closes": "08:00"}]}},
            "hours-end-before-they-begin",
            {"opens": "08:00", "closes": "08:00"},
        ),
    ],
)
def test_calendars(calendar: dict[str, Any], code: str, facts: dict[str, Any]) -> None:
    [problem] = rules.validate(flow({"start": SOUND["play"]}, calendars={"c": calendar}), AROUND)
    assert problem == Problem(code=code, facts={"calendar": "c", **facts})
    assert "c" in rules.explain(problem)


def test_the_default_flow_has_no_problem() -> None:
    used = {item for node in default_flow().nodes.values() for item in node.all_media() if isinstance(item, str)}
    around = Surroundings(
        prompts={name: frozenset(LANGUAGES) for name in [*used, "press-nine-for-english"]},
        capabilities={"billing.balance": Capability(results=frozenset({"balance_minor", "due_minor"}))},
        queue_codes=frozenset({"hq-general"}),
    )
    assert rules.validate(default_flow(), around) == []
