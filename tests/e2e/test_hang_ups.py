"""Whoever hangs up, in whatever state the call is: nothing stays behind and the history is complete."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

import httpx
import pytest
import pytest_asyncio

from kefu.acd.core.model import AgentState
from kefu.journeys.inbound_call.model import LiveCall, Phase
from kefu_lab.phone import Phone
from kefu_lab.phone.audio import Tone
from kefu_lab.phone.call import Call
from support.stage import HOTLINE, PHONES_IP, Stage, until


@dataclass(slots=True)
class Colleague:
    """An agent with an ordinary telephone."""

    client: httpx.AsyncClient
    phone: Phone
    agent_id: str

    async def ask(self, call: LiveCall, service: str, **body: object) -> None:
        """Ask for a telephone service."""
        answer = await self.client.post(f"/api/calls/{call.call_id}/{service}", json=body)
        assert answer.status_code == 202, answer.text


@dataclass(slots=True)
class Scene:
    """Two agents, a caller, and the calls on their phones."""

    stage: Stage
    one: Colleague
    two: Colleague
    caller: Call
    live: LiveCall
    at_one: Call | None = None
    at_two: Call | None = None


@pytest_asyncio.fixture
async def colleagues(stage: Stage) -> AsyncIterator[tuple[Colleague, Colleague]]:
    """Put two agents to work; sign them off afterwards."""
    async with AsyncExitStack() as stack:
        both = [await _work(stage, stack, login) for login in ("a2003", "a2004")]
        yield both[0], both[1]
        supervisor = await stack.enter_async_context(stage.client("supervisor"))
        for each in both:
            await supervisor.post(f"/api/agents/{each.agent_id}/log_off", json={"reason": "training"})
        seats = stage.parts.centre.state.seats
        await until(lambda: not any(s.number in ("2003", "2004") for s in seats.values()))


async def _work(stage: Stage, stack: AsyncExitStack, login: str) -> Colleague:
    client = await stack.enter_async_context(stage.client(login))
    view = (await client.post("/api/desk/log_on")).json()["phone"]
    phone = await Phone.open(PHONES_IP, user=view["address"], password=view["password"], registrar=stage.sip)
    stack.push_async_callback(phone.close)
    seats = stage.parts.centre.state.seats
    await until(lambda: any(s.number == view["address"] and s.is_registered for s in seats.values()))
    agent_id = next(str(s.agent_id) for s in seats.values() if s.number == view["address"])
    return Colleague(client, phone, agent_id)


async def greeting(scene: Scene) -> None:
    await scene.caller.heard.wait_for_sound()


async def waiting(scene: Scene) -> None:
    await greeting(scene)
    await scene.caller.press("0")
    await until(lambda: scene.live.phase is Phase.WAITING)


async def ringing(scene: Scene) -> None:
    assert (await scene.one.client.post("/api/desk/state", json={"state": "ready"})).status_code == 202
    await greeting(scene)
    await scene.caller.press("0")
    scene.at_one = await scene.one.phone.next_call(10)
    await until(lambda: scene.live.delivered_at_ms)


async def connected(scene: Scene) -> None:
    await ringing(scene)
    assert scene.at_one is not None
    scene.at_one.answer()
    scene.at_one.play(Tone(700))
    await until(lambda: scene.live.phase is Phase.CONNECTED)
    await scene.caller.heard.wait_for_tone(700)


async def held(scene: Scene) -> None:
    await connected(scene)
    await scene.one.ask(scene.live, "hold_call")
    await until(lambda: scene.live.phase is Phase.HELD)


async def consulting_rings(scene: Scene) -> None:
    await connected(scene)
    assert (await scene.two.client.post("/api/desk/state", json={"state": "ready"})).status_code == 202
    hub = scene.stage.parts.hub
    await until(lambda: any(s.state is AgentState.READY for s in hub.states.values()))
    await scene.one.ask(scene.live, "consultation_call", to={"kind": "agent", "id": scene.two.agent_id})
    scene.at_two = await scene.two.phone.next_call(10)


async def consulting(scene: Scene) -> None:
    await consulting_rings(scene)
    assert scene.at_two is not None
    scene.at_two.answer()
    await until(lambda: scene.live.phase is Phase.CONSULTING)


async def conference(scene: Scene) -> None:
    await consulting(scene)
    await scene.one.ask(scene.live, "conference_call")
    await until(lambda: scene.live.phase is Phase.CONFERENCE)


STATES: list[Callable[[Scene], Awaitable[None]]] = [
    greeting,
    waiting,
    ringing,
    connected,
    held,
    consulting_rings,
    consulting,
    conference,
]


@pytest.mark.parametrize("who", ["caller", "agent", "both"])
@pytest.mark.parametrize("reach", STATES, ids=lambda reach: reach.__name__)
async def test_nothing_stays_behind(
    stage: Stage, colleagues: tuple[Colleague, Colleague], reach: Callable[[Scene], Awaitable[None]], who: str
) -> None:
    caller = stage.carrier.dial(HOTLINE, caller=stage.estate.subscribers[60])
    await caller.wait_answered(10)
    scene = Scene(stage, *colleagues, caller, stage.live_calls[0])
    await reach(scene)
    if who in ("agent", "both"):
        for phone_call in (scene.at_one, scene.at_two):
            if phone_call is not None and phone_call.is_live:
                phone_call.hang_up()
    if who in ("caller", "both") or scene.at_one is None:
        caller.hang_up()
    else:
        with contextlib.suppress(TimeoutError):
            await caller.wait_ended(3)
        if caller.is_live:  # an agent who declines or leaves does not end the customer's call
            caller.hang_up()
    await until(lambda: not stage.live_calls)
    await until(lambda: not stage.parts.centre.state.by_connection)
    assert await _held(stage) == []
    await stage.parts.ledger.flushed()
    async with stage.client("supervisor") as client:
        kinds = [fact["kind"] for fact in (await client.get(f"/api/calls/{scene.live.call_id}/events")).json()]
    assert kinds[0] == "offered_in"
    assert kinds.count("cleared") == 1
    await _all_at_rest(stage)


async def _held(stage: Stage) -> list[object]:
    """Return what the switch still holds, once it has had the time to let go."""
    switch = next(iter(stage.parts.centre.switches.values()))
    held: list[object] = list(await switch.snapshot())
    for _ in range(100):
        if not held:
            break
        await asyncio.sleep(0.05)
        held = list(await switch.snapshot())
    return held


async def _all_at_rest(stage: Stage) -> None:
    resting = (AgentState.READY, AgentState.NOT_READY, AgentState.WORKING_AFTER_CALL)
    await until(lambda: all(change.state in resting for change in stage.parts.hub.states.values()))
