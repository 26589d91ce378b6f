"""`make bench-workorders`: open -> dispatch -> SMS -> close, beside django-helpdesk's ticket create.

400 areas. Opening an order is measured alone, and the whole cycle, in which everybody presses everything twice: a
ticket is accepted and has an order, a dispatcher gives it to a repairman, who is told over SMPP, takes his steps and
closes it, which answers the ticket. Both among FEW=... and 8 times as many orders of the days before. In the end
PENDING=... deadlines wait in the table of jobs while the worker looks for what is due.
"""

import os
import sys
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import uvloop
from sqlalchemy.ext.asyncio import AsyncSession

from benches import harness
from benches.fieldwork import AREAS, Operator, Order, open_operator, remember, tidy
from benches.harness import Aim, CpuMeter, quantile, spread, spreads
from benches.helpdesk import Helpdesk, open_helpdesk
from benches.smscentre import Centre, open_centre
from kefu.adapters.sms import open_gateway, parse_gateways
from kefu.messaging.jobs import Sender
from kefu.platform import jobs
from kefu.platform.clock import utc_now
from kefu.platform.ids import new_id
from kefu.platform.rounds import rounds

FEW = int(os.environ.get("FEW", "400" if harness.IS_SMALL else "25000"))
MANY = 8 * FEW
PENDING = int(os.environ.get("PENDING", "50000" if harness.IS_SMALL else "1000000"))
OPENED, CREATED, CYCLES, LOOKS, DUE, REPEATS = (
    (60, 30, 10, 40, 3, 1) if harness.IS_SMALL else (1000, 200, 200, 400, 30, 5)
)
QUEUES, FEWER_QUEUES = AREAS, 14
"""Of django-helpdesk: one for each area, and one for each city."""
PEER, PEER_FEWER, PEER_SILENT = "django-helpdesk", f"django-helpdesk, {FEWER_QUEUES} queues", "django-helpdesk, no mail"
OPEN, TICKET = "order opened", "ticket accepted, with its order"
TICKET_AGAIN, DISPATCH, TELL, CLOSE = (
    "ticket, sent again",
    "dispatched, twice",
    "told by SMS",
    "four steps to the end, twice",
)
CYCLE = (TICKET, TICKET_AGAIN, DISPATCH, TELL, CLOSE)
_DELIVERED_WITHIN_S = 60

Run = dict[str, float | None]
Runs = dict[str, list[Run]]


@dataclass(slots=True)
class Side:
    """An operator with so many orders behind him, and how his SMS go out."""

    name: str
    operator: Operator
    centre: Centre
    sender: Sender
    runs: Runs = field(default_factory=lambda: defaultdict(list))
    orders: int = 0
    second_orders: int = 0
    second_sms: int = 0
    untold: int = 0
    unclosed: int = 0

    async def metered(self, name: str, operations: int, work: Callable[[], Awaitable[None]]) -> None:
        """Note CPU and time per operation; our tree holds client and server, the SMS centre's part is not ours."""
        assert self.operator.postgres.pid is not None
        await harness.quiet((self.operator.postgres.pid,))
        pids = {"all": os.getpid(), "server": self.operator.postgres.pid, "centre": self.centre.process.pid}
        meter = CpuMeter(pids)
        await work()
        spent = meter.read()
        run: Run = {
            "cpu_ms": 1e3 * (spent["all"] - spent["centre"]) / operations,
            "server_cpu_ms": 1e3 * spent["server"] / operations,
            "wall_ms": 1e3 * spent["wall"] / operations,
            "others_load": spent["others"] / spent["wall"],
        }
        self.runs[name].append(run)
        shown = "  ".join(f"{key} {value:.4g}" for key, value in run.items() if value is not None)
        print(f"  {self.name:>8} {name:32} {shown}", flush=True)

    async def open(self, wanted: int = OPENED) -> None:
        """Open orders, and nothing else."""
        cases = self.operator.cases(wanted)

        async def work() -> None:
            for case in cases:
                await self.operator.open(case)

        await self.metered(OPEN, len(cases), work)

    async def cycle(self, wanted: int = CYCLES) -> None:
        """Play repairs from the ticket to its answer, and count what should not be there."""
        operator, cases = self.operator, self.operator.cases(wanted)
        accepted: dict[Any, Any] = {}

        async def accept() -> None:
            for case in cases:
                accepted[await operator.accept(case)] = case

        for name in (TICKET, TICKET_AGAIN):
            await self.metered(name, wanted, accept)
        orders = await operator.orders_of(accepted)
        self.second_orders += len(orders) - wanted + len(accepted) - wanted
        began = new_id()
        for name, work in (
            (DISPATCH, lambda: _each(operator.dispatch, orders)),
            (TELL, lambda: self._tell(began, wanted)),
            (CLOSE, lambda: _each(operator.repair, orders)),
        ):
            await self.metered(name, wanted, work)
        await self._check(orders)

    async def _tell(self, since: Any, wanted: int) -> None:
        """Send what is in the outbox, and wait for the receipts; a message too many is met by the next run's check."""
        delivered = "SELECT count(*) FROM message WHERE id > $1 AND state = 'delivered'"

        async def is_told() -> bool:
            return not await self.sender.send_due() and await self.operator.value(delivered, since) >= wanted

        await harness.until(is_told, _DELIVERED_WITHIN_S)

    async def _check(self, orders: Sequence[Order]) -> None:
        told = await self.centre.orders_told()
        wanted = {order.order_no for order in orders}
        done = "SELECT count(*) FROM work_order WHERE id = ANY ($1) AND is_final AND is_fixed"
        closed = await self.operator.value(done, [order.order_id for order in orders])
        self.orders += len(orders)
        self.second_sms += len(told) - len(set(told)) + len(set(told) - wanted)
        self.untold += len(wanted - set(told))
        self.unclosed += len(orders) - closed


async def _each(work: Callable[[Order], Awaitable[None]], orders: Sequence[Order]) -> None:
    for order in orders:
        await work(order)


async def open_side(stack: AsyncExitStack, name: str, orders: int) -> Side:
    """Start an operator with his SMS centre, and give him days that are over."""
    operator = await stack.enter_async_context(open_operator())
    centre = await stack.enter_async_context(open_centre())
    [address] = parse_gateways(f"sms={centre.address}&rate=100000")
    gateway = open_gateway(address)
    sender = Sender(operator.database, utc_now, gateway, per_second=address.per_second, window=address.window)
    gateway.start(sender)
    stack.push_async_callback(gateway.stop)
    side = Side(name, operator, centre, sender)

    async def is_bound() -> bool:
        return gateway.is_available

    await harness.until(is_bound, _DELIVERED_WITHIN_S)
    await side.open(min(CYCLES, OPENED))  # both are warm-up, and what the days before are copied from
    await side.cycle()
    await remember(operator.postgres, orders)
    side.runs.clear()
    print(f"  {orders:,} orders", flush=True)
    return side


async def measure(few: Side, many: Side, peer: Helpdesk, fewer: Helpdesk | None) -> None:
    """Measure in the order peer, few, many, few, peer."""

    async def create(helpdesk: Helpdesk, name: str, *, has_mail: bool = True) -> None:
        await few.metered(name, CREATED, lambda: helpdesk.create(CREATED, has_mail=has_mail))

    for helpdesk in filter(None, (peer, fewer)):
        await helpdesk.create(CREATED, has_mail=True)
    for repeat in range(REPEATS):
        print(f"  {repeat + 1}/{REPEATS}", flush=True)
        await create(peer, PEER)
        for side in (few, many, few):
            await side.open()
        await create(peer, PEER)
        if fewer is not None:
            await create(fewer, PEER_FEWER)
        await create(peer, PEER_SILENT, has_mail=False)
        for side in (few, many, few):
            await side.cycle()


# -- deadlines -----------------------------------------------------------------------------------------------------

_WAIT = """
    INSERT INTO job (id, tenant_id, kind, key, payload, run_at)
    SELECT uuidv7(), $1, 'workorder.overdue', uuidv7()::text, '{}', now() + interval '1 day' + g * interval '1 second'
    FROM generate_series(1, $2::integer) AS g"""


async def deadlines(side: Side) -> dict[str, Any]:
    """Measure what a look for work costs, and how late a job is done, with an empty table and with a full one."""
    figures: dict[str, Any] = {}
    operator = side.operator
    for pending in (0, PENDING):
        connection = await asyncpg.connect(operator.postgres.superuser_url)
        try:
            await connection.execute("TRUNCATE job")
            await connection.execute(_WAIT, operator.scope.tenant_id, pending, timeout=3600)
        finally:
            await connection.close()
        await tidy(operator.postgres)
        lateness_ms: list[float] = []

        async def note(_session: AsyncSession, job: jobs.Job, now: datetime, late: list[float] = lateness_ms) -> None:
            late.append((now - job.due_at).total_seconds() * 1e3)

        worker = jobs.Worker(operator.database, utc_now, {"bench": note})
        name = f"look, {pending:,} pending"

        async def look(worker: jobs.Worker = worker) -> None:
            for _ in range(LOOKS):
                await worker.run_due()

        for _ in range(REPEATS + 1):  # the first is warm-up
            await side.metered(name, LOOKS, look)
        looks = spreads(side.runs.pop(name)[1:])
        await _do(operator, worker, lateness_ms)
        figures[f"{pending:,} pending"] = {
            "look": looks,
            "lateness_ms": {"p50": quantile(lateness_ms, 0.5), "max": max(lateness_ms), "jobs": len(lateness_ms)},
        }
    return figures


async def _do(operator: Operator, worker: jobs.Worker, done: Sequence[float]) -> None:
    """Have jobs done at their times, one by one."""

    async def is_done() -> bool:
        return len(done) > number

    async with rounds("jobs", jobs.LOOKS_EVERY_S, worker.round):
        for number in range(DUE):
            run_at = utc_now() + timedelta(seconds=0.3 + number % 7 / 10)
            async with operator.database.transaction(operator.scope) as session:
                await jobs.schedule(
                    session, tenant_id=operator.scope.tenant_id, kind="bench", key=str(number), run_at=run_at
                )
            await harness.until(is_done, _DELIVERED_WITHIN_S, looks_every_s=0.05)


# -- the verdict ---------------------------------------------------------------------------------------------------


def cpu_ms(side: Side, *names: str) -> float | None:
    """Return the median CPU of an operation, or of several together."""
    medians = [spread(run["cpu_ms"] for run in side.runs[name])["median"] for name in names]
    return None if None in medians else sum(medians)


def ratio(above: float | None, below: float | None) -> float | None:
    """Divide what has been measured."""
    return above / below if above and below else None


def aims_of(few: Side, many: Side, waiting: Mapping[str, Any]) -> list[Aim]:
    """Compare with what is wanted of a day of a cable operator."""
    both = (few, many)
    look = waiting[f"{PENDING:,} pending"]["look"]["cpu_ms"]["median"]
    return [
        Aim(
            f"CPU of {PEER}'s create beside opening an order",
            ratio(cpu_ms(few, PEER), cpu_ms(few, OPEN)),
            15,
            "at least",
        ),
        Aim(f"CPU of opening, {MANY:,} beside {FEW:,} orders", ratio(cpu_ms(many, OPEN), cpu_ms(few, OPEN)), 1.3),
        Aim(f"CPU of the cycle, {MANY:,} beside {FEW:,} orders", ratio(cpu_ms(many, *CYCLE), cpu_ms(few, *CYCLE)), 1.3),
        Aim("second orders and tickets of one key", sum(side.second_orders for side in both), 0),
        Aim("second SMS of one order", sum(side.second_sms for side in both), 0),
        Aim("orders whose repairman was not told", sum(side.untold for side in both), 0),
        Aim("orders not closed in the end", sum(side.unclosed for side in both), 0),
        Aim(f"CPU of a look for work, {PENDING:,} jobs pending, ms", look, 2),
    ]


def figures_of(few: Side, many: Side, waiting: Mapping[str, Any]) -> dict[str, Any]:
    """Gather what was measured."""
    return {
        "peer_beside_opening": {
            name: ratio(cpu_ms(few, name), cpu_ms(few, OPEN)) for name in (PEER, PEER_FEWER, PEER_SILENT)
        }
        | {"ticket with its order": ratio(cpu_ms(few, PEER), cpu_ms(few, TICKET))},
        "whole_cycle_cpu_ms": {side.name: cpu_ms(side, *CYCLE) for side in (few, many)},
        "orders_in_cycles": few.orders + many.orders,
        "presses_recognised": few.operator.duplicates + many.operator.duplicates,
        "deadlines": waiting,
        **{side.name: {name: spreads(runs) for name, runs in side.runs.items()} for side in (few, many)},
    }


async def run() -> int:
    """Measure, print, judge."""
    around = harness.machine()
    async with AsyncExitStack() as stack:
        few = await open_side(stack, f"{FEW:,}", FEW)
        many = await open_side(stack, f"{MANY:,}", MANY)
        postgres = few.operator.postgres
        peer = await stack.enter_async_context(open_helpdesk(postgres, queues=QUEUES))
        fewer = None
        if not harness.IS_SMALL:
            fewer = await stack.enter_async_context(open_helpdesk(postgres, queues=FEWER_QUEUES))
        await measure(few, many, peer, fewer)
        waiting = await deadlines(few)
    return harness.conclude("workorders", around, figures_of(few, many, waiting), aims_of(few, many, waiting))


if __name__ == "__main__":
    sys.exit(uvloop.run(run()))
