"""Figures agree with what was told, whenever and how often it was told; and they come again as they were."""

import argparse
import random
from datetime import timedelta
from itertools import product
from typing import Any

import asyncpg
import pytest

from kefu.acd.core.model import AgentState
from kefu.insight.figures import command, reading, service
from kefu.insight.figures.jobs import Refresher
from kefu.insight.rules.bases import day_of
from kefu.insight.rules.catalogue import MEASURES
from kefu.insight.rules.tables import Dimension, MeasureNotByDimensionError, Question, dimensions_of
from kefu.kernel.instant import to_ms
from kefu.platform.db import Database
from support.figures import MORNING, Books, counted_by_hand
from support.figures_morning import ANNA, Q1, abandoned_call, answered_call, morning
from support.organisation import ZONE, Organisation

Tenants = tuple[Organisation, Organisation]
DAY = timedelta(days=1)
SUMS = ("queue", "agent", "agent_time")


@pytest.fixture
def books(database: Database, two_tenants: Tenants) -> Books:
    return Books(database, two_tenants[0])


async def rows(superuser: asyncpg.Connection, tenant: Organisation) -> list[dict[str, Any]]:
    found = await superuser.fetch("SELECT * FROM queue_interval WHERE tenant_id = $1", tenant.tenant_id)
    return [dict(row) for row in found]


async def all_rows(superuser: asyncpg.Connection) -> list[str]:
    tables = ("queue_stay", "agent_contact", *(f"{what}_{span}" for what in SUMS for span in ("interval", "day")))
    found = [await superuser.fetch(f"SELECT '{name} ' || t::text AS line FROM {name} AS t") for name in tables]
    return sorted(row["line"] for part in found for row in part)


async def test_sums_are_what_is_counted_by_hand(books: Books, superuser: asyncpg.Connection) -> None:
    for facts in morning(books):
        await books.append(facts)
    assert await books.refresh() > 0
    wanted = counted_by_hand(books.told())
    found = await rows(superuser, books.organisation)
    assert {(to_ms(row["starts_at"]), row["queue_id"]) for row in found} == set(wanted)
    keys = {"tenant_id", "starts_at", "queue_id", "local_network_id"}
    for row in found:
        by_hand = wanted[to_ms(row["starts_at"]), row["queue_id"]]
        assert {name: amount for name, amount in row.items() if name not in keys and amount} == {
            name: amount for name, amount in by_hand.items() if amount
        }


@pytest.mark.parametrize("seed", range(4))
async def test_order_and_repetition_do_not_matter(
    books: Books, superuser: asyncpg.Connection, database: Database, two_tenants: Tenants, seed: int
) -> None:
    """Facts come late, twice, mixed; figures are made in between: in the end they are the same, bit by bit."""
    dice = random.Random(seed)
    facts = [fact for call in morning(books) for fact in call]
    dice.shuffle(facts)
    for begin in range(0, len(facts), 7):
        await books.append(facts[begin : begin + 7])
        if dice.random() < 0.5:
            await books.append(dice.sample(facts[: begin + 1], min(3, begin + 1)))
        if dice.random() < 0.5:
            await books.refresh()
    await books.refresh()
    before = await all_rows(superuser)
    for day in (MORNING.date() - DAY, MORNING.date(), MORNING.date() + DAY):
        async with database.transaction(books.scope) as session:
            assert not await service.recount(session, tenant_id=books.tenant_id, day=day)
    assert await all_rows(superuser) == before


async def test_recount_mends_what_is_wrong(books: Books, superuser: asyncpg.Connection, database: Database) -> None:
    for facts in morning(books):
        await books.append(facts)
    await books.state(ANNA, AgentState.READY, 0, 4000)
    await books.refresh()
    before = await all_rows(superuser)
    for damage in (
        "UPDATE queue_interval SET answered = answered + 1",
        "DELETE FROM agent_interval",
        "UPDATE agent_time_interval SET ms = 1",
        "DELETE FROM queue_stay WHERE exit = 'abandoned'",
        "UPDATE queue_interval SET queue_id = gen_random_uuid() WHERE abandoned > 1",
    ):
        await superuser.execute(damage)
        async with database.transaction(books.scope) as session:
            assert await service.recount(session, tenant_id=books.tenant_id, day=MORNING.date()), damage
        assert await all_rows(superuser) == before, damage


async def test_recount_says_what_was_different(
    books: Books, superuser: asyncpg.Connection, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    for facts in morning(books):
        await books.append(facts)
    await books.refresh()
    await superuser.execute("UPDATE queue_interval SET answered = answered + 1")
    parser = argparse.ArgumentParser()
    command.add_options(parser)
    chosen = parser.parse_args(["--from", "2026-03-02", "--to", "2026-03-03"])
    for said in ("was different", "the same"):
        await command.run(database, chosen)
        lines = capsys.readouterr().out.splitlines()
        assert f"{books.tenant_id} 2026-03-02 {said}" in lines
        assert len(lines) == 5, "two tenants, two days, and how many were different"
    with pytest.raises(command.DaysBackwardError):
        await command.run(database, parser.parse_args(["--from", "2026-03-03", "--to", "2026-03-02"]))


async def test_what_flows_in_flows_out(books: Books, database: Database) -> None:
    """Start + entries = exits + end, in each quarter and over the day; only what waits still is left."""
    for facts in morning(books):
        await books.append(facts)
    await books.refresh()
    codes = ("contacts", "waiting")
    question = Question(
        measures=codes,
        by=(Dimension.QUARTER, Dimension.QUEUE),
        since=MORNING - DAY,
        until=MORNING + DAY,
        zone="Asia/Shanghai",
        within_s=15,
    )
    async with database.transaction(books.scope) as session:
        answer = await reading.table(session, question=question, now=MORNING)
        exits = await session.connection()
        found = await exits.exec_driver_sql(
            "SELECT sum(ended_answered + ended_abandoned + ended_overflowed + ended_callback + ended_timed_out"
            " + ended_other) FROM queue_interval"
        )
        left = int(found.scalar_one())
    entered, waiting = answer.total.values
    assert entered is not None
    assert waiting == 1
    assert entered == left + waiting
    assert entered == sum(row.values[0] or 0 for row in answer.rows) == sum(len(told.stays) for told in books.told())


async def test_agents_time_is_split_and_sums_up(books: Books, superuser: asyncpg.Connection) -> None:
    agent_id = books.organisation.agent_id
    assert agent_id is not None
    states = [
        (AgentState.NOT_READY, 0, 10.5, "logged_on"),
        (AgentState.READY, 10.5, 2000, None),
        (AgentState.BUSY, 2000, 6000, None),
        (AgentState.WORKING_AFTER_CALL, 6000, 6030.25, None),
        (AgentState.NOT_READY, 6030.25, 9000, "meal"),
    ]
    for number, (state, begin, end, reason) in enumerate(states):
        await books.state(agent_id, state, begin, end, reason=reason)
        if number % 2:
            await books.refresh()
    await books.refresh()
    found = await superuser.fetch("SELECT starts_at, sum(ms) AS ms FROM agent_time_interval GROUP BY 1 ORDER BY 1")
    assert [row["ms"] for row in found] == [900_000] * 10
    by_state = await superuser.fetch(
        "SELECT state || ':' || reason AS what, sum(ms) AS ms FROM agent_time_interval GROUP BY 1"
    )
    assert {row["what"]: int(row["ms"]) for row in by_state} == {
        "not_ready:logged_on": 10_500,
        "not_ready:meal": 2_969_750,
        "ready:": 1_989_500,
        "busy:": 4_000_000,
        "working_after_call:": 30_250,
    }


async def test_days_are_the_sums_of_their_quarters(books: Books, superuser: asyncpg.Connection) -> None:
    for facts in morning(books):
        await books.append(facts)
        await books.refresh()
    for table, keys in (("queue", "queue_id, local_network_id"), ("agent", "agent_id, queue_id, direction")):
        found = await superuser.fetch(
            "SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1"
            " AND data_type IN ('integer', 'bigint')",
            f"{table}_day",
        )
        names = [row["name"] for row in found]
        summed = ", ".join(f"{'max' if name.startswith('longest') else 'sum'}({name})::bigint" for name in names)
        day = "date_trunc('day', starts_at, 'Asia/Shanghai')"
        of_quarters = f"SELECT {day}, {keys}, {summed} FROM {table}_interval GROUP BY {day}, {keys}"
        of_days = f"SELECT starts_at, {keys}, {', '.join(f'{name}::bigint' for name in names)} FROM {table}_day"
        days = [tuple(row) for row in await superuser.fetch(of_days)]
        assert set(days) == {tuple(row) for row in await superuser.fetch(of_quarters)}
        assert len(days) == len(set(days)) > 1


async def test_handled_counts_when_the_wrap_up_has_ended(books: Books, superuser: asyncpg.Connection) -> None:
    facts = answered_call(books, 800, 10, 60)
    await books.append(facts)
    await books.refresh()
    left_s = 876.0
    await books.state(ANNA, AgentState.WORKING_AFTER_CALL, left_s, 930, call_id=facts[0].call_id, queue_id=Q1)
    await books.refresh()
    found = await superuser.fetch(
        "SELECT starts_at, offers, answered, handled, talk_ms, wrap_ms FROM agent_interval ORDER BY starts_at"
    )
    assert [tuple(row)[1:] for row in found] == [(1, 1, 0, 0, 0), (0, 0, 1, 60_000, 54_000)]


async def test_a_question_is_answered_by_days_of_the_zone(books: Books, database: Database) -> None:
    late = 14.99 * 3600  # 23:59 in Changzhou
    await books.append(answered_call(books, late, 10, 60))
    await books.append(answered_call(books, late + 120, 10, 60))
    await books.refresh()
    question = Question(
        measures=("answered", "service_level_1", "average_speed_of_answer_s"),
        by=(Dimension.DAY,),
        since=MORNING - DAY,
        until=MORNING + 2 * DAY,
        zone="Asia/Shanghai",
        within_s=10,
    )
    async with database.transaction(books.scope) as session:
        answer = await reading.table(session, question=question, now=MORNING)
    assert [(row.key[0].isoformat(), row.values) for row in answer.rows] == [
        ("2026-03-01T16:00:00+00:00", (1, 100.0, 10.0)),
        ("2026-03-02T16:00:00+00:00", (1, 100.0, 10.0)),
    ]
    assert answer.total.values == (2, 100.0, 10.0)


@pytest.mark.parametrize("dimension", Dimension)
async def test_told_apart_by_anything_it_adds_up(books: Books, database: Database, dimension: Dimension) -> None:
    for facts in morning(books):
        await books.append(facts)
    anna = books.organisation.agent_id
    assert anna is not None
    await books.state(anna, AgentState.NOT_READY, 0, 2400, reason="lunch")
    await books.refresh()
    known = [code for code in ("contacts", "handled", "not_ready_s") if dimension in dimensions_of(MEASURES[code])]
    for code, by in product(known, dict.fromkeys(((dimension,), (Dimension.MONTH, dimension)))):
        whole, apart = (
            Question(
                measures=(code,),
                by=each,
                since=MORNING - DAY,
                until=MORNING + DAY,
                zone=ZONE.key,
                within_s=15,
                is_tenants_clock=True,
            )
            for each in ((), by)
        )
        async with database.transaction(books.scope) as session:
            total = (await reading.table(session, question=whole, now=MORNING)).total.values[0]
            answer = await reading.table(session, question=apart, now=MORNING)
        assert total
        assert sum(row.values[0] or 0 for row in answer.rows) == answer.total.values[0] == total, (code, by)
    assert known


@pytest.mark.parametrize("by", [(), (Dimension.DAY,), (Dimension.QUARTER, Dimension.REASON)])
async def test_what_agents_are_doing_now_counts(books: Books, database: Database, by: tuple[Dimension, ...]) -> None:
    """Five minutes he was ready; not ready for lunch for half an hour now."""
    await books.state(ANNA, AgentState.READY, 0, 300)
    await books.begin(ANNA, AgentState.NOT_READY, 300, reason="lunch")
    await books.refresh()
    at, has_reasons = MORNING + timedelta(minutes=35), Dimension.REASON in by
    begin, end = day_of(MORNING, ZONE)
    question = Question(
        measures=("not_ready_s",) if has_reasons else ("not_ready_s", "signed_in_s"),
        by=by,
        since=begin,
        until=end,
        zone=ZONE.key,
        is_tenants_clock=True,
        within_s=15,
    )
    async with database.transaction(books.scope) as session:
        answer = await reading.table(session, question=question, now=at)
    assert answer.total.values == ((1800,) if has_reasons else (1800, 2100))
    if has_reasons:
        assert [(row.key[1], row.values) for row in answer.rows] == [
            ("lunch", (600,)),
            ("lunch", (900,)),
            ("lunch", (300,)),
        ]
    await books.begin(ANNA, AgentState.NULL, 2100)
    async with database.transaction(books.scope) as session:
        assert (await reading.table(session, question=question, now=at)).total.values[0] == 0


async def test_the_calls_behind_a_figure_are_those_it_counts(books: Books, database: Database) -> None:
    for facts in morning(books):
        await books.append(facts)
    await books.refresh()
    counted = ("offered", "answered", "abandoned", "short_abandoned", "answered_15", "overflowed", "waiting", "handled")
    for code in (*counted, "missed", "agent_answered", "timed_out", "callback", "left_queue"):
        question = Question(measures=(code,), by=(), since=MORNING - DAY, until=MORNING + DAY, zone="UTC", within_s=15)
        async with database.transaction(books.scope) as session:
            answer = await reading.table(session, question=question, now=MORNING)
            found = await reading.behind(session, question=question)
        assert [len(found.calls)] == list(answer.total.values), code


async def test_time_has_no_queue(books: Books, database: Database) -> None:
    question = Question(
        measures=("occupancy",), by=(Dimension.QUEUE,), since=MORNING, until=MORNING + DAY, zone="UTC", within_s=15
    )
    async with database.transaction(books.scope) as session:
        with pytest.raises(MeasureNotByDimensionError):
            await reading.table(session, question=question, now=MORNING)


async def test_each_tenant_has_his_own(database: Database, two_tenants: Tenants, superuser: asyncpg.Connection) -> None:
    east, west = (Books(database, tenant) for tenant in two_tenants)
    await east.append(answered_call(east, 0, 10, 60))
    await west.append(abandoned_call(west, 0, 60))
    assert await Refresher(database).refresh() > 0
    assert [(row["answered"], row["abandoned"]) for row in await rows(superuser, two_tenants[0])] == [(1, 0)]
    question = Question(
        measures=("contacts", "abandoned"), by=(), since=MORNING, until=MORNING + DAY, zone="UTC", within_s=15
    )
    async with database.transaction(west.scope) as session:
        assert (await reading.table(session, question=question, now=MORNING)).total.values == (1, 1)
    assert await Refresher(database).refresh() == 0
