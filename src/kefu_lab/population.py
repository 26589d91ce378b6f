"""The people of the demonstration: callers who come along the day's curve, agents at their desks."""

import asyncio
import logging
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import aiohttp

from kefu_lab.agents.agent import Agent
from kefu_lab.agents.desk import Desk, DeskError
from kefu_lab.callers.caller import call_in
from kefu_lab.callers.curve import Arrivals
from kefu_lab.callers.persona import draw
from kefu_lab.fieldwork.people import Worker
from kefu_lab.phone import Carrier, Phone
from kefu_lab.speech import Voices

log = logging.getLogger(__name__)

_PHONES_IP = "127.0.0.3"
_BETWEEN_AGENTS_S = 0.2
_RETRY_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Where the people find the centre."""

    url: str
    hotline: str
    password: str
    rest_code: str
    subscribers: Sequence[str]
    """Numbers of customers, as the carrier presents them."""
    agents: Sequence[str]
    """Log-ins of the agents to play."""
    office: Mapping[str, type[Worker]]
    """Who works behind the desks and on the road, by log-in."""
    speed: float = 1.0


class Population:
    """Everybody whom the laboratory plays. Each person has a generator of his own, so that none disturbs another."""

    def __init__(
        self, around: Surroundings, *, carrier: Carrier, arrivals: Arrivals, voices: Voices, random: Random
    ) -> None:
        self._around, self._carrier, self._arrivals, self._voices = around, carrier, arrivals, voices
        self._random = random
        self._callers: set[asyncio.Task[Any]] = set()

    async def live(self) -> None:
        """Go on until cancelled; then everybody hangs up."""
        agents = []
        try:
            for login in self._around.agents:
                agents.append(asyncio.create_task(self._agent(login, self._another_random()), name=f"agent {login}"))
                await asyncio.sleep(_BETWEEN_AGENTS_S)
            for login, trade in self._around.office.items():
                agents.append(asyncio.create_task(self._worker(login, trade, self._another_random()), name=login))
                await asyncio.sleep(_BETWEEN_AGENTS_S)
            await self._let_call()
        finally:
            for task in (*agents, *self._callers):
                task.cancel()
            await asyncio.gather(*agents, *self._callers, return_exceptions=True)

    def _another_random(self) -> Random:
        return Random(self._random.getrandbits(64))

    async def _let_call(self) -> None:
        loop = asyncio.get_running_loop()
        began_at = loop.time()
        while True:
            random = self._another_random()
            persona = draw(random, self._around.subscribers)
            speaker = self._voices.caller(persona.wish, persona.language, random)
            self._spawn(call_in(self._carrier, persona, called=self._around.hotline, speaker=speaker))
            await asyncio.sleep(self._arrivals.gap_s(loop.time() - began_at, self._random))

    def _spawn(self, story: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(story, name="caller")
        self._callers.add(task)
        task.add_done_callback(self._hung_up)

    def _hung_up(self, task: asyncio.Task[Any]) -> None:
        self._callers.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a caller failed", exc_info=error)

    async def _agent(self, login: str, random: Random) -> None:
        """Let an agent work; when something goes wrong he logs in again."""
        while True:
            try:
                async with await Desk.log_in(self._around.url, login, self._around.password) as desk:
                    await Agent(
                        desk,
                        open_phone=self._open_phone,
                        random=random,
                        speaker=self._voices.agent(login, random),
                        rest_code=self._around.rest_code,
                    ).run()
            except (DeskError, aiohttp.ClientError, OSError, TimeoutError) as error:
                log.warning("agent %s: %s; he logs in again", login, error)
            await asyncio.sleep(_RETRY_S)

    async def _worker(self, login: str, trade: type[Worker], random: Random) -> None:
        """Let somebody work; when something goes wrong, or his session is over, he logs in again."""
        while True:
            try:
                async with await Desk.log_in(self._around.url, login, self._around.password) as desk:
                    await trade(desk, random, speed=self._around.speed).run()
            except (DeskError, aiohttp.ClientError, OSError, TimeoutError) as error:
                log.warning("%s: %s; logs in again", login, error)
            await asyncio.sleep(_RETRY_S)

    async def _open_phone(self, user: str, password: str) -> Phone:
        return await Phone.open(_PHONES_IP, user=user, password=password, registrar=self._carrier.switch, keeps_s=0)
