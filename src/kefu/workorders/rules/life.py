"""An order's life: whether a step can be taken, and what the order is after it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from kefu.kernel import lifecycle as tables
from kefu.kernel.ids import CrewId
from kefu.kernel.lifecycle import Lifecycle, State, Transition
from kefu.workorders.model.orders import Action, Step, Via, WorkOrder

_BEFORE_DONE = frozenset({"assigned", "accepted", "on_the_way", "on_site"})
_AT_WORK = frozenset({"accepted", "on_the_way", "on_site"})
_OPEN = _BEFORE_DONE | {"pending", "returned", "suspended"}

DEFAULT = Lifecycle(
    states=(
        State(code="pending", text={"zh-CN": "待派单", "en": "To be dispatched"}),
        State(code="assigned", text={"zh-CN": "已派单", "en": "Assigned"}),
        State(code="accepted", text={"zh-CN": "已接单", "en": "Accepted"}),
        State(code="on_the_way", text={"zh-CN": "在途", "en": "On the way"}),
        State(code="on_site", text={"zh-CN": "已到场", "en": "On site"}),
        State(code="suspended", text={"zh-CN": "挂起", "en": "Suspended"}),
        State(code="returned", text={"zh-CN": "已退单", "en": "Returned"}),
        State(code="completed", text={"zh-CN": "已完成", "en": "Completed"}, is_final=True),
        State(code="cancelled", text={"zh-CN": "已取消", "en": "Cancelled"}, is_final=True),
        State(code="merged", text={"zh-CN": "已合并", "en": "Merged"}, is_final=True),
    ),
    transitions=(
        Transition(action=Action.ASSIGN, from_states=_OPEN, to="assigned"),
        Transition(action=Action.ACCEPT, from_states=frozenset({"assigned"}), to="accepted"),
        Transition(action=Action.SET_OUT, from_states=frozenset({"assigned", "accepted"}), to="on_the_way"),
        Transition(action=Action.ARRIVE, from_states=_BEFORE_DONE - {"on_site"}, to="on_site"),
        Transition(action=Action.COMPLETE, from_states=_BEFORE_DONE, to="completed"),
        Transition(action=Action.SUSPEND, from_states=_AT_WORK, to="suspended"),
        Transition(action=Action.RESUME, from_states=frozenset({"suspended"}), to="accepted"),
        Transition(action=Action.RETURN, from_states=_BEFORE_DONE | {"suspended"}, to="returned"),
        Transition(action=Action.HASTEN, from_states=_OPEN),
        Transition(action=Action.PLACE, from_states=_OPEN),
        Transition(action=Action.BOOK, from_states=_OPEN),
        Transition(action=Action.MERGE, from_states=_OPEN, to="merged"),
        Transition(action=Action.CANCEL, from_states=_OPEN, to="cancelled"),
        Transition(action=Action.REOPEN, from_states=frozenset({"completed", "cancelled"}), to="pending"),
    ),
)
"""The state table that an operator begins with."""

INDISPENSABLE = (Action.ASSIGN, Action.COMPLETE, Action.RETURN, Action.CANCEL)
DISPATCHED = frozenset(Action) - {Action.BOOK, Action.MERGE}
"""What a dispatcher does with a single order and no more to it."""
HARMLESS = frozenset({Action.HASTEN, Action.PLACE, Action.BOOK})
"""Whoever has worked offline is not disturbed by these."""


class Verdict(StrEnum):
    """Whether a step can be taken."""

    APPLY = "apply"
    DUPLICATE = "duplicate"
    CHANGED = "work-order-changed"
    NOT_POSSIBLE = "action-not-possible"
    NOT_YOURS = "not-yours"


def problems(lifecycle: Lifecycle) -> Iterator[str]:
    """List why orders could not live by a state table."""
    yield from tables.problems(lifecycle)
    known = {transition.action for transition in lifecycle.transitions}
    yield from (f"nobody knows the action {action}" for action in sorted(known - set(Action)))
    yield from (f"{action} is missing" for action in INDISPENSABLE if action not in known)
    for each in lifecycle.transitions:
        leads_out = each.to is not None and lifecycle.is_final(each.to)
        if leads_out and each.action not in (Action.COMPLETE, Action.CANCEL, Action.MERGE):
            yield f"{each.action} cannot end an order"
        if not leads_out and each.action in (Action.COMPLETE, Action.CANCEL, Action.MERGE):
            yield f"{each.action} does not end an order"
        if each.action != Action.REOPEN and any(lifecycle.is_final(state) for state in each.from_states):
            yield f"{each.action} moves an order that is over"


def is_own(order: WorkOrder, step: Step, crew_ids: frozenset[CrewId]) -> bool:
    """Tell whether an order is a repairman's own, or his crew's and still nobody's."""
    if order.person_id is None:
        return order.crew_id in crew_ids
    return order.person_id == step.actor_id


def judge(
    lifecycle: Lifecycle,
    order: WorkOrder,
    step: Step,
    *,
    is_known: bool,
    is_disturbed: bool = False,
    crew_ids: frozenset[CrewId] = frozenset(),
) -> Verdict:
    """Decide whether a step can be taken.

    `is_known`: its key has been seen. `is_disturbed`: since `base_version` somebody else has done more than what is
    harmless. A dispatcher must know the present version; a repairman may have worked on offline. An order that is
    closed is closed: to close it again is to say the same twice.
    """
    if is_known or _is_said_twice(order, step):
        return Verdict.DUPLICATE
    is_in_field = step.via in (Via.FIELD, Via.SMS)
    if is_in_field and not is_own(order, step, crew_ids):
        return Verdict.NOT_YOURS
    if step.base_version is not None and (is_disturbed if is_in_field else step.base_version != order.version):
        return Verdict.CHANGED
    return Verdict.APPLY if step.action in lifecycle.actions(order.state) else Verdict.NOT_POSSIBLE


def advance(
    lifecycle: Lifecycle, order: WorkOrder, step: Step, *, reopened_due_at: datetime | None = None
) -> WorkOrder:
    """Return the order after a step; a reopened one gets a new deadline.

    Raises: ActionNotPossibleError.
    """
    state = tables.step(lifecycle, order.state, step.action)
    change = _CHANGES[step.action](order, step)
    if step.action is Action.REOPEN and reopened_due_at is not None:
        change |= {"due_at": reopened_due_at}
    return replace(order, state=state, is_final=lifecycle.is_final(state), version=order.version + 1, **change)


def _is_said_twice(order: WorkOrder, step: Step) -> bool:
    match step.action:
        case Action.COMPLETE:
            return order.closed_at is not None
        case Action.ACCEPT:
            return order.accepted_at is not None and order.person_id == step.actor_id and not order.is_final
    return False


_NOBODYS: Mapping[str, Any] = {
    "crew_id": None,
    "person_id": None,
    "assigned_at": None,
    "accepted_at": None,
    "set_out_at": None,
    "arrived_at": None,
    "suspended_at": None,
    "is_unaccepted": False,
}


def _assigned(order: WorkOrder, step: Step) -> dict[str, Any]:
    return {
        **_NOBODYS,
        **_resumed(order, step),
        "crew_id": step.detail.crew_id,
        "person_id": step.detail.person_id,
        "assigned_at": step.at,
    }


def _taken(order: WorkOrder, step: Step) -> dict[str, Any]:
    person_id = order.person_id or (step.actor_id if step.via in (Via.FIELD, Via.SMS) else None)
    return {"person_id": person_id, "accepted_at": order.accepted_at or step.at}


def _completed(order: WorkOrder, step: Step) -> dict[str, Any]:
    detail = step.detail
    return _taken(order, step) | {
        "closed_at": step.at,
        "closed_by": step.actor_id,
        "result_code": detail.result_code,
        "cause_code": detail.cause_code,
        "is_fixed": detail.is_fixed,
        "parts": detail.parts,
        "form_version": detail.form_version,
        "answers": detail.answers,
        "signature": detail.signature,
        "note": detail.note,
    }


def _resumed(order: WorkOrder, step: Step) -> dict[str, Any]:
    """Give the time back that the order has waited."""
    if order.suspended_at is None:
        return {}
    return {"suspended_at": None, "due_at": order.due_at + max(step.at - order.suspended_at, timedelta(0))}


def _booked(order: WorkOrder, step: Step) -> dict[str, Any]:
    """Put an appointment down, or off; what is agreed with the customer moves the deadline, never forwards."""
    detail = step.detail
    return {
        "appointment_slot_id": detail.slot_id,
        "appointment_on": detail.appointment_on,
        "appointment_from": detail.from_at,
        "appointment_to": detail.to_at,
        "due_at": max(order.due_at, detail.to_at or order.due_at),
    }


def _placed(order: WorkOrder, step: Step) -> dict[str, Any]:
    detail = step.detail
    return {"area_id": detail.area_id, "local_network_id": detail.local_network_id or order.local_network_id}


def _reopened(order: WorkOrder, step: Step) -> dict[str, Any]:
    return {
        **_NOBODYS,
        "closed_at": None,
        "closed_by": None,
        "result_code": "",
        "cause_code": "",
        "is_fixed": None,
        "parts": (),
        "form_version": None,
        "answers": {},
        "signature": "",
        "overdue_level": 0,
        "reopened_count": order.reopened_count + 1,
        "reason": step.detail.reason,
    }


_CHANGES: Mapping[Action, Callable[[WorkOrder, Step], dict[str, Any]]] = {
    Action.ASSIGN: _assigned,
    Action.ACCEPT: _taken,
    Action.SET_OUT: lambda order, step: _taken(order, step) | {"set_out_at": step.at},
    Action.ARRIVE: lambda order, step: _taken(order, step) | {"arrived_at": step.at},
    Action.COMPLETE: _completed,
    Action.SUSPEND: lambda order, step: {"suspended_at": step.at, "reason": step.detail.reason},
    Action.RESUME: _resumed,
    Action.RETURN: lambda order, step: {**_NOBODYS, **_resumed(order, step), "reason": step.detail.reason},
    Action.HASTEN: lambda order, step: {"hastened_at": step.at, "hastened_count": order.hastened_count + 1},
    Action.PLACE: _placed,
    Action.BOOK: _booked,
    Action.MERGE: lambda order, step: {"merged_into": step.detail.merged_into, "reason": step.detail.reason},
    Action.CANCEL: lambda order, step: {"reason": step.detail.reason},
    Action.REOPEN: _reopened,
}
