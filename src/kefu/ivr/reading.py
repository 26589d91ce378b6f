"""Reads values out: numbers, amounts, dates, times and waiting times as sequences of recorded pieces.

Every function returns prompt names without a language; `media` puts the language before them. The pieces are listed in
`telephony/prompts/manifest.json`. Chinese rules: 两 only where a number leads (两千, 两位, 两元) and 二 elsewhere
(二百, 一万二千, 二角 after 元); 零 once for a gap; 一十 inside a larger number; 幺 for 1 in strings of digits.
Source: 吕叔湘, 现代汉语八百词, entries 二 and 两; GB/T 15835-2011.
"""

import re
from collections.abc import Iterable
from datetime import date, time

from kefu.ivr.model import Value

Names = tuple[str, ...]

LARGEST = 10**12 - 1
"""Larger numbers are read digit by digit."""


def media(language: str, names: Iterable[str]) -> tuple[str, ...]:
    """Put the language before prompt names, as the switch plays them."""
    return tuple(f"{language}/{name}" for name in names)


def read(kind: str, value: Value, language: str) -> Names:
    """Read a flow's variable the way its `Reading` says; nothing when the value does not fit."""
    if kind == "digits":
        return digits(str(value))
    if kind in ("date", "time"):
        return _calendar_value(kind, str(value), language)
    if isinstance(value, bool) or not re.fullmatch(r"-?[0-9]{1,18}", str(value)):
        return ()
    if kind == "amount":
        return amount(int(value), language)
    return duration(int(value), language) if kind == "duration" else number(int(value), language)


def _calendar_value(kind: str, value: str, language: str) -> Names:
    try:
        return (
            on_date(date.fromisoformat(value), language)
            if kind == "date"
            else at_time(time.fromisoformat(value), language)
        )
    except ValueError:
        return ()


def digits(text: str) -> Names:
    """Read a string digit by digit; what is neither digit, star nor hash is left out."""
    return tuple(_DIGITS[c] for c in text if c in _DIGITS)


_DIGITS = {str(n): f"number-{n}" for n in range(10)} | {"1": "digit-1", "*": "key-star", "#": "key-hash"}


def number(n: int, language: str, *, is_count: bool = False) -> Names:
    """Read a whole number; `is_count` says that a measure word follows (两 instead of 二)."""
    if abs(n) > LARGEST:
        return ("negative", *digits(str(-n))) if n < 0 else digits(str(n))
    if n < 0:
        return ("negative", *number(-n, language))
    if language == "en":
        return _en_number(n)
    return ("number-2-liang",) if is_count and n == 2 else _zh_number(n)


def _zh_number(n: int) -> Names:
    if n == 0:
        return ("number-0",)
    names: list[str] = []
    for size, unit in ((10**8, "hundred-million"), (10**4, "ten-thousand"), (1, None)):
        group, n = divmod(n, size)
        if not group:
            continue
        if names and group < 1000:
            names.append("number-0")
        names += _zh_group(group, is_leading=not names, is_before_unit=unit is not None)
        if unit:
            names.append(unit)
    return tuple(names)


def _zh_group(group: int, *, is_leading: bool, is_before_unit: bool) -> list[str]:
    """Read 1-9999, one group of four digits."""
    thousands, rest = divmod(group, 1000)
    hundreds, below = divmod(rest, 100)
    names = []
    if thousands:
        names.append("thousand-2-liang" if thousands == 2 and is_leading else f"thousand-{thousands}")
    if hundreds:
        names.append(f"hundred-{hundreds}")
    if below:
        if (thousands and not hundreds) or (hundreds and below < 10):
            names.append("number-0")
        if below == 2 and group == 2 and is_leading and is_before_unit:
            names.append("number-2-liang")
        else:
            is_inner = not is_leading or bool(names)
            names.append(f"number-{below}-inner" if is_inner and 10 <= below <= 19 else f"number-{below}")
    return names


def _en_number(n: int) -> Names:
    if n == 0:
        return ("number-0",)
    names: list[str] = []
    for size, unit in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (1, None)):
        group, n = divmod(n, size)
        hundreds, below = divmod(group, 100)
        if hundreds:
            names += [f"number-{hundreds}", "hundred"]
        if below:
            names.append(f"number-{below}")
        if group and unit:
            names.append(unit)
    return tuple(names)


def amount(minor: int, language: str) -> Names:
    """Read an amount of yuan given in fen: 一百二十八元五角, "one hundred twenty-eight yuan fifty"."""
    if minor < 0:
        return ("negative", *amount(-minor, language))
    yuan, fen = divmod(minor, 100)
    names: list[str] = []
    if yuan or not fen:
        names += [*number(yuan, language, is_count=True), "yuan"]
    names += _en_fen(fen, is_leading=not names) if language == "en" else _zh_fen(fen, is_leading=not names)
    return tuple(names)


def _zh_fen(minor: int, *, is_leading: bool) -> list[str]:
    names: list[str] = []
    jiao, fen = divmod(minor, 10)
    if jiao:
        names += [*number(jiao, "zh-CN", is_count=is_leading), "jiao"]
    if fen:
        if not jiao and not is_leading:
            names.append("number-0")
        names += [*number(fen, "zh-CN", is_count=is_leading and not jiao), "fen"]
    return names


def _en_fen(fen: int, *, is_leading: bool) -> list[str]:
    if not fen:
        return []
    if is_leading:
        return [f"number-{fen}", "fen"]
    return [f"number-{fen}"] if fen >= 10 else ["and", f"number-{fen}", "fen"]


def on_date(day: date, language: str) -> Names:
    """Read a date: 二零二六年十一月二十二日, "November twenty-second twenty twenty-six"."""
    if language == "en":
        return (f"month-{day.month}", f"day-{day.day}", *_en_year(day.year))
    return (*(f"number-{c}" for c in str(day.year)), "year", f"month-{day.month}", f"day-{day.day}")


def _en_year(year: int) -> Names:
    century, rest = divmod(year, 100)
    if century < 10 or (century % 10 == 0 and rest < 10):
        return _en_number(year)
    if not rest:
        return (f"number-{century}", "hundred")
    return (f"number-{century}", *(["oh"] if rest < 10 else []), f"number-{rest}")


def at_time(at: time, language: str) -> Names:
    """Read a time of day: 十四点零五分, "two oh five p.m."."""
    hour, minute = at.hour, at.minute
    if language == "en":
        oh = ["oh"] if 0 < minute < 10 else []
        minutes = [f"number-{minute}"] if minute else []
        return (f"number-{(hour - 1) % 12 + 1}", *oh, *minutes, "am" if hour < 12 else "pm")
    names = [*number(hour, language, is_count=True), "clock-hour"]
    if minute:
        names += [*(["number-0"] if minute < 10 else []), f"number-{minute}", "clock-minute"]
    return tuple(names)


def duration(seconds: int, language: str) -> Names:
    """Read a length of time in hours and minutes, rounded up: 一小时二十分钟, "one hour twenty minutes"."""
    if seconds <= 60:
        return ("within-a-minute",)
    hours, minutes = divmod(-(-seconds // 60), 60)
    names: list[str] = []
    for count, unit in ((hours, "hour"), (minutes, "minute")):
        if count:
            is_singular = language == "en" and count == 1
            names += [*number(count, language, is_count=True), unit if is_singular else f"{unit}s"]
    return tuple(names)


def queue_position(ahead: int, language: str) -> Names:
    """Say how many callers are served first: 您前面还有三位客户."""
    if ahead <= 0:
        return ("you-are-next",)
    if ahead == 1:
        return ("one-caller-ahead",)
    return ("callers-ahead-before", *number(ahead, language, is_count=True), "callers-ahead-after")


def estimated_wait(seconds: int, language: str) -> Names:
    """Say how long it may take: 预计等待时间三分钟."""
    return ("estimated-wait", *duration(seconds, language))


def agent_number(agent: str) -> Names:
    """Say who answers: 工号幺零零幺为您服务."""
    return ("agent-number-before", *digits(agent), "agent-number-after")
