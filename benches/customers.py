"""`make bench-customers`: the pop by telephone number among 2 and among 16 million customers, beside pgbench.

Both databases are filled first (FEW=..., MANY=...; the big one takes an hour and 40 GB of disk), then asked in turn:
few, many, few. Customers are drawn by Zipf's law. The product looks the number up behind row-level security, masks what
the agent may not see and writes the JSON that the desk is sent; every fiftieth caller is also revealed to somebody who
may, with an entry in the audit. pgbench runs the look-up's statement alone, with the same role and scope, prepared,
over the same numbers.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import uvloop
from pydantic import TypeAdapter

from benches import harness
from benches.harness import Aim, spread, spreads
from benches.lookup import OURS, PEER, REPEATS, Registry, cpu_ratio, open_registry
from kefu.customers import service as customers
from kefu.customers.model import Match, RevealField
from kefu.customers.store import Reader
from kefu.identity.model import Grant, Principal
from kefu.journeys.customer_360 import rules
from kefu.journeys.customer_360.model import CustomerFile, PopView
from kefu.kernel.ids import AgentId, PersonId
from kefu.kernel.phone import PhoneNumber
from kefu.platform.clock import utc_now
from kefu.platform.ids import new_id

FEW = int(os.environ.get("FEW", "4000" if harness.IS_SMALL else "2000000"))
MANY = int(os.environ.get("MANY", "16000" if harness.IS_SMALL else "16000000"))
REVEALED = 50
"""One of so many callers is revealed."""
_POP = TypeAdapter(PopView)


@dataclass(slots=True)
class Agent:
    """Somebody at a desk, to whom callers are shown."""

    registry: Registry
    principal: Principal
    shown: int = 0
    masked: int = field(default=0)

    @classmethod
    async def of(cls, registry: Registry) -> "Agent":
        """Employ somebody who sees everything but personal data, unless he asks."""
        async with registry.database.read(registry.scope) as reader:
            person_id = await reader.fetchval("SELECT id FROM person WHERE login = 'supervisor'")
        permissions = frozenset({"customer.view"})
        return cls(
            registry,
            Principal(
                tenant_id=registry.scope.tenant_id,
                person_id=PersonId(person_id),
                login="supervisor",
                name="supervisor",
                permissions=permissions,
                scope=registry.scope,
                agent_id=AgentId(new_id()),
                session_id=new_id(),
                grants=(Grant(permissions, None),),
            ),
        )

    async def pop(self, reader: Reader, number: PhoneNumber) -> Match:
        """Do what a ringing call does: look up, mask, write JSON; sometimes reveal."""
        match = await self.registry.match(reader, number)
        sent = _POP.dump_json(rules.seen_by(CustomerFile(match=match), self.principal))
        self.masked += b"****" in sent
        self.shown += 1
        if self.shown % REVEALED == 0 and match.customer is not None:
            await self._reveal(match)
        return match

    async def _reveal(self, match: Match) -> None:
        assert match.customer is not None
        may = frozenset({"customer.view", "customer.pii.view"})
        async with self.registry.database.transaction(self.registry.scope) as session:
            await customers.reveal(
                session,
                vault=self.registry.vault,
                principal=_promoted(self.principal, may),
                customer_id=match.customer.customer_id,
                field=RevealField.PHONE,
                now=utc_now(),
            )


def _promoted(principal: Principal, permissions: frozenset[str]) -> Principal:
    values = {name: getattr(principal, name) for name in Principal.__slots__}
    return Principal(**values | {"permissions": permissions, "grants": (Grant(permissions, None),)})


async def measure(few: Registry, many: Registry) -> Mapping[str, Agent]:
    """Ask in turn: few, many, few; the first round is warm-up."""
    agents = {"few": await Agent.of(few), "many": await Agent.of(many)}
    for agent in agents.values():
        await agent.registry.peer()
        await agent.registry.each(agent.pop)
    for repeat in range(REPEATS):
        for agent in (agents["few"], agents["many"], agents["few"]):
            turn = f"{repeat + 1}/{REPEATS} {FEW if agent is agents['few'] else MANY:>10,}"
            await agent.registry.metered(PEER, agent.registry.peer, turn)
            await agent.registry.metered(OURS, partial(agent.registry.each, agent.pop), turn)
    return agents


def growth(few: Registry, many: Registry, side: str) -> float | None:
    """Return the CPU of one look-up among many as a multiple of that among few."""
    a, b = (spread(run["cpu_us"] for run in each.runs[side])["median"] for each in (few, many))
    return b / a if a and b else None


def aims_of(few: Registry, many: Registry, agents: Mapping[str, Agent]) -> list[Aim]:
    """Compare with what is wanted of a single customer view at the size of a province."""
    unanswered = sum(run["unanswered"] or 0 for each in (few, many) for runs in each.runs.values() for run in runs)
    unmasked = sum(agent.shown - agent.masked for agent in agents.values())
    return [
        Aim(f"CPU per pop beside pgbench's, {FEW:,} customers", cpu_ratio(few.runs, OURS), 4),
        Aim(f"CPU per pop beside pgbench's, {MANY:,} customers", cpu_ratio(many.runs, OURS), 4),
        Aim(f"CPU per pop, {MANY:,} beside {FEW:,} customers", growth(few, many, OURS), 1.3),
        Aim("look-ups without an answer", unanswered, 0),
        Aim("pops that showed a number whole", unmasked, 0),
    ]


async def run() -> int:
    """Measure, print, judge."""
    around = harness.machine()
    async with open_registry(FEW) as few, open_registry(MANY) as many:
        agents = await measure(few, many)
    figures: dict[str, Any] = {
        f"{count:,}": {side: spreads(each.runs[side]) for side in (PEER, OURS)}
        | {"cpu_ratio": cpu_ratio(each.runs, OURS)}
        for count, each in ((FEW, few), (MANY, many))
    }
    figures["growth"] = {side: growth(few, many, side) for side in (PEER, OURS)}
    return harness.conclude("customers", around, figures, aims_of(few, many, agents))


if __name__ == "__main__":
    sys.exit(uvloop.run(run()))
