"""Agents' seats: sign on and off, states, pages and phones that come and go, and the call of a lost agent."""

from kefu.acd.core.events import (
    AgentDefined,
    AgentLoggedOff,
    AgentLoggedOn,
    AgentReleased,
    AgentStateChanged,
    AgentStateRequested,
    OfferFailure,
    WrapUpExtended,
    WrapUpFinished,
)
from kefu.acd.core.events import OfferFailed as AcdOfferFailed
from kefu.acd.core.model import AgentState, SystemReason
from kefu.calls.events import DeviceRegistered
from kefu.calls.model import Cause, ConnectionState, DeviceKind
from kefu.journeys.inbound_call import ending, monitoring, transfers
from kefu.journeys.inbound_call.effects import CallWrappedUp, SeatChanged, SeatClosed, SeatOpened
from kefu.journeys.inbound_call.inputs import (
    ExtendWrapUp,
    LogOff,
    LogOn,
    PageLost,
    PageReturned,
    PhoneRegistered,
    RequestState,
    WrapUp,
)
from kefu.journeys.inbound_call.model import TALKING, LiveCall, Party, Phase, Role, Seat
from kefu.journeys.inbound_call.timers import lost_timer, page_timer
from kefu.journeys.inbound_call.turn import Turn
from kefu.kernel.ids import AgentId

COME_BACK_MS = 20_000
"""How long a customer waits on music for an agent whose page has gone."""
PAGE_GRACE_MS = 5_000
"""How long an idle agent's page may be away before he is not ready."""
RING_BACK_S = 10


def log_on(turn: Turn, command: LogOn) -> None:
    """Open the agent's seat and sign him in; signing in again only renews the page."""
    seat = turn.state.seats.get(command.agent_id)
    if seat is None:
        seat = turn.state.seats[command.agent_id] = Seat(
            agent_id=command.agent_id,
            tenant_id=command.tenant_id,
            number=command.number,
            name=command.name,
            group=command.group,
            device=command.device,
            opened_at_ms=turn.at_ms,
            recording=command.recording,
            local_network_id=command.local_network_id,
            site=command.site,
            group_id=command.group_id,
        )
        turn.state.parts.clear()
        turn.state.by_address[command.device.address] = command.agent_id
        turn.effects.append(SeatOpened(agent_id=command.agent_id))
        turn.state.agent_queues[command.agent_id] = command.config.queue_ids
        turn.acd(AgentDefined(config=command.config))
        turn.acd(AgentLoggedOn(agent_id=command.agent_id))
    seat.is_page_present = True


def log_off(turn: Turn, command: LogOff) -> None:
    """Sign the agent out, after his call if he has one."""
    turn.acd(AgentLoggedOff(agent_id=command.agent_id, is_forced=command.is_forced))


def request_state(turn: Turn, command: RequestState) -> None:
    """Ask the engine for a state."""
    turn.acd(
        AgentStateRequested(
            agent_id=command.agent_id, state=command.state, reason=command.reason, is_forced=command.is_forced
        )
    )


def on_state_changed(turn: Turn, change: AgentStateChanged) -> None:
    """Follow the engine: after-call work belongs to a call, a signed-out agent's seat is closed."""
    turn.effects.append(change)
    seat = turn.state.seats.get(change.agent_id)
    if seat is None:
        return
    call = turn.state.calls.get(turn.state.by_acd_id.get(change.call_id, change.call_id)) if change.call_id else None
    if change.state is AgentState.WORKING_AFTER_CALL:
        call = call or (turn.state.calls.get(seat.call_id) if seat.call_id else None)
        if call is not None and change.agent_id in call.wrapped:
            turn.acd(WrapUpFinished(agent_id=change.agent_id))
        elif call is not None and change.agent_id not in call.wrapping:
            seat.call_id = call.call_id
            ending.on_wrapping(turn, call, change.agent_id, is_wrapping=True)
    else:  # also when the next call rings at once
        wrapped = turn.state.calls.get(seat.wrapping) if seat.wrapping else None
        if wrapped is not None:
            ending.on_wrapping(turn, wrapped, change.agent_id, is_wrapping=False)
    if change.state is AgentState.NULL:
        del turn.state.seats[change.agent_id]
        turn.state.parts.clear()
        turn.state.agent_queues.pop(change.agent_id, None)
        turn.state.by_address.pop(seat.device.address, None)
        turn.cancel_timer(page_timer(change.agent_id))
        turn.effects.append(SeatClosed(agent_id=change.agent_id, device=seat.device))


def wrap_up(turn: Turn, call: LiveCall, command: WrapUp) -> None:
    """Keep what the agent says of the call, then go to the state he wants next."""
    call.wrapped.add(command.agent_id)
    turn.fact(call, "wrapped_up", agent_id=command.agent_id, result_code=command.result_code)
    turn.effects.append(
        CallWrappedUp(
            tenant_id=call.tenant_id,
            call_id=call.call_id,
            agent_id=command.agent_id,
            at_ms=turn.at_ms,
            result_code=command.result_code,
            note=command.note,
        )
    )
    turn.acd(AgentStateRequested(agent_id=command.agent_id, state=command.next_state, reason=command.reason))
    if command.agent_id in call.wrapping:
        turn.acd(WrapUpFinished(agent_id=command.agent_id))


def extend_wrap_up(turn: Turn, call: LiveCall, command: ExtendWrapUp) -> None:
    """Give the agent more time."""
    turn.acd(WrapUpExtended(agent_id=command.agent_id, extra_s=command.extra_s))


def page_lost(turn: Turn, command: PageLost) -> None:
    """The agent's page is gone: a web phone goes with it, an ordinary telephone does not."""
    seat = turn.state.seats.get(command.agent_id)
    if seat is None or not seat.is_page_present:
        return
    seat.is_page_present = False
    turn.start_timer(page_timer(command.agent_id), turn.at_ms + PAGE_GRACE_MS)
    if seat.device.kind is not DeviceKind.WEB_PHONE:
        return
    seat.is_registered = False
    turn.effects.append(SeatChanged(agent_id=seat.agent_id))
    call = turn.state.calls.get(seat.call_id) if seat.call_id else None
    party = call.agent_party(seat.agent_id) if call else None
    if call is None or party is None:
        return
    if party.role is Role.MONITOR:
        monitoring.stop(turn, call, party)
    elif party.state is ConnectionState.CONNECTED:
        turn.drop(call, party)
        on_leg_lost(turn, call, party)
    else:
        turn.acd(
            AcdOfferFailed(
                call_id=party.acd_id or call.call_id, agent_id=seat.agent_id, failure=OfferFailure.UNREACHABLE
            )
        )


def on_page_timer(turn: Turn, agent_id: AgentId) -> None:
    """The page has not come back: the agent takes no calls until it does."""
    seat = turn.state.seats.get(agent_id)
    if seat is not None and not seat.is_page_present:
        turn.acd(
            AgentStateRequested(
                agent_id=agent_id, state=AgentState.NOT_READY, reason=SystemReason.DEVICE_LOST, is_forced=True
            )
        )


def page_returned(turn: Turn, command: PageReturned) -> None:
    """The page is there again; one without a session has to register before it can ring."""
    seat = turn.state.seats.get(command.agent_id)
    if seat is None:
        return
    turn.cancel_timer(page_timer(command.agent_id))
    if not command.has_session and seat.is_page_present:
        page_lost(turn, PageLost(agent_id=command.agent_id))  # a reload that was faster than its own farewell
        turn.cancel_timer(page_timer(command.agent_id))
    seat.is_page_present = True
    if command.has_session:
        seat.is_registered = True


def phone_registered(turn: Turn, command: PhoneRegistered) -> None:
    """The agent's phone can ring."""
    if seat := turn.state.seats.get(command.agent_id):
        _set_registered(turn, seat, is_registered=True)


def on_device_registered(turn: Turn, event: DeviceRegistered) -> None:
    """The switch says that a phone came or went."""
    agent_id = turn.state.by_address.get(event.address)
    seat = turn.state.seats.get(agent_id) if agent_id else None
    if seat is None:
        turn.state.ignored += 1
    else:
        _set_registered(turn, seat, is_registered=event.is_registered)


def _set_registered(turn: Turn, seat: Seat, *, is_registered: bool) -> None:
    if seat.is_registered != is_registered:
        seat.is_registered = is_registered
        turn.effects.append(SeatChanged(agent_id=seat.agent_id))
    call = turn.state.calls.get(seat.call_id) if seat.call_id else None
    if is_registered and call is not None and call.phase is Phase.LOST and call.agent_id == seat.agent_id:
        _ring_back(turn, call, seat)


def on_leg_lost(turn: Turn, call: LiveCall, party: Party) -> None:
    """An agent's leg is gone without his wish: the customer hears music until he is back."""
    customer = turn.customer(call)
    if party.role is Role.THIRD:
        ending.release(turn, call, party)
        transfers.on_third_gone(turn, call, Cause.UNREACHABLE)
        return
    if call.phase not in TALKING or customer is None:
        ending.release(turn, call, party)
        ending.end(turn, call, Cause.UNREACHABLE, ended_by="agent_lost")
        return
    transfers.end_consultation(turn, call)
    if customer.state is not ConnectionState.HOLD:
        turn.hold(call, customer)
    call.phase = Phase.LOST
    call.lost_acd_id = party.acd_id
    turn.fact(call, "agent_lost", agent_id=party.agent_id)
    turn.start_timer(lost_timer(call.call_id), turn.at_ms + COME_BACK_MS)
    turn.show(call, "agent_lost")
    seat = turn.state.seats.get(party.agent_id) if party.agent_id else None
    if seat is not None and seat.is_registered and seat.is_page_present:
        _ring_back(turn, call, seat)


def _ring_back(turn: Turn, call: LiveCall, seat: Seat) -> None:
    if call.agent_party(seat.agent_id) is None:
        party = turn.add_party(
            call,
            Role.AGENT,
            seat.device,
            label=f"{seat.name} {seat.number}",
            agent_id=seat.agent_id,
            acd_id=call.lost_acd_id,
        )
        turn.ring(call, party, call.number.key, RING_BACK_S, is_auto_answer=True)


def on_agent_back(turn: Turn, call: LiveCall, party: Party) -> None:
    """The lost agent has his phone in hand again."""
    turn.cancel_timer(lost_timer(call.call_id))
    turn.join(call, party)
    if customer := turn.customer(call):
        turn.retrieve(call, customer)
    call.phase = Phase.CONNECTED
    turn.fact(call, "agent_back", agent_id=party.agent_id)
    monitoring.attach_all(turn, call, party.agent_id)
    turn.show(call, "agent_back")


def on_lost_timer(turn: Turn, call: LiveCall) -> None:
    """The agent has not come back: his call goes to the head of its queue."""
    if call.phase is not Phase.LOST or call.agent_id is None:
        return
    agent_id = call.agent_id
    for party in [p for p in call.parties.values() if p.role is Role.AGENT]:
        turn.drop(call, party, Cause.CANCELLED)
    call.agent_id = None
    call.phase = Phase.WAITING
    turn.fact(call, "given_back", agent_id=agent_id)
    monitoring.stop_beside(turn, call, agent_id)
    turn.acd(
        AgentStateRequested(
            agent_id=agent_id, state=AgentState.NOT_READY, reason=SystemReason.DEVICE_LOST, is_forced=True
        )
    )
    turn.acd(AgentReleased(agent_id=agent_id, call_id=call.lost_acd_id or call.call_id))
    transfers.put_back(turn, call)
    turn.show(call, "diverted", agent_id)
