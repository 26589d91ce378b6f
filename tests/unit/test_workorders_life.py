"""The pure rules of an order's life."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kefu.kernel.ids import CrewId, PersonId, WorkOrderId
from kefu.kernel.lifecycle import ActionNotPossibleError, Lifecycle, State, Transition
from kefu.platform.ids import new_id
from kefu.workorders.model.orders import Action, Detail, Step, Via, WorkOrder
from kefu.workorders.rules import life
from kefu.workorders.rules.life import DEFAULT, Verdict

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
CREW, OTHER_CREW = CrewId(new_id()), CrewId(new_id())
LI, WANG = PersonId(new_id()), PersonId(new_id())
WORD = {"zh-CN": "x", "en": "x"}


def order(**changes: object) -> WorkOrder:
    made = WorkOrder(
        id=WorkOrderId(new_id()),
        order_no="260302-0000001",
        type_code="repair",
        severity_code="urgent",
        state="pending",
        opened_at=NOW,
        due_at=NOW + 24 * HOUR,
        address="x",
    )
    return replace(made, **changes)


def step(action: Action, via: Via = Via.CONSOLE, **changes: object) -> Step:
    made = Step(action=action, key="k", at=NOW + HOUR, via=via, actor_id=LI, base_version=1)
    return replace(made, **changes)


ASSIGNED = order(state="assigned", crew_id=CREW, person_id=LI, assigned_at=NOW)


def test_the_shipped_table_can_be_used() -> None:
    assert list(life.problems(DEFAULT)) == []


def _table(*transitions: Transition) -> Lifecycle:
    states = (State(code="pending", text=WORD), State(code="done", text=WORD, is_final=True))
    return Lifecycle(states=states, transitions=transitions)


def test_a_table_that_orders_could_not_live_by_is_explained() -> None:
    start, end = frozenset({"pending"}), frozenset({"done"})
    faults = list(
        life.problems(
            _table(
                Transition(action="assign", from_states=start, to="done"),
                Transition(action="complete", from_states=start, to="pending"),
                Transition(action="hasten", from_states=end),
                Transition(action="dance", from_states=start),
                Transition(action="reopen", from_states=end, to="pending"),
            )
        )
    )
    assert faults == [
        "nobody knows the action dance",
        "return is missing",
        "cancel is missing",
        "assign cannot end an order",
        "complete does not end an order",
        "hasten moves an order that is over",
    ]


@pytest.mark.parametrize(
    ("person", "crew", "is_own"),
    [(LI, OTHER_CREW, True), (WANG, CREW, False), (None, CREW, True), (None, OTHER_CREW, False), (None, None, False)],
)
def test_whose_an_order_is(person: PersonId | None, crew: CrewId | None, is_own: bool) -> None:
    asked = order(person_id=person, crew_id=crew)
    assert life.is_own(asked, step(Action.ACCEPT), frozenset({CREW})) is is_own


@pytest.mark.parametrize(
    ("changed", "asked", "is_known", "is_disturbed", "verdict"),
    [
        ({}, step(Action.RETURN), False, False, Verdict.APPLY),
        ({}, step(Action.RETURN), True, False, Verdict.DUPLICATE),
        ({"version": 2}, step(Action.RETURN), False, False, Verdict.CHANGED),
        ({"version": 2}, step(Action.RETURN, base_version=None), False, False, Verdict.APPLY),
        ({"version": 2}, step(Action.RETURN, Via.FIELD), False, False, Verdict.APPLY),
        ({}, step(Action.RETURN, Via.FIELD), False, True, Verdict.CHANGED),
        ({}, step(Action.RETURN, Via.SMS, base_version=None), False, True, Verdict.APPLY),
        ({"person_id": WANG}, step(Action.RETURN, Via.FIELD), False, False, Verdict.NOT_YOURS),
        ({"person_id": WANG}, step(Action.RETURN), False, False, Verdict.APPLY),
        ({}, step(Action.RESUME), False, False, Verdict.NOT_POSSIBLE),
        ({"closed_at": NOW, "state": "completed"}, step(Action.COMPLETE), False, False, Verdict.DUPLICATE),
        ({"accepted_at": NOW, "state": "accepted"}, step(Action.ACCEPT, Via.SMS), False, False, Verdict.DUPLICATE),
        ({"accepted_at": NOW, "state": "accepted", "person_id": WANG}, step(Action.ACCEPT), False, False,
         Verdict.NOT_POSSIBLE),
        ({"accepted_at": NOW, "state": "cancelled", "is_final": True}, step(Action.ACCEPT), False, False,
         Verdict.NOT_POSSIBLE),
    ],
)  # fmt: skip
def test_whether_a_step_can_be_taken(
    changed: dict[str, object], asked: Step, is_known: bool, is_disturbed: bool, verdict: Verdict
) -> None:
    standing = replace(ASSIGNED, **changed)
    judged = life.judge(
        DEFAULT, standing, asked, is_known=is_known, is_disturbed=is_disturbed, crew_ids=frozenset({CREW})
    )
    assert judged is verdict


def test_what_is_not_possible_is_not_done() -> None:
    with pytest.raises(ActionNotPossibleError):
        life.advance(DEFAULT, order(), step(Action.COMPLETE))


def test_the_first_of_a_crew_takes_the_order_a_dispatcher_does_not() -> None:
    crews = replace(ASSIGNED, person_id=None)
    assert life.advance(DEFAULT, crews, step(Action.ACCEPT, Via.FIELD)).person_id == LI
    assert life.advance(DEFAULT, crews, step(Action.ACCEPT)).person_id is None
    arrived = life.advance(DEFAULT, crews, step(Action.ARRIVE, Via.SMS))
    assert (arrived.person_id, arrived.accepted_at, arrived.arrived_at) == (LI, NOW + HOUR, NOW + HOUR)


def test_waiting_gives_the_time_back_also_to_whom_it_is_given_next() -> None:
    waiting = replace(ASSIGNED, state="suspended", suspended_at=NOW - HOUR)
    for action in (Action.RESUME, Action.RETURN, Action.ASSIGN):
        after = life.advance(DEFAULT, waiting, step(action))
        assert (after.suspended_at, after.due_at) == (None, NOW + 26 * HOUR)
    early = replace(waiting, suspended_at=NOW + 5 * HOUR)  # a clock that went back
    assert life.advance(DEFAULT, early, step(Action.RESUME)).due_at == NOW + 24 * HOUR


def test_an_appointment_moves_the_deadline_back_never_forwards() -> None:
    slot_id = new_id()
    late = Detail(slot_id=slot_id, from_at=NOW + 30 * HOUR, to_at=NOW + 32 * HOUR, appointment_on=NOW.date())
    booked = life.advance(DEFAULT, ASSIGNED, step(Action.BOOK, detail=late))
    assert (booked.state, booked.appointment_slot_id, booked.due_at) == ("assigned", slot_id, NOW + 32 * HOUR)
    soon = replace(late, from_at=NOW + 2 * HOUR, to_at=NOW + 3 * HOUR)
    assert life.advance(DEFAULT, ASSIGNED, step(Action.BOOK, detail=soon)).due_at == NOW + 24 * HOUR
    off = life.advance(DEFAULT, booked, step(Action.BOOK))
    assert (off.appointment_slot_id, off.appointment_from, off.due_at) == (None, None, NOW + 32 * HOUR)


def test_a_reopened_order_begins_anew() -> None:
    closed = replace(
        ASSIGNED, state="completed", is_final=True, closed_at=NOW, result_code="fixed", is_fixed=True, overdue_level=2
    )
    again = life.advance(DEFAULT, closed, step(Action.REOPEN), reopened_due_at=NOW + 48 * HOUR)
    assert (again.state, again.is_final, again.due_at, again.overdue_level) == ("pending", False, NOW + 48 * HOUR, 0)
    assert (again.closed_at, again.result_code, again.is_fixed, again.crew_id, again.reopened_count) == (
        None, "", None, None, 1,
    )  # fmt: skip
    assert life.advance(DEFAULT, closed, step(Action.REOPEN)).due_at == closed.due_at


def test_steps_leave_their_times_and_a_closed_order_its_result() -> None:
    done = order()
    for at, action in enumerate((Action.ASSIGN, Action.ACCEPT, Action.SET_OUT, Action.ARRIVE, Action.HASTEN), 1):
        detail = Detail(crew_id=CREW, person_id=LI)
        done = life.advance(DEFAULT, done, step(action, at=NOW + at * HOUR, detail=detail))
    assert (done.assigned_at, done.accepted_at, done.set_out_at, done.arrived_at, done.hastened_at) == tuple(
        NOW + at * HOUR for at in range(1, 6)
    )
    detail = Detail(result_code="fixed", cause_code="cable", is_fixed=True, answers={"a": 1}, signature="M0", note="n")
    done = life.advance(DEFAULT, done, step(Action.COMPLETE, detail=detail))
    assert (done.state, done.is_final, done.closed_at, done.closed_by) == ("completed", True, NOW + HOUR, LI)
    assert (done.result_code, done.cause_code, done.is_fixed, done.answers, done.signature, done.note) == (
        "fixed", "cable", True, {"a": 1}, "M0", "n",
    )  # fmt: skip
    waiting = life.advance(
        DEFAULT, replace(ASSIGNED, state="on_site"), step(Action.SUSPEND, detail=Detail(reason="away"))
    )
    assert (waiting.state, waiting.suspended_at, waiting.reason) == ("suspended", NOW + HOUR, "away")


def test_merging_and_cancelling_say_why() -> None:
    other = WorkOrderId(new_id())
    merged = life.advance(DEFAULT, order(), step(Action.MERGE, detail=Detail(merged_into=other, reason="twice")))
    assert (merged.state, merged.is_final, merged.merged_into, merged.reason) == ("merged", True, other, "twice")
    cancelled = life.advance(DEFAULT, order(), step(Action.CANCEL, detail=Detail(reason="no")))
    assert (cancelled.state, cancelled.reason, cancelled.closed_at) == ("cancelled", "no", None)
