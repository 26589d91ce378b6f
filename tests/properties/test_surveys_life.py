"""Cases under agents who take, dial, save, conclude, vanish: never too many calls, never two agents, done is done."""

import os
from collections import Counter
from contextlib import suppress
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kefu.kernel.errors import KefuError
from kefu.kernel.ids import CallId, PersonId, SurveyCaseId
from kefu.platform.ids import new_id
from kefu.surveys.model import ASKED, FINAL, Attempt, Case, Outcome, Policy, State
from kefu.surveys.rules import life
from kefu.surveys.rules.timing import is_calling_time, within_hours
from support.surveys import BERLIN, NINE, SHANGHAI, case

AGENTS = tuple(PersonId(new_id()) for _ in range(2))
OUTCOMES = sorted(ASKED)
anybody = st.sampled_from(AGENTS)
any_place = st.integers(0, 1)
is_strange = st.integers(0, 5).map(lambda drawn: drawn == 0)
"""Whether somebody tries who does not have the case; mostly it is who has it."""


class Pool(RuleBasedStateMachine):
    """A pool of two cases, as the service drives them: what is refused changes nothing."""

    @initialize(
        attempts_max=st.integers(1, 4),
        retry=st.lists(st.integers(5, 3000), max_size=4),
        hours=st.sampled_from([SHANGHAI, BERLIN]),
    )
    def begin(self, attempts_max: int, retry: list[int], hours: object) -> None:
        self.policy = Policy(attempts_max=attempts_max, retry_after_min=tuple(retry), hours=hours)
        self.now = NINE
        self.cases: list[Case] = [case() for _ in range(2)]
        self.attempts: list[Attempt] = []
        self.dials: Counter[SurveyCaseId] = Counter()
        self.over: dict[SurveyCaseId, Case] = {}

    def put(self, place: int, changed: Case, attempt: Attempt | None = None) -> None:
        before = self.cases[place]
        assert changed == before or changed.version > before.version or changed.holding != before.holding
        self.cases[place] = changed
        if attempt is not None:
            self.attempts.append(attempt)
        if changed.state in FINAL:
            self.over.setdefault(changed.case_id, changed)

    def live(self, place: int, stranger: PersonId, is_strange: bool) -> tuple[int, PersonId]:
        """Return the place of a case that somebody has, if there is one, and who does something with it."""
        held = [at for at, each in enumerate(self.cases) if each.holding]
        if not held:
            return place, stranger
        place = held[place % len(held)]
        holding = self.cases[place].holding
        return place, stranger if is_strange or holding is None else holding.person_id

    @rule(minutes=st.integers(1, 300))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def somebody_is_due(self) -> None:
        waiting = [each.next_at for each in self.cases if each.state is State.PENDING]
        self.now = within_hours(self.policy.hours, max(self.now, min(waiting, default=self.now)))

    @rule(place=any_place, agent=anybody)
    def take(self, place: int, agent: PersonId) -> None:
        if any(each.holding and each.holding.person_id == agent for each in self.cases):
            return  # the service gives him what he has
        with suppress(KefuError):
            changed = life.deal(self.cases[place], agent, self.now)
            assert self.cases[place].holding is None
            self.put(place, changed)

    @rule(place=any_place, stranger=anybody, is_strange=is_strange)
    def dial(self, place: int, stranger: PersonId, is_strange: bool) -> None:
        place, agent = self.live(place, stranger, is_strange)
        with suppress(KefuError):
            changed, over = life.dial(self.cases[place], agent, CallId(new_id()), self.policy, self.now)
            assert is_calling_time(self.policy.hours, self.now)
            self.dials[changed.case_id] += 1
            self.put(place, changed, over)

    @rule(place=any_place, stranger=anybody, is_strange=is_strange, stale=st.booleans())
    def save(self, place: int, stranger: PersonId, is_strange: bool, stale: bool) -> None:
        place, agent = self.live(place, stranger, is_strange)
        current = self.cases[place]
        with suppress(KefuError):
            changed = life.save(current, agent, current.version - stale, {"q": 1}, self.now)
            assert not stale
            self.put(place, changed)

    @rule(place=any_place, stranger=anybody, is_strange=is_strange)
    def keep(self, place: int, stranger: PersonId, is_strange: bool) -> None:
        place, agent = self.live(place, stranger, is_strange)
        with suppress(KefuError):
            self.put(place, life.hold(self.cases[place], agent, self.now + timedelta(minutes=10)))

    @rule(
        place=any_place,
        stranger=anybody,
        is_strange=is_strange,
        outcome=st.sampled_from(OUTCOMES),
        hours=st.integers(-2, 900),
    )
    def conclude(self, place: int, stranger: PersonId, is_strange: bool, outcome: Outcome, hours: int) -> None:
        place, agent = self.live(place, stranger, is_strange)
        current = self.cases[place]
        later_at = self.now + timedelta(hours=hours)
        with suppress(KefuError):
            changed, attempt = life.conclude(current, agent, current.version, outcome, self.policy, self.now, later_at)
            assert changed.holding is None
            self.put(place, changed, attempt)

    @rule(place=any_place, stranger=anybody, is_strange=is_strange)
    def put_back(self, place: int, stranger: PersonId, is_strange: bool) -> None:
        place, agent = self.live(place, stranger, is_strange)
        with suppress(KefuError):
            self.put(place, life.put_back(self.cases[place], agent, self.now))

    @rule(place=any_place)
    def lapse(self, place: int) -> None:
        self.put(place, *life.lapse(self.cases[place], self.policy, self.now))

    @rule(place=any_place)
    def give_up(self, place: int) -> None:
        with suppress(KefuError):
            self.put(place, life.give_up(self.cases[place], self.now))

    @invariant()
    def nobody_is_called_too_often(self) -> None:
        for each in self.cases:
            written = [attempt.number for attempt in self.attempts if attempt.case_id == each.case_id]
            is_open = each.holding is not None and each.holding.dialled_at is not None
            assert self.dials[each.case_id] <= self.policy.attempts_max
            assert written == list(range(1, each.attempts + 1))
            assert self.dials[each.case_id] == each.attempts + is_open

    @invariant()
    def a_case_has_an_agent_exactly_while_it_is_dealt(self) -> None:
        holders = [each.holding.person_id for each in self.cases if each.holding]
        assert len(holders) == len(set(holders))
        for each in self.cases:
            assert (each.holding is not None) == (each.state is State.DEALT)
            assert (each.ended_at is not None) == (each.state in FINAL)

    @invariant()
    def what_is_over_stays_as_it_is(self) -> None:
        for each in self.cases:
            assert self.over.get(each.case_id, each) == each

    @invariant()
    def who_waits_may_be_called_when_his_time_comes(self) -> None:
        for each in self.cases:
            if each.state is State.PENDING:
                assert each.attempts < self.policy.attempts_max


Pool.TestCase.settings = settings(
    max_examples=int(os.environ.get("EXAMPLES", "100")), stateful_step_count=40, deadline=None
)
TestPool = Pool.TestCase
