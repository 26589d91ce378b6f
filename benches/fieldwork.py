"""Repair days by the thousand: an operator with 400 areas, what is done with an order, orders of many days before."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID

import asyncpg

from benches.lookup import own_folder
from kefu.identity.model import Grant, Principal
from kefu.ivr.prompts import SHIPPED, available
from kefu.journeys import repair_loop
from kefu.journeys.repair_loop.cards import customer_card
from kefu.kernel.ids import AreaId, CrewId, CustomerId, LocalNetworkId, PersonId, WorkOrderId
from kefu.platform.clock import utc_now
from kefu.platform.crypto import load_key
from kefu.platform.db import Database, Scope
from kefu.platform.ids import new_id
from kefu.platform.migrate import upgrade
from kefu.platform.postgres import EmbeddedPostgres
from kefu.tickets import service as tickets
from kefu.tickets.model import NewTicket, TicketKind
from kefu.workorders import service as work_orders
from kefu.workorders.model.orders import Action, Detail, NewWorkOrder, Step, Via
from kefu.workorders.model.organisation import Area, Crew, Member
from kefu.workorders.service import field, organisation
from kefu.workorders.service.field import Outcome
from kefu_lab import seed

AREAS, CREWS = 400, 20
CATEGORY, TYPE, SEVERITY = "net-slow", "repair", "ordinary"
FIELD_STEPS = (Action.ACCEPT, Action.SET_OUT, Action.ARRIVE, Action.COMPLETE)
_ANSWERS = {"fault_kind": "slow", "address": "和平路1号", "contact": "13912345678"}
_MAY = frozenset({"ticket.handle", "workorder.dispatch"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One repair: where, for whom, who goes there; `number` makes its address one of its own."""

    number: int
    path: str
    crew_id: CrewId
    person_id: PersonId
    customer_id: CustomerId

    @property
    def address(self) -> str:
        """Return an address that nobody else has."""
        return f"{self.path.replace('/', '')}和平路{self.number}号3幢乙单元502室"


@dataclass(frozen=True, slots=True)
class Order:
    """An order that was opened for a case."""

    case: Case
    order_id: WorkOrderId
    order_no: str


@dataclass(slots=True)
class Operator:
    """An operator whose people press everything twice."""

    postgres: EmbeddedPostgres
    database: Database
    principal: Principal
    people: Mapping[CrewId, PersonId]
    paths: Sequence[tuple[str, CrewId]]
    customers: Sequence[CustomerId]
    numbers: Iterator[int]
    duplicates: int = 0
    """Presses that were recognised as the same as the one before."""

    @property
    def scope(self) -> Scope:
        """Return the data that is worked with."""
        return self.principal.scope

    def cases(self, wanted: int) -> list[Case]:
        """Make new cases, area by area."""
        made = []
        for _ in range(wanted):
            number = next(self.numbers)
            path, crew_id = self.paths[number * 7 % len(self.paths)]  # prime to 400: neighbours are not neighbours
            made.append(
                Case(
                    number=number,
                    path=path,
                    crew_id=crew_id,
                    person_id=self.people[crew_id],
                    customer_id=self.customers[number % len(self.customers)],
                )
            )
        return made

    async def open(self, case: Case) -> None:
        """Open an order, and nothing else."""
        new = NewWorkOrder(
            type_code=TYPE,
            severity_code=SEVERITY,
            address=case.address,
            district_path=case.path,
            customer_id=case.customer_id,
            product=f"ONU-{case.number}",
            contact_name="王小明",
            contact_phone="+8613912345678",
            description="光猫亮红灯，重启无效",
        )
        async with self.database.transaction(self.scope) as session:
            tenant_id = self.principal.tenant_id
            opened = await work_orders.open_order(
                session, tenant_id=tenant_id, principal=self.principal, new=new, now=utc_now(), via=Via.CONSOLE
            )
        if opened.order.area_id is None:
            raise RuntimeError(f"nobody looks after {case.path}")

    async def accept(self, case: Case) -> UUID:
        """Accept a report; the repair loop opens an order for it."""
        new = NewTicket(
            kind=TicketKind.REPORT,
            category_code=CATEGORY,
            key=f"bench-{case.number}",
            customer_id=case.customer_id,
            address=case.address,
            district_path=case.path,
            resource=f"ONU-{case.number}",
            description="光猫亮红灯，重启无效",
            answers=_ANSWERS,
        )
        async with self.database.transaction(self.scope) as session:
            ticket = await tickets.accept(
                session, principal=self.principal, new=new, cards=customer_card, now=utc_now()
            )
        return ticket.ticket_id

    async def dispatch(self, order: Order) -> None:
        """Give an order to a repairman, twice; the repair loop writes him an SMS."""
        for press in range(2):
            step = Step(
                action=Action.ASSIGN,
                key=f"dispatch-{order.case.number}",
                at=utc_now(),
                via=Via.CONSOLE,
                detail=Detail(crew_id=order.case.crew_id, person_id=order.case.person_id),
                actor_id=self.principal.person_id,
                actor_name=self.principal.name,
                base_version=1,
            )
            async with self.database.transaction(self.scope) as session:
                tenant_id = self.principal.tenant_id
                done = await work_orders.act(session, tenant_id=tenant_id, order_id=order.order_id, step=step)
            self._count(press, is_duplicate=done.is_duplicate)

    async def repair(self, order: Order) -> None:
        """Take every step of the field page, each twice."""
        for version, action in enumerate(FIELD_STEPS, 2):
            for press in range(2):
                step = Step(
                    action=action,
                    key=f"{action}-{order.case.number}",
                    at=utc_now(),
                    via=Via.FIELD,
                    detail=Detail(result_code="fixed", cause_code="device") if action is Action.COMPLETE else Detail(),
                    actor_id=order.case.person_id,
                    actor_name="repairman",
                    base_version=version,
                )
                async with self.database.transaction(self.scope) as session:
                    kit = await field.kit_of(session, person_id=order.case.person_id)
                    tenant_id = self.principal.tenant_id
                    answered = await field.act_in_field(
                        session, tenant_id=tenant_id, order_id=order.order_id, step=step, kit=kit, sent={}
                    )
                if answered.outcome not in (Outcome.APPLIED, Outcome.DUPLICATE):
                    raise RuntimeError(f"{action} of {order.order_no}: {answered.code}")
                self._count(press, is_duplicate=answered.outcome is Outcome.DUPLICATE)

    def _count(self, press: int, *, is_duplicate: bool) -> None:
        if is_duplicate is not (press == 1):
            raise RuntimeError("a press was taken for another one, or another one for it")
        self.duplicates += is_duplicate

    async def orders_of(self, cases: Mapping[UUID, Case]) -> list[Order]:
        """Find the orders of tickets."""
        asked = "SELECT id, order_no, ticket_id FROM work_order WHERE ticket_id = ANY ($1) ORDER BY id"
        async with self.database.read(self.scope) as reader:
            rows = await reader.fetch(asked, list(cases))
        return [Order(cases[row["ticket_id"]], WorkOrderId(row["id"]), row["order_no"]) for row in rows]

    async def value(self, query: str, *args: Any) -> Any:
        """Ask the database something."""
        async with self.database.read(self.scope) as reader:
            return await reader.fetchval(query, *args)


@asynccontextmanager
async def open_operator() -> AsyncIterator[Operator]:
    """Start a database as the product does, but without autovacuum between the runs, and employ everybody."""
    with own_folder() as folder:
        async with EmbeddedPostgres(folder / "postgres", settings={"autovacuum": "off"}) as postgres:
            await upgrade(postgres.owner_url)
            key = load_key(folder / "secret.key")
            urls = {"app_url": postgres.app_url, "owner_url": postgres.owner_url}
            premises = seed.Premises(**urls, key=key, password="bench-password", prompts=available(SHIPPED))
            estate = await seed.ensure(premises, now=utc_now())
            database = Database(postgres.app_url)
            repair_loop.subscribe(database.subscriptions, field_url="https://kefu.example.org/field")
            try:
                yield await _employ(postgres, database, Scope(estate.tenant_id))
            finally:
                await database.dispose()


async def _employ(postgres: EmbeddedPostgres, database: Database, scope: Scope) -> Operator:
    async with database.read(scope) as reader:
        network = LocalNetworkId(await reader.fetchval("SELECT id FROM local_network ORDER BY code LIMIT 1"))
        repairmen = [row[0] for row in await reader.fetch("SELECT id FROM person WHERE login ~ '^repair' ORDER BY id")]
        supervisor = PersonId(await reader.fetchval("SELECT id FROM person WHERE login = 'supervisor'"))
        customers = [CustomerId(row[0]) for row in await reader.fetch("SELECT id FROM customer ORDER BY id")]
    people, paths = {}, []
    for number in range(CREWS):
        members = tuple(
            Member(person_id=PersonId(person_id), phone=f"+861390599{number:02d}{place:02d}")
            for place, person_id in enumerate(repairmen[2 * number : 2 * number + 2])
        )
        crew = Crew(
            crew_id=CrewId(new_id()),
            code=f"bench-{number}",
            text={"zh-CN": f"{number}班", "en": f"Crew {number}"},
            local_network_id=network,
            phone=members[0].phone,
            members=members,
        )
        people[crew.crew_id] = members[0].person_id
        areas = tuple(_areas(crew, range(number, AREAS, CREWS)))
        paths += [(area.district_path, crew.crew_id) for area in areas]
        async with database.transaction(scope) as session:
            await organisation.set_up(session, tenant_id=scope.tenant_id, crew=crew, areas=areas)
    return Operator(postgres, database, _principal(scope, supervisor), people, paths, customers, count(1))


def _areas(crew: Crew, numbers: range) -> Iterator[Area]:
    for number in numbers:
        yield Area(
            area_id=AreaId(new_id()),
            code=f"bench-{number}",
            text={"zh-CN": f"片区{number}", "en": f"Area {number}"},
            local_network_id=crew.local_network_id,
            district_path=f"测试市/第{number // 20}区/片区{number}",
            address_fragments=(f"第{number}小区", f"花园{number}里"),
            crew_id=crew.crew_id,
        )


def _principal(scope: Scope, person_id: PersonId) -> Principal:
    return Principal(
        tenant_id=scope.tenant_id,
        person_id=person_id,
        login="supervisor",
        name="supervisor",
        permissions=_MAY,
        scope=scope,
        agent_id=None,
        session_id=new_id(),
        grants=(Grant(_MAY, None),),
    )


# -- orders of the days before -------------------------------------------------------------------------------------

_COPIES = """
    CREATE TEMP TABLE copy AS
    SELECT o.id AS old, o.ticket_id AS old_ticket, m.id AS old_message, g, g * interval '2 minutes' AS ago,
           uuidv7(-g * interval '2 minutes') AS new, uuidv7(-g * interval '2 minutes') AS new_ticket,
           uuidv7(-g * interval '2 minutes') AS new_message, md5('customer ' || g / 3)::uuid AS customer_id,
           to_char(now() - g * interval '2 minutes', 'YYMMDD') || '-' || lpad((g * 7919 % 10000000)::text, 7, '0') AS no
    FROM (SELECT *, row_number() OVER (ORDER BY id) - 1 AS at, count(*) OVER () AS samples
          FROM work_order WHERE is_final AND ticket_id IS NOT NULL) AS o
    JOIN message AS m ON m.subject_id = o.id::text
    JOIN generate_series($1::integer, $2::integer) AS g ON g % o.samples = o.at"""
_COPIED = {
    "ticket": (
        "t.id = c.old_ticket",
        """'id', c.new_ticket, 'key', t.key || '-' || c.g, 'ticket_no', 'R' || c.no, 'work_order_id', c.new,
        'customer_id', c.customer_id, 'address', t.address || c.g, 'resource', t.resource || c.g,
        'accepted_at', t.accepted_at - c.ago, 'due_at', t.due_at - c.ago""",
    ),
    "ticket_event": (
        "t.ticket_id = c.old_ticket",
        "'id', uuidv7(-c.ago), 'ticket_id', c.new_ticket, 'at', t.at - c.ago",
    ),
    "work_order": (
        "t.id = c.old",
        """'id', c.new, 'order_no', c.no, 'ticket_id', c.new_ticket, 'customer_id', c.customer_id,
        'address', t.address || c.g, 'address_key', t.address_key || c.g, 'product', t.product || c.g,
        'opened_at', t.opened_at - c.ago, 'due_at', t.due_at - c.ago, 'closed_at', t.closed_at - c.ago""",
    ),
    "work_order_event": ("t.work_order_id = c.old", "'id', uuidv7(-c.ago), 'work_order_id', c.new, 'at', t.at - c.ago"),
    "message": (
        "t.id = c.old_message",
        """'id', c.new_message, 'key', t.key || '-' || c.g, 'subject_id', c.new, 'created_at', t.created_at - c.ago,
        'seq', -c.g""",
    ),
    "message_part": (
        "t.message_id = c.old_message",
        "'message_id', c.new_message, 'gateway_message_id', t.gateway_message_id || '-' || c.g",
    ),
    "message_event": ("t.message_id = c.old_message", "'id', uuidv7(-c.ago), 'message_id', c.new_message"),
}
"""Which rows belong to an order, and what is another one's in its copies; one every two minutes, back into the past.

Every third is another customer's: where a few have all orders, PostgreSQL expects hundreds of each, and plans anew each
time in the hope of a better way.
"""


async def remember(postgres: EmbeddedPostgres, orders: int) -> None:
    """Fill the tables with copies of the orders that have been closed, with their tickets and messages, to so many."""
    connection = await asyncpg.connect(postgres.superuser_url)
    try:
        there = await connection.fetchval("SELECT count(*) FROM work_order")
        await connection.execute("SET session_replication_role = replica")  # what is copied has been checked once
        await connection.execute(_COPIES.replace("$1", str(there + 1)).replace("$2", str(orders)))
        await connection.execute("ANALYZE copy")
        for table, (joined, changed) in _COPIED.items():
            override = "OVERRIDING SYSTEM VALUE" if table == "message" else ""
            await connection.execute(
                f"""INSERT INTO {table} {override} SELECT r.* FROM copy AS c JOIN {table} AS t ON {joined},
                LATERAL jsonb_populate_record(t, jsonb_build_object({changed})) AS r""",
                timeout=3600,
            )
    finally:
        await connection.close()
    await tidy(postgres)


async def tidy(postgres: EmbeddedPostgres) -> None:
    """Leave the server nothing to do later that a run would be charged for."""
    connection = await asyncpg.connect(postgres.superuser_url)
    try:
        await connection.execute("VACUUM (ANALYZE)")
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()
