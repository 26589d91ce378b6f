"""When customers are called, what comes of a call, what a group may be."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kefu.forms.model import Score
from kefu.kernel.ids import CallId
from kefu.platform.ids import new_id
from kefu.surveys.model import Case, Outcome, ServiceKind, Source, SourceKind, State, service_of
from kefu.surveys.model.errors import (
    SurveyAttemptsUsedUpError,
    SurveyCaseChangedError,
    SurveyCaseNotAvailableError,
    SurveyCaseNotYoursError,
    SurveyLaterInvalidError,
    SurveyNotDialledError,
    SurveyOutcomeMissingError,
    SurveyOutsideHoursError,
)
from kefu.surveys.rules import life
from kefu.surveys.rules.groups import group_faults
from kefu.surveys.rules.timing import import_window, is_sampled, next_attempt_at, next_import_at, within_hours
from support.surveys import ANNA, BEN, BERLIN, NEVER, NINE, POLICY, SHANGHAI, case, group, hour

CALL = CallId(new_id())


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def dealt(**values: object) -> Case:
    return life.deal(case(**values), ANNA, NINE)


def dialled(**values: object) -> Case:
    return life.dial(dealt(**values), ANNA, CALL, POLICY, NINE)[0]


# -- when ------------------------------------------------------------------------------------------------------------


def test_nobody_is_called_outside_the_hours() -> None:
    assert within_hours(SHANGHAI, NINE) == NINE
    assert within_hours(SHANGHAI, NINE - hour(1)) == NINE
    assert within_hours(SHANGHAI, NINE + hour(11)) == NINE + hour(24)
    assert within_hours(NEVER, NINE) == NINE


@pytest.mark.parametrize(
    ("attempts", "at", "again"),
    [
        (1, NINE, NINE + hour(2)),
        (1, NINE + hour(10), NINE + hour(24)),  # 21:00 is too late
        (2, NINE, NINE + hour(24)),
        (2, utc(2026, 3, 2, 11, 59), NINE + hour(24)),
    ],
)
def test_the_next_attempt_is_a_while_later_then_on_the_next_day(attempts: int, at: datetime, again: datetime) -> None:
    assert next_attempt_at(POLICY, attempts, at) == again


def test_the_next_day_begins_there_where_the_calls_are_made_also_when_clocks_change() -> None:
    policy = replace(POLICY, hours=BERLIN, retry_after_min=())
    saturday = utc(2026, 3, 28, 9)
    assert next_attempt_at(policy, 1, saturday) == utc(2026, 3, 29, 7)  # 09:00 is an hour earlier from then on
    assert next_attempt_at(policy, 1, utc(2026, 10, 24, 9)) == utc(2026, 10, 25, 8)


@pytest.mark.parametrize(
    ("zone", "clock", "after", "at"),
    [
        ("Asia/Shanghai", "08:30", utc(2026, 3, 2, 0, 29), utc(2026, 3, 2, 0, 30)),
        ("Asia/Shanghai", "08:30", utc(2026, 3, 2, 0, 30), utc(2026, 3, 3, 0, 30)),
        ("Europe/Berlin", "02:30", utc(2026, 3, 28, 12), utc(2026, 3, 29, 1, 30)),  # 02:30 is skipped: 03:30
        ("Europe/Berlin", "02:30", utc(2026, 10, 24, 12), utc(2026, 10, 25, 0, 30)),  # the first of two
        ("Europe/Berlin", "02:30", utc(2026, 10, 25, 0, 30), utc(2026, 10, 26, 1, 30)),
    ],
)
def test_orders_are_fetched_by_the_wall_clock(zone: str, clock: str, after: datetime, at: datetime) -> None:
    assert next_import_at(zone, clock, after) == at


def test_whole_days_are_fetched_and_missed_ones_made_up_for() -> None:
    now = utc(2026, 3, 2, 0, 30)
    today, yesterday = utc(2026, 3, 1, 16), utc(2026, 2, 28, 16)

    def window(last: datetime | None, days_back: int = 1, *, is_now: bool = False) -> tuple[datetime, datetime]:
        return import_window("Asia/Shanghai", days_back, last, now, is_now=is_now)

    assert window(None) == (yesterday, today)
    assert window(None, 3) == (utc(2026, 2, 26, 16), today)
    assert window(now - hour(24)) == (yesterday, today)
    assert window(now - hour(72)) == (utc(2026, 2, 26, 16), today)
    assert window(now - timedelta(days=90)) == (utc(2026, 1, 29, 16), today)
    assert window(None, is_now=True) == (yesterday, now)


def test_a_day_of_23_hours_is_a_whole_day() -> None:
    since, until = import_window("Europe/Berlin", 1, None, utc(2026, 3, 30, 7), is_now=False)
    assert until - since == hour(23)
    assert since.astimezone(ZoneInfo("Europe/Berlin")).date() == date(2026, 3, 29)


def test_the_sample_stays_the_same_and_has_its_size() -> None:
    chosen = [number for number in range(2000) if is_sampled(str(number), 30)]
    assert chosen == [number for number in range(2000) if is_sampled(str(number), 30)]
    assert 500 < len(chosen) < 700
    assert all(is_sampled(str(number), 100) for number in range(50))


# -- a case's life ---------------------------------------------------------------------------------------------------


def test_a_case_is_dealt_once_and_not_before_its_time() -> None:
    held = dealt()
    assert (held.state, held.version) == (State.DEALT, 2)
    assert held.holding is not None
    assert held.holding.until == NINE + timedelta(minutes=10)
    with pytest.raises(SurveyCaseNotAvailableError):
        life.deal(held, BEN, NINE)
    with pytest.raises(SurveyCaseNotAvailableError):
        life.deal(case(), BEN, NINE - timedelta(seconds=1))


def test_only_who_has_a_case_works_at_it_and_on_its_latest_version() -> None:
    for nobodys in (case(), dealt()):
        with pytest.raises(SurveyCaseNotYoursError):
            life.require_held(nobodys, BEN)
    with pytest.raises(SurveyCaseChangedError):
        life.save(dealt(), ANNA, 1, {}, NINE)
    saved = life.save(dealt(), ANNA, 2, {"q": 1}, NINE + timedelta(minutes=5))
    assert (saved.answers, saved.version) == ({"q": 1}, 3)
    assert saved.holding is not None
    assert saved.holding.until == NINE + timedelta(minutes=15)


def test_a_hold_is_never_shortened() -> None:
    long = life.hold(dealt(), ANNA, NINE + hour(1))
    kept = life.hold(long, ANNA, NINE + timedelta(minutes=11))
    assert kept.holding is not None
    assert (kept.holding.until, kept.version) == (NINE + hour(1), 2)


@pytest.mark.parametrize("outcome", [Outcome.NO_ANSWER, Outcome.BUSY])
def test_who_is_not_reached_is_called_again_twice(outcome: Outcome) -> None:
    current, now = case(), NINE
    for number, next_at in ((1, NINE + hour(2)), (2, NINE + hour(24))):
        current = life.dial(life.deal(current, ANNA, now), ANNA, CALL, POLICY, now)[0]
        current, attempt = life.conclude(current, ANNA, current.version, outcome, POLICY, now, None)
        assert (current.state, current.attempts, current.next_at) == (State.PENDING, number, next_at)
        assert (attempt.number, attempt.outcome, attempt.call_id) == (number, outcome, CALL)
        now = next_at
    current = life.dial(life.deal(current, ANNA, now), ANNA, CALL, POLICY, now)[0]
    current, _ = life.conclude(current, ANNA, current.version, outcome, POLICY, now, None)
    assert (current.state, current.attempts, current.ended_at) == (State.GIVEN_UP, 3, now)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.SUCCESS, State.DONE),
        (Outcome.WRONG_INFORMATION, State.GIVEN_UP),
        (Outcome.REFUSED, State.GIVEN_UP),
    ],
)
def test_some_outcomes_are_final(outcome: Outcome, state: State) -> None:
    current = dialled()
    current, _ = life.conclude(current, ANNA, current.version, outcome, POLICY, NINE + hour(0.1), None)
    assert (current.state, current.outcome, current.ended_at) == (state, outcome, NINE + hour(0.1))
    assert current.holding is None


def test_later_is_when_the_customer_wants_within_the_hours() -> None:
    current = dialled()
    current, _ = life.conclude(current, ANNA, current.version, Outcome.LATER, POLICY, NINE, NINE + hour(13))
    assert (current.state, current.next_at) == (State.PENDING, NINE + hour(24))


@pytest.mark.parametrize("later_at", [None, NINE, NINE + timedelta(days=31)])
def test_later_needs_a_time_to_come(later_at: datetime | None) -> None:
    current = dialled()
    with pytest.raises(SurveyLaterInvalidError):
        life.conclude(current, ANNA, current.version, Outcome.LATER, POLICY, NINE, later_at)


def test_later_after_the_last_attempt_gives_up() -> None:
    current = dialled(attempts=2)
    current, _ = life.conclude(current, ANNA, current.version, Outcome.LATER, POLICY, NINE, NINE + hour(1))
    assert (current.state, current.outcome) == (State.GIVEN_UP, Outcome.LATER)


def test_nothing_comes_of_a_call_that_nobody_made() -> None:
    with pytest.raises(SurveyNotDialledError):
        life.conclude(dealt(), ANNA, 2, Outcome.SUCCESS, POLICY, NINE, None)


def test_dialling_anew_counts_the_call_that_was_cut_off() -> None:
    again, over = life.dial(dialled(), ANNA, CallId(new_id()), POLICY, NINE + hour(0.1))
    assert over is not None
    assert (over.outcome, over.number, over.call_id, again.attempts) == (Outcome.CUT_OFF, 1, CALL, 1)
    with pytest.raises(SurveyAttemptsUsedUpError):
        life.dial(dialled(attempts=2), ANNA, CALL, POLICY, NINE)


def test_nobody_dials_at_night() -> None:
    with pytest.raises(SurveyOutsideHoursError) as refusal:
        life.dial(dealt(), ANNA, CALL, POLICY, NINE - hour(1))
    assert refusal.value.facts == {"opens_at": "2026-03-02T01:00:00+00:00"}


def test_what_was_not_called_is_put_back() -> None:
    back = life.put_back(dealt(), ANNA, NINE + hour(1))
    assert (back.state, back.holding, back.next_at, back.attempts) == (State.PENDING, None, NINE + hour(1), 0)
    with pytest.raises(SurveyOutcomeMissingError):
        life.put_back(dialled(), ANNA, NINE)


def test_a_case_without_a_sign_of_life_goes_back() -> None:
    later = NINE + timedelta(minutes=10)
    pending, untouched = case(), dealt()
    assert life.lapse(pending, POLICY, later) == (pending, None)
    assert life.lapse(untouched, POLICY, later - timedelta(seconds=1)) == (untouched, None)
    back, over = life.lapse(untouched, POLICY, later)
    assert (back.state, back.holding, back.attempts, over) == (State.PENDING, None, 0, None)
    back, over = life.lapse(dialled(), POLICY, later)
    assert over is not None
    assert (over.outcome, back.attempts, back.next_at) == (Outcome.UNRECORDED, 1, later + hour(2))


def test_a_case_is_given_up_by_hand() -> None:
    assert life.give_up(case(), NINE).state is State.GIVEN_UP
    with pytest.raises(SurveyCaseNotAvailableError):
        life.give_up(dealt(), NINE)


@pytest.mark.parametrize(
    ("score", "is_satisfied"),
    [
        (Score(points=6, max_points=10), True),
        (Score(points=5, max_points=10), False),
        (Score(), None),
        (Score(points=10, max_points=10, is_satisfied=False), False),
    ],
)
def test_satisfied_is_what_the_form_says_or_enough_points(score: Score, is_satisfied: bool | None) -> None:
    rated = life.rate(dialled(), {"q": 1}, score, POLICY)
    assert (rated.is_satisfied, rated.points, rated.answers) == (is_satisfied, score.points, {"q": 1})


def test_what_the_customer_judges() -> None:
    assert service_of(SourceKind.WORK_ORDER, {"hall": "x"}) is ServiceKind.REPAIR
    assert service_of(SourceKind.COMPLAINT, {}) is ServiceKind.HOTLINE
    assert service_of(SourceKind.FILE, {"hall": "东门厅", "crew": "x"}) is ServiceKind.HALL
    assert service_of(SourceKind.FILE, {"crew": "x"}) is ServiceKind.REPAIR
    assert service_of(SourceKind.FILE, {}) is ServiceKind.HOTLINE


# -- groups ----------------------------------------------------------------------------------------------------------


def test_a_group_that_is_right_has_no_faults() -> None:
    made = group()
    assert group_faults(made, [made.calendar_id], ["repair-survey"]) == []
    assert made.takes(SourceKind.FILE)
    assert not made.takes(SourceKind.COMPLAINT)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"code": "A b"}, ("code", "code-malformed")),
        ({"name": {"zh-CN": "x", "en": " "}}, ("name.en", "words-missing")),
        ({"form_code": "other"}, ("form_code", "form-not-published")),
        ({"import_at": "24:00"}, ("import_at", "clock-malformed")),
        ({"attempts_max": 0}, ("attempts_max", "out-of-range")),
        ({"sample_pct": 101}, ("sample_pct", "out-of-range")),
        ({"retry_after_min": (4,)}, ("retry_after_min", "out-of-range")),
        ({"retry_after_min": (60,) * 10}, ("retry_after_min", "out-of-range")),
        ({"sources": ()}, ("sources", "sources-missing")),
        ({"sources": (Source(kind=SourceKind.FILE),) * 2}, ("sources", "source-repeated")),
    ],
)
def test_what_is_wrong_with_a_group_is_told_by_field(change: dict[str, object], fault: tuple[str, str]) -> None:
    made = group(**change)
    found = group_faults(made, [made.calendar_id], ["repair-survey"])
    assert [(each["field"], each["code"]) for each in found] == [fault]


def test_a_group_needs_calling_hours() -> None:
    assert group_faults(group(), [], ["repair-survey"])[0]["code"] == "calendar-unknown"
