"""What a repairman's SMS means.

    reply   = verb [blank] [order] [blank words]
    verb    = "1" | 接单 | 接 | 收到 | accept | ok | yes          -> accept
            | "2" | 出发 | 在途 | go | on my way                  -> set out
            | "3" | 到达 | 到场 | 已到 | here | arrived           -> arrive
            | "4" | 退单 | 退 | return                            -> return; words are the reason
            | "9" | 完成 | 已完成 | 销单 | 修好 | 已修复 | done | closed -> complete; words are the note
    order   = 6 digits, "-" or nothing, 7 digits; left out: his only order that this can be done with

Digits and blanks may be of full width. Words may stand before the order too: "9 已修复 2611220420713".
"""

import re
import unicodedata
from dataclasses import dataclass

from kefu.workorders.model.orders import Action

_VERBS = {
    Action.ACCEPT: ("1", "接单", "已接单", "接", "收到", "accept", "accepted", "ok", "yes"),
    Action.SET_OUT: ("2", "出发", "已出发", "在途", "go", "on my way"),
    Action.ARRIVE: ("3", "到达", "到场", "已到", "已到场", "here", "arrived"),
    Action.RETURN: ("4", "退单", "退", "return"),
    Action.COMPLETE: (
        "9",
        "完成",
        "已完成",
        "销单",
        "修好",
        "修好了",
        "已修复",
        "已修好",
        "done",
        "closed",
        "finished",
    ),
}
_MEANING = sorted(
    ((verb, action) for action, verbs in _VERBS.items() for verb in verbs), key=lambda each: -len(each[0])
)
_NOT = "不没未无"
_NOT_FIXED = re.compile(r"[不没未无]|\bnot\b|n't", re.IGNORECASE)
_ORDER = re.compile(r"(?<!\d)(\d{6})-?(\d{7})(?!\d)")
_EDGES = " \t\r\n,，.。:：;；、!！"
_WORDS_MAX = 500


@dataclass(frozen=True, slots=True)
class Reply:
    """What is to be done; `order_no` "" when none is named."""

    action: Action
    order_no: str = ""
    words: str = ""

    @property
    def is_fixed(self) -> bool:
        """Tell whether the words leave the fault gone: "9 未修复" closes, but does not mend."""
        return _NOT_FIXED.search(self.words) is None


def parse_reply(text: str) -> Reply | None:
    """Understand what a repairman answers; None when that cannot be told."""
    plain = unicodedata.normalize("NFKC", text).strip(_EDGES)
    order_no = ""
    if named := _ORDER.search(plain):
        order_no = f"{named[1]}-{named[2]}"
        plain = f"{plain[: named.start()].rstrip(_EDGES)} {plain[named.end() :].lstrip(_EDGES)}".strip(_EDGES)
    folded = plain.casefold()
    for verb, action in _MEANING:
        rest = plain[len(verb) :]
        if folded.startswith(verb) and _ends_there(verb, rest):
            return Reply(action, order_no, rest.strip(_EDGES)[:_WORDS_MAX])
    return None


def _ends_there(verb: str, rest: str) -> bool:
    """Tell whether a verb is not merely the beginning of another word or number, or denied: "完成不了"."""
    if not rest:
        return True
    if verb.isdecimal():
        return not rest[0].isdecimal()
    return not rest[0].isalnum() if verb.isascii() else rest[0] not in _NOT
