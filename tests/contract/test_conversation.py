"""Conversations: join, hold, consult, transfer, confer."""

from kefu.calls.events import (
    Failed,
    PlayEnded,
)
from kefu.calls.model import Cause
from support.switch_scenes import LONG, NOBODY, answered, conversation, ended_cleanly, reached, ring, seat
from support.switch_world import World, add_seat


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
