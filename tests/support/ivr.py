"""Flows for tests, written as an administrator would, and a caller who goes through one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kefu.ivr import events as ev
from kefu.ivr.interpreter import step
from kefu.ivr.library import Capability, Surroundings
from kefu.ivr.model import LANGUAGES, Flow
from kefu.ivr.parsing import parse_flow
from kefu.ivr.session import Context, Session

AROUND = Surroundings(
    prompts={name: frozenset(LANGUAGES) for name in ("hello", "menu", "again", "silence", "ask", "beep", "wait")}
    | {"only-english": frozenset({"en"})},
    capabilities={
        "billing.balance": Capability(
            needs=frozenset({"phone"}), takes=frozenset({"account"}), results=frozenset({"balance_minor"})
        )
    },
    queue_codes=frozenset({"hq", "cz-fault", "nj-fault"}),
)


def node(kind: str, exits: Mapping[str, str] | None = None, **fields: Any) -> dict[str, Any]:
    """Write one node; its label is its kind."""
    return {"kind": kind, "label": {"zh-CN": kind, "en": kind}, "exits": dict(exits or {}), **fields}


def document(nodes: Mapping[str, Any], start: str = "start", **fields: Any) -> dict[str, Any]:
    """Write a flow; an "end" that hangs up is always there."""
    whole = {"end": node("hang_up"), **nodes}
    return {"format": 1, "language": "zh-CN", "start": start, "nodes": whole, **fields}


def flow(nodes: Mapping[str, Any], start: str = "start", **fields: Any) -> Flow:
    """Write and read a flow."""
    return parse_flow(json.dumps(document(nodes, start, **fields)))


@dataclass(slots=True)
class Caller:
    """Somebody in a flow: what he does is told to the interpreter, what it wants is remembered."""

    session: Session
    at_ms: int = 1_000_000
    actions: list[ev.Action] = field(default_factory=list)

    @classmethod
    def of(cls, flow: Flow, *, number: str = "+8651988001234", network: str = "cz") -> "Caller":
        """Put a caller before a flow."""
        context = Context(
            session_id="c", caller=number, called="96296", network=network, queue_codes=AROUND.queue_codes
        )
        return cls(Session(flow=flow, context=context))

    def does(self, event: ev.Input, after_ms: int = 0) -> list[ev.Action]:
        """Let something happen; returns what the flow wants, facts left out."""
        self.at_ms += after_ms
        self.actions = step(self.session, self.at_ms, event)
        return [action for action in self.actions if not isinstance(action, ev.Fact)]

    def starts(self) -> list[ev.Action]:
        """Begin."""
        return self.does(ev.Started())

    def presses(self, keys: str) -> list[ev.Action]:
        """Press keys one after the other; returns what the last one led to."""
        wanted: list[ev.Action] = []
        for key in keys:
            wanted = self.does(ev.Digit(key))
        return wanted

    def hears_out(self) -> list[ev.Action]:
        """Listen to the end of what is being said."""
        assert self.session.play_id is not None
        return self.does(ev.PlayEnded(self.session.play_id))

    def stays_silent(self) -> list[ev.Action]:
        """Wait until the running timer fires."""
        assert self.session.timer is not None
        return self.does(ev.TimerFired(self.session.timer))

    def is_answered(self, outcome: Any, **values: Any) -> list[ev.Action]:
        """Let the look-up come back."""
        assert self.session.look_up_id is not None
        return self.does(ev.LookUpAnswered(self.session.look_up_id, outcome, values))

    def facts(self, kind: str) -> list[dict[str, Any]]:
        """Return the last step's facts of a kind."""
        return [dict(action.data) for action in self.actions if isinstance(action, ev.Fact) and action.kind == kind]


MENU = node(
    "menu",
    {"1": "end", "0": "person", "timeout": "gone", "invalid": "bad"},
    media=["menu"],
    timeout_media=["silence"],
    invalid_media=["again"],
    human_keys=["0"],
    attempts=2,
)
PERSON = node("queue", {"refused": "bad"}, queue={"code": "{network}-fault", "fallback": "hq"}, priority=3)
GONE = node("hang_up", cause="no_answer")
BAD = node("hang_up", cause="rejected")
OUT = {"person": PERSON, "gone": GONE, "bad": BAD}


def timer(caller: Caller, seconds: int) -> ev.StartTimer:
    """Return the timer that has just been started."""
    assert caller.session.timer is not None
    return ev.StartTimer(caller.session.timer, caller.at_ms + seconds * 1000)


def in_menu(**fields: Any) -> Caller:
    """Bring a caller into the menu."""
    caller = Caller.of(flow({"start": MENU | fields, **OUT}))
    assert caller.starts() == [ev.Play("c-play-1", ("zh-CN/menu",))]
    return caller


def step_is_silent(caller: Caller, event: ev.Input) -> bool:
    """Tell whether an event changes nothing."""
    return caller.does(event) == [] and caller.actions == []
