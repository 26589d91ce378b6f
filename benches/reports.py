"""`make bench-reports`: questions of figures beside raw SQL over the same calls, and equal to it.

A centre of 50 queues in 14 local networks and 1,000 agents has had CALLS=200000 calls a day for 30 days, and a tenth of
that for the rest of a year. Asked are a day by half hours and queues, a month by agents, a year by months and networks;
then the same day with an eighth of the calls. In the end calls are told as the ledger tells them, and what it costs to
have figures of each is measured.
"""

import os
import sys
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import uvloop

from benches import harness
from benches.harness import Aim, CpuMeter, spread, spreads
from benches.lookup import own_folder
from kefu.calls import service as calls
from kefu.calls.model import CallFact
from kefu.identity import service as identity
from kefu.insight.figures import reading, service
from kefu.insight.figures.store import making
from kefu.insight.rules.bases import day_of
from kefu.insight.rules.tables import Dimension, Question
from kefu.kernel.ids import AgentId, CallId, QueueId, TenantId
from kefu.kernel.instant import to_ms
from kefu.kernel.scope import Scope
from kefu.platform.clock import utc_now
from kefu.platform.db import Database, driver_of
from kefu.platform.ids import new_id
from kefu.platform.migrate import upgrade
from kefu.platform.postgres import EmbeddedPostgres

CALLS = int(os.environ.get("CALLS", "2000" if harness.IS_SMALL else "200000"))
DAYS, YEAR = (4, 40) if harness.IS_SMALL else (30, 365)
REPEATS, ASKS, TOLD = (2, 5, 200) if harness.IS_SMALL else (5, 20, 4000)
QUEUES, NETWORKS, AGENTS = 50, 14, 1000
ZONE = ZoneInfo("Asia/Shanghai")
LAST = datetime(2026, 3, 1, tzinfo=UTC)
_, MIDNIGHT = day_of(LAST, ZONE)
"""The end of the last day."""
ENTERED = ("contacts", "answered", "abandoned", "service_level_1", "average_speed_of_answer_s", "longest_wait_s")
HANDLED = ("offers", "agent_answered", "handled", "average_handle_time_s", "talk_s", "hold_s", "wrap_up_s", "transfers")

# Calls come more in the day than at night; a tenth gives up; waits and talks are spread as in a busy centre.
_CALLS = """
    INSERT INTO queue_stay (call_id, number, tenant_id, local_network_id, queue_id, entry, entered_at, exit, ended_at,
        agent_id, is_short, requested_at, reached_at)
    SELECT gen_random_uuid(), 1, $1, ($4::uuid[])[1 + n], ($3::uuid[])[1 + q], 'offered', at,
        CASE WHEN is_lost THEN 'abandoned' ELSE 'answered' END, at + wait * interval '1 ms',
        CASE WHEN NOT is_lost THEN ($5::uuid[])[1 + a] END, is_lost AND wait < 5000, at - interval '1 s',
        CASE WHEN NOT is_lost THEN at + wait * interval '1 ms' END
    FROM (
        SELECT $2::timestamptz + ((g + random()) / $6 * 86400000)::bigint * interval '1 ms' AS at,
            a, (a + floor(random() * 3)::integer) % cardinality($3::uuid[]) AS q,
            floor(random() * cardinality($4::uuid[]))::integer AS n,
            floor(-ln(1 - random()) * 14000)::bigint AS wait, random() < 0.1 AS is_lost
        FROM (SELECT g, floor(random() * cardinality($5::uuid[]))::integer AS a
              FROM generate_series(0, $6::integer - 1) AS g) AS g) AS c"""
_CONTACTS = """
    INSERT INTO agent_contact (call_id, number, tenant_id, local_network_id, agent_id, queue_id, direction, is_own,
        is_consultation, started_at, outcome, answered_at, ended_at, wrapped_at, talk_ms, hold_ms, wrap_ms, holds,
        is_transferred)
    SELECT call_id, 1, tenant_id, local_network_id, agent_id, queue_id, 'inbound', false, false,
        ended_at - interval '3 s', 'handled', ended_at, ended_at + (talk + hold) * interval '1 ms',
        ended_at + (talk + hold + wrap) * interval '1 ms', talk, hold, wrap, (hold > 0)::integer, random() < 0.05
    FROM (
        SELECT *, floor(-ln(1 - random()) * 180000)::bigint AS talk, floor(random() * 20000)::bigint AS wrap,
            CASE WHEN random() < 0.2 THEN floor(random() * 60000)::bigint ELSE 0 END AS hold
        FROM queue_stay WHERE tenant_id = $1 AND entered_at >= $2 AND entered_at < $2 + interval '1 day'
          AND exit = 'answered') AS s"""
_QUARTERS = """
    SELECT DISTINCT date_bin('15 min', at, '2000-01-01 00:00:00+00'), owner FROM ({}) AS t (at, owner)"""
_QUARTERS_OF_QUEUES = _QUARTERS.format("""
    SELECT entered_at, queue_id FROM queue_stay WHERE entered_at >= $1 AND entered_at < $1 + interval '1 day'
    UNION ALL
    SELECT ended_at, queue_id FROM queue_stay WHERE entered_at >= $1 AND entered_at < $1 + interval '1 day'""")
_QUARTERS_OF_AGENTS = _QUARTERS.format("""
    SELECT unnest(ARRAY[started_at, answered_at, wrapped_at]), agent_id FROM agent_contact
    WHERE started_at >= $1::timestamptz - interval '1 minute' AND started_at < $1 + interval '1 day 1 hour'""")

_ENTERED = """
    count(*) AS contacts, count(*) FILTER (WHERE exit = 'answered') AS answered,
    count(*) FILTER (WHERE exit = 'abandoned') AS abandoned,
    100.0 * count(*) FILTER (WHERE exit = 'answered' AND ended_at - entered_at <= interval '15 s')
        / nullif(count(*) FILTER (WHERE exit IS NOT NULL), 0) AS level,
    avg(extract(epoch FROM ended_at - entered_at)) FILTER (WHERE exit = 'answered') AS speed,
    max(extract(epoch FROM ended_at - entered_at)) AS longest
    FROM queue_stay WHERE entered_at >= $1 AND entered_at < $2"""
_RAW_DAY = f"SELECT queue_id AS key1, {_ENTERED} GROUP BY 1"
_RAW_LINES = f"""
    SELECT date_bin('30 min', entered_at, '2000-01-01 00:00:00+00') AS key1,
        queue_id AS key2, {_ENTERED}
    GROUP BY 1, 2"""
_RAW_YEAR = f"""
    SELECT date_trunc('month', entered_at, 'Asia/Shanghai') AS key1,
        local_network_id AS key2, {_ENTERED}
    GROUP BY 1, 2"""
_RAW_MONTH = """
    SELECT agent_id AS key1, count(*) FILTER (WHERE started_at >= $1 AND started_at < $2) AS offers,
        count(*) FILTER (WHERE answered_at >= $1 AND answered_at < $2) AS answered,
        count(*) FILTER (WHERE w) AS handled,
        sum(talk_ms + hold_ms + wrap_ms) FILTER (WHERE w) / 1000.0 / nullif(count(*) FILTER (WHERE w), 0) AS handle,
        sum(talk_ms) FILTER (WHERE w) / 1000.0 AS talk, sum(hold_ms) FILTER (WHERE w) / 1000.0 AS hold,
        sum(wrap_ms) FILTER (WHERE w) / 1000.0 AS wrap, count(*) FILTER (WHERE w AND is_transferred) AS transfers
    FROM (SELECT *, wrapped_at >= $1 AND wrapped_at < $2 AS w FROM agent_contact
          WHERE started_at >= $1::timestamptz - interval '1 day' AND started_at < $2) AS c
    WHERE started_at >= $1 OR answered_at >= $1 OR wrapped_at >= $1 GROUP BY 1"""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, to the product and to raw SQL."""

    name: str
    question: Question
    raw: str


@dataclass(slots=True)
class Centre:
    """A tenant with a year behind him."""

    postgres: EmbeddedPostgres
    database: Database
    tenant_id: TenantId
    queues: Sequence[QueueId]
    networks: Sequence[UUID]
    agents: Sequence[AgentId]
    runs: dict[str, list[dict[str, float | None]]] = field(default_factory=lambda: defaultdict(list))
    unequal: int = 0

    @property
    def scope(self) -> Scope:
        """Return what is asked of."""
        return Scope(self.tenant_id)

    async def metered(self, name: str, times: int, work: Callable[[], Awaitable[Any]]) -> None:
        """Note CPU and time of one of so many."""
        assert self.postgres.pid is not None
        await harness.quiet((self.postgres.pid,))
        meter = CpuMeter({"all": os.getpid(), "server": self.postgres.pid})
        for _ in range(times):
            await work()
        spent = meter.read()
        run: dict[str, float | None] = {
            "cpu_ms": 1e3 * spent["all"] / times,
            "server_cpu_ms": 1e3 * spent["server"] / times,
            "wall_ms": 1e3 * spent["wall"] / times,
            "others_load": spent["others"] / spent["wall"],
        }
        self.runs[name].append(run)
        shown = "  ".join(f"{key} {value:.4g}" for key, value in run.items() if value is not None)
        print(f"  {name:44} {shown}", flush=True)

    async def answer(self, asked: Asked) -> dict[tuple[Any, ...], tuple[Any, ...]]:
        """Ask the product."""
        async with self.database.transaction(self.scope) as session:
            found = await reading.table(session, question=asked.question, now=utc_now())
        return {row.key: row.values for row in found.rows}

    async def raw(self, asked: Asked) -> dict[tuple[Any, ...], tuple[Any, ...]]:
        """Ask the calls themselves."""
        keys = len(asked.question.by)
        async with self.database.transaction(self.scope) as session:
            rows = await driver_of(session).fetch(asked.raw, asked.question.since, asked.question.until)
        return {tuple(row)[:keys]: tuple(row)[keys:] for row in rows}

    async def compare(self, asked: Asked) -> None:
        """Count the lines in which both do not say the same."""
        ours, raw = await self.answer(asked), await self.raw(asked)
        nothing = (None,) * len(asked.question.measures)  # as is a line of noughts: of a time when calls only ended
        for key in ours.keys() | raw.keys():
            pairs = zip(ours.get(key, nothing), raw.get(key, nothing), strict=True)
            self.unequal += not all(abs(float(a or 0) - float(b or 0)) < 1e-6 * (1 + float(b or 0)) for a, b in pairs)


def _asked(
    name: str, measures: tuple[str, ...], by: tuple[Dimension, ...], days: int, raw: str, end: datetime
) -> Asked:
    question = Question(
        measures=measures,
        by=by,
        since=end - timedelta(days=days),
        until=end,
        zone=ZONE.key,
        is_tenants_clock=True,
        within_s=15,
    )
    return Asked(name, question, raw)


_LINES = (Dimension.HALF_HOUR, Dimension.QUEUE)
LARGE = _asked("a day by half hours and queues", ENTERED, _LINES, 1, _RAW_LINES, MIDNIGHT)
QUESTIONS = (
    _asked("a day by queues", ENTERED, (Dimension.QUEUE,), 1, _RAW_DAY, MIDNIGHT),
    _asked("a month by agents", HANDLED, (Dimension.AGENT,), DAYS, _RAW_MONTH, MIDNIGHT),
    _asked("a year by months and networks", ENTERED, (Dimension.MONTH, Dimension.NETWORK), YEAR, _RAW_YEAR, MIDNIGHT),
)
_FEW_CALLS = MIDNIGHT - timedelta(days=DAYS)
FEWER = _asked("a day with an eighth of the calls", ENTERED, (Dimension.QUEUE,), 1, _RAW_DAY, _FEW_CALLS)


async def open_centre(stack: AsyncExitStack) -> Centre:
    """Start a database and give the tenant his year."""
    folder = stack.enter_context(own_folder())
    postgres = await stack.enter_async_context(EmbeddedPostgres(folder / "postgres", settings={"autovacuum": "off"}))
    await upgrade(postgres.owner_url)
    database = Database(postgres.app_url)
    stack.push_async_callback(database.dispose)
    tenant_id = TenantId(new_id())
    async with database.transaction(Scope(tenant_id)) as session:
        await identity.create_tenant(session, tenant_id=tenant_id, code="bench", name="Bench", now=utc_now())
    centre = Centre(
        postgres,
        database,
        tenant_id,
        [QueueId(new_id()) for _ in range(QUEUES)],
        [new_id() for _ in range(NETWORKS)],
        [AgentId(new_id()) for _ in range(AGENTS)],
    )
    for begin, number in _days():
        await fill(centre, begin, number)
    connection = await asyncpg.connect(postgres.superuser_url)
    try:
        await connection.execute("VACUUM ANALYZE", timeout=3600)
    finally:
        await connection.close()
    return centre


def _days() -> Iterator[tuple[datetime, int]]:
    """Yield when each day began and how many calls it had."""
    for back in range(YEAR, 0, -1):
        number = CALLS if back <= DAYS else CALLS // 8 if back == DAYS + 1 else CALLS // 20
        yield MIDNIGHT - timedelta(days=back), number


async def fill(centre: Centre, begin: datetime, number: int) -> None:
    """Let a day be, and have its figures made as they are made of what is told."""
    async with centre.database.transaction(centre.scope) as session:
        await making.prepare_months(
            session, {begin.date().replace(day=1), (begin + timedelta(days=1)).date().replace(day=1)}
        )
        driver = driver_of(session)
        tenant_id, agents = centre.tenant_id, centre.agents
        await driver.execute(_CALLS, tenant_id, begin, centre.queues, centre.networks, agents, number, timeout=600)
        await driver.execute(_CONTACTS, tenant_id, begin, timeout=600)
    async with centre.database.transaction(centre.scope) as session:
        driver = driver_of(session)
        queues = {tuple(row) for row in await driver.fetch(_QUARTERS_OF_QUEUES, begin)}
        await making.make_queues(session, tenant_id, queues, ZONE)
        touched = {tuple(row) for row in await driver.fetch(_QUARTERS_OF_AGENTS, begin)}
        await making.make_agents(session, tenant_id, touched, ZONE)
    print(f"  {begin:%Y-%m-%d} {number:,} calls", flush=True)


async def told(centre: Centre) -> None:
    """Tell calls as the ledger does, and make figures of them."""
    begin = utc_now()
    facts = [fact for number in range(TOLD) for fact in _call(centre, to_ms(begin) + number * 400, number)]
    async with centre.database.transaction(centre.scope) as session:
        await calls.prepare_months(session, now=begin)
        for at in range(0, len(facts), 500):
            await calls.append_facts(session, entries=facts[at : at + 500])

    async def make() -> None:
        taken = 1
        while taken:
            async with centre.database.transaction(centre.scope) as session:
                taken = await service.refresh(session, tenant_id=centre.tenant_id)

    await centre.metered("figures of told calls", 1, make)


def _call(centre: Centre, at_ms: int, number: int) -> Iterator[CallFact]:
    agent_id, queue_id = str(centre.agents[number % AGENTS]), str(centre.queues[number % QUEUES])
    call_id, network = CallId(new_id()), str(centre.networks[number % NETWORKS])
    begin = {"direction": "inbound", "number": "13812342246", "called": "96296", "local_network_id": network}
    lines: list[tuple[int, str, Mapping[str, Any]]] = [
        (0, "offered_in", begin),
        (10, "answered", {}),
        (5000, "human_requested", {}),
        (5001, "queued", {"queue_id": queue_id, "short_abandon_s": 5}),
        (9000, "offered", {"agent_id": agent_id, "queue_id": queue_id}),
        (9200, "delivered", {"agent_id": agent_id}),
        (12000, "established", {"agent_id": agent_id, "queue_id": queue_id}),
        (192_000, "agent_left", {"agent_id": agent_id}),
        (192_000, "cleared", {"outcome": "answered", "ended_by": "customer", "cause": "normal"}),
    ]
    for seq, (after_ms, kind, data) in enumerate(lines, 1):
        yield CallFact(
            tenant_id=centre.tenant_id, call_id=call_id, seq=seq, at_ms=at_ms + after_ms, kind=kind, data=dict(data)
        )


async def measure(centre: Centre) -> None:
    """Measure in the order product, raw, product."""
    for asked in (*QUESTIONS, LARGE, FEWER):
        await centre.compare(asked)
    for repeat in range(REPEATS):
        print(f"  {repeat + 1}/{REPEATS}", flush=True)
        for asked in (*QUESTIONS, LARGE, FEWER):

            async def ask(asked: Asked = asked) -> None:
                await centre.answer(asked)

            async def ask_raw(asked: Asked = asked) -> None:
                await centre.raw(asked)

            await centre.metered(asked.name, ASKS, ask)
            await centre.metered(f"{asked.name}, raw", 1, ask_raw)
            await centre.metered(asked.name, ASKS, ask)
        await told(centre)


def aims_of(centre: Centre) -> list[Aim]:
    """Compare with what is wanted."""

    def cpu_ms(name: str) -> float:
        median: float = spread(run["cpu_ms"] for run in centre.runs[name])["median"]
        return median

    aims = [
        Aim(f"raw SQL beside {asked.name}, CPU", cpu_ms(f"{asked.name}, raw") / cpu_ms(asked.name), 50, "at least")
        for asked in QUESTIONS
    ]
    day = QUESTIONS[0].name
    return [
        *aims,
        Aim("lines that differ from raw SQL", centre.unequal, 0),
        Aim("CPU of a day with 8 times the calls", cpu_ms(day) / cpu_ms(FEWER.name), 1.3),
        Aim("CPU to have figures of a call, ms", cpu_ms("figures of told calls") / TOLD, 3),
    ]


async def run() -> int:
    """Measure, print, judge."""
    around = harness.machine()
    async with AsyncExitStack() as stack:
        centre = await open_centre(stack)
        await measure(centre)
    figures = {
        "calls": {"a day": CALLS, "days": DAYS, "the rest of the year, a day": CALLS // 20},
        **{name: spreads(runs) for name, runs in centre.runs.items()},
    }
    return harness.conclude("reports", around, figures, aims_of(centre))


if __name__ == "__main__":
    sys.exit(uvloop.run(run()))
