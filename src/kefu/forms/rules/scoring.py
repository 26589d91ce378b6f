"""What answers come to: points, recommendation, satisfaction; and what is known before anybody asks."""

from collections.abc import Iterable

from kefu.forms.model import Answer, Answers, Definition, Item, Kind, NpsClass, Score
from kefu.forms.rules.answering import bounds, fault_of, is_blank
from kefu.forms.rules.walking import visit


def score(definition: Definition, answers: Answers) -> Score:
    """Add up the scores of the chosen options; items that are not asked or not answered count nothing."""
    points = max_points = 0
    nps: int | None = None
    is_satisfied: bool | None = None
    for item, answer, _ in visit(definition, answers):
        if answer is None:
            continue
        if item.kind is Kind.NPS:
            nps = int(answer)
        scores = {option.code: option.score for option in item.options if option.score is not None}
        if not scores:
            continue
        got = sum(scores.get(code, 0) for code in _chosen(answer))
        points += got
        max_points += _best(item, scores.values())
        if item.satisfied_from is not None:
            is_satisfied = got >= item.satisfied_from
    return Score(
        points=points,
        max_points=max_points,
        nps=nps,
        nps_class=None if nps is None else nps_class(nps),
        is_satisfied=is_satisfied,
    )


def nps_class(points: int) -> NpsClass:
    """Tell whom a recommendation makes the customer. Source: Reichheld, "The One Number You Need to Grow", 2003."""
    if points >= 9:
        return NpsClass.PROMOTER
    return NpsClass.PASSIVE if points >= 7 else NpsClass.DETRACTOR


def prefill(definition: Definition, values: Answers) -> dict[str, Answer]:
    """Return the answers that are known already, by the names that items give; what does not fit is left out."""
    known: dict[str, Answer] = {}
    for item in definition.items:
        value = values.get(item.prefill) if item.prefill else None
        if not is_blank(value) and _fits(item, value):
            known[item.code] = value
    return known


def _fits(item: Item, value: Answer) -> bool:
    return item.kind is not Kind.INFO and fault_of(item, value) is None


def _best(item: Item, scores: Iterable[int]) -> int:
    """Return the most points that an item can bring."""
    choices = int(bounds(item)[1]) if item.kind is Kind.MULTI else 1
    return sum(sorted(scores, reverse=True)[:choices])


def _chosen(answer: Answer) -> list[str]:
    if isinstance(answer, list):
        return answer
    return [answer if isinstance(answer, str) else str(int(answer))]
