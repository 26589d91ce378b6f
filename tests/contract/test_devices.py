"""What the switch holds, seats' phones, and a switch that goes away."""

from uuid import uuid4

import pytest

from kefu.calls.events import (
    ConnectionCleared,
    Delivered,
    DeviceRegistered,
    Failed,
    PlayEnded,
    RecordingEnded,
    SwitchAvailability,
)
from kefu.calls.model import Cause, ConnectionState, Device, DeviceKind
from kefu.calls.ports import SwitchUnavailableError
from kefu.kernel.ids import CallId, RecordingId
from kefu.platform.ids import new_id
from support.switch_scenes import (
    ALPHA,
    LONG,
    NOBODY,
    answered,
    conversation,
    ended_cleanly,
    reached,
    record,
    ring,
    seat,
    side,
    tones,
)
from support.switch_world import SECRET, World, add_seat


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


async def test_a_phone_whose_password_is_told_again_stays_registered(world: World) -> None:
    phone = await add_seat(world, "1001")
    await world.switch.add_device(seat("1001"), SECRET)
    agent, _ = await reached(world, phone, "1001", CallId(new_id()))
    await ended_cleanly(world, agent)


async def test_an_agent_may_change_from_the_browser_to_a_phone(world: World) -> None:
    await world.switch.add_device(Device(DeviceKind.WEB_PHONE, "1001"), SECRET)
    caller, _, agent, _ = await conversation(world)
    await ended_cleanly(world, caller, agent)


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


async def test_an_ordinary_phone_that_is_there_already_is_seen_when_it_is_made_known_again(world: World) -> None:
    await add_seat(world, "1001")
    await world.switch.add_device(Device(DeviceKind.SIP_PHONE, "1001"), SECRET)
    await world.heard.next(DeviceRegistered, address="1001", is_registered=True)
