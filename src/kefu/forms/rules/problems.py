"""Why a form may not be published: every problem with its place, so that the builder can lead there."""

from collections import Counter
from collections.abc import Iterable, Iterator
from math import ceil, floor

from kefu.forms.model import (
    CHOICES,
    END,
    MAX_ITEMS,
    MAX_PHOTOS,
    MAX_TEXT,
    RATINGS,
    WRITTEN,
    Condition,
    Definition,
    Item,
    Kind,
    Op,
    Problem,
    Words,
)
from kefu.forms.rules.answering import bounds
from kefu.forms.rules.pattern import atoms
from kefu.forms.rules.reach import reach

LANGUAGES = ("zh-CN", "en")
_BOUNDED = {
    Kind.TEXT: (0, MAX_TEXT),
    Kind.ADDRESS: (0, MAX_TEXT),
    Kind.NUMBER: (-1e12, 1e12),
    Kind.SCALE: (0, 10),
    Kind.PHOTO: (0, MAX_PHOTOS),
}
_OPS: dict[Kind, frozenset[Op]] = {
    **dict.fromkeys(CHOICES, frozenset({Op.IS, Op.IS_NOT, Op.ANSWERED, Op.UNANSWERED})),
    **dict.fromkeys((*RATINGS, Kind.NUMBER), frozenset(Op)),
}
_OTHER_OPS = frozenset({Op.ANSWERED, Op.UNANSWERED})


def problems(definition: Definition) -> tuple[Problem, ...]:
    """List all problems; where items lead is only looked at when each is right by itself."""
    items = definition.items
    found = [*_of_whole(definition, items)]
    for item in items:
        found += _of_words(item)
        found += _of_bounds(item)
        found += _of_options(item)
    found += _of_ways(items)
    if all(each.code == "words-missing" for each in found):
        found += _of_reach(items)
    return tuple(found)


def _at(item: Item, code: str, **facts: object) -> Problem:
    return Problem(code=code, place=f"items.{item.code}", facts=facts)


# -- the whole ---------------------------------------------------------------------------------------------------------


def _of_whole(definition: Definition, items: tuple[Item, ...]) -> Iterator[Problem]:
    if not any(item.kind is not Kind.INFO for item in items):
        yield Problem(code="no-questions")
    if len(items) > MAX_ITEMS:
        yield Problem(code="too-many-items", facts={"max": MAX_ITEMS})
    for section in definition.sections:
        place = f"sections.{section.code}"
        if not section.items:
            yield Problem(code="section-empty", place=place)
        for language in _missing(section.title):
            yield Problem(code="words-missing", place=place, facts={"part": "title", "language": language})
    for code in _repeated(section.code for section in definition.sections):
        yield Problem(code="code-repeated", place=f"sections.{code}")
    for code in _repeated(item.code for item in items):
        yield Problem(code="code-repeated", place=f"items.{code}")
    for item in items:
        if item.code == END:
            yield _at(item, "code-reserved")
    for code, several in (
        ("nps-repeated", [item for item in items if item.kind is Kind.NPS]),
        ("satisfaction-repeated", [item for item in items if item.satisfied_from is not None]),
    ):
        for item in several[1:]:
            yield _at(item, code, first=several[0].code)


def _repeated(codes: Iterable[str]) -> list[str]:
    return [code for code, times in Counter(codes).items() if times > 1]


# -- one item ----------------------------------------------------------------------------------------------------------


def _missing(words: Words) -> list[str]:
    return [language for language in LANGUAGES if not words.get(language, "").strip()]


def _of_words(item: Item) -> Iterator[Problem]:
    parts = {"label": item.label, **({"hint": item.hint} if any(map(str.strip, item.hint.values())) else {})}
    for part, words in parts.items():
        for language in _missing(words):
            yield _at(item, "words-missing", part=part, language=language)
    for option in item.options:
        for language in _missing(option.label):
            yield _at(item, "words-missing", part="option", option=option.code, language=language)


def _of_bounds(item: Item) -> Iterator[Problem]:
    if item.is_whole and item.kind is not Kind.NUMBER:
        yield _at(item, "property-not-allowed", property="is_whole")
    if item.prefill and item.kind is Kind.INFO:
        yield _at(item, "property-not-allowed", property="prefill")
    if item.is_required and item.kind is Kind.INFO:
        yield _at(item, "property-not-allowed", property="is_required")
    if item.pattern and item.kind not in WRITTEN:
        yield _at(item, "property-not-allowed", property="pattern")
    elif atoms(item.pattern) is None:
        yield _at(item, "pattern-wrong")
    given = [(name, value) for name, value in (("min", item.min), ("max", item.max)) if value is not None]
    limits = (0, len(item.options)) if item.kind is Kind.MULTI else _BOUNDED.get(item.kind)
    if limits is None:
        for name, _ in given:
            yield _at(item, "property-not-allowed", property=name)
        return
    is_whole = item.is_whole or item.kind is not Kind.NUMBER
    for name, value in given:
        if not limits[0] <= value <= limits[1] or (item.kind is not Kind.NUMBER and value != int(value)):
            yield _at(item, "bounds-wrong", property=name, min=limits[0], max=limits[1])
    least, most = bounds(item)
    counts = item.kind not in (Kind.NUMBER, Kind.SCALE)
    if (
        most < max(least, counts)
        or (is_whole and floor(most) < ceil(least))
        or (item.kind is Kind.SCALE and most <= least)
    ):
        yield _at(item, "bounds-wrong", property="max", min=least, max=most)


def _of_options(item: Item) -> Iterator[Problem]:
    for code in _repeated(option.code for option in item.options):
        yield _at(item, "option-repeated", option=code)
    if item.kind in CHOICES and len(item.options) < 2:
        yield _at(item, "options-missing")
    elif item.kind is Kind.SCALE:
        least, most = bounds(item)
        points = {str(point) for point in range(ceil(least), floor(most) + 1)}
        for option in item.options:
            if option.code not in points:
                yield _at(item, "option-not-a-point", option=option.code)
    elif item.options and item.kind not in CHOICES:
        yield _at(item, "property-not-allowed", property="options")
    if item.satisfied_from is not None and not any(option.score is not None for option in item.options):
        yield _at(item, "satisfaction-without-scores")


# -- where items lead --------------------------------------------------------------------------------------------------


def _of_ways(items: tuple[Item, ...]) -> Iterator[Problem]:
    places = {item.code: place for place, item in enumerate(items)}
    for place, item in enumerate(items):
        for condition in item.show_if:
            yield from _of_condition(item, condition, items[:place], places)
        for number, jump in enumerate(item.jumps):
            for condition in jump.when:
                yield from _of_condition(item, condition, items[: place + 1], places)
            if jump.to != END and jump.to not in places:
                yield _at(item, "jump-to-nowhere", jump=number, to=jump.to)
            elif jump.to != END and places[jump.to] <= place:
                yield _at(item, "jump-loops", jump=number, to=jump.to)


def _of_condition(
    item: Item, condition: Condition, before: tuple[Item, ...], places: dict[str, int]
) -> Iterator[Problem]:
    if condition.item not in places:
        yield _at(item, "condition-on-nothing", on=condition.item)
        return
    asked = next((each for each in before if each.code == condition.item), None)
    if asked is None:
        yield _at(item, "condition-looks-ahead", on=condition.item)
    elif asked.kind is Kind.INFO or condition.op not in _OPS.get(asked.kind, _OTHER_OPS):
        yield _at(item, "condition-does-not-fit", on=condition.item, op=condition.op)
    elif not _fits(asked, condition):
        yield _at(item, "condition-value-wrong", on=condition.item, op=condition.op)


def _fits(asked: Item, condition: Condition) -> bool:
    """Tell whether an answer can have the values that a condition looks for."""
    values = condition.values
    if condition.op in _OTHER_OPS:
        return not values
    if asked.kind in CHOICES:
        return bool(values) and {option.code for option in asked.options}.issuperset(values)
    least, most = bounds(asked)
    is_one = len(values) == 1 or condition.op in (Op.IS, Op.IS_NOT)
    return bool(values) and is_one and all(not isinstance(each, str) and least <= each <= most for each in values)


def _of_reach(items: tuple[Item, ...]) -> Iterator[Problem]:
    reached = reach(items)
    if reached is None:
        yield Problem(code="too-tangled")
        return
    for item in items:
        if item.code not in reached.items:
            yield _at(item, "item-unreachable")
            continue
        for number, _ in enumerate(item.jumps):
            if (item.code, number) not in reached.jumps:
                yield _at(item, "jump-never-taken", jump=number)
