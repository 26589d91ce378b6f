"""Calls that we make, and seats that dial by themselves."""

import pytest

from kefu.calls.events import (
    Delivered,
    Established,
    Failed,
    Originated,
)
from kefu.calls.model import Cause, Device, DeviceKind
from kefu.kernel.ids import CallId, ConnectionId
from kefu.platform.ids import new_id
from support.switch_scenes import LONG, OUTSIDE, answered, ended_cleanly, ring, seat
from support.switch_world import SECRET, World, add_seat


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
