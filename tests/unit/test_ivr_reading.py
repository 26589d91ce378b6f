"""Reading out: exact pieces, written here as the words one hears."""

import json
from datetime import date, time
from pathlib import Path

import pytest

from kefu.ivr import reading

PROMPTS = json.loads((Path(__file__).parents[2] / "telephony/prompts/manifest.json").read_text(encoding="utf-8"))[
    "prompts"
]


def spoken(names: tuple[str, ...], language: str) -> str:
    """Return what a caller hears."""
    between = "" if language == "zh-CN" else " "
    return between.join(PROMPTS[name]["texts"][language] for name in names)


@pytest.mark.parametrize(
    ("n", "zh", "en"),
    [
        (0, "零", "zero"),
        (1, "一", "one"),
        (2, "二", "two"),
        (10, "十", "ten"),
        (11, "十一", "eleven"),
        (19, "十九", "nineteen"),
        (20, "二十", "twenty"),
        (22, "二十二", "twenty-two"),
        (99, "九十九", "ninety-nine"),
        (100, "一百", "one hundred"),
        (101, "一百零一", "one hundred one"),
        (110, "一百一十", "one hundred ten"),
        (112, "一百一十二", "one hundred twelve"),
        (200, "二百", "two hundred"),
        (202, "二百零二", "two hundred two"),
        (220, "二百二十", "two hundred twenty"),
        (999, "九百九十九", "nine hundred ninety-nine"),
        (1000, "一千", "one thousand"),
        (1001, "一千零一", "one thousand one"),
        (1010, "一千零一十", "one thousand ten"),
        (1100, "一千一百", "one thousand one hundred"),
        (1102, "一千一百零二", "one thousand one hundred two"),
        (2000, "两千", "two thousand"),
        (2222, "两千二百二十二", "two thousand two hundred twenty-two"),
        (10_000, "一万", "ten thousand"),
        (10_001, "一万零一", "ten thousand one"),
        (10_010, "一万零一十", "ten thousand ten"),
        (10_100, "一万零一百", "ten thousand one hundred"),
        (11_000, "一万一千", "eleven thousand"),
        (12_000, "一万二千", "twelve thousand"),
        (20_000, "两万", "twenty thousand"),
        (22_000, "两万二千", "twenty-two thousand"),
        (100_000, "十万", "one hundred thousand"),
        (100_500, "十万零五百", "one hundred thousand five hundred"),
        (120_000, "十二万", "one hundred twenty thousand"),
        (1_100_000, "一百一十万", "one million one hundred thousand"),
        (20_000_000, "两千万", "twenty million"),
        (100_000_000, "一亿", "one hundred million"),
        (100_020_000, "一亿零二万", "one hundred million twenty thousand"),
        (100_000_005, "一亿零五", "one hundred million five"),
        (200_000_000, "两亿", "two hundred million"),
        (1_234_567_890, "十二亿三千四百五十六万七千八百九十",
         "one billion two hundred thirty-four million five hundred sixty-seven thousand eight hundred ninety"),
        (999_999_999_999, "九千九百九十九亿九千九百九十九万九千九百九十九",
         ("nine hundred ninety-nine billion nine hundred ninety-nine million"
         " nine hundred ninety-nine thousand nine hundred ninety-nine")),
        (1_000_000_000_000, "幺零零零零零零零零零零零零",
         "one zero zero zero zero zero zero zero zero zero zero zero zero"),
        (-1, "负一", "minus one"),
        (-12_000, "负一万二千", "minus twelve thousand"),
        (-1_000_000_000_000, "负幺零零零零零零零零零零零零",
         "minus one zero zero zero zero zero zero zero zero zero zero zero zero"),
    ],
)  # fmt: skip
def test_numbers(n: int, zh: str, en: str) -> None:
    assert spoken(reading.number(n, "zh-CN"), "zh-CN") == zh
    assert spoken(reading.number(n, "en"), "en") == en


@pytest.mark.parametrize(
    ("n", "zh"), [(2, "两"), (12, "十二"), (22, "二十二"), (200, "二百"), (2000, "两千"), (1, "一"), (0, "零")]
)
def test_before_a_measure_word_only_a_bare_two_changes(n: int, zh: str) -> None:
    assert spoken(reading.number(n, "zh-CN", is_count=True), "zh-CN") == zh


@pytest.mark.parametrize(
    ("minor", "zh", "en"),
    [
        (0, "零元", "zero yuan"),
        (1, "一分", "one fen"),
        (2, "两分", "two fen"),
        (5, "五分", "five fen"),
        (10, "一角", "ten fen"),
        (20, "两角", "twenty fen"),
        (22, "两角二分", "twenty-two fen"),
        (50, "五角", "fifty fen"),
        (100, "一元", "one yuan"),
        (105, "一元零五分", "one yuan and five fen"),
        (150, "一元五角", "one yuan fifty"),
        (200, "两元", "two yuan"),
        (222, "两元二角二分", "two yuan twenty-two"),
        (1000, "十元", "ten yuan"),
        (1200, "十二元", "twelve yuan"),
        (12_850, "一百二十八元五角", "one hundred twenty-eight yuan fifty"),
        (12_800, "一百二十八元", "one hundred twenty-eight yuan"),
        (12_853, "一百二十八元五角三分", "one hundred twenty-eight yuan fifty-three"),
        (10_000_00, "一万元", "ten thousand yuan"),
        (10_002_02, "一万零二元零二分", "ten thousand two yuan and two fen"),
        (-650, "负六元五角", "minus six yuan fifty"),
        (-1, "负一分", "minus one fen"),
    ],
)
def test_amounts(minor: int, zh: str, en: str) -> None:
    assert spoken(reading.amount(minor, "zh-CN"), "zh-CN") == zh
    assert spoken(reading.amount(minor, "en"), "en") == en


@pytest.mark.parametrize(
    ("day", "zh", "en"),
    [
        (date(2026, 11, 22), "二零二六年十一月二十二日", "November twenty-second twenty twenty-six"),
        (date(2000, 1, 1), "二零零零年一月一日", "January first two thousand"),
        (date(2005, 12, 31), "二零零五年十二月三十一日", "December thirty-first two thousand five"),
        (date(2010, 2, 12), "二零一零年二月十二日", "February twelfth twenty ten"),
        (date(1999, 3, 3), "一九九九年三月三日", "March third nineteen ninety-nine"),
        (date(1905, 8, 20), "一九零五年八月二十日", "August twentieth nineteen oh five"),
        (date(1900, 5, 5), "一九零零年五月五日", "May fifth nineteen hundred"),
        (date(987, 5, 5), "九八七年五月五日", "May fifth nine hundred eighty-seven"),
    ],
)
def test_dates(day: date, zh: str, en: str) -> None:
    assert spoken(reading.on_date(day, "zh-CN"), "zh-CN") == zh
    assert spoken(reading.on_date(day, "en"), "en") == en


@pytest.mark.parametrize(
    ("at", "zh", "en"),
    [
        (time(0, 0), "零点", "twelve a.m."),
        (time(0, 5), "零点零五分", "twelve oh five a.m."),
        (time(2, 0), "两点", "two a.m."),
        (time(2, 2), "两点零二分", "two oh two a.m."),
        (time(9, 30), "九点三十分", "nine thirty a.m."),
        (time(12, 2), "十二点零二分", "twelve oh two p.m."),
        (time(14, 10), "十四点十分", "two ten p.m."),
        (time(23, 59), "二十三点五十九分", "eleven fifty-nine p.m."),
    ],
)
def test_times_of_day(at: time, zh: str, en: str) -> None:
    assert spoken(reading.at_time(at, "zh-CN"), "zh-CN") == zh
    assert spoken(reading.at_time(at, "en"), "en") == en


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (-5, "不到一分钟", "less than a minute"),
        (0, "不到一分钟", "less than a minute"),
        (60, "不到一分钟", "less than a minute"),
        (61, "两分钟", "two minutes"),
        (180, "三分钟", "three minutes"),
        (3600, "一小时", "one hour"),
        (3660, "一小时一分钟", "one hour one minute"),
        (7320, "两小时两分钟", "two hours two minutes"),
        (43200, "十二小时", "twelve hours"),
    ],
)
def test_durations(seconds: int, zh: str, en: str) -> None:
    assert spoken(reading.duration(seconds, "zh-CN"), "zh-CN") == zh
    assert spoken(reading.duration(seconds, "en"), "en") == en


@pytest.mark.parametrize(
    ("ahead", "zh", "en"),
    [
        (-1, "您是下一位。", "You are next."),
        (0, "您是下一位。", "You are next."),
        (1, "您前面还有一位客户。", "There is one caller ahead of you."),
        (2, "您前面还有两位客户。", "There are two callers ahead of you."),
        (3, "您前面还有三位客户。", "There are three callers ahead of you."),
        (12, "您前面还有十二位客户。", "There are twelve callers ahead of you."),
    ],
)
def test_position_in_the_queue(ahead: int, zh: str, en: str) -> None:
    assert spoken(reading.queue_position(ahead, "zh-CN"), "zh-CN") == zh
    assert spoken(reading.queue_position(ahead, "en"), "en") == en


def test_announcements() -> None:
    assert spoken(reading.estimated_wait(150, "zh-CN"), "zh-CN") == "预计等待时间三分钟"
    assert spoken(reading.estimated_wait(150, "en"), "en") == "The estimated waiting time is three minutes"
    assert spoken(reading.agent_number("1001"), "zh-CN") == "工号幺零零幺为您服务。"
    assert spoken(reading.agent_number("1001"), "en") == "Agent number one zero zero one is ready to help you."
    assert reading.media("en", ("welcome", "beep")) == ("en/welcome", "en/beep")


def test_strings_of_digits_leave_out_what_cannot_be_said() -> None:
    assert spoken(reading.digits("+86 519-12*#"), "zh-CN") == "八六五幺九幺二星号井号"
    assert reading.digits("") == ()


@pytest.mark.parametrize(
    ("kind", "value", "zh"),
    [
        ("amount", 12_850, "一百二十八元五角"),
        ("amount", "12850", "一百二十八元五角"),
        ("amount", "-50", "负五角"),
        ("number", "0007", "七"),
        ("duration", 180, "三分钟"),
        ("digits", 120, "幺二零"),
        ("date", "2026-11-22", "二零二六年十一月二十二日"),
        ("time", "14:30", "十四点三十分"),
        # what does not fit is not said
        ("amount", "", ""),
        ("amount", "12.5", ""),
        ("amount", True, ""),
        ("amount", "１２", ""),
        ("number", "1" * 19, ""),
        ("number", "7\n", ""),
        ("date", "tomorrow", ""),
        ("date", 20261122, "二零二六年十一月二十二日"),
        ("time", "25:00", ""),
        ("time", True, ""),
    ],
)
def test_variables_are_read_as_the_flow_says(kind: str, value: str | int, zh: str) -> None:
    assert spoken(reading.read(kind, value, "zh-CN"), "zh-CN") == zh
