"""What is accepted as a ticket, what comes of what is done with it, who is told when it is late."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from kefu.calendars.model import Calendar, WeekHours
from kefu.kernel.errors import KefuError
from kefu.kernel.ids import DepartmentId, LocalNetworkId, PersonId, TicketId
from kefu.kernel.lifecycle import ActionNotPossibleError
from kefu.platform.ids import new_id
from kefu.tickets import rules
from kefu.tickets.model import (
    Answer,
    Basis,
    CallMade,
    Cancel,
    Close,
    Confirm,
    CustomerCard,
    Delivery,
    HandOver,
    Likeness,
    Note,
    Reason,
    Regulator,
    RegulatorCase,
    Reopen,
    Reply,
    ReplyBy,
    ReplyState,
    Step,
    Take,
    TicketKind,
    TicketNotAnsweredError,
)
from kefu.tickets.rules.acceptance import can_reach
from kefu.tickets.rules.deadlines import regulator_due
from kefu.tickets.rules.expecting import Expected
from kefu.tickets.rules.lifecycles import SHIPPED
from support.organisation import ZONE
from support.ticket_rules import (
    ASKED,
    BOSS,
    CATEGORY,
    CLERK,
    LEAD,
    NETWORK,
    NOW,
    QUALITY,
    STRANGER,
    WORDS,
    around,
    ticket,
    wish,
)

HOUR = timedelta(hours=1)
MIIT = Regulator(code="12300", name=WORDS, limit_h=24)
REGULATED = Basis(zone=ZONE, category=CATEGORY, regulator=MIIT)
SMS = Answer(text="已处理", by=ReplyBy.SMS)


def faults(new: Any, card: CustomerCard | None = None, **more: Any) -> list[tuple[str, str]]:
    basis = Basis(**({"zone": ZONE, "category": CATEGORY} | more))
    return list(rules.faults(new, basis, SHIPPED[new.kind], card))


CARD = CustomerCard(local_network_id=None, name="吴倩", number="+8613912340001")


def test_a_customer_is_at_home_unless_he_says_otherwise() -> None:
    home = replace(CARD, address="常州市天宁区翠竹新村12号", district_path="常州/天宁区")
    at = rules.at_home(wish(), home)
    assert (at.address, at.district_path) == (home.address, home.district_path)
    known = rules.at_home(wish(address=home.address, district_path="常州/新北区"), home)
    assert known.district_path == "常州/新北区"
    for elsewhere, card in ((wish(address="火车站"), home), (wish(address="火车站"), None)):
        assert rules.at_home(elsewhere, card) == elsewhere


def test_what_is_right_is_accepted() -> None:
    assert faults(wish()) == []
    assert faults(wish(caller_number=""), CARD) == []
    assert faults(wish(reply_by=ReplyBy.MAIL, reply_to="a@b.cn")) == []
    enquiry = replace(CATEGORY, kind=TicketKind.ENQUIRY)
    settled = wish(kind=TicketKind.ENQUIRY, is_settled_now=True, caller_number="", caller_name="某先生")
    assert faults(settled, category=enquiry) == []
    assert faults(wish(regulator=RegulatorCase(code="12300")), regulator=MIIT) == []


@pytest.mark.parametrize(
    ("new", "more", "wrong"),
    [
        (wish(), {"category": None}, ("category_code", "unknown")),
        (wish(kind=TicketKind.REPORT), {}, ("category_code", "unknown")),
        (wish(), {"is_leaf": False}, ("category_code", "not-a-leaf")),
        (wish(), {"category": replace(CATEGORY, is_active=False)}, ("category_code", "inactive")),
        (wish(caller_number="", reply_by=ReplyBy.NONE), {}, ("caller_number", "required")),
        (wish(reply_by=ReplyBy.MAIL), {}, ("reply_to", "unreachable")),
        (wish(caller_number="8001", reply_by=ReplyBy.SMS), {}, ("reply_to", "unreachable")),
        (wish(is_settled_now=True), {}, ("is_settled_now", "not-of-this-kind")),
        (wish(regulator=RegulatorCase(code="x")), {}, ("regulator.code", "unknown")),
        (
            wish(regulator=RegulatorCase(code="12300")),
            {"regulator": replace(MIIT, is_active=False)},
            ("regulator.code", "unknown"),
        ),
        (wish(repeat_of=new_id()), {}, ("repeat_of", "unknown")),
    ],
)
def test_what_is_wrong_is_named(new: Any, more: dict[str, Any], wrong: tuple[str, str]) -> None:
    assert faults(new, **more) == [wrong]


def test_whether_a_reply_can_arrive() -> None:
    assert can_reach(ReplyBy.NONE, "")
    assert can_reach(ReplyBy.MAIL, "a@b.cn")
    assert not can_reach(ReplyBy.MAIL, "+8613812342246")
    assert not can_reach(ReplyBy.PHONE, "a@b.cn")


def test_a_ticket_belongs_to_whoever_was_asked_and_has_its_deadlines() -> None:
    made = ticket()
    assert (made.first_responsible_id, made.handler_id, made.department_id) == (ASKED, None, QUALITY.department_id)
    assert (made.state, made.due_at, made.first_answer_due_at) == ("accepted", NOW + 48 * HOUR, NOW + 4 * HOUR)
    assert (made.reply_to, made.regulator_code, made.form_code) == ("+8613812342246", None, None)


def test_what_is_settled_at_once_is_over_and_sends_nobody() -> None:
    category = replace(CATEGORY, kind=TicketKind.REPORT, work_order_type="repair", first_answer_h=None)
    new = wish(kind=TicketKind.REPORT, is_settled_now=True)
    made = ticket(new, basis=Basis(zone=ZONE, category=category))
    assert (made.state, made.is_final, made.closed_at, made.work_order_type) == ("closed", True, NOW, None)
    assert rules.next_alarm(made, None) is None
    open_one = ticket(replace(new, is_settled_now=False), basis=Basis(zone=ZONE, category=category))
    assert open_one.work_order_type == "repair"


def test_the_stricter_deadline_counts() -> None:
    case = RegulatorCase(code="12300", case_no="GX-1", received_on=date(2026, 11, 22))
    strict = ticket(wish(regulator=case), basis=REGULATED)
    assert strict.due_at == strict.regulator_due_at == datetime(2026, 11, 22, 16, tzinfo=UTC)
    lax = ticket(wish(regulator=replace(case, due_at=NOW + 90 * HOUR)), basis=REGULATED)
    assert (lax.due_at, lax.regulator_due_at) == (NOW + 48 * HOUR, NOW + 90 * HOUR)
    soon = ticket(wish(regulator=replace(case, due_at=NOW + HOUR)), basis=REGULATED)
    assert soon.first_answer_due_at == soon.due_at == NOW + HOUR


def test_when_a_regulator_wants_an_answer() -> None:
    case = RegulatorCase(code="12300")
    assert regulator_due(None, None, NOW, ZONE) is None
    assert regulator_due(case, None, NOW, ZONE) is None
    assert regulator_due(case, replace(MIIT, limit_h=None), NOW, ZONE) is None
    assert regulator_due(case, MIIT, NOW, ZONE) == NOW + 24 * HOUR
    late = replace(case, received_on=date(2026, 11, 30))  # a day that has not come
    assert regulator_due(late, MIIT, NOW, ZONE) == NOW + 24 * HOUR


def test_a_calendar_counts_its_hours_only() -> None:
    office = Calendar(
        time_zone="Asia/Shanghai",
        week=(WeekHours(weekdays=frozenset({1, 2, 3, 4, 5}), opens="09:00", closes="17:00"),),
    )
    category = replace(CATEGORY, limit_h=8)
    made = rules.accept(
        wish(),
        ticket_id=new_id(),
        ticket_no="C",
        basis=Basis(zone=ZONE),
        category=category,
        card=CARD,
        lifecycle=SHIPPED[TicketKind.COMPLAINT],
        calendar=office,
        form_version=3,
        answers={"a": 1},
        who=ASKED,
        now=NOW,
    )
    assert made.due_at == datetime(2026, 11, 23, 9, tzinfo=UTC)  # Monday, five in the afternoon
    assert (made.caller_name, made.form_version, made.answers) == ("吴倩", 3, {"a": 1})


def test_numbers_say_kind_and_day() -> None:
    numbers = [rules.ticket_no(kind, date(2026, 11, 23), 42) for kind in TicketKind]
    assert numbers == ["R261123-0000042", "C261123-0000042", "E261123-0000042", "N261123-0000042"]


def test_why_it_may_be_a_duplicate() -> None:
    one, other = new_id(), new_id()
    like = Likeness(customer_id=one, address="A", district_path="D", category_code="c")
    assert rules.reasons(like, one, "A", "D", "c") == tuple(Reason)
    assert rules.reasons(like, other, "B", "D", "x") == ()
    assert rules.reasons(Likeness(), None, "", "", "") == ()


def test_a_life_from_taking_to_closing() -> None:
    taken = rules.act(ticket(), Take(), around())
    assert (taken.ticket.state, taken.ticket.handler_id, taken.ticket.version) == ("in_progress", CLERK, 2)
    answered = rules.act(taken.ticket, SMS, around(HOUR))
    assert answered.reply is not None
    assert (answered.reply.recipient, answered.reply.state) == ("+8613812342246", ReplyState.SENT)
    assert (answered.ticket.answered_at, answered.ticket.first_answer_at) == (NOW + HOUR, NOW + HOUR)
    confirmed = rules.act(answered.ticket, Confirm(is_satisfied=True), around(2 * HOUR))
    assert (confirmed.ticket.state, confirmed.ticket.is_satisfied) == ("answered", True)
    closed = rules.act(confirmed.ticket, Close(), around(3 * HOUR))
    assert (closed.ticket.is_final, closed.ticket.closed_at) == (True, NOW + 3 * HOUR)
    with pytest.raises(ActionNotPossibleError):
        rules.act(closed.ticket, Close(), around())


def test_nothing_is_closed_without_a_reply() -> None:
    for state in ("accepted", "in_progress", "awaiting_call", "answered"):
        with pytest.raises(TicketNotAnsweredError) as refusal:
            rules.act(ticket(state=state), Close(), around())
        assert refusal.value.facts == {"state": state}


def test_a_note_may_be_the_first_answer() -> None:
    noted = rules.act(ticket(), Note(text="x"), around(HOUR)).ticket
    assert noted.first_answer_at is None
    noted = rules.act(noted, Note(text="x", has_contacted=True), around(HOUR)).ticket
    assert (noted.first_answer_at, noted.answered_at) == (NOW + HOUR, None)
    assert rules.act(noted, SMS, around(2 * HOUR)).ticket.first_answer_at == NOW + HOUR


def test_a_reply_by_phone_waits_for_the_call() -> None:
    waiting = rules.act(ticket(), Answer(text="x", by=ReplyBy.PHONE), around())
    assert waiting.reply is not None
    assert (waiting.reply.state, waiting.ticket.state) == (ReplyState.PENDING, "awaiting_call")
    assert (waiting.ticket.answered_at, waiting.ticket.is_call_pending) == (None, True)
    missed = rules.act(waiting.ticket, CallMade(is_reached=False), around(HOUR))
    assert (missed.ticket.state, missed.reply_state) == ("awaiting_call", ReplyState.PENDING)
    reached = rules.act(missed.ticket, CallMade(is_reached=True), around(HOUR))
    assert (reached.ticket.state, reached.reply_state) == ("answered", ReplyState.GIVEN)
    assert not reached.ticket.is_call_pending
    given_up = rules.act(waiting.ticket, Cancel(reason="x"), around()).ticket
    assert (given_up.is_final, given_up.is_call_pending) == (True, False)


@pytest.mark.parametrize(
    ("answer", "made", "recipient"),
    [
        (Answer(text="x", by=ReplyBy.NONE), {}, ""),
        (Answer(text="x", by=ReplyBy.SMS, recipient="+8613900000000"), {}, "+8613900000000"),
        (Answer(text="x", by=ReplyBy.MAIL), {"reply_by": ReplyBy.MAIL, "reply_to": "a@b.cn"}, "a@b.cn"),
    ],
)
def test_where_a_reply_goes(answer: Answer, made: dict[str, Any], recipient: str) -> None:
    reply = rules.act(ticket(**made), answer, around()).reply
    assert reply is not None
    assert reply.recipient == recipient


def refused(action: Any, **more: Any) -> list[tuple[str, str]]:
    with pytest.raises(KefuError) as refusal:
        rules.act(ticket(), action, around(**more))
    return [(each["field"], each["code"]) for each in refusal.value.facts["errors"]]


def test_a_reply_that_cannot_arrive_is_refused() -> None:
    assert refused(Answer(text="x", by=ReplyBy.MAIL)) == [("recipient", "unreachable")]


def test_a_lost_reply_is_none() -> None:
    answered = rules.act(ticket(), SMS, around()).ticket
    reply_id = new_id()
    there = rules.act(answered, Delivery(reply_id=reply_id, is_delivered=True), around(who=None))
    assert (there.step, there.reply_state, there.ticket.answered_at) == (Step.NOTE, ReplyState.GIVEN, NOW)
    lost = rules.act(answered, Delivery(reply_id=reply_id, is_delivered=False), around(who=None))
    assert (lost.ticket.state, lost.ticket.answered_at, lost.ticket.is_reply_lost) == ("in_progress", None, True)
    closed = rules.act(answered, Close(), around()).ticket
    late = rules.act(closed, Delivery(reply_id=reply_id, is_delivered=False), around(who=None))
    assert (late.ticket.state, late.reply_state) == ("closed", ReplyState.FAILED)


def test_it_is_handed_over_and_the_time_begins_anew_in_another_department() -> None:
    there = HandOver(department_id=NETWORK.department_id)
    late = replace(rules.climb(ticket(), QUALITY), handler_id=CLERK)
    moved = rules.act(late, there, around(HOUR, target=NETWORK)).ticket
    assert (moved.department_id, moved.handler_id, moved.due_at) == (NETWORK.department_id, None, NOW + 49 * HOUR)
    assert (moved.level, moved.stay, moved.watcher_ids, moved.first_responsible_id) == (0, 1, (), ASKED)
    to_person = HandOver(person_id=STRANGER, department_id=NETWORK.department_id)
    given = rules.act(moved, to_person, around(2 * HOUR, target=NETWORK)).ticket
    assert (given.handler_id, given.due_at, given.stay) == (STRANGER, NOW + 49 * HOUR, 1)
    strict = rules.act(ticket(regulator_due_at=NOW + 3 * HOUR), there, around(HOUR, target=NETWORK)).ticket
    assert strict.due_at == NOW + 3 * HOUR


def test_who_does_not_exist_gets_nothing() -> None:
    somewhere = DepartmentId(new_id())
    assert refused(HandOver()) == [("department_id", "required")]
    assert refused(HandOver(department_id=somewhere)) == [("department_id", "unknown")]
    closed = replace(NETWORK, is_active=False)
    assert refused(HandOver(department_id=somewhere), target=closed) == [("department_id", "unknown")]
    assert refused(HandOver(person_id=STRANGER), has_person=False) == [("person_id", "unknown")]


def test_who_is_not_satisfied_begins_again_one_level_higher() -> None:
    answered = rules.act(ticket(), SMS, around()).ticket
    again = rules.act(answered, Confirm(is_satisfied=False, note="没解决"), around(HOUR))
    assert (again.step, again.has_climbed) == (Step.REOPEN, True)
    assert (again.ticket.state, again.ticket.answered_at, again.ticket.is_satisfied) == ("reopened", None, False)
    assert (again.ticket.level, again.ticket.watcher_ids, again.ticket.reopened_count) == (1, (LEAD,), 1)
    assert again.ticket.due_at == NOW + 49 * HOUR
    closed = rules.act(rules.act(again.ticket, SMS, around()).ticket, Close(), around()).ticket
    third = rules.act(replace(closed, level=3), Reopen(reason="x"), around())
    assert (third.ticket.level, third.has_climbed, third.ticket.closed_at) == (3, False, None)


def test_the_ladder_is_climbed_rung_by_rung() -> None:
    late = ticket()
    assert rules.next_alarm(late, QUALITY) == rules.Alarm(1, NOW + 48 * HOUR)
    late = rules.climb(late, QUALITY)
    assert (late.level, late.watcher_ids, late.watcher_permissions) == (1, (LEAD,), ())
    assert rules.next_alarm(late, QUALITY) == rules.Alarm(2, NOW + 52 * HOUR)
    late = rules.climb(late, QUALITY)
    assert late.watcher_ids == (LEAD, BOSS)
    late = rules.climb(late, QUALITY)
    assert (late.watcher_ids, late.watcher_permissions) == ((LEAD, BOSS), ("figures.view",))
    assert rules.next_alarm(late, QUALITY) is None
    assert rules.climb(late, QUALITY) == late
    assert rules.next_alarm(ticket(answered_at=NOW), QUALITY) is None


def test_where_no_department_answers_whoever_was_asked_is_told() -> None:
    alone = ticket()
    assert rules.next_alarm(alone, None) == rules.Alarm(1, NOW + 48 * HOUR)
    assert rules.climb(alone, NETWORK).watcher_ids == (ASKED,)


def test_what_can_be_done() -> None:
    table = SHIPPED[TicketKind.COMPLAINT]
    assert rules.possible(ticket(), table) == ("take", "hand_over", "note", "answer", "cancel")
    answered = ticket(state="answered", answered_at=NOW)
    assert rules.possible(answered, table) == ("note", "confirm", "close", "reopen")
    assert rules.possible(replace(answered, answered_at=None), table) == ("note", "confirm", "reopen")
    assert rules.can_answer(ticket(), table)
    assert not rules.can_answer(answered, table)


def wanted(who: PersonId, *, is_member: bool = False, may: tuple[str, ...] = (), **more: Any) -> Expected | None:
    return rules.expected(ticket(**more), who, permissions=may, is_member=is_member)


def test_what_is_expected_of_whom() -> None:
    assert wanted(ASKED, is_final=True) is None
    assert wanted(ASKED, is_call_pending=True) is Expected.CALL_BACK
    assert wanted(ASKED, answered_at=NOW) is Expected.CONFIRM
    assert wanted(ASKED) is Expected.SEE_TO_THE_END
    assert wanted(ASKED, department_id=None) is Expected.ANSWER
    assert wanted(ASKED, department_id=None, is_order_open=True) is Expected.SEE_TO_THE_END
    assert wanted(CLERK, is_member=True) is Expected.TAKE
    assert wanted(CLERK, is_member=True, handler_id=CLERK) is Expected.ANSWER
    assert wanted(CLERK, is_member=True, handler_id=STRANGER) is None
    assert wanted(CLERK, is_member=True, is_order_open=True) is None
    assert wanted(CLERK, is_member=True, is_call_pending=True) is None
    assert wanted(LEAD, watcher_ids=(LEAD,)) is Expected.ESCALATED
    assert wanted(LEAD, watcher_ids=(LEAD,), answered_at=NOW) is None
    assert wanted(BOSS, may=("figures.view",), watcher_permissions=("figures.view",)) is Expected.ESCALATED
    assert wanted(STRANGER) is None


def test_cities_are_kept() -> None:
    city = LocalNetworkId(new_id())
    assert ticket(basis=Basis(zone=ZONE, category=CATEGORY, local_network_id=city)).local_network_id == city


def reply(by: ReplyBy, recipient: str, state: ReplyState = ReplyState.PENDING) -> Reply:
    return Reply(
        reply_id=new_id(), ticket_id=TicketId(new_id()), by=by, recipient=recipient, text="", state=state, at=NOW
    )


@pytest.mark.parametrize(
    ("said", "replies", "number"),
    [
        ({}, [], "+8613812342246"),
        ({"reply_to": "+8651988880000"}, [], "+8651988880000"),
        ({"reply_by": ReplyBy.MAIL, "reply_to": "a@b.cn"}, [], "+8613812342246"),
        ({"reply_by": ReplyBy.MAIL, "reply_to": "a@b.cn", "caller_number": ""}, [], None),
        ({"caller_number": "10086"}, [], None),
        ({}, [reply(ReplyBy.PHONE, "+861"), reply(ReplyBy.PHONE, "+8651911110000")], "+8651911110000"),
        ({}, [reply(ReplyBy.PHONE, "+8651911110000", ReplyState.GIVEN)], "+8613812342246"),
        ({}, [reply(ReplyBy.SMS, "+8651911110000")], "+8613812342246"),
    ],
)
def test_whom_to_call_about_it(said: dict[str, Any], replies: list[Reply], number: str | None) -> None:
    assert rules.number_to_call(ticket(wish(**said)), replies) == number
