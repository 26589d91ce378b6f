"""Callers in flows: menus, announcements, digits; exact actions for what they do and leave undone."""

from dataclasses import replace
from typing import Any

import pytest

from kefu.calls.model import Cause
from kefu.ivr import events as ev
from kefu.ivr.session import Phase
from support.ivr import MENU, OUT, Caller, flow, in_menu, node, step_is_silent, timer


def test_nothing_happens_before_the_start_and_after_the_end() -> None:
    caller = Caller.of(flow({"start": MENU, **OUT}))
    assert caller.does(ev.Digit("1")) == caller.does(ev.PartyLeft()) == []
    assert caller.session.phase is Phase.NEW
    caller.starts()
    assert caller.does(ev.Started()) == []
    assert caller.presses("1") == [ev.StopPlay("c-play-1"), ev.HangUp(Cause.NORMAL)]
    for late in (ev.Digit("1"), ev.PlayEnded("c-play-1"), ev.PartyLeft(), ev.Started(), ev.QueueRefused()):
        assert step_is_silent(caller, late)


def test_a_key_stops_the_prompt_and_takes_its_exit() -> None:
    caller = in_menu()
    assert caller.presses("0") == [
        ev.StopPlay("c-play-1"),
        ev.Enqueue("cz-fault", 3, (), is_human_requested=True),
    ]
    assert caller.facts("ivr_digit") == [{"node": "start", "digit": "0"}]
    assert caller.facts("human_requested") == [{"node": "start", "digit": "0"}]
    assert caller.facts("ivr_node_entered") == [
        {"node": "person", "kind": "queue", "label": {"zh-CN": "queue", "en": "queue"}, "is_on_path": True}
    ]
    assert [label.en for label in caller.session.path] == ["menu", "queue"]


def test_a_key_after_the_prompt_cancels_the_timer() -> None:
    caller = in_menu()
    assert caller.hears_out() == [timer(caller, 5)]
    assert caller.presses("1") == [ev.CancelTimer("c-timer-2"), ev.HangUp(Cause.NORMAL)]


def test_silence_repeats_the_menu_and_then_leaves() -> None:
    caller = in_menu()
    caller.hears_out()
    assert caller.stays_silent() == [ev.Play("c-play-3", ("zh-CN/silence", "zh-CN/menu"))]
    caller.hears_out()
    assert caller.stays_silent() == [ev.HangUp(Cause.NO_ANSWER)]


def test_wrong_keys_repeat_the_menu_and_then_leave() -> None:
    caller = in_menu()
    assert caller.presses("7") == [ev.StopPlay("c-play-1"), ev.Play("c-play-2", ("zh-CN/again", "zh-CN/menu"))]
    assert caller.presses("*") == [ev.StopPlay("c-play-2"), ev.HangUp(Cause.REJECTED)]


def test_silence_and_wrong_keys_count_together() -> None:
    caller = in_menu()
    caller.hears_out()
    caller.stays_silent()
    assert caller.presses("7") == [ev.StopPlay("c-play-3"), ev.HangUp(Cause.REJECTED)]


@pytest.mark.parametrize(
    "stray",
    [
        ev.PlayEnded("c-play-9"),
        ev.TimerFired("c-timer-9"),
        ev.LookUpAnswered("c-look-up-9", "found"),
        ev.QueueRefused(),
        ev.Digit("12"),
        ev.Digit(""),
        ev.Digit("A"),
        ev.Digit("１"),
    ],
)
def test_strays_change_nothing(stray: ev.Input) -> None:
    caller = in_menu()
    before = replace(caller.session)
    assert step_is_silent(caller, stray)
    assert caller.session == before


def test_late_ends_and_timers_of_what_was_stopped_change_nothing() -> None:
    caller = in_menu()
    caller.presses("7")  # stops play 1, starts play 2
    assert step_is_silent(caller, ev.PlayEnded("c-play-1"))
    caller.hears_out()
    [started] = [action for action in caller.actions if isinstance(action, ev.StartTimer)]
    assert step_is_silent(caller, ev.PlayEnded("c-play-2"))
    caller.stays_silent()
    assert step_is_silent(caller, ev.TimerFired(started.name))


def test_who_hangs_up_leaves_nothing_running() -> None:
    caller = in_menu()
    caller.hears_out()
    assert caller.does(ev.PartyLeft()) == [ev.CancelTimer("c-timer-2")]
    assert caller.session.phase is Phase.ENDED
    speaking = in_menu()
    assert speaking.does(ev.PartyLeft()) == []
    assert speaking.session.play_id is None


# -- announcements, typing ahead ---------------------------------------------------------------------------------------


def greeting(**fields: Any) -> Caller:
    caller = Caller.of(flow({"start": node("play", {"next": "menu"}, media=["hello"], **fields), "menu": MENU, **OUT}))
    assert caller.starts() == [ev.Play("c-play-1", ("zh-CN/hello",))]
    return caller


def test_an_announcement_goes_on_to_the_next_node() -> None:
    caller = greeting()
    assert caller.hears_out() == [ev.Play("c-play-2", ("zh-CN/menu",))]
    assert [label.en for label in caller.session.path] == ["menu"]


def test_keys_typed_ahead_skip_prompts() -> None:
    caller = greeting()
    assert caller.presses("1") == [ev.StopPlay("c-play-1"), ev.HangUp(Cause.NORMAL)]


def test_what_must_be_heard_is_heard_and_the_keys_are_kept() -> None:
    caller = greeting(is_interruptible=False)
    assert caller.presses("1") == []
    assert caller.hears_out() == [ev.HangUp(Cause.NORMAL)]


def test_a_wrong_key_spoils_those_typed_after_it() -> None:
    caller = greeting(is_interruptible=False)
    caller.presses("71")
    assert caller.hears_out() == [ev.Play("c-play-2", ("zh-CN/again", "zh-CN/menu"))]
    assert caller.session.ahead == ""


def test_only_so_many_keys_are_kept() -> None:
    caller = greeting(is_interruptible=False)
    caller.presses("1" * 100)
    assert len(caller.session.ahead) == 32


def test_a_prompt_can_be_fixed_to_a_language_and_read_values() -> None:
    media = ["hello", {"prompt": "only-english", "language": "en"}, {"read": "digits", "variable": "called"}]
    play = node("play", {"next": "english"}, media=media)
    english = node("language", {"next": "again"}, language="en")
    caller = Caller.of(flow({"start": play, "english": english, "again": play | {"exits": {"next": "end"}}}))
    assert caller.starts() == [
        ev.Play("c-play-1", ("zh-CN/hello", "en/only-english", *(f"zh-CN/number-{n}" for n in "96296")))
    ]
    assert caller.hears_out() == [
        ev.Play("c-play-2", ("en/hello", "en/only-english", *(f"en/number-{n}" for n in "96296")))
    ]
    assert caller.facts("ivr_language") == [{"node": "english", "language": "en"}]
    assert caller.session.language == "en"


def test_where_nothing_can_be_said_the_flow_goes_on() -> None:
    silent = [{"read": "amount", "variable": "caller"}]
    caller = Caller.of(flow({"start": node("play", {"next": "menu"}, media=silent), "menu": MENU | {"media": silent},
                             **OUT}))  # fmt: skip
    assert caller.starts() == [timer(caller, 5)]
    assert caller.session.phase is Phase.LISTENING


# -- collecting digits -------------------------------------------------------------------------------------------------


def collecting(**fields: Any) -> Caller:
    collect = node(
        "collect",
        {"next": "show", "timeout": "gone", "invalid": "bad"},
        media=["ask"],
        invalid_media=["again"],
        timeout_media=["silence"],
        variable="number",
        **({"min_digits": 2, "max_digits": 4, "attempts": 2} | fields),
    )
    show = node("play", {"next": "end"}, media=[{"read": "digits", "variable": "number"}])
    caller = Caller.of(flow({"start": collect, "show": show, **OUT}))
    assert caller.starts() == [ev.Play("c-play-1", ("zh-CN/ask",))]
    return caller


def test_digits_end_at_the_longest_number() -> None:
    caller = collecting()
    assert caller.presses("2") == [ev.StopPlay("c-play-1"), timer(caller, 4)]
    assert caller.presses("3") == [ev.CancelTimer("c-timer-2"), timer(caller, 4)]
    caller.presses("4")
    assert caller.presses("5") == [
        ev.CancelTimer("c-timer-4"),
        ev.Play("c-play-5", ("zh-CN/number-2", "zh-CN/number-3", "zh-CN/number-4", "zh-CN/number-5")),
    ]
    assert caller.session.variables == {"number": "2345"}


def test_digits_end_at_the_terminator() -> None:
    caller = collecting()
    caller.presses("23")
    assert caller.presses("#") == [
        ev.CancelTimer("c-timer-3"),
        ev.Play("c-play-4", ("zh-CN/number-2", "zh-CN/number-3")),
    ]


def test_digits_end_by_the_pause_after_them() -> None:
    caller = collecting()
    caller.presses("23")
    assert caller.stays_silent() == [ev.Play("c-play-4", ("zh-CN/number-2", "zh-CN/number-3"))]


@pytest.mark.parametrize("keys", ["#", "2#", "2*", "*"])
def test_too_few_digits_and_other_keys_are_wrong(keys: str) -> None:
    caller = collecting()
    assert caller.presses(keys)[-1] == ev.Play(caller.session.play_id or "", ("zh-CN/again", "zh-CN/ask"))
    assert caller.presses(keys)[-1] == ev.HangUp(Cause.REJECTED)
    assert caller.session.variables == {}


def test_too_few_digits_and_a_pause_are_wrong_but_silence_is_silence() -> None:
    caller = collecting()
    caller.presses("2")
    assert caller.stays_silent() == [ev.Play("c-play-3", ("zh-CN/again", "zh-CN/ask"))]
    assert caller.hears_out() == [timer(caller, 8)]
    assert caller.stays_silent() == [ev.HangUp(Cause.NO_ANSWER)]


def menu_after_digits() -> Caller:
    collect = node("collect", {"next": "menu", "timeout": "end", "invalid": "end"}, media=["ask"], variable="number",
                   min_digits=2, max_digits=2)  # fmt: skip
    hello = node("play", {"next": "collect"}, media=["hello"], is_interruptible=False)
    menu = MENU | {"exits": MENU["exits"] | {"#": "person"}}
    caller = Caller.of(flow({"start": hello, "collect": collect, "menu": menu, **OUT}))
    caller.starts()
    return caller


def test_a_terminator_after_a_full_number_is_not_taken_for_a_choice() -> None:
    caller = menu_after_digits()
    caller.hears_out()
    caller.presses("22")
    assert step_is_silent(caller, ev.Digit("#"))
    assert caller.presses("#")[-1] == ev.Enqueue("cz-fault", 3, (), is_human_requested=False)


def test_nor_when_it_was_typed_ahead() -> None:
    caller = menu_after_digits()
    caller.presses("22#1")
    assert caller.hears_out() == [ev.HangUp(Cause.NORMAL)]


@pytest.mark.parametrize(("keys", "after_ms"), [("#", 4000), ("7#", 0)])
def test_a_terminator_later_is_a_choice(keys: str, after_ms: int) -> None:
    caller = menu_after_digits()
    caller.hears_out()
    caller.presses("22")
    caller.at_ms += after_ms
    assert isinstance(caller.presses(keys)[-1], ev.Enqueue)


def test_secret_digits_are_in_no_fact() -> None:
    caller = collecting(is_secret=True, terminator=None)
    caller.presses("2")
    assert caller.facts("ivr_digit") == [{"node": "start", "digit": "•"}]
    caller.presses("345")
    assert caller.session.variables == {"number": "2345"}


def test_part_of_a_number_typed_ahead_is_completed() -> None:
    caller = menu_after_digits()
    caller.presses("2")
    assert caller.hears_out() == [timer(caller, 4)]
    assert caller.presses("3")[-1] == ev.Play("c-play-3", ("zh-CN/menu",))
