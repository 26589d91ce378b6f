"""The state tables that are shipped, and why one that is asked for cannot work."""

from collections.abc import Iterator

from kefu.kernel import lifecycle as tables
from kefu.kernel.codec import Codec, CodecError
from kefu.kernel.lifecycle import Lifecycle, State, Transition
from kefu.kernel.words import Text
from kefu.tickets.model import Step, TicketKind

_CODEC = Codec([Lifecycle])
_STATES: dict[str, tuple[Text, bool]] = {
    "accepted": ({"zh-CN": "已受理", "en": "Accepted"}, False),
    "handed_over": ({"zh-CN": "已转办", "en": "Handed over"}, False),
    "in_progress": ({"zh-CN": "处理中", "en": "In progress"}, False),
    "awaiting_call": ({"zh-CN": "待回电", "en": "To be called"}, False),
    "answered": ({"zh-CN": "已答复", "en": "Answered"}, False),
    "reopened": ({"zh-CN": "重新处理", "en": "Reopened"}, False),
    "closed": ({"zh-CN": "已办结", "en": "Closed"}, True),
    "cancelled": ({"zh-CN": "已撤销", "en": "Cancelled"}, True),
}
_WORK = frozenset({"accepted", "handed_over", "in_progress", "reopened"})
_WAYS: dict[Step, tuple[frozenset[str], str | None]] = {
    Step.TAKE: (_WORK - {"in_progress"}, "in_progress"),
    Step.HAND_OVER: (_WORK, "handed_over"),
    Step.NOTE: (frozenset(_STATES), None),
    Step.ANSWER: (_WORK | {"awaiting_call"}, "answered"),
    Step.CALL_BACK: (_WORK, "awaiting_call"),
    Step.CALLED: (frozenset({"awaiting_call"}), "answered"),
    Step.NOT_REACHED: (frozenset({"awaiting_call"}), None),
    Step.UNDELIVERED: (frozenset({"answered"}), "in_progress"),
    Step.CONFIRM: (frozenset({"answered"}), None),
    Step.CLOSE: (frozenset({"answered"}), "closed"),
    Step.SETTLE: (frozenset({"accepted"}), "closed"),
    Step.REOPEN: (frozenset({"answered", "closed"}), "reopened"),
    Step.CANCEL: (_WORK | {"awaiting_call"}, "cancelled"),
}
_NEEDED = frozenset(Step) - {Step.TAKE, Step.SETTLE, Step.CONFIRM}
_ENDING = frozenset({Step.CLOSE, Step.SETTLE, Step.CANCEL})


def _shipped(kind: TicketKind) -> Lifecycle:
    """Make a table; a complaint is never settled at once: its department answers."""
    left_out = {Step.SETTLE} if kind is TicketKind.COMPLAINT else set()
    return Lifecycle(
        states=tuple(State(code=code, text=text, is_final=is_final) for code, (text, is_final) in _STATES.items()),
        transitions=tuple(
            Transition(action=step, from_states=sources, to=to)
            for step, (sources, to) in _WAYS.items()
            if step not in left_out
        ),
    )


SHIPPED = {kind: _shipped(kind) for kind in TicketKind}


def to_json(lifecycle: Lifecycle) -> object:
    """Write a table as JSON."""
    return _CODEC.dump(lifecycle)


def from_json(kind: TicketKind, stored: object) -> Lifecycle:
    """Read a table; nothing is stored of a kind that uses the shipped one."""
    return SHIPPED[kind] if stored is None else _CODEC.load(Lifecycle, stored)


def parse(document: object) -> Lifecycle | None:
    """Read what somebody has written; None when that is no table."""
    try:
        return _CODEC.load(Lifecycle, document)
    except (CodecError, TypeError, ValueError, AttributeError):
        return None


def problems(lifecycle: Lifecycle) -> Iterator[str]:
    """List why tickets cannot live by a table."""
    if not lifecycle.states:
        yield "there is no state"
        return
    yield from tables.problems(lifecycle)
    known = {step.value for step in Step}
    used = {each.action for each in lifecycle.transitions}
    for action in sorted(used - known):
        yield f"there is no action {action}"
    for step in sorted(_NEEDED - used):
        yield f"nothing does {step}"
    if lifecycle.is_final(lifecycle.initial):
        yield "the first state is an end"
    for each in lifecycle.transitions:
        if each.action == Step.NOTE:
            if each.to is not None or each.from_states != {state.code for state in lifecycle.states}:
                yield "a note can be made in every state and changes none"
        elif each.to is not None and lifecycle.is_final(each.to) is not (each.action in _ENDING):
            yield f"{each.action} leads to {each.to}"
        elif each.to is None and each.action in _ENDING:
            yield f"{each.action} leads nowhere"
