"""Figures to the minute are counted from the rows, and agree with the sums by quarters."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from kefu.acd.core.model import AgentState
from kefu.insight.figures import reading
from kefu.insight.rules.bases import day_of
from kefu.insight.rules.catalogue import MEASURES
from kefu.insight.rules.tables import Dimension, Question, SpanTooLongError, dimensions_of
from kefu.platform.db import Database
from support.figures import MORNING, Books
from support.figures_morning import morning
from support.organisation import ZONE, Organisation

Tenants = tuple[Organisation, Organisation]
DAY = timedelta(days=1)


@pytest.fixture
def books(database: Database, two_tenants: Tenants) -> Books:
    return Books(database, two_tenants[0])


EXACT = ("contacts", "answered", "abandoned", "agent_answered", "handled", "not_ready_s", "signed_in_s")


@pytest.fixture
async def day_of_anna(books: Books) -> Books:
    """A morning, and an agent of this organisation who is in one state after the other, and in one still."""
    anna = books.organisation.agent_id
    assert anna is not None
    for facts in morning(books):
        await books.append(facts)
    await books.state(anna, AgentState.READY, -7 * 3600, -100)
    await books.state(anna, AgentState.NOT_READY, -100, 1337, reason="lunch")
    await books.state(anna, AgentState.BUSY, 1337, 1999)
    await books.begin(anna, AgentState.READY, 1999)
    await books.refresh()
    return books


async def total(database: Database, books: Books, question: Question) -> tuple[Any, ...]:
    """Ask an hour after the morning began."""
    async with database.transaction(books.scope) as session:
        return (await reading.table(session, question=question, now=MORNING + timedelta(hours=1))).total.values


@pytest.mark.parametrize("at", [timedelta(minutes=7), timedelta(minutes=22, seconds=30), timedelta(minutes=14)])
async def test_parts_of_a_day_to_the_minute_are_the_day(day_of_anna: Books, database: Database, at: timedelta) -> None:
    since, until = day_of(MORNING, ZONE)
    whole = Question(measures=EXACT, by=(), since=since, until=until, zone=ZONE.key, within_s=15, is_tenants_clock=True)
    parts = [replace(whole, until=MORNING + at), replace(whole, since=MORNING + at)]
    assert all(each.is_to_the_minute for each in parts)
    found = [await total(database, day_of_anna, each) for each in parts]
    assert [sum(each) for each in zip(*found, strict=True)] == list(await total(database, day_of_anna, whole))
    assert all(found[0])


@pytest.mark.parametrize("code", EXACT)
async def test_minutes_are_the_quarters(day_of_anna: Books, database: Database, code: str) -> None:
    if code not in MEASURES:
        pytest.fail(f"no measure {code}")
    since, until = day_of(MORNING, ZONE)
    apart = [
        each for each in (Dimension.AGENT, Dimension.GROUP, Dimension.QUEUE) if each in dimensions_of(MEASURES[code])
    ]
    for dimension in apart:
        asked = Question(
            measures=(code,), by=(Dimension.QUARTER, dimension), since=since, until=until, zone=ZONE.key, within_s=15
        )
        async with database.transaction(day_of_anna.scope) as session:
            now = MORNING + timedelta(hours=1)
            quarters = (await reading.table(session, question=asked, now=now)).rows
            minutes = await reading.table(session, question=replace(asked, by=(Dimension.MINUTE, dimension)), now=now)
        sums: Counter[Any] = Counter()
        for (minute, owner), (value,) in minutes.rows:
            sums[minute - (minute - since) % timedelta(minutes=15), owner] += value
        told = {key: amount for key, amount in sums.items() if amount}
        assert told == {row.key: row.values[0] for row in quarters if row.values[0]} != {}
    assert apart


async def test_minutes_are_of_two_days_at_most(books: Books, database: Database) -> None:
    question = Question(
        measures=("contacts",), by=(Dimension.MINUTE,), since=MORNING, until=MORNING + 3 * DAY, zone="UTC", within_s=15
    )
    with pytest.raises(SpanTooLongError):
        await total(database, books, question)


async def test_minutes_of_whose_site_one_does_not_see_are_not_told(
    day_of_anna: Books, database: Database, superuser: asyncpg.Connection
) -> None:
    own = day_of_anna.organisation
    question = Question(
        measures=("signed_in_s",),
        by=(),
        since=MORNING,
        until=MORNING + timedelta(minutes=20, seconds=1),
        zone=ZONE.key,
        is_tenants_clock=True,
        within_s=15,
    )
    for network, seen in (("changzhou", 1201.0), ("suzhou", 0)):
        await superuser.execute(
            "UPDATE site SET local_network_id = $1 WHERE id = $2", own.networks[network], own.site_id
        )
        async with database.transaction(own.city_scope) as session:
            assert (await reading.table(session, question=question, now=MORNING + DAY)).total.values == (seen,)
