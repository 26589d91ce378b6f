"""A supervisor beside an agent: who hears him, and what of it is recorded."""

import pytest

from kefu.calls.events import ConnectionCleared, Offered, RecordingEnded
from kefu.calls.model import Participation
from kefu.kernel.ids import ConnectionId
from support.switch_scenes import NOBODY, conversation, ended_cleanly, reached, record, side, tones
from support.switch_world import Party, World, add_seat

LISTEN, WHISPER, BARGE = Participation


async def supervisor(world: World, offer: Offered) -> tuple[Party, ConnectionId]:
    """Bring a supervisor, at 1003, to his phone."""
    phone = await add_seat(world, "1003")
    return await reached(world, phone, "1003", offer.call_id)


async def test_who_listens_hears_both_and_is_heard_by_nobody(world: World) -> None:
    caller, offer, agent, agent_connection = await conversation(world)
    chief, connection_id = await supervisor(world, offer)
    await world.switch.intrude_call(offer.call_id, connection_id, into=agent_connection, participation=LISTEN)
    await chief.hears("customer", "1001")
    await agent.hears("customer")
    await caller.hears("1001")
    held = {each.connection_id: each.is_joined for each in await world.switch.snapshot()}
    assert held == {offer.connection_id: True, agent_connection: True, connection_id: False}
    await ended_cleanly(world, chief, caller, agent)


async def test_a_whisper_reaches_the_agent_and_neither_the_customer_nor_the_recording(world: World) -> None:
    caller, offer, agent, agent_connection = await conversation(world)
    recording_id = await record(world, offer)
    chief, connection_id = await supervisor(world, offer)
    await world.switch.intrude_call(offer.call_id, connection_id, into=agent_connection, participation=WHISPER)
    await agent.hears("customer", "1003")
    await chief.hears("customer", "1001")
    await caller.hears("1001")
    await world.switch.stop_recording(recording_id)
    ended = await world.heard.next(RecordingEnded, recording_id=recording_id)
    assert tones(side(ended, "customer"), world) == {"customer"}
    assert tones(side(ended, "agent"), world) == {"1001"}
    await ended_cleanly(world, chief, caller, agent)


async def test_who_joins_in_is_heard_by_everybody_and_recorded(world: World) -> None:
    caller, offer, agent, agent_connection = await conversation(world)
    recording_id = await record(world, offer)
    chief, connection_id = await supervisor(world, offer)
    await world.switch.intrude_call(offer.call_id, connection_id, into=agent_connection, participation=BARGE)
    await caller.hears("1001", "1003")
    await agent.hears("customer", "1003")
    await chief.hears("customer", "1001")
    await world.switch.stop_recording(recording_id)
    ended = await world.heard.next(RecordingEnded, recording_id=recording_id)
    assert tones(side(ended, "agent"), world) == {"1001", "1003"}
    await ended_cleanly(world, chief, caller, agent)


async def test_the_participation_changes_at_once(world: World) -> None:
    caller, offer, agent, agent_connection = await conversation(world)
    chief, connection_id = await supervisor(world, offer)
    heard_by_agent = {LISTEN: {"customer"}, WHISPER: {"customer", "1003"}, BARGE: {"customer", "1003"}}
    for how in (LISTEN, WHISPER, BARGE, WHISPER, LISTEN, BARGE, LISTEN):
        await world.switch.intrude_call(offer.call_id, connection_id, into=agent_connection, participation=how)
        await agent.hears(*heard_by_agent[how])
        await caller.hears(*(("1001", "1003") if how is BARGE else ("1001",)))
        await chief.hears("customer", "1001")
    await ended_cleanly(world, chief, caller, agent)


@pytest.mark.parametrize("how", [LISTEN, WHISPER])
async def test_while_the_customer_is_on_hold_the_agent_is_heard_alone(world: World, how: Participation) -> None:
    caller, offer, agent, agent_connection = await conversation(world)
    chief, connection_id = await supervisor(world, offer)
    await world.switch.intrude_call(offer.call_id, connection_id, into=agent_connection, participation=how)
    await chief.hears("customer", "1001")
    await world.switch.hold_call(offer.call_id, offer.connection_id)
    await chief.hears("1001")
    await world.switch.retrieve_call(offer.call_id, offer.connection_id)
    await chief.hears("customer", "1001")
    await caller.hears("1001")
    await ended_cleanly(world, chief, caller, agent)


async def test_when_the_supervisor_hangs_up_the_others_talk_on(world: World) -> None:
    caller, offer, agent, agent_connection = await conversation(world)
    chief, connection_id = await supervisor(world, offer)
    await world.switch.intrude_call(offer.call_id, connection_id, into=agent_connection, participation=WHISPER)
    await agent.hears("customer", "1003")
    chief.hang_up()
    await world.heard.next(ConnectionCleared, connection_id=connection_id)
    await agent.hears("customer")
    await caller.hears("1001")
    await ended_cleanly(world, caller, agent)


async def test_when_the_agent_has_gone_the_supervisor_hears_nobody(world: World) -> None:
    caller, offer, agent, agent_connection = await conversation(world)
    chief, connection_id = await supervisor(world, offer)
    await world.switch.intrude_call(offer.call_id, connection_id, into=agent_connection, participation=LISTEN)
    await chief.hears("customer", "1001")
    agent.hang_up()
    await world.heard.next(ConnectionCleared, connection_id=agent_connection)
    await chief.hears()
    await caller.hears()
    await ended_cleanly(world, caller, chief)


async def test_who_takes_over_has_the_customer_for_himself(world: World) -> None:
    caller, offer, agent, agent_connection = await conversation(world)
    recording_id = await record(world, offer)
    chief, connection_id = await supervisor(world, offer)
    await world.switch.intrude_call(offer.call_id, connection_id, into=agent_connection, participation=WHISPER)
    await agent.hears("customer", "1003")
    await world.switch.join(offer.call_id, connection_id)
    await world.switch.clear_connection(agent_connection)
    await agent.has_ended()
    await caller.hears("1003")
    await chief.hears("customer")
    await world.switch.stop_recording(recording_id)
    ended = await world.heard.next(RecordingEnded, recording_id=recording_id)
    assert tones(side(ended, "agent"), world) == {"1001", "1003"}
    await ended_cleanly(world, caller, chief)


async def test_another_agents_connection_takes_the_place_of_the_first(world: World) -> None:
    caller, offer, agent, agent_connection = await conversation(world)
    chief, connection_id = await supervisor(world, offer)
    await world.switch.intrude_call(offer.call_id, connection_id, into=agent_connection, participation=LISTEN)
    await chief.hears("customer", "1001")
    second_phone = await add_seat(world, "1002")
    await world.switch.hold_call(offer.call_id, offer.connection_id)
    await world.switch.clear_connection(agent_connection)
    second, second_connection = await reached(world, second_phone, "1002", offer.call_id)
    await world.switch.join(offer.call_id, offer.connection_id, second_connection)
    await world.switch.intrude_call(offer.call_id, connection_id, into=second_connection, participation=WHISPER)
    await second.hears("customer", "1003")
    await chief.hears("customer", "1002")
    await agent.has_ended()
    await ended_cleanly(world, chief, caller, second)


async def test_who_listens_to_nobody_hears_nothing(world: World) -> None:
    caller, offer, agent, _ = await conversation(world)
    chief, connection_id = await supervisor(world, offer)
    await world.switch.intrude_call(offer.call_id, connection_id, into=NOBODY, participation=LISTEN)
    await chief.hears()
    await caller.hears("1001")
    await ended_cleanly(world, chief, caller, agent)
