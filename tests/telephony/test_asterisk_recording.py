"""A recording of Asterisk's holds whoever is joined next, whatever the numbers of his RTP packets (ADR 0007)."""

import pytest

from kefu.calls.events import Established, RecordingEnded
from kefu.kernel.ids import CallId, ConnectionId
from support.switch_scenes import answered, ended_cleanly, record, ring, seat, side, tones
from support.switch_world import World, add_seat
from support.switch_world_real import RealParty, real_world
from support.telephony import RunningSwitch

FIRST = 30_000


async def talk(world: World, address: str, call_id: CallId, *, number: int) -> tuple[RealParty, ConnectionId]:
    """Let a phone answer whose RTP numbers begin where we say."""
    phone = await add_seat(world, address)
    connection_id = await ring(world, seat(address), call_id)
    party = await phone.rings()
    assert isinstance(party, RealParty)
    party.call._media._sequence = number
    party.answer()
    await world.heard.next(Established, connection_id=connection_id)
    return party, connection_id


@pytest.mark.parametrize("second", [100, FIRST - 1000, FIRST + 1000, 64_000])
@pytest.mark.parametrize("has_hold", [True, False])
async def test_the_next_agent_is_recorded(asterisk: RunningSwitch, second: int, has_hold: bool) -> None:
    async with real_world(asterisk) as world:
        caller, offer = await answered(world)
        one, one_connection = await talk(world, "1001", offer.call_id, number=FIRST)
        await world.switch.join(offer.call_id, offer.connection_id, one_connection)
        await caller.hears("1001")
        recording_id = await record(world, offer)
        await caller.hears("1001")
        if has_hold:
            await world.switch.hold_call(offer.call_id, offer.connection_id)
        await world.switch.clear_connection(one_connection)
        await one.has_ended()
        two, two_connection = await talk(world, "1002", offer.call_id, number=second)
        await world.switch.join(offer.call_id, offer.connection_id, two_connection)
        await caller.hears("1002")
        await two.hears("customer")
        await world.switch.stop_recording(recording_id)
        ended = await world.heard.next(RecordingEnded, recording_id=recording_id)
        assert tones(side(ended, "agent"), world) - {"music"} == {"1001", "1002"}
        assert tones(side(ended, "customer"), world) == {"customer"}
        await ended_cleanly(world, caller, two)
