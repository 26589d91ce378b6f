"""Short scenes that the contract of a switch is told in."""

import asyncio
import wave
from pathlib import Path

import numpy as np

from kefu.calls.events import (
    Established,
    Offered,
    Originated,
    RecordingEnded,
)
from kefu.calls.model import Device, DeviceKind
from kefu.kernel.ids import CallId, ConnectionId, RecordingId
from kefu.platform.ids import new_id
from support.switch_world import Party, Phone, World, add_seat

ALPHA, BETA, LONG = "zh-CN/alpha", "zh-CN/beta", "zh-CN/long"
OUTSIDE = "13900000001"
NOBODY = ConnectionId("nobody")


def seat(address: str) -> Device:
    """Name a seat's phone."""
    return Device(DeviceKind.SIP_PHONE, address)


async def offered(world: World) -> tuple[Party, Offered]:
    """Let a customer call in."""
    caller = world.call_in()
    return caller, await world.heard.next(Offered)


async def answered(world: World) -> tuple[Party, Offered]:
    """Let a customer call in and answer him."""
    caller, offer = await offered(world)
    await world.switch.answer_call(offer.connection_id)
    await world.heard.next(Established, connection_id=offer.connection_id)
    return caller, offer


async def ring(world: World, device: Device, call_id: CallId | None = None, *, timeout_s: int = 20) -> ConnectionId:
    """Call a device."""
    connection_id = ConnectionId(str(new_id()))
    await world.switch.make_call(
        call_id=call_id or CallId(new_id()),
        connection_id=connection_id,
        device=device,
        caller="13812345678",
        timeout_s=timeout_s,
    )
    return connection_id


async def reached(world: World, phone: Phone, address: str, call_id: CallId) -> tuple[Party, ConnectionId]:
    """Call a seat's phone and let it answer."""
    connection_id = await ring(world, seat(address), call_id)
    party = await phone.rings()
    party.answer()
    await world.heard.next(Established, connection_id=connection_id)
    return party, connection_id


async def conversation(world: World) -> tuple[Party, Offered, Party, ConnectionId]:
    """Let a customer talk to 1001."""
    phone = await add_seat(world, "1001")
    caller, offer = await answered(world)
    agent, connection_id = await reached(world, phone, "1001", offer.call_id)
    await world.switch.join(offer.call_id, offer.connection_id, connection_id)
    await caller.hears("1001")
    await agent.hears("customer")
    return caller, offer, agent, connection_id


async def ended_cleanly(world: World, *parties: Party) -> None:
    """Hang up; nothing may be left over."""
    for party in parties:
        party.hang_up()
        await party.has_ended()
    left: list[str] = []
    for call_id in {event.call_id for event in world.heard.all if isinstance(event, Offered | Originated)}:
        await world.switch.clear_call(call_id)
    for _ in range(100):
        left = await world.leftovers()
        if not left:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"left over: {left}")


def tones(path: Path, world: World) -> set[str]:
    """Say whose voices are in a recording, be it for a moment."""
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 8000)
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
    moment = np.hanning(800) / 400
    found = set()
    for voice in ("customer", "1001", "1002", "1003", "music", LONG):
        wave_of_voice = moment * np.exp(-2j * np.pi * world.pitch_hz(voice) * np.arange(800) / 8000)
        levels = [abs(sound[at : at + 800] @ wave_of_voice) for at in range(0, len(sound) - 799, 400)]
        if max(levels, default=0) > 0.08:
            found.add(voice)
    return found


def seconds(path: Path) -> float:
    """Measure a recording."""
    with wave.open(str(path)) as file:
        return file.getnframes() / file.getframerate()


def side(ended: RecordingEnded, name: str) -> Path:
    """Name one side's file."""
    return Path(f"{ended.path}-{name}.wav")


async def record(world: World, offer: Offered) -> RecordingId:
    """Begin a recording of the customer's connection."""
    recording_id = RecordingId(new_id())
    await world.switch.start_recording(offer.connection_id, recording_id)
    return recording_id
