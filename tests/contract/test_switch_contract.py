"""What every telephone switch behind the port does, whichever it is."""

import asyncio
import wave
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest

from kefu.calls.events import (
    ConnectionCleared,
    Delivered,
    DeviceRegistered,
    DigitsDetected,
    Established,
    Failed,
    Offered,
    Originated,
    PlayEnded,
    RecordingEnded,
    RecordingFailed,
    SwitchAvailability,
)
from kefu.calls.model import Cause, ConnectionState, Device, DeviceKind
from kefu.calls.ports import SwitchUnavailableError
from kefu.kernel.ids import CallId, ConnectionId, RecordingId
from kefu.platform.ids import new_id
from support.switch_world import SECRET, Party, Phone, World, add_seat, until

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


# -- calls that come in ---------------------------------------------------------------------------------------------


async def test_a_call_from_outside_is_offered_with_both_numbers_and_not_answered(world: World) -> None:
    caller, offer = await offered(world)
    assert (offer.caller, offer.called, offer.trunk) == ("13812345678", "96296", "trunk")
    assert not caller.is_connected
    assert world.heard.about(offer.connection_id) == ["Offered"]
    await ended_cleanly(world, caller)


async def test_a_withheld_number_is_not_told(world: World) -> None:
    caller = world.call_in(None)
    assert (await world.heard.next(Offered)).caller == ""
    await ended_cleanly(world, caller)


async def test_an_answered_call_is_established_once(world: World) -> None:
    caller, offer = await answered(world)
    await until(lambda: caller.is_connected, "the caller is connected")
    await world.switch.answer_call(offer.connection_id)
    await caller.press("1")
    await world.heard.next(DigitsDetected)
    assert world.heard.about(offer.connection_id) == ["Offered", "Established", "DigitsDetected"]
    await ended_cleanly(world, caller)


async def test_calls_have_ids_of_their_own(world: World) -> None:
    (one, first), (two, second) = await offered(world), await offered(world)
    assert first.call_id != second.call_id
    assert first.connection_id != second.connection_id
    await ended_cleanly(world, one, two)


@pytest.mark.parametrize("cause", [Cause.NORMAL, Cause.BUSY, Cause.UNALLOCATED, Cause.CONGESTION])
async def test_an_offered_call_can_be_refused(world: World, cause: Cause) -> None:
    caller, offer = await offered(world)
    await world.switch.clear_connection(offer.connection_id, cause)
    assert (await world.heard.next(ConnectionCleared)).cause is cause
    await caller.has_ended()
    await ended_cleanly(world)


async def test_an_answered_call_can_be_cleared(world: World) -> None:
    caller, offer = await answered(world)
    await world.switch.clear_connection(offer.connection_id)
    assert (await world.heard.next(ConnectionCleared)).cause is Cause.NORMAL
    await caller.has_ended()
    await ended_cleanly(world)


# -- the caller hangs up, in every state ----------------------------------------------------------------------------


async def test_caller_hangs_up_before_the_answer(world: World) -> None:
    caller, offer = await offered(world)
    caller.hang_up()
    await world.heard.next(ConnectionCleared, connection_id=offer.connection_id)
    assert world.heard.about(offer.connection_id) == ["Offered", "ConnectionCleared"]
    await ended_cleanly(world)


async def test_caller_hangs_up_while_he_is_being_answered(world: World) -> None:
    caller, offer = await offered(world)
    caller.hang_up()
    await world.switch.answer_call(offer.connection_id)
    await world.switch.start_music(offer.connection_id)
    await world.heard.next(ConnectionCleared, connection_id=offer.connection_id)
    await ended_cleanly(world)


async def test_caller_hangs_up_during_an_announcement(world: World) -> None:
    caller, offer = await answered(world)
    await world.switch.play(offer.connection_id, "p", [LONG])
    await caller.hears(LONG)
    caller.hang_up()
    await world.heard.next(ConnectionCleared)
    events = ["Offered", "Established", "PlayEnded", "ConnectionCleared"]
    assert world.heard.about(offer.connection_id) == events
    assert not (await world.heard.next(PlayEnded)).is_complete
    await ended_cleanly(world)


async def test_caller_hangs_up_on_music(world: World) -> None:
    caller, offer = await answered(world)
    await world.switch.start_music(offer.connection_id)
    await caller.hears("music")
    caller.hang_up()
    assert (await world.heard.next(ConnectionCleared)).cause is Cause.NORMAL
    await ended_cleanly(world)


async def test_caller_hangs_up_while_a_phone_rings_for_him(world: World) -> None:
    phone = await add_seat(world, "1001")
    caller, offer = await answered(world)
    ringing = await ring(world, seat("1001"), offer.call_id)
    agent = await phone.rings()
    await world.heard.next(Delivered, connection_id=ringing)
    caller.hang_up()
    await world.heard.next(ConnectionCleared, connection_id=offer.connection_id)
    await world.switch.clear_connection(ringing)
    assert (await world.heard.next(Failed, connection_id=ringing)).cause is Cause.CANCELLED
    await agent.has_ended()
    await ended_cleanly(world)


async def test_caller_hangs_up_while_a_phone_is_answering_for_him(world: World) -> None:
    phone = await add_seat(world, "1001")
    caller, offer = await answered(world)
    ringing = await ring(world, seat("1001"), offer.call_id)
    agent = await phone.rings()
    agent.answer()
    caller.hang_up()
    await world.switch.join(offer.call_id, offer.connection_id, ringing)
    await world.heard.next(ConnectionCleared, connection_id=offer.connection_id)
    await world.heard.next(Established, connection_id=ringing)
    await agent.hears()
    await ended_cleanly(world, agent)


async def test_caller_hangs_up_in_conversation_and_the_agent_stays(world: World) -> None:
    caller, offer, agent, connection_id = await conversation(world)
    caller.hang_up()
    await world.heard.next(ConnectionCleared, connection_id=offer.connection_id)
    await agent.hears()
    assert agent.is_connected
    await world.switch.clear_connection(connection_id)
    await world.heard.next(ConnectionCleared, connection_id=connection_id)
    await ended_cleanly(world)


async def test_caller_hangs_up_on_hold(world: World) -> None:
    caller, offer, agent, _ = await conversation(world)
    await world.switch.hold_call(offer.call_id, offer.connection_id)
    await caller.hears("music")
    caller.hang_up()
    await world.heard.next(ConnectionCleared, connection_id=offer.connection_id)
    await world.switch.retrieve_call(offer.call_id, offer.connection_id)
    await agent.hears()
    await ended_cleanly(world, agent)


async def test_agent_hangs_up_and_another_takes_his_place(world: World) -> None:
    caller, offer, agent, connection_id = await conversation(world)
    agent.hang_up()
    assert (await world.heard.next(ConnectionCleared, connection_id=connection_id)).cause is Cause.NORMAL
    await caller.hears()
    await world.switch.start_music(offer.connection_id)
    await caller.hears("music")
    other_phone = await add_seat(world, "1002")
    other, other_connection = await reached(world, other_phone, "1002", offer.call_id)
    await world.switch.join(offer.call_id, offer.connection_id, other_connection)
    await caller.hears("1002")
    await other.hears("customer")
    await ended_cleanly(world, other, caller)


# -- calls that we make ---------------------------------------------------------------------------------------------


async def test_a_phone_rings_with_the_callers_number_and_is_established_when_it_answers(world: World) -> None:
    phone = await add_seat(world, "1001")
    connection_id = await ring(world, seat("1001"))
    agent = await phone.rings()
    await world.heard.next(Delivered, connection_id=connection_id)
    assert (agent.caller, agent.is_auto_answer) == ("13812345678", False)
    assert world.heard.about(connection_id) == ["Delivered"]
    agent.answer()
    await world.heard.next(Established, connection_id=connection_id)
    assert world.heard.about(connection_id) == ["Delivered", "Established"]
    await ended_cleanly(world, agent)


async def test_a_phone_can_be_told_to_answer_by_itself(world: World) -> None:
    phone = await add_seat(world, "1001")
    connection_id = ConnectionId(str(new_id()))
    await world.switch.make_call(
        call_id=CallId(new_id()),
        connection_id=connection_id,
        device=seat("1001"),
        caller="13812345678",
        timeout_s=20,
        is_auto_answer=True,
    )
    agent = await phone.rings()
    await world.heard.next(Established, connection_id=connection_id)
    assert agent.is_auto_answer
    await ended_cleanly(world, agent)


async def test_a_phone_that_refuses_fails_as_rejected(world: World) -> None:
    phone = await add_seat(world, "1001")
    connection_id = await ring(world, seat("1001"))
    agent = await phone.rings()
    await world.heard.next(Delivered, connection_id=connection_id)
    agent.reject()
    assert (await world.heard.next(Failed)).cause is Cause.REJECTED
    assert world.heard.about(connection_id) == ["Delivered", "Failed"]
    await ended_cleanly(world)


async def test_a_phone_that_is_not_answered_fails_after_the_time_out(world: World) -> None:
    phone = await add_seat(world, "1001")
    connection_id = await ring(world, seat("1001"), timeout_s=1)
    agent = await phone.rings()
    assert (await world.heard.next(Failed, connection_id=connection_id)).cause is Cause.NO_ANSWER
    await agent.has_ended()
    await ended_cleanly(world)


async def test_ringing_can_be_stopped(world: World) -> None:
    phone = await add_seat(world, "1001")
    connection_id = await ring(world, seat("1001"))
    agent = await phone.rings()
    await world.switch.clear_connection(connection_id)
    assert (await world.heard.next(Failed, connection_id=connection_id)).cause is Cause.CANCELLED
    await agent.has_ended()
    await ended_cleanly(world)


async def test_a_call_that_is_stopped_in_the_moment_it_is_made_ends(world: World) -> None:
    await add_seat(world, "1001")
    connection_id = await ring(world, seat("1001"))
    await world.switch.clear_connection(connection_id)
    assert (await world.heard.next(Failed, connection_id=connection_id)).cause is Cause.CANCELLED
    await ended_cleanly(world)


@pytest.mark.parametrize("is_known", [True, False])
async def test_a_phone_that_is_not_registered_is_unreachable(world: World, is_known: bool) -> None:
    if is_known:
        await world.switch.add_device(seat("1003"), SECRET)
    connection_id = await ring(world, seat("1003"))
    assert (await world.heard.next(Failed)).cause is Cause.UNREACHABLE
    assert world.heard.about(connection_id) == ["Failed"]
    await ended_cleanly(world)


async def test_a_number_outside_is_called(world: World) -> None:
    world.number(OUTSIDE, answers=True)
    caller, offer = await answered(world)
    connection_id = await ring(world, Device(DeviceKind.TRUNK, OUTSIDE), offer.call_id)
    await world.heard.next(Established, connection_id=connection_id)
    outside = await world.outside_rings()
    await world.switch.join(offer.call_id, offer.connection_id, connection_id)
    await caller.hears("outside")
    await outside.hears("customer")
    await ended_cleanly(world, caller, outside)


@pytest.mark.parametrize("cause", [Cause.BUSY, Cause.REJECTED, Cause.UNALLOCATED])
async def test_a_number_outside_fails_with_its_cause(world: World, cause: Cause) -> None:
    world.number(OUTSIDE, refuses=cause)
    connection_id = await ring(world, Device(DeviceKind.TRUNK, OUTSIDE))
    assert (await world.heard.next(Failed, connection_id=connection_id)).cause is cause
    await ended_cleanly(world)


@pytest.mark.parametrize("number", ["", "abc", "1@203.0.113.9", "1&PJSIP/1001", "1/../x", "9" * 40])
async def test_what_is_no_number_is_not_dialled(world: World, number: str) -> None:
    connection_id = await ring(world, Device(DeviceKind.TRUNK, number))
    assert (await world.heard.next(Failed, connection_id=connection_id)).cause is Cause.UNALLOCATED
    await ended_cleanly(world)


async def test_a_seat_dials_by_itself(world: World) -> None:
    phone = await add_seat(world, "1001")
    agent = phone.dial("13900000002")
    originated = await world.heard.next(Originated)
    assert (originated.device, originated.called) == (seat("1001"), "13900000002")
    await world.switch.answer_call(originated.connection_id)
    await world.heard.next(Established, connection_id=originated.connection_id)
    await world.switch.play(originated.connection_id, "p", [LONG])
    await agent.hears(LONG)
    await ended_cleanly(world, agent)


# -- conversations --------------------------------------------------------------------------------------------------


async def test_joining_stops_music(world: World) -> None:
    phone = await add_seat(world, "1001")
    caller, offer = await answered(world)
    await world.switch.start_music(offer.connection_id)
    await caller.hears("music")
    agent, connection_id = await reached(world, phone, "1001", offer.call_id)
    await world.switch.join(offer.call_id, offer.connection_id, connection_id)
    await caller.hears("1001")
    await agent.hears("customer")
    await ended_cleanly(world, caller, agent)


async def test_joining_stops_announcements(world: World) -> None:
    phone = await add_seat(world, "1001")
    caller, offer = await answered(world)
    await world.switch.play(offer.connection_id, "one", [LONG])
    await world.switch.play(offer.connection_id, "two", [LONG])
    await caller.hears(LONG)
    agent, connection_id = await reached(world, phone, "1001", offer.call_id)
    await world.switch.join(offer.call_id, offer.connection_id, connection_id)
    assert not (await world.heard.next(PlayEnded, play_id="one")).is_complete
    assert not (await world.heard.next(PlayEnded, play_id="two")).is_complete
    await caller.hears("1001")
    await ended_cleanly(world, caller, agent)


async def test_hold_and_retrieve(world: World) -> None:
    caller, offer, agent, _ = await conversation(world)
    await world.switch.hold_call(offer.call_id, offer.connection_id)
    await caller.hears("music")
    await agent.hears()
    await world.switch.retrieve_call(offer.call_id, offer.connection_id)
    await caller.hears("1001")
    await agent.hears("customer")
    await ended_cleanly(world, caller, agent)


async def test_consultation_then_transfer(world: World) -> None:
    caller, offer, agent, agent_connection = await conversation(world)
    third_phone = await add_seat(world, "1002")
    await world.switch.hold_call(offer.call_id, offer.connection_id)
    third, third_connection = await reached(world, third_phone, "1002", offer.call_id)
    await world.switch.join(offer.call_id, third_connection)
    await agent.hears("1002")
    await third.hears("1001")
    await caller.hears("music")
    await world.switch.clear_connection(agent_connection)
    await world.switch.retrieve_call(offer.call_id, offer.connection_id)
    await caller.hears("1002")
    await third.hears("customer")
    await agent.has_ended()
    await ended_cleanly(world, caller, third)


async def test_consultation_then_conference_then_two_again(world: World) -> None:
    caller, offer, agent, _ = await conversation(world)
    third_phone = await add_seat(world, "1002")
    await world.switch.hold_call(offer.call_id, offer.connection_id)
    third, third_connection = await reached(world, third_phone, "1002", offer.call_id)
    await world.switch.join(offer.call_id, third_connection)
    await world.switch.retrieve_call(offer.call_id, offer.connection_id)
    await caller.hears("1001", "1002")
    await agent.hears("customer", "1002")
    await third.hears("customer", "1001")
    await world.switch.clear_connection(third_connection)
    await caller.hears("1001")
    await agent.hears("customer")
    await ended_cleanly(world, caller, agent)


async def test_a_consulted_phone_that_does_not_answer_gives_the_customer_back(world: World) -> None:
    caller, offer, agent, _ = await conversation(world)
    await add_seat(world, "1002")
    await world.switch.hold_call(offer.call_id, offer.connection_id)
    ringing = await ring(world, seat("1002"), offer.call_id, timeout_s=1)
    assert (await world.heard.next(Failed, connection_id=ringing)).cause is Cause.NO_ANSWER
    await world.switch.retrieve_call(offer.call_id, offer.connection_id)
    await caller.hears("1001")
    await ended_cleanly(world, caller, agent)


async def test_blind_transfer_rings_the_next_while_the_customer_hears_music(world: World) -> None:
    caller, offer, agent, agent_connection = await conversation(world)
    second_phone = await add_seat(world, "1002")
    await world.switch.hold_call(offer.call_id, offer.connection_id)
    await world.switch.clear_connection(agent_connection)
    await agent.has_ended()
    await caller.hears("music")
    second, connection_id = await reached(world, second_phone, "1002", offer.call_id)
    await world.switch.join(offer.call_id, offer.connection_id, connection_id)
    await caller.hears("1002")
    await ended_cleanly(world, caller, second)


async def test_one_who_has_just_gone_does_not_keep_the_other_out(world: World) -> None:
    caller, offer = await answered(world)
    await world.switch.start_music(offer.connection_id)
    await caller.hears("music")
    await world.switch.join(offer.call_id, offer.connection_id, NOBODY)
    await caller.hears()
    await ended_cleanly(world, caller)


# -- keys and announcements -----------------------------------------------------------------------------------------


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


# -- recordings -----------------------------------------------------------------------------------------------------


def tones(path: Path, world: World) -> set[str]:
    """Say whose voices are in a recording."""
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 8000)
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
    at = np.arange(len(sound)) / 8000
    found = set()
    for voice in ("customer", "1001", "1002", "music", LONG):
        level = 2 * abs(np.mean(sound * np.exp(-2j * np.pi * world.pitch_hz(voice) * at))) if len(sound) else 0
        if level > 0.01:
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


# -- what the switch holds ------------------------------------------------------------------------------------------


async def test_the_snapshot_tells_calls_states_and_conversations(world: World) -> None:
    caller, offer, agent, connection_id = await conversation(world)
    await add_seat(world, "1002")
    other_call = CallId(new_id())
    ringing = await ring(world, seat("1002"), other_call)
    await world.heard.next(Delivered, connection_id=ringing)
    held = {connection.connection_id: connection for connection in await world.switch.snapshot()}
    assert held.keys() == {offer.connection_id, connection_id, ringing}
    assert held[offer.connection_id].call_id == held[connection_id].call_id == offer.call_id
    assert held[ringing].call_id == other_call
    assert held[offer.connection_id].state is held[connection_id].state is ConnectionState.CONNECTED
    assert held[ringing].state is ConnectionState.ALERTING
    assert (held[offer.connection_id].is_joined, held[ringing].is_joined) == (True, False)
    await world.switch.clear_connection(ringing)
    await ended_cleanly(world, caller, agent)


async def test_asking_something_of_a_connection_that_is_gone_is_no_error(world: World) -> None:
    call_id, before = CallId(new_id()), len(world.heard.all)
    await world.switch.answer_call(NOBODY)
    await world.switch.join(call_id, NOBODY)
    await world.switch.hold_call(call_id, NOBODY)
    await world.switch.retrieve_call(call_id, NOBODY)
    await world.switch.start_music(NOBODY)
    await world.switch.generate_digits(NOBODY, "1")
    await world.switch.stop_play("nothing")
    await world.switch.stop_recording(RecordingId(uuid4()))
    await world.switch.clear_connection(NOBODY)
    await world.switch.clear_call(call_id)
    await world.switch.remove_device(seat("1009"))
    await world.switch.play(NOBODY, "p", [ALPHA])
    await world.heard.next(PlayEnded, play_id="p", is_complete=False)
    assert len(world.heard.all) == before + 1
    await ended_cleanly(world)


# -- seats' phones --------------------------------------------------------------------------------------------------


async def test_a_phone_registers_and_leaves(world: World) -> None:
    phone = await add_seat(world, "1001")
    await phone.leave()
    await world.heard.next(DeviceRegistered, address="1001", is_registered=False)
    await ring(world, seat("1001"))
    assert (await world.heard.next(Failed)).cause is Cause.UNREACHABLE
    await ended_cleanly(world)


async def test_a_phone_with_a_wrong_password_is_not_registered(world: World) -> None:
    await world.switch.add_device(seat("1001"), SECRET)
    assert not await world.phone("1001").register("guessed")
    assert not await world.phone("1008").register(SECRET)
    await ring(world, seat("1001"))
    assert (await world.heard.next(Failed)).cause is Cause.UNREACHABLE
    await ended_cleanly(world)


async def test_a_new_password_replaces_the_earlier_one(world: World) -> None:
    await add_seat(world, "1001", password="first")
    await world.switch.add_device(seat("1001"), "second")
    assert not await world.phone("1001").register("first")
    assert await world.phone("1001").register("second")
    await ended_cleanly(world)


async def test_a_page_that_takes_over_is_the_only_one_that_rings(world: World) -> None:
    page = Device(DeviceKind.WEB_PHONE, "1001")
    await world.switch.add_device(page, "first")
    assert await world.phone("1001").register("first")
    await world.heard.next(DeviceRegistered, address="1001", is_registered=True)
    await world.switch.add_device(page, "second")
    await world.heard.next(DeviceRegistered, address="1001", is_registered=False)
    await ring(world, page)
    assert (await world.heard.next(Failed)).cause is Cause.UNREACHABLE
    assert await world.phone("1001").register("second")
    await world.heard.next(DeviceRegistered, address="1001", is_registered=True)
    await ended_cleanly(world)


async def test_a_removed_phone_is_not_known_any_more(world: World) -> None:
    await add_seat(world, "1001")
    await world.switch.remove_device(seat("1001"))
    await world.heard.next(DeviceRegistered, address="1001", is_registered=False)
    await ring(world, seat("1001"))
    assert (await world.heard.next(Failed)).cause is Cause.UNREACHABLE
    assert not await world.phone("1001").register(SECRET)
    await ended_cleanly(world)


async def test_a_phone_that_is_removed_in_a_call_keeps_the_call(world: World) -> None:
    caller, _, agent, _ = await conversation(world)
    await world.switch.remove_device(seat("1001"))
    await world.heard.next(DeviceRegistered, address="1001", is_registered=False)
    await caller.hears("1001")
    await ended_cleanly(world, caller, agent)


# -- a switch that goes away ----------------------------------------------------------------------------------------


async def test_a_switch_that_falls_silent_is_missed_and_found_again_with_its_calls(world: World) -> None:
    caller, offer, agent, connection_id = await conversation(world)
    await world.lose_sight()
    await world.heard.next(SwitchAvailability, is_available=False)
    assert not world.switch.is_available
    failing = await ring(world, seat("1001"))
    assert (await world.heard.next(Failed, connection_id=failing)).cause is Cause.SWITCH_LOST
    with pytest.raises(SwitchUnavailableError):
        await world.switch.snapshot()
    await world.regain_sight()
    await world.heard.next(SwitchAvailability, is_available=True)
    assert world.switch.is_available
    held = {connection.connection_id for connection in await world.switch.snapshot()}
    assert held == {offer.connection_id, connection_id}
    await caller.hears("1001")
    await ended_cleanly(world, caller, agent)


async def test_what_ended_while_the_switch_was_out_of_sight_is_told_afterwards(world: World) -> None:
    caller, offer = await answered(world)
    await world.switch.play(offer.connection_id, "p", [LONG])
    await caller.hears(LONG)
    await world.lose_sight()
    await world.heard.next(SwitchAvailability, is_available=False)
    caller.hang_up()
    await world.regain_sight()
    await world.heard.next(ConnectionCleared, connection_id=offer.connection_id)
    await world.heard.next(SwitchAvailability, is_available=True)
    assert not (await world.heard.next(PlayEnded)).is_complete
    assert world.heard.about(offer.connection_id)[-2:] == ["PlayEnded", "ConnectionCleared"]
    await ended_cleanly(world)


async def test_a_switch_that_dies_loses_its_calls_and_knows_its_phones_again(world: World) -> None:
    caller, offer, _, connection_id = await conversation(world)
    recording_id = await record(world, offer)
    await caller.hears("1001")
    await world.crash()
    await world.heard.next(SwitchAvailability, is_available=False)
    for lost in (offer.connection_id, connection_id):
        assert (await world.heard.next(ConnectionCleared, connection_id=lost)).cause is Cause.SWITCH_LOST
    ended = await world.heard.next(RecordingEnded, recording_id=recording_id)
    assert tones(side(ended, "customer"), world) <= {"customer"}
    assert tones(side(ended, "agent"), world) <= {"1001"}
    await world.heard.next(SwitchAvailability, is_available=True)
    assert await world.switch.snapshot() == []
    phone = world.phone("1001")
    assert await phone.register(SECRET)
    again, again_connection = await reached(world, phone, "1001", CallId(new_id()))
    assert world.heard.about(again_connection) == ["Delivered", "Established"]
    again.hang_up()
    await world.heard.next(ConnectionCleared, connection_id=again_connection)
