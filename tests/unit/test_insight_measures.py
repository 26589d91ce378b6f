"""Measures: the same calls by five formulas, totals that are not sums of rows, questions that make no sense."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kefu.insight.rules import bases
from kefu.insight.rules.bases import EDGES_S, SOURCES, Source
from kefu.insight.rules.catalogue import MEASURES
from kefu.insight.rules.measures import THRESHOLD, Unit, formula, values
from kefu.insight.rules.spans import DaysUnknownError, Span, days_of
from kefu.insight.rules.tables import (
    Dimension,
    MeasureNotByDimensionError,
    MeasureUnknownError,
    Part,
    Question,
    ThresholdUnknownError,
    bases_behind,
    dimensions_of,
    table,
)

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
LEVELS = tuple(f"service_level_{number}" for number in range(1, 6))


def asked(*measures: str, by: tuple[Dimension, ...] = (), within_s: int = 15, **where: Any) -> Question:
    return Question(
        measures=measures,
        by=by,
        since=NOW,
        until=NOW,
        zone="UTC",
        within_s=within_s,
        where={Dimension(name): wanted for name, wanted in where.items()},
    )


def sums(source: Source, **known: int) -> dict[tuple[Source, str], int]:
    return {(source, name): known.get(name, 0) for name in SOURCES[source]}


def value(code: str, found: dict[tuple[Source, str], int]) -> float | int | None:
    [only] = values(MEASURES[code], {name: [amount] for name, amount in found.items()}, 15)
    return only


def test_five_service_levels_of_the_same_calls() -> None:
    """1,000 calls; 590 answered within 15 s, 280 later; 130 gave up, 60 of them within 15 s, 40 within 5 s."""
    found = sums(
        Source.QUEUE,
        offered=1000,
        answered=870,
        answered_15=590,
        abandoned=130,
        abandoned_15=60,
        short_abandoned=40,
    )
    levels = [value(code, found) for code in LEVELS]
    assert [round(level or 0, 1) for level in levels] == [59.0, 61.5, 67.8, 65.0, 62.8]


def test_who_waits_still_is_not_counted_yet() -> None:
    found = sums(Source.QUEUE, offered=10, answered=6, answered_15=6, waiting=4)
    assert [value(code, found) for code in LEVELS] == [100.0] * 5
    assert value("contacts", found) == 10


def test_units() -> None:
    hours = sums(Source.TIME, signed_in_ms=7_200_000, not_ready_ms=1_200_000, busy_ms=3_000_000)
    found = hours | sums(Source.AGENT, handled=9, talk_ms=900_000, hold_ms=90_000, wrap_ms=270_000)
    assert value("handled_per_hour", found) == 4.5
    assert value("average_handle_time_s", found) == 140
    assert value("talk_s", found) == 900
    assert value("occupancy", found) == 50
    assert value("average_handle_time_s", sums(Source.AGENT)) is None


def test_every_measure_is_made_of_what_is_counted() -> None:
    for measure in MEASURES.values():
        for edge in EDGES_S:
            for source, base in measure.bases(edge):
                assert base in SOURCES[source], (measure.code, base)
        for language in ("zh-CN", "en"):
            assert measure.name[language]
            assert THRESHOLD not in formula(measure, language)
            assert THRESHOLD not in formula(measure, language, 20)


def test_formulas_are_words() -> None:
    level = MEASURES["service_level_2"]
    assert formula(level, "zh-CN") == "T 秒内接听 ÷ (呼入排队 + 转入 + 溢入 + 回到队列 - 仍在等待 - 短时放弃)"
    assert formula(level, "en", 20).startswith("answered within 20 s ÷ (offered + ")
    assert formula(MEASURES["offered"], "en") == "offered"
    assert {measure.unit for measure in MEASURES.values()} <= set(Unit)


def test_a_total_is_made_of_sums_not_of_rows() -> None:
    question = asked("service_level_3", "longest_wait_s", by=(Dimension.QUEUE,))
    part = Part([("a",), ("b",), (None,)], [(0, 1, 0), (9, 1, 0), (80_000, 9000, 0)])
    rows, total = table(question, [part])
    assert [(row.key, row.values) for row in rows] == [
        (("a",), (0.0, 80.0)),
        (("b",), (100.0, 9.0)),
        ((None,), (None, 0.0)),
    ]
    assert total.values == (10.0, 80.0)


def test_sums_of_two_kinds_make_one_row() -> None:
    question = asked("handled_per_hour", by=(Dimension.AGENT,))
    rows, total = table(question, [Part([(None,), ("a",)], [(0, 3)]), Part([("b",), ("a",)], [(1, 3_600_000)])])
    assert [(row.key, row.values) for row in rows] == [(("a",), (3.0,)), (("b",), (0.0,)), ((None,), (None,))]
    assert total.values == (3 / 3_600_001 * 3.6e6,)


def test_questions_that_make_no_sense() -> None:
    with pytest.raises(MeasureUnknownError):
        asked("happiness").needed()
    with pytest.raises(ThresholdUnknownError):
        asked("offered", within_s=16).needed()
    with pytest.raises(MeasureNotByDimensionError):
        asked("offered", by=(Dimension.AGENT,)).needed()
    with pytest.raises(MeasureNotByDimensionError):
        asked("occupancy", queue=frozenset({"q"})).needed()
    assert Dimension.REASON in dimensions_of(MEASURES["not_ready_s"])
    assert Dimension.REASON not in dimensions_of(MEASURES["offered"])


def test_the_calls_behind_a_share_are_those_it_is_a_share_of() -> None:
    assert bases_behind(MEASURES["service_level_4"], 20) == ("answered_20", "abandoned_20")


def test_quarters() -> None:
    assert bases.quarter_of(1_772_415_899_999) == 1_772_415_000_000


def test_whole_days_are_asked_of_days() -> None:
    midnight = datetime(2026, 3, 1, 16, tzinfo=UTC)
    whole = replace(asked("offered"), zone="Asia/Shanghai", since=midnight, until=midnight + timedelta(days=7))
    assert not whole.is_of_days
    whole = replace(whole, is_tenants_clock=True)
    assert whole.is_of_days
    assert replace(whole, by=(Dimension.MONTH, Dimension.QUEUE)).is_of_days
    assert not replace(whole, by=(Dimension.HOUR,)).is_of_days
    assert not replace(whole, zone="Europe/Berlin").is_of_days
    assert not replace(whole, until=whole.until + timedelta(hours=1)).is_of_days


def test_a_day_may_have_23_hours() -> None:
    begin, end = bases.day_of(datetime(2026, 3, 29, 12, tzinfo=UTC), ZoneInfo("Europe/Berlin"))
    assert (begin.hour, end - begin) == (23, timedelta(hours=23))


def test_days() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    assert days_of(Span.TODAY, None, None, NOW, zone) == (date(2026, 3, 2), date(2026, 3, 3))
    assert days_of(None, date(2026, 3, 1), date(2026, 3, 4), NOW, zone) == (date(2026, 3, 1), date(2026, 3, 4))
    for first, end in ((None, date(2026, 3, 1)), (date(2026, 3, 2), date(2026, 3, 2)), (date(2024, 1, 1), NOW.date())):
        with pytest.raises(DaysUnknownError):
            days_of(None, first, end, NOW, zone)
