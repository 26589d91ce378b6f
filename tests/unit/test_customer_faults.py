"""When faults come again: how many within how long, of which product, and what is one fault told twice."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kefu.journeys.customer_360.model import ContactKind, Cursor, Fault
from kefu.journeys.customer_360.rules import read_cursor
from kefu.journeys.customer_360.rules.faults import REPEAT_DAYS, repeat_of
from kefu.journeys.customer_360.rules.history import write_cursor

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def fault(number: int, days_ago: float = 1, **values: Any) -> Fault:
    at = NOW - timedelta(days=days_ago)
    given_values = {"product": "", "ended_at": at + timedelta(hours=5), "repeat_of": None} | values
    return Fault(
        kind=ContactKind.TICKET,
        item_id=UUID(int=number),
        local_network_id=None,
        no=str(number),
        code="report",
        subject={"zh-CN": "无信号", "en": "No signal"},
        at=at,
        state="closed",
        state_text=None,
        **given_values,
    )


def numbers(*faults: Fault) -> list[int]:
    """Return the faults that are warned of."""
    found = repeat_of(faults, now=NOW)
    return [each.item_id.int for each in found.faults] if found else []


@pytest.mark.parametrize(
    ("faults", "warned"),
    [
        ([], []),
        ([fault(1)], []),
        ([fault(1, 29), fault(2, 1)], [2, 1]),
        ([fault(1, 29.999), fault(2, 0)], [2, 1]),
        ([fault(1, 30), fault(2, 1)], []),  # thirty days ago to the second is no longer within
        ([fault(1, 40), fault(2, 35), fault(3, 1)], []),
        ([fault(1, -1), fault(2, 1)], []),  # what is not yet does not count
        ([fault(1, 3), fault(2, 3), fault(3, 3)], [3, 2, 1]),
        ([fault(1, 3), fault(1, 3)], []),  # told twice by the database
    ],
)
def test_two_within_thirty_days_are_warned_of(faults: list[Fault], warned: list[int]) -> None:
    assert numbers(*faults) == warned


@pytest.mark.parametrize(
    ("ended_days_ago", "warned"),
    [(None, []), (1, []), (2, [2, 1]), (3, [2, 1])],
)
def test_what_is_reported_again_while_it_is_mended_is_one_fault(
    ended_days_ago: float | None, warned: list[int]
) -> None:
    ended_at = None if ended_days_ago is None else NOW - timedelta(days=ended_days_ago)
    first = fault(1, 5, ended_at=ended_at)
    assert numbers(first, fault(2, 2, repeat_of=first.item_id)) == warned


def test_a_repetition_of_what_is_not_known_counts() -> None:
    assert numbers(fault(1, 5, repeat_of=UUID(int=9)), fault(2, 2, repeat_of=UUID(int=8))) == [2, 1]


@pytest.mark.parametrize(
    ("products", "named"),
    [
        (("CZ1", "CZ1"), "CZ1"),
        (("CZ1", "KD1"), ""),
        (("", ""), ""),
        (("CZ1", "KD1", "KD1"), "KD1"),
        (("CZ1", "", "CZ1"), "CZ1"),
    ],
)
def test_the_product_is_named_that_fails_again(products: tuple[str, ...], named: str) -> None:
    found = repeat_of([fault(n, n, product=product) for n, product in enumerate(products, 1)], now=NOW)
    assert found is not None
    assert found.product == named


@given(st.lists(st.floats(min_value=-40, max_value=80), max_size=8))
def test_the_warning_holds_what_lies_within_and_nothing_else(days: list[float]) -> None:
    faults = [fault(n, ago) for n, ago in enumerate(days)]
    within = [each for each in faults if NOW - timedelta(days=REPEAT_DAYS) < each.at <= NOW]
    found = repeat_of(faults, now=NOW)
    if len(within) < 2:
        assert found is None
    else:
        assert found is not None
        assert {each.item_id for each in found.faults} == {each.item_id for each in within}
        moments = [each.at for each in found.faults]
        assert moments == sorted(moments, reverse=True)


@given(st.datetimes(timezones=st.just(UTC)), st.uuids())
def test_where_a_page_ends_is_read_as_it_was_written(at: datetime, item_id: UUID) -> None:
    cursor = Cursor(at=at, item_id=item_id)
    assert read_cursor(write_cursor(cursor)) == cursor


@pytest.mark.parametrize("written", ["", "x", "~", f"2026-03-02T01:00:00Z~{1}", f"2026-03-02T01:00:00~{UUID(int=1)}"])
def test_what_is_no_end_of_a_page_is_none(written: str) -> None:
    assert read_cursor(written) is None
