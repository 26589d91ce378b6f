"""What must hold between the product and the world as soon as what is on its way has arrived.

Something on its way is not wrong yet; something that stays wrong, while nothing is broken, is.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from kefu.calls.model import ConnectionState, Participation
from kefu.journeys.inbound_call.model import LiveCall, Party, Phase, Role
from kefu_lab.switch.exchange import Exchange
from support.sim_books import BrokenError
from support.sim_loop import SECOND_US

if TYPE_CHECKING:
    from support.sim_process import Life
    from support.sim_world import World

ANSWERED = (ConnectionState.CONNECTED, ConnectionState.HOLD)
PATIENCE_US = 20 * SECOND_US
LOOK_EVERY_US = SECOND_US // 2
Look = Callable[["World", "Life"], Iterator[str]]
LOOKS: list[Look] = []


def lasting(look: Look) -> Look:
    """Let a look be taken all the time; what it finds may not last."""
    LOOKS.append(look)
    return look


class Watch:
    """Remembers since when something is wrong."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._since: dict[str, int] = {}
        self._looked_us = 0

    def look(self) -> None:
        """Look, twice a second.

        Raises: BrokenError for what has been wrong too long.
        """
        world = self._world
        if world.time.us < self._looked_us + LOOK_EVERY_US:
            return
        self._looked_us = world.time.us
        life = world.life
        if life is None or life.is_stopping:
            self._since.clear()
            return
        found = {f"{look.__name__}: {what}" for look in LOOKS for what in look(world, life)}
        self._since = {what: self._since.get(what, world.time.us) for what in sorted(found)}
        for what, since_us in self._since.items():
            if world.time.us - max(since_us, world.trouble_until_us) > PATIENCE_US:
                raise BrokenError(f"{what}, for {(world.time.us - since_us) // SECOND_US} s")


@lasting
def every_leg_is_somebodys(world: "World", life: "Life") -> Iterator[str]:
    """A switch holds no connection that the product has forgotten."""
    for switch in world.switches:
        for held in switch._exchange.snapshot():
            if held.connection_id not in life.centre.state.by_connection:
                yield f"{held.connection_id} on {switch.name} is nobody's"


@lasting
def every_party_is_on_its_switch(world: "World", life: "Life") -> Iterator[str]:
    """A party of a call is a connection on its switch, or its end is on the way."""
    held = {c for switch in world.switches for c in switch._exchange._connections}
    for connection_id in life.centre.state.by_connection:
        if connection_id not in held:
            yield f"{connection_id} is on no switch"


@lasting
def states_agree(world: "World", life: "Life") -> Iterator[str]:
    """What is answered on the switch is answered for the product, and the other way round."""
    held = {c: leg.is_answered for switch in world.switches for c, leg in switch._exchange._connections.items()}
    for call in life.centre.state.calls.values():
        for party in call.parties.values():
            is_answered = party.state in ANSWERED
            if held.get(party.connection_id, is_answered) != is_answered:
                yield f"{party.connection_id} is {party.state}"


@lasting
def everybody_hears_what_he_should(world: "World", life: "Life") -> Iterator[str]:
    """Who waits or is held hears music or a prompt; who talks hears the others and no music; nobody hears strangers."""
    for call in life.centre.state.calls.values():
        switch = next((s for s in world.switches if s.name == call.switch), None)
        customer = call.party(Role.CUSTOMER)
        if switch is None or call.ended_at_ms is not None:
            continue
        exchange = switch._exchange
        hears = {c: exchange.heard_by(c) for c in call.parties}
        if customer is not None and call.phase in (Phase.WAITING, Phase.RINGING, Phase.HELD, Phase.LOST):
            if (
                customer.state in (ConnectionState.CONNECTED, ConnectionState.HOLD)
                and not hears[customer.connection_id]
            ):
                yield f"{call.call_id} {call.phase}: the customer hears silence"
        elif call.phase in (Phase.CONNECTED, Phase.CONFERENCE):
            yield from _talk(call, exchange)


def _talk(call: LiveCall, exchange: Exchange) -> Iterator[str]:
    talking = {p.connection_id for p in call.parties.values() if _is_in_conversation(p)}
    for connection_id in talking & exchange._connections.keys():
        leg = exchange._connections[connection_id]
        heard = {other.connection_id for other in exchange._others(leg)}
        if heard != talking - {connection_id} or leg.has_music:
            yield f"{call.call_id} {call.phase}: {connection_id} hears {sorted(heard)}"


def _is_in_conversation(party: Party) -> bool:
    is_ear = party.role is Role.MONITOR and party.participation is not Participation.BARGE
    return party.state is ConnectionState.CONNECTED and not is_ear


@lasting
def supervisors_take_part_as_they_want(world: "World", life: "Life") -> Iterator[str]:
    """A supervisor is beside his agent's connection, whispers if he wants, and joins in only if he wants."""
    for call in life.centre.state.calls.values():
        switch = next((s for s in world.switches if s.name == call.switch), None)
        legs = switch._exchange._connections if switch is not None else {}
        for party in call.monitors():
            leg, agent = legs.get(party.connection_id), call.agent_party(party.monitored_id)
            if leg is None or agent is None or party.state is not ConnectionState.CONNECTED:
                continue
            is_barging = party.participation is Participation.BARGE
            if (leg.conversation is not None) != is_barging:
                yield f"{party.connection_id} {party.participation}: in conversation {leg.conversation}"
            elif not is_barging and agent.state is ConnectionState.CONNECTED:
                is_whispering = party.participation is Participation.WHISPER
                if (leg.beside, leg.is_whispering) != (agent.connection_id, is_whispering):
                    yield f"{party.connection_id} {party.participation}: beside {leg.beside}"


@lasting
def no_tape_without_a_recording(world: "World", life: "Life") -> Iterator[str]:
    """A switch records nothing that the product does not know of."""
    for switch in world.switches:
        for recording_id in switch._exchange._tapes:
            if recording_id not in life.centre.state.recordings:
                yield f"{recording_id} is recorded on {switch.name}"


@lasting
def the_ledger_does_not_fall_behind(world: "World", life: "Life") -> Iterator[str]:
    """What was told is written soon, as long as the database is well."""
    if world.database.mode == "well" and life.ledger._done < life.ledger._added:
        yield f"the ledger stands at {life.ledger._done}"


@lasting
def no_call_waits_for_a_switch_for_ever(world: "World", life: "Life") -> Iterator[str]:
    """The calls of a switch that is away have a time after which they are given up."""
    state, timers = life.centre.state, life.centre._runtime._timers.due_ms
    away = [name for name, is_there in state.switches.items() if not is_there and f"journey:away:{name}" not in timers]
    for call in state.calls.values():
        if call.parties and call.switch in away:
            yield f"{call.call_id} waits for {call.switch}"


@lasting
def timers_fire_in_time(world: "World", life: "Life") -> Iterator[str]:
    """A timer fires after the time it was set for, whatever happens to the wall clock."""
    runtime, deadlines = life.centre._runtime, {}
    for timer in runtime._timers.due_ms.items():
        left_ms = max(0, timer[1] - runtime.at_ms)
        deadlines[timer] = life.deadlines_us.get(timer, world.time.us + round(left_ms * 1150))
        if world.time.us > deadlines[timer]:
            yield f"{timer[0]} is late"
    life.deadlines_us = deadlines


@lasting
def seats_follow_their_phones(world: "World", life: "Life") -> Iterator[str]:
    """A seat is shown as registered exactly while its phone is there."""
    for agent_id, seat in life.centre.state.seats.items():
        desk = world.desk_of(agent_id)
        is_there = any(phone.is_registered for phone in desk.phones)
        if seat.is_registered != is_there:
            yield f"seat {seat.number} registered: {seat.is_registered}, phone there: {is_there}"
