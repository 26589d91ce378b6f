"""A caller waits for an agent: entry, music, announcements, overflow."""

from kefu.acd.core.events import CallOverflowed, CallQueued
from kefu.acd.core.model import SkillNeed
from kefu.calls.model import ConnectionState
from kefu.ivr import reading
from kefu.journeys.inbound_call.model import LiveCall, Party, Phase
from kefu.journeys.inbound_call.timers import announce_timer
from kefu.journeys.inbound_call.turn import Turn
from kefu.kernel.ids import AgentId, QueueId

ANNOUNCE_EVERY_MS = 30_000
OFFER_CALLBACK_MS = 8_000
"""So soon a caller is offered to be called back, when his queue offers that to everybody."""


def enqueue(
    turn: Turn,
    call: LiveCall,
    queue_id: QueueId,
    *,
    priority: int = 0,
    needs: tuple[SkillNeed, ...] = (),
    is_front: bool = False,
    entered_at_ms: int | None = None,
    is_virtual: bool = False,
) -> None:
    """Let the call wait for an agent of a queue; put back to the front it keeps its first entry time."""
    call.queue_id, call.priority, call.agent_id = queue_id, priority, None
    call.phase = Phase.WAITING
    info = turn.state.queues.get(queue_id)
    call.short_abandon_s, call.is_turned_away = info.short_abandon_s if info else 0, False
    if call.queued_at_ms is None or not is_front:
        call.queued_at_ms = turn.at_ms if entered_at_ms is None else entered_at_ms
    turn.fact(
        call,
        "queued",
        queue_id=queue_id,
        priority=priority + call.level_priority,
        level=call.level,
        level_priority=call.level_priority,
        is_front=is_front,
        short_abandon_s=call.short_abandon_s,
    )
    turn.acd(
        CallQueued(
            call_id=call.call_id,
            queue_id=queue_id,
            priority=priority + call.level_priority,
            needs=needs,
            entered_at_ms=call.queued_at_ms,
            is_front=is_front,
            is_virtual=is_virtual,
            preferred_agent_id=None if is_front else preferred(turn, call),
            preferred_s=info.last_agent_s if info else 0,
        )
    )
    if call.phase in (Phase.WAITING, Phase.RINGING) and not is_virtual:
        prompt = info.notice_prompt if info else None
        if prompt is None or prompt in call.notices or turn.listener(call) is None:
            play_music(turn, call)
            soon_ms = OFFER_CALLBACK_MS if info is not None and info.offers_callback else ANNOUNCE_EVERY_MS
            turn.start_timer(announce_timer(call.call_id), turn.at_ms + soon_ms)
        else:
            _give_notice(turn, call, queue_id, prompt)


def _give_notice(turn: Turn, call: LiveCall, queue_id: QueueId, prompt: str) -> None:
    """Tell the caller, once, what everybody is to know before he waits; music follows, his place a while later."""
    call.notices.append(prompt)
    turn.fact(call, "notice_played", prompt=prompt, queue_id=queue_id)
    announce(turn, call, (f"{call.language}/{prompt}",))
    turn.start_timer(announce_timer(call.call_id), turn.at_ms + 2 * ANNOUNCE_EVERY_MS)


def offer_callback(turn: Turn, call: LiveCall) -> None:
    """Offer the waiting customer to be called back, if we know where."""
    if call.number.e164:
        call.is_callback_offered = True
        announce(turn, call, (f"{call.language}/callback-while-waiting",))


def announce(turn: Turn, call: LiveCall, media: tuple[str, ...]) -> None:
    """Say something to the waiting customer; music goes on when it has been said."""
    if customer := turn.listener(call):
        call.plays += 1
        play_id = f"{call.call_id}.announce.{call.plays}"
        turn.ask(call, "play", connection_id=customer.connection_id, play_id=play_id, media=media)


def preferred(turn: Turn, call: LiveCall) -> AgentId | None:
    """Return whom the customer would rather have: who looks after him, or whom he had last if that one is not here."""
    wanted = (call.account_manager_id, call.last_agent_id)
    return next((agent_id for agent_id in wanted if agent_id in turn.state.seats), None)


def on_customer_answered(turn: Turn, call: LiveCall, customer: Party) -> None:
    """Keep who was answered while it still rang for him: as after a restart just before an agent had him."""
    customer.state = ConnectionState.CONNECTED
    turn.fact(call, "answered")
    play_music(turn, call)


def play_music(turn: Turn, call: LiveCall) -> None:
    """Play music to the waiting customer."""
    if customer := turn.listener(call):
        turn.ask(call, "start_music", connection_id=customer.connection_id)


def on_announce(turn: Turn, call: LiveCall) -> None:
    """Tell the waiting customer his place and the time he may expect to wait; not now if an agent's phone rings.

    What was switched on while he waits comes first: a notice to everybody, the offer to be called back.
    """
    if call.phase not in (Phase.WAITING, Phase.RINGING) or turn.customer(call) is None:
        return
    position = turn.state.engine.position(call.call_id)
    info = turn.state.queues.get(call.queue_id) if call.queue_id else None
    if position is None or call.phase is not Phase.WAITING:
        pass
    elif info is not None and info.notice_prompt and info.notice_prompt not in call.notices and turn.listener(call):
        _give_notice(turn, call, info.queue_id, info.notice_prompt)
        return
    elif info is not None and info.offers_callback and not call.is_callback_offered and turn.listener(call):
        offer_callback(turn, call)
    else:
        announce(turn, call, announcement(position, turn.state.engine.estimate_wait_s(call.call_id), call.language))
    turn.start_timer(announce_timer(call.call_id), turn.at_ms + ANNOUNCE_EVERY_MS)


def on_overflowed(turn: Turn, overflow: CallOverflowed) -> None:
    """The waiting call belongs to another queue now."""
    if call := turn.state.calls.get(overflow.call_id):
        call.queue_id = overflow.to_queue_id
        turn.fact(call, "overflowed", from_queue_id=overflow.from_queue_id, to_queue_id=overflow.to_queue_id)


def announcement(position: int, wait_s: int | None, language: str) -> tuple[str, ...]:
    """Say how many are served first and, when anything is known of it, how long it may take."""
    names = [*reading.queue_position(position - 1, language)]
    if wait_s is not None:
        names += reading.estimated_wait(wait_s, language)
    return reading.media(language, [*names, "please-hold"])
