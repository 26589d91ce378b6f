"""`make bench-recovery`: the product is killed again and again under load; its standby goes on.

Each time: from the kill until the standby serves calls, what became of every call, and whether anybody was rung twice.
The peer is the same product started anew instead of a standby.
"""

import asyncio
import os
import signal
import sys
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from benches.harness import Aim, conclude, machine, spread
from benches.lookup import own_folder
from kefu_lab.phone.call import Call
from kefu_lab.processes import Child
from support import postgres as test_postgres
from support.product import Agent, Product
from support.stage import HOTLINE, World, serve_world

KILLS = 6 if os.environ.get("SCALE") == "small" else 50
TALKING, WAITING = 4, 12
LOGINS = [f"a20{n:02}" for n in range(1, TALKING + 1)]


@dataclass(slots=True)
class Findings:
    """What the kills have shown."""

    standby_s: list[float] = field(default_factory=list)
    anew_s: list[float] = field(default_factory=list)
    lost: int = 0
    doubled: int = 0


@asynccontextmanager
async def _world() -> AsyncIterator[tuple[World, Product]]:
    with own_folder() as folder:
        async with (
            test_postgres.serve() as server,
            server.fresh_database() as urls,
            serve_world(folder, urls) as world,
        ):
            yield world, Product(world, urls, Path(folder))


async def main() -> int:
    """Kill, measure, conclude."""
    around, found = machine(), Findings()
    async with _world() as (world, product), AsyncExitStack() as stack:
        serving = await stack.enter_async_context(product.started())
        await product.serves(serving)
        agents = [await stack.enter_async_context(Agent.at_work(product, world, login)) for login in LOGINS]
        crowd = Crowd(world, Random(1))
        await crowd.gather(agents)
        for number in range(1, KILLS + 1):
            await asyncio.sleep(crowd.chance.uniform(0.2, 1.5))
            is_standby = number % 5 != 0
            serving = await _kill(stack, product, serving, found, is_standby=is_standby)
            found.lost += crowd.lost()
            found.doubled += sum(agent.phone.has_unanswered for agent in agents)
            await crowd.move_on()
            times = found.standby_s if is_standby else found.anew_s
            print(f"  kill {number}/{KILLS}  {times[-1]:.2f} s  lost {found.lost}  doubled {found.doubled}", flush=True)
    aims = [
        Aim("from the kill until the standby serves, s", max(found.standby_s), 2.0),
        Aim("calls lost", found.lost, 0),
        Aim("agents rung twice", found.doubled, 0),
    ]
    figures = {"kills": KILLS, "standby_s": spread(found.standby_s), "started_anew_s": spread(found.anew_s)}
    return conclude("recovery", around, figures | {"lost": found.lost, "doubled": found.doubled}, aims)


async def _kill(stack: AsyncExitStack, product: Product, serving: Child, found: Findings, *, is_standby: bool) -> Child:
    """Kill who serves; return who serves then."""
    following = await stack.enter_async_context(product.started("--standby")) if is_standby else None
    if following is not None:
        await product.stands_by(following, len(found.standby_s) + 1)
    os.kill(serving.pid, signal.SIGKILL)
    began = time.monotonic()
    if following is None:
        following = await stack.enter_async_context(product.started())
    await product.serves(following)
    (found.standby_s if is_standby else found.anew_s).append(time.monotonic() - began)
    return following


class Crowd:
    """Callers who talk and callers who wait."""

    def __init__(self, world: World, chance: Random) -> None:
        self._world, self.chance = world, chance
        self._talking: deque[tuple[Agent, Call, Call]] = deque()
        self._waiting: deque[Call] = deque()
        self._came = 0

    def lost(self) -> int:
        """Count the calls that are gone, and forget them."""
        ends = [call for _, at_agent, caller in self._talking for call in (at_agent, caller)]
        return sum(not call.is_live for call in (*ends, *self._waiting))

    async def gather(self, agents: list[Agent]) -> None:
        """Let four callers talk and twelve wait."""
        for agent in agents:
            await self._come()
            await agent.ready()
            await self._take(agent)
        for _ in range(WAITING):
            await self._come()

    async def move_on(self) -> None:
        """One conversation ends, the first who waits is next, and another caller comes."""
        agent, at_agent, caller = self._talking.popleft()
        await agent.hangs_up(at_agent)
        await caller.wait_ended(10)
        await self._take(agent)
        await self._come()

    async def _come(self) -> None:
        self._came += 1  # nobody knows these numbers: customers of a better level would go before others
        call = self._world.carrier.dial(HOTLINE, caller=f"1390000{self._came:04}")
        await call.wait_answered(15)
        await call.heard.wait_for_sound()
        await call.press("0")
        self._waiting.append(call)

    async def _take(self, agent: Agent) -> None:
        at_agent = await agent.takes_call(700)
        self._talking.append((agent, at_agent, self._waiting.popleft()))


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
