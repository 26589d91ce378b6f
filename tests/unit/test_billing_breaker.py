"""The circuit breaker, as a machine that may be used in any order."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kefu.adapters.billing.breaker import FAILURES_TO_OPEN, OPEN_MS, Breaker


def test_it_opens_after_five_failures_in_a_row_and_lets_one_probe_through_after_ten_seconds() -> None:
    breaker = Breaker()
    for _ in range(4):
        breaker = breaker.asked().failed(1000)
        assert breaker.may_ask(1000)
    breaker = breaker.asked().failed(1000)
    assert not breaker.may_ask(1000)
    assert not breaker.may_ask(10_999)
    assert breaker.may_ask(11_000)
    probing = breaker.asked()
    assert not probing.may_ask(11_000)
    assert not probing.may_ask(99_000)
    assert probing.answered() == Breaker()
    reopened = probing.failed(12_000)
    assert not reopened.may_ask(21_999)
    assert reopened.may_ask(22_000)


def test_an_answer_between_failures_begins_the_count_anew() -> None:
    breaker = Breaker()
    for _ in range(20):
        breaker = breaker.failed(0).failed(0).failed(0).failed(0).answered()
    assert breaker.may_ask(0)


class BreakerMachine(RuleBasedStateMachine):
    """A back end that fails as it likes, asked by many at once; beside it, what must be true told differently."""

    def __init__(self) -> None:
        super().__init__()
        self.breaker = Breaker()
        self.at_ms = 0
        self.open_questions = 0
        self.failures_in_a_row = 0
        self.failed_at_ms = 0
        self.probes = 0

    @property
    def is_tripped(self) -> bool:
        return self.failures_in_a_row >= FAILURES_TO_OPEN

    @rule(ms=st.integers(1, OPEN_MS))
    def time_passes(self, ms: int) -> None:
        self.at_ms += ms

    @precondition(lambda self: self.breaker.may_ask(self.at_ms))
    @rule()
    def ask(self) -> None:
        self.probes += self.is_tripped
        self.breaker = self.breaker.asked()
        self.open_questions += 1

    @precondition(lambda self: self.open_questions)
    @rule()
    def answer(self) -> None:
        self.open_questions -= 1
        self.breaker = self.breaker.answered()
        self.failures_in_a_row = self.probes = 0

    @precondition(lambda self: self.open_questions)
    @rule()
    def fail(self) -> None:
        self.open_questions -= 1
        self.breaker = self.breaker.failed(self.at_ms)
        self.failures_in_a_row += 1
        self.failed_at_ms = self.at_ms
        self.probes = 0

    @invariant()
    def a_well_back_end_may_always_be_asked(self) -> None:
        assert self.is_tripped or self.breaker.may_ask(self.at_ms)

    @invariant()
    def a_sick_back_end_is_left_alone_for_ten_seconds(self) -> None:
        if self.is_tripped and self.at_ms < self.failed_at_ms + OPEN_MS:
            assert not self.breaker.may_ask(self.at_ms)

    @invariant()
    def then_one_may_try_and_only_one(self) -> None:
        if self.is_tripped and self.at_ms >= self.failed_at_ms + OPEN_MS:
            assert self.breaker.may_ask(self.at_ms) is (self.probes == 0)


TestBreaker = BreakerMachine.TestCase
TestBreaker.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
