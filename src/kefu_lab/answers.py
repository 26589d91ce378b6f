"""Fills forms in as people do. Pure: everything is drawn from the generator that is handed over."""

from collections.abc import Sequence
from random import Random
from typing import Any

from kefu.forms.model import Definition, Item, Kind
from kefu.forms.rules import walk
from kefu.forms.rules.answering import bounds

_WRITTEN = (
    "晚上七点以后网络经常掉线",
    "客厅信号弱，卧室正常",
    "已重启，没有改善",
    "All is well now",
    "请尽快处理，谢谢",
)
_CODE = "A1B2C3D4E5F60718293A"
_VOLUNTEERS = 0.6
"""How often something is said that need not be."""


def fill(definition: Definition, random: Random, *, photo_ids: Sequence[str] = ()) -> dict[str, Any]:
    """Answer what is asked, and some of what may be left out; photos are those that have been taken."""
    answers: dict[str, Any] = {}
    seen: set[str] = set()
    items = {item.code: item for item in definition.items}
    while new := [code for code in walk(definition, answers).asked if code not in seen]:
        item = items[new[0]]
        seen.add(item.code)
        if item.is_required or random.random() < _VOLUNTEERS:
            answer = list(photo_ids) or None if item.kind is Kind.PHOTO else _answer(item, random)
            if answer is not None:
                answers[item.code] = answer
    return answers


def _answer(item: Item, random: Random) -> Any:
    least, most = (int(bound) for bound in bounds(item))
    codes = [option.code for option in item.options]
    match item.kind:
        case Kind.SINGLE:
            return random.choices(codes, range(2 * len(codes), len(codes), -1))[0]  # people like what stands first
        case Kind.MULTI:
            return random.sample(codes, random.randint(max(1, least), max(1, least, min(2, most))))
        case Kind.SCALE | Kind.NPS:
            return max(least, most - min(int(random.expovariate(0.9)), most - least))  # most are content
        case Kind.NUMBER:
            return random.randint(least, min(most, least + 5)) if least > -1_000_000 else random.randint(0, 5)
        case Kind.DATE:
            return f"2026-11-{random.randint(1, 28):02d}"
        case Kind.PHONE:
            return f"139{random.randrange(10**8):08d}"
        case Kind.TEXT | Kind.ADDRESS if not item.pattern:
            return random.choice(_WRITTEN)[:most]
        case Kind.TEXT:
            return "".join(random.choices("0123456789", k=12)) if item.pattern.startswith(r"\d") else _CODE[:12]
        case Kind.SIGNATURE:
            return "signed"
        case _:
            return None
