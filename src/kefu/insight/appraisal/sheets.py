"""A month's scorecards as one table in one language, as the writers of reports take it."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from kefu.insight.appraisal.model import AppealState, Card, Month, Told
from kefu.insight.reports.layout import rounded
from kefu.insight.reports.model import Column, Line, Sheet, Value
from kefu.insight.rules.appraisal import Score, Subject, corrected, month_of
from kefu.insight.rules.measures import Unit

_WORDS: Mapping[str, Mapping[str, str]] = {
    "zh-CN": {
        "name": "姓名",
        "team": "班组",
        "number": "工号",
        "appeal": "申诉",
        "score": "得分",
        "score_formula": "各指标得分按权重平均; 没有数据的指标不计; 申诉成立的按更正后计算",
        "published": "发布得分",
        "published_formula": "申诉更正前的得分",
        "weight": "计入权重",
        "weight_formula": "有数据的指标的权重之和, 满 100",
        "points": "{name} 得分",
        "points_formula": "(实际值 - {zero}) ÷ ({target} - {zero}) × 100, 0 至 100; 权重 {weight}",
        "draft": "(未发布)",
        AppealState.OPEN: "待答复",
        AppealState.ACCEPTED: "成立",
        AppealState.REJECTED: "不成立",
    },
    "en": {
        "name": "Name",
        "team": "Team",
        "number": "Number",
        "appeal": "Appeal",
        "score": "Score",
        "score_formula": "Mean of the points by weight; without what was not measured; as corrected after an appeal",
        "published": "Score as published",
        "published_formula": "Before an appeal",
        "weight": "Counted",
        "weight_formula": "Weight of what was measured, of 100",
        "points": "{name}: points",
        "points_formula": "(actual - {zero}) ÷ ({target} - {zero}) × 100, from 0 to 100; weight {weight}",
        "draft": "(draft)",
        AppealState.OPEN: "open",
        AppealState.ACCEPTED: "accepted",
        AppealState.REJECTED: "rejected",
    },
}


def sheet(month: Month, cards: Sequence[Card], language: str, zone: ZoneInfo) -> Sheet:
    """Lay out scorecards: whose, what they come to, then each measure with its points, as they hold now."""
    words = _WORDS[language]
    since, until = (moment.astimezone(zone).date() for moment in month_of(month.month, zone))
    named = (month.name[language] or month.name["zh-CN"], f"{month.month:%Y-%m}")
    heads = ("name", "number", "team", "appeal") if month.subject is Subject.AGENT else ("name",)
    return Sheet(
        title=" ".join((*named, *([] if month.published_at else [words["draft"]]))),
        language=language,
        first=since.isoformat(),
        end=until.isoformat(),
        heads=tuple(words[head] for head in heads),
        columns=[*_sums(words), *(column for told in month.measures for column in _measured(told, words, language))],
        lines=[Line((str(card.card_id),), _labels(card, words)[: len(heads)], _values(month, card)) for card in cards],
        total=(),
        known_until=month.known_until,
        zone=zone,
        is_cut=False,
    )


def _sums(words: Mapping[str, str]) -> list[Column]:
    units = {"score": Unit.RATIO, "published": Unit.RATIO, "weight": Unit.COUNT}
    return [
        Column(code=code, name=words[code], unit=unit, formula=words[f"{code}_formula"], remark="")
        for code, unit in units.items()
    ]


def _measured(told: Told, words: Mapping[str, str], language: str) -> tuple[Column, Column]:
    line, name = told.line, told.name[language]
    how = words["points_formula"].format(zero=f"{line.zero_at:g}", target=f"{line.target:g}", weight=line.weight)
    return (
        Column(code=line.measure, name=name, unit=told.unit, formula=told.formula[language], remark=""),
        Column(code=line.measure, name=words["points"].format(name=name), unit=Unit.RATIO, formula=how, remark=""),
    )


def _labels(card: Card, words: Mapping[str, str]) -> tuple[str, ...]:
    return card.name, card.number, card.group, "" if card.appeal is None else words[card.appeal.state]


def _values(month: Month, card: Card) -> tuple[Value, ...]:
    corrections = (card.appeal and card.appeal.corrections) or {}
    held = corrected(month.lines, card.scored, corrections)
    score = _held(card)
    told = {each.line.measure: each.unit for each in month.measures}
    pairs = [(rounded(each.value, told[each.measure]), each.points) for each in held]
    return score.points, card.score.points, score.weight, *(value for pair in pairs for value in pair)


def _held(card: Card) -> Score:
    """Return the score that holds: the one after an appeal, if that was accepted."""
    appeal = card.appeal
    return appeal.score if appeal and appeal.state is AppealState.ACCEPTED and appeal.score else card.score
