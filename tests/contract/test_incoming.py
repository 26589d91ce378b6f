"""Calls that come in, and callers who hang up in every state."""

import pytest

from kefu.calls.events import (
    ConnectionCleared,
    Delivered,
    DigitsDetected,
    Established,
    Failed,
    Offered,
    PlayEnded,
)
from kefu.calls.model import Cause
from support.switch_scenes import LONG, answered, conversation, ended_cleanly, offered, reached, ring, seat
from support.switch_world import World, add_seat, until


async def test_a_call_from_outside_is_offered_with_both_numbers_and_not_answered(world: World) -> None:
    caller, offer = await offered(world)
    assert (offer.caller, offer.called, offer.trunk) == ("13812345678", "96296", "trunk")
    assert not caller.is_connected
    assert world.heard.about(offer.connection_id) == ["Offered"]
    await ended_cleanly(world, caller)


async def test_a_caller_hears_it_ring_until_he_is_answered(world: World) -> None:
    caller, offer = await offered(world)
    await world.switch.accept_call(offer.connection_id)
    await until(lambda: caller.is_ringing, "the caller hears that it rings")
    await world.switch.answer_call(offer.connection_id)
    await world.heard.next(Established)
    await until(lambda: caller.is_connected, "the caller is connected")
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
