"""Callers in flows: conditions, look-ups, callback, voicemail, the default flow."""

from dataclasses import replace
from typing import Any

import pytest

from kefu.calls.model import Cause
from kefu.ivr import events as ev
from kefu.ivr.model import SkillLevel
from kefu.ivr.parsing import default_flow
from kefu.ivr.rules import validate
from support.ivr import AROUND, MENU, OUT, PERSON, Caller, flow, node, step_is_silent, timer

# -- conditions, variables, queues ------------------------------------------------------------------------------------


def test_conditions_and_variables_lead_to_a_queue() -> None:
    nodes = {
        "start": node("set", {"next": "where"}, variable="topic", value="{network}-fault"),
        "where": node("condition", {"yes": "what", "no": "bad"}, test={"kind": "local_network", "codes": ["cz"]}),
        "what": node(
            "condition",
            {"yes": "person", "no": "bad"},
            test={"kind": "variable", "variable": "topic", "compare": "eq", "value": "cz-fault"},
        ),
        **OUT,
        "person": PERSON | {"queue": {"code": "{topic}", "fallback": "hq"}, "needs": [{"skill": "en", "level": 4}]},
    }
    caller = Caller.of(flow(nodes))
    assert caller.starts() == [ev.Enqueue("cz-fault", 3, (SkillLevel(skill="en", level=4),), is_human_requested=False)]
    assert caller.session.variables == {"topic": "cz-fault"}
    assert Caller.of(flow(nodes), network="nj").starts() == [ev.HangUp(Cause.REJECTED)]


@pytest.mark.parametrize(("network", "code"), [("cz", "cz-fault"), ("sz", "hq"), ("", "hq")])
def test_where_a_network_has_no_queue_headquarters_answers(network: str, code: str) -> None:
    caller = Caller.of(flow({"start": PERSON, **OUT}), network=network)
    assert caller.starts() == [ev.Enqueue(code, 3, (), is_human_requested=False)]


def test_the_network_may_become_known_while_the_flow_runs() -> None:
    caller = Caller.of(flow({"start": MENU, **OUT}), network="")
    caller.starts()
    caller.session.context = replace(caller.session.context, network="nj")
    assert caller.presses("0")[-1] == ev.Enqueue("nj-fault", 3, (), is_human_requested=True)


def test_hours_decide() -> None:
    nodes = {
        "start": node("condition", {"yes": "end", "no": "bad"}, test={"kind": "calendar", "calendar": "c"}),
        **OUT,
    }
    hours = {"time_zone": "UTC", "week": [{"weekdays": [4], "opens": "00:16", "closes": "00:17"}]}
    caller = Caller.of(flow(nodes, calendars={"c": hours}))  # 1,000 s after a Thursday began
    assert caller.starts() == [ev.HangUp(Cause.NORMAL)]
    late = Caller.of(flow(nodes, calendars={"c": hours}))
    late.at_ms += 60_000
    assert late.starts() == [ev.HangUp(Cause.REJECTED)]


def test_a_waiting_caller_may_leave_the_queue_by_a_key_or_be_refused() -> None:
    person = PERSON | {"exits": {"*": "start", "refused": "bad"}}
    caller = Caller.of(flow({"start": MENU, **OUT, "person": person}))
    caller.starts()
    caller.presses("0")
    assert step_is_silent(caller, ev.Digit("1"))
    assert caller.presses("*") == [ev.LeaveQueue(), ev.Play("c-play-2", ("zh-CN/menu",))]
    assert caller.facts("ivr_digit") == [{"node": "person", "digit": "*"}]
    caller.presses("0")
    assert caller.does(ev.QueueRefused()) == [ev.HangUp(Cause.REJECTED)]


@pytest.mark.parametrize(
    ("exits", "is_closed", "cause"),
    [
        ({"refused": "bad", "closed": "end"}, True, Cause.NORMAL),
        ({"refused": "bad", "closed": "end"}, False, Cause.REJECTED),
        ({"refused": "bad"}, True, Cause.REJECTED),
    ],
)
def test_a_closed_queue_has_an_exit_of_its_own_if_the_flow_likes(
    exits: dict[str, str], is_closed: bool, cause: Cause
) -> None:
    queue = {"code": "cz-fault", "fallback": "hq"}
    document = flow({"start": node("queue", exits, queue=queue), **OUT})
    assert [problem for problem in validate(document, AROUND) if problem.node_id == "start"] == []
    caller = Caller.of(document)
    caller.starts()
    assert caller.does(ev.QueueRefused(is_closed=is_closed)) == [ev.HangUp(cause)]


# -- look-ups ----------------------------------------------------------------------------------------------------------


def looking_up(**fields: Any) -> Caller:
    look_up = node(
        "look_up",
        {"found": "say", "not_found": "gone", "failed": "bad"},
        capability="billing.balance",
        arguments={"phone": "{caller}"},
        results={"balance_minor": "balance"},
        **fields,
    )
    say = node("play", {"next": "end"}, media=[{"read": "amount", "variable": "balance"}])
    return Caller.of(flow({"start": look_up, "say": say, **OUT}))


ASKED = ev.LookUp("c-look-up-1", "billing.balance", {"phone": "+8651988001234"})


@pytest.mark.parametrize(
    ("outcome", "values", "action"),
    [
        ("found", {"balance_minor": 500, "more": 1}, ev.Play("c-play-3", ("zh-CN/number-5", "zh-CN/yuan"))),
        ("found", {}, ev.HangUp(Cause.NORMAL)),  # nothing to read out
        ("not_found", {}, ev.HangUp(Cause.NO_ANSWER)),
        ("failed", {}, ev.HangUp(Cause.REJECTED)),
    ],
)
def test_an_answer_leads_on(outcome: str, values: dict[str, Any], action: ev.Action) -> None:
    caller = looking_up()
    caller.session.variables["balance"] = 1  # of an earlier look-up
    assert caller.starts() == [ASKED, timer(caller, 5)]
    assert caller.is_answered(outcome, **values) == [ev.CancelTimer("c-timer-2"), action]
    assert caller.facts("ivr_looked_up") == [{"node": "start", "capability": "billing.balance", "outcome": outcome}]
    assert caller.session.variables == ({"balance": 500} if values else {})


def test_no_answer_in_time_is_a_failure_and_the_late_answer_nothing() -> None:
    caller = looking_up()
    caller.starts()
    assert caller.stays_silent() == [ev.HangUp(Cause.REJECTED)]
    assert step_is_silent(caller, ev.LookUpAnswered("c-look-up-1", "found", {"balance_minor": 1}))


def test_a_quick_answer_waits_for_the_words_to_end() -> None:
    caller = looking_up(media=["wait"])
    assert caller.starts() == [ASKED, timer(caller, 5), ev.Play("c-play-3", ("zh-CN/wait",))]
    assert caller.is_answered("not_found") == [ev.CancelTimer("c-timer-2")]
    assert step_is_silent(caller, ev.LookUpAnswered("c-look-up-1", "found"))
    assert caller.hears_out() == [ev.HangUp(Cause.NO_ANSWER)]


def test_a_slow_answer_finds_silence() -> None:
    caller = looking_up(media=["wait"])
    caller.starts()
    assert caller.hears_out() == []
    assert caller.is_answered("not_found") == [ev.CancelTimer("c-timer-2"), ev.HangUp(Cause.NO_ANSWER)]


def test_keys_pressed_meanwhile_are_kept() -> None:
    look_up = node(
        "look_up", dict.fromkeys(("found", "not_found", "failed"), "menu"), capability="billing.balance", media=["wait"]
    )
    hello = node("play", {"next": "asking"}, media=["hello"])
    caller = Caller.of(flow({"start": hello, "asking": look_up, "menu": MENU, **OUT}))
    caller.starts()
    asked = ev.LookUp("c-look-up-2", "billing.balance", {})
    assert caller.presses("7") == [ev.StopPlay("c-play-1"), asked, timer(caller, 5)]
    assert caller.presses("0") == []
    assert caller.is_answered("found")[-1] == ev.Play("c-play-4", ("zh-CN/again", "zh-CN/menu"))


# -- callback, voicemail -----------------------------------------------------------------------------------------------


def offered(**who: Any) -> Caller:
    offer = node("callback_offer", {"accepted": "end", "declined": "gone", "no_number": "bad"}, media=["ask"],
                 queue={"code": "{network}-fault", "fallback": "hq"})  # fmt: skip
    return Caller.of(flow({"start": offer, **OUT}), **who)


def test_a_callback_is_booked_by_its_key() -> None:
    caller = offered()
    assert caller.starts() == [ev.Play("c-play-1", ("zh-CN/ask",))]
    assert caller.presses("1") == [
        ev.StopPlay("c-play-1"),
        ev.BookCallback("+8651988001234", "cz-fault"),
        ev.HangUp(Cause.NORMAL),
    ]


def test_a_callback_is_declined_by_another_key_or_silence() -> None:
    caller = offered()
    caller.starts()
    assert caller.presses("2") == [ev.StopPlay("c-play-1"), ev.HangUp(Cause.NO_ANSWER)]
    caller = offered()
    caller.starts()
    assert caller.hears_out() == [timer(caller, 5)]
    assert caller.stays_silent() == [ev.HangUp(Cause.NO_ANSWER)]


def test_who_withholds_his_number_cannot_be_called_back() -> None:
    assert offered(number="").starts() == [ev.HangUp(Cause.REJECTED)]


def leaving_a_message() -> Caller:
    mail = node("voicemail", {"next": "end"}, media=["ask", "beep"], max_s=30)
    caller = Caller.of(flow({"start": mail}))
    assert caller.starts() == [ev.Play("c-play-1", ("zh-CN/ask", "zh-CN/beep"))]
    assert step_is_silent(caller, ev.Digit("#"))
    assert caller.hears_out() == [ev.RecordVoicemail(), timer(caller, 30)]
    return caller


def test_a_message_ends_by_its_key_by_time_or_by_hanging_up() -> None:
    caller = leaving_a_message()
    assert step_is_silent(caller, ev.Digit("1"))
    assert caller.presses("#") == [ev.CancelTimer("c-timer-2"), ev.StopVoicemail(), ev.HangUp(Cause.NORMAL)]
    assert leaving_a_message().stays_silent() == [ev.StopVoicemail(), ev.HangUp(Cause.NORMAL)]
    assert leaving_a_message().does(ev.PartyLeft()) == [ev.CancelTimer("c-timer-2")]


def test_a_message_is_recorded_even_when_nothing_can_be_said() -> None:
    mail = node("voicemail", {"next": "end"}, media=[{"read": "date", "variable": "caller"}], max_s=30)
    caller = Caller.of(flow({"start": mail}))
    assert caller.starts() == [ev.RecordVoicemail(), timer(caller, 30)]


# -- a flow that should never have been published ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "nodes",
    [
        {"start": node("set", {"next": "start"}, variable="x", value=1)},
        {"start": node("set", {"next": "nowhere"}, variable="x", value=1)},
        {"start": node("set", variable="x", value=1)},
        {},
    ],
)
def test_a_broken_flow_ends_the_call_and_says_so(nodes: dict[str, Any]) -> None:
    caller = Caller.of(flow(nodes))
    assert caller.starts() == [ev.HangUp(Cause.INTERNAL)]
    [failed] = caller.facts("ivr_failed")
    assert failed["code"] == "flow-broken"


def test_the_path_stays_short_and_says_nothing_twice() -> None:
    menus = {
        "start": MENU | {"exits": MENU["exits"] | {"1": "other"}},
        "other": MENU | {"exits": MENU["exits"] | {"1": "start"}, "label": {"zh-CN": "别的", "en": "other"}},
    }
    caller = Caller.of(flow({**menus, **OUT}))
    caller.starts()
    caller.presses("1" * 100)
    assert [label.en for label in caller.session.path] == ["menu", "other"] * 25
    again = Caller.of(flow({"start": MENU | {"exits": MENU["exits"] | {"1": "start"}}, **OUT}))
    again.starts()
    again.presses("11")
    assert [label.en for label in again.session.path] == ["menu"]


def test_what_is_noted_of_a_caller_is_what_was_set_and_keyed_in_openly() -> None:
    asks = {"min_digits": 1, "max_digits": 1}
    gone = {"timeout": "end", "invalid": "end"}
    nodes = {
        "start": node("set", {"next": "card"}, variable="fault_kind", value="no-network"),
        "card": node("collect", {"next": "pin", **gone}, media=["ask"], variable="card", **asks),
        "pin": node("collect", {"next": "end", **gone}, media=["ask"], variable="pin", is_secret=True, **asks),
    }
    caller = Caller.of(flow(nodes))
    caller.starts()
    caller.presses("12")
    assert caller.session.variables == {"fault_kind": "no-network", "card": "1", "pin": "2"}
    assert caller.session.noted() == {"fault_kind": "no-network", "card": "1"}


# -- the default flow --------------------------------------------------------------------------------------------------


def in_centre(**who: Any) -> Caller:
    caller = Caller.of(default_flow(), **who)
    codes = frozenset({"hq-general", *(f"cz-{topic}" for topic in ("fault", "service", "complaint"))})
    caller.session.context = replace(caller.session.context, queue_codes=codes)
    assert caller.starts() == [ev.Play("c-play-1", ("zh-CN/welcome", "en/press-nine-for-english"))]
    return caller


@pytest.mark.parametrize(
    ("key", "code", "priority", "kind"),
    [
        ("1", "cz-fault", 1, "report"),
        ("2", "cz-service", 0, "consultation"),
        ("3", "cz-complaint", 0, "complaint"),
        ("0", "cz-service", 0, None),
    ],
)
def test_the_keys_of_the_main_menu(key: str, code: str, priority: int, kind: str | None) -> None:
    caller = in_centre()
    assert caller.hears_out() == [ev.Play("c-play-2", ("zh-CN/main-menu",))]
    assert caller.presses(key)[-1] == ev.Enqueue(code, priority, (), is_human_requested=True)
    assert caller.session.noted() == ({} if kind is None else {"ticket_kind": kind})
    elsewhere = in_centre(network="")
    assert elsewhere.presses(key)[-1] == ev.Enqueue("hq-general", priority, (), is_human_requested=True)


def test_nine_is_english_and_silence_is_a_person() -> None:
    caller = in_centre()
    assert caller.presses("9")[-1] == ev.Play("c-play-2", ("en/main-menu",))
    for _ in range(3):
        caller.hears_out()
        wanted = caller.stays_silent()
    assert wanted == [ev.Enqueue("cz-service", 0, (), is_human_requested=False)]


def test_the_balance_is_read_out_and_leads_back() -> None:
    caller = in_centre()
    assert caller.presses("4")[-1] == ev.Play(caller.session.play_id or "", ("zh-CN/one-moment",))
    caller.is_answered("found", balance_minor=12_850, due_minor=300)
    said = ("balance-is", "hundred-1", "number-28", "yuan", "number-5", "jiao")
    assert caller.hears_out() == [ev.Play("c-play-5", tuple(f"zh-CN/{name}" for name in said))]
    assert caller.hears_out() == [ev.Play("c-play-6", ("zh-CN/amount-due-is", "zh-CN/number-3", "zh-CN/yuan"))]
    assert caller.hears_out() == [ev.Play("c-play-7", ("zh-CN/balance-menu",))]
    assert caller.presses("*")[-1] == ev.Play("c-play-8", ("zh-CN/main-menu",))
    assert [label.zh_cn for label in caller.session.path] == ["主菜单", "余额查询", "余额菜单", "主菜单"]
    assert caller.presses("0")[-1] == ev.Enqueue("cz-service", 0, (), is_human_requested=True)


def test_refused_and_withheld_he_types_the_number_to_be_called_at() -> None:
    caller = in_centre(number="")
    caller.presses("1")
    assert caller.does(ev.QueueRefused()) == [ev.Play("c-play-2", ("zh-CN/ask-callback-number",))]
    assert caller.presses("88001234#")[-1] == ev.Play(
        caller.session.play_id or "",
        ("zh-CN/callback-number-is", *(f"zh-CN/{n}" for n in
         ("number-8", "number-8", "number-0", "number-0", "digit-1", "number-2", "number-3", "number-4")),
         "zh-CN/confirm-press-one"),
    )  # fmt: skip
    assert caller.presses("1")[1] == ev.BookCallback("88001234", "cz-service")
