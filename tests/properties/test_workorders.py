"""Whatever people and time do with an order: one state, a version for each step, what is over stays over."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kefu.kernel.ids import CrewId, PersonId, WorkOrderId
from kefu.platform.ids import new_id
from kefu.workorders.model.orders import FIELD_ACTIONS, Action, Detail, Step, Via, WorkOrder
from kefu.workorders.model.settings import Level, Severity, Whom
from kefu.workorders.rules import deadlines, life
from kefu.workorders.rules.life import DEFAULT, Verdict

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
CREWS = tuple(CrewId(new_id()) for _ in range(2))
PEOPLE = {CREWS[0]: tuple(PersonId(new_id()) for _ in range(2)), CREWS[1]: (PersonId(new_id()),)}
REPAIRMEN = tuple((person, crew) for crew, people in PEOPLE.items() for person in people)
DISPATCHER = PersonId(new_id())
URGENT = Severity(
    code="urgent",
    text={"zh-CN": "x", "en": "x"},
    within_min=24 * 60,
    accept_within_min=30,
    ladder=tuple(Level(after_min=60 * n, whom=Whom.MANAGER) for n in range(3)),
)
STATES = {state.code for state in DEFAULT.states}


class Life(RuleBasedStateMachine):
    """An order among two crews, a dispatcher, an alarm clock, and telephones that say everything twice."""

    @initialize()
    def open(self) -> None:
        self.now = NOW
        made = WorkOrder(
            id=WorkOrderId(new_id()),
            order_no="260302-0000001",
            type_code="repair",
            severity_code="urgent",
            state=DEFAULT.initial,
            opened_at=NOW,
            due_at=NOW + timedelta(hours=24),
            address="x",
        )
        self.order = deadlines.set_alarm(made, URGENT)
        self.events: list[tuple[int, Step]] = []
        self.rung: list[tuple[int, int, object]] = []

    @rule(minutes=st.integers(0, 60 * 20))
    def pass_time(self, minutes: int) -> None:
        """Let time pass; the clock of the order looks when it said it would."""
        until = self.now + timedelta(minutes=minutes)
        while self.order.alarm_at is not None and self.order.alarm_at <= until:
            self.now = max(self.now, self.order.alarm_at)
            before = self.order
            self.order, rung = deadlines.ring(self.order, URGENT, self.now)
            assert self.order.version == before.version
            assert self.order.alarm_at is None or self.order.alarm_at > self.now
            for alarm in rung:
                which = before.assigned_at if alarm.level is None else None
                self.rung.append((before.reopened_count, alarm.number, which))
        self.now = until

    @rule(action=st.sampled_from(Action), crew=st.sampled_from(CREWS), whom=st.integers(0, 2), back=st.integers(0, 1))
    def dispatch(self, action: Action, crew: CrewId, whom: int, back: int) -> None:
        """Let a dispatcher do something, now and then with an old version before his eyes."""
        person = (None, *PEOPLE[crew])[whom] if whom < len(PEOPLE[crew]) + 1 else None
        self._step(
            Step(
                action=action,
                key=str(new_id()),
                at=self.now,
                via=Via.CONSOLE,
                detail=Detail(crew_id=crew, person_id=person, merged_into=self.order.id, is_fixed=True),
                actor_id=DISPATCHER,
                base_version=self.order.version - back,
            )
        )

    @rule(
        who=st.sampled_from(REPAIRMEN),
        action=st.sampled_from(sorted(FIELD_ACTIONS)),
        behind=st.integers(0, 3),
        via=st.sampled_from([Via.FIELD, Via.SMS]),
    )
    def work(self, who: tuple[PersonId, CrewId], action: Action, behind: int, via: Via) -> None:
        """Let a repairman do something, perhaps on what he saw a while ago."""
        base = max(1, self.order.version - behind) if via is Via.FIELD else None
        key = str(new_id())
        step = Step(action=action, key=key, at=self.now, via=via, actor_id=who[0], base_version=base)
        self._step(step, crew=who[1])

    @rule(at=st.integers(0, 50))
    def say_again(self, at: int) -> None:
        """Send a step once more, as telephones do."""
        if self.events:
            _, step = self.events[at % len(self.events)]
            before = self.order
            assert self._step(step) is Verdict.DUPLICATE
            assert self.order == before

    @rule(at=st.integers(0, 50), who=st.integers(0, 1))
    def go_on(self, at: int, who: int) -> None:
        """Let a dispatcher do something that can be done: by chance alone orders rarely get far."""
        possible = DEFAULT.actions(self.order.state)
        detail = Detail(crew_id=CREWS[0], person_id=PEOPLE[CREWS[0]][who], merged_into=self.order.id, is_fixed=True)
        if possible:
            step = Step(
                action=Action(possible[at % len(possible)]),
                key=str(new_id()),
                at=self.now,
                via=Via.CONSOLE,
                detail=detail,
                actor_id=DISPATCHER,
                base_version=self.order.version,
            )
            assert self._step(step) in (Verdict.APPLY, Verdict.DUPLICATE)

    def _step(self, step: Step, crew: CrewId | None = None) -> Verdict:
        before = self.order
        since = [s for version, s in self.events if version > (step.base_version or 0)]
        verdict = life.judge(
            DEFAULT,
            before,
            step,
            is_known=step.key in {s.key for _, s in self.events},
            is_disturbed=any(s.actor_id != step.actor_id and s.action not in life.HARMLESS for s in since),
            crew_ids=frozenset({crew} if crew else ()),
        )
        if verdict is not Verdict.APPLY:
            return verdict
        after = life.advance(DEFAULT, before, step, reopened_due_at=self.now + timedelta(hours=24))
        assert not before.is_final or step.action is Action.REOPEN
        assert after.version == before.version + 1
        if step.via is not Via.CONSOLE:
            assert before.person_id in (None, step.actor_id)
        if step.via is Via.CONSOLE:
            assert step.base_version == before.version
        self.order = deadlines.set_alarm(after, URGENT)
        self.events.append((self.order.version, step))
        return verdict

    @invariant()
    def is_in_one_state(self) -> None:
        """Agree with itself."""
        order = self.order
        assert order.state in STATES
        assert order.is_final == DEFAULT.is_final(order.state)
        assert order.version == 1 + len(self.events)
        assert (order.closed_at is not None) == (order.state == "completed")
        assert (order.suspended_at is not None) == (order.state == "suspended") or order.is_final
        assert (order.merged_into is not None) == (order.state == "merged")
        if order.state in {"pending", "returned"}:
            assert (order.crew_id, order.person_id, order.assigned_at) == (None, None, None)

    @invariant()
    def rings_each_bell_once(self) -> None:
        """Let each level go off once in a round, and the bell of acceptance once for each time it was assigned."""
        assert len(self.rung) == len(set(self.rung))

    @invariant()
    def oversleeps_nothing(self) -> None:
        """Have the clock set no later than the next alarm."""
        following = deadlines.next_alarm(self.order, URGENT)
        if following is not None:
            assert self.order.alarm_at is not None
            assert self.order.alarm_at <= max(following.at, self.now)
        else:
            assert self.order.alarm_at is None or not self.order.is_final


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=int(os.environ.get("EXAMPLES", "100")),
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def test_the_checks_can_fail() -> None:
    """Plant a bug: a level that is forgotten rings again."""
    order = WorkOrder(
        id=WorkOrderId(new_id()),
        order_no="1",
        type_code="r",
        severity_code="u",
        state="pending",
        opened_at=NOW,
        due_at=NOW,
        address="x",
    )
    rung_once, first = deadlines.ring(order, URGENT, NOW)
    _, again = deadlines.ring(replace(rung_once, overdue_level=0), URGENT, NOW)
    assert first == again
    assert deadlines.ring(rung_once, URGENT, NOW)[1] == ()
