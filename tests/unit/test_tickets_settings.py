"""What categories, departments, regulators, state tables may be; the order of tasks."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kefu.journeys.my_tasks.model import Counts
from kefu.journeys.my_tasks.rules import put_in_order
from kefu.kernel.lifecycle import Lifecycle, State, Transition
from kefu.kernel.tasks import Task
from kefu.platform.ids import new_id
from kefu.tickets import rules
from kefu.tickets.model import Category, Department, Member, Regulator, Rung, RungTo, TicketKind
from kefu.tickets.rules import lifecycles
from kefu.tickets.rules.lifecycles import SHIPPED
from support.ticket_rules import BOSS, CATEGORY, CLERK, LEAD, QUALITY, STRANGER, WORDS

PEOPLE = {BOSS, CLERK, LEAD}


def of_category(others: Mapping[str, Category] | None = None, **more: Any) -> list[tuple[str, str]]:
    return list(rules.category_faults(replace(CATEGORY, **more), others or {}, {"quality"}))


def test_categories() -> None:
    root = replace(CATEGORY, code="root")
    leaf = replace(CATEGORY, parent_code="root")
    assert of_category({"root": root}, parent_code="root", department_code="quality") == []
    assert of_category(code="Über") == [("code", "malformed")]
    assert of_category(name={"zh-CN": "某"}) == of_category(name={"zh-CN": "某", "en": " "}) == [("name", "required")]
    assert of_category({"attitude": replace(leaf, kind=TicketKind.REPORT)}) == [("kind", "fixed")]
    assert of_category(parent_code="root") == [("parent_code", "unknown")]
    report = replace(root, kind=TicketKind.REPORT)
    assert of_category({"root": report}, parent_code="root") == [("parent_code", "unknown")]
    circle = {"root": replace(root, parent_code="attitude"), "attitude": CATEGORY}
    assert of_category(circle, parent_code="root") == [("parent_code", "loop")]
    orphan = {"root": replace(root, parent_code="gone")}
    assert of_category(orphan, parent_code="root") == []
    assert of_category(department_code="x") == [("department_code", "unknown")]
    assert of_category(limit_h=0, first_answer_h=None) == [("limit_h", "too-small")]
    assert of_category(first_answer_h=49) == [("first_answer_h", "not-within-limit")]
    assert of_category(work_order_type="repair") == [("work_order_type", "only-of-reports")]
    assert of_category(kind=TicketKind.REPORT, work_order_type="repair") == []


def of_department(**more: Any) -> list[tuple[str, str]]:
    wanted: Department = replace(QUALITY, **more)
    return list(rules.department_faults(wanted, PEOPLE, {"figures.view"}))


def test_departments() -> None:
    assert of_department() == []
    assert of_department(ladder=()) == []
    assert of_department(ladder=tuple(Rung(after_h=h, to=RungTo.PERSON, person_id=BOSS) for h in range(10))) == [
        ("ladder", "too-long")
    ]
    for hours in ((4, 4), (4, 1), (-1, 1)):
        ladder = tuple(Rung(after_h=h, to=RungTo.PERSON, person_id=BOSS) for h in hours)
        assert of_department(ladder=ladder) == [("ladder", "not-in-order")]
    strange = (Rung(after_h=0, to=RungTo.PERSON, person_id=STRANGER), Rung(after_h=1, to=RungTo.PERMISSION))
    assert of_department(ladder=strange) == [("ladder.1.person_id", "unknown"), ("ladder.2.permission", "unknown")]
    assert of_department(members=()) == [("ladder.1.to", "nobody-of-this-level")]
    lead = Member(person_id=LEAD, level=1)
    assert of_department(members=(lead, Member(person_id=STRANGER))) == [("members", "unknown")]
    assert of_department(members=(lead, replace(lead, level=2))) == [("members", "twice")]
    assert of_department(members=(lead, Member(person_id=CLERK, level=-1))) == [("members", "level")]


def test_regulators() -> None:
    miit = Regulator(code="12300", name=WORDS)
    assert list(rules.regulator_faults(miit)) == []
    assert list(rules.regulator_faults(replace(miit, limit_h=0))) == [("limit_h", "too-small")]


def test_the_shipped_tables_work_and_survive_json() -> None:
    for kind, table in SHIPPED.items():
        assert list(lifecycles.problems(table)) == []
        assert lifecycles.parse(lifecycles.to_json(table)) == table
        assert lifecycles.from_json(kind, None) is table
        assert lifecycles.from_json(kind, lifecycles.to_json(table)) == table
    assert "settle" not in SHIPPED[TicketKind.COMPLAINT].actions("accepted")


@pytest.mark.parametrize("document", [None, [], {}, {"states": 1, "transitions": []}, {"states": [{}]}])
def test_what_is_no_table(document: object) -> None:
    assert lifecycles.parse(document) is None


TABLE = SHIPPED[TicketKind.COMPLAINT]


def changed(action: str, **more: Any) -> Lifecycle:
    return replace(
        TABLE,
        transitions=tuple(replace(each, **more) if each.action == action else each for each in TABLE.transitions),
    )


def test_tables_that_tickets_cannot_live_by() -> None:
    assert list(lifecycles.problems(Lifecycle(states=(), transitions=()))) == ["there is no state"]
    without = replace(TABLE, transitions=tuple(each for each in TABLE.transitions if each.action != "answer"))
    assert list(lifecycles.problems(without)) == ["nothing does answer"]
    fly = Transition(action="fly", from_states=frozenset({"accepted"}), to="answered")
    assert list(lifecycles.problems(replace(TABLE, transitions=(*TABLE.transitions, fly)))) == [
        "there is no action fly"
    ]
    assert list(lifecycles.problems(changed("note", to="accepted"))) == [
        "a note can be made in every state and changes none"
    ]
    assert list(lifecycles.problems(changed("note", from_states=frozenset({"accepted"})))) == [
        "a note can be made in every state and changes none"
    ]
    assert list(lifecycles.problems(changed("take", to="closed"))) == ["take leads to closed"]
    assert list(lifecycles.problems(changed("cancel", to="answered"))) == [
        "nothing leads to cancelled",
        "cancel leads to answered",
    ]
    assert list(lifecycles.problems(changed("cancel", to=None))) == [
        "nothing leads to cancelled",
        "cancel leads nowhere",
    ]
    over = replace(TABLE, states=(State(code="accepted", text=WORDS, is_final=True), *TABLE.states[1:]))
    assert "the first state is an end" in list(lifecycles.problems(over))


def test_tasks_are_put_in_order() -> None:
    now = datetime(2026, 11, 22, 8, tzinfo=UTC)

    def task(no: str, hours: int | None, *, is_overdue: bool = False, is_alarm: bool = False) -> Task:
        due_at = None if hours is None else now + timedelta(hours=hours)
        return Task(
            kind="ticket",
            id=new_id(),
            no=no,
            title=WORDS,
            subject="",
            state="",
            due_at=due_at,
            is_overdue=is_overdue,
            expected="answer",
            is_alarm=is_alarm,
        )

    late = task("late", 5, is_overdue=True, is_alarm=True)
    soon, some_day, also = task("soon", 1), task("some day", None), task("also", 1)
    found = put_in_order([some_day, soon, late, also])
    assert [each.no for each in found.tasks] == ["late", "also", "soon", "some day"]
    assert found.counts == Counts(all=4, overdue=1, alarms=1)
