"""Whatever flow may be published and whatever a caller does in it: it goes on or ends, and silence always ends."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kefu.ivr import events as ev
from kefu.ivr.interpreter import step
from kefu.ivr.model import KEYS, Flow
from kefu.ivr.parsing import FlowMalformedError, FlowNotJsonError, parse_flow
from kefu.ivr.rules import explain, validate
from kefu.ivr.session import Context, Phase, Session
from support.ivr import AROUND, document, node

with_examples = settings(
    max_examples=int(os.environ.get("EXAMPLES", "100")), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
MEDIA = st.lists(
    st.sampled_from(
        [
            "hello",
            "menu",
            {"prompt": "only-english", "language": "en"},
            {"read": "amount", "variable": "x"},
            {"read": "digits", "variable": "caller"},
            {"read": "date", "variable": "y"},
        ]
    ),
    min_size=1,
    max_size=2,
)
QUEUE = st.sampled_from([{"code": "{network}-fault", "fallback": "hq"}, {"code": "hq", "fallback": "hq"}])
VALUE = st.one_of(
    st.booleans(), st.integers(-300, 300), st.sampled_from(["", "{x}", "{caller}-{network}", "2026-01-31"])
)
VARIABLE = st.sampled_from(["x", "y"])
TEST = st.one_of(
    st.builds(
        lambda variable, compare, value: {
            "kind": "variable",
            "variable": variable,
            "compare": compare,
            "value": value,
        },
        st.sampled_from(["x", "y", "network", "language"]),
        st.sampled_from(["eq", "ne", "lt", "le", "gt", "ge"]),
        VALUE,
    ),
    st.just({"kind": "local_network", "codes": ["cz"]}),
    st.just({"kind": "calendar", "calendar": "c"}),
)
FIELDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "play": {"media": MEDIA, "is_interruptible": st.booleans()},
    "menu": {"media": MEDIA, "invalid_media": MEDIA, "attempts": st.integers(1, 9)},
    "collect": {
        "media": MEDIA,
        "variable": VARIABLE,
        "min_digits": st.integers(1, 3),
        "max_digits": st.integers(3, 5),
        "terminator": st.sampled_from(["#", "*", None]),
        "attempts": st.integers(1, 3),
        "is_secret": st.booleans(),
    },
    "condition": {"test": TEST},
    "look_up": {
        "capability": st.just("billing.balance"),
        "arguments": st.just({"phone": "{caller}"}),
        "results": st.just({"balance_minor": "x"}),
        "media": st.one_of(st.just([]), MEDIA),
    },
    "set": {"variable": VARIABLE, "value": VALUE},
    "language": {"language": st.sampled_from(["zh-CN", "en"])},
    "queue": {"queue": QUEUE, "priority": st.integers(0, 9)},
    "callback_offer": {"media": MEDIA, "queue": QUEUE, "number": st.sampled_from(["{caller}", "{x}"])},
    "voicemail": {"media": MEDIA, "max_s": st.integers(5, 600)},
}
SILENT_EXITS: dict[str, list[str]] = {
    "play": ["next"],
    "menu": ["timeout"],
    "collect": ["timeout"],
    "condition": ["yes", "no"],
    "look_up": ["found", "not_found", "failed"],
    "set": ["next"],
    "language": ["next"],
    "queue": ["refused"],
    "callback_offer": ["declined", "no_number"],
    "voicemail": ["next"],
}
CALLER_EXITS = {
    "menu": ["invalid", "1"],
    "collect": ["next", "invalid"],
    "queue": ["*"],
    "callback_offer": ["accepted"],
}
WAITING = ["menu", "collect", "look_up", "queue", "voicemail"]
CALENDARS = {"c": {"time_zone": "Asia/Shanghai", "week": [{"weekdays": [4], "opens": "08:00", "closes": "08:20"}]}}


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a graph in which silence leads forward and keys lead anywhere; `x` and `y` are always set somewhere."""
    count = draw(st.integers(2, 8))
    ids = [f"n{i}" for i in range(count)]
    nodes: dict[str, Any] = {}
    for i, node_id in enumerate(ids):
        kind = draw(st.sampled_from([*FIELDS, *WAITING]))
        later, every = st.sampled_from([*ids[i + 1 :], *ids[i + 1 :], "end"]), st.sampled_from([*ids, *ids, "end"])
        exits = {name: draw(later) for name in SILENT_EXITS[kind]}
        exits |= {name: draw(every) for name in CALLER_EXITS.get(kind, [])}
        if kind in ("menu", "queue"):
            exits |= draw(st.dictionaries(st.sampled_from(KEYS), every, max_size=4))
        fields = {name: draw(strategy) for name, strategy in FIELDS[kind].items()}
        if kind == "menu":
            fields["human_keys"] = [key for key in exits if key in "15"]
        nodes[node_id] = node(kind, exits, **fields)
    begin = {
        "start": node("set", {"next": "second"}, variable="x", value=draw(VALUE)),
        "second": node("set", {"next": "n0"}, variable="y", value=draw(VALUE)),
    }
    return document(reachable({**begin, **nodes}), calendars=CALENDARS)


def reachable(nodes: Mapping[str, Any]) -> dict[str, Any]:
    found, todo = {}, ["start"]
    while todo:
        node_id = todo.pop()
        if node_id in nodes and node_id not in found:
            found[node_id] = nodes[node_id]
            todo += nodes[node_id]["exits"].values()
    return found


KEY = st.sampled_from([*"1**#", *KEYS, "", "A", "11"])
HAPPENING = st.one_of(
    st.tuples(st.just("key"), KEY),
    st.tuples(st.just("key"), KEY),
    st.tuples(st.sampled_from(["played", "played", "played", "timer", "timer", "refused", "late", "left"]), st.just(0)),
    st.tuples(st.just("found"), VALUE),
    st.tuples(st.sampled_from(["not_found", "failed", "wait"]), st.integers(0, 20_000)),
)


@dataclass
class Observer:
    """Watches one session from outside: what is outstanding, and whether every step makes sense."""

    session: Session
    at_ms: int = 1_000_000
    playing: str | None = None
    timer: str | None = None
    look_up: str | None = None
    is_queued: bool = False
    is_recording: bool = False
    is_over: bool = False
    used: set[str] = field(default_factory=set)
    inputs: list[tuple[int, ev.Input]] = field(default_factory=list)
    outputs: list[list[ev.Action]] = field(default_factory=list)

    def tell(self, event: ev.Input) -> None:
        """Let something happen and check what the flow wants."""
        if event == ev.TimerFired(self.timer or ""):
            self.timer = None
        if event == ev.PlayEnded(self.playing or ""):
            self.playing = None
        actions = step(self.session, self.at_ms, event)
        self.inputs.append((self.at_ms, event))
        self.outputs.append(actions)
        if self.is_over:
            assert actions == []
        if isinstance(event, ev.PartyLeft):
            self.is_over, self.playing = True, None
        if isinstance(event, ev.QueueRefused):
            self.is_queued = False
        for action in actions:
            self.see(action)
        self.check()

    def see(self, action: ev.Action) -> None:
        match action:
            case ev.Play(play_id, media):
                assert self.playing is None, "two announcements at once"
                assert media
                assert not self.is_queued
                self.playing = self.fresh(play_id)
            case ev.StopPlay(play_id):
                assert play_id == self.playing
                self.playing = None
            case ev.StartTimer(name, due_ms):
                assert self.timer is None, "two timers at once"
                assert due_ms > self.at_ms
                self.timer = self.fresh(name)
            case ev.CancelTimer(name):
                assert name == self.timer
                self.timer = None
            case ev.LookUp(look_up_id, _, _):
                self.look_up = self.fresh(look_up_id)
            case ev.Enqueue(code):
                assert code in AROUND.queue_codes
                assert self.playing is None
                assert self.timer is None
                self.is_queued = True
            case ev.LeaveQueue():
                assert self.is_queued
                self.is_queued = False
            case ev.BookCallback(number):
                assert number
            case ev.RecordVoicemail():
                assert not self.is_recording
                self.is_recording = True
            case ev.StopVoicemail():
                assert self.is_recording
                self.is_recording = False
            case ev.HangUp():
                self.is_over = True
            case ev.Fact(kind, data):
                assert kind != "ivr_failed"
                assert data["node"] in self.session.flow.nodes

    def check(self) -> None:
        if self.is_over:
            assert self.session.phase is Phase.ENDED
            assert (self.playing, self.timer) == (None, None)
            assert not self.is_recording or isinstance(self.inputs[-1][1], ev.PartyLeft)
            self.is_recording = False
        else:
            assert self.playing or self.timer or self.is_queued, "nothing will ever happen again"
        assert self.is_queued is (self.session.phase is Phase.QUEUED) or self.is_over
        assert len(self.session.ahead) <= 32

    def fresh(self, name: str) -> str:
        assert name not in self.used
        self.used.add(name)
        return name

    def live(self, what: str, value: Any) -> ev.Input | None:
        """Turn a drawn happening into an input that is possible now (or one that is late)."""
        match what:
            case "key":
                return ev.Digit(value)
            case "played":
                return ev.PlayEnded(self.playing) if self.playing else None
            case "timer":
                return ev.TimerFired(self.timer) if self.timer else None
            case "found" if self.look_up:
                return ev.LookUpAnswered(self.look_up, "found", {"balance_minor": value})
            case "not_found" | "failed" if self.look_up:
                return ev.LookUpAnswered(self.look_up, what)
            case "refused" if self.is_queued:
                return ev.QueueRefused()
            case "left":
                return ev.PartyLeft()
            case "wait":
                self.at_ms += value
            case "late":
                for old in sorted(self.used - {self.playing, self.timer, self.look_up}):
                    for event in (ev.PlayEnded(old), ev.TimerFired(old), ev.LookUpAnswered(old, "found")):
                        self.tell(event)
                        assert self.outputs[-1] == []
        return None


NUMBERS = {"+8651988001234": "cz", "+8651288001234": "without-queues", "": ""}


def begin(flow: Flow, number: str) -> Observer:
    context = Context(
        session_id="s", caller=number, called="96296", network=NUMBERS[number], queue_codes=AROUND.queue_codes
    )
    return Observer(Session(flow=flow, context=context))


@with_examples
@given(graphs(), st.lists(HAPPENING, min_size=5, max_size=40), st.sampled_from(sorted(NUMBERS)))
def test_a_published_flow_carries_any_caller(
    whole: dict[str, Any], happenings: list[tuple[str, Any]], number: str
) -> None:
    flow = parse_flow(json.dumps(whole))
    assert validate(flow, AROUND) == []
    seen = begin(flow, number)
    seen.tell(ev.Started())
    for what, value in happenings:
        event = seen.live(what, value)
        if event is not None:
            seen.tell(event)
    silence_ends(seen)
    replay_is_the_same(seen, number)


def silence_ends(seen: Observer) -> None:
    """From now on the caller does nothing, nobody takes him, no look-up answers."""
    steps = 0
    while not seen.is_over:
        if seen.playing:
            seen.tell(ev.PlayEnded(seen.playing))
        elif seen.timer:
            seen.tell(ev.TimerFired(seen.timer))
        else:
            seen.tell(ev.QueueRefused())
        steps += 1
        assert steps <= 20 * len(seen.session.flow.nodes)


def replay_is_the_same(seen: Observer, number: str) -> None:
    again = begin(seen.session.flow, number).session
    assert [step(again, at_ms, event) for at_ms, event in seen.inputs] == seen.outputs
    assert again == seen.session


@with_examples
@given(graphs(), st.data())
def test_a_graph_with_a_silent_way_back_is_refused(whole: dict[str, Any], data: st.DataObject) -> None:
    """Whatever silent exit is bent back to the start of the flow, it is found."""
    silent = [
        (node_id, name)
        for node_id, each in whole["nodes"].items()
        if node_id != "start" and each["kind"] != "hang_up"
        for name in SILENT_EXITS[each["kind"]]
        if is_silently_reached(whole, node_id)
    ]
    node_id, name = data.draw(st.sampled_from(silent))
    whole["nodes"][node_id]["exits"][name] = "start"
    codes = {problem.code for problem in validate(parse_flow(json.dumps(whole)), AROUND)}
    assert "loop-without-caller" in codes


def is_silently_reached(whole: dict[str, Any], wanted: str) -> bool:
    todo, found = ["start"], set()
    while todo:
        node_id = todo.pop()
        if node_id not in found and whole["nodes"][node_id]["kind"] != "hang_up":
            found.add(node_id)
            each = whole["nodes"][node_id]
            todo += [each["exits"][name] for name in SILENT_EXITS[each["kind"]]]
    return wanted in found


@with_examples
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text() | st.floats(),
                    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20))  # fmt: skip
def test_any_json_is_a_flow_or_a_clear_refusal(value: Any) -> None:
    refuses_or_reads(json.dumps(value))


@with_examples
@given(graphs(), st.data())
def test_any_change_of_a_flow_is_a_flow_or_a_clear_refusal(whole: dict[str, Any], data: st.DataObject) -> None:
    places: list[Any] = [whole, *whole["nodes"].values(), *(each["exits"] for each in whole["nodes"].values())]
    place = data.draw(st.sampled_from(places))
    key = data.draw(st.sampled_from(sorted(place)) if place else st.text())
    value = data.draw(st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just([]) | st.just({}))
    if data.draw(st.booleans()):
        place.pop(key, None)
    else:
        place[key] = value
    refuses_or_reads(json.dumps(whole))


@with_examples
@given(st.binary(max_size=200))
def test_any_bytes_are_a_flow_or_a_clear_refusal(body: bytes) -> None:
    refuses_or_reads(body)


def refuses_or_reads(body: bytes | str) -> None:
    try:
        flow = parse_flow(body)
    except (FlowNotJsonError, FlowMalformedError):
        return
    for problem in validate(flow, AROUND):
        assert explain(problem)
