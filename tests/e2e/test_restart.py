"""The product is killed in the middle of everything, comes back, and nobody on the telephone has noticed."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from kefu_lab.phone.audio import Tone
from kefu_lab.phone.call import Call
from kefu_lab.processes import Child
from support import postgres
from support.product import Agent, Product
from support.stage import HOTLINE, World, client_of, serve_world

ALL = {"from": "2020-01-01T00:00:00Z", "to": "2100-01-01T00:00:00Z"}


@pytest.fixture
async def world(database_server: postgres.Server, tmp_path: Path) -> AsyncIterator[tuple[World, Product]]:
    async with database_server.fresh_database() as urls, serve_world(tmp_path, urls) as world:
        yield world, Product(world, urls, tmp_path)


def _hums(call: Call, from_s: float) -> bool:
    """Tell whether the agent's voice is heard for a third of a second; a busy machine drops a packet now and then."""
    return call.heard.tone(700, from_s, from_s + 0.33) > 1000


def dial(world: World, subscriber: int) -> Call:
    return world.carrier.dial(HOTLINE, caller=world.estate.subscribers[subscriber])


async def waits(call: Call, key: str = "0") -> None:
    """Let a caller ask for a person; complaints are recorded."""
    await call.wait_answered(10)
    await call.heard.wait_for_sound()
    await call.press(key)


async def records(product: Product, count: int) -> dict[str, dict[str, Any]]:
    """Return the records of all calls by number, once there are so many."""
    async with asyncio.timeout(20), client_of(product.url, "supervisor") as client:
        while len(found := (await client.get("/api/calls", params=ALL)).json()) < count:
            await asyncio.sleep(0.1)
    assert len(found) == count
    return {call["number"][-6:]: call for call in found}


async def recorded_ms(product: Product, customer_id: str) -> int:
    """Return the length of the recording in a customer's timeline, once it is there."""
    async with asyncio.timeout(10), client_of(product.url, "supervisor") as client:
        while True:
            [contact] = (await client.get(f"/api/customers/{customer_id}/timeline")).json()["items"]
            if contact["recordings"]:
                recording_id = contact["recordings"][0]["recording_id"]
                return int((await client.get(f"/api/recordings/{recording_id}")).json()["duration_ms"])
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "hangs"])
async def test_a_product_comes_back_to_its_calls(world: tuple[World, Product], how: signal.Signals) -> None:
    """It is killed; or it hangs, and is killed by who stands by."""
    around, product = world
    async with product.started() as first:
        await product.serves(first)
        async with product.started("--standby") as second:
            await product.stands_by(second)
            await be_ended_while_people_talk(around, product, first, second, how)


async def be_ended_while_people_talk(
    around: World, product: Product, first: Child, second: Child, how: signal.Signals
) -> None:
    async with Agent.at_work(product, around, "a2003") as anna:
        talking, waiting, choosing = (dial(around, n) for n in (70, 71, 72))
        await anna.ready()
        await waits(talking, "3")
        talking.play(Tone(400))
        at_anna = await anna.takes_call(700)
        await talking.heard.wait_for_tone(700)
        await waits(waiting)
        began_waiting = time.monotonic()
        await choosing.wait_answered(10)
        await choosing.heard.wait_for_sound()
        async with Agent.at_work(product, around, "a2004") as bela:
            killed_at = talking.heard.seconds
            os.kill(first.pid, how)
            await product.serves(second)
            back_at = talking.heard.seconds
            print(f"back {back_at - killed_at:.1f} s after {how.name}")
            moments = range(int(killed_at * 10), int(back_at * 10))
            assert all(_hums(talking, moment / 10) for moment in moments), "nobody has noticed"
            assert all(call.is_live for call in (waiting, choosing, at_anna))

            await bela.ready()
            at_bela = await bela.takes_call(1000)  # the one who had waited before the kill
            await waiting.heard.wait_for_tone(1000)
            waited_ms = (time.monotonic() - began_waiting) * 1000
            await choosing.press("0")
            at_anna.hang_up()
            await talking.wait_ended(5)
            at_bela.hang_up()
            await waiting.wait_ended(5)
            choosing.hang_up()
            calls = await records(product, 3)
    by_caller = [calls[around.estate.subscribers[n][-6:]] for n in (70, 71, 72)]
    assert [call["outcome"] for call in by_caller] == ["answered", "answered", "abandoned"]
    assert await recorded_ms(product, by_caller[0]["customer_id"]) > (back_at - killed_at) * 1000
    assert by_caller[0]["talk_ms"] > (back_at - killed_at) * 1000
    assert abs(by_caller[1]["wait_ms"] - waited_ms) < 1500
