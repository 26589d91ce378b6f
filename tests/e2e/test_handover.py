"""A call of a province rings at headquarters as well, over the carrier: who answers first has it, and nobody else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest_asyncio

from kefu.journeys.inbound_call.model import Phase
from kefu_lab.phone import Phone
from kefu_lab.phone.audio import Tone
from kefu_lab.phone.call import Call, CallState
from kefu_lab.phone.carrier import NeverAnswers
from support.stage import PHONES_IP, Stage, until

PROVINCE, HEADQUARTERS = "8100", "8200"
CALLER = "13912340001"


@dataclass(slots=True)
class Scene:
    """An agent in the province and one at headquarters, and what the carrier carries between the two."""

    stage: Stage
    province: Phone
    headquarters: Phone
    clients: list[Any]
    waiting: Call
    outer: Call  # out of the province
    inner: Call  # into headquarters

    async def ready(self, number: int) -> None:
        """Let an agent be ready: 0 of the province, 1 of headquarters."""
        answer = await self.clients[number].post("/api/desk/state", json={"state": "ready"})
        assert answer.status_code == 202


def _queue(code: str, number: str, recipe: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "code": code,
        "name": {"zh-CN": code, "en": code},
        "direct_number": number,
        "wrap_up_mode": "none",
        "recipe": recipe,
    }


@pytest_asyncio.fixture
async def scene(stage: Stage) -> AsyncIterator[Scene]:
    """Let a call wait in the province and ring at headquarters."""
    stage.carrier.exceptions[HEADQUARTERS] = NeverAnswers()
    hand_over = {"action": "hand_over", "after_s": 1, "value": HEADQUARTERS}
    async with AsyncExitStack() as stack:
        admin = await stack.enter_async_context(stage.client("admin"))
        phones, clients = [], []
        queues = (_queue("province", PROVINCE, [hand_over]), _queue("headquarters", HEADQUARTERS, []))
        for login, queue in zip(("a2005", "a2007"), queues, strict=True):
            known = {each["code"]: each["queue_id"] for each in (await admin.get("/api/queues")).json()}
            if queue["code"] not in known:
                made = (await admin.post("/api/queues", json=queue)).raise_for_status().json()
                known[queue["code"]] = made["queue_id"]
            client = await stack.enter_async_context(stage.client(login))
            me = (await client.get("/api/me")).json()["agent"]["id"]
            routing = {"queue_ids": [known[queue["code"]]], "skills": []}
            (await admin.put(f"/api/agents/{me}/routing", json=routing)).raise_for_status()
            view = (await client.post("/api/desk/log_on")).json()["phone"]
            phone = await Phone.open(
                PHONES_IP, user=view["address"], password=view["password"], registrar=stage.sip, sound=Tone(700)
            )
            stack.push_async_callback(phone.close)
            clients.append(client)
            phones.append(phone)
        await until(lambda: {PROVINCE, HEADQUARTERS} <= stage.parts.centre.state.numbers.keys())
        waiting = stage.carrier.dial(PROVINCE, caller=CALLER, sound=Tone(400))
        outer = await stage.carrier.next_call(10)
        assert (outer.called, outer.caller[-11:]) == (HEADQUARTERS, CALLER)
        inner = stage.carrier.dial(HEADQUARTERS, caller=CALLER)
        await until(lambda: (waiting.state, inner.state) == (CallState.RINGING, CallState.RINGING))
        yield Scene(stage, phones[0], phones[1], clients, waiting, outer, inner)
        await until(lambda: not stage.live_calls)
        for client in clients:
            await client.post("/api/desk/log_off")


async def test_headquarters_has_somebody_first(scene: Scene) -> None:
    await scene.ready(1)
    at_headquarters = await scene.headquarters.next_call(5)
    await asyncio.sleep(0.5)
    assert scene.inner.state is CallState.RINGING, "nobody has answered yet, nor has the switch"
    at_headquarters.answer()
    await until(lambda: scene.inner.state is CallState.CONNECTED)
    assert scene.waiting.state is CallState.RINGING
    scene.outer.answer()  # as the carrier does when headquarters has answered
    await until(lambda: scene.waiting.state is CallState.CONNECTED)
    await scene.outer.heard.wait_for_tone(400)
    await scene.inner.heard.wait_for_tone(700)
    assert sorted(call.phase for call in scene.stage.live_calls) == [Phase.CONNECTED, Phase.CONNECTED]
    scene.waiting.hang_up()
    await scene.outer.wait_ended(5)
    scene.inner.hang_up()
    await at_headquarters.wait_ended(5)


async def test_the_province_has_somebody_first(scene: Scene) -> None:
    await scene.ready(1)
    at_headquarters = await scene.headquarters.next_call(5)
    await scene.ready(0)
    at_home = await scene.province.next_call(5)
    assert scene.outer.state is CallState.RINGING, "it rings at both"
    at_home.answer()
    await until(lambda: scene.waiting.state is CallState.CONNECTED)
    await scene.waiting.heard.wait_for_tone(700)
    await scene.outer.wait_ended(5)
    scene.inner.hang_up()  # as the carrier does when the province has cancelled
    await at_headquarters.wait_ended(5)
    at_home.hang_up()
    await scene.waiting.wait_ended(5)
