"""A ticket's life, whatever people do: what always holds."""

import os
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kefu.kernel.errors import KefuError
from kefu.kernel.ids import DepartmentId
from kefu.platform.ids import new_id
from kefu.tickets import rules
from kefu.tickets.model import (
    Action,
    Answer,
    Basis,
    CallMade,
    Cancel,
    Close,
    Confirm,
    Delivery,
    Department,
    HandOver,
    Note,
    RegulatorCase,
    Reopen,
    ReplyBy,
    ReplyState,
    Step,
    Take,
    Ticket,
    TicketKind,
)
from kefu.tickets.rules.lifecycles import SHIPPED
from support.organisation import ZONE
from support.ticket_rules import ASKED, BOSS, CATEGORY, CLERK, NETWORK, NOW, QUALITY, ticket, wish

DEPARTMENTS: dict[DepartmentId, Department] = {each.department_id: each for each in (QUALITY, NETWORK)}
KINDS = st.sampled_from(list(TicketKind))
HOURS = st.integers(0, 60)


class Life(RuleBasedStateMachine):
    """One ticket; the timer is played as the jobs play it: the next alarm, at its time, once."""

    def __init__(self) -> None:
        super().__init__()
        self.now: datetime = NOW
        self.ticket: Ticket = ticket()
        self.replies: list[ReplyState] = []
        self.alarms: list[tuple[int, int]] = []
        self.was_reopened = 0

    @initialize(kind=KINDS, is_settled=st.booleans(), regulator_h=st.none() | st.integers(1, 200))
    def accept(self, kind: TicketKind, *, is_settled: bool, regulator_h: int | None) -> None:
        case = None
        if regulator_h is not None:
            case = RegulatorCase(code="12300", due_at=NOW + timedelta(hours=regulator_h))
        is_settled = is_settled and kind is not TicketKind.COMPLAINT
        new = wish(kind=kind, is_settled_now=is_settled, regulator=case)
        self.ticket = ticket(new, basis=Basis(zone=ZONE, category=replace(CATEGORY, kind=kind), department=QUALITY))

    @property
    def department(self) -> Department | None:
        return None if self.ticket.department_id is None else DEPARTMENTS[self.ticket.department_id]

    def do(self, action: Action) -> None:
        target = action.department_id if isinstance(action, HandOver) else None
        around = rules.Circumstances(
            who=CLERK,
            now=self.now,
            lifecycle=SHIPPED[self.ticket.kind],
            department=self.department,
            target=DEPARTMENTS[target] if target else None,
        )
        before = self.ticket
        try:
            outcome = rules.act(before, action, around)
        except KefuError:
            return
        self.ticket = outcome.ticket
        assert self.ticket.version == before.version + 1
        if outcome.reply_state is not None and self.replies:
            self.replies[-1] = outcome.reply_state
        if outcome.reply is not None:
            self.replies.append(outcome.reply.state)
        if outcome.step is Step.REOPEN:
            self.replies.clear()
            self.was_reopened += 1
            if outcome.has_climbed:
                self.alarms.append((self.ticket.stay, self.ticket.level))

    @rule()
    def take(self) -> None:
        self.do(Take())

    @rule(department=st.sampled_from(list(DEPARTMENTS)), person=st.sampled_from([None, CLERK, BOSS]))
    def hand_over(self, department: DepartmentId, person: object) -> None:
        self.do(HandOver(department_id=department, person_id=person))

    @rule(has_contacted=st.booleans())
    def note(self, *, has_contacted: bool) -> None:
        self.do(Note(text="x", has_contacted=has_contacted))

    @rule(by=st.sampled_from([ReplyBy.PHONE, ReplyBy.SMS, ReplyBy.NONE]))
    def answer(self, by: ReplyBy) -> None:
        self.do(Answer(text="x", by=by))

    @rule(is_reached=st.booleans())
    def call(self, *, is_reached: bool) -> None:
        self.do(CallMade(is_reached=is_reached))

    @precondition(lambda self: self.replies[-1:] == [ReplyState.SENT])
    @rule(is_delivered=st.booleans())
    def deliver(self, *, is_delivered: bool) -> None:
        self.do(Delivery(reply_id=new_id(), is_delivered=is_delivered))

    @rule(is_satisfied=st.booleans())
    def confirm(self, *, is_satisfied: bool) -> None:
        self.do(Confirm(is_satisfied=is_satisfied))

    @rule(action=st.sampled_from([Close(), Reopen(reason="x"), Cancel(reason="x")]))
    def end(self, action: Action) -> None:
        self.do(action)

    @rule(hours=HOURS)
    def pass_time(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        while (alarm := rules.next_alarm(self.ticket, self.department)) is not None and alarm.at <= self.now:
            assert self.ticket.due_at <= alarm.at
            self.ticket = rules.climb(self.ticket, self.department)
            assert self.ticket.level == alarm.level
            self.alarms.append((self.ticket.stay, self.ticket.level))

    @invariant()
    def nothing_is_closed_without_a_reply(self) -> None:
        if self.ticket.state == "closed" and not self.ticket.is_settled_now:
            assert self.ticket.answered_at is not None
            assert self.replies

    @invariant()
    def an_answer_is_a_reply_that_was_given_or_sent(self) -> None:
        if self.ticket.answered_at is not None and not self.ticket.is_settled_now and not self.ticket.is_final:
            assert self.replies[-1] in {ReplyState.GIVEN, ReplyState.SENT}

    @invariant()
    def whoever_was_asked_first_stays_responsible(self) -> None:
        assert self.ticket.first_responsible_id == ASKED

    @invariant()
    def each_rung_is_told_once_and_in_order(self) -> None:
        assert len(set(self.alarms)) == len(self.alarms)
        for stay in {stay for stay, _ in self.alarms}:
            levels = [level for each, level in self.alarms if each == stay]
            assert levels == list(range(1, len(levels) + 1))

    @invariant()
    def the_regulator_is_never_answered_later_than_he_wants(self) -> None:
        if self.ticket.regulator_due_at is not None:
            assert self.ticket.due_at <= self.ticket.regulator_due_at

    @invariant()
    def what_is_over_rings_no_bell(self) -> None:
        assert self.ticket.is_final is SHIPPED[self.ticket.kind].is_final(self.ticket.state)
        if self.ticket.is_final:
            assert rules.next_alarm(self.ticket, self.department) is None
            assert not self.ticket.is_call_pending

    @invariant()
    def a_call_is_pending_exactly_while_it_is_waited_for(self) -> None:
        assert self.ticket.is_call_pending is (self.ticket.state == "awaiting_call")


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=int(os.environ.get("EXAMPLES", "200")),
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
