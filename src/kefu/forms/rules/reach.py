"""Which items and jumps some customer's answers lead to, found by trying every answer that makes a difference.

From place to place go the sets of answers that later conditions still look at, so that a form of 200 independent
questions is as easy as a short one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import ceil

from kefu.forms.model import RATINGS, Answer, Condition, Item, Kind
from kefu.forms.rules.answering import bounds, fault_of
from kefu.forms.rules.walking import holds, next_place

MAX_TRIALS = 10_000
_ANY = "*"
"""Some answer of an item of which conditions only ask whether it was answered."""

_Known = tuple[tuple[str, Answer], ...]


@dataclass(frozen=True, slots=True)
class Reached:
    """Codes of items, and jumps as (item, number)."""

    items: frozenset[str]
    jumps: frozenset[tuple[str, int]]


class _TooManyError(Exception):
    pass


def reach(items: tuple[Item, ...]) -> Reached | None:
    """Follow all ways through items whose conditions and jumps fit; None when there are too many to try."""
    try:
        return _Search(items).run()
    except _TooManyError:
        return None


class _Search:
    def __init__(self, items: tuple[Item, ...]) -> None:
        self.items = items
        self.places = {item.code: place for place, item in enumerate(items)}
        self.conditions = [[*item.show_if, *(each for jump in item.jumps for each in jump.when)] for item in items]
        self.needed: list[frozenset[str]] = [frozenset()]
        for place in range(len(items) - 1, -1, -1):
            self.needed.append(self.needed[-1] | {each.item for each in self.conditions[place]})
        self.needed.reverse()
        self.trials = 0
        self.jumps: set[tuple[str, int]] = set()

    def run(self) -> Reached:
        waiting: list[dict[_Known, None]] = [{} for _ in range(len(self.items) + 1)]
        waiting[0][()] = None
        shown: set[str] = set()
        for place, item in enumerate(self.items):
            answers = self._answers(place) if waiting[place] else ()
            for known in waiting[place]:
                counting = {code: list(a) if isinstance(a, tuple) else a for code, a in known}
                if not holds(item.show_if, counting):
                    self._pass_on(waiting, place + 1, counting)
                    continue
                shown.add(item.code)
                for answer in answers:
                    self._pass_on(waiting, *self._leave(place, counting, answer))
        return Reached(frozenset(shown), frozenset(self.jumps))

    def _leave(self, place: int, before: dict[str, Answer], answer: Answer) -> tuple[int, dict[str, Answer]]:
        item = self.items[place]
        counting = before if answer is None else {**before, item.code: answer}
        taken = next((number for number, jump in enumerate(item.jumps) if holds(jump.when, counting)), None)
        if taken is not None:
            self.jumps.add((item.code, taken))
        return next_place(item, place + 1, counting, self.places, len(self.items)), counting

    def _pass_on(self, waiting: list[dict[_Known, None]], place: int, counting: dict[str, Answer]) -> None:
        self.trials += 1
        if self.trials > MAX_TRIALS:
            raise _TooManyError
        needed = self.needed[place]
        known = ((code, tuple(a) if isinstance(a, list) else a) for code, a in counting.items() if code in needed)
        waiting[place][tuple(sorted(known, key=lambda pair: pair[0]))] = None

    def _answers(self, place: int) -> list[Answer]:
        """List an answer for each way in which conditions can tell answers apart."""
        item = self.items[place]
        looks = [each for conditions in self.conditions for each in conditions if each.item == item.code]
        if not looks:
            return [None]
        return [*([] if item.is_required else [None]), *_different(item, looks)]


def _different(item: Item, looks: list[Condition]) -> Iterator[Answer]:
    values = list(dict.fromkeys(value for look in looks for value in look.values))
    if item.kind is Kind.SINGLE:
        others = [option.code for option in item.options if option.code not in values]
        yield from [*values, *others[:1]]
    elif item.kind is Kind.MULTI:
        yield from _different_choices(item, [str(value) for value in values])
    elif item.kind in RATINGS:
        least, most = bounds(item)
        yield from range(int(least), int(most) + 1)
    elif item.kind is Kind.NUMBER:
        yield from _different_numbers(item, sorted(float(value) for value in values))
    else:
        yield _ANY


def _different_numbers(item: Item, values: list[float]) -> Iterator[Answer]:
    """List the values, and one number of each gap between them that there is."""
    least, most = bounds(item)
    around = [least, *values, most]
    gaps = [gap for low, high in pairwise(around) for gap in ((low + high) / 2, ceil(high) - 1)]
    for number in dict.fromkeys([*around, *gaps]):
        if fault_of(item, number) is None:
            yield number


def _different_choices(item: Item, values: list[str]) -> Iterator[Answer]:
    """List every choice among the options that conditions look at, filled up with others where too few."""
    others = [option.code for option in item.options if option.code not in values]
    least, most = bounds(item)
    if 2 ** len(values) > MAX_TRIALS:
        raise _TooManyError
    for size in range(len(values) + 1):
        for some in combinations(values, size):
            chosen = [*some, *others[: max(0, max(int(least), 1) - size)]]
            if least <= len(chosen) <= most and chosen:
                yield chosen
