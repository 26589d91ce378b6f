"""Keys, announcements, recordings."""

from pathlib import Path

import pytest

from kefu.calls.events import (
    DigitsDetected,
    Established,
    PlayEnded,
    RecordingEnded,
    RecordingFailed,
)
from kefu.calls.model import Device, DeviceKind
from kefu.kernel.ids import RecordingId
from kefu.platform.ids import new_id
from support.switch_scenes import (
    ALPHA,
    BETA,
    LONG,
    NOBODY,
    OUTSIDE,
    answered,
    conversation,
    ended_cleanly,
    reached,
    record,
    ring,
    seconds,
    side,
    tones,
)
from support.switch_world import World, add_seat, until


async def test_keys_are_told_one_by_one_in_order(world: World) -> None:
    caller, offer = await answered(world)
    await caller.press("10#*")
    digits = [(await world.heard.next(DigitsDetected)).digit for _ in range(4)]
    assert digits == ["1", "0", "#", "*"]
    assert world.heard.about(offer.connection_id).count("DigitsDetected") == 4
    await ended_cleanly(world, caller)


async def test_keys_are_told_in_conversation_too(world: World) -> None:
    caller, offer, agent, connection_id = await conversation(world)
    await caller.press("7")
    assert (await world.heard.next(DigitsDetected, connection_id=offer.connection_id)).digit == "7"
    await agent.press("8")
    assert (await world.heard.next(DigitsDetected, connection_id=connection_id)).digit == "8"
    assert world.heard.about(connection_id).count("DigitsDetected") == 1
    await ended_cleanly(world, caller, agent)


async def test_digits_are_sent_to_one_party(world: World) -> None:
    world.number(OUTSIDE, answers=True)
    connection_id = await ring(world, Device(DeviceKind.TRUNK, OUTSIDE))
    await world.heard.next(Established, connection_id=connection_id)
    outside = await world.outside_rings()
    await world.switch.generate_digits(connection_id, "12#")
    await until(lambda: outside.digits == "12#", "three keys")
    await ended_cleanly(world, outside)


async def test_prompts_are_played_one_after_the_other_and_end_once(world: World) -> None:
    caller, offer = await answered(world)
    await world.switch.play(offer.connection_id, "p", [ALPHA, BETA])
    await caller.hears(ALPHA)
    ended = await world.heard.next(PlayEnded)
    assert (ended.play_id, ended.is_complete) == ("p", True)
    await world.switch.stop_play("p")
    await caller.press("1")
    await world.heard.next(DigitsDetected)
    assert world.heard.about(offer.connection_id).count("PlayEnded") == 1
    await ended_cleanly(world, caller)


async def test_an_announcement_can_be_stopped(world: World) -> None:
    caller, offer = await answered(world)
    await world.switch.play(offer.connection_id, "p", [LONG])
    await caller.hears(LONG)
    await world.switch.stop_play("p")
    assert not (await world.heard.next(PlayEnded, play_id="p")).is_complete
    await caller.hears()
    await ended_cleanly(world, caller)


async def test_an_announcement_that_is_stopped_at_once_ends_once(world: World) -> None:
    caller, offer = await answered(world)
    await world.switch.play(offer.connection_id, "p", [LONG])
    await world.switch.stop_play("p")
    assert not (await world.heard.next(PlayEnded, play_id="p")).is_complete
    await ended_cleanly(world, caller)


async def test_announcements_wait_for_one_another(world: World) -> None:
    caller, offer = await answered(world)
    await world.switch.play(offer.connection_id, "one", [ALPHA])
    await world.switch.play(offer.connection_id, "two", [LONG])
    assert (await world.heard.next(PlayEnded)).play_id == "one"
    await caller.hears(LONG)
    await ended_cleanly(world, caller)


@pytest.mark.parametrize("media", [["zh-CN/no-such-prompt"], [], ["../../secret"]])
async def test_a_prompt_that_does_not_exist_ends_at_once(world: World, media: list[str]) -> None:
    caller, offer = await answered(world)
    await world.switch.play(offer.connection_id, "p", media)
    assert not (await world.heard.next(PlayEnded)).is_complete
    await ended_cleanly(world, caller)


async def test_an_announcement_takes_the_place_of_music(world: World) -> None:
    caller, offer = await answered(world)
    await world.switch.start_music(offer.connection_id)
    await caller.hears("music")
    await world.switch.play(offer.connection_id, "p", [ALPHA])
    await caller.hears(ALPHA)
    assert (await world.heard.next(PlayEnded)).is_complete
    await caller.hears()
    await world.switch.start_music(offer.connection_id)
    await caller.hears("music")
    await ended_cleanly(world, caller)


async def test_a_recording_has_one_file_a_side_of_equal_length(world: World) -> None:
    caller, offer, agent, _ = await conversation(world)
    recording_id = await record(world, offer)
    await caller.hears("1001")
    await caller.press("1")
    await world.heard.next(DigitsDetected)
    await world.switch.stop_recording(recording_id)
    ended = await world.heard.next(RecordingEnded, recording_id=recording_id)
    assert tones(side(ended, "customer"), world) == {"customer"}
    assert tones(side(ended, "agent"), world) == {"1001"}
    assert seconds(side(ended, "customer")) == pytest.approx(seconds(side(ended, "agent")), abs=0.05)
    await ended_cleanly(world, caller, agent)


async def test_a_recording_goes_on_through_hold_and_transfer(world: World) -> None:
    caller, offer, agent, agent_connection = await conversation(world)
    recording_id = await record(world, offer)
    await caller.hears("1001")
    await world.switch.hold_call(offer.call_id, offer.connection_id)
    await caller.hears("music")
    await world.switch.clear_connection(agent_connection)
    second_phone = await add_seat(world, "1002")
    second, connection_id = await reached(world, second_phone, "1002", offer.call_id)
    await world.switch.join(offer.call_id, offer.connection_id, connection_id)
    await caller.hears("1002")
    await world.switch.stop_recording(recording_id)
    ended = await world.heard.next(RecordingEnded, recording_id=recording_id)
    assert tones(side(ended, "agent"), world) - {"music"} == {"1001", "1002"}
    assert tones(side(ended, "customer"), world) == {"customer"}
    await ended_cleanly(world, caller, second, agent)


async def test_pause_is_a_segment_that_ends_and_one_that_begins(world: World) -> None:
    caller, offer, agent, _ = await conversation(world)
    first = await record(world, offer)
    await caller.hears("1001")
    await world.switch.stop_recording(first)
    second = await record(world, offer)
    one = await world.heard.next(RecordingEnded, recording_id=first)
    await caller.hears("1001")
    await world.switch.stop_recording(second)
    two = await world.heard.next(RecordingEnded, recording_id=second)
    for ended in (one, two):
        assert tones(side(ended, "agent"), world) == {"1001"}
    await ended_cleanly(world, caller, agent)


async def test_a_connection_that_is_cleared_ends_its_recording(world: World) -> None:
    caller, offer, agent, _ = await conversation(world)
    recording_id = await record(world, offer)
    await caller.hears("1001")
    caller.hang_up()
    ended = await world.heard.next(RecordingEnded, recording_id=recording_id)
    assert tones(side(ended, "agent"), world) == {"1001"}
    assert tones(side(ended, "customer"), world) == {"customer"}
    await ended_cleanly(world, agent)


async def test_voicemail_holds_the_party_only(world: World) -> None:
    caller, offer = await answered(world)
    recording_id = RecordingId(new_id())
    await world.switch.play(offer.connection_id, "p", [LONG])
    await world.switch.start_recording(offer.connection_id, recording_id, is_voicemail=True)
    await caller.hears(LONG)
    caller.hang_up()
    ended = await world.heard.next(RecordingEnded, recording_id=recording_id)
    assert tones(Path(f"{ended.path}.wav"), world) == {"customer"}
    assert not side(ended, "customer").exists()
    await ended_cleanly(world)


async def test_a_recording_of_nothing_fails(world: World) -> None:
    recording_id = RecordingId(new_id())
    await world.switch.start_recording(NOBODY, recording_id)
    await world.heard.next(RecordingFailed, recording_id=recording_id)
    await ended_cleanly(world)
