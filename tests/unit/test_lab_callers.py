"""The laboratory's callers, the parts without I/O: when they come, who they are, what they do."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from kefu_lab.callers.conduct import Conduct, Deed, Step
from kefu_lab.callers.curve import HOUR_WEIGHTS, Arrivals, weight_at
from kefu_lab.callers.menu import keys_of
from kefu_lab.callers.persona import Persona, Wish, draw

HOUR_S = 3600.0
SUBSCRIBERS = ["051981234567", "13812345678"]


def test_the_curve_goes_through_the_middles_of_the_hours_without_a_step() -> None:
    assert [round(100 * weight_at((hour + 0.5) * HOUR_S)) for hour in range(24)] == list(HOUR_WEIGHTS)
    assert weight_at(10 * HOUR_S) == pytest.approx(0.99)
    assert weight_at(0) == weight_at(24 * HOUR_S) == pytest.approx((8 + 15) / 200)
    steps = [abs(weight_at(second + 60) - weight_at(second)) for second in range(0, 86400, 60)]
    assert max(steps) < 0.01


def test_the_rate_begins_as_asked_and_follows_the_day_within_limits() -> None:
    night = Arrivals(per_minute=7, start_second_of_day=3 * HOUR_S, rush_s=0)
    assert night.rate_at(0) == 7
    assert night.rate_at(7 * HOUR_S) == 10.5  # the busy morning would be thirty times as much
    morning = Arrivals(per_minute=7, start_second_of_day=10 * HOUR_S)
    assert morning.rate_at(5.5 * HOUR_S) == pytest.approx(7 * 84 / 99)
    assert morning.rate_at(15 * HOUR_S) == 3.5
    hurried = Arrivals(per_minute=7, start_second_of_day=10 * HOUR_S, speed=24)
    assert hurried.rate_at(5.5 * HOUR_S / 24) == pytest.approx(7 * 84 / 99)


def test_more_call_when_it_opens() -> None:
    arrivals = Arrivals(per_minute=7, start_second_of_day=10.5 * HOUR_S, rush_s=45)
    assert arrivals.rate_at(0) == 14
    assert arrivals.rate_at(45) == pytest.approx(7, rel=0.01)


def test_gaps_are_exponential_around_the_rate() -> None:
    arrivals, random = Arrivals(per_minute=6, start_second_of_day=10 * HOUR_S, rush_s=0), Random(1)
    gaps = [arrivals.gap_s(0, random) for _ in range(4000)]
    assert sum(gaps) / len(gaps) == pytest.approx(10, rel=0.05)
    assert sum(gap > 10 for gap in gaps) / len(gaps) == pytest.approx(0.368, abs=0.03)


def test_the_same_generator_draws_the_same_callers() -> None:
    first, second = Random(7), Random(7)
    assert [draw(first, SUBSCRIBERS) for _ in range(50)] == [draw(second, SUBSCRIBERS) for _ in range(50)]


def test_the_mixture_of_callers() -> None:
    random = Random(3)
    drawn = [draw(random, SUBSCRIBERS) for _ in range(5000)]
    shares = Counter(
        "withheld" if it.number is None else "ours" if it.number in SUBSCRIBERS else it.number[0] for it in drawn
    )
    assert {kind: round(count / 50) for kind, count in shares.items()} == {
        "ours": pytest.approx(70, abs=2),
        "1": pytest.approx(12, abs=2),
        "0": pytest.approx(12, abs=2),
        "withheld": pytest.approx(6, abs=2),
    }
    assert {it.wish for it in drawn} == set(Wish)
    assert all(40 <= it.talks_s <= 150 for it in drawn)
    assert sorted(it.patience_s for it in drawn)[2500] == pytest.approx(85, rel=0.1)
    assert sum(it.patience_s < 6 for it in drawn) / 5000 == pytest.approx(0.07, abs=0.01)
    assert not any(it.wish is Wish.BALANCE for it in drawn if it.number not in SUBSCRIBERS)
    assert draw(random, []).number not in SUBSCRIBERS


def test_keys_of_wishes() -> None:
    assert keys_of(PERSONA) == "1"
    assert keys_of(replace(PERSONA, language="en", wish=Wish.PERSON)) == "90"


PERSONA = Persona(
    number="13812345678",
    wish=Wish.FAULT,
    language="zh-CN",
    listens_s=(2.0, 3.0),
    patience_s=30.0,
    talks_s=60.0,
    is_first_to_hang_up=True,
)
MUSIC, SPEECH, SILENCE = 1.0, 0.6, 0.0


def follow(conduct: Conduct, *hears: tuple[float, float]) -> list[tuple[float, str]]:
    """Let a caller hear each sound until a second, in steps of half a second; return when he did what."""
    at_s, done = conduct._last_s, []
    for until_s, loud_share in hears:
        while at_s < until_s:
            at_s += 0.5
            done += [(at_s, deed) for deed in conduct.next(at_s, loud_share)]
    return done


def test_a_caller_presses_waits_talks_and_hangs_up() -> None:
    conduct = Conduct(PERSONA, keys="91")
    assert follow(conduct, (20, MUSIC), (120, SPEECH)) == [
        (2.0, "9"),
        (5.0, "1"),
        (20.5, Deed.SPEAK),
        (80.0, Deed.SAY_GOODBYE),
        (80.0, Deed.HANG_UP),
    ]
    assert conduct.step is Step.DONE
    assert follow(conduct, (130, SPEECH)) == []


def test_a_caller_loses_patience() -> None:
    assert follow(Conduct(PERSONA, keys="1"), (100, MUSIC)) == [(2.0, "1"), (35.5, Deed.HANG_UP)]


def test_a_caller_who_has_talked_waits_through_hold_with_new_patience() -> None:
    conduct = Conduct(PERSONA, keys="1")
    done = follow(conduct, (32, MUSIC), (50, SPEECH), (100, MUSIC), (200, SILENCE))
    assert done == [
        (2.0, "1"),
        (32.5, Deed.SPEAK),
        (50.5, Deed.FALL_SILENT),
        (100.5, Deed.SPEAK),
        (142.0, Deed.SAY_GOODBYE),
        (142.0, Deed.HANG_UP),
    ]


def test_an_announcement_between_the_music_does_not_count_as_an_agent() -> None:
    conduct = Conduct(PERSONA, keys="1")
    done = follow(conduct, (20, MUSIC), (26, SPEECH), (100, MUSIC))
    assert done == [(2.0, "1"), (20.5, Deed.SPEAK), (26.5, Deed.FALL_SILENT), (41.5, Deed.HANG_UP)]


def test_a_caller_who_leaves_the_end_to_the_agent_goes_after_five_minutes() -> None:
    conduct = Conduct(replace(PERSONA, is_first_to_hang_up=False), keys="1")
    assert follow(conduct, (10, MUSIC), (400, SPEECH))[-1] == (310.0, Deed.HANG_UP)


def test_a_caller_listens_to_his_balance_and_goes() -> None:
    conduct = Conduct(replace(PERSONA, wish=Wish.BALANCE), keys="4")
    assert follow(conduct, (100, SPEECH)) == [(2.0, "4"), (24.0, Deed.HANG_UP)]
